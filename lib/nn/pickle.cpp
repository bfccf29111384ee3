#include "nn/pickle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>

#include "core/error.h"

namespace coopseg::nn {
namespace {

constexpr std::string_view ordered_dictionary = "collections.OrderedDict";

constexpr std::array<std::string_view, 8> known_globals = {ordered_dictionary,
                                                           "torch._utils._rebuild_tensor_v2",
                                                           "torch._utils._rebuild_parameter",
                                                           "torch.FloatStorage",
                                                           "torch.DoubleStorage",
                                                           "torch.HalfStorage",
                                                           "torch.LongStorage",
                                                           "torch.BFloat16Storage"};

/// The bytes of a pickle, front to back.
class Stream {
 public:
  explicit Stream(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::size_t position() const { return position_; }

  std::string_view text(std::size_t count) {
    if (count > bytes_.size() - position_) throw core::Error("ends early");
    const char* begin = reinterpret_cast<const char*>(bytes_.data()) + position_;
    position_ += count;
    return {begin, count};
  }

  /// Little-endian, `count` up to 8.
  std::uint64_t number(std::size_t count) {
    std::uint64_t value = 0;
    const std::string_view digits = text(count);
    for (std::size_t i = 0; i < count; ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(digits[i])) << (8 * i);
    return value;
  }

  /// Two's complement.
  std::int64_t signed_number(std::size_t count) {
    if (count == 0) return 0;
    const auto unused = static_cast<int>(64 - 8 * count);
    return static_cast<std::int64_t>(number(count) << unused) >> unused;
  }

  double big_endian_real() {
    std::uint64_t bits = 0;
    for (const char digit : text(8)) bits = bits << 8 | static_cast<unsigned char>(digit);
    return std::bit_cast<double>(bits);
  }

  std::string_view line() {
    const std::string_view rest = text(bytes_.size() - position_);
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) throw core::Error("ends early");
    position_ -= rest.size() - end - 1;
    return rest.substr(0, end);
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
};

/// The pickle's machine: a stack with marks, and a memo.
class Machine {
 public:
  Machine(std::span<const std::byte> bytes, std::deque<PickleValue>& values) : in_(bytes), values_(values) {}

  const PickleValue* run() {
    for (;;) {
      const std::size_t place = in_.position();
      const char instruction = in_.text(1).front();
      if (instruction == '.') return pop();
      if (!make_value(instruction) && !use_stack(instruction)) {
        throw core::Error("instruction " + std::to_string(static_cast<unsigned char>(instruction)) + " at byte " +
                          std::to_string(place) + ": not part of a state dict as torch.save writes it");
      }
    }
  }

 private:
  template <class T>
  bool push(T data) {
    stack_.push_back(&values_.emplace_back(PickleValue{std::move(data)}));
    return true;
  }

  PickleValue* pop() {
    top();
    PickleValue* value = stack_.back();
    stack_.pop_back();
    return value;
  }

  PickleValue& top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) throw core::Error("takes from an empty stack");
    return *stack_.back();
  }

  template <class T>
  T& top_as(const char* what) {
    T* data = std::get_if<T>(&top().data);
    if (data == nullptr) throw core::Error(std::string("treats another value as ") + what);
    return *data;
  }

  std::vector<const PickleValue*> pop_to_mark() {
    if (marks_.empty()) throw core::Error("lacks a mark");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<const PickleValue*> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }

  std::vector<const PickleValue*> pop_items(std::size_t count) {
    std::vector<const PickleValue*> items(count);
    for (auto item = items.rbegin(); item != items.rend(); ++item) *item = pop();
    return items;
  }

  // Instructions that make a value out of the bytes that follow.
  bool make_value(char instruction) {
    switch (instruction) {
      case 'N':
        return push(std::monostate{});
      case '\x88':
        return push(true);
      case '\x89':
        return push(false);
      case 'K':
        return push(static_cast<std::int64_t>(in_.number(1)));
      case 'M':
        return push(static_cast<std::int64_t>(in_.number(2)));
      case 'J':
        return push(in_.signed_number(4));
      case '\x8a':
        return push(long_integer());
      case 'G':
        return push(in_.big_endian_real());
      case 'X':
        return push(std::string(in_.text(in_.number(4))));
      case ')':
        return push(PickleSequence{});
      case ']':
        return push(PickleSequence{});
      case '}':
        return push(PickleDictionary{{}, false});
      case 'c':
        return push(global());
      case 'h':
        return recall(in_.number(1));
      case 'j':
        return recall(in_.number(4));
      default:
        return false;
    }
  }

  // Instructions that work on the stack.
  bool use_stack(char instruction) {
    switch (instruction) {
      case '\x80':
        return check_protocol();
      case 'q':
        return remember(in_.number(1));
      case 'r':
        return remember(in_.number(4));
      case '(':
        return marks_.push_back(stack_.size()), true;
      case 't':
        return push(PickleSequence{pop_to_mark()});
      case '\x85':
        return push(PickleSequence{pop_items(1)});
      case '\x86':
        return push(PickleSequence{pop_items(2)});
      case '\x87':
        return push(PickleSequence{pop_items(3)});
      case 'a':
        return append(pop_items(1));
      case 'e':
        return append(pop_to_mark());
      case 's':
        return set_items(pop_items(2));
      case 'u':
        return set_items(pop_to_mark());
      case 'Q':
        return push(PicklePersistent{pop()});
      case 'R':
        return reduce();
      case 'b':
        return build();
      default:
        return false;
    }
  }

  bool check_protocol() {
    const std::uint64_t protocol = in_.number(1);
    if (protocol != 2) throw core::Error("pickle protocol " + std::to_string(protocol) + " found, 2 expected");
    return true;
  }

  std::int64_t long_integer() {
    const std::uint64_t count = in_.number(1);
    if (count > 8) throw core::Error("holds an integer of more than 64 bits");
    return in_.signed_number(count);
  }

  PickleGlobal global() {
    std::string name(in_.line());
    name.append(".").append(in_.line());
    if (std::find(known_globals.begin(), known_globals.end(), name) == known_globals.end()) {
      throw core::Error("asks for '" + printable(name) + "', which is no part of a state dict; nothing was run");
    }
    return {name};
  }

  bool remember(std::uint64_t number) {
    memo_[number] = &top();
    return true;
  }

  bool recall(std::uint64_t number) {
    const auto found = memo_.find(number);
    if (found == memo_.end()) throw core::Error("refers to a value that is not there");
    stack_.push_back(found->second);
    return true;
  }

  bool append(const std::vector<const PickleValue*>& items) {
    auto& list = top_as<PickleSequence>("a list").items;
    list.insert(list.end(), items.begin(), items.end());
    return true;
  }

  bool set_items(const std::vector<const PickleValue*>& items) {
    auto& dictionary = top_as<PickleDictionary>("a dict").items;
    if (items.size() % 2 != 0) throw core::Error("gives a dict a key without a value");
    for (std::size_t i = 0; i < items.size(); i += 2) dictionary.emplace_back(items[i], items[i + 1]);
    return true;
  }

  bool reduce() {
    const auto* arguments = pop()->as<PickleSequence>();
    const auto* function = pop()->as<PickleGlobal>();
    if (arguments == nullptr || function == nullptr) throw core::Error("calls what is no function");
    if (function->name == ordered_dictionary) {
      if (!arguments->items.empty()) throw core::Error("calls " + function->name + " with arguments");
      return push(PickleDictionary{{}, true});
    }
    if (!function->name.starts_with("torch._utils.")) throw core::Error("calls " + function->name);
    return push(PickleCall{function->name, arguments});
  }

  // The attributes of an OrderedDict (torch's _metadata) are dropped.
  bool build() {
    pop();
    if (!top_as<PickleDictionary>("an object with attributes").ordered) throw core::Error("gives attributes to a dict");
    return true;
  }

  Stream in_;
  std::deque<PickleValue>& values_;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, PickleValue*> memo_;
};

}  // namespace

Pickle::Pickle(std::span<const std::byte> bytes) : root_(Machine(bytes, values_).run()) {}

std::string printable(std::string_view text) {
  std::string result(text.substr(0, 100));
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return result;
}

}  // namespace coopseg::nn
