#include "core/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <set>

#include "core/error.h"
#include "core/temporary_file.h"

namespace coopseg::core {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDERR_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

Bytes read_all(int file, std::size_t expected_size = 0) {
  Bytes bytes;
  bytes.reserve(expected_size);
  std::array<std::byte, 1 << 16> block;
  for (;;) {
    const ssize_t count = ::read(file, block.data(), block.size());
    if (count == 0) return bytes;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error("cannot be read: " + system_message());
    bytes.insert(bytes.end(), block.begin(), block.begin() + count);
  }
}

void write_all(int file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error("cannot be written: " + system_message());
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

fs::file_status status_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::none) throw Error(error.message());
  return status;
}

bool is_special(const fs::file_status& status) {
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

void write_directly(int file, std::span<const std::byte> bytes) {
  if (file < 0) throw Error("cannot be opened: " + system_message());
  write_all(file, bytes);
}

void write_special(const std::string& path, std::span<const std::byte> bytes, bool binary) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (binary && ::isatty(file.number()) == 1) throw Error("is a terminal, binary data needs a file or a pipe");
  write_directly(file.number(), bytes);
}

// Puts what was written before onto the disk, so that it outlives a power loss.
void sync(int file) {
  while (::fsync(file) != 0)
    if (errno != EINTR) throw Error("cannot be written: " + system_message());
}

// The same for the names in a folder. Some file systems cannot; there the rename reaches the disk a little later.
void sync_folder(const fs::path& folder) {
  const Descriptor file(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ::fsync(file.number());
}

// A link stays, what it leads to is replaced.
fs::path target_of(fs::path path) {
  while (fs::is_symlink(path)) path = path.parent_path() / fs::read_symlink(path);
  return path;
}

void write_whole(const fs::path& path, std::span<const std::byte> bytes) {
  const fs::path target = target_of(path);
  TemporaryFile temporary(target.parent_path(), ".tmp");
  {
    const Descriptor file(::open(temporary.path().c_str(), O_WRONLY | O_CLOEXEC));
    write_directly(file.number(), bytes);
    sync(file.number());
  }
  temporary.move_to(target);
  sync_folder(target.parent_path());
}

}  // namespace

void reserve_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

Input read_input(const std::string& path) {
  if (path == "-") {
    if (::isatty(STDIN_FILENO) == 1) throw Error("standard input: is a terminal, a file or a pipe is expected");
    Input input{"standard input", in_context("standard input", [] { return read_all(STDIN_FILENO); })};
    if (input.bytes.empty()) throw Error("standard input: empty: the program in front of the pipe wrote nothing");
    return input;
  }
  return in_context(path, [&]() -> Input {
    const fs::file_status status = status_of(path);
    if (fs::is_directory(status)) throw Error("is a folder, a file is expected");
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number() < 0) throw Error(system_message());
    return {path, read_all(file.number(), fs::is_regular_file(status) ? fs::file_size(path) : 0)};
  });
}

std::string text_of(const Input& input) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  std::string_view text(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  return std::string(text);
}

void check_output(const std::string& path, bool force, bool binary) {
  if (path == "-") {
    if (binary && ::isatty(STDOUT_FILENO) == 1)
      throw Error("standard output: is a terminal, binary data needs a file or a pipe");
    return;
  }
  if (path.empty()) throw Error("an output needs a name");
  in_context(path, [&] {
    const fs::file_status status = status_of(path);
    if (fs::is_directory(status)) throw Error("is a folder, a file name is expected");
    if (is_special(status)) return;
    if (fs::exists(status) && !force) throw Error("exists already; --force replaces it");
    const fs::path folder = target_of(path).parent_path();
    if (!folder.empty() && !fs::is_directory(status_of(folder))) throw Error("its folder does not exist");
    if (::access(folder.empty() ? "." : folder.c_str(), W_OK) != 0)
      throw Error("its folder cannot be written: " + system_message());
  });
}

void write_output(const std::string& path, std::span<const std::byte> bytes, bool force, bool binary) {
  check_output(path, force, binary);
  if (path == "-") return in_context("standard output", [&] { write_directly(STDOUT_FILENO, bytes); });
  in_context(path, [&] {
    if (is_special(status_of(path))) return write_special(path, bytes, binary);
    write_whole(path, bytes);
  });
}

void check_apart(std::span<const std::string> outputs) {
  std::set<fs::path> seen;
  for (const std::string& output : outputs) {
    if (output.empty()) throw UsageError("an output needs a name");
    if (!seen.insert(fs::absolute(output).lexically_normal()).second)
      throw UsageError("two outputs have the name " + output);
  }
}

void check_not_input(const std::string& output, std::span<const std::string> inputs) {
  std::error_code ignored;  // neither need be there
  if (output == "-" || !fs::is_regular_file(output, ignored)) return;
  for (const std::string& input : inputs)
    if (input != "-" && fs::equivalent(input, output, ignored))
      throw Error(output + ": is the input itself, another output is expected");
}

void write_output(const std::string& path, std::string_view text, bool force) {
  write_output(path, std::as_bytes(std::span(text)), force, false);
}

}  // namespace coopseg::core
