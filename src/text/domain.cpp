// Domains of e-mail addresses (CUS-14): their ASCII form.
#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <memory>

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace text {
namespace {

constexpr std::size_t label_max = 63;
constexpr std::size_t domain_max = 253;
constexpr std::size_t looked_at_max = 1024;  // the mapping may shorten a domain, but not a sane one this much

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Letters, digits and hyphens in labels of a sane length; no hyphen at an end, no empty label.
bool is_domain(std::string_view domain) noexcept {
  if (domain.empty() || domain.size() > domain_max) return false;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= domain.size(); ++i) {
    if (i < domain.size() && domain[i] != '.') {
      const char c = lower(domain[i]);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
      continue;
    }
    if (i == start || i - start > label_max) return false;
    if (domain[start] == '-' || domain[i - 1] == '-') return false;
    start = i + 1;
  }
  return true;
}

// True where a label says that it is the ASCII form of something else: ICU then looks whether it
// is.
bool has_a_label(std::string_view domain) noexcept {
  for (std::size_t i = 0; i + 4 <= domain.size(); ++i)
    if ((i == 0 || domain[i - 1] == '.') && lower(domain[i]) == 'x' && lower(domain[i + 1]) == 'n' &&
        domain[i + 2] == '-' && domain[i + 3] == '-')
      return true;
  return false;
}

const icu::IDNA* idna() {
  static const auto* const shared = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::IDNA> made(
        icu::IDNA::createUTS46Instance(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                           UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                                       status));
    return U_SUCCESS(status) ? made.release() : nullptr;
  }();
  return shared;
}

}  // namespace

bool domain_to_a_label(std::string_view domain, std::string& out) noexcept {
  out.clear();
  if (domain.size() > looked_at_max) return false;
  if (is_domain(domain) && !has_a_label(domain)) {
    // Nothing to map. "--" in places 3 and 4 is left alone here, as the WHATWG does: such names are
    // in use.
    out.resize(domain.size());
    for (std::size_t i = 0; i < domain.size(); ++i) out[i] = lower(domain[i]);
    return true;
  }
  const auto* const mapping = idna();
  if (mapping == nullptr) return false;
  UErrorCode status = U_ZERO_ERROR;
  icu::IDNAInfo found;
  icu::StringByteSink<std::string> sink(&out);
  mapping->nameToASCII_UTF8({domain.data(), static_cast<std::int32_t>(domain.size())}, sink, found, status);
  // The trailing dot that names may have in the DNS passes ICU; an address has none, and is_domain
  // says so.
  if (U_SUCCESS(status) && !found.hasErrors() && is_domain(out)) return true;
  out.clear();
  return false;
}

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
