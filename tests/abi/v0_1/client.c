/* A program of version 0.1: compiled with that version's header, which lies frozen beside it, and linked with the library
 * of today. Whatever it could do then it can do now, and every number that it stored means what it meant. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dealerkit.h"

static int checks = 0;
static int failures = 0;

#define CHECK(condition)                                              \
  do {                                                                \
    ++checks;                                                         \
    if (!(condition)) {                                               \
      ++failures;                                                     \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                 \
  } while (0)

static int same(dk_str text, const char *wanted) {
  return text.size == strlen(wanted) && (text.size == 0 || memcmp(text.data, wanted, text.size) == 0);
}

static int contains(dk_str text, const char *part) {
  const size_t length = strlen(part);
  for (size_t i = 0; i + length <= text.size; ++i)
    if (memcmp(text.data + i, part, length) == 0) return 1;
  return 0;
}

/* The catalogue as it was: the name and number of each refusal, and its rule. */
typedef struct known_rule {
  const char *code;
  uint32_t number;
  const char *identifier;
} known_rule;

static const known_rule known[] = {
#define DEALERKIT_RULE(name, number, identifier, persistence) {#name, number, identifier},
#include "dealerkit/rules.def"
#undef DEALERKIT_RULE
};

static void test_versions(void) {
  CHECK(dk_abi_version() == 0);
  CHECK(dk_version() >= DK_VERSION);
  CHECK(DK_VERSION == 100);
}

static void test_catalogue(void) {
  const size_t count = sizeof known / sizeof known[0];
  CHECK(count > 170 && dk_rule_count() >= count);
  for (size_t i = 0; i < count; ++i) {
    dk_text *text = NULL;
    size_t found = 0;
    CHECK(dk_rule_message(&text, known[i].number, dk_str_of("de"), NULL) == DK_OK && dk_text_view(text).size > 0);
    dk_text_free(text);
    for (size_t line = 0; line < dk_rule_count(); ++line) {
      dk_rule_info info = {0};
      info.struct_size = (uint32_t)sizeof info;
      CHECK(dk_rule_at(line, &info) == DK_OK);
      if (info.number != known[i].number) continue;
      ++found;
      CHECK(same(info.code, known[i].code) && same(info.identifier, known[i].identifier));
    }
    CHECK(found == 1);
  }
  CHECK(dk_rule_book_count() > 100 && same(dk_rule_book_at(0), "NET-01"));
}

static void test_desk(const char *path) {
  dk_desk *desk = NULL;
  dk_error *err = NULL;
  dk_text *reply = NULL;
  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  dk_rebuild_report rebuilt = {0};
  dk_chain_report chain = {0};
  remove(path);
  CHECK(dk_desk_open(&desk, NULL, &err) == DK_OK && err == NULL);
  dk_desk_close(desk);

  options.store = dk_str_of(path);
  options.preset = dk_str_of("no_such_preset");
  CHECK(dk_desk_open(&desk, &options, &err) == DK_E_REFUSED && desk == NULL);
  CHECK(dk_error_number(err) == DK_RULE_preset_unknown && same(dk_error_code(err), "preset_unknown"));
  CHECK(same(dk_error_rule(err), "DAT-02") && same(dk_error_field(err), "preset"));
  CHECK(dk_error_message(err).size > 0);
  dk_error_free(err);

  options.preset = dk_str_of("motor_show_be");
  options.has_seed = 1;
  options.seed = 7;
  CHECK(dk_desk_open(&desk, &options, &err) == DK_OK);
  CHECK(dk_call(desk, dk_str_of("{\"verb\":\"policy.load\",\"args\":{\"preset\":\"bdc_qc\"}}"), &reply, &err) == DK_OK);
  CHECK(contains(dk_text_view(reply), "{\"ok\":"));
  dk_text_free(reply);
  CHECK(dk_call(desk, dk_str_of("{\"verb\":\"check.vat\",\"args\":{\"value\":\"BE0403170701\"}}"), &reply, &err) == DK_OK);
  CHECK(same(dk_text_view(reply), "{\"ok\":{\"valid\":true,\"normalized\":\"BE0403170701\",\"unknown\":false}}"));
  dk_text_free(reply);
  CHECK(dk_schema(&reply, dk_str_of("customer.create"), &err) == DK_OK && dk_text_view(reply).size > 0);
  dk_text_free(reply);
  rebuilt.struct_size = (uint32_t)sizeof rebuilt;
  CHECK(dk_rebuild(desk, &rebuilt, &err) == DK_OK);
  CHECK(rebuilt.struct_size == sizeof rebuilt && rebuilt.same == 1 && rebuilt.events == 1);
  CHECK(strlen(rebuilt.digest) == 64);
  dk_desk_close(desk);

  chain.struct_size = (uint32_t)sizeof chain;
  CHECK(dk_store_verify(dk_str_of(path), &chain, &err) == DK_OK);
  CHECK(chain.intact == 1 && chain.records == 1 && chain.first_broken == 0 && strlen(chain.head) == 64);
  remove(path);
}

/* The two answers without a size: a guard behind each says that no more is written than there was then. */
static void test_checks(void) {
  struct {
    dk_checked found;
    char guard[64];
  } one;
  struct {
    dk_checked_phone found;
    char guard[64];
  } phone;
  char untouched[64];
  const dk_str none = {NULL, 0};
  memset(untouched, 0x7f, sizeof untouched);
  memset(&one, 0x7f, sizeof one);
  memset(&phone, 0x7f, sizeof phone);
#define TEXT(call, wanted)                                        \
  CHECK((call) == DK_OK && one.found.verdict == DK_VERDICT_VALID && \
        same((dk_str){one.found.text, one.found.text_size}, wanted))
  TEXT(dk_check_vat(&one.found, dk_str_of("BE 0403.170.701"), none), "BE0403170701");
  TEXT(dk_check_siren(&one.found, dk_str_of("732 829 320")), "732829320");
  TEXT(dk_check_siret(&one.found, dk_str_of("73282932000074")), "73282932000074");
  TEXT(dk_check_postal_code(&one.found, dk_str_of("1234"), dk_str_of("LU")), "L-1234");
  TEXT(dk_check_email(&one.found, dk_str_of("Jean@Example.BE")), "Jean@example.be");
  TEXT(dk_check_vin(&one.found, dk_str_of("1M8GDM9AXKP042788"), DK_VIN_NA), "1M8GDM9AXKP042788");
  TEXT(dk_check_iban(&one.found, dk_str_of("BE68 5390 0754 7034")), "BE68539007547034");
  TEXT(dk_check_bic(&one.found, dk_str_of("KREDBEBB")), "KREDBEBB");
  TEXT(dk_check_name(&one.found, dk_str_of("  De   Smet ")), "De Smet");
  TEXT(dk_check_show_login(&one.found, dk_str_of("INETPSA\\TA12B45")), "INETPSA\\TA12B45");
  CHECK(dk_check_card_code(&one.found, dk_str_of("no card")) == DK_OK && one.found.verdict == DK_VERDICT_INVALID);
  CHECK(dk_check_phone(&phone.found, dk_str_of("0478 12 34 56"), dk_str_of("BE"), DK_PHONE_ANY) == DK_OK);
  CHECK(same((dk_str){phone.found.number, phone.found.number_size}, "+32478123456") && phone.found.mobile == 1);
  CHECK(memcmp(one.guard, untouched, sizeof untouched) == 0);
  CHECK(memcmp(phone.guard, untouched, sizeof untouched) == 0);
  CHECK(dk_match_names(dk_str_of("O'Brien"), dk_str_of("OBRIEN")) == 1);
}

int main(int count, char **arguments) {
  test_versions();
  test_catalogue();
  test_desk(count > 1 ? arguments[1] : "abi_v0_1_client.db");
  test_checks();
  printf("%d checks of a client of version 0.1, %d failed\n", checks, failures);
  return failures == 0 && checks > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
