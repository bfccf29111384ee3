#include "core/random.h"

#include <boost/random/beta_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>

namespace coopseg::core {

double RandomStream::uniform() { return boost::random::uniform_01<double>()(engine_); }

std::int64_t RandomStream::integer(std::int64_t low, std::int64_t high) {
  return boost::random::uniform_int_distribution<std::int64_t>(low, high)(engine_);
}

double RandomStream::beta(double a, double b) { return boost::random::beta_distribution<double>(a, b)(engine_); }

double RandomStream::normal() { return boost::random::normal_distribution<double>()(engine_); }

void RandomStream::Key::add(std::string_view text) {
  add_number(text.size());
  for (const char c : text) add_byte(static_cast<unsigned char>(c));
}

void RandomStream::Key::add_number(std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(number >> shift));
}

void RandomStream::Key::add_byte(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3U; }

std::uint64_t RandomStream::Key::value() const {
  std::uint64_t z = state_ + 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace coopseg::core
