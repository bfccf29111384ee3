#include "network_compare.h"

#include <torch/torch.h>

#include <algorithm>

namespace coopseg::golden {
namespace {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

double largest(const torch::Tensor& x) { return x.numel() == 0 ? 0.0 : x.abs().max().item<double>(); }

double l2_norm(const torch::Tensor& x) { return x.to(torch::kDouble).norm().item<double>(); }

constexpr double null_gradient_bound = 2e-5;

}  // namespace

Tolerance absolute(double bound) {
  return [bound](const torch::Tensor&) { return bound; };
}

Tolerance relative(double bound) {
  return [bound](const torch::Tensor& expected) { return bound * largest(expected); };
}

AssertionResult agrees(const torch::Tensor& found, const torch::Tensor& expected, const Tolerance& tolerance) {
  if (!found.defined()) return AssertionFailure() << "nothing to compare with";
  if (found.sizes() != expected.sizes()) {
    return AssertionFailure() << "shape " << found.sizes() << ", expected " << expected.sizes();
  }
  const double difference = largest(found.detach().to(torch::kDouble) - expected.to(torch::kDouble));
  const double bound = tolerance(expected);
  if (difference <= bound) return AssertionSuccess();
  return AssertionFailure() << "differs by " << difference << ", allowed " << bound;
}

AssertionResult gradient_agrees(const NetworkFile& file, const std::string& parameter, const torch::Tensor& found,
                                const torch::Tensor& expected) {
  if (!found.defined()) return AssertionFailure() << "no gradient";
  if (is_null_gradient(file, parameter)) {
    return agrees(found, torch::zeros_like(expected), absolute(null_gradient_bound));
  }
  const double difference = l2_norm(found - expected);
  const double bound = 1e-3 * l2_norm(expected) + 1e-6;
  if (difference <= bound) return AssertionSuccess();
  return AssertionFailure() << "differs by " << difference << " (L2), allowed " << bound;
}

void expect_losses(NetworkFile& file, const std::string& group, const std::string& prefix,
                   const std::map<std::string, torch::Tensor>& losses, double bound) {
  for (const auto& name : file.members(group)) {
    if (!name.starts_with(prefix)) continue;
    const auto ours = losses.find(name.substr(prefix.size()));
    if (ours == losses.end()) {
      ADD_FAILURE() << group << "/" << name << ": unknown loss";
      continue;
    }
    EXPECT_TRUE(agrees(ours->second, file.tensor(group + "/" + name), relative(bound))) << group << "/" << name;
  }
}

void expect_buffers(NetworkFile& file, const std::string& group, const nn::SubNetwork& sub_network, double bound) {
  const auto buffers = sub_network.module->named_buffers();
  const auto keys = file.members(group);
  EXPECT_EQ(keys.size(), buffers.size()) << group;
  for (const auto& key : keys) {
    const Tolerance tolerance = key.ends_with("num_batches_tracked") ? absolute(0.0) : relative(bound);
    const torch::Tensor* ours = buffers.find(key);
    EXPECT_TRUE(agrees(ours == nullptr ? torch::Tensor() : *ours, file.tensor(group + "/" + key), tolerance))
        << group << "/" << key;
  }
}

void expect_gradients(NetworkFile& file, const std::string& group, const nn::Networks& networks) {
  const auto parameters = parameters_by_name(networks);
  for (const auto& sub_network : file.members(group)) {
    for (const auto& key : file.members(group + "/" + sub_network)) {
      const std::string name = sub_network + "/" + key;
      EXPECT_TRUE(gradient_agrees(file, name, parameters.at(name).grad(), file.tensor(group + "/" + name)))
          << group << "/" << name;
    }
  }
}

bool is_null_gradient(const NetworkFile& file, const std::string& parameter) {
  const std::string path = "grads_standard/" + parameter;
  return file.has(path) && file.has_attribute(path, "null_gradient") && file.number(path, "null_gradient") != 0;
}

void expect_gradient_norms(NetworkFile& file, const std::string& dataset, const nn::Networks& networks) {
  const auto names = file.texts("hard/param_names");
  const torch::Tensor norms = file.tensor(dataset);
  const auto parameters = parameters_by_name(networks);
  ASSERT_EQ(names.size(), parameters.size()) << dataset;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const torch::Tensor gradient = parameters.at(names[i]).grad();
    const double expected = norms[static_cast<std::int64_t>(i)].item<double>();
    if (expected < 0) {
      EXPECT_FALSE(gradient.defined()) << dataset << ": " << names[i] << " must not get a gradient";
    } else if (!gradient.defined()) {
      ADD_FAILURE() << dataset << ": " << names[i] << " has no gradient";
    } else if (is_null_gradient(file, names[i])) {
      EXPECT_LT(largest(gradient), std::max(null_gradient_bound, 2 * expected)) << dataset << ": " << names[i];
    } else {
      EXPECT_NEAR(l2_norm(gradient), expected, 5e-3 * expected) << dataset << ": " << names[i];
    }
  }
}

}  // namespace coopseg::golden
