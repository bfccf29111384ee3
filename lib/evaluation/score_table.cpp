#include "evaluation/score_table.h"

#include "core/number_text.h"
#include "evaluation/score.h"
#include "study/csv_table.h"

namespace coopseg::evaluation {
namespace {

std::string case_fields(const CaseScore& score) {
  std::string text = study::csv_field(score.id);
  for (const auto member : {&CaseScore::patient, &CaseScore::phase, &CaseScore::site, &CaseScore::vendor})
    text += ',' + study::csv_field(score.*member);
  return text;
}

}  // namespace

std::string score_table(std::span<const CaseScore> cases) {
  std::string text = "case,patient,phase,site,vendor,label,name,status";
  for (const Score& score : scores()) text += ',' + std::string(score.name);
  text += '\n';
  for (const CaseScore& found : cases)
    for (std::size_t label = 1; label < study::classes; ++label) {
      const metrics::LabelScore& values = found.label(label);
      text += case_fields(found) + ',' + std::to_string(label) + ',' + std::string(study::class_names[label]) + ',' +
              std::string(metrics::to_text(values.overlap.status));
      for (const Score& score : scores()) text += ',' + core::number_text(score.of(values));
      text += '\n';
    }
  return text;
}

}  // namespace coopseg::evaluation
