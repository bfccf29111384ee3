#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "artifact/artifact.h"
#include "artifact/setting.h"
#include "study/case.h"

namespace coopseg::artifact {

/// What is done to one case, with every parameter known, and where the parameters come from.
struct Corruption {
  Artifact artifact;
  Parameters parameters;
  std::optional<Setting> setting{};            ///< of a recipe; nullopt: the volume as it is
  std::map<std::string, std::string> drawn{};  ///< "seed", "severity", "recipe", ...; empty where nothing was drawn
};

/// True where nothing changes.
bool is_identity(const Corruption& corruption);

/// Corrupts an image, voxels of `grid`. Throws core::Error as artifact::apply.
void corrupt(const Corruption& corruption, const study::Grid& grid, std::span<float> image);

/// Corrupts the image of a case, which must have one; the label follows where the artifact moves anatomy.
void corrupt(const Corruption& corruption, study::Case& subject);

/// All of it by name, as provenance says it.
std::vector<std::pair<std::string, std::string>> options_of(const Corruption& corruption);

/// The entry of one case in a file of parameters: {"case": ID, "artifact": NAME, "parameters": {...}, "drawn": {...},
/// "setting": {...}}. Reading throws core::Error with what is wrong.
nlohmann::json to_json(const std::string& id, const Corruption& corruption);
Corruption corruption_from_json(const nlohmann::json& entry);

/// A whole file of parameters, by case: {"tool": ..., "version": ..., "cases": [entries]}. Throws core::Error where it
/// is no such file or names a case twice.
std::map<std::string, Corruption> read_corruptions(const std::string& text);

}  // namespace coopseg::artifact
