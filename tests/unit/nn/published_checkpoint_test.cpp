#include "nn/published_checkpoint.h"

#include <gtest/gtest.h>
#include <torch/torch.h>
#include <zip.h>

#include <functional>
#include <random>

#include "../support/temporary_folder.h"
#include "core/error.h"
#include "nn/initialisation.h"

namespace coopseg::nn {
namespace {

std::string number(std::int64_t value) {
  std::string text = "J";
  for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(value >> shift & 255);
  return text;
}

std::string pickled(const std::string& value) {
  return "X" + number(static_cast<std::int64_t>(value.size())).substr(1) + value;
}

std::string tuple(at::IntArrayRef values) {
  std::string items = "(";
  for (const std::int64_t value : values) items += number(value);
  return items + "t";
}

/// A tensor as torch.save pickles it, with its numbers in data/<record>.
std::string pickled(const torch::Tensor& tensor, const std::string& record) {
  const std::string type = tensor.is_floating_point() ? "FloatStorage" : "LongStorage";
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickled("storage") + "ctorch\n" + type + "\n" + pickled(record) +
         pickled("cuda:0") + number(tensor.numel()) + "tQ" + number(0) + tuple(tensor.sizes()) +
         tuple(tensor.strides()) + "\x89}tR";
}

using Change = std::function<void(std::string&)>;

/// What torch.save(state) writes, with a pickle that is changed.
void save(
    const std::map<std::string, torch::Tensor>& state, const std::string& path,
    const Change& change = [](std::string&) {}) {
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  const auto add = [&](const std::string& name, const void* data, std::size_t size) {
    zip_source_t* source = zip_source_buffer(archive, data, size, 0);
    const zip_int64_t index = zip_file_add(archive, ("archive/" + name).c_str(), source, 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  };
  std::string pickle = "\x80\x02}(";
  int record = 0;
  for (const auto& [key, tensor] : state) {
    const std::string name = std::to_string(record++);
    pickle += pickled(key) + pickled(tensor, name);
    add("data/" + name, tensor.data_ptr(), tensor.nbytes());
  }
  pickle += "u.";
  change(pickle);
  add("data.pkl", pickle.data(), pickle.size());
  ASSERT_EQ(zip_close(archive), 0);
}

class PublishedCheckpointTest : public InTemporaryFolder {
 protected:
  PublishedCheckpointTest() : networks_({NetworkType::ftn_stn, Variant::none, 1, 3, 2}) {
    initialise(networks_, 9);
    for (const auto& [name, module] : networks_.sub_networks()) save(state_of(*module), file(name));
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

/// Cuts bytes short, or changes some anywhere.
class Damage {
 public:
  void operator()(std::string& bytes) {
    if (below(4) == 0) bytes.resize(1 + below(bytes.size() - 1));
    for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
      bytes[below(bytes.size())] = static_cast<char>(below(256));
    }
  }

 private:
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(source_); }

  std::mt19937 source_{8};
};

// Taken or refused, never anything else.
TEST_F(PublishedCheckpointTest, DamageIsRefusedOrDoesNotMatter) {
  const std::string whole = text("shape_decoder.pth");
  Damage damage;
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    if (i % 2 == 0) {
      std::string damaged = whole;
      damage(damaged);
      make("shape_decoder.pth", damaged);
    } else {
      save(state_of(*networks_.sub_networks()[4].module), file("shape_decoder"), std::ref(damage));
    }
    try {
      read();
    } catch (const core::Error& error) {
      EXPECT_EQ(std::string(error.what()).find(file("shape_decoder") + ": "), 0U) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 300);
  EXPECT_LT(refused, 400);
}

}  // namespace
}  // namespace coopseg::nn
