// What the handlers of sessions, quotes, vouchers and the day's report share.
#include "desk/show.hpp"

#include "dealerkit/checks.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

std::optional<session> find_session(work& job, std::string_view id) {
  auto found = projections::load<session>(job.unit, collections::sessions, id);
  if (found.has_value() && found->entity == job.entity()) return found;
  job.refuse(rule::record_not_found, "session");
  return std::nullopt;
}

std::optional<session> find_open_session(work& job, std::string_view id) {
  auto found = find_session(job, id);
  if (!found.has_value()) return found;
  if (const auto opened = open_session::of(*found, job.by->id); !opened.ok()) {
    job.refuse(opened.refusal());
    return std::nullopt;
  }
  return found;
}

std::optional<session> find_linked_session(work& job, std::string_view id) {
  auto found = find_open_session(job, id);
  if (!found.has_value()) return found;
  if (const auto linked = linked_session::of(open_session::of(*found, job.by->id).value()); !linked.ok()) {
    job.refuse(linked.refusal());
    return std::nullopt;
  }
  return found;
}

projections::user_at_stand hands_of(work& job, std::string_view user) {
  return projections::load<projections::user_at_stand>(job.unit, collections::users_at_stand,
                                                       projections::joined(job.entity(), user))
      .value_or(projections::user_at_stand{});
}

std::optional<customer> customer_of_journey(work& job, std::string_view id) {
  auto known = projections::load_customer(job.unit, id);
  if (!known.has_value() || known->entity != job.entity()) return std::nullopt;
  if (!known->erased_at.has_value()) job.subject = uuid_bytes(known->id);
  return known;
}

show_terms terms_for(work& job, std::string_view brand_code) {
  show_terms terms = job.terms->show;
  const bool named = std::any_of(terms.brands.begin(), terms.brands.end(),
                                 [&](const show_brand& one) { return one.brand == brand_code; });
  if (named) return terms;
  if (auto registered = projections::load<brand>(job.unit, collections::brands, brand_code))
    terms.brands.push_back({std::string(brand_code), std::move(registered->capabilities)});
  return terms;
}

std::optional<found_quote> find_quote(work& job, std::string_view id) {
  auto known = projections::load<quote>(job.unit, collections::quotes, id);
  if (!known.has_value() || !visible_to(*known, job.entity())) {
    job.refuse(rule::record_not_found, "quote");
    return std::nullopt;
  }
  found_quote found;
  found.known = std::move(*known);
  found.content = projections::load<quote_content>(job.unit, collections::quote_contents, id);
  found.side = side_of(found.known, job.entity(), job.place_name);
  found.today = time_zones::day_of(found.known.time_zone, job.context.at);
  if (found.content.has_value()) job.subject = uuid_bytes(found.known.customer);
  return found;
}

std::optional<found_quote> find_open_quote(work& job, std::string_view id) {
  auto found = find_quote(job, id);
  if (!found.has_value()) return found;
  if (const auto opened = open_quote::of(found->known); !opened.ok()) {
    job.refuse(opened.refusal(), {{"state", std::string(name_of(found->known.phase))}});
    return std::nullopt;
  }
  if (!found->content.has_value()) {
    job.refuse(rule::customer_erased, "quote");
    return std::nullopt;
  }
  if (const auto may = decide_side(*job.by, found->side, job.terms->show); !may.ok()) {
    refuse_at_show(job, may.refusal(), nullptr, nullptr);
    return std::nullopt;
  }
  if (!job.in_order(found->known.last_event_at)) return std::nullopt;
  return found;
}

std::vector<std::string> quotes_of(store::unit& unit, std::string_view customer) {
  std::vector<std::string> ids;
  unit.scan_ordered(indexes::quote_customer, customer, customer, [&](std::string_view key, std::string_view id) {
    if (key == customer) ids.emplace_back(id);
    return key == customer;
  });
  return ids;
}

std::vector<ledger_line> history_of_quotes(work& job, std::string_view customer) {
  auto records = quotes_of(job.unit, customer);
  job.unit.scan_ordered(indexes::voucher_customer, customer, customer, [&](std::string_view key, std::string_view id) {
    if (key == customer) records.emplace_back(id);
    return key == customer;
  });
  std::vector<std::int64_t> sequences;
  for (const auto& id : records)
    job.unit.scan_ordered(indexes::event_record, id, id, [&](std::string_view key, std::string_view sequence) {
      if (key == id) sequences.push_back(projections::sequence_of(sequence));
      return key == id;
    });
  std::vector<ledger_line> history;
  store::event_entry event;
  for (const auto sequence : sequences)
    if (job.unit.find_event(static_cast<std::uint64_t>(sequence), event) && event.entity == job.entity())
      history.push_back(line_of(event));
  return history;
}

std::int64_t vehicles_of(work& job, std::string_view event, std::string_view customer, std::string_view except) {
  std::int64_t vehicles = 0;
  for (const auto& id : quotes_of(job.unit, customer)) {
    const auto one = projections::load<quote>(job.unit, collections::quotes, id);
    if (one.has_value() && id != except && one->event == event && one->phase != quote_state::withdrawn)
      vehicles += one->quantity;
  }
  return vehicles;
}

std::optional<priced_basket> price_of(work& job, const quote& known, const quote_content& content,
                                      std::string_view field) {
  auto made = price(basket_of(known, content));
  if (!made.ok()) {
    job.refuse(made.refusal().broken, field);
    return std::nullopt;
  }
  return std::move(made).value();
}

std::optional<priced_basket> shown_price(work& job, const quote& known, const quote_content& content) {
  auto made = content.issued_price;
  if (!made.has_value()) made = price_of(job, known, content, "quote");
  if (job.context.explain && made.has_value())
    for (auto& one : reasons_of(basket_of(known, content), *made)) job.because.push_back(std::move(one));
  return made;
}

bool reply_with_price(work& job, std::string_view id, quote_reply& reply) {
  const auto found = find_quote(job, id);
  if (!found.has_value() || !found->content.has_value()) return false;
  auto priced = shown_price(job, found->known, *found->content);
  if (!priced.has_value()) return false;
  reply.quote = found->known.id;
  reply.state = state_on(found->known, found->today);
  reply.price = std::move(*priced);
  return true;
}

std::optional<voucher> find_voucher(work& job, std::string_view typed) {
  const checked code = check_card_code(typed);
  std::string id;
  if (!code.valid() || !job.unit.find_unique(indexes::voucher_code, code.normalized(), id)) return std::nullopt;
  auto known = projections::load<voucher>(job.unit, collections::vouchers, id);
  const bool ours = known.has_value() && (known->entity == job.entity() || known->outlet_entity == job.entity());
  if (!ours) return std::nullopt;
  return known;
}

known_code code_of(work& job, const found_quote& found) {
  known_code code;
  code.day = found.today;
  if (found.known.code == code_kind::voucher) {
    code.of_customer = projections::load<voucher>(job.unit, collections::vouchers, found.known.voucher);
    if (code.of_customer.has_value()) code.day = time_zones::day_of(code.of_customer->time_zone, job.context.at);
  }
  if (found.known.code == code_kind::promotion && found.content.has_value())
    code.of_brand = find_promotion(job.terms->show, found.content->code);
  return code;
}

result<accepted> decide_carried_code(work& job, const found_quote& found, const known_code& code) {
  const quote& known = found.known;
  if (known.code == code_kind::none) return accepted{};
  const auto decided =
      decide_code(code.found(), code_place::outlet, known.brand, code.day, terms_for(job, known.brand));
  return decided.ok() ? decided : error{decided.refusal().broken, "quote"};
}

work::arguments arguments_of(const error& refusal, const known_code& code) {
  work::arguments args;
  if (refusal.broken == rule::voucher_expired) {
    if (code.of_customer.has_value()) args.emplace_back("valid_until", text_of(code.of_customer->valid_until));
    if (code.of_brand != nullptr && code.of_brand->valid_until.has_value())
      args.emplace_back("valid_until", text_of(*code.of_brand->valid_until));
  }
  if (refusal.broken == rule::voucher_of_other_brand)
    args.emplace_back("brand", code.of_customer.has_value() ? code.of_customer->brand : code.of_brand->brand);
  return args;
}

std::optional<earned_voucher> voucher_of(work& job, std::string_view event, std::string_view customer) {
  std::string id;
  if (!job.unit.find_unique(indexes::voucher_holder, projections::joined(event, customer), id)) return std::nullopt;
  auto known = projections::load<voucher>(job.unit, collections::vouchers, id);
  if (!known.has_value()) return std::nullopt;
  std::string code;
  job.unit.load(collections::voucher_codes, id, code);
  return earned_voucher{std::move(*known), std::move(code)};
}

code_view view_of(const voucher& known, std::string_view code, std::chrono::year_month_day day) {
  code_view shown;
  shown.code = std::string(code);
  shown.kind = code_kind::voucher;
  shown.state = state_on(known, day);
  shown.brand = known.brand;
  shown.country = known.country;
  shown.amount = known.amount;
  shown.currency = std::string(known.amount.unit().code());
  shown.valid_until = known.valid_until;
  shown.used = known.used;
  return shown;
}

std::string text_of(std::chrono::year_month_day day) {
  std::string text;
  if (day.ok()) append_date(text, day);
  return text;
}

bool refuse_at_show(work& job, const error& refusal, const customer* known, const session* in) {
  const auto& terms = job.terms->show;
  work::arguments args;
  switch (refusal.broken) {
    case rule::event_unknown:
      args.emplace_back("known", list_of(terms.events, [](const show_event& one) { return one.code; }));
      break;
    case rule::journey_country_not_served:
      args.emplace_back("known", list_of(terms.countries, [](const show_country& one) { return one.country; }));
      break;
    case rule::stand_role_missing:
      args.emplace_back("known", list_of(terms.stand_roles, [](role one) { return std::string(name_of(one)); }));
      break;
    case rule::backup_reason_missing:
    case rule::backup_reason_unknown:
      args.emplace_back("known", list_of(job.terms->lead.backup_reasons,
                                         [](backup_reason one) { return std::string(name_of(one)); }));
      break;
    case rule::journey_country_mismatch:
      if (known != nullptr) args.emplace_back("customer_country", std::string(country_of(*known)));
      if (in != nullptr) args.emplace_back("journey_country", in->setting.country);
      break;
    case rule::fleet_request:
      // Whoever was referred may want fewer.
      if (refusal.field != "session") args.emplace_back("limit", std::to_string(terms.fleet_limit));
      break;
    case rule::step_not_reached:
      if (in != nullptr) args.emplace_back("reached", std::to_string(reached_step(*in)));
      break;
    default: break;
  }
  return job.refuse(refusal, std::move(args));
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
