// The one main() of every program: options, config files, help, errors and exit statuses.
#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/arguments.h"
#include "cli/shared_options.h"
#include "cli/tool.h"
#include "core/error.h"
#include "core/nearest_name.h"
#include "core/temporary_file.h"

namespace {

namespace po = boost::program_options;
using coopseg::cli::Arguments;
using coopseg::cli::Usage;
using coopseg::core::Error;
using coopseg::core::ExitStatus;
using coopseg::core::Log;
using coopseg::core::UsageError;

std::vector<std::string> long_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back(option->long_name());
  return names;
}

std::string with_dashes(const std::string& name) { return name.starts_with("-") ? name : "--" + name; }

// Boost's own messages name options in several ways; ours are one line in one style.
[[noreturn]] void rethrow(const po::error& error, const po::options_description& options) {
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error)) {
    const std::string name = unknown->get_option_name();
    const std::string bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
    throw UsageError("unknown option " + with_dashes(name) + coopseg::core::suggestion(bare, long_names(options)));
  }
  throw UsageError(error.what());
}

po::parsed_options parse_config(const std::string& path, const po::options_description& options) {
  std::ifstream file(path);
  if (!file) throw Error(coopseg::core::system_message());
  po::parsed_options parsed = po::parse_config_file(file, options, true);
  const std::vector<std::string> known = long_names(options);
  for (const auto& option : parsed.options)
    if (option.unregistered || option.string_key == "config" || option.string_key == "help")
      throw Error("unknown key '" + option.string_key + "'" + coopseg::core::suggestion(option.string_key, known));
  return parsed;
}

// The first value stored wins: the command line, then the config files from the last to the first.
po::variables_map parse(int argc, char** argv, const po::options_description& visible) {
  po::options_description all;
  all.add(visible).add_options()("input", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("input", -1);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::variables_map values;
  po::store(po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run(), values);
  if (values.count("config") > 0) {
    const auto files = values["config"].as<std::vector<std::string>>();
    for (auto file = files.rbegin(); file != files.rend(); ++file)
      coopseg::core::in_context(*file, [&] {
        try {
          po::store(parse_config(*file, visible), values);
        } catch (const po::error& error) {
          throw Error(error.what());
        }
      });
  }
  po::notify(values);
  return values;
}

void print_help(const Usage& usage, const po::options_description& visible) {
  std::cout << usage.name << ": " << usage.summary << "\n\nUsage: " << usage.name << ' ' << usage.arguments << "\n\n"
            << usage.description << "\n\n"
            << visible << "\nExample:\n  " << usage.example << "\n\nSource: " << usage.source << '\n';
}

void check_usage(const Usage& usage, const po::variables_map& values) {
  const std::size_t inputs = values.count("input") > 0 ? values["input"].as<std::vector<std::string>>().size() : 0;
  if (inputs < usage.min_inputs)
    throw UsageError(std::to_string(inputs) + " inputs given, at least " + std::to_string(usage.min_inputs) +
                     " expected: " + usage.name + " " + usage.arguments);
  if (inputs > usage.max_inputs)
    throw UsageError(std::to_string(inputs) + " inputs given, at most " + std::to_string(usage.max_inputs) +
                     " expected: " + usage.name + " " + usage.arguments);
  if (values.count("output") == 0) throw UsageError("-o/--output is required");
  if (usage.reads_model && values.count("model") == 0) throw UsageError("--model is required");
  if (values["threads"].as<int>() < 0) throw UsageError("--threads: 0 or more is expected");
  if (values["quiet"].as<bool>() && values["verbose"].as<bool>()) throw UsageError("-q and -v exclude each other");
}

Log::Level level(const po::variables_map& values) {
  if (values["quiet"].as<bool>()) return Log::Level::quiet;
  return values["verbose"].as<bool>() ? Log::Level::verbose : Log::Level::normal;
}

void start(const Usage& usage, int argc, char** argv) {
  po::options_description visible;
  visible.add(usage.options).add(coopseg::cli::shared_options(usage));
  po::variables_map values;
  try {
    values = parse(argc, argv, visible);
  } catch (const po::error& error) {
    rethrow(error, visible);
  }
  if (values.count("help") > 0) return print_help(usage, visible);
  if (values.count("version") > 0) {
    std::cout << "coopseg " << usage.name << ' ' << COOPSEG_VERSION << '\n';
    return;
  }
  check_usage(usage, values);
  coopseg::cli::run(Arguments(COOPSEG_VERSION, Log(usage.name, level(values)), values));
}

int fail(const std::string& tool, const std::string& message, ExitStatus status) {
  std::string line = message.substr(0, message.find_first_of("\r\n"));
  std::cerr << tool << ": " << line << '\n';
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  coopseg::core::handle_signals();
  const Usage usage = coopseg::cli::usage();
  try {
    start(usage, argc, argv);
    std::cout.flush();
    return std::cout ? ExitStatus::success
                     : fail(usage.name, "standard output: cannot be written", ExitStatus::failure);
  } catch (const UsageError& error) {
    return fail(usage.name, error.what(), ExitStatus::wrong_usage);
  } catch (const std::bad_alloc&) {
    return fail(usage.name, "out of memory", ExitStatus::failure);
  } catch (const std::exception& error) {
    return fail(usage.name, error.what(), ExitStatus::failure);
  }
}
