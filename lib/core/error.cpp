#include "core/error.h"

#include <cerrno>
#include <filesystem>
#include <new>
#include <system_error>

namespace coopseg::core {
namespace {

bool is_memory_short(const std::exception& error) {
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
         std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos;  // LibTorch's
}

}  // namespace

std::string in_words(const std::exception& error) {
  if (const auto* of_path = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    return of_path->path1().string() + ": " + of_path->code().message();
  return is_memory_short(error) ? "out of memory" : error.what();
}

void rethrow_as_error(std::string_view name) {
  try {
    throw;
  } catch (const std::filesystem::filesystem_error& error) {
    throw Error(in_words(error));
  } catch (const std::exception& error) {
    if (is_memory_short(error)) throw Error(std::string(name) + ": " + in_words(error));
    throw;
  }
}

std::string system_message() { return std::generic_category().message(errno); }

}  // namespace coopseg::core
