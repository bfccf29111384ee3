#pragma once

#include <torch/torch.h>

#include "hard_examples/hard_branch.h"
#include "nn/initialisation.h"
#include "nn/losses.h"

/// Networks that have learned to segment a disc (1) in a ring (2): what adversarial methods are tested on.
namespace coopseg::hard_examples {

struct Discs {
  torch::Tensor image;  ///< (N, 1, 32, 32)
  torch::Tensor label;  ///< (N, 32, 32)
};

inline Discs make_discs(std::int64_t count, std::uint64_t seed) {
  core::RandomStream random(seed, "discs");
  Discs discs{torch::empty({count, 1, 32, 32}), torch::empty({count, 32, 32}, torch::kLong)};
  for (std::int64_t i = 0; i < count; ++i) {
    const double x = random.uniform(10, 22);
    const double y = random.uniform(10, 22);
    const double radius = random.uniform(3, 6);
    for (std::int64_t row = 0; row < 32; ++row)
      for (std::int64_t column = 0; column < 32; ++column) {
        const double distance = std::hypot(static_cast<double>(column) - x, static_cast<double>(row) - y);
        const int label = distance < radius ? 1 : distance < radius + 3 ? 2 : 0;
        discs.label[i][row][column] = label;
        discs.image[i][0][row][column] = (label == 1 ? 0.8 : label == 2 ? 0.3 : 0.5) + 0.03 * random.normal();
      }
  }
  return discs;
}

/// An FTN of width 4, trained once. Tests leave its weights and statistics alone.
inline nn::Networks& trained_networks() {
  static nn::Networks networks = [] {
    nn::Networks fresh({.network = nn::NetworkType::ftn, .base_width = 4, .classes = 3});
    nn::initialise(fresh, 3);
    torch::optim::Adam adam(fresh.parameters(), torch::optim::AdamOptions(5e-3));
    for (std::uint64_t step = 0; step < 80; ++step) {
      const Discs discs = make_discs(8, step);
      const nn::Segmentation found = fresh.segment(discs.image, nn::Mode::train);
      const torch::Tensor image = fresh.decode_image(found.codes.image, nn::Mode::train);
      adam.zero_grad();
      (nn::cross_entropy(found.logits, discs.label) + nn::reconstruction_loss(image, discs.image)).backward();
      adam.step();
    }
    adam.zero_grad();
    return fresh;
  }();
  return networks;
}

/// The standard pass of discs that training never saw, as programs make it after training.
inline StandardPass pass_of(nn::Networks& networks, const Discs& discs) {
  const torch::NoGradGuard no_grad;
  return {networks.encode(discs.image, nn::Mode::hold), discs.image, discs.label};
}

/// All weights and statistics.
inline std::vector<torch::Tensor> state_of(const nn::Networks& networks) {
  std::vector<torch::Tensor> state;
  for (const auto& part : networks.sub_networks())
    for (const auto& [key, tensor] : nn::state_of(*part.module)) state.push_back(tensor.clone());
  return state;
}

/// Runs `work`, which must leave weights, statistics and gradients of the networks alone.
template <class Work>
auto leaves_alone(nn::Networks& networks, const Work& work) {
  const std::vector<torch::Tensor> before = state_of(networks);
  auto result = work();
  const std::vector<torch::Tensor> after = state_of(networks);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(torch::equal(before[i], after[i])) << i;
  for (const torch::Tensor& parameter : networks.parameters()) EXPECT_FALSE(parameter.grad().defined());
  return result;
}

}  // namespace coopseg::hard_examples
