#include "model_file/model_file.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/error.h"
#include "model_file/state_file.h"

namespace coopseg::model_file {
namespace {

namespace hdf5 = study::hdf5;

constexpr std::string_view format = "coopseg-model";
constexpr std::int64_t version = 1;
constexpr const char* quality_threshold = "quality_threshold";
constexpr const char* trained_on = "trained_on";
constexpr const char* validation = "validation";
constexpr const char* weights = "weights";

[[noreturn]] void refuse_attribute(const std::string& name, const std::string& found, const std::string& expected) {
  throw core::Error("/: attribute " + name + ": " + found + " found, " + expected + " expected");
}

std::int64_t read_integer(const hdf5::Object& file, const std::string& name) {
  const double value = hdf5::read_number_attribute(file, name, 1).front();
  if (value != std::floor(value) || std::abs(value) > 1e9) {
    refuse_attribute(name, c10::str(value), "a whole number");
  }
  return static_cast<std::int64_t>(value);
}

/// Number of classes that "0=background,1=LV,..." names.
std::int64_t count_classes(std::string_view names) {
  std::int64_t count = 0;
  for (std::size_t begin = 0; begin <= names.size(); ++count) {
    const std::size_t end = std::min(names.find(',', begin), names.size());
    const std::string_view entry = names.substr(begin, end - begin);
    const std::string prefix = std::to_string(count) + "=";
    if (!entry.starts_with(prefix) || entry == prefix) {
      refuse_attribute("names", c10::str("entry '", entry, "'"), c10::str("'", prefix, "NAME'"));
    }
    begin = end + 1;
  }
  return count;
}

nn::Architecture read_architecture(const hdf5::Object& file, const std::string& names) {
  nn::Architecture architecture;
  architecture.base_width = read_integer(file, "base_width");
  architecture.channels = read_integer(file, "channels");
  architecture.classes = count_classes(names);
  const std::string network = hdf5::read_text_attribute(file, "network");
  const std::string variant = hdf5::read_text_attribute(file, "variant");
  core::in_context("/", [&] {
    architecture.network = nn::parse_network(network);
    architecture.variant = nn::parse_variant(variant);
    nn::check(architecture);
  });
  return architecture;
}

/// Reads tensors that grow with the base width and the channels, so that a file which claims more than it holds is
/// refused before networks of that size are made.
void check_size(const hdf5::Object& group, const nn::Architecture& architecture) {
  const auto width = static_cast<std::size_t>(architecture.base_width);
  const auto channels = static_cast<std::size_t>(architecture.channels);
  const bool has_codes = architecture.has_codes();
  const hdf5::Object encoder = hdf5::open_group(group, has_codes ? "image_encoder" : "unet");
  const std::string first = has_codes ? "general_encoder.inc.0.weight" : "down0.0.weight";
  const std::string last = has_codes ? "general_encoder.down4.conv.0.weight" : "down4.0.weight";
  hdf5::read<float>(encoder, first, {width, channels, 3, 3});
  hdf5::read<float>(encoder, last, {8 * width, 8 * width, 3, 3});
}

nn::Networks read_networks(const hdf5::Object& file, const nn::Architecture& architecture) {
  check_size(hdf5::open_group(file, weights), architecture);
  nn::Networks networks(architecture);
  read_weights(file, weights, networks);
  return networks;
}

}  // namespace

ModelInfo read_info(const hdf5::Object& file) {
  const std::string found = hdf5::read_text_attribute(file, "format");
  if (found != format) refuse_attribute("format", "'" + found + "'", "'" + std::string(format) + "'");
  if (const auto number = read_integer(file, "version"); number != version) {
    refuse_attribute("version", std::to_string(number), std::to_string(version));
  }
  ModelInfo info;
  info.names = hdf5::read_text_attribute(file, "names");
  info.architecture = read_architecture(file, info.names);
  const auto spacing = hdf5::read_number_attribute(file, "spacing", 2);
  const auto size = hdf5::read_number_attribute(file, "size", 2);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    if (!(spacing[axis] > 0)) refuse_attribute("spacing", c10::str(spacing[axis]), "a number above 0");
    if (!(size[axis] >= nn::code_stride && size[axis] <= 65536 && std::fmod(size[axis], nn::code_stride) == 0)) {
      refuse_attribute("size", c10::str(size[axis]), "a multiple of " + std::to_string(nn::code_stride));
    }
    info.spacing[axis] = spacing[axis];
    info.size[axis] = static_cast<std::size_t>(size[axis]);
  }
  info.preprocessing = hdf5::read_text_attribute(file, "preprocessing");
  info.config = hdf5::read_text_attribute(file, "config");
  info.provenance = hdf5::read_text(file, "provenance");
  for (const auto& [name, text] : {std::pair{trained_on, &info.trained_on}, std::pair{validation, &info.validation}})
    if (hdf5::has_attribute(file, name)) *text = hdf5::read_text_attribute(file, name);
  if (hdf5::has_attribute(file, quality_threshold)) {
    info.quality_threshold = hdf5::read_number_attribute(file, quality_threshold, 1).front();
    if (!(*info.quality_threshold >= 0 && *info.quality_threshold <= 1)) {
      refuse_attribute(quality_threshold, c10::str(*info.quality_threshold), "a number from 0 to 1");
    }
  }
  return info;
}

void write_model(const hdf5::Handle& file, const ModelInfo& info, const nn::Networks& networks) {
  const nn::Architecture& architecture = networks.architecture();
  if (count_classes(info.names) != architecture.classes) {
    refuse_attribute("names", "'" + info.names + "'", std::to_string(architecture.classes) + " classes");
  }
  hdf5::write_text_attribute(file, "format", std::string(format));
  hdf5::write_integer_attribute(file, "version", version);
  hdf5::write_text_attribute(file, "network", std::string(nn::name_of(architecture.network)));
  hdf5::write_text_attribute(file, "variant", std::string(nn::name_of(architecture.variant)));
  hdf5::write_integer_attribute(file, "base_width", architecture.base_width);
  hdf5::write_integer_attribute(file, "channels", architecture.channels);
  hdf5::write_text_attribute(file, "names", info.names);
  hdf5::write_number_attribute(file, "spacing", info.spacing);
  const std::array<std::int64_t, 2> size = {static_cast<std::int64_t>(info.size[0]),
                                            static_cast<std::int64_t>(info.size[1])};
  hdf5::write_integer_attribute(file, "size", size);
  hdf5::write_text_attribute(file, "preprocessing", info.preprocessing);
  hdf5::write_text_attribute(file, "config", info.config);
  hdf5::write_text(file, "provenance", info.provenance);
  for (const auto& [name, text] : {std::pair{trained_on, &info.trained_on}, std::pair{validation, &info.validation}})
    if (!text->empty()) hdf5::write_text_attribute(file, name, *text);
  if (info.quality_threshold) {
    hdf5::write_number_attribute(file, quality_threshold, std::array{*info.quality_threshold});
  }
  write_weights(file, weights, networks);
}

void write_weights(const hdf5::Handle& file, const std::string& name, const nn::Networks& networks) {
  const hdf5::Handle root = hdf5::create_group(file, name);
  for (const auto& [sub_network, module] : networks.sub_networks())
    write_state(hdf5::create_group(root, sub_network), nn::state_of(*module));
}

void read_weights(const hdf5::Object& file, const std::string& name, const nn::Networks& networks) {
  const hdf5::Object root = hdf5::open_group(file, name);
  std::vector<std::string> names;
  for (const auto& sub_network : networks.sub_networks()) names.push_back(sub_network.name);
  check_members(root, names);
  for (const auto& [sub_network, module] : networks.sub_networks())
    read_state(hdf5::open_group(root, sub_network), nn::state_of(*module));
}

core::Bytes bytes_of(const ModelInfo& info, const nn::Networks& networks) {
  const hdf5::Handle file = hdf5::create_image();
  write_model(file, info, networks);
  return hdf5::image_of(file);
}

Model read_model(const hdf5::Object& file) {
  ModelInfo info = read_info(file);
  nn::Networks networks = read_networks(file, info.architecture);
  return {std::move(info), std::move(networks)};
}

Model read_model(const core::Input& input) {
  return core::in_context(input.name, [&] { return read_model(hdf5::open_file(input.bytes)); });
}

}  // namespace coopseg::model_file
