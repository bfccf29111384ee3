#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>
#include <string_view>

#include "core/error.h"
#include "core/utf8.h"
#include "study/hdf5.h"
#include "study/hdf5_deflate.h"
#include "study/hdf5_format.h"

namespace coopseg::study::hdf5 {
namespace {

constexpr std::size_t largest_text = std::size_t{64} << 20U;
constexpr std::size_t best_deflate_ratio = 1032;
constexpr std::size_t most_numbers = 65536;  // of an attribute

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

// HDF5 converts without a look at whether the fields of a number lie within its bytes.
void check_number(const Handle& type) {
  const H5T_class_t kind = H5Tget_class(type.id());
  const std::size_t bits = 8 * H5Tget_size(type.id());
  if (!(kind == H5T_INTEGER && bits <= 64) && !(kind == H5T_FLOAT && bits <= 128))
    throw core::Error("numbers are expected");
  const std::size_t precision = H5Tget_precision(type.id());
  bool good =
      precision >= 1 && precision <= bits && static_cast<std::size_t>(H5Tget_offset(type.id())) <= bits - precision;
  if (kind == H5T_FLOAT) {
    std::size_t sign = 0;
    std::array<std::size_t, 2> exponent{};
    std::array<std::size_t, 2> mantissa{};
    good = good && H5Tget_fields(type.id(), &sign, &exponent[0], &exponent[1], &mantissa[0], &mantissa[1]) >= 0 &&
           sign < bits;
    for (const auto& [position, width] : {exponent, mantissa})
      good = good && width >= 1 && width <= bits && position <= bits - width;
  }
  if (!good) throw core::Error("damaged, its numbers have no known form");
}

struct OpenDataset {
  Handle object;
  Handle type;
  Shape shape;
  std::size_t count = 0;
};

// What the dataset stores, as far as the file is long enough for it.
std::size_t stored_bytes(const Handle& dataset) {
  const Handle file(H5Iget_file_id(dataset.id()), H5Fclose);
  hsize_t size = 0;
  if (H5Fget_filesize(file.id(), &size) < 0) throw core::Error("truncated or damaged");
  return std::min<std::size_t>(H5Dget_storage_size(dataset.id()), size);
}

// The stored bytes must be able to hold what the shape declares; a chunk may not be larger than the data justify.
void check_storage(const OpenDataset& dataset) {
  const Handle properties(H5Dget_create_plist(dataset.object.id()), H5Pclose);
  const std::size_t declared = dataset.count * H5Tget_size(dataset.type.id());
  const std::size_t stored = stored_bytes(dataset.object);
  const bool chunked = H5Pget_layout(properties.id()) == H5D_CHUNKED;
  // chunks that were never written hold the fill value
  const std::size_t ratio = chunked ? best_deflate_ratio : 1;
  if (H5Pget_external_count(properties.id()) > 0 || H5Pget_layout(properties.id()) == H5D_VIRTUAL)
    throw core::Error("keeps its data in another file");
  if (declared / ratio > stored)
    throw core::Error("declares " + std::to_string(declared) + " bytes, the file stores only " +
                      std::to_string(stored));
  if (!chunked || dataset.count == 0) return;
  std::vector<hsize_t> extent(dataset.shape.size());
  const int axes = H5Pget_chunk(properties.id(), static_cast<int>(extent.size()), extent.data());
  const Shape chunk(extent.begin(), extent.end());
  const std::size_t value_bytes = H5Tget_size(dataset.type.id());
  const std::size_t chunk_bytes = count_of(chunk, value_bytes) * value_bytes;
  if (axes != static_cast<int>(extent.size()) || chunk_bytes == 0) throw core::Error("has damaged chunks");
  if (chunk_bytes / ratio > stored) throw core::Error("declares chunks larger than its data");
  check_packed_chunks(dataset.object, dataset.shape, chunk, chunk_bytes, stored);
}

Handle open_object(const Handle& parent, const std::string& name) {
  if (!has(parent, name)) throw core::Error("missing");
  if (is_external(parent, name)) throw core::Error("a link to another file");
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

constexpr std::string_view name_of(float) { return "float32"; }
constexpr std::string_view name_of(double) { return "float64"; }
constexpr std::string_view name_of(std::uint8_t) { return "uint8"; }
constexpr std::string_view name_of(std::int64_t) { return "int64"; }

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
      text.precision(std::numeric_limits<Wide>::max_digits10);
      text << "value " << wide[i] << " at flat index " << i << " cannot be held exactly as " << name_of(T{});
      throw core::Error(text.str());
    }
  }
  return values;
}

template <class T>
std::vector<T> read_numbers(const OpenDataset& dataset) {
  check_number(dataset.type);
  check_storage(dataset);
  const H5T_class_t kind = H5Tget_class(dataset.type.id());
  const std::size_t size = H5Tget_size(dataset.type.id());
  check_chunks(dataset.object, size);
  if constexpr (std::is_same_v<T, float>)
    if (size <= (kind == H5T_FLOAT ? 4 : 2)) return read_as<float>(dataset, H5T_NATIVE_FLOAT);
  if constexpr (std::is_same_v<T, std::uint8_t>)
    if (H5Tequal(dataset.type.id(), H5T_NATIVE_UINT8) > 0) return read_as<std::uint8_t>(dataset, H5T_NATIVE_UINT8);
  if (kind == H5T_FLOAT && size > 8) return narrow<T>(read_as<long double>(dataset, H5T_NATIVE_LDOUBLE));
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

std::vector<std::string> read_fixed_texts(const Handle& type, std::size_t count, const auto& read) {
  const std::size_t size = H5Tget_size(type.id());
  if (size > largest_text || count * size > largest_text) throw core::Error("its text is longer than 64 MiB");
  std::vector<char> buffer(count * size);
  if (read(type.id(), buffer.data()) < 0) throw core::Error("its text cannot be read");
  std::vector<std::string> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(fixed_text(buffer.data() + i * size, size, type.id()));
  return values;
}

template <class Read>
std::vector<std::string> read_strings(const Handle& object, const Handle& type, std::size_t count, Read read) {
  if (H5Tget_class(type.id()) != H5T_STRING) throw core::Error("text is expected");
  const bool variable = H5Tis_variable_str(type.id()) > 0;
  std::vector<std::string> texts =
      variable ? read_variable_texts(object, count, read) : read_fixed_texts(type, count, read);
  for (const std::string& text : texts)
    if (core::utf8_bytes(text) < text.size()) throw core::Error("is no UTF-8 text");
  return texts;
}

std::vector<std::string> read_text_dataset(const Handle& parent, const std::string& name, std::size_t rank) {
  return core::in_context(path_of(parent, name), [&] {
    const OpenDataset dataset = open_checked(parent, name);
    if (dataset.shape.size() != rank) throw core::Error("shape " + to_text(dataset.shape) + " found");
    check_storage(dataset);
    return read_strings(dataset.object, dataset.type, dataset.count, [&](hid_t type, void* target) {
      return H5Dread(dataset.object.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, target);
    });
  });
}

Handle open_attribute(const Handle& object, const std::string& name) {
  check_attributes(object);
  Handle attribute(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose);
  if (attribute.id() < 0) throw core::Error("missing");
  return attribute;
}

}  // namespace

bool has_attribute(const Handle& object, const std::string& name) {
  return core::in_context(path_of(object), [&] {
    check_attributes(object);
    const htri_t found = H5Aexists(object.id(), name.c_str());
    if (found < 0) throw core::Error("damaged, its attributes cannot be listed");
    return found > 0;
  });
}

std::string read_text_attribute(const Handle& object, const std::string& name) {
  return core::in_context(path_of(object) + ": attribute " + name, [&] {
    const Handle attribute = open_attribute(object, name);
    const Shape shape = shape_of_space(Handle(H5Aget_space(attribute.id()), H5Sclose));
    if (count_of(shape, 1) != 1) throw core::Error("one text is expected");
    const Handle type(H5Aget_type(attribute.id()), H5Tclose);
    return read_strings(attribute, type, 1,
                        [&](hid_t memory, void* target) { return H5Aread(attribute.id(), memory, target); })[0];
  });
}

std::vector<double> read_number_attribute(const Handle& object, const std::string& name) {
  return core::in_context(path_of(object) + ": attribute " + name, [&] {
    const Handle attribute = open_attribute(object, name);
    const Shape shape = shape_of_space(Handle(H5Aget_space(attribute.id()), H5Sclose));
    const Handle type(H5Aget_type(attribute.id()), H5Tclose);
    check_number(type);
    if (count_of(shape, sizeof(double)) > most_numbers)
      throw core::Error("shape " + to_text(shape) + " found, a few numbers are expected");
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
