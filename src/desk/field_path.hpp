// Where a value stands in a request (`rows.2.email`): a chain on the stack, which becomes text only where something is
// wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dealerkit {
inline namespace v1 {

/// A name as a refusal repeats it: what was typed may be anything, so what is no name is shown as `?` (SEC-01, DAT-01).
[[nodiscard]] constexpr std::string_view shown_name(std::string_view typed) noexcept {
  constexpr std::size_t longest = 64;
  if (typed.empty() || typed.size() > longest) return "?";
  for (const char c : typed)
    if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
      return "?";
  return typed;
}

class field_path {
 public:
  /// The request itself.
  field_path() noexcept = default;
  /// A field of what stands above; both the path above and the name must live as long.
  field_path(const field_path& above, std::string_view name) noexcept : above_(&above), name_(name) {}
  /// An item of a list.
  field_path(const field_path& above, std::size_t index) noexcept : above_(&above), index_(index) {}

  field_path(const field_path&) = delete;
  field_path& operator=(const field_path&) = delete;

  [[nodiscard]] std::string text() const {
    std::string written;
    append(written);
    return written;
  }

 private:
  void append(std::string& written) const {
    if (above_ == nullptr) return;
    above_->append(written);
    if (!written.empty()) written += '.';
    if (name_.data() == nullptr)
      written += std::to_string(index_);
    else
      written += shown_name(name_);
  }

  const field_path* above_ = nullptr;
  std::string_view name_;  ///< without data where it is an item
  std::size_t index_ = 0;
};

}  // namespace v1
}  // namespace dealerkit
