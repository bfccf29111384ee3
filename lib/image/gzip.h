#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "core/files.h"

namespace coopseg::image {

/// True where the bytes start as a gzip stream does.
bool is_gzip(std::span<const std::byte> bytes);

/// The content of a gzip stream (RFC 1952; several members one after another count as one, zero padding behind them is
/// ignored). Throws Error where the stream is truncated, damaged (checksum, length) or followed by something else.
core::Bytes gunzip(std::span<const std::byte> bytes);

/// The content of a zlib stream (RFC 1950) of at most `size` bytes, whatever stands behind the stream; nothing where it
/// is truncated, damaged or longer.
std::optional<core::Bytes> unpack_zlib(std::span<const std::byte> bytes, std::size_t size);

/// One gzip member without file name and time, so that equal content gives equal bytes (libdeflate, several times
/// faster than zlib at the same size).
core::Bytes gzip(std::span<const std::byte> bytes);

/// The content as a file of this name has it: gzipped where the name ends in .gz, in capital or small letters, whatever
/// `bytes` are.
core::Bytes gzip_as(const std::string& name, core::Bytes bytes);

}  // namespace coopseg::image
