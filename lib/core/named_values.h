#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/joined.h"

/// Values that users choose by name: one table per enumeration, read in both directions.
namespace coopseg::core {

template <class Value>
struct Named {
  std::string_view name;
  Value value;
};

/// The value called `name`. Throws Error "variant 'shared': expected one of none, share-code, no-decoupler".
template <class Value, std::size_t count>
Value value_of(const std::array<Named<Value>, count>& table, std::string_view what, std::string_view name) {
  for (const auto& entry : table)
    if (entry.name == name) return entry.value;
  throw Error(std::string(what) + " '" + std::string(name) + "': expected one of " +
              joined(table, &Named<Value>::name));
}

/// The name of `value`, which must be in the table.
template <class Value, std::size_t count>
std::string_view name_of(const std::array<Named<Value>, count>& table, Value value) {
  for (const auto& entry : table) {
    if (entry.value == value) return entry.name;
  }
  throw Error("a value without a name");
}

}  // namespace coopseg::core
