"""Loyalty: programmes, cards, transactions, what is given and taken back, balances at any instant (LOY)."""

from fractions import Fraction
import json
import random
import subprocess

import pytest
from cards import AT, COLLABORATOR, MANAGER, MANAGER_VIENNE, NETWORK, PARTNER, VIN, ZOE
from conftest import assert_refused_with, executable, later

KITTY = {"earning": "kitty", "unit": "eur", "rate": "0.05"}
TRANCHES = {"earning": "tranche", "unit": "points", "tranche": "100", "advantage": "8"}


@pytest.fixture
def garage(open_desk):
    desk = open_desk("--preset", "exclusive_card_fr", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    return desk


def define(desk, terms=None, **changes):
    return desk.ok("programme.define", {"programme": {**(terms or KITTY), **changes}})["programme"]


def member(desk, **changes):
    return desk.ok("loyalty.create_card", {"customer": ZOE, "share_with_brand": False, **changes})["card"]["code"]


def spend(desk, code, number, amount, earn=True, at=..., verb="ok", lines=None, **more):
    invoice = {"number": number, "amount": amount, "repair_type": "service"}
    if lines is not None:
        invoice["lines"] = lines
    reply = getattr(desk, verb)("loyalty.transact", {"code": code, "invoice": invoice, "earn": earn, **more}, at=at)
    return reply["transaction"] if verb == "ok" else reply


def balance(desk, code, **args):
    at = args.pop("at", ...)
    return desk.ok("loyalty.balance", {"code": code, **args}, at=at)


# --- Programmes


@pytest.mark.parametrize(
    ("programme", "rule", "field", "code"),
    [
        ({"unit": "eur", "rate": "0.05"}, "LOY-03", "earning", "programme_incomplete"),
        ({"earning": "lottery", "unit": "eur"}, "LOY-03", "earning", "programme_incomplete"),
        ({"earning": "kitty", "unit": "eur"}, "LOY-03", "rate", "programme_incomplete"),
        ({**KITTY, "rate": "0"}, "LOY-03", "rate", "programme_value_out_of_range"),
        ({**KITTY, "tranche": "100"}, "LOY-03", "tranche", "programme_value_of_other_earning"),
        ({**TRANCHES, "rate": "0.05"}, "LOY-03", "rate", "programme_value_of_other_earning"),
        ({"earning": "tranche", "unit": "points", "advantage": "8"}, "LOY-03", "tranche", "programme_incomplete"),
        ({"earning": "tranche", "unit": "points", "tranche": "100"}, "LOY-03", "advantage", "programme_incomplete"),
        ({**TRANCHES, "advantage": "1.5"}, "LOY-03", "advantage", "programme_value_out_of_range"),
        ({**TRANCHES, "minimum_invoice": "150"}, "LOY-04", "minimum_invoice", "programme_value_not_of_earning"),
        ({**KITTY, "minimum_invoice": "-1"}, "LOY-03", "minimum_invoice", "programme_value_out_of_range"),
        ({**KITTY, "validity_days": 0}, "LOY-07", "validity_days", "loyalty_validity_out_of_range"),
        ({**KITTY, "rewards": [{"points": 5, "name": "x"}]}, "LOY-08", "rewards", "rewards_are_for_points"),
        ({**TRANCHES, "rewards": [{"points": 0, "name": "x"}]}, "LOY-08", "rewards.0", "reward_incomplete"),
        ({**KITTY, "point_value": "0.10"}, "LOY-08", "point_value", "rewards_are_for_points"),
        ({**KITTY, "rules": [{"name": "x", "multiplier": "-1"}]}, "LOY-17", "rules.0", "earning_rule_incomplete"),
        ({**KITTY, "rules": [{"name": "x", "multiplier": "100.0001"}]}, "LOY-17", "rules.0", "earning_rule_incomplete"),
        ({**KITTY, "tiers": [{"name": "a", "threshold": "5", "multiplier": "900000000000000000"}]}, "LOY-17", "tiers.0",
         "tier_incomplete"),
        ({**KITTY, "tiers": [{"name": "a", "threshold": "5", "multiplier": "1"},
                             {"name": "b", "threshold": "5", "multiplier": "2"}]}, "LOY-17", "tiers.1",
         "tier_incomplete"),
    ],
)
def test_a_programme_is_refused_by_name(garage, programme, rule, field, code):
    """LOY-03, LOY-04, LOY-07, LOY-08, LOY-17: what is wrong is named, with its field."""
    violations = garage.refused("programme.define", {"programme": programme})
    assert_refused_with(violations, rule, "programme." + field, code)


def test_loy_02_only_a_service_manager_defines_and_nothing_is_modified(garage):
    violations = garage.refused("programme.define", {"programme": KITTY}, actor=COLLABORATOR)
    assert_refused_with(violations, "ACC-04", code="service_manager_only")
    define(garage)
    violations = garage.refused("programme.define", {"programme": {**KITTY, "rate": "0.10"}})
    assert_refused_with(violations, "LOY-02", "programme", "programme_already_runs")


def test_loy_01_a_programme_ends_at_its_years_end_and_another_one_starts_then(garage):
    assert_refused_with(garage.refused("programme.end", {}), "LOY-01", code="programme_missing")
    define(garage)
    code = member(garage)
    spend(garage, code, "F-1", "200.00")
    ended = garage.ok("programme.end", {})["programme"]
    assert ended["end"] == "2025-01-12"
    assert garage.ok("programme.end", {})["programme"] == ended
    violations = garage.refused("programme.define", {"programme": {**KITTY, "start": "2025-01-11"}})
    found = assert_refused_with(violations, "LOY-02", code="programme_already_runs")
    assert found["args"]["from"] == "2025-01-12"
    define(garage, rate="0.10", start="2025-01-12")
    assert spend(garage, code, "F-2", "100.00", at="2025-01-11T23:59:00+01:00")["earned"] == "5.00"
    done = spend(garage, code, "F-3", "100.00", at="2025-01-12T00:00:00+01:00")
    assert (done["earned"], done["balance"]) == ("10.00", "25.00"), "balances go on with their expiry"


def test_loy_02_the_next_programme_counts_in_the_unit_of_the_cards(garage):
    """LOY-02: balances go on, and cents are no points."""
    define(garage)
    code = member(garage)
    spend(garage, code, "F-1", "200.00")
    garage.ok("programme.end", {})
    after = "2025-01-12T10:00:00+01:00"
    violations = garage.refused("programme.define", {"programme": TRANCHES}, at=after)
    assert_refused_with(violations, "LOY-02", "programme.unit", "programme_unit_fixed")
    define(garage, {**TRANCHES, "unit": "eur"}, start="2025-01-12")
    done = spend(garage, code, "F-2", "100.00", at=after)
    assert (done["earned"], done["balance"]) == ("8.00", "18.00"), "the way of earning may be another one"


def test_loy_02_a_programme_that_left_no_card_binds_nobody(garage):
    define(garage)
    garage.ok("programme.end", {})
    early = garage.refused("programme.define", {"programme": {**TRANCHES, "start": "2025-01-12"}})
    assert_refused_with(early, "LOY-02", "programme.unit", "programme_unit_fixed")
    garage.at = "2025-01-12T10:00:00+01:00"
    define(garage, TRANCHES)


def test_loy_01_cards_work_in_their_outlet_only(garage):
    assert_refused_with(garage.refused("loyalty.create_card", {"customer": ZOE, "share_with_brand": False}), "LOY-01",
                        "actor.outlet", "programme_missing")
    define(garage)
    code = member(garage)
    args = {"code": code, "invoice": {"number": "F-1", "amount": "10.00"}, "earn": True}
    assert_refused_with(garage.refused("loyalty.transact", args, actor=MANAGER_VIENNE), "LOY-01", "code",
                        "loyalty_card_not_here")
    assert_refused_with(garage.refused("loyalty.transact", args, actor=PARTNER), "ACC-02", "code", "record_not_found")
    done = spend(garage, code, "F-1", "100.00")["id"]
    for verb, args, field in (("loyalty.cancel", {"transaction": done}, "transaction"),
                              ("loyalty.return", {"transaction": done, "amount": "1.00"}, "transaction"),
                              ("loyalty.correct", {"code": code, "changes": {"last_name": "X"}}, "code"),
                              ("loyalty.adjust", {"code": code, "amount": "1.00", "reason": "x"}, "code")):
        assert_refused_with(garage.refused(verb, args, actor=MANAGER_VIENNE), "LOY-01", field, "loyalty_card_not_here")
        assert_refused_with(garage.refused(verb, args, actor=PARTNER), "ACC-02", field, "record_not_found")
    assert balance(garage, code)["balance"] == "5.00"


# --- Cards


def test_crd_20_an_imported_loyalty_number_is_unique_in_its_legal_entity(garage):
    for actor in (MANAGER, PARTNER):
        garage.ok("programme.define", {"programme": {"earning": "kitty", "unit": "eur", "rate": "0.05"}}, actor=actor)
        args = {"customer": ZOE, "share_with_brand": False, "code": "1-00"}
        shown = garage.ok("loyalty.create_card", args, actor=actor)["card"]
        assert shown["code"] == "100"
        assert garage.ok("loyalty.lookup", {"code": "100"}, actor=actor)["card"]["outlet"] == actor["outlet"]
    assert garage.ok("card.qr", {"code": "100"}, actor=PARTNER)["svg"].startswith("<svg")
    other = {"customer": {**ZOE, "email": "other@example.fr"}, "share_with_brand": False}
    for code, refusal in (("100", "card_code_taken"), (" - ", "card_code_missing"), ("<b>", "card_code_malformed")):
        violations = garage.refused("loyalty.create_card", {**other, "code": code})
        assert_refused_with(violations, "CRD-20", "code", refusal)


def test_loy_09_the_mail_says_the_rules_as_they_were_defined(garage):
    define(garage, minimum_invoice="150", text="Merci !", applies_to="atelier, hors pneus")
    reply = garage.ask("loyalty.create_card", {"customer": ZOE, "share_with_brand": True, "vin": VIN})
    (mail,) = reply["effects"]
    assert mail["template"] == "loyalty_card_delivered" and mail["to"] == "zoe@example.fr"
    data = mail["data"]
    assert data["rate"] == "0.05" and data["minimum_invoice"] == "150" and data["validity_days"] == "900"
    assert data["text"] == "Merci !" and data["applies_to"] == "atelier, hors pneus"
    shown = garage.ok("loyalty.lookup", {"code": reply["ok"]["card"]["code"].lower()})["card"]
    assert shown["creator"] == "E1.d001" and shown["balance"] == "0.00" and shown["holder"]["vin"] == VIN


def test_loy_09_a_card_is_found_by_coordinates_and_one_address_has_one(garage):
    define(garage)
    code = member(garage)
    found = garage.ok("loyalty.lookup", {"customer": {"email": "zoe@example.fr"}})
    assert [one["code"] for one in found["cards"]] == [code] and found["card"] == found["cards"][0]
    assert_refused_with(garage.refused("loyalty.lookup", {}), "LOY-09", code="loyalty_lookup_incomplete")
    violations = garage.refused("loyalty.create_card", {"customer": ZOE, "share_with_brand": False})
    assert_refused_with(violations, "LOY-09", "customer.email", "loyalty_email_has_card")


def test_loy_09_batches_are_as_those_of_discount_cards(garage):
    define(garage)
    table = "Nom;Prénom;E-mail\nPetit;Anne;anne@example.fr\nGrand;Luc;luc@example.fr\n"
    made = garage.ok("loyalty.create_batch", {"csv": table})["cards"]
    assert len(made) == 2 and all(one["balance"] == "0.00" for one in made)
    violations = garage.refused("loyalty.create_batch", {"csv": table})
    assert_refused_with(violations, "LOY-09", "rows.0.email", "loyalty_email_has_card")


def test_loy_09_a_table_without_a_head_is_read_by_position(garage):
    """As CRD-08: last name, first name, e-mail, mobile, VIN."""
    define(garage)
    table = f"Petit;Anne;anne@example.fr;0612345679;{VIN}\nGrand;Luc;luc@example.fr;;\n"
    made = garage.ok("loyalty.create_batch", {"csv": table})["cards"]
    holder = garage.ok("loyalty.lookup", {"code": made[0]["code"]})["card"]["holder"]
    assert (holder["last_name"], holder["mobile"], holder["vin"]) == ("Petit", "+33612345679", VIN)


def test_loy_11_coordinates_are_corrected_at_the_counter_and_audited(garage):
    """LOY-11: the ledger keeps what was and what is."""
    define(garage)
    code = member(garage)
    card = garage.ok("loyalty.correct", {"code": code, "changes": {"email": "new@example.fr"}})["card"]
    assert card["holder"]["email"] == "new@example.fr" and card["holder"]["last_name"] == "Dubois"
    assert "cards" not in garage.ok("loyalty.lookup", {"customer": {"email": "zoe@example.fr"}})
    assert garage.ok("loyalty.lookup", {"customer": {"email": "new@example.fr"}})["cards"][0]["code"] == code
    kinds = [one["kind"] for one in garage.ok("audit.list", {"limit": 1000})["records"]]
    assert "loyalty_holder_changed" in kinds


def test_loy_11_a_corrected_address_stays_that_of_one_card(garage):
    """LOY-09: a discount card credits the card of an address, so there is one."""
    define(garage)
    code = member(garage)
    member(garage, customer={**ZOE, "email": "taken@example.fr"})
    violations = garage.refused("loyalty.correct", {"code": code, "changes": {"email": "Taken@example.fr"}})
    assert_refused_with(violations, "LOY-09", "changes.email", "loyalty_email_has_card")
    changes = {"email": "ZOE@example.fr", "mobile": "0612345670"}
    card = garage.ok("loyalty.correct", {"code": code, "changes": changes})["card"]
    assert card["holder"]["mobile"] == "+33612345670", "its own address is no other card's"


def test_loy_09_a_card_shows_what_expires_next(garage):
    define(garage, validity_days=10)
    code = member(garage)
    assert "next_expiry" not in garage.ok("loyalty.lookup", {"code": code})["card"]
    spend(garage, code, "F-1", "100.00")
    spend(garage, code, "F-2", "60.00", at=later(days=1, start=AT))
    shown = garage.ok("loyalty.lookup", {"code": code}, at=later(days=2, start=AT))["card"]
    assert shown["next_expiry"] == {"at": later(days=10, start=AT), "amount": "5.00"}
    shown = garage.ok("loyalty.lookup", {"code": code}, at=later(days=10, start=AT))["card"]
    assert shown["next_expiry"] == {"at": later(days=11, start=AT), "amount": "3.00"}


# --- Earning


@pytest.mark.parametrize(
    ("terms", "earned"),
    [(KITTY, ["10.00", "2.50"]), ({**KITTY, "unit": "points", "rate": "2"}, ["400", "100"]),
     (TRANCHES, ["16", "0"]), ({**TRANCHES, "unit": "eur", "advantage": "8.50"}, ["17.00", "0.00"])],
)
def test_loy_03_the_two_ways_of_the_field(garage, terms, earned):
    """0.05 € per euro; 8 points per 100 € cumulated; each in the other unit, too."""
    define(garage, terms)
    code = member(garage)
    assert [spend(garage, code, "F-1", "200.00")["earned"], spend(garage, code, "F-2", "50.00")["earned"]] == earned


def test_loy_05_tranches_keep_the_remainder_for_the_next_invoice_of_the_year(garage):
    define(garage, TRANCHES)
    code = member(garage)
    assert spend(garage, code, "F-1", "99.99")["earned"] == "0"
    assert spend(garage, code, "F-2", "0.01")["earned"] == "8"
    assert spend(garage, code, "F-3", "250.00")["earned"] == "16"
    last_day, first_day = "2025-01-11T12:00:00+01:00", "2025-01-12T12:00:00+01:00"
    assert spend(garage, code, "F-4", "49.99", at=last_day)["earned"] == "0"
    assert spend(garage, code, "F-5", "99.99", at=first_day)["earned"] == "0", "the remainder is lost at the year's end"
    assert spend(garage, code, "F-6", "0.01", at=first_day)["earned"] == "8"


def test_loy_04_the_minimum_is_reached_at_its_amount_before_the_deduction(garage):
    define(garage, minimum_invoice="150")
    code = member(garage)
    assert spend(garage, code, "F-1", "149.99")["earned"] == "0.00"
    assert spend(garage, code, "F-2", "150.00")["earned"] == "7.50"
    assert spend(garage, code, "F-3", "150.00", deduct="7.50")["earned"] == "7.13", "of 142.50: 7.125, half-up"


def test_loy_05_points_are_rounded_down(garage):
    define(garage, {"earning": "kitty", "unit": "points", "rate": "0.1"})
    code = member(garage)
    assert spend(garage, code, "F-1", "99.99")["earned"] == "9"


def test_loy_06_excluded_categories_do_not_earn(garage):
    define(garage, excluded_categories=["tyres"])
    code = member(garage)
    lines = [{"category": "labour", "amount": "60.00"}, {"category": "tyres", "amount": "40.00"}]
    assert spend(garage, code, "F-1", "100.00", lines=lines)["earned"] == "3.00"
    violations = spend(garage, code, "F-2", "101.00", lines=lines, verb="refused")
    assert_refused_with(violations, "LOY-06", "invoice.lines", "loyalty_lines_exceed_invoice")
    # What is deducted lessens what may earn: all of it the labour, nothing the tyres.
    done = spend(garage, code, "F-3", "100.00", lines=lines, deduct="3.00")
    assert (done["earned"], done["balance"]) == ("2.85", "2.85"), "5 % of 57.00"
    tyres = [{"category": "tyres", "amount": "2.00"}]
    assert spend(garage, code, "F-4", "2.00", lines=tyres, deduct="2.00")["earned"] == "0.00"


def test_loy_17_multipliers_that_stack_beyond_all_bounds_are_refused(garage):
    """LOY-17: an amount that cannot be counted is refused; it is never counted as something else."""
    define(garage, rules=[{"name": f"r{n}", "multiplier": "100", "stacks": True} for n in range(9)])
    code = member(garage)
    violations = spend(garage, code, "F-1", "10.00", verb="refused")
    assert_refused_with(violations, "DAT-03", "invoice.amount", "money_out_of_range")
    assert balance(garage, code)["balance"] == "0.00"


def test_loy_17_a_window_holds_what_can_be_summed(garage):
    define(garage, tiers=[{"name": "gold", "threshold": "500", "multiplier": "2"}])
    code = member(garage)
    most = "92000000000000000.00"
    spend(garage, code, "F-1", most, earn=False)
    violations = spend(garage, code, "F-2", most, earn=False, verb="refused")
    assert_refused_with(violations, "DAT-03", "invoice.amount", "money_out_of_range")
    assert spend(garage, code, "F-3", "10.00")["earned"] == "1.00"


def test_loy_17_rules_multiply_and_tiers_follow_the_spending_before(garage):
    define(garage, rules=[{"name": "oil week", "category": "oil", "multiplier": "2", "from": "2024-01-10",
                           "until": "2024-01-12"},
                          {"name": "oil always", "category": "oil", "multiplier": "1.5"},
                          {"name": "opening", "multiplier": "3", "until": "2024-01-12", "stacks": True}],
           tiers=[{"name": "silver", "threshold": "500", "multiplier": "1"},
                  {"name": "gold", "threshold": "1000", "multiplier": "2"}])
    code = member(garage)
    lines = [{"category": "oil", "amount": "100.00"}, {"category": "labour", "amount": "100.00"}]
    # Oil: the best of 2 and 1.5, three times; labour three times: 600 + 300 at 5 %.
    assert spend(garage, code, "F-1", "200.00", lines=lines)["earned"] == "45.00"
    day = "2024-01-13T10:00:00+01:00"
    assert spend(garage, code, "F-2", "100.00", lines=[{"category": "oil", "amount": "100.00"}], at=day)["earned"] == "7.50"
    assert spend(garage, code, "F-3", "700.00", at=day)["earned"] == "35.00"
    assert garage.ok("loyalty.lookup", {"code": code}, at=day)["card"]["tier"] == "gold"
    assert spend(garage, code, "F-4", "100.00", at=day)["earned"] == "10.00", "gold: 1,000.00 were spent before"
    later_on = "2025-02-01T10:00:00+01:00"
    assert "tier" not in garage.ok("loyalty.lookup", {"code": code}, at=later_on)["card"], "the window has passed"
    assert spend(garage, code, "F-5", "100.00", at=later_on)["earned"] == "5.00"


def test_loy_17_tiers_by_points(garage):
    points = {"earning": "kitty", "unit": "points", "rate": "1", "tier_by": "points"}
    tiers = [{"name": "gold", "threshold": "100", "multiplier": "2"}]
    violations = garage.refused("programme.define", {"programme": {**KITTY, "tier_by": "points", "tiers": tiers}})
    assert_refused_with(violations, "LOY-17", "programme.tier_by", "tier_incomplete")
    broken = [{"name": "gold", "threshold": "0.5", "multiplier": "2"}]
    violations = garage.refused("programme.define", {"programme": {**points, "tiers": broken}})
    assert_refused_with(violations, "LOY-17", "programme.tiers.0", "tier_incomplete")
    garage.ok("programme.define", {"programme": {**points, "tiers": tiers}})
    code = member(garage)
    first = spend(garage, code, "F-1", "99.99")
    assert first["earned"] == "99", "part of a point is none"
    assert spend(garage, code, "F-2", "10.00")["earned"] == "10", "99 points are not gold yet"
    assert spend(garage, code, "F-3", "10.00")["earned"] == "20"
    garage.ok("loyalty.cancel", {"transaction": first["id"]})
    assert spend(garage, code, "F-4", "10.00")["earned"] == "10", "what was taken back does not count"


# --- Transactions


def test_loy_10_deduct_first_then_earn(garage):
    define(garage)
    code = member(garage)
    spend(garage, code, "F-1", "200.00")
    done = spend(garage, code, "F-2", "20.00", deduct="10.00")
    assert (done["deducted"], done["earned"], done["balance"]) == ("10.00", "0.50", "0.50")
    violations = spend(garage, code, "F-3", "20.00", deduct="0.51", verb="refused")
    found = assert_refused_with(violations, "LOY-10", "deduct", "loyalty_deduction_exceeds_balance")
    assert found["args"]["balance"] == "0.50"
    violations = spend(garage, code, "F-3", "0.49", deduct="0.50", verb="refused")
    assert_refused_with(violations, "LOY-10", "deduct", "loyalty_deduction_exceeds_invoice")


def test_loy_10_the_form_of_a_transaction(garage):
    define(garage)
    code = member(garage)
    violations = garage.refused("loyalty.transact", {"code": code, "invoice": {"number": " ", "amount": "1.00"}, "earn": True})
    assert_refused_with(violations, "LOY-10", "invoice.number", "loyalty_invoice_incomplete")
    # All at once, in the order of the fields.
    invoice = {"number": " ", "amount": "-1", "odometer_km": 10_000_001}  # beyond what one can show
    violations = garage.refused("loyalty.transact", {"code": code, "invoice": invoice})
    assert [(one["rule"], one["field"], one["code"]) for one in violations] == [
        ("LOY-10", "invoice.number", "loyalty_invoice_incomplete"), ("LOY-10", "invoice.amount", "loyalty_amount_negative"),
        ("LOY-10", "invoice.odometer_km", "loyalty_odometer_out_of_range"), ("LOY-10", "earn", "loyalty_answer_missing")]
    violations = garage.refused("loyalty.transact", {"code": code, "invoice": {"lines": [{"category": "x"}]}, "earn": True})
    assert [(one["rule"], one["field"]) for one in violations] == [
        ("LOY-10", "invoice.number"), ("LOY-10", "invoice.amount"), ("LOY-10", "invoice.lines.0.amount")]
    violations = garage.refused("loyalty.transact", {"code": code, "earn": True})
    assert_refused_with(violations, "LOY-10", "invoice", "loyalty_invoice_incomplete")
    far = {"code": code, "earn": True, "invoice": {"number": "F-0", "amount": "1.00", "odometer_km": 10_000_000}}
    garage.ok("loyalty.transact", far, dry_run=True)
    violations = spend(garage, code, "F-1", "-1.00", verb="refused")
    assert_refused_with(violations, "LOY-10", "invoice.amount", "loyalty_amount_negative")
    violations = garage.refused("loyalty.transact", {"code": code, "invoice": {"number": "F-1", "amount": "1.00"}})
    assert_refused_with(violations, "LOY-10", "earn", "loyalty_answer_missing")
    violations = spend(garage, code, "F-1", "1.00", deduct="-0.01", verb="refused")
    assert_refused_with(violations, "LOY-10", "deduct", "loyalty_deduction_negative")


def test_loy_10_an_invoice_number_is_idempotent(garage):
    define(garage)
    code = member(garage)
    first = spend(garage, code, " F-1", "200.00")
    assert spend(garage, code, "F-1 ", "200.00") == first
    spend(garage, code, "F-2", "160.00", deduct="4.00")
    garage.ok("loyalty.return", {"transaction": first["id"], "amount": "20.00"})
    garage.ok("card.wallet", {"code": code, "kind": "apple"})
    again = garage.ask("loyalty.transact", {"code": code, "earn": True, "invoice": {
        "number": "F-1", "amount": "200.00", "repair_type": "service"}})
    assert again["ok"]["transaction"] == first and "effects" not in again, "the same answer, and nothing is pushed again"
    pushed = garage.ask("loyalty.transact", {"code": code, "earn": True, "invoice": {
        "number": "F-3", "amount": "20.00", "repair_type": "service"}})
    assert [one["effect"] for one in pushed["effects"]] == ["wallet_update", "push"]
    assert pushed["effects"][0]["data"]["balance"] == pushed["ok"]["transaction"]["balance"]
    violations = spend(garage, code, "F-1", "201.00", verb="refused")
    assert_refused_with(violations, "LOY-10", "invoice.number", "loyalty_invoice_already_used")
    # The lines are values of the request, too.
    parts = [{"category": "labour", "amount": "150.00"}, {"category": "oil", "amount": "50.00"}]
    third = spend(garage, code, "F-4", "200.00", lines=parts)
    assert spend(garage, code, "F-4", "200.00", lines=parts) == third
    whole = [{"category": "labour", "amount": "200.00"}]
    for other in (None, [], whole, parts[::-1], [parts[0], {**parts[1], "category": "paint"}]):
        violations = spend(garage, code, "F-4", "200.00", lines=other, verb="refused")
        assert_refused_with(violations, "LOY-10", "invoice.number", "loyalty_invoice_already_used")
    assert_refused_with(spend(garage, code, "F-1", "200.00", lines=parts, verb="refused"), "LOY-10", "invoice.number")


def test_loy_08_points_are_exchanged_for_a_reward_on_an_invoice_of_zero(garage):
    define(garage, TRANCHES, rewards=[{"points": 100, "name": "free service"}], advantage="60")
    code = member(garage)
    spend(garage, code, "F-1", "200.00")
    done = spend(garage, code, "F-2", "0.00", earn=False, reward="free service")
    assert (done["deducted"], done["balance"]) == ("100", "20")
    assert spend(garage, code, "F-2", "0.00", earn=False, reward="free service") == done, "LOY-10: the same answer again"
    violations = spend(garage, code, "F-2", "0.00", earn=False, deduct="100", verb="refused")
    assert_refused_with(violations, "LOY-10", "invoice.number", "loyalty_invoice_already_used")
    violations = spend(garage, code, "F-3", "0.00", earn=False, reward="a car", verb="refused")
    assert_refused_with(violations, "LOY-08", "reward", "reward_unknown")
    violations = spend(garage, code, "F-3", "0.00", earn=False, reward="free service", deduct="1", verb="refused")
    assert_refused_with(violations, "LOY-08", "reward", "reward_excludes_deduction")


# --- Expiry


def test_loy_07_validity_is_elapsed_time(garage):
    """The field's screen: 900 days from summer time end in winter time, an hour earlier on the clock."""
    garage.at = "2017-07-20T16:52:00+02:00"
    define(garage)
    code = member(garage)
    done = spend(garage, code, "F-1", "200.00")
    assert done["expires"] == "2020-01-06T15:52:00+01:00"
    assert balance(garage, code, as_of="2020-01-06T15:51:59+01:00", at="2020-02-01T00:00:00+01:00")["balance"] == "10.00"
    assert balance(garage, code, as_of="2020-01-06T15:52:00+01:00", at="2020-02-01T00:00:00+01:00")["balance"] == "0.00"


def test_loy_18_an_expired_credit_is_never_spendable(garage):
    define(garage, validity_days=1)
    code = member(garage)
    spend(garage, code, "F-1", "200.00")
    just_before, at = later(hours=23, minutes=59, start=AT), later(days=1, start=AT)
    assert spend(garage, code, "F-2", "50.00", earn=False, deduct="1.00", at=just_before)["balance"] == "9.00"
    violations = spend(garage, code, "F-3", "50.00", earn=False, deduct="0.01", at=at, verb="refused")
    assert_refused_with(violations, "LOY-10", "deduct", "loyalty_deduction_exceeds_balance")


def test_loy_07_the_oldest_expiry_is_used_first_or_everything_expires_at_once(garage):
    define(garage, validity_days=10)
    code = member(garage)
    spend(garage, code, "F-1", "100.00")
    spend(garage, code, "F-2", "100.00", at=later(days=3, start=AT))
    spend(garage, code, "F-3", "10.00", earn=False, deduct="6.00", at=later(days=4, start=AT))
    now = balance(garage, code, at=later(days=5, start=AT))
    assert [one["amount"] for one in now["credits"]] == ["4.00"]
    assert now["next_expiry"] == {"at": later(days=13, start=AT), "amount": "4.00"}


def test_loy_07_whole_balance(garage):
    define(garage, validity_days=10, expiry="whole_balance")
    code = member(garage)
    spend(garage, code, "F-1", "100.00", at=later(days=9, start=AT))
    assert balance(garage, code, at=later(days=10, start=AT))["balance"] == "0.00"
    done = spend(garage, code, "F-2", "100.00", at=later(days=10, start=AT))
    assert done["expires"] == later(days=20, start=AT), "then in further periods of the same length"


# --- Giving back


def test_loy_13_the_worked_example(garage):
    """Earn 10.00 (A); deduct 8.00 and earn 0.60 (B); cancel A: balance 0.00, debt 7.40; earn 10.00 (C): 2.60, no debt."""
    define(garage)
    code = member(garage)
    a = spend(garage, code, "A", "200.00")
    b = spend(garage, code, "B", "20.00", deduct="8.00")
    assert (a["earned"], b["earned"]) == ("10.00", "0.60")
    assert garage.ok("loyalty.cancel", {"transaction": a["id"]}) == {"balance": "0.00", "debt": "7.40"}
    assert garage.ok("loyalty.cancel", {"transaction": a["id"]}) == {"balance": "0.00", "debt": "7.40"}
    c = spend(garage, code, "C", "200.00")
    assert (c["balance"], c["debt"]) == ("2.60", "0.00")
    assert garage.ok("loyalty.cancel", {"transaction": b["id"]})["balance"] == "10.00"
    violations = garage.refused("loyalty.return", {"transaction": a["id"], "amount": "1.00"})
    assert_refused_with(violations, "LOY-13", "transaction", "transaction_cancelled")


def test_loy_13_a_second_cancel_gives_the_same_answer_whatever_moved_since(garage):
    define(garage)
    code = member(garage)
    a = spend(garage, code, "A", "200.00")
    spend(garage, code, "B", "20.00", deduct="8.00")
    first = garage.ok("loyalty.cancel", {"transaction": a["id"]})
    assert first == {"balance": "0.00", "debt": "7.40"}
    spend(garage, code, "C", "200.00")
    assert garage.ok("loyalty.cancel", {"transaction": a["id"]}) == first
    assert balance(garage, code)["balance"] == "2.60"


def test_loy_13_what_came_back_whole_leaves_a_cancel_nothing_to_take(garage):
    """LOY-13, LOY-16: 8 points were given, so 8 are taken, whoever passed the tranche."""
    define(garage, TRANCHES)
    code = member(garage)
    a = spend(garage, code, "A", "60.00")
    b = spend(garage, code, "B", "60.00")
    assert (a["earned"], b["earned"]) == ("0", "8")
    assert garage.ok("loyalty.return", {"transaction": a["id"], "amount": "60.00"})["taken_back"] == "8"
    assert garage.ok("loyalty.return", {"transaction": b["id"], "amount": "60.00"})["taken_back"] == "0"
    assert garage.ok("loyalty.cancel", {"transaction": b["id"]}) == {"balance": "0", "debt": "0"}
    assert garage.ok("loyalty.cancel", {"transaction": a["id"]}) == {"balance": "0", "debt": "0"}


def test_loy_17_tranches_that_go_leave_the_tiers_by_points(garage):
    define(garage, TRANCHES, tier_by="points", tiers=[{"name": "gold", "threshold": "8", "multiplier": "2"}])
    code = member(garage)
    a = spend(garage, code, "A", "60.00")
    spend(garage, code, "B", "60.00")
    assert garage.ok("loyalty.lookup", {"code": code})["card"]["tier"] == "gold"
    garage.ok("loyalty.return", {"transaction": a["id"], "amount": "60.00"})
    assert "tier" not in garage.ok("loyalty.lookup", {"code": code})["card"]
    garage.ok("loyalty.cancel", {"transaction": a["id"]})
    assert "tier" not in garage.ok("loyalty.lookup", {"code": code})["card"], "a cancel after it gives nothing back"


def test_loy_13_a_cancelled_invoice_number_is_free_again(garage):
    define(garage)
    code = member(garage)
    first = spend(garage, code, "F-1", "200.00")
    garage.ok("loyalty.cancel", {"transaction": first["id"]})
    assert spend(garage, code, "F-1", "100.00")["earned"] == "5.00"


def test_loy_16_part_returns_in_any_order_take_back_the_same(garage):
    define(garage)
    results = set()
    for turn, order in enumerate((("33.33", "33.33", "33.34"), ("33.34", "33.33", "33.33"))):
        code = member(garage, customer={**ZOE, "email": f"p{turn}@example.fr"})
        done = spend(garage, code, "F-1", "150.10")
        taken = [garage.ok("loyalty.return", {"transaction": done["id"], "amount": amount}) for amount in order]
        results.add(taken[-1]["balance"])
        violations = garage.refused("loyalty.return", {"transaction": done["id"], "amount": "50.11"})
        found = assert_refused_with(violations, "LOY-16", "amount", "return_amount_out_of_range")
        assert found["args"]["maximum"] == "50.10"
        garage.ok("loyalty.return", {"transaction": done["id"], "amount": "50.10"})
        assert balance(garage, code)["balance"] == "0.00"
    assert results == {"2.51"}, "of 50.10 the rest: 2.505, half-up"


def test_loy_16_tranches_that_are_no_longer_covered_go(garage):
    define(garage, TRANCHES)
    code = member(garage)
    first = spend(garage, code, "F-1", "60.00")
    second = spend(garage, code, "F-2", "60.00")
    assert second["balance"] == "8"
    back = garage.ok("loyalty.return", {"transaction": first["id"], "amount": "20.00"})
    assert (back["taken_back"], back["balance"]) == ("0", "8"), "100.00 are still there"
    back = garage.ok("loyalty.return", {"transaction": second["id"], "amount": "0.01"})
    assert (back["taken_back"], back["balance"]) == ("8", "0")


def test_loy_16_a_return_that_names_its_lines_takes_what_they_earned(garage):
    """LOY-16: exactly what the returned part earned; tyres did not earn."""
    define(garage, rate="0.10", excluded_categories=["tyres"])
    code = member(garage)
    lines = [{"category": "tyres", "amount": "100.00"}, {"category": "labour", "amount": "100.00"}]
    done = spend(garage, code, "F-1", "200.00", lines=lines)
    assert done["earned"] == "10.00"
    args = {"transaction": done["id"], "amount": "100.00"}
    for wrong in ([{"category": "paint", "amount": "100.00"}], [{"category": "tyres", "amount": "99.00"}],
                  [{"category": "tyres", "amount": "100.01"}], [{"category": "tyres", "amount": "-1.00"}]):
        violations = garage.refused("loyalty.return", {**args, "lines": wrong})
        assert_refused_with(violations, "LOY-16", "lines", "return_lines_not_of_invoice")
    part = garage.ok("loyalty.return", {**args, "lines": lines[:1]})
    assert (part["taken_back"], part["balance"]) == ("0.00", "10.00")
    violations = garage.refused("loyalty.return", {**args, "amount": "1.00", "lines": [{"category": "tyres", "amount": "1.00"}]})
    assert_refused_with(violations, "LOY-16", "lines", "return_lines_not_of_invoice")
    part = garage.ok("loyalty.return", {**args, "amount": "40.00"})
    assert (part["taken_back"], part["balance"]) == ("4.00", "6.00"), "without lines: of what is left"
    assert garage.ok("loyalty.cancel", {"transaction": done["id"]})["balance"] == "0.00"


def test_loy_12_and_16_their_form_is_refused_all_at_once(garage):
    define(garage)
    code = member(garage)
    violations = garage.refused("loyalty.adjust", {"code": code, "amount": "0.00", "reason": " "})
    assert [(one["rule"], one["field"], one["code"]) for one in violations] == [
        ("LOY-12", "amount", "adjustment_is_zero"), ("LOY-12", "reason", "adjustment_reason_missing")]
    violations = garage.refused("loyalty.adjust", {"code": code, "reason": " "})
    assert [one["field"] for one in violations] == ["amount", "reason"]
    violations = garage.refused("loyalty.return", {"amount": "-1"})
    assert [(one["rule"], one["field"]) for one in violations] == [("ACC-02", "transaction"), ("LOY-16", "amount")]


def test_loy_12_a_balance_stays_within_what_can_be_counted(garage):
    define(garage, {"earning": "kitty", "unit": "points", "rate": "1"})
    code = member(garage)
    args = {"code": code, "amount": "900000000000000000", "reason": "x"}
    for _ in range(10):
        garage.ok("loyalty.adjust", args)
    assert_refused_with(garage.refused("loyalty.adjust", args), "DAT-03", "amount", "money_out_of_range")


def test_loy_12_an_adjustment_follows_the_expiry_rule_and_never_goes_beyond_the_balance(garage):
    define(garage, validity_days=10)
    code = member(garage)
    args = {"code": code, "amount": "5.00", "reason": "geste commercial"}
    assert_refused_with(garage.refused("loyalty.adjust", args, actor=COLLABORATOR), "ACC-04", code="service_manager_only")
    assert garage.ok("loyalty.adjust", args)["balance"] == "5.00"
    violations = garage.refused("loyalty.adjust", {**args, "amount": "-5.01"})
    found = assert_refused_with(violations, "LOY-12", "amount", "adjustment_exceeds_balance")
    assert found["args"]["balance"] == "5.00"
    assert garage.ok("loyalty.adjust", {**args, "amount": "-2.00"})["balance"] == "3.00"
    assert_refused_with(garage.refused("loyalty.adjust", {**args, "amount": "0.00"}), "LOY-12", "amount", "adjustment_is_zero")
    assert_refused_with(garage.refused("loyalty.adjust", {**args, "reason": ""}), "LOY-12", "reason",
                        "adjustment_reason_missing")
    assert balance(garage, code, at=later(days=10, start=AT))["balance"] == "0.00"


# --- Balances at any instant


def test_loy_14_balances_as_of_any_instant(garage):
    """LOY-14: before the card, between its movements, after the last one."""
    define(garage)
    code = member(garage)
    steps = []
    for hour in range(6):
        at = later(hours=hour, start=AT)
        if hour == 3:
            garage.ok("loyalty.cancel", {"transaction": first}, at=at)
        elif hour == 4:
            garage.ok("loyalty.return", {"transaction": done["id"], "amount": "33.33"}, at=at)
        else:
            done = spend(garage, code, f"F-{hour}", "200.00", at=at, **({"deduct": "3.00"} if hour in (2, 5) else {}))
            first = done["id"] if hour == 0 else first
        steps.append((at, balance(garage, code, at=at)))
    end = later(hours=9, start=AT)
    for at, then in steps:
        assert balance(garage, code, as_of=at, at=end) == then
    assert balance(garage, code, as_of=later(hours=-1, start=AT), at=end)["balance"] == "0.00"


def test_loy_14_the_history_at_any_instant(garage):
    """LOY-14: each transaction as it stood then, and the adjustments, newest first."""
    define(garage)
    code = member(garage)
    first = spend(garage, code, "F-1", "200.00")
    adjusted, returned, end = (later(hours=hour, start=AT) for hour in (1, 2, 3))
    garage.ok("loyalty.adjust", {"code": code, "amount": "5.00", "reason": "geste"}, at=adjusted)
    garage.ok("loyalty.return", {"transaction": first["id"], "amount": "50.00"}, at=returned)
    second = spend(garage, code, "F-2", "20.00", deduct="8.00", at=end)
    garage.ok("loyalty.cancel", {"transaction": second["id"]}, at=end)
    assert "history" not in balance(garage, code, at=end), "only where it is asked for"
    now = balance(garage, code, history=True, at=end)["history"]
    assert [one["at"] for one in now] == [end, adjusted, AT]
    assert now[0] == {"at": end, "transaction": second["id"], "invoice": "F-2", "amount": "20.00", "deducted": "8.00",
                      "earned": "0.60", "returned": "20.00", "taken_back": "0.60", "cancelled": True}
    assert now[1] == {"at": adjusted, "cancelled": False, "adjusted": "5.00", "reason": "geste"}
    assert (now[2]["returned"], now[2]["taken_back"]) == ("50.00", "2.50")
    then = balance(garage, code, history=True, as_of=adjusted, at=end)["history"]
    assert len(then) == 2 and "returned" not in then[1] and then[1]["earned"] == "10.00"
    assert balance(garage, code, history=True, limit=1, at=end)["history"] == now[:1]
    assert_refused_with(garage.refused("loyalty.balance", {"code": code, "limit": 0}), "DAT-05", "limit")
    assert "history" not in balance(garage, code, history=True, as_of=later(hours=-1, start=AT), at=end)


def test_cus_21_the_reason_of_an_adjustment_goes_with_the_person(garage):
    """CUS-21: it is free text about a person; balances stay, and the chain verifies."""
    define(garage)
    code = member(garage)
    reason = "geste pour Mme Dubois, accident du 3 mars"
    garage.ok("loyalty.adjust", {"code": code, "amount": "5.00", "reason": reason})
    spend(garage, code, "F-1", "100.00")
    assert balance(garage, code, history=True)["history"][1]["reason"] == reason
    found = garage.ok("customer.search", {"email": "zoe@example.fr"})["candidates"]
    garage.ok("customer.erase", {"id": found[0]["id"], "reason": "asked"})
    records = garage.ok("audit.list", {"limit": 1000})["records"]
    assert "accident" not in str(records)
    after = balance(garage, code, history=True)
    assert after["balance"] == "10.00" and "reason" not in after["history"][1]
    assert garage.ok("audit.verify", {})["intact"]


def test_acc_07_what_moved_is_rebuilt_from_the_events(open_desk, tmp_path):
    """ACC-07: what transactions, returns, cancels and adjustments left comes out of the events in the same bytes."""
    path = tmp_path / "loyalty.db"
    desk = open_desk("--store", str(path), "--preset", "exclusive_card_fr", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    define(desk, excluded_categories=["tyres"], tiers=[{"name": "gold", "threshold": "100", "multiplier": "2"}])
    code = member(desk)
    lines = [{"category": "labour", "amount": "150.00"}, {"category": "tyres", "amount": "50.00"}]
    first = spend(desk, code, "F-1", "200.00", lines=lines)
    second = spend(desk, code, "F-2", "60.00", deduct="3.00", at=later(hours=1, start=AT))
    at = later(hours=2, start=AT)
    desk.ok("loyalty.return", {"transaction": first["id"], "amount": "50.00", "lines": lines[1:]}, at=at)
    desk.ok("loyalty.adjust", {"code": code, "amount": "1.00", "reason": "geste"}, at=at)
    desk.ok("loyalty.cancel", {"transaction": second["id"]}, at=at)
    before = balance(desk, code, history=True, at=at)
    desk.close()
    rebuilt = subprocess.run([executable(), "rebuild", str(path)], capture_output=True, text=True, check=True)
    assert json.loads(rebuilt.stdout)["same"] is True, rebuilt.stdout
    again = open_desk("--store", str(path), "--preset", "exclusive_card_fr", load=False)
    again.actor, again.at = MANAGER, at
    assert balance(again, code, history=True) == before


def test_loy_15_liability_ageing_and_breakage(garage):
    """LOY-15: what is owed by the month in which it expires, and what expired unused."""
    define(garage, {"earning": "kitty", "unit": "points", "rate": "1", "point_value": "0.10", "validity_days": 30})
    one = member(garage)
    two = member(garage, customer={**ZOE, "email": "b@example.fr"})
    spend(garage, one, "F-1", "100.00")
    spend(garage, two, "F-1", "50.00", at=later(days=20, start=AT))
    shown = garage.ok("programme.liability", {}, at=later(days=21, start=AT))
    assert (shown["outstanding"], shown["euros"], shown["breakage"], shown["cards"]) == ("150", "15.00", "0", 2)
    assert [(month["month"], month["units"]) for month in shown["ageing"]] == [("2024-02", "100"), ("2024-03", "50")]
    shown = garage.ok("programme.liability", {}, at=later(days=31, start=AT))
    assert (shown["outstanding"], shown["breakage"]) == ("50", "100")
    shown = garage.ok("programme.liability", {"as_of": later(days=1, start=AT)}, at=later(days=31, start=AT))
    assert shown["outstanding"] == "100"


# --- With a discount card


def test_crd_15_a_use_of_a_discount_card_credits_what_is_left_to_pay(garage):
    define(garage)
    loyal = member(garage)
    of = garage.ok("operation.prepare", {"operation": {"name": "H", "mode": "free", "partners": [], "amount": "50",
                                                       "validity_days": 30}})["operation"]
    code = garage.ok("card.create", {"operation": of["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False})["card"]["code"]
    args = {"code": code, "invoice": {"number": "F-1", "amount": "250.00"}, "credit_loyalty": True}
    used = garage.ok("card.use", args)["use"]
    assert used["discount"] == "50.00" and balance(garage, loyal)["balance"] == "10.00", "5 % of 200.00"
    garage.ok("card.cancel_use", {"use": used["id"]})
    assert balance(garage, loyal)["balance"] == "0.00", "CRD-14 takes back what it credited"
    other = garage.ok("card.create", {"operation": of["id"], "vin": VIN, "share_with_brand": False,
                                      "customer": {**ZOE, "email": "none@example.fr"}})["card"]["code"]
    violations = garage.refused("card.use", {**args, "code": other})
    assert_refused_with(violations, "CRD-15", "credit_loyalty", "loyalty_card_missing")
    assert garage.ok("card.lookup", {"code": other})["card"]["balance"] == "50.00", "a refused command changes nothing"


# --- An independent model of a kitty


def test_loyalty_agrees_with_a_model_of_its_own(garage):
    """Random purchases, deductions, returns and cancels against plain bookkeeping in fractions (LOY-05, 10, 13, 16)."""
    define(garage)
    draw = random.Random(20240112)
    for run in range(6):
        code = member(garage, customer={**ZOE, "email": f"model{run}@example.fr"})
        credits, debt, done, clock = [], Fraction(0), {}, 0  # credits: [name, left], in order of expiry

        def half_up(value):
            return Fraction(int(value * 100 + Fraction(1, 2)), 100)

        def put(name, amount):
            nonlocal debt
            filled = min(debt, amount)
            debt -= filled
            if amount == filled:
                return
            for credit in credits:
                if credit[0] == name:
                    credit[1] += amount - filled
                    return
            credits.append([name, amount - filled])
            credits.sort(key=lambda credit: credit[0])

        def take(amount):
            parts = []
            for credit in credits:
                part = min(credit[1], amount)
                credit[1] -= part
                amount -= part
                if part:
                    parts.append((credit[0], part))
            return parts, amount

        def take_back(name, amount):
            nonlocal debt
            for credit in credits:
                if credit[0] == name:
                    part = min(credit[1], amount)
                    credit[1] -= part
                    amount -= part
            _, missing = take(amount)
            debt += missing

        for step in range(40):
            clock += draw.randint(0, 50)
            at = later(minutes=clock, start=AT)
            choice = draw.random()
            open_ones = [name for name, one in done.items() if not one["cancelled"]]
            if choice < 0.6 or not open_ones:
                amount = Fraction(draw.randint(0, 40000), 100)
                most = min(amount, sum((credit[1] for credit in credits), Fraction(0)))
                deduct = Fraction(draw.randint(0, int(most * 100)), 100)
                reply = spend(garage, code, f"F-{step}", f"{float(amount):.2f}", at=at, deduct=f"{float(deduct):.2f}")
                parts, missing = take(deduct)
                assert missing == 0
                earned = half_up((amount - deduct) * Fraction(5, 100))
                done[step] = {"id": reply["id"], "amount": amount, "base": amount - deduct, "returned": Fraction(0),
                              "earned": earned, "parts": parts, "cancelled": False}
                assert Fraction(reply["earned"]) == earned
                put(step, earned)
            elif choice < 0.8:
                name = draw.choice(open_ones)
                one = done[name]
                left = int((one["amount"] - one["returned"]) * 100)
                if left == 0:
                    continue
                amount = Fraction(draw.randint(1, left), 100)
                garage.ok("loyalty.return", {"transaction": one["id"], "amount": f"{float(amount):.2f}"}, at=at)
                one["returned"] += amount
                rest = half_up(half_up(one["base"] * (one["amount"] - one["returned"]) / one["amount"]) * Fraction(5, 100))
                take_back(name, max(one["earned"] - rest, Fraction(0)))
                one["earned"] = min(one["earned"], rest)
            else:
                name = draw.choice(open_ones)
                one = done[name]
                garage.ok("loyalty.cancel", {"transaction": one["id"]}, at=at)
                for owner, part in one["parts"]:
                    put(owner, part)
                take_back(name, one["earned"])
                one.update(cancelled=True, earned=Fraction(0))
            found = balance(garage, code, at=at)
            assert Fraction(found["balance"]) == sum((credit[1] for credit in credits), Fraction(0)), (run, step)
            assert Fraction(found["debt"]) == debt, (run, step)


# --- And of tranches


@pytest.mark.parametrize("unit", ["points", "eur"])
def test_tranches_agree_with_a_model_of_their_own(garage, unit):
    """Random purchases, returns and cancels: at any time as many tranches are held as the year's spending covers
    (LOY-05, LOY-13, LOY-16), the deductions that stand taken off; what is missing is the debt."""
    define(garage, {**TRANCHES, "unit": unit})
    draw = random.Random(f"tranches {unit}")
    scale = 1 if unit == "points" else 100
    for run in range(6):
        code = member(garage, customer={**ZOE, "email": f"tranche{run}@example.fr"})
        done, minute = {}, 0  # number: [id, amount, base, returned, deducted], in cents and in whole units

        def left(one):
            return (2 * one["base"] * (one["amount"] - one["returned"]) + one["amount"]) // (2 * one["amount"])

        for step in range(50):
            minute += draw.randint(0, 30)
            at = later(minutes=minute, start=AT)
            held = Fraction(balance(garage, code, at=at)["balance"])
            choice = draw.random()
            if choice < 0.5 or not done:
                amount = draw.randint(1, 15000)
                most = int(held * scale) if unit == "points" else min(int(held * scale), amount)
                deduct = draw.randint(0, most)
                typed = str(deduct) if unit == "points" else f"{deduct / 100:.2f}"
                reply = spend(garage, code, f"F-{step}", f"{amount / 100:.2f}", at=at, deduct=typed)
                base = amount if unit == "points" else amount - deduct
                done[step] = {"id": reply["id"], "amount": amount, "base": base, "returned": 0, "deducted": deduct,
                              "cancelled": False}
            elif choice < 0.8:
                one = draw.choice(list(done.values()))
                rest = one["amount"] - one["returned"]
                if one["cancelled"] or rest == 0:
                    continue
                part = draw.choice([rest, draw.randint(1, rest)])
                garage.ok("loyalty.return", {"transaction": one["id"], "amount": f"{part / 100:.2f}"}, at=at)
                one["returned"] += part
            else:
                one = draw.choice(list(done.values()))
                garage.ok("loyalty.cancel", {"transaction": one["id"]}, at=at)
                one.update(cancelled=True, returned=one["amount"], deducted=0)
            covered = sum(left(one) for one in done.values()) // 10000 * 8
            expected = Fraction(covered) - Fraction(sum(one["deducted"] for one in done.values()), scale)
            found = balance(garage, code, at=at)
            assert Fraction(found["balance"]) - Fraction(found["debt"]) == expected, (run, step)
            assert found["balance"][0] != "-" and found["debt"][0] != "-"
