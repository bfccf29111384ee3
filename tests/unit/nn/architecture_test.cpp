#include "nn/architecture.h"

#include <gtest/gtest.h>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::nn {
namespace {

TEST(Architecture, NamesGoBothWays) {
  for (const auto network : {NetworkType::ftn_stn, NetworkType::ftn, NetworkType::segmenter, NetworkType::unet}) {
    EXPECT_EQ(parse_network(name_of(network)), network);
  }
  for (const auto variant : {Variant::none, Variant::share_code, Variant::no_decoupler}) {
    EXPECT_EQ(parse_variant(name_of(variant)), variant);
  }
  EXPECT_EQ(name_of(NetworkType::ftn_stn), "ftn-stn");
  EXPECT_EQ(name_of(Variant::no_decoupler), "no-decoupler");
}

TEST(Architecture, UnknownNamesListTheKnownOnes) {
  EXPECT_EQ(message_of([] { parse_network("fcn"); }), "network 'fcn': expected one of ftn-stn, ftn, segmenter, unet");
  EXPECT_EQ(message_of([] { parse_variant(""); }), "variant '': expected one of none, share-code, no-decoupler");
}

TEST(Architecture, RefusesNumbersOutOfRange) {
  EXPECT_EQ(message_of([] { check({.base_width = 0}); }), "base width 0: expected 1 to 1024");
  EXPECT_EQ(message_of([] { check({.base_width = 1025}); }), "base width 1025: expected 1 to 1024");
  EXPECT_EQ(message_of([] { check({.classes = 1}); }), "number of classes 1: expected 2 to 1024");
  EXPECT_EQ(message_of([] { check({.channels = 0}); }), "number of channels 0: expected 1 to 1024");
}

TEST(Architecture, RefusesASharedCodeWithoutImageDecoder) {
  EXPECT_EQ(message_of([] { check({.network = NetworkType::segmenter, .variant = Variant::share_code}); }),
            "variant 'share-code': the network 'segmenter' has no image decoder to share the code with");
  check({.network = NetworkType::ftn, .variant = Variant::share_code});
  EXPECT_EQ(message_of([] { check({.network = NetworkType::unet, .variant = Variant::no_decoupler}); }),
            "variant 'no-decoupler': the network 'unet' has no codes; none is expected");
}

}  // namespace
}  // namespace coopseg::nn
