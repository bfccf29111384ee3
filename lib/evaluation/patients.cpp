#include "evaluation/patients.h"

#include <limits>
#include <map>

#include "core/number_text.h"
#include "study/csv_table.h"

namespace coopseg::evaluation {
namespace {

constexpr std::array<const char*, 2> phases = {"ED", "ES"};

/// Cases of a patient by phase.
using PatientCases = std::array<std::vector<const CaseScore*>, phases.size()>;

std::map<std::string, PatientCases> group(std::span<const CaseScore> scores, const core::Log& log) {
  std::map<std::string, PatientCases> patients;
  std::size_t left_out = 0;
  for (const CaseScore& score : scores) {
    bool taken = false;
    for (std::size_t i = 0; i < phases.size(); ++i) {
      if (score.patient.empty() || score.phase != phases[i]) continue;
      patients[score.patient][i].push_back(&score);
      taken = true;
    }
    left_out += !taken;
  }
  if (left_out > 0)
    log.warn(std::to_string(left_out) + " of " + std::to_string(scores.size()) +
             " cases have no patient or no phase ED or ES: they are in no patient's row");
  return patients;
}

void warn_of_phases(const std::string& patient, const PatientCases& cases, const core::Log& log) {
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (cases[i].size() == 1) continue;
    log.warn("patient '" + patient + "' has " + (cases[i].empty() ? "no" : std::to_string(cases[i].size())) + " " +
             phases[i] + " case, one is expected: what needs it is nan");
  }
}

void warn_of_ejection(const PatientValues& row, const core::Log& log) {
  for (std::size_t i = 0; i < metrics::clinical_names.size(); ++i)
    if (metrics::clinical_names[i].ends_with("_ef_pct") && row.values[i] < 0.0)
      log.warn("patient '" + row.patient + "': " + std::string(metrics::clinical_names[i]) + " of the " + row.source +
               " is " + core::number_text(row.values[i]) + ", below 0: are ED and ES exchanged?");
}

metrics::PhaseVolumes volumes_of(const std::vector<const CaseScore*>& cases, double metrics::Overlap::*volume) {
  metrics::PhaseVolumes volumes;
  volumes.fill(std::numeric_limits<double>::quiet_NaN());
  if (cases.size() != 1) return volumes;
  for (std::size_t label = 1; label < study::classes; ++label)
    volumes[label] = cases.front()->label(label).overlap.*volume;
  return volumes;
}

}  // namespace

std::vector<PatientValues> patient_values(std::span<const CaseScore> scores, bool has_references,
                                          const core::Log& log) {
  std::vector<PatientValues> rows;
  for (const auto& [patient, cases] : group(scores, log)) {
    warn_of_phases(patient, cases, log);
    const auto add = [&](const std::string& source, double metrics::Overlap::*volume) {
      rows.push_back(
          {patient, source, metrics::clinical_values(volumes_of(cases[0], volume), volumes_of(cases[1], volume))});
      warn_of_ejection(rows.back(), log);
    };
    if (has_references) add("reference", &metrics::Overlap::volume_ref_ml);
    add("prediction", &metrics::Overlap::volume_pred_ml);
  }
  return rows;
}

std::string patient_table(std::span<const PatientValues> patients) {
  std::string text = "patient,source";
  for (const std::string_view name : metrics::clinical_names) text += ',' + std::string(name);
  text += '\n';
  for (const PatientValues& row : patients) {
    text += study::csv_field(row.patient) + ',' + row.source;
    for (const double value : row.values) text += ',' + core::number_text(value);
    text += '\n';
  }
  return text;
}

}  // namespace coopseg::evaluation
