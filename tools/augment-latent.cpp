#include <torch/torch.h>
#include <boost/program_options/value_semantic.hpp>

#include "cli/tool.h"
#include "core/files.h"
#include "core/progress.h"
#include "core/random.h"
#include "hard_examples/latent_masking.h"
#include "hard_examples/preview.h"
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

hard_examples::LatentOptions read_options(const Arguments& arguments) {
  const auto given = arguments.value_options();
  hard_examples::LatentOptions options = hard_examples::latent_options_of({given.begin(), given.end()});
  options.mask_image = options.mask_shape = arguments.parse("mask", hard_examples::parse_mask);
  return options;
}

slices::Field model_field(const study::Grid& grid, const model_file::ModelInfo& model) {
  return slices::field_on(grid, slices::FieldKind::centre,
                          {static_cast<std::int64_t>(model.size[0]), static_cast<std::int64_t>(model.size[1])});
}

hard_examples::MaskedCase compare(nn::Networks& networks, const hard_examples::StandardPass& pass,
                                  const hard_examples::HardExamples& hard, const slices::Field& field,
                                  const study::Case& subject) {
  const torch::NoGradGuard guard;
  hard_examples::MaskedCase masked;
  masked.id = subject.id;
  masked.input = pass.clean.squeeze(1);
  if (hard.image.defined()) {
    masked.reconstruction = networks.decode_image(pass.codes.image, nn::Mode::hold).squeeze(1);
    masked.corrupted = hard.image.squeeze(1);
  }
  if (subject.label) masked.label = slices::label_batch(*subject.label, subject.grid, field);
  if (hard.logits.defined()) masked.segmentation = hard.logits.argmax(1);
  return masked;
}

// Codes come from eval mode; probe and decoders use the statistics of the case's slices and leave the model alone.
void corrupt(nn::Networks& networks, const slices::Field& field, const hard_examples::LatentOptions& options,
             std::uint64_t seed, study::Case& subject, hard_examples::Preview* preview) {
  hard_examples::StandardPass pass;
  pass.clean = slices::image_batch(subject, field).to(networks.device());
  if (options.mask_image != hard_examples::MaskType::dropout)
    pass.label = slices::label_batch(subject.require_label(), subject.grid, field).to(networks.device());
  {
    const torch::NoGradGuard guard;
    pass.codes = networks.encode(pass.clean, nn::Mode::evaluate);
  }
  core::RandomStream random(seed, subject.id, "latent masking");
  const auto draws = hard_examples::draw_latent(options, pass.codes.image.sizes(), random);
  const auto hard = hard_examples::mask_codes(networks, pass, options, draws, nn::Mode::hold);
  if (hard.logits.defined())
    slices::put_back(hard.logits.to(torch::kFloat32).softmax(1), field, slices::all_background(subject.grid), subject);
  if (hard.image.defined()) slices::put_back_image(hard.image.squeeze(1), field, subject);
  if (preview != nullptr) preview->add(compare(networks, pass, hard, field, subject));
}

}  // namespace

coopseg::cli::Usage coopseg::cli::usage() {
  Usage usage;
  usage.name = "augment-latent";
  usage.summary = "make hard examples by masking the latent codes of a trained model";
  usage.arguments = "--model FILE STUDY... -o OUTPUT";
  usage.description =
      "STUDY is a study with images and labels (.h5, or - for standard input); OUTPUT (.h5 or -) holds the same cases\n"
      "with their label: image is the corrupted image, prediction and probability are the corrupted segmentation.\n"
      "Outside of the model's field all stay as they were. A case is one batch. No label is needed with --mask "
      "dropout.";
  usage.example = "augment-latent --model best.h5 study.h5 --mask channel --seed 3 -o hard.h5";
  usage.source = "Chen et al., MICCAI 2021, latent space data augmentation";
  auto add = usage.options.add_options();
  add("mask", po::value<std::string>()->default_value("random")->value_name("NAME"),
      "dropout, channel, spatial or random (one of them for each code)");
  add("preview", po::value<std::string>()->value_name("FILE"),
      "PNG sheet of three slices of each of the first four cases: input, reconstruction, corrupted image, their\n"
      "difference, label, corrupted segmentation");
  usage.draws_random = true;
  usage.has_network = true;
  usage.masks_codes = true;
  usage.reads_model = true;
  return usage;
}

void coopseg::cli::run(const Arguments& arguments) {
  const hard_examples::LatentOptions options = read_options(arguments);
  const torch::Device device = arguments.parse("device", nn::parse_device);
  core::check_output(arguments.output(), arguments.force());
  if (arguments.has("preview")) core::check_output(arguments.get<std::string>("preview"), arguments.force());
  const auto precision = arguments.parse("precision", nn::parse_precision);
  nn::start_computing({device, arguments.threads(), precision});
  const std::string path = arguments.get<std::string>("model");
  model_file::LoadedModel model = model_file::open_model(path, device);
  core::in_context(path, [&] { hard_examples::check(options, model.info.architecture); });
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
        corrupt(model.networks, field, options, arguments.seed(), subject,
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
