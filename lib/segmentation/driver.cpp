#include "segmentation/driver.h"

#include <chrono>
#include <future>
#include <map>
#include <set>

#include "cli/keep_going.h"
#include "core/error.h"
#include "core/number_text.h"
#include "core/progress.h"
#include "image/native_label.h"
#include "image/volume_file.h"
#include "metrics/components.h"
#include "segmentation/apply_model.h"
#include "segmentation/case_tables.h"
#include "segmentation/checks.h"
#include "segmentation/disagreement.h"
#include "study/provenance.h"

namespace coopseg::segmentation {
namespace {

using Texts = std::vector<std::string>;
using Clock = std::chrono::steady_clock;

std::string seconds(Clock::duration time) { return core::number_text(std::chrono::duration<double>(time).count()); }

/// Options that name files or say what is told, not what is computed.
const Texts without_value = {"model",    "ensemble", "report",     "probability", "measure",
                             "no-check", "fail-on",  "keep-going", "resume"};

Texts texts(const cli::Arguments& arguments, const std::string& option) {
  return arguments.has(option) ? arguments.get<Texts>(option) : Texts{};
}

std::string text(const cli::Arguments& arguments, const std::string& option) {
  return arguments.has(option) ? arguments.get<std::string>(option) : std::string();
}

std::vector<model_file::LoadedModel> models_of(const cli::Arguments& arguments, nn::Precision precision) {
  const torch::Device device = arguments.parse("device", nn::parse_device);
  nn::start_computing({device, arguments.threads(), precision});
  Texts paths = texts(arguments, "ensemble");
  paths.insert(paths.begin(), arguments.get<std::string>("model"));
  return open_models(paths, device);
}

std::vector<Item> items_of(const cli::Arguments& arguments, const Program& program) {
  const auto failure = arguments.get<bool>("keep-going") ? Failure::when_loaded : Failure::at_once;
  return open_items(
      arguments.inputs(), program.from_nifti, [&](const Texts& ids) { return arguments.choose_cases(ids); },
      program.arrays, failure, arguments.log(), arguments.series());
}

/// Where a run may be cut short, what it has made is written as soon as it is made.
bool writes_at_once(const cli::Arguments& arguments) {
  return arguments.get<bool>("resume") || arguments.get<bool>("keep-going");
}

Outputs outputs_of(const cli::Arguments& arguments) {
  return {.result = arguments.output(),
          .probability = text(arguments, "probability"),
          .force = arguments.force(),
          .at_once = writes_at_once(arguments),
          .resume = arguments.get<bool>("resume")};
}

// In a thread of its own, which has ended before results are added: HDF5 takes one thread at a time.
std::future<Result> loading(const std::vector<Item>& items, std::size_t position) {
  if (position == items.size()) return {};
  return std::async(std::launch::async, items[position].load);
}

/// All inputs of a program on their way to the outputs.
class Run {
 public:
  Run(Session& session, const Program& program)
      : session_(session),
        program_(program),
        arguments_(session.arguments),
        items_(items_of(arguments_, program)),
        files_(outputs_of(arguments_), names_of(items_), program.name, arguments_.version()),
        tables_(text(arguments_, "report"), texts(arguments_, "measure"), arguments_.force(),
                arguments_.get<bool>("resume")),
        checks_(arguments_.has("fail-on") ? arguments_.parse("fail-on", parse_findings) : std::set<Finding>(),
                session.model().info.quality_threshold) {
    check_items();
    if (arguments_.get<bool>("resume") && arguments_.force())
      throw core::UsageError("--resume keeps what --force replaces; one of them is expected");
    if (tables_.has_picture() && items_.size() != 1)
      throw core::Error("--measure: a picture takes one case, " + std::to_string(items_.size()) + " found");
    if (!arguments_.get<bool>("resume")) return;
    found_ = items_.size();
    std::erase_if(items_, [&](const Item& item) { return files_.has(item.name) && tables_.has(item.id); });
    found_ -= items_.size();
  }

  void all() {
    cli::KeepGoing keep(arguments_.get<bool>("keep-going"));
    core::Progress bar(arguments_.log(), "case", items_.size());
    std::future<Result> next = loading(items_, 0);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const auto asked = Clock::now();
      next.wait();
      waited_ += Clock::now() - asked;
      std::future<Result> loaded = std::exchange(next, {});
      next = loading(items_, i + 1);
      done_ += keep.attempt(items_[i].source, [&] {
        Result result = loaded.get();
        files_.check(result);
        core::in_context(items_[i].source, [&] { segment(result); });
        if (next.valid()) next.wait();
        write(items_[i], result);
      });
      bar.advance(items_[i].name);
    }
    if (keep.all_failed()) keep.finish(arguments_.log());
    files_.write();
    tables_.write();
    say_summary();
    keep.finish(arguments_.log());
    checks_.fail();
  }

 private:
  /// Before anything is computed.
  void check_items() const {
    std::vector<std::string> outputs = texts(arguments_, "measure");
    outputs.push_back(arguments_.output());
    for (const char* option : {"report", "probability"})
      if (arguments_.has(option)) outputs.push_back(text(arguments_, option));
    core::check_apart(outputs);
    std::map<std::string, std::string> sources;
    for (const Item& item : items_) {
      if (image::is_volume(item.source)) files_.check_place(item.source, item.name);
      const auto [other, is_new] = sources.emplace(item.id, item.source);
      if (!is_new && (arguments_.has("report") || tables_.measured()))
        throw core::Error(item.source + ": is case " + item.id + " as " + other->second +
                          " is; --report and --measure take one case of a name");
    }
  }

  slices::Field window_on(Result& result) {
    study::Case& first = result.frames.front();
    const model_file::ModelInfo& model = session_.model().info;
    model_file::check_fit(first, model, arguments_.log());
    const slices::Field window = model_field(first.grid, session_.field_kind, model);
    if (session_.field_kind != slices::FieldKind::heart) return window;
    return follow_heart(program_.look, first, model_field(first.grid, slices::FieldKind::whole, model), window);
  }

  void segment(Result& result) {
    const slices::Field window = window_on(result);
    Findings findings;
    std::vector<LabelChanges> changes;
    for (std::size_t frame = 0; frame < result.frames.size(); ++frame) {
      const Segmented segmented = program_.segment(result, frame, window);
      study::Case& subject = result.frames[frame];
      add_provenance(subject, result.digest, segmented);
      changes.push_back(changes_between(segmented.before, segmented.after, subject.grid));
      checks_.check_frame(subject, frame, window, changes.back(), segmented.calibrated, findings);
      finish_label(result, frame);
    }
    const evaluation::LabelSeries series = files_.written(result);
    evaluation::VolumeCurve curve = evaluation::curve_of(series);
    check_labels(series, curve, findings);
    findings.warn(series.id, changes.size(), arguments_.log());
    checks_.judge(series.id, findings);
    if (arguments_.has("report")) tables_.add(series.id, report_rows(series.id, changes, findings));
    if (!tables_.measured()) return;
    evaluation::Measures measures = evaluation::measure(series, std::move(curve));
    measures.findings = findings.names();
    tables_.add(measures, result.frames);
  }

  void add_provenance(study::Case& subject, const std::string& digest, const Segmented& segmented) {
    auto options = arguments_.value_options(without_value);
    for (const auto& used : segmented.options) {
      std::erase_if(options, [&](const auto& given) { return given.first == used.first; });
      options.push_back(used);
    }
    std::vector<std::pair<std::string, std::string>> digests = {{"input", digest}, {"model", session_.model().digest}};
    for (std::size_t i = 1; i < session_.models.size(); ++i)
      digests.emplace_back("model-" + std::to_string(i + 1), session_.models[i].digest);
    subject.provenance = study::append(subject.provenance, {program_.name, arguments_.version(), options, digests});
  }

  /// The label of a frame as it will be written; its probabilities are given up where nothing needs them any more.
  void finish_label(Result& result, std::size_t frame) {
    study::Case& subject = result.frames[frame];
    const bool largest = arguments_.get<bool>("largest-component");
    if (files_.is_study()) {
      if (largest) metrics::keep_largest_components(*subject.prediction, subject.grid);
      return;
    }
    if (result.native_labels.size() == frame) result.native_labels.push_back(image::native_label(subject));
    if (largest) metrics::keep_largest_components(result.native_labels[frame], image::output_grid(subject).grid);
    if (!arguments_.has("probability")) subject.probability.reset();
  }

  void write(const Item& item, const Result& result) {
    files_.add(item.name, result);
    if (writes_at_once(arguments_)) tables_.write();
  }

  void say_summary() const {
    const std::size_t all = items_.size() + found_;
    const core::Log& log = arguments_.log();
    log.detail("the networks waited " + seconds(waited_) + " s for inputs, of " + seconds(Clock::now() - started_) +
               " s in all");
    if (all == 1) return;
    log.info(std::to_string(done_) + " of " + std::to_string(all) + " cases segmented" +
             (found_ > 0 ? ", " + std::to_string(found_) + " were there already" : "") + checks_.summary());
  }

  Session& session_;
  const Program& program_;
  const cli::Arguments& arguments_;
  std::vector<Item> items_;
  ResultFiles files_;
  CaseTables tables_;
  Checks checks_;
  Clock::time_point started_ = Clock::now();
  Clock::duration waited_{};
  std::size_t found_ = 0;  ///< items of an earlier run
  std::size_t done_ = 0;
};

}  // namespace

Session::Session(const cli::Arguments& given)
    : arguments(given),
      field_kind(given.parse("field", slices::parse_field)),
      precision(given.parse("precision", nn::parse_precision)),
      models(models_of(given, precision)) {}

void segment_all(Session& session, const Program& program) {
  Run run(session, program);
  const torch::Device device = session.models.front().networks.device();
  nn::warn_of_slow_precision(device, session.precision, session.arguments.log());
  const nn::LowerPrecision precision(device, session.precision);
  run.all();
}

}  // namespace coopseg::segmentation
