#include <boost/program_options/value_semantic.hpp>
#include <optional>

#include "cli/tool.h"
#include "core/number_text.h"
#include "image/native_label.h"
#include "segmentation/accepted_changes.h"
#include "segmentation/apply_model.h"
#include "segmentation/driver.h"
#include "segmentation/nifti_input.h"
#include "segmentation/outside_field.h"

namespace po = boost::program_options;
namespace core = coopseg::core;
namespace segmentation = coopseg::segmentation;
namespace slices = coopseg::slices;
namespace study = coopseg::study;
using coopseg::cli::Arguments;
using segmentation::Session;

namespace {

/// Runs the STN on a frame and sets its label on the native grid, where there is one, to what changed.
segmentation::Segmented refine(Session& session, int iterations, std::optional<double> accept,
                               segmentation::Result& result, std::size_t frame, const slices::Field& window) {
  study::Case& subject = result.frames[frame];
  const segmentation::Refinement refinement{iterations, segmentation::accept_of(accept, subject)};
  const std::vector<std::uint8_t> before = segmentation::labels_to_refine(subject);
  const bool published = refinement.accept == 0;
  const bool calibrated = published && subject.probability && iterations == 1;
  segmentation::refine(session.models.front().networks, window, refinement, subject);
  if (!result.native_labels.empty()) {
    std::vector<std::uint8_t>& native = result.native_labels[frame];
    std::vector<std::uint8_t> refined = coopseg::image::native_label(subject);
    native = published ? segmentation::keep_outside(window, subject, native, std::move(refined))
                       : segmentation::keep_unchanged(before, subject, native, std::move(refined));
  }
  return {before, *subject.prediction, calibrated, {{"accept", core::number_text(refinement.accept)}}};
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
  add("labels", po::value<std::string>()->default_value(study::default_labels)->value_name("TEXT"),
      "what the numbers of a NIfTI label mean");
  usage.has_network = true;
  usage.segments = true;
  usage.keeps_going = true;
  usage.reads_model = true;
  return usage;
}

void coopseg::cli::run(const Arguments& arguments) {
  const int iterations = arguments.get<int>("iterations");
  if (iterations < 1) throw core::UsageError("--iterations: 1 or more is expected");
  const std::optional<double> accept = read_accept(arguments);
  const study::LabelNumbers numbers = arguments.parse("labels", study::parse_labels);
  Session session(arguments);
  if (!session.model().networks.architecture().has_stn())
    throw core::Error(arguments.get<std::string>("model") +
                      ": the model has no STN to refine with; one of network ftn-stn is expected");
  segmentation::segment_all(
      session,
      {"refine",
       {},
       [&](const auto& file) {
         return segmentation::label_input(file, arguments.frame(), numbers, session.model().info);
       },
       [](const study::Case& subject, const slices::Field&) { return segmentation::labels_to_refine(subject); },
       [&](auto& result, std::size_t frame, const slices::Field& window) {
         return refine(session, iterations, accept, result, frame, window);
       }});
}
