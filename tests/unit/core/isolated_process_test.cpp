#include "core/isolated_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>

namespace coopseg::core {
namespace {

constexpr std::size_t memory = std::size_t{256} << 20U;

#ifdef __SANITIZE_ADDRESS__
using NoMemory = LostError;  // AddressSanitizer ends a process that it has no memory for
#else
using NoMemory = NoMemoryError;
#endif

template <class Work>
auto answer_of(Work work) {
  IsolatedProcess process([&](Channel& channel) { channel.answer(work); }, memory);
  return process.channel().take_answer<decltype(work())>();
}

TEST(IsolatedProcess, AnswersWhatTheWorkReturns) {
  EXPECT_EQ(answer_of([] { return 7.5; }), 7.5);
  EXPECT_EQ(answer_of([] { return std::string("two\0words", 9); }), std::string("two\0words", 9));
  EXPECT_EQ(answer_of([] { return std::vector<std::string>{"a", ""}; }), (std::vector<std::string>{"a", ""}));
  const std::vector<float> large(5'000'000, 0.25F);
  EXPECT_EQ(answer_of([&] { return large; }), large);
}

TEST(IsolatedProcess, TakesRequestsUntilItIsNoLongerNeeded) {
  IsolatedProcess process(
      [](Channel& channel) {
        for (;;) channel.put(2 * channel.take<int>());
      },
      memory);
  for (const int number : {1, 20, -3}) {
    process.channel().put(number);
    EXPECT_EQ(process.channel().take<int>(), 2 * number);
  }
}

TEST(IsolatedProcess, ErrorsComeThrough) {
  try {
    answer_of([]() -> int { throw Error("a.h5: damaged"); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "a.h5: damaged");
  }
}

TEST(IsolatedProcess, ItsDeathIsAnError) {
  EXPECT_THROW(answer_of([] { return raise(SIGSEGV); }), LostError);
  EXPECT_THROW(answer_of([]() -> int { std::abort(); }), LostError);
  EXPECT_THROW(answer_of([]() -> int { _exit(0); }), LostError);
}

TEST(IsolatedProcess, MemoryAndTimeAreLimited) {
  EXPECT_THROW(answer_of([] { return std::vector<char>(2 * memory).size(); }), NoMemory);
  const auto endless = []() -> int {
    limit_computing(std::chrono::seconds(0));
    while (getppid() > 0) {
    }
    return 0;
  };
  EXPECT_THROW(answer_of(endless), LostError);
}

TEST(IsolatedProcess, ItHoldsNoFileOpenAndNoStream) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  IsolatedProcess process([](Channel& channel) { channel.take<int>(); }, memory);
  close(pipe_ends[1]);
  char byte = 0;
  EXPECT_EQ(::read(pipe_ends[0], &byte, 1), 0);  // the end of the pipe: nobody else may write
  close(pipe_ends[0]);
}

TEST(ReadingLimits, GrowWithTheFileAndDoNotOverflow) {
  EXPECT_GT(reading_limits(std::size_t{100} << 20U).memory, reading_limits(1).memory);
  EXPECT_GT(reading_limits(std::size_t{100} << 20U).time, reading_limits(1).time);
  EXPECT_GE(reading_limits(std::numeric_limits<std::size_t>::max()).memory, reading_limits(1).memory);
}

}  // namespace
}  // namespace coopseg::core
