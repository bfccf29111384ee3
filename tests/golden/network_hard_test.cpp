// Hard example training in every recorded scenario and variant against network.h5.
#include <torch/torch.h>

#include <set>
#include <sstream>

#include "network_fixture.h"
#include "nn/prediction.h"

namespace coopseg::golden {
namespace {

using Named = std::map<std::string, torch::Tensor>;

/// The hard terms under the names of hard/<scenario>: without "hard_", beside hard_total and the total of the step.
Named scenario_losses(const train::Losses& losses) {
  Named named;
  train::Losses hard;
  for (const auto& [term, loss] : losses) {
    if (term == "total") named[term] = loss;
    if (!term.starts_with("hard_")) continue;
    named[term.substr(5)] = loss;
    hard.emplace_back(term, loss);
  }
  named["hard_total"] = train::sum(hard);
  return named;
}

/// num_batches_tracked of the first batch norm of each sub-network.
std::map<std::string, std::int64_t> batches_tracked(const nn::Networks& networks) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [name, module] : networks.sub_networks()) {
    for (const auto& buffer : module->named_buffers()) {
      if (buffer.key().ends_with("num_batches_tracked")) counts.try_emplace(name, buffer.value().item<std::int64_t>());
    }
  }
  return counts;
}

/// Calls of `pass_log` that move running statistics, by stage and sub-network.
std::map<std::string, std::map<std::string, std::int64_t>> logged_updates(const std::vector<std::string>& log) {
  std::map<std::string, std::map<std::string, std::int64_t>> updates;
  for (const auto& line : log) {
    std::istringstream words(line);
    std::string stage, sub_network, training, tracking;
    words >> stage >> sub_network >> training >> tracking;
    updates[stage][sub_network] += training == "training=1" && tracking == "track_running_stats=1" ? 1 : 0;
  }
  return updates;
}

class NetworkHardGolden : public NetworkGolden {
 protected:
  static std::vector<std::string> scenarios() {
    std::vector<std::string> names;
    for (const auto& name : file().members("hard")) {
      if (!file().has("hard/" + name)) names.push_back(name);
    }
    return names;
  }

  /// A step without the optimiser; its losses are compared.
  static void compute(const std::string& scenario, nn::Networks& networks, const train::StepOptions& options) {
    const auto generator = make_generator(networks, scenario_draws(file(), scenario));
    const auto losses = train::compute_gradients(networks, make_batch(file()), generator, options);
    expect_losses(file(), "hard/" + scenario, "loss_", scenario_losses(losses));
  }

  static void expect_outputs(const std::string& group, const train::Outputs& out);
};

TEST_F(NetworkHardGolden, GivesLossesGradientsAndBuffersOfEveryScenario) {
  for (const auto& scenario : scenarios()) {
    const std::string group = "hard/" + scenario;
    nn::Networks networks = make_networks(file());
    compute(scenario, networks, {});
    expect_gradient_norms(file(), group + "/grad_l2", networks);
    expect_gradients(file(), group + "/grads_total", networks);
    for (const auto& sub_network : networks.sub_networks()) {
      const std::string own = group + "/buffers_after/" + sub_network.name;
      expect_buffers(file(), file().has_group(own) ? own : "weights_after_forward/" + sub_network.name, sub_network);
    }
  }
}

TEST_F(NetworkHardGolden, SeparateTrainingKeepsStnGradientsFromTheFtn) {
  for (const auto& scenario : scenarios()) {
    const std::string group = "hard/" + scenario;
    if (!file().has(group + "/grad_l2_separate") && !file().has_group(group + "/grads_total_separate")) continue;
    nn::Networks networks = make_networks(file());
    compute(scenario, networks, {.separate_training = true});
    if (file().has(group + "/grad_l2_separate")) expect_gradient_norms(file(), group + "/grad_l2_separate", networks);
    expect_gradients(file(), group + "/grads_total_separate", networks);
  }
}

void NetworkHardGolden::expect_outputs(const std::string& group, const train::Outputs& out) {
  const Named found = {{"z_i", out.codes.image},
                       {"z_s", out.codes.shape},
                       {"seg_logits", out.logits},
                       {"recon", out.reconstruction},
                       {"stn_logits_from_pred", out.refined},
                       {"stn_logits_from_corrupted", out.refined_corrupted_logits}};
  for (const auto& name : file().members(group)) {
    const bool compared_elsewhere = name.starts_with("loss_") || name.starts_with("grad_") || name == "pass_log";
    if (compared_elsewhere || !file().has(group + "/" + name)) continue;
    ASSERT_TRUE(found.contains(name)) << group << "/" << name << ": unknown quantity";
    EXPECT_TRUE(agrees(found.at(name), file().tensor(group + "/" + name), relative(1e-4))) << group << "/" << name;
  }
}

TEST_F(NetworkHardGolden, MovesRunningStatisticsInTheRecordedPasses) {
  const train::Batch batch = make_batch(file());
  for (const auto& scenario : scenarios()) {
    nn::Networks networks = make_networks(file());
    const auto generator = make_generator(networks, scenario_draws(file(), scenario));
    auto updates = logged_updates(file().texts("hard/" + scenario + "/pass_log"));
    auto before = batches_tracked(networks);
    const auto expect_updates = [&](const std::string& stage) {
      const auto after = batches_tracked(networks);
      for (const auto& [name, count] : after)
        EXPECT_EQ(count - before[name], updates[stage][name]) << scenario << stage;
      before = after;
    };
    const train::Outputs standard = train::standard_pass(networks, batch, {});
    expect_updates("standard_training");
    const auto hard = generator({standard.codes, batch.clean, batch.label});
    expect_updates("hard_example_generation");
    const train::Outputs out = train::hard_pass(networks, hard, batch, {});
    expect_updates("hard_example_training");
    expect_outputs("hard/" + scenario, out);
  }
}

}  // namespace
}  // namespace coopseg::golden
