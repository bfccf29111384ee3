#include "hard_examples/random_convolution.h"

#include <torch/torch.h>

#include <cmath>
#include <string>

#include "hard_examples/random_tensors.h"
#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

constexpr std::size_t views = 3;
constexpr double weight_of_consistency = 10.0;

HardExamples convolve_batch(const StandardPass& pass, const DrawKeys& keys) {
  std::vector<torch::Tensor> images;
  for (std::size_t view = 0; view < views; ++view) {
    core::RandomStream random = keys.of_batch("random convolution " + std::to_string(view));
    images.push_back(convolve(pass.clean, draw_convolution(random, pass.clean.size(1))));
  }
  return {.image = torch::cat(images), .consistency = weight_of_consistency};
}

}  // namespace

RandomConvolution draw_convolution(core::RandomStream& random, std::int64_t channels) {
  const std::int64_t side = 2 * random.integer(0, 3) + 1;
  const double deviation = 1.0 / std::sqrt(static_cast<double>(channels * side * side));
  return {deviation * draw_normal(random, {channels, channels, side, side}), random.uniform()};
}

torch::Tensor convolve(const torch::Tensor& image, const RandomConvolution& convolution) {
  const torch::Tensor kernel = nn::to_device(convolution.kernel, image.device());
  const std::int64_t margin = kernel.size(2) / 2;
  const torch::Tensor convolved = torch::conv2d(image, kernel, {}, 1, margin);
  return convolution.image_share * image + (1.0 - convolution.image_share) * convolved;
}

Method random_convolution() {
  return {"rand-conv",
          "three views of the image through random convolutions, with a consistency loss",
          {},
          [](const OptionTexts&) {
            return HardBranch{{.image = true, .consistency = true},
                              [](nn::Networks&, const StandardPass& pass, const DrawKeys& keys) {
                                return convolve_batch(pass, keys);
                              }};
          }};
}

}  // namespace coopseg::hard_examples
