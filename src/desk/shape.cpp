// The tables of fields, and what they say of a value whatever its type.
#include "desk/shape.hpp"

#include <mutex>

namespace dealerkit {
inline namespace v1 {
namespace shapes {

void field_list::add(std::string_view name, field_options options, const shape& of, std::size_t offset) noexcept {
  ::new (at_) field{name, options, &of, *defaults_++, static_cast<std::uint32_t>(offset), of.what};
  at_ += sizeof(field);
}

void object_shape::lay_out() const noexcept {
  static constinit std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  if (described->load(std::memory_order_relaxed)) return;
  field_list list(room);
  describe(list);
  described->store(true, std::memory_order_release);
}

constexpr std::chrono::year_month_day no_date{};

bool omitted(const field& one, const void* at) noexcept {
  switch (one.what) {
    case kind::text: return value_at<std::string>(at).empty();
    case kind::boolean: return value_at<bool>(at) == (one.by_default != 0);
    case kind::enumeration: return value_at<std::uint8_t>(at) == one.by_default;
    case kind::integer: return value_at<std::int64_t>(at) == one.by_default;
    case kind::number: return value_at<double>(at) == std::bit_cast<double>(one.by_default);
    case kind::instant: return value_at<instant>(at).time_since_epoch().count() == one.by_default;
    case kind::date: return one.by_default == 0 && value_at<std::chrono::year_month_day>(at) == no_date;
    case kind::decimal:
      return one.by_default != never_left_out && value_at<decimal>(at) == decimal::whole(one.by_default);
    case kind::money:
      return one.by_default != never_left_out && value_at<money>(at) == money::minor(one.by_default, euro);
    case kind::optional: return as<optional_shape>(*one.of).get(at) == nullptr;
    case kind::list: return as<list_shape>(*one.of).get(at).count == 0;
    case kind::named: return as<named_shape>(*one.of).get(at).count == 0;
    case kind::violation:
    case kind::ledger_line:
    case kind::object: return false;
  }
  return false;
}

bool shorthand_says_all(const object_shape& of, const void* object) {
  const auto fields = of.fields();
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (i != static_cast<std::size_t>(of.shorthand) && !omitted(fields[i], fields[i].in(object))) return false;
  return true;
}

}  // namespace shapes
}  // namespace v1
}  // namespace dealerkit
