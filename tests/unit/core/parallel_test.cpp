#include "core/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "core/error.h"

namespace coopseg::core {
namespace {

TEST(Parallel, DoesEachPieceOnce) {
  for (const int threads : {0, 1, 2, 7}) {
    std::vector<std::atomic<int>> done(50);
    parallel_for(done.size(), threads, [&](std::size_t i) { ++done[i]; });
    EXPECT_TRUE(std::ranges::all_of(done, [](const auto& times) { return times == 1; })) << threads;
  }
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(Parallel, AnErrorEndsTheRestAndReachesTheCaller) {
  for (const int threads : {1, 3}) {
    std::atomic<int> done = 0;
    const auto work = [&](std::size_t i) {
      if (i == 2) throw Error("piece 2");
      ++done;
    };
    EXPECT_THROW(parallel_for(1'000'000'000, threads, work), Error) << threads;
    EXPECT_LT(done, 999'999'999) << threads;
  }
}

}  // namespace
}  // namespace coopseg::core
