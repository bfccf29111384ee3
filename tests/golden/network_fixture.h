#pragma once

#include <gtest/gtest.h>

#include "network_compare.h"
#include "network_file.h"

namespace coopseg::golden {

/// Every test of golden.network: skipped where the folder with the golden files has no network.h5.
class NetworkGolden : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_device()) GTEST_SKIP() << "no GPU";
    if (NetworkFile::find() == nullptr) GTEST_SKIP() << NetworkFile::path() << " is absent";
  }

  static NetworkFile& file() { return *NetworkFile::find(); }
};

}  // namespace coopseg::golden
