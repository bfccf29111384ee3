#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coopseg::nn {

/// Which sub-networks a model has.
enum class NetworkType {
  ftn_stn,    ///< all five
  ftn,        ///< image_encoder, segmentation_decoder, image_decoder
  segmenter,  ///< image_encoder, segmentation_decoder
  unet,       ///< unet alone, to compare with: it has no codes
};

/// What the decoders of the FTN get: the image code z_i is the encoder's, the shape code z_s passes the code decoupler.
enum class Variant {
  none,          ///< z_i to the image decoder, z_s to the segmentation decoder
  share_code,    ///< z_s to both
  no_decoupler,  ///< z_i to both
};

/// "ftn-stn", "ftn", "segmenter", "unet"; an unknown name is an Error that lists the known ones.
NetworkType parse_network(std::string_view name);
std::string_view name_of(NetworkType network);

/// "none", "share-code", "no-decoupler"; an unknown name is an Error that lists the known ones.
Variant parse_variant(std::string_view name);
std::string_view name_of(Variant variant);

struct Architecture {
  NetworkType network = NetworkType::ftn_stn;
  Variant variant = Variant::none;
  std::int64_t base_width = 16;  ///< b: channels of the first stage; codes have 8 b
  std::int64_t classes = 4;
  std::int64_t channels = 1;  ///< of the image

  bool has_codes() const { return network != NetworkType::unet; }
  bool has_image_decoder() const { return network == NetworkType::ftn_stn || network == NetworkType::ftn; }
  bool has_stn() const { return network == NetworkType::ftn_stn; }
  std::int64_t code_channels() const { return 8 * base_width; }

  bool operator==(const Architecture&) const = default;
};

/// Pixels per element of a code, along each side: images must be multiples of it.
inline constexpr std::int64_t code_stride = 16;

/// Throws Error unless the numbers are within 1..1024 (classes from 2) and the variant suits the network.
void check(const Architecture& architecture);

}  // namespace coopseg::nn
