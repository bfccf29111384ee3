#pragma once

#include <boost/program_options/options_description.hpp>
#include <span>
#include <string>

#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// Adds the options of the methods to those of a program, with their defaults.
void add_options(boost::program_options::options_description& options, std::span<const Method> methods);

/// "NAME (what it does), ..." for a program's help.
std::string list_of(std::span<const Method> methods);

}  // namespace coopseg::hard_examples
