#include "image/dicom_process.h"

#include <dlfcn.h>

#include <filesystem>

#include "core/error.h"
#include "image/dicom_module.h"

namespace coopseg::image {
namespace {

enum class Request { header, pixels };

/// Lies beside the program: `cmake --install` makes a folder that can be moved.
const DicomModule& load_module() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  const auto path = program.parent_path() / COOPSEG_MODULES / "libcoopseg_dicom.so";
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = library == nullptr ? nullptr : dlsym(library, dicom_module_symbol);
  if (symbol == nullptr) throw core::Error("this build cannot read DICOM: " + std::string(dlerror()));
  return *static_cast<const DicomModule*>(symbol);
}

void serve(core::Channel& channel, const DicomModule& module) {
  for (;;) {
    const auto request = channel.take<Request>();
    const auto path = channel.take<std::string>();
    if (request == Request::header) {
      channel.answer([&] { return module.read_header(path); });
    } else {
      const auto rows = channel.take<std::size_t>();
      const auto columns = channel.take<std::size_t>();
      channel.answer([&] { return module.read_pixels(path, rows, columns); });
    }
  }
}

core::IsolatedProcess start(std::size_t bytes) {
  const DicomModule& module = load_module();  // here: a copy of a process with threads should not load libraries
  const core::ReadingLimits limits = core::reading_limits(bytes);
  return core::IsolatedProcess(
      [&](core::Channel& channel) {
        core::limit_computing(limits.time);
        serve(channel, module);
      },
      limits.memory);
}

}  // namespace

DicomProcess::DicomProcess(std::size_t bytes) : process_(start(bytes)) {}

template <class Result>
Result DicomProcess::answer(const std::string& path) {
  return core::in_context(path, [&] {
    try {
      return process_.channel().take_answer<Result>();
    } catch (const core::LostError&) {
      throw core::Error("truncated or damaged DICOM file");
    }
  });
}

DicomTexts DicomProcess::read_header(const std::string& path) {
  process_.channel().put(Request::header);
  process_.channel().put(path);
  return answer<DicomTexts>(path);
}

std::vector<float> DicomProcess::read_pixels(const std::string& path, std::size_t rows, std::size_t columns) {
  process_.channel().put(Request::pixels);
  process_.channel().put(path);
  process_.channel().put(rows);
  process_.channel().put(columns);
  return answer<std::vector<float>>(path);
}

}  // namespace coopseg::image
