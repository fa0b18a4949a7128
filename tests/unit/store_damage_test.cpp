// Files that are not a whole store of ours: said so, and left alone.
#include <array>
#include <fstream>
#include <functional>
#include <random>

#include "dealerkit/desk.hpp"
#include "store_support.hpp"

using namespace store_test;

namespace {

constexpr collection customers{1};
constexpr store::index by_email{1};
constexpr store::index by_day{2};

// What a file and its log are, byte for byte.
struct contents {
  std::string file, log;
  explicit contents(const std::string& path) : file(read_bytes(path)), log(read_bytes(path + "-wal")) {}
  friend bool operator==(const contents&, const contents&) = default;
};

rule refusal_of(const std::string& path) {
  const contents before(path);
  const bool existed = std::filesystem::exists(path);
  const auto opened = open_sqlite(path);
  REQUIRE_FALSE(opened.ok());
  REQUIRE(contents(path) == before);
  REQUIRE(std::filesystem::exists(path) == existed);
  // The field is of static storage and has no path in it.
  REQUIRE(opened.refusal().field.find("dealerkit-") == std::string_view::npos);
  return opened.refusal().broken;
}

constexpr int people = 60;

std::string text_of(int i) {
  return "text " + std::to_string(i) + std::string(static_cast<std::size_t>(i * 13 % 700), 't');
}

void fill(ledger& into) {
  auto changes = into.write();
  for (int i = 0; i < people; ++i) {
    const auto id = std::to_string(i);
    const auto who = subject(static_cast<std::uint64_t>(i));
    changes.make_subject(who);
    changes.save(customers, id, text_of(i), i % 3 == 0 ? subject_id{} : who);
    changes.index_exact(by_email, id + "@x.be", id);
    changes.index_ordered(by_day, "day", id);
    changes.append(
        {.at = moment(i), .kind = "made", .record = id, .subject = who, .facts = "f", .personal = text_of(i)});
    changes.post_effect({"e" + id, "d", "mail", who, text_of(i), 0});
    changes.remember(id, "digest", text_of(i), who);
  }
  REQUIRE(changes.commit().ok());
}

// 0: everything reads as it was written; 1: refused when read; 2: reads otherwise than written.
int read_everything(ledger& opened) {
  auto reader = opened.read();
  bool same = true;
  int documents = 0;
  int events = 0;
  int effects = 0;
  int ids = 0;
  std::string text;
  for (int i = 0; i < people; ++i) {
    const auto id = std::to_string(i);
    if (reader.load(customers, id, text))
      same = same && text == text_of(i);
    else
      same = same && reader.failure().broken != rule::none;
    int found = 0;
    reader.find_exact(by_email, id + "@x.be", [&](std::string_view each) {
      same = same && each == id;
      ++found;
    });
    same = same && (found == 1 || reader.failure().broken != rule::none);
    if (reader.recall(id, "digest", text) == remembered::same)
      same = same && text == text_of(i);
    else
      same = same && reader.failure().broken != rule::none;
  }
  reader.scan_documents(customers, "", [&](std::string_view, std::string_view) { ++documents; });
  reader.scan_events(1, [&](const event_entry& event) {
    same = same && event.personal == text_of(events) && event.sequence == static_cast<std::uint64_t>(++events);
  });
  reader.list_effects(0, [&](const effect_entry& effect) {
    same = same && effect.body == text_of(effects);
    ++effects;
  });
  reader.scan_ordered(by_day, "", "", [&](std::string_view, std::string_view) { ++ids; });
  if (reader.failure().broken != rule::none) return same ? 1 : 2;
  if (!same || documents != people || events != people || effects != people || ids != people) return 2;
  return 0;
}

}  // namespace

TEST_CASE("store opening: what is not ours is foreign and stays as it is", "[SEC-02]") {
  const directory here;
  const auto path = here.file("file");
  write_bytes(path, "Dear customer,\n\nthank you for your letter.\n");
  REQUIRE(refusal_of(path) == rule::store_foreign);
  write_bytes(path, std::string(5000, 'x'));
  REQUIRE(refusal_of(path) == rule::store_foreign);
  write_bytes(path, std::string(5000, '\0'));
  REQUIRE(refusal_of(path) == rule::store_foreign);
  write_bytes(path, "x");
  REQUIRE(refusal_of(path) == rule::store_foreign);
  std::mt19937_64 random(1);
  for (int i = 0; i < 20; ++i) {
    std::string garbage(1 + random() % 20000, '\0');
    for (auto& c : garbage) c = static_cast<char>(random());
    write_bytes(path, garbage);
    REQUIRE(refusal_of(path) == rule::store_foreign);
  }
  // Databases of other programs, in both journal modes, with a log beside them and without.
  const auto other = here.file("other.db");
  {
    raw_database raw(other);
    raw.run("CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    REQUIRE(refusal_of(other) == rule::store_foreign);
    raw.run("PRAGMA journal_mode=WAL; INSERT INTO t VALUES(2)");
    REQUIRE(std::filesystem::file_size(other + "-wal") > 0);
    REQUIRE(refusal_of(other) == rule::store_foreign);
  }
  REQUIRE(refusal_of(other) == rule::store_foreign);
  const auto numbered = here.file("numbered.db");
  raw_database(numbered).run("PRAGMA application_id=7; PRAGMA user_version=1; CREATE TABLE t(a)");
  REQUIRE(refusal_of(numbered) == rule::store_foreign);
  // Nothing was left beside the files.
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(path).parent_path())) {
    const auto name = entry.path().filename().string();
    REQUIRE((name == "file" || name == "other.db" || name == "numbered.db"));
  }
}

TEST_CASE("store opening: ours by its number, but not in its shape, is damaged", "[SEC-02]") {
  const directory here;
  const auto path = here.file("store.db");
  const auto number = std::to_string(0x646b6974);
  raw_database(path).run("PRAGMA page_size=4096; PRAGMA application_id=" + number +
                         "; PRAGMA user_version=1; CREATE TABLE meta(a)");
  REQUIRE(refusal_of(path) == rule::store_damaged);
  for (const auto* edit : {"CREATE TABLE extra(a)", "DROP TABLE outbox", "CREATE INDEX i ON events(value)",
                           "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM meta; END",
                           "CREATE VIEW v AS SELECT 1", "ALTER TABLE meta ADD COLUMN x", "PRAGMA user_version=0"}) {
    const auto edited = here.file("edited.db");
    std::filesystem::remove(edited);
    { open_file(edited); }
    raw_database(edited).run(edit);
    REQUIRE(refusal_of(edited) == rule::store_damaged);
  }
}

TEST_CASE("store opening: a newer version is said to be one", "[SEC-02]") {
  const directory here;
  const auto path = here.file("store.db");
  { open_file(path); }
  raw_database(path).run("PRAGMA user_version=2");
  REQUIRE(refusal_of(path) == rule::store_version_unknown);
  raw_database(path).run("PRAGMA user_version=1");
  { open_file(path); }
  // The ledger has a version of its own.
  raw_database(path).put_meta("s:format", std::string("\1\2\0\0\0", 5));
  auto tables = open_sqlite(path);
  REQUIRE(tables.ok());
  REQUIRE(ledger::open(std::move(tables).value()).refusal().broken == rule::store_version_unknown);
  raw_database(path).run("DELETE FROM meta WHERE key=CAST('s:format' AS BLOB)");
  auto again = open_sqlite(path);
  REQUIRE(again.ok());
  REQUIRE(ledger::open(std::move(again).value()).refusal().broken == rule::store_damaged);
}

TEST_CASE("store opening: who only looks makes no store", "[SEC-02]") {
  const directory here;
  const auto absent = here.file("absent.db");
  REQUIRE(open_sqlite(absent, absent_store::refused).refusal().broken == rule::store_cannot_open);
  REQUIRE(verify_store(absent).refusal().broken == rule::store_cannot_open);
  REQUIRE_FALSE(std::filesystem::exists(absent));
  const auto empty = here.file("empty.db");
  std::ofstream(empty).close();
  REQUIRE(open_sqlite(empty, absent_store::refused).refusal().broken == rule::store_cannot_open);
  REQUIRE(verify_store(empty).refusal().broken == rule::store_cannot_open);
  REQUIRE(std::filesystem::file_size(empty) == 0);
  REQUIRE(verify_store(":memory:").refusal().broken == rule::store_cannot_open);
  REQUIRE(verify_store("").refusal().broken == rule::store_cannot_open);
  const auto filled = here.file("filled.db");
  { open_file(filled); }
  REQUIRE(open_sqlite(filled, absent_store::refused).ok());
}

TEST_CASE("store opening: places where no file can be", "[SEC-02][SEC-01]") {
  const directory here;
  REQUIRE(refusal_of(here.file("no/such/directory/store.db")) == rule::store_cannot_open);
  REQUIRE(open_sqlite(here.file("")).refusal().broken == rule::store_cannot_open);
  REQUIRE(open_sqlite("").refusal().broken == rule::store_cannot_open);
  REQUIRE(open_sqlite(std::string("a\0b", 3)).refusal().broken == rule::store_cannot_open);
  REQUIRE(open_sqlite("/dev/null").refusal().broken == rule::store_cannot_open);
  REQUIRE(open_sqlite("/proc/store.db").refusal().broken == rule::store_cannot_open);
  REQUIRE(open_sqlite(std::string(10000, 'x')).refusal().broken == rule::store_cannot_open);
  // Odd names are names.
  for (const auto* name : {"a b?c=d#e%41.db", "file:x.db", ":memory:", "n\xc3\xa9.db"}) {
    { open_file(here.file(name)); }
    REQUIRE(std::filesystem::exists(here.file(name)));
    open_file(here.file(name));
  }
  if (::geteuid() != 0) {
    const auto path = here.file("kept.db");
    { open_file(path); }
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    REQUIRE(refusal_of(path) == rule::store_cannot_open);
  }
}

TEST_CASE("store opening: an empty file is a new store, a link is followed", "[SEC-02]") {
  const directory here;
  const auto path = here.file("store.db");
  write_bytes(path, "");
  { fill(*open_file(path)); }
  std::filesystem::create_symlink(path, here.file("link.db"));
  REQUIRE(read_everything(*open_file(here.file("link.db"))) == 0);
  REQUIRE(read_everything(*open_file(path)) == 0);
  // An empty file with a log is no new store: its contents are in the log.
  write_bytes(path, "");
  write_bytes(path + "-wal", "log");
  REQUIRE(refusal_of(path) == rule::store_damaged);
  std::filesystem::remove(path);
  REQUIRE(refusal_of(path) == rule::store_damaged);
}

TEST_CASE("store opening: a truncated file is damaged, whatever is left of it", "[SEC-02]") {
  const directory here;
  const auto path = here.file("store.db");
  { fill(*open_file(path)); }
  const auto whole = read_bytes(path);
  REQUIRE(whole.size() > 100'000);
  std::vector<std::size_t> sizes = {1, 7, 15, 16, 50, 99, 100, 101, 4095, 4096, 4097, 8192};
  for (std::size_t at = whole.size() - 1; at > 8192; at -= 5003) sizes.push_back(at);
  sizes.push_back(whole.size() - 4096);
  for (const auto size : sizes) {
    write_bytes(path, whole.substr(0, size));
    REQUIRE(refusal_of(path) == rule::store_damaged);
  }
  write_bytes(path, whole + std::string(4096, '\0'));
  REQUIRE(refusal_of(path) == rule::store_damaged);
  write_bytes(path, whole + "x");
  REQUIRE(refusal_of(path) == rule::store_damaged);
  write_bytes(path, whole);
  REQUIRE(read_everything(*open_file(path)) == 0);
}

TEST_CASE("store opening: one damaged byte is found, or does no harm", "[SEC-02]") {
  const directory here;
  const auto path = here.file("store.db");
  { fill(*open_file(path)); }
  const auto whole = read_bytes(path);
  std::mt19937_64 random(2024);
  std::array<int, 4> counts{};
  const auto damage = [&](std::size_t at) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 + random() % 255));
    write_bytes(path, bytes);
    for (const auto* suffix : {"-wal", "-shm", "-journal"}) std::filesystem::remove(path + suffix);
    const contents before(path);
    {
      auto tables = open_sqlite(path);
      if (!tables) {
        REQUIRE(contents(path) == before);
        ++counts[0];
        return;
      }
      auto opened = ledger::open(std::move(tables).value());
      if (!opened) {
        ++counts[1];
        return;
      }
      const auto read = read_everything(*opened.value());
      INFO("byte " << at);
      REQUIRE(read != 2);
      ++counts[read == 0 ? 2 : 1];
    }
  };
  for (int i = 0; i < 200; ++i) damage(random() % whole.size());
  for (std::size_t at = 0; at < 200; ++at) damage(at);
  // Most of the file is data, and none of it may change unnoticed.
  REQUIRE(counts[0] > 150);
  WARN("one damaged byte: " << counts[0] << " refused at opening, " << counts[1] << " refused when read, " << counts[2]
                            << " harmless");
}

TEST_CASE("store opening: damage with a log beside the file is refused, and both stay", "[SEC-02]") {
  const directory here;
  const auto path = here.file("store.db");
  const auto copy = here.file("copy.db");
  auto opened = open_file(path);
  fill(*opened);
  REQUIRE(opened->scrub().ok());
  auto changes = opened->write();
  changes.save(collection{2}, "late", "in the log", {});
  REQUIRE(changes.commit().ok());
  const auto whole = read_bytes(path);
  const auto log = read_bytes(path + "-wal");
  REQUIRE(!log.empty());
  std::mt19937_64 random(5);
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    auto bytes = whole;
    bytes[random() % bytes.size()] ^= 0x10;
    write_bytes(copy, bytes);
    write_bytes(copy + "-wal", log);
    std::filesystem::remove(copy + "-shm");
    const contents before(copy);
    auto tables = open_sqlite(copy);
    if (!tables) {
      ++refused;
      REQUIRE(contents(copy) == before);
      continue;
    }
    auto damaged = ledger::open(std::move(tables).value());
    if (damaged) REQUIRE(read_everything(*damaged.value()) != 2);
  }
  REQUIRE(refused > 20);
  // Whole, as a process that was killed leaves it: the log is part of the store.
  write_bytes(copy, whole);
  write_bytes(copy + "-wal", log);
  std::filesystem::remove(copy + "-shm");
  std::string text;
  REQUIRE(open_file(copy)->read().load(collection{2}, "late", text));
  REQUIRE(text == "in the log");
}

TEST_CASE("store opening: damage below the sixteen megabytes' check is met when it is read", "[SEC-02]") {
  const directory here;
  const auto path = here.file("store.db");
  {
    auto opened = open_file(path);
    fill(*opened);
    auto changes = opened->write();
    for (int i = 0; i < 300; ++i)
      changes.save(collection{2}, std::to_string(i), std::string(70'000, static_cast<char>(i)), {});
    REQUIRE(changes.commit().ok());
  }
  const auto whole = read_bytes(path);
  REQUIRE(whole.size() > (std::size_t{17} << 20));
  std::mt19937_64 random(9);
  int refused = 0;
  for (int i = 0; i < 12; ++i) {
    auto bytes = whole;
    for (int times = 0; times < 40; ++times) bytes[4096 + random() % (bytes.size() - 4096)] ^= 0x55;
    write_bytes(path, bytes);
    auto tables = open_sqlite(path);
    if (!tables) {
      ++refused;
      continue;
    }
    auto opened = ledger::open(std::move(tables).value());
    if (!opened) {
      ++refused;
      continue;
    }
    REQUIRE(opened.value()->check().refusal().broken == rule::store_damaged);
    // Keys that are damaged can hide a row from a look-up until check() is asked; a row that is given is right.
    auto reader = opened.value()->read();
    for (int id = 0; id < 300; ++id) {
      std::string text;
      if (reader.load(collection{2}, std::to_string(id), text))
        REQUIRE(text == std::string(70'000, static_cast<char>(id)));
    }
    REQUIRE(reader.failure().broken == rule::store_damaged);
    // A unit that met damage does not go on to write.
    auto changes = opened.value()->write();
    for (int id = 0; id < 300 && changes.failure().broken == rule::none; ++id) {
      std::string text;
      changes.load(collection{2}, std::to_string(id), text);
    }
    REQUIRE(changes.failure().broken == rule::store_damaged);
    REQUIRE(changes.commit().refusal().broken == rule::store_damaged);
  }
  REQUIRE(refused < 12);
}
