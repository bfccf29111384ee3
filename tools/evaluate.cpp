// evaluate: segmentations against their references, as a CSV table.
#include <filesystem>
#include <set>

#include "cli/tool.h"
#include "core/error.h"
#include "core/files.h"
#include "core/number_text.h"
#include "core/progress.h"
#include "image/label_numbers.h"
#include "image/nifti_reader.h"
#include "image/same_geometry.h"
#include "metrics/label_source.h"
#include "metrics/overlap.h"

namespace po = boost::program_options;
using namespace coopseg;

cli::Usage cli::usage() {
  Usage usage;
  usage.name = "evaluate";
  usage.summary = "score segmentations against their references";
  usage.arguments = "[STUDY... | --reference PATH --prediction PATH] -o CSV";
  usage.description =
      "Reads studies that hold `label` (the reference) and `prediction`, or references and predictions apart: two\n"
      "files (NIfTI or study), or two folders of files that are matched by name; the cases of studies are matched by\n"
      "id. A study as --prediction gives its `prediction`, else its `label`. A STUDY of - is standard input.\n"
      "Last in a pipe: preprocess | predict | refine | evaluate - -o -.\n"
      "\n"
      "Writes a line per case and label (LV, MYO, RV):\n"
      "  status                         ok, ref_empty, pred_empty or both_empty: which side lacks the label\n"
      "  dice,jaccard,precision,recall  over the whole 3-D volume\n"
      "  volume_*_ml                    voxels x spacing; volume_diff_ml is prediction - reference\n"
      "  rvd                            (prediction - reference) / reference, signed\n"
      "A quotient without a denominator is nan; Dice and Jaccard are 0 where one side alone is empty.\n"
      "Two volumes must share their grid: size, spacing and origin within 1e-3 of a voxel, direction within 1e-4.";
  usage.example = "evaluate --reference truth/ --prediction predicted/ -o scores.csv";
  usage.source =
      "Taha and Hanbury, Metrics for evaluating 3D medical image segmentation, BMC Medical Imaging 2015; undefined\n"
      "values as in Maier-Hein, Reinke et al., Metrics Reloaded, Nature Methods 2024.";
  usage.min_inputs = 0;
  auto add = usage.options.add_options();
  add("reference", po::value<std::string>()->value_name("PATH"), "references: NIfTI file, study or folder");
  add("prediction", po::value<std::string>()->value_name("PATH"), "predictions: NIfTI file, study or folder");
  add("reference-labels", po::value<std::string>()->default_value(image::default_labels)->value_name("TEXT"),
      "what the numbers in NIfTI references mean");
  add("prediction-labels", po::value<std::string>()->default_value(image::default_labels)->value_name("TEXT"),
      "what the numbers in NIfTI predictions mean");
  return usage;
}

namespace {

constexpr const char* header =
    "case,patient,phase,site,vendor,label,name,status,dice,jaccard,precision,recall,"
    "volume_ref_ml,volume_pred_ml,volume_diff_ml,rvd\n";

/// References and predictions by case id.
struct Cohort {
  metrics::LabelSource references;
  metrics::LabelSource predictions;
};

Cohort read_studies(const std::vector<std::string>& paths) {
  Cohort cohort;
  for (const std::string& path : paths) {
    const auto study = std::make_shared<const study::StudyReader>(core::read_input(path));
    core::in_context(study->name(), [&] {
      metrics::add(cohort.references, metrics::study_labels(study, metrics::Role::reference));
      metrics::add(cohort.predictions, metrics::study_labels(study, metrics::Role::prediction_of_its_own));
    });
  }
  return cohort;
}

/// A NIfTI file beside a file with one case is its counterpart whatever their names; the reference names the case.
void match_files(Cohort& cohort, const std::string& reference, const std::string& prediction) {
  const bool files = !std::filesystem::is_directory(reference) && !std::filesystem::is_directory(prediction);
  const bool nifti = image::is_nifti_name(reference) || image::is_nifti_name(prediction);
  if (!files || !nifti || cohort.references.size() != 1 || cohort.predictions.size() != 1) return;
  auto only = cohort.predictions.extract(cohort.predictions.begin());
  only.key() = cohort.references.begin()->first;
  cohort.predictions.insert(std::move(only));
}

Cohort read_pairs(const cli::Arguments& arguments) {
  const auto reference = arguments.get<std::string>("reference");
  const auto prediction = arguments.get<std::string>("prediction");
  const auto reference_numbers = image::parse_labels(arguments.get<std::string>("reference-labels"));
  const auto prediction_numbers = image::parse_labels(arguments.get<std::string>("prediction-labels"));
  Cohort cohort = {metrics::label_source(reference, metrics::Role::reference, reference_numbers, arguments.log()),
                   metrics::label_source(prediction, metrics::Role::prediction, prediction_numbers, arguments.log())};
  match_files(cohort, reference, prediction);
  return cohort;
}

Cohort read_cohort(const cli::Arguments& arguments) {
  const bool pairs = arguments.has("reference") && arguments.has("prediction");
  const bool studies = !arguments.inputs().empty();
  const bool half = arguments.has("reference") != arguments.has("prediction");
  if (half || pairs == studies) throw core::UsageError("give either studies or both --reference and --prediction");
  return pairs ? read_pairs(arguments) : read_studies(arguments.inputs());
}

std::vector<std::string> ids_of(const Cohort& cohort) {
  std::set<std::string> ids;
  for (const auto& [id, read] : cohort.references) ids.insert(id);
  for (const auto& [id, read] : cohort.predictions) ids.insert(id);
  return {ids.begin(), ids.end()};
}

/// A field that holds a comma, a quote or a line end is quoted (RFC 4180).
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

std::string line(const std::string& id, const study::Case& reference, const study::Case& prediction, std::size_t label,
                 const metrics::Overlap& overlap) {
  std::string text = field(id);
  for (const auto member : {&study::Case::patient, &study::Case::phase, &study::Case::site, &study::Case::vendor})
    text += ',' + field((reference.*member).empty() ? prediction.*member : reference.*member);
  text += ',' + std::to_string(label) + ',' + std::string(study::class_names[label]) + ',' +
          std::string(metrics::to_text(overlap.status));
  for (const double value : {overlap.dice, overlap.jaccard, overlap.precision, overlap.recall, overlap.volume_ref_ml,
                             overlap.volume_pred_ml, overlap.volume_diff_ml, overlap.rvd})
    text += ',' + core::number_text(value);
  return text + '\n';
}

std::string score(const std::string& id, const metrics::LabelMap& reference, const metrics::LabelMap& prediction) {
  const study::Grid& grid = reference.subject.grid;
  image::check_same_geometry(grid, reference.name, prediction.subject.grid, prediction.name);
  const double voxel_mm3 = grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
  std::string lines;
  for (std::size_t label = 1; label < study::classes; ++label) {
    const metrics::Counts counts =
        metrics::count(reference.voxels, prediction.voxels, static_cast<std::uint8_t>(label));
    lines += line(id, reference.subject, prediction.subject, label, metrics::overlap(counts, voxel_mm3));
  }
  return lines;
}

}  // namespace

void cli::run(const Arguments& arguments) {
  core::check_output(arguments.output(), arguments.force(), false);
  const Cohort cohort = read_cohort(arguments);
  const std::vector<std::string> ids = arguments.choose_cases(ids_of(cohort));
  for (const std::string& id : ids) {
    if (!cohort.references.contains(id)) throw core::Error("case '" + id + "' has a prediction but no reference");
    if (!cohort.predictions.contains(id)) throw core::Error("case '" + id + "' has a reference but no prediction");
  }
  std::string table = header;
  core::Progress progress(arguments.log(), "cases", ids.size());
  for (const std::string& id : ids) {
    table += score(id, cohort.references.at(id)(), cohort.predictions.at(id)());
    progress.advance(id);
  }
  core::write_output(arguments.output(), table, arguments.force());
}
