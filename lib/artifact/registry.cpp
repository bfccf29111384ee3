#include "artifact/registry.h"

#include <algorithm>

#include "artifact/banding.h"
#include "artifact/bias_field.h"
#include "artifact/blur.h"
#include "artifact/gamma.h"
#include "artifact/ghosting.h"
#include "artifact/gibbs.h"
#include "artifact/mistriggering.h"
#include "artifact/motion.h"
#include "artifact/noise.h"
#include "artifact/respiratory_motion.h"
#include "artifact/slice_misalignment.h"
#include "artifact/spike.h"
#include "artifact/undersampling.h"
#include "artifact/wrap_around.h"
#include "artifact/zipper.h"
#include "core/error.h"
#include "core/joined.h"
#include "core/nearest_name.h"

namespace coopseg::artifact {

const std::vector<Artifact>& registry() {
  static const std::vector<Artifact> artifacts = {
      bias_field(),
      ghosting(),
      motion(),
      spike(),
      respiratory_motion(),
      mistriggering(),
      slice_misalignment(),
      noise(),
      gamma(),
      banding(),
      blur(),
      gibbs(),
      undersampling(),
      wrap_around(),
      zipper(),
  };
  return artifacts;
}

const Artifact& find(const std::string& name) {
  const auto found = std::ranges::find(registry(), name, &Artifact::name);
  if (found != registry().end()) return *found;
  std::vector<std::string> names;
  for (const Artifact& artifact : registry()) names.push_back(artifact.name);
  throw core::Error("unknown artifact '" + name + "'" + core::suggestion(name, names) +
                    "; there are: " + core::joined(names));
}

}  // namespace coopseg::artifact
