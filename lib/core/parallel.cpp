#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "core/error.h"

namespace coopseg::core {

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr problem;
  std::once_flag first;
  const auto take = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      std::call_once(first, [&] { problem = std::current_exception(); });
      next = count;
    }
  };
  {
    std::vector<std::jthread> others;
    const std::size_t wanted = std::min(count, static_cast<std::size_t>(std::max(threads, 1)));
    try {
      for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(take);
    } catch (const std::system_error&) {  // the system starts no more
    }
    take();
  }
  if (problem) std::rethrow_exception(problem);
}

void check_threads_start(int threads) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::vector<std::jthread> others;
  try {
    for (int i = 1; i < threads; ++i)
      others.emplace_back([&](std::stop_token stop) {
        std::unique_lock lock(mutex);
        never.wait(lock, std::move(stop), [] { return false; });
      });
  } catch (const std::system_error& problem) {
    throw Error(std::to_string(threads) + " threads cannot be started: " + problem.code().message());
  }
}

}  // namespace coopseg::core
