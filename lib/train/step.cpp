#include "train/step.h"

#include <torch/torch.h>

#include "nn/losses.h"
#include "nn/stn_input.h"
#include "train/optimiser.h"

namespace coopseg::train {
namespace {

using nn::Mode;

torch::Tensor stn_input(const torch::Tensor& logits, const StepOptions& options) {
  return nn::stn_input_from_logits(options.separate_training ? logits.detach() : logits);
}

void clear_gradients(const nn::Networks& networks) {
  for (auto& parameter : networks.parameters()) parameter.mutable_grad().reset();
}

/// Adds the gradients of the pass's losses and returns these detached; the pass's graph is gone.
Losses back_propagate(const Outputs& pass) {
  if (pass.losses.empty()) return {};
  sum(pass.losses).backward();
  Losses losses = pass.losses;
  for (auto& term : losses) term.second = term.second.detach();
  return losses;
}

}  // namespace

torch::Tensor sum(const Losses& losses) {
  torch::Tensor total = losses.front().second;
  for (std::size_t i = 1; i < losses.size(); ++i) total = total + losses[i].second;
  return total;
}

Outputs standard_pass(nn::Networks& networks, const Batch& batch, const StepOptions& options) {
  const nn::Architecture& architecture = networks.architecture();
  Outputs out;
  out.codes = networks.encode(batch.noisy, Mode::train);
  out.logits = networks.decode_segmentation(out.codes.shape, Mode::train);
  out.losses.emplace_back("seg", nn::cross_entropy(out.logits, batch.label));
  if (architecture.has_image_decoder()) {
    out.reconstruction = networks.decode_image(out.codes.image, Mode::train);
    out.losses.emplace_back("image", nn::reconstruction_loss(out.reconstruction, batch.clean));
  }
  if (architecture.has_stn()) {
    out.refined_label = networks.refine(nn::stn_input_from_label(batch.label, architecture.classes), Mode::train);
    out.losses.emplace_back("gt_shape", nn::cross_entropy(out.refined_label, batch.label));
    out.refined = networks.refine(stn_input(out.logits, options), Mode::train);
    out.losses.emplace_back("pred_shape", nn::cross_entropy(out.refined, batch.label));
  }
  return out;
}

Outputs hard_pass(nn::Networks& networks, const hard_examples::HardExamples& hard, const Batch& batch,
                  const StepOptions& options) {
  const nn::Architecture& architecture = networks.architecture();
  Outputs out;
  if (hard.image.defined()) {
    out.codes = networks.encode(hard.image, Mode::hold);
    out.logits = networks.decode_segmentation(out.codes.shape, Mode::hold);
    out.losses.emplace_back("hard_seg", nn::cross_entropy(out.logits, batch.label));
    if (architecture.has_image_decoder()) {
      // As published: this decoder alone is not on hold.
      out.reconstruction = networks.decode_image(out.codes.image, Mode::train);
      out.losses.emplace_back("hard_image", nn::reconstruction_loss(out.reconstruction, batch.clean));
    }
    if (architecture.has_stn()) {
      out.refined = networks.refine(stn_input(out.logits, options), Mode::hold);
      out.losses.emplace_back("hard_pred_shape", nn::cross_entropy(out.refined, batch.label));
    }
  }
  if (hard.logits.defined()) {
    out.refined_corrupted_logits = networks.refine(nn::stn_input_from_logits(hard.logits), Mode::hold);
    out.losses.emplace_back("hard_corrupted_shape", nn::cross_entropy(out.refined_corrupted_logits, batch.label));
  }
  return out;
}

Losses compute_gradients(nn::Networks& networks, const Batch& batch, const hard_examples::Generator& generator,
                         const StepOptions& options) {
  clear_gradients(networks);
  const Outputs standard = standard_pass(networks, batch, options);
  hard_examples::HardExamples hard;
  if (generator) hard = generator({standard.codes, batch.clean, batch.label, standard.logits, standard.reconstruction});
  // A backward pass for each forward pass adds up the same gradients as one of the total, with half of the memory.
  Losses losses = back_propagate(standard);
  if (generator) {
    const Losses of_hard = back_propagate(hard_pass(networks, hard, batch, options));
    losses.insert(losses.end(), of_hard.begin(), of_hard.end());
  }
  losses.emplace_back("total", sum(losses));
  return losses;
}

Losses train_step(nn::Networks& networks, torch::optim::Adam& optimiser, const Batch& batch,
                  const hard_examples::Generator& generator, const StepOptions& options) {
  Losses losses = compute_gradients(networks, batch, generator, options);
  step(optimiser);
  return losses;
}

}  // namespace coopseg::train
