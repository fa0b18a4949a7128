#include "dealerkit/core/instant.hpp"

#include <string>
#include <string_view>
#include <type_traits>

#include "support/catch.hpp"

using namespace dealerkit;
using namespace std::chrono;

static_assert(std::is_same_v<instant::duration, microseconds>);
static_assert(parse_instant("1970-01-01T00:00:01Z").value() == instant{seconds{1}});
static_assert(!parse_instant("1970-01-01T00:00:01").ok());
static_assert(parse_date("2024-02-29").value() == 2024y / February / 29);

namespace {

std::string written(instant at, seconds offset) {
  std::string out;
  append_instant(out, at, offset);
  return out;
}

}  // namespace

TEST_CASE("parse_instant: what is accepted, and which instant it is", "[DAT-06]") {
  struct row {
    std::string_view text;
    instant at;
  };
  const row rows[] = {
      {"2024-01-12T10:00:00+01:00", sys_days{2024y / 1 / 12} + 9h},
      {"2024-01-12T10:00:00Z", sys_days{2024y / 1 / 12} + 10h},
      {"2024-01-12T10:00:00-05:00", sys_days{2024y / 1 / 12} + 15h},
      {"2024-01-12T10:00:00-03:30", sys_days{2024y / 1 / 12} + 13h + 30min},
      {"2024-01-12T10:00:00+00:00", sys_days{2024y / 1 / 12} + 10h},
      {"2024-01-12T10:00:00-00:00", sys_days{2024y / 1 / 12} + 10h},
      {"2024-01-01T00:30:00+01:00", sys_days{2023y / 12 / 31} + 23h + 30min},
      {"2024-02-29T23:59:59.5Z", sys_days{2024y / 2 / 29} + 23h + 59min + 59s + 500ms},
      {"2024-02-29T23:59:59.000001Z", sys_days{2024y / 2 / 29} + 23h + 59min + 59s + 1us},
      {"2024-02-29T23:59:59.999999999Z", sys_days{2024y / 3 / 1} - 1us},
      {"1969-12-31T23:59:59.9999999Z", instant{-1us}},
      {"0001-01-01T00:00:00Z", sys_days{1y / 1 / 1}},
      {"9999-12-31T23:59:59Z", sys_days{9999y / 12 / 31} + 23h + 59min + 59s},
  };
  for (const auto& [text, at] : rows) {
    CAPTURE(text);
    const auto found = parse_instant(text);
    REQUIRE(found.ok());
    CHECK(found.value() == at);
  }
}

TEST_CASE("parse_instant: what is refused", "[DAT-06]") {
  const std::string_view rows[] = {
      "",
      "Z",
      "2024-01-12",
      "2024-01-12T10:00:00",
      "2024-01-12T10:00Z",
      "2024-01-12 10:00:00Z",
      "2024-01-12t10:00:00Z",
      "2024-01-12T10:00:00z",
      "2024-1-12T10:00:00Z0",
      "2024-01-12T24:00:00Z",
      "2024-01-12T10:60:00Z",
      "2024-01-12T10:00:60Z",
      "2016-12-31T23:59:60Z",
      "2024-02-30T10:00:00Z",
      "2023-02-29T10:00:00Z",
      "2024-13-01T10:00:00Z",
      "2024-00-01T10:00:00Z",
      "2024-01-00T10:00:00Z",
      "0000-01-01T10:00:00Z",
      "2024-01-12T10:00:00.Z",
      "2024-01-12T10:00:00.1234567890Z",
      "2024-01-12T10:00:00,5Z",
      "2024-01-12T10:00:00+0100",
      "2024-01-12T10:00:00+01",
      "2024-01-12T10:00:00+24:00",
      "2024-01-12T10:00:00+01:60",
      "2024-01-12T10:00:00+1:000",
      "2024-01-12T10:00:00\xe2\x88\x92"
      "01:00",
      "2024-01-12T10:00:00Z ",
      " 2024-01-12T10:00:00Z",
      "2024-01-12T10:00:00ZZ",
      "-024-01-12T10:00:00Z",
      "+024-01-12T10:00:00Z",
      "2024-01-12T-1:00:00Z",
      "2024-01-12T1 :00:00Z",
      // The offset leads out of the years that a text can name.
      "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
  };
  for (const auto text : rows) {
    CAPTURE(text);
    const auto found = parse_instant(text);
    REQUIRE_FALSE(found.ok());
    CHECK(found.refusal().broken == rule::instant_malformed);
  }
}

TEST_CASE("parse_instant: each cut of a good text is refused", "[DAT-06]") {
  const std::string_view good = "2024-01-12T10:00:00.123456789+01:00";
  REQUIRE(parse_instant(good).ok());
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(parse_instant(good.substr(0, size)).ok());
    CHECK_FALSE(parse_instant(good.substr(size + 1)).ok());
  }
}

TEST_CASE("append_instant: RFC 3339 with the offset", "[DAT-06]") {
  const instant noon = sys_days{2024y / 7 / 14} + 12h;
  CHECK(written(noon, 0s) == "2024-07-14T12:00:00Z");
  CHECK(written(noon, 2h) == "2024-07-14T14:00:00+02:00");
  CHECK(written(noon, -(3h + 30min)) == "2024-07-14T08:30:00-03:30");
  CHECK(written(noon, 14h) == "2024-07-15T02:00:00+14:00");
  CHECK(written(noon + 250ms, 0s) == "2024-07-14T12:00:00.250Z");
  CHECK(written(noon + 7us, 0s) == "2024-07-14T12:00:00.000007Z");
  CHECK(written(instant{-1us}, 0s) == "1969-12-31T23:59:59.999999Z");
  CHECK(written(instant{-1us}, -1h) == "1969-12-31T22:59:59.999999-01:00");
  CHECK(written(sys_days{5y / 1 / 2}, 0s) == "0005-01-02T00:00:00Z");
  // Brussels was 17 minutes and 30 seconds ahead until 1892: the text says 17 and is the same
  // instant.
  const instant then = sys_days{1880y / 1 / 1};
  CHECK(written(then, 17min + 30s) == "1880-01-01T00:17:00+00:17");
  CHECK(parse_instant(written(then, 17min + 30s)).value() == then);
  CHECK(written(then, 30s) == "1880-01-01T00:00:00Z");
}

TEST_CASE("append_instant: what is written reads back", "[DAT-06]") {
  std::uint64_t state = 20240112;  // the seed
  for (int i = 0; i < 20000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto spread = static_cast<std::int64_t>(state >> 12);
    const instant at{microseconds{spread * 50 - 50'000'000'000'000'000}};
    const minutes offset{static_cast<int>(state % 1681) - 840};
    const auto text = written(at, offset);
    CAPTURE(i, text);
    const auto found = parse_instant(text);
    REQUIRE(found.ok());
    REQUIRE(found.value() == at);
  }
}

TEST_CASE("parse_date: days of the calendar only", "[DAT-06]") {
  CHECK(parse_date("2024-01-12").value() == 2024y / 1 / 12);
  CHECK(parse_date("2024-02-29").value() == 2024y / 2 / 29);
  CHECK(parse_date("0001-01-01").value() == 1y / 1 / 1);
  CHECK(parse_date("9999-12-31").value() == 9999y / 12 / 31);
  for (const std::string_view text :
       {"", "2024", "2024-01", "2024-1-12", "2024-01-1", "2023-02-29", "2100-02-29", "2024-04-31", "2024-00-10",
        "2024-10-00", "0000-01-01", "2024/01/12", "12-01-2024", "2024-01-12 ", " 2024-01-12", "2024-01-12T00:00:00Z",
        "20240112", "2024-0a-12", "-2024-01-1"}) {
    CAPTURE(text);
    const auto found = parse_date(text);
    REQUIRE_FALSE(found.ok());
    CHECK(found.refusal().broken == rule::date_malformed);
  }
}

TEST_CASE("append_date: every day of two centuries reads back", "[DAT-06]") {
  for (sys_days day = 1900y / 1 / 1; day < sys_days{2100y / 1 / 1}; day += days{1}) {
    std::string text;
    append_date(text, day);
    REQUIRE(text.size() == 10);
    REQUIRE(parse_date(text).value() == year_month_day{day});
  }
}
