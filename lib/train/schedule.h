#pragma once

#include <cstdint>

#include "train/settings.h"

namespace coopseg::train {

/// The learning rate of a step, counted from 0, of a run of `steps` steps: it rises linearly over `settings.warm_up`
/// steps, then stays or falls by a half cosine to 0 at the end (Loshchilov and Hutter, SGDR, ICLR 2017, one cycle).
double learning_rate(const Settings& settings, std::int64_t step, std::int64_t steps);

}  // namespace coopseg::train
