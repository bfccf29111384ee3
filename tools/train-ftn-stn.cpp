#include <boost/program_options/value_semantic.hpp>
#include <sstream>

#include "cli/tool.h"
#include "core/files.h"
#include "core/interruption.h"
#include "core/number_text.h"
#include "hard_examples/method_options.h"
#include "hard_examples/registry.h"
#include "nn/compute.h"
#include "picture/png.h"
#include "train/description.h"
#include "train/hard_studies.h"
#include "train/loop.h"
#include "train/preview.h"

namespace po = boost::program_options;
namespace hard_examples = coopseg::hard_examples;
namespace nn = coopseg::nn;
namespace train = coopseg::train;

namespace {

const train::Settings defaults;

po::typed_value<int>* number(std::int64_t value) { return po::value<int>()->default_value(static_cast<int>(value)); }

po::typed_value<double>* number(double value) {
  return po::value<double>()->default_value(value, coopseg::core::number_text(value));
}

template <class Value>
po::typed_value<std::string>* name(Value value) {
  return po::value<std::string>()->default_value(std::string(name_of(value)));
}

void add_model_options(po::options_description& options) {
  auto add = options.add_options();
  add("network", name(defaults.architecture.network)->value_name("NAME"),
      "ftn-stn (both networks), ftn (no STN), segmenter (encoder, code decoupler and segmentation decoder alone) or "
      "unet\n"
      "(a plain U-Net of that size)");
  add("variant", name(defaults.architecture.variant)->value_name("NAME"), "none, share-code or no-decoupler");
  add("base-width", number(defaults.architecture.base_width)->value_name("N"), "channels of the first stage");
  add("size", number(defaults.size)->value_name("N"),
      "side of the square that the networks see, pixels; a multiple of 16");
}

void add_training_options(po::options_description& options) {
  auto add = options.add_options();
  add("train-list", po::value<std::string>()->value_name("FILE"),
      "text file, a study a line, relative to the list; all cases train (required)");
  add("val-list", po::value<std::string>()->value_name("FILE"), "the same for validation (required)");
  add("allow-leak", po::bool_switch(),
      "train although a patient stands in both lists; config.ini and the model say so");
  add("resume", po::bool_switch(), "go on from the run folder's last.h5; start afresh without one");
  add("note", po::value<std::string>()->value_name("TEXT"),
      "kept in the model: licence, intended use; see predict --about");
  add("preview", po::value<std::string>()->value_name("FILE"),
      "PNG of 24 augmented slices with their labels, drawn before training");
  add("epochs", number(defaults.epochs)->value_name("N"), "passes over the training slices");
  add("max-steps", number(defaults.max_steps)->value_name("N"),
      "optimiser steps at most, the epoch under way is validated as it is; 0: no limit");
  add("patience", number(defaults.patience)->value_name("N"),
      "stop after N epochs without a better validation score; 0: never");
  add("time-limit", number(defaults.time_limit)->value_name("SECONDS"),
      "stop after the epoch in which training reaches this time; 0: never");
  add("batch-size", number(defaults.batch_size)->value_name("N"),
      "slices a step: half of them augmented, then the same as stored");
  add("learning-rate", number(defaults.learning_rate)->value_name("X"), "of Adam");
  add("schedule", name(defaults.schedule)->value_name("NAME"),
      "of the learning rate: constant, or cosine (falls to 0 at the last step)");
  add("warm-up", number(defaults.warm_up)->value_name("STEPS"), "over which the learning rate rises from 0");
  add("init", po::value<std::string>()->value_name("MODEL"),
      "start from the weights of a trained model, as far as its sub-networks fit; the optimiser starts afresh");
  add("noise", number(defaults.noise)->value_name("X"),
      "standard deviation of the noise on the FTN's input (images are in [0, 1])");
  add("separate-training", po::value<bool>()->default_value(defaults.separate_training)->value_name("BOOL"),
      "the STN's losses do not train the FTN");
  add("deterministic", po::bool_switch(),
      "on a GPU, too, the same bits in each run, at some cost; a processor's are the same anyway");
  add("ema", number(defaults.ema)->value_name("DECAY"),
      "validate and keep the moving average of the weights over the steps, with this decay (say 0.99); 0: none");
  add("renew-statistics", number(defaults.renew_statistics)->value_name("N"),
      "before validation, take batch-norm statistics anew from N training batches; 0: as training left them");
  add("freeze-ftn", po::value<bool>()->default_value(defaults.freeze_ftn)->value_name("BOOL"),
      "train the STN of --init alone: on labels, damaged labels and the predictions of its FTN, which stays as it is");
  add("select", name(defaults.select)->value_name("NAME"),
      "what makes a checkpoint the best: iou (mean over all classes, as published) or dice (without background)");
}

void add_hard_branch_options(po::options_description& options) {
  auto add = options.add_options();
  const std::string names =
      "where hard examples come from: none, study (--hard-list), " + list_of(hard_examples::methods());
  add("hard-branch", po::value<std::string>()->default_value(defaults.hard_branch)->value_name("NAME"), names.c_str());
  add("hard-list", po::value<std::string>()->value_name("FILE"),
      "studies of hard examples for hard-branch study, listed as those of --train-list (see above)");
  add("hard-every", number(defaults.hard_every)->value_name("K"), "hard examples in every K-th step only");
  add("hard-from", number(defaults.hard_from)->value_name("STEP"), "no hard examples before this step");
  hard_examples::add_options(options, hard_examples::methods());
}

train::Settings read_settings(const coopseg::cli::Arguments& arguments) {
  train::Settings settings;
  settings.architecture.network = arguments.parse("network", nn::parse_network);
  settings.architecture.variant = arguments.parse("variant", nn::parse_variant);
  settings.architecture.base_width = arguments.get<int>("base-width");
  settings.architecture.classes = static_cast<std::int64_t>(coopseg::study::classes);
  settings.size = arguments.get<int>("size");
  settings.hard_branch = arguments.get<std::string>("hard-branch");
  const auto given = arguments.value_options();
  settings.hard_options = {given.begin(), given.end()};
  settings.hard_every = arguments.get<int>("hard-every");
  settings.hard_from = arguments.get<int>("hard-from");
  settings.separate_training = arguments.get<bool>("separate-training");
  settings.freeze_ftn = arguments.get<bool>("freeze-ftn");
  settings.epochs = arguments.get<int>("epochs");
  settings.max_steps = arguments.get<int>("max-steps");
  settings.patience = arguments.get<int>("patience");
  settings.time_limit = arguments.get<int>("time-limit");
  settings.batch_size = arguments.get<int>("batch-size");
  settings.learning_rate = arguments.get<double>("learning-rate");
  settings.schedule = arguments.parse("schedule", train::parse_schedule);
  settings.warm_up = arguments.get<int>("warm-up");
  if (arguments.has("init")) settings.init = arguments.get<std::string>("init");
  settings.ema = arguments.get<double>("ema");
  settings.renew_statistics = arguments.get<int>("renew-statistics");
  settings.noise = arguments.get<double>("noise");
  settings.select = arguments.parse("select", train::parse_selection);
  settings.seed = arguments.seed();
  settings.precision = arguments.parse("precision", nn::parse_precision);
  settings.threads = arguments.threads();
  return settings;
}

void write_preview(const train::Settings& settings, const train::TrainingData& training,
                   const coopseg::cli::Arguments& arguments) {
  constexpr std::size_t slices = 24;
  const coopseg::core::Bytes png = coopseg::picture::encode_png(train::preview(training, settings, slices));
  coopseg::core::write_output(arguments.get<std::string>("preview"), png,
                              arguments.force() || arguments.get<bool>("resume"));
}

coopseg::study::Step recorded_step(const coopseg::cli::Arguments& arguments) {
  std::vector<std::string> unrecorded = {"train-list", "val-list", "hard-list", "init", "resume", "preview"};
  if (!arguments.get<bool>("allow-leak")) unrecorded.emplace_back("allow-leak");
  return {"train-ftn-stn", arguments.version(), arguments.value_options(unrecorded), {}};
}

void check_leaks(const train::TrainingData& training, const train::TrainingData& validation,
                 const coopseg::cli::Arguments& arguments) {
  for (const std::string& leak : train::leaks(training, validation)) {
    if (!arguments.get<bool>("allow-leak")) throw coopseg::core::Error(leak + "; --allow-leak trains all the same");
    arguments.log().warn(leak);
  }
}

void warn_of_missing_classes(const std::string& set, const train::TrainingData& data, const coopseg::core::Log& log) {
  if (const std::string missing = train::missing_classes(data); !missing.empty()) log.warn(set + ": " + missing);
}

void add_hard_studies(train::TrainingData& training, const train::Settings& settings,
                      const coopseg::cli::Arguments& arguments) {
  const std::string list = arguments.get<std::string>("hard-list");
  for (const std::string& id : train::read_hard_studies(list, train::scope_of(settings), training))
    arguments.log().warn(list + ": case " + id + " is no training case and takes no part");
}

}  // namespace

coopseg::cli::Usage coopseg::cli::usage() {
  Usage usage;
  usage.name = "train-ftn-stn";
  usage.summary = "train a fast-thinking and a slow-thinking network together on labelled studies";
  usage.arguments = "--train-list FILE --val-list FILE -o RUN";
  usage.description =
      "Writes the run folder RUN: best.h5 (the model of the epoch with the highest validation score), last.h5 (all\n"
      "that is needed to go on), log.csv (a line an epoch) and config.ini (the options as used, for --config). A "
      "method\n"
      "is a file configs/train/NAME.ini, a budget a file configs/train/budget/NAME.ini, given as two --config.\n\n"
      "SIGTERM, SIGINT, SIGUSR1 and SIGHUP let the step under way finish, write last.h5 and end the program with\n"
      "128 + signal; a second signal ends it at once. last.h5 is written after each epoch and every 5 minutes. With\n"
      "--resume a run goes on from there, after SIGKILL or a power loss as well, and ends bit-identical to one that\n"
      "never stopped. Then --epochs, --max-steps, --patience and --time-limit, which count from the run's beginning,\n"
      "may be others than before (with --schedule cosine only the last two), but no fewer epochs or steps than are "
      "done;\n"
      "all other options must be the same. A loss or weight that is not finite ends the run with status 1 and leaves "
      "the last good checkpoint.\n\n"
      "With --hard-branch study the hard examples come from the studies of --hard-list, as augment-latent,\n"
      "corrupt-artifacts or another program writes them: image is a corrupted image, probability (else prediction,\n"
      "taken as certain) a corrupted segmentation of the training case of the same id. --scope says what takes part:\n"
      "image, shape (the segmentation) or both, as far as the studies have it. Each training case needs a hard\n"
      "example; several studies of a case are copies, of which each slice of a batch draws one. It goes through the\n"
      "augmentation of its training slice. Grid, preprocessing and label, where there is one, must be those of the\n"
      "training case.";
  usage.example =
      "train-ftn-stn --config configs/train/coop-latent.ini --config configs/train/budget/reduced.ini \\\n"
      "    --train-list train.txt --val-list val.txt --seed 1 -o runs/coop-latent-1";
  usage.source =
      "Chen et al., Cooperative Training and Latent Space Data Augmentation for Robust Medical Image Segmentation,\n"
      "MICCAI 2021";
  add_model_options(usage.options);
  add_training_options(usage.options);
  add_hard_branch_options(usage.options);
  usage.min_inputs = 0;
  usage.max_inputs = 0;
  usage.draws_random = true;
  usage.reads_studies = false;
  usage.has_network = true;
  usage.masks_codes = true;
  return usage;
}

void coopseg::cli::run(const Arguments& arguments) {
  const train::Settings settings = read_settings(arguments);
  train::check(settings);
  if (arguments.has("note") && arguments.get<std::string>("note").find_first_of("\r\n#") != std::string::npos)
    throw core::UsageError("--note: a text of one line without # is expected, as config.ini keeps it");
  for (const char* list : {"train-list", "val-list"})
    if (!arguments.has(list)) throw core::UsageError(std::string("--") + list + " is required");
  if (arguments.has("hard-list") != (settings.hard_branch == "study"))
    throw core::UsageError("--hard-list is required with hard-branch study, and taken with no other");
  const torch::Device device = arguments.parse("device", nn::parse_device);
  nn::start_computing({device, arguments.threads(), settings.precision, true, arguments.get<bool>("deterministic")});
  train::RunFolder folder(arguments.output(), arguments.get<bool>("resume"), arguments.force());
  auto training = train::read_training_data(arguments.get<std::string>("train-list"));
  const auto validation = train::read_training_data(arguments.get<std::string>("val-list"));
  train::check_agreement(training, validation);
  check_leaks(training, validation, arguments);
  warn_of_missing_classes("training set", training, arguments.log());
  warn_of_missing_classes("validation set", validation, arguments.log());
  if (arguments.has("hard-list")) add_hard_studies(training, settings, arguments);
  arguments.log().info(std::to_string(training.slices()) + " slices of " + std::to_string(training.cases.size()) +
                       " cases to train on, " + std::to_string(validation.slices()) + " of " +
                       std::to_string(validation.cases.size()) + " to validate on");
  if (arguments.has("preview")) write_preview(settings, training, arguments);
  const coopseg::core::Interruption interruption;
  const model_file::ModelInfo info = train::describe(settings, training, validation, recorded_step(arguments));
  const train::Progress end =
      train::train(settings, info, training, validation, device, folder, interruption, arguments.log());
  std::ostringstream summary;
  summary << "done after " << end.epoch << " epochs, " << end.step << " steps, " << end.seconds
          << " s; best validation score " << end.best_score;
  arguments.log().info(summary.str());
}
