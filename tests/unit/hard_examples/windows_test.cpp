#include "hard_examples/windows.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::hard_examples {
namespace {

TEST(Windows, AreTrueInsideOfTheImage) {
  // One reaches beyond the upper left corner, one beyond the right side.
  const torch::Tensor inside = inside_of({{-2, -1, 5, 2}, {4, 2, 3, 1}}, 4, 5);
  torch::Tensor expected = torch::zeros({4, 5}, torch::kBool);
  expected[0].slice(0, 0, 3) = true;
  expected[2][4] = true;
  EXPECT_TRUE(torch::equal(inside, expected)) << inside;
}

}  // namespace
}  // namespace coopseg::hard_examples
