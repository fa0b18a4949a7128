// Vehicle identification numbers (CRD-07): ISO 3779, and the check digit of North America.
#include <array>

#include "checks/clean.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::all_digits;
using checks::cleaned;
using checks::folding;
using checks::refuse;
using checks::to_upper;

constexpr std::size_t vin_size = 17;
constexpr std::uint8_t no_value = 0xff;

// What a character counts in the sum: digits themselves, A-H 1-8, J-N 1-5, P 7, R 9, S-Z 2-9.
constexpr auto values = [] {
  std::array<std::uint8_t, 256> table{};
  for (auto& value : table) value = no_value;
  for (std::uint8_t i = 0; i < 10; ++i) table['0' + i] = i;
  constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
  constexpr std::string_view counts = "12345678123457923456789";
  static_assert(letters.size() == counts.size());
  for (std::size_t i = 0; i < letters.size(); ++i)
    table[static_cast<std::size_t>(letters[i])] = static_cast<std::uint8_t>(counts[i] - '0');
  return table;
}();

constexpr std::uint8_t weights[vin_size] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

bool check_digit_agrees(const char (&vin)[vin_size]) noexcept {
  unsigned sum = 0;
  for (std::size_t i = 0; i < vin_size; ++i) sum += values[static_cast<unsigned char>(vin[i])] * weights[i];
  const unsigned rest = sum % 11;
  return vin[8] == (rest == 10 ? 'X' : static_cast<char>('0' + rest));
}

}  // namespace

checked check_vin(std::string_view value, vin_region region) noexcept {
  checked answer;
  const cleaned typed(value, folding::blanks, rule::vin_missing);
  if (typed.broken != rule::none) {
    refuse(answer, typed.broken);
    return answer;
  }
  if (typed.text.size() != vin_size) {
    refuse(answer, rule::vin_malformed);
    return answer;
  }
  char vin[vin_size];
  for (std::size_t i = 0; i < vin_size; ++i) {
    vin[i] = to_upper(typed.text[i]);
    if (values[static_cast<unsigned char>(vin[i])] == no_value) {
      refuse(answer, rule::vin_malformed);
      return answer;
    }
  }
  const bool agrees = check_digit_agrees(vin);
  if (region == vin_region::na && !agrees) {
    refuse(answer, rule::vin_check_digit_wrong);
    return answer;
  }
  answer.text.append({vin, vin_size});
  answer.status = verdict::warning;
  if (!all_digits({vin + 13, 4})) {
    answer.broken = rule::vin_last_four_not_digits;
  } else if (!agrees && vin[0] >= '1' && vin[0] <= '5') {
    // Built in North America, where the check digit is compulsory: worth a second look, no more.
    answer.broken = rule::vin_check_digit_unusual;
  } else {
    answer.status = verdict::valid;
  }
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
