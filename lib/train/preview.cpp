#include "train/preview.h"

#include <torch/torch.h>

#include <span>
#include <string>
#include <vector>

#include "picture/labels.h"
#include "picture/sheet.h"
#include "picture/slice.h"
#include "train/sampler.h"

namespace coopseg::train {
namespace {

constexpr std::size_t columns = 6;
constexpr std::int64_t large = 160;  // slices of this side are drawn pixel by pixel, smaller ones twice as large

picture::RgbImage draw(const torch::Tensor& image, const torch::Tensor& label) {
  const torch::Tensor small_label = label.to(torch::kUInt8).contiguous();
  const auto width = static_cast<std::size_t>(image.size(1));
  const auto height = static_cast<std::size_t>(image.size(0));
  const picture::SliceFrame frame = {width, height, image.size(1) < large ? 2U : 1U};
  picture::RgbImage picture = picture::draw_slice({image.data_ptr<float>(), width * height}, frame);
  picture::draw_contours(picture, {small_label.data_ptr<std::uint8_t>(), width * height}, frame);
  return picture;
}

}  // namespace

picture::RgbImage preview(const TrainingData& data, const Settings& settings, std::size_t count) {
  std::vector<picture::Tile> tiles;
  for (std::int64_t epoch = 0; tiles.size() < count; ++epoch) {
    for (const std::vector<Sample>& samples : batches_of_epoch(data, settings, epoch)) {
      const Batch batch = make_batch(data, samples, settings, epoch);
      for (std::size_t i = 0; i < samples.size() && tiles.size() < count; ++i) {
        const auto position = static_cast<std::int64_t>(i);
        tiles.push_back({draw(batch.noisy[position][0], batch.label[position]),
                         data.cases[samples[i].item].id + " " + std::to_string(samples[i].slice)});
      }
      if (tiles.size() == count) break;
    }
  }
  return picture::make_sheet(tiles, columns);
}

}  // namespace coopseg::train
