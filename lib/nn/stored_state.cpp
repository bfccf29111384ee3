#include "nn/stored_state.h"

#include <torch/torch.h>

#include <algorithm>

#include "core/error.h"

namespace coopseg::nn {
namespace {

const PickleValue& item(const PickleSequence& sequence, std::size_t index) {
  if (index >= sequence.items.size()) throw core::Error("lacks a part of a tensor");
  return *sequence.items[index];
}

template <class T>
const T& expect(const PickleValue& value, const char* what) {
  const T* data = value.as<T>();
  if (data == nullptr) throw core::Error(std::string("is no ") + what);
  return *data;
}

/// Below 2^31, so that no product of two runs over: far more than networks of this kind need.
std::int64_t count(const PickleValue& value) {
  const auto number = expect<std::int64_t>(value, "whole number");
  if (number < 0 || number >= std::int64_t{1} << 31) throw core::Error("has an impossible size");
  return number;
}

std::vector<std::int64_t> counts(const PickleValue& value) {
  const auto& items = expect<PickleSequence>(value, "list of numbers").items;
  if (items.size() > 8) throw core::Error("has more than 8 dimensions");
  std::vector<std::int64_t> numbers;
  for (const PickleValue* number : items) numbers.push_back(count(*number));
  return numbers;
}

torch::ScalarType type_of(const std::string& storage) {
  if (storage == "torch.FloatStorage") return torch::kFloat32;
  if (storage == "torch.DoubleStorage") return torch::kFloat64;
  if (storage == "torch.HalfStorage") return torch::kFloat16;
  if (storage == "torch.BFloat16Storage") return torch::kBFloat16;
  if (storage == "torch.LongStorage") return torch::kInt64;
  throw core::Error("is kept in " + storage);
}

/// The arguments of _rebuild_tensor_v2: storage, offset, sizes, strides and more that does not matter here. The storage
/// is ("storage", class, name of the record, device, elements); the device is where it was when it was saved.
StoredTensor stored_tensor(const PickleValue& value) {
  const auto* call = value.as<PickleCall>();
  if (call == nullptr) throw core::Error("is no tensor");
  const PickleSequence& arguments = *call->arguments;
  if (call->function == "torch._utils._rebuild_parameter") {
    const auto* data = item(arguments, 0).as<PickleCall>();
    if (data == nullptr || data->function == call->function) throw core::Error("is no tensor");
    return stored_tensor(item(arguments, 0));
  }
  const auto& id = *expect<PicklePersistent>(item(arguments, 0), "tensor").id;
  const auto& storage = expect<PickleSequence>(id, "storage");
  StoredTensor tensor;
  tensor.type = type_of(expect<PickleGlobal>(item(storage, 1), "class of storages").name);
  const auto& record = expect<std::string>(item(storage, 2), "name of a storage");
  if (record.size() > 20) throw core::Error("has a storage '" + printable(record) + "', a number is expected");
  tensor.record = "data/" + record;
  tensor.record_length = count(item(storage, 4));
  tensor.offset = count(item(arguments, 1));
  tensor.sizes = counts(item(arguments, 2));
  tensor.strides = counts(item(arguments, 3));
  return tensor;
}

/// Throws Error for more elements than the file has bytes.
void check_claim(const StoredTensor& tensor, std::uint64_t file_size) {
  std::uint64_t elements = 1;
  for (const std::int64_t size : tensor.sizes) {
    elements *= static_cast<std::uint64_t>(size);
    if (elements > file_size) throw core::Error("claims more numbers than the file has bytes");
  }
}

/// Throws Error unless every element is inside of the record.
void check_inside(const StoredTensor& tensor) {
  if (tensor.sizes.size() != tensor.strides.size()) throw core::Error("has sizes and strides of other lengths");
  std::int64_t last = tensor.offset;
  for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
    const std::int64_t steps = tensor.sizes[i] - 1;
    if (steps > 0 && tensor.strides[i] > tensor.record_length / steps) throw core::Error("leaves its storage");
    last += steps * tensor.strides[i];
  }
  if (last >= tensor.record_length) throw core::Error("leaves its storage");
}

torch::Tensor read(const TorchArchive& archive, const StoredTensor& tensor) {
  check_inside(tensor);
  core::Bytes bytes = archive.read(tensor.record);
  const auto width = static_cast<std::int64_t>(c10::elementSize(tensor.type));
  if (static_cast<std::int64_t>(bytes.size()) != tensor.record_length * width) {
    throw core::Error(printable(tensor.record) + ": " + std::to_string(bytes.size()) + " bytes found, " +
                      std::to_string(tensor.record_length * width) + " expected");
  }
  return torch::from_blob(bytes.data() + tensor.offset * width, tensor.sizes, tensor.strides, tensor.type).clone();
}

void overwrite(torch::Tensor target, const torch::Tensor& values) {
  if (values.is_floating_point() != target.is_floating_point()) {
    throw core::Error(c10::str(values.scalar_type(), " found, ", target.scalar_type(), " expected"));
  }
  if (!torch::isfinite(values).all().item<bool>()) {
    throw core::Error("NaN or infinity found, finite numbers expected");
  }
  if (!values.to(target.scalar_type()).to(values.scalar_type()).equal(values)) {
    throw core::Error(c10::str(values.scalar_type(), " numbers found that ", target.scalar_type(),
                               " cannot hold: save the state dict of net.float()"));
  }
  target.copy_(values);
}

void check_keys(const std::map<std::string, StoredTensor>& stored, const std::map<std::string, torch::Tensor>& state) {
  for (const auto& entry : state) {
    if (!stored.contains(entry.first)) throw core::Error(entry.first + ": missing");
  }
  for (const auto& entry : stored) {
    if (!state.contains(entry.first)) throw core::Error(printable(entry.first) + ": not part of this network");
  }
  for (const auto& [key, tensor] : stored) {
    if (const auto expected = state.at(key).sizes(); expected != at::IntArrayRef(tensor.sizes)) {
      throw core::Error(c10::str(key, ": shape ", at::IntArrayRef(tensor.sizes), " found, ", expected, " expected"));
    }
  }
}

}  // namespace

const PickleValue* find(const PickleValue& value, std::string_view key) {
  for (const auto& [name, found] : expect<PickleDictionary>(value, "dict").items) {
    if (const auto* text = name->as<std::string>(); text != nullptr && *text == key) return found;
  }
  return nullptr;
}

std::map<std::string, StoredTensor> stored_state(const PickleValue& state_dict, std::uint64_t file_size) {
  std::map<std::string, StoredTensor> stored;
  for (const auto& [name, value] : expect<PickleDictionary>(state_dict, "state dict").items) {
    const auto& key = expect<std::string>(*name, "state dict: a key of it is no text");
    core::in_context(printable(key), [&] {
      const StoredTensor tensor = stored_tensor(*value);
      check_claim(tensor, file_size);
      if (!stored.emplace(key, tensor).second) throw core::Error("is there twice");
    });
  }
  return stored;
}

void load_state(const TorchArchive& archive, const std::map<std::string, StoredTensor>& stored,
                const std::map<std::string, torch::Tensor>& state) {
  check_keys(stored, state);
  const torch::NoGradGuard no_grad;
  for (const auto& [key, tensor] : stored) {
    core::in_context(key, [&] {
      overwrite(state.at(key), read(archive, tensor));
      if (key.ends_with("running_var") && state.at(key).lt(0).any().item<bool>()) {
        throw core::Error("a negative variance found");
      }
    });
  }
}

}  // namespace coopseg::nn
