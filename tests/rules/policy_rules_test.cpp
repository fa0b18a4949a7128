// Policies and presets: data over the same engines, checked when they are loaded.
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/policy.hpp"
#include "desk/codec.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;

namespace {

policy own_policy() {
  policy made = presets::motor_show_be();
  made.name = "our_house";
  return made;
}

// The names of the fields that a preset asks for, in its order.
std::string needs_of(const policy& terms) {
  std::string text;
  for (const auto field : terms.customer.person_needs) text += std::string(name_of(field)) + " ";
  return text;
}

std::string required_of(const policy& terms) {
  std::string text;
  for (const auto& purpose : terms.consent.purposes) text += purpose.code + (purpose.required ? "! " : " ");
  return text;
}

}  // namespace

TEST_CASE("presets: the five of the rule book, each legal", "[policy][CON-02][CON-03][CUS-02][CUS-06]") {
  struct row {
    std::string_view name, needs, purposes;
    bool by_name_alone, company_coordinates, local, company_vat;
    mobile_form mobile;
    std::vector<std::string> countries;
  };
  const row rows[] = {{"motor_show_be",
                       "last_name first_name email email_repeated mobile language country postal_code company_car ",
                       "contact! profiling! partners! ",
                       false,
                       true,
                       false,
                       true,
                       mobile_form::national_9,
                       {"BE", "LU"}},
                      {"customer_first_fr",
                       "last_name first_name phone_or_email brand ",
                       "contact profiling partners ",
                       true,
                       false,
                       true,
                       true,
                       mobile_form::any,
                       {}},
                      {"bdc_qc",
                       "last_name first_name phone_or_email ",
                       "contact profiling partners ",
                       false,
                       true,
                       false,
                       false,
                       mobile_form::any,
                       {}},
                      {"vans_leads_fr",
                       "last_name first_name phone_or_email ",
                       "contact! profiling partners ",
                       false,
                       true,
                       false,
                       true,
                       mobile_form::any,
                       {}},
                      {"exclusive_card_fr",
                       "last_name first_name email mobile ",
                       "contact profiling partners share_with_brand! ",
                       false,
                       true,
                       false,
                       true,
                       mobile_form::any,
                       {}}};
  CHECK(presets::names.size() == std::size(rows));
  shop show;
  for (const auto& one : rows) {
    CAPTURE(one.name);
    const auto made = presets::find(one.name);
    REQUIRE(made.has_value());
    CHECK(made->name == one.name);
    CHECK(check_policy(*made).ok());
    CHECK(needs_of(*made) == one.needs);
    CHECK(required_of(*made) == one.purposes);
    CHECK(made->customer.search_valid_minutes == 30);
    CHECK(made->customer.search_by_name_alone == one.by_name_alone);
    CHECK(made->customer.company_carries_coordinates == one.company_coordinates);
    CHECK(made->customer.local_records == one.local);
    CHECK(made->customer.company_needs_vat == one.company_vat);
    CHECK(made->customer.mobile_typed_as == one.mobile);
    CHECK(made->customer.countries == one.countries);
    for (const auto& purpose : made->consent.purposes) {
      CHECK_FALSE(purpose.default_answer.has_value());  // nothing is ticked in advance
      CHECK(purpose.needed_for.empty());
    }
    const auto shown = show.run(show_policy{std::string(one.name)}, show.by_nobody());
    REQUIRE(said(shown) == "ok");
    CHECK(shown.reply->shown == *made);
  }
  CHECK_FALSE(presets::find("").has_value());
  CHECK_FALSE(presets::find("Motor_show_be").has_value());
}

TEST_CASE("check_policy: rules in order of precedence", "[policy][CON-03][CUS-02]") {
  policy broken = own_policy();
  broken.consent.purposes[0].default_answer = consent_answer::yes;
  broken.consent.purposes[0].needed_for = {"quote"};
  for (const std::int64_t minutes : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1441}, INT64_MAX, INT64_MIN}) {
    broken.customer.search_valid_minutes = minutes;
    CHECK(said(check_policy(broken)) == "policy_value_out_of_range@policy.customer.search_valid_minutes");
  }
  broken.customer.search_valid_minutes = 1440;
  CHECK(said(check_policy(broken)) == "consent_has_default@policy.consent.purposes");
  broken.consent.purposes[0].default_answer.reset();
  CHECK(said(check_policy(broken)) == "consent_made_a_condition@policy.consent.purposes");
  broken.consent.purposes[0].needed_for.clear();
  CHECK(said(check_policy(broken)) == "ok");
  broken.customer.search_valid_minutes = 1;
  CHECK(said(check_policy(broken)) == "ok");
}

TEST_CASE("policy.load: rules in order of precedence", "[policy][CON-03][DAT-02]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto count = show.records();
    const auto load = [&](std::string preset, std::optional<policy> own) {
      return said(show.run(load_policy{std::move(preset), std::move(own)}, show.by_nobody()));
    };
    const auto with = [](const std::function<void(policy&)>& change) {
      policy made = own_policy();
      change(made);
      return made;
    };
    CHECK(load("", {}) == "policy_missing@policy");
    CHECK(load("motor_show_be", own_policy()) == "policy_missing@preset");
    CHECK(load("no_such_preset", {}) == "preset_unknown@preset");
    CHECK(load("", with([](policy& one) { one.name = ""; })) == "policy_missing@policy.name");
    CHECK(load("", with([](policy& one) { one.consent.purposes.clear(); })) ==
          "purpose_malformed@policy.consent.purposes");
    CHECK(load("", with([](policy& one) { one.customer.search_valid_minutes = 0; })) ==
          "policy_value_out_of_range@policy.customer.search_valid_minutes");
    CHECK(load("", with([](policy& one) { one.consent.purposes[1].default_answer = consent_answer::yes; })) ==
          "consent_has_default@policy.consent.purposes.1.default_answer");
    CHECK(load("", with([](policy& one) { one.consent.purposes[2].needed_for = {"voucher"}; })) ==
          "consent_made_a_condition@policy.consent.purposes.2.needed_for");
    CHECK(load("", with([](policy& one) { one.consent.purposes[0].code = "CONTACT"; })) ==
          "purpose_malformed@policy.consent.purposes");
    CHECK(show.records() == count);
    CHECK(said(show.run(show_policy{"no_such_preset"}, show.by_nobody())) == "preset_unknown@preset");
    CHECK(show.run(show_policy{}, show.by_nobody()).reply->shown == presets::motor_show_be());  // untouched

    for (const auto name : presets::names) {
      CHECK(load(std::string(name), {}) == "ok");
      CHECK(show.run(show_policy{}, show.by_nobody()).reply->shown == *presets::find(name));
    }
    CHECK(load("", own_policy()) == "ok");
    CHECK(show.run(show_policy{}, show.by_nobody()).reply->shown == own_policy());
    CHECK(show.records() == count + 6);
    CHECK(show.rebuilds_the_same());
    CHECK(show.run(show_policy{}, show.by_nobody()).reply->shown == own_policy());
  }
}

TEST_CASE("policy.load: what is loaded decides from then on, and after a restart", "[policy][CUS-02][CON-01]") {
  if (store_kinds().size() < 2) return;
  const directory place;
  policy strict = own_policy();
  strict.customer.search_valid_minutes = 5;
  strict.consent.purposes.push_back({"newsletter", true, {}, {}});
  {
    shop show(options_for("file", place, "bdc_qc"));  // loading wins over the preset of opening
    REQUIRE(said(show.run(load_policy{{}, strict}, show.by_nobody())) == "ok");
  }
  shop show(options_for("file", place), false);
  CHECK(show.run(show_policy{}, show.by_nobody()).reply->shown == strict);
  auto command = show.creation(shop::someone(1));
  CHECK(said(show.run(command)) == "consent_not_answered@consents.newsletter");
  command.consents.set("newsletter", consent_answer::no);
  auto later = show.by();
  later.at = noon + 5min + 1us;
  const auto late = show.run(command, later);
  CHECK(said(late) == "search_token_expired@search_token");
  CHECK(argument(late.refused.at(0), "minutes") == "5");
  later.at = noon + 5min;
  CHECK(said(show.run(command, later)) == "ok");
}

TEST_CASE("policy.load: a dry run loads nothing", "[policy][DAT-04]") {
  desk_options options;
  options.preset = "bdc_qc";
  shop show(options);
  auto trial = show.by_nobody();
  trial.dry_run = true;
  CHECK(said(show.run(load_policy{"motor_show_be", {}}, trial)) == "ok");
  CHECK(show.run(show_policy{}, show.by_nobody()).reply->shown.name == "bdc_qc");
}

TEST_CASE("policy.load: instants do not go back", "[policy][DAT-06]") {
  shop show;
  REQUIRE(said(show.run(load_policy{"bdc_qc", {}}, show.by_nobody())) == "ok");
  auto earlier = show.by_nobody();
  earlier.at = noon - 1us;
  CHECK(said(show.run(load_policy{"vans_leads_fr", {}}, earlier)) == "instant_before_last_event@at");
  CHECK(said(show.run(load_policy{"vans_leads_fr", {}}, show.by_nobody())) == "ok");  // equal is allowed
}

TEST_CASE("desk::open: a preset that is none is refused", "[policy][DAT-02]") {
  desk_options options;
  options.preset = "no_such_preset";
  CHECK(said(desk::open(options)) == "preset_unknown@preset");
}
