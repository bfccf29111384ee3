#include "evaluation/resample_prediction.h"

#include <gtest/gtest.h>

namespace coopseg::evaluation {
namespace {

using Labels = std::vector<std::uint8_t>;

constexpr std::array<double, 9> straight = {1, 0, 0, 0, 1, 0, 0, 0, 1};

TEST(ResamplePrediction, NearestVoxelAndBackgroundOutside) {
  const study::Grid from = {.size = {3, 1, 1}, .spacing = {2, 1, 1}, .origin = {0, 0, 0}, .direction = straight};
  const study::Grid to = {.size = {6, 1, 1}, .spacing = {1, 1, 1}, .origin = {-2, 0, 0}, .direction = straight};
  EXPECT_EQ(resample_prediction(Labels{1, 2, 3}, from, to), (Labels{0, 1, 1, 2, 2, 3}));
}

TEST(ResamplePrediction, FollowsTheAxes) {
  const study::Grid from = {.size = {3, 2, 1}, .spacing = {1, 1, 1}, .origin = {10, 0, 0}, .direction = straight};
  const study::Grid to = {.size = {2, 3, 1},
                          .spacing = {1, 1, 1},
                          .origin = {12, 0, 0},
                          .direction = {0, -1, 0, 1, 0, 0, 0, 0, 1}};  // x runs along y, y against x
  EXPECT_EQ(resample_prediction(Labels{1, 2, 3, 4, 5, 6}, from, to), (Labels{3, 6, 2, 5, 1, 4}));
}

}  // namespace
}  // namespace coopseg::evaluation
