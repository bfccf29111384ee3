#include "train/validation.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "nn/compute.h"
#include "nn/prediction.h"
#include "nn/stn_input.h"
#include "slices/slice_batch.h"

namespace coopseg::train {
namespace {

torch::Tensor confusion(const torch::Tensor& reference, const torch::Tensor& labels, std::int64_t classes) {
  return torch::bincount((reference * classes + labels).flatten(), {}, classes * classes)
      .view({classes, classes})
      .cpu();
}

double ratio(double part, double whole) { return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN(); }

// `weight` of the overlap over the sum of both sides less what is counted twice: 1 gives IoU, 2 gives Dice.
std::vector<double> overlap_of(const torch::Tensor& confusion, double weight) {
  const torch::Tensor counts = confusion.to(torch::kFloat64).cpu();
  const torch::Tensor both = counts.sum(0) + counts.sum(1);
  std::vector<double> scores;
  for (std::int64_t c = 0; c < counts.size(0); ++c) {
    const double overlap = counts[c][c].item<double>();
    scores.push_back(ratio(weight * overlap, both[c].item<double>() - (2.0 - weight) * overlap));
  }
  return scores;
}

double mean_of_defined(const std::vector<double>& scores, std::size_t first) {
  double sum = 0.0;
  double count = 0.0;
  for (std::size_t c = first; c < scores.size(); ++c)
    if (!std::isnan(scores[c])) {
      sum += scores[c];
      count += 1.0;
    }
  return ratio(sum, count);
}

std::vector<double> without_background(std::vector<double> scores) {
  scores.erase(scores.begin());
  return scores;
}

}  // namespace

std::vector<double> iou_of(const torch::Tensor& confusion) { return overlap_of(confusion, 1.0); }

std::vector<double> dice_of(const torch::Tensor& confusion) { return overlap_of(confusion, 2.0); }

ValidationScores validate(nn::Networks& networks, const TrainingData& data, const Settings& settings,
                          const core::Interruption& interruption) {
  const slices::SliceSize size = {settings.size, settings.size};
  const std::int64_t classes = settings.architecture.classes;
  const bool has_stn = settings.architecture.has_stn();
  torch::Tensor ftn = torch::zeros({classes, classes}, torch::kInt64);
  torch::Tensor stn = ftn.clone();
  ValidationScores scores;
  for (const TrainingCase& item : data.cases) {
    if (&item != &data.cases.front()) interruption.check();
    const slices::Field field = slices::field_on(item.geometry.grid, slices::FieldKind::centre, size);
    const torch::Tensor image = slices::min_max(slices::window(item.image, field)).unsqueeze(1);
    const torch::Tensor label = nn::to_device(slices::window(item.label, field), networks.device());
    const torch::Tensor logits = nn::segment(networks, nn::to_device(image, networks.device()));
    const torch::Tensor predicted = logits.argmax(1);
    ftn += confusion(label, predicted, classes);
    if (!has_stn) continue;
    const torch::Tensor refined = nn::refine(networks, nn::stn_input_from_logits(logits), 1);
    const torch::Tensor corrected = refined.argmax(1);
    const torch::Tensor of_case = confusion(label, corrected, classes);
    const torch::Tensor between = confusion(predicted, corrected, classes);
    scores.cases.push_back({1.0 - mean_of_defined(dice_of(between), 1), mean_of_defined(dice_of(of_case), 1)});
    stn += of_case;
  }
  scores.dice_ftn = without_background(dice_of(ftn));
  scores.dice_stn = without_background(dice_of(stn));
  const torch::Tensor& ranked = has_stn ? stn : ftn;
  scores.score =
      settings.select == Selection::iou ? mean_of_defined(iou_of(ranked), 0) : mean_of_defined(dice_of(ranked), 1);
  return scores;
}

}  // namespace coopseg::train
