#include "hard_examples/latent_options.h"

#include <gtest/gtest.h>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::hard_examples {
namespace {

std::string refusal(const LatentOptions& options, nn::NetworkType network = nn::NetworkType::ftn_stn) {
  return message_of([&] { check(options, {.network = network}); });
}

TEST(LatentOptions, NamesGoBothWays) {
  for (const auto scope : {Scope::image, Scope::shape, Scope::both}) EXPECT_EQ(parse_scope(name_of(scope)), scope);
  for (const auto mask : {MaskType::dropout, MaskType::channel, MaskType::spatial, MaskType::random}) {
    EXPECT_EQ(parse_mask(name_of(mask)), mask);
  }
  for (const auto loss : {ProbeLoss::mse, ProbeLoss::ce, ProbeLoss::corr}) {
    EXPECT_EQ(parse_probe_loss(name_of(loss)), loss);
  }
}

TEST(LatentOptions, UnknownNamesListTheKnownOnes) {
  EXPECT_EQ(message_of([] { parse_scope("codes"); }), "scope 'codes': expected one of image, shape, both");
  EXPECT_EQ(message_of([] { parse_mask("channels"); }),
            "mask 'channels': expected one of dropout, channel, spatial, random");
  EXPECT_EQ(message_of([] { parse_probe_loss("dice"); }), "loss 'dice': expected one of mse, ce, corr");
}

TEST(LatentOptions, ThePublishedOnesSuitThePublishedNetworks) { EXPECT_EQ(refusal({}), ""); }

TEST(LatentOptions, RefusesAThresholdThatMasksAll) {
  EXPECT_EQ(refusal({.threshold = 1.0}), "--threshold: 1 found, 0 or more and less than 1 expected");
  EXPECT_EQ(refusal({.threshold = -0.1}), "--threshold: -0.1 found, 0 or more and less than 1 expected");
  EXPECT_EQ(refusal({.threshold = 0.0}), "");
}

TEST(LatentOptions, RefusesCrossEntropyOfAnImage) {
  EXPECT_EQ(refusal({.loss_image = ProbeLoss::ce}),
            "--loss-image: ce found, mse or corr expected, because the target is an image");
}

TEST(LatentOptions, RefusesAScopeThatTheNetworksLack) {
  EXPECT_EQ(refusal({}, nn::NetworkType::ftn), "scope 'both': the network 'ftn' has no STN");
  EXPECT_EQ(refusal({.scope = Scope::image}, nn::NetworkType::ftn), "");
  EXPECT_EQ(refusal({.scope = Scope::image}, nn::NetworkType::segmenter),
            "scope 'image': the network 'segmenter' has no image decoder");
}

}  // namespace
}  // namespace coopseg::hard_examples
