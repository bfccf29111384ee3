#include "nn/compute.h"

#include <ATen/autocast_mode.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <malloc.h>
#include <torch/torch.h>

#include <array>
#include <cstdlib>
#include <limits>

#include "core/error.h"
#include "core/named_values.h"
#include "core/parallel.h"

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

Precision parse_precision(std::string_view name) {
  constexpr std::array<core::Named<Precision>, 3> precisions = {
      {{"fp32", Precision::fp32}, {"tf32", Precision::tf32}, {"bf16", Precision::bf16}}};
  return core::value_of(precisions, "precision", name);
}

void start_computing(const Computing& computing) {
  const bool gpu = computing.device.is_cuda();
  if (computing.precision == Precision::tf32 && !gpu)
    throw core::Error("--precision tf32: device cpu found, cuda expected: processors have no TF32");
  mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 64 << 20);
  const int threads = gpu ? 1 : computing.threads;
  core::check_threads_start(threads);
  at::set_num_threads(threads);
  at::Context& context = at::globalContext();
  context.setAllowTF32CuDNN(computing.precision != Precision::fp32);  // what bf16 leaves in FP32 is no more exact
  context.setAllowTF32CuBLAS(computing.precision != Precision::fp32);
  context.setBenchmarkCuDNN(computing.tune && !computing.deterministic);
  if (!computing.deterministic || !gpu) return;
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);  // as cuBLAS asks for where bits must agree
  context.setDeterministicCuDNN(true);
  context.setDeterministicAlgorithms(true, /*warn_only=*/false);
  context.setDeterministicFillUninitializedMemory(false);
}

torch::Tensor to_device(const torch::Tensor& x, torch::Device device) {
  return device.is_cuda() && x.is_cpu() ? x.pin_memory().to(device, /*non_blocking=*/true) : x.to(device);
}

void warn_of_slow_precision(torch::Device device, Precision precision, const core::Log& log) {
#if defined(__x86_64__)
  const bool fast = __builtin_cpu_supports("avx512bf16") != 0;  // every processor with AMX has it, too
#else
  const bool fast = true;
#endif
  if (precision == Precision::bf16 && device.is_cpu() && !fast)
    log.warn("this processor has neither AVX512-BF16 nor AMX: --precision bf16 is slower than fp32 here");
}

std::int64_t peak_device_memory(torch::Device device) {
  if (!device.is_cuda()) return 0;
  constexpr auto all = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  return at::getDeviceAllocator(device.type())->getDeviceStats(device.index()).allocated_bytes.at(all).peak;
}

LowerPrecision::LowerPrecision(torch::Device device, Precision precision)
    : type_(device.type()), before_(at::autocast::is_autocast_enabled(type_)) {
  if (precision != Precision::bf16) return;
  at::autocast::set_autocast_dtype(type_, torch::kBFloat16);
  at::autocast::set_autocast_enabled(type_, true);
}

LowerPrecision::~LowerPrecision() {
  at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(type_, before_);
}

}  // namespace coopseg::nn
