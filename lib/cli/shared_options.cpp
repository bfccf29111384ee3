#include "cli/shared_options.h"

#include <boost/program_options/value_semantic.hpp>
#include <string>
#include <vector>

namespace coopseg::cli {

namespace po = boost::program_options;

namespace {

void add_preprocessing(po::options_description& options) {
  auto add = options.add_options();
  add("spacing", po::value<double>()->default_value(1.36719, "1.36719")->value_name("MM"),
      "in-plane spacing of what the networks see");
  add("clip", po::value<std::string>()->default_value("2,98")->value_name("LOW,HIGH"),
      "percentiles of the volume to clip intensities to");
  add("n4", po::bool_switch(), "correct the bias field");
}

void add_masking(po::options_description& options) {
  auto add = options.add_options();
  add("scope", po::value<std::string>()->default_value("both")->value_name("NAME"),
      "codes that are masked: image, shape or both");
  add("threshold", po::value<double>()->default_value(0.5)->value_name("X"),
      "largest share of a code that is masked, in [0, 1); the probability of dropout");
  add("random-threshold", po::value<bool>()->default_value(true)->value_name("BOOL"),
      "draw the share uniformly below the threshold");
  add("soft-mask", po::value<bool>()->default_value(true)->value_name("BOOL"),
      "scale masked elements by a random factor below 0.5 instead of setting them to 0");
}

void add_segmenting(po::options_description& options) {
  auto add = options.add_options();
  add("field", po::value<std::string>()->default_value("centre")->value_name("NAME"),
      "what the model sees: centre (crop or pad to its size, as published), whole (the slice, padded) or heart (its\n"
      "size about the heart, which a first look finds)");
  add("frame", po::value<int>()->value_name("N"), "this frame of 4-D files only, from 0; gives a 3-D label");
  add("report", po::value<std::string>()->value_name("FILE"),
      "CSV per case and label: volumes before and after the STN and their Dice, a hint at failures, and findings");
  add("measure", po::value<std::vector<std::string>>()->value_name("FILE"),
      "what the labels measure: .csv (a row per case: EDV, ESV, SV, EF, mass, validity), .json (the curves as well) "
      "or\n"
      ".svg (a picture of one case); may repeat");
  add("fail-on", po::value<std::string>()->value_name("NAME,..."),
      "exit status 1, when all is written, where a case has one of these findings: empty, missing, edge, gap, volume,\n"
      "ef, mass, uncertain");
  add("largest-component", po::bool_switch(), "keep the largest part of each label, joined in 3-D");
  add("resume", po::bool_switch(), "go on with a folder: inputs whose label is there already are left out");
}

}  // namespace

po::options_description shared_options(const Usage& usage) {
  po::options_description options("Shared options");
  auto add = options.add_options();
  add("output,o", po::value<std::string>()->value_name("FILE"), "where the result goes; - is standard output");
  add("config", po::value<std::vector<std::string>>()->value_name("FILE"),
      "INI file of options by the names they have here; the command line wins, later files win over earlier ones");
  add("threads", po::value<int>()->default_value(0)->value_name("N"),
      "threads; 0 takes OMP_NUM_THREADS, or all processors that it may use");
  if (usage.reads_studies)
    add("case", po::value<std::vector<std::string>>()->value_name("ID"),
        "take this case of the studies only; may repeat");
  if (usage.preprocesses) add_preprocessing(options);
  if (usage.draws_random)
    add("seed", po::value<std::uint64_t>()->default_value(0)->value_name("N"), "seed of every random draw");
  if (usage.reads_model)
    add("model", po::value<std::string>()->value_name("FILE"), "model file of train-ftn-stn (required)");
  if (usage.has_network) {
    add("device", po::value<std::string>()->default_value("cpu")->value_name("NAME"),
        "cpu, cuda or cuda:N; one that is not there is an error");
    add("precision", po::value<std::string>()->default_value("fp32")->value_name("NAME"),
        "fp32, tf32 (products of 10 bits; a GPU alone) or bf16 (the convolutions)");
  }
  if (usage.masks_codes) add_masking(options);
  if (usage.segments) add_segmenting(options);
  if (usage.reads_series)
    add("series", po::value<std::vector<std::string>>()->value_name("UID"),
        "take this series of a folder of DICOM files: its SeriesInstanceUID, or as much of it as no other begins with; "
        "may repeat, for slices that are series of their own");
  if (usage.keeps_going)
    add("keep-going", po::bool_switch(),
        "an input that fails is left out and listed at the end; all others are written, the exit status is 1");
  add("force", po::bool_switch(), "replace outputs that exist");
  add("quiet,q", po::bool_switch(), "errors only");
  add("verbose,v", po::bool_switch(), "more messages");
  add("help", "this page");
  add("version", "name and version");
  return options;
}

}  // namespace coopseg::cli
