#include "slices/put_back.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "slices/slice_batch.h"

namespace coopseg::slices {
namespace {

study::Case case_of(std::size_t x, std::size_t y) {
  study::Case subject;
  subject.grid = {{x, y, 2}, {1, 1, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  return subject;
}

TEST(PutBack, IsTheInverseOfTheWindowInsideAndKeepsTheRest) {
  study::Case subject = case_of(5, 4);
  const Field field = {{2, 2}, 2, 1};
  const torch::Tensor probability = torch::rand({2, 4, 2, 2}).softmax(1);
  put_back(probability, field, all_background(subject.grid), subject);
  EXPECT_TRUE(torch::equal(probability_batch(*subject.probability, subject.grid, field), probability));
  EXPECT_EQ((*subject.probability)[0], 1.0F);
  EXPECT_EQ(subject.prediction->front(), 0);
}

TEST(PutBack, LabelsAroundTheFieldStay) {
  study::Case subject = case_of(4, 4);
  const std::vector<std::uint8_t> labels(subject.grid.voxels(), 3);
  torch::Tensor probability = torch::zeros({2, 4, 2, 2});
  probability.select(1, 1).fill_(1.0);
  put_back(probability, {{2, 2}, 1, 1}, one_hot(labels, subject.grid), subject);
  EXPECT_EQ((*subject.prediction)[0], 3);
  EXPECT_EQ((*subject.prediction)[5], 1);  // x 1, y 1
  EXPECT_EQ((*subject.prediction)[7], 3);  // x 3, y 1
}

TEST(PutBack, PaddingOfTheFieldIsDropped) {
  study::Case subject = case_of(2, 2);
  const Field field = {{4, 4}, -1, -1};
  torch::Tensor probability = torch::zeros({2, 4, 4, 4});
  probability.select(1, 2).fill_(1.0);
  put_back(probability, field, all_background(subject.grid), subject);
  EXPECT_EQ(*subject.prediction, std::vector<std::uint8_t>(8, 2));
}

TEST(Argmax, TieGoesToTheLowestClass) {
  const study::Grid grid = {{1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  EXPECT_EQ(argmax(std::vector<float>{0.1F, 0.4F, 0.4F, 0.1F}, grid), std::vector<std::uint8_t>{1});
}

TEST(PutBackImage, OutsideOfTheFieldStaysAsItWas) {
  study::Case subject = case_of(3, 1);
  subject.image = std::vector<float>{1, 2, 3, 4, 5, 6};
  put_back_image(torch::full({2, 1, 1}, 9.0F), {{1, 1}, 1, 0}, subject);
  EXPECT_EQ(*subject.image, (std::vector<float>{1, 9, 3, 4, 9, 6}));
}

}  // namespace
}  // namespace coopseg::slices
