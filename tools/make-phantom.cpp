// make-phantom: a cohort of procedural cardiac MR scans with known labels and volumes.
#include <charconv>
#include <set>
#include <sstream>

#include "cli/tool.h"
#include "core/error.h"
#include "core/output_folder.h"
#include "phantom/cohort.h"

namespace po = boost::program_options;
using namespace coopseg;

namespace {

constexpr int max_subjects = 999;

std::string site_help() {
  std::ostringstream text;
  for (const phantom::Site& site : phantom::sites())
    text << "\n  " << site.name << ": vendor " << site.vendor << ", " << site.matrix << " x " << site.matrix
         << " voxels of " << site.spacing << " mm, slices every " << site.slice_spacing << " mm, noise "
         << 100.0 * site.noise << " % of site a's blood";
  return text.str();
}

std::string all_sites() {
  std::string names;
  for (const phantom::Site& site : phantom::sites()) names.append(names.empty() ? "" : ",").append(site.name);
  return names;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  if (parts.empty() || text.ends_with(',')) parts.emplace_back();
  return parts;
}

}  // namespace

cli::Usage cli::usage() {
  Usage usage;
  usage.name = "make-phantom";
  usage.summary = "make a cohort of short-axis cine scans of the heart, with labels and true volumes";
  usage.arguments = "[--site a,b...] [--subjects N] -o FOLDER";
  usage.description =
      "Stands before preprocess: its manifest.csv is what preprocess reads (--data-root FOLDER). Reads nothing. Each\n"
      "subject is drawn (size, wall, ejection fraction, position, shape of the RV, chest, organs) and imaged at ED "
      "and\n"
      "ES by its site's scanner. FOLDER is laid out as ACDC: PATIENT/PATIENT_frame01.nii.gz (ED), _frame02 (ES), "
      "labels\n"
      "_gt (1 RV, 2 MYO, 3 LV), Info.cfg; manifest.csv adds the volumes of the analytic shapes in mL. No subject "
      "depends\n"
      "on which others are made; the same seed gives the same bytes. Papillary muscles belong to the LV cavity.\n"
      "\n"
      "Sites differ in tissue contrast, noise, coil, blur, orientation, spacing and matrix:" +
      site_help();
  usage.example = "make-phantom --site a,b --subjects 12,4 --seed 1 -o cohort";
  usage.source = "this project; ACDC's layout: Bernard et al., IEEE TMI 2018";
  usage.min_inputs = 0;
  usage.max_inputs = 0;
  usage.draws_random = true;
  usage.reads_studies = false;
  auto add = usage.options.add_options();
  add("site", po::value<std::vector<std::string>>()->value_name("NAME[,NAME...]"),
      ("which sites; may repeat (default: " + all_sites() + ")").c_str());
  add("subjects", po::value<std::string>()->default_value("10")->value_name("N[,N...]"),
      "subjects of each site: one number for all or one for each");
  add("size", po::value<int>()->value_name("VOXELS"), "of an image along x and y, instead of the site's");
  add("spacing", po::value<double>()->value_name("MM"), "in plane, instead of the site's");
  return usage;
}

namespace {

std::vector<phantom::Site> read_sites(const cli::Arguments& arguments) {
  std::vector<std::string> lists = {all_sites()};
  if (arguments.has("site")) lists = arguments.get<std::vector<std::string>>("site");
  std::vector<phantom::Site> sites;
  std::set<std::string> names;
  for (const std::string& list : lists)
    for (const std::string& name : split(list)) {
      try {
        sites.push_back(phantom::find_site(name));
      } catch (const core::Error& error) {
        throw core::UsageError(std::string("--site: ") + error.what());
      }
      if (!names.insert(name).second) throw core::UsageError("--site: " + name + " is given twice");
    }
  return sites;
}

int parse_subjects(const std::string& text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end || number < 1 || number > max_subjects)
    throw core::Error("'" + text + "' found, a whole number from 1 to " + std::to_string(max_subjects) + " expected");
  return number;
}

std::vector<phantom::SiteShare> read_shares(const cli::Arguments& arguments) {
  const std::vector<phantom::Site> sites = read_sites(arguments);
  const auto numbers = arguments.parse("subjects", [](const std::string& text) {
    std::vector<int> parsed;
    for (const std::string& part : split(text)) parsed.push_back(parse_subjects(part));
    return parsed;
  });
  if (numbers.size() != 1 && numbers.size() != sites.size())
    throw core::UsageError("--subjects: " + std::to_string(numbers.size()) + " numbers for " +
                           std::to_string(sites.size()) + " sites");
  std::vector<phantom::SiteShare> shares;
  for (std::size_t i = 0; i < sites.size(); ++i)
    shares.push_back({.site = sites[i], .subjects = numbers.size() == 1 ? numbers[0] : numbers[i]});
  return shares;
}

phantom::Cohort read_cohort(const cli::Arguments& arguments) {
  phantom::Cohort cohort = {
      .shares = read_shares(arguments), .matrix = std::nullopt, .spacing = std::nullopt, .seed = arguments.seed()};
  if (arguments.has("size")) cohort.matrix = arguments.get<int>("size");
  if (arguments.has("spacing")) cohort.spacing = arguments.get<double>("spacing");
  if (cohort.matrix && (*cohort.matrix < 16 || *cohort.matrix > 1024))
    throw core::UsageError("--size: " + std::to_string(*cohort.matrix) + " found, 16 to 1024 voxels expected");
  if (cohort.spacing && !(*cohort.spacing >= 0.25 && *cohort.spacing <= 10.0))
    throw core::UsageError("--spacing: 0.25 to 10 mm expected");
  return cohort;
}

}  // namespace

void cli::run(const Arguments& arguments) {
  const phantom::Cohort cohort = read_cohort(arguments);
  core::OutputFolder folder(arguments.output(), "manifest.csv", arguments.force());
  phantom::write_cohort(cohort, folder.path(), arguments.version(), arguments.threads(), arguments.log());
  folder.commit();
}
