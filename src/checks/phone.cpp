// Phone numbers (CUS-09). How digits become a number follows libphonenumber's parser; its metadata
// is compiled into phone_metadata.cpp. What may be typed is narrower: no letters, no punctuation
// but `( ) . / -`.
#include <cstring>

#include "checks/clean.hpp"
#include "checks/phone_metadata.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::all_digits;
using checks::cleaned;
using checks::folding;
using checks::is_digit;
using checks::is_upper;
using checks::phone_calling_codes;
using checks::phone_kind;
using checks::phone_nodes;
using checks::phone_prefix_action;
using checks::phone_prefix_actions;
using checks::phone_prefix_nodes;
using checks::phone_prefix_step;
using checks::phone_region;
using checks::phone_regions;
using checks::phone_regions_by_letters;
using checks::phone_regions_listed;
using checks::phone_step;
using checks::refuse;
using checks::to_lower;

constexpr std::size_t national_min = 2;
constexpr std::size_t national_max = 17;
constexpr std::size_t digits_max = 64;  // far beyond any number with all its prefixes

struct digit_string {
  std::uint8_t digits[digits_max];
  std::size_t size = 0;

  bool push(std::uint8_t digit) noexcept {
    if (size == digits_max) return false;
    digits[size++] = digit;
    return true;
  }
  void drop(std::size_t count) noexcept {
    size -= count;
    std::memmove(digits, digits + count, size);
  }
};

// --- The metadata's automata
// ------------------------------------------------------------------------------

std::uint8_t label_of(const phone_region& region, const digit_string& number) noexcept {
  std::uint16_t node = region.number_root;
  for (std::size_t i = 0; i < number.size && node != 0; ++i) node = phone_step(node, number.digits[i]);
  return phone_nodes[node].label;
}

bool matches_general_pattern(const phone_region& region, const digit_string& number) noexcept {
  return (label_of(region, number) & 1) != 0;
}

phone_kind kind_of(const phone_region& region, const digit_string& number) noexcept {
  return static_cast<phone_kind>(label_of(region, number) >> 1);
}

bool has_leading_digits(const phone_region& region, const digit_string& number) noexcept {
  std::uint16_t node = region.leading_digits_root;
  for (std::size_t i = 0; i < number.size && node != 0; ++i) {
    node = phone_step(node, number.digits[i]);
    if (phone_nodes[node].label != 0) return true;
  }
  return false;
}

struct prefix_match {
  bool found = false;
  std::size_t end = 0;
  phone_prefix_action action{};
};

prefix_match match_prefix(std::uint16_t root, const digit_string& number) noexcept {
  prefix_match best;
  if (root == 0) return best;
  std::uint16_t node = root;
  for (std::size_t i = 0;; ++i) {
    const auto& at = phone_prefix_nodes[node];
    const std::uint8_t action = i == number.size ? at.at_end : at.here;
    // Of the matches on one path the later is the preferred one: threads after a match are cut off.
    if (action != 0) best = {true, i, phone_prefix_actions[action]};
    if (i == number.size) return best;
    node = phone_prefix_step(node, number.digits[i]);
    if (node == 0) return best;
  }
}

// Whether a number of this many digits may be one of the region's; see may_be_stripped.
enum class length_verdict : std::uint8_t { possible, local_only, too_short, too_long, between };

length_verdict length_of(const phone_region& region, std::size_t size) noexcept {
  if (size >= 32) return length_verdict::too_long;
  const std::uint32_t bit = 1u << size;
  if ((region.local_lengths & bit) != 0) return length_verdict::local_only;
  if ((region.lengths & bit) != 0) return length_verdict::possible;
  if (region.lengths < bit) return length_verdict::too_long;
  return (region.lengths & (bit - 1)) == 0 ? length_verdict::too_short : length_verdict::between;
}

// Drops or transforms the national prefix, unless that turns what looks like a number into what
// does not.
void strip_national_prefix(const phone_region& region, digit_string& number) noexcept {
  if (number.size == 0) return;
  const auto match = match_prefix(region.national_prefix_root, number);
  if (!match.found) return;
  digit_string stripped;
  std::size_t rest = match.end;
  if (match.action.transforms != 0) {
    for (const char* c = region.transform; *c != '\0'; ++c) stripped.push(static_cast<std::uint8_t>(*c - '0'));
    for (std::size_t i = match.action.keep_from; i < match.end - match.action.keep_back; ++i)
      stripped.push(number.digits[i]);
  }
  for (; rest < number.size; ++rest) stripped.push(number.digits[rest]);
  if (matches_general_pattern(region, number) && !matches_general_pattern(region, stripped)) return;
  number = stripped;
}

const phone_region* region_of(std::string_view country) noexcept {
  if (country.size() != 2 || !is_upper(country[0]) || !is_upper(country[1])) return nullptr;
  const auto position = phone_regions_by_letters[static_cast<std::size_t>((country[0] - 'A') * 26 + country[1] - 'A')];
  return position == 0 ? nullptr : &phone_regions[position - 1];
}

const phone_region* main_region_of(unsigned calling_code) noexcept {
  const auto span = phone_calling_codes[calling_code];
  return span.count == 0 ? nullptr : &phone_regions[phone_regions_listed[span.first]];
}

// The region that a national number belongs to, and its kind there; nullptr where no region has it.
const phone_region* find_region(unsigned calling_code, const digit_string& number, phone_kind& kind) noexcept {
  const auto span = phone_calling_codes[calling_code];
  for (unsigned i = 0; i < span.count; ++i) {
    const auto& region = phone_regions[phone_regions_listed[span.first + i]];
    if (span.count > 1 && region.leading_digits_root != 0) {
      if (!has_leading_digits(region, number)) continue;
      kind = kind_of(region, number);
      return kind == phone_kind::unknown ? nullptr : &region;
    }
    kind = kind_of(region, number);
    if (kind != phone_kind::unknown) return &region;
  }
  return nullptr;
}

// Takes a calling code off the front; 0, and nothing taken, where there is none. No calling code is
// the start of another.
unsigned take_calling_code(digit_string& number) noexcept {
  unsigned code = 0;
  for (std::size_t i = 0; i < 3 && i < number.size; ++i) {
    code = code * 10 + number.digits[i];
    if (code == 0) return 0;
    if (phone_calling_codes[code].count != 0) {
      number.drop(i + 1);
      return code;
    }
  }
  return 0;
}

// --- From what was typed to a number
// ----------------------------------------------------------------------

// What was typed, taken apart.
struct typed_number {
  bool plus = false;
  bool spaced = false;  // something other than digits and a leading plus
  bool viable = false;  // three digits at least, or two and nothing else
  digit_string number;
  bounded_text<12> extension;
};

constexpr std::string_view punctuation = "() ./-";

bool is_punctuation(char c) noexcept { return punctuation.find(c) != std::string_view::npos; }

bool starts_without_case(std::string_view text, std::string_view lower_start) noexcept {
  if (text.size() < lower_start.size()) return false;
  for (std::size_t i = 0; i < lower_start.size(); ++i)
    if (to_lower(text[i]) != lower_start[i]) return false;
  return true;
}

// `ext. 22`, `x22`, `poste 22`, `;ext=22`, `#22`: what follows the number.
bool read_extension(std::string_view text, bounded_text<12>& out) noexcept {
  struct mark {
    std::string_view text;
    std::size_t digits_max;  // fewer after a mark that may mean something else
  };
  constexpr mark marks[] = {{";ext=", 12}, {"extension", 12}, {"extn", 12}, {"ext", 12},
                            {"poste", 12}, {"x", 9},          {"#", 9}};
  while (!text.empty() && (text.front() == ' ' || text.front() == ',')) text.remove_prefix(1);
  for (const auto& known : marks) {
    if (!starts_without_case(text, known.text)) continue;
    text.remove_prefix(known.text.size());
    if (known.text != ";ext=") {
      if (!text.empty() && (text.front() == '.' || text.front() == ':')) text.remove_prefix(1);
      while (!text.empty() && (text.front() == ' ' || text.front() == '-')) text.remove_prefix(1);
      if (!text.empty() && text.back() == '#') text.remove_suffix(1);
    }
    return text.size() <= known.digits_max && all_digits(text) && out.append(text);
  }
  return false;
}

bool take_apart(std::string_view text, typed_number& typed) noexcept {
  std::size_t i = 0;
  while (i < text.size() && is_punctuation(text[i])) {
    typed.spaced = true;
    ++i;
  }
  const std::size_t start = i;
  for (; i < text.size() && text[i] == '+'; ++i) {
    typed.spaced |= typed.plus;  // `++32`: one too many for whoever asks for a plain number
    typed.plus = true;
  }
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      if (!typed.number.push(static_cast<std::uint8_t>(c - '0'))) return false;
    } else if (is_punctuation(c)) {
      typed.spaced = true;
    } else {
      typed.spaced = true;
      if (!read_extension(text.substr(i), typed.extension)) return false;
      break;
    }
  }
  typed.viable = typed.number.size >= 3 || (typed.number.size == 2 && text.size() - start == 2);
  return true;
}

struct parsed_number {
  unsigned calling_code = 0;
  digit_string national;
};

// Takes off the prefix with which one dials abroad. No calling code starts with 0, so neither may
// the rest.
bool strip_international_prefix(const phone_region& home, digit_string& number) noexcept {
  const auto match = match_prefix(home.international_prefix_root, number);
  if (!match.found) return false;
  if (match.end < number.size && number.digits[match.end] == 0) return false;
  number.drop(match.end);
  return true;
}

// The calling code of the number's own country may be typed without a plus. It is one where the
// digits are no number with it and are one without, or are too many.
bool strip_own_calling_code(const phone_region& home, digit_string& number) noexcept {
  digit_string rest = number;
  if (take_calling_code(rest) != home.calling_code) return false;
  strip_national_prefix(home, rest);
  if ((matches_general_pattern(home, number) || !matches_general_pattern(home, rest)) &&
      length_of(home, number.size) != length_verdict::too_long)
    return false;
  number = rest;
  return true;
}

// Finds calling code and national number. `home` is the region that a national number belongs to,
// or nullptr.
rule parse(const typed_number& typed, const phone_region* home, parsed_number& out) noexcept {
  digit_string number = typed.number;
  const phone_region* rules = home;
  bool international = false;
  if (typed.plus) {
    if (number.size <= national_min) return rule::phone_malformed;
    out.calling_code = take_calling_code(number);
    international = out.calling_code != 0;
  }
  if (!international) {
    if (home == nullptr) return rule::phone_country_unknown;
    if (strip_international_prefix(*home, number)) {
      if (number.size <= national_min) return rule::phone_malformed;
      out.calling_code = take_calling_code(number);
      if (out.calling_code == 0) return rule::phone_country_unknown;
    } else if (strip_own_calling_code(*home, number)) {
      out.calling_code = home->calling_code;
    } else if (typed.plus) {
      return rule::phone_country_unknown;
    }
  }
  if (out.calling_code == 0) {
    out.calling_code = home->calling_code;
  } else {
    rules = main_region_of(out.calling_code);
  }
  if (number.size < national_min) return rule::phone_malformed;
  digit_string stripped = number;
  strip_national_prefix(*rules, stripped);
  const auto length = length_of(*rules, stripped.size);
  if (length == length_verdict::possible || length == length_verdict::too_long) number = stripped;
  if (number.size < national_min || number.size > national_max) return rule::phone_malformed;
  out.national = number;
  return rule::none;
}

// --- Answers
// ----------------------------------------------------------------------------------------------

void refuse(checked_phone& answer, rule broken) noexcept {
  answer.status = verdict::invalid;
  answer.broken = broken;
}

void accept(checked_phone& answer, unsigned calling_code, const digit_string& national, const phone_region& region,
            phone_kind kind) noexcept {
  answer.number.push('+');
  if (calling_code >= 100) answer.number.push(static_cast<char>('0' + calling_code / 100));
  if (calling_code >= 10) answer.number.push(static_cast<char>('0' + calling_code / 10 % 10));
  answer.number.push(static_cast<char>('0' + calling_code % 10));
  for (std::size_t i = 0; i < national.size; ++i) answer.number.push(static_cast<char>('0' + national.digits[i]));
  answer.region = {region.code[0], region.code[1]};
  answer.mobile = kind == phone_kind::mobile || kind == phone_kind::fixed_or_mobile;
  answer.fixed_line = kind == phone_kind::fixed || kind == phone_kind::fixed_or_mobile;
  answer.status = verdict::valid;
}

// The mobile patterns that the journeys prescribe for Belgium (`4xxxxxxxx`) and Luxembourg
// (`6x1xxxxxx`); they are not those of the numbering plans.
bool prescribed(const phone_region& region) noexcept { return region.calling_code == 32 || region.calling_code == 352; }

bool fits_prescribed(const phone_region& region, const digit_string& national) noexcept {
  if (national.size != 9) return false;
  if (region.calling_code == 32) return national.digits[0] == 4;
  return national.digits[0] == 6 && national.digits[2] == 1;
}

rule check_national_9(const typed_number& typed, const phone_region& home, checked_phone& answer) noexcept {
  const auto& national = typed.number;
  if (typed.plus || typed.spaced || national.size != 9 || national.digits[0] == 0) return rule::phone_not_nine_digits;
  const auto kind = prescribed(home) ? (fits_prescribed(home, national) ? phone_kind::mobile : phone_kind::unknown)
                                     : kind_of(home, national);
  if (kind != phone_kind::mobile && kind != phone_kind::fixed_or_mobile) return rule::phone_not_mobile;
  accept(answer, home.calling_code, national, home, kind);
  return rule::none;
}

rule check_international(const typed_number& typed, const phone_region* home, checked_phone& answer) noexcept {
  if (!typed.plus || typed.spaced || !typed.viable) return rule::phone_malformed;
  digit_string national = typed.number;
  const unsigned calling_code = take_calling_code(national);
  if (calling_code == 0) return rule::phone_country_unknown;
  auto kind = phone_kind::unknown;
  const phone_region* region = home;
  if (home == nullptr) {
    region = find_region(calling_code, national, kind);
  } else if (calling_code != home->calling_code) {
    return rule::phone_not_valid_for_country;
  } else if (prescribed(*home)) {
    if (fits_prescribed(*home, national)) {
      kind = phone_kind::mobile;
    } else {
      return kind_of(*home, national) == phone_kind::unknown ? rule::phone_not_valid_for_country
                                                             : rule::phone_not_mobile;
    }
  } else {
    kind = kind_of(*home, national);
  }
  if (kind == phone_kind::unknown) return rule::phone_not_valid_for_country;
  accept(answer, calling_code, national, *region, kind);
  return rule::none;
}

rule check_any(const typed_number& typed, const phone_region* home, checked_phone& answer) noexcept {
  if (!typed.viable) return rule::phone_malformed;
  parsed_number parsed;
  const rule broken = parse(typed, home, parsed);
  if (broken != rule::none) return broken;
  auto kind = phone_kind::unknown;
  const auto* const region = find_region(parsed.calling_code, parsed.national, kind);
  if (region == nullptr) return rule::phone_not_valid_for_country;
  accept(answer, parsed.calling_code, parsed.national, *region, kind);
  answer.extension = typed.extension;
  return rule::none;
}

rule decide(std::string_view text, std::string_view country, phone_form form, checked_phone& answer) noexcept {
  const auto* const home = region_of(country);
  if (home == nullptr) {
    // Without a country only a number that brings its own calling code can be read.
    if (form == phone_form::national_9) return rule::phone_country_unknown;
    if (!country.empty() && !is_country(country)) return rule::phone_country_unknown;
  }
  typed_number typed;
  if (!take_apart(text, typed)) return rule::phone_malformed;
  switch (form) {
    case phone_form::national_9: return check_national_9(typed, *home, answer);
    case phone_form::international: return check_international(typed, home, answer);
    case phone_form::any: return check_any(typed, home, answer);
  }
  return rule::phone_form_unknown;
}

}  // namespace

checked_phone check_phone(std::string_view value, std::string_view country, phone_form form) noexcept {
  checked_phone answer;
  const cleaned typed(value, folding::phone, rule::phone_missing);
  const rule broken = typed.broken != rule::none ? typed.broken : decide(typed.text, country, form, answer);
  if (broken != rule::none) refuse(answer, broken);
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
