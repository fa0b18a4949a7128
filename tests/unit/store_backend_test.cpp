// Memory and SQLite give the same answers as a std::map, whatever is done to them.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>
#include <thread>

#include "store_support.hpp"

using namespace store_test;

namespace {

using model = std::array<std::map<std::string, std::string>, table_count>;
using row = std::pair<std::string, std::string>;

struct generator {
  std::mt19937_64 random;

  std::uint64_t below(std::uint64_t limit) { return random() % limit; }
  std::string key(table where) {
    if (where == table::events) {
      const std::uint64_t numbers[] = {below(40), below(100000), (std::uint64_t{1} << 63) - 1 - below(3)};
      return number_key(numbers[below(3)]);
    }
    // Few different bytes, so that prefixes meet; zeros and 0xff among them; some keys too long for
    // a page of the tree.
    static constexpr std::string_view bytes("\0\1ab\xfe\xff", 6);
    std::string made;
    const auto length = below(100) < 3 ? 900 + below(400) : below(7);
    for (std::uint64_t i = 0; i < length; ++i) made.push_back(bytes[below(bytes.size())]);
    return made;
  }
  std::string value() {
    std::string made(below(50) == 0 ? below(9000) : below(60), '\0');
    for (auto& c : made) c = static_cast<char>(below(256));
    return made;
  }
};

std::vector<row> rows_of(transaction& from, table where, const std::string& start, const std::string& prefix,
                         std::size_t limit) {
  std::vector<row> rows;
  from.scan(where, start, prefix, [&](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return rows.size() < limit;
  });
  return rows;
}

std::vector<row> rows_of(const std::map<std::string, std::string>& from, const std::string& start,
                         const std::string& prefix, std::size_t limit) {
  std::vector<row> rows;
  for (auto at = from.lower_bound(start); at != from.end() && rows.size() < limit; ++at)
    if (at->first.starts_with(prefix)) rows.emplace_back(*at);
  return rows;
}

void same_tables(transaction& found, const model& expected) {
  for (std::size_t i = 0; i < table_count; ++i) {
    const auto where = static_cast<table>(i);
    REQUIRE(rows_of(found, where, "", "", SIZE_MAX) == rows_of(expected[i], "", "", SIZE_MAX));
    REQUIRE(found.count(where) == expected[i].size());
  }
}

void random_round(generator& make, transaction& changes, model& now) {
  const auto where = static_cast<table>(make.below(table_count));
  auto& rows = now[static_cast<std::size_t>(where)];
  auto key = make.key(where);
  if (!rows.empty() && make.below(2) == 0) {
    auto at = rows.lower_bound(key);
    key = at == rows.end() ? rows.begin()->first : at->first;
  }
  switch (make.below(12)) {
    case 0:
    case 1:
    case 2: {
      const auto value = make.value();
      changes.put(where, key, value);
      rows[key] = value;
      break;
    }
    case 3:
    case 4: {
      const auto value = make.value();
      REQUIRE(changes.insert(where, key, value) == rows.emplace(key, value).second);
      break;
    }
    case 5:
    case 6:
      changes.erase(where, key);
      rows.erase(key);
      break;
    case 7: {
      std::string last_key;
      std::string last_value;
      REQUIRE(changes.last(where, last_key, last_value) == !rows.empty());
      if (!rows.empty()) REQUIRE(row(last_key, last_value) == row(*rows.rbegin()));
      break;
    }
    case 8:
      if (make.below(40) == 0) {
        changes.clear(where);
        rows.clear();
      }
      REQUIRE(changes.count(where) == rows.size());
      break;
    case 9: {
      const auto prefix = make.key(where).substr(0, make.below(4));
      const auto limit = make.below(3) == 0 ? 1 + make.below(5) : 1000;
      REQUIRE(rows_of(changes, where, key, prefix, limit) == rows_of(rows, key, prefix, limit));
      break;
    }
    default: {
      std::string value;
      const auto at = rows.find(key);
      REQUIRE(changes.get(where, key, value) == (at != rows.end()));
      if (at != rows.end()) REQUIRE(value == at->second);
    }
  }
  REQUIRE(changes.failure().broken == rule::none);
}

// Asks for several keys at once: present and absent ones, some twice, in any order, and stops early now and then.
void same_values(generator& make, transaction& found, const model& expected) {
  const auto where = static_cast<table>(make.below(table_count));
  const auto& rows = expected[static_cast<std::size_t>(where)];
  std::vector<std::string> keys(make.below(50));
  for (auto& key : keys) {
    key = make.key(where);
    const auto at = rows.lower_bound(key);
    if (at != rows.end() && make.below(3) != 0) key = at->first;
  }
  const std::vector<std::string_view> asked(keys.begin(), keys.end());
  const auto limit = make.below(4) == 0 ? 1 + make.below(5) : 1000;
  std::vector<std::pair<std::size_t, std::string>> seen;
  found.get_all(where, asked, [&](std::size_t number, std::string_view value) {
    seen.emplace_back(number, value);
    return seen.size() < limit;
  });
  std::vector<std::pair<std::size_t, std::string>> wanted;
  for (std::size_t i = 0; i < keys.size() && wanted.size() < limit; ++i)
    if (const auto at = rows.find(keys[i]); at != rows.end()) wanted.emplace_back(i, at->second);
  REQUIRE(seen == wanted);
}

void compare_with_model(std::uint64_t seed, int transactions, std::unique_ptr<backend> opened,
                        const std::function<std::unique_ptr<backend>()>& reopen) {
  generator make{std::mt19937_64(seed)};
  model committed;
  for (int i = 0; i < transactions; ++i) {
    auto before = opened->read();
    const model before_model = committed;
    auto now = committed;
    auto changes = opened->write();
    const auto steps = 1 + make.below(80);
    for (std::uint64_t step = 0; step < steps; ++step) random_round(make, *changes, now);
    same_values(make, *changes, now);
    const bool keep = make.below(3) != 0;
    if (keep) {
      REQUIRE(changes->commit().ok());
      committed = now;
    }
    changes.reset();
    if (i % 10 == 0) {
      // The snapshot of before the transaction has not moved.
      same_tables(*before, before_model);
      same_tables(*opened->read(), committed);
      for (int asked = 0; asked < 20; ++asked) {
        same_values(make, *before, before_model);
        same_values(make, *opened->read(), committed);
      }
    }
    before.reset();
    if (reopen && i % 50 == 49) {
      opened.reset();
      opened = reopen();
    }
  }
  same_tables(*opened->read(), committed);
  REQUIRE(opened->check().ok());
}

std::unique_ptr<backend> sqlite_at(const std::string& path) {
  auto opened = open_sqlite(path);
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

// Runs a test on both kinds.
void on_both(const std::function<void(backend&)>& test) {
  const auto memory = open_memory();
  test(*memory);
  const directory here;
  const auto sqlite = sqlite_at(here.file("store.db"));
  test(*sqlite);
}

}  // namespace

TEST_CASE("store backend: memory answers as a map does", "[DAT-04][DAT-05]") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) compare_with_model(seed, 200, open_memory(), {});
}

TEST_CASE("store backend: SQLite answers as a map does, reopened or not", "[DAT-04][DAT-05]") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const directory here;
    const auto path = here.file("store.db");
    compare_with_model(seed, 150, sqlite_at(path), [&] { return sqlite_at(path); });
  }
}

TEST_CASE("store backend: the memory tree grows, shrinks and comes back", "[DAT-04]") {
  const auto memory = open_memory();
  std::mt19937_64 random(7);
  std::map<std::string, std::string> expected;
  for (int round = 0; round < 6; ++round) {
    auto changes = memory->write();
    for (int i = 0; i < 20000; ++i) {
      // At random, ascending, and ascending in three places at once.
      const auto key = round % 3 == 0   ? number_key(random())
                       : round % 3 == 1 ? number_key(static_cast<std::uint64_t>(i))
                                        : std::to_string(i % 3) + number_key(expected.size());
      const std::string value(random() % 40, 'v');
      changes->put(table::documents, key, value);
      expected[key] = value;
    }
    REQUIRE(changes->commit().ok());
    auto removal = memory->write();
    // Leaves one in a hundred, in random order.
    std::vector<std::string> keys;
    for (const auto& [key, value] : expected) keys.push_back(key);
    std::shuffle(keys.begin(), keys.end(), random);
    keys.resize(keys.size() - keys.size() / 100);
    for (const auto& key : keys) {
      removal->erase(table::documents, key);
      expected.erase(key);
    }
    REQUIRE(removal->commit().ok());
    model all;
    all[static_cast<std::size_t>(table::documents)] = expected;
    same_tables(*memory->read(), all);
  }
}

TEST_CASE("store backend: a transaction not committed has not been", "[DAT-04]") {
  on_both([](backend& tables) {
    {
      auto changes = tables.write();
      changes->put(table::documents, "a", "1");
      std::string value;
      REQUIRE(changes->get(table::documents, "a", value));
      REQUIRE_FALSE(tables.read()->get(table::documents, "a", value));
    }
    std::string value;
    REQUIRE_FALSE(tables.read()->get(table::documents, "a", value));
    auto changes = tables.write();
    changes->put(table::documents, "a", "2");
    REQUIRE(changes->commit().ok());
    REQUIRE(tables.read()->get(table::documents, "a", value));
    REQUIRE(value == "2");
    // After its end a transaction does nothing.
    changes->put(table::documents, "a", "3");
    REQUIRE_FALSE(changes->get(table::documents, "a", value));
    REQUIRE_FALSE(changes->commit().ok());
    REQUIRE(tables.read()->get(table::documents, "a", value));
    REQUIRE(value == "2");
  });
}

TEST_CASE("store backend: a reader cannot write, an event key must be a number", "[DAT-04]") {
  on_both([](backend& tables) {
    auto reader = tables.read();
    reader->put(table::documents, "a", "1");
    REQUIRE(reader->failure().broken == rule::store_write_failed);
    REQUIRE_FALSE(reader->commit().ok());
    for (const std::string key : {"short", "much too long", "\x80zzzzzzz"}) {
      auto changes = tables.write();
      changes->put(table::documents, "b", "1");
      changes->put(table::events, key, "1");
      REQUIRE(changes->failure().broken == rule::store_write_failed);
      REQUIRE_FALSE(changes->commit().ok());
      std::string value;
      REQUIRE_FALSE(tables.read()->get(table::documents, "b", value));
    }
  });
}

TEST_CASE("store backend: a visitor may read and write", "[DAT-05]") {
  on_both([](backend& tables) {
    auto changes = tables.write();
    for (std::uint64_t i = 0; i < 500; ++i) changes->put(table::documents, number_key(i), std::to_string(i));
    std::uint64_t seen = 0;
    changes->scan(table::documents, "", "", [&](std::string_view key, std::string_view value) {
      std::string again;
      REQUIRE(changes->get(table::documents, key, again));
      REQUIRE(again == value);
      changes->scan(table::documents, key, "", [&](std::string_view same, std::string_view) {
        REQUIRE(same == key);
        return false;
      });
      changes->put(table::exact_index, key, value);
      changes->erase(table::documents, key);
      ++seen;
    });
    REQUIRE(seen == 500);
    REQUIRE(changes->count(table::documents) == 0);
    REQUIRE(changes->count(table::exact_index) == 500);
    REQUIRE(changes->commit().ok());
  });
}

TEST_CASE("store backend: readers keep their snapshot and never wait", "[DAT-04]") {
  on_both([](backend& tables) {
    auto first = tables.write();
    first->put(table::documents, "a", "1");
    REQUIRE(first->commit().ok());
    auto old_reader = tables.read();
    auto second = tables.write();
    second->put(table::documents, "a", "2");
    // With a writer at work, on the same thread, a reader still comes in.
    std::string value;
    REQUIRE(tables.read()->get(table::documents, "a", value));
    REQUIRE(value == "1");
    REQUIRE(second->commit().ok());
    REQUIRE(old_reader->get(table::documents, "a", value));
    REQUIRE(value == "1");
    REQUIRE(tables.read()->get(table::documents, "a", value));
    REQUIRE(value == "2");
    REQUIRE(tables.scrub().refusal().broken == rule::store_busy);
    old_reader.reset();
    REQUIRE(tables.scrub().ok());
  });
}
