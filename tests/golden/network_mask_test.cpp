// Latent masks of every type, from the recorded codes and draws, against network.h5.
#include <torch/torch.h>

#include <cmath>

#include "hard_examples/latent_mask.h"
#include "hard_examples/latent_masking.h"
#include "hard_examples/latent_probe.h"
#include "network_fixture.h"

namespace coopseg::golden {
namespace {

using hard_examples::MaskDraws;
using hard_examples::MaskType;

/// One of mask/zi and mask/zs with the decoder, the target and the place in draws and results that belong to it.
struct Code {
  std::string group;
  bool is_image;
  torch::Tensor value;

  hard_examples::Decode decoder(nn::Networks& networks) const {
    return [&networks, image = is_image](const torch::Tensor& code, nn::Mode mode) {
      return image ? networks.decode_image(code, mode) : networks.decode_segmentation(code, mode);
    };
  }
};

class NetworkMaskGolden : public NetworkGolden {
 protected:
  static std::vector<Code> codes() {
    std::vector<Code> all;
    for (const auto& name : file().members("mask")) {
      EXPECT_TRUE(name == "zi" || name == "zs") << "mask/" << name << ": unknown code";
      all.push_back({"mask/" + name, name == "zi", file().tensor("mask/" + name + "/code")});
    }
    return all;
  }

  static hard_examples::Probe probe(nn::Networks& networks, const Code& code, const std::string& loss, nn::Mode mode) {
    const train::Batch batch = make_batch(file());
    return hard_examples::probe(code.decoder(networks), code.value, code.is_image ? batch.clean : batch.label,
                                hard_examples::parse_probe_loss(loss), mode);
  }

  /// What mask_codes makes of this code.
  static torch::Tensor decode(const Code& code, const MaskDraws& draws, const std::string& loss, nn::Mode mode) {
    nn::Networks networks = make_networks(file());
    const train::Batch batch = make_batch(file());
    hard_examples::LatentOptions options;
    hard_examples::LatentDraws both;
    (code.is_image ? both.image : both.shape) = draws;
    if (!loss.empty())
      (code.is_image ? options.loss_image : options.loss_shape) = hard_examples::parse_probe_loss(loss);
    const auto hard =
        hard_examples::mask_codes(networks, {{code.value, code.value}, batch.clean, batch.label}, options, both, mode);
    return code.is_image ? hard.image : hard.logits;
  }

  static void expect_gradient_mask(const Code& code, const std::string& type);
  static void expect_masked(const Code& code, const std::string& type, const std::string& hardness,
                            const torch::Tensor& gradient);
  static void expect_dropout(const Code& code, const std::string& type);
};

TEST_F(NetworkMaskGolden, CodesAreThoseOfTheStandardPass) {
  nn::Networks networks = make_networks(file());
  const train::Outputs out = train::standard_pass(networks, make_batch(file()), {});
  for (const Code& code : codes()) {
    EXPECT_TRUE(agrees(code.is_image ? out.codes.image : out.codes.shape, code.value, relative(1e-4))) << code.group;
  }
}

TEST_F(NetworkMaskGolden, ProbesGiveLossAndGradient) {
  for (const Code& code : codes()) {
    for (const auto& name : file().members(code.group)) {
      if (!name.starts_with("gradient_")) continue;
      const std::string loss = name.substr(name.find('_') + 1);
      for (const nn::Mode mode : {nn::Mode::train, nn::Mode::hold}) {
        nn::Networks networks = make_networks(file());
        const auto found = probe(networks, code, loss, mode);
        EXPECT_TRUE(agrees(found.gradient, file().tensor(code.group + "/" + name), relative(1e-4))) << name;
        EXPECT_TRUE(agrees(found.loss, file().tensor(code.group + "/loss_" + loss), relative(1e-5))) << name;
      }
    }
  }
}

void NetworkMaskGolden::expect_masked(const Code& code, const std::string& type, const std::string& hardness,
                                      const torch::Tensor& gradient) {
  const std::string group = code.group + "/" + type;
  const MaskDraws draws = recorded_draws(file(), code.group.substr(5), type, hardness == "soft");
  const torch::Tensor mask = hard_examples::gradient_mask(gradient, draws);
  const torch::Tensor expected = file().tensor(group + "/mask_" + hardness);
  EXPECT_TRUE(torch::equal(mask == 1, expected == 1) && torch::equal(mask == 0, expected == 0)) << group << hardness;
  EXPECT_TRUE(agrees(mask, expected, absolute(1e-6))) << group << hardness;
  EXPECT_TRUE(agrees(code.value * mask, file().tensor(group + "/masked_code_" + hardness), relative(5e-5))) << group;
  for (const nn::Mode mode : {nn::Mode::train, nn::Mode::hold}) {
    EXPECT_TRUE(agrees(decode(code, draws, file().text(group, "loss"), mode),
                       file().tensor(group + "/decoded_" + hardness), relative(5e-5)))
        << group << hardness;
  }
}

void NetworkMaskGolden::expect_gradient_mask(const Code& code, const std::string& type) {
  const std::string group = code.group + "/" + type;
  nn::Networks networks = make_networks(file());
  const torch::Tensor gradient = probe(networks, code, file().text(group, "loss"), nn::Mode::train).gradient;
  const torch::Tensor mean = hard_examples::mean_gradient(gradient, hard_examples::parse_mask(type));
  EXPECT_TRUE(agrees(mean, file().tensor(group + "/gradient_mean"), relative(1e-4))) << group;
  const double share = file().number(group, "percentile");
  EXPECT_DOUBLE_EQ(share, file().number(group, "u") * file().number(group, "max_threshold")) << group;
  const torch::Tensor threshold = hard_examples::mask_threshold(mean, share).squeeze(1);
  const double bound = 1e-4 * mean.abs().max().item<double>();
  EXPECT_TRUE(agrees(threshold, file().tensor(group + "/threshold"), absolute(bound))) << group;
  const torch::Tensor masked = (mean > threshold.unsqueeze(1)).sum(1);
  EXPECT_TRUE(torch::all(masked == file().number(group, "k")).item<bool>()) << group << masked;
  for (const char* hardness : {"soft", "hard"}) expect_masked(code, type, hardness, gradient);
}

void NetworkMaskGolden::expect_dropout(const Code& code, const std::string& type) {
  const std::string group = code.group + "/" + type;
  const MaskDraws draws = recorded_draws(file(), code.group.substr(5), type, false);
  const torch::Tensor mask = hard_examples::dropout_mask(draws);
  EXPECT_FLOAT_EQ(mask.max().item<float>(), static_cast<float>(file().number(group, "scale_of_kept_channels")));
  const torch::Tensor masked = code.value * mask;
  EXPECT_TRUE(agrees(masked, file().tensor(group + "/masked_code"), relative(5e-5))) << group;
  EXPECT_TRUE(agrees((masked == code.value).to(torch::kFloat), file().tensor(group + "/returned_mask"), absolute(0)))
      << group;
  EXPECT_TRUE(agrees(decode(code, draws, "", nn::Mode::train), file().tensor(group + "/decoded"), relative(5e-5)))
      << group;
}

TEST_F(NetworkMaskGolden, MasksAndDecodesEveryType) {
  for (const Code& code : codes()) {
    for (const auto& name : file().members(code.group)) {
      if (file().has(code.group + "/" + name)) continue;
      if (hard_examples::parse_mask(name) == MaskType::dropout) {
        expect_dropout(code, name);
      } else {
        expect_gradient_mask(code, name);
      }
    }
  }
}

/// Sum of num_batches_tracked over the first batch norm of each sub-network.
std::int64_t batches_tracked(const nn::Networks& networks) {
  std::int64_t sum = 0;
  for (const auto& sub_network : networks.sub_networks()) {
    for (const auto& buffer : sub_network.module->named_buffers()) {
      if (!buffer.key().ends_with("num_batches_tracked")) continue;
      sum += buffer.value().item<std::int64_t>();
      break;
    }
  }
  return sum;
}

TEST_F(NetworkMaskGolden, OnlyAProbeInTrainModeMovesRunningStatistics) {
  for (const Code& code : codes()) {
    for (const auto& name : file().members(code.group)) {
      const std::string group = code.group + "/" + name;
      if (file().has(group)) continue;
      const MaskDraws draws = recorded_draws(file(), code.group.substr(5), name, false);
      hard_examples::LatentDraws both;
      (code.is_image ? both.image : both.shape) = draws;
      const train::Batch batch = make_batch(file());
      for (const nn::Mode mode : {nn::Mode::train, nn::Mode::hold}) {
        nn::Networks networks = make_networks(file());
        const std::int64_t before = batches_tracked(networks);
        hard_examples::mask_codes(networks, {{code.value, code.value}, batch.clean, batch.label}, {}, both, mode);
        const double moved = mode == nn::Mode::train ? file().number(group, "probe_updates_running_stats") : 0;
        EXPECT_EQ(batches_tracked(networks) - before, moved) << group;
      }
    }
  }
}

}  // namespace
}  // namespace coopseg::golden
