#include "nn/initialisation.h"

#include <torch/torch.h>

#include <cmath>
#include <span>
#include <string>

#include "core/random.h"
#include "nn/decoder.h"

namespace coopseg::nn {
namespace {

/// Draws parameters of one sub-network, each from a stream keyed by its name.
class Drawer {
 public:
  Drawer(std::uint64_t seed, std::string sub_network) : seed_(seed), sub_network_(std::move(sub_network)) {}

  void normal(const torch::Tensor& parameter, const std::string& key, double mean, double deviation) const {
    fill(parameter, key, [&](core::RandomStream& stream) { return mean + deviation * stream.normal(); });
  }

  void uniform(const torch::Tensor& parameter, const std::string& key, double bound) const {
    fill(parameter, key, [&](core::RandomStream& stream) { return stream.uniform(-bound, bound); });
  }

 private:
  template <class Draw>
  void fill(const torch::Tensor& parameter, const std::string& key, const Draw& draw) const {
    core::RandomStream stream(seed_, "initialisation", sub_network_, key);
    torch::Tensor values = torch::empty(parameter.sizes(), torch::kFloat);
    const std::span<float> elements(values.data_ptr<float>(), static_cast<std::size_t>(values.numel()));
    for (float& element : elements) element = static_cast<float>(draw(stream));
    parameter.copy_(values);
  }

  std::uint64_t seed_;
  std::string sub_network_;
};

/// Inputs that one output of a convolution sums: size(1) of its weight is `in` for Conv2d and, as PyTorch counts,
/// `out` for ConvTranspose2d.
double fan_in(const torch::Tensor& weight) {
  return static_cast<double>(weight.size(1) * weight.size(2) * weight.size(3));
}

void initialise_layer(const torch::nn::Module& layer, const std::string& prefix, const Drawer& drawer) {
  if (const auto* conv = layer.as<torch::nn::Conv2dImpl>()) {
    drawer.normal(conv->weight, prefix + "weight", 0.0, std::sqrt(2.0 / fan_in(conv->weight)));
    drawer.uniform(conv->bias, prefix + "bias", 1.0 / std::sqrt(fan_in(conv->weight)));
  } else if (const auto* transposed = layer.as<torch::nn::ConvTranspose2dImpl>()) {
    const double bound = 1.0 / std::sqrt(fan_in(transposed->weight));
    drawer.uniform(transposed->weight, prefix + "weight", bound);
    drawer.uniform(transposed->bias, prefix + "bias", bound);
  } else if (const auto* norm = layer.as<BatchNorm>()) {
    drawer.normal(norm->weight(), prefix + "weight", 1.0, 0.02);
    norm->bias().zero_();
  }
}

}  // namespace

void initialise(Networks& networks, std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, module] : networks.sub_networks()) {
    const Drawer drawer(seed, name);
    for (const auto& layer : module->named_modules("", false)) {
      initialise_layer(*layer.value(), layer.key() + ".", drawer);
    }
    if (const auto* decoder = module->as<Decoder>()) decoder->final_conv()->bias.zero_();
  }
}

}  // namespace coopseg::nn
