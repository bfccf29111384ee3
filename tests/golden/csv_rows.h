#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace coopseg {

/// A line of a golden table, which quotes nothing, by the names of its columns.
using Row = std::map<std::string, std::string>;

inline std::vector<std::string> split(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> fields;
  std::istringstream stream(line + ",");
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

inline std::vector<Row> read_rows(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = split(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = split(line);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i == 0) rows.emplace_back();
      rows.back()[columns[i]] = fields.at(i);
    }
  }
  return rows;
}

}  // namespace coopseg
