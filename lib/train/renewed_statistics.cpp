#include "train/renewed_statistics.h"

#include <torch/torch.h>

#include "nn/compute.h"
#include "train/sampler.h"
#include "train/step.h"

namespace coopseg::train {
namespace {

void forget_statistics(const nn::Networks& networks, bool of_ftn) {
  for (const auto& [name, module] : networks.sub_networks()) {
    if (!of_ftn && !nn::is_of_stn(name)) continue;
    for (const auto& part : module->modules())
      if (auto* norm = part->as<nn::BatchNorm>()) norm->forget_statistics();
  }
}

}  // namespace

void renew_statistics(nn::Networks& networks, const TrainingData& data, const Settings& settings, std::int64_t epoch,
                      const core::Interruption& interruption) {
  const torch::NoGradGuard no_grad;
  forget_statistics(networks, !settings.freeze_ftn);
  std::int64_t left = settings.renew_statistics;
  for (; left > 0; ++epoch)
    for (const std::vector<Sample>& samples : batches_of_epoch(data, settings, epoch)) {
      const Batch batch = to_device(make_batch(data, samples, settings, epoch), networks.device());
      if (settings.freeze_ftn)
        stn_pass(networks, batch, nn::Mode::average);
      else
        standard_pass(networks, batch, {}, nn::Mode::average);
      if (--left == 0) break;
      interruption.check();
    }
}

}  // namespace coopseg::train
