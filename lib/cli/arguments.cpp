#include "cli/arguments.h"

#include <algorithm>
#include <array>
#include <boost/any.hpp>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <set>

#include "cli/thread_limit.h"
#include "core/error.h"
#include "core/joined.h"
#include "core/nearest_name.h"

namespace coopseg::cli {
namespace {

const std::set<std::string> without_value = {"input", "output",  "config", "threads", "force",      "quiet", "verbose",
                                             "help",  "version", "device", "case",    "keep-going", "series"};

std::string to_text(double value) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string to_text(const boost::any& value) {
  if (const auto* text = boost::any_cast<std::string>(&value)) return *text;
  if (const auto* flag = boost::any_cast<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = boost::any_cast<int>(&value)) return std::to_string(*number);
  if (const auto* number = boost::any_cast<std::uint64_t>(&value)) return std::to_string(*number);
  if (const auto* number = boost::any_cast<double>(&value)) return to_text(*number);
  std::string joined;
  for (const std::string& part : boost::any_cast<const std::vector<std::string>&>(value))
    joined += (joined.empty() ? "" : " ") + part;
  return joined;
}

}  // namespace

Arguments::Arguments(std::string version, core::Log log, boost::program_options::variables_map values)
    : version_(std::move(version)), log_(std::move(log)), values_(std::move(values)) {}

bool Arguments::has(const std::string& option) const { return values_.count(option) > 0; }

bool Arguments::given(const std::string& option) const { return has(option) && !values_[option].defaulted(); }

std::vector<std::string> Arguments::values_of(const std::vector<std::string>& options) const {
  std::vector<std::string> texts;
  for (const std::string& option : options) {
    if (!has(option)) continue;
    const boost::any& value = values_[option].value();
    if (const auto* text = boost::any_cast<std::string>(&value))
      texts.push_back(*text);
    else
      std::ranges::copy(boost::any_cast<const std::vector<std::string>&>(value), std::back_inserter(texts));
  }
  return texts;
}

int Arguments::threads() const {
  const int threads = get<int>("threads");
  return threads > 0 ? threads : default_threads();
}

std::optional<std::size_t> Arguments::frame() const {
  if (!has("frame")) return std::nullopt;
  const int frame = get<int>("frame");
  if (frame < 0) throw core::UsageError("--frame: " + std::to_string(frame) + " found, frames count from 0");
  return static_cast<std::size_t>(frame);
}

std::vector<std::string> Arguments::series() const {
  if (!has("series")) return {};
  if (std::ranges::none_of(inputs(), [](const std::string& path) { return std::filesystem::is_directory(path); }))
    throw core::UsageError("--series goes with a folder of DICOM files");
  return get<std::vector<std::string>>("series");
}

std::vector<std::string> Arguments::choose_cases(const std::vector<std::string>& ids) const {
  if (!has("case")) return ids;
  std::vector<std::string> chosen = get<std::vector<std::string>>("case");
  for (const std::string& id : chosen)
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      throw core::Error("case '" + id + "' is not there" + core::suggestion(id, ids) +
                        "; there are: " + core::joined(ids));
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

std::vector<std::pair<std::string, std::string>> Arguments::value_options(const std::vector<std::string>& files) const {
  std::vector<std::pair<std::string, std::string>> options;
  for (const auto& [name, value] : values_)
    if (!without_value.contains(name) && std::find(files.begin(), files.end(), name) == files.end())
      options.emplace_back(name, to_text(value.value()));
  return options;
}

}  // namespace coopseg::cli
