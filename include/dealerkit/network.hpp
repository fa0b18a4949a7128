// The network: brands, legal entities, outlets and the people who work in them (NET, parts of STL-02).
//
// An outlet is named `code-site` (`0011960-000`); a user has one identity for all brands of the legal entity.
//
//   decide_destination(outlet, "AC", false)          // accepted: an outlet that sells Citroën
//   decide_destination(dealer_record, "AC", false)   // refused: outlet_not_a_destination (NET-04)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

// --- Brands (NET-01, NET-02)

/// Which of the group's two families a brand is of: it decides the ordering tool and login (OPP-03).
enum class brand_family : std::uint8_t { none, xp, xf };
template <>
struct enum_names<brand_family> {
  static constexpr enum_name<brand_family> list[] = {
      {brand_family::none, "none"}, {brand_family::xp, "xP"}, {brand_family::xf, "xF"}};
};

/// What a brand can do at the show (NET-02).
enum class brand_capability : std::uint8_t { quote_tool, lead_collect, lead_plus, promo_code, switch_brand };
template <>
struct enum_names<brand_capability> {
  static constexpr enum_name<brand_capability> list[] = {{brand_capability::quote_tool, "quote_tool"},
                                                         {brand_capability::lead_collect, "lead_collect"},
                                                         {brand_capability::lead_plus, "lead_plus"},
                                                         {brand_capability::promo_code, "promo_code"},
                                                         {brand_capability::switch_brand, "switch_brand"}};
};

struct brand {
  std::string code;  ///< two to four capital letters or digits
  std::string name;
  brand_family family = brand_family::none;
  std::vector<brand_capability> capabilities;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &brand::code, needed(rule::brand_incomplete));
    field("name", &brand::name, needed(rule::brand_incomplete));
    field("family", &brand::family, listed(rule::brand_incomplete));
    field("capabilities", &brand::capabilities, listed(rule::brand_capability_unknown));
  }
  friend bool operator==(const brand&, const brand&) = default;
};

/// A brand of the field, as the rule book lists it.
struct known_brand {
  std::string_view code;
  std::string_view name;
  brand_family family;
  bool quote_tool, lead_collect, lead_plus, promo_code, switch_brand;
};

/// The codes in use (NET-01) with their capabilities at the motor show (NET-02).
inline constexpr known_brand known_brands[] = {
    {"AC", "Citroën", brand_family::xp, true, true, false, false, false},
    {"AH", "Abarth", brand_family::xf, true, false, true, false, true},
    {"AP", "Peugeot", brand_family::xp, true, true, false, false, false},
    {"AR", "Alfa Romeo", brand_family::xf, true, false, false, true, false},
    {"DS", "DS Automobiles", brand_family::xp, true, true, false, true, false},
    {"FO", "Fiat Professional", brand_family::xf, true, false, true, false, false},
    {"FT", "Fiat", brand_family::xf, true, false, true, false, true},
    {"JE", "Jeep", brand_family::xf, true, false, true, false, false},
    {"OP", "Opel", brand_family::xp, true, true, false, false, false},
    {"SP", "Spoticar", brand_family::none, false, false, false, false, false},
    {"UC", "Used cars", brand_family::xf, false, false, false, false, false},
    {"LA", "Lancia", brand_family::xf, true, false, true, true, false},
    {"LM", "Leapmotor", brand_family::none, false, false, true, false, false},
    {"MB", "Mercedes-Benz Vans", brand_family::none, false, false, false, false, false},
};

/// The brand of a code in use, or nullptr.
template <class = void>
[[nodiscard]] constexpr const known_brand* find_known_brand(std::string_view code) noexcept {
  for (const auto& known : known_brands)
    if (known.code == code) return &known;
  return nullptr;
}

/// Whether one user may work for `to` after `from` (NET-02): the light-commercial team for every brand, everybody
/// between two brands that both allow it. Refused: brand_switch_not_allowed.
template <class = void>
[[nodiscard]] constexpr result<accepted> decide_brand_switch(const known_brand& from, const known_brand& to,
                                                             bool light_commercial_team) noexcept {
  if (from.code == to.code || light_commercial_team || (from.switch_brand && to.switch_brand)) return accepted{};
  return error{rule::brand_switch_not_allowed, "brand"};
}

// --- Legal entities and outlets (NET-03, NET-04)

struct legal_entity {
  std::string id;
  std::string vat;
  std::string name;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &legal_entity::id, needed(rule::entity_incomplete));
    field("vat", &legal_entity::vat, needed(rule::entity_incomplete));
    field("name", &legal_entity::name, needed(rule::entity_incomplete));
  }
  friend bool operator==(const legal_entity&, const legal_entity&) = default;
};

struct postal_address {
  std::string street;
  std::string postal_code;
  std::string city;
  std::string country;  ///< ISO 3166

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("street", &postal_address::street);
    field("postal_code", &postal_address::postal_code);
    field("city", &postal_address::city);
    field("country", &postal_address::country);
  }
  friend bool operator==(const postal_address&, const postal_address&) = default;
};

/// Degrees of WGS 84. The only binary floats of the library: a place is measured, money is counted.
struct geo_point {
  double lat = 0;
  double lon = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("lat", &geo_point::lat, needed(rule::outlet_location_out_of_range));
    field("lon", &geo_point::lon, needed(rule::outlet_location_out_of_range));
  }
  friend bool operator==(const geo_point&, const geo_point&) = default;
};

enum class outlet_record : std::uint8_t { outlet, dealer };
template <>
struct enum_names<outlet_record> {
  static constexpr enum_name<outlet_record> list[] = {{outlet_record::outlet, "outlet"},
                                                      {outlet_record::dealer, "dealer"}};
};

struct outlet {
  std::string code;
  std::string site;
  std::string entity;
  outlet_record record_type = outlet_record::outlet;
  std::string name;
  std::vector<std::string> brands;
  postal_address address;
  std::optional<geo_point> location;
  std::string time_zone;
  named<std::string> sales_managers;  ///< brand → user (NET-12)
  named<std::string> mailboxes;       ///< activity group `1` or `2` → addresses (NET-09)
  std::vector<std::string> flags;     ///< `new`, `light_commercial`, `used`
  std::string phone;
  std::string privacy_url;
  std::string iban;
  std::string bic;
  bool training = false;  ///< the only destination in training mode (NET-04)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &outlet::code, needed(rule::outlet_incomplete));
    field("site", &outlet::site, needed(rule::outlet_incomplete));
    field("entity", &outlet::entity, needed(rule::outlet_incomplete));
    field("record_type", &outlet::record_type, needed(rule::outlet_incomplete));
    field("name", &outlet::name, needed(rule::outlet_incomplete));
    field("brands", &outlet::brands, listed(rule::brand_unknown));
    field("address", &outlet::address);
    field("location", &outlet::location);
    field("time_zone", &outlet::time_zone, needed(rule::outlet_incomplete));
    field("sales_managers", &outlet::sales_managers);
    field("mailboxes", &outlet::mailboxes);
    field("flags", &outlet::flags);
    field("phone", &outlet::phone);
    field("privacy_url", &outlet::privacy_url);
    field("iban", &outlet::iban);
    field("bic", &outlet::bic);
    field("training", &outlet::training);
  }
  friend bool operator==(const outlet&, const outlet&) = default;
};

/// The name of an outlet in the protocol: `0011960-000`.
template <class = void>
[[nodiscard]] inline std::string outlet_name(const outlet& place) {
  return place.code + "-" + place.site;
}

/// True where the outlet sells the brand.
template <class = void>
[[nodiscard]] inline bool sells(const outlet& place, std::string_view brand_code) noexcept {
  return detail::contains(place.brands, brand_code);
}

/// Whether an outlet may receive an opportunity or a quote: in training only the training outlet, otherwise every
/// other one. Rules, in order: outlet_not_a_destination, outlet_not_for_training, outlet_does_not_sell_brand. Source:
/// NET-04.
template <class = void>
[[nodiscard]] inline result<accepted> decide_destination(const outlet& place, std::string_view brand_code,
                                                         bool training_mode) noexcept {
  if (place.record_type != outlet_record::outlet) return error{rule::outlet_not_a_destination, "outlet"};
  if (training_mode != place.training) return error{rule::outlet_not_for_training, "outlet"};
  if (!sells(place, brand_code)) return error{rule::outlet_does_not_sell_brand, "brand"};
  return accepted{};
}

// --- Users (NET-06, NET-07, NET-10, NET-11)

enum class role : std::uint8_t {
  after_sales_manager,
  call_centre_external,
  call_centre_internal,
  receptionist,
  lead_manager,
  sales_manager,
  sales_manager_agent,
  salesman,
  salesman_agent,
  secretary,
  web_caller,
  service_manager,
  collaborator,
  product_genius,
  fleet_responsible,
  bank_specialist,
  bdc_agent,
  specialist,
  sales_director,
  assistant_sales_director,
  marketing_responsible,
  admin,
  headquarters
};
template <>
struct enum_names<role> {
  static constexpr enum_name<role> list[] = {{role::after_sales_manager, "after_sales_manager"},
                                             {role::call_centre_external, "call_centre_external"},
                                             {role::call_centre_internal, "call_centre_internal"},
                                             {role::receptionist, "receptionist"},
                                             {role::lead_manager, "lead_manager"},
                                             {role::sales_manager, "sales_manager"},
                                             {role::sales_manager_agent, "sales_manager_agent"},
                                             {role::salesman, "salesman"},
                                             {role::salesman_agent, "salesman_agent"},
                                             {role::secretary, "secretary"},
                                             {role::web_caller, "web_caller"},
                                             {role::service_manager, "service_manager"},
                                             {role::collaborator, "collaborator"},
                                             {role::product_genius, "product_genius"},
                                             {role::fleet_responsible, "fleet_responsible"},
                                             {role::bank_specialist, "bank_specialist"},
                                             {role::bdc_agent, "bdc_agent"},
                                             {role::specialist, "specialist"},
                                             {role::sales_director, "sales_director"},
                                             {role::assistant_sales_director, "assistant_sales_director"},
                                             {role::marketing_responsible, "marketing_responsible"},
                                             {role::admin, "admin"},
                                             {role::headquarters, "headquarters"}};
};

/// The part of the business that a role is given for; `any` where the source does not say.
enum class work_domain : std::uint8_t { any, sales, service, parts, human_resources };
template <>
struct enum_names<work_domain> {
  static constexpr enum_name<work_domain> list[] = {{work_domain::any, "any"},
                                                    {work_domain::sales, "sales"},
                                                    {work_domain::service, "service"},
                                                    {work_domain::parts, "parts"},
                                                    {work_domain::human_resources, "human_resources"}};
};

/// A role, at one outlet or all, in one domain or all. In text it may be just the role's name.
struct role_grant {
  role given = role::salesman;
  std::string outlet;
  work_domain domain = work_domain::any;

  static constexpr auto shorthand = &role_grant::given;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("role", &role_grant::given, needed(rule::user_role_unknown));
    field("outlet", &role_grant::outlet);
    field("domain", &role_grant::domain, listed(rule::user_role_unknown));
  }
  friend bool operator==(const role_grant&, const role_grant&) = default;
};

/// A part of a user's working time, in whole percents (NET-07).
struct work_share {
  std::string outlet;
  std::string brand;
  std::int64_t percent = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &work_share::outlet, needed(rule::user_incomplete));
    field("brand", &work_share::brand, needed(rule::user_incomplete));
    field("percent", &work_share::percent, needed(rule::shares_not_whole_percent));
  }
  friend bool operator==(const work_share&, const work_share&) = default;
};

/// When a user is told of a new lead (NET-10).
struct lead_notification {
  bool leads = false;
  std::vector<std::string> activities;  ///< of `VN VO PR SE FI ACC`
  bool push = false;
  bool mail_disabled = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("leads", &lead_notification::leads);
    field("activities", &lead_notification::activities, listed(rule::notify_activity_unknown));
    field("push", &lead_notification::push);
    field("mail_disabled", &lead_notification::mail_disabled);
  }
  friend bool operator==(const lead_notification&, const lead_notification&) = default;
};

struct legacy_login {
  std::string outlet;
  std::string login;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &legacy_login::outlet, needed(rule::user_incomplete));
    field("login", &legacy_login::login, needed(rule::user_incomplete));
  }
  friend bool operator==(const legacy_login&, const legacy_login&) = default;
};

/// Which of a user's two numbers is the call-tracking one; `none`: calls are not tracked (NET-11).
enum class tracked_number : std::uint8_t { none, phone, mobile };
template <>
struct enum_names<tracked_number> {
  static constexpr enum_name<tracked_number> list[] = {
      {tracked_number::none, "none"}, {tracked_number::phone, "phone"}, {tracked_number::mobile, "mobile"}};
};

struct user {
  std::string id;
  std::string entity;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::string phone;
  std::string mobile;
  std::vector<role_grant> roles;
  std::vector<work_share> shares;
  std::vector<std::string> activities;  ///< of LEA-18: `B2C-VN`, `B2B-VN`, `B2C-VO`, `B2B-VO`
  lead_notification notify;
  tracked_number tracked_phone = tracked_number::none;
  std::vector<legacy_login> legacy_logins;
  std::string main_outlet;
  std::optional<decimal> fte;  ///< percent of full time
  bool active = true;
  bool superseded = false;  ///< an "old" record: kept, never a target
  std::string language;
  bool light_commercial = false;  ///< of the light-commercial team, which works for every brand (NET-02)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &user::id, needed(rule::user_incomplete));
    field("entity", &user::entity, needed(rule::user_incomplete));
    field("first_name", &user::first_name);
    field("last_name", &user::last_name);
    field("email", &user::email);
    field("phone", &user::phone);
    field("mobile", &user::mobile);
    field("roles", &user::roles, listed(rule::user_role_unknown));
    field("shares", &user::shares);
    field("activities", &user::activities, listed(rule::campaign_activity_unknown));
    field("notify", &user::notify);
    field("tracked_phone", &user::tracked_phone, listed(rule::tracked_phone_missing));
    field("legacy_logins", &user::legacy_logins);
    field("main_outlet", &user::main_outlet);
    field("fte", &user::fte);
    field("active", &user::active);
    field("superseded", &user::superseded);
    field("language", &user::language);
    field("light_commercial", &user::light_commercial);
  }
  friend bool operator==(const user&, const user&) = default;
};

/// True where the user may be given work: active and not superseded (NET-06).
template <class = void>
[[nodiscard]] inline bool assignable(const user& person) noexcept {
  return person.active && !person.superseded;
}

/// True where the user holds the role anywhere.
template <class = void>
[[nodiscard]] inline bool holds(const user& person, role wanted) noexcept {
  return detail::any_of(person.roles, [&](const role_grant& grant) { return grant.given == wanted; });
}

/// The identity of a user: the entity's code and `.dNNN` or `.admin` (`FR-000802P.d005`). Refused:
/// user_id_malformed. Source: NET-06.
template <class = void>
[[nodiscard]] constexpr result<accepted> check_user_id(std::string_view id, std::string_view entity) noexcept {
  constexpr error malformed{rule::user_id_malformed, "id"};
  if (entity.empty() || !id.starts_with(entity)) return malformed;
  id.remove_prefix(entity.size());
  if (id == ".admin") return accepted{};
  if (id.size() != 5 || !id.starts_with(".d")) return malformed;
  for (const char c : id.substr(2))
    if (c < '0' || c > '9') return malformed;
  return accepted{};
}

/// Working time over (outlet, brand) pairs: empty, or whole percents from 0 to 100 that sum to 100. Rules, in order:
/// shares_not_whole_percent, share_given_twice, shares_do_not_sum_to_100. Source: NET-07.
template <class = void>
[[nodiscard]] constexpr result<accepted> check_shares(std::span<const work_share> shares) noexcept {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i].percent < 0 || shares[i].percent > 100) return error{rule::shares_not_whole_percent, "shares"};
    for (std::size_t j = 0; j < i; ++j)
      if (shares[i].outlet == shares[j].outlet && shares[i].brand == shares[j].brand)
        return error{rule::share_given_twice, "shares"};
    sum += shares[i].percent;
  }
  if (!shares.empty() && sum != 100) return error{rule::shares_do_not_sum_to_100, "shares"};
  return accepted{};
}

/// The mailbox group of a lead's activity (NET-09): 1 or 2, 0 for an activity that has no mailbox.
template <class = void>
[[nodiscard]] constexpr int mailbox_group(std::string_view activity) noexcept {
  for (const std::string_view first : {"VN", "VO", "FI", "SE"})
    if (activity == first) return 1;
  for (const std::string_view second : {"APV", "ACC", "PR"})
    if (activity == second) return 2;
  return 0;
}

/// True for an activity that a user can be notified of (NET-10).
template <class = void>
[[nodiscard]] constexpr bool notify_activity(std::string_view activity) noexcept {
  for (const std::string_view known : {"VN", "VO", "PR", "SE", "FI", "ACC"})
    if (activity == known) return true;
  return false;
}

/// True for an activity of the follow-up campaigns (LEA-18).
template <class = void>
[[nodiscard]] constexpr bool campaign_activity(std::string_view activity) noexcept {
  for (const std::string_view known : {"B2C-VN", "B2B-VN", "B2C-VO", "B2B-VO"})
    if (activity == known) return true;
  return false;
}

/// Whether a user gets a mail of a new lead (NET-10): the flag is set, an e-mail is there, mail is not disabled, and
/// the lead's activity is among the user's.
template <class = void>
[[nodiscard]] inline bool notified_by_mail(const user& person, std::string_view activity) noexcept {
  const auto& wanted = person.notify.activities;
  return assignable(person) && person.notify.leads && !person.email.empty() && !person.notify.mail_disabled &&
         detail::contains(wanted, activity);
}

/// Whether a user gets a push message of a new lead: a flag apart from the mail's (NET-10).
template <class = void>
[[nodiscard]] inline bool notified_by_push(const user& person, std::string_view activity) noexcept {
  const auto& wanted = person.notify.activities;
  return assignable(person) && person.notify.push && detail::contains(wanted, activity);
}

/// The number that a user's calls are tracked by, empty where none is (NET-11).
template <class = void>
[[nodiscard]] inline std::string_view tracked_number_of(const user& person) noexcept {
  switch (person.tracked_phone) {
    case tracked_number::phone: return person.phone;
    case tracked_number::mobile: return person.mobile;
    case tracked_number::none: break;
  }
  return {};
}

/// A tracked number is written with its country prefix and without blanks. Rules, in order: tracked_phone_missing,
/// tracked_phone_malformed. Source: NET-11.
template <class = void>
[[nodiscard]] inline result<accepted> check_tracked_phone(const user& person) noexcept {
  if (person.tracked_phone == tracked_number::none) return accepted{};
  const auto number = tracked_number_of(person);
  if (number.empty()) return error{rule::tracked_phone_missing, "tracked_phone"};
  const auto digits = number.substr(1);
  if (number.front() != '+' || digits.size() < 7 || digits.size() > 15 || digits.front() == '0' ||
      !detail::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
    return error{rule::tracked_phone_malformed, person.tracked_phone == tracked_number::phone ? "phone" : "mobile"};
  return accepted{};
}

// --- Commands

/// Loads brands, entities, outlets and users: an administrative call without an actor. Records come in any order and
/// in several calls; a reference to a record that is not there yet is a note.
struct load_network {
  struct reply_type {
    std::int64_t legal_entities = 0;
    std::int64_t outlets = 0;
    std::int64_t users = 0;
    std::int64_t brands = 0;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("legal_entities", &reply_type::legal_entities);
      field("outlets", &reply_type::outlets);
      field("users", &reply_type::users);
      field("brands", &reply_type::brands);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::vector<legal_entity> legal_entities;
  std::vector<outlet> outlets;
  std::vector<user> users;
  std::vector<brand> brands;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("legal_entities", &load_network::legal_entities);
    field("outlets", &load_network::outlets);
    field("users", &load_network::users);
    field("brands", &load_network::brands);
  }
};

/// Creates or changes a user: by an admin of the legal entity (NET-06).
struct put_user {
  struct reply_type {
    user stored;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("user", &reply_type::stored);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  user record;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("user", &put_user::record, needed(rule::user_incomplete));
  }
};

/// Deactivates a user: the record keeps its history and is never a target again (NET-06).
struct deactivate_user {
  using reply_type = put_user::reply_type;
  std::string id;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &deactivate_user::id, needed(rule::user_incomplete));
  }
};

/// Passes a portfolio from one user to another, as one audited act (ACC-09).
struct transfer_portfolio {
  struct reply_type {
    std::int64_t customers = 0;  ///< how many changed hands

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("customers", &reply_type::customers);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string from;
  std::string to;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("from", &transfer_portfolio::from, needed(rule::portfolio_incomplete));
    field("to", &transfer_portfolio::to, needed(rule::portfolio_incomplete));
  }
};

/// Enters an outlet's bank account: once by the outlet, changed later only by headquarters (STL-02).
struct set_outlet_bank {
  struct reply_type {
    std::string outlet;
    std::string iban;
    std::string bic;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("outlet", &reply_type::outlet);
      field("iban", &reply_type::iban);
      field("bic", &reply_type::bic);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string outlet;
  std::string iban;
  std::string bic;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &set_outlet_bank::outlet, needed(rule::outlet_incomplete));
    field("iban", &set_outlet_bank::iban, needed(rule::iban_missing));
    field("bic", &set_outlet_bank::bic);
  }
};

/// An outlet found, nearest first (NET-05).
struct outlet_found {
  std::string outlet;
  std::string name;
  std::string city;
  std::string postal_code;
  std::string country;
  std::optional<double> distance_km;  ///< great-circle, where both ends have coordinates; to 0.1 km

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &outlet_found::outlet);
    field("name", &outlet_found::name);
    field("city", &outlet_found::city);
    field("postal_code", &outlet_found::postal_code);
    field("country", &outlet_found::country);
    field("distance_km", &outlet_found::distance_km);
  }
  friend bool operator==(const outlet_found&, const outlet_found&) = default;
};

/// Searches outlets that sell a brand. With nothing typed they are proposed from the customer's postal code.
struct search_outlets {
  struct reply_type {
    std::vector<outlet_found> outlets;
    std::optional<std::string> next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("outlets", &reply_type::outlets);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string brand;
  std::string postal_code;
  std::string locality;
  std::string name;
  std::string country;
  std::string customer;
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("brand", &search_outlets::brand, needed(rule::outlet_search_incomplete));
    field("postal_code", &search_outlets::postal_code);
    field("locality", &search_outlets::locality);
    field("name", &search_outlets::name);
    field("country", &search_outlets::country);
    field("customer", &search_outlets::customer);
    field("limit", &search_outlets::limit);
    field("after", &search_outlets::after);
  }
};

// --- Events

struct brand_registered {
  static constexpr std::string_view kind = "brand_registered";
  brand after;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &brand_registered::after);
  }
};

struct entity_loaded {
  static constexpr std::string_view kind = "entity_loaded";
  std::optional<legal_entity> before;
  legal_entity after;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("before", &entity_loaded::before);
    field("after", &entity_loaded::after);
  }
};

struct outlet_changed {
  static constexpr std::string_view kind = "outlet_changed";
  std::optional<outlet> before;
  outlet after;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("before", &outlet_changed::before);
    field("after", &outlet_changed::after);
  }
};

struct user_changed {
  static constexpr std::string_view kind = "user_changed";
  std::optional<user> before;
  user after;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("before", &user_changed::before);
    field("after", &user_changed::after);
  }
};

struct portfolio_transferred {
  static constexpr std::string_view kind = "portfolio_transferred";
  std::string from;
  std::string to;
  std::int64_t customers = 0;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("from", &portfolio_transferred::from);
    field("to", &portfolio_transferred::to);
    field("customers", &portfolio_transferred::customers);
  }
};

}  // namespace v1
}  // namespace dealerkit
