#include "nn/networks.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

#include "../support/message_of.h"
#include "core/error.h"
#include "nn/initialisation.h"

namespace coopseg::nn {
namespace {

using Keys = std::set<std::string>;

void add_conv(Keys& keys, const std::string& name) { keys.insert({name + ".weight", name + ".bias"}); }

void add_norm(Keys& keys, const std::string& name) {
  for (const char* part : {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"}) {
    keys.insert(name + "." + part);
  }
}

void add_pair(Keys& keys, const std::string& name) {
  add_conv(keys, name + ".0");
  add_norm(keys, name + ".1");
  add_conv(keys, name + ".3");
  add_norm(keys, name + ".4");
}

Keys encoder_keys(const std::string& prefix) {
  Keys keys;
  add_pair(keys, prefix + "inc");
  for (const char* stage : {"down1", "down2", "down3", "down4"}) {
    add_conv(keys, prefix + stage + ".down");
    add_conv(keys, prefix + stage + ".conv_input");
    add_pair(keys, prefix + stage + ".conv");
  }
  add_conv(keys, prefix + "final_conv.0");
  add_norm(keys, prefix + "final_conv.1");
  return keys;
}

Keys decoder_keys(bool transposed) {
  Keys keys;
  for (const std::string stage : {"up1", "up2", "up3", "up4"}) {
    if (transposed) add_conv(keys, stage + ".up");
    add_conv(keys, stage + ".conv_input");
    add_pair(keys, stage + ".conv");
  }
  add_conv(keys, "final_conv");
  return keys;
}

std::map<std::string, Keys> expected_keys() {
  Keys image_encoder = encoder_keys("general_encoder.");
  add_pair(image_encoder, "code_decoupler");
  return {{"image_encoder", image_encoder},
          {"segmentation_decoder", decoder_keys(false)},
          {"image_decoder", decoder_keys(true)},
          {"shape_encoder", encoder_keys("")},
          {"shape_decoder", decoder_keys(false)}};
}

std::map<std::string, std::int64_t> parameter_counts(const Architecture& architecture) {
  std::map<std::string, std::int64_t> counts;
  const Networks networks(architecture);
  for (const auto& [name, module] : networks.sub_networks()) {
    for (const auto& parameter : module->parameters()) counts[name] += parameter.numel();
  }
  return counts;
}

using Counts = std::map<std::string, std::int64_t>;

TEST(Networks, HaveThePublishedKeys) {
  const Networks networks{Architecture{}};
  const auto expected = expected_keys();
  ASSERT_EQ(networks.sub_networks().size(), expected.size());
  for (const auto& [name, module] : networks.sub_networks()) {
    Keys found;
    for (const auto& entry : state_of(*module)) found.insert(entry.first);
    EXPECT_EQ(found, expected.at(name)) << name;
  }
}

TEST(Networks, HaveThePublishedParameterCounts) {
  EXPECT_EQ(parameter_counts({}), (Counts{{"image_encoder", 1125888},
                                          {"segmentation_decoder", 161732},
                                          {"image_decoder", 248961},
                                          {"shape_encoder", 830640},
                                          {"shape_decoder", 161732}}));
}

// Width 2, 3 classes, 2 channels: summed outside this code from kernel sizes and widths.
TEST(Networks, HaveTheParameterCountsOfAnotherSize) {
  EXPECT_EQ(parameter_counts({.base_width = 2, .classes = 3, .channels = 2}), (Counts{{"image_encoder", 18058},
                                                                                      {"segmentation_decoder", 2633},
                                                                                      {"image_decoder", 4020},
                                                                                      {"shape_encoder", 13372},
                                                                                      {"shape_decoder", 2633}}));
}

TEST(Networks, HoldOnlyWhatTheArchitectureNames) {
  EXPECT_EQ(parameter_counts({.network = NetworkType::ftn}).size(), 3u);
  EXPECT_EQ(parameter_counts({.network = NetworkType::segmenter}),
            (Counts{{"image_encoder", 1125888}, {"segmentation_decoder", 161732}}));
}

TEST(Networks, AUNetIsAsLargeAsTheSegmenterAndHasNoCodes) {
  const std::int64_t unet = parameter_counts({.network = NetworkType::unet}).at("unet");
  EXPECT_EQ(unet, 1287684);
  EXPECT_NEAR(static_cast<double>(unet), 1125888 + 161732, 0.005 * 1287620);
  Networks networks({.network = NetworkType::unet, .base_width = 2, .classes = 3, .channels = 2});
  initialise(networks, 3);
  const torch::Tensor image = torch::rand({2, 2, 32, 48});
  const Segmentation found = networks.segment(image, Mode::evaluate);
  EXPECT_EQ(found.logits.sizes(), (std::vector<std::int64_t>{2, 3, 32, 48}));
  EXPECT_FALSE(found.codes.image.defined());
  torch::Tensor other = image.clone();
  other[1][0][5][7] += 1.0;
  const torch::Tensor change = (networks.segment(other, Mode::evaluate).logits - found.logits).abs().amax(1);
  EXPECT_EQ(change[0].max().item<double>(), 0.0);
  EXPECT_GT(change[1][5][7].item<double>(), change[1][31][47].item<double>()) << "skips keep places";
  EXPECT_EQ(message_of([&] { networks.encode(image, Mode::evaluate); }), "the network 'unet' has no image encoder");
  EXPECT_EQ(message_of([&] {
              networks.segment(torch::zeros({1, 2, 40, 32}), Mode::evaluate);
            }),
            "image: 32 x 40 pixels found, multiples of 16 expected");
}

/// The U-Net in evaluate mode, from its weights by PyTorch's own functions.
torch::Tensor unet_by_hand(const Networks& networks, const torch::Tensor& image) {
  const auto state = state_of(*networks.sub_networks()[0].module);
  const auto pair = [&](const std::string& name, torch::Tensor x) {
    for (const auto& [conv, norm] : {std::pair(name + ".0.", name + ".1."), std::pair(name + ".3.", name + ".4.")}) {
      x = torch::conv2d(x, state.at(conv + "weight"), state.at(conv + "bias"), 1, 1);
      x = torch::batch_norm(x, state.at(norm + "weight"), state.at(norm + "bias"), state.at(norm + "running_mean"),
                            state.at(norm + "running_var"), false, 0.1, 1e-5, false);
      x = torch::leaky_relu(x, 0.2);
    }
    return x;
  };
  std::vector<torch::Tensor> down = {pair("down0", image)};
  for (const char* name : {"down1", "down2", "down3", "down4"})
    down.push_back(pair(name, torch::max_pool2d(down.back(), 2)));
  torch::Tensor x = down.back();
  for (const std::string name : {"up1", "up2", "up3", "up4"}) {
    down.pop_back();
    const torch::Tensor twice = torch::conv_transpose2d(x, state.at(name + ".weight"), state.at(name + ".bias"), 2);
    x = pair(name + "_conv", torch::cat({down.back(), twice}, 1));
  }
  return torch::conv2d(x, state.at("final_conv.weight"), state.at("final_conv.bias"));
}

TEST(Networks, AUNetJoinsEachStageWithItsSkip) {
  Networks networks({.network = NetworkType::unet, .base_width = 2, .classes = 3});
  initialise(networks, 3);
  const torch::NoGradGuard no_grad;
  const torch::Tensor image = torch::rand({2, 1, 32, 48});
  networks.segment(image, Mode::train);
  EXPECT_TRUE(
      torch::allclose(networks.segment(image, Mode::evaluate).logits, unet_by_hand(networks, image), 1e-3, 1e-4));
}

TEST(Networks, HooksChangeTheFeaturesOfEachPlace) {
  Networks networks({.base_width = 2});
  initialise(networks, 3);
  const torch::Tensor image = torch::rand({2, 1, 32, 32});
  std::vector<std::string> places;
  const FeatureHook note = [&](std::string_view place, const torch::Tensor& features) {
    places.emplace_back(place);
    return features;
  };
  const Segmentation plain = networks.segment(image, Mode::hold);
  const Segmentation noted = networks.segment(image, Mode::hold, note);
  EXPECT_TRUE(torch::equal(noted.logits, plain.logits));
  networks.decode_image(plain.codes.image, Mode::hold, note);
  EXPECT_EQ(places, (std::vector<std::string>{"inc", "down1", "down2", "down3", "down4", "image_code", "shape_code",
                                              "code", "up1", "up2", "up3", "up4"}));
  const FeatureHook silence = [](std::string_view place, const torch::Tensor& features) {
    return place == "shape_code" ? torch::zeros_like(features) : features;
  };
  const Segmentation silent = networks.segment(image, Mode::hold, silence);
  EXPECT_EQ(silent.codes.shape.abs().max().item<double>(), 0.0);
  EXPECT_TRUE(torch::equal(silent.codes.image, plain.codes.image));
  EXPECT_FALSE(torch::equal(silent.logits, plain.logits));
  const FeatureHook fill = [](std::string_view place, const torch::Tensor& features) {
    return place == "image_code" ? torch::full_like(features, 2.0) : features;
  };
  EXPECT_TRUE(networks.encode(image, Mode::hold, fill).image.eq(2.0).all().item<bool>()) << "the code itself";
  Networks direct({.variant = Variant::no_decoupler, .base_width = 2});
  const Codes codes = direct.encode(image, Mode::hold, silence);
  EXPECT_EQ(codes.shape.abs().max().item<double>(), 0.0);
  EXPECT_GT(codes.image.abs().max().item<double>(), 0.0);
}

TEST(Networks, GiveCodesAndImagesOfTheRightShape) {
  Networks networks({.base_width = 2, .classes = 3, .channels = 2});
  const Codes codes = networks.encode(torch::rand({2, 2, 32, 48}), Mode::evaluate);
  EXPECT_EQ(codes.image.sizes(), (std::vector<std::int64_t>{2, 16, 2, 3}));
  EXPECT_EQ(codes.shape.sizes(), codes.image.sizes());
  EXPECT_EQ(networks.decode_segmentation(codes.shape, Mode::evaluate).sizes(),
            (std::vector<std::int64_t>{2, 3, 32, 48}));
  EXPECT_EQ(networks.decode_image(codes.image, Mode::evaluate).sizes(), (std::vector<std::int64_t>{2, 2, 32, 48}));
  EXPECT_EQ(networks.refine(torch::rand({2, 3, 32, 48}), Mode::evaluate).sizes(),
            (std::vector<std::int64_t>{2, 3, 32, 48}));
}

TEST(Networks, RefuseInputsOfAnotherShape) {
  Networks networks({.base_width = 1});
  EXPECT_EQ(message_of([&] {
              networks.encode(torch::zeros({1, 1, 40, 32}), Mode::evaluate);
            }),
            "image: 32 x 40 pixels found, multiples of 16 expected");
  EXPECT_EQ(message_of([&] {
              networks.encode(torch::zeros({1, 2, 32, 32}), Mode::evaluate);
            }),
            "image: shape [1, 2, 32, 32] found, (N, 1, H, W) expected");
  EXPECT_EQ(message_of([&] {
              networks.refine(torch::zeros({1, 3, 32, 32}), Mode::evaluate);
            }),
            "segmentation: shape [1, 3, 32, 32] found, (N, 4, H, W) expected");
}

TEST(Networks, NameThePartThatIsMissing) {
  Networks networks({.network = NetworkType::segmenter, .base_width = 1});
  EXPECT_EQ(message_of([&] {
              networks.refine(torch::zeros({1, 4, 16, 16}), Mode::evaluate);
            }),
            "the network 'segmenter' has no STN");
  EXPECT_EQ(message_of([&] {
              networks.decode_image(torch::zeros({1, 8, 1, 1}), Mode::evaluate);
            }),
            "the network 'segmenter' has no image decoder");
}

Codes codes_of(Variant variant) {
  Networks networks({.variant = variant, .base_width = 2});
  initialise(networks, 3);
  return networks.encode(torch::linspace(0, 1, 2 * 32 * 32).view({2, 1, 32, 32}), Mode::evaluate);
}

TEST(Networks, VariantsDecideWhichCodesTheDecodersGet) {
  const Codes usual = codes_of(Variant::none);
  EXPECT_FALSE(torch::equal(usual.image, usual.shape));
  const Codes shared = codes_of(Variant::share_code);
  EXPECT_TRUE(torch::equal(shared.image, usual.shape));
  EXPECT_TRUE(torch::equal(shared.shape, usual.shape));
  const Codes direct = codes_of(Variant::no_decoupler);
  EXPECT_TRUE(torch::equal(direct.image, usual.image));
  EXPECT_TRUE(torch::equal(direct.shape, usual.image));
}

TEST(Networks, AnUnusedDecouplerStillTracksBatchesInTraining) {
  Networks networks({.variant = Variant::no_decoupler, .base_width = 1});
  const auto tracked = [&] {
    return networks.sub_networks()[0].module->named_buffers()["code_decoupler.1.num_batches_tracked"].item<int>();
  };
  const torch::Tensor image = torch::rand({2, 1, 32, 32});
  networks.encode(image, Mode::hold);
  networks.encode(image, Mode::evaluate);
  EXPECT_EQ(tracked(), 0);
  networks.encode(image, Mode::train);
  EXPECT_EQ(tracked(), 1);
}

}  // namespace
}  // namespace coopseg::nn
