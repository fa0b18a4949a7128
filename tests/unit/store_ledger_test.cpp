// Events in a chain, documents, indexes, effects, replies: on both backends.
#include <functional>
#include <random>
#include <set>

#include "store_support.hpp"

using namespace store_test;

namespace {

constexpr collection customers{1};
constexpr collection cards{2};
constexpr store::index by_email{1};
constexpr store::index by_name{2};
constexpr store::index by_day{3};

void on_both(const std::function<void(ledger&)>& test) {
  test(*open_or_fail(open_memory(), 1));
  const directory here;
  test(*open_file(here.file("store.db"), 1));
}

std::vector<std::string> ids_of(unit& in, store::index which, std::string_view value, std::string_view after = {}) {
  std::vector<std::string> ids;
  in.find_exact(
      which, value, [&](std::string_view id) { ids.emplace_back(id); }, after);
  return ids;
}

// A ledger of `count` events about a few subjects.
void fill(ledger& into, int count) {
  auto changes = into.write();
  for (int i = 0; i < 3; ++i) changes.make_subject(subject(static_cast<std::uint64_t>(i) + 1));
  for (int i = 0; i < count; ++i) {
    event_draft draft;
    draft.at = moment(i);
    draft.entity = "dealer";
    draft.user = "anna";
    draft.outlet = "north";
    draft.kind = i % 2 == 0 ? "customer_created" : "customer_changed";
    const auto record = "c" + std::to_string(i);
    draft.record = record;
    if (i % 4 != 3) draft.subject = subject(static_cast<std::uint64_t>(i) % 3 + 1);
    draft.facts = "facts";
    if (i % 4 != 2) draft.personal = "Jeanne Dupont";
    REQUIRE(changes.append(draft) == static_cast<std::uint64_t>(i) + 1);
  }
  REQUIRE(changes.commit().ok());
}

// Opens the file for the check only. A refusal is a finding too.
bool found_broken(const std::string& path, std::uint64_t at_or_zero = 0) {
  auto tables = open_sqlite(path);
  if (!tables) return tables.refusal().broken == rule::store_damaged;
  const auto report = ledger::examine(std::move(tables).value());
  if (!report) return report.refusal().broken == rule::store_damaged;
  if (report.value().intact) return false;
  return at_or_zero == 0 || report.value().first_broken == at_or_zero;
}

}  // namespace

TEST_CASE("store ledger: a document is seen where it lies", "[DAT-04][CUS-21]") {
  on_both([](ledger& opened) {
    auto changes = opened.write();
    changes.make_subject(subject(1));
    const std::string long_one(5000, 'x');
    const std::pair<std::string, std::string> documents[] = {
        {"clear", "card"}, {"sealed", "Jeanne"}, {"none", ""}, {"no name", ""}, {"long", long_one}};
    for (const auto& [id, bytes] : documents)
      changes.save(cards, id, bytes, id == "sealed" || id == "no name" ? subject(1) : subject_id{});
    const auto same = [&](unit& in) {
      std::string room;  // of the one before, too
      std::string_view seen;
      for (const auto& [id, bytes] : documents) {
        CAPTURE(id);
        REQUIRE(in.view(cards, id, room, seen));
        REQUIRE(seen == bytes);
        std::string copy = "of before";
        REQUIRE(in.load(cards, id, copy));
        REQUIRE(copy == bytes);
      }
      REQUIRE_FALSE(in.view(cards, "absent", room, seen));
      REQUIRE_FALSE(in.view(customers, "clear", room, seen));
    };
    same(changes);
    REQUIRE(changes.commit().ok());
    auto reader = opened.read();
    same(reader);
    auto erasing = opened.write();
    erasing.erase_subject(subject(1));
    std::string room;
    std::string_view seen;
    REQUIRE_FALSE(erasing.view(cards, "sealed", room, seen));
    REQUIRE(erasing.view(cards, "clear", room, seen));
    REQUIRE(seen == "card");
    REQUIRE(erasing.failure().broken == rule::none);
  });
}

TEST_CASE("store ledger: documents come back, sealed or not", "[DAT-04]") {
  on_both([](ledger& opened) {
    auto changes = opened.write();
    changes.make_subject(subject(1));
    changes.save(customers, "a", "Jeanne", subject(1));
    changes.save(customers, "b", "", subject(1));
    changes.save(customers, "c", "clear", {});
    changes.save(customers, std::string("\0\1", 2), std::string("\0x\0", 3), {});
    changes.save(cards, "a", "card", {});
    std::string bytes;
    REQUIRE(changes.load(customers, "a", bytes));
    REQUIRE(bytes == "Jeanne");
    REQUIRE(changes.commit().ok());
    auto reader = opened.read();
    REQUIRE(reader.load(customers, "b", bytes));
    REQUIRE(bytes.empty());
    REQUIRE(reader.load(cards, "a", bytes));
    REQUIRE(bytes == "card");
    REQUIRE_FALSE(reader.load(cards, "b", bytes));
    std::vector<std::string> ids;
    reader.scan_documents(customers, "", [&](std::string_view id, std::string_view) { ids.emplace_back(id); });
    REQUIRE(ids == std::vector<std::string>{std::string("\0\1", 2), "a", "b", "c"});
    ids.clear();
    reader.scan_documents(customers, "a", [&](std::string_view id, std::string_view text) {
      ids.emplace_back(id);
      ids.emplace_back(text);
      return ids.size() < 4;
    });
    REQUIRE(ids == std::vector<std::string>{"b", "", "c", "clear"});
    REQUIRE(reader.failure().broken == rule::none);
  });
}

TEST_CASE("store ledger: a subject that was never made is a mistake", "[CUS-21]") {
  on_both([](ledger& opened) {
    const std::vector<std::function<void(unit&)>> mistakes = {
        [](unit& u) { u.save(customers, "a", "x", subject(9)); },
        [](unit& u) { u.append({.kind = "k", .subject = subject(9), .personal = "x"}); },
        [](unit& u) { u.append({.kind = "k", .subject = subject(9)}); },
        [](unit& u) {
          u.post_effect({"e", "d", "mail", subject(9), "x", 0});
        },
        [](unit& u) { u.remember("k", "d", "r", subject(9)); },
    };
    for (const auto& mistake : mistakes) {
      auto changes = opened.write();
      changes.save(customers, "kept", "x", {});
      mistake(changes);
      REQUIRE(changes.failure() == error{rule::store_write_failed, "subject"});
      REQUIRE_FALSE(changes.commit().ok());
    }
    std::string bytes;
    REQUIRE_FALSE(opened.read().load(customers, "kept", bytes));
  });
}

TEST_CASE("store ledger: exact indexes", "[DAT-05]") {
  on_both([](ledger& opened) {
    auto changes = opened.write();
    for (const auto* id : {"3", "1", "2", "10"}) changes.index_exact(by_email, "a@b.be", id);
    changes.index_exact(by_email, "a@b.b", "e");
    changes.index_exact(by_name, "a@b.be", "other");
    changes.index_exact(by_email, "", "empty");
    changes.unindex_exact(by_email, "a@b.be", "2");
    REQUIRE(ids_of(changes, by_email, "a@b.be") == std::vector<std::string>{"1", "10", "3"});
    REQUIRE(ids_of(changes, by_email, "a@b.be", "1") == std::vector<std::string>{"10", "3"});
    REQUIRE(ids_of(changes, by_name, "a@b.be") == std::vector<std::string>{"other"});
    REQUIRE(ids_of(changes, by_email, "") == std::vector<std::string>{"empty"});
    REQUIRE(ids_of(changes, by_name, "nobody").empty());
    REQUIRE(changes.commit().ok());
  });
}

TEST_CASE("store ledger: the entries of an index have lines", "[DAT-05][CUS-21]") {
  const directory here;
  for (const auto& kind : {"memory", "file"}) {
    CAPTURE(kind);
    const auto opened =
        std::string_view(kind) == "file" ? open_file(here.file("lines.db"), 5) : open_or_fail(open_memory(), 5);
    const auto found = [&](std::string_view value, std::string_view after = {}) {
      std::string text;
      auto reading = opened->read();
      reading.find_lines(
          by_name, value,
          [&](std::string_view id, std::string_view line) {
            text.append(text.empty() ? "" : ", ").append(id).append("=").append(line);
            return true;
          },
          after);
      REQUIRE(reading.failure().broken == rule::none);
      return text;
    };
    auto changes = opened->write();
    for (std::uint64_t i = 0; i < 4; ++i) changes.make_subject(subject(i));
    changes.index_line(by_name, "peeters", "b", "Jan Peeters", subject(1));
    changes.index_line(by_name, "peeters", "a", "", subject(0));
    changes.index_line(by_name, "peeters", "c", "An Peeters", subject(2));
    changes.index_line(by_name, "peetersen", "d", "Bo Peetersen", subject(3));
    REQUIRE(changes.commit().ok());
    CHECK(found("peeters") == "a=, b=Jan Peeters, c=An Peeters");
    CHECK(found("peeters", "a") == "b=Jan Peeters, c=An Peeters");
    CHECK(found("peetersen") == "d=Bo Peetersen");
    CHECK(found("peeter").empty());

    // More than are looked up at once, in pages of every size.
    changes = opened->write();
    std::string all;
    for (std::uint64_t i = 0; i < 50; ++i) {
      changes.make_subject(subject(100 + i));
      const auto id = std::to_string(100 + i);
      changes.index_line(by_name, "jansen", id, "Jansen " + id, subject(100 + i));
      all.append(i == 0 ? "" : ", ").append(id).append("=Jansen ").append(id);
    }
    changes.index_line(by_name, "jansen", "150", "Jansen 150", subject(100));  // two of one subject
    all.append(", 150=Jansen 150");
    REQUIRE(changes.commit().ok());
    CHECK(found("jansen") == all);
    for (const std::size_t size : {1, 2, 15, 16, 17, 33}) {
      std::string pages, last;
      for (bool more = true; more;) {
        std::size_t seen = 0;
        auto reading = opened->read();
        reading.find_lines(
            by_name, "jansen",
            [&](std::string_view id, std::string_view line) {
              if (seen == size) return false;
              ++seen;
              pages.append(pages.empty() ? "" : ", ").append(id).append("=").append(line);
              last = id;
              return true;
            },
            std::string(last));
        more = seen == size;
      }
      CHECK(pages == all);
    }

    // A line is written over; another one's stays. The same line again gives the same bytes.
    changes = opened->write();
    const auto before = changes.projection_digest();
    changes.index_line(by_name, "peeters", "b", "Jan Peeters", subject(1));
    CHECK(changes.projection_digest() == before);
    changes.index_line(by_name, "peeters", "b", "Jan Pieters", subject(1));
    CHECK(changes.projection_digest() != before);
    changes.unindex_exact(by_name, "peeters", "c");
    REQUIRE(changes.commit().ok());
    CHECK(found("peeters") == "a=, b=Jan Pieters");
    CHECK(opened->verify().value().intact);

    // Of an erased subject nothing is shown and nothing is written.
    changes = opened->write();
    changes.erase_subject(subject(1));
    const auto without = changes.projection_digest();
    changes.index_line(by_name, "peetersen", "b", "Jan Pieters", subject(1));
    changes.unindex_exact(by_name, "peeters", "b");
    CHECK(changes.projection_digest() == without);  // it had not counted, and does not now that it is gone
    changes.index_line(by_name, "peeters", "b", "Jan Pieters", subject(1));
    REQUIRE(changes.commit().ok());
    CHECK(found("peeters") == "a=");
    CHECK(found("peetersen") == "d=Bo Peetersen");
    CHECK(opened->verify().value().intact);

    // An index without lines is none with empty ones, and a line is always somebody's.
    {
      auto mistaken = opened->write();
      mistaken.index_exact(by_name, "without", "e");
      mistaken.find_lines(by_name, "without", [](std::string_view, std::string_view) { return true; });
      CHECK(mistaken.failure().broken == rule::store_damaged);
    }
    for (const auto& nobody : {subject(9), subject_id{}}) {
      auto mistaken = opened->write();
      mistaken.index_line(by_name, "peeters", "f", "Eva Peeters", nobody);
      CHECK(mistaken.failure().broken == rule::store_write_failed);
    }
  }
}

TEST_CASE("store ledger: a line opens in its own place only, and verify finds an altered one", "[ACC-07]") {
  const directory here;
  const auto path = here.file("store.db");
  {
    const auto opened = open_file(path, 5);
    auto changes = opened->write();
    changes.make_subject(subject(1));
    changes.index_line(by_name, "peeters", "b", "Jan Peeters", subject(1));
    changes.index_line(by_name, "willems", "b", "Jan Willems", subject(1));
    REQUIRE(changes.commit().ok());
  }
  const auto lines = [&] {
    raw_database raw(path);
    return std::pair{raw.get("SELECT value FROM exact_index ORDER BY key LIMIT 1"),
                     raw.get("SELECT value FROM exact_index ORDER BY key DESC LIMIT 1")};
  }();
  CHECK(lines.first.find("Peeters") == std::string::npos);
  CHECK(lines.second.find("Peeters") == std::string::npos);
  // One is put in the other's place, with a checksum that fits.
  std::string moved = lines.second;
  moved.resize(moved.size() - row_sum_bytes);
  raw_database(path).put_first_index_row(moved);
  const auto opened = open_file(path);
  const auto report = opened->verify();
  REQUIRE(report.ok());
  CHECK_FALSE(report.value().intact);
  CHECK(report.value().first_broken == 0);
}

TEST_CASE("store ledger: a unique value has one id", "[DAT-04]") {
  on_both([](ledger& opened) {
    auto changes = opened.write();
    REQUIRE(changes.claim_unique(by_email, "a@b.be", "1"));
    REQUIRE(changes.claim_unique(by_email, "a@b.be", "1"));
    REQUIRE_FALSE(changes.claim_unique(by_email, "a@b.be", "2"));
    REQUIRE(changes.claim_unique(by_name, "a@b.be", "2"));
    std::string id;
    REQUIRE(changes.find_unique(by_email, "a@b.be", id));
    REQUIRE(id == "1");
    changes.release_unique(by_email, "a@b.be", "2");
    REQUIRE(changes.find_unique(by_email, "a@b.be", id));
    changes.release_unique(by_email, "a@b.be", "1");
    REQUIRE_FALSE(changes.find_unique(by_email, "a@b.be", id));
    REQUIRE(changes.claim_unique(by_email, "a@b.be", "2"));
    REQUIRE(ids_of(changes, by_email, "a@b.be").empty());
    REQUIRE(changes.commit().ok());
    auto again = opened.write();
    REQUIRE_FALSE(again.claim_unique(by_email, "a@b.be", "1"));
  });
}

TEST_CASE("store ledger: ordered indexes are a total order of pairs, whatever the bytes", "[DAT-05]") {
  on_both([](ledger& opened) {
    std::mt19937_64 random(5);
    constexpr std::string_view bytes("\0\1\2a\xfe\xff", 6);
    const auto text = [&] {
      std::string made;
      for (auto length = random() % 5; length > 0; --length) made.push_back(bytes[random() % bytes.size()]);
      return made;
    };
    std::set<std::pair<std::string, std::string>> expected;
    auto changes = opened.write();
    for (int i = 0; i < 2000; ++i) {
      const auto key = text();
      const auto id = text() + "x";
      if (random() % 4 == 0) {
        changes.unindex_ordered(by_day, key, id);
        expected.erase({key, id});
      } else {
        changes.index_ordered(by_day, key, id);
        expected.emplace(key, id);
      }
    }
    changes.index_ordered(by_name, "zz", "not seen");
    for (int i = 0; i < 300; ++i) {
      const auto from = text();
      const auto prefix = text();
      const auto after = i % 2 == 0 ? std::string() : text();
      std::vector<std::pair<std::string, std::string>> wanted;
      for (const auto& pair : expected) {
        if (pair.first < from || !pair.first.starts_with(prefix)) continue;
        if (!after.empty() && pair.first == from && pair.second <= after) continue;
        wanted.push_back(pair);
      }
      std::vector<std::pair<std::string, std::string>> seen;
      changes.scan_ordered(
          by_day, from, prefix, [&](std::string_view key, std::string_view id) { seen.emplace_back(key, id); }, after);
      REQUIRE(seen == wanted);
    }
    REQUIRE(changes.commit().ok());
  });
}

TEST_CASE("store ledger: events come back as they were", "[ACC-07]") {
  on_both([](ledger& opened) {
    event_entry event;
    REQUIRE_FALSE(opened.read().last_event(event));
    REQUIRE(opened.verify().value().intact);
    REQUIRE(opened.verify().value().records == 0);
    fill(opened, 100);
    auto reader = opened.read();
    std::uint64_t next = 11;
    reader.scan_events(11, [&](const event_entry& seen) {
      REQUIRE(seen.sequence == next);
      const auto i = static_cast<int>(next) - 1;
      REQUIRE(seen.at == moment(i));
      REQUIRE(seen.entity == "dealer");
      REQUIRE(seen.user == "anna");
      REQUIRE(seen.outlet == "north");
      REQUIRE(seen.kind == (i % 2 == 0 ? "customer_created" : "customer_changed"));
      REQUIRE(seen.record == "c" + std::to_string(i));
      REQUIRE(seen.facts == "facts");
      REQUIRE(seen.personal == (i % 4 == 2 ? "" : "Jeanne Dupont"));
      REQUIRE_FALSE(seen.erased);
      ++next;
    });
    REQUIRE(next == 101);
    REQUIRE(reader.last_event(event));
    REQUIRE(event.sequence == 100);
    const auto report = opened.verify().value();
    REQUIRE(report.intact);
    REQUIRE(report.records == 100);
    REQUIRE(report.first_broken == 0);
    REQUIRE(report.head == event.hash);
    REQUIRE(reader.find_event(50, event));
    REQUIRE(event.record == "c49");
    REQUIRE_FALSE(reader.find_event(101, event));
    REQUIRE_FALSE(reader.find_event(0, event));
  });
}

TEST_CASE("store ledger: the hash tells fields apart", "[ACC-07]") {
  // The same bytes, cut at another place, are another event.
  std::set<digest> hashes;
  const std::vector<event_draft> drafts = {
      {.entity = "a", .user = "bc"},
      {.entity = "ab", .user = "c"},
      {.entity = "", .user = "abc"},
      {.entity = "abc"},
      {.entity = "a", .user = "b", .outlet = "c"},
      {.kind = "abc"},
      {.record = "abc"},
      {.facts = "abc"},
      {.personal = "abc"},
      {.facts = "a", .personal = "bc"},
      {.at = moment(1)},
      {.at = moment(2)},
      {.subject = subject(1)},
      {.subject = subject(2)},
      {.subject = subject(1), .personal = "abc"},
  };
  for (const auto& draft : drafts) {
    const auto opened = open_or_fail(open_memory(), 1);
    auto changes = opened->write();
    changes.make_subject(subject(1));
    changes.make_subject(subject(2));
    REQUIRE(changes.append(draft) == 1);
    REQUIRE(changes.commit().ok());
    REQUIRE(hashes.insert(opened->verify().value().head).second);
  }
}

TEST_CASE("store ledger: every altered byte of every event is found", "[ACC-07]") {
  const directory here;
  const auto path = here.file("store.db");
  constexpr std::uint64_t events = 12;
  fill(*open_file(path), events);
  const auto whole = read_bytes(path);
  int edits = 0;
  for (std::uint64_t sequence = 1; sequence <= events; ++sequence) {
    const auto record = raw_database(path).event(sequence);
    // Every byte is every field: version, sequence, instant, five texts, subject, facts, the sealed
    // part, the hash.
    for (std::size_t at = 0; at < record.size(); at += at % 7 == 0 ? 1 : 2) {
      auto altered = record;
      altered[at] = static_cast<char>(altered[at] ^ (1 << at % 8));
      raw_database(path).put_event(sequence, altered);
      REQUIRE(found_broken(path, sequence));
      if (sequence == events) {
        auto tables = open_sqlite(path);
        REQUIRE(tables.ok());
        REQUIRE(ledger::open(std::move(tables).value()).refusal().broken == rule::chain_broken);
      }
      raw_database(path).put_event(sequence, record);
      ++edits;
    }
    // Longer and shorter.
    raw_database(path).put_event(sequence, record + "x");
    REQUIRE(found_broken(path, sequence));
    raw_database(path).put_event(sequence, record.substr(0, record.size() - 1));
    REQUIRE(found_broken(path, sequence));
    raw_database(path).put_event(sequence, "");
    REQUIRE(found_broken(path, sequence));
    raw_database(path).put_event(sequence, record);
  }
  REQUIRE(edits > 1000);
  REQUIRE_FALSE(found_broken(path));
  const auto opened = open_file(path);
  REQUIRE(opened->verify().value().intact);
}

TEST_CASE("store ledger: removed, swapped, repeated and added events are found", "[ACC-07]") {
  const directory here;
  const auto path = here.file("store.db");
  constexpr std::uint64_t events = 10;
  fill(*open_file(path), events);
  const auto whole = read_bytes(path);
  const auto with = [&](const std::function<void(raw_database&)>& edit, std::uint64_t expected) {
    write_bytes(path, whole);
    {
      raw_database raw(path);
      edit(raw);
    }
    REQUIRE(found_broken(path, expected));
  };
  for (std::uint64_t sequence = 1; sequence <= events; ++sequence) {
    const auto number = std::to_string(sequence);
    with([&](raw_database& raw) { raw.run("DELETE FROM events WHERE key=" + number); }, sequence);
    // Removed, and those after it moved up.
    with(
        [&](raw_database& raw) {
          for (auto at = sequence; at < events; ++at) raw.put_event(at, raw.event(at + 1));
          raw.run("DELETE FROM events WHERE key=" + std::to_string(events));
        },
        sequence);
    with([&](raw_database& raw) { raw.run("DELETE FROM events WHERE key>=" + number); }, sequence);
    for (std::uint64_t other = 1; other <= events; ++other) {
      if (other == sequence) continue;
      with([&](raw_database& raw) { raw.put_event(sequence, raw.event(other)); }, sequence);
      if (other > sequence) {
        with(
            [&](raw_database& raw) {
              const auto first = raw.event(sequence);
              raw.put_event(sequence, raw.event(other));
              raw.put_event(other, first);
            },
            sequence);
      }
    }
    with([&](raw_database& raw) { raw.put_event(events + 1, raw.event(sequence)); }, events + 1);
    with([&](raw_database& raw) { raw.put_event(0, raw.event(sequence)); }, 0);
    with([&](raw_database& raw) { raw.put_event(events + sequence, raw.event(sequence)); }, events + 1);
  }
  // An event that follows correctly, but was never announced by the head row: taken from a longer
  // ledger with the same beginning.
  {
    const auto longer = here.file("longer.db");
    write_bytes(longer, whole);
    {
      auto opened = open_file(longer);
      auto changes = opened->write();
      REQUIRE(changes.append({.kind = "more"}) == events + 1);
      REQUIRE(changes.commit().ok());
    }
    const auto added = raw_database(longer).event(events + 1);
    const auto head = raw_database(longer).meta("s:head");
    with([&](raw_database& raw) { raw.put_event(events + 1, added); }, events + 1);
    // A head row that is ahead, or gone, or of other bytes.
    with([&](raw_database& raw) { raw.put_meta("s:head", head); }, events + 1);
    with([&](raw_database& raw) { raw.run("DELETE FROM meta WHERE key=CAST('s:head' AS BLOB)"); }, 1);
    for (std::size_t at = 0; at < head.size(); ++at) {
      write_bytes(path, whole);
      auto altered = raw_database(path).meta("s:head");
      altered[at] = static_cast<char>(altered[at] ^ 4);
      with([&](raw_database& raw) { raw.put_meta("s:head", altered); }, 0);
    }
  }
  write_bytes(path, whole);
  REQUIRE_FALSE(found_broken(path));
}

TEST_CASE("store ledger: clearing the projections and saving them again gives the same bytes", "[ACC-07][DAT-04]") {
  on_both([](ledger& opened) {
    const auto project = [](unit& into, bool backwards) {
      for (int n = 0; n < 300; ++n) {
        const auto i = backwards ? 299 - n : n;
        const auto id = "c" + std::to_string(i);
        into.save(customers, id, "document " + id, subject(static_cast<std::uint64_t>(i) % 7));
        into.save(cards, id, "clear " + id, {});
        into.index_exact(by_email, id + "@x.be", id);
        REQUIRE(into.claim_unique(by_name, id, id));
        into.index_ordered(by_day, "2024", id);
      }
    };
    auto changes = opened.write();
    for (std::uint64_t i = 1; i < 7; ++i) changes.make_subject(subject(i));
    changes.make_subject(subject(0));
    project(changes, false);
    const auto before = changes.projection_digest();
    REQUIRE(changes.commit().ok());
    auto rebuilding = opened.write();
    rebuilding.clear_projections();
    REQUIRE(rebuilding.projection_digest() != before);
    std::string bytes;
    REQUIRE_FALSE(rebuilding.load(cards, "c1", bytes));
    project(rebuilding, true);
    REQUIRE(rebuilding.projection_digest() == before);
    REQUIRE(rebuilding.commit().ok());
    auto differing = opened.write();
    differing.save(cards, "c1", "clear c2", {});
    REQUIRE(differing.projection_digest() != before);
  });
  // The same on both backends, with the same seed.
}

TEST_CASE("store ledger: effects wait in the order of posting", "[DAT-04][DAT-05]") {
  on_both([](ledger& opened) {
    auto changes = opened.write();
    changes.make_subject(subject(1));
    REQUIRE(changes.post_effect({"z", "dealer", "mail", subject(1), "to Jeanne", 0}));
    REQUIRE(changes.post_effect({"a", "dealer", "task", {}, "call", 0}));
    REQUIRE_FALSE(changes.post_effect({"a", "dealer", "task", {}, "again", 0}));
    REQUIRE(changes.post_effect({"m", "dealer", "mail", subject(1), "", 0}));
    REQUIRE(changes.commit().ok());
    const auto list = [&](std::uint64_t after) {
      std::vector<std::string> ids;
      opened.read().list_effects(after, [&](const effect_entry& effect) {
        ids.push_back(effect.id + ":" + effect.body + ":" + std::to_string(effect.sequence));
      });
      return ids;
    };
    REQUIRE(list(0) == std::vector<std::string>{"z:to Jeanne:1", "a:call:2", "m::3"});
    REQUIRE(list(1) == std::vector<std::string>{"a:call:2", "m::3"});
    REQUIRE(list(UINT64_MAX).empty());
    auto done = opened.write();
    REQUIRE(done.acknowledge("m"));
    REQUIRE_FALSE(done.acknowledge("m"));
    REQUIRE_FALSE(done.acknowledge("nothing"));
    // A number is not used again, and the id of something done may be.
    REQUIRE(done.post_effect({"m", "dealer", "mail", subject(1), "second", 0}));
    REQUIRE(done.commit().ok());
    REQUIRE(list(1) == std::vector<std::string>{"a:call:2", "m:second:4"});
    auto erasing = opened.write();
    erasing.erase_subject(subject(1));
    REQUIRE_FALSE(erasing.post_effect({"late", "dealer", "mail", subject(1), "x", 0}));
    REQUIRE(erasing.commit().ok());
    REQUIRE(list(0) == std::vector<std::string>{"a:call:2"});
    REQUIRE(opened.verify().value().intact);
  });
}

TEST_CASE("store ledger: a request is remembered", "[DAT-04]") {
  on_both([](ledger& opened) {
    auto changes = opened.write();
    changes.make_subject(subject(1));
    changes.make_subject(subject(2));
    changes.remember("key 1", "digest", "reply", subject(1));
    changes.remember("key 2", "digest", "", {});
    REQUIRE(changes.commit().ok());
    auto next = opened.write();
    std::string reply;
    REQUIRE(next.recall("key 1", "digest", reply) == remembered::same);
    REQUIRE(reply == "reply");
    REQUIRE(next.recall("key 1", "other", reply) == remembered::other);
    REQUIRE(next.recall("key 2", "digest", reply) == remembered::same);
    REQUIRE(reply.empty());
    REQUIRE(next.recall("key 3", "digest", reply) == remembered::unknown);
    // Given to somebody else: erasing the first one leaves it.
    next.remember("key 1", "digest", "hers", subject(2));
    next.erase_subject(subject(1));
    REQUIRE(next.recall("key 1", "digest", reply) == remembered::same);
    REQUIRE(reply == "hers");
    next.erase_subject(subject(2));
    REQUIRE(next.recall("key 1", "digest", reply) == remembered::unknown);
    REQUIRE(next.recall("key 2", "digest", reply) == remembered::same);
    REQUIRE(next.commit().ok());
  });
}

TEST_CASE("store ledger: small facts, tokens, seeds", "[DAT-04]") {
  on_both([](ledger& opened) {
    auto changes = opened.write();
    changes.set_meta("head", "mine");
    std::string value;
    REQUIRE(changes.get_meta("head", value));
    REQUIRE(value == "mine");
    REQUIRE_FALSE(changes.get_meta("s:head", value));
    REQUIRE(changes.commit().ok());
    REQUIRE_FALSE(changes.commit().ok());
    REQUIRE(changes.append({.kind = "late"}) == 0);
    REQUIRE(changes.failure().broken == rule::none);
  });
  const auto first = open_or_fail(open_memory(), 1);
  const auto same = open_or_fail(open_memory(), 1);
  const auto other = open_or_fail(open_memory(), 2);
  const auto random = open_or_fail(open_memory());
  REQUIRE(first->mac("search", "data").size() == 16);
  REQUIRE(first->mac("search", "data") == same->mac("search", "data"));
  REQUIRE(first->mac("search", "data") != other->mac("search", "data"));
  REQUIRE(first->mac("search", "data") != random->mac("search", "data"));
  REQUIRE(first->mac("search", "data") != first->mac("search", "datb"));
  REQUIRE(first->mac("search", "data") != first->mac("searchd", "ata"));
  const directory here;
  const auto before = open_file(here.file("a.db"))->mac("p", "d");
  REQUIRE(open_file(here.file("a.db"))->mac("p", "d") == before);
}

TEST_CASE("store ledger: memory and a file give the same bytes for the same seed", "[ACC-07]") {
  const directory here;
  const auto memory = open_or_fail(open_memory(), 3);
  const auto file = open_file(here.file("store.db"), 3);
  digest digests[2];
  int at = 0;
  for (auto* opened : {memory.get(), file.get()}) {
    fill(*opened, 40);
    auto changes = opened->write();
    changes.save(customers, "a", "Jeanne", subject(1));
    changes.index_exact(by_email, "a@b.be", "a");
    digests[at++] = changes.projection_digest();
    REQUIRE(changes.commit().ok());
  }
  REQUIRE(digests[0] == digests[1]);
  REQUIRE(memory->verify().value().head == file->verify().value().head);
}
