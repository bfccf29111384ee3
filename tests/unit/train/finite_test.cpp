#include "train/finite.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>

#include "nn/initialisation.h"
#include "train/optimiser.h"

namespace coopseg::train {
namespace {

class Finite : public ::testing::Test {
 protected:
  Finite()
      : networks_({.network = nn::NetworkType::ftn, .variant = nn::Variant::none, .base_width = 1}),
        adam_(make_adam(networks_, 1e-3)) {
    nn::initialise(networks_, 8);
    for (auto& parameter : networks_.parameters()) parameter.mutable_grad() = torch::ones_like(parameter);
    adam_.step();
  }

  nn::Networks networks_;
  torch::optim::Adam adam_;
  const torch::NoGradGuard no_grad_;
};

TEST_F(Finite, NamesNothingWhereAllAre) { EXPECT_EQ(first_not_finite(networks_, adam_), ""); }

TEST_F(Finite, NamesAWeight) {
  networks_.sub_networks()[1].module->parameters().front().flatten()[0] = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(first_not_finite(networks_, adam_).starts_with("weights/segmentation_decoder/"));
}

TEST_F(Finite, NamesABuffer) {
  for (auto& buffer : networks_.sub_networks()[0].module->named_buffers())
    if (buffer.key().ends_with("running_var")) buffer.value().fill_(std::numeric_limits<float>::quiet_NaN());
  const std::string found = first_not_finite(networks_, adam_);
  EXPECT_TRUE(found.starts_with("weights/image_encoder/") && found.ends_with(".running_var")) << found;
}

// A gradient of 1e25 has a square that is infinite as float, which leaves the weights as they were.
TEST_F(Finite, NamesAMoment) {
  networks_.parameters().front().mutable_grad().fill_(1e25);
  adam_.step();
  const std::string found = first_not_finite(networks_, adam_);
  EXPECT_TRUE(found.starts_with("optimiser/image_encoder/") && found.ends_with("/exp_avg_sq")) << found;
}

}  // namespace
}  // namespace coopseg::train
