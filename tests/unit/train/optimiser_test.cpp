#include "train/optimiser.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "../support/message_of.h"
#include "core/error.h"
#include "model_file/state_file.h"
#include "nn/initialisation.h"
#include "train/step.h"

namespace coopseg::train {
namespace {

namespace hdf5 = study::hdf5;

nn::Networks make_networks() {
  nn::Networks networks({.network = nn::NetworkType::ftn, .variant = nn::Variant::no_decoupler, .base_width = 1});
  nn::initialise(networks, 8);
  return networks;
}

/// A step whose gradient depends on the parameters, without the noise of a whole network.
void step(const nn::Networks& networks, torch::optim::Adam& adam) {
  for (const auto& [name, module] : networks.sub_networks()) {
    for (auto& parameter : module->named_parameters()) {
      if (parameter.key().starts_with("code_decoupler")) continue;
      parameter.value().mutable_grad() = parameter.value().detach().sin();
    }
  }
  adam.step();
}

void copy_state(const nn::Networks& from, const nn::Networks& to) {
  const torch::NoGradGuard no_grad;
  auto targets = to.parameters();
  const auto sources = from.parameters();
  for (std::size_t i = 0; i < sources.size(); ++i) targets[i].copy_(sources[i]);
}

class Optimiser : public ::testing::Test {
 protected:
  Optimiser() : networks_(make_networks()), adam_(make_adam(networks_, 1e-2)) {
    for (int i = 0; i < 3; ++i) step(networks_, adam_);
    file_ = hdf5::create_image();
    write_moments(file_, networks_, adam_);
  }

  std::string refusal() {
    torch::optim::Adam fresh = make_adam(networks_, 1e-2);
    return message_of([&] { read_moments(hdf5::open_file(hdf5::image_of(file_)), networks_, fresh); });
  }

  hdf5::Handle moments(const std::string& key) {
    return hdf5::open_group(hdf5::open_group(hdf5::open_group(file_, "optimiser"), "image_encoder"), key);
  }

  nn::Networks networks_;
  torch::optim::Adam adam_;
  hdf5::Handle file_;
  const std::string key_ = "general_encoder.inc.0.weight";
};

// A few steps hardly show beta2, so the golden numbers cannot.
TEST_F(Optimiser, HasThePublishedConstants) {
  torch::optim::Adam adam = make_adam(make_networks(), 1e-4);
  const auto& options = static_cast<const torch::optim::AdamOptions&>(adam.param_groups().front().options());
  EXPECT_EQ(options.lr(), 1e-4);
  EXPECT_EQ(options.betas(), std::tuple(0.9, 0.999));
  EXPECT_EQ(options.eps(), 1e-8);
  EXPECT_EQ(options.weight_decay(), 0.0);
  EXPECT_FALSE(options.amsgrad());
}

TEST_F(Optimiser, GoesOnAsIfItHadNotStopped) {
  nn::Networks resumed = make_networks();
  copy_state(networks_, resumed);
  torch::optim::Adam adam = make_adam(resumed, 1e-2);
  const core::Bytes bytes = hdf5::image_of(file_);
  read_moments(hdf5::open_file(bytes), resumed, adam);
  for (int i = 0; i < 2; ++i) {
    step(networks_, adam_);
    step(resumed, adam);
  }
  const auto expected = networks_.parameters();
  const auto found = resumed.parameters();
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(torch::equal(found[i], expected[i]));
}

TEST_F(Optimiser, SaysWhatWasNeverStepped) {
  EXPECT_FALSE(
      hdf5::has(hdf5::open_group(hdf5::open_group(file_, "optimiser"), "image_encoder"), "code_decoupler.0.weight"));
  EXPECT_EQ(hdf5::read_number_attribute(moments(key_), "step", 1).front(), 3);
}

TEST_F(Optimiser, RefusesKeysOfOtherNetworks) {
  const hdf5::Handle encoder = hdf5::open_group(hdf5::open_group(file_, "optimiser"), "image_encoder");
  hdf5::create_group(encoder, "inc.9.weight");
  EXPECT_EQ(refusal(), "/optimiser/image_encoder/inc.9.weight: not part of this network");
}

TEST_F(Optimiser, RefusesAMissingMoment) {
  H5Ldelete(moments(key_).id(), "exp_avg_sq", H5P_DEFAULT);
  EXPECT_EQ(refusal(), "/optimiser/image_encoder/" + key_ + "/exp_avg_sq: missing");
}

TEST_F(Optimiser, RefusesAStepThatIsNoCount) {
  const hdf5::Handle group = moments(key_);
  H5Adelete(group.id(), "step");
  hdf5::write_number_attribute(group, "step", std::vector<double>{0.5});
  EXPECT_EQ(refusal(),
            "/optimiser/image_encoder/" + key_ + ": attribute step: 0.5 found, a whole number of at least 1 expected");
}

TEST_F(Optimiser, RefusesAMomentOfAnotherShape) {
  const hdf5::Handle group = moments(key_);
  H5Ldelete(group.id(), "exp_avg", H5P_DEFAULT);
  model_file::write_tensor(group, "exp_avg", torch::zeros({2}));
  EXPECT_NE(refusal().find("/optimiser/image_encoder/" + key_ + "/exp_avg: "), std::string::npos);
}

}  // namespace
}  // namespace coopseg::train
