#include "core/error.h"

#include <cerrno>
#include <new>
#include <system_error>

namespace coopseg::core {

bool is_memory_short(const std::exception& error) {
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
         std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos;
}

std::string system_message() { return std::generic_category().message(errno); }

}  // namespace coopseg::core
