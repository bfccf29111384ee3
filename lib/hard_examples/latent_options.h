#pragma once

#include <string_view>

#include "nn/architecture.h"

namespace coopseg::hard_examples {

/// Which codes are masked.
enum class Scope { image, shape, both };
/// What a mask sets apart: whole channels by chance (dropout), channels or positions with the largest gradient of the
/// probe loss, or one of these three by chance.
enum class MaskType { dropout, channel, spatial, random };
/// Probe loss of channel and spatial masks: mean squared error, cross entropy, or mean product with the target.
enum class ProbeLoss { mse, ce, corr };

/// Names as in the options of train-ftn-stn and augment-latent; an unknown name is an Error that lists the known ones.
Scope parse_scope(std::string_view name);
MaskType parse_mask(std::string_view name);
ProbeLoss parse_probe_loss(std::string_view name);
std::string_view name_of(Scope scope);
std::string_view name_of(MaskType mask);
std::string_view name_of(ProbeLoss loss);

/// Options of latent masking; the defaults are the published ones.
struct LatentOptions {
  Scope scope = Scope::both;
  MaskType mask_image = MaskType::random;
  MaskType mask_shape = MaskType::random;
  ProbeLoss loss_image = ProbeLoss::mse;  ///< target: the clean image; mse or corr
  ProbeLoss loss_shape = ProbeLoss::ce;   ///< target: the label
  double threshold = 0.5;                 ///< share of a code to mask, in [0, 1); the probability of dropout
  bool random_threshold = true;           ///< the share is uniform in [0, threshold) instead; not for dropout
  bool soft_mask = true;                  ///< masked elements are scaled by a uniform draw in [0, 0.5), else set to 0

  bool masks_image() const { return scope != Scope::shape; }
  bool masks_shape() const { return scope != Scope::image; }
};

/// Throws UsageError unless the threshold is in range and the image code's loss is not ce.
void check(const LatentOptions& options);
/// The same, and throws Error unless the networks have what the scope needs: an image decoder for the image code and an
/// STN for the shape code.
void check(const LatentOptions& options, const nn::Architecture& architecture);

}  // namespace coopseg::hard_examples
