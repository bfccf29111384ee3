#include "hard_examples/hard_branch.h"

#include <charconv>

#include "core/error.h"

namespace coopseg::hard_examples {

core::RandomStream DrawKeys::of_batch(std::string_view purpose) const {
  return item.empty() ? core::RandomStream(seed, epoch, batch, purpose) : core::RandomStream(seed, item, purpose);
}

core::RandomStream DrawKeys::of_image(std::size_t position, std::string_view purpose) const {
  return core::RandomStream(seed, epoch, slices[position % slices.size()], position / slices.size(), purpose);
}

double number_of(const OptionTexts& texts, const std::string& option, double otherwise) {
  const auto found = texts.find(option);
  if (found == texts.end()) return otherwise;
  const std::string& text = found->second;
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw core::UsageError("--" + option + ": " + text + " found, a number expected");
  return number;
}

bool flag_of(const OptionTexts& texts, const std::string& option, bool otherwise) {
  const auto found = texts.find(option);
  if (found == texts.end()) return otherwise;
  if (found->second != "true" && found->second != "false")
    throw core::UsageError("--" + option + ": " + found->second + " found, true or false expected");
  return found->second == "true";
}

HardBranch changing_features(
    const std::string& method,
    const std::function<nn::FeatureHook(nn::Networks&, const StandardPass&, const DrawKeys&)>& hook_of) {
  return {{.image = true},
          [hook_of](nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
            return HardExamples{.image = pass.clean, .hook = hook_of(networks, pass, keys)};
          },
          [method](const nn::Architecture& architecture) {
            if (!architecture.has_codes())
              throw core::Error("hard-branch '" + method + "': the network '" +
                                std::string(name_of(architecture.network)) + "' has no encoder with a code");
          }};
}

}  // namespace coopseg::hard_examples
