#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

#include "core/error.h"
#include "study/hdf5.h"

namespace coopseg::study::hdf5 {
namespace {

constexpr std::size_t largest_text = std::size_t{64} << 20U;
constexpr std::size_t best_deflate_ratio = 1032;

std::string to_text(const Shape& shape) {
  std::ostringstream text;
  text << '[';
  for (std::size_t i = 0; i < shape.size(); ++i) text << (i > 0 ? ", " : "") << shape[i];
  text << ']';
  return text.str();
}

Shape shape_of_space(const Handle& space) {
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank < 0 || H5Sget_simple_extent_type(space.id()) == H5S_NULL) throw core::Error("has no shape");
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  if (rank > 0 && H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr) < 0) throw core::Error("has no shape");
  return {extent.begin(), extent.end()};
}

std::size_t count_of(const Shape& shape, std::size_t value_bytes) {
  std::size_t count = 1;
  for (const std::size_t extent : shape)
    if (__builtin_mul_overflow(count, extent, &count)) throw core::Error("declares an impossible size");
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, value_bytes, &bytes)) throw core::Error("declares an impossible size");
  return count;
}

struct OpenDataset {
  Handle object;
  Handle type;
  Shape shape;
  std::size_t count = 0;
};

// The stored bytes must be able to hold what the shape declares; a chunk may not be larger than the data justify.
void check_storage(const OpenDataset& dataset) {
  const Handle properties(H5Dget_create_plist(dataset.object.id()), H5Pclose);
  const std::size_t declared = dataset.count * H5Tget_size(dataset.type.id());
  const std::size_t stored = H5Dget_storage_size(dataset.object.id());
  const bool chunked = H5Pget_layout(properties.id()) == H5D_CHUNKED;
  const bool packed = chunked && H5Pget_nfilters(properties.id()) > 0;
  if (H5Pget_external_count(properties.id()) > 0 || H5Pget_layout(properties.id()) == H5D_VIRTUAL)
    throw core::Error("keeps its data in another file");
  if (declared / (packed ? best_deflate_ratio : 1) > stored)
    throw core::Error("declares " + std::to_string(declared) + " bytes, the file stores only " +
                      std::to_string(stored));
  if (!chunked) return;
  std::vector<hsize_t> chunk(dataset.shape.size());
  if (H5Pget_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()) < 0)
    throw core::Error("has damaged chunks");
  const std::size_t chunk_bytes = count_of({chunk.begin(), chunk.end()}, 1) * H5Tget_size(dataset.type.id());
  if (chunk_bytes / best_deflate_ratio > stored) throw core::Error("declares chunks larger than its data");
}

Handle open_object(const Handle& parent, const std::string& name) {
  if (!has(parent, name)) throw core::Error("missing");
  H5L_info_t link;
  if (H5Lget_info(parent.id(), name.c_str(), &link, H5P_DEFAULT) < 0 || link.type == H5L_TYPE_EXTERNAL)
    throw core::Error("a link to another file");
  Handle object(H5Dopen2(parent.id(), name.c_str(), H5P_DEFAULT), H5Dclose);
  if (object.id() < 0) throw core::Error("cannot be opened as a dataset");
  return object;
}

OpenDataset open_checked(const Handle& parent, const std::string& name) {
  OpenDataset dataset;
  dataset.object = open_object(parent, name);
  dataset.type = Handle(H5Dget_type(dataset.object.id()), H5Tclose);
  dataset.shape = shape_of_space(Handle(H5Dget_space(dataset.object.id()), H5Sclose));
  dataset.count = count_of(dataset.shape, std::max<std::size_t>(H5Tget_size(dataset.type.id()), 8));
  return dataset;
}

template <class Wide>
std::vector<Wide> read_as(const OpenDataset& dataset, hid_t type) {
  std::vector<Wide> values(dataset.count);
  if (H5Dread(dataset.object.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    throw core::Error("truncated or damaged, its values cannot be read");
  return values;
}

// Casts one by one and refuses the first value that does not come through unchanged.
template <class T, class Wide>
std::vector<T> narrow(const std::vector<Wide>& wide) {
  std::vector<T> values(wide.size());
  for (std::size_t i = 0; i < wide.size(); ++i) {
    const auto value = static_cast<long double>(wide[i]);
    const bool fits = std::isnan(value) ? std::numeric_limits<T>::has_quiet_NaN
                                        : std::numeric_limits<T>::has_infinity ||
                                              (value >= static_cast<long double>(std::numeric_limits<T>::lowest()) &&
                                               value <= static_cast<long double>(std::numeric_limits<T>::max()));
    if (fits) values[i] = static_cast<T>(wide[i]);
    if (!fits || (!std::isnan(value) && static_cast<long double>(values[i]) != value)) {
      std::ostringstream text;
      text.precision(17);
      text << "value " << value << " at flat index " << i << " cannot be held exactly";
      throw core::Error(text.str());
    }
  }
  return values;
}

template <class T>
std::vector<T> read_numbers(const OpenDataset& dataset) {
  const H5T_class_t kind = H5Tget_class(dataset.type.id());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) throw core::Error("numbers are expected");
  check_storage(dataset);
  if constexpr (std::is_same_v<T, float>)
    if (kind == H5T_FLOAT && H5Tget_size(dataset.type.id()) <= sizeof(float))
      return read_as<float>(dataset, H5T_NATIVE_FLOAT);
  if constexpr (std::is_same_v<T, std::uint8_t>)
    if (H5Tequal(dataset.type.id(), H5T_NATIVE_UINT8) > 0) return read_as<std::uint8_t>(dataset, H5T_NATIVE_UINT8);
  if (kind == H5T_FLOAT) return narrow<T>(read_as<double>(dataset, H5T_NATIVE_DOUBLE));
  if (H5Tget_sign(dataset.type.id()) == H5T_SGN_NONE)
    return narrow<T>(read_as<std::uint64_t>(dataset, H5T_NATIVE_UINT64));
  return narrow<T>(read_as<std::int64_t>(dataset, H5T_NATIVE_INT64));
}

// Text of one scalar or one element: fixed length (any padding) or variable.
std::string fixed_text(const char* text, std::size_t size, hid_t type) {
  std::string value(text, strnlen(text, size));
  if (H5Tget_strpad(type) == H5T_STR_SPACEPAD) value.erase(value.find_last_not_of(' ') + 1);
  return value;
}

template <class Read>
std::vector<std::string> read_strings(const Handle& type, const Handle& space, std::size_t count, Read read) {
  if (H5Tget_class(type.id()) != H5T_STRING) throw core::Error("text is expected");
  if (H5Tis_variable_str(type.id()) > 0) {
    const Handle memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory.id(), H5T_VARIABLE);
    H5Tset_cset(memory.id(), H5Tget_cset(type.id()));
    std::vector<char*> texts(count, nullptr);
    if (read(memory.id(), texts.data()) < 0) throw core::Error("its text cannot be read");
    std::vector<std::string> values;
    for (const char* text : texts) values.emplace_back(text == nullptr ? "" : text);
    H5Dvlen_reclaim(memory.id(), space.id(), H5P_DEFAULT, texts.data());
    return values;
  }
  const std::size_t size = H5Tget_size(type.id());
  if (size > largest_text || count * size > largest_text) throw core::Error("its text is longer than 64 MiB");
  std::vector<char> buffer(count * size);
  if (read(type.id(), buffer.data()) < 0) throw core::Error("its text cannot be read");
  std::vector<std::string> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(fixed_text(buffer.data() + i * size, size, type.id()));
  return values;
}

std::vector<std::string> read_text_dataset(const Handle& parent, const std::string& name, std::size_t rank) {
  return core::in_context(path_of(parent, name), [&] {
    const OpenDataset dataset = open_checked(parent, name);
    if (dataset.shape.size() != rank) throw core::Error("shape " + to_text(dataset.shape) + " found");
    if (H5Tis_variable_str(dataset.type.id()) <= 0) check_storage(dataset);
    const Handle space(H5Dget_space(dataset.object.id()), H5Sclose);
    return read_strings(dataset.type, space, dataset.count, [&](hid_t type, void* target) {
      return H5Dread(dataset.object.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, target);
    });
  });
}

Handle open_attribute(const Handle& object, const std::string& name) {
  Handle attribute(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose);
  if (attribute.id() < 0) throw core::Error("missing");
  return attribute;
}

}  // namespace

bool has_attribute(const Handle& object, const std::string& name) { return H5Aexists(object.id(), name.c_str()) > 0; }

std::string read_text_attribute(const Handle& object, const std::string& name) {
  return core::in_context(path_of(object) + ": attribute " + name, [&] {
    const Handle attribute = open_attribute(object, name);
    const Handle space(H5Aget_space(attribute.id()), H5Sclose);
    if (count_of(shape_of_space(space), 1) != 1) throw core::Error("one text is expected");
    const Handle type(H5Aget_type(attribute.id()), H5Tclose);
    return read_strings(type, space, 1,
                        [&](hid_t memory, void* target) { return H5Aread(attribute.id(), memory, target); })[0];
  });
}

std::vector<double> read_number_attribute(const Handle& object, const std::string& name) {
  return core::in_context(path_of(object) + ": attribute " + name, [&] {
    const Handle attribute = open_attribute(object, name);
    const Shape shape = shape_of_space(Handle(H5Aget_space(attribute.id()), H5Sclose));
    const Handle type(H5Aget_type(attribute.id()), H5Tclose);
    const H5T_class_t kind = H5Tget_class(type.id());
    if (kind != H5T_INTEGER && kind != H5T_FLOAT) throw core::Error("numbers are expected");
    std::vector<double> values(count_of(shape, sizeof(double)));
    if (H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, values.data()) < 0) throw core::Error("cannot be read");
    for (const double value : values)
      if (!std::isfinite(value)) throw core::Error("holds a number that is not finite");
    return values;
  });
}

std::vector<double> read_number_attribute(const Handle& object, const std::string& name, std::size_t count) {
  const std::vector<double> values = read_number_attribute(object, name);
  if (values.size() != count)
    throw core::Error(path_of(object) + ": attribute " + name + ": " + std::to_string(values.size()) +
                      " numbers found, " + std::to_string(count) + " expected");
  return values;
}

Handle open_dataset(const Handle& parent, const std::string& name) {
  return core::in_context(path_of(parent, name), [&] { return open_object(parent, name); });
}

Shape shape_of(const Handle& parent, const std::string& name) {
  return core::in_context(path_of(parent, name), [&] { return open_checked(parent, name).shape; });
}

template <class T>
std::vector<T> read(const Handle& parent, const std::string& name) {
  return core::in_context(path_of(parent, name), [&] { return read_numbers<T>(open_checked(parent, name)); });
}

template <class T>
std::vector<T> read(const Handle& parent, const std::string& name, const Shape& shape) {
  return core::in_context(path_of(parent, name), [&] {
    const OpenDataset dataset = open_checked(parent, name);
    if (dataset.shape != shape)
      throw core::Error("shape " + to_text(dataset.shape) + " found, " + to_text(shape) + " expected");
    return read_numbers<T>(dataset);
  });
}

template std::vector<float> read(const Handle&, const std::string&);
template std::vector<double> read(const Handle&, const std::string&);
template std::vector<std::uint8_t> read(const Handle&, const std::string&);
template std::vector<std::int64_t> read(const Handle&, const std::string&);
template std::vector<float> read(const Handle&, const std::string&, const Shape&);
template std::vector<double> read(const Handle&, const std::string&, const Shape&);
template std::vector<std::uint8_t> read(const Handle&, const std::string&, const Shape&);
template std::vector<std::int64_t> read(const Handle&, const std::string&, const Shape&);

std::string read_text(const Handle& parent, const std::string& name) { return read_text_dataset(parent, name, 0)[0]; }

std::vector<std::string> read_texts(const Handle& parent, const std::string& name) {
  return read_text_dataset(parent, name, 1);
}

}  // namespace coopseg::study::hdf5
