// What the tests of the store share: bytes of files, and SQLite used behind the store's back.
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../../src/store/backend.hpp"
#include "../../src/store/ledger.hpp"
#include "../../src/store/row_sum.hpp"
#include "../../src/store/table_keys.hpp"
#include "../support/catch.hpp"
#include "../support/directory.hpp"

namespace store_test {

using namespace dealerkit;
using namespace dealerkit::store;

inline std::string read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// The number stands at the end; what is before it brings them out of order, as random ones are.
inline subject_id subject(std::uint64_t number) {
  subject_id id{};
  const auto mixed = number_key((number + 1) * 0x9e3779b97f4a7c15U);
  const auto plain = number_key(number);
  std::copy(mixed.begin(), mixed.end(), id.begin());
  std::copy(plain.begin(), plain.end(), id.begin() + 8);
  return id;
}

inline instant moment(std::int64_t microseconds) {
  return instant(std::chrono::microseconds(1'700'000'000'000'000 + microseconds));
}

inline std::unique_ptr<ledger> open_or_fail(std::unique_ptr<backend> tables,
                                            std::optional<std::uint64_t> seed = std::nullopt) {
  auto opened = ledger::open(std::move(tables), seed);
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

inline std::unique_ptr<ledger> open_file(const std::string& path, std::optional<std::uint64_t> seed = std::nullopt) {
  auto tables = open_sqlite(path);
  REQUIRE(tables.ok());
  return open_or_fail(std::move(tables).value(), seed);
}

// A SQLite connection of a stranger.
class raw_database {
 public:
  explicit raw_database(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    run("PRAGMA synchronous=OFF");
  }
  raw_database(const raw_database&) = delete;
  raw_database& operator=(const raw_database&) = delete;
  ~raw_database() { sqlite3_close(database_); }

  void run(const std::string& text) {
    REQUIRE(sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  // Writes an event's stored bytes with a checksum that fits, as somebody who knows the format
  // does.
  void put_event(std::uint64_t sequence, const std::string& record) {
    put("INSERT OR REPLACE INTO events(key,value) VALUES(?1,?2)", sequence,
        record + sum(table::events, number_key(sequence), record));
  }
  std::string event(std::uint64_t sequence) {
    auto stored = get("SELECT value FROM events WHERE key=" + std::to_string(sequence));
    stored.resize(stored.size() - row_sum_bytes);
    return stored;
  }
  std::string meta(const std::string& name) {
    auto stored = get("SELECT value FROM meta WHERE key=CAST('" + name + "' AS BLOB)");
    stored.resize(stored.size() - row_sum_bytes);
    return stored;
  }
  void put_meta(const std::string& name, const std::string& value) {
    const auto stored = value + sum(table::meta, name, value);
    sqlite3_stmt* asked = nullptr;
    REQUIRE(sqlite3_prepare_v2(database_, "INSERT OR REPLACE INTO meta(key,value) VALUES(?1,?2)", -1, &asked,
                               nullptr) == SQLITE_OK);
    sqlite3_bind_blob(asked, 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
    sqlite3_bind_blob(asked, 2, stored.data(), static_cast<int>(stored.size()), SQLITE_STATIC);
    REQUIRE(sqlite3_step(asked) == SQLITE_DONE);
    sqlite3_finalize(asked);
  }
  // Gives the first entry of the exact indexes another value, with a checksum that fits.
  void put_first_index_row(const std::string& value) {
    const auto key = get("SELECT key FROM exact_index ORDER BY key LIMIT 1");
    const auto stored = value + sum(table::exact_index, key, value);
    sqlite3_stmt* asked = nullptr;
    REQUIRE(sqlite3_prepare_v2(database_, "UPDATE exact_index SET value=?2 WHERE key=?1", -1, &asked, nullptr) ==
            SQLITE_OK);
    sqlite3_bind_blob(asked, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
    sqlite3_bind_blob(asked, 2, stored.data(), static_cast<int>(stored.size()), SQLITE_STATIC);
    REQUIRE(sqlite3_step(asked) == SQLITE_DONE);
    sqlite3_finalize(asked);
  }
  std::string get(const std::string& text) {
    sqlite3_stmt* asked = nullptr;
    REQUIRE(sqlite3_prepare_v2(database_, text.c_str(), -1, &asked, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_step(asked) == SQLITE_ROW);
    std::string found(static_cast<const char*>(sqlite3_column_blob(asked, 0)),
                      static_cast<std::size_t>(sqlite3_column_bytes(asked, 0)));
    sqlite3_finalize(asked);
    return found;
  }

 private:
  static std::string sum(table where, std::string_view key, std::string_view value) {
    const auto made = row_sum(where, key, value);
    return {reinterpret_cast<const char*>(made.data()), made.size()};
  }
  void put(const char* text, std::uint64_t key, const std::string& stored) {
    sqlite3_stmt* asked = nullptr;
    REQUIRE(sqlite3_prepare_v2(database_, text, -1, &asked, nullptr) == SQLITE_OK);
    sqlite3_bind_int64(asked, 1, static_cast<std::int64_t>(key));
    sqlite3_bind_blob(asked, 2, stored.data(), static_cast<int>(stored.size()), SQLITE_STATIC);
    REQUIRE(sqlite3_step(asked) == SQLITE_DONE);
    sqlite3_finalize(asked);
  }

  sqlite3* database_ = nullptr;
};

}  // namespace store_test
