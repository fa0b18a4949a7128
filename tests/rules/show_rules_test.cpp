// The report of a day: what was quoted, sent, left unfinished, and a sample that can be drawn again.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "dealerkit/show.hpp"
#include "desk/codec.hpp"
#include "support/catch.hpp"
#include "support/show_fixture.hpp"

using namespace dealerkit;
using namespace show_test;

namespace {

report_show_day::reply_type report_of(stand& show, unsigned day, std::optional<sample_wanted> sample = {},
                                      const std::string& user = genius, const std::string& place = stand_place) {
  report_show_day command;
  command.date = std::chrono::year{2024} / 1 / static_cast<int>(day);
  command.sample = sample;
  const auto made = show.run(command, show.by(user, place));
  REQUIRE(said(made) == "ok");
  return *made.reply;
}

std::string numbers_of(const std::vector<unfinished_offer>& offers) {
  std::string text;
  for (const auto& one : offers) text += (text.empty() ? "" : " ") + one.number;
  return text;
}

}  // namespace

TEST_CASE("show.day_report: quotes, sent offers, unfinished work", "[show][JRN-07][QUO-13][CON-09]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    stand show(options_for(kind, place));
    auto empty = report_of(show, 12);
    CHECK(empty.quotes == 0);
    CHECK(empty.quotes_per_prospect.empty());
    CHECK(empty.sent_rate_percent.empty());
    CHECK(empty.unfinished.empty());

    // Two prospects, three quotes; of three offers one is sent.
    const auto anna = show.visitor(1);
    const auto session = show.linked(anna.id);
    const auto first = show.opened(stand::opening(session));
    show.issued(first);
    show.sent(first);
    auto command = stand::opening(session, "ds_7");
    command.another_offer = true;
    const auto second = show.opened(command);
    show.issued(second);
    const auto berta = show.visitor(2, second_genius);
    const auto other = show.opened(stand::opening(show.linked(berta.id, stand::start(), second_genius)), second_genius);
    show.issued(other);

    auto report = report_of(show, 12);
    CHECK(report.date == "2024-01-12");
    CHECK(report.prospects == 2);
    CHECK(report.quotes == 3);
    CHECK(report.quotes_per_prospect == "1.50");
    CHECK(report.offers_issued == 3);
    CHECK(report.offers_sent == 1);
    CHECK(report.sent_rate_percent == "33.33");
    CHECK(numbers_of(report.unfinished) == "BMS2024-000002 BMS2024-000003");
    CHECK(report.unfinished[1].user == second_genius);
    REQUIRE(report.quality.size() == 2);  // by user, never by rate
    CHECK(report.quality[0].user == genius);

    // Sent five minutes before midnight in Brussels it is finished, five minutes after it was not.
    show.now = std::chrono::sys_days{std::chrono::year{2024} / 1 / 12} + 22h + 55min;
    show.sent(second);
    CHECK(numbers_of(report_of(show, 12).unfinished) == "BMS2024-000003");
    show.now += 10min;
    show.sent(other);
    report = report_of(show, 12);
    CHECK(numbers_of(report.unfinished) == "BMS2024-000003");
    CHECK(report.sent_rate_percent == "66.67");
    CHECK(report_of(show, 13).offers_issued == 0);
    // A new document of the next day counts there; the quote itself was opened the day before.
    REQUIRE(said(show.run(rework_quote{first})) == "ok");
    show.issued(first);
    const auto next_day = report_of(show, 13);
    CHECK(next_day.quotes == 0);
    CHECK(next_day.offers_issued == 1);
    CHECK(numbers_of(next_day.unfinished) == "BMS2024-000004");
    CHECK(report_of(show, 12).offers_issued == 3);

    // Another legal entity's day is another one.
    CHECK(report_of(show, 12, {}, seller, brussels).quotes == 0);
    // What is left of an erased customer still counts.
    REQUIRE(said(show.run(erase_customer{berta.id, "asked"})) == "ok");
    CHECK(report_of(show, 12).quotes == 3);
    CHECK(show.rebuilds_the_same());
    CHECK(numbers_of(report_of(show, 12).unfinished) == "BMS2024-000003");
  }
}

TEST_CASE("show.day_report: a document that needs no sending any more", "[show][JRN-07][QUO-13]") {
  stand show;
  const auto session = show.linked(show.visitor(1).id);
  const auto open = [&] {
    auto command = stand::opening(session);
    command.another_offer = true;
    return show.opened(command);
  };
  const auto reworked = open();
  const auto superseded = show.issued(reworked);
  const auto unfinished = [&](unsigned day) { return numbers_of(report_of(show, day).unfinished); };
  CHECK(unfinished(12) == superseded);
  REQUIRE(said(show.run(rework_quote{reworked})) == "ok");
  CHECK(unfinished(12) == superseded);  // another one has to be issued still
  const auto latest = show.issued(reworked);
  CHECK(unfinished(12) == latest);
  show.sent(reworked);
  CHECK(unfinished(12).empty());
  const auto withdrawn = open();
  const auto needless = show.issued(withdrawn);
  CHECK(unfinished(12) == needless);
  REQUIRE(said(show.run(withdraw_quote{withdrawn})) == "ok");
  CHECK(unfinished(12).empty());
  CHECK(report_of(show, 12).offers_issued == 3);  // the documents of the day
  CHECK(report_of(show, 12).sent_rate_percent == "33.33");
  // What happens on the next day leaves this one's report as it was.
  const auto late = open();
  const auto left = show.issued(late);
  show.now += 24h;
  REQUIRE(said(show.run(rework_quote{late})) == "ok");
  show.issued(late);
  show.sent(late);
  CHECK(unfinished(12) == left);
  const auto other = open();
  const auto kept = show.issued(other);
  show.now += 24h;
  REQUIRE(said(show.run(withdraw_quote{other})) == "ok");
  CHECK(unfinished(13) == kept);
}

TEST_CASE("show.day_report: pages of unfinished offers", "[show][DAT-05][QUO-13]") {
  stand show;
  std::string all;
  for (int i = 0; i < 5; ++i) {
    const auto session = show.linked(show.visitor(10 + i).id);
    all += (i == 0 ? "" : " ") + show.issued(show.opened(stand::opening(session)));
    REQUIRE(said(show.run(release_customer{session})) == "ok");
  }
  report_show_day command;
  command.date = std::chrono::year{2024} / 1 / 12;
  command.limit = 2;
  std::string read;
  for (int page = 0; page < 3; ++page) {
    const auto made = show.run(command);
    REQUIRE(said(made) == "ok");
    read += (read.empty() ? "" : " ") + numbers_of(made.reply->unfinished);
    CHECK(made.reply->next.has_value() == (page < 2));
    CHECK(made.reply->offers_issued == 5);  // the totals are the day's
    command.after = made.reply->next.value_or("");
  }
  CHECK(read == all);
  command.after = "BMS2024-999999";
  CHECK(said(show.run(command)) == "list_position_unknown@after");
}

TEST_CASE("show.day_report: the form", "[show][JRN-07]") {
  stand show;
  report_show_day command;
  CHECK(said(show.run(command)) == "report_day_missing@date");
  command.date = std::chrono::year{2024} / 1 / 12;
  command.sample = sample_wanted{0, 1};
  command.event = "EXPO";
  command.limit = 0;
  CHECK(said(show.run(command)) ==
        "sample_out_of_range@sample.size, event_unknown@event, list_limit_out_of_range@limit");
  command = {};
  command.date = std::chrono::year{2024} / 1 / 12;
  command.sample = sample_wanted{1001, 1};
  CHECK(said(show.run(command)) == "sample_out_of_range@sample.size");
  command.sample = sample_wanted{1000, -5};
  command.event = "BMS2025";
  CHECK(said(show.run(command)) == "ok");
}

TEST_CASE("show.day_report: the sample can be drawn again from its seed", "[show][JRN-07][SEC-01]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    stand show(options_for(kind, place));
    std::set<std::string> known;
    for (int i = 0; i < 12; ++i) {
      const auto one = show.visitor(20 + i);
      known.insert(one.id);
      const auto session = show.linked(one.id);
      known.insert(show.opened(stand::opening(session)));
      REQUIRE(said(show.run(release_customer{session})) == "ok");
    }
    const auto draw = [&](std::int64_t size, std::int64_t seed) {
      return report_of(show, 12, sample_wanted{size, seed}).sample;
    };
    const auto sample = draw(5, 42);
    REQUIRE(sample.size() == 5);
    CHECK(draw(5, 42) == sample);
    std::set<std::string> once;
    for (const auto& one : sample) {
      CHECK(known.contains(one.id));
      CHECK((one.kind == "customer" || one.kind == "quote"));
      once.insert(one.id);
      // Nothing of the person beside the pseudonym.
      CHECK(codec::bytes_of(one).find("jeanne") == std::string::npos);
    }
    CHECK(once.size() == 5);
    // A larger sample begins with the smaller one; another seed draws others.
    const auto larger = draw(10, 42);
    CHECK(std::equal(sample.begin(), sample.end(), larger.begin()));
    int different = 0;
    for (std::int64_t seed = 0; seed < 20; ++seed) different += draw(5, seed) != sample ? 1 : 0;
    CHECK(different >= 19);
    CHECK(draw(1000, 7).size() == 24);  // all there are
    CHECK(show.rebuilds_the_same());
    CHECK(draw(5, 42) == sample);
  }
}
