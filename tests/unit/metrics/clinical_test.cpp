#include "metrics/clinical.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/volume_validity.h"

namespace coopseg::metrics {
namespace {

TEST(Clinical, NoEjectionFractionOfAnEmptyVentricle) {
  const auto values = clinical_values({0, 0, 100, 0}, {0, 0, 90, 0});
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(std::isnan(values[i]), clinical_names[i].ends_with("ef_pct")) << clinical_names[i];
}

TEST(Clinical, LimitsOfThePatientChecks) {
  const auto failed = [](const PhaseVolumes& ed, const PhaseVolumes& es) {
    std::string names;
    for (const VolumeCheck& check : check_patient(clinical_values(ed, es)))
      if (!check.passed) names += check.name + " ";
    return names;
  };
  EXPECT_EQ(failed({0, 100, 100, 100}, {0, 50, 100, 50}), "");
  EXPECT_EQ(failed({0, 100, 100, 100}, {0, 95, 140, 15}), "");
  EXPECT_EQ(failed({0, 100, 100, 100}, {0, 96, 69, 14}), "V8_lv_ef_5_85 V8_rv_ef_5_85 V9_mass_es_over_ed_070_140 ");
  EXPECT_EQ(failed({0, 100, 100, 100}, {0, 100, 141, 101}),
            "V8_lv_edv_gt_esv V8_lv_ef_5_85 V8_rv_edv_gt_esv V8_rv_ef_5_85 V9_mass_es_over_ed_070_140 ");
  const double missing = std::nan("");
  EXPECT_EQ(check_patient(clinical_values({0, 1, 1, 1}, {0, missing, missing, missing})).size(), 0U);
}

}  // namespace
}  // namespace coopseg::metrics
