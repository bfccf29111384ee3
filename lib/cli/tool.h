#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstddef>
#include <string>

#include "cli/arguments.h"

namespace coopseg::cli {

/// The manual page of a program and the options that it has beside the shared ones.
struct Usage {
  std::string name;         ///< "preprocess"
  std::string summary;      ///< one line
  std::string arguments;    ///< "INPUT... -o OUTPUT"
  std::string description;  ///< pipe position, what is read and written, orders and units
  std::string example;
  std::string source;  ///< where the method comes from
  boost::program_options::options_description options{"Options"};
  std::size_t min_inputs = 1;  ///< positional arguments
  std::size_t max_inputs = SIZE_MAX;
  std::string answers = {};   ///< an option that needs neither inputs nor an output: "about"
  bool preprocesses = false;  ///< adds --spacing, --clip and --n4
  bool draws_random = false;  ///< adds --seed
  bool reads_studies = true;  ///< adds --case
  bool has_network = false;   ///< adds --device and --precision
  bool masks_codes = false;   ///< adds --scope, --threshold, --random-threshold and --soft-mask
  bool segments = false;      ///< adds --field, --frame and --report
  bool reads_model = false;   ///< adds --model
  bool reads_series = false;  ///< adds --series: an input may be a folder of DICOM files
  bool keeps_going = false;   ///< adds --keep-going; see cli/keep_going.h
};

/// Every program in tools/ defines these two; the one main() in lib/cli calls them.
Usage usage();
void run(const Arguments& arguments);

}  // namespace coopseg::cli
