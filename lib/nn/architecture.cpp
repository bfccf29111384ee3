#include "nn/architecture.h"

#include <array>

#include "core/error.h"
#include "core/named_values.h"

namespace coopseg::nn {
namespace {

constexpr std::array<core::Named<NetworkType>, 4> network_names = {{{"ftn-stn", NetworkType::ftn_stn},
                                                                    {"ftn", NetworkType::ftn},
                                                                    {"segmenter", NetworkType::segmenter},
                                                                    {"unet", NetworkType::unet}}};

constexpr std::array<core::Named<Variant>, 3> variant_names = {
    {{"none", Variant::none}, {"share-code", Variant::share_code}, {"no-decoupler", Variant::no_decoupler}}};

void check_range(const char* what, std::int64_t value, std::int64_t low) {
  if (value < low || value > 1024) {
    throw core::Error(std::string(what) + " " + std::to_string(value) + ": expected " + std::to_string(low) +
                      " to 1024");
  }
}

}  // namespace

NetworkType parse_network(std::string_view name) { return core::value_of(network_names, "network", name); }

std::string_view name_of(NetworkType network) { return core::name_of(network_names, network); }

Variant parse_variant(std::string_view name) { return core::value_of(variant_names, "variant", name); }

std::string_view name_of(Variant variant) { return core::name_of(variant_names, variant); }

void check(const Architecture& architecture) {
  check_range("base width", architecture.base_width, 1);
  check_range("number of classes", architecture.classes, 2);
  check_range("number of channels", architecture.channels, 1);
  if (architecture.variant != Variant::none && !architecture.has_codes())
    throw core::Error("variant '" + std::string(name_of(architecture.variant)) + "': the network '" +
                      std::string(name_of(architecture.network)) + "' has no codes; none is expected");
  if (architecture.variant == Variant::share_code && !architecture.has_image_decoder()) {
    throw core::Error("variant 'share-code': the network '" + std::string(name_of(architecture.network)) +
                      "' has no image decoder to share the code with");
  }
}

}  // namespace coopseg::nn
