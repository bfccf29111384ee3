#include "nn/pickle.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace coopseg::nn {
namespace {

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string refusal(std::string_view text) {
  try {
    const Pickle pickle(bytes(text));
  } catch (const core::Error& error) {
    return error.what();
  }
  return "no error";
}

// What Python's pickle.dumps(value, 2) writes.
TEST(Pickle, ReadsNumbersAndTexts) {
  using namespace std::string_view_literals;
  const Pickle pickle(
      bytes("\x80\x02("
            "K\xffM\x01\x80J\xfe\xff\xff\xff\x8a\x05\x00\x00\x00\x00\x80\x8a\x00G\x3f\xf8\x00\x00\x00\x00\x00\x00X\x03"
            "\x00\x00\x00"
            "abc\x88Nt."sv));
  const auto& items = pickle.root().as<PickleSequence>()->items;
  ASSERT_EQ(items.size(), 9U);
  EXPECT_EQ(*items[0]->as<std::int64_t>(), 255);
  EXPECT_EQ(*items[1]->as<std::int64_t>(), 0x8001);
  EXPECT_EQ(*items[2]->as<std::int64_t>(), -2);
  EXPECT_EQ(*items[3]->as<std::int64_t>(), -(std::int64_t{1} << 39));
  EXPECT_EQ(*items[4]->as<std::int64_t>(), 0);
  EXPECT_EQ(*items[5]->as<double>(), 1.5);
  EXPECT_EQ(*items[6]->as<std::string>(), "abc");
  EXPECT_EQ(*items[7]->as<bool>(), true);
  EXPECT_NE(items[8]->as<std::monostate>(), nullptr);
}

TEST(Pickle, ReadsDictionariesListsAndTheMemo) {
  const Pickle pickle(
      bytes("\x80\x02}q\x01(K\x01]q\x02(K\x05K\x06"
            "eK\x02h\x02uK\x03)s."));
  const auto* dictionary = pickle.root().as<PickleDictionary>();
  ASSERT_NE(dictionary, nullptr);
  ASSERT_EQ(dictionary->items.size(), 3U);
  EXPECT_EQ(dictionary->items[0].second, dictionary->items[1].second);
  EXPECT_EQ(dictionary->items[0].second->as<PickleSequence>()->items.size(), 2U);
  EXPECT_EQ(*dictionary->items[2].first->as<std::int64_t>(), 3);
}

TEST(Pickle, RecordsCallsAndDropsAttributes) {
  const Pickle pickle(
      bytes("\x80\x02"
            "ccollections\nOrderedDict\n)R(K\x01"
            "ctorch._utils\n_rebuild_tensor_v2\nNQK\x07\x86Ru}b."));
  const auto* dictionary = pickle.root().as<PickleDictionary>();
  ASSERT_NE(dictionary, nullptr);
  ASSERT_EQ(dictionary->items.size(), 1U);
  const auto* call = dictionary->items[0].second->as<PickleCall>();
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->function, "torch._utils._rebuild_tensor_v2");
  ASSERT_EQ(call->arguments->items.size(), 2U);
  EXPECT_NE(call->arguments->items[0]->as<PicklePersistent>(), nullptr);
}

TEST(Pickle, RefusesEveryOtherGlobalByName) {
  const std::string tail = "', which is no part of a state dict; nothing was run";
  EXPECT_EQ(refusal("\x80\x02"
                    "cposix\nsystem\n(X\x01\0\0\0xtR."),
            "asks for 'posix.system" + tail);
  EXPECT_EQ(refusal("\x80\x02"
                    "ctorch\nload\n)R."),
            "asks for 'torch.load" + tail);
  EXPECT_EQ(refusal("\x80\x02"
                    "ctorch._utils\n_rebuild_tensor_v2 \n)R."),
            "asks for 'torch._utils._rebuild_tensor_v2 " + tail);
  EXPECT_EQ(refusal("\x80\x02"
                    "ca\x1b[31m\r\nb\xff\n)R."),
            "asks for 'a?[31m?.b?" + tail);
}

// INST, OBJ, NEWOBJ, EXT1, STACK_GLOBAL, POP, DUP, STRING, PUT, GET, FRAME, BINBYTES, an unknown one.
TEST(Pickle, RefusesEveryOtherInstruction) {
  for (const char instruction : std::string_view("io\x81\x82\x93"
                                                 "02Spg\x95"
                                                 "B\x01")) {
    const std::string number = std::to_string(static_cast<unsigned char>(instruction));
    EXPECT_EQ(refusal(std::string("\x80\x02N") + instruction + "\x01\x01."),
              "instruction " + number + " at byte 3: not part of a state dict as torch.save writes it");
  }
  EXPECT_EQ(refusal("\x80\x04N."), "pickle protocol 4 found, 2 expected");
}

TEST(Pickle, RefusesWhatIsNoPickle) {
  EXPECT_EQ(refusal(""), "ends early");
  EXPECT_EQ(refusal("\x80"), "ends early");
  EXPECT_EQ(refusal("N"), "ends early");
  EXPECT_EQ(refusal("X\xff\xff\xff\xff"
                    "abc"),
            "ends early");
  EXPECT_EQ(refusal("ctorch\nFloatStorage"), "ends early");
  EXPECT_EQ(refusal("."), "takes from an empty stack");
  EXPECT_EQ(refusal("N(."), "takes from an empty stack");
  EXPECT_EQ(refusal("N(\x85."), "takes from an empty stack");
  EXPECT_EQ(refusal("t."), "lacks a mark");
  EXPECT_EQ(refusal("h\x07."), "refers to a value that is not there");
  EXPECT_EQ(refusal("N)R."), "calls what is no function");
  EXPECT_EQ(refusal("ctorch\nFloatStorage\nNR."), "calls what is no function");
  EXPECT_EQ(refusal("ctorch\nFloatStorage\n)R."), "calls torch.FloatStorage");
  EXPECT_EQ(refusal("ccollections\nOrderedDict\n(NtR."), "calls collections.OrderedDict with arguments");
  EXPECT_EQ(refusal("N(NNu."), "treats another value as a dict");
  EXPECT_EQ(refusal("}(Nu."), "gives a dict a key without a value");
  EXPECT_EQ(refusal("}Na."), "treats another value as a list");
  EXPECT_EQ(refusal("}}b."), "gives attributes to a dict");
  EXPECT_EQ(refusal("\x8a\x09xxxxxxxxx."), "holds an integer of more than 64 bits");
}

TEST(Pickle, StaysSmallAndFlatWhateverItHolds) {
  // A million tuples in each other, a list that holds itself, and a list that is named by itself a hundred times.
  std::string nested(1000000, '(');
  nested.append(1000000, 't').append(".");
  EXPECT_EQ(refusal(nested), "no error");
  EXPECT_EQ(refusal("]q\x01h\x01"
                    "ah\x01"
                    "a."),
            "no error");
  // Each of 200 tuples names the one before ten times: 10^200 values if they were copied.
  std::string growing = "]q\x01";
  for (int i = 0; i < 200; ++i) growing += "(h\x01h\x01h\x01h\x01h\x01h\x01h\x01h\x01h\x01h\x01tq\x01";
  EXPECT_EQ(refusal(growing + "."), "no error");
}

}  // namespace
}  // namespace coopseg::nn
