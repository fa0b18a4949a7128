// Stored events read again: shown, or applied to the projections.
#include "desk/event_types.hpp"

#include <array>

#include "desk/codec.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

namespace {

// An event type without its type.
struct event_type {
  std::string_view kind;
  const shapes::object_shape* shape;
  void (*with_blank)(const std::function<void(void*)>& use);
  void (*apply)(store::unit&, const place&, const void* event);
};

template <class Event>
constexpr event_type type_of() noexcept {
  return {Event::kind, &shapes::shape_of<Event>,
          [](const std::function<void(void*)>& use) {
            Event blank{};
            use(&blank);
          },
          [](store::unit& unit, const place& where, const void* event) {
            apply(unit, where, *static_cast<const Event*>(event));
          }};
}

template <class... Events>
constexpr auto table_of(event_list<Events...>) noexcept {
  return std::array{type_of<Events>()...};
}

// Finds the type of a kind and reads an event of it; false where either fails.
template <class Use>
bool read_event(std::string_view kind, std::string_view facts, std::string_view personal, Use&& use) {
  static constexpr auto types = table_of(every_event{});
  for (const auto& type : types) {
    if (type.kind != kind) continue;
    bool fine = false;
    type.with_blank([&](void* event) {
      fine = codec::decode(facts, *type.shape, event) && codec::decode(personal, *type.shape, event);
      if (fine) use(type, event);
    });
    return fine;
  }
  return false;
}

}  // namespace

bool with_event(std::string_view kind, std::string_view facts, std::string_view personal,
                const std::function<void(const shapes::object_shape&, const void* event)>& show) {
  return read_event(kind, facts, personal,
                    [&](const event_type& type, const void* event) { show(*type.shape, event); });
}

bool replay(store::unit& unit, const store::event_entry& event) {
  const place where{event.record, event.entity, event.user,
                    event.outlet, event.at,     static_cast<std::int64_t>(event.sequence),
                    event.subject};
  return read_event(event.kind, event.facts, event.personal,
                    [&](const event_type& type, const void* stored) { type.apply(unit, where, stored); });
}

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
