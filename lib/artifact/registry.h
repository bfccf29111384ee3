#pragma once

#include <string>
#include <vector>

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Every artifact that coopseg knows: those of the published ACDC-C first, then by their use for cardiac cine.
const std::vector<Artifact>& registry();

/// Throws core::Error with the nearest known name.
const Artifact& find(const std::string& name);

}  // namespace coopseg::artifact
