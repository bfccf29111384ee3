#pragma once

#include <torch/types.h>

#include <string>

#include "core/log.h"

namespace coopseg::nn {

/// The device by name: "cpu", "cuda" or "cuda:N". Throws Error where it is not there; there is no silent fall-back.
torch::Device parse_device(const std::string& name);

/// Sets the number of threads of ATen and OpenMP, and lets the allocator keep freed memory: giving tensors back to the
/// kernel costs a third of a training step in page faults. To be called once, before any tensor is made.
void start_computing(int threads);

/// `x` on `device`. Copies to a GPU come from pinned memory and do not wait: work queued after them sees their result.
torch::Tensor to_device(const torch::Tensor& x, torch::Device device);

/// "fp32" is false, "bf16" true; another name is an Error that lists both.
bool parse_precision(const std::string& name);

/// Warns where `bf16` is set and `device` is a processor without AVX512-BF16 or AMX, which only loses time by it.
void warn_of_slow_precision(torch::Device device, bool bf16, const core::Log& log);

/// While it lives, and where `bf16` is set, convolutions on `device` run in bfloat16 (PyTorch's autocast).
class LowerPrecision {
 public:
  LowerPrecision(torch::Device device, bool bf16);
  ~LowerPrecision();
  LowerPrecision(const LowerPrecision&) = delete;
  LowerPrecision& operator=(const LowerPrecision&) = delete;

 private:
  torch::DeviceType type_;
  bool before_;
};

}  // namespace coopseg::nn
