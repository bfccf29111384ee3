#include "phantom/cohort.h"

#include <array>
#include <cstdio>
#include <numeric>
#include <span>

#include "core/files.h"
#include "core/number_text.h"
#include "core/progress.h"
#include "image/affine.h"
#include "image/nifti_writer.h"
#include "phantom/acquisition.h"
#include "phantom/subject.h"

namespace coopseg::phantom {
namespace {

namespace fs = std::filesystem;

constexpr const char* header =
    "case,patient,phase,site,vendor,image,label,frame,labels,volume_lv_ml,volume_myo_ml,volume_rv_ml\n";
constexpr const char* acdc_labels = "1=RV,2=MYO,3=LV";
constexpr std::array<std::uint8_t, 4> acdc_number = {0, 3, 2, 1};  // by the class of a study
constexpr int subjects_per_site = 1000;

struct PhaseFile {
  Phase phase;
  const char* name;
  const char* suffix;
};

constexpr std::array<PhaseFile, 2> phases = {{{Phase::ed, "ED", "_frame01"}, {Phase::es, "ES", "_frame02"}}};

template <class T>
void write_volume(const fs::path& path, const study::Grid& grid, const std::string& version,
                  const std::vector<T>& voxels) {
  const image::Affine affine = image::affine_of(grid);
  const image::NiftiDescription description = {
      .grid = {.grid = grid, .qform_code = 1, .sform_code = 1, .qform = affine, .sform = affine},
      .time = std::nullopt,
      .tool = "make-phantom",
      .version = version};
  core::write_output(path.string(), image::write_nifti<T>(path.string(), description, voxels), false);
}

std::string manifest_line(const std::string& patient, const PhaseFile& file, const Site& site, const Volumes& volumes) {
  const std::string stem = patient + "/" + patient + file.suffix;
  std::string line = patient + "_" + file.name + "," + patient + "," + file.name + ",";
  line.append(site.name).append(",").append(site.vendor);
  line += "," + stem + ".nii.gz," + stem + "_gt.nii.gz,,\"" + acdc_labels + "\"";
  for (const double volume : {volumes.lv, volumes.myo, volumes.rv}) line += "," + core::number_text(volume);
  return line + "\n";
}

std::string write_subject(const Cohort& cohort, const Site& site, int number, const fs::path& folder,
                          const std::string& version, int threads) {
  const auto key = static_cast<std::uint64_t>(number);
  const Subject subject = draw_subject(cohort.seed, site.name, key);
  core::RandomStream random(cohort.seed, site.name, key, "stack");
  const Stack stack =
      draw_stack(random, subject, site, cohort.matrix.value_or(site.matrix), cohort.spacing.value_or(site.spacing));
  const std::string patient = patient_id(site, number);
  fs::create_directory(folder / patient);
  std::string lines;
  for (const PhaseFile& file : phases) {
    Volume volume = acquire(subject, file.phase, site, stack, cohort.seed, key, threads);
    for (std::uint8_t& voxel : volume.label) voxel = acdc_number.at(voxel);
    const fs::path stem = folder / patient / (patient + file.suffix);
    write_volume(stem.string() + ".nii.gz", stack.grid, version, volume.image);
    write_volume(stem.string() + "_gt.nii.gz", stack.grid, version, volume.label);
    lines += manifest_line(patient, file, site, subject.heart_at(file.phase).volumes());
  }
  const std::string info = "ED: 1\nES: 2\nGroup: " + std::string(subject.heart.group) + "\nNbFrame: 2\n";
  core::write_output((folder / patient / "Info.cfg").string(), info, false);
  return lines;
}

}  // namespace

std::string patient_id(const Site& site, int subject) {
  const auto position = static_cast<int>(site.name.front() - 'a');
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "patient%03d", position * subjects_per_site + subject);
  return text.data();
}

void write_cohort(const Cohort& cohort, const fs::path& folder, const std::string& version, int threads,
                  const core::Log& log) {
  const int total = std::accumulate(cohort.shares.begin(), cohort.shares.end(), 0,
                                    [](int sum, const SiteShare& share) { return sum + share.subjects; });
  core::Progress progress(log, "subjects", static_cast<std::size_t>(total));
  std::string manifest = header;
  for (const auto& [site, subjects] : cohort.shares)
    for (int number = 1; number <= subjects; ++number) {
      manifest += write_subject(cohort, site, number, folder, version, threads);
      progress.advance(patient_id(site, number));
    }
  core::write_output((folder / "manifest.csv").string(), manifest, false);
}

}  // namespace coopseg::phantom
