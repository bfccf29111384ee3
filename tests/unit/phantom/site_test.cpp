#include "phantom/site.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"

namespace coopseg::phantom {
namespace {

TEST(Site, AtLeastFiveWithNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Site& site : sites()) names.insert(site.name);
  EXPECT_EQ(names.size(), sites().size());
  EXPECT_GE(names.size(), 5U);
}

TEST(Site, AnUnknownOneIsAnErrorThatListsThem) {
  EXPECT_EQ(find_site("b").name, "b");
  try {
    find_site("z");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "site 'z' found, one of a, b, c, d, e expected");
  }
}

}  // namespace
}  // namespace coopseg::phantom
