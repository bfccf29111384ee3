// preprocess: NIfTI images and labels to a study of normalised cases.
#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/keep_going.h"
#include "cli/tool.h"
#include "core/error.h"
#include "core/files.h"
#include "core/progress.h"
#include "image/preprocess.h"
#include "image/volume_file.h"
#include "image/volume_name.h"
#include "study/manifest.h"
#include "study/provenance.h"
#include "study/study_writer.h"

namespace po = boost::program_options;
namespace fs = std::filesystem;
using namespace coopseg;

cli::Usage cli::usage() {
  Usage usage;
  usage.name = "preprocess";
  usage.summary = "bring NIfTI images and labels to the form that networks see, as a study";
  usage.arguments = "IMAGE.nii.gz [--label LABEL.nii.gz] -o STUDY.h5 | --manifest CSV --data-root DIR -o STUDY.h5";
  usage.description =
      "First in a pipe. Reads one NIfTI-1 image (.nii, .nii.gz; .mha, .nrrd and others that ITK reads), or a folder "
      "of\n"
      "the DICOM files of a series, with its label, or every row of a manifest, and\n"
      "writes a study (.h5, or - for standard output). Intensities are clipped to percentiles of the volume, "
      "corrected\n"
      "by N4 where asked (before scaling; every 4th voxel in plane, Otsu mask, 4 levels of 50 iterations; values below "
      "0 are\n"
      "shifted to start at 0) and scaled "
      "to\n"
      "[0, 1]. Slices are resampled about their centre: size round(n s / spacing), the image linearly, the label by\n"
      "linear interpolation of each class and argmax. Voxel order and slices stay as they are in the file.\n"
      "\n"
      "A manifest has the columns case,patient,phase,site,vendor,image,label,frame,labels; paths are relative to\n"
      "--data-root, frame and labels are as the options here; --case picks rows. With a single file --case is its id\n"
      "(default: the file name without folder and extension). Frames count from 0.";
  usage.example =
      "preprocess patient001_frame01.nii.gz --label patient001_frame01_gt.nii.gz --labels 1=RV,2=MYO,3=LV -o ed.h5";
  usage.source = "Chen et al., MICCAI 2021 (percentiles, spacing); N4: Tustison et al., IEEE TMI 2010, as in ITK 5.2.";
  usage.min_inputs = 0;
  usage.max_inputs = 1;
  auto add = usage.options.add_options();
  add("label", po::value<std::string>()->value_name("FILE"), "NIfTI label on the image's grid");
  add("labels", po::value<std::string>()->default_value(study::default_labels)->value_name("TEXT"),
      "what the label's numbers mean, for instance 1=RV,2=MYO,3=LV; 0 is background, a number not named is an error");
  add("frame", po::value<int>()->value_name("N"), "frame of a 4-D image; needed where it has more than one");
  add("manifest", po::value<std::string>()->value_name("CSV"), "table of cases, instead of an image");
  add("data-root", po::value<std::string>()->value_name("DIR"), "folder of the manifest's paths");
  usage.preprocesses = true;
  usage.keeps_going = true;
  usage.reads_series = true;
  return usage;
}

namespace {

study::Preprocessing read_settings(const cli::Arguments& arguments) {
  const auto [low, high] = arguments.parse("clip", study::parse_clip);
  const study::Preprocessing settings{arguments.get<double>("spacing"), low, high, arguments.get<bool>("n4")};
  try {
    study::check(settings);
  } catch (const core::Error& error) {
    throw core::UsageError(error.what());
  }
  return settings;
}

/// A single image is a manifest of one row.
study::ManifestRow read_single(const cli::Arguments& arguments) {
  if (arguments.inputs().empty()) throw core::UsageError("an image or --manifest is expected");
  if (arguments.has("data-root")) throw core::UsageError("--data-root goes with --manifest");
  study::ManifestRow row;
  row.image = arguments.inputs().front();
  if (row.image == "-") throw core::UsageError("standard input carries studies only, a NIfTI file is expected");
  if (arguments.has("label")) row.label = arguments.get<std::string>("label");
  if (arguments.has("label") && row.label.empty()) throw core::UsageError("--label: a file is expected");
  arguments.parse("labels", study::parse_labels);
  row.labels = arguments.get<std::string>("labels");
  row.frame = arguments.frame();
  if (!arguments.has("case")) {
    row.id = image::case_id(row.image);
    return row;
  }
  const auto ids = arguments.get<std::vector<std::string>>("case");
  if (ids.size() > 1) throw core::UsageError("--case: a single image has one id");
  row.id = ids.front();
  study::check_id(row.id);
  return row;
}

std::string path_of(const cli::Arguments& arguments, const std::string& file) {
  return arguments.has("data-root") ? (fs::path(arguments.get<std::string>("data-root")) / file).string() : file;
}

std::string line_of(const cli::Arguments& arguments, const study::ManifestRow& row) {
  return arguments.get<std::string>("manifest") + ": line " + std::to_string(row.line);
}

study::LabelNumbers numbers_of(const study::ManifestRow& row) {
  return study::parse_labels(row.labels.empty() ? study::default_labels : row.labels);
}

/// What can be seen of a row before hours of work on others.
void check_row(const cli::Arguments& arguments, const study::ManifestRow& row) {
  for (const std::string& file : {row.image, row.label})
    if (!fs::exists(path_of(arguments, file))) throw core::Error(path_of(arguments, file) + " does not exist");
  numbers_of(row);
}

std::vector<study::ManifestRow> read_rows(const cli::Arguments& arguments) {
  if (!arguments.has("manifest")) return {read_single(arguments)};
  if (!arguments.inputs().empty()) throw core::UsageError("an image and --manifest exclude each other");
  if (!arguments.has("data-root")) throw core::UsageError("--manifest needs --data-root");
  if (arguments.has("series")) throw core::UsageError("--series goes with a single folder");
  for (const std::string option : {"label", "labels", "frame"})
    if (arguments.given(option)) throw core::UsageError("--" + option + " stands in the manifest, not beside it");
  std::vector<study::ManifestRow> rows = study::read_manifest(core::read_input(arguments.get<std::string>("manifest")));
  std::vector<std::string> ids;
  for (const study::ManifestRow& row : rows) ids.push_back(row.id);
  const std::vector<std::string> chosen = arguments.choose_cases(ids);
  std::erase_if(rows, [&](const auto& row) { return std::find(chosen.begin(), chosen.end(), row.id) == chosen.end(); });
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  if (arguments.get<bool>("keep-going")) return rows;
  for (const study::ManifestRow& row : rows)
    core::in_context(line_of(arguments, row), [&] { check_row(arguments, row); });
  return rows;
}

study::Step provenance_step(const cli::Arguments& arguments, const study::ManifestRow& row,
                            const image::NiftiReader& image, const std::optional<image::NiftiReader>& label) {
  study::Step step{"preprocess",
                   arguments.version(),
                   arguments.value_options({"label", "labels", "frame", "manifest", "data-root"}),
                   {{"input", image.digest()}}};
  if (row.frame) step.options.emplace_back("frame", std::to_string(*row.frame));
  if (label) {
    step.options.emplace_back("labels", row.labels.empty() ? study::default_labels : row.labels);
    step.digests.emplace_back("label", label->digest());
  }
  return step;
}

study::Case make_case(const cli::Arguments& arguments, const study::ManifestRow& row,
                      const study::Preprocessing& settings) {
  const study::LabelNumbers numbers = numbers_of(row);
  const image::NiftiReader image(image::read_volume(path_of(arguments, row.image), arguments.log(), arguments.series()),
                                 arguments.log());
  const std::size_t frame = image.choose_frame(row.frame);
  std::optional<image::NiftiReader> label;
  if (!row.label.empty())
    label.emplace(image::read_volume(path_of(arguments, row.label), arguments.log()), arguments.log());
  study::Case subject =
      label ? image::preprocess(image, frame, *label, numbers, settings) : image::preprocess(image, frame, settings);
  subject.id = row.id;
  subject.patient = row.patient;
  subject.phase = row.phase;
  subject.site = row.site;
  subject.vendor = row.vendor;
  subject.provenance = study::append(subject.provenance, provenance_step(arguments, row, image, label));
  return subject;
}

}  // namespace

void cli::run(const Arguments& arguments) {
  const study::Preprocessing settings = read_settings(arguments);
  if (image::is_volume_name(arguments.output())) throw core::UsageError("-o: a study is written, .h5 is expected");
  core::check_not_input(arguments.output(), arguments.values_of({"input", "label", "manifest"}));
  core::check_output(arguments.output(), arguments.force());
  const std::vector<study::ManifestRow> rows = read_rows(arguments);
  cli::KeepGoing inputs(arguments.get<bool>("keep-going"));
  study::StudyWriter writer;
  core::Progress progress(arguments.log(), "cases", rows.size());
  for (const study::ManifestRow& row : rows) {
    const auto add = [&] { writer.add(make_case(arguments, row, settings)); };
    inputs.attempt(row.id, [&] { arguments.has("manifest") ? core::in_context(line_of(arguments, row), add) : add(); });
    progress.advance(row.id);
  }
  if (!inputs.all_failed()) core::write_output(arguments.output(), writer.finish(), arguments.force());
  inputs.finish(arguments.log());
}
