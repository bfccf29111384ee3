#include "cli/arguments.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <boost/program_options/parsers.hpp>

#include "cli/shared_options.h"

namespace coopseg::cli {
namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

/// What a tool with the options --amount, --fast, --set and --table sees.
Arguments arguments_of(const Texts& line) {
  Usage usage;
  usage.draws_random = true;
  usage.has_network = true;
  po::options_description options = shared_options(usage);
  auto add = options.add_options();
  add("amount", po::value<double>()->default_value(0.1));
  add("fast", po::bool_switch());
  add("set", po::value<Texts>());
  add("table", po::value<std::string>());
  add("input", po::value<Texts>());
  po::positional_options_description positional;
  positional.add("input", -1);
  po::variables_map values;
  po::store(po::command_line_parser(line).options(options).positional(positional).run(), values);
  return {"0.1.0", core::Log("tool", core::Log::Level::quiet), values};
}

TEST(Arguments, DefaultsAreThereButNotGiven) {
  const Arguments arguments = arguments_of({"-o", "out.h5"});
  EXPECT_TRUE(arguments.has("amount"));
  EXPECT_FALSE(arguments.given("amount"));
  EXPECT_TRUE(arguments_of({"--amount", "0.1"}).given("amount"));
  EXPECT_FALSE(arguments.has("table"));
  EXPECT_TRUE(arguments.inputs().empty());
  EXPECT_EQ(arguments.output(), "out.h5");
  EXPECT_EQ(arguments.seed(), 0U);
  EXPECT_FALSE(arguments.force());
  EXPECT_EQ(arguments_of({"b.h5", "-", "a.h5"}).inputs(), (Texts{"b.h5", "-", "a.h5"}));
}

TEST(Arguments, ValuesOfSeveralOptionsAreInTheOrderAskedFor) {
  const Arguments arguments = arguments_of({"b.h5", "a.h5", "-o", "out.h5", "--set", "x=2", "--set", "x=1"});
  EXPECT_EQ(arguments.values_of({"output", "table", "set", "input"}), (Texts{"out.h5", "x=2", "x=1", "b.h5", "a.h5"}));
}

TEST(Arguments, ThreadsAreThoseAskedForOrThoseOfTheProcessorsThatAreLeftToIt) {
  cpu_set_t all;
  ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
  ::unsetenv("OMP_NUM_THREADS");
  EXPECT_EQ(arguments_of({}).threads(), CPU_COUNT(&all));
  EXPECT_EQ(arguments_of({"--threads", "3"}).threads(), 3);

  cpu_set_t one;
  CPU_ZERO(&one);
  int first = 0;
  while (!CPU_ISSET(first, &all)) ++first;
  CPU_SET(first, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(arguments_of({}).threads(), 1) << "as a Slurm job of one processor on a larger machine";
  ::sched_setaffinity(0, sizeof all, &all);

  ::setenv("OMP_NUM_THREADS", "5", 1);
  EXPECT_EQ(arguments_of({}).threads(), 5);
  EXPECT_EQ(arguments_of({"--threads", "3"}).threads(), 3);
  for (const char* none : {"", "0", "-2", "many"}) {
    ::setenv("OMP_NUM_THREADS", none, 1);
    EXPECT_EQ(arguments_of({}).threads(), CPU_COUNT(&all)) << none;
  }
  ::unsetenv("OMP_NUM_THREADS");
}

TEST(Arguments, CasesAreChosenOnceEachInOrder) {
  const Texts ids = {"a", "b", "c"};
  EXPECT_EQ(arguments_of({}).choose_cases(ids), ids);
  EXPECT_EQ(arguments_of({"--case", "c", "--case", "a", "--case", "c"}).choose_cases(ids), (Texts{"a", "c"}));
}

TEST(Arguments, AnUnknownCaseIsAnErrorThatListsTheIds) {
  try {
    arguments_of({"--case", "p1_EX"}).choose_cases({"p1_ED", "p2_ES"});
    FAIL() << "no error";
  } catch (const core::UsageError&) {
    FAIL() << "the study decides, not the usage";
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "case 'p1_EX' is not there (did you mean p1_ED?); there are: p1_ED, p2_ES");
  }
}

TEST(Arguments, ErrorsOfAParserAreWrongUsage) {
  const Arguments arguments = arguments_of({"--table", "x"});
  EXPECT_EQ(arguments.parse("table", [](const std::string& text) { return text + "y"; }), "xy");
  try {
    arguments.parse("table", [](const std::string& text) { throw core::Error("'" + text + "' is no table"); });
    FAIL() << "no error";
  } catch (const core::UsageError& error) {
    EXPECT_STREQ(error.what(), "--table: 'x' is no table");
  }
}

// Provenance: neither names of files nor what cannot change a value.
TEST(Arguments, ValueOptionsAreThoseThatChangeAValue) {
  const Arguments arguments = arguments_of({"in.h5", "-o", "out.h5", "--threads", "2", "--force", "--case", "a", "-v",
                                            "--device", "cpu", "--table", "t.csv", "--set", "b=2", "--set", "a=1"});
  using Options = std::vector<std::pair<std::string, std::string>>;
  const Options expected = {
      {"amount", "0.1"}, {"fast", "false"}, {"precision", "fp32"}, {"seed", "0"}, {"set", "b=2 a=1"}};
  EXPECT_EQ(arguments.value_options({"table"}), expected);
}

}  // namespace
}  // namespace coopseg::cli
