#include "study/study_reader.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <type_traits>

#include "core/digest.h"
#include "core/error.h"

namespace coopseg::study {
namespace {

constexpr const char* format = "coopseg-study";
constexpr double version = 1.0;
constexpr int largest_xform_code = 5;  // of NIfTI

std::string optional_text(const hdf5::Handle& object, const std::string& name) {
  return hdf5::has_attribute(object, name) ? hdf5::read_text_attribute(object, name) : "";
}

template <std::size_t N>
std::array<double, N> numbers(const hdf5::Handle& object, const std::string& name) {
  const std::vector<double> values = hdf5::read_number_attribute(object, name, N);
  std::array<double, N> array{};
  std::copy(values.begin(), values.end(), array.begin());
  return array;
}

std::array<std::size_t, 3> read_size(const hdf5::Handle& object) {
  std::array<std::size_t, 3> size{};
  const auto values = numbers<3>(object, "size");
  for (std::size_t i = 0; i < 3; ++i) {
    if (!(values[i] >= 1.0 && values[i] <= 65535.0 && values[i] == std::trunc(values[i])))
      throw core::Error(hdf5::path_of(object) + ": attribute size: whole numbers from 1 to 65535 are expected");
    size[i] = static_cast<std::size_t>(values[i]);
  }
  return size;
}

int read_code(const hdf5::Handle& object, const std::string& name) {
  const double value = hdf5::read_number_attribute(object, name, 1)[0];
  if (!(value >= 0.0 && value <= largest_xform_code && value == std::trunc(value)))
    throw core::Error(hdf5::path_of(object) + ": attribute " + name + ": a NIfTI code, 0 to 5, is expected");
  return static_cast<int>(value);
}

NativeGrid read_native(const hdf5::Handle& group) {
  NativeGrid native;
  native.grid = {read_size(group), numbers<3>(group, "spacing"), numbers<3>(group, "origin"),
                 numbers<9>(group, "direction")};
  native.qform_code = read_code(group, "qform_code");
  native.sform_code = read_code(group, "sform_code");
  native.qform = numbers<16>(group, "qform");
  native.sform = numbers<16>(group, "sform");
  return native;
}

std::string lengths_text(const std::array<double, 3>& lengths) {
  std::ostringstream text;
  text << lengths[0] << " x " << lengths[1] << " x " << lengths[2] << " mm";
  return text.str();
}

/// A NIfTI header has one pixdim for both. Beside code 0 nobody uses the qform.
void check_qform(const NativeGrid& native) {
  if (native.qform_code == 0) return;
  const std::array<double, 3> found = spacing_of(native.qform);
  if (!same_spacing(found, native.grid.spacing))
    throw core::Error("attribute qform: a spacing of " + lengths_text(found) + " found, " +
                      lengths_text(native.grid.spacing) + " expected by the attribute spacing");
}

// The grid's size is that of the arrays: the first one there gives it, the others have to agree.
Grid read_grid(const hdf5::Handle& group) {
  Grid grid{{}, numbers<3>(group, "spacing"), numbers<3>(group, "origin"), numbers<9>(group, "direction")};
  for (const char* name : {"image", "label", "prediction", "probability"}) {
    if (!hdf5::has(group, name)) continue;
    const hdf5::Shape shape = hdf5::shape_of(group, name);
    const bool with_classes = name == std::string("probability");
    if (shape.size() != (with_classes ? 4 : 3))
      throw core::Error(hdf5::path_of(group, name) + ": " + std::to_string(shape.size()) + " axes found, " +
                        (with_classes ? "[class, z, y, x]" : "[z, y, x]") + " is expected");
    if (std::find(shape.begin(), shape.end(), 0U) != shape.end())
      throw core::Error(hdf5::path_of(group, name) + ": holds no voxel");
    std::reverse_copy(shape.end() - 3, shape.end(), grid.size.begin());
    return grid;
  }
  throw core::Error(hdf5::path_of(group) + ": has neither image nor label, prediction or probability");
}

hdf5::Shape volume_shape(const Grid& grid) { return {grid.size[2], grid.size[1], grid.size[0]}; }

std::optional<std::vector<float>> read_image(const hdf5::Handle& group, const Grid& grid) {
  if (!hdf5::has(group, "image")) return std::nullopt;
  return hdf5::read<float>(group, "image", volume_shape(grid));
}

std::optional<std::vector<float>> read_probability(const hdf5::Handle& group, const Grid& grid) {
  if (!hdf5::has(group, "probability")) return std::nullopt;
  return hdf5::read<float>(group, "probability", {classes, grid.size[2], grid.size[1], grid.size[0]});
}

std::optional<std::vector<std::uint8_t>> read_labels(const hdf5::Handle& group, const Grid& grid,
                                                     const std::string& name) {
  if (!hdf5::has(group, name)) return std::nullopt;
  const hdf5::Handle dataset = hdf5::open_dataset(group, name);
  const std::string names = optional_text(dataset, "names");
  if (!names.empty() && names != names_attribute())
    throw core::Error(hdf5::path_of(group) + "/" + name + ": attribute names: '" + names + "' found, '" +
                      names_attribute() + "' expected");
  return hdf5::read<std::uint8_t>(group, name, volume_shape(grid));
}

/// The ids of a file that is a study of a known version.
std::vector<std::string> read_ids(const hdf5::Handle& file) {
  if (!hdf5::has_attribute(file, "format") || hdf5::read_text_attribute(file, "format") != format)
    throw core::Error(std::string("not a study: root attribute format = \"") + format + "\" is expected");
  const double found = hdf5::read_number_attribute(file, "version", 1)[0];
  if (found != version) {
    std::ostringstream text;
    text << "study version " << found << " found, " << version << " is expected";
    throw core::Error(text.str());
  }
  return hdf5::members(hdf5::open_group(file, "cases"));
}

Case read_case(const hdf5::Handle& file, const std::string& id, const Arrays& arrays) {
  const hdf5::Handle group = hdf5::open_group(hdf5::open_group(file, "cases"), id);
  Case subject;
  subject.id = id;
  subject.patient = optional_text(group, "patient");
  subject.phase = optional_text(group, "phase");
  subject.site = optional_text(group, "site");
  subject.vendor = optional_text(group, "vendor");
  subject.preprocessing = optional_text(group, "preprocessing");
  subject.grid = read_grid(group);
  if (arrays.image) subject.image = read_image(group, subject.grid);
  if (arrays.label) subject.label = read_labels(group, subject.grid, "label");
  if (arrays.prediction) subject.prediction = read_labels(group, subject.grid, "prediction");
  if (arrays.probability) subject.probability = read_probability(group, subject.grid);
  if (hdf5::has(group, "native")) subject.native = read_native(hdf5::open_group(group, "native"));
  if (hdf5::has(group, "provenance")) subject.provenance = hdf5::read_text(group, "provenance");
  return subject;
}

}  // namespace

/// For core::Channel, by which a case comes from the process that reads it.
template <class AnyCase, class Visit>
requires std::is_same_v<std::remove_const_t<AnyCase>, Case>
void for_each_part(AnyCase& subject, Visit visit) {
  for (auto* text : {&subject.id, &subject.patient, &subject.phase, &subject.site, &subject.vendor}) visit(*text);
  visit(subject.preprocessing);
  visit(subject.grid);
  visit(subject.image);
  visit(subject.label);
  visit(subject.prediction);
  visit(subject.probability);
  visit(subject.native);
  visit(subject.provenance);
}

StudyReader::StudyReader(core::Input input) : name_(std::move(input.name)), digest_(core::digest(input.bytes)) {
  core::in_context(name_, [&] {
    file_ = hdf5::open_file(input.bytes);
    ids_ = hdf5::ask(file_, [](const hdf5::Handle& file) { return read_ids(file); });
    core::in_context("/cases", [&] {
      for (const std::string& id : ids_) check_id(id);
      if (ids_.empty()) throw core::Error("holds no case");
    });
  });
}

Case StudyReader::read(const std::string& id, const Arrays& arrays) const {
  return core::in_context(name_, [&] {
    const auto in_file = [](const hdf5::Handle& file, const std::string& name, const Arrays& wanted) {
      return read_case(file, name, wanted);
    };
    Case subject = hdf5::ask(file_, in_file, id, arrays);
    check(subject);
    if (subject.native) core::in_context("/cases/" + id + "/native", [&] { check_qform(*subject.native); });
    return subject;
  });
}

}  // namespace coopseg::study
