#pragma once

#include <string>

#include "core/error.h"

namespace coopseg {

/// The message of the Error that `action` throws; "" where it throws none.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const core::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace coopseg
