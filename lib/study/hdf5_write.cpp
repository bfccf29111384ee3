#include "core/error.h"
#include "study/hdf5.h"

namespace coopseg::study::hdf5 {
namespace {

constexpr unsigned deflate_level = 4;

template <class T>
hid_t memory_type();
template <>
hid_t memory_type<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
hid_t memory_type<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
hid_t memory_type<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}
template <>
hid_t memory_type<std::int64_t>() {
  return H5T_NATIVE_INT64;
}

[[noreturn]] void fail(const Handle& parent, const std::string& name) {
  throw core::Error(path_of(parent) + ": " + name + " cannot be written");
}

Handle make_space(const Shape& shape) {
  if (shape.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
  const std::vector<hsize_t> extent(shape.begin(), shape.end());
  return {H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose};
}

// Variable length, which h5py reads as str.
Handle make_text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), H5T_VARIABLE);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  return type;
}

// Object times are off, so that equal content gives equal bytes.
Handle dataset_properties(const Shape& chunk) {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  bool good = H5Pset_obj_track_times(properties.id(), false) >= 0;
  if (!chunk.empty()) {
    const std::vector<hsize_t> extent(chunk.begin(), chunk.end());
    good = good && H5Pset_chunk(properties.id(), static_cast<int>(extent.size()), extent.data()) >= 0 &&
           H5Pset_shuffle(properties.id()) >= 0 && H5Pset_deflate(properties.id(), deflate_level) >= 0;
  }
  if (!good) throw core::Error("HDF5: this build has no deflate filter");
  return properties;
}

void write_attribute(const Handle& object, const std::string& name, const Handle& space, hid_t file_type, hid_t type,
                     const void* values) {
  const Handle attribute(H5Acreate2(object.id(), name.c_str(), file_type, space.id(), H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  if (attribute.id() < 0 || H5Awrite(attribute.id(), type, values) < 0) fail(object, "attribute " + name);
}

void write_dataset(const Handle& parent, const std::string& name, const Shape& shape, const Shape& chunk, hid_t type,
                   const void* values) {
  const Handle space = make_space(shape);
  const Handle properties = dataset_properties(chunk);
  const Handle dataset(
      H5Dcreate2(parent.id(), name.c_str(), type, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT), H5Dclose);
  if (dataset.id() < 0 || H5Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
    fail(parent, "dataset " + name);
}

}  // namespace

void write_text_attribute(const Handle& object, const std::string& name, const std::string& value) {
  const Handle type = make_text_type();
  const char* text = value.c_str();
  write_attribute(object, name, make_space({}), type.id(), type.id(), &text);
}

void write_number_attribute(const Handle& object, const std::string& name, std::span<const double> values) {
  write_attribute(object, name, make_space({values.size()}), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data());
}

void write_integer_attribute(const Handle& object, const std::string& name, std::span<const std::int64_t> values) {
  write_attribute(object, name, make_space({values.size()}), H5T_STD_I64LE, H5T_NATIVE_INT64, values.data());
}

void write_integer_attribute(const Handle& object, const std::string& name, std::int64_t value) {
  write_attribute(object, name, make_space({}), H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

template <class T>
void write(const Handle& parent, const std::string& name, const Shape& shape, std::span<const T> values,
           const Shape& chunk) {
  std::size_t count = 1;
  for (const std::size_t extent : shape) count *= extent;
  if (count != values.size()) fail(parent, "dataset " + name + " of " + std::to_string(values.size()) + " values");
  write_dataset(parent, name, shape, chunk, memory_type<T>(), values.data());
}

template void write(const Handle&, const std::string&, const Shape&, std::span<const float>, const Shape&);
template void write(const Handle&, const std::string&, const Shape&, std::span<const double>, const Shape&);
template void write(const Handle&, const std::string&, const Shape&, std::span<const std::uint8_t>, const Shape&);
template void write(const Handle&, const std::string&, const Shape&, std::span<const std::int64_t>, const Shape&);

void write_text(const Handle& parent, const std::string& name, const std::string& value) {
  const Handle type = make_text_type();
  const char* text = value.c_str();
  write_dataset(parent, name, {}, {}, type.id(), &text);
}

}  // namespace coopseg::study::hdf5
