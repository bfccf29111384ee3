#include "train/checkpoint.h"

#include <cmath>
#include <sstream>

#include "core/error.h"
#include "core/number_text.h"

namespace coopseg::train {
namespace {

namespace hdf5 = study::hdf5;

constexpr const char* under_way = "epoch_under_way";
constexpr const char* training = "training";

void write_number(const hdf5::Handle& group, const char* name, double value) {
  hdf5::write_number_attribute(group, name, std::span(&value, 1));
}

void write_epoch(const hdf5::Handle& group, const EpochProgress& epoch) {
  std::string terms;
  std::vector<double> sums;
  std::vector<std::int64_t> steps;
  for (const LossSum& loss : epoch.losses) {
    terms += (terms.empty() ? "" : ",") + loss.term;
    sums.push_back(loss.sum);
    steps.push_back(loss.steps);
  }
  hdf5::write_integer_attribute(group, "batches", epoch.batches);
  hdf5::write_integer_attribute(group, "images", epoch.images);
  write_number(group, "seconds", epoch.seconds);
  hdf5::write_text_attribute(group, "terms", terms);
  hdf5::write_number_attribute(group, "loss_sums", sums);
  hdf5::write_integer_attribute(group, "loss_steps", steps);
}

double read_number(const hdf5::Object& group, const char* name) {
  return hdf5::read_number_attribute(group, name, 1).front();
}

std::int64_t read_count(const hdf5::Object& group, const char* name) {
  const double value = read_number(group, name);
  if (!(value >= 0 && value <= 1e15 && value == std::floor(value)))
    throw core::Error(hdf5::path_of(group) + ": attribute " + name + ": " + core::number_text(value) +
                      " found, a whole number of 0 or more expected");
  return static_cast<std::int64_t>(value);
}

EpochProgress read_epoch(const hdf5::Object& group) {
  EpochProgress epoch{read_count(group, "batches"), read_count(group, "images"), read_number(group, "seconds"), {}};
  std::istringstream terms(hdf5::read_text_attribute(group, "terms"));
  for (std::string term; std::getline(terms, term, ',');) epoch.losses.push_back({term});
  const auto sums = hdf5::read_number_attribute(group, "loss_sums", epoch.losses.size());
  const auto steps = hdf5::read_number_attribute(group, "loss_steps", epoch.losses.size());
  for (std::size_t i = 0; i < epoch.losses.size(); ++i) {
    epoch.losses[i].sum = sums[i];
    epoch.losses[i].steps = static_cast<std::int64_t>(steps[i]);
  }
  return epoch;
}

}  // namespace

void write_progress(const hdf5::Handle& file, const Progress& progress) {
  const hdf5::Handle group = hdf5::create_group(file, training);
  hdf5::write_integer_attribute(group, "epoch", progress.epoch);
  hdf5::write_integer_attribute(group, "step", progress.step);
  hdf5::write_integer_attribute(group, "epochs_since_best", progress.epochs_since_best);
  write_number(group, "best_score", progress.best_score);
  write_number(group, "seconds", progress.seconds);
  if (progress.under_way.batches > 0) write_epoch(hdf5::create_group(group, under_way), progress.under_way);
}

Progress read_progress(const hdf5::Object& file) {
  const hdf5::Object group = hdf5::open_group(file, training);
  Progress progress{read_count(group, "epoch"),
                    read_count(group, "step"),
                    read_number(group, "seconds"),
                    read_number(group, "best_score"),
                    read_count(group, "epochs_since_best"),
                    {}};
  if (hdf5::has(group, under_way)) progress.under_way = read_epoch(hdf5::open_group(group, under_way));
  return progress;
}

}  // namespace coopseg::train
