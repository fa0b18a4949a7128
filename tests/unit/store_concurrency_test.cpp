// Several threads, several processes, and processes that are killed.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <random>
#include <set>
#include <thread>

#include "store_support.hpp"

using namespace store_test;

namespace {

constexpr collection counters{1};
constexpr store::index by_name{1};

// One command: an event, a counter raised by one, an index entry. All or nothing.
bool raise(ledger& opened, const std::string& name) {
  auto changes = opened.write();
  std::string text;
  const auto count = changes.load(counters, "all", text) ? std::stoull(text) : 0;
  const auto sequence = changes.append({.kind = "raised", .record = name, .facts = name});
  changes.save(counters, "all", std::to_string(count + 1), {});
  if (!changes.claim_unique(by_name, name, std::to_string(sequence))) return false;
  return changes.commit().ok();
}

void check_counts(ledger& opened, std::uint64_t expected) {
  const auto report = opened.verify();
  REQUIRE(report.ok());
  REQUIRE(report.value().intact);
  REQUIRE(report.value().records == expected);
  auto reader = opened.read();
  std::string text;
  REQUIRE(reader.load(counters, "all", text));
  REQUIRE(text == std::to_string(expected));
  std::set<std::string> names;
  reader.scan_events(1, [&](const event_entry& event) {
    REQUIRE(names.insert(event.facts).second);
    std::string id;
    REQUIRE(reader.find_unique(by_name, event.facts, id));
    REQUIRE(id == std::to_string(event.sequence));
  });
  REQUIRE(names.size() == expected);
}

void many_threads(ledger& opened, int writers, int each) {
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int reader = 0; reader < 2; ++reader) {
    threads.emplace_back([&] {
      while (!stop) {
        // Within one snapshot counter and events agree, whatever the writers do.
        auto unit = opened.read();
        std::string text;
        const auto count = unit.load(counters, "all", text) ? std::stoull(text) : 0;
        event_entry last;
        const auto sequence = unit.last_event(last) ? last.sequence : 0;
        if (count != sequence || unit.failure().broken != rule::none) ++failures;
      }
    });
  }
  std::vector<std::thread> writing;
  for (int writer = 0; writer < writers; ++writer) {
    writing.emplace_back([&, writer] {
      for (int i = 0; i < each; ++i)
        if (!raise(opened, std::to_string(writer) + "/" + std::to_string(i))) ++failures;
    });
  }
  for (auto& thread : writing) thread.join();
  stop = true;
  for (auto& thread : threads) thread.join();
  REQUIRE(failures == 0);
}

}  // namespace

TEST_CASE("store threads: writers take turns, readers see whole states", "[ACC-07][DAT-04]") {
  const auto memory = open_or_fail(open_memory());
  many_threads(*memory, 4, 500);
  check_counts(*memory, 2000);
  const directory here;
  const auto path = here.file("store.db");
  {
    const auto file = open_file(path);
    many_threads(*file, 4, 150);
    check_counts(*file, 600);
  }
  check_counts(*open_file(path), 600);
}

TEST_CASE("store processes: two at once, from the creation on", "[ACC-07][DAT-04][processes]") {
  for (int round = 0; round < 5; ++round) {
    const directory here;
    const auto path = here.file("store.db");
    std::vector<pid_t> children;
    for (int child = 0; child < 3; ++child) {
      const auto process = ::fork();
      REQUIRE(process >= 0);
      if (process == 0) {
        int status = 1;
        if (auto tables = open_sqlite(path)) {
          if (auto opened = ledger::open(std::move(tables).value())) {
            std::atomic<int> failures{0};
            std::vector<std::thread> threads;
            for (int thread = 0; thread < 2; ++thread) {
              threads.emplace_back([&, thread] {
                for (int i = 0; i < 60; ++i)
                  if (!raise(*opened.value(),
                             std::to_string(child) + "/" + std::to_string(thread) + "/" + std::to_string(i)))
                    ++failures;
              });
            }
            for (auto& thread : threads) thread.join();
            status = failures == 0 ? 0 : 3;
          } else {
            status = 100 + static_cast<int>(opened.refusal().broken) % 100;
          }
        } else {
          status = 100 + static_cast<int>(tables.refusal().broken) % 100;
        }
        ::_exit(status);
      }
      children.push_back(process);
    }
    for (const auto process : children) {
      int status = 0;
      REQUIRE(::waitpid(process, &status, 0) == process);
      REQUIRE(WIFEXITED(status));
      REQUIRE(WEXITSTATUS(status) == 0);
    }
    check_counts(*open_file(path), 360);
  }
}

TEST_CASE("store processes: what was acknowledged survives a kill", "[DAT-04][processes]") {
  const directory here;
  std::mt19937_64 random(static_cast<std::uint64_t>(::getpid()));
  constexpr int rounds = 200;
  constexpr int rounds_each_file = 10;
  std::uint64_t acknowledged_sum = 0;
  std::uint64_t unacknowledged_found = 0;
  std::uint64_t killed_at_opening = 0;
  std::uint64_t events = 0;
  std::string path;
  for (int round = 0; round < rounds; ++round) {
    if (round % rounds_each_file == 0) {
      path = here.file("store" + std::to_string(round) + ".db");
      events = 0;
    }
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto process = ::fork();
    REQUIRE(process >= 0);
    if (process == 0) {
      ::close(ends[0]);
      auto tables = open_sqlite(path);
      if (!tables) ::_exit(2);
      auto opened = ledger::open(std::move(tables).value());
      if (!opened) ::_exit(3);
      for (;;) {
        auto changes = opened.value()->write();
        event_entry last;
        const auto number = changes.last_event(last) ? last.sequence + 1 : 1;
        const auto text = std::to_string(number);
        // Several rows over several pages.
        changes.append({.kind = "k", .record = text, .facts = std::string(1000 + number % 3000, 'f')});
        for (int part = 0; part < 3; ++part)
          changes.save(counters, text + "." + std::to_string(part), std::string(500, 'd'), {});
        changes.index_exact(by_name, text, text);
        changes.post_effect({text, "d", "mail", {}, "body", 0});
        if (!changes.commit()) ::_exit(4);
        if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(5);
      }
    }
    ::close(ends[1]);
    // From the middle of the creation to some dozens of commits.
    const auto limit = round % rounds_each_file == 0 ? 8000 : 60000;
    std::this_thread::sleep_for(std::chrono::microseconds(random() % static_cast<std::uint64_t>(limit)));
    REQUIRE(::kill(process, SIGKILL) == 0);
    int status = 0;
    REQUIRE(::waitpid(process, &status, 0) == process);
    REQUIRE(WIFSIGNALED(status));
    std::uint64_t acknowledged = events;
    bool any = false;
    std::uint64_t number = 0;
    while (::read(ends[0], &number, sizeof number) == sizeof number) {
      REQUIRE(number > acknowledged);
      acknowledged = number;
      any = true;
    }
    ::close(ends[0]);
    if (!any) ++killed_at_opening;
    acknowledged_sum += acknowledged - events;

    const auto opened = open_file(path);
    REQUIRE(opened->check().ok());
    const auto report = opened->verify();
    REQUIRE(report.ok());
    REQUIRE(report.value().intact);
    // Everything acknowledged, and at most the one more that was on its way.
    REQUIRE(report.value().records >= acknowledged);
    REQUIRE(report.value().records <= acknowledged + 1);
    unacknowledged_found += report.value().records - acknowledged;
    events = report.value().records;
    auto reader = opened->read();
    std::string text;
    std::uint64_t effects = 0;
    for (std::uint64_t each = 1; each <= events + 1; ++each) {
      int parts = 0;
      for (int part = 0; part < 3; ++part)
        parts += reader.load(counters, std::to_string(each) + "." + std::to_string(part), text) ? 1 : 0;
      reader.find_exact(by_name, std::to_string(each), [&](std::string_view) { ++parts; });
      REQUIRE(parts == (each <= events ? 4 : 0));
    }
    reader.list_effects(0, [&](const effect_entry& effect) { REQUIRE(effect.id == std::to_string(++effects)); });
    REQUIRE(effects == events);
  }
  WARN("killed " << rounds << " times: " << acknowledged_sum << " acknowledged and all there, " << unacknowledged_found
                 << " there without having been acknowledged, " << killed_at_opening
                 << " killed before the first commit");
  REQUIRE(acknowledged_sum >= 20);
}

TEST_CASE("store processes: a writer that stays makes others give up, in time", "[DAT-04][processes]") {
  const directory here;
  const auto path = here.file("store.db");
  const auto first = open_file(path);
  const auto second = open_file(path);
  auto held = first->write();
  held.set_meta("a", "1");
  const auto since = std::chrono::steady_clock::now();
  auto waiting = second->write();
  REQUIRE(waiting.failure().broken == rule::store_busy);
  waiting.set_meta("a", "2");
  REQUIRE(waiting.commit().refusal().broken == rule::store_busy);
  const auto waited = std::chrono::steady_clock::now() - since;
  REQUIRE(waited > std::chrono::milliseconds(4500));
  REQUIRE(waited < std::chrono::seconds(8));
  auto also = first->write();
  REQUIRE(also.failure().broken == rule::store_busy);
  // Readers do not wait.
  std::string value;
  const auto reading_since = std::chrono::steady_clock::now();
  REQUIRE_FALSE(second->read().get_meta("a", value));
  REQUIRE(std::chrono::steady_clock::now() - reading_since < std::chrono::milliseconds(500));
  REQUIRE(held.commit().ok());
  REQUIRE(second->read().get_meta("a", value));
  auto again = second->write();
  REQUIRE(again.failure().broken == rule::none);
}

TEST_CASE("store processes: a full disk refuses a command, and loses nothing", "[DAT-04][processes]") {
  const directory here;
  const auto path = here.file("store.db");
  const auto process = ::fork();
  REQUIRE(process >= 0);
  if (process == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    auto tables = open_sqlite(path);
    if (!tables) ::_exit(1);
    auto opened = ledger::open(std::move(tables).value());
    if (!opened) ::_exit(2);
    const rlimit small{300'000, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) ::_exit(3);
    std::uint64_t done = 0;
    const auto command = [&] {
      auto changes = opened.value()->write();
      changes.append({.kind = "k", .facts = std::string(3000, 'f')});
      changes.save(counters, "all", std::to_string(done + 1), {});
      const auto answer = changes.commit();
      if (answer.ok()) ++done;
      return answer.ok() ? rule::none : answer.refusal().broken;
    };
    rule answer = rule::none;
    while (answer == rule::none && done < 1000) answer = command();
    if (answer != rule::store_write_failed) ::_exit(4);
    if (command() != rule::store_write_failed) ::_exit(5);
    const auto report = opened.value()->verify();
    if (!report || !report.value().intact || report.value().records != done) ::_exit(6);
    const rlimit large{RLIM_INFINITY, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &large) != 0) ::_exit(7);
    if (command() != rule::none) ::_exit(8);
    ::_exit(done > 10 && done < 250 ? 100 : 9);
  }
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 100);
  const auto opened = open_file(path);
  REQUIRE(opened->check().ok());
  const auto report = opened->verify();
  REQUIRE(report.ok());
  REQUIRE(report.value().intact);
  std::string text;
  REQUIRE(opened->read().load(counters, "all", text));
  REQUIRE(text == std::to_string(report.value().records));
}
