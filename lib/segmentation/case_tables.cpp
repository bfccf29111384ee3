#include "segmentation/case_tables.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "core/files.h"
#include "evaluation/measure_picture.h"
#include "segmentation/disagreement.h"

namespace coopseg::segmentation {
namespace {

/// The rows of a CSV by their first field; ids hold no comma.
std::vector<std::pair<std::string, std::string>> csv_cases(const std::string& text, const std::string& header) {
  if (!text.starts_with(header))
    throw core::Error("columns '" + text.substr(0, text.find('\n')) + "' found, '" +
                      header.substr(0, header.size() - 1) + "' expected to go on with");
  std::vector<std::pair<std::string, std::string>> cases;
  for (std::size_t begin = header.size(); begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string row = text.substr(begin, end - begin);
    const std::string id = row.substr(0, row.find(','));
    if (cases.empty() || cases.back().first != id) cases.emplace_back(id, "");
    cases.back().second += row;
    begin = end;
  }
  return cases;
}

template <class Read>
void resume(CaseTable& table, Read read) {
  if (table.path.empty() || !std::filesystem::exists(table.path)) return;
  core::in_context(table.path, [&] { table.cases = read(core::text_of(core::read_input(table.path))); });
}

std::string joined_cases(const CaseTable& table, std::string text) {
  for (const auto& [id, rows] : table.cases) text += rows;
  return text;
}

}  // namespace

bool CaseTable::has(const std::string& id) const {
  return std::ranges::find(cases, id, &std::pair<std::string, std::string>::first) != cases.end();
}

void CaseTable::put(const std::string& id, const std::string& text) {
  std::erase_if(cases, [&](const auto& entry) { return entry.first == id; });
  cases.emplace_back(id, text);
}

CaseTables::CaseTables(const std::string& report, const std::vector<std::string>& measures, bool force, bool resume)
    : report_{report} {
  for (const std::string& path : measures) {
    CaseTable* table = path.ends_with(".csv") ? &csv_ : path.ends_with(".json") ? &json_ : &svg_;
    if (table == &svg_ && !path.ends_with(".svg"))
      throw core::UsageError("--measure: '" + path + "', a name that ends in .csv, .json or .svg is expected");
    if (!table->path.empty())
      throw core::UsageError("--measure: " + table->path + " and " + path + ", one is expected");
    table->path = path;
  }
  for (const CaseTable* table : {&report_, &csv_, &json_, &svg_})
    if (!table->path.empty()) core::check_output(table->path, force || resume, false);
  if (!resume) return;
  segmentation::resume(report_, [](const std::string& text) { return csv_cases(text, report_header()); });
  segmentation::resume(csv_, [](const std::string& text) { return csv_cases(text, evaluation::measure_header()); });
  segmentation::resume(json_, evaluation::measured_cases);
}

bool CaseTables::has(const std::string& id) const {
  return std::ranges::all_of(std::array{&report_, &csv_, &json_},
                             [&](const CaseTable* table) { return table->path.empty() || table->has(id); });
}

void CaseTables::add(const std::string& id, const std::string& report) { report_.put(id, report); }

void CaseTables::add(const evaluation::Measures& measures, std::span<const study::Case> frames) {
  const std::string& id = measures.curve.id;
  if (!csv_.path.empty()) csv_.put(id, evaluation::measure_row(measures));
  if (!json_.path.empty()) json_.put(id, evaluation::measure_json(measures));
  if (!svg_.path.empty()) svg_.put(id, evaluation::measure_picture(measures, frames));
}

void CaseTables::write() const {
  const auto write = [&](const CaseTable& table, const std::function<std::string()>& text) {
    if (!table.path.empty()) core::write_output(table.path, text(), true);
  };
  write(report_, [&] { return joined_cases(report_, report_header()); });
  write(csv_, [&] { return joined_cases(csv_, evaluation::measure_header()); });
  write(json_, [&] { return evaluation::measure_document(json_.cases); });
  write(svg_, [&] { return joined_cases(svg_, ""); });
}

}  // namespace coopseg::segmentation
