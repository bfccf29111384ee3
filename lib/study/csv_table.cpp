#include "study/csv_table.h"

#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "core/trimmed.h"
#include "core/utf8.h"

namespace coopseg::study {
namespace {

constexpr std::string_view blanks = " \t";

void check_encoding(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) throw core::Error("is no text, a CSV file is expected");
  if (const std::size_t place = core::utf8_bytes(text); place < text.size()) {
    std::ostringstream message;
    message << "line " << 1 + std::ranges::count(text.substr(0, place), '\n') << ": byte 0x" << std::hex
            << static_cast<int>(static_cast<unsigned char>(text[place])) << " is no UTF-8; save the table as CSV UTF-8";
    throw core::Error(message.str());
  }
  const std::size_t end = text.find('\r');
  if (end != std::string_view::npos && text.find('\n') == std::string_view::npos && end + 1 < text.size())
    throw core::Error("its lines end with CR alone, as on old Macintoshes; LF or CRLF is expected");
}

/// Splits the text of a CSV file into lines of fields (RFC 4180).
class CsvScanner {
 public:
  explicit CsvScanner(std::string_view text) : text_(text.substr(0, text.find_last_not_of(" \t\r\n") + 1)) {}

  bool done() const { return text_.empty(); }

  CsvLine next() {
    CsvLine line{number_, {}};
    do {
      line.fields.push_back(core::trimmed(starts_with_quote() ? quoted() : plain()));
    } while (take(','));
    take('\r');
    if (!done() && !take('\n')) fail("text behind a closing quote, a comma is expected");
    ++number_;
    return line;
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw core::Error("line " + std::to_string(number_) + ": " + problem);
  }

 private:
  bool take(char expected) {
    if (text_.empty() || text_.front() != expected) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool starts_with_quote() const {
    const std::size_t first = text_.find_first_not_of(blanks);
    return first != std::string_view::npos && text_[first] == '"';
  }

  void skip_blanks() { text_.remove_prefix(std::min(text_.find_first_not_of(blanks), text_.size())); }

  std::string plain() {
    const std::string field(text_.substr(0, text_.find_first_of(",\r\n")));
    if (field.find('"') != std::string::npos) fail("a quote inside a field that has none around it");
    text_.remove_prefix(field.size());
    return field;
  }

  std::string quoted() {
    std::string field;
    skip_blanks();
    text_.remove_prefix(1);
    for (;;) {
      const std::size_t quote = text_.find('"');
      if (quote == std::string_view::npos) fail("a quote is not closed");
      field += text_.substr(0, quote);
      text_.remove_prefix(quote + 1);
      if (!take('"')) break;
      field += '"';
    }
    number_ += static_cast<std::size_t>(std::count(field.begin(), field.end(), '\n'));
    skip_blanks();
    return field;
  }

  std::string_view text_;
  std::size_t number_ = 1;
};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_header(const std::vector<std::string>& columns, std::span<const std::string_view> required,
                  std::span<const std::string_view> optional) {
  for (const auto& [separator, name] : {std::pair(';', "semicolons"), std::pair('\t', "tabs")})
    if (columns.size() == 1 && columns[0].find(separator) != std::string::npos)
      throw core::Error("line 1: the columns are separated by " + std::string(name) + ", commas are expected");
  for (auto column = columns.begin(); column != columns.end(); ++column) {
    if (!contains(required, *column) && !contains(optional, *column))
      throw core::Error("line 1: unknown column '" + *column + "'");
    if (std::find(columns.begin(), column, *column) != column)
      throw core::Error("line 1: column '" + *column + "' stands twice");
  }
  for (const std::string_view name : required)
    if (std::find(columns.begin(), columns.end(), name) == columns.end())
      throw core::Error("line 1: column '" + std::string(name) + "' is missing");
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

CsvTable::CsvTable(const core::Input& input, std::span<const std::string_view> required,
                   std::span<const std::string_view> optional) {
  const std::string text = core::text_of(input);
  core::in_context(input.name, [&] {
    check_encoding(text);
    CsvScanner scanner(text);
    if (scanner.done()) throw core::Error("is empty, a header line is expected");
    columns_ = scanner.next().fields;
    check_header(columns_, required, optional);
    while (!scanner.done()) {
      CsvLine line = scanner.next();
      if (line.fields.size() != columns_.size())
        throw core::Error("line " + std::to_string(line.number) + ": " + std::to_string(line.fields.size()) +
                          " fields found, " + std::to_string(columns_.size()) + " expected");
      rows_.push_back(std::move(line));
    }
  });
}

bool CsvTable::has(std::string_view column) const {
  return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
}

const std::string& CsvTable::value(std::size_t row, std::string_view column) const {
  static const std::string absent;
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found == columns_.end()) return absent;
  return rows_[row].fields[static_cast<std::size_t>(found - columns_.begin())];
}

}  // namespace coopseg::study
