#include "hard_examples/hard_branch.h"

#include <gtest/gtest.h>

#include <set>

namespace coopseg::hard_examples {
namespace {

std::uint64_t of_batch(const DrawKeys& keys, std::string_view purpose = "masks") {
  return keys.of_batch(purpose).bits();
}

std::uint64_t of_image(const DrawKeys& keys, std::size_t position, std::string_view purpose = "masks") {
  return keys.of_image(position, purpose).bits();
}

const std::vector<std::string> slices = {"a/0", "a/1"};

TEST(DrawKeys, EveryPartCounts) {
  const std::set<std::uint64_t> batches = {of_batch({1, 2, 3, slices}), of_batch({2, 2, 3, slices}),
                                           of_batch({1, 3, 3, slices}), of_batch({1, 2, 4, slices}),
                                           of_batch({1, 2, 3, slices}, "noise")};
  EXPECT_EQ(batches.size(), 5U);
  std::set<std::uint64_t> images = {of_image({2, 2, 3, slices}, 0), of_image({1, 3, 3, slices}, 0),
                                    of_image({1, 2, 3, slices}, 0, "noise")};
  for (std::size_t position = 0; position < 4; ++position) images.insert(of_image({1, 2, 3, slices}, position));
  EXPECT_EQ(images.size(), 7U) << "two copies of each slice";
}

TEST(DrawKeys, OfACaseAreItsSeedAndName) {
  const std::uint64_t drawn = of_batch({1, 2, 3, slices, "p1"});
  EXPECT_EQ(of_batch({1, 5, 6, slices, "p1"}), drawn);
  EXPECT_NE(of_batch({1, 2, 3, slices, "p2"}), drawn);
  EXPECT_NE(of_batch({2, 2, 3, slices, "p1"}), drawn);
  EXPECT_NE(of_batch({1, 2, 3, slices, "p1"}, "noise"), drawn);
}

}  // namespace
}  // namespace coopseg::hard_examples
