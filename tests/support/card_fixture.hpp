// A garage with two outlets, a rival that may be its partner, and the brand's headquarters: a desk for cards.
//
//   garage shop;
//   const auto of = shop.prepared(garage::winter());         // an operation of the first outlet
//   CHECK(said(shop.run(garage::holder_of(of))) == "ok");    // a card of it
#pragma once

#include <string>
#include <utility>

#include "support/desk_fixture.hpp"

namespace card_test {

using namespace desk_test;

inline constexpr const char* workshop_manager = "BE-1.s001";
inline constexpr const char* clerk = "BE-1.s002";
inline constexpr const char* rival_manager = "BE-2.s001";
inline constexpr const char* vehicle = "VF7NCBHXB12345678";
inline constexpr const char* bank_account = "BE68539007547034";

inline desk_options card_options(bool simulation = false) {
  desk_options options;
  options.preset = "exclusive_card_fr";
  options.simulation = simulation;
  return options;
}

/// A desk of the discount-card platform. Requests are the service manager's in the first outlet.
class garage : public shop {
 public:
  explicit garage(const desk_options& options = card_options()) : shop(options, false) {
    load_network all = small_network();
    all.users.push_back(make_user(workshop_manager, "BE-1", {role::service_manager}));
    all.users.push_back(make_user(clerk, "BE-1", {role::collaborator}));
    all.users.push_back(make_user(rival_manager, "BE-2", {role::service_manager}));
    for (auto& one : all.outlets) one.brands = {"AC"};
    request_context day_before;
    day_before.at = noon - 24h;
    REQUIRE(said(office.run(all, day_before)) == "ok");
  }

  [[nodiscard]] request_context manager_at(const std::string& place = brussels) const {
    return by(workshop_manager, place);
  }
  [[nodiscard]] request_context rival_at_home() const { return by(rival_manager, ghent); }
  [[nodiscard]] request_context headquarters() const { return by(headquarters_user, head_office); }

  using shop::run;
  template <class Command>
  [[nodiscard]] answer<typename Command::reply_type> run(const Command& command) {
    return office.run(command, manager_at());
  }

  /// An own operation with everything fixed.
  [[nodiscard]] static operation_input winter() {
    operation_input made;
    made.name = "Winter";
    made.mode = consumption_mode::free;
    made.amount = decimal::whole(50);
    made.validity_days = 365;
    made.partners.emplace();
    return made;
  }
  /// A national one, half of which the brand pays.
  [[nodiscard]] static operation_input spring() {
    operation_input made = winter();
    made.scope = operation_scope::national;
    made.brand = "AC";
    made.name = "Spring";
    made.cofunding_percent = decimal::whole(50);
    made.partners.reset();
    return made;
  }

  [[nodiscard]] std::string prepared(const operation_input& input, const request_context& context) {
    const auto made = office.run(prepare_operation{input}, context);
    REQUIRE(said(made) == "ok");
    return made.reply->operation.id;
  }
  [[nodiscard]] std::string prepared(const operation_input& input) { return prepared(input, manager_at()); }

  [[nodiscard]] static holder_input anne(int number = 1) {
    return {"Petit", "Anne", "Mme", numbered("anne", number, 4) + "@example.be", "+32478111111"};
  }
  /// The command that creates a card of an operation.
  [[nodiscard]] static create_card card_of(std::string operation, int number = 1) {
    create_card command;
    command.operation = std::move(operation);
    command.vin = vehicle;
    command.customer = anne(number);
    command.share_with_brand = false;
    return command;
  }
  /// The code of a card that is there afterwards.
  [[nodiscard]] std::string issued(const create_card& command, const request_context& context) {
    const auto made = office.run(command, context);
    REQUIRE(said(made) == "ok");
    return made.reply->card.code;
  }
  [[nodiscard]] std::string issued(const create_card& command) { return issued(command, manager_at()); }

  [[nodiscard]] static use_card use_of(std::string code, std::string number, int euros) {
    use_card command;
    command.code = std::move(code);
    command.invoice.number = std::move(number);
    command.invoice.amount = decimal::whole(euros);
    return command;
  }
  [[nodiscard]] use_view used(const use_card& command, const request_context& context) {
    const auto done = office.run(command, context);
    REQUIRE(said(done) == "ok");
    return done.reply->use;
  }
  [[nodiscard]] use_view used(const use_card& command) { return used(command, manager_at()); }

  /// The card of a code as its outlet sees it.
  [[nodiscard]] card_view shown(const std::string& code) {
    look_up_card command;
    command.code = code;
    const auto found = office.run(command, manager_at());
    REQUIRE(said(found) == "ok");
    return *found.reply->card;
  }
};

}  // namespace card_test
