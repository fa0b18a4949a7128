// Access: who may do what (ACC). A legal entity is a wall: what another one owns is answered as if it did not exist.
//
//   decide(service_manager, permission::prepare_operation)   // accepted
//   decide(collaborator, permission::prepare_operation)      // refused: service_manager_only (ACC-04)
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/network.hpp"

namespace dealerkit {
inline namespace v1 {

/// Who acts, and where: every command that a person gives names both (ACC-01).
struct actor {
  std::string user;
  std::string outlet;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("user", &actor::user, needed(rule::actor_missing));
    field("outlet", &actor::outlet, needed(rule::actor_missing));
  }
  friend bool operator==(const actor&, const actor&) = default;
};

/// An act that not everybody may do.
enum class permission : std::uint8_t {
  manage_users,                ///< NET-06
  prepare_operation,           ///< ACC-04
  prepare_national_operation,  ///< ACC-04
  create_one_off_card,         ///< ACC-04
  define_programme,            ///< ACC-04
  adjust_loyalty,              ///< ACC-04
  complete_outlet_sections,    ///< ACC-05
  change_owner,                ///< ACC-06
  transfer_portfolio,          ///< ACC-09
  change_bank_account,         ///< STL-02
};

namespace detail {
template <class = void>
[[nodiscard]] inline bool holds_any(const user& person, std::initializer_list<role> wanted) noexcept {
  for (const role one : wanted)
    if (holds(person, one)) return true;
  return false;
}
}  // namespace detail

/// Whether a user may do an act. Rules, in order: actor_inactive, then the act's own: user_admin_only (NET-06),
/// service_manager_only, headquarters_only (ACC-04), outlet_completes_section (ACC-05), owner_change_not_allowed
/// (ACC-06), portfolio_needs_manager (ACC-09), bank_account_fixed (STL-02).
template <class = void>
[[nodiscard]] inline result<accepted> decide(const user& person, permission act) noexcept {
  if (!assignable(person)) return error{rule::actor_inactive, "actor.user"};
  switch (act) {
    case permission::manage_users:
      if (!holds(person, role::admin)) return error{rule::user_admin_only, "actor.user"};
      break;
    case permission::prepare_operation:
    case permission::create_one_off_card:
    case permission::define_programme:
    case permission::adjust_loyalty:
      // An after-sales manager has a service manager's rights on the card platform (NET-06).
      if (!detail::holds_any(person, {role::service_manager, role::after_sales_manager}))
        return error{rule::service_manager_only, "actor.user"};
      break;
    case permission::prepare_national_operation:
      if (!holds(person, role::headquarters)) return error{rule::headquarters_only, "actor.user"};
      break;
    case permission::complete_outlet_sections:
      if (holds(person, role::product_genius)) return error{rule::outlet_completes_section, "actor.user"};
      break;
    case permission::change_owner:
      if (!detail::holds_any(person, {role::sales_manager, role::sales_manager_agent, role::lead_manager}))
        return error{rule::owner_change_not_allowed, "actor.user"};
      break;
    case permission::transfer_portfolio:
      if (!detail::holds_any(person, {role::sales_manager, role::sales_manager_agent, role::admin}))
        return error{rule::portfolio_needs_manager, "actor.user"};
      break;
    case permission::change_bank_account:
      if (!holds(person, role::headquarters)) return error{rule::bank_account_fixed, "iban"};
      break;
  }
  return accepted{};
}

/// The tab of a local request (LEA-06): each is seen by its own people only (ACC-08).
enum class request_tab : std::uint8_t { commerce, human_resources, after_sales };
template <>
struct enum_names<request_tab> {
  static constexpr enum_name<request_tab> list[] = {{request_tab::commerce, "commerce"},
                                                    {request_tab::human_resources, "human_resources"},
                                                    {request_tab::after_sales, "after_sales"}};
};

/// The tab that a grant opens: its domain says it, and where it does not, the role's own work does.
[[nodiscard]] constexpr request_tab tab_of(const role_grant& grant) noexcept {
  switch (grant.domain) {
    case work_domain::sales: return request_tab::commerce;
    case work_domain::service:
    case work_domain::parts: return request_tab::after_sales;
    case work_domain::human_resources: return request_tab::human_resources;
    case work_domain::any: break;
  }
  switch (grant.given) {
    case role::after_sales_manager:
    case role::service_manager:
    case role::collaborator: return request_tab::after_sales;
    default: return request_tab::commerce;
  }
}

/// Whether a user sees the requests of a tab. Refused: tab_not_visible. Source: ACC-08.
template <class = void>
[[nodiscard]] inline result<accepted> decide_tab(const user& person, request_tab wanted) noexcept {
  for (const role_grant& grant : person.roles)
    if (tab_of(grant) == wanted) return accepted{};
  return error{rule::tab_not_visible, "tab"};
}

/// Whether a portfolio may pass between two users. Rules, in order: portfolio_needs_manager (the actor),
/// portfolio_target_unfit (the receiver is of another entity, inactive, superseded, or the giver). Source: ACC-09.
template <class = void>
[[nodiscard]] inline result<accepted> decide_transfer(const user& by, const user& from, const user& to) noexcept {
  if (const auto may = decide(by, permission::transfer_portfolio); !may.ok()) return may.refusal();
  if (to.entity != from.entity || !assignable(to) || to.id == from.id) return error{rule::portfolio_target_unfit, "to"};
  return accepted{};
}

}  // namespace v1
}  // namespace dealerkit
