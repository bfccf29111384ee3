#include "nn/prediction.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"
#include "nn/initialisation.h"
#include "nn/stn_input.h"

namespace coopseg::nn {
namespace {

class Prediction : public ::testing::Test {
 protected:
  Prediction() : networks_({.base_width = 2}) { initialise(networks_, 4); }

  static torch::Tensor image(int count) {
    return torch::linspace(0, 1, count * 32 * 32).sin().view({count, 1, 32, 32});
  }

  Networks networks_;
};

TEST_F(Prediction, DoesNotDependOnTheRestOfTheBatch) {
  const torch::Tensor both = segment(networks_, image(2));
  EXPECT_TRUE(torch::allclose(segment(networks_, image(2).slice(0, 1, 2)), both.slice(0, 1, 2), 1e-4, 1e-5));
}

TEST_F(Prediction, LeavesTheNetworksAlone) {
  std::map<std::string, torch::Tensor> before;
  for (const auto& [key, tensor] : state_of(*networks_.sub_networks()[0].module)) before[key] = tensor.clone();
  EXPECT_FALSE(segment(networks_, image(2)).requires_grad());
  for (const auto& [key, tensor] : state_of(*networks_.sub_networks()[0].module)) {
    EXPECT_TRUE(torch::equal(tensor, before[key])) << key;
  }
}

TEST_F(Prediction, RefinesAsOftenAsAsked) {
  const torch::Tensor start = stn_input_from_logits(segment(networks_, image(1)));
  const torch::Tensor once = refine(networks_, start, 1);
  EXPECT_TRUE(torch::equal(once, networks_.refine(start, Mode::evaluate)));
  EXPECT_TRUE(torch::equal(refine(networks_, start, 3),
                           refine(networks_, stn_input_from_logits(refine(networks_, start, 2)), 1)));
  EXPECT_FALSE(refine(networks_, start, 2).requires_grad());
}

TEST_F(Prediction, RefinementNeedsAnStn) {
  Networks ftn({.network = NetworkType::ftn, .base_width = 1});
  EXPECT_THROW(refine(ftn, torch::zeros({1, 4, 16, 16}), 1), core::Error);
}

}  // namespace
}  // namespace coopseg::nn
