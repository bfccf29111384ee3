#include <algorithm>
#include <boost/program_options/value_semantic.hpp>

#include "cli/tool.h"
#include "segmentation/apply_model.h"
#include "segmentation/driver.h"
#include "segmentation/nifti_input.h"

namespace po = boost::program_options;
namespace core = coopseg::core;
namespace segmentation = coopseg::segmentation;
namespace study = coopseg::study;
using coopseg::cli::Arguments;
using segmentation::Session;

namespace {

/// How often the STN is asked.
struct Passes {
  int of_result;
  int of_report;  ///< which compares the labels of the FTN with those of the STN
};

Passes read_passes(const Session& session) {
  const int passes = session.arguments.get<int>("refine");
  const bool has_stn = session.model.networks.architecture().has_stn();
  if (passes > 0 && !has_stn)
    throw core::Error(session.arguments.get<std::string>("model") + ": the model has no STN, --refine 0 is expected");
  return {passes, session.arguments.has("report") && has_stn ? std::max(1, passes) : passes};
}

void predict(Session& session, Passes passes, study::Case& subject) {
  coopseg::nn::Networks& networks = session.model.networks;
  const auto window = session.window_on(subject);
  segmentation::segment(networks, window, subject);
  std::vector<std::uint8_t> before;
  if (passes.of_report > 0 || session.arguments.has("report")) before = *subject.prediction;
  std::vector<std::uint8_t> after = before;
  if (passes.of_result > 0) {
    segmentation::refine(networks, window, {passes.of_result, 0.0}, subject);
    after = *subject.prediction;
  } else if (passes.of_report > 0) {
    study::Case refined = subject;
    segmentation::refine(networks, window, {passes.of_report, 0.0}, refined);
    after = *refined.prediction;
  }
  session.check(subject, window, before, after, passes.of_report == 1);
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
  if (arguments.get<int>("refine") < 0) throw core::UsageError("--refine: 0 or more is expected");
  Session session(arguments);
  const Passes passes = read_passes(session);
  segmentation::segment_all(
      session,
      {.name = "predict",
       .arrays = {.prediction = false, .probability = false},
       .from_nifti =
           [&](const auto& file) { return segmentation::image_input(file, arguments.frame(), session.model.info); },
       .segment =
           [&](segmentation::Result& result, std::size_t frame) {
             predict(session, passes, result.frames[frame]);
             return segmentation::Program::Options{};
           }});
}
