#include "nn/compute.h"

#include <ATen/autocast_mode.h>
#include <malloc.h>
#include <torch/torch.h>

#include <array>
#include <limits>

#include "core/error.h"
#include "core/named_values.h"

namespace coopseg::nn {

torch::Device parse_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  const bool numbered = name.starts_with("cuda:") && name.size() > 5 && name.size() < 9 &&
                        name.find_first_not_of("0123456789", 5) == std::string::npos;
  if (name != "cuda" && !numbered) throw core::Error("'" + name + "' found, cpu, cuda or cuda:N expected");
  const int index = numbered ? std::stoi(name.substr(5)) : 0;
  const auto count = static_cast<int>(torch::cuda::device_count());
  if (index >= count)
    throw core::Error(name + " is not there: this machine and this build of LibTorch have " + std::to_string(count) +
                      " GPUs");
  return {torch::kCUDA, static_cast<torch::DeviceIndex>(index)};
}

void start_computing(int threads) {
  mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 64 << 20);
  at::set_num_threads(threads);
}

torch::Tensor to_device(const torch::Tensor& x, torch::Device device) {
  return device.is_cuda() && x.is_cpu() ? x.pin_memory().to(device, /*non_blocking=*/true) : x.to(device);
}

bool parse_precision(const std::string& name) {
  constexpr std::array<core::Named<bool>, 2> precisions = {{{"fp32", false}, {"bf16", true}}};
  return core::value_of(precisions, "precision", name);
}

void warn_of_slow_precision(torch::Device device, bool bf16, const core::Log& log) {
#if defined(__x86_64__)
  const bool fast = __builtin_cpu_supports("avx512bf16") != 0;  // every processor with AMX has it, too
#else
  const bool fast = true;
#endif
  if (bf16 && device.is_cpu() && !fast)
    log.warn("this processor has neither AVX512-BF16 nor AMX: --precision bf16 is slower than fp32 here");
}

LowerPrecision::LowerPrecision(torch::Device device, bool bf16)
    : type_(device.type()), before_(at::autocast::is_autocast_enabled(type_)) {
  if (!bf16) return;
  at::autocast::set_autocast_dtype(type_, torch::kBFloat16);
  at::autocast::set_autocast_enabled(type_, true);
}

LowerPrecision::~LowerPrecision() {
  at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(type_, before_);
}

}  // namespace coopseg::nn
