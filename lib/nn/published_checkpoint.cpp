#include "nn/published_checkpoint.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "core/named_values.h"
#include "nn/stored_state.h"

namespace coopseg::nn {
namespace {

constexpr std::array<const char*, 5> sub_networks = {"image_encoder", "segmentation_decoder", "image_decoder",
                                                     "shape_encoder", "shape_decoder"};

constexpr std::array<core::Named<Variant>, 3> network_types = {{{"FCN_16_standard", Variant::none},
                                                                {"FCN_16_standard_share_code", Variant::share_code},
                                                                {"FCN_16_standard_w_o_filter", Variant::no_decoupler}}};

constexpr std::size_t largest_pickle = 4 << 20;  // bytes; a snapshot with five optimisers has about 0.2 MiB

/// A file of torch.save: its archive and what its pickle describes.
struct TorchFile {
  explicit TorchFile(core::Input input)
      : name(input.name), digest(core::digest(input.bytes)), archive(std::move(input.bytes)), pickle(read_pickle()) {}

  Pickle read_pickle() const {
    const core::Bytes bytes = archive.read("data.pkl");
    if (bytes.size() > largest_pickle) throw core::Error("data.pkl: is too large for a state dict");
    return core::in_context("data.pkl", [&] { return Pickle(bytes); });
  }

  std::string name;
  std::string digest;
  TorchArchive archive;
  Pickle pickle;
};

std::shared_ptr<const TorchFile> open(const std::string& path) {
  core::Input input = core::read_input(path);
  const std::string name = input.name;
  return core::in_context(name, [&] { return std::make_shared<const TorchFile>(std::move(input)); });
}

/// The state dict of one sub-network, and the file that has it.
struct Source {
  std::shared_ptr<const TorchFile> file;
  std::string context;  // for messages
  std::map<std::string, StoredTensor> state;
};

using Sources = std::map<std::string, Source>;

/// The keys of a network that PyTorch's DataParallel held begin with "module.".
bool is_data_parallel(const std::map<std::string, StoredTensor>& state) {
  return !state.empty() &&
         std::ranges::all_of(state, [](const auto& entry) { return entry.first.starts_with("module."); });
}

Source make_source(std::shared_ptr<const TorchFile> file, const std::string& context, const PickleValue& state_dict) {
  auto state = core::in_context(context, [&] { return stored_state(state_dict, file->archive.size()); });
  if (!is_data_parallel(state)) return {std::move(file), context, std::move(state)};
  Source source{std::move(file), context + ": without DataParallel's module.", {}};
  for (auto& [key, tensor] : state)
    source.state.emplace(key.substr(std::string_view("module.").size()), std::move(tensor));
  return source;
}

const PickleValue& member(const PickleValue& dictionary, const char* key) {
  const PickleValue* value = find(dictionary, key);
  if (value == nullptr) throw core::Error(std::string(key) + ": missing");
  return *value;
}

Variant variant_of(const PickleValue& snapshot, std::optional<Variant> given) {
  const auto* type = member(snapshot, "network_type").as<std::string>();
  if (type == nullptr) throw core::Error("network_type: is no text");
  const Variant variant = core::value_of(network_types, "network_type", printable(*type));
  if (given.value_or(variant) != variant) {
    throw core::Error("network_type: variant '" + std::string(name_of(variant)) + "' found, '" +
                      std::string(name_of(*given)) + "' asked for");
  }
  return variant;
}

Sources read_folder(const std::string& folder) {
  Sources sources;
  for (const std::string name : sub_networks) {
    const auto file = open((std::filesystem::path(folder) / (name + ".pth")).string());
    sources.emplace(name, make_source(file, file->name, file->pickle.root()));
  }
  return sources;
}

Sources read_snapshot(const std::shared_ptr<const TorchFile>& file) {
  const PickleValue& states = core::in_context(file->name, [&]() -> const PickleValue& {
    if (find(file->pickle.root(), "model_state") == nullptr) {
      throw core::Error("holds no model_state, so it is no snapshot; for state dicts their folder is expected");
    }
    return member(file->pickle.root(), "model_state");
  });
  Sources sources;
  for (const std::string name : sub_networks) {
    const std::string context = file->name + ": model_state: " + name;
    const PickleValue* state = core::in_context(context, [&] { return find(states, name); });
    if (state == nullptr) throw core::Error(context + ": missing");
    sources.emplace(name, make_source(file, context, *state));
  }
  return sources;
}

/// The sizes of a weight of a convolution.
std::array<std::int64_t, 4> weight_sizes(const Source& source, const std::string& key) {
  return core::in_context(source.context, [&] {
    const auto found = source.state.find(key);
    if (found == source.state.end()) throw core::Error(key + ": missing");
    const auto& sizes = found->second.sizes;
    if (sizes.size() != 4) throw core::Error(key + ": a weight of 4 dimensions is expected");
    return std::array<std::int64_t, 4>{sizes[0], sizes[1], sizes[2], sizes[3]};
  });
}

Architecture architecture_of(const Sources& sources, Variant variant) {
  const Source& encoder = sources.at("image_encoder");
  const auto first = weight_sizes(encoder, "general_encoder.inc.0.weight");
  Architecture architecture{NetworkType::ftn_stn, variant, first[0], 4, first[1]};
  architecture.classes = weight_sizes(sources.at("segmentation_decoder"), "final_conv.weight")[0];
  core::in_context(encoder.context, [&] { check(architecture); });
  // Networks of this width are made only where the file has about as many numbers.
  const std::string key = "general_encoder.down4.conv.0.weight";
  if (weight_sizes(encoder, key)[1] != architecture.code_channels()) {
    throw core::Error(encoder.context + ": " + key + ": does not have the width of general_encoder.inc.0.weight");
  }
  return architecture;
}

Networks load(const Sources& sources, const Architecture& architecture) {
  Networks networks(architecture);
  for (const auto& [name, module] : networks.sub_networks()) {
    const Source& source = sources.at(name);
    core::in_context(source.context, [&] { load_state(source.file->archive, source.state, state_of(*module)); });
  }
  return networks;
}

}  // namespace

PublishedCheckpoint read_published_checkpoint(const std::string& path, std::optional<Variant> variant) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) {
    const auto file = open(path);
    const Sources sources = read_snapshot(file);
    const Variant found = core::in_context(file->name, [&] { return variant_of(file->pickle.root(), variant); });
    return {load(sources, architecture_of(sources, found)), {{"snapshot", file->digest}}};
  }
  const Sources sources = read_folder(path);
  PublishedCheckpoint checkpoint{load(sources, architecture_of(sources, variant.value_or(Variant::none))), {}};
  for (const auto& [name, source] : sources) checkpoint.digests.emplace_back(name, source.file->digest);
  return checkpoint;
}

}  // namespace coopseg::nn
