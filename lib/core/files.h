#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace coopseg::core {

using Bytes = std::vector<std::byte>;

/// A whole input: the bytes of a file, or of standard input for "-".
struct Input {
  std::string name;  ///< for messages: the path, or "standard input"
  Bytes bytes;
};

/// Where a standard stream is closed, puts a descriptor in its place that only fails, so that no file opened later
/// takes its number and receives messages.
void reserve_standard_streams();

/// Reads a file or, for "-", standard input to its end. Errors: missing, unreadable or a folder; standard input that is
/// a terminal or empty (the program in front of the pipe failed).
Input read_input(const std::string& path);

/// The text of an input, without the byte order mark that Windows puts in front of UTF-8.
std::string text_of(const Input& input);

/// Throws Error if writing `path` later would fail for a reason that shows now: it exists and `force` is not set, its
/// folder is missing or cannot be written, or it is "-" and standard output is a terminal while the data is binary.
void check_output(const std::string& path, bool force, bool binary = true);

/// Throws UsageError where two outputs of one program are one file, however it is written, or one has no name.
void check_apart(std::span<const std::string> outputs);

/// Throws Error where `output` is the same regular file as one of `inputs`, however each is written.
void check_not_input(const std::string& output, std::span<const std::string> inputs);

/// Writes the whole output or nothing: a temporary file in the same folder, flushed, then renamed; once it returns, the
/// output outlives a power loss. "-" is standard output. A device or a named pipe is written directly. Checks as
/// `check_output`.
void write_output(const std::string& path, std::span<const std::byte> bytes, bool force, bool binary = true);
void write_output(const std::string& path, std::string_view text, bool force);

}  // namespace coopseg::core
