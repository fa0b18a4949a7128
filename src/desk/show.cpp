// What the handlers of sessions, quotes, vouchers and the day's report share.
#include "desk/show.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace collections = projections::collections;

std::optional<session> find_session(work& job, std::string_view id) {
  auto found = projections::load<session>(job.unit, collections::sessions, id);
  if (found.has_value() && found->entity == job.entity()) return found;
  job.refuse(rule::record_not_found, "session");
  return std::nullopt;
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
    case rule::journey_language_not_served:
    case rule::journey_language_of_other_country:
      args.emplace_back("known", list_of(terms.countries, [](const show_country& one) {
                          return list_of(one.languages, [](const std::string& language) { return language; });
                        }));
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
