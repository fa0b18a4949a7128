// The backend that keeps its tables in memory.
#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "backend.hpp"
#include "page_tree.hpp"
#include "table_keys.hpp"
#include "writer_gate.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {
namespace {

using trees = std::array<page_tree, table_count>;

class memory_backend final : public backend {
 public:
  memory_backend() = default;
  ~memory_backend() override {
    for (auto& tree : published_) release_tree(tree);
    for (auto& [version, memory] : retired_) release_retired(memory);
    release_pages(spare_);
  }

  std::unique_ptr<transaction> read() override;
  std::unique_ptr<transaction> write() override;
  result<accepted> scrub() override {
    const std::lock_guard lock(mutex_);
    if (!readers_.empty()) return error{rule::store_busy};
    return accepted{};
  }
  result<accepted> check() override { return accepted{}; }

 private:
  friend class memory_reader;
  friend class memory_writer;

  // Takes what no snapshot sees any more out of the list: some pages for the next writer, the rest
  // to be freed. Called with the lock held.
  std::vector<retired_memory> collect() {
    std::vector<retired_memory> unseen;
    while (!retired_.empty() && (readers_.empty() || retired_.begin()->first <= *readers_.begin())) {
      keep_spare(retired_.begin()->second.pages);
      unseen.push_back(std::move(retired_.begin()->second));
      retired_.erase(retired_.begin());
    }
    return unseen;
  }
  void keep_spare(std::vector<void*>& pages) {
    while (spare_.size() < spare_max && !pages.empty()) {
      spare_.push_back(pages.back());
      pages.pop_back();
    }
  }

  void leave(std::multiset<std::uint64_t>::iterator reader) {
    std::vector<retired_memory> unseen;
    {
      const std::lock_guard lock(mutex_);
      readers_.erase(reader);
      unseen = collect();
    }
    for (auto& memory : unseen) release_retired(memory);
  }

  writer_gate gate_;
  std::mutex mutex_;  // over everything below, and held for a moment only
  trees published_{};
  std::uint64_t version_ = 1;
  std::multiset<std::uint64_t> readers_;
  // By the first version that no longer uses the memory.
  std::map<std::uint64_t, retired_memory> retired_;
  std::vector<void*> spare_;  // of the writer while there is one

#ifdef __SANITIZE_ADDRESS__
  static constexpr std::size_t spare_max = 0;  // whoever uses a page too late is to be seen
#else
  static constexpr std::size_t spare_max = 128;
#endif
};

class memory_reader final : public transaction {
 public:
  explicit memory_reader(memory_backend& owner) : owner_(owner) {
    const std::lock_guard lock(owner_.mutex_);
    tables_ = owner_.published_;
    place_ = owner_.readers_.insert(owner_.version_);
  }
  ~memory_reader() override { owner_.leave(place_); }

  bool get(table where, std::string_view key, std::string& value) override {
    if (failed()) return false;
    std::string_view found;
    if (!find(tree(where), key, found)) return false;
    value.assign(found);
    return true;
  }
  bool view(table where, std::string_view key, std::string&, std::string_view& value) override {
    return !failed() && find(tree(where), key, value);
  }
  void get_all(table where, std::span<const std::string_view> keys, const numbered_visitor& visit) override {
    std::string_view values[found_at_once];
    for (std::size_t first = 0; first < keys.size() && !failed(); first += found_at_once) {
      const auto some = keys.subspan(first, std::min(found_at_once, keys.size() - first));
      find_all(tree(where), some, values);
      for (std::size_t i = 0; i < some.size(); ++i)
        if (values[i].data() != nullptr && !visit(first + i, values[i])) return;
    }
  }
  void scan(table where, std::string_view from, std::string_view prefix, const scan_visitor& visit) override {
    if (failed()) return;
    visit_rows(tree(where), from, prefix,
               [&](std::string_view key, std::string_view value) { return visit(key, value) && !failed(); });
  }
  bool last(table where, std::string& key, std::string& value) override {
    if (failed()) return false;
    std::string_view last_key;
    std::string_view last_value;
    if (!find_last(tree(where), last_key, last_value)) return false;
    key.assign(last_key);
    value.assign(last_value);
    return true;
  }
  std::uint64_t count(table where) override { return failed() ? 0 : tree(where).rows; }

  void put(table, std::string_view, std::string_view) override { fail(); }
  bool insert(table, std::string_view, std::string_view) override {
    fail();
    return false;
  }
  void erase(table, std::string_view) override { fail(); }
  void clear(table) override { fail(); }
  [[nodiscard]] error failure() const noexcept override { return failure_; }
  result<accepted> commit() override {
    if (failed()) return failure_;
    return accepted{};
  }

 private:
  [[nodiscard]] const page_tree& tree(table where) const { return tables_[static_cast<std::size_t>(where)]; }
  [[nodiscard]] bool failed() const { return failure_.broken != rule::none; }
  void fail() {
    if (!failed()) failure_ = error{rule::store_write_failed};
  }

  memory_backend& owner_;
  trees tables_{};
  std::multiset<std::uint64_t>::iterator place_;
  error failure_{rule::none};
};

class memory_writer final : public transaction {
 public:
  explicit memory_writer(memory_backend& owner) : owner_(owner), writer_(0) {
    if (!owner_.gate_.enter()) {
      failure_ = error{rule::store_busy};
      return;
    }
    inside_ = true;
    const std::lock_guard lock(owner_.mutex_);
    tables_ = owner_.published_;
    writer_ = page_writer(owner_.version_ + 1, std::exchange(owner_.spare_, {}));
  }
  ~memory_writer() override { end(); }

  bool get(table where, std::string_view key, std::string& value) override {
    if (done()) return false;
    std::string_view found;
    if (!find(tree(where), key, found)) return false;
    value.assign(found);
    return true;
  }
  bool view(table where, std::string_view key, std::string&, std::string_view& value) override {
    return !done() && find(tree(where), key, value);
  }
  void scan(table where, std::string_view from, std::string_view prefix, const scan_visitor& visit) override {
    // The visitor may change the tree, so rows are copied a few at a time before it sees them.
    struct row {
      std::size_t start, value, end;  // places in `bytes`
    };
    std::array<row, rows_at_once> rows;
    std::string bytes;
    std::string next;
    while (!done()) {
      std::size_t count = 0;
      bytes.clear();
      visit_rows(tree(where), next.empty() ? from : next, prefix, [&](std::string_view key, std::string_view value) {
        const auto start = bytes.size();
        bytes.append(key).append(value);
        rows[count++] = {start, start + key.size(), bytes.size()};
        return count < rows_at_once;
      });
      const std::string_view all = bytes;
      for (std::size_t i = 0; i < count; ++i) {
        const auto& [start, value, end] = rows[i];
        if (!visit(all.substr(start, value - start), all.substr(value, end - value)) || done()) return;
      }
      if (count < rows_at_once) return;
      next.assign(all.substr(rows[count - 1].start, rows[count - 1].value - rows[count - 1].start)).push_back('\0');
    }
  }
  bool last(table where, std::string& key, std::string& value) override {
    if (done()) return false;
    std::string_view last_key;
    std::string_view last_value;
    if (!find_last(tree(where), last_key, last_value)) return false;
    key.assign(last_key);
    value.assign(last_value);
    return true;
  }
  std::uint64_t count(table where) override { return done() ? 0 : tree(where).rows; }

  void put(table where, std::string_view key, std::string_view value) override {
    if (writable(where, key)) writer_.put(tree(where), key, value, false);
  }
  bool insert(table where, std::string_view key, std::string_view value) override {
    return writable(where, key) && writer_.put(tree(where), key, value, true);
  }
  void erase(table where, std::string_view key) override {
    if (!done()) writer_.erase(tree(where), key);
  }
  void clear(table where) override {
    if (!done()) writer_.clear(tree(where));
  }

  [[nodiscard]] error failure() const noexcept override { return failure_; }
  result<accepted> commit() override {
    if (done()) {
      end();
      return failed() ? failure_ : error{rule::store_write_failed};
    }
    std::vector<retired_memory> unseen;
    std::vector<void*> left_over;
    {
      const std::lock_guard lock(owner_.mutex_);
      owner_.retired_.emplace(owner_.version_ + 1, writer_.take_retired());
      owner_.published_ = tables_;
      ++owner_.version_;
      left_over = writer_.take_spare();
      owner_.keep_spare(left_over);
      unseen = owner_.collect();
    }
    inside_ = false;
    owner_.gate_.leave();
    release_pages(left_over);
    for (auto& memory : unseen) release_retired(memory);
    return accepted{};
  }

 private:
  static constexpr std::size_t rows_at_once = 64;

  [[nodiscard]] page_tree& tree(table where) { return tables_[static_cast<std::size_t>(where)]; }
  [[nodiscard]] bool failed() const { return failure_.broken != rule::none; }
  // Failed, or ended: there is nothing to work on any more.
  [[nodiscard]] bool done() const { return !inside_ || failed(); }
  bool writable(table where, std::string_view key) {
    if (done()) return false;
    if (!key_is_fit(where, key)) failure_ = error{rule::store_write_failed, "key"};
    return !failed();
  }
  void end() noexcept {
    if (!inside_) return;
    inside_ = false;
    for (auto& each : tables_) writer_.roll_back(each);
    auto left_over = writer_.take_spare();
    release_pages(left_over);
    owner_.gate_.leave();
  }

  memory_backend& owner_;
  page_writer writer_;
  trees tables_{};
  bool inside_ = false;
  error failure_{rule::none};
};

std::unique_ptr<transaction> memory_backend::read() { return std::make_unique<memory_reader>(*this); }
std::unique_ptr<transaction> memory_backend::write() { return std::make_unique<memory_writer>(*this); }

}  // namespace

std::unique_ptr<backend> open_memory() { return std::make_unique<memory_backend>(); }

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
