// Forward passes in both batch-norm modes, losses, gradients and one Adam step against network.h5.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "network_fixture.h"
#include "nn/initialisation.h"
#include "nn/losses.h"
#include "nn/prediction.h"
#include "nn/stn_input.h"
#include "train/optimiser.h"

namespace coopseg::golden {
namespace {

using Named = std::map<std::string, torch::Tensor>;

Named evaluated(nn::Networks& networks, const train::Batch& batch) {
  const torch::NoGradGuard no_grad;
  const nn::Codes codes = networks.encode(batch.clean, nn::Mode::evaluate);
  const torch::Tensor logits = nn::segment(networks, batch.clean);
  const torch::Tensor soft = nn::stn_input_from_logits(logits);
  const torch::Tensor one_hot = nn::stn_input_from_label(batch.label, networks.architecture().classes);
  return {{"z_i", codes.image},
          {"z_s", codes.shape},
          {"seg_logits", logits},
          {"recon", networks.decode_image(codes.image, nn::Mode::evaluate)},
          {"stn_input_from_pred", soft},
          {"stn_code_from_pred", networks.encode_shape(soft, nn::Mode::evaluate)},
          {"stn_code_from_label", networks.encode_shape(one_hot, nn::Mode::evaluate)},
          {"stn_logits_from_pred", nn::refine(networks, soft, 1)},
          {"stn_logits_from_label", nn::refine(networks, one_hot, 1)}};
}

Tolerance evaluation_tolerance(const std::string& name) {
  return name.find("logits") == std::string::npos ? absolute(2e-5) : relative(2e-5);
}

TEST_F(NetworkGolden, EvaluatesWithRunningStatistics) {
  nn::Networks networks = make_networks(file());
  const train::Batch batch = make_batch(file());
  Named found = evaluated(networks, batch);
  const std::string labels = "labels_n_iter_";
  for (const auto& name : file().members("eval")) {
    const std::string path = "eval/" + name;
    if (name.starts_with(labels)) {
      const int passes = std::stoi(name.substr(labels.size())) - 1;
      const torch::Tensor logits =
          passes == 0 ? found["seg_logits"] : nn::refine(networks, found["stn_input_from_pred"], passes);
      EXPECT_TRUE(agrees(logits.argmax(1), file().tensor(path), absolute(0))) << path;
    } else {
      EXPECT_TRUE(agrees(found[name], file().tensor(path), evaluation_tolerance(name))) << path;
    }
  }
}

TEST_F(NetworkGolden, MakesTheSameStnInputFromProbabilities) {
  const torch::Tensor probabilities = torch::softmax(file().tensor("eval/seg_logits"), 1);
  EXPECT_TRUE(agrees(nn::stn_input_from_probabilities(probabilities), file().tensor("eval/stn_input_from_pred"),
                     absolute(2e-5)));
}

TEST_F(NetworkGolden, TrainsWithBatchStatistics) {
  nn::Networks networks = make_networks(file());
  const train::Batch batch = make_batch(file());
  const train::Outputs out = train::standard_pass(networks, batch, {});
  for (const auto& sub_network : networks.sub_networks()) {
    expect_buffers(file(), "weights_after_forward/" + sub_network.name, sub_network);
  }
  const torch::Tensor one_hot = nn::stn_input_from_label(batch.label, networks.architecture().classes);
  Named found = {{"z_i", out.codes.image},
                 {"z_s", out.codes.shape},
                 {"seg_logits", out.logits},
                 {"recon", out.reconstruction},
                 {"stn_code_from_pred", networks.encode_shape(nn::stn_input_from_logits(out.logits), nn::Mode::hold)},
                 {"stn_code_from_label", networks.encode_shape(one_hot, nn::Mode::hold)},
                 {"stn_logits_from_pred", out.refined},
                 {"stn_logits_from_label", out.refined_label}};
  for (const auto& [term, loss] : out.losses) found["loss_" + term] = loss;
  found["loss_total"] = train::sum(out.losses);
  for (const auto& name : file().members("train")) {
    const Tolerance tolerance = relative(name.starts_with("loss_") ? 1e-5 : 1e-4);
    EXPECT_TRUE(agrees(found[name], file().tensor("train/" + name), tolerance)) << "train/" << name;
  }
}

/// Calls `check(name, ours, golden)` for each parameter; each must be under `group`.
template <class Check>
void for_each_parameter(NetworkFile& file, const std::string& group, const nn::Networks& networks, Check&& check) {
  const Named parameters = parameters_by_name(networks);
  std::size_t there = 0;
  for (const auto& sub_network : file.members(group)) there += file.members(group + "/" + sub_network).size();
  EXPECT_EQ(there, parameters.size()) << group;
  for (const auto& [name, parameter] : parameters) check(name, parameter, file.tensor(group + "/" + name));
}

TEST_F(NetworkGolden, GivesTheGradientsOfTheStandardPass) {
  nn::Networks networks = make_networks(file());
  train::compute_gradients(networks, make_batch(file()), {}, {});
  for_each_parameter(file(), "grads_standard", networks,
                     [](const std::string& name, const torch::Tensor& parameter, const torch::Tensor& expected) {
                       EXPECT_TRUE(gradient_agrees(file(), name, parameter.grad(), expected)) << name;
                     });
}

/// Adam makes steps of up to a learning rate of rounding noise: two of them may differ by this many rates.
constexpr double noise_step = 2.1;

TEST_F(NetworkGolden, StepsAdamWithItsOwnGradients) {
  nn::Networks networks = make_networks(file());
  const double rate = file().number("weights_after_step", "lr");
  torch::optim::Adam adam = train::make_adam(networks, rate);
  train::train_step(networks, adam, make_batch(file()), {}, {});
  std::int64_t entries = 0;
  std::int64_t apart = 0;
  for_each_parameter(file(), "weights_after_step", networks,
                     [&](const std::string& name, const torch::Tensor& parameter, const torch::Tensor& expected) {
                       EXPECT_TRUE(agrees(parameter, expected, absolute(noise_step * rate))) << name;
                       if (is_null_gradient(file(), name)) return;
                       entries += expected.numel();
                       apart += ((parameter - expected).abs() > 1e-6).sum().item<std::int64_t>();
                     });
  EXPECT_LE(static_cast<double>(apart), 1e-3 * static_cast<double>(entries)) << apart << " of " << entries;
}

TEST_F(NetworkGolden, StepsAdamWithTheRecordedGradients) {
  nn::Networks networks = make_networks(file());
  torch::optim::Adam adam = train::make_adam(networks, file().number("weights_after_step", "lr"));
  for (auto& [name, parameter] : parameters_by_name(networks)) {
    torch::Tensor(parameter).mutable_grad() =
        torch::empty_like(parameter).copy_(file().tensor("grads_standard/" + name)).detach();
  }
  train::step(adam);
  for_each_parameter(file(), "weights_after_step", networks,
                     [](const std::string& name, const torch::Tensor& parameter, const torch::Tensor& expected) {
                       EXPECT_TRUE(agrees(parameter, expected, absolute(1e-6))) << name;
                     });
}

/// Both are draws of the same distribution: six standard errors of a mean and of a deviation, and seven deviations for
/// the extremes. `statistics` is mean, deviation, minimum, maximum.
void expect_same_distribution(const std::string& name, const torch::Tensor& ours, const torch::Tensor& statistics) {
  const auto golden = [&](int i) { return statistics[i].item<double>(); };
  const double count = static_cast<double>(ours.numel());
  if (golden(2) == golden(3) && ours.numel() > 1) {
    EXPECT_TRUE(agrees(ours, torch::full_like(ours, golden(0)), absolute(0))) << name;
    return;
  }
  if (ours.numel() < 8) return;
  const double deviation = golden(1);
  EXPECT_NEAR(ours.mean().item<double>(), golden(0), 6 * deviation * std::sqrt(2 / count)) << name;
  EXPECT_NEAR(ours.std(false).item<double>(), deviation, 6 * deviation / std::sqrt(count)) << name;
  EXPECT_GT(ours.min().item<double>(), golden(0) - 7 * deviation) << name;
  EXPECT_LT(ours.max().item<double>(), golden(0) + 7 * deviation) << name;
}

TEST_F(NetworkGolden, InitialisesFromTheSameDistributions) {
  nn::Networks networks = make_networks(file());
  nn::initialise(networks, 1);
  const auto names = file().texts("init_statistics/names");
  const torch::Tensor statistics = file().tensor("init_statistics/mean_std_min_max");
  const Named parameters = parameters_by_name(networks);
  ASSERT_EQ(names.size(), parameters.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    expect_same_distribution(names[i], parameters.at(names[i]).detach(), statistics[static_cast<std::int64_t>(i)]);
  }
}

/// Nothing that the file holds may go uncompared.
class Coverage : public ::testing::Environment {
 public:
  void TearDown() override {
    if (NetworkFile::find() == nullptr || ::testing::GTEST_FLAG(filter) != "*") return;
    for (const auto& dataset : NetworkFile::find()->unread()) ADD_FAILURE() << dataset << ": not compared";
  }
};

[[maybe_unused]] const auto* const coverage = ::testing::AddGlobalTestEnvironment(new Coverage);

}  // namespace
}  // namespace coopseg::golden
