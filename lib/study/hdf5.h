#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/files.h"

/// The HDF5 calls that coopseg uses, each wrapped once and checked: a failure is an Error that names the object inside
/// the file. Files are read from and made in memory, so that a pipe and a file take the same way.
namespace coopseg::study::hdf5 {

/// An open HDF5 object, closed when it goes.
class Handle {
 public:
  using Closer = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Closer close) : id_(id), close_(close) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  hid_t id() const { return id_; }
  void reset();

 private:
  hid_t id_ = H5I_INVALID_HID;
  Closer close_ = nullptr;
};

using Shape = std::vector<std::size_t>;

// ---- files and groups
/// True where the bytes have the signature of an HDF5 file, at their start or behind a user block.
bool is_file(std::span<const std::byte> bytes);
/// Opens a file for reading. The bytes must outlive it. Files from elsewhere are opened by study/hdf5_reader.h.
Handle open_in_place(std::span<const std::byte> bytes);
Handle create_image();
core::Bytes image_of(const Handle& file);

/// "/cases/a", for messages.
std::string path_of(const Handle& object);
/// The path of a member, there or not.
std::string path_of(const Handle& parent, const std::string& name);
/// True where a link of that name is there, even one that leads nowhere.
bool has(const Handle& parent, const std::string& name);
/// True where the link leads to another file; such links are never followed.
bool is_external(const Handle& parent, const std::string& name);
Handle open_group(const Handle& parent, const std::string& name);
Handle create_group(const Handle& parent, const std::string& name);
/// Names of the members, in ascending order of their bytes.
std::vector<std::string> members(const Handle& group);

// ---- attributes of a group or dataset
bool has_attribute(const Handle& object, const std::string& name);
/// A scalar string of fixed or variable length.
std::string read_text_attribute(const Handle& object, const std::string& name);
/// Numbers of any type, finite, row-major; with `count`, so many of them.
std::vector<double> read_number_attribute(const Handle& object, const std::string& name);
std::vector<double> read_number_attribute(const Handle& object, const std::string& name, std::size_t count);
void write_text_attribute(const Handle& object, const std::string& name, const std::string& value);
void write_number_attribute(const Handle& object, const std::string& name, std::span<const double> values);
void write_integer_attribute(const Handle& object, const std::string& name, std::span<const std::int64_t> values);
/// A scalar integer.
void write_integer_attribute(const Handle& object, const std::string& name, std::int64_t value);

// ---- datasets: T is float, double, std::uint8_t or std::int64_t; a scalar has the shape {}
Handle open_dataset(const Handle& parent, const std::string& name);
Shape shape_of(const Handle& parent, const std::string& name);
/// Reads a dataset of any number type whose values T holds exactly. Refuses a dataset that declares more data than
/// the file stores can justify (deflate packs 1032 to 1 at best).
template <class T>
std::vector<T> read(const Handle& parent, const std::string& name);
/// As `read`, and the shape must be `shape`.
template <class T>
std::vector<T> read(const Handle& parent, const std::string& name, const Shape& shape);
std::string read_text(const Handle& parent, const std::string& name);
/// A one-dimensional dataset of strings.
std::vector<std::string> read_texts(const Handle& parent, const std::string& name);

/// Contiguous, or with `chunk` chunked, shuffled and deflated.
template <class T>
void write(const Handle& parent, const std::string& name, const Shape& shape, std::span<const T> values,
           const Shape& chunk = {});
void write_text(const Handle& parent, const std::string& name, const std::string& value);

}  // namespace coopseg::study::hdf5
