#pragma once

#include <string>

#include "core/files.h"

namespace coopseg::model_file {

/// What a model file says of itself, without its weights, as a JSON object with the keys digest, network, variant,
/// base_width, names, spacing_mm, size, preprocessing, quality_threshold, note, trained_on (cases, patients, sites and
/// vendors of the training and validation set), validation (the scores of these weights), options and provenance (with
/// the digests of the studies). What the file does not say is null. Throws Error where it is no model file.
std::string about_json(const core::Input& input);

/// The same for people: a line per key.
std::string about_text(const core::Input& input);

}  // namespace coopseg::model_file
