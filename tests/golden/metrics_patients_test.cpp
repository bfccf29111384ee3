// Values of real patients: clinical_golden.csv from the voxel counts that it holds, and which values of anatomy_*.csv
// pass. Their labels stand in no repository; tests/oracle/real_patients_test.py computes the values from them.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "csv_rows.h"
#include "golden_file.h"
#include "metrics/clinical.h"
#include "metrics/slice_validity.h"
#include "metrics/volume_validity.h"

namespace coopseg {
namespace {

double number(const std::string& text) { return text.empty() ? std::nan("") : std::stod(text); }

metrics::PhaseVolumes volumes_of(const Row& row, const std::string& phase) {
  const double voxel_ml = number(row.at("voxel_ml"));
  return {0.0, voxel_ml * number(row.at("n_lv_" + phase)), voxel_ml * number(row.at("n_myo_" + phase)),
          voxel_ml * number(row.at("n_rv_" + phase))};
}

TEST(GoldenPatients, ClinicalValues) {
  GOLDEN_FILE_OF_PATIENTS_OR_SKIP(table, "clinical_golden.csv");
  const std::vector<Row> rows = read_rows(table);
  for (const Row& row : rows) {
    const auto values = metrics::clinical_values(volumes_of(row, "ed"), volumes_of(row, "es"));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string name(metrics::clinical_names[i]);
      EXPECT_NEAR(values[i], number(row.at(name)), 1e-8 * std::abs(values[i])) << row.at("patient") << " " << name;
    }
  }
  EXPECT_GT(rows.size(), 0U);
}

TEST(GoldenPatients, SlicesThatPass) {
  GOLDEN_FILE_OF_PATIENTS_OR_SKIP(table, "anatomy_slices.csv");
  const std::vector<Row> rows = read_rows(table);
  std::size_t valid = 0;
  for (const Row& row : rows) {
    metrics::SliceValidity slice;
    for (std::size_t i = 0; i < slice.values.size(); ++i)
      slice.values[i] = number(row.at(std::string(metrics::slice_check_names[i])));
    EXPECT_EQ(slice.valid(), row.at("all_pass") == "1") << row.at("patient") << ", slice " << row.at("slice");
    valid += slice.valid();
  }
  EXPECT_GT(rows.size(), 0U);
  std::cout << valid << " of " << rows.size() << " slices valid\n";
}

TEST(GoldenPatients, PatientsThatPass) {
  GOLDEN_FILE_OF_PATIENTS_OR_SKIP(table, "anatomy_volumes.csv");
  GOLDEN_FILE_OF_PATIENTS_OR_SKIP(clinical, "clinical_golden.csv");
  std::map<std::string, Row> patients;
  for (const Row& row : read_rows(clinical)) patients[row.at("patient")] = row;
  std::size_t compared = 0;
  for (const Row& row : read_rows(table)) {
    if (row.at("phase") != "both") continue;
    const Row& patient = patients.at(row.at("patient"));
    for (const metrics::VolumeCheck& check :
         metrics::check_patient(metrics::clinical_values(volumes_of(patient, "ed"), volumes_of(patient, "es")))) {
      if (check.name != row.at("check")) continue;
      EXPECT_NEAR(check.value, number(row.at("value")), 1e-8 * std::abs(check.value)) << check.name;
      EXPECT_EQ(check.passed, row.at("passed") == "1") << row.at("patient") << " " << check.name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 0U);
}

}  // namespace
}  // namespace coopseg
