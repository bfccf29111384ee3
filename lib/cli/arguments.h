#pragma once

#include <boost/program_options/variables_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/log.h"

namespace coopseg::cli {

/// What the user asked for: the command line over the config files over the defaults.
class Arguments {
 public:
  Arguments(std::string version, core::Log log, boost::program_options::variables_map values);

  /// True where the option was given or has a default.
  bool has(const std::string& option) const;
  /// True where the user gave the option, on the command line or in a config file.
  bool given(const std::string& option) const;
  template <class T>
  T get(const std::string& option) const {
    return values_[option].as<T>();
  }

  /// `read(text of the option)`; an Error of it is wrong usage and gets "--option: " in front.
  template <class Read>
  auto parse(const std::string& option, Read read) const {
    try {
      return read(get<std::string>(option));
    } catch (const core::Error& error) {
      throw core::UsageError("--" + option + ": " + error.what());
    }
  }

  /// The texts of those of these options that are there, in this order; one that may repeat gives all of its.
  std::vector<std::string> values_of(const std::vector<std::string>& options) const;
  std::vector<std::string> inputs() const { return values_of({"input"}); }
  std::string output() const { return get<std::string>("output"); }
  bool force() const { return get<bool>("force"); }
  /// At least 1.
  int threads() const;
  std::uint64_t seed() const { return get<std::uint64_t>("seed"); }
  /// The frame that --frame asks for, counted from 0. Throws UsageError where it is negative.
  std::optional<std::size_t> frame() const;
  /// What --series names. Throws UsageError where no input is a folder.
  std::vector<std::string> series() const;
  const core::Log& log() const { return log_; }
  const std::string& version() const { return version_; }

  /// The ids to take of those in a study: all of them, or those named by --case. Throws Error that lists the ids where
  /// one is unknown.
  std::vector<std::string> choose_cases(const std::vector<std::string>& ids) const;

  /// Name and value of every option that can change a value, in ascending order, for provenance: without inputs,
  /// output, config, threads, force, quiet, verbose, and without `files`, the options that name files.
  std::vector<std::pair<std::string, std::string>> value_options(const std::vector<std::string>& files = {}) const;

 private:
  std::string version_;
  core::Log log_;
  boost::program_options::variables_map values_;
};

}  // namespace coopseg::cli
