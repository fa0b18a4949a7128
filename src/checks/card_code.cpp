// Codes of cards and vouchers (CRD-20): 60 random bits and a check character in Crockford's
// base 32.
//
// The thirteen characters are elements d0 ... d12 of GF(32) with sum(alpha^i * d_i) = 0. The
// weights alpha^i are all different and none is zero, so one wrong character changes the sum; and
// exchanging two characters a, b at places i, j changes it by (alpha^i + alpha^j) * (a + b), which
// is zero only where a = b.
#include "checks/clean.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::cleaned;
using checks::folding;
using checks::refuse;
using checks::to_lower;

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_size = 13;
constexpr unsigned order = 31;  // of alpha

// The value of a character as typed, in any case; I and L are read as 1, O as 0.
constexpr auto values = [] {
  std::array<std::int8_t, 256> table{};
  for (auto& value : table) value = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::size_t>(alphabet[i])] = static_cast<std::int8_t>(i);
    table[static_cast<std::size_t>(to_lower(alphabet[i]))] = static_cast<std::int8_t>(i);
  }
  for (const char c : {'I', 'i', 'L', 'l'}) table[static_cast<std::size_t>(c)] = 1;
  for (const char c : {'O', 'o'}) table[static_cast<std::size_t>(c)] = 0;
  return table;
}();

struct field_tables {
  std::uint8_t power[order];  // alpha^i
  std::uint8_t log[32];       // its inverse; log[0] means nothing
};

// GF(32) as polynomials over GF(2) modulo x^5 + x^2 + 1.
constexpr auto field = [] {
  field_tables tables{};
  unsigned element = 1;
  for (unsigned i = 0; i < order; ++i) {
    tables.power[i] = static_cast<std::uint8_t>(element);
    tables.log[element] = static_cast<std::uint8_t>(i);
    element <<= 1;
    if ((element & 32) != 0) element ^= 0b100101;
  }
  return tables;
}();
static_assert(field.power[30] == 0b10010);  // alpha^30 * alpha = 1: alpha is primitive

constexpr unsigned times_power(unsigned element, unsigned exponent) noexcept {
  return element == 0 ? 0 : field.power[(field.log[element] + exponent) % order];
}

// The weighted sum of the first `count` characters.
constexpr unsigned sum_of(const std::uint8_t (&digits)[code_size], unsigned count) noexcept {
  unsigned sum = 0;
  for (unsigned i = 0; i < count; ++i) sum ^= times_power(digits[i], i);
  return sum;
}

}  // namespace

checked check_card_code(std::string_view value) noexcept {
  checked answer;
  const cleaned typed(value, folding::blanks, rule::card_code_missing);
  if (typed.broken != rule::none) {
    refuse(answer, typed.broken);
    return answer;
  }
  std::uint8_t digits[code_size];
  std::size_t size = 0;
  for (const char c : typed.text) {
    if (c == ' ' || c == '-') continue;
    const int digit = values[static_cast<unsigned char>(c)];
    if (digit < 0 || size == code_size) {
      refuse(answer, rule::card_code_malformed);
      return answer;
    }
    digits[size++] = static_cast<std::uint8_t>(digit);
  }
  if (size != code_size) {
    refuse(answer, rule::card_code_malformed);
  } else if (sum_of(digits, code_size) != 0) {
    refuse(answer, rule::card_code_check_wrong);
  } else {
    answer.status = verdict::valid;
    for (const auto digit : digits) answer.text.push(alphabet[digit]);
  }
  return answer;
}

std::array<char, 13> make_card_code(const std::array<std::uint8_t, 8>& random) noexcept {
  std::uint64_t bits = 0;
  for (const auto byte : random) bits = bits << 8 | byte;
  std::uint8_t digits[code_size] = {};
  for (std::size_t i = 0; i < code_size - 1; ++i) {
    digits[i] = static_cast<std::uint8_t>(bits & 31);
    bits >>= 5;
  }
  // The last character outweighs the others: d12 = alpha^-12 * sum.
  digits[code_size - 1] =
      static_cast<std::uint8_t>(times_power(sum_of(digits, code_size - 1), order - (code_size - 1)));
  std::array<char, code_size> code{};
  for (std::size_t i = 0; i < code_size; ++i) code[i] = alphabet[digits[i]];
  return code;
}

}  // namespace v1
}  // namespace dealerkit
