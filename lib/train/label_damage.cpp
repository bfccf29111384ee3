#include "train/label_damage.h"

#include <torch/torch.h>

#include <array>

namespace coopseg::train {
namespace {

/// Pixels at most `distance` away from one of `mask` [H, W] along each axis.
torch::Tensor within(const torch::Tensor& mask, std::int64_t distance) {
  const std::int64_t side = 2 * distance + 1;
  const torch::Tensor plane = mask.to(torch::kFloat32).unsqueeze(0).unsqueeze(0);
  const torch::Tensor rows = torch::max_pool2d(plane, {1, side}, {1, 1}, {0, distance});
  return torch::max_pool2d(rows, {side, 1}, {1, 1}, {distance, 0}).squeeze(0).squeeze(0) > 0;
}

torch::Tensor places_of(const LabelDamage& damage, const torch::Tensor& heart) {
  if (damage.kind == LabelDamage::Kind::holes) return heart;
  return within(heart, 19) & within(heart, damage.radius + 3).logical_not();
}

void put_disc(torch::Tensor& label, const torch::Tensor& centre, std::int64_t radius, std::int64_t value) {
  const torch::Tensor y = torch::arange(label.size(0)).unsqueeze(1) - centre[0];
  const torch::Tensor x = torch::arange(label.size(1)).unsqueeze(0) - centre[1];
  label.masked_fill_(y * y + x * x <= radius * radius, value);
}

}  // namespace

LabelDamage draw_damage(core::RandomStream& random, std::int64_t classes) {
  struct Severity {
    int discs;
    std::int64_t radius;
  };
  constexpr std::array<Severity, 3> severities = {{{1, 2}, {3, 3}, {3, 5}}};
  LabelDamage damage;
  damage.kind = random.integer(0, 1) == 0 ? LabelDamage::Kind::holes : LabelDamage::Kind::islands;
  const Severity severity = severities[static_cast<std::size_t>(random.integer(0, 2))];
  damage.radius = severity.radius;
  for (int disc = 0; disc < severity.discs; ++disc) {
    const double place = random.uniform(0.0, 1.0);
    const std::int64_t label = random.integer(1, classes - 1);
    damage.discs.push_back({place, damage.kind == LabelDamage::Kind::holes ? 0 : label});
  }
  return damage;
}

torch::Tensor apply(const LabelDamage& damage, const torch::Tensor& label) {
  torch::Tensor damaged = label.clone();
  const torch::Tensor places = places_of(damage, label > 0).nonzero();
  if (places.size(0) == 0) return damaged;
  for (const LabelDamage::Disc& disc : damage.discs) {
    const auto place = static_cast<std::int64_t>(disc.place * static_cast<double>(places.size(0)));
    put_disc(damaged, places[place], damage.radius, disc.label);
  }
  return damaged;
}

}  // namespace coopseg::train
