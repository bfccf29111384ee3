#pragma once

#include <torch/optim/adam.h>

#include "nn/networks.h"
#include "study/hdf5_reader.h"

namespace coopseg::train {

/// Adam (Kingma and Ba, ICLR 2015) over all sub-networks with PyTorch's defaults (betas 0.9 and 0.999, eps 1e-8, no
/// weight decay), which equals the published one optimiser per sub-network. The networks must stay on their device.
torch::optim::Adam make_adam(const nn::Networks& networks, double learning_rate);

/// Of the steps from now on.
void set_learning_rate(torch::optim::Adam& optimiser, double learning_rate);

/// One step of all parameters that have a gradient; on a GPU with few kernels for all of them.
void step(torch::optim::Adam& optimiser);

/// Writes /optimiser/<sub-network>/<key>/{exp_avg, exp_avg_sq}, attribute step, for each parameter that was ever
/// stepped.
void write_moments(const study::hdf5::Handle& file, const nn::Networks& networks, torch::optim::Adam& optimiser);

/// Restores what `write_moments` wrote, so that training goes on as if it had not stopped. Throws Error that names the
/// object where keys or shapes are not the networks', a value is not finite or a step count is below 1.
void read_moments(const study::hdf5::Object& file, const nn::Networks& networks, torch::optim::Adam& optimiser);

}  // namespace coopseg::train
