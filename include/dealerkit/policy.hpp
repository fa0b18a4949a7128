// Policies: the numbers and choices of a system, as data over the same engines. The five presets are values of it.
//
//   check_policy(presets::motor_show_be())   // accepted
//   check_policy(with_a_ticked_box)          // refused: consent_has_default (CON-03)
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dealerkit/consent.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/lead.hpp"
#include "dealerkit/loyalty.hpp"
#include "dealerkit/settlement.hpp"
#include "dealerkit/show.hpp"

namespace dealerkit {
inline namespace v1 {

/// A whole policy. It is checked when it is made, so that decide() never has to.
struct policy {
  std::string name;
  customer_terms customer;
  consent_terms consent;
  // Leads.
  lead_terms lead;
  // The show.
  show_terms show;
  // Cards.
  card_terms card;
  loyalty_terms loyalty;
  settlement_terms settlement;
  wallet_terms wallet;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &policy::name, needed(rule::policy_missing));
    field("customer", &policy::customer);
    field("consent", &policy::consent);
    // Leads.
    field("lead", &policy::lead);
    // The show.
    field("show", &policy::show);
    // Cards.
    field("card", &policy::card);
    field("loyalty", &policy::loyalty);
    field("settlement", &policy::settlement);
    field("wallet", &policy::wallet);
  }
  friend bool operator==(const policy&, const policy&) = default;
};

/// The first rule that a policy breaks: the customers' part, then the consents', then the others in their order.
template <class = void>
[[nodiscard]] inline result<accepted> check_policy(const policy& terms) {
  if (const auto fine = check_terms(terms.customer); !fine.ok()) return fine;
  if (const auto fine = check_terms(terms.consent); !fine.ok()) return fine;
  // Leads.
  if (const auto fine = check_terms(terms.lead); !fine.ok()) return fine;
  // The show.
  if (const auto fine = check_terms(terms.show); !fine.ok()) return fine;
  // Cards.
  if (const auto fine = check_terms(terms.card); !fine.ok()) return fine;
  if (const auto fine = check_terms(terms.loyalty); !fine.ok()) return fine;
  if (const auto fine = check_terms(terms.settlement); !fine.ok()) return fine;
  return accepted{};
}

/// Loads a preset, or a policy of the integrator's own. An administrative call: it needs no actor.
struct load_policy {
  struct reply_type {
    std::string policy;  ///< its name

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("policy", &reply_type::policy);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string preset;
  std::optional<policy> own;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("preset", &load_policy::preset);
    field("policy", &load_policy::own);
  }
};

/// Shows a preset's policy; without a name, the one in force.
struct show_policy {
  struct reply_type {
    policy shown;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("policy", &reply_type::shown);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string preset;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("preset", &show_policy::preset);
  }
};

struct policy_loaded {
  static constexpr std::string_view kind = "policy_loaded";
  policy after;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &policy_loaded::after);
  }
};

}  // namespace v1
}  // namespace dealerkit
