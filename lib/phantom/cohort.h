#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/log.h"
#include "phantom/site.h"

namespace coopseg::phantom {

/// How many subjects of which site.
struct SiteShare {
  Site site;
  int subjects = 0;  ///< at most 999
};

struct Cohort {
  std::vector<SiteShare> shares;
  std::optional<int> matrix;      ///< instead of the site's
  std::optional<double> spacing;  ///< mm, instead of the site's
  std::uint64_t seed = 0;
};

/// "patient002" for the second subject of site a, "patient1002" for that of site b: a thousand numbers a site, so that
/// a subject is the same whatever other sites and numbers are made.
std::string patient_id(const Site& site, int subject);

/// Makes the subjects and writes them into an existing folder as ACDC is laid out: PATIENT/PATIENT_frame01.nii.gz (ED),
/// PATIENT_frame02.nii.gz (ES), each with its label (_gt; 1 RV, 2 MYO, 3 LV), and Info.cfg; then manifest.csv, whose
/// last columns volume_{lv,myo,rv}_ml hold the volumes of the analytic shapes. `version` goes into the NIfTI headers.
void write_cohort(const Cohort& cohort, const std::filesystem::path& folder, const std::string& version, int threads,
                  const core::Log& log);

}  // namespace coopseg::phantom
