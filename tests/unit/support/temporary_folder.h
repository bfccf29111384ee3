#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace coopseg::core {

/// A test in a new empty folder, removed afterwards.
class InTemporaryFolder : public testing::Test {
 protected:
  InTemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "coopseg-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~InTemporaryFolder() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void make(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
  std::string text(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }

  std::filesystem::path folder_;
};

}  // namespace coopseg::core
