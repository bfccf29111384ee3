#include "train/step.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <map>

#include "hard_examples/latent_probe.h"
#include "nn/compute.h"
#include "nn/initialisation.h"
#include "nn/losses.h"
#include "train/optimiser.h"

namespace coopseg::train {
namespace {

nn::Networks make_networks(nn::NetworkType network, nn::Variant variant = nn::Variant::none) {
  nn::Networks networks({.network = network, .variant = variant, .base_width = 2});
  nn::initialise(networks, 7);
  return networks;
}

Batch make_batch() {
  const torch::Tensor clean = torch::linspace(0, 9, 2 * 32 * 32).sin().square().view({2, 1, 32, 32});
  return {clean, (clean * 0.9 + 0.05), (clean.squeeze(1) * 3.99).to(torch::kLong)};
}

std::vector<std::string> terms(const Losses& losses) {
  std::vector<std::string> names;
  for (const auto& loss : losses) names.push_back(loss.first);
  return names;
}

/// A fixed corrupted image and segmentation, either of them or both.
hard_examples::Generator fixed_examples(bool image, bool logits) {
  return [=](const hard_examples::StandardPass& pass) {
    hard_examples::HardExamples hard;
    if (image) hard.image = pass.clean * 0.5;
    if (logits) hard.logits = torch::linspace(-1, 1, 2 * 4 * 32 * 32).cos().view({2, 4, 32, 32});
    return hard;
  };
}

/// Names of sub-networks in which some parameter has a gradient.
std::vector<std::string> trained(const nn::Networks& networks) {
  std::vector<std::string> names;
  for (const auto& [name, module] : networks.sub_networks()) {
    bool any = false;
    for (const auto& parameter : module->parameters()) any = any || parameter.grad().defined();
    if (any) names.push_back(name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Step, TermsAreThoseOfTheNetworks) {
  const Batch batch = make_batch();
  const auto found = [&](nn::NetworkType type, const hard_examples::Parts& hard) {
    nn::Networks networks = make_networks(type);
    hard_examples::Generator generator;
    if (hard.image || hard.segmentation) generator = fixed_examples(hard.image, hard.segmentation);
    const Names names = terms(compute_gradients(networks, batch, generator, {}));
    EXPECT_EQ(loss_terms(networks.architecture(), {}, hard), names);
    return names;
  };
  using nn::NetworkType;
  EXPECT_EQ(found(NetworkType::segmenter, {}), (Names{"seg", "total"}));
  EXPECT_EQ(found(NetworkType::ftn, {}), (Names{"seg", "image", "total"}));
  EXPECT_EQ(found(NetworkType::ftn_stn, {}), (Names{"seg", "image", "gt_shape", "pred_shape", "total"}));
  EXPECT_EQ(found(NetworkType::segmenter, {true, false}), (Names{"seg", "hard_seg", "total"}));
  EXPECT_EQ(found(NetworkType::ftn, {true, false}), (Names{"seg", "image", "hard_seg", "hard_image", "total"}));
  EXPECT_EQ(found(NetworkType::ftn_stn, {false, true}),
            (Names{"seg", "image", "gt_shape", "pred_shape", "hard_corrupted_shape", "total"}));
  EXPECT_EQ(found(NetworkType::ftn_stn, {true, true}).size(), 9u);
}

TEST(Step, ViewsTakeTheLossesOfOneImageAndAskForOnePrediction) {
  const Batch batch = make_batch();
  const auto losses_of = [&](nn::NetworkType type, const std::vector<double>& scales, double consistency) {
    nn::Networks networks = make_networks(type);
    std::vector<torch::Tensor> images;
    for (const double scale : scales) images.push_back(batch.clean * scale);
    const hard_examples::HardExamples hard{.image = torch::cat(images), .consistency = consistency};
    std::map<std::string, double> losses;
    for (const auto& [term, loss] : hard_pass(networks, hard, batch, {}).losses) losses[term] = loss.item<double>();
    return losses;
  };
  for (const auto type : {nn::NetworkType::segmenter, nn::NetworkType::ftn_stn}) {
    const auto one = losses_of(type, {0.5}, 0.0);
    EXPECT_FALSE(one.contains("hard_consistency"));
    const auto same = losses_of(type, {0.5, 0.5, 0.5}, 10.0);
    for (const auto& [term, loss] : one) EXPECT_NEAR(same.at(term), loss, 1e-4 * loss) << term;
    EXPECT_NEAR(same.at("hard_consistency"), 0.0, 1e-5);
    const auto differing = losses_of(type, {0.1, 0.5, 1.0}, 10.0);
    EXPECT_GT(differing.at("hard_consistency"), 1e-3);
    EXPECT_NEAR(losses_of(type, {0.1, 0.5, 1.0}, 5.0).at("hard_consistency"), differing.at("hard_consistency") / 2,
                1e-4);
  }
  EXPECT_EQ(loss_terms({.network = nn::NetworkType::segmenter}, {}, {.image = true, .consistency = true}),
            (Names{"seg", "hard_seg", "hard_consistency", "total"}));
}

TEST(Step, HardTermsAreThoseOfTheirOutputs) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn_stn);
  const Batch batch = make_batch();
  const torch::Tensor views = torch::cat({batch.clean * 0.1, batch.clean});
  const Outputs out = hard_pass(networks, {.image = views, .consistency = 4.0}, batch, {});
  const torch::Tensor label = torch::cat({batch.label, batch.label});
  std::map<std::string, torch::Tensor> expected;
  expected["hard_seg"] = nn::cross_entropy(out.logits, label);
  expected["hard_image"] = nn::reconstruction_loss(out.reconstruction, torch::cat({batch.clean, batch.clean}));
  expected["hard_pred_shape"] = nn::cross_entropy(out.refined, label);
  expected["hard_consistency"] = 4.0 * (nn::inconsistency(out.logits, 2) + nn::inconsistency(out.refined, 2)) / 2;
  EXPECT_EQ(out.losses.size(), expected.size());
  for (const auto& [term, loss] : out.losses) EXPECT_TRUE(torch::allclose(loss, expected.at(term))) << term;
  for (const auto& [name, module] : networks.sub_networks()) {
    int tracked = 0;
    for (const auto& [key, tensor] : nn::state_of(*module))
      if (key.ends_with("num_batches_tracked")) tracked = std::max(tracked, tensor.item<int>());
    EXPECT_EQ(tracked, name == "image_decoder" ? 1 : 0) << name << ": all others are on hold";
  }
}

TEST(Step, AHookChangesTheHardPassAlone) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn_stn);
  const Batch batch = make_batch();
  const auto terms_with = [&](const nn::FeatureHook& hook) {
    return compute_gradients(
        networks, batch,
        [&](const auto& pass) { return hard_examples::HardExamples{.image = pass.clean, .hook = hook}; }, {});
  };
  const Losses plain = terms_with({});
  const Losses hooked = terms_with([](std::string_view place, const torch::Tensor& features) {
    return place == "down2" ? features * 0.1 : features;
  });
  for (std::size_t i = 0; i + 1 < plain.size(); ++i) {
    const bool hard = plain[i].first.starts_with("hard_");
    EXPECT_EQ(std::abs(plain[i].second.item<double>() - hooked[i].second.item<double>()) > 1e-4, hard)
        << plain[i].first;
  }
}

TEST(Step, AUNetTrains) {
  nn::Networks networks = make_networks(nn::NetworkType::unet);
  torch::optim::Adam adam = make_adam(networks, 1e-2);
  const Batch batch = make_batch();
  const double before = train_step(networks, adam, batch, fixed_examples(true, false), {}).back().second.item<double>();
  double after = before;
  for (int step = 0; step < 20; ++step)
    after = train_step(networks, adam, batch, fixed_examples(true, false), {}).back().second.item<double>();
  EXPECT_LT(after, 0.7 * before);
}

TEST(Step, TheSTNAloneTrainsAndTheFTNStaysAsItIs) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn_stn);
  const nn::Networks before = networks.copy();
  Batch batch = make_batch();
  batch.damaged_label = batch.label.flip(1);
  torch::optim::Adam adam = make_adam(networks, 1e-2);
  const StepOptions options{false, true};
  const Losses losses = train_step(networks, adam, batch, {}, options);
  EXPECT_EQ(terms(losses), (Names{"gt_shape", "pred_shape", "damaged_shape", "total"}));
  EXPECT_EQ(terms(losses), loss_terms(networks.architecture(), options, {}));
  EXPECT_NE(losses[0].second.item<double>(), losses[2].second.item<double>());
  for (std::size_t i = 0; i < networks.sub_networks().size(); ++i) {
    const auto& [name, module] = networks.sub_networks()[i];
    const auto old = nn::state_of(*before.sub_networks()[i].module);
    bool same = true;
    for (const auto& [key, tensor] : nn::state_of(*module)) same = same && torch::equal(tensor, old.at(key));
    EXPECT_EQ(same, !nn::is_of_stn(name)) << name;
  }
}

TEST(Step, TotalIsThePlainSum) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn_stn);
  const Losses losses = compute_gradients(networks, make_batch(), fixed_examples(true, true), {});
  double expected = 0;
  for (std::size_t i = 0; i + 1 < losses.size(); ++i) expected += losses[i].second.item<double>();
  EXPECT_NEAR(losses.back().second.item<double>(), expected, 1e-5 * expected);
  EXPECT_FALSE(losses.front().second.requires_grad());
}

TEST(Step, TrainsEverySubNetworkThatTheArchitectureHas) {
  nn::Networks segmenter = make_networks(nn::NetworkType::segmenter);
  compute_gradients(segmenter, make_batch(), {}, {});
  EXPECT_EQ(trained(segmenter), (Names{"image_encoder", "segmentation_decoder"}));
  nn::Networks all = make_networks(nn::NetworkType::ftn_stn);
  compute_gradients(all, make_batch(), {}, {});
  EXPECT_EQ(trained(all).size(), 5u);
}

TEST(Step, GradientsDoNotPileUp) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn);
  compute_gradients(networks, make_batch(), {}, {});
  const torch::Tensor first = networks.parameters().front().grad().clone();
  compute_gradients(networks, make_batch(), {}, {});
  EXPECT_TRUE(torch::allclose(networks.parameters().front().grad(), first, 1e-4, 1e-6));
}

TEST(Step, AnUnusedDecouplerGetsNoGradient) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn, nn::Variant::no_decoupler);
  compute_gradients(networks, make_batch(), {}, {});
  for (const auto& parameter : networks.sub_networks()[0].module->named_parameters()) {
    EXPECT_EQ(parameter.value().grad().defined(), !parameter.key().starts_with("code_decoupler")) << parameter.key();
  }
}

TEST(Step, TheGeneratorMayProbeTheStandardPassWithoutLeavingGradients) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn);
  const Batch batch = make_batch();
  bool called = false;
  compute_gradients(networks, batch,
                    [&](const hard_examples::StandardPass& pass) {
                      called = true;
                      EXPECT_TRUE(torch::equal(pass.clean, batch.clean) && torch::equal(pass.label, batch.label));
                      const auto probe = hard_examples::probe(pass.reconstruction, pass.codes.image, pass.clean,
                                                              hard_examples::ProbeLoss::mse);
                      EXPECT_GT(probe.gradient.abs().max().item<double>(), 0.0);
                      for (const auto& parameter : networks.parameters()) EXPECT_FALSE(parameter.grad().defined());
                      return hard_examples::HardExamples{pass.clean, {}};
                    },
                    {});
  EXPECT_TRUE(called);
}

TEST(Step, AGpuGivesTheLossesAndGradientsOfTheCpu) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "there is no GPU";
  nn::Networks on_cpu = make_networks(nn::NetworkType::ftn_stn);
  nn::Networks on_gpu = make_networks(nn::NetworkType::ftn_stn);
  on_gpu.to(torch::kCUDA);
  const Batch batch = make_batch();
  const auto gpu = [](const torch::Tensor& x) { return nn::to_device(x, torch::kCUDA); };
  const Losses expected = compute_gradients(on_cpu, batch, {}, {});
  const Losses found = compute_gradients(on_gpu, {gpu(batch.clean), gpu(batch.noisy), gpu(batch.label)}, {}, {});
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(found[i].second.item<double>(), expected[i].second.item<double>(), 1e-4) << expected[i].first;
  const auto parameters = on_gpu.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const torch::Tensor gradient = on_cpu.parameters()[i].grad();
    EXPECT_LT((parameters[i].grad().cpu() - gradient).norm().item<double>(),
              5e-3 * gradient.norm().item<double>() + 1e-4);
  }
}

TEST(Step, RepeatedStepsLowerTheLoss) {
  nn::Networks networks = make_networks(nn::NetworkType::ftn_stn);
  torch::optim::Adam adam = make_adam(networks, 1e-2);
  const Batch batch = make_batch();
  const double before = train_step(networks, adam, batch, {}, {}).back().second.item<double>();
  double after = before;
  for (int step = 0; step < 20; ++step) after = train_step(networks, adam, batch, {}, {}).back().second.item<double>();
  EXPECT_LT(after, 0.7 * before);
}

}  // namespace
}  // namespace coopseg::train
