#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "artifact/corruption.h"

namespace coopseg::artifact {

/// A set of corruptions whose parameters are drawn, one artifact per copy. An INI file: first name, version, seed,
/// copies, axes, geometry, before and after (the last four as in setting.h), then a section per artifact with
/// `parameter = value`. In a value each number may be a distribution: uniform(a,b), integer(a,b) with both ends, or
/// choice(a,b,...). Sections are alternatives.
struct Recipe {
  std::string name;
  std::string version;
  std::uint64_t seed = 0;
  int copies = 1;
  Setting setting;
  std::map<std::string, std::map<std::string, std::string>> artifacts;  ///< by name: parameter, value as it stands
};

/// Throws core::Error that says where: unknown keys, artifacts and parameters with the nearest known name; values that
/// no draw could make valid or that a draw could leave the range with.
Recipe parse_recipe(const std::string& text);

/// Throws core::Error unless the recipe has the artifact and the copy (from 1).
void check_choice(const Recipe& recipe, const std::string& artifact, int copy);

/// Draws copy `copy` (from 1) for one case. The parameters come in the order of the artifact, from a stream of the
/// seed, the copy, the case id and the artifact. Checks as `check_choice`.
Corruption draw(const Recipe& recipe, const std::string& artifact, std::uint64_t seed, int copy,
                const std::string& case_id);

}  // namespace coopseg::artifact
