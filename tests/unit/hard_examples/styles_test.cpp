#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "../support/message_of.h"
#include "hard_examples/max_style.h"
#include "hard_examples/random_tensors.h"
#include "hard_examples/style.h"
#include "trained_networks.h"

namespace coopseg::hard_examples {
namespace {

const DrawKeys keys{1, 2, 3, {"a/0", "a/1"}};

torch::Tensor make_features() {
  core::RandomStream random(4, "features");
  const torch::Tensor features = draw_normal(random, {4, 3, 6, 5});
  const torch::Tensor images = torch::arange(1, 5).view({4, 1, 1, 1});
  return features * images + images.square();
}

torch::Tensor content_of(const torch::Tensor& features) {
  const Style style = style_of(features);
  return (features - style.mean) / style.deviation;
}

/// d sum(changed) / d features.
template <class Change>
torch::Tensor gradient_of_sum(const torch::Tensor& features, const Change& change) {
  const torch::Tensor leaf = features.clone().requires_grad_();
  return torch::autograd::grad({change(leaf).sum()}, {leaf}).front();
}

/// Places at which a hook changes the encoder's features.
std::set<std::string> places_of(nn::Networks& networks, const HardExamples& hard) {
  std::set<std::string> places;
  networks.segment(hard.image, nn::Mode::hold, [&](std::string_view place, const torch::Tensor& features) {
    if (!torch::equal(hard.hook(place, features), features)) places.emplace(place);
    return features;
  });
  return places;
}

TEST(MixStyle, KeepsTheContentAndMixesTheStatistics) {
  const torch::Tensor features = make_features();
  const StyleMix mix{torch::tensor({2, 0, 1, 3}), torch::tensor({0.25F, 1.0F, 0.0F, 0.5F}).view({4, 1, 1, 1})};
  const torch::Tensor changed = mix_styles(features, mix);
  EXPECT_TRUE(torch::allclose(content_of(changed), content_of(features), 1e-3, 1e-4));
  const Style before = style_of(features);
  const Style after = style_of(changed);
  EXPECT_TRUE(torch::allclose(after.mean[0], 0.25 * before.mean[0] + 0.75 * before.mean[2], 1e-4, 1e-4));
  EXPECT_TRUE(torch::allclose(after.deviation[0], 0.25 * before.deviation[0] + 0.75 * before.deviation[2], 1e-3));
  EXPECT_TRUE(torch::allclose(after.mean[2], before.mean[1], 1e-4, 1e-4));
  EXPECT_TRUE(torch::allclose(changed[1], features[1], 1e-4, 1e-4)) << "all its own";
  const torch::Tensor gradient = gradient_of_sum(features, [&](const torch::Tensor& x) { return mix_styles(x, mix); });
  EXPECT_TRUE(torch::allclose(gradient, (after.deviation / before.deviation).expand_as(gradient), 1e-3, 1e-4))
      << "no gradient passes the styles";
}

TEST(MixStyle, SharesFollowTheBetaDistribution) {
  double mean = 0.0;
  double square = 0.0;
  int unchanged = 0;
  constexpr int draws = 500;
  for (int i = 0; i < draws; ++i) {
    core::RandomStream random(1, i, "mix");
    const StyleMix mix = draw_style_mix(random, 8);
    ASSERT_TRUE(torch::equal(std::get<0>(mix.order.sort()), torch::arange(8)));
    unchanged += torch::equal(mix.order, torch::arange(8)) ? 1 : 0;
    mean += mix.own_share.mean().item<double>() / draws;
    square += (mix.own_share - 0.5).square().mean().item<double>() / draws;
  }
  EXPECT_LT(unchanged, 5) << "one of 40320 orders";
  EXPECT_NEAR(mean, 0.5, 0.04);
  EXPECT_NEAR(square, 0.25 / 1.2, 0.01) << "variance of Beta(0.1, 0.1)";
}

TEST(MixStyle, ChangesTheEarlyFeaturesOfTheEncoder) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(4, 1000));
  const HardExamples hard = mix_style().bind({}).make(networks, pass, keys);
  EXPECT_TRUE(torch::equal(hard.image, pass.clean));
  EXPECT_EQ(places_of(networks, hard), (std::set<std::string>{"inc", "down1", "down2"}));
  EXPECT_FALSE(torch::allclose(hard.hook("inc", make_features()), hard.hook("down1", make_features())));
}

TEST(StyleUncertainty, ShiftsStylesByTheSpreadOfTheBatch) {
  const torch::Tensor features = make_features();
  StyleNoise noise{torch::zeros({4, 3, 1, 1}), torch::zeros({4, 3, 1, 1})};
  EXPECT_TRUE(torch::allclose(shift_styles(features, noise), features, 1e-4, 1e-4));
  noise.of_mean[0][1] = 2.0;
  noise.of_deviation[2][0] = 0.5;
  const torch::Tensor changed = shift_styles(features, noise);
  EXPECT_TRUE(torch::allclose(content_of(changed), content_of(features), 1e-3, 1e-4));
  const torch::Tensor means = features.mean({2, 3});
  EXPECT_NEAR(changed.mean({2, 3})[0][1].item<double>(), (means[0][1] + 2 * means.std(0)[1]).item<double>(), 1e-3);
  const torch::Tensor deviations = features.flatten(2).std(2);
  EXPECT_NEAR(changed.flatten(2).std(2)[2][0].item<double>(),
              (deviations[2][0] + 0.5 * deviations.std(0)[0]).item<double>(), 1e-3);
  const torch::Tensor gradient = gradient_of_sum(features, [&](const torch::Tensor& x) {
    return shift_styles(x, {torch::zeros({4, 3, 1, 1}), torch::ones({4, 3, 1, 1})});
  });
  EXPECT_TRUE(torch::allclose(gradient, torch::ones_like(gradient), 1e-3, 1e-3)) << "gradients pass the styles";
  const torch::Tensor alone = features.slice(0, 0, 1);
  const StyleNoise shift{torch::ones({1, 3, 1, 1}), torch::ones({1, 3, 1, 1})};
  EXPECT_TRUE(torch::allclose(shift_styles(alone, shift), alone, 0.0, 0.01)) << "one image has no spread";
  const torch::Tensor pixel = torch::rand({2, 3, 1, 1});
  EXPECT_TRUE(
      torch::isfinite(shift_styles(pixel, {torch::ones({2, 3, 1, 1}), torch::ones({2, 3, 1, 1})})).all().item<bool>());
}

TEST(StyleUncertainty, ChangesAllStagesOfTheEncoder) {
  nn::Networks& networks = trained_networks();
  const HardExamples hard = style_uncertainty().bind({}).make(networks, pass_of(networks, make_discs(4, 1000)), keys);
  EXPECT_EQ(places_of(networks, hard), (std::set<std::string>{"inc", "down1", "down2", "down3", "down4"}));
  EXPECT_FALSE(torch::allclose(hard.hook("inc", make_features()), hard.hook("down1", make_features())));
}

TEST(StyleUncertainty, DrawsMeansAndDeviationsApartForEachImage) {
  core::RandomStream random(6, "noise");
  const StyleNoise noise = draw_style_noise(random, 40, 30);
  EXPECT_NEAR((noise.of_mean * noise.of_deviation).mean().item<double>(), 0.0, 5 / std::sqrt(40 * 30));
  for (const torch::Tensor& drawn : {noise.of_mean, noise.of_deviation}) {
    EXPECT_EQ(drawn.sizes(), (std::vector<std::int64_t>{40, 30, 1, 1}));
    EXPECT_GT(drawn.std(0).min().item<double>(), 0.5);
  }
}

TEST(MaxStyle, StylesRaiseTheLossWithinTheirRange) {
  nn::Networks& networks = trained_networks();
  const Discs discs = make_discs(6, 1000);
  const torch::Tensor code = pass_of(networks, discs).codes.image;
  StyleChanges start;
  for (int i = 0; start.size() < 3; ++i) {
    core::RandomStream random(3, i, "changes");
    start = draw_style_changes(random, 6, 4);
  }
  const StyleChanges worst = leaves_alone(networks, [&] { return worst_styles(networks, code, discs.label, start); });
  const auto loss_of = [&](const StyleChanges& changes) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor image = decode_restyled(networks, code, changes);
    return nn::cross_entropy(networks.segment(image, nn::Mode::hold).logits, discs.label).item<double>();
  };
  EXPECT_GT(loss_of(worst), 1.2 * loss_of(start));
  for (const auto& [place, change] : worst) {
    const torch::Tensor& share = change.mix.own_share;
    EXPECT_TRUE(share.ge(0).logical_and(share.le(1)).all().item<bool>()) << place;
    EXPECT_FALSE(torch::equal(share, start.at(place).mix.own_share)) << place;
    for (const auto& [after, before] : {std::pair(change.noise.of_mean, start.at(place).noise.of_mean),
                                        std::pair(change.noise.of_deviation, start.at(place).noise.of_deviation)}) {
      const double furthest = (after - before).abs().max().item<double>();
      EXPECT_TRUE(furthest > 0.4 && furthest < 0.51) << place << ": " << furthest << ", five steps of 0.1";
    }
    EXPECT_TRUE(torch::equal(change.mix.order, start.at(place).mix.order)) << place;
    EXPECT_FALSE(share.requires_grad() || change.noise.of_mean.requires_grad());
  }
}

TEST(MaxStyle, MixesAndShiftsStylesWithoutGradientsThroughThem) {
  nn::Networks& networks = trained_networks();
  const torch::Tensor code = pass_of(networks, make_discs(4, 1000)).codes.image;
  core::RandomStream random(2, "changes");
  StyleNoise shift = draw_style_noise(random, 4, 16);
  shift.of_mean.requires_grad_();
  const StyleMix own{torch::arange(4), torch::ones({4, 1, 1, 1})};
  const StyleMix mix{torch::tensor({2, 0, 3, 1}), torch::full({4, 1, 1, 1}, 0.25)};
  const StyleNoise none{torch::zeros({4, 8, 1, 1}), torch::zeros({4, 8, 1, 1})};
  const torch::Tensor found = decode_restyled(networks, code, {{"up1", {own, shift}}, {"up2", {mix, none}}});
  const torch::Tensor expected =
      networks.decode_image(code, nn::Mode::hold, [&](std::string_view place, const torch::Tensor& features) {
        return place == "up1" ? shift_styles(features, shift) : place == "up2" ? mix_styles(features, mix) : features;
      });
  EXPECT_TRUE(torch::allclose(found, expected, 1e-4, 1e-5));
  const auto gradient_of = [&](const torch::Tensor& image) {
    return torch::autograd::grad({image.square().sum()}, {shift.of_mean}).front();
  };
  EXPECT_TRUE(torch::allclose(gradient_of(found), gradient_of(expected), 1e-3, 1e-4));
}

TEST(MaxStyle, MakesTheWorstOfTheDrawnStyles) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(4, 1000));
  core::RandomStream random = keys.of_batch("maxstyle");
  const StyleChanges worst = worst_styles(networks, pass.codes.image, pass.label, draw_style_changes(random, 4, 4));
  const torch::NoGradGuard no_grad;
  EXPECT_TRUE(torch::equal(max_style().bind({}).make(networks, pass, keys).image,
                           decode_restyled(networks, pass.codes.image, worst)));
}

TEST(MaxStyle, ChangesOneOfThreePlacesAndTheOthersByChance) {
  std::map<std::size_t, int> counts;
  std::map<std::string, int> places;
  double share = 0.0;
  constexpr int draws = 4000;
  for (int i = 0; i < draws; ++i) {
    core::RandomStream random(5, i, "changes");
    const StyleChanges changes = draw_style_changes(random, 1, 1);
    ++counts[changes.size()];
    for (const auto& [place, change] : changes) ++places[place];
    share += changes.begin()->second.mix.own_share.item<double>() / draws;
  }
  EXPECT_EQ(counts.size(), 3U);
  const double margin = 5 * std::sqrt(draws) / 2;
  EXPECT_NEAR(counts[1], draws / 4, margin);
  EXPECT_NEAR(counts[3], draws / 4, margin);
  for (const char* place : {"up1", "up2", "up3"}) EXPECT_NEAR(places[place], draws * 2.0 / 3, margin) << place;
  EXPECT_NEAR(share, 0.5, 5 * std::sqrt(1.0 / 12 / draws));
}

TEST(MaxStyle, NeedsAnImageDecoderAndTheOthersAnEncoder) {
  const auto refusal = [](const Method& method, nn::NetworkType network) {
    return message_of([&] { method.bind({}).check_architecture({.network = network}); });
  };
  EXPECT_EQ(refusal(max_style(), nn::NetworkType::segmenter),
            "hard-branch 'maxstyle': the network 'segmenter' has no image decoder");
  EXPECT_EQ(refusal(mix_style(), nn::NetworkType::unet),
            "hard-branch 'mixstyle': the network 'unet' has no encoder with a code");
}

}  // namespace
}  // namespace coopseg::hard_examples
