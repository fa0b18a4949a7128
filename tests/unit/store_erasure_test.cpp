// After an erasure and a scrub no byte of what was known about the person is left.
#include <map>
#include <random>

#include "store_support.hpp"

using namespace store_test;

namespace {

constexpr collection customers{1};
constexpr collection visits{2};
constexpr store::index by_email{1};
constexpr store::index by_name{3};

std::string marker(std::uint64_t number) {
  return "Marker-" + std::to_string(number * 7919) + "-of-" + std::to_string(number) + "-end";
}

std::string everything_in(const std::string& path) {
  std::string all;
  for (const auto* suffix : {"", "-wal", "-shm", "-journal"}) all += read_bytes(path + suffix);
  return all;
}

// How many markers are to be found in the bytes. All markers start alike, so one pass is enough.
std::size_t markers_in(const std::string& bytes) {
  std::size_t found = 0;
  for (auto at = bytes.find("Marker-"); at != std::string::npos; at = bytes.find("Marker-", at + 1)) ++found;
  return found;
}

std::map<std::uint64_t, std::string> keys_in(const std::string& path, std::uint64_t subjects) {
  std::map<std::uint64_t, std::string> keys;
  raw_database raw(path);
  for (std::uint64_t i = 0; i < subjects; ++i) {
    std::string hexadecimal;
    for (const auto byte : subject(i)) {
      constexpr std::string_view digits = "0123456789abcdef";
      hexadecimal += {digits[byte >> 4], digits[byte & 15]};
    }
    keys[i] = raw.get("SELECT value FROM subject_keys WHERE key=x'" + hexadecimal + "'").substr(0, 32);
  }
  return keys;
}

}  // namespace

TEST_CASE("store erasure: nothing of an erased subject is left in the file", "[CUS-21]") {
  const directory here;
  const auto path = here.file("store.db");
  constexpr std::uint64_t subjects = 3000;
  auto opened = open_file(path);
  std::mt19937_64 random(11);
  const auto churn = [&](std::uint64_t i, unit& changes, int round) {
    const auto id = std::to_string(i);
    // Grows and shrinks, so that cells move about in their pages.
    std::string text;
    for (auto times = 1 + random() % 40; times > 0; --times) text += marker(i) + " ";
    changes.save(customers, id, text, subject(i));
    if (random() % 3 == 0) changes.save(visits, id + "-" + std::to_string(round), text, subject(i));
    if (random() % 5 == 0) changes.remove(visits, id + "-" + std::to_string(round - 1));
    changes.append({.at = moment(static_cast<std::int64_t>(i)),
                    .kind = "changed",
                    .record = id,
                    .subject = subject(i),
                    .facts = "amount=100",
                    .personal = text});
    if (random() % 4 == 0) changes.post_effect({id + "." + std::to_string(round), "d", "mail", subject(i), text, 0});
    if (random() % 4 == 0) changes.remember(id + "." + std::to_string(round), marker(i), text, subject(i));
    changes.index_exact(by_email, marker(i), id);
    changes.index_line(by_name, marker(i % 100), id, text.substr(0, text.size() / 2), subject(i));
  };
  for (int round = 0; round < 4; ++round) {
    for (std::uint64_t first = 0; first < subjects; first += 250) {
      auto changes = opened->write();
      for (auto i = first; i < first + 250; ++i) {
        if (round == 0) changes.make_subject(subject(i));
        churn(i, changes, round);
      }
      REQUIRE(changes.commit().ok());
    }
  }
  std::string text;
  REQUIRE(opened->read().load(customers, "5", text));
  REQUIRE(text.find(marker(5)) == 0);
  REQUIRE(opened->scrub().ok());
  const auto keys = keys_in(path, subjects);
  // The test can fail: the keys are there to be found, before.
  {
    const auto bytes = everything_in(path);
    for (std::uint64_t i = 0; i < subjects; i += 500) REQUIRE(bytes.find(keys.at(i)) != std::string::npos);
  }
  const auto erased = [](std::uint64_t i) { return i % 3 == 1; };
  // Erased in several transactions between other work, some of them twice.
  for (std::uint64_t i = 0; i < subjects; ++i) {
    if (!erased(i)) continue;
    auto changes = opened->write();
    changes.erase_subject(subject(i));
    changes.remove(customers, std::to_string(i));
    changes.unindex_exact(by_email, marker(i), std::to_string(i));
    changes.unindex_exact(by_name, marker(i % 100), std::to_string(i));
    if (i % 2 == 0) changes.erase_subject(subject(i));
    REQUIRE_FALSE(changes.subject_alive(subject(i)));
    changes.make_subject(subject(i));
    REQUIRE_FALSE(changes.subject_alive(subject(i)));
    // New people come while others go, so that the table of keys keeps growing.
    for (std::uint64_t more = 0; more < 5; ++more) changes.make_subject(subject(1'000'000 + i * 5 + more));
    if (i % 7 == 0) churn(i + 2, changes, 9);
    changes.append({.kind = "erased", .subject = subject(i), .personal = marker(i)});
    changes.save(customers, std::to_string(i), marker(i), subject(i));
    REQUIRE(changes.commit().ok());
  }

  {
    // A reader that looks at the time before keeps the old bytes: scrub says so.
    auto reader = opened->read();
    std::string seen;
    REQUIRE(reader.load(customers, "0", seen));
    auto more = opened->write();
    more.set_meta("a", "b");
    REQUIRE(more.commit().ok());
    REQUIRE(opened->scrub().refusal().broken == rule::store_busy);
    REQUIRE(reader.load(customers, "0", seen));
  }
  REQUIRE(opened->scrub().ok());
  REQUIRE(std::filesystem::file_size(path + "-wal") == 0);

  const auto check = [&] {
    const auto bytes = everything_in(path);
    REQUIRE(bytes.size() > 10'000'000);
    // Nothing personal is in the clear at all, and no key of the erased is left to open the rest.
    REQUIRE(markers_in(bytes) == 0);
    std::size_t erased_keys_left = 0;
    std::size_t living_keys_left = 0;
    // Any eight bytes of a key in a row would be a remnant.
    std::map<std::string, std::uint64_t> pieces;
    for (const auto& [i, key] : keys) {
      REQUIRE(key != std::string(32, '\0'));
      for (std::size_t at = 0; at < 32; at += 8) pieces[key.substr(at, 8)] = i;
    }
    std::array<bool, 65536> first_bytes{};
    const auto start = [](const char* at) {
      return static_cast<std::size_t>(static_cast<unsigned char>(at[0])) << 8 | static_cast<unsigned char>(at[1]);
    };
    for (const auto& [piece, i] : pieces) first_bytes[start(piece.data())] = true;
    for (std::size_t at = 0; at + 8 <= bytes.size(); ++at) {
      if (!first_bytes[start(bytes.data() + at)]) continue;
      const auto found = pieces.find(bytes.substr(at, 8));
      if (found == pieces.end()) continue;
      ++(erased(found->second) ? erased_keys_left : living_keys_left);
    }
    REQUIRE(erased_keys_left == 0);
    REQUIRE(living_keys_left >= 4 * (subjects - subjects / 3));
  };
  check();

  const auto living = [&](ledger& in) {
    auto reader = in.read();
    std::string seen;
    for (std::uint64_t i = 0; i < subjects; ++i) {
      const auto id = std::to_string(i);
      REQUIRE(reader.subject_alive(subject(i)) == !erased(i));
      REQUIRE(reader.load(customers, id, seen) == !erased(i));
      if (!erased(i)) REQUIRE(seen.find(marker(i)) == 0);
    }
    reader.scan_events(1, [&](const event_entry& event) {
      const auto i = key_number({reinterpret_cast<const char*>(event.subject.data()) + 8, 8});
      REQUIRE(event.erased == erased(i));
      REQUIRE(event.personal.empty() == erased(i));
      if (event.kind == "changed") REQUIRE(event.facts == "amount=100");
    });
    reader.scan_documents(visits, "", [&](std::string_view id, std::string_view) {
      REQUIRE_FALSE(erased(std::stoull(std::string(id))));
    });
    reader.list_effects(0, [&](const effect_entry& effect) {
      REQUIRE_FALSE(erased(std::stoull(effect.id)));
      REQUIRE(effect.body.find(marker(std::stoull(effect.id))) == 0);
    });
    for (std::uint64_t i = 0; i < subjects; ++i) {
      if (!erased(i)) continue;
      for (int round = 0; round < 4; ++round)
        REQUIRE(reader.recall(std::to_string(i) + "." + std::to_string(round), marker(i), seen) == remembered::unknown);
    }
    REQUIRE(reader.failure().broken == rule::none);
    const auto report = in.verify();
    REQUIRE(report.ok());
    REQUIRE(report.value().intact);
    REQUIRE(in.check().ok());
  };
  living(*opened);
  opened.reset();
  check();
  opened = open_file(path);
  living(*opened);
}

TEST_CASE("store erasure: a log that is not scrubbed would have the key", "[CUS-21]") {
  // What scrub is for: this test tells that the search above looks in the right place.
  const directory here;
  const auto path = here.file("store.db");
  auto opened = open_file(path);
  auto changes = opened->write();
  changes.make_subject(subject(1));
  REQUIRE(changes.commit().ok());
  auto erasing = opened->write();
  erasing.erase_subject(subject(1));
  REQUIRE(erasing.commit().ok());
  const auto log = read_bytes(path + "-wal");
  REQUIRE(log.size() > 4096);
  REQUIRE(opened->scrub().ok());
  REQUIRE(read_bytes(path + "-wal").empty());
}

TEST_CASE("store erasure: memory forgets too", "[CUS-21]") {
  const auto opened = open_or_fail(open_memory());
  auto changes = opened->write();
  changes.make_subject(subject(1));
  changes.make_subject({});
  REQUIRE_FALSE(changes.subject_alive({}));
  changes.erase_subject({});
  changes.save(customers, "a", "Jeanne", subject(1));
  REQUIRE(changes.append({.kind = "k", .subject = subject(1), .facts = "f", .personal = "Jeanne"}) == 1);
  REQUIRE(changes.subject_alive(subject(1)));
  // One that never was, is not either afterwards.
  changes.erase_subject(subject(2));
  changes.make_subject(subject(2));
  REQUIRE_FALSE(changes.subject_alive(subject(2)));
  changes.erase_subject(subject(1));
  std::string text;
  REQUIRE_FALSE(changes.load(customers, "a", text));
  REQUIRE(changes.commit().ok());
  event_entry event;
  REQUIRE(opened->read().last_event(event));
  REQUIRE(event.erased);
  REQUIRE(event.personal.empty());
  REQUIRE(event.facts == "f");
  REQUIRE(opened->verify().value().intact);
}
