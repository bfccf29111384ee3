#pragma once

#include <string>

#include "core/error.h"

namespace coopseg::study {

/// The message of the Error that `action` throws; "" where it throws none.
template <class Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const core::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace coopseg::study
