#include "nn/batch_norm.h"

#include <torch/torch.h>

namespace coopseg::nn {
namespace {

constexpr double eps = 1e-5;
constexpr double momentum = 0.1;

}  // namespace

BatchNorm::BatchNorm(std::int64_t channels)
    : weight_(register_parameter("weight", torch::ones(channels))),
      bias_(register_parameter("bias", torch::zeros(channels))),
      running_mean_(register_buffer("running_mean", torch::zeros(channels))),
      running_var_(register_buffer("running_var", torch::ones(channels))),
      num_batches_tracked_(register_buffer("num_batches_tracked", torch::tensor(0, torch::kLong))) {}

torch::Tensor BatchNorm::forward(const torch::Tensor& x, Mode mode) {
  const bool cudnn = at::globalContext().userEnabledCuDNN();
  if (mode == Mode::hold) {
    return torch::batch_norm(x, weight_.detach(), bias_.detach(), {}, {}, true, momentum, eps, cudnn);
  }
  if (mode == Mode::train) num_batches_tracked_.add_(1);
  return torch::batch_norm(x, weight_, bias_, running_mean_, running_var_, mode == Mode::train, momentum, eps, cudnn);
}

}  // namespace coopseg::nn
