#include "train/noise.h"

#include <torch/torch.h>

#include <span>

namespace coopseg::train {

torch::Tensor draw_noise(torch::IntArrayRef shape, core::RandomStream& stream) {
  torch::Tensor noise = torch::empty(shape, torch::kFloat);
  const std::span<float> elements(noise.data_ptr<float>(), static_cast<std::size_t>(noise.numel()));
  for (float& element : elements) element = static_cast<float>(stream.normal());
  return noise;
}

torch::Tensor add_noise(const torch::Tensor& clean, const torch::Tensor& noise, double sigma) {
  return (clean + sigma * noise).clamp(0.0, 1.0);
}

}  // namespace coopseg::train
