#include "evaluation/cohort.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <set>

#include "core/error.h"
#include "core/files.h"
#include "core/parallel.h"
#include "image/nifti_reader.h"
#include "image/volume_file.h"
#include "image/volume_folder.h"
#include "image/volume_name.h"
#include "study/csv_table.h"

namespace coopseg::evaluation {
namespace {

namespace fs = std::filesystem;

void match_files(Cohort& cohort, const std::string& reference, const std::string& prediction) {
  const bool files = !fs::is_directory(reference) && !fs::is_directory(prediction);
  const bool nifti = image::is_volume_name(reference) || image::is_volume_name(prediction);
  if (!files || !nifti || cohort.references.size() != 1 || cohort.predictions.size() != 1) return;
  auto only = cohort.predictions.extract(cohort.predictions.begin());
  only.key() = cohort.references.begin()->first;
  cohort.predictions.insert(std::move(only));
}

/// A cell of a pairs file that names a file.
struct Cell {
  std::string place;  ///< for messages: "pairs.csv: line 2"
  std::string column;
  std::string path;  ///< "" where it is empty
};

/// One side of a row of a pairs file, opened when it is read: a NIfTI file, a study with one case, or with that case.
LabelReader reader_of(const Cell& cell, const std::string& id, Role role, const study::LabelNumbers& numbers,
                      const core::Log& log) {
  const auto read = [cell, id, role, numbers, &log] {
    if (cell.path.empty()) throw core::Error("column '" + cell.column + "' is empty, a file is expected");
    const LabelSource source = label_source(cell.path, role, numbers, log);
    if (source.size() == 1) return source.begin()->second();
    const auto found = source.find(id);
    if (found == source.end()) throw core::Error(cell.path + ": holds no case '" + id + "'");
    return found->second();
  };
  return {[place = cell.place, read] { return core::in_context(place, read); }, image::is_volume_name(cell.path)};
}

study::Case read_row(const study::CsvTable& table, std::size_t row) {
  study::Case known;
  known.id = table.value(row, "case");
  known.patient = table.value(row, "patient");
  known.phase = table.value(row, "phase");
  known.site = table.value(row, "site");
  known.vendor = table.value(row, "vendor");
  if (known.id.empty()) throw core::Error("no case named");
  if (known.phase != "" && known.phase != "ED" && known.phase != "ES")
    throw core::Error("phase '" + known.phase + "', expected is ED, ES or nothing");
  return known;
}

const LabelReader* find(const LabelSource& source, const std::string& id) {
  const auto found = source.find(id);
  return found == source.end() ? nullptr : &found->second;
}

LabelMap read(const LabelReader& reader, std::mutex& reading) {
  if (reader.concurrent) return reader();
  const std::lock_guard lock(reading);
  return reader();
}

CaseScore score_one(const Cohort& cohort, const std::string& id, const ScoreSettings& settings, std::mutex& reading) {
  const LabelReader* reference = find(cohort.references, id);
  const LabelReader* prediction = find(cohort.predictions, id);
  if (cohort.has_references && !reference) throw core::Error("case '" + id + "' has a prediction but no reference");
  if (!prediction) throw core::Error("case '" + id + "' has a reference but no prediction");
  if (!cohort.has_references) return score_alone(id, read(*prediction, reading), settings);
  const LabelMap truth = read(*reference, reading);
  return score_case(id, truth, read(*prediction, reading), settings);
}

CaseScore fail(const Cohort& cohort, const std::string& id, const std::string& problem, std::mutex& reading) {
  const LabelReader* reference = find(cohort.references, id);
  if (!reference) return failed_case(id, {}, problem);
  return failed_case(
      id, [&] { return read(*reference, reading); }, problem);
}

void describe(CaseScore& score, const study::Case& known) {
  const auto fill = [](std::string& text, const std::string& better) {
    if (!better.empty()) text = better;
  };
  fill(score.patient, known.patient);
  fill(score.phase, known.phase);
  fill(score.site, known.site);
  fill(score.vendor, known.vendor);
}

void warn_of_empty_frames(const VolumeCurve& curve, const std::string& name, const core::Log& log) {
  std::string frames;
  for (std::size_t frame = 0; frame < curve.volumes_ml.size(); ++frame)
    if (curve.volumes_ml[frame][1] == 0.0) frames += (frames.empty() ? "" : ", ") + std::to_string(frame);
  if (!frames.empty()) log.warn(name + ": no LV in frame " + frames + ": left out of the choice of ED and ES");
}

void add_prediction(Cohort& cohort, const std::string& path, const study::LabelNumbers& numbers, const core::Log& log) {
  const auto file = image::is_volume_name(path)
                        ? std::make_shared<const image::NiftiReader>(image::read_volume(path, log), log)
                        : nullptr;
  if (!file || file->frames() == 1) {
    add(cohort.predictions, label_source(path, Role::prediction, numbers, log));
    return;
  }
  VolumeCurve curve = volume_curve(*file, image::case_id(path), numbers);
  warn_of_empty_frames(curve, file->name(), log);
  add(cohort.predictions, frame_labels(file, curve, numbers));
  cohort.curves.push_back(std::move(curve));
}

}  // namespace

std::vector<std::string> Cohort::ids() const {
  std::set<std::string> ids;
  for (const auto& [id, read] : references) ids.insert(id);
  for (const auto& [id, read] : predictions) ids.insert(id);
  return {ids.begin(), ids.end()};
}

Cohort cohort_of_studies(const std::vector<std::string>& paths) {
  Cohort cohort;
  const auto studies = std::make_shared<study::OpenStudies>(image::read_study);
  for (const std::string& path : paths) {
    if (image::is_volume(path))
      throw core::Error(path + ": a study is expected here; --prediction takes volumes and folders");
    LabelSource references = study_labels(studies, path, Role::reference);
    core::in_context(studies->open(path)->name(), [&] {
      add(cohort.references, std::move(references));
      add(cohort.predictions, study_labels(studies, path, Role::prediction_of_its_own));
    });
  }
  return cohort;
}

Cohort cohort_of_paths(const std::string& reference, const std::string& prediction, const CohortLabels& labels,
                       const core::Log& log) {
  Cohort cohort;
  cohort.references = label_source(reference, Role::reference, labels.reference, log);
  cohort.predictions = label_source(prediction, Role::prediction, labels.prediction, log);
  match_files(cohort, reference, prediction);
  return cohort;
}

Cohort cohort_of_pairs(const std::string& csv, const CohortLabels& labels, const core::Log& log) {
  constexpr std::array<std::string_view, 3> required = {"case", "reference", "prediction"};
  constexpr std::array<std::string_view, 4> optional = {"patient", "phase", "site", "vendor"};
  const core::Input input = core::read_input(csv);
  const study::CsvTable table(input, required, optional);
  if (table.rows() == 0) throw core::Error(input.name + ": no case");
  Cohort cohort;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string place = input.name + ": line " + std::to_string(table.line(row));
    core::in_context(place, [&] {
      const study::Case known = read_row(table, row);
      const auto side = [&](const std::string& column, Role role, const study::LabelNumbers& numbers) {
        const std::string& name = table.value(row, column);
        const std::string path = name.empty() ? name : (fs::path(csv).parent_path() / name).string();
        return reader_of({place, column, path}, known.id, role, numbers, log);
      };
      add(cohort.references, {{known.id, side("reference", Role::reference, labels.reference)}});
      add(cohort.predictions, {{known.id, side("prediction", Role::prediction, labels.prediction)}});
      cohort.known[known.id] = known;
    });
  }
  return cohort;
}

Cohort cohort_of_predictions(const std::string& prediction, const CohortLabels& labels, bool keep_going,
                             const core::Log& log) {
  Cohort cohort;
  cohort.has_references = false;
  for (const std::string& path : image::volume_files(prediction)) {
    try {
      core::as_error(path, [&] { add_prediction(cohort, path, labels.prediction, log); });
    } catch (const core::Error& error) {
      if (!keep_going) throw;
      add(cohort.predictions, failing(path, error));
    }
  }
  return cohort;
}

std::vector<CaseScore> score(const Cohort& cohort, const std::vector<std::string>& ids, const ScoreSettings& settings,
                             bool keep_going, int threads, const std::function<void(const std::string&)>& done) {
  std::vector<CaseScore> scores(ids.size());
  std::vector<std::string> problems(ids.size());
  std::mutex reading;
  std::mutex telling;
  const auto work = [&](std::size_t i) {
    try {
      scores[i] = score_one(cohort, ids[i], settings, reading);
    } catch (const core::Error& error) {
      problems[i] = error.what();
      if (!keep_going) throw;
      scores[i] = fail(cohort, ids[i], error.what(), reading);
    }
    if (const auto found = cohort.known.find(ids[i]); found != cohort.known.end()) describe(scores[i], found->second);
    const std::lock_guard lock(telling);
    done(ids[i]);
  };
  try {
    core::parallel_for(ids.size(), threads, work);
  } catch (const core::Error&) {
    // The first case that fails is always begun, so what is said does not depend on the threads.
    throw core::Error(*std::ranges::find_if_not(problems, &std::string::empty));
  }
  return scores;
}

}  // namespace coopseg::evaluation
