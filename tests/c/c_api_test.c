/* Every function of dealerkit.h from C11: what it answers, what it owns, which NULLs it takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dealerkit.h"

static int checks = 0;
static int failures = 0;

#define CHECK(condition)                                                     \
  do {                                                                       \
    ++checks;                                                                \
    if (!(condition)) {                                                      \
      ++failures;                                                            \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);        \
    }                                                                        \
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

/* Calls, and says whether the reply contains the text. */
static int answers(dk_desk *desk, const char *request, const char *part) {
  dk_text *reply = NULL;
  dk_error *err = NULL;
  int found;
  CHECK(dk_call(desk, dk_str_of(request), &reply, &err) == DK_OK);
  CHECK(err == NULL);
  found = contains(dk_text_view(reply), part);
  if (!found) fprintf(stderr, "  %.*s\n", (int)dk_text_view(reply).size, dk_text_view(reply).data);
  dk_text_free(reply);
  return found;
}

static void test_versions(void) {
  CHECK(dk_version() == DK_VERSION);
  CHECK(dk_abi_version() == 0);
}

static void test_nothing_is_fine(void) {
  dk_text_free(NULL);
  dk_error_free(NULL);
  dk_desk_close(NULL);
  CHECK(dk_text_view(NULL).size == 0);
  CHECK(dk_error_rule(NULL).size == 0);
  CHECK(dk_error_code(NULL).size == 0);
  CHECK(dk_error_field(NULL).size == 0);
  CHECK(dk_error_message(NULL).size == 0);
  CHECK(dk_error_number(NULL) == 0);
  CHECK(dk_str_of(NULL).size == 0);
}

static void test_catalogue(void) {
  dk_rule_info info = {0};
  dk_text *text = NULL;
  dk_error *err = NULL;
  size_t with_message = 0;
  info.struct_size = sizeof info;
  CHECK(dk_rule_count() > 100);
  for (size_t i = 0; i < dk_rule_count(); ++i) {
    CHECK(dk_rule_at(i, &info) == DK_OK);
    CHECK(info.code.size > 0 && info.identifier.size > 0 && info.number > 0);
    CHECK(dk_rule_message(&text, info.number, dk_str_of("nl"), NULL) == DK_OK);
    with_message += dk_text_view(text).size > 0;
    dk_text_free(text);
  }
  CHECK(with_message == dk_rule_count());
  CHECK(dk_rule_at(dk_rule_count(), &info) == DK_E_ARGUMENT);
  CHECK(dk_rule_at(0, NULL) == DK_E_ARGUMENT);
  info.struct_size = 3;
  CHECK(dk_rule_at(0, &info) == DK_E_ARGUMENT);
  /* A caller with an older header: what it has is filled in, what is behind stays. */
  memset(&info, 0x7f, sizeof info);
  info.struct_size = (uint32_t)offsetof(dk_rule_info, identifier);
  CHECK(dk_rule_at(0, &info) == DK_OK && info.struct_size == offsetof(dk_rule_info, identifier));
  CHECK(info.number == 1001 && same(info.code, "text_not_utf8"));
  CHECK(info.identifier.size == (size_t)0x7f7f7f7f7f7f7f7f && info.transient == 0x7f7f7f7f);
  /* One with a newer header: what the library does not know is zero. */
  {
    struct {
      dk_rule_info known;
      uint64_t unknown;
    } longer;
    memset(&longer, 0x7f, sizeof longer);
    longer.known.struct_size = (uint32_t)sizeof longer;
    CHECK(dk_rule_at(0, &longer.known) == DK_OK && longer.known.struct_size == sizeof longer);
    CHECK(longer.known.number == 1001 && same(longer.known.identifier, "DAT-01") && longer.unknown == 0);
  }

  CHECK(dk_rule_message(&text, DK_RULE_search_token_expired, dk_str_of("fr-BE"), &err) == DK_OK);
  CHECK(err == NULL && dk_text_view(text).size > 0);
  dk_text_free(text);
  CHECK(dk_rule_message(&text, 9, dk_str_of("en"), &err) == DK_E_ARGUMENT);
  CHECK(text == NULL && same(dk_error_field(err), "number") && same(dk_error_code(err), "bad_argument"));
  CHECK(dk_error_rule(err).size == 0 && dk_error_number(err) == 0 && dk_error_message(err).size > 0);
  dk_error_free(err);
  CHECK(dk_rule_message(NULL, 1000, dk_str_of("en"), NULL) == DK_E_ARGUMENT);

  CHECK(dk_rule_text(&text, dk_str_of("CUS-02"), &err) == DK_OK);
  CHECK(contains(dk_text_view(text), "\n"));
  dk_text_free(text);
  CHECK(dk_rule_text(&text, dk_str_of("XXX-99"), NULL) == DK_E_ARGUMENT && text == NULL);
  CHECK(dk_rule_book_count() > 100 && dk_rule_book_at(0).size > 0);
  CHECK(dk_rule_book_at(dk_rule_book_count()).size == 0);
}

static void test_opening(void) {
  dk_desk *desk = NULL;
  dk_error *err = NULL;
  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  struct {
    dk_desk_options known;
    uint64_t unknown;
  } longer;

  CHECK(dk_desk_open(NULL, NULL, NULL) == DK_E_ARGUMENT);
  CHECK(dk_desk_open(&desk, NULL, NULL) == DK_OK && desk != NULL);
  dk_desk_close(desk);

  options.preset = dk_str_of("no_such_preset");
  CHECK(dk_desk_open(&desk, &options, &err) == DK_E_REFUSED && desk == NULL);
  CHECK(same(dk_error_code(err), "preset_unknown") && same(dk_error_rule(err), "DAT-02"));
  CHECK(dk_error_number(err) == DK_RULE_preset_unknown && same(dk_error_field(err), "preset"));
  dk_error_free(err);
  CHECK(dk_desk_open(&desk, &options, NULL) == DK_E_REFUSED && desk == NULL);

  options.preset = dk_str_of("bdc_qc");
  options.struct_size = 0;
  CHECK(dk_desk_open(&desk, &options, &err) == DK_E_ARGUMENT && desk == NULL);
  dk_error_free(err);

  /* A caller with a newer header: fine while what we do not know is zero. */
  memset(&longer, 0, sizeof longer);
  longer.known.struct_size = (uint32_t)sizeof longer;
  CHECK(dk_desk_open(&desk, &longer.known, &err) == DK_OK);
  dk_desk_close(desk);
  longer.unknown = 1;
  CHECK(dk_desk_open(&desk, &longer.known, &err) == DK_E_ARGUMENT && desk == NULL);
  dk_error_free(err);

  /* A caller with an older header: only what it has is read. */
  memset(&options, 0xff, sizeof options);
  options.struct_size = 4;
  CHECK(dk_desk_open(&desk, &options, &err) == DK_OK);
  dk_desk_close(desk);

  options = (dk_desk_options)DK_DESK_OPTIONS_INIT;
  options.store = dk_str_of("/dev/null/no/such/place.db");
  CHECK(dk_desk_open(&desk, &options, &err) == DK_E_REFUSED && desk == NULL);
  CHECK(same(dk_error_rule(err), "SEC-02") && !contains(dk_error_message(err), "place.db"));
  dk_error_free(err);
  options.store.data = NULL;
  options.store.size = 3;
  CHECK(dk_desk_open(&desk, &options, NULL) == DK_E_ARGUMENT);
}

static void test_calls(void) {
  static const char nul_inside[] = "{\"verb\":\"check.name\",\"args\":{\"value\":\"a\"}}\0tail";
  dk_desk *desk = NULL;
  dk_text *reply = NULL;
  dk_error *err = NULL;
  dk_str broken = {NULL, 5};
  dk_str with_nul = {nul_inside, sizeof nul_inside - 1};
  CHECK(dk_desk_open(&desk, NULL, NULL) == DK_OK);
  CHECK(answers(desk, "{\"verb\":\"check.vat\",\"args\":{\"value\":\"BE0403170701\"}}",
                "{\"ok\":{\"valid\":true,\"normalized\":\"BE0403170701\",\"unknown\":false}}"));
  CHECK(answers(desk, "no JSON", "\"code\":\"not_a_json_object\""));
  CHECK(answers(desk, "", "\"code\":\"not_a_json_object\""));
  CHECK(answers(desk, "{\"verb\":\"no.such\"}", "\"code\":\"unknown_verb\""));
  CHECK(answers(desk, "{\"verb\":\"customer.search\",\"args\":{\"email\":\"a@b.be\"}}", "\"rule\":\"ACC-01\""));
  CHECK(answers(desk, "{\"verb\":\"audit.verify\",\"args\":{}}", "\"intact\":true"));
  CHECK(dk_call(desk, with_nul, &reply, NULL) == DK_OK);
  CHECK(contains(dk_text_view(reply), "not_a_json_object"));
  dk_text_free(reply);
  CHECK(dk_call(desk, broken, &reply, &err) == DK_E_ARGUMENT && reply == NULL);
  CHECK(same(dk_error_field(err), "request"));
  dk_error_free(err);
  CHECK(dk_call(NULL, dk_str_of("{}"), &reply, NULL) == DK_E_ARGUMENT && reply == NULL);
  CHECK(dk_call(desk, dk_str_of("{}"), NULL, NULL) == DK_E_ARGUMENT);
  dk_desk_close(desk);
}

static void test_schema(void) {
  dk_text *text = NULL;
  dk_error *err = NULL;
  CHECK(dk_schema(&text, dk_str_of(""), &err) == DK_OK);
  CHECK(contains(dk_text_view(text), "\"customer.create\"") && contains(dk_text_view(text), "\"check.vat\""));
  dk_text_free(text);
  CHECK(dk_schema(&text, dk_str_of("check.vat"), NULL) == DK_OK);
  CHECK(!contains(dk_text_view(text), "customer.create"));
  dk_text_free(text);
  CHECK(dk_schema(&text, dk_str_of("no.such"), &err) == DK_E_ARGUMENT && text == NULL);
  dk_error_free(err);
  CHECK(dk_schema(NULL, dk_str_of(""), NULL) == DK_E_ARGUMENT);
}

static void test_store(const char *path) {
  dk_desk *desk = NULL;
  dk_error *err = NULL;
  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  dk_rebuild_report rebuilt = {0};
  dk_chain_report chain = {0};
  remove(path);
  options.store = dk_str_of(path);
  options.has_seed = 1;
  options.seed = 7;
  CHECK(dk_desk_open(&desk, &options, &err) == DK_OK);
  CHECK(answers(desk, "{\"verb\":\"policy.load\",\"args\":{\"preset\":\"bdc_qc\"}}", "{\"ok\":"));
  rebuilt.struct_size = sizeof rebuilt;
  CHECK(dk_rebuild(desk, &rebuilt, &err) == DK_OK);
  CHECK(rebuilt.same == 1 && rebuilt.events == 1 && strlen(rebuilt.digest) == 64);
  rebuilt.struct_size = 0;
  CHECK(dk_rebuild(desk, &rebuilt, &err) == DK_E_ARGUMENT);
  dk_error_free(err);
  memset(&rebuilt, 0x7f, sizeof rebuilt);
  rebuilt.struct_size = (uint32_t)offsetof(dk_rebuild_report, digest);
  CHECK(dk_rebuild(desk, &rebuilt, &err) == DK_OK);
  CHECK(rebuilt.same == 1 && rebuilt.events == 1 && rebuilt.digest[0] == 0x7f && rebuilt.reserved[6] == 0x7f);
  CHECK(dk_rebuild(NULL, &rebuilt, NULL) == DK_E_ARGUMENT);
  dk_desk_close(desk);

  chain.struct_size = sizeof chain;
  CHECK(dk_store_verify(dk_str_of(path), &chain, &err) == DK_OK);
  CHECK(chain.intact == 1 && chain.records == 1 && chain.first_broken == 0 && strlen(chain.head) == 64);
  CHECK(dk_store_verify(dk_str_of(path), NULL, NULL) == DK_E_ARGUMENT);
  memset(&chain, 0x7f, sizeof chain);
  chain.struct_size = (uint32_t)offsetof(dk_chain_report, first_broken);
  CHECK(dk_store_verify(dk_str_of(path), &chain, &err) == DK_OK);
  CHECK(chain.intact == 1 && chain.records == 1 && chain.first_broken == 0x7f7f7f7f7f7f7f7f && chain.head[0] == 0x7f);
  chain.struct_size = 3;
  CHECK(dk_store_verify(dk_str_of(path), &chain, NULL) == DK_E_ARGUMENT);
  remove(path);
}

static void test_typed_checks(void) {
  dk_checked found;
  dk_checked_phone phone;
  dk_str nothing = {NULL, 0};
  dk_str broken = {NULL, 1};
#define TEXT(call, status, wanted)                                                      \
  CHECK((call) == DK_OK && found.verdict == (status) &&                                 \
        same((dk_str){found.text, found.text_size}, wanted))
  TEXT(dk_check_vat(&found, dk_str_of("BE 0403.170.701"), nothing), DK_VERDICT_VALID, "BE0403170701");
  TEXT(dk_check_vat(&found, dk_str_of("0000000097"), dk_str_of("BE")), DK_VERDICT_PLACEHOLDER, "BE0000000097");
  TEXT(dk_check_vat(&found, dk_str_of("BE0403170702"), nothing), DK_VERDICT_INVALID, "");
  CHECK(found.rule == DK_RULE_vat_check_digits_wrong);
  TEXT(dk_check_siren(&found, dk_str_of("732 829 320")), DK_VERDICT_VALID, "732829320");
  TEXT(dk_check_siret(&found, dk_str_of("73282932000074")), DK_VERDICT_VALID, "73282932000074");
  TEXT(dk_check_postal_code(&found, dk_str_of("1234"), dk_str_of("LU")), DK_VERDICT_VALID, "L-1234");
  TEXT(dk_check_email(&found, dk_str_of("Jean@Example.BE")), DK_VERDICT_VALID, "Jean@example.be");
  TEXT(dk_check_vin(&found, dk_str_of("1M8GDM9AXKP042788"), DK_VIN_NA), DK_VERDICT_VALID, "1M8GDM9AXKP042788");
  TEXT(dk_check_iban(&found, dk_str_of("BE68 5390 0754 7034")), DK_VERDICT_VALID, "BE68539007547034");
  TEXT(dk_check_bic(&found, dk_str_of("KREDBEBB")), DK_VERDICT_VALID, "KREDBEBB");
  TEXT(dk_check_name(&found, dk_str_of("  De   Smet ")), DK_VERDICT_VALID, "De Smet");
  TEXT(dk_check_show_login(&found, dk_str_of("INETPSA\\TA12B45")), DK_VERDICT_VALID, "INETPSA\\TA12B45");
  CHECK(dk_check_card_code(&found, dk_str_of("no card")) == DK_OK && found.verdict == DK_VERDICT_INVALID);
  CHECK(dk_check_name(&found, nothing) == DK_OK && found.rule == DK_RULE_name_missing);

  CHECK(dk_check_phone(&phone, dk_str_of("0478 12 34 56 ext 22"), dk_str_of("BE"), DK_PHONE_ANY) == DK_OK);
  CHECK(phone.verdict == DK_VERDICT_VALID && phone.mobile == 1 && memcmp(phone.region, "BE", 2) == 0);
  CHECK(same((dk_str){phone.number, phone.number_size}, "+32478123456"));
  CHECK(same((dk_str){phone.extension, phone.extension_size}, "22"));
  CHECK(dk_check_phone(&phone, dk_str_of("0478123456"), dk_str_of("BE"), DK_PHONE_NATIONAL_9) == DK_OK);
  CHECK(phone.verdict == DK_VERDICT_INVALID && phone.rule == DK_RULE_phone_not_nine_digits);

  CHECK(dk_check_vat(NULL, nothing, nothing) == DK_E_ARGUMENT);
  CHECK(dk_check_vat(&found, broken, nothing) == DK_E_ARGUMENT);
  CHECK(dk_check_vat(&found, nothing, broken) == DK_E_ARGUMENT);
  CHECK(dk_check_postal_code(&found, nothing, broken) == DK_E_ARGUMENT);
  CHECK(dk_check_vin(&found, dk_str_of("x"), 2) == DK_E_ARGUMENT);
  CHECK(dk_check_phone(&phone, dk_str_of("x"), nothing, 3) == DK_E_ARGUMENT);
  CHECK(dk_check_phone(NULL, dk_str_of("x"), nothing, 0) == DK_E_ARGUMENT);
  CHECK(dk_match_names(dk_str_of("O'Brien"), dk_str_of("OBRIEN")) == 1);
  CHECK(dk_match_names(dk_str_of("Brien"), dk_str_of("OBRIEN")) == 0);
  CHECK(dk_match_names(broken, nothing) == 0);
}

static void test_card_uses(void) {
  dk_card_state card = DK_CARD_STATE_INIT;
  dk_card_use use = DK_CARD_USE_INIT;
  dk_card_used used = DK_CARD_USED_INIT;
  struct {
    dk_card_state state;
    int64_t more;
  } later;
  card.balance = 5000;
  card.valid_until = 100;
  use.invoice = 8000;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_OK && used.rule == 0 && used.discount == 5000);
  CHECK(used.forfeited == 0 && used.balance == 0 && used.repeated == 0);
  use.has_discount = 1;
  use.discount = 1200;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_OK && used.discount == 1200 && used.balance == 3800);
  use.has_discount = 0;
  card.mode = DK_MODE_PERCENT_OF_INVOICE;
  card.percent_units = 125; /* 12.5 % */
  card.percent_scale = 1;
  use.invoice = 12345;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_OK && used.discount == 1543 && used.balance == 3457);
  card.mode = DK_MODE_SINGLE_USE;
  use.invoice = 3000;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_OK && used.forfeited == 2000 && used.balance == 0);
  card.leftover = DK_LEFTOVER_REFUSE;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_E_REFUSED && used.rule == DK_RULE_card_leftover_refused);
  CHECK(used.balance == 5000 && used.discount == 0 && used.forfeited == 0);
  card.invoice = DK_INVOICE_SAME_VALUES;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_OK && used.repeated == 1 && used.balance == 5000);
  card.invoice = DK_INVOICE_OTHER_VALUES;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_E_REFUSED && used.rule == DK_RULE_invoice_already_used);
  card.invoice = DK_INVOICE_UNSEEN;
  use.at = 100;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_E_REFUSED && used.rule == DK_RULE_card_expired);
  use.at = 0;

  CHECK(dk_card_decide_use(NULL, &use, &used) == DK_E_ARGUMENT);
  CHECK(dk_card_decide_use(&card, NULL, &used) == DK_E_ARGUMENT);
  CHECK(dk_card_decide_use(&card, &use, NULL) == DK_E_ARGUMENT);
  card.struct_size--;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_E_ARGUMENT);
  card.struct_size++;
  used.struct_size = 4;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_E_ARGUMENT);
  used.struct_size = sizeof used;
  use.struct_size = 0;
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_E_ARGUMENT);
  use.struct_size = sizeof use;
  card.leftover = DK_LEFTOVER_FORFEIT;
  later.state = card; /* of a caller that knows more: fine as long as it says nothing there */
  later.state.struct_size = sizeof later;
  later.more = 0;
  CHECK(dk_card_decide_use(&later.state, &use, &used) == DK_OK && used.discount == 3000);
  later.more = 1;
  CHECK(dk_card_decide_use(&later.state, &use, &used) == DK_E_ARGUMENT);
#define BAD(member, value, good)                                          \
  card.member = (value);                                                  \
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_E_ARGUMENT);         \
  card.member = (good)
  BAD(mode, 3, DK_MODE_FREE);
  BAD(mode, -1, DK_MODE_FREE);
  BAD(leftover, 2, 0);
  BAD(invoice, 3, 0);
  BAD(balance, -1, 5000);
  BAD(held, -1, 0);
  BAD(held, 5001, 0);
  BAD(percent_units, -1, 0);
  BAD(percent_scale, 19, 0);
#undef BAD
  CHECK(dk_card_decide_use(&card, &use, &used) == DK_OK);
}

static void test_loyalty_decisions(void) {
  dk_loyalty_state account = DK_LOYALTY_STATE_INIT;
  dk_loyalty_terms terms = DK_LOYALTY_TERMS_INIT;
  dk_loyalty_purchase purchase = DK_LOYALTY_PURCHASE_INIT;
  dk_loyalty_moved moved = DK_LOYALTY_MOVED_INIT;
  struct {
    dk_loyalty_purchase purchase;
    int64_t more;
  } later;
  terms.rate_units = 5;
  terms.rate_scale = 2;
  account.balance = 800;
  account.debt = 300;
  purchase.amount = 20000;
  purchase.deduct = 800;
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_OK && moved.rule == 0);
  CHECK(moved.deducted == 800 && moved.base == 19200 && moved.earned == 960 && moved.debt_filled == 300);
  CHECK(moved.balance == 660 && moved.debt == 0 && moved.cumulated == 19200);
  purchase.deduct = 801;
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_E_REFUSED);
  CHECK(moved.rule == DK_RULE_loyalty_deduction_exceeds_balance && moved.balance == 800 && moved.debt == 300);
  purchase.deduct = 0;
  terms.minimum = 20001;
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_OK && moved.earned == 0);
  terms.minimum = 20000;
  purchase.has_base = 1;
  purchase.base = 10000;
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_OK && moved.earned == 500);
  purchase.has_base = 0;
  purchase.earn = 0;
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_OK && moved.earned == 0);
  purchase.earn = 1;
  terms.earning = DK_EARNING_TRANCHE;
  terms.unit = DK_UNIT_POINTS;
  terms.tranche = 10000;
  terms.advantage = 8;
  account.cumulated = 9999;
  account.debt = 0;
  purchase.amount = 1;
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_OK && moved.earned == 8);
  CHECK(moved.cumulated == 10000 && moved.balance == 808);

  CHECK(dk_loyalty_decide(NULL, &terms, &purchase, &moved) == DK_E_ARGUMENT);
  CHECK(dk_loyalty_decide(&account, NULL, &purchase, &moved) == DK_E_ARGUMENT);
  CHECK(dk_loyalty_decide(&account, &terms, NULL, &moved) == DK_E_ARGUMENT);
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, NULL) == DK_E_ARGUMENT);
  later.purchase = purchase;
  later.purchase.struct_size = sizeof later;
  later.more = 0;
  CHECK(dk_loyalty_decide(&account, &terms, &later.purchase, &moved) == DK_OK);
  later.more = 1;
  CHECK(dk_loyalty_decide(&account, &terms, &later.purchase, &moved) == DK_E_ARGUMENT);
#define BAD(where, member, value, good)                                              \
  (where).member = (value);                                                          \
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_E_ARGUMENT);    \
  (where).member = (good)
  BAD(account, struct_size, 4, sizeof account);
  BAD(terms, struct_size, 0, sizeof terms);
  BAD(purchase, struct_size, 8, sizeof purchase);
  BAD(moved, struct_size, 8, sizeof moved);
  BAD(account, balance, -1, 0);
  BAD(account, debt, -1, 0);
  BAD(account, cumulated, -1, 0);
  BAD(terms, earning, 2, DK_EARNING_TRANCHE);
  BAD(terms, unit, -1, DK_UNIT_POINTS);
  BAD(terms, tranche, 0, 10000);
  BAD(terms, advantage, -1, 8);
  BAD(terms, rate_units, -5, 5);
  BAD(terms, rate_scale, 19, 2);
#undef BAD
  CHECK(dk_loyalty_decide(&account, &terms, &purchase, &moved) == DK_OK);
}

/* The example of QUO-07: 15,000.00 at 17 % and 50.00 at 0 %, less 100.00. */
static void test_price(void) {
  static const dk_line_tax vat[] = {{17, 0, 0}, {0, 0, 0}, {50, 1, 1}, {9975, 3, 2}};
  dk_line lines[] = {DK_LINE_INIT, DK_LINE_INIT};
  dk_discount less[] = {DK_DISCOUNT_INIT, DK_DISCOUNT_INIT, DK_DISCOUNT_INIT};
  dk_price_step steps[] = {DK_PRICE_STEP_INIT, DK_PRICE_STEP_INIT, DK_PRICE_STEP_INIT};
  dk_price_total total = DK_PRICE_TOTAL_INIT;
  dk_price_total kept;
  size_t n = 3;
  lines[0].amount = 1500000;
  lines[0].taxes = &vat[0];
  lines[0].tax_count = 1;
  lines[1].amount = 5000;
  lines[1].taxes = &vat[1];
  lines[1].tax_count = 1;
  less[0].amount = 10000;
  CHECK(dk_price(lines, 2, less, 1, &total, steps, &n) == DK_OK);
  CHECK(n == 1 && steps[0].discount == 0 && steps[0].base == 1505000 && steps[0].amount == 10000);
  CHECK(steps[0].state == DK_STEP_APPLIED);
  CHECK(total.list == 1505000 && total.net == 1495000 && total.tax == 253306 && total.gross == 1748306);
  CHECK(total.to_pay == 1748306 && total.voucher_used == 0 && total.rule == 0 && total.tax_count == 2);
  CHECK(total.taxes[0].percent_units == 17 && total.taxes[0].base == 1490033);
  CHECK(total.taxes[0].amount == 253306 && total.taxes[1].base == 4967 && total.taxes[1].amount == 0);

  /* Two taxes on a line, tax included, a voucher that is more than the price, a cut and a conditional discount. */
  lines[0].amount = 114975;
  lines[0].taxes = &vat[2];
  lines[0].tax_count = 2;
  less[0].kind = DK_DISCOUNT_PERCENT;
  less[0].percent_units = 600;
  less[0].percent_scale = 1;
  less[1] = less[0];
  less[2].amount = 700;
  less[2].condition_open = 1;
  total.tax_included = 1;
  total.voucher = 100;
  n = 3;
  CHECK(dk_price(lines, 1, less, 1, &total, steps, &n) == DK_OK && total.gross == 45990 && total.to_pay == 45890);
  CHECK(total.tax_count == 2 && total.taxes[0].id == 1 && total.taxes[0].base == 40000);
  CHECK(total.taxes[0].percent_units == 5 && total.taxes[0].percent_scale == 0);
  CHECK(total.taxes[1].percent_units == 9975 && total.taxes[1].percent_scale == 3);
  CHECK(total.taxes[0].amount == 2000 && total.taxes[1].id == 2 && total.taxes[1].amount == 3990);
  total.voucher = INT64_MAX;
  n = 3;
  CHECK(dk_price(lines, 1, less, 3, &total, steps, &n) == DK_OK && n == 3);
  CHECK(steps[1].state == DK_STEP_CUT && steps[1].amount == 45990 && steps[1].base == 114975);
  CHECK(steps[2].state == DK_STEP_CONDITIONAL && steps[2].discount == 2 && steps[2].amount == 0);
  CHECK(total.gross == 0 && total.to_pay == 0 && total.voucher_used == 0);
  total.voucher = 0;

  /* Of a group, what a conditional one would give more than the one that applies (QUO-05). */
  less[0].percent_units = 50;
  less[0].group = 3;
  less[1].percent_units = 80;
  less[1].condition_open = 1;
  less[1].group = 3;
  less[2].group = 3;
  n = 3;
  CHECK(dk_price(lines, 1, less, 3, &total, steps, &n) == DK_OK && n == 3 && steps[0].amount == 5749);
  CHECK(steps[1].state == DK_STEP_CONDITIONAL && steps[1].amount == 9198 - 5749 && steps[1].base == 114975);
  CHECK(steps[2].state == DK_STEP_CONDITIONAL && steps[2].amount == 0);

  /* Too little room: how much is needed, and nothing else has changed. */
  kept = total;
  n = 2;
  CHECK(dk_price(lines, 1, less, 3, &total, steps, &n) == DK_E_ARGUMENT && n == 3);
  CHECK(memcmp(&kept, &total, sizeof total) == 0);
  n = 0;
  CHECK(dk_price(lines, 1, NULL, 0, &total, NULL, &n) == DK_OK && n == 0 && total.gross == 114975);
}

/* What is refused says which rule and where; what is no argument changes nothing. */
static void test_price_refusals(void) {
  static const dk_line_tax vat[] = {{21, 0, 0}, {1001, 1, 0}, {-1, 0, 0}, {1, 17, 0}, {1, 19, 0}, {1, -1, 0}};
  dk_line_tax many[17];
  dk_line lines[3] = {DK_LINE_INIT, DK_LINE_INIT, DK_LINE_INIT};
  dk_discount less[2] = {DK_DISCOUNT_INIT, DK_DISCOUNT_INIT};
  dk_price_step step = DK_PRICE_STEP_INIT;
  dk_price_total total = DK_PRICE_TOTAL_INIT;
  size_t n = 1;
#define REFUSED(line_count, discount_count, name, place)                                                   \
  n = 1;                                                                                                   \
  CHECK(dk_price(lines, line_count, less, discount_count, &total, &step, &n) == DK_E_REFUSED);             \
  CHECK(total.rule == DK_RULE_##name && total.at == (place) && n == 1)
  for (int i = 0; i < 3; ++i) {
    lines[i].amount = 100;
    lines[i].taxes = vat;
    lines[i].tax_count = 1;
  }
  REFUSED(0, 0, price_lines_missing, 0);
  lines[1].amount = -1;
  REFUSED(2, 0, price_amount_negative, 1);
  lines[1].amount = 1;
  lines[1].quantity = 0;
  REFUSED(2, 0, price_quantity_out_of_range, 1);
  lines[1].quantity = 1;
  lines[2].tax_count = 0;
  REFUSED(3, 0, price_tax_missing, 2);
  lines[2].tax_count = 9;
  REFUSED(3, 0, price_too_many_taxes, 2);
  lines[2].tax_count = 2;
  REFUSED(3, 0, price_tax_out_of_range, 2);
  lines[2].taxes = &vat[2];
  lines[2].tax_count = 1;
  REFUSED(3, 0, price_tax_out_of_range, 2);
  for (int i = 3; i < 6; ++i) {
    lines[2].taxes = &vat[i];
    REFUSED(3, 0, decimal_out_of_range, 2);
  }
  many[0] = many[1] = vat[0];
  many[1].percent_units = 2100;
  many[1].percent_scale = 2;
  lines[2].taxes = many;
  lines[2].tax_count = 2;
  REFUSED(3, 0, price_tax_given_twice, 2);
  for (uint32_t i = 0; i < 17; ++i) {
    many[i] = vat[0];
    many[i].id = i;
  }
  lines[0].taxes = &many[0];
  lines[0].tax_count = 8;
  lines[1].taxes = &many[8];
  lines[1].tax_count = 8;
  n = 1;
  CHECK(dk_price(lines, 2, less, 0, &total, &step, &n) == DK_OK && total.tax_count == DK_PRICE_TAXES_MAX);
  lines[2].taxes = &many[16];
  lines[2].tax_count = 1;
  REFUSED(3, 0, price_too_many_taxes, 2);
  less[1].amount = -1;
  REFUSED(1, 2, discount_value_negative, 1);
  less[1].amount = 0;
  less[1].kind = DK_DISCOUNT_PERCENT;
  less[1].percent_units = -1;
  REFUSED(1, 2, discount_value_negative, 1);
  less[1].percent_units = 1;
  less[1].percent_scale = 17;
  REFUSED(1, 2, decimal_out_of_range, 1);
  lines[0].amount = 999999999999999;
  REFUSED(1, 0, price_total_too_large, 0);
  lines[0].amount = 100;
  total.largest = 99;
  REFUSED(1, 0, price_total_too_large, 0);
  total.largest = 0;
  total.voucher = -1;
  REFUSED(1, 0, price_voucher_negative, 0);
  total.voucher = 0;
#undef REFUSED
}

static void test_price_arguments(void) {
  static const dk_line_tax vat[] = {{21, 0, 0}};
  /* An element of a later version, whose tail is not known here. */
  struct longer_line {
    dk_line known;
    uint64_t more;
  } longer[2] = {{DK_LINE_INIT, 0}, {DK_LINE_INIT, 0}};
  dk_line line = DK_LINE_INIT;
  dk_discount less[2] = {DK_DISCOUNT_INIT, DK_DISCOUNT_INIT};
  dk_price_step step = DK_PRICE_STEP_INIT;
  dk_price_total total = DK_PRICE_TOTAL_INIT;
  size_t n = 1;
  line.amount = 100;
  line.taxes = vat;
  line.tax_count = 1;
#define WRONG(call)            \
  n = 1;                       \
  CHECK((call) == DK_E_ARGUMENT)
#define RIGHT(call) \
  n = 1;            \
  CHECK((call) == DK_OK)
  WRONG(dk_price(NULL, 1, less, 0, &total, &step, &n));
  WRONG(dk_price(&line, 1, NULL, 1, &total, &step, &n));
  WRONG(dk_price(&line, 1, less, 0, NULL, &step, &n));
  WRONG(dk_price(&line, 1, less, 0, &total, NULL, &n));
  WRONG(dk_price(&line, 1, less, 0, &total, &step, NULL));
  RIGHT(dk_price(&line, 1, less, 1, &total, &step, &n));
  line.struct_size -= 1;
  WRONG(dk_price(&line, 1, less, 0, &total, &step, &n));
  line.struct_size = 0;
  WRONG(dk_price(&line, 1, less, 0, &total, &step, &n));
  line.struct_size = sizeof line;
  less[1].struct_size = 8;
  WRONG(dk_price(&line, 1, less, 2, &total, &step, &n));
  less[1].struct_size = sizeof less[1];
  step.struct_size = 3;
  WRONG(dk_price(&line, 1, less, 0, &total, &step, &n));
  step.struct_size = sizeof step;
  total.struct_size -= 8;
  WRONG(dk_price(&line, 1, less, 0, &total, &step, &n));
  total.struct_size = sizeof total;
  total.tax_included = 2;
  WRONG(dk_price(&line, 1, less, 0, &total, &step, &n));
  total.tax_included = 0;
  total.largest = -1;
  WRONG(dk_price(&line, 1, less, 0, &total, &step, &n));
  total.largest = 0;
  line.taxes = NULL;
  WRONG(dk_price(&line, 1, less, 0, &total, &step, &n));
  line.taxes = vat;
  less[0].kind = 2;
  WRONG(dk_price(&line, 1, less, 1, &total, &step, &n));
  less[0].kind = DK_DISCOUNT_AMOUNT;
  less[0].of = 2;
  WRONG(dk_price(&line, 1, less, 1, &total, &step, &n));
  less[0].of = DK_OF_RUNNING;
  less[0].condition_open = -1;
  WRONG(dk_price(&line, 1, less, 1, &total, &step, &n));
  less[0].condition_open = 0;
  WRONG(dk_price(&line, (size_t)UINT32_MAX + 1, less, 1, &total, &step, &n));

  /* A longer struct is fine as long as its tail asks for nothing. */
  for (int i = 0; i < 2; ++i) {
    longer[i].known = line;
    longer[i].known.struct_size = sizeof longer[i];
  }
  RIGHT(dk_price(&longer[0].known, 2, less, 1, &total, &step, &n));
  CHECK(total.list == 200);
  longer[1].more = 1;
  WRONG(dk_price(&longer[0].known, 2, less, 1, &total, &step, &n));
#undef WRONG
#undef RIGHT
}

int main(int count, char **arguments) {
  test_versions();
  test_nothing_is_fine();
  test_catalogue();
  test_opening();
  test_calls();
  test_schema();
  test_store(count > 1 ? arguments[1] : "c_api_test.db");
  test_typed_checks();
  test_card_uses();
  test_loyalty_decisions();
  test_price();
  test_price_refusals();
  test_price_arguments();
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
