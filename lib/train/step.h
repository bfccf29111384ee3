#pragma once

#include <torch/optim/adam.h>
#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

#include "hard_examples/hard_branch.h"
#include "nn/networks.h"

/// One step of cooperative training (Chen et al., MICCAI 2021), with every batch-norm mode and detached tensor of the
/// published code.
namespace coopseg::train {

/// One batch; a pass wants it on the device of the networks. See noise.h for `noisy`.
struct Batch {
  torch::Tensor clean;            ///< (N, channels, H, W) in [0, 1]: target of the reconstruction
  torch::Tensor noisy;            ///< of the same shape: input of the FTN
  torch::Tensor label;            ///< (N, H, W) int64
  torch::Tensor damaged_label{};  ///< of the same shape, see label_damage.h; undefined unless the STN trains alone
};

Batch to_device(const Batch& batch, torch::Device device);

/// Scalar losses by the term's name, in the order of log.csv. The networks and the hard examples decide which there
/// are: seg, image, gt_shape, pred_shape, damaged_shape; hard_seg, hard_image, hard_pred_shape, hard_consistency,
/// hard_corrupted_shape; total.
using Losses = std::vector<std::pair<std::string, torch::Tensor>>;

/// Sum of all terms.
torch::Tensor sum(const Losses& losses);

/// What the networks say in a pass; undefined where they lack the part.
struct Outputs {
  nn::Codes codes;
  torch::Tensor logits;                    ///< FTN
  torch::Tensor reconstruction;            ///< FTN
  torch::Tensor refined;                   ///< STN, from the FTN's logits
  torch::Tensor refined_label;             ///< STN, from the label (standard pass)
  torch::Tensor refined_corrupted_logits;  ///< STN, from the corrupted segmentation (hard pass)
  Losses losses;
};

struct StepOptions {
  bool separate_training = false;  ///< the STN's losses give the FTN no gradient
  bool freeze_ftn = false;         ///< stn_pass in place of standard_pass
};

/// The names of all losses that steps of a run have, in their order.
std::vector<std::string> loss_terms(const nn::Architecture& architecture, const StepOptions& options,
                                    const hard_examples::Parts& hard);

/// The pass on the noisy image, in train (or average) mode: terms seg, image, gt_shape, pred_shape.
Outputs standard_pass(nn::Networks& networks, const Batch& batch, const StepOptions& options,
                      nn::Mode mode = nn::Mode::train);

/// The pass that trains the STN alone, on the label, on what the FTN as it is predicts from the noisy image, and on the
/// damaged label: terms gt_shape, pred_shape, damaged_shape.
Outputs stn_pass(nn::Networks& networks, const Batch& batch, nn::Mode mode = nn::Mode::train);

/// The pass on the hard examples: terms hard_seg, hard_image, hard_pred_shape, hard_consistency (of the image),
/// hard_corrupted_shape (of the logits). Batch norms are on hold, except those of the image decoder, which train.
Outputs hard_pass(nn::Networks& networks, const hard_examples::HardExamples& hard, const Batch& batch,
                  const StepOptions& options);

/// Both passes, forward and backward: afterwards the parameters hold the gradients of the returned loss `total`, and
/// those without gradient none. `generator` may be empty: then there is no hard pass. Returns detached losses.
Losses compute_gradients(nn::Networks& networks, const Batch& batch, const hard_examples::Generator& generator,
                         const StepOptions& options);

/// compute_gradients and one step of the optimiser.
Losses train_step(nn::Networks& networks, torch::optim::Adam& optimiser, const Batch& batch,
                  const hard_examples::Generator& generator, const StepOptions& options);

}  // namespace coopseg::train
