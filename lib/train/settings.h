#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hard_examples/hard_branch.h"
#include "nn/architecture.h"
#include "nn/compute.h"

namespace coopseg::train {

/// What ranks checkpoints on the validation set: mean IoU over all classes, as published, or mean Dice over all classes
/// but the background.
enum class Selection { iou, dice };
/// How the learning rate goes on after the warm-up (train/schedule.h).
enum class Schedule { constant, cosine };

/// Unknown names are Errors that list the known ones.
Selection parse_selection(std::string_view name);
Schedule parse_schedule(std::string_view name);
std::string_view name_of(Selection selection);
std::string_view name_of(Schedule schedule);

/// What a training run does; the defaults are the published ones.
struct Settings {
  nn::Architecture architecture;
  std::int64_t size = 192;                  ///< side of the square that the networks see, pixels; a multiple of 16
  std::string hard_branch = "none";         ///< or "study", or a method of hard_examples/registry.h
  hard_examples::OptionTexts hard_options;  ///< of the method; it takes its defaults for what they lack
  std::int64_t hard_every = 1;              ///< steps from one with hard examples to the next
  std::int64_t hard_from = 0;               ///< the first step with hard examples, counted from 0
  bool separate_training = false;
  bool freeze_ftn = false;  ///< the STN alone trains, on the FTN's predictions, labels and damaged labels
  std::int64_t epochs = 600;
  std::int64_t max_steps = 0;    ///< 0: no limit
  std::int64_t patience = 0;     ///< epochs without a better validation score before the run ends; 0: no limit
  std::int64_t time_limit = 0;   ///< seconds of training; 0: no limit
  std::int64_t batch_size = 20;  ///< half of it augmented, then the same slices as stored
  double learning_rate = 1e-4;
  Schedule schedule = Schedule::constant;
  std::int64_t warm_up = 0;  ///< steps over which the learning rate rises
  std::string init;          ///< path of a model whose fitting sub-networks training starts from; "": from none
  double ema = 0.0;          ///< decay of the average of the weights that is validated and kept; 0: no average
  std::int64_t renew_statistics =
      0;                ///< batches that batch-norm statistics are made of before validation; 0: as trained
  double noise = 0.05;  ///< deviation of the noise on the FTN's input
  Selection select = Selection::iou;
  std::uint64_t seed = 0;
  nn::Precision precision = nn::Precision::fp32;
  int threads = 1;                        ///< that make batches for a GPU
  std::int64_t checkpoint_seconds = 300;  ///< of training between two checkpoints inside an epoch
};

/// True where the step, counted from 0, has hard examples.
bool is_hard(const Settings& settings, std::int64_t step);

/// Throws Error that names the option unless every number is in its range and the options suit each other.
void check(const Settings& settings);

}  // namespace coopseg::train
