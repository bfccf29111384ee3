// The label pairs of metrics.h5 against every column of ours in metrics.csv, within 1e-9 relative, and against closed
// forms.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <map>

#include "core/error.h"
#include "core/files.h"
#include "csv_rows.h"
#include "evaluation/score.h"
#include "golden_file.h"
#include "metrics/label_score.h"
#include "metrics/surface_distances.h"
#include "study/hdf5_reader.h"
#include "study/same_geometry.h"

namespace coopseg {
namespace {

namespace hdf5 = study::hdf5;

constexpr double relative_tolerance = 1e-9;

template <std::size_t N>
std::array<double, N> numbers(const hdf5::Object& group, const std::string& name, const std::string& otherwise) {
  const std::string found = hdf5::has_attribute(group, name) ? name : otherwise;
  const std::vector<double> values = hdf5::read_number_attribute(group, found, N);
  std::array<double, N> result{};
  std::ranges::copy(values, result.begin());
  return result;
}

/// Labels [z, y, x] on their grid: an attribute such as pred_spacing goes before the pair's common spacing.
struct Labels {
  study::Grid grid;
  std::vector<std::uint8_t> voxels;
};

Labels read_labels(const hdf5::Object& group, const std::string& name) {
  const hdf5::Shape shape = hdf5::shape_of(group, name);
  return {.grid = {.size = {shape.at(2), shape.at(1), shape.at(0)},
                   .spacing = numbers<3>(group, name + "_spacing", "spacing"),
                   .origin = numbers<3>(group, name + "_origin", "origin"),
                   .direction = numbers<9>(group, name + "_direction", "direction")},
          .voxels = hdf5::read<std::uint8_t>(group, name)};
}

void expect_equal(double found, const std::string& text, double absolute, const std::string& what) {
  const double expected = std::stod(text);
  if (std::isnan(expected))
    EXPECT_TRUE(std::isnan(found)) << what << " is " << found;
  else
    EXPECT_NEAR(found, expected, absolute + relative_tolerance * std::abs(expected)) << what;
}

/// A pair of a golden file.
struct Pair {
  Labels reference;
  Labels prediction;

  void check_geometry() const { study::check_same_geometry(reference.grid, "ref", prediction.grid, "pred"); }
};

Pair read_pair(const hdf5::Object& file, const Row& row) {
  const hdf5::Object group = hdf5::open_group(file, row.at("case"));
  return {read_labels(group, "ref"), read_labels(group, "pred")};
}

using Values = std::map<std::string, double>;

/// Percentile of values that each weigh the same, between two order statistics linearly (numpy.percentile): what MedPy
/// and MONAI take of border voxels. `evaluate` takes none of it; the golden tables have it.
double linear_percentile(std::vector<double> values, double percent) {
  std::ranges::sort(values);
  const double position = percent / 100.0 * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(position);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (position - static_cast<double>(low)) * (values[high] - values[low]);
}

void add_distances(Values& values, const metrics::SurfaceDistances& surface, const std::string& tool) {
  values["hd" + tool] = surface.hausdorff();
  values["assd" + tool] = surface.assd();
  values["masd" + tool] = surface.masd();
  values["asd_ref2pred" + tool] = surface.from_reference.mean();
  values["asd_pred2ref" + tool] = surface.from_prediction.mean();
  for (const int tolerance : {1, 2, 3}) values["nsd" + std::to_string(tolerance) + tool] = surface.nsd(tolerance);
}

void add_surfels(Values& values, const metrics::MaskPair& masks, const std::array<double, 3>& spacing) {
  const auto surface = metrics::surface_distances(metrics::surfels(masks.reference, spacing),
                                                  metrics::surfels(masks.prediction, spacing), spacing);
  add_distances(values, surface, "__ref");
  values["hd95__ref"] = surface.percentile(95.0);
  values["area_ref__ref"] = surface.from_reference.weight();
  values["area_pred__ref"] = surface.from_prediction.weight();
}

void add_border_voxels(Values& values, const metrics::MaskPair& masks, const std::array<double, 3>& spacing) {
  const auto surface = metrics::surface_distances(metrics::border_voxels(masks.reference),
                                                  metrics::border_voxels(masks.prediction), spacing);
  add_distances(values, surface, "__refv");
  std::vector<double> pooled = surface.from_reference.distances;
  const std::vector<double>& others = surface.from_prediction.distances;
  values["hd95__refv"] = std::max(linear_percentile(pooled, 95.0), linear_percentile(others, 95.0));
  pooled.insert(pooled.end(), others.begin(), others.end());
  values["hd95_pooled__refv"] = linear_percentile(pooled, 95.0);
  values["n_ref__refv"] = surface.from_reference.weight();
  values["n_pred__refv"] = surface.from_prediction.weight();
}

/// The means over slices that other studies report; `evaluate` writes the mean contour distance alone.
void add_slices(Values& values, const metrics::MaskPair& masks, const std::array<double, 3>& spacing) {
  double hd = 0.0;
  double hd95 = 0.0;
  double hd_max = 0.0;
  double count = 0.0;
  for (std::size_t z = 0; z < masks.reference.size[2]; ++z) {
    const metrics::Surface reference = metrics::contour(masks.reference, z, spacing);
    const metrics::Surface prediction = metrics::contour(masks.prediction, z, spacing);
    if (reference.points.empty() || prediction.points.empty()) continue;
    const auto surface = metrics::surface_distances(reference, prediction, spacing);
    hd += surface.hausdorff();
    hd95 += surface.percentile(95.0);
    hd_max = std::max(hd_max, surface.hausdorff());
    ++count;
  }
  const double undefined = metrics::LabelScore::undefined;
  values["hd__ref2d"] = hd / count;
  values["hd95__ref2d"] = hd95 / count;
  values["hd_max__ref2d"] = count == 0.0 ? undefined : hd_max;
}

double mean_dice_of_slices(const Pair& pair, std::uint8_t label) {
  const std::size_t slice = pair.reference.grid.slice_voxels();
  double sum = 0.0;
  double slices = 0.0;
  for (std::size_t z = 0; z < pair.reference.grid.size[2]; ++z) {
    const auto of = [&](const Labels& labels) { return std::span(labels.voxels).subspan(z * slice, slice); };
    const auto overlap = metrics::overlap(metrics::count(of(pair.reference), of(pair.prediction), label), 1.0);
    if (overlap.status == metrics::Status::both_empty) continue;
    sum += overlap.dice;
    ++slices;
  }
  return sum / slices;
}

/// What `evaluate` writes, by the names of the golden tables.
void add_scores(Values& values, const metrics::LabelScore& score) {
  const std::map<std::string, std::string> names = {{"dice", "dice__ref"},
                                                    {"jaccard", "jaccard__ref"},
                                                    {"precision", "precision__ref"},
                                                    {"recall", "recall__ref"},
                                                    {"rvd", "rvd__ref"},
                                                    {"volume_ref_ml", "vol_ref_ml"},
                                                    {"volume_pred_ml", "vol_pred_ml"},
                                                    {"hd_mm", "hd__refv"},
                                                    {"hd95_mm", "hd95__ref"},
                                                    {"assd_mm", "assd__ref"},
                                                    {"masd_mm", "masd__refv"},
                                                    {"nsd_1mm", "nsd1__ref"},
                                                    {"nsd_2mm", "nsd2__ref"},
                                                    {"nsd_3mm", "nsd3__ref"},
                                                    {"mcd_2d_mm", "mcd__ref2d"},
                                                    {"slices_both", "n_both__ref2d"},
                                                    {"slices_ref_only", "n_ref_only__ref2d"},
                                                    {"slices_pred_only", "n_pred_only__ref2d"},
                                                    {"penalty_mm", "penalty_mm"}};
  for (const evaluation::Score& column : evaluation::scores())
    if (const auto name = names.find(std::string(column.name)); name != names.end())
      values[name->second] = column.of(score);
}

void add_penalised(Values& values, metrics::Status status) {
  const bool failed = status == metrics::Status::ref_empty || status == metrics::Status::pred_empty;
  for (const std::string name : {"dice", "hd", "hd95", "assd", "nsd1", "nsd2", "nsd3"}) {
    const bool distance = name == "hd" || name == "hd95" || name == "assd";
    values[name + "__refpen"] =
        failed && distance ? values.at("penalty_mm") : values.at(name + (name == "hd" ? "__refv" : "__ref"));
  }
}

/// Where a side is empty every distance is as undefined as the one that `evaluate` writes of it.
void add_undefined(Values& values, const metrics::LabelScore& score) {
  for (const std::string tool : {"__ref", "__refv"}) {
    for (const std::string name : {"hd", "hd95", "assd", "masd", "asd_ref2pred", "asd_pred2ref"})
      values.try_emplace(name + tool, score.hd_mm);
    for (std::size_t i = 0; i < score.nsd.size(); ++i)
      values.try_emplace("nsd" + std::to_string(i + 1) + tool, score.nsd[i]);
  }
}

/// Every column of ours.
Values values_of(const Pair& pair, const Row& row) {
  const auto label = static_cast<std::uint8_t>(std::stoi(row.at("label")));
  const study::Grid& grid = pair.reference.grid;
  const metrics::LabelScore score = metrics::score_label(pair.reference.voxels, pair.prediction.voxels, grid, label);
  EXPECT_EQ(metrics::to_text(score.overlap.status), row.at("status"));
  const metrics::MaskPair masks =
      metrics::crop_to_structure(pair.reference.voxels, pair.prediction.voxels, grid.size, label);
  Values values;
  if (score.overlap.status == metrics::Status::ok) {
    add_surfels(values, masks, grid.spacing);
    add_border_voxels(values, masks, grid.spacing);
  }
  add_undefined(values, score);
  add_slices(values, masks, grid.spacing);
  values["dice__ref2d"] = mean_dice_of_slices(pair, label);
  add_scores(values, score);
  add_penalised(values, score.overlap.status);
  return values;
}

/// Ours are the columns __ref, __refv, __ref2d and __refpen; those named ..._tie say where others may round otherwise.
bool is_ours(const std::string& column) {
  return column.find("__ref") != std::string::npos && column.find("_tie__") == std::string::npos;
}

std::size_t compare(const Row& row, const Pair& pair) {
  const auto label = static_cast<std::uint8_t>(std::stoi(row.at("label")));
  const metrics::Counts counts = metrics::count(pair.reference.voxels, pair.prediction.voxels, label);
  EXPECT_EQ(std::to_string(counts.reference), row.at("n_ref"));
  EXPECT_EQ(std::to_string(counts.prediction), row.at("n_pred"));
  EXPECT_EQ(std::to_string(counts.both), row.at("tp"));
  const Values values = values_of(pair, row);
  std::size_t compared = 0;
  for (const auto& [column, text] : row) {
    if (text.empty() || !(is_ours(column) || column.starts_with("vol_") || column == "penalty_mm")) continue;
    const auto value = values.find(column);
    if (value == values.end()) {
      ADD_FAILURE() << column << " is not computed";
      continue;
    }
    expect_equal(value->second, text, 0.0, column);
    ++compared;
  }
  return compared;
}

void compare_all(const std::string& table, const std::string& pairs) {
  const core::Input input = core::read_input(pairs);
  const hdf5::Object file = hdf5::open_file(input.bytes);
  const std::vector<Row> rows = read_rows(table);
  std::size_t refused = 0;
  std::size_t compared = 0;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.at("case") + ", label " + row.at("label"));
    const Pair pair = read_pair(file, row);
    if (row.at("expect") == "error_geometry") {
      EXPECT_THROW(pair.check_geometry(), core::Error);
      ++refused;
    } else {
      EXPECT_NO_THROW(pair.check_geometry());
      compared += compare(row, pair);
    }
  }
  EXPECT_GT(compared, 0U);
  std::cout << compared << " values of " << rows.size() - refused << " rows compared, " << refused
            << " pairs refused\n";
}

TEST(GoldenMetrics, Pairs) {
  GOLDEN_FILE_OR_SKIP(table, "metrics.csv");
  GOLDEN_FILE_OR_SKIP(pairs, "metrics.h5");
  compare_all(table, pairs);
}

TEST(GoldenMetrics, RealPairs) {
  GOLDEN_FILE_OF_PATIENTS_OR_SKIP(table, "metrics_real.csv");
  GOLDEN_FILE_OF_PATIENTS_OR_SKIP(pairs, "metrics_real.h5");
  compare_all(table, pairs);
}

/// The column of ours that a closed form of a family of surface elements is about: "any" holds for both families.
std::vector<std::string> columns_of(const Row& row, const Values& values) {
  const std::map<std::string, std::vector<std::string>> tools = {
      {"any", {"__ref", "__refv"}}, {"surfel", {"__ref"}}, {"voxel", {"__refv"}}, {"pen", {"__refpen"}}};
  const std::string metric = row.at("metric");
  if (metric.starts_with("vol_")) return {metric};
  std::vector<std::string> columns;
  for (const std::string& tool : tools.at(row.at("family")))
    if (values.contains(metric + tool)) columns.push_back(metric + tool);
  return columns;
}

TEST(GoldenMetrics, ClosedForms) {
  GOLDEN_FILE_OR_SKIP(table, "metrics_analytic.csv");
  GOLDEN_FILE_OR_SKIP(pairs, "metrics.h5");
  const core::Input input = core::read_input(pairs);
  const hdf5::Object file = hdf5::open_file(input.bytes);
  std::size_t compared = 0;
  for (Row row : read_rows(table)) {
    const std::string what = row.at("case") + ", label " + row.at("label") + ", " + row.at("metric");
    const Pair pair = read_pair(file, row);
    row["status"] =
        metrics::to_text(metrics::overlap(metrics::count(pair.reference.voxels, pair.prediction.voxels,
                                                         static_cast<std::uint8_t>(std::stoi(row.at("label")))),
                                          1.0)
                             .status);
    const Values values = values_of(pair, row);
    const std::vector<std::string> columns = columns_of(row, values);
    EXPECT_FALSE(columns.empty()) << what << " is not computed";
    for (const std::string& column : columns)
      expect_equal(values.at(column), row.at("value"), std::stod(row.at("abs_tol")), what + " " + column);
    compared += columns.size();
  }
  EXPECT_GT(compared, 0U);
  std::cout << compared << " values compared\n";
}

}  // namespace
}  // namespace coopseg
