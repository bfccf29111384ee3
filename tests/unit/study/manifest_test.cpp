#include "study/manifest.h"

#include <gtest/gtest.h>

#include <span>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::study {
namespace {

const std::string header = "case,patient,phase,site,vendor,image,label,frame,labels\n";

std::vector<ManifestRow> read(const std::string& rows) {
  const std::string text = header + rows;
  const auto bytes = std::as_bytes(std::span(text));
  return read_manifest({"m.csv", {bytes.begin(), bytes.end()}});
}

std::string refusal(const std::string& rows) {
  return message_of([&] { read(rows); });
}

TEST(Manifest, ReadsEveryColumn) {
  const auto rows = read("p_ES,p,ES,1,A,p/i.nii,p/l.nii,7,\"1=RV,2=MYO\"\nq,,,,,i.nii,,,\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].id, "p_ES");
  EXPECT_EQ(rows[0].patient, "p");
  EXPECT_EQ(rows[0].phase, "ES");
  EXPECT_EQ(rows[0].site, "1");
  EXPECT_EQ(rows[0].vendor, "A");
  EXPECT_EQ(rows[0].image, "p/i.nii");
  EXPECT_EQ(rows[0].label, "p/l.nii");
  EXPECT_EQ(rows[0].frame, 7U);
  EXPECT_EQ(rows[0].labels, "1=RV,2=MYO");
  EXPECT_EQ(rows[1].frame, std::nullopt);
  EXPECT_EQ(rows[1].line, 3U);
}

TEST(Manifest, NamesTheLineAtFault) {
  EXPECT_EQ(refusal("a,,,,,i,,,\na,,,,,j,,,\n"), "m.csv: line 3: case 'a' stands twice");
  EXPECT_EQ(refusal("a,,MD,,,i,,,\n"), "m.csv: line 2: phase 'MD', expected is ED, ES or nothing");
  EXPECT_EQ(refusal("a,,,,,i,,-1,\n"), "m.csv: line 2: frame '-1', expected is a whole number from 0 or nothing");
  EXPECT_EQ(refusal("a,,,,,,,,\n"), "m.csv: line 2: no image");
  EXPECT_EQ(refusal("a b,,,,,i,,,\n").substr(0, 15), "m.csv: line 2: ");
  EXPECT_EQ(refusal(""), "m.csv: no case");
}

}  // namespace
}  // namespace coopseg::study
