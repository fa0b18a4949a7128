// A directory for a test's or a benchmark's files, gone with it. TMPDIR says where: the speed of a durable commit is that
// of the disk below.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

class directory {
 public:
  directory() {
    auto pattern = (std::filesystem::temp_directory_path() / "dealerkit-XXXXXX").string();
    if (const char* made = ::mkdtemp(pattern.data())) path_ = made;
  }
  directory(const directory&) = delete;
  directory& operator=(const directory&) = delete;
  ~directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(std::string_view name = "store.db") const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};
