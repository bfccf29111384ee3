// Every case of artifacts.h5 whose transform the registry knows, within 1e-4 of max|output|.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iostream>
#include <sstream>

#include "artifact/registry.h"
#include "core/files.h"
#include "golden_file.h"
#include "study/hdf5.h"

namespace coopseg {
namespace {

namespace hdf5 = study::hdf5;

constexpr double tolerance = 1e-4;

/// "BiasField" is bias-field, "num_ghosts" num-ghosts.
std::string dashed(const std::string& name) {
  std::string text;
  for (const char letter : name) {
    const auto code = static_cast<unsigned char>(letter);
    if (std::isupper(code) != 0 && !text.empty()) text += '-';
    text += letter == '_' ? '-' : static_cast<char>(std::tolower(code));
  }
  return text;
}

bool known(const std::string& name) {
  return std::ranges::find(artifact::registry(), name, &artifact::Artifact::name) != artifact::registry().end();
}

/// A volume of the file, stored [x, y, z], as an image in the order of study::Grid (x fastest).
struct Volume {
  study::Grid grid;
  std::vector<float> image;
};

Volume read_volume(const hdf5::Handle& group, const std::string& name) {
  const hdf5::Shape shape = hdf5::shape_of(group, name);
  const std::vector<float> stored = hdf5::read<float>(group, name);
  Volume volume{.grid = {.size = {shape.at(0), shape.at(1), shape.at(2)},
                         .spacing = {1, 1, 1},
                         .origin = {},
                         .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}},
                .image = std::vector<float>(stored.size())};
  auto value = stored.begin();
  for (std::size_t x = 0; x < shape[0]; ++x)
    for (std::size_t y = 0; y < shape[1]; ++y)
      for (std::size_t z = 0; z < shape[2]; ++z) volume.image[(z * shape[1] + y) * shape[0] + x] = *value++;
  return volume;
}

/// The attributes that `param_names` lists, through the same checks as --set and parameter files.
artifact::Parameters read_parameters(const hdf5::Handle& group, const artifact::Artifact& artifact) {
  nlohmann::json json;
  std::istringstream names(hdf5::read_text_attribute(group, "param_names"));
  for (std::string name; std::getline(names, name, ',');) {
    const auto info = std::ranges::find(artifact.parameters, dashed(name), &artifact::ParameterInfo::name);
    const bool list = info != artifact.parameters.end() && info->list;
    const std::vector<double> numbers = hdf5::read_number_attribute(group, name);
    json[dashed(name)] = list ? nlohmann::json(numbers) : nlohmann::json(numbers.at(0));
  }
  return artifact::from_json(artifact.parameters, json);
}

double difference(const hdf5::Handle& file, const hdf5::Handle& group, const artifact::Artifact& artifact,
                  const std::string& volume_name) {
  Volume volume = read_volume(hdf5::open_group(file, "volumes/" + volume_name), "image");
  const std::vector<float> expected = read_volume(group, "output").image;
  artifact::apply(artifact, read_parameters(group, artifact), volume.grid, volume.image);
  double worst = 0.0;
  double largest = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(volume.image.at(i)) - expected[i]));
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
  }
  return largest > 0.0 ? worst / largest : worst;
}

/// Cases of one transform: path below `cases` and name of the volume.
std::vector<std::pair<std::string, std::string>> cases_of(const hdf5::Handle& file, const std::string& transform) {
  std::vector<std::pair<std::string, std::string>> cases;
  const hdf5::Handle tags = hdf5::open_group(file, "cases/" + transform);
  for (const std::string& tag : hdf5::members(tags))
    for (const std::string& volume : hdf5::members(hdf5::open_group(tags, tag)))
      cases.emplace_back("cases/" + transform + "/" + tag + "/" + volume, volume);
  return cases;
}

TEST(GoldenArtifacts, TransformsEqualTorchIO) {
  GOLDEN_FILE_OR_SKIP(path, "artifacts.h5");
  const core::Input input = core::read_input(path);
  const hdf5::Handle file = hdf5::open_image(input.bytes);
  std::size_t compared = 0;
  for (const std::string& transform : hdf5::members(hdf5::open_group(file, "cases"))) {
    const auto cases = cases_of(file, transform);
    if (!known(dashed(transform))) {
      std::cout << transform << ": " << cases.size() << " cases not compared, the registry has no such artifact\n";
      continue;
    }
    double worst = 0.0;
    for (const auto& [name, volume] : cases) {
      SCOPED_TRACE(name);
      const double found = difference(file, hdf5::open_group(file, name), artifact::find(dashed(transform)), volume);
      EXPECT_LE(found, tolerance);
      worst = std::max(worst, found);
    }
    compared += cases.size();
    std::cout << transform << ": " << cases.size() << " cases compared, largest difference " << worst << '\n';
  }
  EXPECT_GT(compared, 0U);
}

}  // namespace
}  // namespace coopseg
