#include "nn/published_checkpoint.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <random>

#include "../core/temporary_folder.h"
#include "core/error.h"
#include "nn/initialisation.h"

namespace coopseg::nn {
namespace {

/// What torch.save(state) writes, but for a dict instead of an OrderedDict.
std::vector<char> saved(const std::map<std::string, torch::Tensor>& state) {
  c10::Dict<std::string, torch::Tensor> dictionary;
  for (const auto& [key, tensor] : state) dictionary.insert(key, tensor.detach());
  return torch::pickle_save(dictionary);
}

void write(const std::string& path, const std::vector<char>& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class PublishedCheckpointTest : public core::InTemporaryFolder {
 protected:
  PublishedCheckpointTest() : networks_({NetworkType::ftn_stn, Variant::none, 1, 3, 2}) {
    initialise(networks_, 9);
    for (const auto& [name, module] : networks_.sub_networks()) write(file(name), saved(state_of(*module)));
  }

  std::string file(const std::string& name) const { return path(name + ".pth"); }
  PublishedCheckpoint read() const { return read_published_checkpoint(folder_.string(), Variant::share_code); }

  Networks networks_;
};

TEST_F(PublishedCheckpointTest, EqualsWhatWasSaved) {
  const PublishedCheckpoint checkpoint = read();
  EXPECT_EQ(checkpoint.networks.architecture(), (Architecture{NetworkType::ftn_stn, Variant::share_code, 1, 3, 2}));
  EXPECT_EQ(checkpoint.digests.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    const auto found = state_of(*checkpoint.networks.sub_networks()[i].module);
    for (const auto& [key, tensor] : state_of(*networks_.sub_networks()[i].module)) {
      EXPECT_TRUE(found.at(key).equal(tensor)) << key;
    }
  }
}

// Cut short, or with bytes changed anywhere: taken or refused, never anything else.
TEST_F(PublishedCheckpointTest, DamageIsRefusedOrDoesNotMatter) {
  const std::vector<char> whole = saved(state_of(*networks_.sub_networks()[4].module));
  std::mt19937 source(8);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(source);
  };
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::vector<char> damaged = whole;
    if (below(4) == 0) damaged.resize(below(whole.size()));
    for (std::size_t changes = below(17); changes > 0 && !damaged.empty(); --changes) {
      damaged[below(damaged.size())] = static_cast<char>(below(256));
    }
    write(file("shape_decoder"), damaged);
    try {
      read();
    } catch (const core::Error& error) {
      EXPECT_EQ(std::string(error.what()).find(file("shape_decoder") + ": "), 0U) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 200);
  EXPECT_LT(refused, 300);
}

}  // namespace
}  // namespace coopseg::nn
