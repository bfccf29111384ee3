#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "study/hdf5_reader.h"

/// Tensors in HDF5 groups: float32 or int64 datasets of the tensor's shape.
namespace coopseg::model_file {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

void write_tensor(const study::hdf5::Handle& group, const std::string& name, const torch::Tensor& tensor);

/// Overwrites the tensors (float32 or int64, any device) of these names. Throws Error that names the dataset unless it
/// exists, has the tensor's shape and holds finite values.
void read_tensors(const study::hdf5::Object& group, const NamedTensors& tensors);

/// Throws Error that names the first member that is missing or not expected.
void check_members(const study::hdf5::Handle& group, std::vector<std::string> expected);
void check_members(const study::hdf5::Object& group, const std::vector<std::string>& expected);

/// One dataset per key.
void write_state(const study::hdf5::Handle& group, const std::map<std::string, torch::Tensor>& state);

/// Overwrites the tensors of `state`; the group must hold exactly its keys, and no running_var may be negative.
void read_state(const study::hdf5::Object& group, const std::map<std::string, torch::Tensor>& state);

}  // namespace coopseg::model_file
