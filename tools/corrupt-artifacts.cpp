// corrupt-artifacts: images with a reproducible artifact of known strength.
#include <functional>
#include <nlohmann/json.hpp>

#include "artifact/corruption.h"
#include "artifact/recipe.h"
#include "artifact/registry.h"
#include "cli/keep_going.h"
#include "cli/tool.h"
#include "core/error.h"
#include "core/files.h"
#include "core/progress.h"
#include "image/gzip.h"
#include "image/itk_threads.h"
#include "image/nifti_reader.h"
#include "image/nifti_writer.h"
#include "image/preprocess.h"
#include "image/volume_file.h"
#include "image/volume_name.h"
#include "study/provenance.h"
#include "study/study_reader.h"
#include "study/study_writer.h"

namespace po = boost::program_options;
using namespace coopseg;

namespace {

std::string artifact_help() {
  std::string text;
  for (const artifact::Artifact& known : artifact::registry()) {
    text += "\n  " + known.name + ": " + known.summary;
    if (known.move_label != nullptr) text += "; the label of a study moves with it";
    for (const artifact::ParameterInfo& info : known.parameters) {
      text += "\n    " + info.name + ": " + info.meaning + "; " + artifact::allowed(info);
      text += info.default_value ? ", default " + artifact::to_text(*info.default_value) : ", no default";
    }
  }
  return text;
}

}  // namespace

cli::Usage cli::usage() {
  Usage usage;
  usage.name = "corrupt-artifacts";
  usage.summary = "put an MR artifact of known strength into images";
  usage.arguments =
      "INPUT (--artifact NAME [--severity 1..5 | --set PARAMETER=VALUE...] |\n"
      "    --recipe FILE --artifact NAME [--copy K] | --replay JSON) -o OUTPUT";
  usage.description =
      "Reads a study (.h5, or - for standard input) or a NIfTI image (or .mha, .nrrd and others, a folder of DICOM\n"
      "files) and writes the same kind. Between preprocess and predict in a pipe. Of a study the image is corrupted\n"
      "and all else stays; of the artifacts below, only those that say so move anatomy and take the reference label\n"
      "along. A 4-D NIfTI file is corrupted frame by frame with one draw, random patterns included. NIfTI output is\n"
      "float32 on the input's grid, neither clipped nor rounded; parameters that change nothing give the input back\n"
      "as it is, type included. One-slice volumes are corrupted like others.\n\n"
      "Where the parameters come from:\n"
      "  --severity  drawn from the seed, the case id (a NIfTI's is its file name) and the artifact: the same draw at\n"
      "              every level, scaled. At level 3 the RMS error of a slice is 0.1 to 0.6 of its standard "
      "deviation.\n"
      "  --set       given; parameters that are not named take their defaults. Lists are 1,2,3, rows 1,2,3;4,5,6.\n"
      "  --recipe    drawn as an INI file says, by the recipe's seed (or --seed), the copy, the case id and the "
      "artifact.\n"
      "              configs/artifacts/acdc-c.ini is the published set, acdc-c-geometry.ini the same draws on the "
      "image's\n"
      "              own geometry; both expect studies at 1.36719 mm.\n"
      "  --replay    from a file that --parameters wrote: the same input gives the same bytes again.\n"
      "What was used stands in the study's provenance and in --parameters.\n\n"
      "Artifacts and their parameters (x and y are the axes of a slice, y is taken as phase encoding):" +
      artifact_help();
  usage.example =
      "preprocess scan.nii.gz -o - | corrupt-artifacts - --artifact motion --severity 4 -o - | predict --model best.h5 "
      "- -o seg.nii.gz";
  usage.source =
      "TorchIO 1.2.1 (Perez-Garcia et al., Computer Methods and Programs in Biomedicine 2021) for bias-field, "
      "ghosting,\n"
      "motion and spike; Chen et al., MICCAI 2021 for ACDC-C. The others are written from the physics of cardiac "
      "cine;\n"
      "lib/artifact has the equations.";
  usage.max_inputs = 1;
  usage.draws_random = true;
  usage.keeps_going = true;
  usage.reads_series = true;
  auto add = usage.options.add_options();
  add("artifact", po::value<std::string>()->value_name("NAME"), "which artifact (required, except with --replay)");
  add("severity", po::value<int>()->default_value(3)->value_name("N"), "strength, from 1 (slight) to 5 (severe)");
  add("set", po::value<std::vector<std::string>>()->value_name("PARAMETER=VALUE"),
      "a parameter, instead of a draw; may repeat");
  add("recipe", po::value<std::string>()->value_name("INI"), "draw the parameters as this file says");
  add("copy", po::value<int>()->default_value(1)->value_name("K"), "which of the recipe's copies, from 1");
  add("replay", po::value<std::string>()->value_name("JSON"), "corrupt as this file of --parameters says");
  add("parameters", po::value<std::string>()->value_name("JSON"), "file for the parameters of every case");
  return usage;
}

namespace {

/// The corruption of a case by its id.
using Plan = std::function<artifact::Corruption(const std::string& id)>;

constexpr int no_copy = 0;

/// --severity and --seed.
Plan drawn_plan(const cli::Arguments& arguments, const artifact::Artifact& artifact) {
  const int severity = arguments.get<int>("severity");
  if (severity < artifact::min_severity || severity > artifact::max_severity)
    throw core::UsageError("--severity: " + std::to_string(severity) + " found, 1 to 5 expected");
  return [artifact, severity, seed = arguments.seed()](const std::string& id) {
    return artifact::Corruption{.artifact = artifact,
                                .parameters = artifact::draw(artifact, severity, seed, no_copy, id),
                                .drawn = {{"seed", std::to_string(seed)}, {"severity", std::to_string(severity)}}};
  };
}

/// --set. Parameters that contradict each other are refused before anything is read.
Plan given_plan(const cli::Arguments& arguments, const artifact::Artifact& artifact) {
  const auto parameters = artifact::parse(artifact.parameters, arguments.get<std::vector<std::string>>("set"));
  artifact.is_identity(parameters);
  return [artifact, parameters](const std::string&) {
    return artifact::Corruption{.artifact = artifact, .parameters = parameters};
  };
}

Plan recipe_plan(const cli::Arguments& arguments, const std::string& artifact) {
  const std::string path = arguments.get<std::string>("recipe");
  const std::string text = core::text_of(core::read_input(path));
  const auto recipe = core::in_context(path, [&] { return artifact::parse_recipe(text); });
  const std::uint64_t seed = arguments.given("seed") ? arguments.seed() : recipe.seed;
  const int copy = arguments.get<int>("copy");
  core::in_context(path, [&] { artifact::check_choice(recipe, artifact, copy); });
  return [=](const std::string& id) { return artifact::draw(recipe, artifact, seed, copy, id); };
}

Plan replay_plan(const cli::Arguments& arguments) {
  const std::string path = arguments.get<std::string>("replay");
  const std::string text = core::text_of(core::read_input(path));
  const auto corruptions = core::in_context(path, [&] { return artifact::read_corruptions(text); });
  return [=](const std::string& id) {
    const auto found = corruptions.find(id);
    if (found == corruptions.end()) throw core::Error(path + ": has no entry for case '" + id + "'");
    return found->second;
  };
}

void exclude(const cli::Arguments& arguments, const std::string& option, const std::vector<std::string>& others) {
  if (!arguments.given(option)) return;
  for (const std::string& other : others)
    if (arguments.given(other)) throw core::UsageError("--" + option + " and --" + other + " exclude each other");
}

Plan read_plan(const cli::Arguments& arguments) {
  exclude(arguments, "replay", {"artifact", "severity", "set", "recipe", "copy", "seed"});
  exclude(arguments, "recipe", {"severity", "set"});
  exclude(arguments, "severity", {"set"});
  if (arguments.has("replay")) return replay_plan(arguments);
  if (!arguments.has("artifact")) throw core::UsageError("--artifact is required");
  if (arguments.given("copy") && !arguments.has("recipe")) throw core::UsageError("--copy needs --recipe");
  const std::string name = arguments.get<std::string>("artifact");
  if (arguments.has("recipe")) return recipe_plan(arguments, name);
  try {
    const artifact::Artifact artifact = artifact::find(name);
    return arguments.has("set") ? given_plan(arguments, artifact) : drawn_plan(arguments, artifact);
  } catch (const core::Error& error) {
    throw core::UsageError(error.what());
  }
}

core::Bytes corrupt_study(core::Input input, const cli::Arguments& arguments, const Plan& plan, cli::KeepGoing& keep,
                          nlohmann::json& entries) {
  const study::StudyReader reader(std::move(input));
  const std::vector<std::string> ids = arguments.choose_cases(reader.ids());
  study::StudyWriter writer;
  core::Progress progress(arguments.log(), "cases", ids.size());
  for (const std::string& id : ids) {
    keep.attempt(reader.name() + ": /cases/" + id, [&] {
      study::Case subject = reader.read(id);
      const artifact::Corruption corruption = plan(id);
      core::in_context(reader.name(), [&] { artifact::corrupt(corruption, subject); });
      const study::Step step = {
          "corrupt-artifacts", arguments.version(), artifact::options_of(corruption), {{"input", reader.digest()}}};
      subject.provenance = study::append(subject.provenance, step);
      writer.add(subject);
      entries.push_back(artifact::to_json(id, corruption));
    });
    progress.advance(id);
  }
  if (keep.all_failed()) keep.finish(arguments.log());
  return writer.finish();
}

core::Bytes corrupt_nifti(const core::Input& input, const cli::Arguments& arguments, const Plan& plan,
                          nlohmann::json& entries) {
  const image::NiftiReader file(input, arguments.log());
  image::warn_of_wrong_axis(file);
  const std::string id = image::case_id(input.name);
  arguments.choose_cases({id});
  const artifact::Corruption corruption = plan(id);
  entries.push_back(artifact::to_json(id, corruption));
  std::vector<float> voxels;
  for (std::size_t frame = 0; frame < file.frames(); ++frame) {
    std::vector<float> image = file.read_frame(frame);
    core::in_context(input.name + ": frame " + std::to_string(frame),
                     [&] { artifact::corrupt(corruption, file.native().grid, image); });
    voxels.insert(voxels.end(), image.begin(), image.end());
  }
  if (artifact::is_identity(corruption)) return image::gzip_as(arguments.output(), input.bytes);
  return image::write_nifti<float>(arguments.output(),
                                   {file.native(), file.time(), "corrupt-artifacts", arguments.version()}, voxels);
}

void check_output_kind(bool study, const std::string& output) {
  if (study && image::is_nifti_name(output))
    throw core::UsageError(output + ": a study gives a study, .h5 or - expected");
  if (!study && !image::is_nifti_name(output))
    throw core::UsageError(output + ": a NIfTI file gives a NIfTI file, .nii or .nii.gz expected");
}

void check_outputs(const cli::Arguments& arguments) {
  const std::vector<std::string> outputs = arguments.values_of({"output", "parameters"});
  core::check_apart(outputs);
  for (const std::string& output : outputs) {
    core::check_not_input(output, arguments.values_of({"input", "recipe", "replay"}));
    core::check_output(output, arguments.force(), output == arguments.output());
  }
}

}  // namespace

void cli::run(const Arguments& arguments) {
  const Plan plan = read_plan(arguments);
  const std::string path = arguments.inputs().front();
  const bool study = !image::is_volume(path);
  check_output_kind(study, arguments.output());
  check_outputs(arguments);
  image::set_itk_threads(arguments.threads());
  core::Input input = study ? image::read_study(path) : image::read_volume(path, arguments.log(), arguments.series());
  nlohmann::json entries = nlohmann::json::array();
  cli::KeepGoing keep(arguments.get<bool>("keep-going"));
  const core::Bytes result = study ? corrupt_study(std::move(input), arguments, plan, keep, entries)
                                   : corrupt_nifti(input, arguments, plan, entries);
  core::write_output(arguments.output(), result, arguments.force());
  if (arguments.has("parameters")) {
    const nlohmann::json file = {{"tool", "corrupt-artifacts"}, {"version", arguments.version()}, {"cases", entries}};
    core::write_output(arguments.get<std::string>("parameters"), file.dump(2) + "\n", arguments.force());
  }
  keep.finish(arguments.log());
}
