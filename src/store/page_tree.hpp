// An ordered map of byte strings that is copied on write: what the memory backend keeps a table in.
//
// Rows are packed into pages, so that a short row costs few bytes beyond its own. A page belongs to
// the version of the writer that made it. A writer that has to change a page of an earlier version
// copies it and retires the old one; whoever holds the older root goes on seeing the older tree. So
// readers and the writer never wait for each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "function_view.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {

/// What one version of a tree is: its root page and how many rows hang from it.
struct page_tree {
  struct page;

  page* root = nullptr;
  std::uint64_t rows = 0;
};

/// Memory that some older snapshot may still see; to be given to `release_retired`.
struct retired_memory {
  std::vector<void*> pages;
  std::vector<void*> rows;
};

/// Looks a key up; the view lasts as long as the version does (for a writer: until its next
/// change).
[[nodiscard]] bool find(const page_tree& tree, std::string_view key, std::string_view& value);

/// Looks keys up, at most `found_at_once` of them: while the memory of one is awaited, the search for
/// the others goes on. `values` has a place for each; one that is absent has no data.
inline constexpr std::size_t found_at_once = 16;
void find_all(const page_tree& tree, std::span<const std::string_view> keys, std::span<std::string_view> values);

/// Visits rows with key >= `from` that start with `prefix`, ascending, until the visitor says
/// false. The tree must not change meanwhile.
void visit_rows(const page_tree& tree, std::string_view from, std::string_view prefix,
                function_view<bool(std::string_view, std::string_view)> visit);

/// The row with the greatest key.
[[nodiscard]] bool find_last(const page_tree& tree, std::string_view& key, std::string_view& value);

/// Changes trees as one writer, whose pages bear `version`.
class page_writer {
 public:
  /// `spare`: pages that nobody sees any more. A commit copies about as many pages as it retires,
  /// so that pages that go round are seldom asked of the allocator, and are still in the cache.
  explicit page_writer(std::uint64_t version, std::vector<void*> spare = {}) noexcept
      : version_(version), spare_(std::move(spare)) {}

  /// Writes a row; with `only_new` false is the answer where the key is taken.
  bool put(page_tree& tree, std::string_view key, std::string_view value, bool only_new);
  void erase(page_tree& tree, std::string_view key);
  void clear(page_tree& tree);
  /// Frees what this writer made in a tree that is given up.
  void roll_back(page_tree& tree) noexcept;
  /// Pages of earlier versions that this writer's trees no longer use.
  [[nodiscard]] retired_memory take_retired() noexcept { return std::move(retired_); }
  /// The spare pages that are left.
  [[nodiscard]] std::vector<void*> take_spare() noexcept { return std::exchange(spare_, {}); }

 private:
  struct split;
  void* page_memory();
  page_tree::page* make_page(std::uint16_t level);
  void own(page_tree::page*& slot);
  void drop(page_tree::page* one);
  void drop_row(void* row, std::uint64_t born);
  void drop_cell(page_tree::page& from, std::size_t position);
  bool put(page_tree::page*& slot, std::string_view key, std::string_view value, bool only_new, bool& added, split& up);
  bool erase(page_tree::page*& slot, std::string_view key);
  void balance(page_tree::page& parent, std::size_t position);
  void place(page_tree::page*& slot, std::size_t position, std::string_view key, std::string_view value,
             page_tree::page* child, split& up);
  void drop_all(page_tree::page* top);

  std::uint64_t version_;
  std::vector<void*> spare_;
  retired_memory retired_;
};

/// Frees a whole tree, whatever versions its pages are of.
void release_tree(page_tree& tree) noexcept;
/// Frees memory that nobody can see any more.
void release_pages(std::vector<void*>& pages) noexcept;
void release_retired(retired_memory& memory) noexcept;

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
