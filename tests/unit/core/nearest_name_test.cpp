#include "core/nearest_name.h"

#include <gtest/gtest.h>

namespace coopseg::core {
namespace {

const std::vector<std::string> known = {"severity", "seed", "set", "artifact"};

TEST(NearestName, FewestEditsWin) {
  EXPECT_EQ(suggestion("sevrity", known), " (did you mean severity?)");
  EXPECT_EQ(suggestion("seeds", known), " (did you mean seed?)");
  EXPECT_EQ(suggestion("aritfact", known), " (did you mean artifact?)");
}

TEST(NearestName, TheFirstOfEquallyNearNamesAndNoneOfNone) {
  EXPECT_EQ(suggestion("sex", {"set", "sea"}), " (did you mean set?)");
  EXPECT_EQ(suggestion("set", {}), "");
}

}  // namespace
}  // namespace coopseg::core
