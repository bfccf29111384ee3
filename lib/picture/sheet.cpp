#include "picture/sheet.h"

#include <algorithm>
#include <string_view>

#include "core/error.h"
#include "picture/text.h"

namespace coopseg::picture {
namespace {

constexpr std::size_t gap = 4;  // pixels between cells and around them

}  // namespace

RgbImage make_sheet(std::span<const Tile> tiles, std::size_t columns) {
  if (tiles.empty() || columns == 0) throw core::Error("a sheet needs at least one tile and one column");
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t caption_height = 0;
  for (const Tile& tile : tiles) {
    width = std::max(width, tile.picture.width());
    height = std::max(height, tile.picture.height());
    if (!tile.caption.empty()) caption_height = character_height + 2;
  }
  columns = std::min(columns, tiles.size());
  const std::size_t rows = (tiles.size() + columns - 1) / columns;
  const std::size_t cell_height = caption_height + height + gap;
  RgbImage sheet(columns * (width + gap) + gap, rows * cell_height + gap);
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const std::size_t x = gap + i % columns * (width + gap);
    const std::size_t y = gap + i / columns * cell_height;
    draw_text(sheet, x, y, std::string_view(tiles[i].caption).substr(0, width / character_width));
    sheet.paste(tiles[i].picture, x, y + caption_height);
  }
  return sheet;
}

}  // namespace coopseg::picture
