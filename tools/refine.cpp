#include <boost/program_options/value_semantic.hpp>
#include <optional>

#include "cli/keep_going.h"
#include "cli/tool.h"
#include "core/files.h"
#include "core/number_text.h"
#include "core/progress.h"
#include "image/native_label.h"
#include "image/preprocess.h"
#include "nn/compute.h"
#include "nn/model_fit.h"
#include "segmentation/accepted_changes.h"
#include "segmentation/apply_model.h"
#include "segmentation/disagreement.h"
#include "segmentation/inputs.h"
#include "segmentation/outside_field.h"
#include "segmentation/result_files.h"
#include "slices/put_back.h"
#include "study/provenance.h"

namespace po = boost::program_options;
namespace core = coopseg::core;
namespace image = coopseg::image;
namespace nn = coopseg::nn;
namespace segmentation = coopseg::segmentation;
namespace slices = coopseg::slices;
namespace study = coopseg::study;
using coopseg::cli::Arguments;

namespace {

// The frames of a label file, or the one case of a file with class probabilities.
segmentation::Result from_nifti(const image::NiftiReader& file, const Arguments& arguments,
                                const nn::ModelInfo& model) {
  const auto asked = arguments.frame();
  const double spacing = model.spacing[0];
  segmentation::Result result;
  if (const auto probability = asked ? std::nullopt : image::read_probability(file)) {
    result.native_labels.push_back(slices::argmax(*probability, file.native().grid));
    result.frames.push_back(image::preprocess_probability(file, *probability, spacing));
  } else {
    const image::LabelNumbers numbers = arguments.parse("labels", image::parse_labels);
    for (const std::size_t frame : segmentation::frames_of(file, asked)) {
      const std::vector<float> voxels = file.read_frame(frame);
      result.native_labels.push_back(
          core::in_context(file.name(), [&] { return image::classes_of(voxels, numbers, file.native().grid); }));
      result.frames.push_back(image::preprocess_prediction(file, frame, numbers, spacing));
    }
    if (!asked) result.time = file.time();
  }
  for (study::Case& frame : result.frames) frame.preprocessing = model.preprocessing;
  return result;
}

/// Runs the STN on a frame and sets its label on the native grid, where there is one, to what changed.
void refine(nn::LoadedModel& model, slices::FieldKind field_kind, const segmentation::Refinement& refinement,
            study::Case& subject, std::vector<std::uint8_t>* native_label, segmentation::DisagreementReport& report,
            const core::Log& log) {
  const slices::Field field = segmentation::model_field(subject.grid, field_kind, model.info);
  nn::check_fit(subject, model.info, log);
  const std::vector<std::uint8_t> before = segmentation::labels_to_refine(subject);
  const bool published = refinement.accept == 0;
  const bool calibrated = published && subject.probability && refinement.iterations == 1;
  segmentation::refine(model.networks, field, refinement, subject);
  const bool cut = segmentation::touches_edge(field, subject);
  const double disagreement = report.add(subject.id, subject.grid, before, *subject.prediction, cut);
  segmentation::warn_of_result(subject, cut, log);
  if (calibrated) segmentation::warn_of_disagreement(subject.id, disagreement, model.info, log);
  if (native_label == nullptr) return;
  std::vector<std::uint8_t> refined = image::native_label(subject);
  *native_label = published ? segmentation::keep_outside(field, subject, *native_label, std::move(refined))
                            : segmentation::keep_unchanged(before, subject, *native_label, std::move(refined));
}

int read_iterations(const Arguments& arguments) {
  const int iterations = arguments.get<int>("iterations");
  if (iterations < 1) throw core::UsageError("--iterations: 1 or more is expected");
  return iterations;
}

std::optional<double> read_accept(const Arguments& arguments) {
  if (!arguments.has("accept")) return std::nullopt;
  const double accept = arguments.get<double>("accept");
  if (!(accept >= 0 && accept < 1))
    throw core::UsageError("--accept: " + core::number_text(accept) +
                           " found, 0 (all changes) to less than 1 expected");
  return accept;
}

}  // namespace

coopseg::cli::Usage coopseg::cli::usage() {
  Usage usage;
  usage.name = "refine";
  usage.summary = "correct segmentations with the slow-thinking network of a trained model";
  usage.arguments = "--model FILE INPUT... -o OUTPUT";
  usage.description =
      "INPUT is a study (.h5, or - for standard input), of which the probability is refined, else the prediction,\n"
      "else the label; or a NIfTI label (.nii, .nii.gz; .mha, .nrrd and others that ITK reads) of any grid,\n"
      "or class probabilities (4-D, a frame per class).\n"
      "OUTPUT is a study (.h5 or -), a label (.nii, .nii.gz) on the grid of the input, or a folder DIR/ that\n"
      "gets a label per input or case. What lies outside of the model's field stays as it was. Labels: 1 LV cavity,\n"
      "2 myocardium, 3 RV cavity. Where one pass on probabilities changes a case too much it is warned about, as by\n"
      "predict.";
  usage.example = "predict --model best.h5 study.h5 -o - | refine --model best.h5 - -o refined.h5";
  usage.source = "Chen et al., MICCAI 2021; predict | refine is the published n_iter = 2";
  auto add = usage.options.add_options();
  add("iterations", po::value<int>()->default_value(1)->value_name("N"), "passes of the STN");
  add("accept", po::value<double>()->value_name("P"),
      "take the STN's label only where its probability is above P and the change is more than a redrawn boundary (a\n"
      "connected change of a slice that survives an opening of radius 1); 0: everywhere, as published. Default: 0 for\n"
      "probabilities, 0.9 for labels");
  add("labels", po::value<std::string>()->default_value(image::default_labels)->value_name("TEXT"),
      "what the numbers of a NIfTI label mean");
  usage.has_network = true;
  usage.segments = true;
  usage.keeps_going = true;
  usage.reads_model = true;
  return usage;
}

void coopseg::cli::run(const Arguments& arguments) {
  const int iterations = read_iterations(arguments);
  const std::optional<double> accept = read_accept(arguments);
  const auto field_kind = arguments.parse("field", slices::parse_field);
  const torch::Device device = arguments.parse("device", nn::parse_device);
  const auto precision = arguments.parse("precision", nn::parse_precision);
  nn::start_computing({device, arguments.threads(), precision});
  const std::string path = arguments.get<std::string>("model");
  nn::LoadedModel model = nn::open_model(path, device);
  if (!model.networks.architecture().has_stn())
    throw core::Error(path + ": the model has no STN to refine with; one of network ftn-stn is expected");
  cli::KeepGoing keep(arguments.get<bool>("keep-going"));
  const auto failure =
      arguments.get<bool>("keep-going") ? segmentation::Failure::when_loaded : segmentation::Failure::at_once;
  const auto items = segmentation::open_items(
      arguments.inputs(), [&](const image::NiftiReader& file) { return from_nifti(file, arguments, model.info); },
      [&](const std::vector<std::string>& ids) { return arguments.choose_cases(ids); }, {}, failure, arguments.log());
  segmentation::ResultFiles results(arguments.output(), segmentation::names_of(items), arguments.force(), "refine",
                                    arguments.version());
  if (arguments.has("report")) core::check_output(arguments.get<std::string>("report"), arguments.force());
  nn::warn_of_slow_precision(device, precision, arguments.log());
  const nn::LowerPrecision lower(device, precision);
  segmentation::DisagreementReport report;
  core::Progress bar(arguments.log(), "case", items.size());
  for (const segmentation::Item& item : items) {
    keep.attempt([&] {
      segmentation::Result result = item.load();
      for (std::size_t frame = 0; frame < result.frames.size(); ++frame)
        core::in_context(item.source, [&] {
          study::Case& subject = result.frames[frame];
          const segmentation::Refinement refinement{iterations, segmentation::accept_of(accept, subject)};
          refine(model, field_kind, refinement, subject,
                 result.native_labels.empty() ? nullptr : &result.native_labels[frame], report, arguments.log());
          auto options = arguments.value_options({"model", "report", "accept"});
          options.emplace_back("accept", core::number_text(refinement.accept));
          subject.provenance = study::append(
              subject.provenance,
              {"refine", arguments.version(), options, {{"input", result.digest}, {"model", model.digest}}});
        });
      results.add(item.name, result);
    });
    bar.advance(item.name);
  }
  if (keep.all_failed()) keep.finish(arguments.log());
  results.write();
  if (arguments.has("report"))
    core::write_output(arguments.get<std::string>("report"), report.csv(), arguments.force());
  keep.finish(arguments.log());
}
