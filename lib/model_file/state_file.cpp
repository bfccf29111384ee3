#include "model_file/state_file.h"

#include <torch/torch.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "core/error.h"

namespace coopseg::model_file {
namespace {

namespace hdf5 = study::hdf5;

/// Stored as int64; all others are as float32.
bool is_whole(const torch::Tensor& tensor) { return tensor.scalar_type() == torch::kLong; }

hdf5::Shape shape_of(const torch::Tensor& tensor) { return {tensor.sizes().begin(), tensor.sizes().end()}; }

template <class T>
void write_as(const hdf5::Handle& group, const std::string& name, const torch::Tensor& tensor) {
  const torch::Tensor host = tensor.detach().to(torch::kCPU).contiguous();
  hdf5::write<T>(group, name, shape_of(tensor),
                 std::span<const T>(host.data_ptr<T>(), static_cast<std::size_t>(host.numel())));
}

/// Reads those of the tensors that are stored as T.
template <class T>
void read_as(const hdf5::Object& group, NamedTensors tensors) {
  std::erase_if(tensors, [](const auto& named) { return is_whole(named.second) != std::is_same_v<T, std::int64_t>; });
  std::vector<std::string> names;
  std::vector<hdf5::Shape> shapes;
  for (const auto& [name, tensor] : tensors) {
    names.push_back(name);
    shapes.push_back(shape_of(tensor));
  }
  std::vector<std::vector<T>> found = hdf5::read_all<T>(group, names, shapes);
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const torch::Tensor& tensor = tensors[i].second;
    if (std::cmp_not_equal(found.at(i).size(), tensor.numel()))  // of a process that a damaged file led astray
      throw core::Error(path_of(group, names[i]) + ": truncated or damaged");
    const torch::Tensor values =
        torch::from_blob(found.at(i).data(), tensor.sizes(), c10::CppTypeToScalarType<T>::value);
    if (!torch::isfinite(values).all().item<bool>())
      throw core::Error(path_of(group, names[i]) + ": NaN or infinity found, finite numbers expected");
    tensor.copy_(values);
  }
}

}  // namespace

void write_tensor(const hdf5::Handle& group, const std::string& name, const torch::Tensor& tensor) {
  if (is_whole(tensor)) {
    write_as<std::int64_t>(group, name, tensor);
  } else {
    write_as<float>(group, name, tensor);
  }
}

void read_tensors(const hdf5::Object& group, const NamedTensors& tensors) {
  const torch::NoGradGuard no_grad;
  read_as<float>(group, tensors);
  read_as<std::int64_t>(group, tensors);
}

void check_members(const hdf5::Handle& group, std::vector<std::string> expected) {
  std::sort(expected.begin(), expected.end());
  const std::vector<std::string> found = hdf5::members(group);
  const auto first_only_in = [](const std::vector<std::string>& in, const std::vector<std::string>& other) {
    std::vector<std::string> rest;
    std::set_difference(in.begin(), in.end(), other.begin(), other.end(), std::back_inserter(rest));
    return rest.empty() ? std::string() : rest.front();
  };
  if (const std::string missing = first_only_in(expected, found); !missing.empty()) {
    throw core::Error(path_of(group, missing) + ": missing");
  }
  if (const std::string extra = first_only_in(found, expected); !extra.empty()) {
    throw core::Error(path_of(group, extra) + ": not part of this network");
  }
}

void check_members(const hdf5::Object& group, const std::vector<std::string>& expected) {
  const auto check = [](const hdf5::Handle& there, const std::vector<std::string>& names) {
    check_members(there, names);
    return true;
  };
  hdf5::ask(group, check, expected);
}

void write_state(const hdf5::Handle& group, const std::map<std::string, torch::Tensor>& state) {
  for (const auto& [key, tensor] : state) write_tensor(group, key, tensor);
}

void read_state(const hdf5::Object& group, const std::map<std::string, torch::Tensor>& state) {
  std::vector<std::string> keys;
  for (const auto& entry : state) keys.push_back(entry.first);
  check_members(group, keys);
  read_tensors(group, {state.begin(), state.end()});
  for (const auto& [key, tensor] : state) {
    if (key.ends_with("running_var") && tensor.lt(0).any().item<bool>()) {
      throw core::Error(path_of(group, key) + ": a negative variance found");
    }
  }
}

}  // namespace coopseg::model_file
