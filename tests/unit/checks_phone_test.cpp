// Phone numbers (CUS-09): the three forms, the traps of the rule book, extensions.
#include <string>

#include "dealerkit/checks.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

struct phone_row {
  std::string_view country, value, normal;
};

struct refused_phone {
  std::string_view country;
  std::string value;
  rule broken;
};

template <std::size_t Count>
void expect_accepted(phone_form form, const phone_row (&rows)[Count]) {
  for (const auto& row : rows) {
    INFO("value: " << row.value << " in " << row.country);
    const auto answer = check_phone(row.value, row.country, form);
    CHECK(answer.status == verdict::valid);
    CHECK(answer.broken == rule::none);
    CHECK(answer.normalized() == row.normal);
  }
}

template <std::size_t Count>
void expect_refused(phone_form form, const refused_phone (&rows)[Count]) {
  for (const auto& row : rows) {
    INFO("value: " << row.value << " in " << row.country);
    const auto answer = check_phone(row.value, row.country, form);
    CHECK_FALSE(answer.valid());
    CHECK(code(answer.broken) == code(row.broken));
    CHECK(answer.normalized().empty());
    CHECK(answer.extension.empty());
  }
}

std::string_view region_of(const checked_phone& answer) {
  return answer.region[0] == '\0' ? std::string_view{} : std::string_view(answer.region.data(), 2);
}

}  // namespace

TEST_CASE("phone: nine national digits at the quote tool", "[checks][CUS-09]") {
  const phone_row rows[] = {
      {"BE", "478123456", "+32478123456"},
      {"BE", " 400000000 ", "+32400000000"},  // 4 and eight digits, whatever is assigned
      {"LU", "621123456", "+352621123456"},
      {"LU", "601123456", "+352601123456"},
      {"FR", "612345678", "+33612345678"},
      {"BE",
       "\xd9\xa4"
       "78123456",
       "+32478123456"},  // any decimal digit counts
      {"BE",
       "\xef\xbc\x94"
       "78123456",
       "+32478123456"},
      {"BE",
       "4781\xe2\x80\x8b"
       "23456",
       "+32478123456"},  // zero-width space: dropped
  };
  expect_accepted(phone_form::national_9, rows);
  CHECK(check_phone("478123456", "BE", phone_form::national_9).mobile);
  const refused_phone refused[] = {
      {"BE", "0478123456", rule::phone_not_nine_digits},   {"BE", "047812345", rule::phone_not_nine_digits},
      {"BE", "47812345", rule::phone_not_nine_digits},     {"BE", "4781234567", rule::phone_not_nine_digits},
      {"BE", "478 12 34 56", rule::phone_not_nine_digits}, {"BE", "+32478123456", rule::phone_not_nine_digits},
      {"BE", "32478123456", rule::phone_not_nine_digits},  {"BE", "4", rule::phone_not_nine_digits},
      {"BE", "478123456x1", rule::phone_not_nine_digits},  {"BE", "212345678", rule::phone_not_mobile},
      {"LU", "628123456", rule::phone_not_mobile},  // a mobile number, but not 6x1xxxxxx
      {"FR", "123456789", rule::phone_not_mobile},         {"US", "201555012", rule::phone_not_mobile},
      {"BE", "47812345a", rule::phone_malformed},          {"ZZ", "478123456", rule::phone_country_unknown},
      {"be", "478123456", rule::phone_country_unknown},    {"", "478123456", rule::phone_country_unknown},
      {"AQ", "478123456", rule::phone_country_unknown},  // a country without a numbering plan
  };
  expect_refused(phone_form::national_9, refused);
}

TEST_CASE("phone: the whole number in the lead app", "[checks][CUS-09]") {
  const phone_row rows[] = {
      {"BE", "+32478123456", "+32478123456"},   {"BE", "+32400000000", "+32400000000"},
      {"LU", "+352621123456", "+352621123456"}, {"FR", "+33612345678", "+33612345678"},
      {"FR", "+33123456789", "+33123456789"},   {"CA", "+15142345678", "+15142345678"},
      {"", "+33612345678", "+33612345678"},
  };
  expect_accepted(phone_form::international, rows);
  const refused_phone refused[] = {
      {"BE", "0478123456", rule::phone_malformed},
      {"BE", "0032478123456", rule::phone_malformed},
      {"BE", "+32 478123456", rule::phone_malformed},
      {"BE", "+32478.123456", rule::phone_malformed},
      {"BE", "++32478123456", rule::phone_malformed},
      {"BE", "+", rule::phone_malformed},
      {"BE", "+32478123456 ext 1", rule::phone_malformed},
      {"BE", "+3222345678", rule::phone_not_mobile},
      {"BE", "+3247812345", rule::phone_not_valid_for_country},
      {"BE", "+324781234567", rule::phone_not_valid_for_country},
      {"BE", "+320478123456", rule::phone_not_valid_for_country},
      {"BE", "+33612345678", rule::phone_not_valid_for_country},
      {"LU", "+352628123456", rule::phone_not_mobile},
      {"LU", "+35227123456", rule::phone_not_mobile},
      {"US", "+15142345678", rule::phone_not_valid_for_country},  // a Canadian number
      {"FR", "+330612345678", rule::phone_not_valid_for_country},
      {"BE", "+999123456", rule::phone_country_unknown},
      {"ZZ", "+32478123456", rule::phone_country_unknown},
  };
  expect_refused(phone_form::international, refused);
}

TEST_CASE("phone: any number, as libphonenumber reads it", "[checks][CUS-09]") {
  const phone_row rows[] = {
      {"BE", "478123456", "+32478123456"},
      {"BE", "0478 12 34 56", "+32478123456"},
      {"BE", "0478/12.34.56", "+32478123456"},
      {"BE", "32478123456", "+32478123456"},
      {"BE", "0032 478 12 34 56", "+32478123456"},
      {"BE", "+32 (0)478 12 34 56", "+32478123456"},
      {"BE", "(+32) 478-12-34-56", "+32478123456"},
      {"BE", "++32478123456", "+32478123456"},
      {"BE", "02 234 56 78", "+3222345678"},
      {"BE", "+33 6 12 34 56 78", "+33612345678"},
      {"LU", "621 123 456", "+352621123456"},
      {"LU", "628 123 456", "+352628123456"},
      {"LU", "27 12 34", "+352271234"},
      {"FR", "06 12 34 56 78", "+33612345678"},
      {"CA", "(514) 234-5678", "+15142345678"},
      {"CA", "1-354-234-5678", "+13542345678"},  // Quebec, in service since October 2022
      {"US", "011 32 478 12 34 56", "+32478123456"},
      {"IT", "06 6982", "+39066982"},  // the zero is part of it
      {"GB", "07400 123456", "+447400123456"},
      {"AR", "011 15 2345-6789", "+5491123456789"},
      {"BE", "+800 1234 5678", "+80012345678"},
      {"", "+32478123456", "+32478123456"},
      {"AQ", "+32478123456", "+32478123456"},
      {"BE",
       "0478\xe2\x80\xaf"
       "12\xc2\xa0"
       "34\xe2\x80\x89"
       "56",
       "+32478123456"},
      {"BE",
       "0478\xe2\x80\x93"
       "12\xe2\x80\x8f"
       "34\xc2\xad"
       "56",
       "+32478123456"},
      {"BE",
       "\xef\xbc\x8b\xef\xbc\x93\xef\xbc\x92"
       "478123456",
       "+32478123456"},
      {"EG", "\xd9\xa0\xd9\xa1\xd9\xa0\xd9\xa0\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6\xd9\xa7",
       "+201001234567"},
  };
  expect_accepted(phone_form::any, rows);
  const refused_phone refused[] = {
      {"LU", "0621123456", rule::phone_not_valid_for_country},
      {"BE", "0612345678", rule::phone_not_valid_for_country},
      {"BE", "0000000000", rule::phone_not_valid_for_country},
      {"FR", "0700123456", rule::phone_not_valid_for_country},  // 0700 is no longer a mobile range
      {"BE", "0478 AB CD EF", rule::phone_malformed},
      {"BE", "O478123456", rule::phone_malformed},
      {"BE", "GSM 0478123456", rule::phone_malformed},
      {"BE", "0478\t123456", rule::phone_malformed},
      {"BE", "0478+123456", rule::phone_malformed},
      {"BE", "0478[123]456", rule::phone_malformed},
      {"BE", "0478~123456", rule::phone_malformed},
      {"BE", "0478*123456", rule::phone_malformed},
      {"BE",
       "0478\xe2\x88\x92"
       "123456",
       rule::phone_malformed},
      {"BE", "1", rule::phone_malformed},
      {"BE", "+", rule::phone_malformed},
      {"BE", "()", rule::phone_malformed},
      {"BE", "00", rule::phone_malformed},
      {"BE", std::string(20, '1'), rule::phone_malformed},
      {"BE", std::string(200, '1'), rule::phone_malformed},
      {"BE", "+999123456", rule::phone_country_unknown},
      {"BE", "+0478123456", rule::phone_country_unknown},
      {"BE", "00999123456", rule::phone_country_unknown},
      {"ZZ", "+32478123456", rule::phone_country_unknown},
      {"", "0478123456", rule::phone_country_unknown},
      {"AQ", "0478123456", rule::phone_country_unknown},
  };
  expect_refused(phone_form::any, refused);
  CHECK(check_phone("478123456", "BE", static_cast<phone_form>(9)).broken == rule::phone_form_unknown);
}

TEST_CASE("phone: what kind of number, and whose", "[checks][CUS-09]") {
  // The same digits are another number elsewhere.
  const auto french = check_phone("0478123456", "FR");
  CHECK(french.normalized() == "+33478123456");
  CHECK(french.fixed_line);
  const auto belgian = check_phone("0478123456", "BE");
  CHECK(belgian.mobile);
  CHECK_FALSE(belgian.fixed_line);
  CHECK(region_of(belgian) == "BE");
  const auto fixed = check_phone("+3222345678", "BE");
  CHECK(fixed.fixed_line);
  CHECK_FALSE(fixed.mobile);
  const auto either = check_phone("+15142345678", "BE");
  CHECK(either.mobile);
  CHECK(either.fixed_line);
  CHECK(region_of(either) == "CA");
  CHECK(region_of(check_phone("+12015550123", "CA")) == "US");
  CHECK(region_of(check_phone("+77771234567", "RU")) == "KZ");
  CHECK(region_of(check_phone("+441534456789", "GB")) == "JE");
  CHECK(region_of(check_phone("+390669812345", "IT")) == "VA");
  const auto world = check_phone("+80012345678", "BE");
  CHECK(region_of(world).empty());
  CHECK_FALSE(world.mobile);
  const auto free_call = check_phone("0800 12 345", "BE");
  CHECK(free_call.valid());
  CHECK_FALSE(free_call.mobile);
  CHECK_FALSE(free_call.fixed_line);
}

TEST_CASE("phone: extensions are kept apart", "[checks][CUS-09]") {
  const phone_row rows[] = {
      {"22", "02 234 56 78 ext. 22", ""},
      {"22", "02 234 56 78 ext 22", ""},
      {"22", "022345678x22", ""},
      {"22", "02 234 56 78 X 22", ""},
      {"22", "02 234 56 78 poste 22", ""},
      {"22", "02 234 56 78 Poste:22", ""},
      {"22", "+3222345678;ext=22", ""},
      {"22", "02 234 56 78 #22", ""},
      {"22", "02 234 56 78, extn 22", ""},
      {"22", "02 234 56 78 extension 22#", ""},
      {"123456789", "022345678 x123456789", ""},
      {"123456789012", "022345678 ext 123456789012", ""},
  };
  for (const auto& row : rows) {
    INFO("value: " << row.value);
    const auto answer = check_phone(row.value, "BE");
    CHECK(answer.normalized() == "+3222345678");
    CHECK(answer.extension.view() == row.country);
  }
  const refused_phone refused[] = {
      {"BE", "022345678 ext", rule::phone_malformed},
      {"BE", "022345678 ext 1a", rule::phone_malformed},
      {"BE", "022345678 ext 1 2", rule::phone_malformed},
      {"BE", "022345678 #", rule::phone_malformed},
      {"BE", "022345678 x1234567890", rule::phone_malformed},
      {"BE", "022345678 ext 1234567890123", rule::phone_malformed},
      {"BE", "022345678;ext= 22", rule::phone_malformed},
      {"BE", "022345678,22", rule::phone_malformed},
      {"BE", "ext 22", rule::phone_malformed},
  };
  expect_refused(phone_form::any, refused);
}

TEST_CASE("phone: what every check refuses first", "[checks][DAT-01]") {
  const refused_phone refused[] = {
      {"BE", "", rule::phone_missing},
      {"ZZ", " \t\n", rule::phone_missing},
      {"BE", "\xe2\x80\x8b\xc2\xa0", rule::phone_missing},  // a format character is dropped
      {"BE", std::string("0478123456\0", 11), rule::text_has_nul},
      {"BE", "0478123456\xff", rule::text_not_utf8},
      {"BE", "0478123456" + std::string(311, ' '), rule::field_too_long},
  };
  for (const auto form : {phone_form::national_9, phone_form::international, phone_form::any})
    expect_refused(form, refused);
  CHECK(check_phone("0478" + std::string(310, ' ') + "123456", "BE").valid());
}
