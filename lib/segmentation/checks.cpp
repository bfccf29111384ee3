#include "segmentation/checks.h"

#include <torch/torch.h>

#include <cmath>

#include "core/error.h"
#include "core/joined.h"
#include "core/number_text.h"
#include "slices/slice_batch.h"

namespace coopseg::segmentation {
namespace {

std::string thousandths(double value) { return core::number_text(std::round(1000 * value) / 1000); }

}  // namespace

Checks::Checks(std::set<Finding> fail_on, std::optional<double> threshold)
    : fail_on_(std::move(fail_on)), threshold_(threshold) {
  if (fail_on_.contains(Finding::uncertain) && !threshold_)
    throw core::Error("--fail-on uncertain: the model has no quality threshold to compare with");
}

void Checks::check_frame(const study::Case& subject, std::size_t frame, const slices::Field& field,
                         const LabelChanges& changes, bool calibrated, Findings& findings) const {
  if (touches_edge(field, subject))
    findings.add(Finding::edge, frame, 0,
                 "a label touches the edge of what the model sees; --field whole shows it all");
  const double found = disagreement(changes);
  if (calibrated && threshold_ && found > *threshold_)
    findings.add(Finding::uncertain, frame, 0,
                 "FTN and STN disagree by " + thousandths(found) + ", the model's threshold is " +
                     thousandths(*threshold_) + ": the segmentation may have failed");
}

void Checks::judge(const std::string& id, const Findings& findings) {
  ++cases_;
  const std::vector<std::string> names = findings.names();
  with_findings_ += !names.empty();
  for (const std::string& name : names) ++counts_[name];
  std::vector<std::string> refused;
  for (const Finding finding : fail_on_)
    if (findings.has(finding)) refused.emplace_back(finding_names[static_cast<std::size_t>(finding)]);
  if (!refused.empty()) failed_.push_back(id + " (" + core::joined(refused) + ")");
}

std::string Checks::summary() const {
  if (with_findings_ == 0) return "";
  const auto counted = [](const auto& count) { return count.first + ' ' + std::to_string(count.second); };
  return "; " + std::to_string(with_findings_) + " with findings (" + core::joined(counts_, counted) + ")";
}

void Checks::fail() const {
  if (failed_.empty()) return;
  throw core::Error("--fail-on: " + std::to_string(failed_.size()) + " of " + std::to_string(cases_) +
                    " cases: " + core::joined(failed_));
}

bool touches_edge(const slices::Field& field, const study::Case& subject) {
  const torch::Tensor labels =
      slices::window(slices::to_tensor(std::span<const std::uint8_t>(*subject.prediction), subject.grid), field) > 0;
  const auto cut = [](std::int64_t offset, std::int64_t window, std::size_t slice) {
    return std::pair{offset > 0, offset + window < static_cast<std::int64_t>(slice)};
  };
  const auto [left, right] = cut(field.offset_x, field.size.x, subject.grid.size[0]);
  const auto [top, bottom] = cut(field.offset_y, field.size.y, subject.grid.size[1]);
  const auto any = [&labels](int axis, std::int64_t position) {
    return labels.select(axis, position).any().item<bool>();
  };
  return (left && any(2, 0)) || (right && any(2, -1)) || (top && any(1, 0)) || (bottom && any(1, -1));
}

}  // namespace coopseg::segmentation
