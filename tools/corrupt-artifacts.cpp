// corrupt-artifacts: images with a reproducible artifact of known strength.
#include <nlohmann/json.hpp>
#include <optional>

#include "artifact/registry.h"
#include "cli/tool.h"
#include "core/error.h"
#include "core/files.h"
#include "core/progress.h"
#include "image/gzip.h"
#include "image/nifti_reader.h"
#include "image/nifti_writer.h"
#include "study/provenance.h"
#include "study/study_reader.h"
#include "study/study_writer.h"

namespace po = boost::program_options;
using namespace coopseg;

namespace {

constexpr int no_copies = 0;

std::string artifact_help() {
  std::string text;
  for (const artifact::Artifact& known : artifact::registry()) {
    text += "\n  " + known.name + ": " + known.summary;
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
  usage.arguments = "INPUT --artifact NAME [--severity 1..5 | --set PARAMETER=VALUE...] -o OUTPUT";
  usage.description =
      "Reads a study (.h5, or - for standard input) or a NIfTI image and writes the same kind. Between preprocess and\n"
      "predict in a pipe. Of a study the image is corrupted, all else stays; a 4-D NIfTI file gets one draw for all\n"
      "frames. NIfTI output is float32 on the input's grid, neither clipped nor rounded; parameters that change "
      "nothing\n"
      "give the input back as it is. Parameters are drawn from the seed, the case id (a NIfTI's is its file name) and\n"
      "the artifact: the same draw at every severity, scaled. With --set nothing is drawn. What was used stands in "
      "the\n"
      "study's provenance and in --parameters.\n"
      "\n"
      "Artifacts and their parameters:" +
      artifact_help();
  usage.example =
      "preprocess scan.nii.gz -o - | corrupt-artifacts - --artifact bias-field --severity 4 -o - | predict --model "
      "best.h5 - -o seg.nii.gz";
  usage.source = "TorchIO 1.2.1 (Perez-Garcia et al., Computer Methods and Programs in Biomedicine 2021).";
  usage.max_inputs = 1;
  usage.draws_random = true;
  auto add = usage.options.add_options();
  add("artifact", po::value<std::string>()->value_name("NAME"), "which artifact (required)");
  add("severity", po::value<int>()->default_value(3)->value_name("N"), "strength, from 1 (slight) to 5 (severe)");
  add("set", po::value<std::vector<std::string>>()->composing()->value_name("PARAMETER=VALUE"),
      "a parameter, instead of a draw; may repeat");
  add("parameters", po::value<std::string>()->value_name("JSON"), "file for the parameters of every case");
  return usage;
}

namespace {

/// What the user asked for: an artifact, and its parameters or how to draw them.
struct Corruption {
  artifact::Artifact artifact;
  std::optional<artifact::Parameters> given;
  int severity;
  std::uint64_t seed;

  artifact::Parameters parameters(const std::string& id) const {
    return given ? *given : artifact::draw(artifact, severity, seed, no_copies, id);
  }
};

artifact::Parameters parse_set(const artifact::Artifact& artifact, const std::vector<std::string>& assignments) {
  const artifact::Parameters parameters = artifact::parse(artifact.parameters, assignments);
  artifact.is_identity(parameters);  // refuses parameters that contradict each other before anything is read
  return parameters;
}

Corruption read_corruption(const cli::Arguments& arguments) {
  if (!arguments.has("artifact")) throw core::UsageError("--artifact is required");
  const int severity = arguments.get<int>("severity");
  if (severity < artifact::min_severity || severity > artifact::max_severity)
    throw core::UsageError("--severity: " + std::to_string(severity) + " found, 1 to 5 expected");
  if (arguments.has("set") && arguments.given("severity"))
    throw core::UsageError("--severity and --set exclude each other");
  try {
    Corruption corruption{.artifact = artifact::find(arguments.get<std::string>("artifact")),
                          .given = std::nullopt,
                          .severity = severity,
                          .seed = arguments.seed()};
    if (arguments.has("set"))
      corruption.given = parse_set(corruption.artifact, arguments.get<std::vector<std::string>>("set"));
    return corruption;
  } catch (const core::Error& error) {
    throw core::UsageError(error.what());
  }
}

/// One entry of the file of --parameters.
nlohmann::json entry(const std::string& id, const Corruption& corruption, const artifact::Parameters& parameters) {
  return {{"case", id}, {"artifact", corruption.artifact.name}, {"parameters", artifact::to_json(parameters)}};
}

study::Step provenance_step(const cli::Arguments& arguments, const artifact::Parameters& parameters,
                            const std::string& digest) {
  std::vector<std::string> left_out = {"parameters", "set"};
  if (arguments.has("set")) left_out.insert(left_out.end(), {"severity", "seed"});
  auto options = arguments.value_options(left_out);
  for (const auto& [name, value] : parameters) options.emplace_back(name, artifact::to_text(value));
  return {"corrupt-artifacts", arguments.version(), options, {{"input", digest}}};
}

core::Bytes corrupt_study(core::Input input, const cli::Arguments& arguments, const Corruption& corruption,
                          nlohmann::json& entries) {
  const study::StudyReader reader(std::move(input));
  const std::vector<std::string> ids = arguments.choose_cases(reader.ids());
  study::StudyWriter writer;
  core::Progress progress(arguments.log(), "cases", ids.size());
  for (const std::string& id : ids) {
    study::Case subject = reader.read(id);
    const artifact::Parameters parameters = corruption.parameters(id);
    core::in_context(reader.name(), [&] {
      subject.require_image();
      core::in_context("/cases/" + id,
                       [&] { artifact::apply(corruption.artifact, parameters, subject.grid, *subject.image); });
    });
    subject.provenance = study::append(subject.provenance, provenance_step(arguments, parameters, reader.digest()));
    writer.add(subject);
    entries.push_back(entry(id, corruption, parameters));
    progress.advance(id);
  }
  return writer.finish();
}

/// The file as it is, compressed as the name of the output says.
core::Bytes unchanged(core::Bytes bytes, const std::string& output) {
  const bool compress = output.ends_with(".gz");
  if (compress == image::is_gzip(bytes)) return bytes;
  return compress ? image::gzip(bytes) : image::gunzip(bytes);
}

core::Bytes corrupt_nifti(const core::Input& input, const cli::Arguments& arguments, const Corruption& corruption,
                          nlohmann::json& entries) {
  const image::NiftiReader file(input, arguments.log());
  const std::string id = image::case_id(input.name);
  arguments.choose_cases({id});
  const artifact::Parameters parameters = corruption.parameters(id);
  entries.push_back(entry(id, corruption, parameters));
  std::vector<float> voxels;
  for (std::size_t frame = 0; frame < file.frames(); ++frame) {
    std::vector<float> image = file.read_frame(frame);
    core::in_context(input.name + ": frame " + std::to_string(frame),
                     [&] { artifact::apply(corruption.artifact, parameters, file.native().grid, image); });
    voxels.insert(voxels.end(), image.begin(), image.end());
  }
  if (corruption.artifact.is_identity(parameters)) return unchanged(input.bytes, arguments.output());
  return image::write_nifti<float>(arguments.output(),
                                   {file.native(), file.time(), "corrupt-artifacts", arguments.version()}, voxels);
}

void check_output_kind(bool study, const std::string& output) {
  if (study && image::is_nifti_name(output))
    throw core::UsageError(output + ": a study gives a study, .h5 or - expected");
  if (!study && !image::is_nifti_name(output))
    throw core::UsageError(output + ": a NIfTI file gives a NIfTI file, .nii or .nii.gz expected");
}

}  // namespace

void cli::run(const Arguments& arguments) {
  const Corruption corruption = read_corruption(arguments);
  const std::string path = arguments.inputs().front();
  const bool study = !image::is_nifti_name(path);
  check_output_kind(study, arguments.output());
  core::check_output(arguments.output(), arguments.force());
  if (arguments.has("parameters") && arguments.get<std::string>("parameters") == "-" && arguments.output() == "-")
    throw core::UsageError("-o and --parameters cannot both be standard output");
  if (arguments.has("parameters"))
    core::check_output(arguments.get<std::string>("parameters"), arguments.force(), false);

  core::Input input = core::read_input(path);
  nlohmann::json entries = nlohmann::json::array();
  const core::Bytes result = study ? corrupt_study(std::move(input), arguments, corruption, entries)
                                   : corrupt_nifti(input, arguments, corruption, entries);
  core::write_output(arguments.output(), result, arguments.force());
  if (!arguments.has("parameters")) return;
  const nlohmann::json file = {{"tool", "corrupt-artifacts"}, {"version", arguments.version()}, {"cases", entries}};
  core::write_output(arguments.get<std::string>("parameters"), file.dump(2) + "\n", arguments.force());
}
