#include "nn/networks.h"

#include <torch/torch.h>

#include "core/error.h"
#include "nn/decoder.h"
#include "nn/encoder.h"
#include "nn/unet.h"
#include "nn/warm_start.h"

namespace coopseg::nn {
namespace {

template <class Module>
Module& require(const std::shared_ptr<Module>& module, const char* what, const Architecture& architecture) {
  if (!module) {
    throw core::Error("the network '" + std::string(name_of(architecture.network)) + "' has no " + what);
  }
  return *module;
}

// Strides say so even where there is one channel, which both layouts fit: convolutions choose theirs by it.
torch::Tensor channels_last(const torch::Tensor& x) {
  return x.to(x.options(), /*non_blocking=*/false, /*copy=*/false, torch::MemoryFormat::ChannelsLast);
}

/// `x` must be (N, channels, H, W) with H and W multiples of the code's stride.
void check_input(const torch::Tensor& x, std::int64_t channels, const char* what) {
  if (x.dim() != 4 || x.size(1) != channels) {
    throw core::Error(std::string(what) + ": shape " + c10::str(x.sizes()) + " found, (N, " + std::to_string(channels) +
                      ", H, W) expected");
  }
  if (x.size(2) % code_stride != 0 || x.size(3) % code_stride != 0) {
    throw core::Error(std::string(what) + ": " + std::to_string(x.size(3)) + " x " + std::to_string(x.size(2)) +
                      " pixels found, multiples of " + std::to_string(code_stride) + " expected");
  }
}

}  // namespace

std::map<std::string, torch::Tensor> state_of(const torch::nn::Module& module) {
  std::map<std::string, torch::Tensor> state;
  for (const auto& entry : module.named_parameters()) state.emplace(entry.key(), entry.value());
  for (const auto& entry : module.named_buffers()) state.emplace(entry.key(), entry.value());
  return state;
}

bool is_of_stn(std::string_view sub_network) { return sub_network.starts_with("shape_"); }

Networks::Networks(const Architecture& architecture) : architecture_(architecture) {
  check(architecture);
  const auto [classes, channels, width] =
      std::tuple(architecture.classes, architecture.channels, architecture.base_width);
  if (!architecture.has_codes()) {
    unet_ = std::make_shared<UNet>(channels, classes, width);
    sub_networks_ = {{"unet", unet_}};
    return;
  }
  image_encoder_ = std::make_shared<ImageEncoder>(channels, width);
  segmentation_decoder_ = std::make_shared<Decoder>(classes, width, Upsampling::nearest);
  sub_networks_ = {{"image_encoder", image_encoder_}, {"segmentation_decoder", segmentation_decoder_}};
  if (architecture.has_image_decoder()) {
    image_decoder_ = std::make_shared<Decoder>(channels, width, Upsampling::transposed_convolution);
    sub_networks_.push_back({"image_decoder", image_decoder_});
  }
  if (architecture.has_stn()) {
    shape_encoder_ = std::make_shared<Encoder>(classes, width);
    shape_decoder_ = std::make_shared<Decoder>(classes, width, Upsampling::nearest);
    sub_networks_.push_back({"shape_encoder", shape_encoder_});
    sub_networks_.push_back({"shape_decoder", shape_decoder_});
  }
}

Networks Networks::copy() const {
  Networks result(architecture_);
  result.to(device());
  take_parts(*this, result);
  return result;
}

Segmentation Networks::segment(const torch::Tensor& image, Mode mode, const FeatureHook& hook) {
  if (unet_) {
    check_input(image, architecture_.channels, "image");
    return {{}, unet_->forward(channels_last(image), mode)};
  }
  Segmentation result{encode(image, mode, hook), {}};
  result.logits = decode_segmentation(result.codes.shape, mode);
  return result;
}

Codes Networks::encode(const torch::Tensor& image, Mode mode, const FeatureHook& hook) {
  ImageEncoder& encoder = require(image_encoder_, "image encoder", architecture_);
  check_input(image, architecture_.channels, "image");
  const torch::Tensor image_code = encoder.encode(channels_last(image), mode, hook);
  if (architecture_.variant == Variant::no_decoupler) {
    if (moves_statistics(mode)) {
      // As published: the decoupler still runs, so its running statistics move.
      const torch::NoGradGuard no_grad;
      encoder.decouple(image_code, mode);
    }
    return {image_code, hooked(hook, "shape_code", image_code)};
  }
  const torch::Tensor shape_code = hooked(hook, "shape_code", encoder.decouple(image_code, mode));
  return {architecture_.variant == Variant::share_code ? shape_code : image_code, shape_code};
}

torch::Tensor Networks::decode_segmentation(const torch::Tensor& shape_code, Mode mode) {
  return require(segmentation_decoder_, "segmentation decoder", architecture_).forward(shape_code, mode);
}

torch::Tensor Networks::decode_image(const torch::Tensor& image_code, Mode mode, const FeatureHook& hook) {
  return torch::sigmoid(require(image_decoder_, "image decoder", architecture_).forward(image_code, mode, hook));
}

void Networks::repeat_segmentation_statistics() { segmentation_decoder_->repeat_statistics(); }

void Networks::repeat_image_statistics() {
  require(image_decoder_, "image decoder", architecture_).repeat_statistics();
}

torch::Tensor Networks::encode_shape(const torch::Tensor& stn_input, Mode mode) {
  Encoder& encoder = require(shape_encoder_, "STN", architecture_);
  check_input(stn_input, architecture_.classes, "segmentation");
  return encoder.forward(channels_last(stn_input), mode);
}

torch::Tensor Networks::decode_shape(const torch::Tensor& code, Mode mode) {
  return require(shape_decoder_, "STN", architecture_).forward(code, mode);
}

torch::Tensor Networks::refine(const torch::Tensor& stn_input, Mode mode) {
  return decode_shape(encode_shape(stn_input, mode), mode);
}

std::vector<torch::Tensor> Networks::parameters() const {
  std::vector<torch::Tensor> all;
  for (const auto& sub_network : sub_networks_) {
    for (const auto& parameter : sub_network.module->parameters()) all.push_back(parameter);
  }
  return all;
}

void Networks::to(torch::Device target) {
  for (const auto& sub_network : sub_networks_) sub_network.module->to(target);
  if (!target.is_cuda()) return;
  // As the activations are: else each convolution copies its kernel into their layout first.
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : parameters())
    if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
}

torch::Device Networks::device() const { return sub_networks_.front().module->parameters().front().device(); }

}  // namespace coopseg::nn
