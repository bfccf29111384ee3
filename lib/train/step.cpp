#include "train/step.h"

#include <torch/torch.h>

#include "nn/compute.h"
#include "nn/losses.h"
#include "nn/prediction.h"
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

Losses detached(Losses losses) {
  for (auto& term : losses) term.second = term.second.detach();
  return losses;
}

torch::Tensor repeated(const torch::Tensor& of_batch, std::int64_t views) {
  return views == 1 ? of_batch : torch::cat(std::vector<torch::Tensor>(static_cast<std::size_t>(views), of_batch));
}

/// Of the FTN, or in the mean of FTN and STN.
torch::Tensor inconsistency(const Outputs& out, std::int64_t views) {
  const torch::Tensor of_ftn = nn::inconsistency(out.logits, views);
  return out.refined.defined() ? 0.5 * (of_ftn + nn::inconsistency(out.refined, views)) : of_ftn;
}

void take(Outputs& out, nn::Segmentation segmentation) {
  out.codes = std::move(segmentation.codes);
  out.logits = std::move(segmentation.logits);
}

/// Adds the gradients of a total to those that the parameters have, all in a few kernels: an addition for each
/// parameter would cost a GPU a kernel each.
void add_gradients(const nn::Networks& networks, const torch::Tensor& total) {
  const std::vector<torch::Tensor> parameters = networks.parameters();
  const std::vector<torch::Tensor> gradients =
      torch::autograd::grad({total}, parameters, {}, std::nullopt, /*create_graph=*/false, /*allow_unused=*/true);
  std::vector<torch::Tensor> sums;
  std::vector<torch::Tensor> more;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!gradients[i].defined()) continue;
    if (!parameters[i].grad().defined()) {
      parameters[i].mutable_grad() = gradients[i];
      continue;
    }
    sums.push_back(parameters[i].grad());
    more.push_back(gradients[i]);
  }
  if (!sums.empty()) at::_foreach_add_(sums, more);
}

}  // namespace

torch::Tensor sum(const Losses& losses) {
  torch::Tensor total = losses.front().second;
  for (std::size_t i = 1; i < losses.size(); ++i) total = total + losses[i].second;
  return total;
}

Batch to_device(const Batch& batch, torch::Device device) {
  const auto moved = [device](const torch::Tensor& tensor) {
    return tensor.defined() ? nn::to_device(tensor, device) : tensor;
  };
  return {moved(batch.clean), moved(batch.noisy), moved(batch.label), moved(batch.damaged_label)};
}

std::vector<std::string> loss_terms(const nn::Architecture& architecture, const StepOptions& options,
                                    const hard_examples::Parts& hard) {
  if (options.freeze_ftn) return {"gt_shape", "pred_shape", "damaged_shape", "total"};
  const bool has_stn = architecture.has_stn();
  const bool has_image = architecture.has_image_decoder();
  std::vector<std::string> terms = {"seg"};
  const auto add = [&terms](bool there, const char* term) {
    if (there) terms.emplace_back(term);
  };
  add(has_image, "image");
  add(has_stn, "gt_shape");
  add(has_stn, "pred_shape");
  add(hard.image, "hard_seg");
  add(hard.image && has_image, "hard_image");
  add(hard.image && has_stn, "hard_pred_shape");
  add(hard.consistency, "hard_consistency");
  add(hard.segmentation, "hard_corrupted_shape");
  add(true, "total");
  return terms;
}

Outputs standard_pass(nn::Networks& networks, const Batch& batch, const StepOptions& options, Mode mode) {
  const nn::Architecture& architecture = networks.architecture();
  Outputs out;
  take(out, networks.segment(batch.noisy, mode));
  out.losses.emplace_back("seg", nn::cross_entropy(out.logits, batch.label));
  if (architecture.has_image_decoder()) {
    out.reconstruction = networks.decode_image(out.codes.image, mode);
    out.losses.emplace_back("image", nn::reconstruction_loss(out.reconstruction, batch.clean));
  }
  if (architecture.has_stn()) {
    out.refined_label = networks.refine(nn::stn_input_from_label(batch.label, architecture.classes), mode);
    out.losses.emplace_back("gt_shape", nn::cross_entropy(out.refined_label, batch.label));
    out.refined = networks.refine(stn_input(out.logits, options), mode);
    out.losses.emplace_back("pred_shape", nn::cross_entropy(out.refined, batch.label));
  }
  return out;
}

Outputs stn_pass(nn::Networks& networks, const Batch& batch, Mode mode) {
  const std::int64_t classes = networks.architecture().classes;
  Outputs out;
  out.logits = nn::segment(networks, batch.noisy);
  out.refined_label = networks.refine(nn::stn_input_from_label(batch.label, classes), mode);
  out.losses.emplace_back("gt_shape", nn::cross_entropy(out.refined_label, batch.label));
  out.refined = networks.refine(nn::stn_input_from_logits(out.logits), mode);
  out.losses.emplace_back("pred_shape", nn::cross_entropy(out.refined, batch.label));
  const torch::Tensor damaged = networks.refine(nn::stn_input_from_label(batch.damaged_label, classes), mode);
  out.losses.emplace_back("damaged_shape", nn::cross_entropy(damaged, batch.label));
  return out;
}

Outputs hard_pass(nn::Networks& networks, const hard_examples::HardExamples& hard, const Batch& batch,
                  const StepOptions& options) {
  const nn::Architecture& architecture = networks.architecture();
  Outputs out;
  if (hard.image.defined()) {
    const std::int64_t views = hard.image.size(0) / batch.clean.size(0);
    const torch::Tensor label = repeated(batch.label, views);
    take(out, networks.segment(hard.image, Mode::hold, hard.hook));
    out.losses.emplace_back("hard_seg", nn::cross_entropy(out.logits, label));
    if (architecture.has_image_decoder()) {
      // As published: this decoder alone is not on hold.
      out.reconstruction = networks.decode_image(out.codes.image, Mode::train);
      out.losses.emplace_back("hard_image", nn::reconstruction_loss(out.reconstruction, repeated(batch.clean, views)));
    }
    if (architecture.has_stn()) {
      out.refined = networks.refine(stn_input(out.logits, options), Mode::hold);
      out.losses.emplace_back("hard_pred_shape", nn::cross_entropy(out.refined, label));
    }
    if (hard.consistency > 0) out.losses.emplace_back("hard_consistency", hard.consistency * inconsistency(out, views));
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
  const Outputs standard = options.freeze_ftn ? stn_pass(networks, batch) : standard_pass(networks, batch, options);
  hard_examples::HardExamples hard;
  if (generator) hard = generator({standard.codes, batch.clean, batch.label, standard.logits, standard.reconstruction});
  // A backward pass for each forward pass adds up the same gradients as one of the total, with half of the memory.
  sum(standard.losses).backward();
  Losses losses = detached(standard.losses);
  if (generator) {
    const Losses of_hard = hard_pass(networks, hard, batch, options).losses;
    if (!of_hard.empty()) add_gradients(networks, sum(of_hard));
    for (const auto& term : detached(of_hard)) losses.push_back(term);
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
