// A loyalty card that is used for years: its document stays as large as what can still be spent, and every answer is
// the one of an account that has kept all it ever got.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "desk/cards.hpp"
#include "desk/loyalty_parts.hpp"
#include "desk/work.hpp"
#include "support/card_fixture.hpp"
#include "time/time.hpp"

namespace loyalty_age_test {

using namespace card_test;
using std::chrono::sys_days;
namespace collections = projections::collections;

// What a card's document is made of can be seen from inside only.
template <auto Member>
struct door {
  friend auto& store_of(desk& opened) { return *(opened.*Member); }
};
auto& store_of(desk& opened);
template struct door<&desk::implementation_>;

constexpr auto a_day = 24h;
constexpr auto a_microsecond = std::chrono::microseconds{1};

decimal number(const char* text) { return parse_decimal(text).value(); }
decimal cents(std::int64_t units) { return decimal::of(units, 2).value(); }

std::string text_of(std::int64_t units, loyalty_unit unit) {
  return unit == loyalty_unit::eur ? cards::euros(units) : std::to_string(units);
}

programme_terms kitty(std::int64_t validity_days) {
  programme_terms terms;
  terms.earning = earning_kind::kitty;
  terms.unit = loyalty_unit::eur;
  terms.rate = number("0.05");
  terms.validity_days = validity_days;
  return terms;
}

programme_terms tranches(std::int64_t validity_days) {
  programme_terms terms;
  terms.earning = earning_kind::tranche;
  terms.unit = loyalty_unit::points;
  terms.tranche = number("100");
  terms.advantage = number("8");
  terms.validity_days = validity_days;
  return terms;
}

programme_terms with_tiers(programme_terms terms, std::int64_t window_days) {
  terms.tiers = {{"silver", number("300"), number("2")}, {"gold", number("900"), number("3")}};
  terms.tier_window_days = window_days;
  return terms;
}

// The account of a card that never puts anything aside: the events, one after the other.
struct whole_account {
  loyalty_card known;
  std::map<std::string, loyalty_transaction> transactions;
  std::int64_t next_sequence = 1;
  std::optional<loyalty_taken_back> last_taken_back;
  std::int64_t cumulated_before = 0;  // of the year that the last taking back was of

  void follow(store::unit& unit, std::string_view card) {
    unit.scan_events(static_cast<std::uint64_t>(next_sequence), [&](const store::event_entry& event) {
      next_sequence = static_cast<std::int64_t>(event.sequence) + 1;
      if (event.record == card) apply(event);
      return true;
    });
  }

 private:
  template <class Event>
  static Event read(const store::event_entry& event) {
    Event made;
    REQUIRE(codec::decode(event.facts, made));
    REQUIRE(codec::decode(event.personal, made));
    return made;
  }
  void apply(const store::event_entry& event) {
    if (event.kind == loyalty_card_created::kind) {
      known = evolve(loyalty_card{}, read<loyalty_card_created>(event), event.at);
    } else if (event.kind == loyalty_moved_event::kind) {
      const auto moved = read<loyalty_moved_event>(event);
      known = evolve(known, moved, event.at);
      transactions[moved.transaction.id] = moved.transaction;
    } else if (event.kind == loyalty_taken_back::kind) {
      last_taken_back = read<loyalty_taken_back>(event);
      auto& of = transactions.at(last_taken_back->transaction);
      cumulated_before = cumulated_in(known, of.year);
      known = evolve(known, *last_taken_back, of, event.at);
      of = evolve(of, *last_taken_back, known, event.at);
    } else if (event.kind == loyalty_adjusted::kind) {
      known = evolve(known, read<loyalty_adjusted>(event), event.at);
    }
  }
};

class member : public garage {
 public:
  explicit member(const programme_terms& terms, const desk_options& options = card_options())
      : garage(options), unit(*terms.unit) {
    define(terms);
    create_loyalty_card command;
    command.customer = anne();
    command.share_with_brand = false;
    const auto made = run(command);
    REQUIRE(said(made) == "ok");
    code = made.reply->card.code;
    REQUIRE(store().ledger->read().find_unique(projections::indexes::loyalty_code, code, id));
  }

  loyalty_unit unit;
  std::string code;
  std::string id;

  [[nodiscard]] desk::implementation& store() { return store_of(office); }

  void define(const programme_terms& terms) { REQUIRE(said(run(define_programme{terms})) == "ok"); }

  /// Ends the programme; the instant from which on another one may run.
  instant ended() {
    const auto done = run(end_programme{});
    REQUIRE(said(done) == "ok");
    return time_zones::start_of_day("Europe/Brussels", *done.reply->programme.end);
  }

  [[nodiscard]] transact_loyalty purchase(std::int64_t amount, std::int64_t deduct = 0) {
    transact_loyalty command;
    command.code = code;
    command.invoice.number = "F-" + std::to_string(++invoices_);
    command.invoice.amount = cents(amount);
    command.earn = true;
    if (deduct > 0) command.deduct = unit == loyalty_unit::eur ? cents(deduct) : decimal::whole(deduct);
    return command;
  }
  transaction_view spend(std::int64_t amount, std::int64_t deduct = 0) {
    const auto done = run(purchase(amount, deduct));
    REQUIRE(said(done) == "ok");
    return done.reply->transaction;
  }
  loyalty_balance_reply cancel(const std::string& transaction) {
    const auto done = run(cancel_loyalty{transaction});
    REQUIRE(said(done) == "ok");
    return *done.reply;
  }
  return_loyalty::reply_type give_back(const std::string& transaction, std::int64_t amount) {
    return_loyalty command;
    command.transaction = transaction;
    command.amount = cents(amount);
    const auto done = run(command);
    REQUIRE(said(done) == "ok");
    return *done.reply;
  }
  loyalty_balance_reply adjust(std::int64_t units) {
    adjust_loyalty command;
    command.code = code;
    command.amount = unit == loyalty_unit::eur ? cents(units) : decimal::whole(units);
    command.reason = "goodwill";
    const auto done = run(command);
    REQUIRE(said(done) == "ok");
    return *done.reply;
  }
  show_loyalty_balance::reply_type balance(std::optional<instant> as_of = {}) {
    show_loyalty_balance command;
    command.code = code;
    command.as_of = as_of;
    const auto shown = run(command);
    REQUIRE(said(shown) == "ok");
    return *shown.reply;
  }
  show_liability::reply_type liability(std::optional<instant> as_of = {}) {
    show_liability command;
    command.as_of = as_of;
    const auto shown = run(command);
    REQUIRE(said(shown) == "ok");
    return *shown.reply;
  }
  loyalty_card_view looked_up() {
    look_up_loyalty command;
    command.code = code;
    const auto shown = run(command);
    REQUIRE(said(shown) == "ok");
    return *shown.reply->card;
  }

  /// The card as it is stored.
  [[nodiscard]] loyalty_card stored() {
    auto reading = store().ledger->read();
    const auto known = projections::load<loyalty_card>(reading, collections::loyalty_cards, id);
    REQUIRE(known.has_value());
    return *known;
  }
  /// With all of its credits that have not been put aside.
  [[nodiscard]] loyalty_card whole() {
    auto known = stored();
    auto reading = store().ledger->read();
    projections::complete(reading, known);
    CHECK_FALSE(known.account.later.has_value());
    return known;
  }
  [[nodiscard]] std::size_t stored_bytes() {
    auto reading = store().ledger->read();
    std::string bytes;
    REQUIRE(reading.load(collections::loyalty_cards, id, bytes));
    return bytes.size();
  }
  /// What the card has put aside, all parts together, in the account's order; and the longest of them.
  [[nodiscard]] std::vector<loyalty_credit> credits_aside(std::size_t* longest = nullptr) {
    auto reading = store().ledger->read();
    std::vector<loyalty_credit> credits;
    reading.scan_documents(collections::loyalty_aside, id, [&](std::string_view key, std::string_view bytes) {
      if (!key.starts_with(id)) return false;
      if (longest != nullptr) *longest = std::max(*longest, bytes.size());
      if (key.find("later") != std::string_view::npos) return true;  // these have not expired
      loyalty_aside part;
      REQUIRE(codec::decode(bytes, part));
      CHECK_FALSE(part == loyalty_aside{});
      credits.insert(credits.end(), part.credits.begin(), part.credits.end());
      return true;
    });
    std::sort(credits.begin(), credits.end(), [](const loyalty_credit& a, const loyalty_credit& b) {
      return a.expires != b.expires ? a.expires < b.expires : a.number < b.number;
    });
    return credits;
  }

 private:
  int invoices_ = 0;
};

std::int64_t breakage_of(const loyalty_account& account, instant at) {
  std::int64_t sum = account.expired;
  for (const auto& credit : account.credits)
    if (credit.expires <= at) sum += credit.left;
  return sum;
}

}  // namespace loyalty_age_test

using namespace loyalty_age_test;

TEST_CASE("loyalty: credits that expired are put aside and found again", "[LOY-07][LOY-13][LOY-18]") {
  loyalty_account account;
  put_in(account, 1, 1000, noon + a_day, noon);
  put_in(account, 2, 500, noon + 2 * a_day, noon);
  CHECK(put_expired_aside(account, noon + a_day - a_microsecond).empty());
  // At the instant itself a credit is expired.
  CHECK(put_expired_aside(account, noon + a_day) == std::vector<loyalty_credit>{{1, 1000, noon + a_day}});
  CHECK(account.expired == 1000);
  CHECK(balance_at(account, noon + a_day) == 500);
  // Found again, it is what is taken back first.
  bring_back(account, {1, 1000, noon + a_day});
  CHECK(account.expired == 0);
  CHECK(account.credits.front().number == 1);
  CHECK(take_back(account, 1, 1200, noon + a_day) == 0);
  CHECK(balance_at(account, noon + a_day) == 300);
  // A sum that does not fit is not made.
  loyalty_account full;
  put_in(full, 1, INT64_MAX, noon, noon);
  put_in(full, 2, 1, noon, noon);
  CHECK(put_expired_aside(full, noon).size() == 1);
  CHECK(full.credits == std::vector<loyalty_credit>{{2, 1, noon}});
}

TEST_CASE("loyalty: years and days that are over are put aside", "[LOY-05][LOY-17]") {
  const auto day = [](int year, unsigned month, unsigned number) {
    return std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{number}};
  };
  loyalty_transaction done;
  CHECK_FALSE(outside_window(done).has_value());
  done.day = day(2024, 1, 31);
  done.window_days = 30;
  CHECK(outside_window(done) == day(2024, 1, 1));

  loyalty_card known;
  known.years = {{day(2022, 1, 1), 100}, {day(2023, 1, 1), 200}};
  known.window = {{day(2024, 1, 1), 10}, {day(2024, 1, 2), 20}};
  known.points_window = {{day(2023, 1, 1), 5}};
  CHECK(has_to_put_aside(known, noon, {}));
  const auto aside = put_aside(known, noon, day(2024, 1, 1));
  CHECK(aside.years == std::vector<dated_spending>{{day(2022, 1, 1), 100}});
  CHECK(aside.window == std::vector<dated_spending>{{day(2024, 1, 1), 10}});
  CHECK(aside.points_window == std::vector<dated_spending>{{day(2023, 1, 1), 5}});
  CHECK(known.years == std::vector<dated_spending>{{day(2023, 1, 1), 200}});
  CHECK(known.window == std::vector<dated_spending>{{day(2024, 1, 2), 20}});
  CHECK(known.window_aside == day(2024, 1, 1));
  CHECK_FALSE(has_to_put_aside(known, noon, day(2024, 1, 1)));
  // What a return takes off a day that is aside follows it, whatever the programme's window is.
  known.window.push_back({day(2024, 1, 1), -4});
  CHECK(has_to_put_aside(known, noon, {}));
  CHECK(put_aside(known, noon).window == std::vector<dated_spending>{{day(2024, 1, 1), -4}});
}

TEST_CASE("loyalty: a card used for years stays as small as it was", "[LOY-07][LOY-15]") {
  struct usage {
    const char* who;
    std::int64_t validity_days;
    std::chrono::hours between;
    bool uses;
    std::size_t open;   // credits in the end
    std::size_t aside;  // and those that have expired
  };
  for (const auto& [who, validity_days, between, uses, open, aside] :
       {usage{"every fourth invoice uses what is there", 900, 24h, true, 1, 0},
        usage{"uses nothing, so that all expires in the end", 60, 24h, false, 60, 2940},
        usage{"uses nothing, and much can be used", 900, 24h, false, 900, 2100},
        usage{"all in a moment", 900, 0h, false, 3000, 0}}) {
    CAPTURE(who);
    member anne(with_tiers(kitty(validity_days), 30));
    std::size_t after_a_year = 0;
    std::size_t largest = 0;
    std::int64_t there = 0;
    for (int i = 0; i < 3000; ++i) {
      anne.now += between;
      const auto done = anne.spend(8000, uses && i % 4 == 3 ? there : 0);
      there = units_of(number(done.balance.c_str()), loyalty_unit::eur).value();
      if (i == 365) after_a_year = anne.stored_bytes();
      if (i > 365 && i % 16 == 0) largest = std::max(largest, anne.stored_bytes());
    }
    // As in the first year; a few bytes more, since numbers and sums have grown.
    CHECK(after_a_year > 0);
    CHECK(largest < after_a_year + 200);
    CHECK(anne.stored_bytes() < 1000);
    CHECK(anne.stored().account.credits.size() <= projections::loyalty_parts::credits_max);
    CHECK(anne.whole().account.credits.size() == open);
    CHECK(anne.stored().years.size() == 1);
    CHECK(anne.stored().window.size() <= 30);
    std::size_t longest = 0;
    CHECK(anne.credits_aside(&longest).size() == aside);
    CHECK(longest < 1000);
    CHECK(balance_at(anne.stored().account, anne.now) == there);
    CHECK(breakage_of(anne.stored().account, anne.now) == anne.stored().account.expired);
    CHECK((anne.stored().account.expired > 0) == (aside > 0));
    CHECK(anne.balance().credits.size() == open);
    CHECK(anne.balance().balance == cards::euros(there));
    CHECK(anne.liability().outstanding == cards::euros(there));
    // All at once in the end.
    const auto done = anne.spend(there, there);
    CHECK(done.balance == done.earned);
    CHECK(anne.whole().account.credits.size() == (done.earned == "0.00" ? 0U : 1U));
    CHECK(anne.rebuilds_the_same());
  }
}

TEST_CASE("loyalty: credits that are used later are kept apart, and used in their order",
          "[LOY-07][LOY-12][LOY-13][LOY-14][LOY-16]") {
  member anne(kitty(100));
  const auto start = anne.now;
  std::vector<transaction_view> done;
  for (int i = 0; i < 40; ++i) {
    anne.now = start + i * a_day;
    done.push_back(anne.spend(2000));  // earns 1.00
  }
  REQUIRE(anne.stored().account.later.has_value());
  CHECK(anne.looked_up().balance == "40.00");
  CHECK(anne.looked_up().next_expiry->at == start + 100 * a_day);
  const auto all = anne.balance();
  REQUIRE(all.credits.size() == 40);
  for (int i = 0; i < 40; ++i) CHECK(all.credits[static_cast<std::size_t>(i)].expires == start + (100 + i) * a_day);

  SECTION("a deduction takes more than the card has by itself") {
    CHECK(said(anne.run(anne.purchase(10000, 4001))) == "loyalty_deduction_exceeds_balance@deduct");
    const auto used = anne.spend(3000, 3000);
    CHECK(used.balance == "10.00");
    CHECK(anne.balance().next_expiry->at == start + 130 * a_day);
    CHECK(anne.cancel(used.id).balance == "40.00");
    CHECK(anne.balance().credits.size() == 40);
  }
  SECTION("what the card has by itself has expired") {
    anne.now = start + 135 * a_day;
    CHECK(anne.looked_up().balance == "4.00");
    CHECK(anne.liability().breakage == "36.00");
    CHECK(said(anne.run(anne.purchase(10000, 401))) == "loyalty_deduction_exceeds_balance@deduct");
    CHECK(anne.spend(300, 300).balance == "1.00");
    CHECK(anne.credits_aside().size() == 36);
    CHECK(anne.liability().breakage == "36.00");
  }
  SECTION("one of the later ones is taken back") {
    CHECK(anne.give_back(done[30].id, 1000).balance == "39.50");
    CHECK(anne.cancel(done[30].id).balance == "39.00");
    CHECK(anne.balance().credits.size() == 39);
    CHECK(anne.balance().credits[30].expires == start + 131 * a_day);
    // With nothing left of it the others pay, the next to expire first.
    CHECK(anne.spend(3900, 3900).balance == "0.00");
    CHECK(anne.cancel(done[38].id).debt == "1.00");
    CHECK(anne.spend(4000).balance == "1.00");
  }
  SECTION("an adjustment takes some, and gives some") {
    CHECK(anne.adjust(-3550).balance == "4.50");
    CHECK(anne.balance().credits.front().amount == "0.50");
    CHECK(anne.balance().credits.front().expires == start + 135 * a_day);
    CHECK(anne.adjust(100).balance == "5.50");
  }
  SECTION("a credit of a shorter validity comes between them") {
    anne.now = anne.ended();
    anne.define(kitty(900));
    for (int i = 0; i < 40; ++i) {
      anne.now += a_day;
      anne.spend(2000);
    }
    anne.now = anne.ended();
    anne.define(kitty(550));  // 900 days from the first year are 534 from now
    REQUIRE(anne.stored().account.later.has_value());
    const auto last_of_it_by_itself = anne.stored().account.credits.back().expires;
    CHECK(anne.spend(2000).expires < anne.stored().account.later->until);
    CHECK(anne.spend(2000).expires > last_of_it_by_itself);
    CHECK(anne.balance().balance == "42.00");
    const auto credits = anne.balance().credits;
    REQUIRE(credits.size() == 42);
    CHECK(std::is_sorted(credits.begin(), credits.end(),
                         [](const credit_view& a, const credit_view& b) { return a.expires < b.expires; }));
    CHECK(credits.back().expires != anne.now + 550 * a_day);
    // They are used in that order.
    CHECK(anne.spend(2050, 2050).balance == "21.50");
    const auto left = anne.balance().credits;
    REQUIRE(left.size() == 22);
    CHECK(left.front() == credit_view{"0.50", credits[20].expires});
    CHECK(std::equal(left.begin() + 1, left.end(), credits.begin() + 21));
  }
  SECTION("those of one instant are used in the order of granting") {
    for (int i = 0; i < 40; ++i) anne.spend(2000);
    CHECK(anne.spend(4450, 4450).balance == "35.50");
    const auto left = anne.whole().account.credits;
    REQUIRE(left.size() == 36);
    for (std::size_t i = 0; i < left.size(); ++i) CHECK(left[i].number == static_cast<std::int64_t>(45 + i));
    anne.spend(2000);
    CHECK(anne.spend(200, 200).balance == "34.50");
    CHECK(anne.whole().account.credits.front().number == 47);
  }
  CHECK(anne.balance(start + 39 * a_day - a_microsecond).balance == "39.00");
  CHECK(anne.stored().account.credits.size() <= projections::loyalty_parts::credits_max);
  CHECK(anne.rebuilds_the_same());
}

TEST_CASE("loyalty: a cancel reaches credits that were put aside", "[LOY-13][LOY-14][LOY-15][LOY-16]") {
  member anne(kitty(30));
  const auto start = anne.now;
  const auto first = anne.spend(20000);  // earns 10.00
  anne.now = start + 10 * a_day;
  const auto second = anne.spend(10000, 400);  // uses 4.00 of them and earns 4.80
  CHECK(second.earned == "4.80");
  anne.now = start + 31 * a_day;
  CHECK(anne.liability().breakage == "6.00");  // before it is put aside, and after
  const auto third = anne.spend(10000);        // earns 5.00
  CHECK(anne.credits_aside() == std::vector<loyalty_credit>{{1, 600, start + 30 * a_day}});
  CHECK(anne.stored().account.expired == 600);
  CHECK(anne.liability().breakage == "6.00");
  CHECK(anne.balance().balance == "9.80");
  CHECK(anne.balance(start + 30 * a_day - a_microsecond).balance == "10.80");
  CHECK(anne.balance(start + 30 * a_day).balance == "4.80");

  SECTION("what is left of the expired credit is taken back first, then from the others") {
    anne.now = start + 32 * a_day;
    const auto without_first = anne.cancel(first.id);
    CHECK(without_first.balance == "5.80");  // 6.00 that had expired, 4.00 of the 9.80
    CHECK(without_first.debt == "0.00");
    CHECK(anne.liability().breakage == "0.00");
    CHECK(anne.credits_aside().empty());
    // The second one's 4.00 go back to where they came from, which has expired; its 4.80 had become 0.80.
    const auto without_second = anne.cancel(second.id);
    CHECK(without_second.balance == "1.00");
    CHECK(anne.liability().breakage == "4.00");
    CHECK(anne.credits_aside() == std::vector<loyalty_credit>{{1, 400, start + 30 * a_day}});
  }
  SECTION("what was deducted goes back to a credit that has expired") {
    anne.now = start + 32 * a_day;
    const auto without_second = anne.cancel(second.id);
    CHECK(without_second.balance == "5.00");
    CHECK(anne.liability().breakage == "10.00");
    CHECK(anne.credits_aside() == std::vector<loyalty_credit>{{1, 1000, start + 30 * a_day}});
    CHECK(anne.cancel(first.id).balance == "5.00");
    CHECK(anne.liability().breakage == "0.00");
  }
  SECTION("part of an invoice comes back") {
    anne.now = start + 32 * a_day;
    const auto half = anne.give_back(first.id, 10000);
    CHECK(half.taken_back == "5.00");
    CHECK(half.balance == "9.80");
    CHECK(anne.liability().breakage == "1.00");
    const auto rest = anne.give_back(first.id, 10000);
    CHECK(rest.balance == "5.80");  // 1.00 that had expired, 4.00 of the others
    CHECK(anne.liability().breakage == "0.00");
  }
  SECTION("what is missing is owed") {
    anne.spend(10000, 980);  // all that is there; earns 4.51
    const auto owing = anne.cancel(first.id);
    CHECK(owing.balance == "0.51");
    CHECK(owing.debt == "0.00");
    CHECK(anne.cancel(third.id).debt == "4.49");
  }
  CHECK(anne.liability(start + 31 * a_day - a_microsecond).breakage == "6.00");
  CHECK(anne.balance(start + 30 * a_day - a_microsecond).balance == "10.80");
  CHECK(anne.rebuilds_the_same());
}

TEST_CASE("loyalty: who asks at an instant before the last movement sees what had not expired then",
          "[LOY-09][LOY-14]") {
  member anne(with_tiers(kitty(30), 30));
  const auto start = anne.now;
  anne.spend(40000);
  anne.now = start + 29 * a_day;
  CHECK(anne.looked_up().balance == "20.00");
  CHECK(anne.looked_up().tier == "silver");
  anne.now = start + 31 * a_day;
  anne.spend(10000);
  CHECK_FALSE(anne.looked_up().tier.has_value());
  CHECK(anne.stored().account.expired == 2000);
  CHECK(anne.stored().window_aside.has_value());
  // A till whose clock is slow. The movement is there already, and so is what has expired since.
  anne.now = start + 29 * a_day;
  const auto shown = anne.looked_up();
  CHECK(shown.balance == "25.00");
  CHECK(shown.next_expiry->amount == "20.00");
  CHECK(shown.tier == "silver");
  CHECK(said(anne.run(anne.purchase(10000, 2600))) == "loyalty_deduction_exceeds_balance@deduct");
  CHECK(said(anne.run(anne.purchase(10000, 2500))) == "instant_before_last_event@at");
}

TEST_CASE("loyalty: tranches of a year that is over are taken back as they were", "[LOY-05][LOY-13][LOY-16]") {
  member anne(tranches(3650));
  anne.spend(7000);
  const auto first = anne.spend(18000);
  CHECK(first.earned == "16");
  anne.now += 366 * a_day;
  CHECK(anne.spend(9000).earned == "0");
  anne.now += 366 * a_day;
  CHECK(anne.spend(10000).earned == "8");
  CHECK(anne.stored().years.size() == 1);
  // 250.00 in the first year: two tranches; with 190.00 it is one.
  CHECK(anne.give_back(first.id, 4999).taken_back == "0");
  CHECK(anne.give_back(first.id, 1).taken_back == "0");
  CHECK(anne.give_back(first.id, 1).taken_back == "8");
  const auto gone = anne.cancel(first.id);
  CHECK(gone.balance == "8");
  CHECK(anne.stored().years.size() == 1);
  CHECK(anne.rebuilds_the_same());
}

TEST_CASE("loyalty: the next programme may look back further than the one before it", "[LOY-02][LOY-17]") {
  member anne(with_tiers(kitty(900), 30));
  const auto start = anne.now;
  anne.spend(50000);
  anne.now = start + 200 * a_day;
  const auto middle = anne.spend(10000);
  anne.now = start + 300 * a_day;
  CHECK(anne.spend(20000).earned == "10.00");  // 300.00 within 30 days would be silver
  CHECK(anne.stored().window.size() == 1);
  anne.now = std::max(anne.ended(), start + 366 * a_day);
  anne.define(with_tiers(kitty(900), 400));
  CHECK(anne.looked_up().tier == "silver");  // 800.00 within 400 days
  anne.now += 1h;
  const auto last = anne.spend(10000);
  CHECK(last.earned == "10.00");
  CHECK(anne.looked_up().tier == "gold");  // 900.00
  // A return of what was put aside counts.
  anne.give_back(middle.id, 1);
  CHECK(anne.looked_up().tier == "silver");
  // 400 days after the first invoice it is out of the window.
  anne.now = start + 400 * a_day - 1h;
  CHECK(anne.looked_up().tier == "silver");
  anne.now = start + 400 * a_day;
  CHECK(anne.looked_up().tier == "silver");
  anne.give_back(middle.id, 9999);
  CHECK(anne.looked_up().tier == "silver");  // 200.00 and 100.00
  anne.give_back(last.id, 1);
  CHECK_FALSE(anne.looked_up().tier.has_value());
  CHECK(anne.rebuilds_the_same());
}

TEST_CASE("loyalty: an account that has put things aside answers as one that has kept all",
          "[LOY-07][LOY-10][LOY-13][LOY-14][LOY-15][LOY-16][LOY-17][LOY-18]") {
  auto whole = kitty(45);
  whole.expiry = expiry_rule::whole_balance;
  auto by_points = with_tiers(tranches(40), 20);
  by_points.tier_by = tier_basis::points;
  by_points.tiers[0].threshold = number("16");
  by_points.tiers[1].threshold = number("40");
  std::size_t put_aside_in_all = 0;
  std::size_t reached_in_all = 0;
  std::size_t later_in_all = 0;
  // One programme after the other, a year each.
  using programmes = std::vector<programme_terms>;
  for (const auto& years :
       {programmes{kitty(60)}, programmes{kitty(400), kitty(150), whole}, programmes{whole, kitty(500)},
        programmes{with_tiers(kitty(25), 40), with_tiers(kitty(300), 400)}, programmes{tranches(50), tranches(400)},
        programmes{by_points}}) {
    for (const std::int64_t seed : {1, 2}) {
      CAPTURE(seed, *years.front().earning, years.size(), years.front().validity_days);
      std::map<std::string, programme_terms> known_terms;
      std::mt19937 random(static_cast<unsigned>(seed));
      const auto below = [&](std::int64_t end) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end));
      };
      member anne(years.front());
      std::size_t year = 0;
      instant ends = years.size() > 1 ? anne.ended() : instant::max();
      known_terms[anne.liability().programme] = years.front();
      whole_account kept;
      std::vector<std::string> done;
      std::vector<std::pair<instant, loyalty_account>> then;
      for (int step = 0; step < 250; ++step) {
        anne.now += std::chrono::hours{below(24 * 6)};
        if (year + 1 < years.size() && anne.now >= ends) {
          anne.define(years[++year]);
          if (year + 1 < years.size()) ends = anne.ended();
          known_terms[anne.liability().programme] = years[year];
        }
        const auto before = kept.transactions;
        std::string balance;
        std::string debt;
        kept.last_taken_back.reset();
        const std::int64_t there = balance_at(kept.known.account, anne.now);
        const auto choice = below(10);
        if (choice < 7 || done.empty()) {
          const std::int64_t amount = below(40000) + 100;
          const std::int64_t most = anne.unit == loyalty_unit::eur ? std::min(there, amount) : there;
          const auto made = anne.spend(amount, most > 0 && choice < 1 + seed % 2 ? below(most) + 1 : 0);
          done.push_back(made.id);
          balance = made.balance;
          debt = made.debt;
        } else if (choice < 8) {
          const auto& id = done[static_cast<std::size_t>(below(static_cast<std::int64_t>(done.size())))];
          const auto& of = kept.transactions.at(id);
          if (of.cancelled || of.amount == of.returned) continue;
          const auto back = anne.give_back(id, below(of.amount - of.returned) + 1);
          balance = back.balance;
          debt = back.debt;
        } else if (choice < 9) {
          const auto& id = done[static_cast<std::size_t>(below(static_cast<std::int64_t>(done.size())))];
          const bool again = kept.transactions.at(id).cancelled;
          const auto left = anne.cancel(id);
          if (again) continue;
          balance = left.balance;
          debt = left.debt;
        } else {
          const std::int64_t units = below(600) - std::min<std::int64_t>(there, 300);
          if (units == 0) continue;
          const auto left = anne.adjust(units);
          balance = left.balance;
          debt = left.debt;
        }
        auto reading = anne.store().ledger->read();
        kept.follow(reading, anne.id);
        CHECK(balance == text_of(balance_at(kept.known.account, anne.now), anne.unit));
        CHECK(debt == text_of(kept.known.account.debt, anne.unit));
        // What a return takes back is decided on the whole of its year.
        if (kept.last_taken_back.has_value() && kept.last_taken_back->returned > 0) {
          const auto& of = before.at(kept.last_taken_back->transaction);
          const auto decided = decide_return(of, earning_of(known_terms.at(of.programme)), kept.cumulated_before,
                                             kept.last_taken_back->returned);
          REQUIRE(decided.ok());
          CHECK(kept.last_taken_back->base == decided.value().base);
          if (*years.front().earning == earning_kind::tranche)
            CHECK(kept.last_taken_back->taken_back == decided.value().units);
          if (of.expires.has_value() && *of.expires <= anne.now && kept.last_taken_back->taken_back > 0)
            ++reached_in_all;
        }
        // The card and what it has put aside are the whole.
        const auto stored = anne.stored();
        const auto known = anne.whole();
        auto together = anne.credits_aside();
        put_aside_in_all += together.size();
        later_in_all += known.account.credits.size() - stored.account.credits.size();
        CHECK(stored.account.credits.size() <= projections::loyalty_parts::credits_max);
        CHECK(balance_at(stored.account, anne.now) == balance_at(known.account, anne.now));
        std::int64_t expired = 0;
        for (const auto& credit : together) expired += credit.left;
        CHECK(expired == stored.account.expired);
        together.insert(together.end(), known.account.credits.begin(), known.account.credits.end());
        CHECK(together == kept.known.account.credits);
        CHECK(anne.liability().breakage == text_of(breakage_of(kept.known.account, anne.now), anne.unit));
        for (const auto& year : kept.known.years)
          CHECK(projections::cumulated_in(reading, stored, year.day) == year.amount);
        for (const auto by : {tier_basis::spending, tier_basis::points}) {
          const sys_days today{std::chrono::floor<std::chrono::days>(anne.now)};
          const auto first = today - std::chrono::days{below(500)};
          std::int64_t sum = 0;
          for (const auto& one : window_of(kept.known, by))
            if (sys_days{one.day} > first && sys_days{one.day} <= today) sum += one.amount;
          CHECK(projections::spending_between(reading, stored, by, first, today) == sum);
        }
        then.emplace_back(anne.now, kept.known.account);
        // Any instant of the past.
        const auto& [at, account] = then[static_cast<std::size_t>(below(static_cast<std::int64_t>(then.size())))];
        if (step % 8 == 0) {
          const auto next = std::find_if(then.begin(), then.end(), [&](const auto& one) { return one.first > at; });
          const auto last = std::prev(next);
          const auto asked = next == then.end() ? anne.now : at + (next->first - at) / 2;
          const auto shown = anne.balance(asked);
          CHECK(shown.balance == text_of(balance_at(last->second, asked), anne.unit));
          CHECK(shown.debt == text_of(last->second.debt, anne.unit));
          CHECK(anne.liability(asked).breakage == text_of(breakage_of(last->second, asked), anne.unit));
        }
      }
      CHECK(anne.rebuilds_the_same());
    }
  }
  CHECK(put_aside_in_all > 1000);
  CHECK(later_in_all > 4000);
  CHECK(reached_in_all > 20);
}

#ifdef DEALERKIT_WITH_SQLITE
TEST_CASE("loyalty: cards of an earlier file, which have put nothing aside, are read", "[LOY-13][LOY-15][LOY-18]") {
  const directory here;
  auto options = card_options();
  options.store = here.file("desk.db");
  const auto start = noon;
  std::string code;
  std::string first;
  const bool opened_again = GENERATE(false, true);
  CAPTURE(opened_again);
  member anne(kitty(30), options);
  first = anne.spend(20000).id;
  anne.now = start + 31 * a_day;
  anne.spend(10000);
  {
    // As it was written then.
    auto changes = anne.store().ledger->write();
    whole_account kept;
    kept.follow(changes, anne.id);
    REQUIRE(kept.known.account.credits.size() == 2);
    projections::save(changes, collections::loyalty_cards, anne.id, kept.known);
    std::vector<std::string> parts;
    changes.scan_documents(collections::loyalty_aside, {}, [&](std::string_view key, std::string_view) {
      parts.emplace_back(key);
      return true;
    });
    REQUIRE(parts.size() == 1);
    for (const auto& key : parts) changes.remove(collections::loyalty_aside, key);
    changes.set_meta("index form", "of another time");
    REQUIRE(changes.commit().ok());
  }
  CHECK(anne.liability().breakage == "10.00");
  CHECK(anne.balance().balance == "5.00");
  CHECK(anne.balance().credits.size() == 1);
  if (opened_again) {
    anne.office = shop::open(options);  // it is brought up to date
    CHECK(anne.stored().account.expired == 1000);
    CHECK(anne.rebuilds_the_same());
  } else {
    CHECK(anne.stored().account.credits.size() == 2);
  }
  CHECK(anne.liability().breakage == "10.00");
  CHECK(anne.give_back(first, 10000).balance == "5.00");
  CHECK(anne.liability().breakage == "5.00");
  CHECK(anne.stored().account.expired == 500);
  CHECK(anne.stored().account.credits.size() == 1);
  CHECK(anne.rebuilds_the_same());
}
#endif
