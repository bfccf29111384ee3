#include "image/qform.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

TEST(Qform, IsMethodTwoOfTheStandard) {
  const auto half = static_cast<float>(std::sqrt(0.5));
  const Affine affine = affine_of(Qform{{0, 0, half}, {1, 2, 3}, {-1, 2, 3, 5}});  // a quarter turn about z
  const Affine expected = {0, -3, 0, 1, 2, 0, 0, 2, 0, 0, -5, 3, 0, 0, 0, 1};
  for (std::size_t i = 0; i < 16; ++i) EXPECT_NEAR(affine[i], expected[i], 1e-6) << i;
}

TEST(Qform, ComesBackBitForBit) {
  for (int draw = 0; draw < 500; ++draw) {
    core::RandomStream random(7, draw);
    std::array<double, 4> q{};
    double length = 0;
    for (double& component : q) {
      component = random.normal();
      length += component * component;
    }
    if (draw % 3 == 0) length -= q[0] * q[0];  // a half turn: nothing is left for a
    if (draw % 6 == 0) length *= 1 - 1e-7;     // and the rounded rest is a little too long
    Qform qform;
    for (std::size_t i = 0; i < 3; ++i) {
      qform.quaternion[i] = static_cast<float>(q[i + 1] / std::copysign(std::sqrt(length), q[0]));
      qform.offset[i] = static_cast<float>(random.uniform(-200, 200));
      qform.pixdim[i + 1] = static_cast<float>(random.uniform(0.3, 12));
    }
    qform.pixdim[0] = random.chance(0.5) ? 1.0F : -1.0F;
    const Qform back = qform_of(affine_of(qform));
    EXPECT_EQ(affine_of(back), affine_of(qform)) << draw;
    EXPECT_EQ(back.pixdim, qform.pixdim) << draw;
    EXPECT_EQ(back.offset, qform.offset) << draw;
    if (draw % 3 != 0) {
      EXPECT_EQ(back.quaternion, qform.quaternion) << draw;
    }
  }
}

TEST(Qform, RefusesWhatIsNoRotation) {
  EXPECT_EQ(message_of([] {
              affine_of(Qform{{1, 1, 0}, {}, {1, 1, 1, 1}});
            }),
            "header: the qform's quaternion is longer than 1");
  EXPECT_EQ(message_of([] {
              qform_of({1, 0.1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
            }).substr(0, 45),
            "qform: its axes deviate from a rotation by 0.");
}

}  // namespace
}  // namespace coopseg::image
