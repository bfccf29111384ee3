#include "study/case.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "study/provenance.h"

namespace coopseg::study {
namespace {

constexpr double orthonormal_tolerance = 1e-4;

const char* plural(std::size_t count) { return count == 1 ? " value" : " values"; }

void check_size(std::size_t found, std::size_t expected) {
  if (found != expected)
    throw core::Error(std::to_string(found) + plural(found) + " found, " + std::to_string(expected) +
                      " expected by the grid");
}

void check_image(const std::vector<float>& image, const Grid& grid) {
  check_size(image.size(), grid.voxels());
  const auto bad = std::find_if(image.begin(), image.end(), [](float value) { return !std::isfinite(value); });
  if (bad != image.end())
    throw core::Error(voxel_text(static_cast<std::size_t>(bad - image.begin()), grid) +
                      " is not finite, finite intensities are expected");
}

void check_labels(const std::vector<std::uint8_t>& labels, const Grid& grid) {
  check_size(labels.size(), grid.voxels());
  const auto bad = std::find_if(labels.begin(), labels.end(), [](std::uint8_t value) { return value >= classes; });
  if (bad != labels.end())
    throw core::Error(voxel_text(static_cast<std::size_t>(bad - labels.begin()), grid) + " has the label " +
                      std::to_string(*bad) + ", expected is one of " + names_attribute());
}

void check_probability(const std::vector<float>& probability, const Grid& grid) {
  check_size(probability.size(), classes * grid.voxels());
  const auto bad = std::find_if(probability.begin(), probability.end(),
                                [](float value) { return !(value >= 0.0F && value <= 1.0F); });
  if (bad != probability.end())
    throw core::Error(voxel_text(static_cast<std::size_t>(bad - probability.begin()), grid) + " has the probability " +
                      std::to_string(*bad) + ", expected is 0 to 1");
}

void check_direction(const std::array<double, 9>& direction) {
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double product = 0.0;
      for (std::size_t row = 0; row < 3; ++row) product += direction[3 * row + i] * direction[3 * row + j];
      const double deviation = std::abs(product - (i == j ? 1.0 : 0.0));
      if (!(deviation <= orthonormal_tolerance))
        throw core::Error("direction deviates from orthonormal by " + std::to_string(deviation) +
                          ", at most 0.0001 is expected");
    }
}

}  // namespace

std::string names_attribute() {
  std::string text;
  for (std::size_t i = 0; i < classes; ++i)
    text += (i == 0 ? "" : ",") + std::to_string(i) + "=" + std::string(class_names[i]);
  return text;
}

const std::vector<float>& Case::require_image() const {
  if (!image) throw core::Error("/cases/" + id + ": has no image");
  return *image;
}

const std::vector<std::uint8_t>& Case::require_label() const {
  if (!label) throw core::Error("/cases/" + id + ": has no label");
  return *label;
}

void check_id(std::string_view id) {
  const auto alphanumeric = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  const bool good = !id.empty() && alphanumeric(id.front()) && std::all_of(id.begin(), id.end(), [&](char c) {
    return alphanumeric(c) || c == '.' || c == '_' || c == '-';
  });
  if (!good)
    throw core::Error("case id '" + std::string(id) + "': letters, digits, '.', '_' and '-' are expected, a letter " +
                      "or digit first");
}

void check(const Grid& grid) {
  for (const std::size_t extent : grid.size)
    if (extent == 0) throw core::Error("size has a zero");
  for (const double spacing : grid.spacing)
    if (!(std::isfinite(spacing) && spacing > 0.0))
      throw core::Error("spacing " + std::to_string(spacing) + " mm found, above 0 is expected");
  for (const double origin : grid.origin)
    if (!std::isfinite(origin)) throw core::Error("origin is not finite");
  check_direction(grid.direction);
}

void check(const Case& subject) {
  check_id(subject.id);
  const std::string path = "/cases/" + subject.id;
  const Grid& grid = subject.grid;
  core::in_context(path, [&] {
    if (!subject.phase.empty() && subject.phase != "ED" && subject.phase != "ES")
      throw core::Error("attribute phase: '" + subject.phase + "' found, ED, ES or nothing expected");
    check(grid);
  });
  if (subject.image) core::in_context(path + "/image", [&] { check_image(*subject.image, grid); });
  if (subject.label) core::in_context(path + "/label", [&] { check_labels(*subject.label, grid); });
  if (subject.prediction) core::in_context(path + "/prediction", [&] { check_labels(*subject.prediction, grid); });
  if (subject.probability)
    core::in_context(path + "/probability", [&] { check_probability(*subject.probability, grid); });
  if (subject.native) core::in_context(path + "/native", [&] { check(subject.native->grid); });
  core::in_context(path + "/provenance", [&] { check_provenance(subject.provenance); });
}

}  // namespace coopseg::study
