#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/random.h"
#include "hard_examples/hard_examples.h"
#include "nn/networks.h"

/// The one interface of what makes hard examples: latent masking, studies of another program (train/hard_studies.h) and
/// the compared methods. A method is a file pair here, a line in the registry and a file in configs/train.
namespace coopseg::hard_examples {

/// What the random draws of a batch are keyed by, so that methods compared under one seed see the same batches.
struct DrawKeys {
  std::uint64_t seed = 0;
  std::int64_t epoch = 0;
  std::size_t batch = 0;                 ///< position in the epoch
  std::vector<std::string> slices = {};  ///< "case/slice" of the first half of the images, and so of the second
  /// Outside of training: the case whose slices are the batch, in place of epoch and batch.
  std::string item = {};

  core::RandomStream of_batch(std::string_view purpose) const;
  /// Of the image at `position` of the batch: the two copies of a slice draw apart.
  core::RandomStream of_image(std::size_t position, std::string_view purpose) const;
};

/// What hard examples consist of.
struct Parts {
  bool image = false;
  bool segmentation = false;
  bool consistency = false;  ///< a loss between views of the image
  bool decoded = false;      ///< the image is the image decoder's
};

/// A method with its options bound.
struct HardBranch {
  Parts parts;
  std::function<HardExamples(nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys)> make;
  /// Throws Error unless networks of an architecture have what the method needs; empty: any has.
  std::function<void(const nn::Architecture&)> check_architecture = {};
  bool needs_label = false;
};

/// An option of a method beside those that all programs with latent masking share.
struct Option {
  std::string_view name;
  std::variant<std::string_view, double, bool> value;  ///< the default, whose type is that of the option
  std::string_view meaning;
};

/// Options as text by their names, as configuration files have them.
using OptionTexts = std::map<std::string, std::string>;

/// The value of an option, `otherwise` where the texts lack it. Throws UsageError that names the option where the text
/// is no number, or neither true nor false.
double number_of(const OptionTexts& texts, const std::string& option, double otherwise);
bool flag_of(const OptionTexts& texts, const std::string& option, bool otherwise);

/// The branch of a method that changes features of the clean image inside the encoder, by the hook that `hook_of` gives
/// for a batch. Networks without encoder are refused.
HardBranch changing_features(
    const std::string& method,
    const std::function<nn::FeatureHook(nn::Networks&, const StandardPass&, const DrawKeys&)>& hook_of);

/// A method by its name in `hard-branch`.
struct Method {
  std::string_view name;
  std::string_view summary;  ///< what it does, for the manual
  std::vector<Option> options;
  /// Throws UsageError where an option cannot be used.
  HardBranch (*bind)(const OptionTexts& texts);
};

}  // namespace coopseg::hard_examples
