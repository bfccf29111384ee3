#include "hard_examples/preview.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::hard_examples {
namespace {

MaskedCase masked_case(std::int64_t slices) {
  MaskedCase masked;
  masked.id = std::string(1, 'a');
  masked.input = torch::full({slices, 32, 32}, 0.5);
  return masked;
}

TEST(Preview, ShowsSlicesSpreadOverThoseWithALabel) {
  MaskedCase masked = masked_case(12);
  EXPECT_EQ(preview_slices(masked), (std::vector<std::int64_t>{3, 6, 9}));
  masked.label = torch::zeros({12, 32, 32}, torch::kInt64);
  EXPECT_EQ(preview_slices(masked), (std::vector<std::int64_t>{3, 6, 9}));
  for (const std::int64_t slice : {5, 6, 7, 8, 10}) masked.label[slice][7][9] = 2;
  EXPECT_EQ(preview_slices(masked), (std::vector<std::int64_t>{6, 7, 8}));
  EXPECT_EQ(preview_slices(masked_case(2)), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(preview_slices(masked_case(1)), (std::vector<std::int64_t>{0}));
}

TEST(Preview, TakesTheFirstCasesAlone) {
  Preview four;
  for (int i = 0; i < 4; ++i) four.add(masked_case(3));
  Preview five = four;
  five.add(masked_case(3));
  EXPECT_EQ(four.png(), five.png());
}

}  // namespace
}  // namespace coopseg::hard_examples
