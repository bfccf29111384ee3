#include "artifact/registry.h"

#include <algorithm>

#include "artifact/bias_field.h"
#include "core/error.h"
#include "core/nearest_name.h"

namespace coopseg::artifact {

const std::vector<Artifact>& registry() {
  static const std::vector<Artifact> artifacts = {
      bias_field(),
  };
  return artifacts;
}

const Artifact& find(const std::string& name) {
  const auto found = std::ranges::find(registry(), name, &Artifact::name);
  if (found != registry().end()) return *found;
  std::vector<std::string> names;
  std::string list;
  for (const Artifact& artifact : registry()) {
    names.push_back(artifact.name);
    list += (list.empty() ? "" : ", ") + artifact.name;
  }
  throw core::Error("unknown artifact '" + name + "'" + core::suggestion(name, names) + "; there are: " + list);
}

}  // namespace coopseg::artifact
