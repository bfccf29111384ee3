#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "hard_examples/hard_branch.h"
#include "hard_examples/latent_options.h"
#include "train/sampler.h"
#include "train/settings.h"
#include "train/training_data.h"

/// Hard examples from studies, as `augment-latent` or a program in its place writes them: `image` is the corrupted
/// image, `probability` (else `prediction`, taken as certain) the corrupted segmentation.
namespace coopseg::train {

/// Adds the cases of the studies that a list names to the training cases of the same id; several studies of one case
/// are copies to draw from. `scope` says which parts take part: the image, the segmentation, or what the first case
/// has. Returns the ids that no training case has: they take no part.
///
/// Throws Error that names list, line, study and case: a grid (study/same_geometry.h), preprocessing or label other
/// than the training case's, a part that is missing or that the first case does not have; and of a training case
/// without hard example, because a batch has one for each of its slices.
std::vector<std::string> read_hard_studies(const std::string& list, hard_examples::Scope scope, TrainingData& data);

/// The hard examples of the batch that make_batch makes of the same samples: (N, 1, H, W) and (N, classes, H, W), first
/// those of the augmented slices, then those of the slices as stored. Both halves take the same copy, drawn from the
/// stream keyed by (seed, epoch, case and slice, "hard study"). The augmented half goes through the augmentation of its
/// slice, the segmentation as the label does (nearest), so that a hard study equal to the training study gives the
/// batch itself. Nothing else is done to the values: no noise, and logits are log p (up to a constant what they were),
/// with p of at least the smallest normal float. Outside of a slice the segmentation is background.
hard_examples::HardExamples hard_studies_batch(const TrainingData& data, const std::vector<Sample>& samples,
                                               const Settings& settings, std::int64_t epoch, torch::Device device);

/// Which parts of hard studies take part, by the option `scope`.
hard_examples::Scope scope_of(const Settings& settings);

/// Throws UsageError where a network without STN is to train on segmentations.
void check_hard_studies(const Settings& settings);

/// hard-branch study: hard_studies_batch of the studies that `data` holds, which must outlive it.
hard_examples::HardBranch hard_studies(const Settings& settings, const TrainingData& data);

}  // namespace coopseg::train
