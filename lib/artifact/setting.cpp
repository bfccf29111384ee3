#include "artifact/setting.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <vector>

#include "core/error.h"
#include "image/unit_range.h"

namespace coopseg::artifact {
namespace {

constexpr std::array<const char*, 3> axis_names = {"x", "y", "slice"};

std::string text_of(const std::map<std::string, std::string>& texts, const std::string& key, const char* usual) {
  const auto text = texts.find(key);
  return text == texts.end() ? usual : text->second;
}

[[noreturn]] void refuse(const std::string& key, const std::string& text, const std::string& expected) {
  throw core::Error(key + ": '" + text + "' found, " + expected + " expected");
}

std::array<std::size_t, 3> parse_axes(const std::string& text) {
  std::array<std::size_t, 3> axes = {0, 1, 2};
  do {
    if (text == std::string(axis_names[axes[0]]) + "," + axis_names[axes[1]] + "," + axis_names[axes[2]]) return axes;
  } while (std::ranges::next_permutation(axes).found);
  refuse("axes", text, "x,y,slice in any order");
}

/// X and Y of "crop-or-pad(X,Y)".
std::optional<std::array<std::size_t, 2>> parse_window(const std::string& word) {
  std::array<std::size_t, 2> size{};
  const std::string head = "crop-or-pad(";
  if (!word.starts_with(head)) return std::nullopt;
  const char* const end = word.data() + word.size();
  const auto x = std::from_chars(word.data() + head.size(), end, size[0]);
  if (x.ec != std::errc() || x.ptr == end || *x.ptr != ',') return std::nullopt;
  const auto y = std::from_chars(x.ptr + 1, end, size[1]);
  const bool good = y.ec == std::errc() && std::string(y.ptr, end) == ")" && size[0] > 0 && size[1] > 0;
  return good && size[0] < 65536 && size[1] < 65536 ? std::optional(size) : std::nullopt;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;)
    if (word != "none") words.push_back(word);
  return words;
}

/// What the artifact sees: a part of the volume, with its axes in another order.
struct View {
  study::Grid grid;
  std::array<std::ptrdiff_t, 2> start{};  ///< of the window in the slice; below 0 where it is padded
  std::array<std::size_t, 3> size{};      ///< of the window, axes of the volume
};

View view_of(const Setting& setting, const study::Grid& grid) {
  View view{.grid = grid, .start = {}, .size = grid.size};
  std::array<double, 3> origin = grid.origin;
  for (std::size_t axis = 0; axis < 2 && setting.window; ++axis) {
    const auto voxels = static_cast<std::ptrdiff_t>(grid.size[axis]);
    view.size[axis] = (*setting.window)[axis];
    const std::ptrdiff_t excess = voxels - static_cast<std::ptrdiff_t>(view.size[axis]);
    view.start[axis] = excess >= 0 ? excess / 2 : -((1 - excess) / 2);  // floor
    for (std::size_t row = 0; row < 3; ++row)
      origin[row] += grid.direction[3 * row + axis] * grid.spacing[axis] * static_cast<double>(view.start[axis]);
  }
  view.grid.origin = origin;
  for (std::size_t i = 0; i < 3; ++i) {
    view.grid.size[i] = view.size[setting.axes[i]];
    view.grid.spacing[i] = grid.spacing[setting.axes[i]];
    for (std::size_t row = 0; row < 3; ++row)
      view.grid.direction[3 * row + i] = grid.direction[3 * row + setting.axes[i]];
  }
  if (setting.identity_geometry) {
    view.grid.spacing = {1, 1, 1};
    view.grid.origin = {0, 0, 0};
    view.grid.direction = {-1, 0, 0, 0, -1, 0, 0, 0, 1};
  }
  return view;
}

/// The window of the volume, in the volume's order of axes.
template <class T>
std::vector<T> cut(const View& view, const study::Grid& grid, std::span<const T> volume) {
  std::vector<T> window(view.size[0] * view.size[1] * view.size[2], T{});
  for (std::size_t z = 0; z < view.size[2]; ++z)
    for (std::size_t y = 0; y < view.size[1]; ++y)
      for (std::size_t x = 0; x < view.size[0]; ++x) {
        const std::size_t from_x = x + static_cast<std::size_t>(view.start[0]);  // wraps around where it is below 0
        const std::size_t from_y = y + static_cast<std::size_t>(view.start[1]);
        if (from_x < grid.size[0] && from_y < grid.size[1])
          window[(z * view.size[1] + y) * view.size[0] + x] =
              volume[(z * grid.size[1] + from_y) * grid.size[0] + from_x];
      }
  return window;
}

/// The window back in its place, 0 elsewhere.
template <class T>
void paste(const View& view, const study::Grid& grid, std::span<const T> window, std::span<T> volume) {
  std::ranges::fill(volume, T{});
  for (std::size_t z = 0; z < view.size[2]; ++z)
    for (std::size_t y = 0; y < view.size[1]; ++y)
      for (std::size_t x = 0; x < view.size[0]; ++x) {
        const std::size_t to_x = x + static_cast<std::size_t>(view.start[0]);
        const std::size_t to_y = y + static_cast<std::size_t>(view.start[1]);
        if (to_x < grid.size[0] && to_y < grid.size[1])
          volume[(z * grid.size[1] + to_y) * grid.size[0] + to_x] = window[(z * view.size[1] + y) * view.size[0] + x];
      }
}

/// `copy(index in the window, index in the view)` for every voxel.
template <class Copy>
void for_each_voxel(const Setting& setting, const View& view, Copy copy) {
  const std::array<std::size_t, 3> strides = {1, view.size[0], view.size[0] * view.size[1]};
  const auto& [nx, ny, nz] = view.grid.size;
  std::size_t target = 0;
  for (std::size_t z = 0; z < nz; ++z)
    for (std::size_t y = 0; y < ny; ++y)
      for (std::size_t x = 0; x < nx; ++x, ++target)
        copy(x * strides[setting.axes[0]] + y * strides[setting.axes[1]] + z * strides[setting.axes[2]], target);
}

/// Calls `change` with the voxels that the artifact sees and puts the result into `window`.
template <class T, class Change>
void change_view(const Setting& setting, const View& view, std::vector<T>& window, Change change) {
  std::vector<T> seen(window.size());
  for_each_voxel(setting, view, [&](std::size_t from, std::size_t to) { seen[to] = window[from]; });
  change(std::span<T>(seen));
  for_each_voxel(setting, view, [&](std::size_t from, std::size_t to) { window[from] = seen[to]; });
}

void scale_slices(const View& view, std::span<float> window) {
  const std::size_t voxels = view.size[0] * view.size[1];
  for (std::size_t z = 0; z < view.size[2]; ++z) image::scale_to_unit_range(window.subspan(z * voxels, voxels));
}

}  // namespace

Setting parse_setting(const std::map<std::string, std::string>& texts) {
  Setting setting;
  setting.axes = parse_axes(text_of(texts, "axes", "x,y,slice"));
  const std::string geometry = text_of(texts, "geometry", "image");
  if (geometry != "image" && geometry != "identity") refuse("geometry", geometry, "image or identity");
  setting.identity_geometry = geometry == "identity";
  for (const std::string& word : words_of(text_of(texts, "before", "none"))) {
    if (word == "slice-min-max") {
      setting.slice_range_before = true;
    } else if (setting.window || !(setting.window = parse_window(word)) || setting.slice_range_before) {
      refuse("before", word, "crop-or-pad(X,Y), then slice-min-max, or none");
    }
  }
  bool pastes = false;
  for (const std::string& word : words_of(text_of(texts, "after", "none"))) {
    if (word != "slice-min-max" && word != "paste-back")
      refuse("after", word, "slice-min-max, then paste-back, or none");
    (word == "paste-back" ? pastes : setting.slice_range_after) = true;
  }
  if (pastes != setting.window.has_value())
    throw core::Error("crop-or-pad (before) and paste-back (after) belong together, one of them is missing");
  return setting;
}

std::map<std::string, std::string> texts_of(const Setting& setting) {
  const auto joined = [](const std::string& first, const std::string& second) {
    if (first.empty() && second.empty()) return std::string("none");
    return first.empty() || second.empty() ? first + second : first + " " + second;
  };
  std::string window;
  if (setting.window)
    window = "crop-or-pad(" + std::to_string((*setting.window)[0]) + "," + std::to_string((*setting.window)[1]) + ")";
  return {{"axes", std::string(axis_names[setting.axes[0]]) + "," + axis_names[setting.axes[1]] + "," +
                       axis_names[setting.axes[2]]},
          {"geometry", setting.identity_geometry ? "identity" : "image"},
          {"before", joined(window, setting.slice_range_before ? "slice-min-max" : "")},
          {"after", joined(setting.slice_range_after ? "slice-min-max" : "", setting.window ? "paste-back" : "")}};
}

void apply_in(const Setting& setting, const Artifact& artifact, const Parameters& parameters, const study::Grid& grid,
              std::span<float> image) {
  const View view = view_of(setting, grid);
  std::vector<float> window = cut<float>(view, grid, image);
  if (setting.slice_range_before) scale_slices(view, window);
  change_view(setting, view, window, [&](std::span<float> seen) { apply(artifact, parameters, view.grid, seen); });
  if (setting.slice_range_after) scale_slices(view, window);
  paste<float>(view, grid, window, image);
}

void move_label_in(const Setting& setting, const Artifact& artifact, const Parameters& parameters,
                   const study::Grid& grid, std::span<std::uint8_t> label) {
  if (artifact.move_label == nullptr) return;
  const View view = view_of(setting, grid);
  std::vector<std::uint8_t> window = cut<std::uint8_t>(view, grid, label);
  change_view(setting, view, window,
              [&](std::span<std::uint8_t> seen) { artifact.move_label(parameters, view.grid, seen); });
  paste<std::uint8_t>(view, grid, window, label);
}

}  // namespace coopseg::artifact
