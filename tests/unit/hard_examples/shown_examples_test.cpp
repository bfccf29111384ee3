#include "hard_examples/shown_examples.h"

#include <gtest/gtest.h>

#include "trained_networks.h"

namespace coopseg::hard_examples {
namespace {

TEST(ShownExamples, OfSeveralViewsAreTheFirst) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(2, 1000));
  const HardExamples hard{.image = torch::cat({pass.clean + 1, pass.clean + 2, pass.clean + 3})};
  EXPECT_TRUE(torch::equal(shown(networks, pass, hard).image, pass.clean + 1));
}

TEST(ShownExamples, OfChangedFeaturesAreWhatTheDecodersMakeOfThem) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(2, 1000));
  const nn::FeatureHook hook = [](std::string_view place, const torch::Tensor& features) {
    return place == "down1" ? features * 0.5 : features;
  };
  const HardExamples found =
      leaves_alone(networks, [&] { return shown(networks, pass, {.image = pass.clean, .hook = hook}); });
  const torch::NoGradGuard no_grad;
  const nn::Segmentation changed = networks.segment(pass.clean, nn::Mode::hold, hook);
  EXPECT_TRUE(torch::equal(found.logits, changed.logits));
  EXPECT_TRUE(torch::equal(found.image, networks.decode_image(changed.codes.image, nn::Mode::hold)));
  nn::Networks segmenter({.network = nn::NetworkType::segmenter, .base_width = 1});
  EXPECT_FALSE(shown(segmenter, pass, {.image = pass.clean, .hook = hook}).image.defined());
}

}  // namespace
}  // namespace coopseg::hard_examples
