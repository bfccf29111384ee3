#include "segmentation/apply_model.h"

#include <torch/torch.h>

#include <array>

#include "core/error.h"
#include "nn/prediction.h"
#include "nn/stn_input.h"
#include "segmentation/accepted_changes.h"
#include "slices/put_back.h"
#include "slices/slice_batch.h"

namespace coopseg::segmentation {
namespace {

torch::Tensor probabilities(const torch::Tensor& logits) { return logits.to(torch::kFloat32).softmax(1); }

/// How far (x, y) each view is moved: not by multiples of what the networks halve, so that each samples the slice anew.
constexpr std::array<std::array<std::int64_t, 2>, views> moves = {
    {{0, 0}, {5, 5}, {-5, -5}, {5, -5}, {-5, 5}, {9, 0}, {-9, 0}, {0, 9}}};

/// Slices [z, channel, y, x], moved; what leaves on one side enters on the other.
torch::Tensor moved(const torch::Tensor& slices, std::int64_t x, std::int64_t y) { return slices.roll({y, x}, {2, 3}); }

}  // namespace

slices::Field model_field(const study::Grid& grid, slices::FieldKind kind, const model_file::ModelInfo& model) {
  return slices::field_on(grid, kind,
                          {static_cast<std::int64_t>(model.size[0]), static_cast<std::int64_t>(model.size[1])});
}

void segment(nn::Networks& networks, const slices::Field& field, int average, study::Case& subject) {
  const torch::Tensor image = slices::image_batch(subject, field).to(networks.device());
  torch::Tensor sum = probabilities(nn::segment(networks, image));
  for (int view = 1; view < average; ++view) {
    const auto [x, y] = moves.at(static_cast<std::size_t>(view));
    sum += moved(probabilities(nn::segment(networks, moved(image, x, y))), -x, -y);
  }
  slices::put_back(sum / average, field, slices::all_background(subject.grid), subject);
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

}  // namespace coopseg::segmentation
