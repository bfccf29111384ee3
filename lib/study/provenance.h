#pragma once

#include <string>
#include <utility>
#include <vector>

namespace coopseg::study {

/// What one program did to the data. Holds no time, path, host name or option that changes no value.
struct Step {
  std::string tool;
  std::string version;
  std::vector<std::pair<std::string, std::string>> options;  ///< name, value
  std::vector<std::pair<std::string, std::string>> digests;  ///< what was read ("input", "model"), its digest
};

/// Throws Error unless `steps` is a JSON array.
void check_provenance(const std::string& steps);

/// `steps`, a JSON array of earlier steps, with `step` at its end. Throws Error where `steps` is no JSON array.
std::string append(const std::string& steps, const Step& step);

/// The digests of what the last step read, as JSON text. Throws Error where `steps` is no JSON array of steps.
std::string digests_of(const std::string& steps);

}  // namespace coopseg::study
