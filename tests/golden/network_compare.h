#pragma once

#include <gtest/gtest.h>
#include <torch/types.h>

#include <functional>
#include <map>
#include <string>

#include "network_file.h"

/// Comparisons with datasets of network.h5. Tolerances are those of the file's table; a shape that differs fails.
namespace coopseg::golden {

/// Largest difference allowed for a golden tensor.
using Tolerance = std::function<double(const torch::Tensor& expected)>;
/// `bound` itself.
Tolerance absolute(double bound);
/// `bound` times the largest magnitude of the golden tensor.
Tolerance relative(double bound);

::testing::AssertionResult agrees(const torch::Tensor& found, const torch::Tensor& expected,
                                  const Tolerance& tolerance);

/// Gradient of a parameter by name: L2 norm of the difference within 1e-3 of the golden norm, plus 1e-6; where the true
/// gradient is zero, every value within 2e-5 of zero.
::testing::AssertionResult gradient_agrees(const NetworkFile& file, const std::string& parameter,
                                           const torch::Tensor& found, const torch::Tensor& expected);

/// Losses under <group>/<prefix><term>; 1e-5 relative unless said otherwise.
void expect_losses(NetworkFile& file, const std::string& group, const std::string& prefix,
                   const std::map<std::string, torch::Tensor>& losses, double bound = 1e-5);

/// Running statistics of the sub-network under `group`, all of them: `bound` relative, counts exactly.
void expect_buffers(NetworkFile& file, const std::string& group, const nn::SubNetwork& sub_network,
                    double bound = 1e-4);

/// Gradients under <group>/<sub-network>/<key>, as far as they are there.
void expect_gradients(NetworkFile& file, const std::string& group, const nn::Networks& networks);

/// Norms of the parameters' gradients against a vector in the order of hard/param_names; -1 is "no gradient".
void expect_gradient_norms(NetworkFile& file, const std::string& dataset, const nn::Networks& networks);

/// True where the golden gradient is rounding noise around a true zero.
bool is_null_gradient(const NetworkFile& file, const std::string& parameter);

}  // namespace coopseg::golden
