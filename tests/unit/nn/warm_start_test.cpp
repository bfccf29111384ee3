#include "nn/warm_start.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "nn/initialisation.h"

namespace coopseg::nn {
namespace {

Networks make_networks(NetworkType type, std::uint64_t seed, std::int64_t base_width = 2) {
  Networks networks({type, Variant::none, base_width, 4, 1});
  initialise(networks, seed);
  return networks;
}

bool equal(const Networks& one, const Networks& other, const std::string& part) {
  const auto state = [&](const Networks& networks) {
    for (const auto& [name, module] : networks.sub_networks()) {
      if (name == part) return state_of(*module);
    }
    return std::map<std::string, torch::Tensor>();
  };
  const auto there = state(other);
  for (const auto& [key, tensor] : state(one)) {
    if (!torch::equal(tensor, there.at(key))) return false;
  }
  return true;
}

TEST(WarmStart, TakesWhatFitsAndLeavesTheRest) {
  const Networks segmenter = make_networks(NetworkType::segmenter, 1);
  const Networks before = make_networks(NetworkType::ftn_stn, 2);
  Networks both = make_networks(NetworkType::ftn_stn, 2);
  ASSERT_FALSE(equal(segmenter, both, "image_encoder"));
  const WarmStart start = take_parts(segmenter, both);
  EXPECT_EQ(start.taken, (std::vector<std::string>{"image_encoder", "segmentation_decoder"}));
  EXPECT_EQ(start.fresh, (std::vector<std::string>{"image_decoder", "shape_encoder", "shape_decoder"}));
  for (const std::string& part : start.taken) EXPECT_TRUE(equal(segmenter, both, part)) << part;
  for (const std::string& part : start.fresh) EXPECT_TRUE(equal(before, both, part)) << part;
}

TEST(WarmStart, RunningStatisticsComeAlong) {
  Networks trained = make_networks(NetworkType::segmenter, 1);
  for (const auto& entry : state_of(*trained.sub_networks().front().module)) {
    if (entry.first.ends_with("running_mean")) torch::Tensor(entry.second).fill_(3.0);
  }
  Networks other = make_networks(NetworkType::segmenter, 2);
  take_parts(trained, other);
  EXPECT_TRUE(equal(trained, other, "image_encoder"));
}

TEST(WarmStart, TakesNothingOfAnotherWidth) {
  const Networks wide = make_networks(NetworkType::ftn_stn, 1, 4);
  Networks narrow = make_networks(NetworkType::ftn_stn, 2);
  const WarmStart start = take_parts(wide, narrow);
  EXPECT_TRUE(start.taken.empty());
  EXPECT_TRUE(equal(make_networks(NetworkType::ftn_stn, 2), narrow, "image_encoder"));
}

}  // namespace
}  // namespace coopseg::nn
