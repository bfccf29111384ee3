#pragma once

#include <boost/program_options/options_description.hpp>

#include "cli/tool.h"

namespace coopseg::cli {

/// The options that tools share, each declared once: what every tool has, and what `usage` asks for.
boost::program_options::options_description shared_options(const Usage& usage);

}  // namespace coopseg::cli
