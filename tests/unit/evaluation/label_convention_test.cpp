#include "evaluation/label_convention.h"

#include <gtest/gtest.h>

#include <vector>

namespace coopseg::evaluation {
namespace {

using Labels = std::vector<std::uint8_t>;

TEST(LabelConvention, ExchangedVentriclesAreSuspected) {
  EXPECT_TRUE(looks_swapped(Labels{1, 1, 2, 3, 0}, Labels{3, 3, 2, 1, 0}));
  EXPECT_FALSE(looks_swapped(Labels{1, 1, 2, 3, 0}, Labels{1, 1, 2, 3, 0}));
  EXPECT_FALSE(looks_swapped(Labels{1, 1, 2, 3, 0}, Labels{0, 2, 1, 0, 3}));
}

TEST(LabelConvention, SuggestionExchangesTheNames) {
  EXPECT_EQ(swapped_labels("1=LV,2=MYO,3=RV"), "1=RV,2=MYO,3=LV");
  EXPECT_EQ(swapped_labels("100=RV,7=background,5=LV,6=LV"), "100=LV,7=background,5=RV,6=RV");
}

}  // namespace
}  // namespace coopseg::evaluation
