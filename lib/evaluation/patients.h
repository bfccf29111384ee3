#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/log.h"
#include "evaluation/case_score.h"
#include "metrics/clinical.h"

namespace coopseg::evaluation {

/// Clinical values of one patient by one side.
struct PatientValues {
  std::string patient;
  std::string source;  ///< "reference" or "prediction"
  std::array<double, metrics::clinical_count> values{};
};

/// The patients of the cases that have a patient and the phase ED or ES, in ascending order; a row of the reference,
/// where there is one, before that of the prediction. What needs a phase that is missing or there twice is NaN, which
/// `log` is warned of, as of cases that belong to no patient or phase.
std::vector<PatientValues> patient_values(std::span<const CaseScore> scores, bool has_references, const core::Log& log);

/// A CSV patient,source and clinical_names.
std::string patient_table(std::span<const PatientValues> patients);

}  // namespace coopseg::evaluation
