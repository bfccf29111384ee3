#include "image/dicom_stack.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <sstream>
#include <string_view>

#include "core/error.h"
#include "image/affine.h"

namespace coopseg::image {
namespace {

using Images = std::vector<DicomImage>;
using Slice = std::vector<std::size_t>;  ///< of images at one position
using Vector = std::array<double, 3>;

constexpr double tolerance = 0.1;  // mm

template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

double dot(const Vector& a, const Vector& b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

/// The grid of one image, 1 mm thick. Throws Error where its axes are not orthonormal.
study::Grid plane_of(const DicomImage& image) {
  const auto& [ax, ay, az] = image.x_axis;
  const auto& [bx, by, bz] = image.y_axis;
  const Vector normal = {ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx};
  study::Grid grid{{image.columns, image.rows, 1}, {image.spacing[0], image.spacing[1], 1}, image.position, {}};
  for (std::size_t row = 0; row < 3; ++row) {
    grid.direction[3 * row] = image.x_axis[row];
    grid.direction[3 * row + 1] = image.y_axis[row];
    grid.direction[3 * row + 2] = normal[row];
  }
  return core::in_context(image.path, [&] { return grid_of(affine_of(grid), grid.size); });
}

void check_same_planes(const Images& images) {
  const DicomImage& first = images.front();
  const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-3; };
  const auto refuse = [&](const DicomImage& image, const std::string& found, const std::string& expected) {
    throw core::Error(image.path + ": " + found + " found, " + expected + " is expected, as in " + first.path);
  };
  const auto size = [](const DicomImage& image) { return text(image.columns, " x ", image.rows, " pixels"); };
  const auto spacing = [](const auto& image) { return text(image.spacing[0], " x ", image.spacing[1], " mm a pixel"); };
  const auto axes = [](const DicomImage& image) {
    const auto& [ax, ay, az] = image.x_axis;
    const auto& [bx, by, bz] = image.y_axis;
    return text("orientation ", ax, '\\', ay, '\\', az, '\\', bx, '\\', by, '\\', bz);
  };
  for (const DicomImage& image : images) {
    if (image.columns != first.columns || image.rows != first.rows) refuse(image, size(image), size(first));
    if (!std::ranges::equal(image.spacing, first.spacing, near)) refuse(image, spacing(image), spacing(first));
    if (!std::ranges::equal(image.x_axis, first.x_axis, near) || !std::ranges::equal(image.y_axis, first.y_axis, near))
      refuse(image, axes(image), axes(first));
  }
}

void check_no_copies(const Images& images, const std::string& name) {
  std::map<std::string_view, std::string_view> seen;
  for (const DicomImage& image : images)
    if (const auto [other, is_new] = seen.try_emplace(image.object, image.path); !is_new && !image.object.empty())
      throw core::Error(text(name, ": an image is there twice: ", other->second, ", ", image.path));
}

/// Where the images lie along the normal of their planes.
class Stack {
 public:
  /// `normal` is that of the images.
  Stack(const Images& images, const std::string& name, const Vector& normal)
      : images_(images), name_(name), normal_(normal) {
    std::vector<std::size_t> sorted(images.size());
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    std::ranges::stable_sort(sorted, {}, [&](std::size_t image) { return place(image); });
    for (const std::size_t image : sorted) {
      if (slices_.empty() || place(image) - place(slices_.back().front()) > tolerance) slices_.emplace_back();
      slices_.back().push_back(image);
    }
  }

  std::vector<Slice>& slices() { return slices_; }
  const std::vector<Slice>& slices() const { return slices_; }
  double place(std::size_t image) const { return dot(images_[image].position, normal_); }
  const std::string& first_path(std::size_t slice) const { return images_[slices_[slice].front()].path; }
  std::string text_of(std::size_t slice) const {
    return text("slice ", slice + 1, " of ", slices_.size(), ", at ", place(slices_[slice].front()),
                " mm along the normal,");
  }

  /// Distance of the slices; of a single one its thickness.
  double spacing() const {
    if (slices_.size() > 1)
      return (place(slices_.back().front()) - place(slices_.front().front())) / static_cast<double>(slices_.size() - 1);
    const DicomImage& image = images_[slices_.front().front()];
    if (!image.thickness) throw core::Error(image.path + ": the only slice, and has no SliceThickness");
    if (*image.thickness <= 0)
      throw core::Error(text(image.path, ": the only slice, and its SliceThickness is ", *image.thickness,
                             ", a number above 0 is expected"));
    return *image.thickness;
  }

  void check_distances() const {
    std::vector<double> steps;
    for (std::size_t i = 1; i < slices_.size(); ++i)
      steps.push_back(place(slices_[i].front()) - place(slices_[i - 1].front()));
    if (steps.empty()) return;
    std::vector<double> sorted = steps;
    std::ranges::sort(sorted);
    const double usual = sorted[(sorted.size() - 1) / 2];
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (std::abs(steps[i] - usual) <= tolerance) continue;
      const double missing = std::round(steps[i] / usual) - 1;
      const bool gap = missing >= 1 && std::abs(steps[i] - (missing + 1) * usual) <= tolerance * (missing + 1);
      throw core::Error(text(name_, ": ",
                             gap ? text(missing, missing > 1 ? " slices are" : " slice is", " missing: ") : "",
                             text_of(i), " is followed by one ", steps[i], " mm further on, ", usual,
                             " mm is expected: ", first_path(i), ", ", first_path(i + 1)));
    }
  }

  /// That the slices lie above each other.
  void check_columns() const {
    const DicomImage& first = images_[slices_.front().front()];
    for (const DicomImage& image : images_) {
      Vector offset{};
      for (std::size_t i = 0; i < 3; ++i) offset[i] = image.position[i] - first.position[i];
      const double along = dot(offset, normal_);
      for (std::size_t i = 0; i < 3; ++i) offset[i] -= along * normal_[i];
      if (const double aside = std::sqrt(dot(offset, offset)); aside > tolerance)
        throw core::Error(text(image.path, ": lies ", aside, " mm beside the normal through the first pixel of ",
                               first.path, ", at most ", tolerance, " mm is expected"));
    }
  }

 private:
  const Images& images_;
  const std::string& name_;
  Vector normal_;
  std::vector<Slice> slices_;
};

/// An attribute that tells the frames of a slice apart.
struct Clock {
  std::string_view name;
  std::optional<double> DicomImage::*time;
};

constexpr std::array<Clock, 4> clocks = {{{"TriggerTime", &DicomImage::trigger_time},
                                          {"AcquisitionTime", &DicomImage::acquisition_time},
                                          {"ContentTime", &DicomImage::content_time},
                                          {"InstanceNumber", &DicomImage::instance_number}}};

/// Sorts the slices by the first clock that tells all frames apart.
const Clock& sort_frames(const Images& images, Stack& stack, const std::string& name) {
  for (const Clock& clock : clocks) {
    const auto time = [&](std::size_t image) { return images[image].*clock.time; };
    if (!std::ranges::all_of(images, [&](const DicomImage& image) { return (image.*clock.time).has_value(); }))
      continue;
    bool stands = true;
    std::optional<std::string> same;
    for (std::size_t slice = 0; slice < stack.slices().size(); ++slice) {
      Slice& frames = stack.slices()[slice];
      std::ranges::stable_sort(frames, {}, time);
      stands = stands && time(frames.front()) == time(frames.back());
      const auto pair = std::ranges::adjacent_find(frames, {}, time);
      if (pair != frames.end() && !same)
        same = text(name, ": ", stack.text_of(slice), " has two images of ", clock.name, ' ', *time(*pair), ": ",
                    images[pair[0]].path, ", ", images[pair[1]].path);
    }
    if (!same) return clock;
    if (&clock == &clocks.back() || (&clock == &clocks.front() && !stands)) throw core::Error(*same);
  }
  throw core::Error(name +
                    ": has several images at one position, and neither TriggerTime, AcquisitionTime, "
                    "ContentTime nor InstanceNumber in all");
}

/// How many frames each slice has.
std::size_t count_frames(const Images& images, const Stack& stack, const std::string& name) {
  std::map<std::size_t, std::size_t, std::greater<>> counts;
  for (const Slice& slice : stack.slices()) ++counts[slice.size()];
  const auto usual = std::ranges::max_element(counts, {}, [](const auto& count) { return count.second; })->first;
  for (std::size_t i = 0; i < stack.slices().size(); ++i)
    if (const Slice& slice = stack.slices()[i]; slice.size() != usual)
      throw core::Error(text(name, ": ", stack.text_of(i), " has ", slice.size(), " images, ", usual,
                             " are expected as in the others; its first is ", images[slice.front()].path));
  return usual;
}

double step_of(const Images& images, const Stack& stack, std::size_t frames) {
  const auto mean = [&](const Slice& slice) {
    return (*images[slice.back()].trigger_time - *images[slice.front()].trigger_time) / static_cast<double>(frames - 1);
  };
  std::vector<double> steps;
  std::ranges::transform(stack.slices(), std::back_inserter(steps), mean);
  std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
  return steps[steps.size() / 2];
}

TimeAxis time_of(const Images& images, const Stack& stack, std::size_t frames, const Clock& clock,
                 const std::string& name, const core::Log& log) {
  constexpr int milliseconds = 16;
  const DicomImage& first = images.front();
  std::optional<double> step;
  if (&clock == &clocks.front())
    step = step_of(images, stack, frames);
  else if (first.frame_time)
    step = first.frame_time;
  else if (first.nominal_interval)
    step = *first.nominal_interval / static_cast<double>(frames);
  if (step && *step > 0) return {frames, static_cast<float>(*step), milliseconds};
  log.warn(name + ": says nothing of the time between frames");
  return {frames, 1, 0};
}

}  // namespace

DicomStack stack_images(const Images& images, const std::string& name, const core::Log& log) {
  check_no_copies(images, name);
  check_same_planes(images);
  study::Grid grid = plane_of(images.front());
  Stack stack(images, name, {grid.direction[2], grid.direction[5], grid.direction[8]});
  const Clock* clock = stack.slices().size() < images.size() ? &sort_frames(images, stack, name) : nullptr;
  const std::size_t frames = count_frames(images, stack, name);
  stack.check_distances();
  stack.check_columns();
  const DicomImage& first = images[stack.slices().front().front()];
  if (frames > 1 && first.cardiac_images.value_or(1) > 1 && *first.cardiac_images != static_cast<double>(frames))
    log.warn(text(name, ": ", frames, " images a slice found, CardiacNumberOfImages is ", *first.cardiac_images));

  grid.size[2] = stack.slices().size();
  grid.spacing[2] = stack.spacing();
  grid.origin = first.position;
  DicomStack result{grid, std::nullopt, {}};
  if (clock) result.time = time_of(images, stack, frames, *clock, name, log);
  for (std::size_t frame = 0; frame < frames; ++frame)
    for (const Slice& slice : stack.slices()) result.order.push_back(slice[frame]);
  return result;
}

}  // namespace coopseg::image
