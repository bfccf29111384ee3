#include "evaluation/validity_tables.h"

#include <algorithm>

#include "core/number_text.h"
#include "study/csv_table.h"

namespace coopseg::evaluation {
namespace {

std::string case_fields(const std::string& id, const std::string& patient, const std::string& phase) {
  return study::csv_field(id) + ',' + study::csv_field(patient) + ',' + phase + ',';
}

std::string check_fields(const metrics::VolumeCheck& check) {
  return check.name + ',' + core::number_text(check.value) + (check.passed ? ",1\n" : ",0\n");
}

}  // namespace

std::string slice_validity_table(std::span<const CaseScore> scores) {
  std::string text = "case,patient,phase,slice,has_lv,has_myo,has_rv";
  for (const std::string_view name : metrics::slice_check_names) text += ',' + std::string(name);
  text += ",all_pass\n";
  for (const CaseScore& score : scores)
    for (const metrics::SliceValidity& slice : score.slices) {
      text += case_fields(score.id, score.patient, score.phase) + std::to_string(slice.slice);
      for (const bool has : slice.has) text += has ? ",1" : ",0";
      for (const double value : slice.values) text += ',' + core::number_text(value);
      text += slice.valid() ? ",1\n" : ",0\n";
    }
  return text;
}

std::string volume_validity_table(std::span<const CaseScore> scores, std::span<const PatientValues> patients) {
  std::string text = "case,patient,phase,check,value,passed\n";
  for (const CaseScore& score : scores)
    for (const metrics::VolumeCheck& check : score.volume)
      text += case_fields(score.id, score.patient, score.phase) + check_fields(check);
  for (const PatientValues& row : patients) {
    if (row.source != "prediction") continue;
    for (const metrics::VolumeCheck& check : metrics::check_patient(row.values))
      text += case_fields("", row.patient, "both") + check_fields(check);
  }
  return text;
}

bool is_checked(const CaseScore& score) { return !score.volume.empty(); }

bool is_valid(const CaseScore& score) {
  return is_checked(score) && std::ranges::all_of(score.slices, &metrics::SliceValidity::valid) &&
         std::ranges::all_of(score.volume, &metrics::VolumeCheck::passed);
}

}  // namespace coopseg::evaluation
