#pragma once

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "../support/message_of.h"
#include "../support/synthetic_study.h"
#include "../support/temporary_folder.h"
#include "train/loop.h"
#include "train/optimiser.h"

namespace coopseg::train {

inline const core::Log quiet("test", core::Log::Level::quiet);

class Loop : public ::testing::Test {
 protected:
  Loop() {
    torch::set_num_threads(1);
    write_study(folder_ / "t.h5", {synthetic_case("a", "", 5), synthetic_case("b", "", 6)});
    write_study(folder_ / "v.h5", {synthetic_case("c", "", 5.5)});
    write_text(folder_ / "t.txt", "t.h5\n");
    write_text(folder_ / "v.txt", "v.h5\n");
    training_ = read_training_data(folder_ / "t.txt");
    validation_ = read_training_data(folder_ / "v.txt");
    settings_.architecture.base_width = 2;
    settings_.size = 32;
    settings_.batch_size = 4;
    settings_.learning_rate = 1e-3;
    settings_.hard_branch = "latent";
    info_.architecture = settings_.architecture;
    info_.names = study::names_attribute();
    info_.spacing = training_.spacing;
    info_.size = {32, 32};
    info_.config = "base-width = 2\n";
    info_.provenance = R"([{"tool":"train-ftn-stn","digests":{"train 1":"x"}}])";
  }

  Progress run(const std::string& name, std::int64_t epochs, bool resume) {
    Settings settings = settings_;
    settings.epochs = epochs;
    RunFolder folder(folder_ / name, resume, false);
    const core::Interruption interruption;
    if (signal_ != 0) std::raise(signal_);
    return train(settings, info_, training_, validation_, torch::kCPU, folder, interruption, quiet);
  }

  std::string message_of(const std::string& name, std::int64_t epochs, bool resume) {
    return coopseg::message_of([&] { run(name, epochs, resume); });
  }

  // Weights, moments and scores are equal, and so is every loss; measured times may differ.
  void expect_same_end(const std::string& one, const std::string& other) {
    EXPECT_EQ(bytes(one + "/best.h5"), bytes(other + "/best.h5"));
    EXPECT_EQ(losses(one), losses(other));
    EXPECT_EQ(without_seconds(bytes(one + "/last.h5")), without_seconds(bytes(other + "/last.h5")));
  }

  // The bytes of a last.h5 after `change` of the moments and the checkpoint.
  static core::Bytes changed(const core::Bytes& last,
                             const std::function<void(torch::optim::Adam&, Progress&)>& change) {
    const study::hdf5::Object read_only = study::hdf5::open_file(last);
    model_file::Model model = model_file::read_model(read_only);
    torch::optim::Adam optimiser = make_adam(model.networks, 1);
    read_moments(read_only, model.networks, optimiser);
    Progress progress = read_progress(read_only);
    change(optimiser, progress);
    const study::hdf5::Handle file = study::hdf5::create_image();
    model_file::write_model(file, model.info, model.networks);
    if (study::hdf5::has(read_only, averaged_weights)) {
      nn::Networks average = model.networks.copy();
      model_file::read_weights(read_only, averaged_weights, average);
      model_file::write_weights(file, averaged_weights, average);
    }
    write_moments(file, model.networks, optimiser);
    write_progress(file, progress);
    return study::hdf5::image_of(file);
  }

  static core::Bytes without_seconds(const core::Bytes& last) {
    return changed(last,
                   [](torch::optim::Adam&, Progress& progress) { progress.seconds = progress.under_way.seconds = 0; });
  }

  core::Bytes bytes(const std::string& name) const { return core::read_input(folder_ / name).bytes; }

  // Of a column of log.csv, in a line counted from the header's 0.
  std::string cell(const std::string& run, std::size_t line, const std::string& column) const {
    const auto cells_of = [](const std::string& text) {
      std::istringstream stream(text);
      std::vector<std::string> cells;
      for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
      return cells;
    };
    const std::vector<std::string> lines = losses(run);
    const std::vector<std::string> heads = cells_of(lines.at(0));
    return cells_of(lines.at(line)).at(static_cast<std::size_t>(std::ranges::find(heads, column) - heads.begin()));
  }

  // log.csv without its columns of time and memory.
  std::vector<std::string> losses(const std::string& run) const {
    std::ifstream file(folder_ / (run + "/log.csv"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      std::istringstream cells(line);
      std::string kept;
      std::string cell;
      for (int column = 0; std::getline(cells, cell, ','); ++column)
        if (column < 2 || column > 4) kept += cell + ",";
      lines.push_back(kept);
    }
    return lines;
  }

  TestFolder folder_;
  TrainingData training_;
  TrainingData validation_;
  Settings settings_;
  model_file::ModelInfo info_;
  int signal_ = 0;  ///< comes just before training
};

}  // namespace coopseg::train
