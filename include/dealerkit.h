/* dealerkit: the rules of selling cars. The C API (C11, also valid C++): small and stable.
 *
 * Every verb of the protocol goes through dk_call(); new verbs and fields never change this header. The typed checks
 * are the hot path: no allocation, no handle.
 *
 *   dk_desk *desk = NULL;
 *   dk_error *err = NULL;
 *   if (dk_desk_open(&desk, NULL, &err) != DK_OK) { ... dk_error_message(err) ...; dk_error_free(err); }
 *   dk_text *reply = NULL;
 *   dk_call(desk, dk_str_of("{\"verb\":\"check.vat\",\"args\":{\"value\":\"BE0403170701\"}}"), &reply, NULL);
 *   ... dk_text_view(reply) ... {"ok":{"valid":true,"normalized":"BE0403170701","unknown":false}}
 *   dk_text_free(reply);
 *   dk_desk_close(desk);
 *
 * Conventions. Functions that can fail return a status, write their result through the first argument (NULL, or as it
 * was, on failure) and take the error last, which may be NULL. What comes through a pointer to a pointer is the
 * caller's to free; every *_free and *_close takes NULL. Text is (data, size) in UTF-8, both ways, and need not end in
 * NUL. Nothing is global, nothing needs to be initialised; no exception, abort or output leaves the library.
 * Structs that begin with `struct_size` grow at their end only. The caller sets it to the size in its header: an older
 * and shorter one is filled in as far as it reaches, what a newer one has beyond the library's becomes zero. The others
 * never change.
 * Thread safety: a dk_desk may be used from any thread; dk_text and dk_error are immutable. */
#ifndef DEALERKIT_H
#define DEALERKIT_H

#include <stddef.h>
#include <stdint.h>

#include "dealerkit/version.hpp" /* plain macros: the one place where the version is written */

#if defined(_WIN32)
#define DK_API __declspec(dllexport)
#elif defined(__GNUC__)
#define DK_API __attribute__((visibility("default")))
#else
#define DK_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** The version of this header: 10000 * major + 100 * minor + patch. */
#define DK_VERSION \
  (DEALERKIT_VERSION_MAJOR * 10000 + DEALERKIT_VERSION_MINOR * 100 + DEALERKIT_VERSION_PATCH)

/** The version of the library that is linked, as DK_VERSION counts. Since 0.1. */
DK_API uint32_t dk_version(void);
/** The number of the binary interface: equal numbers fit each other. Since 0.1. */
DK_API uint32_t dk_abi_version(void);

/* --- Statuses, text, errors */

/** What a call came to. The values are fixed; new ones may be added. */
typedef int32_t dk_status;
enum {
  DK_OK = 0,
  DK_E_REFUSED = 1,  /**< a rule refused; ask dk_error_code() */
  DK_E_ARGUMENT = 2, /**< a NULL where none may be, or a struct whose size is not set */
  DK_E_MEMORY = 3,   /**< no memory; no error object is made */
  DK_E_INTERNAL = 4  /**< a defect of the library */
};

/** Borrowed UTF-8. `data` may be NULL where `size` is 0. */
typedef struct dk_str {
  const char *data;
  size_t size;
} dk_str;

/** Text owned by the caller: dk_text_free(). */
typedef struct dk_text dk_text;
/** Why a call failed, owned by the caller: dk_error_free(). */
typedef struct dk_error dk_error;
/** A desk: the rules bound to a store. */
typedef struct dk_desk dk_desk;

/** A borrowed view of a C string that lives at least as long as the view. */
static inline dk_str dk_str_of(const char *text) {
  dk_str made;
  made.data = text;
  made.size = 0;
  while (text != NULL && text[made.size] != '\0') ++made.size;
  return made;
}

/** The text's bytes, borrowed until dk_text_free(). Empty for NULL. Since 0.1. */
DK_API dk_str dk_text_view(const dk_text *text);
/** Frees a text; NULL is fine. Since 0.1. */
DK_API void dk_text_free(dk_text *text);

/** The rule book's identifier (`SEC-02`), borrowed for ever; empty where no rule was broken. Since 0.1. */
DK_API dk_str dk_error_rule(const dk_error *err);
/** The stable code (`store_damaged`), borrowed for ever. Since 0.1. */
DK_API dk_str dk_error_code(const dk_error *err);
/** The number of the code in the catalogue: a DK_RULE_ constant; 0 where no rule was broken. Since 0.1. */
DK_API uint32_t dk_error_number(const dk_error *err);
/** The input to blame, borrowed until dk_error_free(); often empty. Since 0.1. */
DK_API dk_str dk_error_field(const dk_error *err);
/** A sentence in English, borrowed until dk_error_free(). Never personal data. Since 0.1. */
DK_API dk_str dk_error_message(const dk_error *err);
/** Frees an error; NULL is fine. Since 0.1. */
DK_API void dk_error_free(dk_error *err);

/* --- The catalogue of refusals */

/** The number of every refusal: DK_RULE_search_token_expired and so on, from the catalogue itself. */
enum {
  DK_RULE_none = 0,
#define DEALERKIT_RULE(name, number, identifier, persistence) DK_RULE_##name = number,
#include "dealerkit/rules.def"
#undef DEALERKIT_RULE
  DK_RULE_number_max = 65535
};

/** One line of the catalogue. All texts are borrowed for ever. */
typedef struct dk_rule_info {
  uint32_t struct_size; /**< set by the caller: sizeof(dk_rule_info) */
  uint32_t number;
  dk_str code;
  dk_str identifier;
  int32_t transient; /**< 1 where the same request may be accepted later */
  int32_t reserved;
} dk_rule_info;

/** How many refusals the catalogue has. Since 0.1. */
DK_API size_t dk_rule_count(void);
/** The line at `index`, in catalogue order. Returns DK_OK, or DK_E_ARGUMENT past the end. Since 0.1. */
DK_API dk_status dk_rule_at(size_t index, dk_rule_info *out);
/** The sentence of a refusal in a language (`fr`, `nl`, `de`, `en`; others give English). `*out`: owned by the caller.
 *  Returns DK_OK, DK_E_ARGUMENT (unknown number), DK_E_MEMORY. Since 0.1. */
DK_API dk_status dk_rule_message(dk_text **out, uint32_t number, dk_str language, dk_error **err);
/** Title and statement of a rule of the rule book (`CUS-02`), as two lines. `*out`: owned by the caller. Returns DK_OK,
 *  DK_E_ARGUMENT (unknown identifier), DK_E_MEMORY. Since 0.1. */
DK_API dk_status dk_rule_text(dk_text **out, dk_str identifier, dk_error **err);
/** How many rules the rule book has. Since 0.1. */
DK_API size_t dk_rule_book_count(void);
/** The identifier of the rule at `index`, in the book's order, borrowed for ever; empty past the end. Since 0.1. */
DK_API dk_str dk_rule_book_at(size_t index);

/* --- Desks */

/** How a desk is opened. Grows at the end only; start from DK_DESK_OPTIONS_INIT. */
typedef struct dk_desk_options {
  uint32_t struct_size;
  int32_t simulation; /**< 1: everything works, nothing is real but the mails (CRD-19) */
  int32_t training;   /**< 1: only training outlets are destinations (NET-04) */
  int32_t has_seed;   /**< 1: `seed` makes identifiers and keys repeatable; for tests only */
  uint64_t seed;
  dk_str store;  /**< a file's path, or empty or `:memory:` for a store in memory */
  dk_str preset; /**< `motor_show_be` …; empty: the policy follows the verb */
} dk_desk_options;
#define DK_DESK_OPTIONS_INIT \
  { (uint32_t)sizeof(dk_desk_options), 0, 0, 0, 0, {NULL, 0}, {NULL, 0} }

/** Opens a desk. `*out`: owned by the caller, NULL unless DK_OK. `options`: NULL for a store in memory; a struct_size
 *  that is larger than the library's is accepted where the unknown tail is zero. Returns DK_OK, DK_E_REFUSED
 *  (store_cannot_open, store_foreign, store_damaged, store_version_unknown, store_busy, preset_unknown: the file is as
 *  it was), DK_E_ARGUMENT, DK_E_MEMORY. Since 0.1. */
DK_API dk_status dk_desk_open(dk_desk **out, const dk_desk_options *options, dk_error **err);
/** Closes a desk; NULL is fine. No call may be under way. Since 0.1. */
DK_API void dk_desk_close(dk_desk *desk);
/** Answers a request of the protocol. `*reply`: JSON, owned by the caller. A refusal is an answer: DK_OK, with
 *  `refused` in the reply. Returns DK_OK, DK_E_ARGUMENT, DK_E_MEMORY. Where the request has no `at`, the system clock's
 *  is taken. Since 0.1. */
DK_API dk_status dk_call(dk_desk *desk, dk_str request, dk_text **reply, dk_error **err);
/** JSON Schema of a verb's arguments and reply; of all verbs where `verb` is empty. `*out`: owned by the caller.
 *  Returns DK_OK, DK_E_ARGUMENT (unknown verb), DK_E_MEMORY. Since 0.1. */
DK_API dk_status dk_schema(dk_text **out, dk_str verb, dk_error **err);

/** What dk_rebuild() found. */
typedef struct dk_rebuild_report {
  uint32_t struct_size; /**< set by the caller */
  int32_t same;         /**< 1 where the projections were what the events say, byte for byte */
  uint64_t events;
  char digest[65]; /**< SHA-256 of the projections, hexadecimal, ends in NUL */
  char reserved[7];
} dk_rebuild_report;

/** Rebuilds every projection from the ledger, in one transaction. Returns DK_OK, DK_E_REFUSED (store_damaged,
 *  store_busy, store_write_failed: nothing has changed), DK_E_ARGUMENT. Since 0.1. */
DK_API dk_status dk_rebuild(dk_desk *desk, dk_rebuild_report *out, dk_error **err);

/** What dk_store_verify() found. */
typedef struct dk_chain_report {
  uint32_t struct_size; /**< set by the caller */
  int32_t intact;
  uint64_t records;
  uint64_t first_broken; /**< sequence of the first record that is not as it was written; 0: none */
  char head[65];         /**< hash of the last record, hexadecimal, ends in NUL */
  char reserved[7];
} dk_chain_report;

/** Verifies a store's ledger without opening a desk, so that a broken one can be looked at. Returns DK_OK (also where
 *  it is not intact), DK_E_REFUSED (store_foreign, store_damaged, …), DK_E_ARGUMENT. Since 0.1. */
DK_API dk_status dk_store_verify(dk_str store, dk_chain_report *out, dk_error **err);

/* --- Typed checks: no allocation, any thread, never an error object */

/** What a check found. Values are fixed. */
enum { DK_VERDICT_VALID = 0, DK_VERDICT_PLACEHOLDER = 1, DK_VERDICT_WARNING = 2, DK_VERDICT_INVALID = 3 };

/** The answer of a check. It never changes. */
typedef struct dk_checked {
  int32_t verdict;    /**< DK_VERDICT_… */
  uint32_t rule;      /**< DK_RULE_… that was broken, or is remarked on; 0: none */
  uint32_t text_size; /**< bytes of `text` */
  char text[324];     /**< the normal form of a valid text; no NUL at its end */
} dk_checked;

/** The answer of dk_check_phone(). It never changes. */
typedef struct dk_checked_phone {
  int32_t verdict;
  uint32_t rule;
  uint32_t number_size;
  uint32_t extension_size;
  char number[24];    /**< E.164: `+32478123456` */
  char extension[16]; /**< digits kept apart from the number */
  char region[2];     /**< ISO 3166; zeros where it is shared */
  uint8_t mobile;
  uint8_t fixed_line;
} dk_checked_phone;

/** How a phone number is typed (CUS-09). Values are fixed. */
enum { DK_PHONE_NATIONAL_9 = 0, DK_PHONE_INTERNATIONAL = 1, DK_PHONE_ANY = 2 };
/** Which registers a VIN follows (CRD-07). Values are fixed. */
enum { DK_VIN_EU = 0, DK_VIN_NA = 1 };

/** Each returns DK_OK, also for an invalid value (ask `verdict`), or DK_E_ARGUMENT where `out` is NULL, a text has no
 *  data or a number is not of its list. `value` and `country` are borrowed for the call. Since 0.1. */
DK_API dk_status dk_check_vat(dk_checked *out, dk_str value, dk_str country);
DK_API dk_status dk_check_siren(dk_checked *out, dk_str value);                       /**< CUS-10 */
DK_API dk_status dk_check_siret(dk_checked *out, dk_str value);                       /**< CUS-10 */
DK_API dk_status dk_check_postal_code(dk_checked *out, dk_str value, dk_str country); /**< CUS-12 */
DK_API dk_status dk_check_email(dk_checked *out, dk_str value);                       /**< CUS-14 */
DK_API dk_status dk_check_vin(dk_checked *out, dk_str value, int32_t region);         /**< CRD-07 */
DK_API dk_status dk_check_iban(dk_checked *out, dk_str value);                        /**< STL-02 */
DK_API dk_status dk_check_bic(dk_checked *out, dk_str value);                         /**< STL-02 */
DK_API dk_status dk_check_name(dk_checked *out, dk_str value);                        /**< CUS-15 */
DK_API dk_status dk_check_card_code(dk_checked *out, dk_str value);                   /**< CRD-20 */
DK_API dk_status dk_check_show_login(dk_checked *out, dk_str value);                  /**< NET-08 */
DK_API dk_status dk_check_phone(dk_checked_phone *out, dk_str value, dk_str country, int32_t form); /**< CUS-09 */
/** 1 where two names are the same (CUS-03), else 0. Never refuses. Since 0.1. */
DK_API int32_t dk_match_names(dk_str a, dk_str b);

/* --- Typed prices: pure, any thread, never an error object (QUO-05, QUO-07, QUO-08, QUO-17, ALL-01)
 *
 *   const dk_line_tax vat[] = {{21, 0, 0}};
 *   dk_line lines[] = {DK_LINE_INIT};
 *   lines[0].amount = 2000000;                       // 20,000.00
 *   lines[0].taxes = vat; lines[0].tax_count = 1;
 *   dk_discount less[] = {DK_DISCOUNT_INIT};
 *   less[0].kind = DK_DISCOUNT_PERCENT; less[0].percent_units = 5;
 *   dk_price_total total = DK_PRICE_TOTAL_INIT;
 *   dk_price_step steps[] = {DK_PRICE_STEP_INIT};
 *   size_t n = 1;
 *   dk_price(lines, 1, less, 1, &total, steps, &n);   // total.gross is 2299000, steps[0].amount is 100000
 *
 * Amounts are minor units of one currency. A percentage is percent_units / 10^percent_scale, with at most 16 decimals:
 * 9.975 % is 9975 and 3. Elements of an array are all of the struct_size that its first element has. */

/** How many different taxes the lines of one price may have. */
#define DK_PRICE_TAXES_MAX 16

/** One tax of a line. It does not grow. Taxes are the same where percentage and id are. */
typedef struct dk_line_tax {
  int64_t percent_units; /**< the percentage is 0 to 100 */
  int32_t percent_scale;
  uint32_t id; /**< the caller's; tells taxes of the same percentage apart */
} dk_line_tax;

/** One line. Grows at the end only; start from DK_LINE_INIT. */
typedef struct dk_line {
  uint32_t struct_size;
  uint32_t reserved;        /**< 0 */
  int64_t amount;           /**< of one piece, 0 or more */
  int64_t quantity;         /**< 1 or more */
  uint64_t sections;        /**< the sections that the line belongs to, a bit each */
  const dk_line_tax *taxes; /**< borrowed for the call; a tax of 0 % where the line bears none */
  size_t tax_count;         /**< 1 to 8 */
} dk_line;
#define DK_LINE_INIT \
  { (uint32_t)sizeof(dk_line), 0, 0, 1, 0, NULL, 0 }

/** How a discount is given. Values are fixed. */
enum { DK_DISCOUNT_AMOUNT = 0, DK_DISCOUNT_PERCENT = 1 };
/** What it is of: the list total, or what the discounts before have left. Values are fixed. */
enum { DK_OF_LIST = 0, DK_OF_RUNNING = 1 };

/** One discount. Grows at the end only; start from DK_DISCOUNT_INIT. */
typedef struct dk_discount {
  uint32_t struct_size;
  int32_t kind;           /**< DK_DISCOUNT_… */
  int64_t amount;         /**< of DK_DISCOUNT_AMOUNT; 0 or more */
  int64_t percent_units;  /**< of DK_DISCOUNT_PERCENT; 0 or more */
  int32_t percent_scale;
  int32_t of;             /**< DK_OF_… */
  int64_t priority;       /**< smaller ones come first, then the order given */
  uint64_t sections;      /**< limits base and carriers to lines of these sections; 0: all lines */
  uint32_t group;         /**< of the discounts with the same number only the one worth most applies; 0: none */
  int32_t condition_open; /**< 1: its condition is not met; it is measured, and not applied */
} dk_discount;
#define DK_DISCOUNT_INIT \
  { (uint32_t)sizeof(dk_discount), DK_DISCOUNT_AMOUNT, 0, 0, 0, DK_OF_LIST, 0, 0, 0, 0 }

/** One tax of a price. */
typedef struct dk_price_tax {
  int64_t percent_units; /**< in lowest terms: 21.0 % comes back as 21 and 0 */
  int32_t percent_scale;
  uint32_t id;
  int64_t base; /**< the net of its lines */
  int64_t amount;
} dk_price_tax;

/** The price. The first four members are the caller's; start from DK_PRICE_TOTAL_INIT. */
typedef struct dk_price_total {
  uint32_t struct_size;
  int32_t tax_included; /**< 1: amounts and discounts include tax */
  int64_t voucher;      /**< lowers what is to pay, and nothing else; 0 or more */
  int64_t largest;      /**< a greater total is refused; 0: 999999999999999 */
  int64_t list;         /**< before discounts; tax included where amounts are */
  int64_t net;          /**< after discounts, without tax */
  int64_t tax;          /**< all taxes */
  int64_t gross;        /**< net and tax */
  int64_t voucher_used; /**< never more than the gross */
  int64_t to_pay;
  uint32_t rule;      /**< DK_RULE_… that was broken, after DK_E_REFUSED; else 0 */
  uint32_t tax_count; /**< how many of `taxes` are set, in the order in which the lines name them */
  uint64_t at;        /**< after DK_E_REFUSED: the place of the line or discount to blame; else 0 */
  dk_price_tax taxes[DK_PRICE_TAXES_MAX];
} dk_price_total;
#define DK_PRICE_TOTAL_INIT \
  { (uint32_t)sizeof(dk_price_total), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {{0, 0, 0, 0, 0}} }

/** What became of a discount. Values are fixed. A cut one would have taken more than its lines had left. */
enum { DK_STEP_APPLIED = 0, DK_STEP_CUT = 1, DK_STEP_CONDITIONAL = 2 };

/** One discount as it was applied, or measured. The first member is the caller's. */
typedef struct dk_price_step {
  uint32_t struct_size;
  int32_t state;     /**< DK_STEP_… */
  uint64_t discount; /**< its place in the discounts given */
  int64_t base;      /**< what it is of */
  int64_t amount;    /**< what it takes off; of a conditional one what it would, after all that
                        applies: of a group,    what it is worth more than the member that applies, 0
                        where that is nothing */
} dk_price_step;
#define DK_PRICE_STEP_INIT \
  { (uint32_t)sizeof(dk_price_step), 0, 0, 0, 0 }

/** Prices a basket. `lines` and `discounts` are borrowed for the call; `discounts` may be NULL where there are none.
 *  `*n`: how many `steps` there is room for, afterwards how many there are; as many as discounts is always enough.
 *  The steps are the discounts applied, in their order, then the conditional ones. Up to 32 lines and 32 discounts
 *  nothing is allocated. Returns DK_OK, DK_E_REFUSED (out->rule and out->at say why; else nothing is set: price_…,
 *  discount_…, decimal_out_of_range), DK_E_ARGUMENT (a NULL where none may be, a number that is not of its list, a
 *  struct of unknown size; too little room for the steps: then `*n` says how much is needed) or DK_E_MEMORY.
 *  Since 0.1. */
DK_API dk_status dk_price(const dk_line *lines, size_t line_count, const dk_discount *discounts, size_t discount_count,
                          dk_price_total *out, dk_price_step *steps, size_t *n);

/* --- Cards: decisions without a store, pure, no allocation, any thread. Amounts are cents (points of a programme in
 *     points), instants microseconds since 1970 in UTC. --- */

/** How a card is used (CRD-03). Values are fixed. */
enum { DK_MODE_FREE = 0, DK_MODE_SINGLE_USE = 1, DK_MODE_PERCENT_OF_INVOICE = 2 };
/** What happens in DK_MODE_SINGLE_USE to what an invoice leaves over (CRD-22). Values are fixed. */
enum { DK_LEFTOVER_FORFEIT = 0, DK_LEFTOVER_REFUSE = 1 };
/** Whether the card has seen the invoice's number at this outlet (CRD-12). Values are fixed. */
enum { DK_INVOICE_UNSEEN = 0, DK_INVOICE_SAME_VALUES = 1, DK_INVOICE_OTHER_VALUES = 2 };

/** A card as a use sees it. Grows at the end only; start from DK_CARD_STATE_INIT. */
typedef struct dk_card_state {
  uint32_t struct_size;
  int32_t mode;           /**< DK_MODE_… */
  int64_t balance;        /**< what is left, held value included */
  int64_t held;           /**< reserved by holds that stand at the instant (CRD-21) */
  int64_t percent_units;  /**< the percentage is percent_units / 10^percent_scale */
  int32_t percent_scale;
  int32_t leftover;       /**< DK_LEFTOVER_… */
  int64_t valid_from;     /**< the first instant of its first day */
  int64_t valid_until;    /**< the first instant after its last day */
  int32_t works_here;     /**< 1: the outlet issued it or is a partner (CRD-09) */
  int32_t cancelled;
  int32_t invoice;        /**< DK_INVOICE_… */
  int32_t reserved;
} dk_card_state;
#define DK_CARD_STATE_INIT \
  { (uint32_t)sizeof(dk_card_state), 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 }

/** What is asked of a card. Start from DK_CARD_USE_INIT. */
typedef struct dk_card_use {
  uint32_t struct_size;
  int32_t has_discount; /**< 1: `discount` is wanted; 0: what the mode gives */
  int64_t invoice;      /**< tax included */
  int64_t discount;
  int64_t at;
} dk_card_use;
#define DK_CARD_USE_INIT \
  { (uint32_t)sizeof(dk_card_use), 0, 0, 0, 0 }

/** What a use takes. Start from DK_CARD_USED_INIT. */
typedef struct dk_card_used {
  uint32_t struct_size;
  uint32_t rule;      /**< DK_RULE_… where it is refused, else 0 */
  int64_t discount;
  int64_t forfeited;
  int64_t balance;    /**< afterwards; as it was where it is refused */
  int32_t repeated;   /**< 1: the same invoice with the same values: nothing more is taken (CRD-12) */
  int32_t reserved;
} dk_card_used;
#define DK_CARD_USED_INIT \
  { (uint32_t)sizeof(dk_card_used), 0, 0, 0, 0, 0, 0 }

/** Decides a use (CRD-09, CRD-11, CRD-12, CRD-21, CRD-22). All pointers are borrowed for the call. Returns DK_OK,
 *  DK_E_REFUSED (ask `out->rule`), or DK_E_ARGUMENT (NULL, a struct of an unknown size, a number not of its list,
 *  a negative balance, more held than there is). Since 0.1. */
DK_API dk_status dk_card_decide_use(const dk_card_state *state, const dk_card_use *use, dk_card_used *out);

/** By the euro, or by multiples of the cumulated spending (LOY-03). Values are fixed. */
enum { DK_EARNING_KITTY = 0, DK_EARNING_TRANCHE = 1 };
/** What is earned (LOY-08). Values are fixed. */
enum { DK_UNIT_EUR = 0, DK_UNIT_POINTS = 1 };

/** A loyalty account at the instant of a purchase. Start from DK_LOYALTY_STATE_INIT. */
typedef struct dk_loyalty_state {
  uint32_t struct_size;
  int32_t reserved;
  int64_t balance;   /**< of credits that have not expired */
  int64_t debt;      /**< LOY-13 */
  int64_t cumulated; /**< cents spent in the programme's year (LOY-05) */
} dk_loyalty_state;
#define DK_LOYALTY_STATE_INIT \
  { (uint32_t)sizeof(dk_loyalty_state), 0, 0, 0, 0 }

/** How a programme earns. Start from DK_LOYALTY_TERMS_INIT. */
typedef struct dk_loyalty_terms {
  uint32_t struct_size;
  int32_t earning;     /**< DK_EARNING_… */
  int32_t unit;        /**< DK_UNIT_… */
  int32_t rate_scale;
  int64_t rate_units;  /**< kitty: rate_units / 10^rate_scale units for each euro */
  int64_t tranche;     /**< tranche: the multiple, in cents */
  int64_t advantage;   /**< tranche: units for each multiple */
  int64_t minimum;     /**< kitty: smallest invoice that earns, in cents (LOY-04) */
} dk_loyalty_terms;
#define DK_LOYALTY_TERMS_INIT \
  { (uint32_t)sizeof(dk_loyalty_terms), 0, 0, 0, 0, 0, 0, 0 }

/** A purchase. Start from DK_LOYALTY_PURCHASE_INIT. */
typedef struct dk_loyalty_purchase {
  uint32_t struct_size;
  int32_t earn;      /**< 1: it earns */
  int64_t amount;    /**< of the invoice, tax included, in cents */
  int64_t base;      /**< what earning is counted on, where `has_base` is 1; else amount less a deduction in euros */
  int64_t deduct;    /**< units of advantage to use */
  int32_t has_base;
  int32_t reserved;
} dk_loyalty_purchase;
#define DK_LOYALTY_PURCHASE_INIT \
  { (uint32_t)sizeof(dk_loyalty_purchase), 1, 0, 0, 0, 0, 0 }

/** What a purchase moves. Start from DK_LOYALTY_MOVED_INIT. */
typedef struct dk_loyalty_moved {
  uint32_t struct_size;
  uint32_t rule;        /**< DK_RULE_… where it is refused, else 0 */
  int64_t deducted;
  int64_t base;
  int64_t earned;       /**< a debt is filled out of it first */
  int64_t debt_filled;
  int64_t balance;      /**< afterwards, as the next two; as they were where it is refused */
  int64_t debt;
  int64_t cumulated;
} dk_loyalty_moved;
#define DK_LOYALTY_MOVED_INIT \
  { (uint32_t)sizeof(dk_loyalty_moved), 0, 0, 0, 0, 0, 0, 0, 0 }

/** Decides a transaction: deduct first, then earn (LOY-03 to LOY-05, LOY-10, LOY-13). All pointers are borrowed for the
 *  call. Returns as dk_card_decide_use(). Since 0.1. */
DK_API dk_status dk_loyalty_decide(const dk_loyalty_state *state, const dk_loyalty_terms *terms,
                                   const dk_loyalty_purchase *purchase, dk_loyalty_moved *out);

#ifdef __cplusplus
}
#endif

#endif
