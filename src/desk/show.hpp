// What the handlers of sessions, quotes, vouchers and the day's report share.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/customers.hpp"
#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

/// The session, if it is of the actor's legal entity; else record_not_found (ACC-02).
[[nodiscard]] std::optional<session> find_session(work& job, std::string_view id);

/// The session that the actor works in, with a customer or without. Rules: those of find_session and open_session.
[[nodiscard]] std::optional<session> find_open_session(work& job, std::string_view id);

/// The session that the actor works in with a customer. Rules: those of find_open_session and linked_session.
[[nodiscard]] std::optional<session> find_linked_session(work& job, std::string_view id);

/// What the actor has in hand at the stand.
[[nodiscard]] projections::user_at_stand hands_of(work& job, std::string_view user);

/// A customer of a journey, erased or not; empty where there is none. The reply is about that person.
[[nodiscard]] std::optional<customer> customer_of_journey(work& job, std::string_view id);

/// The show as a brand is served by it: what the policy says, or for a brand that it does not name what the brand was
/// registered with (NET-01, NET-02).
[[nodiscard]] show_terms terms_for(work& job, std::string_view brand);

/// A quote, with the side that the actor is on and the day of its event.
struct found_quote {
  quote known;
  std::optional<quote_content> content;  ///< absent where the customer was erased
  quote_side side = quote_side::stand;
  std::chrono::year_month_day today{};
};

/// The quote, if the actor's legal entity sees it; else record_not_found (ACC-02).
[[nodiscard]] std::optional<found_quote> find_quote(work& job, std::string_view id);

/// A quote that the actor may change now. Rules, in order: those of find_quote, quote_closed (QUO-12), customer_erased,
/// those of decide_side, instant_before_last_event (DAT-06).
[[nodiscard]] std::optional<found_quote> find_open_quote(work& job, std::string_view id);

/// The identifiers of the quotes of a customer, oldest first.
[[nodiscard]] std::vector<std::string> quotes_of(store::unit& unit, std::string_view customer);

/// What the ledger has of a customer's quotes and vouchers, as far as the actor's legal entity made it (CUS-21).
[[nodiscard]] std::vector<ledger_line> history_of_quotes(work& job, std::string_view customer);

/// The vehicles quoted to a customer at a show, without those of one quote and of withdrawn ones (QUO-11).
[[nodiscard]] std::int64_t vehicles_of(work& job, std::string_view event, std::string_view customer,
                                       std::string_view except);

/// What the basket costs; where it cannot be priced the job is refused at `field`.
[[nodiscard]] std::optional<priced_basket> price_of(work& job, const quote& known, const quote_content& content,
                                                    std::string_view field);

/// The price of a quote as it is shown: that of its document while the basket is as it was issued, else of the basket,
/// with its reasons.
[[nodiscard]] std::optional<priced_basket> shown_price(work& job, const quote& known, const quote_content& content);

/// The reply of a change, of the quote as it is kept now.
[[nodiscard]] bool reply_with_price(work& job, std::string_view id, quote_reply& reply);

/// The voucher of a typed code, if the actor's legal entity knows it (QUO-15); empty otherwise.
[[nodiscard]] std::optional<voucher> find_voucher(work& job, std::string_view typed);

/// What a code is.
struct known_code {
  std::optional<voucher> of_customer;
  const promotion* of_brand = nullptr;
  std::chrono::year_month_day day{};  ///< of the voucher's event, else of the show's

  [[nodiscard]] code_found found() const noexcept {
    return {of_customer.has_value() ? &*of_customer : nullptr, of_brand};
  }
};

/// The code that a quote carries, whoever knows it; of a quote without one nothing is found.
[[nodiscard]] known_code code_of(work& job, const found_quote& found);

/// Whether the code that a quote carries is still good, or the quote has none. Rules: those of decide_code at the
/// outlet, of the field `quote`. Source: QUO-17.
[[nodiscard]] result<accepted> decide_carried_code(work& job, const found_quote& found, const known_code& code);

/// The numbers in the sentence of a refused code: its last day, the brand that it is for.
[[nodiscard]] work::arguments arguments_of(const error& refusal, const known_code& code);

/// The voucher that a customer has earned at a show, with its code; empty where none was.
struct earned_voucher {
  voucher known;
  std::string code;
};
[[nodiscard]] std::optional<earned_voucher> voucher_of(work& job, std::string_view event, std::string_view customer);

/// A voucher as a reply shows it, on a day of its event.
[[nodiscard]] code_view view_of(const voucher& known, std::string_view code, std::chrono::year_month_day day);

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

/// A date as text.
[[nodiscard]] std::string text_of(std::chrono::year_month_day day);

/// Refuses with the arguments that its sentence has at the show: what is known, which countries differ.
bool refuse_at_show(work& job, const error& refusal, const customer* known, const session* in);

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
