// Seconds of a whole training step (standard pass, generation, hard pass, Adam), split into phases, as one line of
// JSON: training_step BATCH SIDE WIDTH THREADS REPEATS [fp32|tf32|bf16] [cpu|cuda] [TRACE]. On a GPU `queued step` is
// the host's share of a step in `steady step`; with 0 repeats these two alone are told. TRACE is a Chrome trace of one
// step by LibTorch's profiler. See training_step.py.
#include <torch/csrc/autograd/profiler_kineto.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "core/random.h"
#include "hard_examples/latent_masking.h"
#include "nn/compute.h"
#include "nn/initialisation.h"
#include "train/optimiser.h"
#include "train/step.h"

namespace {

namespace hard_examples = coopseg::hard_examples;
namespace nn = coopseg::nn;
namespace train = coopseg::train;

train::Batch made_batch(std::int64_t batch, std::int64_t side, torch::Device device) {
  const torch::Tensor clean = torch::rand({batch, 1, side, side}, torch::kFloat);
  const torch::Tensor noisy = (clean + 0.05 * torch::randn_like(clean)).clamp(0.0, 1.0);
  return {clean.to(device), noisy.to(device), torch::randint(0, 4, {batch, side, side}, torch::kLong).to(device)};
}

/// Masks the image code by channels and the shape code by pixels: both need a probe.
hard_examples::Generator make_generator(nn::Networks& networks) {
  return [&networks](const hard_examples::StandardPass& pass) {
    hard_examples::LatentOptions options;
    options.mask_image = hard_examples::MaskType::channel;
    options.mask_shape = hard_examples::MaskType::spatial;
    coopseg::core::RandomStream random(0, "bench");
    const auto draws = hard_examples::draw_latent(options, pass.codes.image.sizes(), random);
    return hard_examples::mask_codes(networks, pass, options, draws, nn::Mode::train);
  };
}

/// Largest resident memory of this program; what getrusage says includes that of the process that started it.
std::int64_t peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6));
  return 0;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The least time of each name.
class Stopwatch {
 public:
  explicit Stopwatch(torch::Device device) : device_(device) {}

  void wait() const {
    if (device_.is_cuda()) torch::cuda::synchronize();
  }

  void time(const std::string& name, const std::function<void()>& work) {
    add(name, seconds_of([&] {
          work();
          wait();
        }));
  }

  void add(const std::string& name, double seconds) {
    const auto [entry, is_new] = least_.try_emplace(name, seconds);
    if (!is_new) entry->second = std::min(entry->second, seconds);
  }

  void print() const {
    std::cout << "{\"peak_mb\": " << peak_kilobytes() / 1024
              << ", \"peak_device_mb\": " << nn::peak_device_memory(device_) / (1 << 20);
    for (const auto& [name, seconds] : least_) std::cout << ", \"" << name << "\": " << seconds;
    std::cout << "}\n";
  }

 private:
  torch::Device device_;
  std::map<std::string, double> least_;
};

/// What train::train_step does, phase by phase.
void time_phases(nn::Networks& networks, torch::optim::Adam& adam, const train::Batch& batch, Stopwatch& watch) {
  train::Outputs standard;
  train::Outputs hard;
  hard_examples::HardExamples examples;
  adam.zero_grad();
  watch.time("standard forward", [&] { standard = train::standard_pass(networks, batch, {}); });
  watch.time("generation", [&] {
    examples =
        make_generator(networks)({standard.codes, batch.clean, batch.label, standard.logits, standard.reconstruction});
  });
  watch.time("standard backward", [&] { train::sum(standard.losses).backward(); });
  watch.time("hard forward", [&] { hard = train::hard_pass(networks, examples, batch, {}); });
  watch.time("hard backward", [&] { train::sum(hard.losses).backward(); });
  watch.time("Adam", [&] { train::step(adam); });
}

/// Steps that the host does not wait for, one after the other.
void time_steadily(nn::Networks& networks, torch::optim::Adam& adam, const train::Batch& batch, int steps,
                   Stopwatch& watch) {
  double queued = 0.0;
  const double all = seconds_of([&] {
    queued = seconds_of([&] {
      for (int step = 0; step < steps; ++step) train::train_step(networks, adam, batch, make_generator(networks), {});
    });
    watch.wait();
  });
  watch.add("queued step", queued / steps);
  watch.add("steady step", all / steps);
}

void write_trace(const std::string& path, const std::function<void()>& work) {
  namespace profiler = torch::autograd::profiler;
  const profiler::ProfilerConfig config(profiler::ProfilerState::KINETO);
  const std::set<profiler::ActivityType> activities = {profiler::ActivityType::CPU, profiler::ActivityType::CUDA};
  profiler::prepareProfiler(config, activities);
  profiler::enableProfiler(config, activities);
  work();
  profiler::disableProfiler()->save(path);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::cerr << "training_step BATCH SIDE WIDTH THREADS REPEATS [fp32|tf32|bf16] [cpu|cuda] [TRACE]\n";
    return 2;
  }
  const torch::Device device = nn::parse_device(argc > 7 ? argv[7] : "cpu");
  const nn::Precision named = nn::parse_precision(argc > 6 ? argv[6] : "fp32");
  nn::start_computing({device, std::stoi(argv[4]), named, true});
  nn::Networks networks({.base_width = std::stoll(argv[3])});
  nn::initialise(networks, 0);
  networks.to(device);
  torch::optim::Adam adam = train::make_adam(networks, 1e-4);
  const train::Batch batch = made_batch(std::stoll(argv[1]), std::stoll(argv[2]), device);
  const nn::LowerPrecision precision(device, named);
  Stopwatch watch(device);
  train::train_step(networks, adam, batch, make_generator(networks), {});
  const int repeats = std::stoi(argv[5]);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    watch.time("step", [&] { train::train_step(networks, adam, batch, make_generator(networks), {}); });
    watch.time("standard step", [&] { train::train_step(networks, adam, batch, {}, {}); });
    time_phases(networks, adam, batch, watch);
  }
  time_steadily(networks, adam, batch, repeats > 0 ? 10 : 2, watch);
  if (argc > 8)
    write_trace(argv[8], [&] {
      train::train_step(networks, adam, batch, make_generator(networks), {});
      watch.wait();
    });
  watch.print();
}
