// The price of a basket: no actor, no clock, no store (QUO-19).
#include "desk/handlers.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

void handle(const price_basket& command, const request_context& context, answer<priced_basket>& said) {
  auto found = check_basket(command);
  if (!said.refused.empty() || !found.empty()) {
    said.refused.insert(said.refused.end(), std::make_move_iterator(found.begin()),
                        std::make_move_iterator(found.end()));
    return;
  }
  auto made = detail::price_checked(command);
  if (!made.ok()) {
    const auto unit = command.currency.empty() ? euro : currency::of(command.currency).value();
    const auto largest = money::minor(pricing::total_max_of(unit.decimals()), unit);
    said.refused.push_back(
        {made.refusal().broken, std::string(made.refusal().field), {{"maximum", to_string(largest)}}});
    return;
  }
  said.reply = std::move(made).value();
  if (context.explain) said.because = reasons_of(command, *said.reply);
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
