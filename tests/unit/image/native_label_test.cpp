#include "image/native_label.h"

#include <gtest/gtest.h>

#include "image/preprocess.h"
#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

/// 40 x 30 x 2 voxels of 1.5625 mm: a ring of myocardium about the LV and the RV beside it.
study::Case make_case() {
  nifti_1_header header = make_header();
  header.dim[1] = 40;
  header.dim[2] = 30;
  header.pixdim[1] = header.pixdim[2] = 1.5625F;
  std::vector<std::int16_t> voxels(2400);
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    const double x = static_cast<double>(i % 40) - 20;
    const double y = static_cast<double>(i / 40 % 30) - 15;
    const double radius = x * x + y * y;
    voxels[i] = radius < 30 ? 1 : radius < 90 ? 2 : x > 0 && radius < 150 ? 3 : 0;
  }
  study::Case subject =
      preprocess_prediction(reader_of(header, voxels), 0, study::parse_labels(study::default_labels), 1.36719);
  subject.id = "a";
  subject.label = std::vector<std::uint8_t>(voxels.begin(), voxels.end());  // on the native grid, to compare with
  return subject;
}

TEST(NativeLabel, ComesBackFromAFinerGrid) {
  study::Case subject = make_case();
  const std::vector<std::uint8_t> before = *subject.label;
  subject.label.reset();
  const std::vector<std::uint8_t> after = native_label(subject);
  ASSERT_EQ(after.size(), before.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < before.size(); ++i) different += before[i] != after[i] ? 1 : 0;
  EXPECT_LT(different, before.size() / 50);
  EXPECT_EQ(after[15 * 40 + 20], 1);
}

TEST(NativeLabel, PrefersProbabilityThenPredictionThenLabel) {
  study::Case subject;
  subject.id = "a";
  subject.grid = {.size = {1, 1, 1}, .spacing = {1, 1, 1}, .origin = {}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  EXPECT_EQ(message_of([&] { native_label(subject); }), "/cases/a: has neither probability nor prediction nor label");
  EXPECT_EQ(message_of([&] { native_probability(subject); }), "/cases/a: has no probability");
  subject.label = {1};
  EXPECT_EQ(native_label(subject)[0], 1);
  subject.prediction = {2};
  EXPECT_EQ(native_label(subject)[0], 2);
  subject.probability = {0.1F, 0.2F, 0.3F, 0.4F};
  EXPECT_EQ(native_label(subject)[0], 3);
  EXPECT_EQ(native_probability(subject), *subject.probability);
}

TEST(NativeLabel, TakesTheSameVoxelsFromOneHotProbabilitiesAsFromLabels) {
  study::Case subject = make_case();
  subject.label.reset();
  const std::vector<std::uint8_t> from_labels = native_label(subject);
  std::vector<float> one_hot(4 * subject.grid.voxels());
  for (std::size_t i = 0; i < subject.grid.voxels(); ++i)
    one_hot[(*subject.prediction)[i] * subject.grid.voxels() + i] = 1;
  subject.probability = one_hot;
  EXPECT_EQ(native_label(subject), from_labels);
}

TEST(NativeLabel, RefusesANativeGridOfAnotherVolume) {
  study::Case subject = make_case();
  subject.native->grid.origin[2] += 8;
  EXPECT_EQ(message_of([&] { native_label(subject); }).substr(0, 26), "/cases/a: geometry: origin");
}

}  // namespace
}  // namespace coopseg::image
