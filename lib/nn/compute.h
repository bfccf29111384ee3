#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/log.h"

namespace coopseg::nn {

/// The device by name: "cpu", "cuda" or "cuda:N". Throws Error where it is not there; there is no silent fall-back.
torch::Device parse_device(const std::string& name);

/// How exact products are: FP32; FP32 sums of products of TF32 (10 bits of mantissa), on a GPU alone; or convolutions
/// in bfloat16, by PyTorch's autocast.
enum class Precision { fp32, tf32, bf16 };
/// Another name is an Error that lists the known ones.
Precision parse_precision(std::string_view name);

/// Where and how networks compute.
struct Computing {
  torch::Device device = torch::kCPU;
  int threads = 1;  ///< of ATen and OpenMP on a processor; a GPU's networks leave them to the making of batches
  Precision precision = Precision::fp32;
  bool tune = false;  ///< a GPU tries all algorithms of a convolution at its first use: pays where shapes stay the same
  bool deterministic = false;  ///< on a GPU, too, results are the same bits in each run; slower there
};

/// To be called once, before any tensor is made. Sets threads and what LibTorch may do on a GPU (FP32 is FP32: LibTorch
/// alone would take TF32 for convolutions), and lets the allocator keep freed memory: giving tensors back to the kernel
/// costs a third of a training step in page faults. Throws Error where the device can't have the precision or
/// the system doesn't start so many threads.
void start_computing(const Computing& computing);

/// `x` on `device`. Copies to a GPU come from pinned memory and do not wait: work queued after them sees their result.
torch::Tensor to_device(const torch::Tensor& x, torch::Device device);

/// Warns of bf16 on a processor without AVX512-BF16 or AMX, which only loses time by it.
void warn_of_slow_precision(torch::Device device, Precision precision, const core::Log& log);

/// Bytes of the device's memory that tensors took at most so far; 0 for a processor.
std::int64_t peak_device_memory(torch::Device device);

/// While it lives, and where `precision` is bf16, convolutions on `device` run in bfloat16 (PyTorch's autocast).
class LowerPrecision {
 public:
  LowerPrecision(torch::Device device, Precision precision);
  ~LowerPrecision();
  LowerPrecision(const LowerPrecision&) = delete;
  LowerPrecision& operator=(const LowerPrecision&) = delete;

 private:
  torch::DeviceType type_;
  bool before_;
};

}  // namespace coopseg::nn
