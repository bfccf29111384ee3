#include "segmentation/findings.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/joined.h"
#include "core/number_text.h"
#include "metrics/clinical.h"
#include "metrics/volume_validity.h"
#include "study/case.h"

namespace coopseg::segmentation {
namespace {

constexpr std::uint8_t myo = 2;

struct Range {
  double low;
  double high;
  bool holds(double value) const { return value >= low && value <= high; }
  std::string text() const { return core::number_text(low) + " to " + core::number_text(high) + " expected"; }
};

constexpr std::array<Range, study::classes> volumes_ml = {{{0, 0}, {5, 600}, {20, 500}, {5, 600}}};
constexpr Range ejection_pct = {0, 90};
constexpr double mass_change_pct = 20;

std::string tenths(double value) { return core::number_text(std::round(10 * value) / 10); }
std::string name_of(std::size_t label) { return std::string(study::class_names[label]); }

void check_label(std::span<const std::uint8_t> labels, const study::Grid& grid, double volume, std::uint8_t label,
                 std::size_t frame, Findings& findings) {
  if (volume == 0.0) return findings.add(Finding::missing, frame, label, "the prediction has no " + name_of(label));
  if (const std::size_t missing = metrics::slice_gaps(labels, grid, label); missing > 0)
    findings.add(Finding::gap, frame, label,
                 name_of(label) + " is missing in " + std::to_string(missing) + (missing == 1 ? " slice" : " slices") +
                     " between its first and its last");
  if (!volumes_ml[label].holds(volume))
    findings.add(Finding::volume, frame, label,
                 name_of(label) + " has " + tenths(volume) + " mL, " + volumes_ml[label].text());
}

void check_frame(std::span<const std::uint8_t> labels, const study::Grid& grid, const metrics::PhaseVolumes& volumes,
                 std::size_t frame, Findings& findings) {
  if (std::ranges::all_of(labels, [](std::uint8_t label) { return label == 0; }))
    return findings.add(Finding::empty, frame, 0, "the prediction is empty");
  for (std::uint8_t label = 1; label < study::classes; ++label)
    check_label(labels, grid, volumes[label], label, frame, findings);
}

void check_curve(const evaluation::VolumeCurve& curve, Findings& findings) {
  if (curve.volumes_ml.size() < 2 || !curve.has_phases()) return;
  const auto& ed = curve.volumes_ml[*curve.ed];
  const auto values = metrics::clinical_values(ed, curve.volumes_ml[*curve.es]);
  for (const std::uint8_t label : {1, 3}) {
    const double fraction = metrics::clinical_value(values, label == 1 ? "lv_ef_pct" : "rv_ef_pct");
    if (!std::isnan(fraction) && !ejection_pct.holds(fraction))
      findings.add(Finding::ef, std::nullopt, label,
                   name_of(label) + " has an ejection fraction of " + tenths(fraction) + " %, " + ejection_pct.text());
  }
  double change = 0.0;
  for (const auto& volumes : curve.volumes_ml) change = std::max(change, std::abs(volumes[myo] - ed[myo]));
  const double change_pct = 100.0 * change / ed[myo];
  if (ed[myo] > 0.0 && change_pct > mass_change_pct)
    findings.add(Finding::mass, std::nullopt, myo,
                 "the mass of the myocardium changes by " + tenths(change_pct) + " % over the cycle, at most " +
                     core::number_text(mass_change_pct) + " expected");
}

std::string where(const std::vector<std::size_t>& in, std::size_t frames) {
  if (in.empty() || frames == 1) return "";
  if (in.size() == 1) return " (frame " + std::to_string(in.front()) + ")";
  if (in.size() == frames) return " (all " + std::to_string(frames) + " frames)";
  return " (" + std::to_string(in.size()) + " of " + std::to_string(frames) + " frames, the first of them " +
         std::to_string(in.front()) + ")";
}

}  // namespace

std::set<Finding> parse_findings(std::string_view names) {
  std::set<Finding> findings;
  for (std::size_t begin = 0; begin <= names.size();) {
    const std::size_t end = std::min(names.find(',', begin), names.size());
    const std::string_view name = names.substr(begin, end - begin);
    const auto found = std::ranges::find(finding_names, name);
    if (found == finding_names.end())
      throw core::Error("'" + std::string(name) + "' found, some of " + core::joined(finding_names) + " expected");
    findings.insert(static_cast<Finding>(found - finding_names.begin()));
    begin = end + 1;
  }
  return findings;
}

void Findings::add(Finding finding, std::optional<std::size_t> frame, std::uint8_t label, std::string text) {
  entries_.push_back({finding, frame, label, std::move(text)});
}

bool Findings::has(Finding finding) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) { return entry.finding == finding; });
}

bool Findings::has(Finding finding, std::size_t frame, std::uint8_t label) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.finding == finding && entry.frame.value_or(frame) == frame &&
           (entry.label == 0 || entry.label == label);
  });
}

std::vector<std::string> Findings::names() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < finding_names.size(); ++i)
    if (has(static_cast<Finding>(i))) names.emplace_back(finding_names[i]);
  return names;
}

void Findings::warn(const std::string& id, std::size_t frames, const core::Log& log) const {
  std::set<std::pair<Finding, std::uint8_t>> said;
  for (const Entry& entry : entries_) {
    if (!said.emplace(entry.finding, entry.label).second) continue;
    std::vector<std::size_t> in;
    for (const Entry& other : entries_)
      if (other.finding == entry.finding && other.label == entry.label && other.frame) in.push_back(*other.frame);
    log.warn("case " + id + ": " + entry.text + where(in, frames));
  }
}

void check_labels(const evaluation::LabelSeries& series, const evaluation::VolumeCurve& curve, Findings& findings) {
  for (std::size_t frame = 0; frame < series.frames.size(); ++frame)
    check_frame(series.frames[frame], series.grid, curve.volumes_ml[frame], frame, findings);
  check_curve(curve, findings);
}

}  // namespace coopseg::segmentation
