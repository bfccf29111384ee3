#include "evaluation/measure_picture.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/base64.h"
#include "core/number_text.h"
#include "evaluation/curve_picture.h"
#include "picture/labels.h"
#include "picture/png.h"
#include "picture/slice.h"

namespace coopseg::evaluation {
namespace {

constexpr std::uint8_t lv = 1;
constexpr double curve_width = 480;
constexpr double picture_height = 380;
constexpr double side = 280;  // of a slice's picture

std::string number(double value) { return core::number_text(std::round(10 * value) / 10); }

std::string text(double x, double y, const std::string& words) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" fill=\"#333\">" + words + "</text>\n";
}

/// The middle one of the slices with an LV.
std::optional<std::size_t> middle_slice(const study::Case& subject) {
  const std::span<const std::uint8_t> labels = *subject.prediction;
  const std::size_t voxels = subject.grid.slice_voxels();
  std::vector<std::size_t> slices;
  for (std::size_t z = 0; z < subject.grid.size[2]; ++z)
    if (std::ranges::count(labels.subspan(z * voxels, voxels), lv) > 0) slices.push_back(z);
  if (slices.empty()) return std::nullopt;
  return slices[slices.size() / 2];
}

/// A part of a slice.
struct Part {
  std::size_t x, y, width, height;

  template <class Value>
  std::vector<Value> of(std::span<const Value> slice, std::size_t row) const {
    std::vector<Value> cut;
    for (std::size_t j = y; j < y + height; ++j)
      cut.insert(cut.end(), slice.begin() + static_cast<std::ptrdiff_t>(j * row + x),
                 slice.begin() + static_cast<std::ptrdiff_t>(j * row + x + width));
    return cut;
  }
};

/// The labelled part with as much around it, at most the slice.
Part about(std::span<const std::uint8_t> labels, std::size_t width, std::size_t height) {
  std::size_t left = width, right = 0, top = height, bottom = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == 0) continue;
    left = std::min(left, i % width);
    right = std::max(right, i % width + 1);
    top = std::min(top, i / width);
    bottom = std::max(bottom, i / width + 1);
  }
  const std::size_t margin = std::max(right - left, bottom - top) / 2;
  const auto cut = [&](std::size_t low, std::size_t high, std::size_t end) {
    const std::size_t first = low - std::min(low, margin);
    return std::pair{first, std::min(high + margin, end) - first};
  };
  const auto [x, columns] = cut(left, right, width);
  const auto [y, rows] = cut(top, bottom, height);
  return {x, y, columns, rows};
}

picture::RgbImage draw_contoured(const study::Case& subject, std::size_t z) {
  const std::size_t voxels = subject.grid.slice_voxels();
  const std::size_t row = subject.grid.size[0];
  const std::span<const std::uint8_t> labels = std::span(*subject.prediction).subspan(z * voxels, voxels);
  const Part part = about(labels, row, subject.grid.size[1]);
  const std::vector<float> shown =
      subject.image ? part.of(std::span<const float>(*subject.image).subspan(z * voxels, voxels), row)
                    : std::vector<float>(part.width * part.height);  // labels alone
  const auto [low, high] = std::ranges::minmax_element(shown);
  const std::size_t zoom =
      std::max<std::size_t>(1, 2 * static_cast<std::size_t>(side) / std::max(part.width, part.height));
  const picture::SliceFrame frame = {part.width, part.height, zoom};
  picture::RgbImage drawn = picture::draw_slice(shown, frame, {*low, *low < *high ? *high : *low + 1.0F});
  picture::draw_contours(drawn, part.of(labels, row), frame);
  return drawn;
}

std::string slice_picture(const study::Case& subject, const std::string& title, double left) {
  const std::optional<std::size_t> z = middle_slice(subject);
  if (!z) return text(left, 14, title + ": no LV");
  const std::string png = core::base64(picture::encode_png(draw_contoured(subject, *z)));
  return text(left, 14, title + ", slice " + std::to_string(*z)) + "<image x=\"" + number(left) +
         "\" y=\"20\" width=\"" + number(side) + "\" height=\"" + number(side) + "\" href=\"data:image/png;base64," +
         png + "\"/>\n";
}

std::string numbers(const Measures& measures) {
  const auto value = [&](const std::string& name) { return number(metrics::clinical_value(measures.values, name)); };
  std::string svg;
  double y = 330;
  for (const auto& [side_name, title] : {std::pair<std::string, std::string>{"lv", "LV"}, {"rv", "RV"}}) {
    svg += text(50, y,
                title + ": EDV " + value(side_name + "_edv_ml") + " mL, ESV " + value(side_name + "_esv_ml") +
                    " mL, SV " + value(side_name + "_sv_ml") + " mL, EF " + value(side_name + "_ef_pct") + " %");
    y += 16;
  }
  svg += text(50, y,
              "LV mass (ED): " + value("lv_mass_ed_g") + " g" +
                  (measures.heart_rate_bpm ? ", " + number(*measures.heart_rate_bpm) + " beats a minute" : "") +
                  (measures.valid() ? "; anatomically valid" : "; anatomy in doubt"));
  return svg;
}

}  // namespace

std::string measure_picture(const Measures& measures, std::span<const study::Case> frames) {
  std::string slices;
  double left = curve_width + 10;
  for (const FrameValidity& shown : measures.frames) {
    const std::string title = frames.size() == 1 ? shown.phase : shown.phase + ", frame " + std::to_string(shown.frame);
    slices += slice_picture(frames[shown.frame], title, left);
    left += side + 10;
  }
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(left) + ' ' + number(picture_height) +
         "\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
         curve_drawing(measures.curve) + numbers(measures) + slices +
         text(curve_width + 10, 330, "Contours: LV orange, MYO blue, RV yellow") + "</svg>\n";
}

}  // namespace coopseg::evaluation
