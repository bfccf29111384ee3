#include "study/open_studies.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace coopseg::study {
namespace {

constexpr std::size_t most_open = 8;

}  // namespace

std::shared_ptr<const StudyReader> OpenStudies::open(const std::string& path) {
  const auto found = std::ranges::find(entries_, path, &Entry::path);
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
    return entries_.front().study;
  }
  auto study = std::make_shared<const StudyReader>(read_(path));
  entries_.push_front({path, std::move(study)});
  if (entries_.size() > most_open) {
    const auto last =
        std::find_if(entries_.rbegin(), entries_.rend(), [](const Entry& entry) { return entry.path != "-"; });
    entries_.erase(std::prev(last.base()));
  }
  return entries_.front().study;
}

}  // namespace coopseg::study
