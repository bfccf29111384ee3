#pragma once

namespace coopseg::cli {

/// The largest --threads that is taken: four for each processor but at least 64, less where the limits of the user
/// (RLIMIT_NPROC) or of the cgroup (pids.max) are lower. At least 1; starts no thread.
int most_threads();

/// What --threads 0 takes: OMP_NUM_THREADS where that is a number above 0, else as many as this process may run on
/// processors (Slurm, containers and taskset leave it some of the machine's); at most `most_threads()`.
int default_threads();

}  // namespace coopseg::cli
