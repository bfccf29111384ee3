#include "evaluation/measures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/joined.h"
#include "core/number_text.h"
#include "metrics/slice_validity.h"
#include "study/csv_table.h"

namespace coopseg::evaluation {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format = "coopseg-measures";
constexpr std::size_t frames_of_a_beat = 5;  // fewer are picked frames, not a beat
constexpr double slowest_heart_bpm = 20;     // beyond these the frame time is in a wrong unit, or none
constexpr double fastest_heart_bpm = 300;

FrameValidity validity_of(const LabelSeries& series, std::size_t frame, const std::string& phase) {
  const std::vector<std::uint8_t>& labels = series.frames[frame];
  const auto slices = metrics::check_slices(labels, series.grid);
  const auto failed = std::ranges::count_if(slices, [](const auto& slice) { return !slice.valid(); });
  return {frame, phase, static_cast<std::size_t>(failed), metrics::check_volume(labels, series.grid)};
}

std::vector<FrameValidity> validity_of(const LabelSeries& series, const VolumeCurve& curve) {
  std::vector<FrameValidity> frames;
  if (series.frames.size() == 1) {
    frames.push_back(validity_of(series, 0, series.phase));
    return frames;
  }
  if (curve.ed) frames.push_back(validity_of(series, *curve.ed, "ED"));
  if (curve.es) frames.push_back(validity_of(series, *curve.es, "ES"));
  return frames;
}

/// A single frame is ED or ES only where its case says so.
void mark_single_frame(VolumeCurve& curve, const std::string& phase) {
  curve.ed = phase == "ED" ? std::optional<std::size_t>(0) : std::nullopt;
  curve.es = phase == "ES" ? std::optional<std::size_t>(0) : std::nullopt;
}

std::array<double, metrics::clinical_count> values_of(const VolumeCurve& curve) {
  metrics::PhaseVolumes unknown;
  unknown.fill(std::numeric_limits<double>::quiet_NaN());
  const auto volumes = [&](const std::optional<std::size_t>& frame) {
    return frame ? curve.volumes_ml[*frame] : unknown;
  };
  return metrics::clinical_values(volumes(curve.ed), volumes(curve.es));
}

std::vector<std::string> failed_checks(const Measures& measures) {
  std::vector<std::string> failed;
  const auto add = [&](const std::string& phase, const metrics::VolumeCheck& check) {
    if (!check.passed) failed.push_back(phase.empty() ? check.name : phase + ':' + check.name);
  };
  for (const FrameValidity& frame : measures.frames) {
    if (frame.slices_failed > 0) add(frame.phase, {"slices", 0, false});
    for (const metrics::VolumeCheck& check : frame.checks) add(frame.phase, check);
  }
  for (const metrics::VolumeCheck& check : measures.of_patient) add("", check);
  return failed;
}

std::string text_of(const std::optional<double>& value) { return value ? core::number_text(*value) : "nan"; }
std::string text_of(const std::optional<std::size_t>& frame) { return frame ? std::to_string(*frame) : "nan"; }

template <class Value>
Json json_of(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}
Json json_of(double value) { return std::isnan(value) ? Json() : Json(value); }

Json curve_json(const VolumeCurve& curve) {
  Json json;
  json["time_s"] = curve.times_s.empty() ? Json() : Json(curve.times_s);
  for (const auto& [name, label] : {std::pair{"lv_ml", 1U}, std::pair{"myo_ml", 2U}, std::pair{"rv_ml", 3U}}) {
    json[name] = Json::array();
    for (const metrics::PhaseVolumes& volumes : curve.volumes_ml) json[name].push_back(volumes[label]);
  }
  return json;
}

Json checks_json(std::span<const metrics::VolumeCheck> checks) {
  Json json = Json::array();
  for (const metrics::VolumeCheck& check : checks)
    json.push_back({{"check", check.name}, {"value", check.value}, {"passed", check.passed}});
  return json;
}

Json frames_json(const Measures& measures) {
  Json json = Json::array();
  for (const FrameValidity& frame : measures.frames)
    json.push_back({{"frame", frame.frame},
                    {"phase", frame.phase},
                    {"slices_failed", frame.slices_failed},
                    {"checks", checks_json(frame.checks)}});
  return json;
}

}  // namespace

bool Measures::valid() const { return failed_checks(*this).empty(); }

VolumeCurve curve_of(const LabelSeries& series) {
  std::vector<metrics::PhaseVolumes> volumes_ml;
  for (const std::vector<std::uint8_t>& labels : series.frames)
    volumes_ml.push_back(metrics::label_volumes(labels, series.grid));
  VolumeCurve curve = volume_curve(series.id, std::move(volumes_ml), series.time);
  if (series.frames.size() == 1) mark_single_frame(curve, series.phase);
  return curve;
}

Measures measure(const LabelSeries& series, VolumeCurve curve) {
  Measures measures;
  measures.curve = std::move(curve);
  const std::size_t frames = series.frames.size();
  if (frames > 1 && !measures.curve.times_s.empty()) {
    measures.frame_time_s = measures.curve.times_s[1];
    const double rate = 60.0 / (static_cast<double>(frames) * *measures.frame_time_s);
    if (frames >= frames_of_a_beat && rate >= slowest_heart_bpm && rate <= fastest_heart_bpm)
      measures.heart_rate_bpm = rate;
  }
  measures.values = values_of(measures.curve);
  measures.frames = validity_of(series, measures.curve);
  measures.of_patient = metrics::check_patient(measures.values);
  return measures;
}

std::string measure_header() {
  std::string text = "case,frames,frame_time_s,heart_rate_bpm,ed_frame,es_frame";
  for (const std::string_view name : metrics::clinical_names) text += ',' + std::string(name);
  return text + ",valid,failed_checks,findings\n";
}

std::string measure_row(const Measures& measures) {
  const VolumeCurve& curve = measures.curve;
  std::string text = study::csv_field(curve.id) + ',' + std::to_string(curve.volumes_ml.size()) + ',' +
                     text_of(measures.frame_time_s) + ',' + text_of(measures.heart_rate_bpm) + ',' + text_of(curve.ed) +
                     ',' + text_of(curve.es);
  for (const double value : measures.values) text += ',' + core::number_text(value);
  const auto spaced = [](std::string names) {
    std::erase(names, ',');
    return names;
  };
  return text + (measures.valid() ? ",1," : ",0,") + spaced(core::joined(failed_checks(measures))) + ',' +
         spaced(core::joined(measures.findings)) + '\n';
}

std::string measure_json(const Measures& measures) {
  const VolumeCurve& curve = measures.curve;
  Json json = {{"case", curve.id},
               {"frames", curve.volumes_ml.size()},
               {"frame_time_s", json_of(measures.frame_time_s)},
               {"heart_rate_bpm", json_of(measures.heart_rate_bpm)},
               {"ed_frame", json_of(curve.ed)},
               {"es_frame", json_of(curve.es)}};
  for (std::size_t i = 0; i < metrics::clinical_count; ++i)
    json["clinical"][std::string(metrics::clinical_names[i])] = json_of(measures.values[i]);
  json["curve"] = curve_json(curve);
  json["valid"] = measures.valid();
  json["frame_checks"] = frames_json(measures);
  json["patient_checks"] = checks_json(measures.of_patient);
  json["findings"] = measures.findings;
  return json.dump();
}

std::string measure_document(const MeasuredCases& cases) {
  Json document = {{"format", format}, {"version", 1}, {"cases", Json::array()}};
  for (const auto& [id, measures] : cases) document["cases"].push_back(Json::parse(measures));
  return document.dump(2) + '\n';
}

MeasuredCases measured_cases(const std::string& document) {
  const Json json = Json::parse(document, nullptr, false);
  if (!json.is_object() || json.value("format", Json()) != format || !json.value("cases", Json()).is_array())
    throw core::Error("no JSON of format '" + std::string(format) + "'");
  MeasuredCases cases;
  for (const Json& measures : json["cases"])
    cases.emplace_back(measures.is_object() ? measures.value("case", "") : "", measures.dump());
  return cases;
}

}  // namespace coopseg::evaluation
