// Cards: what their events make of them, when they work, and the order of refusals of each command.
#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/card.hpp"
#include "support/card_fixture.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace card_test;

namespace {

card some_card() {
  card made;
  made.id = "k";
  made.outlet = brussels;
  made.partners = {ghent};
  made.amount = made.balance = 5'000;
  made.usable_from = noon;
  made.usable_until = noon + 240h;
  made.valid_from = std::chrono::year{2024} / 1 / 12;
  made.reminders = {3, 7};
  return made;
}

card_use_record use_of_card(std::int64_t discount, std::int64_t forfeited, std::string hold = {}) {
  card_use_record use;
  use.discount = discount;
  use.forfeited = forfeited;
  use.hold = std::move(hold);
  return use;
}

}  // namespace

TEST_CASE("card: its state at an instant", "[card][CRD-04][CRD-12]") {
  card known = some_card();
  CHECK(status_at(known, noon - 1us) == card_status::not_yet_valid);
  CHECK(status_at(known, noon) == card_status::active);
  CHECK(status_at(known, noon + 240h - 1us) == card_status::active);
  CHECK(status_at(known, noon + 240h) == card_status::expired);
  known.balance = 0;
  CHECK(status_at(known, noon - 1us) == card_status::not_yet_valid);  // its days before its balance
  CHECK(status_at(known, noon) == card_status::empty);
  CHECK(status_at(known, noon + 240h) == card_status::expired);
  known.cancelled = true;
  CHECK(status_at(known, noon - 1us) == card_status::cancelled);
  CHECK(status_at(known, noon + 240h) == card_status::cancelled);
}

TEST_CASE("card: where it works and what is held", "[card][CRD-09][CRD-21]") {
  card known = some_card();
  CHECK(works_at(known, brussels));
  CHECK(works_at(known, ghent));
  CHECK_FALSE(works_at(known, antwerp));
  CHECK_FALSE(works_at(known, ""));
  known.holds = {{"h1", 1'000, noon + 1h}, {"h2", 500, noon + 2h}};
  CHECK(held_at(known, noon) == 1'500);
  CHECK(held_at(known, noon + 1h - 1us) == 1'500);
  CHECK(held_at(known, noon + 1h) == 500);
  CHECK(held_at(known, noon + 2h) == 0);
  CHECK(reminder_day(known, 0) == std::chrono::year{2024} / 1 / 15);
  CHECK(reminder_day(known, 1) == std::chrono::year{2024} / 1 / 19);
}

TEST_CASE("card: replaying its events gives the sums that were moved",
          "[card][CRD-01][CRD-11][CRD-14][CRD-21][CRD-06]") {
  std::mt19937 random(1201);
  for (int round = 0; round < 200; ++round) {
    instant at = noon;
    card known = evolve(card{}, card_created{some_card(), {}}, at);
    CHECK(known.created == noon);
    std::vector<card_use_record> standing;
    std::vector<card_hold> holds;
    std::int64_t taken = 0;
    std::int64_t forfeited = 0;
    int reminded = 0;
    for (int step = 0; step < 40; ++step) {
      at += std::chrono::minutes{1};
      switch (random() % 6) {
        case 0: {
          if (known.balance == 0) break;
          const auto discount = 1 + static_cast<std::int64_t>(random()) % known.balance;
          const auto lost = random() % 4 == 0 ? known.balance - discount : 0;
          auto use = use_of_card(discount, lost);
          known = evolve(known, card_used{use}, at);
          standing.push_back(use);
          taken += discount;
          forfeited += lost;
          break;
        }
        case 1: {
          if (standing.empty()) break;
          const auto which = random() % standing.size();
          const auto use = standing[which];
          standing.erase(standing.begin() + static_cast<std::ptrdiff_t>(which));
          known = evolve(known, card_use_cancelled{use.id, use.discount, use.forfeited}, at);
          taken -= use.discount;
          forfeited -= use.forfeited;
          break;
        }
        case 2: {
          holds.push_back({"h" + std::to_string(step), 10, at + 1h});
          known = evolve(known, card_held{holds.back()}, at);
          break;
        }
        case 3: {
          if (holds.empty()) break;
          const bool captured = known.balance >= 10 && random() % 2 == 0;
          if (captured) {
            known = evolve(known, card_used{use_of_card(10, 0, holds.front().id)}, at);
            taken += 10;
            standing.push_back(use_of_card(10, 0));
          } else {
            known = evolve(known, card_hold_released{holds.front().id}, at);
          }
          holds.erase(holds.begin());
          break;
        }
        case 4: {
          if (known.reminders_due == 2) break;
          const bool sent = random() % 2 == 0;
          known = evolve(known, card_reminded{known.reminders_due + 1, sent}, at);
          reminded += sent ? 1 : 0;
          break;
        }
        default:
          known = evolve(known, card_wallet_made{random() % 2 == 0, false}, at);
          known = evolve(known, card_completed{"+32478111111", ""}, at);
      }
      REQUIRE(known.balance == known.amount - taken - forfeited);
      REQUIRE(known.used == taken);
      REQUIRE(known.forfeited == forfeited);
      REQUIRE(known.holds == holds);
      REQUIRE(known.reminders_mailed == reminded);
      REQUIRE(known.last <= at);
    }
    CHECK(known.created == noon);
    CHECK_FALSE(known.google_wallet);
  }
}

TEST_CASE("card.use: the order of refusals through a desk", "[card][CRD-09][CRD-11][CRD-12][CRD-20]") {
  garage shop;
  operation_input input = garage::winter();
  input.start = std::chrono::year{2024} / 2 / 1;
  input.validity_days = 10;
  const std::string code = shop.issued(garage::card_of(shop.prepared(input)));
  use_card command = garage::use_of(code, " ", 0);
  command.invoice.odometer_km = -1;
  CHECK(said(shop.run(command)) == "invoice_number_missing@invoice.number, odometer_out_of_range@invoice.odometer_km");
  command.invoice.number = "F-1";
  command.invoice.odometer_km.reset();
  CHECK(said(shop.run(command, shop.rival_at_home())) == "record_not_found@code");
  CHECK(said(shop.run(command, shop.manager_at(antwerp))) == "card_not_here@code");
  CHECK(said(shop.run(command)) == "card_not_yet_valid@code");
  shop.now = std::chrono::sys_days{std::chrono::year{2024} / 2 / 12};  // after its last day
  CHECK(said(shop.run(command)) == "card_expired@code");
  shop.now -= 24h;
  CHECK(said(shop.run(command)) == "invoice_amount_not_positive@invoice.amount");
  command.invoice.amount = decimal::whole(60);
  command.discount = decimal::whole(51);
  CHECK(said(shop.run(command)) == "card_discount_out_of_range@discount");
  command.discount = decimal::whole(50);
  command.credit_loyalty = true;
  CHECK(said(shop.run(command)) == "loyalty_card_missing@credit_loyalty");
  command.credit_loyalty = false;
  const use_view done = shop.used(command);
  CHECK(shop.used(command) == done);  // also now that it is empty
  command.credit_loyalty = true;
  CHECK(said(shop.run(command)) == "invoice_already_used@invoice.number");
  command.invoice.number = "F-2";
  CHECK(said(shop.run(command)) == "card_empty@code");
  const card_view back = shop.run(cancel_card_use{done.id}).reply->card;
  CHECK(back.balance == "50.00");
  shop.now += 1us;
  CHECK(shop.used(garage::use_of(code, "F-3", 20)).balance == "30.00");
  CHECK(shop.run(cancel_card_use{done.id}).reply->card == back);
  shop.now -= 1us;
  CHECK(said(shop.run(garage::use_of(code, "F-4", 1))) == "instant_before_last_event@at");
  CHECK(shop.rebuilds_the_same());
}

TEST_CASE("card.hold, card.capture, card.release: the order of refusals", "[card][CRD-21]") {
  garage shop;
  const std::string code = shop.issued(garage::card_of(shop.prepared(garage::winter())));
  CHECK(said(shop.run(hold_card{code, {}, {}})) == "hold_amount_out_of_range@amount, hold_expiry_not_ahead@expires");
  hold_card command{code, decimal::whole(51), noon};
  CHECK(said(shop.run(command)) == "hold_expiry_not_ahead@expires");
  command.expires = noon + 1h;
  CHECK(said(shop.run(command, shop.rival_at_home())) == "record_not_found@code");
  CHECK(said(shop.run(command, shop.manager_at(antwerp))) == "card_not_here@code");
  CHECK(said(shop.run(command)) == "hold_amount_out_of_range@amount");
  command.amount = decimal::whole(50);
  const auto held = shop.run(command);
  REQUIRE(said(held) == "ok");
  CHECK(said(shop.run(command)) == "card_value_held@code");
  capture_hold capture;
  capture.hold = "nothing";
  capture.invoice = garage::use_of(code, "F-1", 40).invoice;
  capture.discount = decimal::whole(51);
  CHECK(said(shop.run(capture)) == "record_not_found@hold");
  capture.hold = held.reply->hold;
  CHECK(said(shop.run(capture)) == "hold_amount_out_of_range@discount");
  capture.discount = decimal::whole(40);
  CHECK(said(shop.run(capture)) == "ok");
  CHECK(said(shop.run(capture)) == "ok");  // the same request
  capture.discount = decimal::whole(39);
  CHECK(said(shop.run(capture)) == "hold_closed@hold");
  CHECK(said(shop.run(release_hold{held.reply->hold})) == "hold_closed@hold");
  command.amount = decimal::whole(10);
  const auto again = shop.run(command);
  REQUIRE(said(again) == "ok");
  shop.now = noon + 1h;
  CHECK(said(shop.run(release_hold{again.reply->hold})) == "hold_lapsed@hold");
  CHECK(shop.rebuilds_the_same());
}

TEST_CASE("card: numbers of other systems are one legal entity's", "[card][CRD-20][ACC-02]") {
  garage shop;
  create_card command = garage::card_of(shop.prepared(garage::winter()));
  command.code = "100";
  create_card foreign = garage::card_of(shop.prepared(garage::winter(), shop.rival_at_home()));
  foreign.code = "1 0-0";
  CHECK(shop.issued(command) == "100");
  CHECK(shop.issued(foreign, shop.rival_at_home()) == "100");
  CHECK(said(shop.run(command)) == "card_code_taken@code");
  struct row {
    std::string typed;
    std::string_view wanted;
  };
  const row rows[] = {{"-", "card_code_missing@code"},
                      {std::string(33, '7'), "card_code_malformed@code"},
                      {"7&7", "card_code_malformed@code"},
                      {"é7", "card_code_malformed@code"},
                      {std::string(32, '7'), "ok"}};
  for (const auto& one : rows) {
    command.code = one.typed;
    CHECK(said(shop.run(command)) == one.wanted);
  }
  CHECK(shop.rebuilds_the_same());
}

TEST_CASE("card.reminders_due: what is due, once each", "[card][CRD-06][CRD-17]") {
  garage shop;
  operation_input input = garage::winter();
  input.reminders = {3, 7};
  const std::string of = shop.prepared(input);
  const std::string early = shop.issued(garage::card_of(of));
  const auto due = [&](std::chrono::sys_days day) {
    shop.now = day + 12h;
    send_reminders command;
    command.on = day;
    const auto sent = shop.run(command);
    REQUIRE(said(sent) == "ok");
    std::string text;
    for (const auto& one : sent.reply->reminders) text += one.code + " " + std::to_string(one.number) + ", ";
    for (std::size_t i = 0; i < sent.effects.size(); ++i) text += sent.effects[i].template_name + " ";
    return text;
  };
  const auto start = std::chrono::sys_days{std::chrono::year{2024} / 1 / 12};
  CHECK(said(shop.run(send_reminders{})) == "date_malformed@on");
  CHECK(due(start + std::chrono::days{2}) == "");
  CHECK(due(start + std::chrono::days{3}) == early + " 1, card_reminder ");
  const std::string late = shop.issued(garage::card_of(of, 2));
  CHECK(due(start + std::chrono::days{6}) == late + " 1, card_reminder ");
  const std::string latest = shop.issued(garage::card_of(of, 3));
  // Of the last one both are due: the first has come too late.
  std::string day_20 = due(start + std::chrono::days{20});
  CHECK(day_20.find(early + " 2, ") != std::string::npos);
  CHECK(day_20.find(late + " 2, ") != std::string::npos);
  CHECK(day_20.find(latest + " 2, ") != std::string::npos);
  CHECK(day_20.find("card_reminder") == std::string::npos);
  CHECK(due(start + std::chrono::days{20}) == "");
  CHECK(shop.rebuilds_the_same());
}

TEST_CASE("card.wallet: a simulated card says so", "[card][CRD-18][CRD-19]") {
  for (const bool simulated : {false, true}) {
    garage shop(card_options(simulated));
    const std::string code = shop.issued(garage::card_of(shop.prepared(garage::winter())));
    CHECK(said(shop.run(make_wallet{code, {}})) == "wallet_kind_unknown@kind");
    const auto google = shop.run(make_wallet{code, wallet_kind::google});
    REQUIRE(said(google) == "ok");
    CHECK(google.reply->object->texts.size() == (simulated ? 1 : 0));
    const auto apple = shop.run(make_wallet{code, wallet_kind::apple});
    REQUIRE(said(apple) == "ok");
    const auto& face = apple.reply->pass->store_card;
    CHECK((face.primary[0].label == "SIMULATION") == simulated);
    for (const auto* part : {&face.header, &face.primary, &face.secondary, &face.back})
      for (const auto& field : *part) CHECK_FALSE(field.label.empty());
  }
}
