// The marching-cubes areas against surfel_normals.json, the statistics of the summary against stats_golden.json.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "evaluation/distribution.h"
#include "golden_file.h"
#include "metrics/marching_cubes.h"

namespace coopseg {
namespace {

nlohmann::json read_json(const std::string& path) { return nlohmann::json::parse(std::ifstream(path)); }

TEST(GoldenSurfels, Areas) {
  GOLDEN_FILE_OR_SKIP(path, "surfel_normals.json");
  const auto cells = read_json(path).at("normals");
  for (const std::array<double, 3>& spacing : {std::array{1.0, 1.0, 1.0}, std::array{1.5625, 1.25, 10.0}}) {
    const auto [sx, sy, sz] = spacing;
    const auto areas = metrics::surface_areas(spacing);
    ASSERT_EQ(cells.size(), areas.size());
    for (std::size_t code = 0; code < areas.size(); ++code) {
      double expected = 0.0;
      for (const auto& normal : cells[code])
        expected += std::hypot(normal[0].get<double>() * sy * sx, normal[1].get<double>() * sz * sx,
                               normal[2].get<double>() * sz * sy);
      EXPECT_NEAR(areas[code], expected, 1e-12) << "code " << code;
    }
  }
}

TEST(GoldenStatistics, Distributions) {
  GOLDEN_FILE_OR_SKIP(path, "stats_golden.json");
  const nlohmann::json golden = read_json(path);
  ASSERT_FALSE(golden.at("samples").empty());
  for (const auto& [name, sample] : golden.at("samples").items()) {
    SCOPED_TRACE(name);
    const auto x = evaluation::Bootstrap(0).describe(sample.at("x").get<std::vector<double>>());
    EXPECT_EQ(x.n, sample.at("n").get<std::size_t>());
    EXPECT_NEAR(x.mean, sample.at("x_mean").get<double>(), 1e-9);
    EXPECT_NEAR(x.sd, sample.at("x_sd1").get<double>(), 1e-9);
    EXPECT_NEAR(x.median, sample.at("x_median").get<double>(), 1e-9);
    EXPECT_NEAR(x.q1, sample.at("x_iqr").at(0).get<double>(), 1e-9);
    EXPECT_NEAR(x.q3, sample.at("x_iqr").at(1).get<double>(), 1e-9);
    const auto d = evaluation::Bootstrap(0).describe(sample.at("d").get<std::vector<double>>());
    const auto& interval = sample.at("bootstrap_mean");
    const double tolerance = 2.0 * interval.at("mc_tolerance").get<double>();
    EXPECT_NEAR(d.ci_low, interval.at("percentile_own_10000").at(0).get<double>(), tolerance);
    EXPECT_NEAR(d.ci_high, interval.at("percentile_own_10000").at(1).get<double>(), tolerance);
  }
}

TEST(GoldenStatistics, PatientsNotScans) {
  GOLDEN_FILE_OR_SKIP(path, "stats_golden.json");
  const auto cluster = read_json(path).at("cluster");
  const auto found = evaluation::Bootstrap(0).describe(cluster.at("patient_mean").get<std::vector<double>>());
  EXPECT_NEAR(found.mean, cluster.at("mean").get<double>(), 1e-12);
  const double error = found.sd / std::sqrt(static_cast<double>(found.n));
  EXPECT_NEAR(error, cluster.at("se_by_patient").get<double>(), 1e-12);
  EXPECT_NEAR(found.ci_low, cluster.at("ci95_by_patient_percentile").at(0).get<double>(), 0.1 * error);
  EXPECT_NEAR(found.ci_high, cluster.at("ci95_by_patient_percentile").at(1).get<double>(), 0.1 * error);
}

}  // namespace
}  // namespace coopseg
