#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "core/files.h"
#include "picture/sheet.h"

namespace coopseg::hard_examples {

/// A case before and after masking, in the model's field: images [z, H, W] with values in [0, 1] and labels [z, H, W].
/// What is undefined is left out of the picture.
struct MaskedCase {
  std::string id;
  torch::Tensor input;
  torch::Tensor reconstruction;  ///< of the whole image code, by the decoder that made `corrupted`, if one did
  torch::Tensor corrupted;
  torch::Tensor label;
  torch::Tensor segmentation;  ///< class of the highest logit of the corrupted segmentation
};

/// The slices at a quarter, half and three quarters of those with a label, or of all where there is none.
std::vector<std::int64_t> preview_slices(const MaskedCase& masked);

/// A sheet that shows what a method does, a row per preview slice of the first cases, with captions: input,
/// reconstruction, corrupted image, their difference (or, without reconstruction, the input's; grey is none, white 0.5
/// brighter), and on the input the outlines of the label and of the corrupted segmentation.
class Preview {
 public:
  static constexpr std::size_t cases = 4;

  /// Draws the case unless the sheet has all its cases. All cases have the same parts, but for the label.
  void add(const MaskedCase& masked);
  /// The sheet as a PNG file.
  core::Bytes png() const;

 private:
  void add_row(const MaskedCase& masked, std::int64_t slice);

  std::vector<picture::Tile> tiles_;
  std::size_t rows_ = 0;
  std::size_t drawn_ = 0;
};

}  // namespace coopseg::hard_examples
