#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace coopseg::core {

/// Random numbers that depend on a key alone, never on the order of execution, and are equal on every platform
/// (Boost.Random). The key is a seed and what the draw is for: `RandomStream(seed, epoch, "patient001/4", "noise")`.
class RandomStream {
 public:
  template <class... Parts>
  explicit RandomStream(std::uint64_t seed, const Parts&... parts) {
    Key key;
    key.add(seed);
    (key.add(parts), ...);
    engine_.seed(key.value());
  }

  /// Uniform in [0, 1).
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [low, high], both ends included.
  std::int64_t integer(std::int64_t low, std::int64_t high);
  /// 64 random bits.
  std::uint64_t bits() { return engine_(); }
  /// True with the given probability.
  bool chance(double probability) { return uniform() < probability; }
  /// Beta(a, b) in [0, 1], a and b above 0.
  double beta(double a, double b);
  /// Normal with mean 0 and standard deviation 1.
  double normal();

 private:
  /// 64-bit FNV-1a over the parts, each with its length, then the finaliser of SplitMix64.
  class Key {
   public:
    void add(std::integral auto number) { add_number(static_cast<std::uint64_t>(number)); }
    void add(std::string_view text);
    std::uint64_t value() const;

   private:
    void add_number(std::uint64_t number);
    void add_byte(unsigned char byte);
    std::uint64_t state_ = 0xcbf29ce484222325U;
  };

  boost::random::mt19937_64 engine_;
};

}  // namespace coopseg::core
