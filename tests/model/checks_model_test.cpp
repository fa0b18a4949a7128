// The checks against slow, obvious arithmetic, on every input of a range.
#include <cstdint>
#include <set>
#include <string>

#include "dealerkit/checks.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

std::string padded(std::uint64_t value, std::size_t width) {
  auto text = std::to_string(value);
  return std::string(width - text.size(), '0') + text;
}

// Luhn by the book: digits from the right, every second one doubled and its digits added.
bool luhn(const std::string& digits) {
  int sum = 0;
  int place = 0;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, ++place) {
    const int value = (*at - '0') * (place % 2 == 0 ? 1 : 2);
    sum += value / 10 + value % 10;
  }
  return sum % 10 == 0;
}

// The rest of a decimal text, by long division.
int rest_of(const std::string& digits, int divisor) {
  int rest = 0;
  for (const char c : digits) rest = (rest * 10 + (c - '0')) % divisor;
  return rest;
}

}  // namespace

TEST_CASE("model: all Belgian check digits of a range", "[checks][model][CUS-10]") {
  int valid = 0;
  for (std::uint64_t body = 0; body < 20'000'000; body += 19'997) {
    const auto first = padded(body, 8);
    const int due = 97 - rest_of(first, 97);
    for (int check = 0; check < 100; ++check) {
      const auto answer = check_vat("BE" + first + padded(static_cast<std::uint64_t>(check), 2));
      REQUIRE(answer.valid() == (check == due));
      valid += answer.valid() ? 1 : 0;
    }
  }
  CHECK(valid == 1001);
}

TEST_CASE("model: all check digits of Luxembourg for a range", "[checks][model][CUS-10]") {
  int valid = 0;
  for (std::uint64_t body = 0; body < 1'000'000; body += 997)
    for (std::uint64_t check = 0; check < 100; ++check) {
      const auto answer = check_vat("LU" + padded(body, 6) + padded(check, 2));
      REQUIRE(answer.valid() == (rest_of(padded(body, 6), 89) == static_cast<int>(check)));
      valid += answer.valid() ? 1 : 0;
    }
  CHECK(valid == 1004);
}

TEST_CASE("model: SIREN, and French keys of two digits", "[checks][model][CUS-10]") {
  int valid = 0;
  for (std::uint64_t body = 1'000'000; body < 100'000'000; body += 98'993)
    for (int digit = 0; digit < 10; ++digit) {
      const auto siren = padded(body * 10 + static_cast<std::uint64_t>(digit), 9);
      REQUIRE(check_siren(siren).valid() == luhn(siren));
      if (!luhn(siren)) continue;
      const int due = (12 + 3 * rest_of(siren, 97)) % 97;
      for (int key = 0; key < 100; ++key) {
        const auto answer = check_vat("FR" + padded(static_cast<std::uint64_t>(key), 2) + siren);
        REQUIRE(answer.valid() == (key == due));
        valid += answer.valid() ? 1 : 0;
      }
    }
  CHECK(valid == 1001);
}

TEST_CASE("model: each SIREN has as many keys with letters as the rule gives", "[checks][model][CUS-10]") {
  // Keys are written out and tried with the two formulas on plain tables.
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  REQUIRE(alphabet.size() == 34);
  int valid = 0;
  for (const std::string siren : {"399859412", "123456782", "732829320", "404833048"}) {
    const long number = std::stol(siren);
    for (long i = 0; i < 34; ++i)
      for (long j = 0; j < 34; ++j) {
        const auto key = std::string(1, alphabet[static_cast<std::size_t>(i)]) + alphabet[static_cast<std::size_t>(j)];
        if (i < 10 && j < 10) continue;
        const long c = i < 10 ? i * 24 + j - 10 : i * 34 + j - 100;
        const bool due = ((number % 11) + 1 + c / 11) % 11 == c % 11;
        REQUIRE(check_vat("FR" + key + siren).valid() == due);
        valid += due ? 1 : 0;
      }
  }
  CHECK(valid > 300);
}

TEST_CASE("model: La Poste's places of business", "[checks][model][CUS-10]") {
  int valid = 0;
  for (std::uint64_t place = 0; place < 100'000; ++place) {
    const auto siret = "356000000" + padded(place, 5);
    int sum = 0;
    for (const char c : siret) sum += c - '0';
    const bool due = place == 48 || sum % 5 == 0;
    REQUIRE(check_siret(siret).valid() == due);
    valid += due ? 1 : 0;
  }
  CHECK(valid > 20'000);
}

TEST_CASE("model: Belgian accounts, both pairs of check digits", "[checks][model][STL-02]") {
  int valid = 0;
  for (std::uint64_t body = 0; body < 10'000'000'000; body += 99'999'989)
    for (int national = 0; national < 100; ++national) {
      const auto account = padded(body, 10) + padded(static_cast<std::uint64_t>(national), 2);
      const int check = 98 - rest_of(account + "111400", 97);  // B is 11, E is 14
      const auto iban = "BE" + padded(static_cast<std::uint64_t>(check), 2) + account;
      const int rest = rest_of(padded(body, 10), 97);
      const auto answer = check_iban(iban);
      REQUIRE(answer.valid() == (national == (rest == 0 ? 97 : rest)));
      if (!answer.valid()) REQUIRE(answer.broken == rule::iban_national_check_wrong);
      valid += answer.valid() ? 1 : 0;
    }
  CHECK(valid == 101);
}

TEST_CASE("model: the check digit of North America", "[checks][model][CRD-07]") {
  const std::string letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
  const int values[] = {1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9};
  const int weights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  std::uint64_t seed = 20240112;
  int valid = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string vin;
    for (int i = 0; i < 17; ++i) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      const auto pick = (seed >> 33) % 33;
      vin += i > 12 || pick < 10 ? static_cast<char>('0' + pick % 10) : letters[pick - 10];
    }
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) {
      const auto letter = letters.find(vin[i]);
      sum += weights[i] * (letter == std::string::npos ? vin[i] - '0' : values[letter]);
    }
    for (const char c : std::string("0123456789X")) {
      vin[8] = c;
      const bool due = c == (sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11));
      REQUIRE(check_vin(vin, vin_region::na).valid() == due);
      valid += due ? 1 : 0;
    }
  }
  CHECK(valid == 2000);
}

TEST_CASE("model: card codes catch every single error and every transposition", "[checks][model][CRD-20]") {
  const std::string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::uint64_t seed = 20240112;
  long singles = 0;
  long swaps = 0;
  for (int round = 0; round < 200; ++round) {
    std::array<std::uint8_t, 8> random;
    for (auto& byte : random) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<std::uint8_t>(seed >> 56);
    }
    const auto made = make_card_code(random);
    std::string text(made.data(), made.size());
    REQUIRE(check_card_code(text).normalized() == text);
    for (std::size_t i = 0; i < 13; ++i) {
      const char right = text[i];
      for (const char wrong : alphabet) {
        if (wrong == right) continue;
        text[i] = wrong;
        REQUIRE(check_card_code(text).broken == rule::card_code_check_wrong);
        ++singles;
      }
      text[i] = right;
      // Not only neighbours: any two places.
      for (std::size_t j = i + 1; j < 13; ++j) {
        if (text[i] == text[j]) continue;
        std::swap(text[i], text[j]);
        REQUIRE(check_card_code(text).broken == rule::card_code_check_wrong);
        std::swap(text[i], text[j]);
        ++swaps;
      }
    }
  }
  CHECK(singles == 200 * 13 * 31);
  CHECK(swaps > 10'000);
  // As the code is linear, errors at each pair of places with each pair of values are all of them.
  const std::string zeros(13, '0');
  long pairs = 0;
  for (std::size_t i = 0; i + 1 < 13; ++i)
    for (const char a : alphabet)
      for (const char b : alphabet) {
        if (a == b) continue;
        // The transposition of a, b differs from the right text by (a + b) at both places: from
        // zeros, one value at two neighbouring places.
        auto text = zeros;
        const auto sum = alphabet[alphabet.find(a) ^ alphabet.find(b)];
        text[i] = text[i + 1] = sum;
        REQUIRE_FALSE(check_card_code(text).valid());
        ++pairs;
      }
  CHECK(pairs == 12 * 32 * 31);
}

TEST_CASE("model: card codes use sixty bits", "[checks][model][CRD-20]") {
  std::set<std::string> codes;
  int unused = 0;
  const auto base = make_card_code({});
  for (std::size_t bit = 0; bit < 64; ++bit) {
    std::array<std::uint8_t, 8> random{};
    random[bit / 8] = static_cast<std::uint8_t>(1u << bit % 8);
    const auto made = make_card_code(random);
    if (made == base) ++unused;
    codes.insert(std::string(made.data(), made.size()));
  }
  CHECK(unused == 4);
  CHECK(codes.size() == 61);  // sixty different ones, and the code of zeros
}
