#pragma once

#include <cstdint>

#include "nn/networks.h"

namespace coopseg::nn {

/// Draws every parameter as the published code does: weights of convolutions normal with deviation sqrt(2 / fan_in)
/// (He et al., ICCV 2015), of batch norms normal (1, 0.02); biases of convolutions and all of transposed convolutions
/// uniform within 1 / sqrt(fan_in) (PyTorch's default), biases of batch norms and of a decoder's last convolution 0.
/// Each parameter has a random stream of its own, keyed by seed, sub-network and name.
void initialise(Networks& networks, std::uint64_t seed);

}  // namespace coopseg::nn
