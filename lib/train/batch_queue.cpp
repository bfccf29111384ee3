#include "train/batch_queue.h"

#include <torch/torch.h>

#include <system_error>
#include <utility>

namespace coopseg::train {
namespace {

Batch pinned(const Batch& batch) {
  const auto moved = [](const torch::Tensor& tensor) { return tensor.defined() ? tensor.pin_memory() : tensor; };
  return {moved(batch.clean), moved(batch.noisy), moved(batch.label), moved(batch.damaged_label)};
}

}  // namespace

BatchQueue::BatchQueue(const TrainingData& data, const Settings& settings, torch::Device device, Place first,
                       int threads)
    : data_(data),
      settings_(settings),
      device_(device),
      batches_(batches_of_epoch(data, settings, first.epoch).size()),
      next_(first),
      most_(2 * static_cast<std::size_t>(threads)) {
  if (next_.position == batches_) next_ = {first.epoch + 1, 0};
  try {
    for (int i = 0; i < threads; ++i)
      makers_.emplace_back([this](std::stop_token stop) { make_ahead(std::move(stop)); });
  } catch (const std::system_error&) {  // the system starts no more
  }
}

BatchQueue::Entry BatchQueue::next() {
  if (makers_.empty()) return make(take_place());
  std::unique_lock lock(mutex_);
  promised_.wait(lock, [this] { return !ahead_.empty(); });
  std::future<Entry> first = std::move(ahead_.front());
  ahead_.pop_front();
  lock.unlock();
  taken_.notify_one();
  Entry entry = first.get();
  entry.batch = to_device(entry.batch, device_);
  return entry;
}

BatchQueue::Place BatchQueue::take_place() {
  const Place place = next_;
  next_ = place.position + 1 < batches_ ? Place{place.epoch, place.position + 1} : Place{place.epoch + 1, 0};
  return place;
}

BatchQueue::Entry BatchQueue::make(Place place) const {
  std::vector<Sample> samples = batches_of_epoch(data_, settings_, place.epoch)[place.position];
  Batch batch = make_batch(data_, samples, settings_, place.epoch);
  return {place, std::move(samples), std::move(batch), place.position + 1 == batches_};
}

void BatchQueue::make_ahead(std::stop_token stop) {
  while (true) {
    std::promise<Entry> promise;
    std::unique_lock lock(mutex_);
    const bool has_place = taken_.wait(lock, stop, [&] { return ahead_.size() < most_; });
    if (!has_place || stop.stop_requested()) return;
    const Place place = take_place();
    ahead_.push_back(promise.get_future());
    lock.unlock();
    promised_.notify_one();
    try {
      Entry entry = make(place);
      if (device_.is_cuda()) entry.batch = pinned(entry.batch);
      promise.set_value(std::move(entry));
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }
}

}  // namespace coopseg::train
