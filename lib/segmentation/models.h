#pragma once

#include <string>
#include <vector>

#include "model_file/model_fit.h"

namespace coopseg::segmentation {

/// Opens models on a device; all see the same images. Throws Error that names the file and both values where one has
/// another spacing, size or preprocessing than the first.
std::vector<model_file::LoadedModel> open_models(const std::vector<std::string>& paths, torch::Device device);

}  // namespace coopseg::segmentation
