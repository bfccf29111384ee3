// evaluate: segmentations against their references, as tables.
#include <algorithm>

#include "cli/keep_going.h"
#include "cli/tool.h"
#include "core/error.h"
#include "core/files.h"
#include "core/progress.h"
#include "evaluation/cohort.h"
#include "evaluation/curve_picture.h"
#include "evaluation/label_convention.h"
#include "evaluation/patients.h"
#include "evaluation/score_table.h"
#include "evaluation/summary.h"
#include "evaluation/validity_tables.h"
#include "study/label_numbers.h"

namespace po = boost::program_options;
using namespace coopseg;

namespace {

po::typed_value<std::string>* file(const char* kind) { return po::value<std::string>()->value_name(kind); }

void add_inputs(po::options_description& options) {
  auto add = options.add_options();
  add("reference", file("PATH"), "references: NIfTI file, study or folder");
  add("prediction", file("PATH"), "predictions: NIfTI file, study or folder; - is a study on standard input");
  add("pairs", file("CSV"),
      "case,reference,prediction and, where known, patient,phase,site,vendor; paths relative to this file");
  add("reference-labels", po::value<std::string>()->default_value(study::default_labels)->value_name("TEXT"),
      "what the numbers in NIfTI references mean");
  add("prediction-labels", po::value<std::string>()->default_value(study::default_labels)->value_name("TEXT"),
      "what the numbers in NIfTI predictions mean");
  add("resample-prediction", po::bool_switch(),
      "bring predictions of another geometry to the reference's grid (nearest voxel) instead of refusing them");
}

void add_tables(po::options_description& options) {
  auto add = options.add_options();
  add("patients", file("CSV"), "clinical values per patient, of reference and prediction");
  add("validity", file("CSV"), "the anatomical checks of each slice of the predictions");
  add("validity-volumes", file("CSV"), "the anatomical checks of each predicted volume and patient");
  add("summary", file("JSON"), "mean, SD, median, quartiles, 95 % interval and failures per label");
  add("group-by", po::value<std::string>()->default_value("")->value_name("LIST"),
      "summarise each group as well: site, vendor, phase or several of them, for instance site,phase");
  add("curve", po::value<std::vector<std::string>>()->value_name("FILE"),
      "of a 4-D prediction without reference the volumes over time, as .csv or .svg; may repeat");
}

}  // namespace

cli::Usage cli::usage() {
  Usage usage;
  usage.name = "evaluate";
  usage.summary = "score segmentations against their references";
  usage.arguments = "[STUDY... | --prediction PATH [--reference PATH] | --pairs CSV] -o CSV";
  usage.description =
      "Reads studies that hold `label` (the reference) and `prediction`, or references and predictions apart: two\n"
      "files (NIfTI or study), two folders of files that are matched by name, or --pairs; the cases of studies are\n"
      "matched by id. A study as --prediction gives its `prediction`, else its `label`. A STUDY of - is standard "
      "input.\n"
      "Last in a pipe: preprocess | predict | refine | evaluate - -o -.\n"
      "\n"
      "Writes a line per case and label (LV, MYO, RV):\n"
      "  status                         ok, ref_empty, pred_empty, both_empty (which side lacks the label) or error\n"
      "  dice,jaccard,precision,recall  over the whole 3-D volume\n"
      "  volume_*_ml                    voxels x spacing; volume_diff_ml is prediction - reference\n"
      "  rvd                            (prediction - reference) / reference, signed\n"
      "  hd_mm, masd_mm                 Hausdorff and mean of the two mean distances, of border voxels\n"
      "  hd95_mm, assd_mm, nsd_*mm      of surfels, weighted by area: the larger directed 95th percentile, the pooled\n"
      "                                 mean distance, the share of both surfaces within 1, 2 and 3 mm\n"
      "  mcd_2d_mm, slices_*            mean contour distance of the slices with both, and how many slices hold what\n"
      "  penalty_mm                     diagonal of the reference image: the distance that a failure counts\n"
      "Undefined is nan. Where one side alone is empty Dice, Jaccard and NSD are 0 and distances nan.\n"
      "Two volumes must share their grid: size, spacing and origin within 1e-3 of a voxel, direction within 1e-4.\n"
      "\n"
      "Without --reference the volumes, --patients and --validity of the predictions alone; each frame of a 4-D label\n"
      "is a case, with phase ED where the LV is largest and ES where it is smallest.\n"
      "\n"
      "With --keep-going a pair that cannot be scored becomes rows with status error.";
  usage.example = "evaluate --reference truth/ --prediction predicted/ --summary scores.json -o scores.csv";
  usage.source =
      "Taha and Hanbury, Metrics for evaluating 3D medical image segmentation, BMC Medical Imaging 2015; Nikolov et\n"
      "al., Clinically applicable segmentation of head and neck anatomy, JMIR 2021 (surfels); undefined values as in\n"
      "Maier-Hein, Reinke et al., Metrics Reloaded, Nature Methods 2024; anatomy: Painchaud et al., IEEE TMI 2020.";
  usage.min_inputs = 0;
  usage.draws_random = true;
  usage.keeps_going = true;
  add_inputs(usage.options);
  add_tables(usage.options);
  return usage;
}

namespace {

void check_outputs(const cli::Arguments& arguments) {
  for (const std::string& curve : arguments.values_of({"curve"}))
    if (!curve.ends_with(".csv") && !curve.ends_with(".svg"))
      throw core::UsageError("--curve: '" + curve + "', a name that ends in .csv or .svg is expected");
  const std::vector<std::string> files =
      arguments.values_of({"output", "patients", "validity", "validity-volumes", "summary", "curve"});
  core::check_apart(files);
  for (const std::string& name : files) {
    core::check_not_input(name, arguments.values_of({"input", "reference", "prediction", "pairs"}));
    core::check_output(name, arguments.force(), false);
  }
}

evaluation::Cohort read_cohort(const cli::Arguments& arguments) {
  const bool reference = arguments.has("reference");
  const bool prediction = arguments.has("prediction");
  const bool pairs = arguments.has("pairs");
  const bool studies = !arguments.inputs().empty();
  if (studies + pairs + prediction != 1 || (reference && !prediction))
    throw core::UsageError("give either studies, or --prediction with or without --reference, or --pairs");
  const evaluation::CohortLabels labels = {.reference = arguments.parse("reference-labels", study::parse_labels),
                                           .prediction = arguments.parse("prediction-labels", study::parse_labels)};
  const core::Log& log = arguments.log();
  if (studies) return evaluation::cohort_of_studies(arguments.inputs());
  if (pairs) return evaluation::cohort_of_pairs(arguments.get<std::string>("pairs"), labels, log);
  const auto predictions = arguments.get<std::string>("prediction");
  if (!reference) return evaluation::cohort_of_predictions(predictions, labels, arguments.get<bool>("keep-going"), log);
  return evaluation::cohort_of_paths(arguments.get<std::string>("reference"), predictions, labels, log);
}

void report(const std::vector<evaluation::CaseScore>& scores, const evaluation::Cohort& cohort,
            const cli::Arguments& arguments) {
  const auto swapped = std::ranges::count_if(scores, &evaluation::CaseScore::looks_swapped);
  if (swapped > 0)
    arguments.log().warn(
        "in " + std::to_string(swapped) + " of " + std::to_string(scores.size()) +
        " cases the predicted LV lies on the RV of the reference and the RV on the LV: ACDC numbers 1=RV,2=MYO,3=LV, "
        "M&Ms 1=LV,2=MYO,3=RV; perhaps --prediction-labels " +
        evaluation::swapped_labels(arguments.get<std::string>("prediction-labels")) + " or --reference-labels " +
        evaluation::swapped_labels(arguments.get<std::string>("reference-labels")) + " is what the numbers mean");
  if (arguments.has("validity") || arguments.has("validity-volumes")) {
    const auto valid = std::ranges::count_if(scores, evaluation::is_valid);
    const auto checked = std::ranges::count_if(scores, evaluation::is_checked);
    arguments.log().info("anatomically valid: " + std::to_string(valid) + " of " + std::to_string(checked) + " cases");
  }
  if (arguments.has("curve") && cohort.curves.size() != 1)
    throw core::Error("--curve takes one 4-D prediction without reference, " + std::to_string(cohort.curves.size()) +
                      " found");
}

void write_tables(const std::vector<evaluation::CaseScore>& scores, const evaluation::Cohort& cohort,
                  const cli::Arguments& arguments) {
  const auto write = [&](const std::string& option, const auto& text) {
    if (arguments.has(option)) core::write_output(arguments.get<std::string>(option), text(), arguments.force());
  };
  core::write_output(arguments.output(), evaluation::score_table(scores), arguments.force());
  std::vector<evaluation::PatientValues> patients;
  if (arguments.has("patients") || arguments.has("validity-volumes"))
    patients = evaluation::patient_values(scores, cohort.has_references, arguments.log());
  write("patients", [&] { return evaluation::patient_table(patients); });
  write("validity", [&] { return evaluation::slice_validity_table(scores); });
  write("validity-volumes", [&] { return evaluation::volume_validity_table(scores, patients); });
  write("summary", [&] {
    const auto groups = arguments.parse("group-by", evaluation::parse_groups);
    return evaluation::summary(scores, groups, arguments.seed());
  });
  for (const std::string& name : arguments.values_of({"curve"}))
    core::write_output(name,
                       name.ends_with(".svg") ? evaluation::curve_picture(cohort.curves.front())
                                              : evaluation::curve_table(cohort.curves),
                       arguments.force());
}

/// Says what went wrong with --keep-going, now that all else is written.
void fail_of_problems(const std::vector<evaluation::CaseScore>& scores, const core::Log& log) {
  std::vector<std::string> problems;
  for (const evaluation::CaseScore& score : scores)
    if (!score.problem.empty()) problems.push_back("case '" + score.id + "': " + score.problem);
  if (problems.empty()) return;
  const std::string text = std::to_string(problems.size()) + " of " + std::to_string(scores.size()) +
                           " cases could not be scored; their rows have the status error";
  cli::fail_of(problems, text, log);
}

}  // namespace

void cli::run(const Arguments& arguments) {
  check_outputs(arguments);
  arguments.parse("group-by", evaluation::parse_groups);
  const evaluation::Cohort cohort = read_cohort(arguments);
  const std::vector<std::string> ids = arguments.choose_cases(cohort.ids());
  const evaluation::ScoreSettings settings = {
      .resample_prediction = arguments.get<bool>("resample-prediction"),
      .validity = arguments.has("validity") || arguments.has("validity-volumes") || arguments.has("summary")};
  core::Progress progress(arguments.log(), "cases", ids.size());
  const std::vector<evaluation::CaseScore> scores =
      evaluation::score(cohort, ids, settings, arguments.get<bool>("keep-going"), arguments.threads(),
                        [&](const std::string& id) { progress.advance(id); });
  report(scores, cohort, arguments);
  write_tables(scores, cohort, arguments);
  fail_of_problems(scores, arguments.log());
}
