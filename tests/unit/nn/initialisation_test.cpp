#include "nn/initialisation.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace coopseg::nn {
namespace {

Networks initialised(const Architecture& architecture, std::uint64_t seed) {
  Networks networks(architecture);
  initialise(networks, seed);
  return networks;
}

torch::Tensor parameter(const Networks& networks, std::size_t sub_network, const std::string& key) {
  return networks.sub_networks()[sub_network].module->named_parameters()[key].detach();
}

constexpr std::size_t image_encoder = 0, segmentation_decoder = 1, image_decoder = 2, shape_encoder = 3,
                      shape_decoder = 4;

void expect_normal(const torch::Tensor& x, double mean, double deviation) {
  const double count = static_cast<double>(x.numel());
  EXPECT_NEAR(x.mean().item<double>(), mean, 5 * deviation / std::sqrt(count));
  EXPECT_NEAR(x.std().item<double>(), deviation, 5 * deviation / std::sqrt(2 * count));
  EXPECT_GT((x - mean).abs().max().item<double>(), 2 * deviation);
}

void expect_uniform(const torch::Tensor& x, double bound) {
  EXPECT_LE(x.abs().max().item<double>(), bound);
  EXPECT_GT(x.max().item<double>(), 0.8 * bound);
  EXPECT_LT(x.min().item<double>(), -0.8 * bound);
}

TEST(Initialisation, ConvolutionWeightsAreNormalWithTheFanIn) {
  const Networks networks = initialised({}, 0);
  expect_normal(parameter(networks, image_encoder, "general_encoder.down4.conv.0.weight"), 0, std::sqrt(2.0 / 1152));
  expect_normal(parameter(networks, segmentation_decoder, "up1.conv_input.weight"), 0, std::sqrt(2.0 / 128));
  expect_normal(parameter(networks, shape_encoder, "inc.0.weight"), 0, std::sqrt(2.0 / 36));
  expect_normal(parameter(networks, shape_decoder, "final_conv.weight"), 0, std::sqrt(2.0 / 16));
}

TEST(Initialisation, BiasesOfConvolutionsAreUniform) {
  const Networks networks = initialised({}, 0);
  expect_uniform(parameter(networks, image_encoder, "code_decoupler.0.bias"), 1 / std::sqrt(1152.0));
  expect_uniform(parameter(networks, image_encoder, "general_encoder.final_conv.0.bias"), 1 / std::sqrt(128.0));
  for (const auto decoder : {segmentation_decoder, image_decoder, shape_decoder}) {
    EXPECT_EQ(parameter(networks, decoder, "final_conv.bias").abs().max().item<float>(), 0);
  }
}

TEST(Initialisation, TransposedConvolutionsAreUniform) {
  const Networks networks = initialised({}, 0);
  expect_uniform(parameter(networks, image_decoder, "up1.up.weight"), 1 / std::sqrt(4 * 128.0));
  expect_uniform(parameter(networks, image_decoder, "up1.up.bias"), 1 / std::sqrt(4 * 128.0));
}

TEST(Initialisation, BatchNormsAreNearOne) {
  const Networks networks = initialised({}, 0);
  expect_normal(parameter(networks, image_encoder, "code_decoupler.1.weight"), 1, 0.02);
  EXPECT_EQ(parameter(networks, image_encoder, "code_decoupler.1.bias").abs().max().item<float>(), 0);
}

TEST(Initialisation, DependsOnSeedSubNetworkAndNameAlone) {
  const Networks first = initialised({.base_width = 2}, 1);
  torch::manual_seed(99);
  const Networks again = initialised({.network = NetworkType::segmenter, .base_width = 2}, 1);
  const Networks other = initialised({.base_width = 2}, 2);
  const std::string key = "general_encoder.down1.conv.0.weight";
  EXPECT_TRUE(torch::equal(parameter(first, image_encoder, key), parameter(again, image_encoder, key)));
  EXPECT_FALSE(torch::equal(parameter(first, image_encoder, key), parameter(other, image_encoder, key)));
  EXPECT_FALSE(torch::equal(parameter(first, segmentation_decoder, "up1.conv.0.weight"),
                            parameter(first, shape_decoder, "up1.conv.0.weight")));
  EXPECT_FALSE(torch::equal(parameter(first, shape_decoder, "up4.conv.0.weight"),
                            parameter(first, shape_decoder, "up4.conv.3.weight")));
}

}  // namespace
}  // namespace coopseg::nn
