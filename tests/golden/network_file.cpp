#include "network_file.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>

#include "core/error.h"
#include "hard_examples/latent_masking.h"
#include "model_file/state_file.h"
#include "nn/compute.h"

namespace coopseg::golden {
namespace {

namespace hdf5 = study::hdf5;

bool is_group(const hdf5::Object& parent, const std::string& name) {
  try {
    hdf5::open_group(parent, name);
  } catch (const core::Error&) {
    return false;
  }
  return true;
}

/// Adds the paths of all datasets under a group, "" or one that ends in "/".
void collect_datasets(const hdf5::Object& group, const std::string& path, std::set<std::string>& names) {
  for (const std::string& name : hdf5::members(group)) {
    if (is_group(group, name)) {
      collect_datasets(hdf5::open_group(group, name), path + name + "/", names);
    } else {
      names.insert(path + name);
    }
  }
}

/// A group or dataset by its path.
hdf5::Object open_object(const hdf5::Object& file, const std::string& path) {
  if (path == "/") return file;
  return is_group(file, path) ? hdf5::open_group(file, path) : hdf5::open_dataset(file, path);
}

std::string leaf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string device_name() {
  const char* name = std::getenv("COOPSEG_TEST_DEVICE");
  return name != nullptr ? name : "cpu";
}

template <class T>
torch::Tensor read_as(const hdf5::Object& file, const std::string& dataset) {
  const hdf5::Shape shape = hdf5::shape_of(file, dataset);
  const std::vector<T> values = hdf5::read<T>(file, dataset);
  return torch::tensor(at::ArrayRef<T>(values))
      .view(std::vector<std::int64_t>(shape.begin(), shape.end()))
      .to(device());
}

}  // namespace

bool has_device() { return device_name() == "cpu" || torch::cuda::device_count() > 0; }

torch::Device device() {
  static const torch::Device chosen = [] {
    const torch::Device named = nn::parse_device(device_name());
    nn::start_computing({named, at::get_num_threads()});
    return named;
  }();
  return chosen;
}

std::string NetworkFile::path() {
  const char* folder = std::getenv("COOPSEG_GOLDEN");
  return (std::filesystem::path(folder != nullptr ? folder : COOPSEG_GOLDEN_DEFAULT) / "network.h5").string();
}

NetworkFile* NetworkFile::find() {
  static const std::unique_ptr<NetworkFile> file =
      std::filesystem::exists(path()) ? std::unique_ptr<NetworkFile>(new NetworkFile(core::read_input(path()).bytes))
                                      : nullptr;
  return file.get();
}

NetworkFile::NetworkFile(const core::Bytes& bytes) : file_(hdf5::open_file(bytes)) {
  collect_datasets(file_, "", datasets_);
}

std::vector<std::string> NetworkFile::members(const std::string& group) const {
  const std::string prefix = group + "/";
  std::set<std::string> names;
  for (auto at = datasets_.lower_bound(prefix); at != datasets_.end() && at->starts_with(prefix); ++at) {
    names.insert(at->substr(prefix.size(), at->find('/', prefix.size()) - prefix.size()));
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> NetworkFile::unread() const {
  std::vector<std::string> names;
  std::set_difference(datasets_.begin(), datasets_.end(), read_.begin(), read_.end(), std::back_inserter(names));
  return names;
}

torch::Tensor NetworkFile::tensor(const std::string& dataset) {
  read_.insert(dataset);
  const std::string name = leaf(dataset);
  const bool whole = name.starts_with("label") || name.ends_with("num_batches_tracked");
  return whole ? read_as<std::int64_t>(file_, dataset) : read_as<float>(file_, dataset);
}

std::vector<std::string> NetworkFile::texts(const std::string& dataset) {
  read_.insert(dataset);
  return hdf5::read_texts(file_, dataset);
}

bool NetworkFile::has_attribute(const std::string& object, const std::string& name) const {
  return hdf5::has_attribute(open_object(file_, object), name);
}

double NetworkFile::number(const std::string& object, const std::string& name) const {
  return hdf5::read_number_attribute(open_object(file_, object), name, 1).front();
}

std::string NetworkFile::text(const std::string& object, const std::string& name) const {
  return hdf5::read_text_attribute(open_object(file_, object), name);
}

std::map<std::string, torch::Tensor> parameters_by_name(const nn::Networks& networks) {
  std::map<std::string, torch::Tensor> all;
  for (const auto& [name, module] : networks.sub_networks()) {
    for (const auto& parameter : module->named_parameters()) all[name + "/" + parameter.key()] = parameter.value();
  }
  return all;
}

nn::Networks make_networks(NetworkFile& file, nn::Variant variant) {
  const auto number = [&](const char* name) { return static_cast<std::int64_t>(file.number("/", name)); };
  nn::Architecture architecture;
  architecture.variant = variant;
  architecture.base_width = number("base_width");
  architecture.classes = number("num_classes");
  if (file.has_attribute("/", "image_channels")) architecture.channels = number("image_channels");
  nn::Networks networks(architecture);
  networks.to(device());
  const torch::NoGradGuard no_grad;
  for (const auto& [name, module] : networks.sub_networks()) {
    const std::string group = "weights/" + name;
    auto state = nn::state_of(*module);
    for (const auto& key : file.members(group)) state.at(key).copy_(file.tensor(group + "/" + key));
    if (file.members(group).size() != state.size()) throw core::Error(group + ": keys of the network are missing");
  }
  return networks;
}

train::Batch make_batch(NetworkFile& file) {
  return {file.tensor("input/image_clean"), file.tensor("input/image_noisy"), file.tensor("input/label")};
}

hard_examples::MaskDraws recorded_draws(NetworkFile& file, const std::string& code, const std::string& type,
                                        bool soft) {
  const std::string group = "mask/" + code + "/" + type;
  hard_examples::MaskDraws draws;
  draws.type = hard_examples::parse_mask(type);
  if (draws.type == hard_examples::MaskType::dropout) {
    draws.share = file.number(group, "p");
    draws.keep = file.tensor(group + "/keep");
    return draws;
  }
  draws.share = file.number(group, "percentile");
  if (soft) draws.soft = file.tensor(group + "/soft_draw");
  return draws;
}

hard_examples::Generator make_generator(nn::Networks& networks, const hard_examples::LatentDraws& draws) {
  return [&networks, draws](const hard_examples::StandardPass& pass) {
    return hard_examples::mask_codes(networks, pass, {}, draws, nn::Mode::train);
  };
}

hard_examples::LatentDraws scenario_draws(NetworkFile& file, const std::string& scenario) {
  const std::string group = "hard/" + scenario;
  const bool soft = !file.has_attribute(group, "soft") || file.number(group, "soft") != 0;
  hard_examples::LatentDraws draws;
  if (file.has_attribute(group, "image_code_mask")) {
    draws.image = recorded_draws(file, "zi", file.text(group, "image_code_mask"), soft);
  }
  if (file.has_attribute(group, "shape_code_mask")) {
    draws.shape = recorded_draws(file, "zs", file.text(group, "shape_code_mask"), soft);
  }
  return draws;
}

}  // namespace coopseg::golden
