#include "segmentation/driver.h"

#include <future>

#include "cli/keep_going.h"
#include "core/error.h"
#include "core/files.h"
#include "core/progress.h"
#include "segmentation/apply_model.h"
#include "study/provenance.h"

namespace coopseg::segmentation {
namespace {

model_file::LoadedModel open_model(const cli::Arguments& arguments, nn::Precision precision) {
  const torch::Device device = arguments.parse("device", nn::parse_device);
  nn::start_computing({device, arguments.threads(), precision});
  return model_file::open_model(arguments.get<std::string>("model"), device);
}

std::vector<Item> items_of(const cli::Arguments& arguments, const Program& program) {
  const auto failure = arguments.get<bool>("keep-going") ? Failure::when_loaded : Failure::at_once;
  return open_items(
      arguments.inputs(), program.from_nifti,
      [&](const std::vector<std::string>& ids) { return arguments.choose_cases(ids); }, program.arrays, failure,
      arguments.log());
}

Outputs outputs_of(const cli::Arguments& arguments) {
  const auto path = [&](const std::string& option) {
    return arguments.has(option) ? arguments.get<std::string>(option) : std::string();
  };
  return {arguments.output(), path("report"), path("probability"), arguments.force()};
}

void segment_frames(Session& session, const Program& program, const std::string& source, Result& result) {
  const cli::Arguments& arguments = session.arguments;
  for (std::size_t frame = 0; frame < result.frames.size(); ++frame)
    core::in_context(source, [&] {
      auto options = arguments.value_options({"model", "report", "probability"});
      for (auto& used : program.segment(result, frame)) {
        std::erase_if(options, [&](const auto& given) { return given.first == used.first; });
        options.push_back(std::move(used));
      }
      study::Case& subject = result.frames[frame];
      subject.provenance = study::append(
          subject.provenance,
          {program.name, arguments.version(), options, {{"input", result.digest}, {"model", session.model.digest}}});
    });
}

// In a thread of its own, which has ended before results are added: HDF5 takes one thread at a time.
std::future<Result> loading(const std::vector<Item>& items, std::size_t position) {
  if (position == items.size()) return {};
  return std::async(std::launch::async, items[position].load);
}

}  // namespace

Session::Session(const cli::Arguments& given)
    : arguments(given),
      field_kind(given.parse("field", slices::parse_field)),
      precision(given.parse("precision", nn::parse_precision)),
      model(open_model(given, precision)) {}

slices::Field Session::window_on(const study::Case& subject) const {
  model_file::check_fit(subject, model.info, arguments.log());
  return model_field(subject.grid, field_kind, model.info);
}

void Session::check(const study::Case& subject, const slices::Field& window, std::span<const std::uint8_t> before,
                    std::span<const std::uint8_t> after, bool calibrated) {
  const bool cut = touches_edge(window, subject);
  warn_of_result(subject, cut, arguments.log());
  if (before.empty()) return;
  const double disagreement = report.add(subject.id, subject.grid, before, after, cut);
  if (calibrated) warn_of_disagreement(subject.id, disagreement, model.info, arguments.log());
}

void segment_all(Session& session, const Program& program) {
  const cli::Arguments& arguments = session.arguments;
  const std::vector<Item> items = items_of(arguments, program);
  ResultFiles results(outputs_of(arguments), names_of(items), program.name, arguments.version());
  nn::warn_of_slow_precision(session.model.networks.device(), session.precision, arguments.log());
  const nn::LowerPrecision precision(session.model.networks.device(), session.precision);
  cli::KeepGoing keep(arguments.get<bool>("keep-going"));
  core::Progress bar(arguments.log(), "case", items.size());
  std::future<Result> next = loading(items, 0);
  for (std::size_t i = 0; i < items.size(); ++i) {
    next.wait();
    std::future<Result> loaded = std::exchange(next, {});
    next = loading(items, i + 1);
    keep.attempt([&] {
      Result result = loaded.get();
      segment_frames(session, program, items[i].source, result);
      if (next.valid()) next.wait();
      results.add(items[i].name, result);
    });
    bar.advance(items[i].name);
  }
  if (keep.all_failed()) keep.finish(arguments.log());
  results.write(session.report.csv());
  keep.finish(arguments.log());
}

}  // namespace coopseg::segmentation
