#include <torch/torch.h>
#include <boost/program_options/value_semantic.hpp>
#include <string>
#include <vector>

#include "cli/tool.h"
#include "core/files.h"
#include "core/progress.h"
#include "hard_examples/latent_options.h"
#include "hard_examples/method_options.h"
#include "hard_examples/preview.h"
#include "hard_examples/registry.h"
#include "hard_examples/shown_examples.h"
#include "model_file/model_fit.h"
#include "nn/compute.h"
#include "slices/put_back.h"
#include "slices/slice_batch.h"
#include "study/provenance.h"
#include "study/study_reader.h"
#include "study/study_writer.h"

namespace po = boost::program_options;
namespace core = coopseg::core;
namespace model_file = coopseg::model_file;
namespace hard_examples = coopseg::hard_examples;
namespace nn = coopseg::nn;
namespace slices = coopseg::slices;
namespace study = coopseg::study;
using coopseg::cli::Arguments;

namespace {

/// The method with its options; --mask is both masks of latent masking.
hard_examples::HardBranch bind(const Arguments& arguments) {
  const auto given = arguments.value_options();
  hard_examples::OptionTexts texts(given.begin(), given.end());
  texts["mask-image"] = texts["mask-shape"] = name_of(arguments.parse("mask", hard_examples::parse_mask));
  return hard_examples::find(arguments.get<std::string>("hard-branch")).bind(texts);
}

slices::Field model_field(const study::Grid& grid, const model_file::ModelInfo& model) {
  return slices::field_on(grid, slices::FieldKind::centre,
                          {static_cast<std::int64_t>(model.size[0]), static_cast<std::int64_t>(model.size[1])});
}

hard_examples::MaskedCase compare(nn::Networks& networks, const hard_examples::StandardPass& pass,
                                  const hard_examples::HardExamples& hard, bool decoded, const study::Case& subject) {
  const torch::NoGradGuard guard;
  hard_examples::MaskedCase masked;
  masked.id = subject.id;
  masked.input = pass.clean.squeeze(1);
  if (hard.image.defined()) {
    if (decoded) masked.reconstruction = networks.decode_image(pass.codes.image, nn::Mode::hold).squeeze(1);
    masked.corrupted = hard.image.squeeze(1);
  }
  if (subject.label) masked.label = pass.label;
  if (hard.logits.defined()) masked.segmentation = hard.logits.argmax(1);
  return masked;
}

hard_examples::DrawKeys keys_of(const study::Case& subject, std::int64_t slices, std::uint64_t seed) {
  hard_examples::DrawKeys keys{.seed = seed, .item = subject.id};
  for (std::int64_t slice = 0; slice < slices; ++slice) keys.slices.push_back(subject.id + "/" + std::to_string(slice));
  return keys;
}

// Codes come from eval mode; what follows uses the statistics of the case's slices and leaves the model alone.
void corrupt(nn::Networks& networks, const slices::Field& field, const hard_examples::HardBranch& branch,
             std::uint64_t seed, study::Case& subject, hard_examples::Preview* preview) {
  hard_examples::StandardPass pass;
  pass.clean = slices::image_batch(subject, field).to(networks.device());
  if (subject.label || branch.needs_label)
    pass.label = slices::label_batch(subject.require_label(), subject.grid, field).to(networks.device());
  if (networks.architecture().has_codes()) {
    const torch::NoGradGuard guard;
    pass.codes = networks.encode(pass.clean, nn::Mode::evaluate);
  }
  const auto made = branch.make(networks, pass, keys_of(subject, pass.clean.size(0), seed));
  const hard_examples::HardExamples hard = hard_examples::shown(networks, pass, made);
  if (hard.logits.defined())
    slices::put_back(hard.logits.to(torch::kFloat32).softmax(1), field, slices::all_background(subject.grid), subject);
  if (hard.image.defined()) slices::put_back_image(hard.image.squeeze(1), field, subject);
  if (preview != nullptr) preview->add(compare(networks, pass, hard, branch.parts.decoded || made.hook, subject));
}

}  // namespace

coopseg::cli::Usage coopseg::cli::usage() {
  Usage usage;
  usage.name = "augment-latent";
  usage.summary = "make hard examples with a trained model, by masking its latent codes or by a compared method";
  usage.arguments = "--model FILE STUDY... -o OUTPUT";
  usage.description =
      "STUDY is a study with images and labels (.h5, or - for standard input); OUTPUT (.h5 or -) holds the same cases\n"
      "with their label: image is the corrupted image, prediction and probability are the corrupted segmentation.\n"
      "Outside of the model's field all stay as they were. A case is one batch. No label is needed with --mask "
      "dropout.\n\n"
      "With --hard-branch the hard examples are those of another method of train-ftn-stn, as its training would make\n"
      "them of the case. Most change the image alone, and the study gets no prediction. Those that change features\n"
      "inside the encoder show what the model's decoders make of the changed codes.";
  usage.example = "augment-latent --model best.h5 study.h5 --mask channel --seed 3 -o hard.h5";
  usage.source = "Chen et al., MICCAI 2021, latent space data augmentation";
  auto add = usage.options.add_options();
  add("hard-branch", po::value<std::string>()->default_value("latent")->value_name("NAME"),
      ("the method: " + list_of(hard_examples::methods())).c_str());
  add("mask", po::value<std::string>()->default_value("random")->value_name("NAME"),
      "latent: dropout, channel, spatial or random (one of them for each code)");
  add("preview", po::value<std::string>()->value_name("FILE"),
      "PNG sheet of three slices of each of the first four cases: input, reconstruction, corrupted image, their\n"
      "difference, label, corrupted segmentation");
  for (const hard_examples::Method& method : hard_examples::methods())
    if (method.name != "latent") hard_examples::add_options(usage.options, {&method, 1});
  usage.draws_random = true;
  usage.has_network = true;
  usage.masks_codes = true;
  usage.reads_model = true;
  return usage;
}

void coopseg::cli::run(const Arguments& arguments) {
  const hard_examples::HardBranch branch = bind(arguments);
  const torch::Device device = arguments.parse("device", nn::parse_device);
  const std::vector<std::string> outputs = arguments.values_of({"output", "preview"});
  core::check_apart(outputs);
  for (const std::string& output : outputs) core::check_output(output, arguments.force());
  const auto precision = arguments.parse("precision", nn::parse_precision);
  nn::start_computing({device, arguments.threads(), precision});
  const std::string path = arguments.get<std::string>("model");
  model_file::LoadedModel model = model_file::open_model(path, device);
  core::in_context(path, [&] {
    if (branch.check_architecture) branch.check_architecture(model.info.architecture);
  });
  nn::warn_of_slow_precision(device, precision, arguments.log());
  const nn::LowerPrecision lower(device, precision);
  study::StudyWriter writer;
  hard_examples::Preview preview;
  for (const std::string& input : arguments.inputs()) {
    const study::StudyReader reader(core::read_input(input));
    const auto ids = core::in_context(reader.name(), [&] { return arguments.choose_cases(reader.ids()); });
    core::Progress bar(arguments.log(), "case", ids.size());
    for (const std::string& id : ids) {
      study::Case subject = reader.read(id, {.prediction = false, .probability = false});
      core::in_context(reader.name(), [&] {
        model_file::check_fit(subject, model.info, arguments.log());
        const slices::Field field = model_field(subject.grid, model.info);
        corrupt(model.networks, field, branch, arguments.seed(), subject,
                arguments.has("preview") ? &preview : nullptr);
        subject.provenance = study::append(subject.provenance, {"augment-latent",
                                                                arguments.version(),
                                                                arguments.value_options({"model", "preview"}),
                                                                {{"input", reader.digest()}, {"model", model.digest}}});
        writer.add(subject);
      });
      bar.advance(id);
    }
  }
  core::write_output(arguments.output(), writer.finish(), arguments.force());
  if (arguments.has("preview"))
    core::write_output(arguments.get<std::string>("preview"), preview.png(), arguments.force());
}
