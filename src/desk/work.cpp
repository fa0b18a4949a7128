// One command under way: identifiers, recent searches, the policy in force, what is refused and posted.
#include "desk/work.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "dealerkit/presets/presets.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {

std::string hexadecimal(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text.push_back(digits[static_cast<std::uint8_t>(c) >> 4]);
    text.push_back(digits[static_cast<std::uint8_t>(c) & 15]);
  }
  return text;
}

std::string uuid_text(const std::array<std::uint8_t, 16>& bytes) { return to_string(id_of<desk>::from_bytes(bytes)); }

std::array<std::uint8_t, 16> uuid_bytes(std::string_view text) noexcept { return id_of<desk>::parse(text).bytes(); }

// Identifiers of one millisecond ascend: 26 bits after the version are a place that begins anywhere and is counted on
// (RFC 9562, 6.2), 48 stay random. What is made together lies together then, and a tree's pages are filled one by one.
void identifier_source::take(std::uint8_t* bytes, std::uint64_t ms) noexcept {
  constexpr std::uint64_t place_bits = 26;
  constexpr std::uint64_t places = std::uint64_t{1} << place_bits;
  randombytes_buf(bytes, 16);  // of the operating system each time: a copied process must not give the same ones
  const std::lock_guard lock(mutex_);
  std::uint64_t place = made_ % places + 1;
  if (made_ / places != ms % (std::uint64_t{1} << (64 - place_bits)) || place == places) {
    std::memcpy(&place, bytes, sizeof place);
    place %= places / 2;  // as many can follow
  }
  made_ = ms << place_bits | place;
  bytes[6] = static_cast<std::uint8_t>(place >> 22);
  bytes[7] = static_cast<std::uint8_t>(place >> 14);
  bytes[8] = static_cast<std::uint8_t>(place >> 8);
  bytes[9] = static_cast<std::uint8_t>(place);
}

void identifier_source::draw(std::uint8_t* bytes, std::size_t count) noexcept {
  std::uint8_t input[16];
  {
    const std::lock_guard lock(mutex_);
    ++made_;
    for (std::size_t i = 0; i < 8; ++i) {
      input[i] = static_cast<std::uint8_t>(*seed_ >> (8 * i));
      input[8 + i] = static_cast<std::uint8_t>(made_ >> (8 * i));
    }
  }
  std::uint8_t hash[16];
  crypto_generichash(hash, sizeof hash, input, sizeof input, nullptr, 0);
  std::memcpy(bytes, hash, count);
}

std::array<std::uint8_t, 8> identifier_source::bits() noexcept {
  std::array<std::uint8_t, 8> made{};
  if (seed_.has_value())
    draw(made.data(), made.size());
  else
    randombytes_buf(made.data(), made.size());  // what a code is worth depends on it: never kept in memory
  return made;
}

std::array<std::uint8_t, 16> identifier_source::next(instant at) noexcept {
  std::array<std::uint8_t, 16> made{};
  auto milliseconds =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
  if (seed_.has_value())
    draw(made.data(), made.size());
  else
    take(made.data(), milliseconds);
  for (std::size_t i = 6; i-- > 0; milliseconds >>= 8) made[i] = static_cast<std::uint8_t>(milliseconds);
  made[6] = static_cast<std::uint8_t>(0x70 | (made[6] & 0x0f));  // version 7
  made[8] = static_cast<std::uint8_t>(0x80 | (made[8] & 0x3f));  // variant of RFC 9562
  return made;
}

void recent_searches::remember(const std::string& who, search made) {
  const std::lock_guard lock(mutex_);
  if (by_actor_.size() >= actors_max && !by_actor_.contains(who)) by_actor_.clear();
  auto& searches = by_actor_[who];
  if (searches.size() == kept_per_actor) searches.erase(searches.begin());
  searches.push_back(std::move(made));
}

std::optional<bool> recent_searches::ambiguous(const std::string& who, std::string_view id, instant since) const {
  const auto wanted = uuid_bytes(id);
  const std::lock_guard lock(mutex_);
  const auto found = by_actor_.find(who);
  if (found == by_actor_.end()) return std::nullopt;
  for (auto search = found->second.rbegin(); search != found->second.rend(); ++search) {
    if (search->at < since) continue;
    const auto& candidates = search->candidates;
    if (std::find(candidates.begin(), candidates.end(), wanted) != candidates.end()) return candidates.size() > 1;
  }
  return std::nullopt;
}

namespace {

// The preset of a verb where nothing was chosen: the shell's rule in the protocol.
std::string_view preset_of_verb(std::string_view verb) noexcept {
  const auto noun = verb.substr(0, verb.find('.'));
  for (const std::string_view card : {"operation", "card", "form", "programme", "loyalty", "claim", "payment_run"})
    if (noun == card) return "exclusive_card_fr";
  for (const std::string_view lead : {"lead", "followup", "device", "assignment"})
    if (noun == lead) return "vans_leads_fr";
  return "motor_show_be";
}

}  // namespace

std::shared_ptr<const policy> desk::implementation::policy_for(store::unit& unit, std::string_view verb) {
  {
    const std::shared_lock lock(policy_mutex);
    if (policy_opened != nullptr) return policy_opened;
  }
  std::string room;
  std::string_view stored;
  if (unit.view(projections::collections::policies, "current", room, stored) && !stored.empty()) {
    {
      const std::shared_lock lock(policy_mutex);
      if (stored == policy_bytes) return policy_cached;
    }
    auto decoded = std::make_shared<policy>();
    if (codec::decode(stored, *decoded)) {
      const std::unique_lock lock(policy_mutex);
      policy_bytes.assign(stored);
      policy_cached = decoded;
      return decoded;
    }
  }
  // The presets are values; they are made once and shared by all desks of the process.
  static const auto* const made = new std::vector<std::shared_ptr<const policy>>([] {
    std::vector<std::shared_ptr<const policy>> all;
    for (const auto name : presets::names) all.push_back(std::make_shared<const policy>(*presets::find(name)));
    return all;
  }());
  const auto wanted = preset_of_verb(verb);
  for (std::size_t i = 0; i < presets::names.size(); ++i)
    if (presets::names[i] == wanted) return (*made)[i];
  return made->front();
}

bool work::refuse(rule broken, std::string_view field, arguments args) {
  refused.push_back({broken, std::string(field), std::move(args)});
  return false;
}

void work::note(rule remark, std::string_view field, arguments args) {
  notes.push_back({remark, std::string(field), std::move(args)});
}

void work::explain(rule shaped_by, std::string_view text, named<std::string> numbers) {
  explain(identifier(shaped_by), text, std::move(numbers));
}

void work::explain(std::string_view identifier, std::string_view text, named<std::string> numbers) {
  if (context.explain) because.push_back({std::string(identifier), std::string(text), std::move(numbers)});
}

std::array<std::uint8_t, 8> work::random_bits() { return host.identifiers->bits(); }

std::string work::new_identifier() { return uuid_text(host.identifiers->next(context.at)); }

void work::post(const store::subject_id& of, effect wanted) {
  wanted.id = new_identifier();
  if (host.options.simulation) wanted.data.set("simulation", "true");
  store::effect_entry entry;
  entry.id = wanted.id;
  entry.entity = entity();
  entry.kind = wanted.kind;
  entry.subject = of;
  entry.body = codec::bytes_of(wanted);
  if (!unit.post_effect(entry)) return;  // the person was erased: there is nobody to write to
  if (context.dry_run) wanted.id.clear();
  effects.push_back(std::move(wanted));
}

bool work::in_order(instant last_event_at) {
  if (context.at >= last_event_at) return true;
  const std::string zone = place.has_value() ? place->time_zone : "UTC";
  return refuse(rule::instant_before_last_event, "at", {{"earliest", time_zones::format(zone, last_event_at)}});
}

std::size_t work::list_limit(const std::optional<std::int64_t>& asked) {
  if (!asked.has_value()) return list_limit_default;
  if (*asked < 1 || *asked > list_limit_max) {
    refuse(rule::list_limit_out_of_range, "limit", {{"limit", std::to_string(list_limit_max)}});
    return 0;
  }
  return static_cast<std::size_t>(*asked);
}

}  // namespace v1
}  // namespace dealerkit
