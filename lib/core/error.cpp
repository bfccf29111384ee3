#include "core/error.h"

#include <cerrno>
#include <system_error>

namespace coopseg::core {

std::string system_message() { return std::generic_category().message(errno); }

}  // namespace coopseg::core
