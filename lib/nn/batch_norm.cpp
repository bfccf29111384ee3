#include "nn/batch_norm.h"

#include <torch/torch.h>

#include "nn/norm_activation.h"

namespace coopseg::nn {
namespace {

constexpr double eps = 1e-5;
constexpr double momentum = 0.1;

torch::Tensor leaky(const torch::Tensor& z, double slope) {
  if (slope == 1.0) return z;
  return slope == 0.0 ? torch::relu(z) : torch::leaky_relu(z, slope);
}

double values_of_a_channel(const torch::Tensor& x) {
  return static_cast<double>(x.numel()) / static_cast<double>(x.size(1));
}

}  // namespace

BatchNorm::BatchNorm(std::int64_t channels)
    : weight_(register_parameter("weight", torch::ones(channels))),
      bias_(register_parameter("bias", torch::zeros(channels))),
      running_mean_(register_buffer("running_mean", torch::zeros(channels))),
      running_var_(register_buffer("running_var", torch::ones(channels))),
      num_batches_tracked_(register_buffer("num_batches_tracked", torch::tensor(0, torch::kLong))) {}

torch::Tensor BatchNorm::forward(torch::Tensor x, Mode mode, double slope, const torch::Tensor& residual) {
  const bool of_batch = mode != Mode::evaluate;
  const torch::Tensor weight = mode == Mode::hold ? weight_.detach() : weight_;
  const torch::Tensor bias = mode == Mode::hold ? bias_.detach() : bias_;
  torch::Tensor y;
  ChannelStatistics statistics;
  const bool in_place =
      !of_batch && !torch::GradMode::is_enabled() && can_fuse(x) && x.is_contiguous(torch::MemoryFormat::ChannelsLast);
  if (in_place) {
    norm_activation_(x, weight, bias, residual, {{running_mean_, running_var_}, false, eps, slope});
    return x;
  }
  if (can_fuse(x)) {
    statistics = of_batch ? channel_statistics(x) : ChannelStatistics{running_mean_, running_var_};
    y = norm_activation(x, weight, bias, residual, {statistics, of_batch, eps, slope});
  } else {
    const torch::Tensor normalised = normalise(x, weight, bias, mode);
    return leaky(residual.defined() ? normalised + residual : normalised, slope);
  }
  if (moves_statistics(mode)) {
    batch_ = {statistics.mean, statistics.variance, torch::Tensor(), values_of_a_channel(x)};
    move_statistics(share_of_next(mode));
  }
  return y;
}

torch::Tensor BatchNorm::normalise(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                   Mode mode) {
  const bool held = mode == Mode::hold;
  auto [normalised, mean, inverse_deviation] =
      torch::native_batch_norm(x, weight, bias, held ? torch::Tensor() : running_mean_,
                               held ? torch::Tensor() : running_var_, mode != Mode::evaluate, share_of_next(mode), eps);
  if (!moves_statistics(mode)) return normalised;
  batch_ = {mean.detach(), torch::Tensor(), inverse_deviation.detach(), values_of_a_channel(x)};
  const torch::NoGradGuard no_grad;
  num_batches_tracked_.add_(1);
  return normalised;
}

double BatchNorm::share_of_next(Mode mode) const {
  return mode == Mode::average ? 1.0 / static_cast<double>(num_batches_tracked_.item<std::int64_t>() + 1) : momentum;
}

void BatchNorm::repeat_statistics() { move_statistics(momentum); }

void BatchNorm::forget_statistics() {
  const torch::NoGradGuard no_grad;
  running_mean_.zero_();
  running_var_.fill_(1.0);
  num_batches_tracked_.zero_();
}

void BatchNorm::move_statistics(double share) {
  const torch::NoGradGuard no_grad;
  // The graph of the pass holds the running statistics without using them: variable_data() changes them behind it.
  const torch::Tensor variance = batch_.variance.defined() ? batch_.variance : batch_.inverse_deviation.pow(-2.0) - eps;
  const double unbiased = batch_.count / (batch_.count - 1.0);
  running_mean_.variable_data().lerp_(batch_.mean, share);
  running_var_.variable_data().lerp_(variance * unbiased, share);
  num_batches_tracked_.add_(1);
}

}  // namespace coopseg::nn
