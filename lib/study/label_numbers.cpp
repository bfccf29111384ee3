#include "study/label_numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include "core/error.h"
#include "core/joined.h"
#include "study/case.h"

namespace coopseg::study {
namespace {

constexpr double integer_tolerance = 1e-3;

[[noreturn]] void refuse(const std::string& text, const std::string& part, const std::string& problem) {
  throw core::Error("labels '" + text + "': '" + part + "' " + problem);
}

long parse_number(const std::string& text, const std::string& part, const std::string& digits) {
  long number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stopped != end) refuse(text, part, "is not NUMBER=NAME, for instance 1=LV");
  return number;
}

std::uint8_t parse_name(const std::string& text, const std::string& part, const std::string& name) {
  const auto found = std::find(class_names.begin(), class_names.end(), name);
  if (found == class_names.end()) refuse(text, part, "names no class, known are " + core::joined(class_names));
  return static_cast<std::uint8_t>(found - class_names.begin());
}

/// The classes of the numbers 0 to 255, -1 where one is not named: nearly every voxel is looked up here.
std::array<int, 256> usual_numbers(const LabelNumbers& numbers) {
  std::array<int, 256> classes{};
  classes.fill(-1);
  for (const auto& [number, label] : numbers)
    if (number >= 0 && number < 256) classes[static_cast<std::size_t>(number)] = label;
  return classes;
}

std::string text_of(const LabelNumbers& numbers) {
  std::string text;
  for (const auto& [number, label] : numbers)
    text += (text.empty() ? "" : ",") + std::to_string(number) + "=" + std::string(class_names[label]);
  return text;
}

}  // namespace

LabelNumbers parse_labels(const std::string& text) {
  LabelNumbers numbers = {{0, 0}};
  std::istringstream parts(text);
  bool zero_named = false;
  if (text.empty() || text.back() == ',') refuse(text, "", "is not NUMBER=NAME, for instance 1=LV");
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) refuse(text, part, "is not NUMBER=NAME, for instance 1=LV");
    const long number = parse_number(text, part, part.substr(0, equals));
    const std::uint8_t label = parse_name(text, part, part.substr(equals + 1));
    if (number == 0 && label != 0) refuse(text, part, "renames 0, which is background");
    if (number == 0 ? zero_named : numbers.contains(number)) refuse(text, part, "names a number twice");
    zero_named = zero_named || number == 0;
    numbers[number] = label;
  }
  return numbers;
}

std::vector<std::uint8_t> classes_of(std::span<const float> voxels, const LabelNumbers& numbers, const Grid& grid) {
  std::vector<std::uint8_t> labels(voxels.size());
  const std::array<int, 256> usual = usual_numbers(numbers);
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    const double value = voxels[i];
    const int number = value >= 0.0 && value < 256.0 ? static_cast<int>(value) : 0;
    if (number == value && usual[static_cast<std::size_t>(number)] >= 0) {
      labels[i] = static_cast<std::uint8_t>(usual[static_cast<std::size_t>(number)]);
      continue;
    }
    const double rounded = std::round(value);
    const auto found = std::abs(rounded) < 1e9 ? numbers.find(static_cast<long>(rounded)) : numbers.end();
    if (std::abs(value - rounded) <= integer_tolerance && found != numbers.end()) {
      labels[i] = found->second;
      continue;
    }
    std::ostringstream problem;
    problem << voxel_text(i, grid) << " has the value " << value << ", expected is one of " << text_of(numbers);
    throw core::Error(problem.str());
  }
  return labels;
}

}  // namespace coopseg::study
