#include "study/csv_table.h"

#include <gtest/gtest.h>

#include <array>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::study {
namespace {

constexpr std::array<std::string_view, 2> required = {"case", "image"};
constexpr std::array<std::string_view, 1> optional = {"site"};

core::Input input_of(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {"table.csv", {bytes.begin(), bytes.end()}};
}

CsvTable read(const std::string& text) { return {input_of(text), required, optional}; }

std::string refusal(const std::string& text) {
  return message_of([&] { read(text); });
}

TEST(CsvTable, FindsFieldsByColumn) {
  const CsvTable table = read("image,case\nx.nii,a\ny.nii,b\n");
  ASSERT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.value(1, "case"), "b");
  EXPECT_EQ(table.value(1, "image"), "y.nii");
  EXPECT_EQ(table.value(1, "site"), "");
  EXPECT_FALSE(table.has("site"));
  EXPECT_EQ(table.line(1), 3U);
}

TEST(CsvTable, ReadsQuotesCarriageReturnsAndAMissingLastNewline) {
  const CsvTable table = read(
      "\xef\xbb\xbf"
      "case,image\r\na,\"1=RV,\n\"\"2\"\"\"\r\nb,y");
  EXPECT_EQ(table.value(0, "image"), "1=RV,\n\"2\"");
  EXPECT_EQ(table.value(1, "image"), "y");
  EXPECT_EQ(table.line(1), 4U);
}

TEST(CsvTable, NamesTheLineAtFault) {
  EXPECT_EQ(refusal("case,image\na,b\na,b,c\n"), "table.csv: line 3: 3 fields found, 2 expected");
  EXPECT_EQ(refusal("case,image\na,b\n\nc,d\n"), "table.csv: line 3: 1 fields found, 2 expected");
  EXPECT_EQ(refusal("case\na\n"), "table.csv: line 1: column 'image' is missing");
  EXPECT_EQ(refusal("case,image,colour\n"), "table.csv: line 1: unknown column 'colour'");
  EXPECT_EQ(refusal("case,image,case\n"), "table.csv: line 1: column 'case' stands twice");
  EXPECT_EQ(refusal("case,image\na,\"b\n"), "table.csv: line 2: a quote is not closed");
  EXPECT_EQ(refusal("case,image\na,\"b\"c\n"), "table.csv: line 2: text behind a closing quote, a comma is expected");
  EXPECT_EQ(refusal("case,image\na,b\"c\n"), "table.csv: line 2: a quote inside a field that has none around it");
  EXPECT_EQ(refusal("case,image\ra,b\r"),
            "table.csv: its lines end with CR alone, as on old Macintoshes; LF or CRLF is expected");
  for (const char* empty : {"", "\xef\xbb\xbf", " \r\n\n"})
    EXPECT_EQ(refusal(empty), "table.csv: is empty, a header line is expected");
  EXPECT_EQ(refusal(std::string("case,image\na,\0\n", 15)), "table.csv: is no text, a CSV file is expected");
}

}  // namespace
}  // namespace coopseg::study
