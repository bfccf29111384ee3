#pragma once

#include <cmath>
#include <fstream>
#include <string>

#include "core/files.h"
#include "study/study_writer.h"

namespace coopseg {

/// A case of two slices with a bright disc (LV) in a grey ring (MYO) beside a darker blob (RV).
inline study::Case synthetic_case(const std::string& id, const std::string& patient, double radius) {
  study::Case subject;
  subject.id = id;
  subject.patient = patient;
  subject.grid = {{40, 36, 2}, {1.5, 1.5, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  subject.image.emplace();
  subject.label.emplace();
  for (int z = 0; z < 2; ++z)
    for (int y = 0; y < 36; ++y)
      for (int x = 0; x < 40; ++x) {
        const double distance = std::hypot(x - 20.0, y - 18.0);
        const double side = std::hypot(x - 9.0, y - 18.0);
        const std::uint8_t label = distance < radius ? 1 : distance < radius + 3 ? 2 : side < 4 ? 3 : 0;
        constexpr std::array<float, 4> intensity = {0.1F, 0.9F, 0.4F, 0.7F};
        subject.label->push_back(label);
        subject.image->push_back(intensity.at(label) + 0.01F * static_cast<float>((3 * x + 5 * y + 7 * z) % 7));
      }
  return subject;
}

inline void write_study(const std::string& path, const std::vector<study::Case>& cases) {
  study::StudyWriter writer;
  for (const study::Case& subject : cases) writer.add(subject);
  core::write_output(path, writer.finish(), true);
}

inline void write_text(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace coopseg
