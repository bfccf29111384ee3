#include "hard_examples/random_tensors.h"

#include <torch/torch.h>

#include <span>
#include <utility>
#include <vector>

#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

template <class Draw>
torch::Tensor filled(torch::IntArrayRef sizes, const Draw& draw) {
  torch::Tensor values = torch::empty(sizes, torch::kFloat);
  for (float& value : std::span(values.data_ptr<float>(), static_cast<std::size_t>(values.numel())))
    value = static_cast<float>(draw());
  return values;
}

}  // namespace

torch::Tensor draw_uniform(core::RandomStream& random, torch::IntArrayRef sizes, double low, double high) {
  return filled(sizes, [&] { return random.uniform(low, high); });
}

torch::Tensor draw_normal(core::RandomStream& random, torch::IntArrayRef sizes) {
  return filled(sizes, [&] { return random.normal(); });
}

torch::Tensor draw_order(core::RandomStream& random, std::int64_t count) {
  torch::Tensor order = torch::arange(count);
  const std::span<std::int64_t> places(order.data_ptr<std::int64_t>(), static_cast<std::size_t>(count));
  for (std::int64_t last = count - 1; last > 0; --last)
    std::swap(places[static_cast<std::size_t>(last)], places[static_cast<std::size_t>(random.integer(0, last))]);
  return order;
}

torch::Tensor draw_for_each(const torch::Tensor& images, const DrawKeys& keys, std::string_view purpose,
                            const std::function<torch::Tensor(core::RandomStream&)>& draw) {
  std::vector<torch::Tensor> drawn;
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    core::RandomStream random = keys.of_image(static_cast<std::size_t>(i), purpose);
    drawn.push_back(draw(random));
  }
  return nn::to_device(torch::stack(drawn), images.device());
}

}  // namespace coopseg::hard_examples
