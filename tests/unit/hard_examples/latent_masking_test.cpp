#include "hard_examples/latent_masking.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "nn/initialisation.h"

namespace coopseg::hard_examples {
namespace {

class LatentMasking : public ::testing::Test {
 protected:
  LatentMasking() : networks_({.base_width = 2}) { nn::initialise(networks_, 6); }

  StandardPass standard_pass() {
    const torch::Tensor image = torch::linspace(0, 9, 2 * 32 * 48).sin().square().view({2, 1, 32, 48});
    return {networks_.encode(image, nn::Mode::evaluate), image, (image.squeeze(1) * 3.99).to(torch::kLong)};
  }

  HardExamples mask(const LatentOptions& options, nn::Mode probe_mode) {
    const StandardPass pass = standard_pass();
    core::RandomStream stream(1, "latent masking");
    return mask_codes(networks_, pass, options, draw_latent(options, pass.codes.image.sizes(), stream), probe_mode);
  }

  /// num_batches_tracked of the decoders of the FTN: segmentation, image.
  std::pair<int, int> tracked() {
    const auto count = [&](std::size_t i) {
      return networks_.sub_networks()[i].module->named_buffers()["up1.conv.1.num_batches_tracked"].item<int>();
    };
    return {count(1), count(2)};
  }

  nn::Networks networks_;
};

constexpr LatentOptions gradient_masks{
    .mask_image = MaskType::channel, .mask_shape = MaskType::spatial, .random_threshold = false};

TEST_F(LatentMasking, GivesConstantsOfTheRightShape) {
  const HardExamples hard = mask(gradient_masks, nn::Mode::train);
  EXPECT_EQ(hard.image.sizes(), (std::vector<std::int64_t>{2, 1, 32, 48}));
  EXPECT_EQ(hard.logits.sizes(), (std::vector<std::int64_t>{2, 4, 32, 48}));
  EXPECT_FALSE(hard.image.requires_grad());
  EXPECT_FALSE(hard.logits.requires_grad());
}

TEST_F(LatentMasking, HoldingProbesGiveTheSameAndChangeNothing) {
  const HardExamples held = mask(gradient_masks, nn::Mode::hold);
  EXPECT_EQ(tracked(), std::pair(0, 0));
  const HardExamples trained = mask(gradient_masks, nn::Mode::train);
  EXPECT_EQ(tracked(), std::pair(1, 1));
  EXPECT_TRUE(torch::equal(held.image, trained.image));
  EXPECT_TRUE(torch::equal(held.logits, trained.logits));
}

TEST_F(LatentMasking, ChangesTheExamples) {
  const StandardPass pass = standard_pass();
  const HardExamples hard = mask(gradient_masks, nn::Mode::hold);
  EXPECT_FALSE(torch::allclose(hard.image, networks_.decode_image(pass.codes.image, nn::Mode::hold)));
  EXPECT_FALSE(torch::allclose(hard.logits, networks_.decode_segmentation(pass.codes.shape, nn::Mode::hold)));
}

TEST_F(LatentMasking, EachCodeHasAProbeLossOfItsOwn) {
  LatentOptions options{.mask_image = MaskType::channel, .mask_shape = MaskType::channel, .random_threshold = false};
  const HardExamples usual = mask(options, nn::Mode::hold);
  options.loss_shape = ProbeLoss::corr;
  const HardExamples other = mask(options, nn::Mode::hold);
  EXPECT_TRUE(torch::equal(other.image, usual.image));
  EXPECT_FALSE(torch::allclose(other.logits, usual.logits));
}

TEST_F(LatentMasking, KeepsToTheScope) {
  LatentOptions options = gradient_masks;
  options.scope = Scope::image;
  const HardExamples image = mask(options, nn::Mode::train);
  EXPECT_TRUE(image.image.defined() && !image.logits.defined());
  EXPECT_EQ(tracked(), std::pair(0, 1));
  options.scope = Scope::shape;
  const HardExamples shape = mask(options, nn::Mode::train);
  EXPECT_TRUE(!shape.image.defined() && shape.logits.defined());
  EXPECT_EQ(tracked(), std::pair(1, 1));
}

TEST_F(LatentMasking, ProbesWhatTrainingHasDecodedAndMovesItsStatisticsOnceMore) {
  StandardPass pass = standard_pass();
  pass.codes.image = pass.codes.image.detach().requires_grad_();
  pass.codes.shape = pass.codes.shape.detach().requires_grad_();
  const DrawKeys keys{1, 0, 0, {"a/0"}};
  const HardBranch branch = latent_masking().bind({{"mask-image", "channel"}, {"mask-shape", "spatial"}});
  const HardExamples outside = branch.make(networks_, pass, keys);
  EXPECT_EQ(tracked(), std::pair(0, 0));
  pass.logits = networks_.decode_segmentation(pass.codes.shape, nn::Mode::train);
  pass.reconstruction = networks_.decode_image(pass.codes.image, nn::Mode::train);
  const HardExamples training = branch.make(networks_, pass, keys);
  EXPECT_EQ(tracked(), std::pair(2, 2)) << "once by decoding, once by the probe";
  EXPECT_TRUE(torch::allclose(training.image, outside.image, 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(training.logits, outside.logits, 1e-4, 1e-5));
}

TEST_F(LatentMasking, NeedsALabelUnlessBothMasksAreDropout) {
  const auto needs_label = [](const char* image, const char* shape) {
    return latent_masking().bind({{"mask-image", image}, {"mask-shape", shape}}).needs_label;
  };
  EXPECT_TRUE(needs_label("channel", "dropout") && needs_label("dropout", "spatial"));
  EXPECT_FALSE(needs_label("dropout", "dropout"));
}

TEST_F(LatentMasking, DropoutNeedsNoTargets) {
  const LatentOptions options{.mask_image = MaskType::dropout, .mask_shape = MaskType::dropout};
  StandardPass pass = standard_pass();
  pass.clean.reset();
  pass.label.reset();
  core::RandomStream stream(1, "latent masking");
  const auto draws = draw_latent(options, pass.codes.image.sizes(), stream);
  EXPECT_TRUE(mask_codes(networks_, pass, options, draws, nn::Mode::train).logits.defined());
  EXPECT_EQ(tracked(), std::pair(0, 0));
}

}  // namespace
}  // namespace coopseg::hard_examples
