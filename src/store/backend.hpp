// The lower half of the store: ordered tables of bytes, changed in transactions.
//
// A backend knows nothing about events, people or indexes; ledger.hpp builds those on it. There are
// two: the memory of the process, and a SQLite file. Both pass the same tests, so what is said here
// is true of both.
//
//   auto changes = backend->write();
//   changes->put(table::documents, "a", "1");
//   changes->commit();                          // durable; without it nothing has happened
//
// After a failure every call of a transaction does nothing and `commit` gives the refusal.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "dealerkit/core/result.hpp"
#include "function_view.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {

/// The tables. Keys of `events` are 8 bytes, a big-endian number below 2^63; others are any bytes.
enum class table : std::uint8_t {
  meta,
  events,
  documents,
  exact_index,
  ordered_index,
  outbox,
  subject_keys,
  request_keys,
};

/// How many tables there are.
inline constexpr std::size_t table_count = 8;

/// Sees one row (key, value) and says whether to go on. The views end with the call.
using scan_visitor = function_view<bool(std::string_view, std::string_view)>;
/// Sees one of several values that were asked for and says whether to go on. The view ends with the
/// call.
using numbered_visitor = function_view<bool(std::size_t, std::string_view)>;

/// A consistent view of all tables and, if it came from `backend::write`, changes to them. It is
/// rolled back when destroyed without commit. One thread at a time. A visitor may use the
/// transaction it is called from; whether it then meets a row that it wrote itself ahead of the
/// scan is not said.
class transaction {
 public:
  transaction() = default;
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  virtual ~transaction() = default;

  /// The value of `key`; false where it is absent or the transaction has failed.
  virtual bool get(table where, std::string_view key, std::string& value) = 0;
  /// As `get`, where the value lies: in the table, or in `room` where it cannot be shown there. The
  /// view ends with the next change, with the transaction, or with `room`.
  virtual bool view(table where, std::string_view key, std::string& room, std::string_view& value) {
    if (!get(where, key, room)) return false;
    value = room;
    return true;
  }
  /// The values of several keys, as (number in `keys`, value), those that are absent left out;
  /// ascending by number. Faster than one after the other where the rows are not in a cache.
  virtual void get_all(table where, std::span<const std::string_view> keys, const numbered_visitor& visit) {
    std::string value;
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (get(where, keys[i], value) && !visit(i, value)) return;
  }
  /// Rows with key >= `from` that start with `prefix`, ascending, until the visitor says false.
  virtual void scan(table where, std::string_view from, std::string_view prefix, const scan_visitor& visit) = 0;
  /// The row with the greatest key; false where the table is empty.
  virtual bool last(table where, std::string& key, std::string& value) = 0;
  /// How many rows there are (a walk through the table in SQLite).
  virtual std::uint64_t count(table where) = 0;

  /// Writes a row, over the old one if there is one.
  virtual void put(table where, std::string_view key, std::string_view value) = 0;
  /// Writes a row only where the key is free: false where it is taken.
  virtual bool insert(table where, std::string_view key, std::string_view value) = 0;
  /// Removes a row; nothing happens where it is absent.
  virtual void erase(table where, std::string_view key) = 0;
  /// Removes all rows of a table.
  virtual void clear(table where) = 0;

  /// What went wrong; `rule::none` while all is well.
  [[nodiscard]] virtual error failure() const noexcept = 0;
  /// Makes the changes visible to all and durable, and ends the transaction.
  virtual result<accepted> commit() = 0;
};

/// A store of tables. Its functions may be called from any thread; it outlives its transactions.
class backend {
 public:
  backend() = default;
  backend(const backend&) = delete;
  backend& operator=(const backend&) = delete;
  virtual ~backend() = default;

  /// A snapshot of what is committed now. Never waits for a writer, never keeps one waiting. Calls
  /// that would change something make it fail.
  virtual std::unique_ptr<transaction> read() = 0;
  /// The one writer, across threads and processes. Waits up to five seconds, then `store_busy`.
  virtual std::unique_ptr<transaction> write() = 0;
  /// Leaves no copy of deleted bytes outside the tables; `store_busy` while a reader needs one.
  virtual result<accepted> scrub() = 0;
  /// Examines every page and every row: `store_damaged` where one is not as it was written.
  virtual result<accepted> check() = 0;
};

/// Tables in memory; gone with the backend.
[[nodiscard]] std::unique_ptr<backend> open_memory();

/// Tables in a SQLite file. An absent or empty file becomes a new store. Everything else is looked
/// at before SQLite may write to it: `store_foreign`, `store_damaged`, `store_version_unknown` and
/// `store_cannot_open` leave every byte of the file as it was. Where none is to be made, an absent or
/// empty file is refused, too.
enum class absent_store : std::uint8_t { made, refused };
[[nodiscard]] result<std::unique_ptr<backend>> open_sqlite(std::string_view path,
                                                           absent_store where_none = absent_store::made);

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
