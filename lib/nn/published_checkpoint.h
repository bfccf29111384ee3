#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nn/networks.h"

namespace coopseg::nn {

/// A model whose weights were read from what the published code of Chen et al., MICCAI 2021, saves.
struct PublishedCheckpoint {
  Networks networks;
  std::vector<std::pair<std::string, std::string>> digests;  ///< of the files, by sub-network, or "snapshot"
};

/// Reads `path`: a folder with the state dicts image_encoder.pth, segmentation_decoder.pth, image_decoder.pth,
/// shape_encoder.pth and shape_decoder.pth, or a snapshot of an interrupted training (FCN_16_standard.pkl, a dict with
/// network_type and model_state). Base width, channels and classes come from the tensors' shapes; the variant, which
/// they do not show, from `variant` (none where it is not given) or the snapshot's network_type, which must agree with
/// a given `variant`. Nothing in the files is executed.
///
/// Throws Error, with file and key in front, for whatever is missing, damaged, of another shape or not finite.
PublishedCheckpoint read_published_checkpoint(const std::string& path, std::optional<Variant> variant);

}  // namespace coopseg::nn
