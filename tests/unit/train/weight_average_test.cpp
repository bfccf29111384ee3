#include "train/weight_average.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "nn/initialisation.h"

namespace coopseg::train {
namespace {

nn::Networks networks_of(std::uint64_t seed) {
  nn::Networks networks({.network = nn::NetworkType::segmenter, .base_width = 2});
  nn::initialise(networks, seed);
  return networks;
}

std::map<std::string, torch::Tensor> encoder(const nn::Networks& networks) {
  return nn::state_of(*networks.sub_networks()[0].module);
}

TEST(WeightAverage, MovesByTheDecayAndFasterInTheFirstSteps) {
  const nn::Networks weights = networks_of(1);
  for (const auto& [step, decay] : {std::pair{1, 2.0 / 11}, std::pair{8, 0.5}, std::pair{100000, 0.9}}) {
    nn::Networks average = networks_of(2);
    const auto before = encoder(average.copy());
    move_average(average, weights, 0.9, step);
    for (const auto& [key, tensor] : encoder(weights)) {
      if (!tensor.is_floating_point()) continue;
      const torch::Tensor expected = decay * before.at(key) + (1 - decay) * tensor;
      EXPECT_TRUE(torch::allclose(encoder(average).at(key), expected, 1e-5, 1e-6)) << key << " in step " << step;
    }
  }
}

TEST(WeightAverage, TakesRunningStatisticsAndCountsAlong) {
  nn::Networks weights = networks_of(1);
  weights.encode(torch::rand({2, 1, 32, 32}), nn::Mode::train);
  nn::Networks average = networks_of(1);
  move_average(average, weights, 0.5, 1000);
  const std::string norm = "general_encoder.inc.1.";
  EXPECT_EQ(encoder(average).at(norm + "num_batches_tracked").item<int>(), 1);
  EXPECT_TRUE(
      torch::allclose(encoder(average).at(norm + "running_mean"), 0.5 * encoder(weights).at(norm + "running_mean")));
}

}  // namespace
}  // namespace coopseg::train
