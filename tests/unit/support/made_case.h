#pragma once

#include "study/case.h"

namespace coopseg {

/// A case with every field, 4 x 3 x 2 voxels.
inline study::Case made_case(const std::string& id = "p1_ED") {
  study::Case subject;
  subject.id = id;
  subject.patient = "p1";
  subject.phase = "ED";
  subject.site = "north, \xc3\xa9";
  subject.vendor = "A";
  subject.preprocessing = R"({"spacing":1.36719})";
  subject.grid = {{4, 3, 2}, {1.5, 1.25, 8.0}, {-10.0, 0.1, 3.0}, {0, -1, 0, 1, 0, 0, 0, 0, 1}};
  subject.image.emplace(24);
  subject.label.emplace(24);
  subject.prediction.emplace(24);
  subject.probability.emplace(96);
  for (std::size_t i = 0; i < 24; ++i) {
    (*subject.image)[i] = 0.1F * static_cast<float>(i) - 0.5F;
    (*subject.label)[i] = static_cast<std::uint8_t>(i % 4);
    (*subject.prediction)[i] = static_cast<std::uint8_t>(i / 6);
    for (std::size_t c = 0; c < 4; ++c) (*subject.probability)[24 * c + i] = i % 4 == c ? 0.7F : 0.1F;
  }
  study::NativeGrid native;
  native.grid = {{5, 6, 2}, {1.1, 1.2, 8.0}, {1.0, 2.0, 3.0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  native.qform_code = 1;
  native.sform_code = 2;
  native.qform = {0, -1.2, 0, 4, 1.1, 0, 0, 5, 0, 0, 8, 6, 0, 0, 0, 1};
  for (std::size_t i = 0; i < 16; ++i) native.sform[i] = -0.7 * static_cast<double>(i);
  subject.native = native;
  subject.provenance = R"([{"tool":"preprocess"}])";
  return subject;
}

}  // namespace coopseg
