// The label pairs of metrics.h5 against every row of metrics.csv, within 1e-9 relative, and against closed forms.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "core/error.h"
#include "core/files.h"
#include "golden_file.h"
#include "image/same_geometry.h"
#include "metrics/overlap.h"
#include "study/hdf5.h"

namespace coopseg {
namespace {

namespace hdf5 = study::hdf5;

constexpr double relative_tolerance = 1e-9;

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> fields;
  std::istringstream stream(line + ",");
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

std::vector<Row> read_rows(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = split(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = split(line);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i == 0) rows.emplace_back();
      rows.back()[columns[i]] = fields.at(i);
    }
  }
  return rows;
}

template <std::size_t N>
std::array<double, N> numbers(const hdf5::Handle& group, const std::string& name, const std::string& otherwise) {
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

Labels read_labels(const hdf5::Handle& group, const std::string& name) {
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

/// A pair of metrics.h5 and what is computed of it.
struct Pair {
  Labels reference;
  Labels prediction;

  void check_geometry() const { image::check_same_geometry(reference.grid, "ref", prediction.grid, "pred"); }

  metrics::Counts counts(const Row& row) const {
    return metrics::count(reference.voxels, prediction.voxels, static_cast<std::uint8_t>(std::stoi(row.at("label"))));
  }

  metrics::Overlap overlap(const Row& row) const {
    const auto& spacing = reference.grid.spacing;
    return metrics::overlap(counts(row), spacing[0] * spacing[1] * spacing[2]);
  }
};

Pair read_pair(const hdf5::Handle& file, const Row& row) {
  const hdf5::Handle group = hdf5::open_group(file, row.at("case"));
  return {read_labels(group, "ref"), read_labels(group, "pred")};
}

/// What `evaluate` computes, by the names of the golden tables.
std::map<std::string, double> named(const metrics::Overlap& overlap) {
  return {{"dice", overlap.dice},
          {"jaccard", overlap.jaccard},
          {"precision", overlap.precision},
          {"recall", overlap.recall},
          {"rvd", overlap.rvd},
          {"vol_ref_ml", overlap.volume_ref_ml},
          {"vol_pred_ml", overlap.volume_pred_ml}};
}

void compare(const Row& row, const Pair& pair) {
  const metrics::Counts counts = pair.counts(row);
  EXPECT_EQ(std::to_string(counts.reference), row.at("n_ref"));
  EXPECT_EQ(std::to_string(counts.prediction), row.at("n_pred"));
  EXPECT_EQ(std::to_string(counts.both), row.at("tp"));
  const metrics::Overlap overlap = pair.overlap(row);
  EXPECT_EQ(metrics::to_text(overlap.status), row.at("status"));
  for (const auto& [name, value] : named(overlap)) {
    const std::string column = name.starts_with("vol_") ? name : name + "__ref";
    expect_equal(value, row.at(column), 0.0, column);
  }
}

TEST(GoldenMetrics, OverlapAndVolumes) {
  GOLDEN_FILE_OR_SKIP(table, "metrics.csv");
  GOLDEN_FILE_OR_SKIP(pairs, "metrics.h5");
  const core::Input input = core::read_input(pairs);
  const hdf5::Handle file = hdf5::open_image(input.bytes);
  const std::vector<Row> rows = read_rows(table);
  std::size_t refused = 0;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.at("case") + ", label " + row.at("label"));
    const Pair pair = read_pair(file, row);
    if (row.at("expect") == "error_geometry") {
      EXPECT_THROW(pair.check_geometry(), core::Error);
      ++refused;
    } else {
      EXPECT_NO_THROW(pair.check_geometry());
      compare(row, pair);
    }
  }
  EXPECT_GT(rows.size(), 0U);
  std::cout << rows.size() - refused << " rows compared, " << refused << " pairs refused\n";
}

TEST(GoldenMetrics, ClosedForms) {
  GOLDEN_FILE_OR_SKIP(table, "metrics_analytic.csv");
  GOLDEN_FILE_OR_SKIP(pairs, "metrics.h5");
  const core::Input input = core::read_input(pairs);
  const hdf5::Handle file = hdf5::open_image(input.bytes);
  std::size_t compared = 0;
  std::size_t left_out = 0;
  for (const Row& row : read_rows(table)) {
    const std::string what = row.at("case") + ", label " + row.at("label") + ", " + row.at("metric");
    const auto values = named(read_pair(file, row).overlap(row));
    const bool computed = row.at("family") == "any" && values.contains(row.at("metric"));
    if (computed) expect_equal(values.at(row.at("metric")), row.at("value"), std::stod(row.at("abs_tol")), what);
    ++(computed ? compared : left_out);
  }
  EXPECT_GT(compared, 0U);
  std::cout << compared << " values compared, " << left_out << " of metrics that are not computed\n";
}

}  // namespace
}  // namespace coopseg
