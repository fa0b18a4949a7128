// The backend that keeps its tables in a SQLite file.
//
// Every value carries a checksum (row_sum.hpp), since SQLite has none for its pages. The file is in
// WAL mode with synchronous=FULL: a commit is on the disk when it returns, readers see snapshots.
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <random>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "backend.hpp"
#include "row_sum.hpp"
#include "table_keys.hpp"
#include "writer_gate.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {
namespace {

constexpr std::uint32_t application_number = 0x646b6974;  // "dkit"
constexpr std::uint32_t file_version = 1;
constexpr std::uint32_t page_bytes = 4096;
constexpr std::uint64_t thorough_bytes = std::uint64_t{16} << 20;
constexpr std::string_view magic{"SQLite format 3\0", 16};
constexpr std::size_t header_bytes = 100;
constexpr std::size_t rows_at_once = 64;
constexpr std::size_t idle_readers_kept = 8;

enum class shape : std::uint8_t { keyed, numbered, appended };

struct table_form {
  const char* name;
  shape form;
};

constexpr std::array<table_form, table_count> forms = {{
    {"meta", shape::keyed},
    {"events", shape::numbered},
    {"documents", shape::keyed},
    {"exact_index", shape::keyed},
    {"ordered_index", shape::keyed},
    {"outbox", shape::keyed},
    {"subject_keys", shape::appended},
    {"request_keys", shape::keyed},
}};

constexpr table_form form_of(table which) { return forms[static_cast<std::size_t>(which)]; }

// A table of subject keys grows at its end only and rows keep their size, so that SQLite never
// moves a key and erasing overwrites the one copy there is.
std::string creation(table_form table) {
  const std::string head = std::string("CREATE TABLE ") + table.name;
  switch (table.form) {
    case shape::numbered: return head + "(key INTEGER PRIMARY KEY, value BLOB NOT NULL)";
    case shape::appended: return head + "(number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL)";
    case shape::keyed: break;
  }
  return head + "(key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID";
}

enum class statement : std::uint8_t {
  get,
  scan_bounded,
  scan_open,
  last,
  count,
  put,
  update,
  insert,
  erase,
  clear,
};
constexpr std::size_t statement_count = 10;

std::string text_of(statement which, table_form table) {
  const std::string name = table.name;
  switch (which) {
    case statement::get: return "SELECT value FROM " + name + " WHERE key=?1";
    case statement::scan_bounded: return "SELECT key,value FROM " + name + " WHERE key>=?1 AND key<?2 ORDER BY key";
    case statement::scan_open: return "SELECT key,value FROM " + name + " WHERE key>=?1 ORDER BY key";
    case statement::last: return "SELECT key,value FROM " + name + " ORDER BY key DESC LIMIT 1";
    case statement::count: return "SELECT count(*) FROM " + name;
    case statement::put:
      return "INSERT INTO " + name + "(key,value) VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=excluded.value";
    case statement::update: return "UPDATE " + name + " SET value=?2 WHERE key=?1";
    case statement::insert: return "INSERT INTO " + name + "(key,value) VALUES(?1,?2) ON CONFLICT(key) DO NOTHING";
    case statement::erase: return "DELETE FROM " + name + " WHERE key=?1";
    case statement::clear: break;
  }
  return "DELETE FROM " + name;
}

rule rule_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return rule::store_damaged;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return rule::store_busy;
    default: return rule::store_write_failed;
  }
}

rule rule_of_opening(int code) {
  const auto found = rule_of(code);
  return found == rule::store_write_failed ? rule::store_cannot_open : found;
}

// One connection, used by one thread at a time.
class connection {
 public:
  connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    for (auto& of_table : statements_)
      for (auto* each : of_table) sqlite3_finalize(each);
    sqlite3_finalize(begin_);
    sqlite3_finalize(pin_);
    sqlite3_finalize(commit_);
    sqlite3_close_v2(database_);
  }

  int open(const std::string& name, int flags) {
    int code = sqlite3_open_v2(name.c_str(), &database_,
                               flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, nullptr);
    if (code != SQLITE_OK) return code;
    sqlite3_busy_handler(database_, &connection::wait, this);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return execute("PRAGMA cell_size_check=ON");
  }
  int prepare_to_write() {
    return execute(
        "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
        "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16384");
  }
  int execute(const char* text) { return sqlite3_exec(database_, text, nullptr, nullptr, nullptr); }
  int execute(const std::string& text) { return execute(text.c_str()); }
  // The first column of the first row, as text.
  int ask(const char* text, std::string& answer) {
    sqlite3_stmt* asked = nullptr;
    int code = sqlite3_prepare_v2(database_, text, -1, &asked, nullptr);
    if (code == SQLITE_OK) {
      code = sqlite3_step(asked);
      if (code == SQLITE_ROW) {
        const auto* found = reinterpret_cast<const char*>(sqlite3_column_text(asked, 0));
        answer = found == nullptr ? "" : found;
        code = SQLITE_OK;
      } else if (code == SQLITE_DONE) {
        answer.clear();
        code = SQLITE_OK;
      }
    }
    sqlite3_finalize(asked);
    return code;
  }
  sqlite3_stmt* prepared(table where, statement which, int& code) {
    auto& slot = statements_[static_cast<std::size_t>(where)][static_cast<std::size_t>(which)];
    return prepared(slot, text_of_once(slot, where, which), code);
  }
  int begin(bool to_write) {
    int code = SQLITE_OK;
    auto* started = prepared(begin_, to_write ? "BEGIN IMMEDIATE" : "BEGIN", code);
    if (started == nullptr) return code;
    code = run(started);
    if (code != SQLITE_OK || to_write) return code;
    // A deferred transaction has no snapshot before it reads.
    auto* pinned = prepared(pin_, "SELECT 1 FROM meta LIMIT 1", code);
    if (pinned != nullptr) code = run(pinned);
    return code;
  }
  int commit() {
    int code = SQLITE_OK;
    auto* ended = prepared(commit_, "COMMIT", code);
    return ended == nullptr ? code : run(ended);
  }
  void roll_back() {
    if (database_ != nullptr && sqlite3_get_autocommit(database_) == 0) execute("ROLLBACK");
  }
  static int run(sqlite3_stmt* prepared) {
    int code = sqlite3_step(prepared);
    sqlite3_reset(prepared);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
  }
  [[nodiscard]] sqlite3* database() const { return database_; }
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  // SQLite's own waiting sleeps up to 100 ms, in which a busy neighbour commits and starts again a
  // hundred times. Short sleeps of uneven length get their turn.
  static int wait(void* self, int times) {
    auto& waiting = *static_cast<connection*>(self);
    const auto now = std::chrono::steady_clock::now();
    if (times == 0) waiting.waiting_since_ = now;
    if (now - waiting.waiting_since_ >= waiting.patience_) return 0;
    std::this_thread::sleep_for(std::chrono::microseconds(100 + waiting.random_() % 900));
    return 1;
  }

  const char* text_of_once(sqlite3_stmt* slot, table where, statement which) {
    if (slot != nullptr) return "";
    text_ = text_of(which, form_of(where));
    return text_.c_str();
  }
  sqlite3_stmt* prepared(sqlite3_stmt*& slot, const char* text, int& code) {
    if (slot == nullptr) code = sqlite3_prepare_v3(database_, text, -1, SQLITE_PREPARE_PERSISTENT, &slot, nullptr);
    return slot;
  }

  sqlite3* database_ = nullptr;
  std::array<std::array<sqlite3_stmt*, statement_count>, table_count> statements_{};
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* pin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  std::string text_;
  std::chrono::milliseconds patience_ = writer_patience;
  std::chrono::steady_clock::time_point waiting_since_{};
  std::minstd_rand random_{static_cast<std::uint32_t>(std::chrono::steady_clock::now().time_since_epoch().count())};
};

std::string_view column(sqlite3_stmt* row, int number) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, number));
  const auto size = sqlite3_column_bytes(row, number);
  return bytes == nullptr ? std::string_view{} : std::string_view(bytes, static_cast<std::size_t>(size));
}

// Takes the checksum off a stored value; false where it is not the row's.
bool open_row(table where, std::string_view key, std::string_view stored, std::string_view& value) {
  if (stored.size() < row_sum_bytes) return false;
  value = stored.substr(0, stored.size() - row_sum_bytes);
  const auto sum = row_sum(where, key, value);
  return std::memcmp(sum.data(), stored.data() + value.size(), sum.size()) == 0;
}

// Key and value of a row of any table.
bool read_row(table where, sqlite3_stmt* row, std::string& key, std::string_view& value) {
  if (form_of(where).form == shape::numbered) {
    const auto number = sqlite3_column_int64(row, 0);
    if (number < 0) return false;
    key = number_key(static_cast<std::uint64_t>(number));
  } else {
    key.assign(column(row, 0));
  }
  return open_row(where, key, column(row, 1), value);
}

// Every table as `creation` makes it, and nothing else.
rule examine_schema(connection& opened) {
  std::vector<std::string> expected;
  for (const auto& form : forms) expected.push_back(creation(form));
  sqlite3_stmt* asked = nullptr;
  int code =
      sqlite3_prepare_v2(opened.database(), "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", -1, &asked, nullptr);
  std::size_t found = 0;
  bool strange = false;
  if (code == SQLITE_OK) {
    while ((code = sqlite3_step(asked)) == SQLITE_ROW) {
      const auto text = column(asked, 0);
      strange = strange || std::find(expected.begin(), expected.end(), text) == expected.end();
      ++found;
    }
  }
  sqlite3_finalize(asked);
  // A schema that does not parse is an error of SQL, not of the file, to SQLite.
  if (code == SQLITE_ERROR) return rule::store_damaged;
  if (code != SQLITE_DONE) return rule_of_opening(code);
  return strange || found != expected.size() ? rule::store_damaged : rule::none;
}

// Every page, and every row's checksum.
rule examine_all(connection& opened) {
  std::string answer;
  int code = opened.ask("PRAGMA integrity_check(1)", answer);
  if (code == SQLITE_ERROR) return rule::store_damaged;
  if (code != SQLITE_OK) return rule_of_opening(code);
  if (answer != "ok") return rule::store_damaged;
  std::string key;
  for (std::size_t i = 0; i < table_count; ++i) {
    const auto where = static_cast<table>(i);
    sqlite3_stmt* rows = nullptr;
    code = sqlite3_prepare_v2(opened.database(), (std::string("SELECT key,value FROM ") + forms[i].name).c_str(), -1,
                              &rows, nullptr);
    bool whole = true;
    if (code == SQLITE_OK) {
      while (whole && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        std::string_view value;
        whole = read_row(where, rows, key, value);
      }
    }
    sqlite3_finalize(rows);
    if (!whole || code == SQLITE_ERROR) return rule::store_damaged;
    if (code != SQLITE_DONE) return rule_of_opening(code);
  }
  return rule::none;
}

class sqlite_backend final : public backend {
 public:
  sqlite_backend(std::string path, std::unique_ptr<connection> writer)
      : path_(std::move(path)), writer_(std::move(writer)) {}

  std::unique_ptr<transaction> read() override;
  std::unique_ptr<transaction> write() override;
  result<accepted> scrub() override;
  result<accepted> check() override;

 private:
  friend class sqlite_transaction;

  std::unique_ptr<connection> take_reader(int& code) {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto taken = std::move(idle_.back());
        idle_.pop_back();
        return taken;
      }
    }
    auto made = std::make_unique<connection>();
    code = made->open(path_, SQLITE_OPEN_READWRITE);
    if (code == SQLITE_OK) code = made->execute("PRAGMA query_only=ON; PRAGMA cache_size=-8192");
    return made;
  }
  void give_back(std::unique_ptr<connection> reader) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_readers_kept) idle_.push_back(std::move(reader));
  }

  std::string path_;
  writer_gate gate_;
  std::unique_ptr<connection> writer_;  // of whoever is inside the gate
  std::mutex mutex_;
  std::vector<std::unique_ptr<connection>> idle_;
};

class sqlite_transaction final : public transaction {
 public:
  sqlite_transaction(sqlite_backend& owner, bool to_write) : owner_(owner), writes_(to_write) {
    int code = SQLITE_OK;
    if (to_write) {
      if (!owner_.gate_.enter()) {
        failure_ = error{rule::store_busy};
        return;
      }
      used_ = owner_.writer_.get();
    } else {
      reader_ = owner_.take_reader(code);
      used_ = reader_.get();
    }
    if (code == SQLITE_OK) code = used_->begin(to_write);
    if (code == SQLITE_OK) return;
    fail(code);
    end();
  }
  ~sqlite_transaction() override { end(); }

  bool get(table where, std::string_view key, std::string& value) override {
    if (done() || !key_is_fit(where, key)) return false;
    auto* asked = prepared(where, statement::get);
    if (asked == nullptr || !bind_key(asked, 1, where, key)) return false;
    const int code = sqlite3_step(asked);
    bool found = false;
    if (code == SQLITE_ROW) {
      std::string_view opened;
      found = open_row(where, key, column(asked, 0), opened);
      if (found)
        value.assign(opened);
      else
        fail(SQLITE_CORRUPT);
    } else if (code != SQLITE_DONE) {
      fail(code);
    }
    sqlite3_reset(asked);
    return found;
  }

  // Rows are copied a few at a time before the visitor sees them, so that it may use the
  // transaction as it likes.
  void scan(table where, std::string_view from, std::string_view prefix, const scan_visitor& visit) override {
    std::string next(std::max(from, prefix));
    std::string end;
    bool bounded = prefix_end(prefix, end);
    if (bounded && form_of(where).form == shape::numbered && (end[0] & 0x80) != 0) bounded = false;
    std::string bytes;
    std::vector<std::pair<std::size_t, std::size_t>> sizes;
    std::string key;
    while (!done()) {
      auto* asked = prepared(where, bounded ? statement::scan_bounded : statement::scan_open);
      if (asked == nullptr || !bind_bounds(asked, where, next, bounded ? &end : nullptr)) return;
      bytes.clear();
      sizes.clear();
      int code = SQLITE_OK;
      while (sizes.size() < rows_at_once && (code = sqlite3_step(asked)) == SQLITE_ROW) {
        std::string_view value;
        if (!read_row(where, asked, key, value)) {
          code = SQLITE_CORRUPT;
          break;
        }
        bytes.append(key);
        bytes.append(value);
        sizes.emplace_back(key.size(), value.size());
      }
      sqlite3_reset(asked);
      const bool more = code == SQLITE_ROW;
      std::size_t at = 0;
      for (const auto& [key_size, value_size] : sizes) {
        const std::string_view row(bytes.data() + at, key_size + value_size);
        if (!visit(row.substr(0, key_size), row.substr(key_size))) return;
        if (done()) return;
        at += key_size + value_size;
      }
      if (!more) {
        if (code != SQLITE_DONE) fail(code);
        return;
      }
      next = key;
      next.push_back('\0');
    }
  }

  bool last(table where, std::string& key, std::string& value) override {
    if (done()) return false;
    auto* asked = prepared(where, statement::last);
    if (asked == nullptr) return false;
    const int code = sqlite3_step(asked);
    bool found = false;
    if (code == SQLITE_ROW) {
      std::string_view opened;
      found = read_row(where, asked, key, opened);
      if (found)
        value.assign(opened);
      else
        fail(SQLITE_CORRUPT);
    } else if (code != SQLITE_DONE) {
      fail(code);
    }
    sqlite3_reset(asked);
    return found;
  }

  std::uint64_t count(table where) override {
    if (done()) return 0;
    auto* asked = prepared(where, statement::count);
    if (asked == nullptr) return 0;
    const int code = sqlite3_step(asked);
    std::uint64_t rows = 0;
    if (code == SQLITE_ROW)
      rows = static_cast<std::uint64_t>(sqlite3_column_int64(asked, 0));
    else
      fail(code);
    sqlite3_reset(asked);
    return rows;
  }

  void put(table where, std::string_view key, std::string_view value) override {
    if (form_of(where).form != shape::appended) {
      change(where, statement::put, key, &value);
      return;
    }
    // An insert that turns into an update would do, but this one surely writes over the old bytes.
    if (change(where, statement::update, key, &value) == 0 && !done()) change(where, statement::insert, key, &value);
  }
  bool insert(table where, std::string_view key, std::string_view value) override {
    return change(where, statement::insert, key, &value) != 0;
  }
  void erase(table where, std::string_view key) override {
    if (key_is_fit(where, key)) change(where, statement::erase, key, nullptr);
  }
  void clear(table where) override {
    if (!may_write()) return;
    auto* asked = prepared(where, statement::clear);
    if (asked == nullptr) return;
    if (const int code = connection::run(asked); code != SQLITE_OK) fail(code);
  }

  [[nodiscard]] error failure() const noexcept override { return failure_; }

  result<accepted> commit() override {
    if (!failed() && used_ == nullptr) return error{rule::store_write_failed};
    if (!failed()) {
      if (const int code = used_->commit(); code != SQLITE_OK) fail(code);
    }
    end();
    if (failed()) return failure_;
    return accepted{};
  }

 private:
  [[nodiscard]] bool failed() const { return failure_.broken != rule::none; }
  [[nodiscard]] bool done() const { return used_ == nullptr || failed(); }
  void fail(int code) {
    if (!failed()) failure_ = error{rule_of(code)};
  }
  bool may_write() {
    if (done()) return false;
    if (!writes_) failure_ = error{rule::store_write_failed};
    return writes_;
  }
  void end() noexcept {
    if (used_ == nullptr) return;
    used_->roll_back();
    used_ = nullptr;
    if (writes_)
      owner_.gate_.leave();
    else if (!failed())
      owner_.give_back(std::move(reader_));
    else
      reader_.reset();
  }

  sqlite3_stmt* prepared(table where, statement which) {
    int code = SQLITE_OK;
    auto* made = used_->prepared(where, which, code);
    if (made == nullptr) fail(code);
    return made;
  }
  bool bound(int code) {
    if (code != SQLITE_OK) fail(code);
    return code == SQLITE_OK;
  }
  bool bind_bytes(sqlite3_stmt* into, int number, std::string_view bytes) {
    return bound(
        sqlite3_bind_blob64(into, number, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(), SQLITE_STATIC));
  }
  bool bind_number(sqlite3_stmt* into, int number, std::uint64_t value) {
    return bound(sqlite3_bind_int64(into, number, static_cast<std::int64_t>(value)));
  }
  bool bind_key(sqlite3_stmt* into, int number, table where, std::string_view key) {
    if (form_of(where).form == shape::numbered) return bind_number(into, number, key_number(key));
    return bind_bytes(into, number, key);
  }
  // Keys from `from` on and, where there is an end, below it. False where there are none.
  bool bind_bounds(sqlite3_stmt* into, table where, std::string_view from, const std::string* end) {
    if (form_of(where).form != shape::numbered)
      return bind_bytes(into, 1, from) && (end == nullptr || bind_bytes(into, 2, *end));
    constexpr std::uint64_t numbers_end = std::uint64_t{1} << 63;
    auto low = key_number(from);
    // A key of eight bytes is below every longer one that it begins.
    if (from.size() > 8) ++low;
    if (low >= numbers_end || (from.size() > 8 && low == 0)) return false;
    if (!bind_number(into, 1, low)) return false;
    if (end == nullptr) return true;
    auto high = key_number(*end);
    if (end->size() > 8) ++high;
    return bind_number(into, 2, high);
  }
  // How many rows it changed.
  int change(table where, statement which, std::string_view key, const std::string_view* value) {
    if (!may_write()) return 0;
    if (!key_is_fit(where, key)) {
      failure_ = error{rule::store_write_failed, "key"};
      return 0;
    }
    auto* asked = prepared(where, which);
    if (asked == nullptr || !bind_key(asked, 1, where, key)) return 0;
    if (value != nullptr) {
      const auto sum = row_sum(where, key, *value);
      stored_.assign(*value);
      stored_.append(reinterpret_cast<const char*>(sum.data()), sum.size());
      if (!bind_bytes(asked, 2, stored_)) return 0;
    }
    if (const int code = connection::run(asked); code != SQLITE_OK) {
      fail(code);
      return 0;
    }
    return sqlite3_changes(used_->database());
  }

  sqlite_backend& owner_;
  bool writes_;
  std::unique_ptr<connection> reader_;
  connection* used_ = nullptr;
  std::string stored_;
  error failure_{rule::none};
};

std::unique_ptr<transaction> sqlite_backend::read() { return std::make_unique<sqlite_transaction>(*this, false); }
std::unique_ptr<transaction> sqlite_backend::write() { return std::make_unique<sqlite_transaction>(*this, true); }

result<accepted> sqlite_backend::scrub() {
  if (!gate_.enter()) return error{rule::store_busy};
  // Readers come and go; one that stays is a reason to say so soon.
  writer_->set_patience(std::chrono::milliseconds(1000));
  const int code = sqlite3_wal_checkpoint_v2(writer_->database(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  writer_->set_patience(writer_patience);
  gate_.leave();
  if (code != SQLITE_OK) return error{rule_of(code)};
  return accepted{};
}

result<accepted> sqlite_backend::check() {
  int code = SQLITE_OK;
  auto reader = take_reader(code);
  if (code != SQLITE_OK) return error{rule_of(code)};
  code = reader->begin(false);
  if (code != SQLITE_OK) return error{rule_of(code)};
  auto found = examine_schema(*reader);
  if (found == rule::none) found = examine_all(*reader);
  reader->roll_back();
  if (found != rule::none) return error{found};
  give_back(std::move(reader));
  return accepted{};
}

// --- Opening -----------------------------------------------------------------------------------

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint64_t size_of(const std::string& path) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  return ignored ? 0 : size;
}

// The first bytes of a file, read through SQLite's own file functions: closing a file by any other
// way would drop the locks that this process holds on it (POSIX). The size is not taken from there,
// since SQLite calls a file of one byte empty.
bool read_header(const std::string& path, std::uint64_t size, std::string& header) {
  auto* system = sqlite3_vfs_find(nullptr);
  if (system == nullptr) return false;
  std::vector<unsigned char> memory(static_cast<std::size_t>(system->szOsFile));
  auto* file = reinterpret_cast<sqlite3_file*>(memory.data());
  const char* name = sqlite3_create_filename(path.c_str(), "", "", 0, nullptr);
  if (name == nullptr) return false;
  int code = system->xOpen(system, name, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, nullptr);
  header.assign(std::min<std::size_t>(header_bytes, size), '\0');
  if (code == SQLITE_OK && !header.empty())
    code = file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0);
  if (file->pMethods != nullptr) file->pMethods->xClose(file);
  sqlite3_free_filename(const_cast<char*>(name));
  return code == SQLITE_OK;
}

// What the header says, without SQLite.
rule judge_header(const std::string& header, std::uint64_t size, bool has_log) {
  const auto whole_magic = std::string_view(header).substr(0, magic.size());
  if (header.size() < header_bytes) return magic.starts_with(whole_magic) ? rule::store_damaged : rule::store_foreign;
  const bool ours = big_endian(header, 68) == application_number;
  if (whole_magic != magic) return ours ? rule::store_damaged : rule::store_foreign;
  if (!ours) return rule::store_foreign;
  if (big_endian(header, 60) != file_version) {
    return big_endian(header, 60) > file_version ? rule::store_version_unknown : rule::store_damaged;
  }
  // Page size, versions for writing and reading, unused bytes a page, payload fractions.
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(header[at]); };
  if (byte(16) != page_bytes >> 8 || byte(17) != 0 || byte(18) != byte(19) || byte(18) < 1 || byte(18) > 2 ||
      byte(20) != 0 || byte(21) != 64 || byte(22) != 32 || byte(23) != 32)
    return rule::store_damaged;
  // Schema format, no vacuuming, UTF-8, reserved bytes.
  if (big_endian(header, 44) != 4 || big_endian(header, 52) != 0 || big_endian(header, 56) != 1 ||
      big_endian(header, 64) != 0)
    return rule::store_damaged;
  if (header.find_first_not_of('\0', 72) < 92) return rule::store_damaged;
  if (!has_log &&
      (big_endian(header, 24) != big_endian(header, 92) || std::uint64_t{big_endian(header, 28)} * page_bytes != size))
    return rule::store_damaged;
  return rule::none;
}

std::string percent_encoded(const std::string& path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       c == '/' || c == '.' || c == '_' || c == '-';
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(digits[byte >> 4]);
      out.push_back(digits[byte & 15]);
    }
  }
  return out;
}

// Reads a file of ours as it lies there, without a byte of it or its log being written.
rule examine_file(const std::string& path, std::uint64_t size, bool has_log) {
  connection looking;
  int code;
  if (has_log)
    code = looking.open(path, SQLITE_OPEN_READONLY);
  else
    code = looking.open("file:" + percent_encoded(path) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  if (code != SQLITE_OK) return rule_of_opening(code);
  sqlite3_db_config(looking.database(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  code = looking.execute("BEGIN");
  if (code != SQLITE_OK) return rule_of_opening(code);
  auto found = examine_schema(looking);
  if (found == rule::none && size <= thorough_bytes) found = examine_all(looking);
  looking.roll_back();
  return found;
}

struct first_look {
  rule found = rule::none;
  bool is_new = false;
};

first_look look_at(const std::string& path) {
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  const bool has_log = size_of(path + "-wal") != 0;
  // A log whose file is gone or empty holds what SQLite would throw away.
  const first_look empty{has_log ? rule::store_damaged : rule::none, true};
  if (status.type() == std::filesystem::file_type::not_found) return empty;
  if (problem || status.type() != std::filesystem::file_type::regular) return {rule::store_cannot_open, false};
  std::string header;
  const bool has_journal = size_of(path + "-journal") != 0;
  const auto size = size_of(path);
  if (!read_header(path, size, header)) return {rule::store_cannot_open, false};
  if (size == 0) return empty;
  // A journal is what an interrupted creation leaves: SQLite takes it back.
  if (has_journal && header.size() == header_bytes && big_endian(header, 68) == application_number)
    return {rule::none, true};
  if (const auto found = judge_header(header, size, has_log); found != rule::none) return {found, false};
  return {examine_file(path, size, has_log), false};
}

// Sizes and times of the file and of what lies beside it: equal where nobody has touched them.
struct fingerprint {
  std::array<std::uint64_t, 3> sizes;
  std::filesystem::file_time_type written;
  friend bool operator==(const fingerprint&, const fingerprint&) = default;
};

fingerprint fingerprint_of(const std::string& path) {
  std::error_code ignored;
  return {{size_of(path), size_of(path + "-wal"), size_of(path + "-journal")},
          std::filesystem::last_write_time(path, ignored)};
}

// Makes the tables of a new store, in one transaction; somebody else may have been faster.
rule create_tables(connection& opened, bool& made) {
  int code = opened.execute("PRAGMA page_size=4096; BEGIN EXCLUSIVE");
  std::string rows;
  if (code == SQLITE_OK) code = opened.ask("SELECT count(*) FROM sqlite_schema", rows);
  made = rows == "0";
  if (code == SQLITE_OK && made) {
    std::string script;
    for (const auto& form : forms) script += creation(form) + ";";
    script += "PRAGMA application_id=" + std::to_string(application_number) + ";";
    script += "PRAGMA user_version=" + std::to_string(file_version) + ";COMMIT";
    code = opened.execute(script);
  }
  opened.roll_back();
  return code == SQLITE_OK ? rule::none : rule_of_opening(code);
}

rule switch_to_log(connection& opened) {
  const auto since = std::chrono::steady_clock::now();
  for (;;) {
    std::string mode;
    const int code = opened.ask("PRAGMA journal_mode=WAL", mode);
    if (code == SQLITE_OK && mode == "wal") return rule::none;
    const bool busy = code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY;
    if (!busy) return rule_of_opening(code);
    if (std::chrono::steady_clock::now() - since > writer_patience) return rule::store_busy;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

// The path that SQLite means, with links followed, so that the files beside it can be found.
bool full_path(std::string_view path, std::string& full) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  auto* system = sqlite3_vfs_find(nullptr);
  if (system == nullptr) return false;
  std::string buffer(static_cast<std::size_t>(system->mxPathname) + 1, '\0');
  const int code =
      system->xFullPathname(system, std::string(path).c_str(), static_cast<int>(buffer.size()), buffer.data());
  if ((code & 0xff) != SQLITE_OK && code != SQLITE_OK_SYMLINK) return false;
  full = buffer.c_str();
  return true;
}

}  // namespace

result<std::unique_ptr<backend>> open_sqlite(std::string_view given, absent_store where_none) {
  if (sodium_init() < 0 || sqlite3_initialize() != SQLITE_OK) return error{rule::store_cannot_open};
  std::string path;
  if (!full_path(given, path)) return error{rule::store_cannot_open};

  // Another process may be creating, writing or closing the file at this moment, so a bad
  // impression counts only where the file stayed as it was.
  first_look seen;
  for (int tries = 0; tries < 20; ++tries) {
    const auto before = fingerprint_of(path);
    seen = look_at(path);
    if (seen.found == rule::none || fingerprint_of(path) == before) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (seen.found != rule::none) return error{seen.found};
  if (seen.is_new && where_none == absent_store::refused) return error{rule::store_cannot_open};

  auto writer = std::make_unique<connection>();
  int code = writer->open(path, SQLITE_OPEN_READWRITE | (seen.is_new ? SQLITE_OPEN_CREATE : 0));
  if (code == SQLITE_OK && sqlite3_db_readonly(writer->database(), "main") == 1) code = SQLITE_READONLY;
  if (code == SQLITE_OK) code = writer->prepare_to_write();
  if (code != SQLITE_OK) return error{rule_of_opening(code)};
  if (seen.is_new) {
    bool made = false;
    if (const auto found = create_tables(*writer, made); found != rule::none) return error{found};
    if (!made) {
      if (const auto found = examine_schema(*writer); found != rule::none) return error{found};
    }
  }
  if (const auto found = switch_to_log(*writer); found != rule::none) return error{found};
  std::unique_ptr<backend> opened = std::make_unique<sqlite_backend>(std::move(path), std::move(writer));
  return opened;
}

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
