#include "study/preprocessing.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/error.h"

namespace coopseg::study {
namespace {

constexpr double spacing_tolerance = 1e-3;  // mm

std::string text_of(const std::array<double, 2>& spacing) {
  std::ostringstream text;
  text.precision(9);
  text << spacing[0] << " x " << spacing[1] << " mm";
  return text.str();
}

double parse_number(const std::string& text) {
  double number = 0.0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stopped != text.data() + text.size())
    throw core::Error("'" + text + "' is no number, LOW,HIGH is expected");
  return number;
}

}  // namespace

std::string to_json(const Preprocessing& settings) {
  return nlohmann::json{
      {"spacing", settings.spacing}, {"clip", {settings.clip_low, settings.clip_high}}, {"n4", settings.n4}}
      .dump();
}

Preprocessing preprocessing_from_json(const std::string& json) {
  Preprocessing settings;
  try {
    const nlohmann::json values = nlohmann::json::parse(json);
    settings.spacing = values.at("spacing").get<double>();
    const auto& clip = values.at("clip");
    settings.clip_low = clip.at(0).get<double>();
    settings.clip_high = clip.at(1).get<double>();
    settings.n4 = values.at("n4").get<bool>();
    if (values.size() != 3 || clip.size() != 2) throw core::Error("more settings than are known");
  } catch (const std::exception&) {
    throw core::Error("preprocessing '" + json + "' is not understood, expected is for instance '" +
                      to_json(Preprocessing{}) + "'");
  }
  check(settings);
  return settings;
}

bool same_preprocessing(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto parse = [](const std::string& text) { return nlohmann::json::parse(text, nullptr, false); };
  const nlohmann::json first = parse(a);
  const nlohmann::json second = parse(b);
  return !first.is_discarded() && !second.is_discarded() && first == second;
}

void check_same_preprocessing(const std::string& found, const std::string& expected, const std::string& owner) {
  if (!same_preprocessing(found, expected))
    throw core::Error("preprocessing '" + found + "' found, '" + expected + "' of " + owner + " expected");
}

void check_same_spacing(const std::array<double, 2>& found, const std::array<double, 2>& expected,
                        const std::string& owner) {
  if (std::abs(found[0] - expected[0]) <= spacing_tolerance && std::abs(found[1] - expected[1]) <= spacing_tolerance)
    return;
  throw core::Error("in-plane spacing " + text_of(found) + " found, " + text_of(expected) + " of " + owner +
                    " expected (tolerance 0.001 mm)");
}

std::pair<double, double> parse_clip(const std::string& text) {
  const std::size_t comma = std::min(text.find(','), text.size());
  return {parse_number(text.substr(0, comma)), parse_number(text.substr(std::min(comma + 1, text.size())))};
}

void check(const Preprocessing& settings) {
  const auto refuse = [](const std::string& what, double found, const std::string& expected) {
    std::ostringstream text;
    text << "preprocessing: " << what << " is " << found << ", expected is " << expected;
    throw core::Error(text.str());
  };
  if (!std::isfinite(settings.spacing) || settings.spacing <= 0.0)
    refuse("spacing", settings.spacing, "a finite number of mm above 0");
  if (!(settings.clip_low >= 0.0)) refuse("the low percentile", settings.clip_low, "0 to 100");
  if (!(settings.clip_high <= 100.0)) refuse("the high percentile", settings.clip_high, "0 to 100");
  if (!(settings.clip_low < settings.clip_high))
    refuse("the low percentile", settings.clip_low, "less than the high one");
}

}  // namespace coopseg::study
