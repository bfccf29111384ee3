#include "model_file/model_file.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "../support/message_of.h"
#include "core/error.h"
#include "model_file/state_file.h"
#include "nn/initialisation.h"

namespace coopseg::model_file {
namespace {

namespace hdf5 = study::hdf5;

ModelInfo make_info() {
  ModelInfo info;
  info.architecture = {nn::NetworkType::ftn_stn, nn::Variant::share_code, 2, 3, 2};
  info.names = "0=background,1=one,2=two";
  info.spacing = {1.36719, 1.5};
  info.size = {192, 96};
  info.preprocessing = R"({"clip":"2,98"})";
  info.config = "base-width = 2\n";
  info.provenance = R"([{"tool":"train-ftn-stn"}])";
  return info;
}

nn::Networks make_networks() {
  nn::Networks networks(make_info().architecture);
  initialise(networks, 5);
  return networks;
}

core::Bytes make_file() { return bytes_of(make_info(), make_networks()); }

/// The message of reading a file that `change` was done to after writing.
template <class Change>
std::string refusal(Change&& change) {
  const hdf5::Handle file = hdf5::create_image();
  write_model(file, make_info(), make_networks());
  change(file);
  return message_of([&] { read_model(core::Input{"m.h5", hdf5::image_of(file)}); });
}

void remove(const hdf5::Handle& file, const char* path) { H5Ldelete(file.id(), path, H5P_DEFAULT); }

void set_text(const hdf5::Handle& file, const char* name, const char* value) {
  H5Adelete(file.id(), name);
  hdf5::write_text_attribute(file, name, value);
}

void set_numbers(const hdf5::Handle& file, const char* name, const std::vector<double>& values) {
  H5Adelete(file.id(), name);
  hdf5::write_number_attribute(file, name, values);
}

/// Writes `value` in place of a tensor of the shape encoder.
void replace(const hdf5::Handle& file, const std::string& key, const torch::Tensor& value) {
  const hdf5::Handle group = hdf5::open_group(hdf5::open_group(file, "weights"), "shape_encoder");
  H5Ldelete(group.id(), key.c_str(), H5P_DEFAULT);
  write_tensor(group, key, value);
}

TEST(ModelFile, KeepsEverything) {
  const nn::Networks written = make_networks();
  written.sub_networks()[3].module->named_buffers()["inc.1.num_batches_tracked"].fill_(123456789012);
  const Model model = read_model(core::Input{"m.h5", bytes_of(make_info(), written)});
  EXPECT_EQ(model.info.architecture, make_info().architecture);
  EXPECT_EQ(model.networks.architecture(), make_info().architecture);
  EXPECT_EQ(model.info.names, make_info().names);
  EXPECT_EQ(model.info.spacing, make_info().spacing);
  EXPECT_EQ(model.info.size, make_info().size);
  EXPECT_EQ(model.info.preprocessing, make_info().preprocessing);
  EXPECT_EQ(model.info.config, make_info().config);
  EXPECT_EQ(model.info.provenance, make_info().provenance);
  for (std::size_t i = 0; i < written.sub_networks().size(); ++i) {
    const auto found = nn::state_of(*model.networks.sub_networks()[i].module);
    for (const auto& [key, tensor] : nn::state_of(*written.sub_networks()[i].module)) {
      EXPECT_TRUE(torch::equal(found.at(key), tensor)) << key;
    }
  }
}

TEST(ModelFile, MayHoldAQualityThreshold) {
  ModelInfo info = make_info();
  EXPECT_FALSE(read_model(core::Input{"m.h5", make_file()}).info.quality_threshold);
  info.quality_threshold = 0.25;
  EXPECT_EQ(read_model(core::Input{"m.h5", bytes_of(info, make_networks())}).info.quality_threshold, 0.25);
  const auto threshold = [](double value) {
    return [value](const auto& file) { hdf5::write_number_attribute(file, "quality_threshold", std::array{value}); };
  };
  EXPECT_EQ(refusal(threshold(1.5)), "m.h5: /: attribute quality_threshold: 1.5 found, a number from 0 to 1 expected");
}

TEST(ModelFile, IsTheSameBytesForTheSameModel) { EXPECT_EQ(make_file(), make_file()); }

TEST(ModelFile, MayHoldTheRestOfATrainingState) {
  EXPECT_EQ(refusal([](const hdf5::Handle& file) { hdf5::create_group(file, "optimiser"); }), "");
}

TEST(ModelFile, RefusesToWriteNamesOfAnotherNumberOfClasses) {
  ModelInfo info = make_info();
  info.names = "0=background,1=one";
  EXPECT_THROW(bytes_of(info, make_networks()), core::Error);
}

TEST(ModelFile, RefusesTruncatedFiles) {
  const core::Bytes whole = make_file();
  for (const std::size_t size : {std::size_t{8}, whole.size() / 4, whole.size() / 2, whole.size() - 1}) {
    const core::Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    try {
      read_model(core::Input{"m.h5", part});
      ADD_FAILURE() << size << " of " << whole.size() << " bytes were read";
    } catch (const core::Error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("m.h5: ")) << error.what();
    }
  }
}

TEST(ModelFile, RefusesAnotherFormat) {
  EXPECT_EQ(refusal([](const auto& file) { set_text(file, "format", "coopseg-study"); }),
            "m.h5: /: attribute format: 'coopseg-study' found, 'coopseg-model' expected");
  EXPECT_EQ(refusal([](const auto& file) { set_numbers(file, "version", {2}); }),
            "m.h5: /: attribute version: 2 found, 1 expected");
  EXPECT_EQ(refusal([](const auto& file) { set_text(file, "network", "unknown"); }),
            "m.h5: /: network 'unknown': expected one of ftn-stn, ftn, segmenter, unet");
}

TEST(ModelFile, RefusesAttributesOutOfRange) {
  EXPECT_EQ(refusal([](const auto& file) { set_numbers(file, "base_width", {2.5}); }),
            "m.h5: /: attribute base_width: 2.5 found, a whole number expected");
  EXPECT_EQ(refusal([](const auto& file) { set_numbers(file, "base_width", {-2}); }),
            "m.h5: /: base width -2: expected 1 to 1024");
  EXPECT_EQ(refusal([](const auto& file) {
              set_numbers(file, "spacing", {1, 0});
            }),
            "m.h5: /: attribute spacing: 0 found, a number above 0 expected");
  EXPECT_EQ(refusal([](const auto& file) {
              set_numbers(file, "size", {192, 100});
            }),
            "m.h5: /: attribute size: 100 found, a multiple of 16 expected");
  EXPECT_EQ(refusal([](const auto& file) { set_text(file, "names", "0=background,2=two"); }),
            "m.h5: /: attribute names: entry '2=two' found, '1=NAME' expected");
}

TEST(ModelFile, RefusesAnotherSetOfKeys) {
  EXPECT_EQ(refusal([](const auto& file) { remove(file, "weights/shape_decoder"); }),
            "m.h5: /weights/shape_decoder: missing");
  EXPECT_EQ(refusal([](const auto& file) { remove(file, "weights/shape_encoder/inc.1.running_var"); }),
            "m.h5: /weights/shape_encoder/inc.1.running_var: missing");
  EXPECT_EQ(refusal([](const auto& file) { replace(file, "inc.2.weight", torch::zeros({2})); }),
            "m.h5: /weights/shape_encoder/inc.2.weight: not part of this network");
  EXPECT_EQ(refusal([](const auto& file) { set_text(file, "network", "ftn"); }),
            "m.h5: /weights/shape_decoder: not part of this network");
}

TEST(ModelFile, RefusesWrongShapesAndValues) {
  EXPECT_NE(refusal([](const auto& file) {
              replace(file, "inc.0.bias", torch::zeros({3}));
            }).find("/weights/shape_encoder/inc.0.bias"),
            std::string::npos);
  EXPECT_EQ(refusal([](const auto& file) {
              replace(file, "inc.0.bias", torch::tensor({1.0f, NAN}));
            }),
            "m.h5: /weights/shape_encoder/inc.0.bias: NaN or infinity found, finite numbers expected");
  EXPECT_EQ(refusal([](const auto& file) {
              replace(file, "inc.1.running_var", torch::tensor({1.0f, -1.0f}));
            }),
            "m.h5: /weights/shape_encoder/inc.1.running_var: a negative variance found");
}

TEST(ModelFile, RefusesAWidthThatItsWeightsDoNotHave) {
  EXPECT_NE(refusal([](const auto& file) {
              set_numbers(file, "base_width", {1024});
            }).find("m.h5: /weights/image_encoder/general_encoder.inc.0.weight"),
            std::string::npos);
}

}  // namespace
}  // namespace coopseg::model_file
