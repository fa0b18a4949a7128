// What the handlers of discount cards, loyalty cards and settlement share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/card.hpp"
#include "dealerkit/loyalty.hpp"
#include "dealerkit/settlement.hpp"
#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace cards {

/// Cents as replies show them: `32.10`.
[[nodiscard]] std::string euros(std::int64_t cents);

/// The form under which a code is kept and found: that of a checked code where it is one, else (a number of another
/// system, CRD-20) upper case without blanks and dashes. Empty where nothing is left.
[[nodiscard]] std::string normal_code(std::string_view typed);

/// What the card of a code as typed is found by, as projections::code_value() says; empty where nothing is typed.
[[nodiscard]] std::string code_value(std::string_view entity, std::string_view typed);

/// A new code (CRD-20).
[[nodiscard]] std::string new_code(work& job);

/// Checks a code that a card takes over from another system (CRD-20); empty where none is typed. Refuses
/// card_code_missing (nothing but blanks and dashes), card_code_malformed (longer than 32, or not letters and digits):
/// it becomes part of addresses.
[[nodiscard]] std::string check_code(work& job, std::string_view typed, std::string_view field);

/// Checks an amount of money as typed: cents, not negative. Refuses money_too_many_decimals, money_out_of_range.
[[nodiscard]] std::optional<std::int64_t> cents_of(work& job, decimal typed, std::string_view field);

/// What an odometer can show, in km.
inline constexpr std::int64_t odometer_km_max = 10'000'000;

/// How complete a holder must be.
struct holder_rules {
  std::string base;  ///< path of the person in the request, with its dot
  rule missing = rule::card_holder_incomplete;
  bool needs_mobile = true;
};

/// Checks a holder as typed; violations go to `job`, in the order of the fields.
[[nodiscard]] card_holder check_holder(work& job, const holder_input& typed, const holder_rules& rules);

/// The customer whose card it is: the one of the entity that has this address, or a new one (CUS-17). The answer to
/// `share_with_brand` becomes a consent record of it where one was given. Empty where the store has failed.
[[nodiscard]] std::optional<std::string> customer_of(work& job, const card_holder& holder, std::string_view outlet);

/// The cards of a code that the actor's outlet may see: its entity's, or a partner's (ACC-02). A number of another
/// system is unique in a legal entity only: the own one comes alone, else all that have this outlet as a partner.
[[nodiscard]] std::vector<card> cards_of_code(work& job, std::string_view code);
/// The one of them. Without one: record_not_found at `field`; with several: card_code_ambiguous.
[[nodiscard]] std::optional<card> find_card(work& job, std::string_view code, std::string_view field);
/// The card of an identifier, seen by the same rule.
[[nodiscard]] std::optional<card> card_of_id(work& job, std::string_view id);
[[nodiscard]] std::optional<card_holder> holder_of(work& job, std::string_view card_id);

/// A card as the actor may see it.
[[nodiscard]] card_view view_of(work& job, const card& known);

/// Remarks that a movement happened: a wallet that has the card is updated (CRD-17, CRD-18).
void tell_wallets(work& job, const card& known, std::string_view movement);

/// A movement of a card of either kind, and which wallets have it.
struct wallet_movement {
  std::string_view code;
  std::string_view customer;
  std::string_view movement;
  std::string balance;
  bool apple = false;
  bool google = false;
};
void tell_wallets(work& job, const wallet_movement& moved);

/// A mail to the holder of a card.
void write_to_holder(work& job, const card& known, const card_holder& holder, std::string_view template_name);

/// Rows of a batch, from rows or a table; every bad cell is refused with its place (CRD-08).
[[nodiscard]] std::vector<card_holder> check_batch(work& job, const std::vector<batch_row>& rows, std::string_view csv,
                                                   std::string_view csv_base64);

/// The cards (of both kinds) whose holder matches everything given; refuses card_lookup_incomplete where nothing is.
[[nodiscard]] std::optional<std::vector<std::string>> ids_by_holder(work& job, const holder_search& wanted);
/// Of them the discount cards that the actor's entity issued.
[[nodiscard]] std::optional<std::vector<card>> find_by_holder(work& job, const holder_search& wanted);

/// A loyalty card as it stands. Asked for at an instant before its last movement it has again what was put aside since.
[[nodiscard]] std::optional<loyalty_card> loyalty_card_of(work& job, std::string_view id);
/// Credits the loyalty card of the holder at this outlet with what is left to pay (CRD-15). Refuses
/// loyalty_card_missing, and what a transaction refuses.
[[nodiscard]] bool credit_loyalty(work& job, const card& known, card_use_record& use, std::string_view number,
                                  std::int64_t amount, std::string_view repair_type,
                                  const std::optional<std::int64_t>& odometer_km);
/// Takes back what a use had credited (CRD-14, LOY-13).
[[nodiscard]] bool take_back_loyalty(work& job, std::string_view transaction);
/// Cancels a claim that is in no run; takes back a paid one by a negative claim (CRD-14).
void reverse_claim(work& job, std::string_view id);

}  // namespace cards
}  // namespace v1
}  // namespace dealerkit
