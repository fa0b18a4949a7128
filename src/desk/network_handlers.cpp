// Network and policies: what is loaded from outside is checked record by record, and nothing is kept where one is bad.
#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "dealerkit/checks.hpp"
#include "dealerkit/presets/presets.hpp"
#include "desk/handlers.hpp"
#include "text/text.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

using projections::load;
namespace collections = projections::collections;
namespace indexes = projections::indexes;

std::string path(std::string_view list, std::size_t index, std::string_view field) {
  std::string text(list);
  text += '.';
  text += std::to_string(index);
  if (!field.empty()) {
    text += '.';
    text += field;
  }
  return text;
}

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view code_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

// What one load brings, beside what the store has: references are looked up in both.
struct incoming {
  std::set<std::string, std::less<>> brands, entities, outlets, users;
};

bool brand_known(work& job, const incoming& fresh, std::string_view code) {
  return find_known_brand(code) != nullptr || fresh.brands.contains(code) ||
         load<brand>(job.unit, collections::brands, code).has_value();
}

bool has(work& job, store::collection where, const std::set<std::string, std::less<>>& fresh, std::string_view id) {
  std::string bytes;
  return fresh.contains(id) || job.unit.load(where, id, bytes);
}

// A reference to a record that is not there yet is a note: loads come in any order.
void refer(work& job, bool known, const std::string& field) {
  if (!known) job.note(rule::user_reference_open, field);
}

void check_brand(work& job, const brand& one, std::size_t i) {
  const bool well_formed =
      one.code.size() >= 2 && one.code.size() <= 4 && all_of(one.code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  if (!well_formed) job.refuse(rule::brand_code_malformed, path("brands", i, "code"));
}

void check_entity(work& job, const load_network& command, std::size_t i) {
  const auto& one = command.legal_entities[i];
  const checked vat = check_vat(one.vat);
  // A dealer's own number may be of a country whose rules are not ours: it is kept, and the answer says so.
  if (!vat.valid()) job.note(rule::entity_vat_unproved, path("legal_entities", i, "vat"));
  std::string holder;
  bool taken = job.unit.find_unique(indexes::entity_vat, one.vat, holder) && holder != one.id;
  for (std::size_t j = 0; j < i; ++j) {
    const auto& earlier = command.legal_entities[j];
    taken = taken || (earlier.vat == one.vat && earlier.id != one.id);
  }
  if (taken) job.refuse(rule::entity_vat_taken, path("legal_entities", i, "vat"));
}

void check_mailboxes(work& job, const outlet& one, const std::string& base) {
  for (const auto& [group, addresses] : one.mailboxes) {
    const std::string field = base + ".mailboxes." + group;
    if (group != "1" && group != "2") {
      job.refuse(rule::mailbox_group_unknown, field);
      continue;
    }
    std::size_t count = 0;
    std::string_view rest = addresses;
    while (true) {
      const auto comma = rest.find(',');
      if (!check_email(rest.substr(0, comma)).valid()) {
        job.refuse(rule::mailbox_address_malformed, field, {{"position", std::to_string(count)}});
        break;
      }
      ++count;
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
    if (count > 5) job.note(rule::mailbox_only_first_notified, field, {{"count", std::to_string(count)}});
  }
}

void check_bank(work& job, const std::string& iban, const std::string& bic, const std::string& base) {
  if (!iban.empty())
    if (const checked account = check_iban(iban); !account.valid()) job.refuse(account.broken, base + "iban");
  if (!bic.empty())
    if (const checked bank = check_bic(bic); !bank.valid()) job.refuse(bank.broken, base + "bic");
}

void check_outlet(work& job, const incoming& fresh, const outlet& one, std::size_t i) {
  const auto at = [&](std::string_view field) { return path("outlets", i, field); };
  if (!all_of(one.code, code_characters)) job.refuse(rule::outlet_code_malformed, at("code"));
  if (one.site.size() != 3 || !all_of(one.site, "0123456789")) job.refuse(rule::outlet_code_malformed, at("site"));
  for (std::size_t b = 0; b < one.brands.size(); ++b)
    if (!brand_known(job, fresh, one.brands[b])) job.refuse(rule::brand_unknown, at(path("brands", b, "")));
  if (!time_zones::known(one.time_zone)) job.refuse(rule::outlet_time_zone_unknown, at("time_zone"));
  if (one.location.has_value() && !(std::abs(one.location->lat) <= 90.0 && std::abs(one.location->lon) <= 180.0))
    job.refuse(rule::outlet_location_out_of_range, at("location"));
  refer(job, has(job, collections::entities, fresh.entities, one.entity), at("entity"));
  for (const auto& [sold, manager] : one.sales_managers) {
    if (!sells(one, sold)) job.refuse(rule::sales_manager_not_responsible, at("sales_managers." + sold));
    refer(job, has(job, collections::users, fresh.users, manager), at("sales_managers." + sold));
  }
  check_mailboxes(job, one, path("outlets", i, ""));
  check_bank(job, one.iban, one.bic, at("") + ".");
}

void check_user(work& job, const incoming& fresh, const user& one, const std::string& base) {
  const auto at = [&](std::string_view field) { return base + "." + std::string(field); };
  for (std::size_t s = 0; s < one.roles.size(); ++s)
    if (!one.roles[s].outlet.empty())
      refer(job, has(job, collections::outlets, fresh.outlets, one.roles[s].outlet), at(path("roles", s, "outlet")));
  // Where a share could not be read, its sum means nothing.
  const bool shares_read = std::none_of(job.refused.begin(), job.refused.end(),
                                        [&](const violation& found) { return found.field.starts_with(at("shares.")); });
  if (const auto shares = check_shares(one.shares); shares_read && !shares.ok()) {
    std::int64_t sum = 0;
    for (const auto& share : one.shares) sum += share.percent;
    job.refuse(shares.refusal().broken, at("shares"), {{"sum", std::to_string(sum)}});
  }
  for (std::size_t s = 0; s < one.shares.size(); ++s) {
    if (!brand_known(job, fresh, one.shares[s].brand)) job.refuse(rule::brand_unknown, at(path("shares", s, "brand")));
    refer(job, has(job, collections::outlets, fresh.outlets, one.shares[s].outlet), at(path("shares", s, "outlet")));
  }
  for (std::size_t a = 0; a < one.activities.size(); ++a)
    if (!campaign_activity(one.activities[a]))
      job.refuse(rule::campaign_activity_unknown, at(path("activities", a, "")));
  for (std::size_t a = 0; a < one.notify.activities.size(); ++a)
    if (!notify_activity(one.notify.activities[a]))
      job.refuse(rule::notify_activity_unknown, at(path("notify.activities", a, "")));
  if (const auto tracked = check_tracked_phone(one); !tracked.ok())
    job.refuse(tracked.refusal().broken, at(tracked.refusal().field));
  if (!one.email.empty())
    if (const checked email = check_email(one.email); !email.valid()) job.refuse(email.broken, at("email"));
  if (one.fte.has_value()) {
    const bool in_range =
        !one.fte->negative() &&
        one.fte->units() <= 100 * detail::powers_of_ten[static_cast<std::size_t>(std::min(one.fte->scale(), 16))] &&
        one.fte->scale() <= 2;
    if (!in_range) job.refuse(rule::user_fte_out_of_range, at("fte"));
  }
  if (!one.main_outlet.empty())
    refer(job, has(job, collections::outlets, fresh.outlets, one.main_outlet), at("main_outlet"));
}

store::subject_id nobody() noexcept { return {}; }

// An administrative call has no actor: its records belong to the legal entity that they are of, whose own people see
// them in the audit.
class on_behalf_of {
 public:
  on_behalf_of(work& job, const std::string& entity) : job_(job), before_(job.acting_entity) {
    if (before_.empty()) job_.acting_entity = entity;
  }
  on_behalf_of(const on_behalf_of&) = delete;
  on_behalf_of& operator=(const on_behalf_of&) = delete;
  ~on_behalf_of() { job_.acting_entity = before_; }

 private:
  work& job_;
  std::string before_;
};

// The instant of a record's last event, where it has one (DAT-06).
bool in_order(work& job, std::string_view record) {
  store::event_entry last;
  std::int64_t sequence = 0;
  job.unit.scan_ordered(indexes::event_record, record, record, [&](std::string_view key, std::string_view id) {
    if (key == record) sequence = projections::sequence_of(id);
    return true;
  });
  if (sequence == 0 || !job.unit.find_event(static_cast<std::uint64_t>(sequence), last)) return true;
  if (job.context.at >= last.at) return true;
  return job.refuse(rule::instant_before_last_event, "at", {{"earliest", time_zones::format("UTC", last.at)}});
}

void store_user(work& job, const user& after) {
  auto before = load<user>(job.unit, collections::users, after.id);
  if (before.has_value() && *before == after) return;  // loading the same again leaves no trace
  if (!in_order(job, after.id)) return;
  const on_behalf_of entity(job, after.entity);
  job.record(after.id, nobody(), user_changed{std::move(before), after});
}

void store_outlet(work& job, const outlet& after) {
  const std::string name = outlet_name(after);
  auto before = load<outlet>(job.unit, collections::outlets, name);
  if (before.has_value() && *before == after) return;
  if (!in_order(job, name)) return;
  const on_behalf_of entity(job, after.entity);
  job.record(name, nobody(), outlet_changed{std::move(before), after});
}

}  // namespace

namespace {

// An account is kept in its normal form, and a load that has none does not take the outlet's away (STL-02).
void keep_bank_account(work& job, outlet& one) {
  if (!one.iban.empty()) {
    one.iban = std::string(check_iban(one.iban).normalized());
    if (!one.bic.empty()) one.bic = std::string(check_bic(one.bic).normalized());
    return;
  }
  const auto before = load<outlet>(job.unit, collections::outlets, outlet_name(one));
  if (!before.has_value()) return;
  one.iban = before->iban;
  one.bic = before->bic;
}

}  // namespace

bool handle(work& job, const load_network& command, load_network::reply_type& reply) {
  incoming fresh;
  for (const auto& one : command.brands) fresh.brands.insert(one.code);
  for (const auto& one : command.legal_entities) fresh.entities.insert(one.id);
  for (const auto& one : command.outlets) fresh.outlets.insert(outlet_name(one));
  for (const auto& one : command.users) fresh.users.insert(one.id);

  for (std::size_t i = 0; i < command.legal_entities.size(); ++i) check_entity(job, command, i);
  for (std::size_t i = 0; i < command.outlets.size(); ++i) check_outlet(job, fresh, command.outlets[i], i);
  for (std::size_t i = 0; i < command.users.size(); ++i) {
    const auto& one = command.users[i];
    const std::string base = path("users", i, "");
    // Identities are taken over as the source has them; a new one is handed out by user.put, strictly.
    if (!check_user_id(one.id, one.entity).ok()) job.note(rule::user_id_malformed, base + ".id");
    refer(job, has(job, collections::entities, fresh.entities, one.entity), base + ".entity");
    check_user(job, fresh, one, base);
  }
  for (std::size_t i = 0; i < command.brands.size(); ++i) check_brand(job, command.brands[i], i);
  if (!job.ok()) return false;

  for (const auto& one : command.brands) {
    const auto before = load<brand>(job.unit, collections::brands, one.code);
    if (before.has_value() && *before == one) continue;
    if (in_order(job, one.code)) job.record(one.code, nobody(), brand_registered{one});
  }
  for (const auto& one : command.legal_entities) {
    auto before = load<legal_entity>(job.unit, collections::entities, one.id);
    if (before.has_value() && *before == one) continue;
    const on_behalf_of entity(job, one.id);
    if (in_order(job, one.id)) job.record(one.id, nobody(), entity_loaded{before, one});
  }
  for (auto one : command.outlets) {
    keep_bank_account(job, one);
    store_outlet(job, one);
  }
  for (const auto& one : command.users) store_user(job, one);

  job.explain("NET-03", "records are taken over as their source has them; open references are notes");
  reply.legal_entities = static_cast<std::int64_t>(command.legal_entities.size());
  reply.outlets = static_cast<std::int64_t>(command.outlets.size());
  reply.users = static_cast<std::int64_t>(command.users.size());
  reply.brands = static_cast<std::int64_t>(command.brands.size());
  return true;
}

bool handle(work& job, const put_user& command, put_user::reply_type& reply) {
  const auto& wanted = command.record;
  if (const auto id = check_user_id(wanted.id, wanted.entity); !id.ok()) job.refuse(rule::user_id_malformed, "user.id");
  check_user(job, {}, wanted, "user");
  if (!job.ok()) return false;
  if (wanted.entity != job.entity()) return job.refuse(rule::entity_unknown, "user.entity");
  if (const auto may = decide(*job.by, permission::manage_users); !may.ok()) return job.refuse(may.refusal());
  store_user(job, wanted);
  reply.stored = wanted;
  job.explain(rule::user_admin_only, "an admin of the legal entity hands out identities");
  return true;
}

bool handle(work& job, const deactivate_user& command, deactivate_user::reply_type& reply) {
  auto person = load<user>(job.unit, collections::users, command.id);
  if (!person.has_value() || person->entity != job.entity()) return job.refuse(rule::user_unknown, "id");
  if (const auto may = decide(*job.by, permission::manage_users); !may.ok()) return job.refuse(may.refusal());
  person->active = false;
  store_user(job, *person);
  job.explain("NET-06", "the record keeps its history and is never a target again");
  reply.stored = std::move(*person);
  return true;
}

bool handle(work& job, const transfer_portfolio& command, transfer_portfolio::reply_type& reply) {
  const auto from = load<user>(job.unit, collections::users, command.from);
  if (!from.has_value() || from->entity != job.entity()) return job.refuse(rule::user_unknown, "from");
  const auto to = load<user>(job.unit, collections::users, command.to);
  if (!to.has_value()) return job.refuse(rule::user_unknown, "to");
  if (to->entity != job.entity()) return job.refuse(rule::user_unknown, "to");
  if (const auto may = decide_transfer(*job.by, *from, *to); !may.ok()) return job.refuse(may.refusal());
  if (!in_order(job, command.from)) return false;
  const std::string key = projections::joined(job.entity(), command.from);
  std::vector<std::string> owned;
  job.unit.scan_ordered(indexes::customer_owner, key, key, [&](std::string_view found, std::string_view id) {
    if (found == key) owned.emplace_back(id);
    return found == key;
  });
  for (const auto& id : owned) {
    const auto known = projections::load_customer(job.unit, id);
    reply.customers += known.has_value() && !known->erased_at.has_value() ? 1 : 0;
  }
  job.record(command.from, nobody(), portfolio_transferred{command.from, command.to, reply.customers});
  job.explain("ACC-09", "one audited act of a sales manager or admin");
  return true;
}

bool handle(work& job, const set_outlet_bank& command, set_outlet_bank::reply_type& reply) {
  check_bank(job, command.iban, command.bic, "");
  if (!job.ok()) return false;
  auto stands = load<outlet>(job.unit, collections::outlets, command.outlet);
  const bool headquarters = holds(*job.by, role::headquarters);
  // Headquarters serves outlets of every entity; for others a foreign outlet does not exist (ACC-02).
  if (!stands.has_value() || (stands->entity != job.entity() && !headquarters))
    return job.refuse(rule::outlet_unknown, "outlet");
  const std::string iban(check_iban(command.iban).normalized());
  const std::string bic(check_bic(command.bic).normalized());
  if (!stands->iban.empty() && (stands->iban != iban || stands->bic != bic))
    if (const auto may = decide(*job.by, permission::change_bank_account); !may.ok()) return job.refuse(may.refusal());
  job.explain("STL-02", stands->iban.empty() ? "entered once by the outlet" : "changed by headquarters, or the same");
  stands->iban = iban;
  stands->bic = command.bic.empty() ? std::string{} : bic;
  store_outlet(job, *stands);
  reply = {command.outlet, stands->iban, stands->bic};
  return true;
}

namespace {

constexpr double earth_radius_km = 6371.0088;  // mean radius of the IUGG

double great_circle_km(const geo_point& a, const geo_point& b) noexcept {
  const double radian = 3.14159265358979323846 / 180.0;
  const double latitude = (b.lat - a.lat) * radian;
  const double longitude = (b.lon - a.lon) * radian;
  const double h =
      std::sin(latitude / 2) * std::sin(latitude / 2) +
      std::cos(a.lat * radian) * std::cos(b.lat * radian) * std::sin(longitude / 2) * std::sin(longitude / 2);
  return 2 * earth_radius_km * std::asin(std::sqrt(std::min(1.0, h)));
}

std::string normal_postal_code(const std::string& typed, const std::string& country) {
  const checked code = check_postal_code(typed, country);
  return code.valid() ? std::string(code.normalized()) : typed;
}

// The digits of a postal code as a number: L-1234 and 1234 are as near as can be.
std::optional<std::int64_t> postal_number(std::string_view code) noexcept {
  std::int64_t number = 0;
  bool any = false;
  for (const char c : code)
    if (c >= '0' && c <= '9' && number < 1'000'000'000) {
      number = number * 10 + (c - '0');
      any = true;
    }
  if (!any) return std::nullopt;
  return number;
}

// How near an outlet is (NET-05): a measured distance before an estimated one, and a total order in the end.
struct nearness {
  int tier = 3;  // 0 measured, 1 same postal code, 2 numeric distance in the same country, 3 elsewhere
  double kilometres = 0;
  std::int64_t postal_distance = 0;
  std::string folded_name;
  std::string outlet;

  friend bool operator<(const nearness& a, const nearness& b) {
    return std::tie(a.tier, a.kilometres, a.postal_distance, a.folded_name, a.outlet) <
           std::tie(b.tier, b.kilometres, b.postal_distance, b.folded_name, b.outlet);
  }
};

struct found_outlet {
  nearness how_near;
  outlet place;
};

// The origin of a search: a postal code, and its point where outlets there have coordinates.
struct search_origin {
  std::string postal_code;
  std::string country;
  std::optional<geo_point> point;
};

void rank(std::vector<found_outlet>& found, const search_origin& origin) {
  for (auto& one : found) {
    auto& how = one.how_near;
    how.folded_name = text::search_fold(one.place.name);
    how.outlet = outlet_name(one.place);
    const std::string code = normal_postal_code(one.place.address.postal_code, one.place.address.country);
    const bool same_country = !origin.country.empty() && origin.country == one.place.address.country;
    const auto here = postal_number(code);
    const auto there = postal_number(origin.postal_code);
    if (origin.point.has_value() && one.place.location.has_value()) {
      how.tier = 0;
      how.kilometres = great_circle_km(*origin.point, *one.place.location);
    } else if (same_country && !origin.postal_code.empty() && code == origin.postal_code) {
      how.tier = 1;
    } else if (same_country && here.has_value() && there.has_value()) {
      how.tier = 2;
      how.postal_distance = *here < *there ? *there - *here : *here - *there;
    }
  }
  std::sort(found.begin(), found.end(),
            [](const found_outlet& a, const found_outlet& b) { return a.how_near < b.how_near; });
}

// The point of a postal code is the mean of the outlets that have it.
std::optional<geo_point> point_of(store::unit& unit, const search_origin& origin) {
  geo_point sum;
  int count = 0;
  unit.scan_documents(collections::outlets, {}, [&](std::string_view, std::string_view bytes) {
    outlet one{};
    if (codec::decode(bytes, one) && one.location.has_value() && one.address.country == origin.country &&
        normal_postal_code(one.address.postal_code, one.address.country) == origin.postal_code) {
      sum.lat += one.location->lat;
      sum.lon += one.location->lon;
      ++count;
    }
    return true;
  });
  if (count == 0) return std::nullopt;
  return geo_point{sum.lat / count, sum.lon / count};
}

}  // namespace

bool handle(work& job, const search_outlets& command, search_outlets::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  if (!brand_known(job, {}, command.brand)) job.refuse(rule::brand_unknown, "brand");
  search_origin origin{{}, command.country, {}};
  if (!command.postal_code.empty() && !command.country.empty()) {
    const checked code = check_postal_code(command.postal_code, command.country);
    if (!code.valid()) job.refuse(code.broken, "postal_code");
    origin.postal_code = std::string(code.normalized());
  } else if (!command.postal_code.empty()) {
    job.refuse(rule::country_missing, "country");
  }
  if (!job.ok()) return false;
  // With nothing typed the customer's own postal code is where to start from.
  if (command.postal_code.empty() && command.locality.empty() && command.name.empty() && !command.customer.empty()) {
    const auto known = projections::load_customer(job.unit, command.customer);
    if (!known.has_value() || known->entity != job.entity()) return job.refuse(rule::record_not_found, "customer");
    const auto& lives = known->kind == customer_kind::b2b && known->details.holder.postal_code.empty() &&
                                !known->details.contacts.empty()
                            ? known->details.contacts.front()
                            : known->details.holder;
    origin.postal_code = lives.postal_code;
    origin.country = lives.country;
    job.explain(rule::outlet_search_incomplete, "nothing typed: outlets near the customer's postal code");
  }
  if (!origin.postal_code.empty()) origin.point = point_of(job.unit, origin);

  const std::string locality = text::search_fold(command.locality);
  const std::string name = text::search_fold(command.name);
  std::vector<found_outlet> found;
  job.unit.scan_ordered(
      indexes::outlet_brand, command.brand, command.brand, [&](std::string_view key, std::string_view id) {
        if (key != command.brand) return true;
        auto one = load<outlet>(job.unit, collections::outlets, id);
        if (!one.has_value() || !decide_destination(*one, command.brand, job.host.options.training).ok()) return true;
        if (!command.country.empty() && one->address.country != command.country) return true;
        if (!text::word_prefix(text::search_fold(one->address.city), locality)) return true;
        if (!text::word_prefix(text::search_fold(one->name), name)) return true;
        found.push_back({{}, std::move(*one)});
        return true;
      });
  rank(found, origin);

  auto next = found.begin();
  if (!command.after.empty()) {
    next = std::find_if(found.begin(), found.end(),
                        [&](const found_outlet& one) { return one.how_near.outlet == command.after; });
    if (next == found.end()) return job.refuse(rule::list_position_unknown, "after");
    ++next;
  }
  for (; next != found.end() && reply.outlets.size() < limit; ++next) {
    outlet_found shown{next->how_near.outlet,       next->place.name,
                       next->place.address.city,    next->place.address.postal_code,
                       next->place.address.country, std::nullopt};
    if (next->how_near.tier == 0) shown.distance_km = std::round(next->how_near.kilometres * 10) / 10;
    reply.outlets.push_back(std::move(shown));
  }
  if (next != found.end()) reply.next = reply.outlets.back().outlet;
  return true;
}

namespace {

// The purpose that breaks a policy, by its place: `policy.consent.purposes.0.default_answer`.
std::string path_of_purpose(const policy& wanted, const error& refusal) {
  const auto& purposes = wanted.consent.purposes;
  for (std::size_t i = 0; i < purposes.size(); ++i) {
    if (refusal.broken == rule::consent_has_default && purposes[i].default_answer.has_value())
      return path(refusal.field, i, "default_answer");
    if (refusal.broken == rule::consent_made_a_condition && !purposes[i].needed_for.empty())
      return path(refusal.field, i, "needed_for");
  }
  return std::string(refusal.field);
}

}  // namespace

bool handle(work& job, const load_policy& command, load_policy::reply_type& reply) {
  if (command.preset.empty() == !command.own.has_value())
    return job.refuse(rule::policy_missing, command.preset.empty() ? "policy" : "preset");
  policy wanted;
  if (command.own.has_value()) {
    wanted = *command.own;
    if (const auto fine = check_policy(wanted); !fine.ok())
      return job.refuse(fine.refusal().broken, path_of_purpose(wanted, fine.refusal()));
    for (std::size_t i = 0; i < wanted.show.events.size(); ++i)
      if (!time_zones::known(wanted.show.events[i].time_zone))
        return job.refuse(rule::policy_value_out_of_range, path("policy.show.events", i, "time_zone"));
  } else {
    auto preset = presets::find(command.preset);
    if (!preset.has_value()) return job.refuse(rule::preset_unknown, "preset");
    wanted = std::move(*preset);
  }
  if (!in_order(job, "policy")) return false;
  job.record("policy", nobody(), policy_loaded{wanted});
  job.policy_changed = true;
  job.explain("CON-03", "no consent has a default, nothing depends on a yes");
  reply.policy = wanted.name;
  return true;
}

bool handle(work& job, const show_policy& command, show_policy::reply_type& reply) {
  if (command.preset.empty()) {
    reply.shown = *job.terms;
    return true;
  }
  auto preset = presets::find(command.preset);
  if (!preset.has_value()) return job.refuse(rule::preset_unknown, "preset");
  reply.shown = std::move(*preset);
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
