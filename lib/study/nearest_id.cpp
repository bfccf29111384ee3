#include "study/nearest_id.h"

#include <span>

#include "core/digest.h"

namespace coopseg::study {
namespace {

constexpr std::string_view letters_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool alphanumeric(char c) { return letters_and_digits.find(c) != std::string_view::npos; }

bool within_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string nearest_id(std::string_view name) {
  std::string id;
  for (const char c : name)
    if (!within_character(c)) id += alphanumeric(c) || c == '.' || c == '_' || c == '-' ? c : '_';
  if (id.empty() || !alphanumeric(id.front())) id = "case" + id;
  if (id == name) return id;
  const std::string digest = core::digest(std::as_bytes(std::span(name)));
  return id + "-" + digest.substr(digest.find(':') + 1, 8);
}

}  // namespace coopseg::study
