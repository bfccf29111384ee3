#include "hard_examples/latent_options.h"

#include <array>
#include <string>

#include "core/error.h"
#include "core/named_values.h"
#include "core/number_text.h"

namespace coopseg::hard_examples {
namespace {

constexpr std::array<core::Named<Scope>, 3> scope_names = {
    {{"image", Scope::image}, {"shape", Scope::shape}, {"both", Scope::both}}};

constexpr std::array<core::Named<MaskType>, 4> mask_names = {{{"dropout", MaskType::dropout},
                                                              {"channel", MaskType::channel},
                                                              {"spatial", MaskType::spatial},
                                                              {"random", MaskType::random}}};

constexpr std::array<core::Named<ProbeLoss>, 3> loss_names = {
    {{"mse", ProbeLoss::mse}, {"ce", ProbeLoss::ce}, {"corr", ProbeLoss::corr}}};

void check_part(bool needed, bool there, std::string_view scope, const char* part,
                const nn::Architecture& architecture) {
  if (needed && !there) {
    throw core::Error("scope '" + std::string(scope) + "': the network '" + std::string(name_of(architecture.network)) +
                      "' has no " + part);
  }
}

}  // namespace

Scope parse_scope(std::string_view name) { return core::value_of(scope_names, "scope", name); }

MaskType parse_mask(std::string_view name) { return core::value_of(mask_names, "mask", name); }

ProbeLoss parse_probe_loss(std::string_view name) { return core::value_of(loss_names, "loss", name); }

std::string_view name_of(Scope scope) { return core::name_of(scope_names, scope); }

std::string_view name_of(MaskType mask) { return core::name_of(mask_names, mask); }

std::string_view name_of(ProbeLoss loss) { return core::name_of(loss_names, loss); }

void check(const LatentOptions& options) {
  if (!(options.threshold >= 0.0 && options.threshold < 1.0)) {
    throw core::UsageError("--threshold: " + core::number_text(options.threshold) +
                           " found, 0 or more and less than 1 expected");
  }
  if (options.loss_image == ProbeLoss::ce) {
    throw core::UsageError("--loss-image: ce found, mse or corr expected, because the target is an image");
  }
}

void check(const LatentOptions& options, const nn::Architecture& architecture) {
  check(options);
  const std::string_view scope = name_of(options.scope);
  check_part(options.masks_image(), architecture.has_image_decoder(), scope, "image decoder", architecture);
  check_part(options.masks_shape(), architecture.has_stn(), scope, "STN", architecture);
}

}  // namespace coopseg::hard_examples
