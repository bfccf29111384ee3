#include "evaluation/curve_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace coopseg::evaluation {
namespace {

constexpr double width = 480;
constexpr double height = 300;
constexpr double left = 50;
constexpr double right = 470;
constexpr double top = 20;
constexpr double bottom = 260;
constexpr std::array<const char*, study::classes> colours = {"", "#1f77b4", "#2ca02c", "#d62728"};

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string line(double x1, double y1, double x2, double y2) {
  return "<path d=\"M" + number(x1) + ' ' + number(y1) + 'L' + number(x2) + ' ' + number(y2) +
         "\" stroke=\"#999\" fill=\"none\"/>\n";
}

std::string text(double x, double y, const std::string& words, const std::string& anchor, const std::string& colour) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\" fill=\"" + colour +
         "\">" + words + "</text>\n";
}

/// Places frames and volumes (mL) in the picture.
class Axes {
 public:
  explicit Axes(const VolumeCurve& curve) : frames_(curve.volumes_ml.size()) {
    for (const metrics::PhaseVolumes& volumes : curve.volumes_ml)
      for (std::size_t label = 1; label < study::classes; ++label) top_ml_ = std::max(top_ml_, volumes[label]);
    const double power = std::pow(10.0, std::floor(std::log10(top_ml_)));
    top_ml_ = power * std::ceil(top_ml_ / power);
  }

  double x(std::size_t frame) const {
    return left +
           (right - left) * static_cast<double>(frame) / static_cast<double>(std::max<std::size_t>(frames_ - 1, 1));
  }
  double y(double ml) const { return bottom - (bottom - top) * ml / top_ml_; }
  double top_ml() const { return top_ml_; }

 private:
  std::size_t frames_;
  double top_ml_ = 1.0;
};

std::string polyline(const VolumeCurve& curve, const Axes& axes, std::size_t label) {
  std::string points;
  for (std::size_t frame = 0; frame < curve.volumes_ml.size(); ++frame)
    points += number(axes.x(frame)) + ',' + number(axes.y(curve.volumes_ml[frame][label])) + ' ';
  return "<polyline points=\"" + points + "\" stroke=\"" + colours[label] + "\" stroke-width=\"2\" fill=\"none\"/>\n";
}

}  // namespace

std::string curve_picture(const VolumeCurve& curve) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(width) + ' ' + number(height) +
         "\" font-family=\"sans-serif\" font-size=\"11\">\n" + curve_drawing(curve) + "</svg>\n";
}

std::string curve_drawing(const VolumeCurve& curve) {
  const Axes axes(curve);
  std::string svg = line(left, top, left, bottom) + line(left, bottom, right, bottom);
  for (int i = 0; i <= 4; ++i) {
    const double ml = axes.top_ml() * i / 4.0;
    svg += text(left - 4, axes.y(ml) + 4, number(ml), "end", "#333");
  }
  for (const auto& [phase, marked] : {std::pair{"ED", curve.ed}, std::pair{"ES", curve.es}}) {
    if (!marked) continue;
    const std::size_t frame = *marked;
    svg += line(axes.x(frame), top, axes.x(frame), bottom);
    svg += text(axes.x(frame), bottom + 14, std::string(phase) + " (frame " + std::to_string(frame) + ")",
                axes.x(frame) > 0.5 * (left + right) ? "end" : "start", "#333");
  }
  for (std::size_t label = 1; label < study::classes; ++label) {
    svg += polyline(curve, axes, label);
    svg += text(left + 40.0 * static_cast<double>(label), height - 6, std::string(study::class_names[label]), "middle",
                colours[label]);
  }
  svg += text(left + 10, top - 6, curve.id + ", volume in mL over the frames", "start", "#333");
  return svg;
}

}  // namespace coopseg::evaluation
