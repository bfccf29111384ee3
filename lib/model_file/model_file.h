#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "core/files.h"
#include "nn/networks.h"
#include "study/hdf5_reader.h"

/// The model file: HDF5, root attributes format = "coopseg-model", version = 1 and those of ModelInfo,
/// /weights/<sub-network>/<key> with the full state and /provenance. Further groups (the rest of a training state) are
/// left alone. Nothing in it is executed on load.
namespace coopseg::model_file {

/// What a model file says beside the weights.
struct ModelInfo {
  nn::Architecture architecture;      ///< attributes network, variant, base_width, channels; classes by `names`
  std::string names;                  ///< "0=background,1=LV,...": one entry per class
  std::array<double, 2> spacing{};    ///< mm, in plane: x, y
  std::array<std::size_t, 2> size{};  ///< pixels of a slice: x, y; multiples of 16
  std::string preprocessing;          ///< JSON, as in the studies it was trained on
  std::string config;                 ///< the INI as used
  std::string provenance = "[]";      ///< JSON array of steps
  /// Attributes that a file may lack, JSON each: the sets it was trained and validated on (train/description.h), and
  /// the scores of these weights on the latter.
  std::string trained_on = {};
  std::string validation = {};
  /// Attribute quality_threshold, which a file may lack: the disagreement of FTN and STN above which a segmentation
  /// may have failed, in [0, 1] (train/quality_threshold.h).
  std::optional<double> quality_threshold;
};

struct Model {
  ModelInfo info;
  nn::Networks networks;
};

/// Writes attributes, weights and provenance into a new file that may get more, see train/optimiser.h.
void write_model(const study::hdf5::Handle& file, const ModelInfo& info, const nn::Networks& networks);
/// The bytes of a whole model file; the same model gives the same bytes.
core::Bytes bytes_of(const ModelInfo& info, const nn::Networks& networks);

/// Writes /<name>/<sub-network>/<key>; a model's own are `weights`.
void write_weights(const study::hdf5::Handle& file, const std::string& name, const nn::Networks& networks);
/// Overwrites the state of the networks with what write_weights wrote. Throws Error as read_model does.
void read_weights(const study::hdf5::Object& file, const std::string& name, const nn::Networks& networks);

/// What an open model file says beside the weights. Throws Error as read_model does.
ModelInfo read_info(const study::hdf5::Object& file);

/// The model in an open file, on the CPU. Throws Error that names the object at fault unless format, version,
/// attributes, the set of keys, every shape and every value (finite) are right. Shapes are checked before anything of
/// their size is allocated.
Model read_model(const study::hdf5::Object& file);
/// The same from the bytes of a file, whose name stands in front of every message.
Model read_model(const core::Input& input);

}  // namespace coopseg::model_file
