// The one main() of every program: options, config files, help, errors and exit statuses.
#include <unistd.h>

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>
#include <charconv>
#include <cmath>
#include <exception>
#include <iostream>
#include <set>
#include <sstream>
#include <system_error>
#include <typeinfo>

#include "cli/arguments.h"
#include "cli/shared_options.h"
#include "cli/thread_limit.h"
#include "cli/tool.h"
#include "core/error.h"
#include "core/files.h"
#include "core/interruption.h"
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

const std::set<std::string> not_in_config = {"config", "help", "version"};

std::vector<std::string> long_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back(option->long_name());
  return names;
}

std::string with_dashes(const std::string& name) { return name.starts_with("-") ? name : "--" + name; }

// Boost's own messages name options in several ways; ours are one line in one style. `dashes` is "" in a config file.
std::string explain(const po::error& error, const po::options_description& options, const std::string& dashes) {
  const auto bare = [](const std::string& name) {
    return name.substr(std::min(name.find_first_not_of('-'), name.size()));
  };
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error)) {
    const std::string given = unknown->get_option_name();
    const std::string name = given.substr(0, given.find('='));
    return "unknown option " + with_dashes(name) + coopseg::core::suggestion(bare(name), long_names(options));
  }
  if (const auto* repeated = dynamic_cast<const po::multiple_occurrences*>(&error))
    return dashes + bare(repeated->get_option_name()) + ": given more than once, one value is expected";
  if (const auto* flag = dynamic_cast<const po::invalid_bool_value*>(&error))
    return dashes + bare(flag->get_option_name()) + ": true or false is expected";
  if (const auto* line = dynamic_cast<const po::invalid_config_file_syntax*>(&error))
    return "line '" + line->tokens() + "' found, NAME = VALUE expected";
  return error.what();
}

template <class T>
bool holds(const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stopped == end && std::isfinite(static_cast<double>(value));
}

// Boost takes -1 for an unsigned number.
void check_numbers(const po::parsed_options& parsed, const po::options_description& options,
                   const std::string& dashes) {
  for (const auto& given : parsed.options) {
    const auto* option = options.find_nothrow(given.string_key, false);
    if (option == nullptr || given.value.empty()) continue;
    const auto* typed = dynamic_cast<const po::typed_value_base*>(option->semantic().get());
    if (typed == nullptr) continue;
    const auto expect = [&](bool good, const std::string& expected) {
      if (!good) throw Error(dashes + given.string_key + ": '" + given.value[0] + "' found, " + expected + " expected");
    };
    const std::type_info& type = typed->value_type();
    if (type == typeid(int)) expect(holds<int>(given.value[0]), "a whole number");
    if (type == typeid(std::uint64_t)) expect(holds<std::uint64_t>(given.value[0]), "a whole number of 0 or more");
    if (type == typeid(double)) expect(holds<double>(given.value[0]), "a number");
  }
}

void store_config(const std::string& path, const po::options_description& options, po::variables_map& values) {
  const coopseg::core::Input input = coopseg::core::read_input(path);
  std::istringstream text(coopseg::core::text_of(input));
  coopseg::core::in_context(input.name, [&] {
    try {
      const po::parsed_options parsed = po::parse_config_file(text, options, true);
      std::vector<std::string> known = long_names(options);
      std::erase_if(known, [](const std::string& name) { return not_in_config.contains(name); });
      for (const auto& option : parsed.options)
        if (option.unregistered || not_in_config.contains(option.string_key))
          throw Error("unknown key '" + option.string_key + "'" + coopseg::core::suggestion(option.string_key, known));
      check_numbers(parsed, options, "");
      po::store(parsed, values);
    } catch (const po::error& error) {
      throw Error(explain(error, options, ""));
    }
  });
}

void store_command_line(int argc, char** argv, const po::options_description& visible, po::variables_map& values) {
  po::options_description all;
  all.add(visible).add_options()("input", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("input", -1);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    const auto parsed = po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run();
    check_numbers(parsed, all, "--");
    po::store(parsed, values);
  } catch (const po::error& error) {
    throw UsageError(explain(error, visible, "--"));
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

// The first value stored wins: the command line, then the config files from the last to the first.
po::variables_map parse(int argc, char** argv, const po::options_description& options) {
  po::variables_map values;
  store_command_line(argc, argv, options, values);
  if (values.count("config") > 0) {
    const auto files = values["config"].as<std::vector<std::string>>();
    for (auto file = files.rbegin(); file != files.rend(); ++file) store_config(*file, options, values);
  }
  po::notify(values);
  return values;
}

void print_help(const Usage& usage, const po::options_description& visible) {
  std::cout << usage.name << ": " << usage.summary << "\n\nUsage: " << usage.name << ' ' << usage.arguments << "\n\n"
            << usage.description << "\n"
            << visible << "\nExample:\n  " << usage.example << "\n\nSource: " << usage.source << '\n';
}

void check_threads(int threads) {
  if (threads < 0) throw UsageError("--threads: 0 or more is expected");
  if (const int most = coopseg::cli::most_threads(); threads > most)
    throw UsageError("--threads: " + std::to_string(threads) + " found, at most " + std::to_string(most) +
                     " expected on this machine");
}

/// The call of a program in one line.
std::string call_of(const Usage& usage) {
  std::string text = usage.name + " " + usage.arguments;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n'))
    text.replace(at, text.find_first_not_of("\n ", at) - at, " ");
  return text;
}

void check_usage(const Usage& usage, const po::variables_map& values) {
  const std::size_t inputs = values.count("input") > 0 ? values["input"].as<std::vector<std::string>>().size() : 0;
  const bool answers = !usage.answers.empty() && values.count(usage.answers) > 0;
  if (inputs < usage.min_inputs && !answers)
    throw UsageError(std::to_string(inputs) + " inputs given, at least " + std::to_string(usage.min_inputs) +
                     " expected: " + call_of(usage));
  if (inputs > usage.max_inputs)
    throw UsageError(std::to_string(inputs) + " inputs given, at most " + std::to_string(usage.max_inputs) +
                     " expected: " + call_of(usage));
  if (values.count("output") == 0 && !answers) throw UsageError("-o/--output is required");
  if (values.count("output") > 0 && values["output"].as<std::string>().empty())
    throw UsageError("-o/--output: a name is expected");
  if (usage.reads_model && values.count("model") == 0) throw UsageError("--model is required");
  check_threads(values["threads"].as<int>());
  if (values["quiet"].as<bool>() && values["verbose"].as<bool>()) throw UsageError("-q and -v exclude each other");
}

Log::Level level(const po::variables_map& values) {
  if (values["quiet"].as<bool>()) return Log::Level::quiet;
  return values["verbose"].as<bool>() ? Log::Level::verbose : Log::Level::normal;
}

void start(const Usage& usage, int argc, char** argv) {
  po::options_description visible;
  visible.add(usage.options).add(coopseg::cli::shared_options(usage));
  const po::variables_map values = parse(argc, argv, visible);
  if (values.count("help") > 0) return print_help(usage, visible);
  if (values.count("version") > 0) {
    std::cout << "coopseg " << usage.name << ' ' << COOPSEG_VERSION << '\n';
    return;
  }
  check_usage(usage, values);
  coopseg::cli::run(Arguments(COOPSEG_VERSION, Log(usage.name, level(values)), values));
}

/// In one line; a CR may stand in a name.
int fail(const std::string& tool, const std::string& message, ExitStatus status) {
  std::string line = message.substr(0, message.find('\n'));
  for (std::size_t at = line.find('\r'); at != std::string::npos; at = line.find('\r')) line.replace(at, 1, "\\r");
  std::cerr << tool << ": " << line << '\n';
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  coopseg::core::reserve_standard_streams();
  coopseg::core::handle_signals();
  const Usage usage = coopseg::cli::usage();
  try {
    start(usage, argc, argv);
    std::cout.flush();
    return std::cout ? ExitStatus::success
                     : fail(usage.name, "standard output: cannot be written", ExitStatus::failure);
  } catch (const UsageError& error) {
    return fail(usage.name, error.what(), ExitStatus::wrong_usage);
  } catch (const coopseg::core::Interrupted& interrupted) {
    return 128 + interrupted.signal();
  } catch (const std::system_error& error) {  // a library without its threads may not survive its own end
    ::_exit(fail(usage.name, coopseg::core::in_words(error), ExitStatus::failure));
  } catch (const std::exception& error) {
    return fail(usage.name, coopseg::core::in_words(error), ExitStatus::failure);
  }
}
