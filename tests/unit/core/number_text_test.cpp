#include "core/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace coopseg::core {
namespace {

TEST(NumberText, TwelveDigitsAndNanWithoutASign) {
  EXPECT_EQ(number_text(2.0 / 3.0), "0.666666666667");
  EXPECT_EQ(number_text(5.0), "5");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::quiet_NaN()), "nan");
}

}  // namespace
}  // namespace coopseg::core
