#include <algorithm>
#include <boost/program_options/value_semantic.hpp>

#include "cli/keep_going.h"
#include "cli/tool.h"
#include "core/files.h"
#include "core/progress.h"
#include "image/native_label.h"
#include "image/nifti_reader.h"
#include "image/nifti_writer.h"
#include "image/preprocess.h"
#include "nn/compute.h"
#include "nn/model_fit.h"
#include "segmentation/apply_model.h"
#include "segmentation/disagreement.h"
#include "segmentation/inputs.h"
#include "segmentation/result_files.h"
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

/// The model and how it is used.
struct Predictor {
  nn::LoadedModel model;
  slices::FieldKind field_kind;
  int passes;           ///< of the STN, for the result
  int reported_passes;  ///< of the STN, for the report
  bool compares;        ///< there is a report, or a second opinion
};

segmentation::Result from_nifti(const image::NiftiReader& file, const Arguments& arguments,
                                const nn::ModelInfo& model) {
  const auto asked = arguments.frame();
  const image::Preprocessing settings = segmentation::preprocessing_of(model);
  segmentation::Result result;
  for (const std::size_t frame : segmentation::frames_of(file, asked))
    result.frames.push_back(image::preprocess(file, frame, settings));
  if (!asked) result.time = file.time();
  return result;
}

// Labels of the FTN, refined --refine times; the report compares those of the FTN with those of the STN.
void predict(Predictor& predictor, study::Case& subject, segmentation::DisagreementReport& report,
             const core::Log& log) {
  nn::Networks& networks = predictor.model.networks;
  const slices::Field field = segmentation::model_field(subject.grid, predictor.field_kind, predictor.model.info);
  nn::check_fit(subject, predictor.model.info, log);
  segmentation::segment(networks, field, subject);
  const std::vector<std::uint8_t> before = *subject.prediction;
  std::vector<std::uint8_t> after = before;
  if (predictor.passes > 0) {
    segmentation::refine(networks, field, {predictor.passes, 0.0}, subject);
    after = *subject.prediction;
  } else if (predictor.reported_passes > 0) {
    study::Case refined = subject;
    segmentation::refine(networks, field, {predictor.reported_passes, 0.0}, refined);
    after = *refined.prediction;
  }
  const bool cut = segmentation::touches_edge(field, subject);
  segmentation::warn_of_result(subject, cut, log);
  if (!predictor.compares) return;
  const double disagreement = report.add(subject.id, subject.grid, before, after, cut);
  if (predictor.reported_passes == 1)
    segmentation::warn_of_disagreement(subject.id, disagreement, predictor.model.info, log);
}

core::Bytes probability_file(const std::string& path, const segmentation::Result& result, const std::string& version) {
  const study::Case& subject = result.frames.front();
  const image::NiftiDescription description{image::output_grid(subject), image::TimeAxis{study::classes, 1, 0},
                                            "predict", version};
  return image::write_nifti<float>(path, description, image::native_probability(subject));
}

Predictor open_predictor(const Arguments& arguments) {
  const int passes = arguments.get<int>("refine");
  if (passes < 0) throw core::UsageError("--refine: 0 or more is expected");
  const auto field_kind = arguments.parse("field", slices::parse_field);
  const torch::Device device = arguments.parse("device", nn::parse_device);
  nn::start_computing({device, arguments.threads(), arguments.parse("precision", nn::parse_precision)});
  const std::string path = arguments.get<std::string>("model");
  const bool reports = arguments.has("report");
  Predictor predictor{nn::open_model(path, device), field_kind, passes, passes, reports || passes > 0};
  const bool has_stn = predictor.model.networks.architecture().has_stn();
  if (passes > 0 && !has_stn) throw core::Error(path + ": the model has no STN, --refine 0 is expected");
  if (reports && has_stn) predictor.reported_passes = std::max(1, passes);
  return predictor;
}

}  // namespace

coopseg::cli::Usage coopseg::cli::usage() {
  Usage usage;
  usage.name = "predict";
  usage.summary = "segment images with a trained model";
  usage.arguments = "--model FILE INPUT... -o OUTPUT";
  usage.description =
      "INPUT is a NIfTI image as the scanner wrote it (.nii, .nii.gz; or .mha, .nrrd and others that ITK reads),\n"
      "preprocessed as the model says, all frames of a 4-D file; or a study (.h5, or - for standard input). OUTPUT is\n"
      "a study (.h5 or -), a label (.nii, .nii.gz) on the grid of the image, or a folder DIR/ that gets a label per\n"
      "input or case. Labels: 1 LV cavity, 2 myocardium, 3 RV cavity.\n"
      "The FTN predicts; --refine N lets the STN correct it, as the program refine does.\n\n"
      "With --refine 1 or --report both networks are asked, and a case is warned about where they disagree by more "
      "than\n"
      "the threshold that training found on its validation cases: the segmentation may have failed. The disagreement\n"
      "is 1 - the mean over the labels of the Dice between FTN and STN. More passes have no threshold.";
  usage.example = "predict --model best.h5 scan.nii.gz --refine 1 -o seg.nii.gz";
  usage.source = "Chen et al., MICCAI 2021; the published n_iter = k is --refine k-1";
  auto add = usage.options.add_options();
  add("refine", po::value<int>()->default_value(0)->value_name("N"), "passes of the STN");
  add("probability", po::value<std::string>()->value_name("FILE"),
      "write the class probabilities, too: 4-D NIfTI on the grid of the image; takes one 3-D image");
  usage.has_network = true;
  usage.segments = true;
  usage.keeps_going = true;
  usage.reads_model = true;
  return usage;
}

void coopseg::cli::run(const Arguments& arguments) {
  Predictor predictor = open_predictor(arguments);
  cli::KeepGoing keep(arguments.get<bool>("keep-going"));
  const auto failure =
      arguments.get<bool>("keep-going") ? segmentation::Failure::when_loaded : segmentation::Failure::at_once;
  const auto items = segmentation::open_items(
      arguments.inputs(),
      [&](const image::NiftiReader& file) { return from_nifti(file, arguments, predictor.model.info); },
      [&](const std::vector<std::string>& ids) { return arguments.choose_cases(ids); },
      {.prediction = false, .probability = false}, failure, arguments.log());
  segmentation::ResultFiles results(arguments.output(), segmentation::names_of(items), arguments.force(), "predict",
                                    arguments.version());
  for (const char* option : {"report", "probability"})
    if (arguments.has(option)) core::check_output(arguments.get<std::string>(option), arguments.force());
  if (arguments.has("probability") && items.size() != 1)
    throw core::Error("--probability takes one image, " + std::to_string(items.size()) + " found");
  const auto named = arguments.parse("precision", nn::parse_precision);
  nn::warn_of_slow_precision(predictor.model.networks.device(), named, arguments.log());
  const nn::LowerPrecision precision(predictor.model.networks.device(), named);
  segmentation::DisagreementReport report;
  core::Bytes probability;
  core::Progress bar(arguments.log(), "case", items.size());
  for (const segmentation::Item& item : items) {
    keep.attempt([&] {
      segmentation::Result result = item.load();
      for (study::Case& subject : result.frames)
        core::in_context(item.source, [&] {
          predict(predictor, subject, report, arguments.log());
          subject.provenance =
              study::append(subject.provenance, {"predict",
                                                 arguments.version(),
                                                 arguments.value_options({"model", "report", "probability"}),
                                                 {{"input", result.digest}, {"model", predictor.model.digest}}});
        });
      if (arguments.has("probability"))
        probability = probability_file(arguments.get<std::string>("probability"), result, arguments.version());
      results.add(item.name, result);
    });
    bar.advance(item.name);
  }
  if (keep.all_failed()) keep.finish(arguments.log());
  results.write();
  if (arguments.has("report"))
    core::write_output(arguments.get<std::string>("report"), report.csv(), arguments.force());
  if (arguments.has("probability"))
    core::write_output(arguments.get<std::string>("probability"), probability, arguments.force());
  keep.finish(arguments.log());
}
