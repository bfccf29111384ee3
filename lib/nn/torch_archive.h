#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/files.h"

struct zip;

namespace coopseg::nn {

/// The records of a file that torch.save wrote (PyTorch 1.6 or later): a zip archive of uncompressed files under one
/// folder, data.pkl and the numbers of the tensors, data/0, data/1 ...
class TorchArchive {
 public:
  /// Throws Error for what is no such archive, says what it is instead (a file of an older PyTorch, TorchScript) and
  /// what to do; also where its numbers are big-endian.
  explicit TorchArchive(core::Bytes bytes);

  /// The whole record, its checksum tested. Throws Error that names it where it is missing, compressed or damaged.
  core::Bytes read(const std::string& record) const;

  /// Of the file.
  std::uint64_t size() const { return bytes_->size(); }

 private:
  std::unique_ptr<const core::Bytes> bytes_;  // stays where it is when the archive moves: zip_ reads from it
  std::shared_ptr<zip> zip_;
  std::string folder_;  // "archive/"
};

}  // namespace coopseg::nn
