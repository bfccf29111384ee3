#include "metrics/score_table.h"

#include "core/number_text.h"
#include "study/csv_table.h"

namespace coopseg::metrics {
namespace {

std::string case_fields(const CaseScore& score) {
  std::string text = study::csv_field(score.id);
  for (const auto member : {&CaseScore::patient, &CaseScore::phase, &CaseScore::site, &CaseScore::vendor})
    text += ',' + study::csv_field(score.*member);
  return text;
}

}  // namespace

std::string score_table(std::span<const CaseScore> scores) {
  std::string text = "case,patient,phase,site,vendor,label,name,status";
  for (const std::string_view name : score_names) text += ',' + std::string(name);
  text += '\n';
  for (const CaseScore& score : scores)
    for (std::size_t label = 1; label < study::classes; ++label) {
      text += case_fields(score) + ',' + std::to_string(label) + ',' + std::string(study::class_names[label]) + ',' +
              std::string(to_text(score.label(label).overlap.status));
      for (const double value : score.label(label).values()) text += ',' + core::number_text(value);
      text += '\n';
    }
  return text;
}

}  // namespace coopseg::metrics
