// What each hard branch costs: least seconds of a training step with it and without, for each network that suits it, in
// turns: hard_branches BATCH SIDE WIDTH THREADS REPEATS. Prints a Markdown table.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <limits>
#include <string>

#include "core/error.h"
#include "hard_examples/registry.h"
#include "nn/compute.h"
#include "nn/initialisation.h"
#include "train/optimiser.h"
#include "train/step.h"

namespace {

namespace hard_examples = coopseg::hard_examples;
namespace nn = coopseg::nn;
namespace train = coopseg::train;

train::Batch made_batch(std::int64_t batch, std::int64_t side) {
  const torch::Tensor clean = torch::rand({batch, 1, side, side}, torch::kFloat);
  return {clean, (clean + 0.05 * torch::randn_like(clean)).clamp(0.0, 1.0),
          torch::randint(0, 4, {batch, side, side}, torch::kLong)};
}

double seconds_of(nn::Networks& networks, torch::optim::Adam& adam, const train::Batch& batch,
                  const hard_examples::Generator& generator) {
  const auto start = std::chrono::steady_clock::now();
  train::train_step(networks, adam, batch, generator, {});
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool suits(const hard_examples::HardBranch& branch, const nn::Architecture& architecture) {
  try {
    if (branch.check_architecture) branch.check_architecture(architecture);
    return true;
  } catch (const coopseg::core::Error&) {
    return false;
  }
}

void time_network(nn::NetworkType network, std::int64_t width, const train::Batch& batch, int repeats) {
  nn::Networks networks({.network = network, .base_width = width});
  nn::initialise(networks, 0);
  torch::optim::Adam adam = train::make_adam(networks, 1e-4);
  std::vector<hard_examples::HardBranch> branches = {{}};
  std::vector<std::string> names = {"none"};
  for (const hard_examples::Method& method : hard_examples::methods()) {
    const hard_examples::OptionTexts masks = {{"mask-image", "channel"}, {"mask-shape", "spatial"}};
    if (const auto branch = method.bind(masks); suits(branch, networks.architecture())) {
      branches.push_back(branch);
      names.emplace_back(method.name);
    }
  }
  const hard_examples::DrawKeys keys{.slices = {"case/0"}};
  std::vector<double> least(branches.size(), std::numeric_limits<double>::infinity());
  for (int repeat = 0; repeat <= repeats; ++repeat)
    for (std::size_t i = 0; i < branches.size(); ++i) {
      hard_examples::Generator generator;
      if (branches[i].make)
        generator = [&](const hard_examples::StandardPass& pass) { return branches[i].make(networks, pass, keys); };
      const double seconds = seconds_of(networks, adam, batch, generator);
      if (repeat > 0) least[i] = std::min(least[i], seconds);  // the first one is slower
    }
  for (std::size_t i = 0; i < branches.size(); ++i)
    std::cout << "| " << name_of(network) << " | " << names[i] << " | " << least[i] << " | " << least[i] / least[0]
              << " |\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "hard_branches BATCH SIDE WIDTH THREADS REPEATS\n";
    return 2;
  }
  nn::start_computing({torch::kCPU, std::stoi(argv[4])});
  const train::Batch batch = made_batch(std::stoll(argv[1]), std::stoll(argv[2]));
  std::cout << std::fixed << std::setprecision(3)
            << "| network | hard-branch | step, s | times the step without |\n|---|---|---|---|\n";
  for (const auto network :
       {nn::NetworkType::segmenter, nn::NetworkType::ftn, nn::NetworkType::ftn_stn, nn::NetworkType::unet})
    time_network(network, std::stoll(argv[3]), batch, std::stoi(argv[5]));
}
