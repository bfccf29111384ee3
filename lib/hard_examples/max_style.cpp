#include "hard_examples/max_style.h"

#include <torch/torch.h>

#include "core/error.h"
#include "hard_examples/random_tensors.h"
#include "hard_examples/style.h"
#include "nn/compute.h"
#include "nn/losses.h"

namespace coopseg::hard_examples {
namespace {

constexpr int steps = 5;
constexpr double learning_rate = 0.1;

torch::Tensor change_style(const torch::Tensor& features, const StyleChange& change) {
  const Style style = style_of(features.detach());
  const Style spread = spread_of(style);
  const Style mix = mixed(style, reordered(style, change.mix.order), change.mix.own_share);
  return restyled(
      features, style,
      {mix.mean + change.noise.of_mean * spread.mean, mix.deviation + change.noise.of_deviation * spread.deviation});
}

StyleChanges on_device(const StyleChanges& changes, torch::Device device) {
  const auto moved = [device](const torch::Tensor& tensor) { return nn::to_device(tensor, device); };
  StyleChanges result;
  for (const auto& [place, change] : changes)
    result[place] = {{moved(change.mix.order), moved(change.mix.own_share)},
                     {moved(change.noise.of_mean), moved(change.noise.of_deviation)}};
  return result;
}

/// What the ascent changes.
std::vector<torch::Tensor*> tensors_of(StyleChanges& changes) {
  std::vector<torch::Tensor*> tensors;
  for (auto& [place, change] : changes)
    tensors.insert(tensors.end(), {&change.mix.own_share, &change.noise.of_mean, &change.noise.of_deviation});
  return tensors;
}

void require_image_decoder(const nn::Architecture& architecture) {
  if (!architecture.has_image_decoder())
    throw core::Error("hard-branch 'maxstyle': the network '" + std::string(name_of(architecture.network)) +
                      "' has no image decoder");
}

HardExamples restyle_batch(nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
  core::RandomStream random = keys.of_batch("maxstyle");
  const torch::Tensor code = pass.codes.image.detach();
  const StyleChanges start =
      on_device(draw_style_changes(random, code.size(0), networks.architecture().base_width), code.device());
  const StyleChanges worst = worst_styles(networks, code, pass.label, start);
  const torch::NoGradGuard no_grad;
  return {decode_restyled(networks, code, worst)};
}

}  // namespace

StyleChanges draw_style_changes(core::RandomStream& random, std::int64_t images, std::int64_t base_width) {
  const std::array<std::pair<const char*, std::int64_t>, 3> widths = {{{"up1", 4}, {"up2", 2}, {"up3", 1}}};
  const auto always = static_cast<std::size_t>(random.integer(0, widths.size() - 1));
  StyleChanges changes;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto& [place, width] = widths[i];
    if (!random.chance(0.5) && i != always) continue;
    StyleChange& change = changes[place];
    change.mix.order = draw_order(random, images);
    change.mix.own_share = draw_uniform(random, {images, 1, 1, 1});
    change.noise = draw_style_noise(random, images, width * base_width);
  }
  return changes;
}

torch::Tensor decode_restyled(nn::Networks& networks, const torch::Tensor& image_code, const StyleChanges& changes) {
  return networks.decode_image(image_code, nn::Mode::hold, [&](std::string_view place, const torch::Tensor& features) {
    const auto found = changes.find(place);
    return found == changes.end() ? features : change_style(features, found->second);
  });
}

StyleChanges worst_styles(nn::Networks& networks, const torch::Tensor& image_code, const torch::Tensor& label,
                          const StyleChanges& start) {
  const torch::AutoGradMode with_gradient(true);
  StyleChanges changes = start;
  std::vector<torch::Tensor> leaves;
  for (torch::Tensor* tensor : tensors_of(changes)) {
    *tensor = tensor->clone().requires_grad_();
    leaves.push_back(*tensor);
  }
  torch::optim::Adam adam(leaves, torch::optim::AdamOptions(learning_rate));
  for (int step = 0; step < steps; ++step) {
    const torch::Tensor image = decode_restyled(networks, image_code, changes);
    const torch::Tensor loss = nn::cross_entropy(networks.segment(image, nn::Mode::hold).logits, label);
    const std::vector<torch::Tensor> gradients = torch::autograd::grad({-loss}, leaves);
    for (std::size_t i = 0; i < leaves.size(); ++i) leaves[i].mutable_grad() = gradients[i];
    adam.step();
    const torch::NoGradGuard no_grad;
    for (auto& [place, change] : changes) change.mix.own_share.clamp_(0.0, 1.0);
  }
  for (torch::Tensor* tensor : tensors_of(changes)) *tensor = tensor->detach();
  return changes;
}

Method max_style() {
  return {"maxstyle", "images of the image decoder in styles that make them hard", {}, [](const OptionTexts&) {
            return HardBranch{{.image = true, .decoded = true}, restyle_batch, require_image_decoder, true};
          }};
}

}  // namespace coopseg::hard_examples
