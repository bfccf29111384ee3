#include "hard_examples/preview.h"

#include <torch/torch.h>

#include <algorithm>
#include <span>

#include "picture/labels.h"
#include "picture/png.h"
#include "picture/slice.h"

namespace coopseg::hard_examples {
namespace {

constexpr std::int64_t tile_side = 192;  // pixels, at least, where a slice is smaller

picture::SliceFrame frame_of(const torch::Tensor& slice) {
  return {static_cast<std::size_t>(slice.size(1)), static_cast<std::size_t>(slice.size(0)),
          static_cast<std::size_t>(std::max<std::int64_t>(1, tile_side / slice.size(1)))};
}

picture::RgbImage draw_image(const torch::Tensor& slice, picture::GreyWindow window = {}) {
  const torch::Tensor values = slice.to(torch::kCPU, torch::kFloat32).contiguous();
  return picture::draw_slice({values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, frame_of(slice),
                             window);
}

picture::RgbImage draw_outlines(const torch::Tensor& slice, const torch::Tensor& labels) {
  picture::RgbImage drawn = draw_image(slice);
  const torch::Tensor values = labels.to(torch::kCPU, torch::kUInt8).contiguous();
  picture::draw_contours(drawn, {values.data_ptr<std::uint8_t>(), static_cast<std::size_t>(values.numel())},
                         frame_of(slice));
  return drawn;
}

}  // namespace

std::vector<std::int64_t> preview_slices(const MaskedCase& masked) {
  torch::Tensor slices = torch::arange(masked.input.size(0));
  if (masked.label.defined() && masked.label.any().item<bool>())
    slices = slices.index({masked.label.flatten(1).any(1).cpu()});
  const std::int64_t count = slices.size(0);
  std::vector<std::int64_t> chosen;
  for (const std::int64_t quarter : {1, 2, 3}) {
    const auto slice = slices[std::min(count - 1, count * quarter / 4)].item<std::int64_t>();
    if (chosen.empty() || chosen.back() != slice) chosen.push_back(slice);
  }
  return chosen;
}

void Preview::add(const MaskedCase& masked) {
  if (drawn_ == cases) return;
  for (const std::int64_t slice : preview_slices(masked)) add_row(masked, slice);
  ++drawn_;
}

void Preview::add_row(const MaskedCase& masked, std::int64_t slice) {
  const torch::Tensor input = masked.input[slice];
  tiles_.push_back({draw_image(input), masked.id + "/" + std::to_string(slice) + " input"});
  if (masked.corrupted.defined()) {
    const bool decoded = masked.reconstruction.defined();
    const torch::Tensor before = decoded ? masked.reconstruction[slice] : input;
    if (decoded) tiles_.push_back({draw_image(before), "reconstruction"});
    tiles_.push_back({draw_image(masked.corrupted[slice]), "corrupted image"});
    tiles_.push_back({draw_image(masked.corrupted[slice] - before, {-0.5F, 0.5F}),
                      decoded ? "corrupted - reconstruction" : "corrupted - input"});
  }
  tiles_.push_back(masked.label.defined() ? picture::Tile{draw_outlines(input, masked.label[slice]), "label"}
                                          : picture::Tile{draw_image(input), "no label"});
  if (masked.segmentation.defined())
    tiles_.push_back({draw_outlines(input, masked.segmentation[slice]), "corrupted segmentation"});
  ++rows_;
}

core::Bytes Preview::png() const { return picture::encode_png(picture::make_sheet(tiles_, tiles_.size() / rows_)); }

}  // namespace coopseg::hard_examples
