#include "metrics/volume_validity.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "metrics/components.h"
#include "study/case.h"

namespace coopseg::metrics {
namespace {

constexpr std::uint8_t lv = 1;
constexpr std::uint8_t myo = 2;
constexpr std::uint8_t rv = 3;
constexpr double largest_step_mm = 20.0;

/// A label map and where its slices are.
struct Volume {
  std::span<const std::uint8_t> labels;
  const study::Grid& grid;

  std::span<const std::uint8_t> slice(std::size_t z) const {
    return labels.subspan(z * grid.slice_voxels(), grid.slice_voxels());
  }
  bool has(std::size_t z, std::uint8_t label) const { return std::ranges::find(slice(z), label) != slice(z).end(); }
};

VolumeCheck at_most(std::string name, double value, double limit) { return {std::move(name), value, value <= limit}; }

std::size_t present(const Volume& volume) {
  std::size_t count = 0;
  for (const std::uint8_t label : {lv, myo, rv})
    count += std::ranges::find(volume.labels, label) != volume.labels.end();
  return count;
}

std::size_t count_components(const Volume& volume, std::uint8_t label) {
  return components(volume.labels, volume.grid, [label](std::uint8_t voxel) { return voxel == label; }).size();
}

std::size_t lv_slices_without_myo(const Volume& volume) {
  std::size_t count = 0;
  for (std::size_t z = 0; z < volume.grid.size[2]; ++z) count += volume.has(z, lv) && !volume.has(z, myo);
  return count;
}

std::size_t exposed_lv(const Volume& volume) {
  const auto [nx, ny, nz] = volume.grid.size;
  const auto outside = [](std::uint8_t label) { return label != lv && label != myo; };
  std::size_t count = 0;
  for (std::size_t i = 0; i < volume.labels.size(); ++i) {
    if (volume.labels[i] != lv) continue;
    const std::size_t x = i % nx;
    const std::size_t y = i / nx % ny;
    count += (x > 0 && outside(volume.labels[i - 1])) || (x + 1 < nx && outside(volume.labels[i + 1])) ||
             (y > 0 && outside(volume.labels[i - nx])) || (y + 1 < ny && outside(volume.labels[i + nx]));
  }
  return count;
}

/// Centre of LV and MYO in a slice, mm along x and y; nothing where it has neither.
std::optional<std::array<double, 2>> centre(const Volume& volume, std::size_t z) {
  double x = 0.0;
  double y = 0.0;
  double count = 0.0;
  const auto slice = volume.slice(z);
  for (std::size_t i = 0; i < slice.size(); ++i) {
    if (slice[i] != lv && slice[i] != myo) continue;
    x += static_cast<double>(i % volume.grid.size[0]);
    y += static_cast<double>(i / volume.grid.size[0]);
    ++count;
  }
  if (count == 0.0) return std::nullopt;
  return std::array{x / count * volume.grid.spacing[0], y / count * volume.grid.spacing[1]};
}

double largest_step(const Volume& volume) {
  double largest = 0.0;
  std::optional<std::array<double, 2>> last;
  for (std::size_t z = 0; z < volume.grid.size[2]; ++z) {
    const auto here = centre(volume, z);
    if (!here) continue;
    if (last) largest = std::max(largest, std::hypot((*here)[0] - (*last)[0], (*here)[1] - (*last)[1]));
    last = here;
  }
  return largest;
}

std::size_t pixels_at_edge(const Volume& volume) {
  const auto [nx, ny, nz] = volume.grid.size;
  std::size_t count = 0;
  for (std::size_t i = 0; i < volume.labels.size(); ++i) {
    const std::size_t x = i % nx;
    const std::size_t y = i / nx % ny;
    count += volume.labels[i] != 0 && (x == 0 || y == 0 || x + 1 == nx || y + 1 == ny);
  }
  return count;
}

}  // namespace

std::size_t slice_gaps(std::span<const std::uint8_t> labels, const study::Grid& grid, std::uint8_t label) {
  const Volume volume{labels, grid};
  std::size_t gaps = 0;
  std::optional<std::size_t> last;
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    if (!volume.has(z, label)) continue;
    if (last) gaps += z - *last - 1;
    last = z;
  }
  return gaps;
}

std::vector<VolumeCheck> check_volume(std::span<const std::uint8_t> labels, const study::Grid& grid) {
  const Volume volume{labels, grid};
  const auto count = [](std::size_t number) { return static_cast<double>(number); };
  std::vector<VolumeCheck> checks = {{"V1_all_present", count(present(volume)), present(volume) == 3}};
  for (const auto& [name, label] : {std::pair{"lv", lv}, std::pair{"myo", myo}, std::pair{"rv", rv}}) {
    checks.push_back(at_most(std::string("V2_one_component_26_") + name, count(count_components(volume, label)), 1.0));
    checks.push_back(at_most(std::string("V3_no_slice_gap_") + name, count(slice_gaps(labels, grid, label)), 0.0));
  }
  checks.push_back(at_most("V4_lv_slices_have_myo", count(lv_slices_without_myo(volume)), 0.0));
  checks.push_back(at_most("V5_lv_enclosed_4nb", count(exposed_lv(volume)), 0.0));
  checks.push_back(at_most("V6_centre_jump_mm_le_20", largest_step(volume), largest_step_mm));
  checks.push_back(at_most("V7_not_at_image_edge", count(pixels_at_edge(volume)), 0.0));
  return checks;
}

std::vector<VolumeCheck> check_patient(const std::array<double, clinical_count>& values) {
  const auto value = [&](const std::string& name) { return clinical_value(values, name); };
  std::vector<VolumeCheck> checks;
  const auto add = [&](std::string name, double found, bool passed) {
    if (!std::isnan(found)) checks.push_back({std::move(name), found, passed});
  };
  for (const std::string side : {"lv", "rv"}) {
    const double stroke = value(side + "_sv_ml");
    const double fraction = value(side + "_ef_pct");
    add("V8_" + side + "_edv_gt_esv", stroke, stroke > 0.0);
    add("V8_" + side + "_ef_5_85", fraction, fraction >= 5.0 && fraction <= 85.0);
  }
  const double ratio = value("myo_es_over_ed");
  add("V9_mass_es_over_ed_070_140", ratio, ratio >= 0.70 && ratio <= 1.40);
  return checks;
}

}  // namespace coopseg::metrics
