#include "nn/torch_archive.h"

#include <zip.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "nn/pickle.h"

namespace coopseg::nn {
namespace {

constexpr std::string_view pickle_record = "data.pkl";

[[noreturn]] void refuse_other_formats(const core::Bytes& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  // The pickle of the magic number 0x1950a86a20f9469cfc6c, which starts a file of torch.save before PyTorch 1.6.
  if (text.starts_with("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")) {
    throw core::Error(
        "a checkpoint in the format of PyTorch before 1.6 found, a zip archive expected: save it again in Python, "
        "torch.save(torch.load(FILE, map_location=\"cpu\"), FILE)");
  }
  if (text.starts_with("\x80")) throw core::Error("a bare pickle found, a checkpoint of torch.save expected");
  if (text.starts_with("PK")) throw core::Error("a damaged zip archive found: cut short or changed");
  throw core::Error("no checkpoint of torch.save: a zip archive is expected");
}

std::shared_ptr<zip> open(const core::Bytes& bytes) {
  if (bytes.empty()) refuse_other_formats(bytes);  // to libzip an archive without entries
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) throw core::Error("out of memory");
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr) {
    zip_source_free(source);
    refuse_other_formats(bytes);
  }
  return {archive, zip_discard};
}

std::vector<std::string> names_in(zip* archive) {
  std::vector<std::string> names;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    names.emplace_back(name == nullptr ? "" : name);
  }
  return names;
}

/// The folder that all records are in, "archive/".
std::string folder_of(const std::vector<std::string>& names) {
  const auto pickle = std::find_if(names.begin(), names.end(), [](const std::string& name) {
    return name.find('/') != std::string::npos && name.substr(name.find('/') + 1) == pickle_record;
  });
  if (pickle == names.end()) throw core::Error("a zip archive without data.pkl found, a checkpoint expected");
  return pickle->substr(0, pickle->size() - pickle_record.size());
}

bool is_torch_script(const std::vector<std::string>& names, const std::string& folder) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return name == folder + "constants.pkl" || name.starts_with(folder + "code/");
  });
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

TorchArchive::TorchArchive(core::Bytes bytes)
    : bytes_(std::make_unique<const core::Bytes>(std::move(bytes))), zip_(open(*bytes_)) {
  const std::vector<std::string> names = names_in(zip_.get());
  folder_ = folder_of(names);
  if (is_torch_script(names, folder_)) {
    throw core::Error(
        "a TorchScript archive found, a state dict expected: save one in Python, "
        "torch.save(torch.jit.load(FILE, map_location=\"cpu\").state_dict(), OTHER)");
  }
  if (!has(names, folder_ + "byteorder")) return;  // before PyTorch 2.1; little-endian
  const core::Bytes order = read("byteorder");
  const std::string found(reinterpret_cast<const char*>(order.data()), order.size());
  if (found != "little") throw core::Error("byte order '" + printable(found) + "' found, 'little' expected");
}

core::Bytes TorchArchive::read(const std::string& record) const {
  const auto refuse = [&](const std::string& problem) { throw core::Error(printable(record) + ": " + problem); };
  zip_stat_t entry;
  if (zip_stat(zip_.get(), (folder_ + record).c_str(), ZIP_FL_ENC_RAW, &entry) != 0) refuse("missing");
  if ((entry.valid & ZIP_STAT_SIZE) == 0 || entry.size > size()) refuse("claims more bytes than the file has");
  if (entry.comp_method != ZIP_CM_STORE) refuse("is compressed, torch.save stores");
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(zip_.get(), entry.index, 0), zip_fclose);
  if (!file) refuse("cannot be read");
  core::Bytes bytes(entry.size);
  // The checksum is tested where the end is reached, hence the read beyond it.
  std::byte beyond{};
  if (zip_fread(file.get(), bytes.data(), bytes.size()) != static_cast<zip_int64_t>(bytes.size()) ||
      zip_fread(file.get(), &beyond, 1) != 0)
    refuse("is damaged (checksum or length)");
  return bytes;
}

}  // namespace coopseg::nn
