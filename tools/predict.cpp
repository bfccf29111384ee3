#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <functional>
#include <iostream>

#include "cli/tool.h"
#include "model_file/about.h"
#include "segmentation/apply_model.h"
#include "segmentation/driver.h"
#include "segmentation/nifti_input.h"
#include "slices/put_back.h"

namespace po = boost::program_options;
namespace core = coopseg::core;
namespace segmentation = coopseg::segmentation;
namespace model_file = coopseg::model_file;
namespace slices = coopseg::slices;
namespace study = coopseg::study;
using coopseg::cli::Arguments;
using segmentation::Session;

namespace {

/// How the networks are asked.
struct Settings {
  int refine;   ///< passes of the STN that the result gets
  int passes;   ///< passes of the STN, of which one checks a result without any
  int average;  ///< views of a slice
};

Settings read_settings(const Session& session) {
  const Arguments& arguments = session.arguments;
  const int refine = arguments.get<int>("refine");
  const bool has_stn =
      std::ranges::all_of(session.models, [](const auto& model) { return model.networks.architecture().has_stn(); });
  if (refine > 0 && !has_stn)
    throw core::Error(arguments.get<std::string>("model") + ": the model has no STN, --refine 0 is expected");
  const bool check = has_stn && !arguments.get<bool>("no-check");
  return {refine, check ? std::max(1, refine) : refine, arguments.get<int>("average")};
}

/// The mean of the probabilities [class, z, y, x] of models.
class MeanProbability {
 public:
  void add(const std::vector<float>& probability) {
    if (sum_.empty()) sum_.resize(probability.size());
    std::ranges::transform(sum_, probability, sum_.begin(), std::plus<>());
    ++models_;
  }
  std::vector<float> take() {
    for (float& value : sum_) value /= static_cast<float>(models_);
    return std::move(sum_);
  }

 private:
  std::vector<float> sum_;
  int models_ = 0;
};

segmentation::Segmented predict(Session& session, const Settings& settings, const slices::Field& window,
                                study::Case& subject) {
  MeanProbability of_ftn;
  MeanProbability of_stn;
  for (auto& model : session.models) {
    segmentation::segment(model.networks, window, settings.average, subject);
    of_ftn.add(*subject.probability);
    if (settings.passes == 0) continue;
    segmentation::refine(model.networks, window, {settings.passes, 0.0}, subject);
    of_stn.add(*subject.probability);
  }
  std::vector<float> ftn = of_ftn.take();
  std::vector<float> stn = settings.passes > 0 ? of_stn.take() : ftn;
  segmentation::Segmented result{slices::argmax(ftn, subject.grid), slices::argmax(stn, subject.grid),
                                 settings.passes == 1 && settings.average == 1 && session.models.size() == 1};
  subject.prediction = settings.refine > 0 ? result.after : result.before;
  subject.probability = settings.refine > 0 ? std::move(stn) : std::move(ftn);
  return result;
}

std::vector<std::uint8_t> look(Session& session, study::Case& subject, const slices::Field& window) {
  segmentation::segment(session.models.front().networks, window, 1, subject);
  return *subject.prediction;
}

}  // namespace

coopseg::cli::Usage coopseg::cli::usage() {
  Usage usage;
  usage.name = "predict";
  usage.summary = "segment images with a trained model";
  usage.arguments = "--model FILE INPUT... -o OUTPUT";
  usage.description =
      "INPUT is a NIfTI image as the scanner wrote it (.nii, .nii.gz; or .mha, .nrrd and others that ITK reads) or a\n"
      "folder of the DICOM files of a series, preprocessed as the model says, all frames of a 4-D file; or a study\n"
      "(.h5, or - for standard input). OUTPUT is a study (.h5 or -), a label (.nii, .nii.gz) on the grid of the "
      "image,\n"
      "or a folder DIR/ that gets a label per input or case. Labels: 1 LV cavity, 2 myocardium, 3 RV cavity.\n"
      "The FTN predicts; --refine N lets the STN correct it, as the program refine does.\n\n"
      "A case is warned about where its labels are empty, cut, incomplete or of no heart's size. Both networks are\n"
      "asked, unless with --no-check, to warn where they disagree by more than the threshold that training found on\n"
      "its validation cases: the segmentation may have failed. The disagreement is 1 - the mean over the labels of "
      "the\n"
      "Dice between FTN and STN. More passes, --average and --ensemble have no threshold.";
  usage.example = "predict --model best.h5 scan.nii.gz --refine 1 -o seg.nii.gz";
  usage.source = "Chen et al., MICCAI 2021; the published n_iter = k is --refine k-1";
  auto add = usage.options.add_options();
  add("refine", po::value<int>()->default_value(0)->value_name("N"), "passes of the STN");
  add("probability", po::value<std::string>()->value_name("FILE"),
      "write the class probabilities, too: 4-D NIfTI on the grid of the image; takes one 3-D image");
  add("ensemble", po::value<std::vector<std::string>>()->value_name("FILE"),
      "another model, whose probabilities are averaged with those of --model; may repeat");
  add("average", po::value<int>()->default_value(1)->value_name("N"),
      "average the FTN over N views of a slice: as it is and moved by up to 9 pixels, at most 8");
  add("about", po::value<std::string>()->implicit_value("text")->value_name("[FORMAT]"),
      "print what the model says of itself, as text or json: needs neither INPUT nor OUTPUT");
  add("no-check", po::bool_switch(), "do not ask the STN only to warn");
  usage.answers = "about";
  usage.has_network = true;
  usage.segments = true;
  usage.keeps_going = true;
  usage.reads_model = true;
  usage.reads_series = true;
  return usage;
}

namespace {

void tell_about(const Arguments& arguments) {
  const auto format = arguments.get<std::string>("about");
  if (format != "text" && format != "json")
    throw core::UsageError("--about: '" + format + "' found, text or json expected");
  const core::Input model = core::read_input(arguments.get<std::string>("model"));
  std::cout << (format == "json" ? model_file::about_json(model) : model_file::about_text(model));
}

}  // namespace

void coopseg::cli::run(const Arguments& arguments) {
  if (arguments.has("about")) return tell_about(arguments);
  if (arguments.get<int>("refine") < 0) throw core::UsageError("--refine: 0 or more is expected");
  const int average = arguments.get<int>("average");
  if (average < 1 || average > segmentation::views)
    throw core::UsageError("--average: " + std::to_string(average) + " found, 1 to 8 expected");
  Session session(arguments);
  const Settings settings = read_settings(session);
  segmentation::segment_all(
      session,
      {.name = "predict",
       .arrays = {.prediction = false, .probability = false},
       .from_nifti =
           [&](const auto& file) { return segmentation::image_input(file, arguments.frame(), session.model().info); },
       .look = [&](study::Case& subject, const slices::Field& window) { return look(session, subject, window); },
       .segment =
           [&](auto& result, std::size_t frame, const slices::Field& window) {
             return predict(session, settings, window, result.frames[frame]);
           }});
}
