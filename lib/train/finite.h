#pragma once

#include <torch/optim/adam.h>

#include <string>

#include "nn/networks.h"

namespace coopseg::train {

/// The first weight, buffer or moment that holds NaN or infinity, such as "weights/image_encoder/inc.0.weight"; ""
/// where all are finite. One transfer from the device.
std::string first_not_finite(const nn::Networks& networks, torch::optim::Adam& optimiser);

}  // namespace coopseg::train
