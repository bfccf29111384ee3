#include "cli/shared_options.h"

#include <gtest/gtest.h>

#include <boost/program_options/option.hpp>

namespace coopseg::cli {
namespace {

bool has(const Usage& usage, const std::string& option) {
  return shared_options(usage).find_nothrow(option, false) != nullptr;
}

TEST(SharedOptions, EveryToolHasThese) {
  Usage usage;
  usage.reads_studies = false;
  for (const char* option : {"output", "config", "threads", "force", "quiet", "verbose", "help", "version"})
    EXPECT_TRUE(has(usage, option)) << option;
  for (const char* option : {"case", "seed", "model", "device", "precision", "spacing", "clip", "n4"})
    EXPECT_FALSE(has(usage, option)) << option;
}

TEST(SharedOptions, ToolsAskForTheOthers) {
  Usage usage;
  EXPECT_TRUE(has(usage, "case"));
  usage.draws_random = true;
  EXPECT_TRUE(has(usage, "seed"));
  usage.preprocesses = true;
  EXPECT_TRUE(has(usage, "spacing") && has(usage, "clip") && has(usage, "n4"));
  usage.reads_model = true;
  EXPECT_TRUE(has(usage, "model"));
  usage.has_network = true;
  EXPECT_TRUE(has(usage, "device") && has(usage, "precision"));
}

// Boost adds the values of a config file to those of the command line where an option is composing.
TEST(SharedOptions, TheCommandLineWinsForOptionsThatMayRepeat) {
  Usage usage;
  usage.segments = true;
  usage.reads_series = true;
  const auto options = shared_options(usage);
  for (const auto& option : options.options()) EXPECT_FALSE(option->semantic()->is_composing()) << option->long_name();
}

}  // namespace
}  // namespace coopseg::cli
