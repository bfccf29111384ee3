#include "core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <string>

namespace coopseg::core {
namespace {

// Equal on every platform: the uniform numbers were computed apart from this code (FNV-1a, SplitMix64, MT19937-64).
TEST(RandomStream, GivesTheNumbersItAlwaysGave) {
  RandomStream stream(7, 3, "patient001/4", "noise");
  EXPECT_DOUBLE_EQ(stream.uniform(), 0.79365761253740608);
  EXPECT_DOUBLE_EQ(stream.uniform(), 0.76036973162215415);
  EXPECT_DOUBLE_EQ(stream.uniform(), 0.56347185601478644);
  EXPECT_EQ(stream.integer(-5, 1000000), 34277);
  EXPECT_EQ(stream.integer(-5, 1000000), 30032);
  EXPECT_EQ(stream.integer(-5, 1000000), 21191);
  EXPECT_DOUBLE_EQ(stream.normal(), 0.20576874480946494);
  EXPECT_DOUBLE_EQ(stream.normal(), 0.76018464071283232);
  EXPECT_DOUBLE_EQ(RandomStream(0, "x").uniform(), 0.80068530194561216);
}

TEST(RandomStream, BitsAreTheWordsThatUniformIsMadeOf) {
  RandomStream words(3, "x");
  RandomStream numbers(3, "x");
  for (int i = 0; i < 10; ++i)
    EXPECT_DOUBLE_EQ(static_cast<double>(words.bits()) / 18446744073709551616.0, numbers.uniform());
}

TEST(RandomStream, EveryPartOfTheKeyCounts) {
  std::set<double> first;
  for (const std::uint64_t seed : {0, 1})
    for (const int epoch : {0, 1, -1})
      for (const std::string name : {"a/1", "a/2", ""})
        for (const char* purpose : {"noise", "mask"}) first.insert(RandomStream(seed, epoch, name, purpose).uniform());
  EXPECT_EQ(first.size(), 2U * 3 * 3 * 2);
  EXPECT_NE(RandomStream(0, "ab", "c").uniform(), RandomStream(0, "a", "bc").uniform());
  EXPECT_NE(RandomStream(0, 1, 2).uniform(), RandomStream(0, 2, 1).uniform());
}

TEST(RandomStream, AKeyIsTheSameInEveryIntegerTypeAndKindOfText) {
  const double expected = RandomStream(5, 3, "a").uniform();
  EXPECT_EQ(RandomStream(5, std::size_t{3}, std::string("a")).uniform(), expected);
  EXPECT_EQ(RandomStream(5, std::uint8_t{3}, std::string_view("a")).uniform(), expected);
  EXPECT_EQ(RandomStream(5, -1).uniform(), RandomStream(5, ~std::uint64_t{0}).uniform());
}

TEST(RandomStream, OtherStreamsDoNotDisturbIt) {
  RandomStream alone(1, "a");
  const std::array<double, 2> expected = {alone.uniform(), alone.uniform()};
  RandomStream other(1, "b");
  other.normal();
  RandomStream again(1, "a");
  EXPECT_EQ(again.uniform(), expected[0]);
  other.integer(0, 9);
  EXPECT_EQ(again.uniform(), expected[1]);
}

TEST(RandomStream, DrawsHaveTheirDistributions) {
  constexpr int draws = 20000;
  RandomStream stream(2, "moments");
  double uniform = 0.0;
  double normal = 0.0;
  double square = 0.0;
  int hits = 0;
  std::array<int, 3> counts{};
  for (int i = 0; i < draws; ++i) {
    const double value = stream.uniform(-2.0, 6.0);
    ASSERT_TRUE(value >= -2.0 && value < 6.0);
    uniform += value / draws;
    const double deviate = stream.normal();
    normal += deviate / draws;
    square += deviate * deviate / draws;
    hits += stream.chance(0.3) ? 1 : 0;
    ++counts.at(static_cast<std::size_t>(stream.integer(-1, 1) + 1));
  }
  EXPECT_NEAR(uniform, 2.0, 0.08);
  EXPECT_NEAR(normal, 0.0, 0.035);
  EXPECT_NEAR(square, 1.0, 0.05);
  EXPECT_NEAR(hits / double{draws}, 0.3, 0.016);
  for (const int count : counts) EXPECT_NEAR(count / double{draws}, 1.0 / 3.0, 0.017);
}

TEST(RandomStream, ChanceOfNothingAndOfEverything) {
  RandomStream stream(3);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(stream.chance(0.0));
    EXPECT_TRUE(stream.chance(1.0));
  }
}

}  // namespace
}  // namespace coopseg::core
