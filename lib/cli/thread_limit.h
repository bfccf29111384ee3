#pragma once

namespace coopseg::cli {

/// The largest --threads that is taken: four for each processor but at least 64, less where the limits of the user
/// (RLIMIT_NPROC) or of the cgroup (pids.max) are lower. At least 1; starts no thread.
int most_threads();

}  // namespace coopseg::cli
