#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "nn/pickle.h"
#include "nn/torch_archive.h"

namespace coopseg::nn {

/// A tensor of a checkpoint, its numbers not read yet.
struct StoredTensor {
  torch::ScalarType type;
  std::string record;          ///< of the archive, "data/0"
  std::int64_t record_length;  ///< elements
  std::int64_t offset;         ///< elements
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> strides;
};

/// The value under `key` (a text) in a dict, or null. Throws Error where `value` is no dict.
const PickleValue* find(const PickleValue& value, std::string_view key);

/// The tensors of a state dict by key. Throws Error that names the key where one is no tensor or claims more bytes than
/// the whole file has.
std::map<std::string, StoredTensor> stored_state(const PickleValue& state_dict, std::uint64_t file_size);

/// Overwrites the tensors of `state` (float32 or int64, on the CPU) by those of the same key. Throws Error that names
/// the key at fault unless the keys and shapes are those of `state` and the numbers are finite, can be held exactly and
/// give no negative variance.
void load_state(const TorchArchive& archive, const std::map<std::string, StoredTensor>& stored,
                const std::map<std::string, torch::Tensor>& state);

}  // namespace coopseg::nn
