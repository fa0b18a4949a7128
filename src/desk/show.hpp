// What the handlers of sessions, quotes, vouchers and the day's report share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "desk/customers.hpp"
#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

/// The session, if it is of the actor's legal entity; else record_not_found (ACC-02).
[[nodiscard]] std::optional<session> find_session(work& job, std::string_view id);

/// What the actor has in hand at the stand.
[[nodiscard]] projections::user_at_stand hands_of(work& job, std::string_view user);

/// A customer of a journey, erased or not; empty where there is none. The reply is about that person.
[[nodiscard]] std::optional<customer> customer_of_journey(work& job, std::string_view id);

/// Words of a list, as a refusal's argument shows them.
template <class Items, class Text>
[[nodiscard]] std::string list_of(const Items& items, Text&& text_of) {
  std::string all;
  for (const auto& item : items) {
    if (!all.empty()) all += ", ";
    all += text_of(item);
  }
  return all;
}

/// Refuses with the arguments that its sentence has at the show: what is known, which countries differ.
bool refuse_at_show(work& job, const error& refusal, const customer* known, const session* in);

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
