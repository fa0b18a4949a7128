// A B+ tree of packed pages, copied where it changes, so that readers keep what they see.
#include "page_tree.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

namespace dealerkit {
inline namespace v1 {
namespace store {

namespace {

// With the allocator's own word a page fills 4 KiB.
constexpr std::size_t page_bytes = 4080;
constexpr std::size_t head_bytes = 24;
constexpr std::size_t room_bytes = page_bytes - head_bytes;
// A longer row lives outside the page. Four of these fit in one, so that half a page takes any row.
constexpr std::size_t inline_bytes = 960;
// So many rows in ascending order are taken for a habit.
constexpr std::uint16_t run_wanted = 3;
constexpr std::size_t slot_bytes = 2;
constexpr std::size_t lengths_bytes = 4;
constexpr std::uint16_t outside = 0xffff;

// A row too long for a page: key and value follow.
struct long_row {
  std::uint64_t born;
  std::uint32_t key_bytes;
  std::uint32_t value_bytes;

  [[nodiscard]] const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }
  [[nodiscard]] char* bytes() { return reinterpret_cast<char*>(this + 1); }
};

// What is copied is mostly short, or most of a page; the library's function is quick at both.
void copy_bytes(void* to, std::string_view bytes) {
  if (!bytes.empty()) std::memmove(to, bytes.data(), bytes.size());
}

long_row* make_long_row(std::uint64_t born, std::string_view key, std::string_view value) {
  void* memory = ::operator new(sizeof(long_row) + key.size() + value.size());
  auto* row =
      new (memory) long_row{born, static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size())};
  copy_bytes(row->bytes(), key);
  copy_bytes(row->bytes() + key.size(), value);
  return row;
}

}  // namespace

// Slots grow up from the head, cells down from the end. A cell of a leaf is two lengths, key,
// value; of an inner page two lengths, the child's address, the key. In an inner page the first key
// counts as lower than any other, whatever it says. A key or row too long has `outside` for its
// key's length and the address of a long_row in place of the bytes.
struct page_tree::page {
  std::uint64_t born;
  std::uint16_t level;  // 0: a leaf
  std::uint16_t count;
  std::uint16_t cells_begin;  // offset of the lowest cell
  std::uint16_t dead_bytes;   // in cells that no slot points at
  std::uint16_t newest;       // the position written last
  std::uint16_t run;          // how many before it were written in ascending order
  std::uint32_t unused;
  unsigned char room[room_bytes];

  [[nodiscard]] std::uint16_t offset(std::size_t position) const {
    std::uint16_t value;
    std::memcpy(&value, room + position * slot_bytes, sizeof value);
    return value;
  }
  void set_offset(std::size_t position, std::uint16_t value) {
    std::memcpy(room + position * slot_bytes, &value, sizeof value);
  }
  [[nodiscard]] const unsigned char* cell(std::size_t position) const { return room + offset(position); }
  [[nodiscard]] unsigned char* cell(std::size_t position) { return room + offset(position); }
  [[nodiscard]] std::size_t body_offset() const { return level == 0 ? lengths_bytes : lengths_bytes + sizeof(page*); }
  [[nodiscard]] static std::uint16_t number(const unsigned char* at) {
    std::uint16_t value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }
  [[nodiscard]] long_row* long_row_at(std::size_t position) const {
    const auto* at = cell(position);
    if (number(at) != outside) return nullptr;
    long_row* row;
    std::memcpy(&row, at + body_offset(), sizeof row);
    return row;
  }
  [[nodiscard]] std::string_view key(std::size_t position) const {
    if (const auto* row = long_row_at(position)) return {row->bytes(), row->key_bytes};
    const auto* at = cell(position);
    return {reinterpret_cast<const char*>(at + body_offset()), number(at)};
  }
  [[nodiscard]] std::string_view value(std::size_t position) const {
    if (const auto* row = long_row_at(position)) return {row->bytes() + row->key_bytes, row->value_bytes};
    const auto* at = cell(position);
    return {reinterpret_cast<const char*>(at + lengths_bytes + number(at)), number(at + 2)};
  }
  [[nodiscard]] page* child(std::size_t position) const {
    page* value;
    std::memcpy(&value, cell(position) + lengths_bytes, sizeof value);
    return value;
  }
  void set_child(std::size_t position, page* value) {
    std::memcpy(cell(position) + lengths_bytes, &value, sizeof value);
  }
  [[nodiscard]] std::size_t cell_bytes(std::size_t position) const {
    const auto* at = cell(position);
    const auto key_length = number(at);
    if (key_length == outside) return body_offset() + sizeof(long_row*);
    return body_offset() + key_length + number(at + 2);
  }
  [[nodiscard]] std::size_t used_bytes() const { return room_bytes - cells_begin - dead_bytes + count * slot_bytes; }
  [[nodiscard]] std::size_t free_bytes() const { return room_bytes - used_bytes(); }
  [[nodiscard]] std::size_t gap_bytes() const { return cells_begin - count * slot_bytes; }

  // The first position whose key is >= `wanted`, and whether it is equal.
  [[nodiscard]] std::size_t lower_bound(std::string_view wanted, bool& equal) const {
    std::size_t low = level == 0 ? 0 : 1;
    std::size_t high = count;
    equal = false;
    while (low < high) {
      const auto middle = (low + high) / 2;
      const int order = key(middle).compare(wanted);
      if (order == 0) {
        equal = true;
        return middle;
      }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }
  // Of an inner page: the child under which `wanted` is or would be.
  [[nodiscard]] std::size_t child_for(std::string_view wanted) const {
    bool equal;
    const auto position = lower_bound(wanted, equal);
    return equal ? position : position - 1;
  }

  // Keeps track of rows that come in ascending order.
  void note(std::size_t position) {
    if (position == newest + std::size_t{1})
      run = static_cast<std::uint16_t>(std::min(run + 1, 1000));
    else if (position != newest)
      run = 0;
    newest = static_cast<std::uint16_t>(position);
  }

  void compact() {
    unsigned char packed[room_bytes];
    std::size_t begin = room_bytes;
    for (std::size_t i = 0; i < count; ++i) {
      const auto bytes = cell_bytes(i);
      begin -= bytes;
      std::memcpy(packed + begin, cell(i), bytes);
      set_offset(i, static_cast<std::uint16_t>(begin));
    }
    std::memcpy(room + begin, packed + begin, room_bytes - begin);
    cells_begin = static_cast<std::uint16_t>(begin);
    dead_bytes = 0;
  }

  // Makes room for a cell at a position; the caller has seen that it fits.
  unsigned char* open_cell(std::size_t position, std::size_t bytes) {
    if (gap_bytes() < bytes + slot_bytes) compact();
    assert(gap_bytes() >= bytes + slot_bytes);
    std::memmove(room + (position + 1) * slot_bytes, room + position * slot_bytes, (count - position) * slot_bytes);
    ++count;
    cells_begin = static_cast<std::uint16_t>(cells_begin - bytes);
    set_offset(position, cells_begin);
    return room + cells_begin;
  }
  void copy_cell(std::size_t position, const page& from, std::size_t from_position) {
    const auto bytes = from.cell_bytes(from_position);
    std::memcpy(open_cell(position, bytes), from.cell(from_position), bytes);
  }
  void close_cell(std::size_t position) {
    dead_bytes = static_cast<std::uint16_t>(dead_bytes + cell_bytes(position));
    std::memmove(room + position * slot_bytes, room + (position + 1) * slot_bytes,
                 (count - position - 1U) * slot_bytes);
    --count;
    if (count == 0) {
      cells_begin = room_bytes;
      dead_bytes = 0;
    }
  }
};

static_assert(sizeof(page_tree::page) == page_bytes);

namespace {

using page = page_tree::page;

std::size_t bytes_for(std::uint16_t level, std::string_view key, std::string_view value) {
  const auto head = level == 0 ? lengths_bytes : lengths_bytes + sizeof(page*);
  const auto payload = key.size() + value.size();
  return head + (payload > inline_bytes ? sizeof(long_row*) : payload);
}

void write_cell(page& into, std::size_t position, std::string_view key, std::string_view value, page* child,
                long_row* row) {
  auto* at = into.open_cell(position, bytes_for(into.level, key, value));
  const std::uint16_t lengths[2] = {row != nullptr ? outside : static_cast<std::uint16_t>(key.size()),
                                    row != nullptr ? std::uint16_t{0} : static_cast<std::uint16_t>(value.size())};
  std::memcpy(at, lengths, sizeof lengths);
  at += lengths_bytes;
  if (into.level != 0) {
    std::memcpy(at, &child, sizeof child);
    at += sizeof child;
  }
  if (row != nullptr) {
    std::memcpy(at, &row, sizeof row);
    return;
  }
  copy_bytes(at, key);
  copy_bytes(at + key.size(), value);
}

// The shortest key that is > `left` and <= `right`.
std::string_view shortest_between(std::string_view left, std::string_view right) {
  std::size_t same = 0;
  while (same < left.size() && same < right.size() && left[same] == right[same]) ++same;
  return right.substr(0, same + 1);
}

void release_pages(page* top, bool only_version, std::uint64_t version) noexcept {
  if (top == nullptr || (only_version && top->born != version)) return;
  for (std::size_t i = 0; i < top->count; ++i) {
    if (auto* row = top->long_row_at(i); row != nullptr && (!only_version || row->born == version))
      ::operator delete(row);
    if (top->level != 0) release_pages(top->child(i), only_version, version);
  }
  ::operator delete(top);
}

}  // namespace

struct page_writer::split {
  page* right = nullptr;
  std::string key;
};

bool find(const page_tree& tree, std::string_view key, std::string_view& value) {
  const auto* at = tree.root;
  if (at == nullptr) return false;
  while (at->level != 0) at = at->child(at->child_for(key));
  bool equal;
  const auto position = at->lower_bound(key, equal);
  if (equal) value = at->value(position);
  return equal;
}

void find_all(const page_tree& tree, std::span<const std::string_view> keys, std::span<std::string_view> values) {
  // A leaf is seldom in a cache, and each step of a search in it waits for memory. So all searches
  // take a step each in turn: what they will look at next is on its way meanwhile.
  struct search {
    const page* at;
    std::size_t low;
    std::size_t high;
  };
  search under_way[found_at_once];
  assert(keys.size() <= found_at_once && values.size() >= keys.size());
  constexpr std::size_t line_bytes = 64;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    values[i] = {};
    const auto* at = tree.root;
    if (at == nullptr) return;
    while (at->level != 0) at = at->child(at->child_for(keys[i]));
    for (std::size_t byte = 0; byte < 4 * line_bytes; byte += line_bytes)  // the head and the first slots
      __builtin_prefetch(reinterpret_cast<const char*>(at) + byte);
    under_way[i] = {at, 0, 0};
  }
  for (std::size_t i = 0; i < keys.size(); ++i) under_way[i].high = under_way[i].at->count;
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto& [at, low, high] = under_way[i];
      if (low < high) __builtin_prefetch(at->cell((low + high) / 2));
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto& [at, low, high] = under_way[i];
      if (low >= high) continue;
      const auto middle = (low + high) / 2;
      const int order = at->key(middle).compare(keys[i]);
      if (order == 0) {
        values[i] = at->value(middle);
        low = high;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
      more = more || low < high;
    }
  }
}

bool find_last(const page_tree& tree, std::string_view& key, std::string_view& value) {
  const auto* at = tree.root;
  if (at == nullptr) return false;
  while (at->level != 0) at = at->child(at->count - 1U);
  key = at->key(at->count - 1U);
  value = at->value(at->count - 1U);
  return true;
}

void visit_rows(const page_tree& tree, std::string_view from, std::string_view prefix,
                function_view<bool(std::string_view, std::string_view)> visit) {
  if (tree.root == nullptr) return;
  struct step {
    const page* at;
    std::size_t position;
  };
  // Every inner page has two children at least but for a few on the edge, and 2^40 rows is far
  // away.
  step path[64];
  std::size_t depth = 0;
  const auto start = std::max(from, prefix);
  path[0] = {tree.root, 0};
  while (path[depth].at->level != 0) {
    assert(depth + 1 < std::size(path));
    path[depth].position = path[depth].at->child_for(start);
    path[depth + 1] = {path[depth].at->child(path[depth].position), 0};
    ++depth;
  }
  bool equal;
  path[depth].position = path[depth].at->lower_bound(start, equal);
  for (;;) {
    auto& leaf = path[depth];
    if (leaf.position < leaf.at->count) {
      const auto key = leaf.at->key(leaf.position);
      if (!key.starts_with(prefix)) return;
      if (!visit(key, leaf.at->value(leaf.position))) return;
      ++leaf.position;
      continue;
    }
    do {
      if (depth == 0) return;
      --depth;
    } while (++path[depth].position >= path[depth].at->count);
    while (path[depth].at->level != 0) {
      path[depth + 1] = {path[depth].at->child(path[depth].position), 0};
      ++depth;
    }
  }
}

void* page_writer::page_memory() {
  if (spare_.empty()) return ::operator new(sizeof(page));
  auto* memory = spare_.back();
  spare_.pop_back();
  return memory;
}

page* page_writer::make_page(std::uint16_t level) {
  auto* made = static_cast<page*>(page_memory());
  made->born = version_;
  made->level = level;
  made->count = 0;
  made->cells_begin = room_bytes;
  made->dead_bytes = 0;
  made->newest = 0;
  made->run = 0;
  made->unused = 0;
  return made;
}

void page_writer::drop(page* one) {
  if (one->born == version_)
    ::operator delete(one);
  else
    retired_.pages.push_back(one);
}
void page_writer::drop_row(void* row, std::uint64_t born) {
  if (born == version_)
    ::operator delete(row);
  else
    retired_.rows.push_back(row);
}

// Makes the page in `slot` this writer's own.
void page_writer::own(page*& slot) {
  if (slot->born == version_) return;
  if (retired_.pages.empty()) retired_.pages.reserve(32);  // about what a command changes
  retired_.pages.push_back(slot);
  auto* copy = static_cast<page*>(page_memory());
  // Head and slots, then the cells: what is between them is nothing.
  const auto* from = reinterpret_cast<const unsigned char*>(slot);
  auto* to = reinterpret_cast<unsigned char*>(copy);
  const auto cells = head_bytes + slot->cells_begin;
  std::memmove(to, from, head_bytes + slot->count * slot_bytes);
  std::memmove(to + cells, from + cells, page_bytes - cells);
  copy->born = version_;
  slot = copy;
}

void page_writer::drop_cell(page& from, std::size_t position) {
  auto* row = from.long_row_at(position);
  from.close_cell(position);
  if (row != nullptr) drop_row(row, row->born);
}

// Writes a new cell, splitting the page where it is full. `slot` is owned already.
void page_writer::place(page*& slot, std::size_t position, std::string_view key, std::string_view value, page* child,
                        split& up) {
  auto& full = *slot;
  const auto bytes = bytes_for(full.level, key, value);
  long_row* row = nullptr;
  if (key.size() + value.size() > inline_bytes) row = make_long_row(version_, key, value);
  full.note(position);
  if (full.free_bytes() >= bytes + slot_bytes) {
    write_cell(full, position, key, value, child, row);
    return;
  }
  auto* right = make_page(full.level);
  // Keys that come in ascending order, as new records of one kind do, leave full pages behind when
  // the page is cut where they go on; others are best cut in the middle.
  std::size_t middle = position;
  std::size_t left_bytes = 0;
  if (full.run >= run_wanted) {
    for (std::size_t i = 0; i < middle; ++i) left_bytes += full.cell_bytes(i) + slot_bytes;
  } else {
    for (middle = 0; middle + 1 < full.count && left_bytes * 2 < full.used_bytes(); ++middle)
      left_bytes += full.cell_bytes(middle) + slot_bytes;
  }
  const bool to_right = position > middle || (position == middle && left_bytes * 2 > full.used_bytes());
  for (std::size_t i = middle; i < full.count; ++i) right->copy_cell(i - middle, full, i);
  while (full.count > middle) full.close_cell(full.count - 1U);
  auto& taking = to_right ? *right : full;
  const auto place_in_it = to_right ? position - middle : position;
  write_cell(taking, place_in_it, key, value, child, row);
  right->newest = static_cast<std::uint16_t>(place_in_it);
  right->run = to_right ? full.run : std::uint16_t{0};
  if (full.level == 0)
    up.key = shortest_between(full.key(full.count - 1U), right->key(0));
  else
    up.key = right->key(0);
  up.right = right;
}

bool page_writer::put(page*& slot, std::string_view key, std::string_view value, bool only_new, bool& added,
                      split& up) {
  if (slot->level != 0) {
    const auto position = slot->child_for(key);
    auto* below = slot->child(position);
    split from_below;
    // Nothing is copied on the way down, where the key may be taken.
    if (!put(below, key, value, only_new, added, from_below)) return false;
    own(slot);
    slot->set_child(position, below);
    if (from_below.right != nullptr) place(slot, position + 1, from_below.key, {}, from_below.right, up);
    return true;
  }
  bool equal;
  const auto position = slot->lower_bound(key, equal);
  if (equal && only_new) return false;
  own(slot);
  if (equal)
    drop_cell(*slot, position);
  else
    added = true;
  place(slot, position, key, value, nullptr, up);
  return true;
}

bool page_writer::put(page_tree& tree, std::string_view key, std::string_view value, bool only_new) {
  if (tree.root == nullptr) tree.root = make_page(0);
  split up;
  bool added = false;
  if (!put(tree.root, key, value, only_new, added, up)) return false;
  if (added) ++tree.rows;
  if (up.right != nullptr) {
    auto* top = make_page(static_cast<std::uint16_t>(tree.root->level + 1));
    page* lower = tree.root;
    tree.root = top;
    split none;
    place(top, 0, {}, {}, lower, none);
    place(top, 1, up.key, {}, up.right, none);
  }
  return true;
}

// Joins the child with a neighbour where one page is enough for both. The parent is owned.
void page_writer::balance(page& parent, std::size_t position) {
  auto* thin = parent.child(position);
  if (thin->count == 0) {
    drop_cell(parent, position);
    drop(thin);
    return;
  }
  if (thin->used_bytes() * 4 > room_bytes || parent.count < 2) return;
  const auto left_position = position + 1U < parent.count ? position : position - 1;
  auto* left = parent.child(left_position);
  auto* right = parent.child(left_position + 1);
  const std::string separator(parent.key(left_position + 1));
  // An inner page's first key is replaced by the separator, which may be longer.
  const auto more = right->level == 0 ? 0 : std::min(separator.size(), inline_bytes);
  if ((left->used_bytes() + right->used_bytes() + more) * 4 > room_bytes * 3) return;
  own(left);
  parent.set_child(left_position, left);
  std::size_t first = 0;
  if (right->level != 0) {
    split none;
    place(left, left->count, separator, {}, right->child(0), none);
    first = 1;
    if (auto* row = right->long_row_at(0)) drop_row(row, row->born);
  }
  for (std::size_t i = first; i < right->count; ++i) left->copy_cell(left->count, *right, i);
  drop_cell(parent, left_position + 1);
  drop(right);
}

bool page_writer::erase(page*& slot, std::string_view key) {
  if (slot->level == 0) {
    bool equal;
    const auto position = slot->lower_bound(key, equal);
    if (!equal) return false;
    own(slot);
    drop_cell(*slot, position);
    return true;
  }
  const auto position = slot->child_for(key);
  auto* below = slot->child(position);
  std::string_view ignored;
  if (!find(page_tree{below, 0}, key, ignored)) return false;
  own(slot);
  erase(below, key);
  slot->set_child(position, below);
  balance(*slot, position);
  return true;
}

void page_writer::erase(page_tree& tree, std::string_view key) {
  if (tree.root == nullptr || !erase(tree.root, key)) return;
  --tree.rows;
  while (tree.root->level != 0 && tree.root->count == 1) {
    auto* top = tree.root;
    tree.root = top->child(0);
    if (auto* row = top->long_row_at(0)) drop_row(row, row->born);
    drop(top);
  }
  if (tree.root->count == 0) {
    drop(tree.root);
    tree.root = nullptr;
  }
}

void page_writer::drop_all(page* top) {
  if (top == nullptr) return;
  for (std::size_t i = 0; i < top->count; ++i) {
    if (auto* row = top->long_row_at(i)) drop_row(row, row->born);
    if (top->level != 0) drop_all(top->child(i));
  }
  drop(top);
}

void page_writer::clear(page_tree& tree) {
  auto* top = tree.root;
  tree = {};
  drop_all(top);
}

void page_writer::roll_back(page_tree& tree) noexcept {
  release_pages(tree.root, true, version_);
  tree = {};
  retired_ = {};
}

void release_tree(page_tree& tree) noexcept {
  release_pages(tree.root, false, 0);
  tree = {};
}

void release_pages(std::vector<void*>& pages) noexcept {
  for (auto* piece : pages) ::operator delete(piece);
  pages.clear();
}

void release_retired(retired_memory& memory) noexcept {
  release_pages(memory.pages);
  release_pages(memory.rows);
}

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
