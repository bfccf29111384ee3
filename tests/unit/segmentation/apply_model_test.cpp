#include "segmentation/apply_model.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"
#include "nn/initialisation.h"
#include "segmentation/checks.h"

namespace coopseg::segmentation {
namespace {

study::Case case_of(std::size_t x, std::size_t y) {
  study::Case subject;
  subject.id = "a";
  subject.grid = {{x, y, 2}, {1, 1, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  return subject;
}

nn::Networks made_networks() {
  nn::Architecture architecture;
  architecture.base_width = 2;
  nn::Networks networks(architecture);
  nn::initialise(networks, 1);
  return networks;
}

TEST(TouchesEdge, OnlyWhereTheFieldCutsTheSlice) {
  study::Case subject = case_of(6, 4);
  subject.prediction = std::vector<std::uint8_t>(subject.grid.voxels(), 0);
  const slices::Field field = {{4, 4}, 1, 0};  // cuts left and right, not top and bottom
  EXPECT_FALSE(touches_edge(field, subject));
  (*subject.prediction)[2] = 1;  // x 2, y 0: at the slice's own top
  EXPECT_FALSE(touches_edge(field, subject));
  (*subject.prediction)[6 + 1] = 1;  // x 1, y 1: first column of the field
  EXPECT_TRUE(touches_edge(field, subject));
}

TEST(LabelsToRefine, ProbabilityThenPredictionThenLabel) {
  study::Case subject = case_of(1, 1);
  EXPECT_THROW(labels_to_refine(subject), core::Error);
  subject.label = std::vector<std::uint8_t>{1, 1};
  EXPECT_EQ(labels_to_refine(subject), (std::vector<std::uint8_t>{1, 1}));
  subject.prediction = std::vector<std::uint8_t>{2, 2};
  EXPECT_EQ(labels_to_refine(subject), (std::vector<std::uint8_t>{2, 2}));
  subject.probability = std::vector<float>{0, 1, 0, 0, 0, 0, 1, 0};
  EXPECT_EQ(labels_to_refine(subject), (std::vector<std::uint8_t>{3, 0}));
}

TEST(SegmentAndRefine, FillTheCaseAndLeaveTheRestOfTheSliceAlone) {
  nn::Networks networks = made_networks();
  study::Case subject = case_of(20, 18);
  subject.image = std::vector<float>(subject.grid.voxels(), 0.5F);
  (*subject.image)[200] = 1.0F;
  const slices::Field field = {{16, 16}, 2, 1};
  segment(networks, field, 1, subject);
  ASSERT_EQ(subject.probability->size(), 4 * subject.grid.voxels());
  EXPECT_EQ((*subject.probability)[0], 1.0F) << "outside of the field it is background for certain";
  study::Case labels = case_of(20, 18);
  labels.prediction = std::vector<std::uint8_t>(subject.grid.voxels(), 3);
  EXPECT_EQ(accept_of({}, labels), accept_of_labels);
  EXPECT_EQ(accept_of({}, subject), 0.0) << "it has probabilities";
  EXPECT_EQ(accept_of(0.5, subject), 0.5);
  refine(networks, field, {1, 0.0}, labels);
  EXPECT_EQ(labels.prediction->front(), 3) << "outside of the field a label stays";
  study::check(labels);
}

TEST(Segment, AveragesOverMovedViews) {
  nn::Networks networks = made_networks();
  study::Case subject = case_of(16, 16);
  const torch::Tensor image = torch::rand({2, 16, 16});
  const auto segmented = [&](const torch::Tensor& slices, int average) {
    const torch::Tensor values = slices.contiguous();
    subject.image = std::vector<float>(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    segment(networks, {{16, 16}, 0, 0}, average, subject);
    return torch::tensor(*subject.probability).view({4, 2, 16, 16});
  };
  const torch::Tensor once = segmented(image, 1);
  const torch::Tensor moved = segmented(image.roll({5, 5}, {1, 2}), 1).roll({-5, -5}, {2, 3});
  EXPECT_FALSE(torch::allclose(once, moved, 1e-3, 1e-3));
  EXPECT_TRUE(torch::allclose(segmented(image, 2), (once + moved) / 2, 1e-4, 1e-6));
  const torch::Tensor all = segmented(image, views);
  EXPECT_FALSE(torch::allclose(segmented(image, views - 1), all, 1e-4, 1e-4));
  EXPECT_TRUE(torch::allclose(all.sum(0), torch::ones({2, 16, 16}), 1e-5, 1e-5));
}

}  // namespace
}  // namespace coopseg::segmentation
