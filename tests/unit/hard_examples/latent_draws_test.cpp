#include "hard_examples/latent_draws.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <map>

namespace coopseg::hard_examples {
namespace {

const std::vector<std::int64_t> code = {3, 16, 2, 5};

LatentDraws draw(const LatentOptions& options, std::uint64_t seed) {
  core::RandomStream stream(seed, "latent masking");
  return draw_latent(options, code, stream);
}

TEST(LatentDraws, DependOnTheStreamAlone) {
  const LatentOptions options{.mask_image = MaskType::channel, .mask_shape = MaskType::dropout};
  const LatentDraws first = draw(options, 1);
  const LatentDraws again = draw(options, 1);
  EXPECT_EQ(first.image->share, again.image->share);
  EXPECT_TRUE(torch::equal(first.image->soft, again.image->soft));
  EXPECT_TRUE(torch::equal(first.shape->keep, again.shape->keep));
  EXPECT_NE(first.image->share, draw(options, 2).image->share);
}

TEST(LatentDraws, CoverWhatTheScopeNames) {
  EXPECT_TRUE(draw({}, 1).image && draw({}, 1).shape);
  EXPECT_FALSE(draw({.scope = Scope::image}, 1).shape);
  EXPECT_FALSE(draw({.scope = Scope::shape}, 1).image);
}

TEST(LatentDraws, HaveOneFactorPerMaskedElement) {
  const LatentDraws draws = draw({.mask_image = MaskType::channel, .mask_shape = MaskType::spatial}, 1);
  EXPECT_EQ(draws.image->soft.sizes(), (std::vector<std::int64_t>{3, 16}));
  EXPECT_EQ(draws.shape->soft.sizes(), (std::vector<std::int64_t>{3, 10}));
  EXPECT_GE(draws.image->soft.min().item<float>(), 0);
  EXPECT_LT(draws.image->soft.max().item<float>(), 1);
  EXPECT_FALSE(draw({.mask_image = MaskType::channel, .soft_mask = false}, 1).image->soft.defined());
}

TEST(LatentDraws, DrawEachTypeEquallyOften) {
  std::map<MaskType, int> counts;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const LatentDraws draws = draw({}, seed);
    ++counts[draws.image->type];
    ++counts[draws.shape->type];
  }
  for (const MaskType type : {MaskType::dropout, MaskType::channel, MaskType::spatial}) {
    EXPECT_NEAR(counts[type], 400, 80);
  }
}

TEST(LatentDraws, DrawTheShareUniformlyBelowTheThreshold) {
  double sum = 0;
  double largest = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const double share = draw({.mask_image = MaskType::spatial, .threshold = 0.4}, seed).image->share;
    sum += share;
    largest = std::max(largest, share);
  }
  EXPECT_NEAR(sum / 400, 0.2, 0.03);
  EXPECT_LT(largest, 0.4);
  EXPECT_GT(largest, 0.38);
  EXPECT_EQ(draw({.mask_image = MaskType::spatial, .threshold = 0.4, .random_threshold = false}, 1).image->share, 0.4);
}

TEST(LatentDraws, DropoutDropsWithTheThresholdItself) {
  double kept = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const LatentDraws draws = draw({.mask_image = MaskType::dropout, .threshold = 0.25}, seed);
    EXPECT_EQ(draws.image->share, 0.25);
    EXPECT_TRUE(torch::all((draws.image->keep == 0).logical_or(draws.image->keep == 1)).item<bool>());
    kept += draws.image->keep.mean().item<double>();
  }
  EXPECT_NEAR(kept / 100, 0.75, 0.03);
}

}  // namespace
}  // namespace coopseg::hard_examples
