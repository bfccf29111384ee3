#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/files.h"

namespace coopseg::study {

/// One row of a manifest: a case and the files it is made of.
struct ManifestRow {
  std::size_t line = 0;  ///< in the CSV file, for messages
  std::string id;
  std::string patient;
  std::string phase;  ///< "ED", "ES" or ""
  std::string site;
  std::string vendor;
  std::string image;                 ///< path relative to the data root
  std::string label;                 ///< path relative to the data root; "" where there is none
  std::optional<std::size_t> frame;  ///< from 0; absent for 3-D files
  std::string labels;                ///< what the label's numbers mean, as `preprocess --labels`; "" for the default
};

/// The rows of a manifest CSV: case,patient,phase,site,vendor,image,label,frame,labels; the columns volume_lv_ml,
/// volume_myo_ml and volume_rv_ml of a phantom are allowed and not read. Throws Error
/// "FILE: line N: ..." for columns, ids, phases or frames that are not as documented, a missing image and an id that
/// stands twice.
std::vector<ManifestRow> read_manifest(const core::Input& input);

}  // namespace coopseg::study
