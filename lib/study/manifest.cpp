#include "study/manifest.h"

#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "core/error.h"
#include "study/case.h"
#include "study/csv_table.h"

namespace coopseg::study {
namespace {

constexpr std::array<std::string_view, 9> columns = {"case",  "patient", "phase", "site",  "vendor",
                                                     "image", "label",   "frame", "labels"};

/// True volumes of phantoms, which make-phantom knows; read by people and tests only.
constexpr std::array<std::string_view, 3> volume_columns = {"volume_lv_ml", "volume_myo_ml", "volume_rv_ml"};

std::optional<std::size_t> parse_frame(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::size_t frame = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), frame);
  if (error != std::errc() || stopped != text.data() + text.size())
    throw core::Error("frame '" + text + "', expected is a whole number from 0 or nothing");
  return frame;
}

ManifestRow read_row(const CsvTable& table, std::size_t row) {
  const auto value = [&](std::string_view column) { return table.value(row, column); };
  check_id(value("case"));
  if (value("image").empty()) throw core::Error("no image");
  if (const std::string phase = value("phase"); phase != "" && phase != "ED" && phase != "ES")
    throw core::Error("phase '" + phase + "', expected is ED, ES or nothing");
  return {.line = table.line(row),
          .id = value("case"),
          .patient = value("patient"),
          .phase = value("phase"),
          .site = value("site"),
          .vendor = value("vendor"),
          .image = value("image"),
          .label = value("label"),
          .frame = parse_frame(value("frame")),
          .labels = value("labels")};
}

}  // namespace

std::vector<ManifestRow> read_manifest(const core::Input& input) {
  const CsvTable table(input, columns, volume_columns);
  std::vector<ManifestRow> rows;
  std::set<std::string> ids;
  for (std::size_t row = 0; row < table.rows(); ++row)
    core::in_context(input.name + ": line " + std::to_string(table.line(row)), [&] {
      rows.push_back(read_row(table, row));
      if (!ids.insert(rows.back().id).second) throw core::Error("case '" + rows.back().id + "' stands twice");
    });
  if (rows.empty()) throw core::Error(input.name + ": no case");
  return rows;
}

}  // namespace coopseg::study
