#include "cli/thread_limit.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace coopseg::cli {
namespace {

// "max" and files that are not there are no limit.
void lower_to_cgroup(long& most) {
  std::ifstream membership("/proc/self/cgroup");
  std::string line;
  while (std::getline(membership, line)) {
    if (!line.starts_with("0::/")) continue;
    for (std::filesystem::path group = line.substr(3);; group = group.parent_path()) {
      std::ifstream file("/sys/fs/cgroup" + group.string() + "/pids.max");
      if (long pids = 0; file >> pids) most = std::min(most, pids);
      if (group == group.parent_path()) break;
    }
  }
}

}  // namespace

int most_threads() {
  long most = std::max(64L, 4L * std::thread::hardware_concurrency());
  struct rlimit user {};
  const bool limited = ::geteuid() != 0 && ::getrlimit(RLIMIT_NPROC, &user) == 0 && user.rlim_cur != RLIM_INFINITY;
  if (limited) most = static_cast<long>(std::min<rlim_t>(static_cast<rlim_t>(most), user.rlim_cur));
  lower_to_cgroup(most);
  return static_cast<int>(std::max(1L, most));
}

int default_threads() {
  const char* asked = std::getenv("OMP_NUM_THREADS");
  cpu_set_t processors;
  const bool known = ::sched_getaffinity(0, sizeof processors, &processors) == 0;
  long count = known ? CPU_COUNT(&processors) : std::thread::hardware_concurrency();
  if (asked != nullptr && std::atol(asked) > 0) count = std::atol(asked);
  return static_cast<int>(std::clamp(count, 1L, static_cast<long>(most_threads())));
}

}  // namespace coopseg::cli
