#pragma once

#include <cstddef>
#include <functional>

namespace coopseg::core {

/// Calls `work(i)` once for each i in [0, count) on up to `threads` threads, in any order; on fewer where the system
/// starts no more. The first exception that one
/// throws ends the rest and is thrown again here.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

/// Throws Error where the system does not start so many threads.
void check_threads_start(int threads);

}  // namespace coopseg::core
