// Milliseconds of augmenting one slice and of preparing a whole training batch, on one core, as one line of JSON:
// augmentation SIDE REPEATS FOLDER. FOLDER gets one augmentation to compare with; see augmentation.py.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "augment/augmentation.h"
#include "core/random.h"
#include "train/sampler.h"

namespace {

namespace augment = coopseg::augment;
namespace slices = coopseg::slices;
namespace train = coopseg::train;

constexpr std::int64_t height = 256;  // of the slices
constexpr std::int64_t width = 216;
constexpr std::int64_t count = 40;  // slices that are augmented in one measurement

train::TrainingData made_data() {
  torch::manual_seed(0);
  train::TrainingData data;
  train::TrainingCase& item = data.cases.emplace_back();
  item.id = "made";
  item.geometry.grid = {{width, height, count}, {1.5, 1.5, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  item.image = torch::avg_pool2d(torch::rand({count, 1, height, width}), 5, 1, 2).squeeze(1);
  item.label = torch::randint(0, 4, {count, height / 16, width / 8}, torch::kInt64);
  item.label = item.label.repeat_interleave(16, 1).repeat_interleave(8, 2).contiguous();
  return data;
}

augment::Augmentation draw_everything(std::int64_t key, slices::SliceSize size) {
  coopseg::core::RandomStream random(0, key);
  augment::Augmentation all;
  all.spatial = augment::draw_spatial(random);
  all.elastic = augment::draw_elastic(random, size);
  all.intensity = augment::draw_intensity(random);
  return all;
}

double least_milliseconds(int repeats, const std::function<void()>& work) {
  double least = 1e9;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    least =
        std::min(least, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}

template <class Value>
void write(const std::string& path, const Value* values, std::size_t size) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(values), static_cast<std::streamsize>(size * sizeof(Value)));
}

void write_example(const train::TrainingData& data, slices::SliceSize size, const std::string& folder) {
  const augment::Augmentation all = draw_everything(7, size);
  const augment::LabelledSlice slice = {data.cases[0].image[0], data.cases[0].label[0]};
  const augment::AugmentedBatch view = augment::apply({&all, 1}, {&slice, 1}, size);
  const auto pixels = static_cast<std::size_t>(size.x * size.y);
  write(folder + "/image", slice.image.data_ptr<float>(), height * width);
  write(folder + "/label", slice.label.data_ptr<std::int64_t>(), height * width);
  write(folder + "/noise_x", all.elastic->noise_x.data(), all.elastic->noise_x.size());
  write(folder + "/noise_y", all.elastic->noise_y.data(), all.elastic->noise_y.size());
  write(folder + "/augmented_image", view.image.data_ptr<float>(), pixels);
  write(folder + "/augmented_label", view.label.data_ptr<std::int64_t>(), pixels);
  std::cout << "\"flip_x\": " << all.spatial.flip_x << ", \"flip_y\": " << all.spatial.flip_y
            << ", \"rotation\": " << all.spatial.rotation << ", \"shift_x\": " << all.spatial.shift_x
            << ", \"shift_y\": " << all.spatial.shift_y << ", \"zoom_x\": " << all.spatial.zoom_x
            << ", \"zoom_y\": " << all.spatial.zoom_y << ", \"alpha\": " << all.elastic->alpha
            << ", \"sigma\": " << all.elastic->sigma << ", \"contrast\": " << all.intensity->contrast
            << ", \"brightness\": " << all.intensity->brightness;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: augmentation SIDE REPEATS FOLDER\n";
    return 2;
  }
  at::set_num_threads(1);
  const slices::SliceSize size = {std::stoll(argv[1]), std::stoll(argv[1])};
  const int repeats = std::stoi(argv[2]);
  const train::TrainingData data = made_data();
  std::vector<augment::LabelledSlice> whole;
  for (std::int64_t i = 0; i < count; ++i) whole.push_back({data.cases[0].image[i], data.cases[0].label[i]});
  const auto with = [&](const auto& draw) {
    return least_milliseconds(repeats,
                              [&] {
                                std::vector<augment::Augmentation> drawn;
                                for (std::int64_t i = 0; i < count; ++i) drawn.push_back(draw(i));
                                augment::apply(drawn, whole, size);
                              }) /
           static_cast<double>(count);
  };
  const double everything = with([&](std::int64_t i) { return draw_everything(i, size); });
  const double as_drawn = with([&](std::int64_t i) {
    coopseg::core::RandomStream random(0, i);
    return augment::draw_augmentation(random, size);
  });
  train::Settings settings;
  settings.size = size.x;
  std::vector<train::Sample> samples;
  for (std::int64_t i = 0; i < settings.batch_size / 2; ++i) samples.push_back({0, i});
  const double batch = least_milliseconds(repeats, [&] { train::make_batch(data, samples, settings, 0); });
  std::cout.precision(17);
  std::cout << "{\"everything_ms\": " << everything << ", \"as_drawn_ms\": " << as_drawn << ", \"batch_ms\": " << batch
            << ", \"batch_images\": " << settings.batch_size << ", \"example\": {";
  write_example(data, size, argv[3]);
  std::cout << "}}\n";
}
