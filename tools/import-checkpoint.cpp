#include <boost/program_options/value_semantic.hpp>

#include "cli/tool.h"
#include "core/files.h"
#include "model_file/model_file.h"
#include "nn/compute.h"
#include "nn/published_checkpoint.h"
#include "study/case.h"
#include "study/preprocessing.h"
#include "study/provenance.h"

namespace po = boost::program_options;
namespace core = coopseg::core;
namespace model_file = coopseg::model_file;
namespace nn = coopseg::nn;
namespace study = coopseg::study;
using coopseg::cli::Arguments;

namespace {

study::Preprocessing read_preprocessing(const Arguments& arguments) {
  const auto [low, high] = arguments.parse("clip", study::parse_clip);
  const study::Preprocessing settings{arguments.get<double>("spacing"), low, high, arguments.get<bool>("n4")};
  try {
    study::check(settings);
  } catch (const core::Error& error) {
    throw core::UsageError(error.what());
  }
  return settings;
}

/// All that the weights do not show.
model_file::ModelInfo read_info(const Arguments& arguments) {
  const study::Preprocessing preprocessing = read_preprocessing(arguments);
  const int side = arguments.get<int>("size");
  if (side < nn::code_stride || side > 4096 || side % nn::code_stride != 0)
    throw core::UsageError("--size: " + std::to_string(side) + " found, a multiple of " +
                           std::to_string(nn::code_stride) + " up to 4096 expected");
  model_file::ModelInfo info;
  info.names = arguments.get<std::string>("names");
  info.spacing = {preprocessing.spacing, preprocessing.spacing};
  info.size = {static_cast<std::size_t>(side), static_cast<std::size_t>(side)};
  info.preprocessing = study::to_json(preprocessing);
  return info;
}

}  // namespace

coopseg::cli::Usage coopseg::cli::usage() {
  Usage usage;
  usage.name = "import-checkpoint";
  usage.summary = "make a model file of a checkpoint that the published code of the method wrote";
  usage.arguments = "CHECKPOINT -o MODEL.h5";
  usage.description =
      "CHECKPOINT is a folder checkpoints/ with image_encoder.pth, segmentation_decoder.pth, image_decoder.pth,\n"
      "shape_encoder.pth and shape_decoder.pth, or the snapshot of an interrupted training, FCN_16_standard.pkl (or -\n"
      "for standard input). MODEL.h5 is for predict, refine and augment-latent. Base width, image channels and "
      "classes\n"
      "come from the weights; the options say what the weights do not show and must be as the model was trained.\n"
      "Nothing in a checkpoint is executed, so one from a stranger is safe to import. Files that were written before\n"
      "PyTorch 1.6 have to be saved again by a later one.";
  usage.example =
      "import-checkpoint model/best/checkpoints -o model.h5 && predict --model model.h5 scan.nii.gz -o seg.nii.gz";
  usage.source = "Chen et al., MICCAI 2021, and its published code";
  auto add = usage.options.add_options();
  add("variant", po::value<std::string>()->value_name("NAME"),
      "none (FCN_16_standard), share-code (.._share_code) or no-decoupler (.._w_o_filter); a snapshot says it itself, "
      "for a folder the default is none");
  add("size", po::value<int>()->default_value(192)->value_name("N"),
      "side of the square that the networks see, pixels; a multiple of 16");
  add("names", po::value<std::string>()->default_value(study::names_attribute())->value_name("TEXT"),
      "the classes in their order; predict and refine take the default only");
  usage.max_inputs = 1;
  usage.reads_studies = false;
  usage.preprocesses = true;
  return usage;
}

void coopseg::cli::run(const Arguments& arguments) {
  model_file::ModelInfo info = read_info(arguments);
  std::optional<nn::Variant> variant;
  if (arguments.has("variant")) variant = arguments.parse("variant", nn::parse_variant);
  core::check_output(arguments.output(), arguments.force());
  nn::start_computing({.threads = arguments.threads()});
  const nn::PublishedCheckpoint checkpoint = nn::read_published_checkpoint(arguments.inputs().front(), variant);
  info.architecture = checkpoint.networks.architecture();
  info.provenance =
      study::append("[]", {"import-checkpoint", arguments.version(), arguments.value_options(), checkpoint.digests});
  const core::Bytes model =
      core::in_context("--names", [&] { return model_file::bytes_of(info, checkpoint.networks); });
  core::write_output(arguments.output(), model, arguments.force());
  arguments.log().info("imported " + std::string(nn::name_of(info.architecture.network)) + ", variant " +
                       std::string(nn::name_of(info.architecture.variant)) + ", base width " +
                       std::to_string(info.architecture.base_width));
}
