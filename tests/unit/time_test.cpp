#include "time/time.hpp"

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace dealerkit;
using namespace std::chrono;
using dealerkit::time_zones::day_of;
using dealerkit::time_zones::known;
using dealerkit::time_zones::offset_at;
using dealerkit::time_zones::start_of_day;

namespace {

instant at(std::string_view rfc3339) {
  const auto found = parse_instant(rfc3339);
  REQUIRE(found.ok());
  return found.value();
}

}  // namespace

TEST_CASE("known: IANA names and nothing else", "[NET-04]") {
  for (const std::string_view zone : {"Europe/Brussels", "Europe/Luxembourg", "Europe/Paris", "America/Toronto", "UTC",
                                      "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince"}) {
    CAPTURE(zone);
    CHECK(known(zone));
    CHECK(known(zone));  // and from the table
  }
  const std::string long_name(5000, 'A');
  for (const std::string_view zone : std::initializer_list<std::string_view>{"",
                                                                             "Europe/Bruxelles",
                                                                             "Brussels",
                                                                             "Europe",
                                                                             "Europe/",
                                                                             "/Europe/Brussels",
                                                                             "Europe//Brussels",
                                                                             "Europe/Brussels/",
                                                                             "europe/brussels",
                                                                             " Europe/Brussels",
                                                                             "Europe/Brussels ",
                                                                             "/etc/localtime",
                                                                             "/usr/share/zoneinfo/Europe/Brussels",
                                                                             "../zoneinfo/Europe/Brussels",
                                                                             "Europe/../Europe/Brussels",
                                                                             "file:Europe/Brussels",
                                                                             ":Europe/Brussels",
                                                                             "libc:localtime",
                                                                             "localtime",
                                                                             "posixrules",
                                                                             "posix/Europe/Brussels",
                                                                             "right/Europe/Brussels",
                                                                             "Fixed/UTC+01:00:00",
                                                                             "UTC+1",
                                                                             "+01:00",
                                                                             "CET-1CEST",
                                                                             "Z",
                                                                             std::string_view("Europe/Brussels\0", 16),
                                                                             std::string_view("Europe\0/Brussels", 16),
                                                                             "Europe/Br\xc3\xbcssel",
                                                                             long_name}) {
    CAPTURE(zone);
    CHECK_FALSE(known(zone));
  }
}

TEST_CASE("offset_at: winter, summer, unknown", "[LEA-21]") {
  CHECK(offset_at("Europe/Brussels", at("2024-01-12T10:00:00Z")) == 1h);
  CHECK(offset_at("Europe/Brussels", at("2024-07-14T10:00:00Z")) == 2h);
  CHECK(offset_at("America/Toronto", at("2024-01-12T10:00:00Z")) == -5h);
  CHECK(offset_at("America/Toronto", at("2024-07-14T10:00:00Z")) == -4h);
  CHECK(offset_at("Asia/Kathmandu", at("2024-07-14T10:00:00Z")) == 5h + 45min);
  CHECK(offset_at("UTC", at("2024-07-14T10:00:00Z")) == 0h);
  CHECK(offset_at("Europe/Bruxelles", at("2024-07-14T10:00:00Z")) == 0h);
  // Beyond the changes that the data lists the rule goes on.
  CHECK(offset_at("Europe/Brussels", at("2150-01-12T10:00:00Z")) == 1h);
  CHECK(offset_at("Europe/Brussels", at("2150-07-14T10:00:00Z")) == 2h);
}

TEST_CASE("offset_at: to the microsecond at the clock changes", "[LEA-21]") {
  struct row {
    std::string_view zone;
    std::string_view change;  // the first instant of the new time
    hours before;
    hours after;
  };
  const row rows[] = {
      {"Europe/Brussels", "2024-03-31T01:00:00Z", 1h, 2h},
      {"Europe/Brussels", "2024-10-27T01:00:00Z", 2h, 1h},
      {"America/Toronto", "2024-03-10T07:00:00Z", -5h, -4h},
      {"America/Toronto", "2024-11-03T06:00:00Z", -4h, -5h},
  };
  for (const auto& [zone, change, before, after] : rows) {
    CAPTURE(zone, change);
    CHECK(offset_at(zone, at(change) - 1us) == before);
    CHECK(offset_at(zone, at(change)) == after);
  }
}

TEST_CASE("format: gaps and overlaps of the clock", "[LEA-21]") {
  using dealerkit::time_zones::format;
  // The clock jumps from 02:00 to 03:00, and no text names an hour in between.
  CHECK(format("Europe/Brussels", at("2024-03-31T00:59:59Z")) == "2024-03-31T01:59:59+01:00");
  CHECK(format("Europe/Brussels", at("2024-03-31T01:00:00Z")) == "2024-03-31T03:00:00+02:00");
  // Half past two happens twice, told apart by the offset.
  CHECK(format("Europe/Brussels", at("2024-10-27T00:30:00Z")) == "2024-10-27T02:30:00+02:00");
  CHECK(format("Europe/Brussels", at("2024-10-27T01:30:00Z")) == "2024-10-27T02:30:00+01:00");
  CHECK(format("America/Toronto", at("2024-03-10T06:59:59Z")) == "2024-03-10T01:59:59-05:00");
  CHECK(format("America/Toronto", at("2024-03-10T07:00:00Z")) == "2024-03-10T03:00:00-04:00");
  CHECK(format("America/Toronto", at("2024-11-03T05:30:00Z")) == "2024-11-03T01:30:00-04:00");
  CHECK(format("America/Toronto", at("2024-11-03T06:30:00Z")) == "2024-11-03T01:30:00-05:00");
  CHECK(format("UTC", at("2024-07-14T10:00:00Z")) == "2024-07-14T10:00:00Z");
  CHECK(format("nowhere", at("2024-07-14T10:00:00.5Z")) == "2024-07-14T10:00:00.500Z");
  CHECK(format("Europe/Brussels", at("1969-12-31T22:59:59.9Z")) == "1969-12-31T23:59:59.900+01:00");
}

TEST_CASE("day_of: midnight is the zone's own", "[LEA-21]") {
  CHECK(day_of("Europe/Brussels", at("2024-01-11T22:59:59.999999Z")) == 2024y / 1 / 11);
  CHECK(day_of("Europe/Brussels", at("2024-01-11T23:00:00Z")) == 2024y / 1 / 12);
  CHECK(day_of("America/Toronto", at("2024-01-12T04:59:59Z")) == 2024y / 1 / 11);
  CHECK(day_of("America/Toronto", at("2024-01-12T05:00:00Z")) == 2024y / 1 / 12);
  CHECK(day_of("nowhere", at("2024-01-12T23:59:59Z")) == 2024y / 1 / 12);
  CHECK(day_of("UTC", instant{-1us}) == 1969y / 12 / 31);
}

TEST_CASE("start_of_day: usual days, skipped and repeated midnights", "[LEA-21]") {
  CHECK(start_of_day("Europe/Brussels", 2024y / 1 / 12) == at("2024-01-12T00:00:00+01:00"));
  CHECK(start_of_day("Europe/Brussels", 2024y / 7 / 14) == at("2024-07-14T00:00:00+02:00"));
  CHECK(start_of_day("Europe/Brussels", 2024y / 3 / 31) == at("2024-03-31T00:00:00+01:00"));
  CHECK(start_of_day("Europe/Brussels", 2024y / 4 / 1) == at("2024-04-01T00:00:00+02:00"));
  CHECK(start_of_day("America/Toronto", 2024y / 11 / 3) == at("2024-11-03T00:00:00-04:00"));
  CHECK(start_of_day("America/Toronto", 2024y / 11 / 4) == at("2024-11-04T00:00:00-05:00"));
  CHECK(start_of_day("nowhere", 2024y / 7 / 14) == at("2024-07-14T00:00:00Z"));
  // Sao Paulo skipped midnight: its day began at one o'clock.
  CHECK(start_of_day("America/Sao_Paulo", 2018y / 11 / 4) == at("2018-11-04T01:00:00-02:00"));
  // Toronto in 1919 went from 23:30 to 00:30.
  CHECK(start_of_day("America/Toronto", 1919y / 3 / 31) == at("1919-03-31T00:30:00-04:00"));
  // Havana goes from one o'clock back to midnight: the first midnight counts.
  CHECK(start_of_day("America/Havana", 2023y / 11 / 5) == at("2023-11-05T00:00:00-04:00"));
  // Samoa had no 30 December 2011.
  CHECK(start_of_day("Pacific/Apia", 2011y / 12 / 30) == start_of_day("Pacific/Apia", 2011y / 12 / 31));
}

TEST_CASE("start_of_day: days meet without a gap, and have 23, 24 or 25 hours", "[LEA-21]") {
  for (const std::string_view zone : {"Europe/Brussels", "America/Toronto"}) {
    int short_days = 0;
    int long_days = 0;
    for (sys_days day = 2024y / 1 / 1; day < sys_days{2034y / 1 / 1}; day += days{1}) {
      const instant start = start_of_day(zone, day);
      const instant end = start_of_day(zone, day + days{1});
      REQUIRE(day_of(zone, start) == year_month_day{day});
      REQUIRE(day_of(zone, start - 1us) == year_month_day{day - days{1}});
      const auto length = end - start;
      if (length == 23h) ++short_days;
      if (length == 25h) ++long_days;
      REQUIRE((length == 23h || length == 24h || length == 25h));
    }
    CAPTURE(zone);
    CHECK(short_days == 10);
    CHECK(long_days == 10);
  }
}

TEST_CASE("zones load once from any number of threads", "[NET-04]") {
  const std::vector<std::string_view> zones = {
      "Africa/Abidjan", "Africa/Cairo",      "America/Bogota", "America/Chicago", "Asia/Tokyo",
      "Asia/Dubai",     "Australia/Sydney",  "Europe/Berlin",  "Europe/Madrid",   "Europe/Rome",
      "Pacific/Fiji",   "America/Vancouver", "nowhere/at_all", "Asia/Kolkata",    "Asia/Seoul"};
  std::vector<seconds> expected;
  std::atomic<int> wrong = 0;
  const instant when = at("2024-07-14T10:00:00Z");
  std::vector<std::vector<seconds>> seen(4);
  {
    std::vector<std::jthread> threads;
    for (auto& offsets : seen)
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) {
          std::vector<seconds> now;
          for (const auto zone : zones) now.push_back(offset_at(zone, when));
          if (i > 0 && now != offsets) ++wrong;
          offsets = now;
        }
      });
  }
  CHECK(wrong == 0);
  for (const auto zone : zones) expected.push_back(offset_at(zone, when));
  for (const auto& offsets : seen) CHECK(offsets == expected);
  CHECK(expected[4] == 9h);
}
