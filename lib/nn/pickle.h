#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What a pickle describes, read without running any of it. Only the instructions that torch.save writes for state
/// dicts are known (pickle protocol 2), and of the functions that a pickle may call only collections.OrderedDict,
/// torch._utils._rebuild_tensor_v2 and torch._utils._rebuild_parameter. Those are not called either: they are recorded.
/// Source of the instructions: Python's pickletools.
namespace coopseg::nn {

struct PickleValue;

/// A tuple or a list.
struct PickleSequence {
  std::vector<const PickleValue*> items;
};

/// A dict or a collections.OrderedDict without its attributes: key, value in the order of the file.
struct PickleDictionary {
  std::vector<std::pair<const PickleValue*, const PickleValue*>> items;
  bool ordered;
};

/// A class or function by module and name, "torch.FloatStorage".
struct PickleGlobal {
  std::string name;
};

/// A call of torch._utils._rebuild_tensor_v2 or torch._utils._rebuild_parameter.
struct PickleCall {
  std::string function;
  const PickleSequence* arguments;  // shared: many calls may name the same
};

/// What the program that reads the pickle is to put in, by an id of the writer's.
struct PicklePersistent {
  const PickleValue* id;
};

struct PickleValue {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleSequence, PickleDictionary, PickleGlobal,
               PickleCall, PicklePersistent>
      data;

  /// The value as T, or null where it is something else.
  template <class T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
};

class Pickle {
 public:
  /// Reads the whole of `bytes`. Throws Error at the first thing that is not part of a state dict, with its name or
  /// place.
  explicit Pickle(std::span<const std::byte> bytes);
  Pickle(Pickle&&) = default;

  const PickleValue& root() const { return *root_; }

 private:
  std::deque<PickleValue> values_;  // all of them: they point at each other, also in circles
  const PickleValue* root_;
};

/// `text` of an unknown origin, fit for a message: at most 100 characters, "?" for each that is not printable ASCII.
std::string printable(std::string_view text);

}  // namespace coopseg::nn
