#include "nn/norm_activation.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "nn/norm_kernels.h"

namespace coopseg::nn {
namespace {

void in_parallel(std::size_t pieces, const std::function<void(std::size_t, std::size_t)>& body) {
  at::parallel_for(0, static_cast<std::int64_t>(pieces), 1, [&](std::int64_t first, std::int64_t last) {
    body(static_cast<std::size_t>(first), static_cast<std::size_t>(last));
  });
}

torch::Tensor contiguous_channels_last(const torch::Tensor& x) {
  return x.contiguous(torch::MemoryFormat::ChannelsLast);
}

torch::Tensor empty_channels_last(const torch::Tensor& like) {
  return torch::empty(like.sizes(), like.options().memory_format(torch::MemoryFormat::ChannelsLast));
}

std::span<const float> values(const torch::Tensor& x) {
  return {x.const_data_ptr<float>(), static_cast<std::size_t>(x.numel())};
}

std::span<float> mutable_values(const torch::Tensor& x) {
  return {x.mutable_data_ptr<float>(), static_cast<std::size_t>(x.numel())};
}

torch::Tensor to_tensor(const std::vector<double>& of_channels, double factor) {
  torch::Tensor tensor = torch::empty({static_cast<std::int64_t>(of_channels.size())}, torch::kFloat);
  const std::span<float> to = mutable_values(tensor);
  for (std::size_t c = 0; c < to.size(); ++c) to[c] = static_cast<float>(of_channels[c] * factor);
  return tensor;
}

std::vector<float> inverse_deviations(std::span<const float> variance, double eps) {
  std::vector<float> inverse(variance.size());
  for (std::size_t c = 0; c < inverse.size(); ++c)
    inverse[c] = static_cast<float>(1.0 / std::sqrt(static_cast<double>(variance[c]) + eps));
  return inverse;
}

void normalise_to(torch::Tensor& y, const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                  const torch::Tensor& residual, const NormActivation& how) {
  const std::span<const float> w = values(weight);
  const std::vector<float> inverse = inverse_deviations(values(how.statistics.variance), how.eps);
  std::vector<float> scale(w.size());
  for (std::size_t c = 0; c < w.size(); ++c) scale[c] = w[c] * inverse[c];
  const torch::Tensor added = residual.defined() ? contiguous_channels_last(residual) : torch::Tensor();
  normalise(values(x), {values(how.statistics.mean), scale, values(bias), static_cast<float>(how.slope)},
            added.defined() ? values(added) : std::span<const float>(), mutable_values(y), in_parallel);
}

class Function : public torch::autograd::Function<Function> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x_any,
                               const torch::Tensor& weight, const torch::Tensor& bias,
                               const std::optional<torch::Tensor>& residual, const torch::Tensor& mean,
                               const torch::Tensor& variance, bool of_batch, double eps, double slope) {
    const torch::Tensor x = contiguous_channels_last(x_any);
    torch::Tensor y = empty_channels_last(x);
    normalise_to(y, x, weight, bias, residual.value_or(torch::Tensor()), {{mean, variance}, of_batch, eps, slope});
    context->save_for_backward({x, y, weight, mean, variance});
    context->saved_data["has_residual"] = residual.has_value();
    context->saved_data["of_batch"] = of_batch;
    context->saved_data["eps"] = eps;
    context->saved_data["slope"] = slope;
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor& x = saved[0];
    const torch::Tensor& mean = saved[3];
    const std::vector<float> inverse = inverse_deviations(values(saved[4]), context->saved_data["eps"].toDouble());
    const std::span<const float> w = values(saved[2]);
    const torch::Tensor gradient = contiguous_channels_last(gradients[0]);
    const NormGradient in = {values(gradient), values(saved[1]), values(x),
                             static_cast<float>(context->saved_data["slope"].toDouble())};
    const ChannelSums sums = gradient_sums(in, values(mean), in_parallel);
    const std::size_t channels = w.size();
    std::vector<float> of_gradient(channels);
    std::vector<float> of_deviation(channels);
    std::vector<float> constant(channels);
    std::vector<double> of_weight(channels);
    const double count = static_cast<double>(x.numel()) / static_cast<double>(channels);
    for (std::size_t c = 0; c < channels; ++c) {
      const double deviation = static_cast<double>(inverse[c]);
      const double scale = static_cast<double>(w[c]) * deviation;
      of_gradient[c] = static_cast<float>(scale);
      of_weight[c] = sums.second[c] * deviation;
      if (!context->saved_data["of_batch"].toBool()) continue;
      of_deviation[c] = static_cast<float>(-scale * deviation * deviation * sums.second[c] / count);
      constant[c] = static_cast<float>(-scale * sums.first[c] / count);
    }
    const bool with_residual = context->saved_data["has_residual"].toBool();
    const torch::Tensor dx = empty_channels_last(x);
    const torch::Tensor of_residual = with_residual ? empty_channels_last(x) : torch::Tensor();
    input_gradient(in, {values(mean), of_gradient, of_deviation, constant}, mutable_values(dx),
                   with_residual ? mutable_values(of_residual) : std::span<float>(), in_parallel);
    return {dx, to_tensor(of_weight, 1.0), to_tensor(sums.first, 1.0), of_residual, {}, {}, {}, {}, {}};
  }
};

}  // namespace

bool can_fuse(const torch::Tensor& x) { return x.device().is_cpu() && x.scalar_type() == torch::kFloat; }

ChannelStatistics channel_statistics(const torch::Tensor& x_any) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = contiguous_channels_last(x_any);
  const auto channels = static_cast<std::size_t>(x.size(1));
  // Deviations from the first pixel keep the variance of values with a large mean exact.
  const std::span<const float> first_pixel = values(x).first(channels);
  ChannelSums sums = deviation_sums(values(x), first_pixel, in_parallel);
  const double count = static_cast<double>(x.numel()) / static_cast<double>(channels);
  std::vector<double> mean(channels);
  std::vector<double> variance(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const double deviation = sums.first[c] / count;
    mean[c] = static_cast<double>(first_pixel[c]) + deviation;
    variance[c] = std::max(0.0, sums.second[c] / count - deviation * deviation);
  }
  return {to_tensor(mean, 1.0), to_tensor(variance, 1.0)};
}

torch::Tensor norm_activation(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                              const torch::Tensor& residual, const NormActivation& how) {
  const std::optional<torch::Tensor> added = residual.defined() ? std::optional(residual) : std::nullopt;
  return Function::apply(x, weight, bias, added, how.statistics.mean, how.statistics.variance, how.of_batch, how.eps,
                         how.slope);
}

void norm_activation_(torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                      const torch::Tensor& residual, const NormActivation& how) {
  normalise_to(x, x, weight, bias, residual, how);
}

}  // namespace coopseg::nn
