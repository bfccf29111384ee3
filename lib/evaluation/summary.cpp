#include "evaluation/summary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/error.h"
#include "core/nearest_name.h"
#include "evaluation/distribution.h"
#include "evaluation/score.h"
#include "evaluation/validity_tables.h"

namespace coopseg::evaluation {
namespace {

using Json = nlohmann::ordered_json;
using Cases = std::vector<const CaseScore*>;

const std::map<std::string, std::string CaseScore::*> group_columns = {
    {"phase", &CaseScore::phase}, {"site", &CaseScore::site}, {"vendor", &CaseScore::vendor}};

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

bool failed(metrics::Status status) {
  return status == metrics::Status::ref_empty || status == metrics::Status::pred_empty ||
         status == metrics::Status::error;
}

double value_of(const metrics::LabelScore& label, const Score& score, bool penalised) {
  if (!penalised || !failed(label.overlap.status) || score.worst == Worst::none) return score.of(label);
  return score.worst == Worst::zero ? 0.0 : label.penalty_mm;
}

/// One value per patient, the mean of the patient's cases; patients without a value are left out.
std::vector<double> by_patient(const Cases& cases, std::size_t label, const Score& column, bool penalised) {
  std::map<std::string, std::vector<double>> patients;
  for (const CaseScore* score : cases) {
    const double value = value_of(score->label(label), column, penalised);
    if (!std::isnan(value))
      patients[score->patient.empty() ? "case " + score->id : "patient " + score->patient].push_back(value);
  }
  std::vector<double> means;
  for (const auto& [patient, values] : patients) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    means.push_back(sum / static_cast<double>(values.size()));
  }
  return means;
}

Json to_json(const Distribution& found) {
  return {{"n", found.n},
          {"mean", number(found.mean)},
          {"sd", number(found.sd)},
          {"median", number(found.median)},
          {"q1", number(found.q1)},
          {"q3", number(found.q3)},
          {"ci95", {number(found.ci_low), number(found.ci_high)}}};
}

Json count_statuses(const Cases& cases, std::size_t label) {
  std::map<metrics::Status, std::size_t> counts;
  for (const CaseScore* score : cases) ++counts[score->label(label).overlap.status];
  const std::size_t failures =
      counts[metrics::Status::ref_empty] + counts[metrics::Status::pred_empty] + counts[metrics::Status::error];
  return {{"n_cases", cases.size()},
          {"n_failed", failures},
          {"n_ref_empty", counts[metrics::Status::ref_empty]},
          {"n_pred_empty", counts[metrics::Status::pred_empty]},
          {"n_error", counts[metrics::Status::error]},
          {"n_both_empty", counts[metrics::Status::both_empty]}};
}

Json label_json(const Cases& cases, std::size_t label, Bootstrap& bootstrap) {
  Json json = count_statuses(cases, label);
  for (const Score& score : scores()) {
    Json entry = to_json(bootstrap.describe(by_patient(cases, label, score, false)));
    if (score.worst != Worst::none)
      entry["penalised"] = to_json(bootstrap.describe(by_patient(cases, label, score, true)));
    json["metrics"][std::string(score.name)] = entry;
  }
  return json;
}

Json validity_json(const Cases& cases) {
  const auto n = std::ranges::count_if(cases, [](const CaseScore* score) { return is_checked(*score); });
  const auto valid = std::ranges::count_if(cases, [](const CaseScore* score) { return is_valid(*score); });
  Json json = {{"n_checked", n}, {"n_valid", valid}};
  json["share_valid"] = n == 0 ? Json(nullptr) : Json(static_cast<double>(valid) / static_cast<double>(n));
  return json;
}

Json group_json(const Cases& cases, const std::map<std::string, std::string>& group, Bootstrap& bootstrap) {
  Json json = {{"group", Json(group)}};
  if (group.empty()) json["group"] = Json::object();
  for (std::size_t label = 1; label < study::classes; ++label)
    json["labels"][std::string(study::class_names[label])] = label_json(cases, label, bootstrap);
  json["validity"] = validity_json(cases);
  return json;
}

std::map<std::string, std::string> group_of(const CaseScore& score, const std::vector<std::string>& group_by) {
  std::map<std::string, std::string> group;
  for (const std::string& column : group_by) group[column] = score.*group_columns.at(column);
  return group;
}

}  // namespace

std::vector<std::string> parse_groups(const std::string& text) {
  std::vector<std::string> known;
  for (const auto& [name, member] : group_columns) known.push_back(name);
  std::vector<std::string> groups;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (!group_columns.contains(part))
      throw core::Error("unknown column '" + part + "'" + core::suggestion(part, known));
    groups.push_back(part);
  }
  return groups;
}

std::string summary(std::span<const CaseScore> found, const std::vector<std::string>& group_by, std::uint64_t seed) {
  Bootstrap bootstrap(seed);
  Cases all;
  std::map<std::map<std::string, std::string>, Cases> groups;
  Json errors = Json::array();
  for (const CaseScore& score : found) {
    all.push_back(&score);
    if (!group_by.empty()) groups[group_of(score, group_by)].push_back(&score);
    if (!score.problem.empty()) errors.push_back({{"case", score.id}, {"problem", score.problem}});
  }
  Json json = {{"bootstrap", {{"unit", "patient"}, {"resamples", Bootstrap::resamples}, {"seed", seed}}},
               {"errors", errors},
               {"groups", Json::array({group_json(all, {}, bootstrap)})}};
  for (const auto& [group, cases] : groups) json["groups"].push_back(group_json(cases, group, bootstrap));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace coopseg::evaluation
