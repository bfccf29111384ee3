#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

/// The folder of golden numbers: $COOPSEG_GOLDEN, else tests/golden.
inline std::filesystem::path golden_folder() {
  const char* folder = std::getenv("COOPSEG_GOLDEN");
  return folder != nullptr ? folder : COOPSEG_GOLDEN_DEFAULT;
}

/// Sets the path of a golden file as a const variable `path`. A folder that somebody else names need not hold it: then
/// the test is skipped with a message. The default folder must.
#define GOLDEN_FILE_OR_SKIP(path, name)                                            \
  const std::string path = (golden_folder() / (name)).string();                    \
  if (!std::filesystem::exists(path)) {                                            \
    if (std::getenv("COOPSEG_GOLDEN") == nullptr) FAIL() << path << " is missing"; \
    GTEST_SKIP() << path << " is not there";                                       \
  }                                                                                \
  static_assert(true, "a semicolon follows")

/// The same for a file with values of patients, which no repository holds: the test is skipped wherever it is absent.
#define GOLDEN_FILE_OF_PATIENTS_OR_SKIP(path, name)                                                 \
  const std::string path = (golden_folder() / (name)).string();                                     \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there (values of patients)"; \
  static_assert(true, "a semicolon follows")
