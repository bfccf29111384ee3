#include "hard_examples/multi_window_masking.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <array>
#include <cmath>
#include <set>

#include "../support/message_of.h"

namespace coopseg::hard_examples {
namespace {

TEST(MultiWindowMasking, WindowsHaveTheirNumberSizesAndPlaces) {
  constexpr int count = 4000;
  std::array<int, 6> numbers{};
  std::set<std::int64_t> widths;
  std::set<std::int64_t> lefts;
  for (int i = 0; i < count; ++i) {
    core::RandomStream random(5, i, "windows");
    const std::vector<Window> windows = draw_windows(random, 96, 60);
    ++numbers.at(windows.size());
    for (const Window& window : windows) {
      ASSERT_TRUE(window.width >= 10 && window.width <= 20 && window.height >= 16 && window.height <= 32);
      ASSERT_TRUE(window.x >= 3 && window.x + window.width <= 57 && window.y >= 3 && window.y + window.height <= 93);
      widths.insert(window.width);
      lefts.insert(window.x);
    }
  }
  EXPECT_EQ(widths.size(), 11U);
  EXPECT_EQ(*lefts.begin(), 3);
  EXPECT_EQ(*lefts.rbegin(), 47);
  for (std::size_t n = 0; n < 5; ++n) {
    const double expected = 0.05 * std::pow(0.95, n);
    EXPECT_NEAR(numbers.at(n) / double{count}, expected, 5 * std::sqrt(expected / count)) << n;
  }
}

TEST(MultiWindowMasking, FillsTheWindowsOrAllElseWithNoise) {
  const StandardPass pass{{}, torch::full({6, 2, 48, 48}, 2.0), {}};
  const DrawKeys keys{1, 0, 4, {"a/0", "a/1", "b/0"}};
  nn::Networks networks({.network = nn::NetworkType::segmenter, .base_width = 1});
  const auto noise_of = [&](const char* out) {
    return multi_window_masking().bind({{"out-painting", out}}).make(networks, pass, keys).image != 2;
  };
  const torch::Tensor inside = noise_of("false");
  EXPECT_TRUE(torch::equal(noise_of("true"), inside.logical_not())) << "the same windows, kept";
  for (std::size_t i = 0; i < 6; ++i) {
    core::RandomStream random = keys.of_image(i, "multi-window masking");
    const torch::Tensor windows = inside_of(draw_windows(random, 48, 48), 48, 48);
    EXPECT_TRUE(torch::equal(inside[static_cast<std::int64_t>(i)], windows.expand({2, 48, 48}))) << i;
  }
  const torch::Tensor image = multi_window_masking().bind({}).make(networks, pass, keys).image;
  EXPECT_TRUE(torch::equal(image != 2, inside)) << "in-painting is the default";
  EXPECT_FALSE(torch::equal(image.select(1, 0), image.select(1, 1))) << "each channel has noise of its own";
  const torch::Tensor noise = image.index({inside});
  EXPECT_TRUE(noise.ge(0).logical_and(noise.lt(1)).all().item<bool>());
  EXPECT_NEAR(noise.mean().item<double>(), 0.5, 0.05);
  EXPECT_NEAR(noise.std().item<double>(), std::sqrt(1.0 / 12), 0.03);
  EXPECT_EQ(message_of([] {
              multi_window_masking().bind({{"out-painting", "yes"}});
            }),
            "--out-painting: yes found, true or false expected");
}

}  // namespace
}  // namespace coopseg::hard_examples
