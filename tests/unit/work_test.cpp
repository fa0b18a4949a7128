// What requests share: records that are decoded once, and identifiers that never come twice.
#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "desk/work.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

static_assert(!std::is_copy_constructible_v<record_cache<user>>);
static_assert(std::is_nothrow_default_constructible_v<shared_record<user>>);

namespace {

constexpr instant at = parse_instant("2024-01-12T10:00:00+01:00").value();

std::shared_ptr<const user> user_named(const char* name) {
  auto made = std::make_shared<user>();
  made->first_name = name;
  return made;
}

}  // namespace

TEST_CASE("records: found again by their bytes, and never out of date", "[desk]") {
  record_cache<user> kept;
  CHECK(kept.find("a", "1") == nullptr);
  kept.keep("a", "1", user_named("Anna"));
  const auto anna = kept.find("a", "1");
  REQUIRE(anna != nullptr);
  CHECK(kept.find("a", "1") == anna);
  CHECK(kept.find("a", "2") == nullptr);
  CHECK(kept.find("b", "1") == nullptr);
  kept.keep("a", "2", user_named("Bea"));
  CHECK(kept.find("a", "1") == nullptr);
  CHECK(kept.find("a", "2")->first_name == "Bea");
  CHECK(anna->first_name == "Anna");  // whoever has it keeps it
}

TEST_CASE("records: a cache is bounded", "[desk]") {
  record_cache<user> kept;
  const std::weak_ptr<const user> first = [&] {
    auto made = user_named("first");
    kept.keep("0", "x", made);
    return made;
  }();
  REQUIRE_FALSE(first.expired());
  for (int i = 1; i < 5000; ++i) kept.keep(std::to_string(i), "x", user_named("other"));
  CHECK(first.expired());
  CHECK(kept.find("4999", "x") != nullptr);
}

TEST_CASE("records: threads share a cache", "[desk]") {
  record_cache<user> kept;
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        const std::string id = std::to_string(i % 7);
        const std::string bytes = std::to_string(i % 3);
        const auto found = kept.find(id, bytes);
        if (found != nullptr && found->first_name != id + "/" + bytes) ++wrong[static_cast<std::size_t>(t)];
        if (found == nullptr) kept.keep(id, bytes, user_named((id + "/" + bytes).c_str()));
      }
    });
  for (auto& one : threads) one.join();
  for (const int count : wrong) CHECK(count == 0);
}

TEST_CASE("records: a shared one is like an optional", "[desk]") {
  shared_record<user> none;
  CHECK_FALSE(none.has_value());
  CHECK_FALSE(shared_record<user>(std::optional<user>{}).has_value());
  user anna;
  anna.first_name = "Anna";
  none = std::optional<user>(anna);
  REQUIRE(none.has_value());
  CHECK(none->first_name == "Anna");
  CHECK((*none).first_name == "Anna");
}

TEST_CASE("identifiers: none comes twice, in threads and in a copy of the process", "[desk]") {
  REQUIRE(sodium_init() >= 0);
  identifier_source source(std::nullopt);
  std::vector<std::set<std::array<std::uint8_t, 16>>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made)
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) mine.insert(source.next(at));
    });
  for (auto& one : threads) one.join();
  std::set<std::array<std::uint8_t, 16>> all;
  for (const auto& some : made) all.insert(some.begin(), some.end());
  CHECK(all.size() == 8000);

  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto its = source.next(at);
    _exit(write(ends[1], its.data(), its.size()) == static_cast<ssize_t>(its.size()) ? 0 : 1);
  }
  const auto mine = source.next(at);
  std::array<std::uint8_t, 16> its{};
  REQUIRE(read(ends[0], its.data(), its.size()) == static_cast<ssize_t>(its.size()));
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  close(ends[0]);
  close(ends[1]);
  CHECK(mine != its);
  CHECK(all.count(its) == 0);
}

TEST_CASE("identifiers: those of one millisecond ascend", "[desk]") {
  REQUIRE(sodium_init() >= 0);
  identifier_source source(std::nullopt);
  const auto later = at + std::chrono::milliseconds{1};
  std::set<std::array<std::uint8_t, 10>> beginnings;
  for (int round = 0; round < 50; ++round) {
    auto last = source.next(at);
    for (int i = 0; i < 100; ++i) {
      const auto next = source.next(at);
      REQUIRE(last < next);
      CHECK((next[6] >> 4) == 7);
      CHECK((next[8] >> 6) == 2);
      last = next;
    }
    const auto after = source.next(later);
    REQUIRE(last < after);
    // Where a millisecond begins says nothing of how many others there were.
    std::array<std::uint8_t, 10> beginning{};
    std::copy_n(after.begin(), beginning.size(), beginning.begin());
    beginnings.insert(beginning);
  }
  CHECK(beginnings.size() >= 45);
}

TEST_CASE("identifiers: a seed repeats them", "[desk]") {
  REQUIRE(sodium_init() >= 0);
  identifier_source one(7);
  identifier_source same(7);
  for (int i = 0; i < 5; ++i) CHECK(one.next(at) == same.next(at));
  CHECK(one.bits() == same.bits());
  identifier_source other(8);
  CHECK(one.next(at) != other.next(at));
}
