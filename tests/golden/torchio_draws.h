#pragma once

#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace coopseg {

/// The random numbers of TorchIO 1.2.1's Random* transforms after torch.manual_seed(seed): torch's generator for the
/// CPU is the mt19937 of C++, its floats have 24 random bits.
class TorchioDraws {
 public:
  explicit TorchioDraws(unsigned int seed) : engine_(seed) {}

  /// The parameters that one call of `transform` ("RandomMotion") with these arguments draws for a 3-D image, by the
  /// names of coopseg. Throws std::out_of_range for a transform that is not known here.
  nlohmann::json draw(const std::string& transform, const nlohmann::json& arguments);

  /// torch.rand(1).
  double uniform();

 private:
  nlohmann::json bias_field(const nlohmann::json& arguments);
  nlohmann::json ghosting(const nlohmann::json& arguments);
  nlohmann::json motion(const nlohmann::json& arguments);
  nlohmann::json spike(const nlohmann::json& arguments);
  double uniform(double low, double high);
  int integer(int low, int high);

  std::mt19937 engine_;
};

}  // namespace coopseg
