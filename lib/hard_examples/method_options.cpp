#include "hard_examples/method_options.h"

#include <boost/program_options/value_semantic.hpp>

#include "core/joined.h"
#include "core/number_text.h"

namespace po = boost::program_options;

namespace coopseg::hard_examples {
namespace {

const po::value_semantic* typed(double value) {
  return po::value<double>()->default_value(value, core::number_text(value))->value_name("X");
}
const po::value_semantic* typed(bool value) { return po::value<bool>()->default_value(value)->value_name("BOOL"); }
const po::value_semantic* typed(std::string_view value) {
  return po::value<std::string>()->default_value(std::string(value))->value_name("NAME");
}

}  // namespace

void add_options(po::options_description& options, std::span<const Method> methods) {
  auto add = options.add_options();
  for (const Method& method : methods)
    for (const Option& option : method.options)
      add(std::string(option.name).c_str(), std::visit([](auto value) { return typed(value); }, option.value),
          std::string(option.meaning).c_str());
}

std::string list_of(std::span<const Method> methods) {
  return core::joined(methods, [](const Method& method) {
    return std::string(method.name).append(" (").append(method.summary).append(")");
  });
}

}  // namespace coopseg::hard_examples
