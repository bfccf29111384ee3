#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "picture/rgb_image.h"

namespace coopseg::picture {

/// A picture and what stands above it.
struct Tile {
  RgbImage picture;
  std::string caption;  ///< may be empty
};

/// Tiles in rows of `columns` on black, each cell as large as the largest tile; a caption that is wider than its cell
/// is cut off, and without any caption no room is left for one. Throws Error without a tile.
RgbImage make_sheet(std::span<const Tile> tiles, std::size_t columns);

}  // namespace coopseg::picture
