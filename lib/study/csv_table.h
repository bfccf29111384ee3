#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"

namespace coopseg::study {

struct CsvLine {
  std::size_t number;  ///< of the line of the file on which it starts, from 1
  std::vector<std::string> fields;
};

/// A text as a field of a CSV file: one that holds a comma, a quote or a line end is quoted (RFC 4180).
std::string csv_field(const std::string& text);

/// A CSV file with a header line (RFC 4180: quoted fields, CRLF or LF) in UTF-8; a byte order mark, blanks around a
/// cell and blank lines at the end are ignored. workflows/scripts/coopseg/data/tables.py reads by the same rules, with
/// the same messages.
class CsvTable {
 public:
  /// Throws Error "FILE: line N: ..." for a file without a header line, bytes that are no UTF-8, other separators, a
  /// quote that is not closed, a line with another number of fields than the header, a column that is unknown, missing
  /// or stands twice.
  CsvTable(const core::Input& input, std::span<const std::string_view> required,
           std::span<const std::string_view> optional = {});

  std::size_t rows() const { return rows_.size(); }
  /// Line of the file on which a row starts, counted from 1.
  std::size_t line(std::size_t row) const { return rows_[row].number; }
  bool has(std::string_view column) const;
  /// A field; "" where the optional column is absent.
  const std::string& value(std::size_t row, std::string_view column) const;

 private:
  std::vector<std::string> columns_;
  std::vector<CsvLine> rows_;
};

}  // namespace coopseg::study
