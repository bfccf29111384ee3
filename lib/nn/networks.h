#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nn/architecture.h"
#include "nn/batch_norm.h"
#include "nn/feature_hook.h"

namespace coopseg::nn {

class Decoder;
class Encoder;
class ImageEncoder;
class UNet;

/// Both codes of an image, each (N, 8b, H/16, W/16), as the decoders get them: what `Variant` changes is done.
struct Codes {
  torch::Tensor image;  ///< z_i, for decode_image
  torch::Tensor shape;  ///< z_s, for decode_segmentation
};

/// What an image is segmented to, and the codes that it comes from.
struct Segmentation {
  Codes codes;           ///< undefined from a U-Net
  torch::Tensor logits;  ///< (N, classes, H, W)
};

/// A sub-network under its name in model files: image_encoder, segmentation_decoder, image_decoder, shape_encoder,
/// shape_decoder; or unet.
struct SubNetwork {
  std::string name;
  std::shared_ptr<torch::nn::Module> module;
};

/// Parameters and buffers of a module by key, as in a PyTorch state dict. The tensors are the module's own.
std::map<std::string, torch::Tensor> state_of(const torch::nn::Module& module);

/// True of the STN's sub-networks, false of the FTN's.
bool is_of_stn(std::string_view sub_network);

/// The fast-thinking network (FTN: image_encoder, segmentation_decoder, image_decoder) and the slow-thinking network
/// (STN: shape_encoder, shape_decoder) of Chen et al., MICCAI 2021, as far as the architecture has them; or a U-Net to
/// compare with. A new object holds arbitrary weights: initialise() or read_model() come next. Tensors are
/// channels-last inside.
///
/// Images are (N, channels, H, W) float in [0, 1] with H and W multiples of 16, else Error. A sub-network that the
/// architecture lacks is an Error, too.
class Networks {
 public:
  explicit Networks(const Architecture& architecture);
  Networks(Networks&&) = default;
  Networks& operator=(Networks&&) = default;
  Networks(const Networks&) = delete;
  Networks& operator=(const Networks&) = delete;

  const Architecture& architecture() const { return architecture_; }
  /// Networks of their own with the same state on the same device.
  Networks copy() const;

  /// The image's segmentation by the FTN, or by the U-Net in its place.
  Segmentation segment(const torch::Tensor& image, Mode mode, const FeatureHook& hook = {});
  Codes encode(const torch::Tensor& image, Mode mode, const FeatureHook& hook = {});
  /// Shape code to logits (N, classes, H, W).
  torch::Tensor decode_segmentation(const torch::Tensor& shape_code, Mode mode);
  /// Image code to an image (N, channels, H, W) in (0, 1), after the sigmoid.
  torch::Tensor decode_image(const torch::Tensor& image_code, Mode mode, const FeatureHook& hook = {});
  /// Move the running statistics of a decoder as its last pass with Mode::train did: what another pass on the same code
  /// would do.
  void repeat_segmentation_statistics();
  void repeat_image_statistics();
  /// STN, first half: class probabilities (N, classes, H, W) made by stn_input.h to a code.
  torch::Tensor encode_shape(const torch::Tensor& stn_input, Mode mode);
  /// STN, second half: that code to logits (N, classes, H, W).
  torch::Tensor decode_shape(const torch::Tensor& code, Mode mode);
  /// The whole STN: stn_input.h's probabilities to logits (N, classes, H, W).
  torch::Tensor refine(const torch::Tensor& stn_input, Mode mode);

  /// In the order of the first calls of a training step.
  const std::vector<SubNetwork>& sub_networks() const { return sub_networks_; }
  /// Of all sub-networks, in their order.
  std::vector<torch::Tensor> parameters() const;

  void to(torch::Device device);
  torch::Device device() const;

 private:
  Architecture architecture_;
  std::shared_ptr<ImageEncoder> image_encoder_;
  std::shared_ptr<Decoder> segmentation_decoder_;
  std::shared_ptr<Decoder> image_decoder_;
  std::shared_ptr<Encoder> shape_encoder_;
  std::shared_ptr<Decoder> shape_decoder_;
  std::shared_ptr<UNet> unet_;
  std::vector<SubNetwork> sub_networks_;
};

}  // namespace coopseg::nn
