#include "segmentation/apply_model.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/number_text.h"
#include "nn/prediction.h"
#include "nn/stn_input.h"
#include "segmentation/accepted_changes.h"
#include "slices/put_back.h"
#include "slices/slice_batch.h"

namespace coopseg::segmentation {
namespace {

torch::Tensor probabilities(const torch::Tensor& logits) { return logits.to(torch::kFloat32).softmax(1); }

std::string rounded(double value) { return core::number_text(std::round(1000 * value) / 1000); }

}  // namespace

slices::Field model_field(const study::Grid& grid, slices::FieldKind kind, const model_file::ModelInfo& model) {
  return slices::field_on(grid, kind,
                          {static_cast<std::int64_t>(model.size[0]), static_cast<std::int64_t>(model.size[1])});
}

void segment(nn::Networks& networks, const slices::Field& field, study::Case& subject) {
  const torch::Tensor image = slices::image_batch(subject, field).to(networks.device());
  slices::put_back(probabilities(nn::segment(networks, image)), field, slices::all_background(subject.grid), subject);
}

std::vector<std::uint8_t> labels_to_refine(const study::Case& subject) {
  if (subject.probability) return slices::argmax(*subject.probability, subject.grid);
  if (subject.prediction) return *subject.prediction;
  if (subject.label) return *subject.label;
  throw core::Error("/cases/" + subject.id + ": has neither probability nor prediction or label to refine");
}

double accept_of(std::optional<double> asked, const study::Case& subject) {
  return asked.value_or(subject.probability ? 0.0 : accept_of_labels);
}

void refine(nn::Networks& networks, const slices::Field& field, const Refinement& refinement, study::Case& subject) {
  Before before{labels_to_refine(subject), {}};
  torch::Tensor input;
  if (subject.probability) {
    before.probability = *subject.probability;
    input = nn::stn_input_from_probabilities(slices::probability_batch(before.probability, subject.grid, field));
  } else {
    before.probability = slices::one_hot(before.labels, subject.grid);
    input = nn::stn_input_from_label(slices::label_batch(before.labels, subject.grid, field), study::classes);
  }
  const torch::Tensor logits = nn::refine(networks, input.to(networks.device()), refinement.iterations);
  slices::put_back(probabilities(logits), field, before.probability, subject);
  if (refinement.accept > 0) keep_accepted(refinement.accept, before, subject);
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

void warn_of_result(const study::Case& subject, bool touches_edge, const core::Log& log) {
  if (std::all_of(subject.prediction->begin(), subject.prediction->end(),
                  [](std::uint8_t label) { return label == 0; }))
    log.warn("case " + subject.id + ": the prediction is empty");
  if (touches_edge)
    log.warn("case " + subject.id + ": a label touches the edge of what the model sees; --field whole shows it all");
}

void warn_of_disagreement(const std::string& id, double disagreement, const model_file::ModelInfo& model,
                          const core::Log& log) {
  if (!model.quality_threshold || !(disagreement > *model.quality_threshold)) return;
  log.warn("case " + id + ": FTN and STN disagree by " + rounded(disagreement) + ", the model's threshold is " +
           rounded(*model.quality_threshold) + ": the segmentation may have failed");
}

}  // namespace coopseg::segmentation
