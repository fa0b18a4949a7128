// The checks but for phone numbers: worked numbers of the rule book, boundaries, and every refusal.
#include "dealerkit/checks.hpp"

#include <string>
#include <type_traits>

#include "support/catch.hpp"

using namespace dealerkit;
using namespace std::string_literals;

static_assert(std::is_trivially_copyable_v<checked>);
static_assert(std::is_trivially_copyable_v<checked_phone>);
static_assert(noexcept(check_vat("")));
static_assert(noexcept(check_email("")));

namespace {

// An accepted text and its normal form.
struct accepted_row {
  std::string_view value, normal;
};

// A refused text and the reason.
struct refused_row {
  std::string value;
  rule broken;
};

template <class Check, std::size_t Count>
void expect_accepted(Check check, const accepted_row (&rows)[Count]) {
  for (const auto& row : rows) {
    INFO("value: " << row.value);
    const auto answer = check(row.value);
    CHECK(answer.status == verdict::valid);
    CHECK(answer.broken == rule::none);
    CHECK(answer.normalized() == row.normal);
  }
}

template <class Check, std::size_t Count>
void expect_refused(Check check, const refused_row (&rows)[Count]) {
  for (const auto& row : rows) {
    INFO("value: " << row.value);
    const auto answer = check(row.value);
    CHECK_FALSE(answer.valid());
    CHECK(code(answer.broken) == code(row.broken));
    CHECK(answer.normalized().empty());
  }
}

// What every check refuses before it looks at the kind.
template <class Check>
void expect_common_refusals(Check check, std::string_view valid, rule missing) {
  const refused_row rows[] = {
      {"", missing},
      {"   ", missing},
      {"\t\r\n\xc2\xa0\xe2\x80\x89", missing},
      {std::string(valid) + '\0', rule::text_has_nul},
      {'\0' + std::string(valid), rule::text_has_nul},
      {std::string(valid) + '\0' + "\xc3\xa9", rule::text_has_nul},
      {std::string(valid) + "\xff", rule::text_not_utf8},
      {"\xc3", rule::text_not_utf8},
      {std::string(valid) + "\xed\xa0\x80", rule::text_not_utf8},      // a surrogate
      {std::string(valid) + "\xc0\xaf", rule::text_not_utf8},          // longer than needed
      {std::string(valid) + "\xf4\x90\x80\x80", rule::text_not_utf8},  // beyond U+10FFFF
      {std::string(valid) + '\0' + "\xff", rule::text_not_utf8},       // the first of the two
      {std::string(valid) + std::string(321 - valid.size(), ' '), rule::field_too_long},
      {std::string(321, ' '), rule::field_too_long},
      {std::string(1 << 20, '\xff'), rule::field_too_long},
  };
  expect_refused(check, rows);
  // 320 bytes are looked at, whatever they are.
  const auto padded = std::string(320 - valid.size(), ' ') + std::string(valid);
  CHECK(check(padded).valid());
  // Blanks of all kinds around it do not matter.
  CHECK(check("\xc2\xa0" + std::string(valid) + "\xe3\x80\x80\n").valid());
}

const auto vat = [](std::string_view value) { return check_vat(value); };
const auto vat_be = [](std::string_view value) { return check_vat(value, "BE"); };
const auto vat_lu = [](std::string_view value) { return check_vat(value, "LU"); };
const auto vat_fr = [](std::string_view value) { return check_vat(value, "FR"); };

}  // namespace

TEST_CASE("vat: Belgian numbers", "[checks][CUS-10]") {
  const accepted_row rows[] = {
      {"BE0403170701", "BE0403170701"},
      {"BE 0403.170.701", "BE0403170701"},
      {"be0403170701", "BE0403170701"},
      {"BE403170701", "BE0403170701"},
      {"BE (0)403.170.701", "BE0403170701"},
      {"BE-0403/170/701", "BE0403170701"},
      {"BE1006872569", "BE1006872569"},
      {"B E 0403170701", "BE0403170701"},
      {"BE 0403\xe2\x80\x93"
       "170\xe2\x80\x94"
       "701",
       "BE0403170701"},  // U+2013, U+2014
      {"BE 0403\xe2\x80\xaf"
       "170\xc2\xa0"
       "701",
       "BE0403170701"},  // U+202F, U+00A0
  };
  expect_accepted(vat, rows);
  const accepted_row bare[] = {{"0403170701", "BE0403170701"},
                               {"403.170.701", "BE0403170701"},
                               {"(0)403170701", "BE0403170701"},
                               {"BE0403170701", "BE0403170701"}};
  expect_accepted(vat_be, bare);
  const refused_row refused[] = {
      {"BE0403170702", rule::vat_check_digits_wrong},
      {"BE0403170771", rule::vat_check_digits_wrong},
      {"BE0000000000", rule::vat_check_digits_wrong},  // 97 is due, not 00
      {"BE2403170701", rule::vat_malformed},
      {"BE040317070", rule::vat_check_digits_wrong},  // nine digits: 0 goes before
      {"BE04031707", rule::vat_malformed},
      {"BE04031707011", rule::vat_malformed},
      {"BE", rule::vat_malformed},
      {"BE(0)0403170701", rule::vat_malformed},
      {"BE0403(0)170701", rule::vat_malformed},
      {"BE0403170:701", rule::vat_malformed},
      {"BE0403\t170701", rule::vat_malformed},  // a control character inside
      {"BE0403\xe2\x80\x8b"
       "170701",
       rule::vat_malformed},  // zero-width space
      {"BE04\xef\xbc\x90"
       "3170701",
       rule::vat_malformed},  // a full-width digit
      {"BE0403\xe2\x88\x92"
       "170701",
       rule::vat_malformed},                         // U+2212 is no dash
      {"BE040317070\xd9\xa1", rule::vat_malformed},  // an Arabic-Indic digit
      {"BE0403170701 SA", rule::vat_malformed},
  };
  expect_refused(vat, refused);
}

TEST_CASE("vat: numbers of Luxembourg", "[checks][CUS-10]") {
  const accepted_row rows[] = {{"LU15027442", "LU15027442"},
                               {"lu 150 274 42", "LU15027442"},
                               {"LU:150.274-42", "LU15027442"},
                               {"LU00000000", "LU00000000"}};
  expect_accepted(vat, rows);
  CHECK(check_vat("150 274 42", "LU").normalized() == "LU15027442");
  const refused_row refused[] = {{"LU15027443", rule::vat_check_digits_wrong},
                                 {"LU1502744", rule::vat_malformed},
                                 {"LU150274420", rule::vat_malformed},
                                 {"LU15027/442", rule::vat_malformed}};
  expect_refused(vat, refused);
}

TEST_CASE("vat: French numbers, with digits and letters as keys", "[checks][CUS-10]") {
  const accepted_row rows[] = {
      {"FR23334175221", "FR23334175221"}, {"Fr 40 303 265 045", "FR40303265045"},
      {"FRK7399859412", "FRK7399859412"}, {"FR 4Z 123 456 782", "FR4Z123456782"},
      {"FR53000004605", "FR53000004605"},  // Monaco: no SIREN
  };
  expect_accepted(vat, rows);
  const accepted_row bare[] = {{"23334175221", "FR23334175221"}, {"K7399859412", "FRK7399859412"}};
  expect_accepted(vat_fr, bare);
  const refused_row refused[] = {
      {"FR84323140391", rule::vat_check_digits_wrong},
      {"FR24334175221", rule::vat_check_digits_wrong},
      {"FRK8399859412", rule::vat_check_digits_wrong},
      {"FR23334175222", rule::vat_check_digits_wrong},  // the SIREN's own digit
      {"FRIO334175221", rule::vat_malformed},
      {"FR2333417522", rule::vat_malformed},
      {"FR233341752210", rule::vat_malformed},
      {"FR23/334175221", rule::vat_malformed},
      {"FR2333417522A", rule::vat_malformed},
  };
  expect_refused(vat, refused);
}

TEST_CASE("vat: whose number it is", "[checks][CUS-10]") {
  CHECK(vat("0403170701").broken == rule::vat_prefix_missing);
  CHECK(vat("K7399859412").broken == rule::vat_prefix_missing);
  CHECK(vat("DE129273398").broken == rule::vat_country_unsupported);
  CHECK(check_vat("0403170701", "DE").broken == rule::vat_country_unsupported);
  CHECK(check_vat("BE0403170701", "be").broken == rule::vat_country_unsupported);
  CHECK(vat_lu("BE0403170701").broken == rule::vat_country_mismatch);
  CHECK(vat_be("LU15027442").broken == rule::vat_country_mismatch);
  CHECK(vat_be("NL0403170701").broken == rule::vat_country_mismatch);
  CHECK(vat_fr("BE0403170701").broken == rule::vat_country_mismatch);
  CHECK(vat_fr("BE403170701").broken == rule::vat_country_mismatch);
  CHECK(vat_fr("AB403170701").broken == rule::vat_check_digits_wrong);  // letters are a key here
  CHECK(check_vat("", "DE").broken == rule::vat_missing);
  expect_common_refusals(vat, "BE0403170701", rule::vat_missing);
}

TEST_CASE("vat: the placeholder has a verdict of its own", "[checks][CUS-11]") {
  for (const auto* value : {"BE0000000097", "BE000000097", "BE 0000.000.097", "be(0)000.000.097"}) {
    INFO("value: " << value);
    const auto answer = check_vat(value);
    CHECK(answer.status == verdict::placeholder);
    CHECK(answer.valid());
    CHECK(answer.broken == rule::none);
    CHECK(answer.normalized() == "BE0000000097");
    CHECK(check_vat(value, "BE").status == verdict::placeholder);
    CHECK(check_vat(value, "LU").status == verdict::placeholder);
    CHECK(check_vat(value, "FR").broken == rule::vat_placeholder_only_be_lu);
    CHECK(check_vat(value, "FR").normalized().empty());
  }
  CHECK(vat_be("0000.000.097").status == verdict::placeholder);
  CHECK(vat_lu("0000.000.097").status == verdict::placeholder);
  CHECK(vat_lu("0000.000.097").normalized() == "BE0000000097");
  CHECK(vat("0000000097").broken == rule::vat_prefix_missing);
  CHECK(vat("LU0000000097").broken == rule::vat_malformed);
  CHECK(vat("BE0000000194").broken == rule::vat_check_digits_wrong);
}

TEST_CASE("siren: nine digits with Luhn's sum", "[checks][CUS-10]") {
  const accepted_row rows[] = {{"404833048", "404833048"},
                               {" 552 008 443 ", "552008443"},
                               {"552.008.443", "552008443"},
                               {"552\xc2\xa0"
                                "008\xe2\x80\xaf"
                                "443",
                                "552008443"},
                               {"000000000", "000000000"}};
  expect_accepted(check_siren, rows);
  const refused_row refused[] = {
      {"404833047", rule::siren_check_digit_wrong}, {"40483304", rule::siren_malformed},
      {"4048330480", rule::siren_malformed},        {"404-833-048", rule::siren_malformed},
      {"404833O48", rule::siren_malformed},         {"40483304\xef\xbc\x98", rule::siren_malformed}};
  expect_refused(check_siren, refused);
  expect_common_refusals(check_siren, "404833048", rule::siren_malformed);
}

TEST_CASE("siret: fourteen digits, and La Poste's own sum", "[checks][CUS-10]") {
  const accepted_row rows[] = {
      {"73282932000074", "73282932000074"},    {"732 829 320 00074", "73282932000074"},
      {"732.829.320.00074", "73282932000074"}, {"35600000000048", "35600000000048"},  // the head office: Luhn
      {"35600000049837", "35600000049837"},                                           // a post office: sum 45
  };
  expect_accepted(check_siret, rows);
  const refused_row refused[] = {
      {"73282932000073", rule::siret_check_digit_wrong}, {"35600000049838", rule::siret_check_digit_wrong},
      {"73282932100072", rule::siret_check_digit_wrong},  // the whole passes, its SIREN does not
      {"7328293200007", rule::siret_malformed},          {"732829320000740", rule::siret_malformed},
      {"732-829-320-00074", rule::siret_malformed},
  };
  expect_refused(check_siret, refused);
  expect_common_refusals(check_siret, "73282932000074", rule::siret_malformed);
}

TEST_CASE("postal_code: Belgium, Luxembourg, France, Canada", "[checks][CUS-12]") {
  const auto in = [](std::string_view country) {
    return [country](std::string_view value) { return check_postal_code(value, country); };
  };
  const accepted_row be[] = {{"1000", "1000"}, {" 9999 ", "9999"}};
  expect_accepted(in("BE"), be);
  const refused_row not_be[] = {
      {"0999", rule::postal_code_malformed},  {"999", rule::postal_code_malformed},
      {"10000", rule::postal_code_malformed}, {"B-1000", rule::postal_code_malformed},
      {"10 00", rule::postal_code_malformed}, {"100\xef\xbc\x90", rule::postal_code_malformed}};
  expect_refused(in("BE"), not_be);
  const accepted_row lu[] = {{"1234", "L-1234"}, {"L-1234", "L-1234"}, {"l-0123", "L-0123"}};
  expect_accepted(in("LU"), lu);
  const refused_row not_lu[] = {{"L1234", rule::postal_code_malformed},
                                {"L-123", rule::postal_code_malformed},
                                {"LU-1234", rule::postal_code_malformed},
                                {"L\xe2\x80\x90"
                                 "1234",
                                 rule::postal_code_malformed},
                                {"L-", rule::postal_code_malformed}};
  expect_refused(in("LU"), not_lu);
  const accepted_row fr[] = {{"75001", "75001"}, {"75 001", "75001"}, {"98000", "98000"}};
  expect_accepted(in("FR"), fr);
  const refused_row not_fr[] = {{"7500", rule::postal_code_malformed},
                                {"75  001", rule::postal_code_malformed},
                                {"750 01", rule::postal_code_malformed},
                                {"75\xc2\xa0"
                                 "001",
                                 rule::postal_code_malformed},
                                {"75\t001", rule::postal_code_malformed}};
  expect_refused(in("FR"), not_fr);
  const accepted_row ca[] = {{"H2X 1Y4", "H2X 1Y4"}, {"h2x1y4", "H2X 1Y4"}, {"K1A 0B1", "K1A 0B1"}};
  expect_accepted(in("CA"), ca);
  const refused_row not_ca[] = {{"W2X 1Y4", rule::postal_code_malformed}, {"Z2X 1Y4", rule::postal_code_malformed},
                                {"D2X 1Y4", rule::postal_code_malformed}, {"H2O 1Y4", rule::postal_code_malformed},
                                {"H2X 1U4", rule::postal_code_malformed}, {"H2X  1Y4", rule::postal_code_malformed},
                                {"H2X-1Y4", rule::postal_code_malformed}, {"H2X 1Y", rule::postal_code_malformed},
                                {"HHX 1Y4", rule::postal_code_malformed}};
  expect_refused(in("CA"), not_ca);
  CHECK(check_postal_code("1000", "").broken == rule::country_missing);
  expect_common_refusals(in("BE"), "1000", rule::postal_code_missing);
}

TEST_CASE("postal_code: elsewhere it is kept as typed", "[checks][CUS-13]") {
  const auto nl = [](std::string_view value) { return check_postal_code(value, "NL"); };
  const accepted_row rows[] = {{" 1012 AB ", "1012 AB"},
                               {"sw1a  1aa", "sw1a  1aa"},
                               {"\xe3\x80\x92"
                                "100-0001",
                                "\xe3\x80\x92"
                                "100-0001"}};
  expect_accepted(nl, rows);
  const refused_row refused[] = {{"10\x07"
                                  "12",
                                  rule::postal_code_malformed},
                                 {"10\n12", rule::postal_code_malformed},
                                 {"10\xe2\x80\x8b"
                                  "12",
                                  rule::postal_code_malformed}};
  expect_refused(nl, refused);
  CHECK(check_postal_code("1000", "ZZ").broken == rule::other_country_unknown);
  CHECK(check_postal_code("1000", "be").broken == rule::other_country_unknown);
  CHECK(check_postal_code("1000", "XK").valid());
  expect_common_refusals(nl, "1012 AB", rule::postal_code_missing);
}

TEST_CASE("email: what is accepted, and how it is written", "[checks][CUS-14]") {
  const accepted_row rows[] = {
      {"jean@example.be", "jean@example.be"},
      {" Jean.Dupont+ds@Example.BE\n", "Jean.Dupont+ds@example.be"},
      {"!#$%&'*+/=?^_`{|}~-@a-b.c1", "!#$%&'*+/=?^_`{|}~-@a-b.c1"},
      {"a@1.2.com", "a@1.2.com"},
      {"a@b\xc3\xbc"
       "cher.de",
       "a@xn--bcher-kva.de"},
      {"a@B\xc3\x9c"
       "CHER.de",
       "a@xn--bcher-kva.de"},
      {"a@XN--BCHER-KVA.DE", "a@xn--bcher-kva.de"},
      {"\xc2\xa0"
       "a@b.be\xe2\x80\xaf",
       "a@b.be"},
  };
  expect_accepted(check_email, rows);
  const std::string local_64(64, 'a');
  CHECK(check_email(local_64 + "@b.be").valid());
  const std::string label_63(63, 'b');
  CHECK(check_email("a@" + label_63 + ".be").valid());
  // 254 octets in all.
  const std::string domain = label_63 + "." + label_63 + "." + label_63;
  const std::string longest = std::string(254 - 1 - domain.size() - 1 - 2, 'a') + "@" + domain + ".b";
  REQUIRE(longest.size() == 253);
  CHECK(check_email(longest).valid());
  CHECK(check_email(longest + "c").valid());
  CHECK(check_email(longest + "cd").broken == rule::email_too_long);
}

TEST_CASE("email: refusals", "[checks][CUS-14]") {
  const std::string label_64(64, 'b');
  const refused_row rows[] = {
      {"jean", rule::email_malformed},
      {"@b.be", rule::email_malformed},
      {"a@b@c.be", rule::email_malformed},
      {".a@b.be", rule::email_malformed},
      {"a.@b.be", rule::email_malformed},
      {"a..b@c.be", rule::email_malformed},
      {"a b@c.be", rule::email_malformed},
      {"\"a\"@b.be", rule::email_malformed},
      {"a,b@c.be", rule::email_malformed},
      {"a\t@b.be", rule::email_malformed},
      {"\xc3\xa9lise@b.be", rule::email_malformed},
      {"a@b.\xe2\x80\x8b"
       "be",
       rule::email_malformed},                    // zero-width space
      {"a@b\xc2\xad.be", rule::email_malformed},  // soft hyphen
      {"a\xef\xbc\xa0"
       "b.be",
       rule::email_malformed},  // full-width @
      {std::string(65, 'a') + "@b.be", rule::email_too_long},
      {"a@" + std::string(250, 'b') + ".be", rule::email_too_long},
      {"a@b", rule::email_domain_malformed},
      {"a@", rule::email_domain_malformed},
      {"a@b.", rule::email_domain_malformed},
      {"a@.be", rule::email_domain_malformed},
      {"a@b..be", rule::email_domain_malformed},
      {"a@-b.be", rule::email_domain_malformed},
      {"a@b-.be", rule::email_domain_malformed},
      {"a@b_c.be", rule::email_domain_malformed},
      {"a@1.2.3.4", rule::email_domain_malformed},
      {"a@[127.0.0.1]", rule::email_domain_malformed},
      {"a@" + label_64 + ".be", rule::email_domain_malformed},
      {"a@xn--a.be", rule::email_domain_malformed},  // says that it is an A-label, and is none
      {"a@b\xc3\xa9 c.be", rule::email_domain_malformed},
      {"a@\xc3\xa9", rule::email_domain_malformed},
  };
  expect_refused(check_email, rows);
  expect_common_refusals(check_email, "jean@example.be", rule::email_missing);
}

TEST_CASE("match_emails: without regard to case", "[checks][CUS-14]") {
  CHECK(match_emails("Jean@Example.be", " jEAN@example.BE "));
  CHECK(
      match_emails("a@b\xc3\xbc"
                   "cher.de",
                   "A@xn--bcher-kva.de"));
  CHECK_FALSE(match_emails("jean@example.be", "jeanne@example.be"));
  CHECK_FALSE(match_emails("jean+ds@example.be", "jean@example.be"));
  CHECK_FALSE(match_emails("", ""));
  CHECK_FALSE(match_emails("a@b.be", ""));
  CHECK(match_emails("not an address", "Not an address"));
}

TEST_CASE("vin: seventeen characters", "[checks][CRD-07]") {
  const auto eu = [](std::string_view value) { return check_vin(value); };
  const accepted_row rows[] = {{"VF3LCBHZ6JS123456", "VF3LCBHZ6JS123456"},
                               {" vr1j45gbuly000001 ", "VR1J45GBULY000001"},
                               {"1HGCM82633A004352", "1HGCM82633A004352"},
                               {"ZZZZZZZZZZZZZ0000", "ZZZZZZZZZZZZZ0000"}};
  expect_accepted(eu, rows);
  const refused_row refused[] = {
      {"VF3LCBHZ6JS12345", rule::vin_malformed},
      {"VF3LCBHZ6JS1234567", rule::vin_malformed},
      {"VF3LCBHZ6JI123456", rule::vin_malformed},
      {"VF3LCBHZ6JO123456", rule::vin_malformed},
      {"VF3LCBHZ6JQ123456", rule::vin_malformed},
      {"VF3 LCBHZ6JS12345", rule::vin_malformed},
      {"VF3LCBHZ6JS12345\xef\xbc\x96", rule::vin_malformed},
      {"VF3LCBHZ6J\xc5\xbf"
       "12345",
       rule::vin_malformed},  // U+017F is no S
  };
  expect_refused(eu, refused);
  expect_common_refusals(eu, "VF3LCBHZ6JS123456", rule::vin_missing);
}

TEST_CASE("vin: the check digit is enforced in North America", "[checks][CRD-07]") {
  const auto na = [](std::string_view value) { return check_vin(value, vin_region::na); };
  const accepted_row rows[] = {{"1HGCM82633A004352", "1HGCM82633A004352"},
                               {"1M8GDM9AXKP042788", "1M8GDM9AXKP042788"},
                               {"11111111111111111", "11111111111111111"}};
  expect_accepted(na, rows);
  const refused_row refused[] = {{"1HGCM82643A004352", rule::vin_check_digit_wrong},
                                 {"VF3LCBHZ6JS123456", rule::vin_check_digit_wrong},
                                 {"1M8GDM9A1KP042788", rule::vin_check_digit_wrong}};
  expect_refused(na, refused);
  // In Europe it is never enforced; where the vehicle was built for North America, it is remarked
  // on.
  const auto remark = check_vin("1HGCM82643A004352", vin_region::eu);
  CHECK(remark.status == verdict::warning);
  CHECK(remark.broken == rule::vin_check_digit_unusual);
  CHECK(remark.normalized() == "1HGCM82643A004352");
}

TEST_CASE("vin: last four characters that are no digits are remarked on", "[checks][CRD-07]") {
  for (const auto* value : {"VF3LCBHZ6JS12345A", "VF3LCBHZ6JS12A456", "VF3LCBHZ6JS1A3456"}) {
    const auto answer = check_vin(value);
    const bool in_last_four = std::string_view(value).substr(13).find('A') != std::string_view::npos;
    CHECK(answer.valid());
    CHECK(answer.status == (in_last_four ? verdict::warning : verdict::valid));
    CHECK(answer.broken == (in_last_four ? rule::vin_last_four_not_digits : rule::none));
    CHECK(answer.normalized() == value);
  }
}

TEST_CASE("iban: accounts of the registry", "[checks][STL-02]") {
  const accepted_row rows[] = {
      {"BE68 5390 0754 7034", "BE68539007547034"},
      {"be68-5390-0754-7034", "BE68539007547034"},
      {"LU28 0019 4006 4475 0000", "LU280019400644750000"},
      {"FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"},
      {"DE89 3704 0044 0532 0130 00", "DE89370400440532013000"},
      {"GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"},
      {"NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"},
      {"MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S"},
      {"BE68\xc2\xa0"
       "5390\xe2\x80\xaf"
       "0754 7034",
       "BE68539007547034"},
  };
  expect_accepted(check_iban, rows);
  const refused_row refused[] = {
      {"BE69539007547034", rule::iban_check_digits_wrong},
      {"BE68539007547043", rule::iban_check_digits_wrong},
      {"BE6853900754703", rule::iban_malformed},
      {"BE685390075470340", rule::iban_malformed},
      {"BE68.5390.0754.7034", rule::iban_malformed},
      {"BE68\xe2\x80\x93"
       "539007547034",
       rule::iban_malformed},  // only `-` is removed
      {"BEA8539007547034", rule::iban_malformed},
      {"BE6853900754703A", rule::iban_malformed},
      {"BE", rule::iban_malformed},
      {"-", rule::iban_malformed},
      {"BE68539007547034\xc3\xa9", rule::iban_malformed},
      {"FR1420041010050500013M026066666666666666", rule::iban_malformed},
      {"CA6853900754703400", rule::iban_country_unknown},
      {"ZZ68539007547034", rule::iban_country_unknown},
      // Right by the common check digits, wrong by the national ones.
      {"BE41539007547035", rule::iban_national_check_wrong},
      {"FR8420041010050500013M02607", rule::iban_national_check_wrong},
  };
  expect_refused(check_iban, refused);
  expect_common_refusals(check_iban, "BE68539007547034", rule::iban_missing);
}

TEST_CASE("iban: check digits are 02 to 98", "[checks][STL-02]") {
  // Of any account there is one pair from 02 to 98; 00, 01 and 99 leave the same remainder as 97,
  // 98 and 02.
  int found = 0;
  for (int account = 0; account < 2000; ++account) {
    const auto tail = "0000000000" + std::to_string(10000000 + account);
    int valid = 0;
    for (int check = 0; check < 100; ++check) {
      const auto pair = std::string(check < 10 ? "0" : "") + std::to_string(check);
      const auto answer = check_iban("DE" + pair + tail);
      if (check < 2 || check > 98) CHECK_FALSE(answer.valid());
      valid += answer.valid() ? 1 : 0;
    }
    CHECK(valid == 1);
    found += valid;
  }
  CHECK(found == 2000);
}

TEST_CASE("bic: eight or eleven characters", "[checks][STL-02]") {
  const accepted_row rows[] = {{"GEBABEBB", "GEBABEBB"}, {" agrifrpp882 ", "AGRIFRPP882"}, {"AAAAXK22", "AAAAXK22"}};
  expect_accepted(check_bic, rows);
  const refused_row refused[] = {{"GEBABEB", rule::bic_malformed},      {"GEBABEBBX", rule::bic_malformed},
                                 {"GEBABEBB1234", rule::bic_malformed}, {"GEBAZZBB", rule::bic_malformed},
                                 {"GEB1BEBB", rule::bic_malformed},     {"GEBAB1BB", rule::bic_malformed},
                                 {"GEBA BE BB", rule::bic_malformed},   {"GEBABEB-", rule::bic_malformed}};
  expect_refused(check_bic, refused);
  expect_common_refusals(check_bic, "GEBABEBB", rule::bic_missing);
}

TEST_CASE("name: spelling is kept, blanks are collapsed", "[checks][CUS-15]") {
  const accepted_row rows[] = {{"Jean", "Jean"},
                               {"  van  der   Berg ", "van der Berg"},
                               {"\tvan\tder Berg\n", "van der Berg"},
                               {"O'Brien-Smith", "O'Brien-Smith"},
                               {"\xc3\x89lise", "\xc3\x89lise"},
                               {"E\xcc\x81lise", "\xc3\x89lise"},  // composed
                               {"De\xc2\xa0Smet", "De Smet"}};
  expect_accepted(check_name, rows);
  const refused_row refused[] = {
      {"Du\x01pont", rule::name_has_forbidden_character},
      {"Du\npont", rule::name_has_forbidden_character},
      {"Du\x7fpont", rule::name_has_forbidden_character},
      {"Du\xe2\x80\x8bpont", rule::name_has_forbidden_character},  // zero-width space
      {"Du\xe2\x80\xaepont", rule::name_has_forbidden_character},  // right-to-left override
      {"Du\xc2\x85pont", rule::name_has_forbidden_character},
  };
  expect_refused(check_name, refused);
  expect_common_refusals(check_name, "Jean", rule::name_missing);
}

TEST_CASE("match_names: the equality of names", "[checks][CUS-03]") {
  CHECK(match_names("van der Berg", "VANDERBERG"));
  CHECK(match_names("\xc3\x89lise", "elise"));
  CHECK_FALSE(match_names("Dupont", "Dupond"));
}

TEST_CASE("card_code: any case, blanks and dashes ignored", "[checks][CRD-20]") {
  const auto made = make_card_code({1, 2, 3, 4, 5, 6, 7, 8});
  const std::string text(made.data(), made.size());
  const auto spaced = text.substr(0, 4) + "-" + text.substr(4, 5) + " " + text.substr(9);
  CHECK(check_card_code(text).normalized() == text);
  CHECK(check_card_code(spaced).normalized() == text);
  std::string lower = " ";
  for (const char c : text) lower += static_cast<char>(c >= 'A' ? c - 'A' + 'a' : c);
  CHECK(check_card_code(lower).normalized() == text);
  // Zeros are a code: their sum is zero. O is read as 0, I and L as 1.
  CHECK(check_card_code("oO00000000000").normalized() == "0000000000000");
  const auto ones = make_card_code({0, 0, 0, 0, 0, 0, 0, 1});
  std::string letters(ones.data(), ones.size());
  REQUIRE(letters[0] == '1');
  for (const char c : {'I', 'i', 'L', 'l'}) {
    letters[0] = c;
    CHECK(check_card_code(letters).normalized() == std::string_view(ones.data(), ones.size()));
  }
  const refused_row refused[] = {{"000000000000", rule::card_code_malformed},
                                 {"00000000000000", rule::card_code_malformed},
                                 {"U000000000000", rule::card_code_malformed},
                                 {"0000000.000000", rule::card_code_malformed},
                                 {"1000000000000", rule::card_code_check_wrong}};
  expect_refused(check_card_code, refused);
  expect_common_refusals(check_card_code, "0000000000000", rule::card_code_missing);
}

TEST_CASE("show_login: the form of an identifier", "[checks][NET-08]") {
  const accepted_row rows[] = {{"INETPSA\\TA12345", "INETPSA\\TA12345"}, {" INETPSA\\TAabc9Z ", "INETPSA\\TAabc9Z"}};
  expect_accepted(check_show_login, rows);
  const refused_row refused[] = {
      {"TA12345", rule::show_login_malformed},           {"INETPSA/TA12345", rule::show_login_malformed},
      {"INETPSA\\TB12345", rule::show_login_malformed},  {"INETPSA\\TA1234", rule::show_login_malformed},
      {"INETPSA\\TA123456", rule::show_login_malformed}, {"INETPSA\\TA1234-", rule::show_login_malformed},
      {"inetpsa\\TA12345", rule::show_login_malformed}};
  expect_refused(check_show_login, refused);
  expect_common_refusals(check_show_login, "INETPSA\\TA12345", rule::show_login_malformed);
}

TEST_CASE("is_country: ISO 3166-1 in upper case", "[checks][CUS-13]") {
  for (const auto* country : {"BE", "LU", "FR", "CA", "XK", "SS", "CW", "AQ"}) CHECK(is_country(country));
  for (const auto* other : {"", "B", "BEL", "be", "ZZ", "UK", "AN", "YU", "EU", "B1", "XI"})
    CHECK_FALSE(is_country(other));
  int countries = 0;
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b) {
      const char both[2] = {a, b};
      countries += is_country({both, 2}) ? 1 : 0;
    }
  CHECK(countries == 250);
}
