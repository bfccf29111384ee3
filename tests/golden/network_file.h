#pragma once

#include <torch/types.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hard_examples/latent_draws.h"
#include "nn/networks.h"
#include "study/hdf5_reader.h"
#include "train/step.h"

namespace coopseg::golden {

/// Where the networks compute: $COOPSEG_TEST_DEVICE (default: cpu), in FP32.
torch::Device device();
/// False where that is a GPU and there is none.
bool has_device();

/// network.h5 of the folder with the golden files. Objects are named by their path without the leading slash.
class NetworkFile {
 public:
  /// The file of this run, or null where the folder has none.
  static NetworkFile* find();
  static std::string path();

  bool has(const std::string& dataset) const { return datasets_.contains(dataset); }
  bool has_group(const std::string& group) const { return !members(group).empty(); }
  /// Names of the members of a group, in ascending order; none where there is no such group.
  std::vector<std::string> members(const std::string& group) const;
  /// Datasets that nobody has read so far.
  std::vector<std::string> unread() const;

  /// float32, or int64 for labels and num_batches_tracked.
  torch::Tensor tensor(const std::string& dataset);
  double scalar(const std::string& dataset) { return tensor(dataset).item<double>(); }
  std::vector<std::string> texts(const std::string& dataset);

  bool has_attribute(const std::string& object, const std::string& name) const;
  double number(const std::string& object, const std::string& name) const;
  std::string text(const std::string& object, const std::string& name) const;

 private:
  explicit NetworkFile(const core::Bytes& bytes);

  study::hdf5::Object file_;
  std::set<std::string> datasets_;
  std::set<std::string> read_;
};

/// "image_encoder/general_encoder.inc.0.weight" and so on to the parameters themselves.
std::map<std::string, torch::Tensor> parameters_by_name(const nn::Networks& networks);

/// Networks of the file's architecture with the weights under weights/.
nn::Networks make_networks(NetworkFile& file, nn::Variant variant = nn::Variant::none);

/// The recorded inputs.
train::Batch make_batch(NetworkFile& file);

/// Draws of mask/<code>/<type>, code being zi or zs.
hard_examples::MaskDraws recorded_draws(NetworkFile& file, const std::string& code, const std::string& type, bool soft);

/// Latent masking with given draws and the published losses, in training.
hard_examples::Generator make_generator(nn::Networks& networks, const hard_examples::LatentDraws& draws);

/// Draws and masks of hard/<scenario>.
hard_examples::LatentDraws scenario_draws(NetworkFile& file, const std::string& scenario);

}  // namespace coopseg::golden
