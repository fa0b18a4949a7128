// Payments as banks take them: ISO 20022 credit transfers, pain.001.001.09 (STL-06).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dealerkit/core/instant.hpp"

namespace dealerkit {
inline namespace v1 {
namespace exchange {

struct party {
  std::string name;
  std::string iban;
  std::string bic;  ///< may be empty: an IBAN alone is enough in the SEPA area
};

struct credit_transfer {
  party to;
  std::string reference;  ///< end to end; 35 characters at most are sent
  std::int64_t cents = 0;
  std::string remittance;  ///< 140 characters at most are sent
};

struct credit_transfers {
  std::string message;  ///< identifies the file
  instant created{};
  std::chrono::year_month_day on{};
  party payer;
  std::vector<credit_transfer> transfers;
};

/// The file: one payment information block, SEPA service level, charges shared, the sum of its transfers checked by the
/// control sum. Texts are written in the character set of the SEPA rule book; what is outside is written without its
/// accents, and else as a blank.
[[nodiscard]] std::string pain_001(const credit_transfers& file);

}  // namespace exchange
}  // namespace v1
}  // namespace dealerkit
