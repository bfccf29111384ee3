#include "torchio_draws.h"

#include <map>
#include <utility>

namespace coopseg {
namespace {

using Json = nlohmann::json;
using Range = std::pair<double, double>;

/// [a, b], or one number d: [0, d], or [-d, d] where the parameter may be negative.
Range range(const Json& arguments, const std::string& name, const Range& usual, bool may_be_negative) {
  if (!arguments.contains(name)) return usual;
  const Json& given = arguments.at(name);
  if (given.is_array()) return {given.at(0).get<double>(), given.at(1).get<double>()};
  return {may_be_negative ? -given.get<double>() : 0.0, given.get<double>()};
}

}  // namespace

double TorchioDraws::uniform() { return static_cast<double>(engine_() & 0xffffffU) / 16777216.0; }

double TorchioDraws::uniform(double low, double high) {
  const auto from = static_cast<float>(low);
  const auto width = static_cast<float>(high) - from;
  return static_cast<float>(uniform() * static_cast<double>(width) + static_cast<double>(from));
}

int TorchioDraws::integer(int low, int high) {
  return low + static_cast<int>(engine_() % static_cast<unsigned int>(high - low + 1));
}

Json TorchioDraws::draw(const std::string& transform, const Json& arguments) {
  using Draw = Json (TorchioDraws::*)(const Json&);
  static const std::map<std::string, Draw> draws = {{"RandomBiasField", &TorchioDraws::bias_field},
                                                    {"RandomGhosting", &TorchioDraws::ghosting},
                                                    {"RandomMotion", &TorchioDraws::motion},
                                                    {"RandomSpike", &TorchioDraws::spike}};
  const Draw draw_parameters = draws.at(transform);
  uniform();  // whether the transform is applied at all
  return (this->*draw_parameters)(arguments);
}

Json TorchioDraws::bias_field(const Json& arguments) {
  const int order = arguments.value("order", 3);
  const auto [low, high] = range(arguments, "coefficients", {-0.5, 0.5}, true);
  Json coefficients = Json::array();
  for (int i = 0; i < (order + 1) * (order + 2) * (order + 3) / 6; ++i) coefficients.push_back(uniform(low, high));
  return {{"order", order}, {"coefficients", coefficients}};
}

Json TorchioDraws::ghosting(const Json& arguments) {
  const auto [fewest, most] = range(arguments, "num_ghosts", {4, 10}, false);
  Json axes = arguments.value("axes", Json{0, 1, 2});
  if (axes.is_number()) axes = Json::array({axes});
  const auto [weakest, strongest] = range(arguments, "intensity", {0.5, 1}, false);
  Json drawn;
  drawn["num-ghosts"] = integer(static_cast<int>(fewest), static_cast<int>(most));
  drawn["axis"] = axes.at(static_cast<std::size_t>(integer(0, static_cast<int>(axes.size()) - 1)));
  drawn["intensity"] = uniform(weakest, strongest);
  drawn["restore"] = "none";
  if (!arguments.contains("restore") || arguments.at("restore").is_null()) return drawn;
  const auto [least, largest] = range(arguments, "restore", {}, false);
  drawn["restore"] = uniform(least, largest);
  return drawn;
}

Json TorchioDraws::motion(const Json& arguments) {
  const int count = arguments.value("num_transforms", 2);
  const auto draw_rows = [&](const std::string& name) {
    const auto [low, high] = range(arguments, name, {-10, 10}, true);
    Json rows = Json::array();
    for (int i = 0; i < count; ++i) {
      Json row = Json::array();
      for (int axis = 0; axis < 3; ++axis) row.push_back(uniform(low, high));
      rows.push_back(row);
    }
    return rows;
  };
  Json drawn;
  drawn["degrees"] = draw_rows("degrees");
  drawn["translation"] = draw_rows("translation");
  drawn["times"] = Json::array();
  const double step = 1.0 / (count + 1);
  for (int i = 1; i <= count; ++i)
    drawn["times"].push_back(static_cast<float>(i * step) + static_cast<float>(uniform(-step * 0.3, step * 0.3)));
  drawn["image-interpolation"] = arguments.value("image_interpolation", "linear");
  drawn["mode"] = "torchio";
  return drawn;
}

Json TorchioDraws::spike(const Json& arguments) {
  const auto [fewest, most] = range(arguments, "num_spikes", {1, 1}, false);
  const auto [weakest, strongest] = range(arguments, "intensity", {1, 3}, true);
  const int count = integer(static_cast<int>(fewest), static_cast<int>(most));
  Json drawn;
  drawn["intensity"] = uniform(weakest, strongest);
  drawn["spikes-positions"] = Json::array();
  for (int i = 0; i < count; ++i) drawn["spikes-positions"].push_back({uniform(), uniform(), uniform()});
  return drawn;
}

}  // namespace coopseg
