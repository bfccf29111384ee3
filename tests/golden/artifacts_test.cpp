// Every case of artifacts.h5 within 1e-4 of max|output|, and the seeded draws bit by bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iostream>
#include <sstream>

#include "artifact/recipe.h"
#include "artifact/registry.h"
#include "core/files.h"
#include "golden_file.h"
#include "study/hdf5_reader.h"
#include "torchio_draws.h"

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

/// A volume of the file, stored [x, y, z], as an image in the order of study::Grid (x fastest).
struct Volume {
  study::Grid grid;
  std::vector<float> image;
};

Volume read_volume(const hdf5::Object& group, const std::string& name, const study::Grid& geometry) {
  const hdf5::Shape shape = hdf5::shape_of(group, name);
  const std::vector<float> stored = hdf5::read<float>(group, name);
  Volume volume{.grid = geometry, .image = std::vector<float>(stored.size())};
  volume.grid.size = {shape.at(0), shape.at(1), shape.at(2)};
  auto value = stored.begin();
  for (std::size_t x = 0; x < shape[0]; ++x)
    for (std::size_t y = 0; y < shape[1]; ++y)
      for (std::size_t z = 0; z < shape[2]; ++z) volume.image[(z * shape[1] + y) * shape[0] + x] = *value++;
  return volume;
}

study::Grid read_geometry(const hdf5::Object& group) {
  study::Grid grid;
  std::ranges::copy(hdf5::read_number_attribute(group, "itk_spacing", 3), grid.spacing.begin());
  std::ranges::copy(hdf5::read_number_attribute(group, "itk_origin_lps", 3), grid.origin.begin());
  std::ranges::copy(hdf5::read_number_attribute(group, "itk_direction_lps", 9), grid.direction.begin());
  return grid;
}

bool flag(const hdf5::Object& group, const std::string& name) {
  return hdf5::has_attribute(group, name) && hdf5::read_number_attribute(group, name, 1).front() != 0.0;
}

nlohmann::json rows_of(const std::vector<double>& values) {
  nlohmann::json rows = nlohmann::json::array();
  for (std::size_t i = 0; i + 2 < values.size(); i += 3) rows.push_back({values[i], values[i + 1], values[i + 2]});
  return rows;
}

/// The attributes that `param_names` lists, through the same checks as --set and parameter files.
artifact::Parameters read_parameters(const hdf5::Object& group, const artifact::Artifact& artifact) {
  nlohmann::json json = nlohmann::json::object();
  if (artifact.name == "motion") json["mode"] = "torchio";
  std::istringstream names(hdf5::read_text_attribute(group, "param_names"));
  for (std::string name; std::getline(names, name, ',');) {
    const artifact::ParameterInfo& info = artifact::find(artifact.parameters, dashed(name));
    if (flag(group, name + "_is_none") || flag(group, name + "_is_empty")) {
      json[info.name] = "none";
    } else if (info.kind == artifact::Kind::word) {
      json[info.name] = hdf5::read_text_attribute(group, name);
    } else {
      const std::vector<double> values = hdf5::read_number_attribute(group, name);
      json[info.name] = info.kind == artifact::Kind::rows      ? rows_of(values)
                        : info.kind == artifact::Kind::numbers ? nlohmann::json(values)
                                                               : nlohmann::json(values.at(0));
    }
  }
  return artifact::parameters_from_json(artifact.parameters, json);
}

/// The largest difference of two images over the largest value of the second.
double difference(const std::vector<float>& found, const std::vector<float>& expected) {
  double worst = 0.0;
  double largest = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(found.at(i)) - expected[i]));
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
  }
  return largest > 0.0 ? worst / largest : worst;
}

double difference_of_case(const hdf5::Object& file, const hdf5::Object& group, const artifact::Artifact& artifact,
                          const std::string& volume_name) {
  const hdf5::Object input = hdf5::open_group(file, "volumes/" + volume_name);
  Volume volume = read_volume(input, "image", read_geometry(input));
  artifact::apply(artifact, read_parameters(group, artifact), volume.grid, volume.image);
  return difference(volume.image, read_volume(group, "output", volume.grid).image);
}

/// Cases of one transform: path below `cases` and name of the volume.
std::vector<std::pair<std::string, std::string>> cases_of(const hdf5::Object& file, const std::string& transform) {
  std::vector<std::pair<std::string, std::string>> cases;
  const hdf5::Object tags = hdf5::open_group(file, "cases/" + transform);
  for (const std::string& tag : hdf5::members(tags))
    for (const std::string& volume : hdf5::members(hdf5::open_group(tags, tag)))
      cases.emplace_back("cases/" + transform + "/" + tag + "/" + volume, volume);
  return cases;
}

TEST(GoldenArtifacts, TransformsEqualTorchIO) {
  GOLDEN_FILE_OR_SKIP(path, "artifacts.h5");
  const core::Input input = core::read_input(path);
  const hdf5::Object file = hdf5::open_file(input.bytes);
  std::size_t compared = 0;
  for (const std::string& transform : hdf5::members(hdf5::open_group(file, "cases"))) {
    const auto cases = cases_of(file, transform);
    double worst = 0.0;
    for (const auto& [name, volume] : cases) {
      SCOPED_TRACE(name);
      const double found =
          difference_of_case(file, hdf5::open_group(file, name), artifact::find(dashed(transform)), volume);
      EXPECT_LE(found, tolerance);
      worst = std::max(worst, found);
    }
    compared += cases.size();
    std::cout << transform << ": " << cases.size() << " cases compared, largest difference " << worst << '\n';
  }
  EXPECT_GT(compared, 0U);
}

/// "RandomMotion_5_seed0" and "RandomMotion_seed11" are RandomMotion.
std::string transform_of(const std::string& name) { return name.substr(0, name.find('_')); }

/// Draws as TorchIO does with the seed and the arguments that stand in `group`, and compares the parameters.
TorchioDraws expect_draws_of(const hdf5::Object& group, const std::string& transform) {
  const artifact::Artifact& artifact = artifact::find(dashed(transform.substr(std::string("Random").size())));
  TorchioDraws draws(static_cast<unsigned int>(hdf5::read_number_attribute(group, "seed", 1).front()));
  const auto arguments = nlohmann::json::parse(hdf5::read_text_attribute(group, "args_json"));
  const artifact::Parameters drawn =
      artifact::parameters_from_json(artifact.parameters, draws.draw(transform, arguments));
  EXPECT_EQ(artifact::to_json(drawn), artifact::to_json(read_parameters(group, artifact)));
  return draws;
}

TEST(GoldenArtifacts, SeededDrawsEqualTorchIO) {
  GOLDEN_FILE_OR_SKIP(path, "artifacts.h5");
  const core::Input input = core::read_input(path);
  const hdf5::Object file = hdf5::open_file(input.bytes);
  const hdf5::Object groups = hdf5::open_group(file, "random_draws");
  std::size_t compared = 0;
  for (const std::string& name : hdf5::members(groups)) {
    SCOPED_TRACE(name);
    const hdf5::Object group = hdf5::open_group(groups, name);
    TorchioDraws draws = expect_draws_of(group, transform_of(name));
    draws.uniform();  // of the deterministic transform inside the random one
    EXPECT_EQ(draws.uniform(), hdf5::read_number_attribute(group, "next_rand", 1).front());
    ++compared;
  }
  EXPECT_GT(compared, 0U);
  std::cout << compared << " draws compared\n";
}

/// The setting of configs/artifacts/acdc-c.ini without its window: the golden volume is smaller.
artifact::Setting published_setting() {
  const core::Input recipe = core::read_input(COOPSEG_ACDC_C);
  const std::string text(reinterpret_cast<const char*>(recipe.bytes.data()), recipe.bytes.size());
  artifact::Setting setting = artifact::parse_recipe(text).setting;
  setting.window.reset();
  return setting;
}

TEST(GoldenArtifacts, PublishedSetFromItsSeeds) {
  GOLDEN_FILE_OR_SKIP(path, "artifacts.h5");
  const core::Input input = core::read_input(path);
  const hdf5::Object file = hdf5::open_file(input.bytes);
  const hdf5::Object groups = hdf5::open_group(file, "acdc_c");
  const study::Grid geometry = {.spacing = {1.4, 1.4, 10}, .origin = {}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  const artifact::Setting setting = published_setting();
  artifact::Setting raw_setting = setting;
  raw_setting.slice_range_after = false;
  std::size_t compared = 0;
  double worst = 0.0;
  for (const std::string& name : hdf5::members(groups)) {
    if (!name.starts_with("Random")) continue;
    SCOPED_TRACE(name);
    const hdf5::Object group = hdf5::open_group(groups, name);
    const std::string transform = transform_of(name);
    expect_draws_of(group, transform);
    const artifact::Artifact& artifact = artifact::find(dashed(transform.substr(std::string("Random").size())));
    for (const auto& [array, used] : {std::pair("raw", raw_setting), std::pair("output", setting)}) {
      Volume volume = read_volume(groups, "input", geometry);
      artifact::apply_in(used, artifact, read_parameters(group, artifact), volume.grid, volume.image);
      const double found = difference(volume.image, read_volume(group, array, geometry).image);
      EXPECT_LE(found, tolerance) << array;
      worst = std::max(worst, found);
    }
    ++compared;
  }
  EXPECT_GT(compared, 0U);
  std::cout << compared << " cases of ACDC-C compared, largest difference " << worst << '\n';
}

}  // namespace
}  // namespace coopseg
