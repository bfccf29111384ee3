#include "hard_examples/latent_draws.h"

#include <torch/torch.h>

#include <array>
#include <span>

namespace coopseg::hard_examples {
namespace {

MaskType draw_type(MaskType type, core::RandomStream& stream) {
  if (type != MaskType::random) return type;
  constexpr std::array<MaskType, 3> types = {MaskType::dropout, MaskType::spatial, MaskType::channel};
  return types[static_cast<std::size_t>(stream.integer(0, types.size() - 1))];
}

/// Uniform [0, 1) of (rows, columns).
torch::Tensor draw_uniform(std::int64_t rows, std::int64_t columns, core::RandomStream& stream) {
  torch::Tensor values = torch::empty({rows, columns}, torch::kDouble);
  const std::span<double> elements(values.data_ptr<double>(), static_cast<std::size_t>(values.numel()));
  for (double& element : elements) element = stream.uniform();
  return values;
}

MaskDraws draw_mask(MaskType type, const LatentOptions& options, torch::IntArrayRef code, core::RandomStream& stream) {
  MaskDraws draws;
  draws.type = draw_type(type, stream);
  draws.share = options.threshold;
  if (draws.type == MaskType::dropout) {
    draws.keep = (draw_uniform(code[0], code[1], stream) >= options.threshold).to(torch::kFloat);
    return draws;
  }
  if (options.random_threshold) draws.share *= stream.uniform();
  if (options.soft_mask) {
    const std::int64_t count = draws.type == MaskType::channel ? code[1] : code[2] * code[3];
    draws.soft = draw_uniform(code[0], count, stream).to(torch::kFloat);
  }
  return draws;
}

}  // namespace

LatentDraws draw_latent(const LatentOptions& options, torch::IntArrayRef code, core::RandomStream& stream) {
  LatentDraws draws;
  if (options.masks_image()) draws.image = draw_mask(options.mask_image, options, code, stream);
  if (options.masks_shape()) draws.shape = draw_mask(options.mask_shape, options, code, stream);
  return draws;
}

}  // namespace coopseg::hard_examples
