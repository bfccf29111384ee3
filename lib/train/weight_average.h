#pragma once

#include <cstdint>

#include "nn/networks.h"

namespace coopseg::train {

/// Moves an exponential moving average of the weights towards those after an optimiser step (Polyak and Juditsky, SIAM
/// J. Control Optim. 1992): average = d average + (1 - d) weights, d = min(decay, (1 + step) / (10 + step)) as
/// TensorFlow's ExponentialMovingAverage has it, so that the first steps are soon forgotten. `step` counts from 1.
/// Running statistics of batch norms are averaged alike, counts are copied.
void move_average(nn::Networks& average, const nn::Networks& networks, double decay, std::int64_t step);

}  // namespace coopseg::train
