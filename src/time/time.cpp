// The only code that knows Abseil's time; its string_view is not always the standard one, so texts
// cross over in `adapt`.
#include "time/time.hpp"

#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace dealerkit {
inline namespace v1 {
namespace time_zones {
namespace {

absl::string_view adapt(std::string_view text) noexcept { return {text.data(), text.size()}; }

constexpr bool is_letter(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// The form of an IANA name: parts of letters, digits, `_`, `+` and `-`, with `/` between them. What
// would lead out of the time zone data, or to something that is not in everybody's, is none.
bool is_zone_name(std::string_view zone) noexcept {
  constexpr std::size_t longest = 64;
  if (zone.empty() || zone.size() > longest || !is_letter(zone.front())) return false;
  char before = '/';
  for (const char c : zone) {
    const bool in_part = is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
    if (!in_part && (c != '/' || before == '/')) return false;
    before = c;
  }
  if (before == '/') return false;
  const auto folder = zone.substr(0, zone.find('/'));
  return folder != "posix" && folder != "right" && folder != "Fixed" && zone != "localtime" && zone != "posixrules";
}

struct loaded_zone {
  std::string name;
  absl::TimeZone zone;
};

// The zones that were asked for. Zones are only ever added and there are some six hundred names, so
// readers need no lock: they look from the name's own place on until they find it or a free place.
class zone_table {
 public:
  // Null for a name that is no zone.
  const loaded_zone* find(std::string_view name) noexcept {
    const std::size_t home = std::hash<std::string_view>{}(name);
    std::unique_ptr<loaded_zone> fresh;
    for (std::size_t step = 0; step < places; ++step) {
      auto& place = zones_[(home + step) % places];
      const loaded_zone* there = place.load(std::memory_order_acquire);
      if (there == nullptr) {
        if (fresh == nullptr && (fresh = load(name)) == nullptr) return nullptr;
        if (place.compare_exchange_strong(there, fresh.get(), std::memory_order_acq_rel)) return fresh.release();
        // Another thread took the place, perhaps for the same zone: `there` is now what it put
        // there.
      }
      if (there->name == name) return there;
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t places = 2048;

  static std::unique_ptr<loaded_zone> load(std::string_view name) {
    absl::TimeZone zone;
    if (!is_zone_name(name) || !absl::LoadTimeZone(adapt(name), &zone)) return nullptr;
    return std::make_unique<loaded_zone>(loaded_zone{std::string(name), zone});
  }

  std::array<std::atomic<const loaded_zone*>, places> zones_{};
};

const loaded_zone* find_zone(std::string_view name) noexcept {
  static constinit zone_table table;  // its zones live as long as the program
  return table.find(name);
}

absl::TimeZone zone_or_utc(std::string_view name) noexcept {
  const auto* const found = find_zone(name);
  return found == nullptr ? absl::UTCTimeZone() : found->zone;
}

absl::Time adapt(instant at) noexcept { return absl::FromUnixMicros(at.time_since_epoch().count()); }

instant adapt(absl::Time at) noexcept { return instant{std::chrono::microseconds{absl::ToUnixMicros(at)}}; }

}  // namespace

bool known(std::string_view zone) noexcept { return find_zone(zone) != nullptr; }

std::chrono::seconds offset_at(std::string_view zone, instant at) noexcept {
  const auto* const found = find_zone(zone);
  if (found == nullptr) return std::chrono::seconds{0};
  return std::chrono::seconds{found->zone.At(adapt(at)).offset};
}

std::chrono::year_month_day day_of(std::string_view zone, instant at) noexcept {
  const auto local = at + offset_at(zone, at);
  return std::chrono::floor<std::chrono::days>(local);
}

instant start_of_day(std::string_view zone, std::chrono::year_month_day day) noexcept {
  const absl::CivilSecond midnight(int{day.year()}, unsigned{day.month()}, unsigned{day.day()});
  const auto found = zone_or_utc(zone).At(midnight);
  // A midnight that the clocks skip is replaced by the instant of the change; of two midnights the
  // first counts.
  return adapt(found.kind == absl::TimeZone::TimeInfo::SKIPPED ? found.trans : found.pre);
}

std::string format(std::string_view zone, instant at) {
  std::string out;
  out.reserve(32);
  append_instant(out, at, offset_at(zone, at));
  return out;
}

}  // namespace time_zones
}  // namespace v1
}  // namespace dealerkit
