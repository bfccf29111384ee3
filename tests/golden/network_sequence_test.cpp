// Whole optimiser steps and the variants of the published code against network.h5.
#include <torch/torch.h>

#include <algorithm>

#include "core/error.h"
#include "network_fixture.h"
#include "nn/prediction.h"
#include "train/optimiser.h"

namespace coopseg::golden {
namespace {

/// Under the names of sequences and variants: standard_loss_<term>, hard_loss_<term>, loss_total.
void expect_all_losses(NetworkFile& file, const std::string& group, const train::Losses& losses, double bound) {
  train::Losses standard;
  train::Losses hard;
  for (const auto& [term, loss] : losses) {
    if (term.starts_with("hard_")) hard.emplace_back(term.substr(5), loss);
    if (!term.starts_with("hard_") && term != "total") standard.emplace_back(term, loss);
  }
  standard.emplace_back("total", train::sum(standard));
  hard.emplace_back("total", train::sum(hard));
  expect_losses(file, group, "standard_loss_", {standard.begin(), standard.end()}, bound);
  expect_losses(file, group, "hard_loss_", {hard.begin(), hard.end()}, bound);
  expect_losses(file, group, "loss_", {losses.begin(), losses.end()}, bound);
}

/// Draws of <step>/<code>_..., code being zi or zs.
hard_examples::MaskDraws step_draws(NetworkFile& file, const std::string& step, const std::string& code) {
  hard_examples::MaskDraws draws;
  draws.type = hard_examples::parse_mask(file.text(step, code + "_type"));
  const bool dropout = draws.type == hard_examples::MaskType::dropout;
  draws.share = file.number(step, code + (dropout ? "_p" : "_percentile"));
  if (dropout) draws.keep = file.tensor(step + "/" + code + "_keep");
  if (file.has(step + "/" + code + "_soft_draw")) draws.soft = file.tensor(step + "/" + code + "_soft_draw");
  return draws;
}

class NetworkSequenceGolden : public NetworkGolden {
 protected:
  /// sequence/step0, sequence/step1, ... as many as there are.
  static std::vector<std::string> steps() {
    std::vector<std::string> paths;
    while (file().has_group("sequence/step" + std::to_string(paths.size()))) {
      paths.push_back("sequence/step" + std::to_string(paths.size()));
    }
    return paths;
  }

  static void expect_end_state(nn::Networks& networks);
};

void NetworkSequenceGolden::expect_end_state(nn::Networks& networks) {
  for (const auto& sub_network : networks.sub_networks()) {
    expect_buffers(file(), "sequence/buffers_after/" + sub_network.name, sub_network, 1e-3);
  }
  const torch::NoGradGuard no_grad;
  const nn::Codes codes = networks.encode(make_batch(file()).clean, nn::Mode::hold);
  const torch::Tensor logits = networks.decode_segmentation(codes.shape, nn::Mode::hold);
  EXPECT_TRUE(agrees(codes.shape, file().tensor("sequence/batchstat_z_s_after"), relative(1e-3)));
  EXPECT_TRUE(agrees(logits, file().tensor("sequence/batchstat_seg_logits_after"), relative(1e-3)));
}

TEST_F(NetworkSequenceGolden, FollowsWholeSteps) {
  nn::Networks networks = make_networks(file());
  torch::optim::Adam adam = train::make_adam(networks, file().number("/", "lr"));
  train::Batch batch = make_batch(file());
  const std::vector<double> bounds = {1e-5, 1e-4, 2e-4};
  const auto paths = steps();
  ASSERT_FALSE(paths.empty());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const hard_examples::LatentDraws draws = {step_draws(file(), paths[i], "zi"), step_draws(file(), paths[i], "zs")};
    batch.noisy = file().tensor(paths[i] + "/image_noisy");
    const auto losses = train::train_step(networks, adam, batch, make_generator(networks, draws), {});
    expect_all_losses(file(), paths[i], losses, bounds[std::min(i, bounds.size() - 1)]);
  }
  expect_end_state(networks);
}

nn::Variant variant_of(const std::string& network_type) {
  if (network_type.ends_with("share_code")) return nn::Variant::share_code;
  if (network_type.ends_with("w_o_filter")) return nn::Variant::no_decoupler;
  if (network_type.ends_with("standard")) return nn::Variant::none;
  throw core::Error("network_type " + network_type + ": unknown");
}

/// The scenario of hard/ whose draws a variant takes: the one that its note names.
std::string scenario_of(const NetworkFile& file, const std::string& group) {
  const std::string note = file.text(group, "note");
  for (const auto& name : file.members("hard")) {
    if (note.find("hard/" + name) != std::string::npos) return name;
  }
  throw core::Error(group + ": the note names no scenario of hard/");
}

TEST_F(NetworkSequenceGolden, FollowsEveryVariant) {
  for (const auto& name : file().members("variants")) {
    const std::string group = "variants/" + name;
    nn::Networks networks = make_networks(file(), variant_of(file().text(group, "network_type")));
    const train::Batch batch = make_batch(file());
    {
      const torch::NoGradGuard no_grad;
      const nn::Codes codes = networks.encode(batch.clean, nn::Mode::evaluate);
      EXPECT_TRUE(agrees(nn::segment(networks, batch.clean), file().tensor(group + "/eval/seg_logits"), relative(2e-5)))
          << group;
      EXPECT_TRUE(agrees(networks.decode_image(codes.image, nn::Mode::evaluate), file().tensor(group + "/eval/recon"),
                         absolute(2e-5)))
          << group;
    }
    const auto draws = scenario_draws(file(), scenario_of(file(), group));
    const auto losses = train::compute_gradients(networks, batch, make_generator(networks, draws), {});
    expect_all_losses(file(), group, losses, 1e-5);
    expect_gradient_norms(file(), group + "/grad_l2", networks);
  }
}

}  // namespace
}  // namespace coopseg::golden
