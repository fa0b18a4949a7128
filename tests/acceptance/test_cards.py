"""Discount cards: operations, creation one by one and in batches, uses in the three modes, holds, cancels (CRD)."""

import base64
from html.parser import HTMLParser
import json
import subprocess
import threading

import pytest
from cards import AT, COLLABORATOR, HEADQUARTERS, MANAGER, MANAGER_VIENNE, NETWORK, PARTNER, VIN, ZOE
from conftest import assert_refused_with, executable, later


@pytest.fixture
def garage(open_desk):
    desk = open_desk("--preset", "exclusive_card_fr", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    return desk


def operation(desk, actor=..., **changes):
    values = {"name": "Hiver", "mode": "free", "validity_days": 365, "amount": "50", "partners": []}
    values.update(changes)
    values = {name: value for name, value in values.items() if value is not None}
    return desk.ok("operation.prepare", {"operation": values}, actor=actor)["operation"]


def national(desk, **changes):
    values = {"scope": "national", "brand": "AC", "cofunding_percent": "50", "partners": None}
    values.update(changes)
    return operation(desk, actor=HEADQUARTERS, **values)


def card(desk, of, actor=..., at=..., **changes):
    args = {"operation": of["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False}
    args.update(changes)
    return desk.ok("card.create", args, actor=actor, at=at)["card"]


def invoice(number="F-1", amount="100.00", **more):
    return {"number": number, "amount": amount, **more}


def use(desk, code, number="F-1", amount="100.00", **more):
    envelope = {name: more.pop(name) for name in ("at", "actor", "explain") if name in more}
    return desk.ok("card.use", {"code": code, "invoice": invoice(number, amount), **more}, **envelope)["use"]


def prepared(desk, **changes):
    values = {"name": "Hiver", "mode": "free", "validity_days": 365, "amount": "50", "partners": []}
    values.update(changes)
    return desk.refused("operation.prepare", {"operation": {k: v for k, v in values.items() if v is not None}})


# --- Operations


@pytest.mark.parametrize(
    ("changes", "rule", "field", "code"),
    [
        ({"name": None}, "CRD-02", "name", "operation_incomplete"),
        ({"mode": None}, "CRD-03", "mode", "consumption_mode_missing"),
        ({"mode": "half"}, "CRD-03", "mode", "consumption_mode_missing"),
        ({"partners": None}, "CRD-02", "partners", "operation_partners_missing"),
        ({"partners": ["9999999-000"]}, "CRD-02", "partners.0", "operation_partner_unknown"),
        ({"mode": "percent_of_invoice"}, "CRD-02", "percent", "operation_percent_out_of_range"),
        ({"mode": "percent_of_invoice", "percent": "0"}, "CRD-02", "percent", "operation_percent_out_of_range"),
        ({"mode": "percent_of_invoice", "percent": "100.01"}, "CRD-02", "percent", "operation_percent_out_of_range"),
        ({"percent": "10"}, "CRD-02", "percent", "operation_percent_out_of_range"),
        ({"cofunding_percent": "10"}, "CRD-02", "cofunding_percent", "operation_cofunding_not_own"),
        ({"cofunding_percent": "101"}, "CRD-05", "cofunding_percent", "cofunding_out_of_range"),
        ({"scope": "national", "brand": None}, "CRD-02", "brand", "operation_scope_needs_brand"),
        ({"validity_days": 0}, "CRD-04", "validity_days", "card_validity_out_of_range"),
        ({"amount": "0.49"}, "CRD-05", "amount", "card_amount_out_of_range"),
        ({"amount": "10000.50"}, "CRD-05", "amount", "card_amount_out_of_range"),
        ({"reminders": [200]}, "CRD-06", "reminders", "reminders_incomplete"),
        ({"reminders": [0, 300]}, "CRD-06", "reminders", "reminders_out_of_order"),
        ({"reminders": [300, 300]}, "CRD-06", "reminders", "reminders_out_of_order"),
        ({"reminders": [200, 365]}, "CRD-06", "reminders", "reminders_out_of_order"),
        ({"amount": None, "prospecting": {"max_cards": 5, "deadline": "2024-02-01"}}, "CRD-16", "amount",
         "prospecting_values_missing"),
        ({"prospecting": {"deadline": "2024-02-01"}}, "CRD-16", "prospecting.max_cards", "prospecting_incomplete"),
        ({"prospecting": {"max_cards": 0, "deadline": "2024-02-01"}}, "CRD-16", "prospecting.max_cards",
         "prospecting_incomplete"),
        ({"prospecting": {"max_cards": 5, "deadline": "2024-01-11"}}, "CRD-16", "prospecting.deadline",
         "prospecting_over"),
        ({"start": "9999-12-01", "validity_days": 31}, "CRD-04", "validity_days", "card_validity_out_of_range"),
    ],
)
def test_an_operation_is_refused_by_name(garage, changes, rule, field, code):
    """CRD-02 to CRD-06, CRD-16: what is wrong is named, with its field."""
    assert_refused_with(prepared(garage, **changes), rule, "operation." + field, code)


def test_crd_02_only_a_service_manager_prepares_and_headquarters_nationally(garage):
    """ACC-04."""
    values = {"name": "Hiver", "mode": "free", "partners": []}
    violations = garage.refused("operation.prepare", {"operation": values}, actor=COLLABORATOR)
    assert_refused_with(violations, "ACC-04", code="service_manager_only")
    values = {"scope": "national", "brand": "AC", "name": "Hiver", "mode": "free"}
    assert_refused_with(garage.refused("operation.prepare", {"operation": values}), "ACC-04", code="headquarters_only")
    assert garage.ok("operation.prepare", {"operation": values}, actor=HEADQUARTERS)["operation"]["scope"] == "national"


def test_crd_02_the_bounds_are_accepted(garage):
    operation(garage, mode="percent_of_invoice", percent="100", amount="1", validity_days=1)
    operation(garage, amount="10000", reminders=[1, 364])
    assert national(garage, cofunding_percent="100")["cofunding_percent"] == "100"
    operation(garage, start="9999-12-01", validity_days=30)
    operation(garage, prospecting={"max_cards": 1, "deadline": "2024-01-12"})


def test_crd_02_a_partner_is_kept_once(garage):
    of = operation(garage, partners=["0022000-000", "0011960-001", "0022000-000"])
    assert of["partners"] == ["0022000-000", "0011960-001"]
    twice = {"partners": ["0022000-000", "0011960-001", "0011960-001"]}
    assert card(garage, of, values=twice)["balance"] == "50.00", "the same outlets as the operation's"


def test_crd_02_a_start_is_better_left_open(garage):
    """A note recommends it, and nothing is refused."""
    values = {"name": "H", "mode": "free", "partners": [], "start": "2024-02-01"}
    reply = garage.ask("operation.prepare", {"operation": values})
    assert [note["code"] for note in reply["notes"]] == ["operation_start_better_open"]


def test_crd_02_what_is_fixed_cannot_be_changed_and_what_is_open_must_be_given(garage):
    fixed = operation(garage)
    args = {"operation": fixed["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False}
    for values, field in (({"amount": "60"}, "amount"), ({"validity_days": 10}, "validity_days"),
                          ({"mode": "single_use"}, "mode"), ({"partners": ["0011960-001"]}, "partners")):
        violations = garage.refused("card.create", {**args, "values": values})
        assert_refused_with(violations, "CRD-02", "values." + field, "operation_value_fixed")
    open_one = operation(garage, amount=None, validity_days=None)
    args["operation"] = open_one["id"]
    assert_refused_with(garage.refused("card.create", args), "CRD-02", "values.amount", "operation_value_missing")
    values = {"amount": "60", "validity_days": 10}
    assert garage.ok("card.create", {**args, "values": values})["card"]["balance"] == "60.00"


@pytest.mark.parametrize("days", [-1, 0, 3651, 99_999, 10**12, -(2**63)])
def test_crd_04_a_validity_given_with_a_card_is_in_range(garage, days):
    of = operation(garage, validity_days=None)
    args = {"operation": of["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False,
            "values": {"validity_days": days}}
    found = assert_refused_with(garage.refused("card.create", args), "CRD-04", "values.validity_days",
                                "card_validity_out_of_range")
    assert (found["args"]["minimum"], found["args"]["maximum"]) == ("1", "3650")
    rows = {"operation": of["id"], "values": args["values"], "rows": [row(1), row(2)]}
    assert_refused_with(garage.refused("card.create_batch", rows), "CRD-04", "values.validity_days",
                        "card_validity_out_of_range")
    assert "cards" not in garage.ok("card.lookup", {"customer": {"email": ZOE["email"]}})


def test_crd_04_the_bounds_of_a_validity_given_with_a_card(garage):
    of = operation(garage, validity_days=None)
    assert card(garage, of, values={"validity_days": 1})["valid_until"] == "2024-01-13"
    assert card(garage, of, values={"validity_days": 3650})["valid_until"] == "2034-01-09"
    args = {"operation": of["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False,
            "values": {"validity_days": 31, "start": "9999-12-01"}}
    assert_refused_with(garage.refused("card.create", args), "CRD-04", "values.validity_days",
                        "card_validity_out_of_range")


def test_dat_01_what_is_wrong_with_given_values_is_said_with_the_rest_of_the_form(garage):
    of = operation(garage, validity_days=None, amount=None)
    violations = garage.refused("card.create", {
        "operation": of["id"], "vin": "X", "customer": {}, "code": " - ",
        "values": {"validity_days": 0, "amount": "0.10", "percent": "101", "cofunding_percent": "-1",
                   "reminders": [5]}})
    for rule, field, code in (("CRD-04", "values.validity_days", "card_validity_out_of_range"),
                              ("CRD-05", "values.amount", "card_amount_out_of_range"),
                              ("CRD-02", "values.percent", "operation_percent_out_of_range"),
                              ("CRD-05", "values.cofunding_percent", "cofunding_out_of_range"),
                              ("CRD-06", "values.reminders", "reminders_incomplete"),
                              ("CRD-07", "vin", "vin_malformed"), ("CRD-20", "code", "card_code_missing")):
        assert_refused_with(violations, rule, field, code)


def test_crd_06_reminders_of_the_operation_lie_within_a_validity_given_with_a_card(garage):
    of = operation(garage, validity_days=None, reminders=[200, 300])
    args = {"operation": of["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False}
    violations = garage.refused("card.create", {**args, "values": {"validity_days": 300}})
    assert_refused_with(violations, "CRD-06", "values.validity_days", "reminders_out_of_order")
    card(garage, of, values={"validity_days": 301})


def test_crd_02_reminders_left_open_are_completed_with_a_card(garage):
    of = operation(garage)
    args = {"operation": of["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False}
    for reminders, code in (([200], "reminders_incomplete"), ([300, 200], "reminders_out_of_order"),
                            ([200, 365], "reminders_out_of_order")):
        violations = garage.refused("card.create", {**args, "values": {"reminders": reminders}})
        assert_refused_with(violations, "CRD-06", "values.reminders", code)
    code = card(garage, of, values={"reminders": [200, 364]})["code"]
    day = "2024-07-30T09:00:00+02:00"
    due = garage.ok("card.reminders_due", {"on": "2024-07-30"}, at=day)["reminders"]
    assert [(one["code"], one["number"]) for one in due] == [(code, 1)]
    fixed = operation(garage, reminders=[200, 300])
    violations = garage.refused("card.create", {**args, "operation": fixed["id"], "values": {"reminders": [200, 301]}})
    assert_refused_with(violations, "CRD-02", "values.reminders", "operation_value_fixed")


def test_crd_02_a_national_operation_is_relayed_by_every_outlet_that_sells_the_brand(garage):
    relayed = national(garage)
    for who in (MANAGER, PARTNER):
        listed = garage.ok("operation.list", {}, actor=who)["operations"]
        assert relayed["id"] in [one["id"] for one in listed]
    own = operation(garage)
    listed = garage.ok("operation.list", {}, actor=PARTNER)["operations"]
    assert own["id"] not in [one["id"] for one in listed]


def test_dat_05_operations_are_paged(garage):
    ids = [operation(garage, name=f"O{number}")["id"] for number in range(5)]
    found, after = [], None
    while True:
        page = garage.ok("operation.list", {"limit": 2, **({"after": after} if after else {})})
        found += [one["id"] for one in page["operations"]]
        after = page.get("next")
        if not after:
            break
    assert sorted(found) == sorted(ids)


# --- Creation


def test_crd_04_the_last_day_is_the_start_and_the_days_of_validity(garage):
    """The field's example: start 2023-08-29, 365 days, until 2024-08-28."""
    made = card(garage, operation(garage, start="2023-08-29"))
    assert (made["valid_from"], made["valid_until"]) == ("2023-08-29", "2024-08-28")


def test_crd_04_a_card_starts_on_the_day_of_its_creation_at_the_outlet(garage):
    """One minute before midnight in UTC it is the next day in Paris."""
    made = card(garage, operation(garage), at="2024-01-12T23:30:00+00:00")
    assert made["valid_from"] == "2024-01-13"


def test_crd_05_cents_are_rounded_half_up_and_said(garage):
    for typed, kept in (("49.50", "50.00"), ("49.49", "49.00"), ("50.00", "50.00")):
        reply = garage.ask("operation.prepare", {"operation": {
            "name": "H", "mode": "free", "partners": [], "validity_days": 10, "amount": typed}})
        assert reply["ok"]["operation"]["amount"] == kept
        said = [note["code"] for note in reply.get("notes", [])]
        assert said == ([] if typed == kept else ["card_amount_rounded"])


def test_crd_07_the_form_of_a_card(garage):
    of = operation(garage)
    violations = garage.refused("card.create", {"operation": of["id"], "vin": "VF7NCBHXB1234567O", "customer": {
        "last_name": " ", "first_name": "Zoé", "email": "zoe", "mobile": ""}})
    assert_refused_with(violations, "CRD-07", "vin", "vin_malformed")
    assert_refused_with(violations, "CRD-07", "customer.last_name", "card_holder_incomplete")
    assert_refused_with(violations, "CUS-14", "customer.email", "email_malformed")
    assert_refused_with(violations, "CRD-07", "customer.mobile", "card_holder_incomplete")
    assert_refused_with(violations, "CRD-07", "share_with_brand", "share_answer_missing")


def test_crd_07_creating_a_card_sends_it(garage):
    reply = garage.ask("card.create", {"operation": operation(garage)["id"], "vin": VIN, "share_with_brand": True,
                                       "customer": {**ZOE, "civility": "Mme"}})
    assert [note["code"] for note in reply["notes"]] == ["card_mail_read_on_phone"]
    (mail,) = reply["effects"]
    assert (mail["effect"], mail["to"], mail["template"]) == ("email", "zoe@example.fr", "card_delivered")
    data = mail["data"]
    assert data["civility"] == "Mme" and data["name"] == "Zoé Dubois" and data["operation"] == "Hiver"
    assert data["outlet"] == "Garage Martin Lyon" and data["street"] == "1 rue B" and data["city"] == "Lyon"
    assert data["amount"] == "50.00" and data["valid_until"] == "2025-01-11"
    assert data["link"].endswith(reply["ok"]["card"]["code"])


def test_crd_07_a_card_without_an_operation_is_a_one_off_of_a_service_manager(garage):
    args = {"values": {"mode": "free", "amount": "20", "validity_days": 30}, "vin": VIN, "customer": ZOE,
            "share_with_brand": False}
    assert_refused_with(garage.refused("card.create", args, actor=COLLABORATOR), "ACC-04", code="service_manager_only")
    assert garage.ok("card.create", args)["card"]["balance"] == "20.00"
    del args["values"]
    assert_refused_with(garage.refused("card.create", args), "CRD-02", "operation", "operation_incomplete")


def test_crd_08_a_batch_is_all_or_nothing_and_every_bad_cell_is_named(garage):
    of = operation(garage)
    rows = [{"last_name": "A", "first_name": "B", "email": "x"},
            {"last_name": "", "first_name": "B", "email": "q@example.fr", "mobile": "12"},
            {"last_name": "C", "first_name": "D", "email": "Q@EXAMPLE.fr", "vin": "SHORT"}]
    violations = garage.refused("card.create_batch", {"operation": of["id"], "rows": rows})
    assert_refused_with(violations, "CUS-14", "rows.0.email", "email_malformed")
    assert_refused_with(violations, "CRD-08", "rows.1.last_name", "batch_cell_missing")
    assert_refused_with(violations, "CUS-09", "rows.1.mobile")
    assert_refused_with(violations, "CRD-08", "rows.2.email", "batch_email_given_twice")
    assert_refused_with(violations, "CRD-07", "rows.2.vin", "vin_malformed")
    assert [one["field"] for one in violations] == sorted(one["field"] for one in violations)
    assert "cards" not in garage.ok("card.lookup", {"customer": {"email": "q@example.fr"}})


def row(number):
    return {"last_name": f"N{number}", "first_name": "P", "email": f"p{number}@example.fr"}


def test_crd_08_a_batch_has_2_to_250_customers(garage):
    of = operation(garage)
    for count in (1, 251):
        violations = garage.refused("card.create_batch", {"operation": of["id"], "rows": [row(n) for n in range(count)]})
        assert_refused_with(violations, "CRD-08", "rows", "batch_size_out_of_range")
    for count in (2, 250):
        made = garage.ok("card.create_batch", {"operation": of["id"], "rows": [row(n) for n in range(count)]})
        assert len(made["cards"]) == count and len({one["code"] for one in made["cards"]}) == count


def test_crd_08_batch_cards_carry_no_share_of_the_brand(garage):
    of = national(garage)
    violations = garage.refused("card.create_batch", {"operation": of["id"], "rows": [row(1), row(2)]})
    assert_refused_with(violations, "CRD-08", "operation", "batch_is_not_cofunded")


def test_crd_08_a_batch_has_one_source(garage):
    of = operation(garage)
    for args in ({}, {"rows": [row(1), row(2)], "csv": "a"}):
        violations = garage.refused("card.create_batch", {"operation": of["id"], **args})
        assert_refused_with(violations, "CRD-08", code="batch_source_unclear")


TABLES = {
    "by position": "Petit,Anne,anne@example.fr\nGrand,Luc,luc@example.fr\n",
    "French header": "Prénom;Nom;Courriel;Portable\r\nAnne;Petit;anne@example.fr;06 12 34 56 78\r\nLuc;Grand;luc@example.fr;\r\n",
    "Dutch header": "Voornaam\tAchternaam\tE-mail\nAnne\tPetit\tanne@example.fr\nLuc\tGrand\tluc@example.fr",
    "English header": "email|first name|last name\nanne@example.fr|Anne|Petit\nluc@example.fr|Luc|Grand\n",
    "quotes": '"Petit";"Anne";"anne@example.fr"\n"Gr""and";Luc;luc@example.fr\n\n',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("kind", list(TABLES))
def test_crd_08_tables_in_any_common_encoding_and_separator(garage, kind, encoding):
    of = operation(garage)
    table = base64.b64encode(TABLES[kind].encode(encoding)).decode()
    made = garage.ok("card.create_batch", {"operation": of["id"], "csv_base64": table})
    assert len(made["cards"]) == 2
    found = garage.ok("card.lookup", {"code": made["cards"][0]["code"]})["card"]
    assert found["holder"]["first_name"] == "Anne" and found["holder"]["email"] == "anne@example.fr"


def test_crd_08_a_table_that_cannot_be_read(garage):
    of = operation(garage)
    violations = garage.refused("card.create_batch", {"operation": of["id"], "csv": 'a;b;c@example.fr\n"open;b\n'})
    assert_refused_with(violations, "CRD-08", "csv", "batch_table_malformed")
    violations = garage.refused("card.create_batch", {"operation": of["id"], "csv_base64": "%%%"})
    assert_refused_with(violations, "CRD-08", "csv_base64", "batch_table_malformed")


def test_cus_21_a_remembered_batch_names_nobody(garage):
    """A request with a key is remembered: nothing of the persons may be in what is kept."""
    of = operation(garage)
    args = {"operation": of["id"], "rows": [row(1), row(2)]}
    first = garage.ask("card.create_batch", args, key="k1")
    again = garage.ask("card.create_batch", args, key="k1")
    assert again["ok"] == first["ok"] and "p1@example.fr" not in json.dumps(again)


# --- Look-up


def test_crd_10_a_look_up_says_what_an_invoice_would_give_and_changes_nothing(garage):
    code = card(garage, operation(garage, mode="single_use"))["code"]
    before = garage.ok("audit.verify", {})["records"]
    asked = garage.ok("card.lookup", {"code": code, "invoice_amount": "32.10"})
    assert (asked["would_give"], asked["would_forfeit"]) == ("32.10", "17.90")
    assert asked["card"]["balance"] == "50.00" and asked["card"]["status"] == "active"
    assert garage.ok("audit.verify", {})["records"] == before


def test_crd_10_a_card_is_found_by_coordinates(garage):
    code = card(garage, operation(garage))["code"]
    for wanted in ({"email": "ZOE@example.fr"}, {"mobile": "+33612345678"}, {"vin": VIN.lower()},
                   {"last_name": "DUBOIS", "first_name": "zoe"}, {"email": "zoe@example.fr", "last_name": "Dubois"}):
        found = garage.ok("card.lookup", {"customer": wanted})
        assert [one["code"] for one in found["cards"]] == [code], wanted
    assert "cards" not in garage.ok("card.lookup", {"customer": {"email": "zoe@example.fr", "last_name": "Other"}})
    assert_refused_with(garage.refused("card.lookup", {"customer": {"last_name": "Dubois"}}), "CRD-10",
                        code="card_lookup_incomplete")
    assert_refused_with(garage.refused("card.lookup", {}), "CRD-10", code="card_lookup_incomplete")


def test_crd_10_coordinates_that_have_one_card_say_what_an_invoice_would_give(garage):
    of = operation(garage, mode="single_use")
    code = card(garage, of)["code"]
    asked = garage.ok("card.lookup", {"customer": {"email": ZOE["email"]}, "invoice_amount": "32.10"})
    assert asked["card"]["code"] == code and [one["code"] for one in asked["cards"]] == [code]
    assert (asked["would_give"], asked["would_forfeit"]) == ("32.10", "17.90")
    violations = garage.refused("card.lookup", {"customer": {"email": ZOE["email"]}, "invoice_amount": "1.001"})
    assert_refused_with(violations, "DAT-03", "invoice_amount", "money_too_many_decimals")
    early = garage.ask("card.lookup", {"customer": {"email": ZOE["email"]}, "invoice_amount": "1.00"},
                       at=later(days=400, start=AT))
    assert early["ok"]["would_give"] == "0.00"
    assert [(note["code"], note["field"]) for note in early["notes"]] == [("card_expired", "customer")]
    card(garage, of)
    several = garage.ok("card.lookup", {"customer": {"email": ZOE["email"]}, "invoice_amount": "32.10"})
    assert len(several["cards"]) == 2 and "card" not in several and "would_give" not in several


def test_acc_02_a_partner_sees_the_card_and_the_name_and_a_stranger_nothing(garage):
    shared = card(garage, operation(garage, partners=["0022000-000"]))["code"]
    seen = garage.ok("card.lookup", {"code": shared}, actor=PARTNER)["card"]
    assert seen["name"] == "Zoé Dubois" and "holder" not in seen
    own = card(garage, operation(garage))["code"]
    violations = garage.refused("card.lookup", {"code": own}, actor=PARTNER)
    assert_refused_with(violations, "ACC-02", "code", "record_not_found")
    unknown = garage.refused("card.lookup", {"code": "0000000000000"}, actor=PARTNER)
    assert violations == unknown, "a foreign card is answered like an unknown one"


def test_crd_20_codes_are_read_in_any_case_and_with_blanks_and_dashes(garage):
    code = card(garage, operation(garage))["code"]
    spelled = "-".join([code[:4], code[4:8], code[8:]]).lower()
    assert garage.ok("card.lookup", {"code": f" {spelled} "})["card"]["code"] == code
    assert garage.ok("check.card_code", {"value": code}, actor=None)["valid"]


def test_crd_20_sequential_numbers_are_imported_once(garage):
    of = operation(garage)
    made = card(garage, of, code="000 123-a")
    assert made["code"] == "000123A"
    assert garage.ok("card.lookup", {"code": "000123a"})["card"]["balance"] == "50.00"
    violations = garage.refused("card.create", {"operation": of["id"], "vin": VIN, "share_with_brand": False,
                                                "customer": ZOE, "code": "000123A"})
    assert_refused_with(violations, "CRD-20", "code", "card_code_taken")


def test_crd_20_an_imported_number_is_letters_and_digits(garage):
    args = {"operation": operation(garage)["id"], "vin": VIN, "share_with_brand": False, "customer": ZOE}
    for code, refusal in ((" - ", "card_code_missing"), ("<b>x", "card_code_malformed"), ("A\nB", "card_code_malformed"),
                          ("É1", "card_code_malformed"), ("9" * 33, "card_code_malformed")):
        violations = garage.refused("card.create", {**args, "code": code})
        assert_refused_with(violations, "CRD-20", "code", refusal)
    assert garage.ok("card.create", {**args, "code": "9" * 32})["card"]["code"] == "9" * 32


def test_crd_20_an_imported_number_is_unique_in_its_legal_entity(garage):
    """ACC-02: nobody learns which numbers another one has; every system counts from 1."""
    def number(desk, actor, **changes):
        of = operation(desk, actor=actor, **changes)
        return card(desk, of, actor=actor, code="100")

    number(garage, MANAGER, amount="50")
    number(garage, PARTNER, amount="70")
    assert garage.ok("card.lookup", {"code": "100"})["card"]["balance"] == "50.00"
    assert garage.ok("card.lookup", {"code": "1-0 0"}, actor=PARTNER)["card"]["balance"] == "70.00"
    assert use(garage, "100", actor=PARTNER)["balance"] == "0.00"
    assert garage.ok("card.lookup", {"code": "100"})["card"]["balance"] == "50.00"
    of = operation(garage, actor=PARTNER)
    args = {"operation": of["id"], "vin": VIN, "share_with_brand": False, "customer": ZOE, "code": "100"}
    assert_refused_with(garage.refused("card.create", args, actor=PARTNER), "CRD-20", "code", "card_code_taken")


def test_crd_20_a_code_with_its_check_character_is_unique_among_all(garage):
    code = card(garage, operation(garage))["code"]
    of = operation(garage, actor=PARTNER)
    args = {"operation": of["id"], "vin": VIN, "share_with_brand": False, "customer": ZOE, "code": code}
    assert_refused_with(garage.refused("card.create", args, actor=PARTNER), "CRD-20", "code", "card_code_taken")


def test_crd_09_a_partner_finds_an_imported_number_of_another_legal_entity(garage):
    shared = operation(garage, partners=["0022000-000"])
    card(garage, shared, code="200")
    assert use(garage, "200", actor=PARTNER, discount="5.00")["balance"] == "45.00"
    assert garage.ok("card.qr", {"code": "200"}, actor=PARTNER)["svg"].startswith("<svg")
    card(garage, operation(garage), code="201")
    violations = garage.refused("card.lookup", {"code": "201"}, actor=PARTNER)
    assert_refused_with(violations, "ACC-02", "code", "record_not_found")
    of = national(garage, partners=["0022000-000"], cofunding_percent=None)
    card(garage, of, actor=HEADQUARTERS, code="200")
    violations = garage.refused("card.use", {"code": "200", "invoice": invoice("F-2")}, actor=PARTNER)
    assert_refused_with(violations, "CRD-20", "code", "card_code_ambiguous")
    assert_refused_with(garage.refused("card.qr", {"code": "200"}, actor=PARTNER), "CRD-20", "code", "card_code_ambiguous")
    card(garage, operation(garage, actor=PARTNER, amount="9"), actor=PARTNER, code="200")
    assert garage.ok("card.lookup", {"code": "200"}, actor=PARTNER)["card"]["amount"] == "9.00", "the own one first"
    assert garage.ok("card.lookup", {"code": "200"})["card"]["balance"] == "45.00"


# --- Uses


def test_crd_01_a_card_is_used_for_anything_the_outlet_sells_until_it_is_empty(garage):
    """CRD-01: whole euros, four purposes, and what was used never comes back but by a cancel."""
    shown = card(garage, operation(garage, amount="4"))
    assert (shown["amount"], shown["balance"]) == ("4.00", "4.00")
    for number, purpose in enumerate(("new_vehicle", "after_sales", "parts", "accessories"), start=1):
        args = {"code": shown["code"], "invoice": invoice(f"F-{number}", "1.00", **{"for": purpose})}
        assert garage.ok("card.use", args)["use"]["balance"] == f"{4 - number}.00"
    assert garage.ok("card.lookup", {"code": shown["code"]})["card"]["status"] == "empty"
    violations = garage.refused("card.use", {"code": shown["code"], "invoice": invoice("F-5", "1.00")})
    assert_refused_with(violations, "CRD-12", "code", "card_empty")


def test_crd_11_free_takes_what_is_asked_for_up_to_balance_and_invoice(garage):
    code = card(garage, operation(garage))["code"]
    assert use(garage, code, "F-1", "100.00", discount="10.00")["balance"] == "40.00"
    assert use(garage, code, "F-2", "30.00")["balance"] == "10.00"
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-3"), "discount": "10.01"})
    found = assert_refused_with(violations, "CRD-11", "discount", "card_discount_out_of_range")
    assert found["args"]["discount"] == "10.00", "CRD-23: the smallest change that would make it pass"
    assert use(garage, code, "F-3", "100.00", discount="10.00")["balance"] == "0.00"


def test_crd_11_percent_of_the_invoice_is_rounded_half_up(garage):
    code = card(garage, operation(garage, mode="percent_of_invoice", percent="12.5"))["code"]
    assert use(garage, code, "F-1", "0.04")["discount"] == "0.01"
    assert use(garage, code, "F-2", "100.00")["discount"] == "12.50"
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-3"), "discount": "12.49"})
    found = assert_refused_with(violations, "CRD-11", "discount", "card_discount_not_of_mode")
    assert found["args"]["discount"] == "12.50"


def test_crd_22_a_single_use_forfeits_what_is_left_over(garage):
    code = card(garage, operation(garage, mode="single_use"))["code"]
    dry = garage.ok("card.use", {"code": code, "invoice": invoice("F-1", "32.10")}, dry_run=True)["use"]
    assert (dry["discount"], dry["forfeited"]) == ("32.10", "17.90")
    done = use(garage, code, "F-1", "32.10")
    assert (done["discount"], done["forfeited"], done["balance"]) == ("32.10", "17.90", "0.00")
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-2")})
    assert_refused_with(violations, "CRD-12", "code", "card_empty")


def test_crd_22_or_the_card_is_kept_whole_where_the_policy_says_so(garage):
    policy = garage.ok("policy.show", {"preset": "exclusive_card_fr"}, actor=None)["policy"]
    policy["card"]["leftover"] = "refuse"
    other = garage
    other.ok("policy.load", {"policy": policy}, actor=None)
    code = card(other, operation(other, mode="single_use"))["code"]
    violations = other.refused("card.use", {"code": code, "invoice": invoice("F-1", "32.10")})
    found = assert_refused_with(violations, "CRD-22", "invoice.amount", "card_leftover_refused")
    assert found["args"]["missing"] == "17.90" and found["args"]["invoice"] == "50.00"
    assert use(other, code, "F-1", "50.00")["discount"] == "50.00"


def test_crd_12_the_same_invoice_with_the_same_values_takes_nothing_more(garage):
    code = card(garage, operation(garage, amount="100"))["code"]
    first = use(garage, code, " F-1 ", "100.00")
    assert use(garage, code, "F-1", "100.00") == first, "also when the balance has become zero since"
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-1", "99.00")})
    assert_refused_with(violations, "CRD-12", "invoice.number", "invoice_already_used")
    garage.ok("card.cancel_use", {"use": first["id"]})
    assert use(garage, code, "F-1", "99.00")["discount"] == "99.00", "free again after a cancel"


def test_crd_12_everything_asked_for_is_a_value_of_the_request(garage):
    """The discount (none asks for all that there is) and the credit of the loyalty card."""
    code = card(garage, operation(garage))["code"]
    first = use(garage, code, "F-1", "100.00", discount="10.00")
    assert use(garage, code, "F-1", "100.00", discount="10.00") == first
    for more in ({}, {"discount": "50.00"}, {"discount": "10.00", "credit_loyalty": True}):
        violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-1", "100.00"), **more})
        assert_refused_with(violations, "CRD-12", "invoice.number", "invoice_already_used")
    rest = use(garage, code, "F-2", "100.00")
    assert use(garage, code, "F-2", "100.00", discount="40.00") == rest, "that is what it asked for"
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-2", "100.00"), "discount": "39.00"})
    assert_refused_with(violations, "CRD-12", "invoice.number", "invoice_already_used")
    single = card(garage, operation(garage, mode="single_use"))["code"]
    done = use(garage, single, "F-1", "30.00", discount="30.00")
    assert use(garage, single, "F-1", "30.00") == done, "the mode gives nothing else"


def test_crd_12_a_use_that_credited_is_the_same_only_with_its_credit(garage):
    garage.ok("programme.define", {"programme": {"earning": "kitty", "unit": "eur", "rate": "0.05"}})
    garage.ok("loyalty.create_card", {"customer": ZOE, "share_with_brand": False})
    code = card(garage, operation(garage))["code"]
    first = use(garage, code, "F-1", "150.00", credit_loyalty=True)
    assert first["loyalty_transaction"] and use(garage, code, "F-1", "150.00", credit_loyalty=True) == first
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-1", "150.00")})
    assert_refused_with(violations, "CRD-12", "invoice.number", "invoice_already_used")


def test_crd_21_a_capture_is_the_same_request_only_with_the_same_values(garage):
    code = card(garage, operation(garage))["code"]
    held = garage.ok("card.hold", {"code": code, "amount": "30.00", "expires": later(hours=1, start=AT)})["hold"]
    args = {"hold": held, "invoice": invoice("F-1", "100.00")}
    taken = garage.ok("card.capture", args)["use"]
    assert taken["discount"] == "30.00" and garage.ok("card.capture", args)["use"] == taken
    assert garage.ok("card.capture", {**args, "discount": "30.00"})["use"] == taken
    violations = garage.refused("card.capture", {**args, "discount": "29.00"})
    assert_refused_with(violations, "CRD-21", "hold", "hold_closed")


def test_crd_23_where_a_percentage_gives_nothing_the_smallest_invoice_is_said(garage):
    for percent, amount, least in (("1", "0.10", "0.50"), ("20", "0.02", "0.03"), ("33.3", "0.01", "0.02"),
                                   ("0.0001", "4999.99", "5000.00")):
        code = card(garage, operation(garage, mode="percent_of_invoice", percent=percent))["code"]
        violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-1", amount)})
        found = assert_refused_with(violations, "CRD-11", "invoice.amount", "card_discount_out_of_range")
        assert found["args"]["invoice"] == least
        assert use(garage, code, "F-1", least)["discount"] == "0.01"


def test_crd_12_refusals_in_order_and_at_their_boundaries(garage):
    of = operation(garage, start="2024-02-01", validity_days=28)
    code = card(garage, of)["code"]
    first, last = "2024-02-01T00:00:00+01:00", "2024-02-29T23:59:59+01:00"
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-1")}, at="2024-01-31T23:59:59+01:00")
    found = assert_refused_with(violations, "CRD-12", "code", "card_not_yet_valid")
    assert found["args"]["from"] == "2024-02-01"
    use(garage, code, "F-1", "10.00", at=first)
    use(garage, code, "F-2", "10.00", at=last)
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-3")}, at="2024-03-01T00:00:00+01:00")
    assert_refused_with(violations, "CRD-12", "code", "card_expired")
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-3", "0.00")}, at=last)
    assert_refused_with(violations, "CRD-12", "invoice.amount", "invoice_amount_not_positive")
    violations = garage.refused("card.use", {"code": code, "invoice": {"number": "  ", "amount": "5.00"}}, at=last)
    assert_refused_with(violations, "CRD-12", "invoice.number", "invoice_number_missing")
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-3", "5.001")}, at=last)
    assert_refused_with(violations, "DAT-03", "invoice.amount", "money_too_many_decimals")


def test_crd_11_what_an_invoice_is_for_is_on_a_list(garage):
    code = card(garage, operation(garage))["code"]
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-1", "5.00", **{"for": "lunch"})})
    assert_refused_with(violations, "CRD-11", "invoice.for", "card_purpose_missing")
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-1", "5.00", odometer_km=-1)})
    assert_refused_with(violations, "CRD-11", "invoice.odometer_km", "odometer_out_of_range")


def test_crd_09_a_card_works_where_it_was_issued_and_at_partners(garage):
    code = card(garage, operation(garage))["code"]
    violations = garage.refused("card.use", {"code": code, "invoice": invoice()}, actor=MANAGER_VIENNE)
    assert_refused_with(violations, "CRD-09", "code", "card_not_here")
    shared = card(garage, operation(garage, partners=["0011960-001", "0022000-000"]))["code"]
    for who in (MANAGER, MANAGER_VIENNE, PARTNER):
        use(garage, shared, "F-1", "10.00", actor=who)  # a number is one outlet's: no clash between them
    assert garage.ok("card.lookup", {"code": shared})["card"]["balance"] == "20.00"


def test_crd_11_missing_coordinates_are_completed_at_a_use(garage):
    of = operation(garage)
    made = garage.ok("card.create_batch", {"operation": of["id"], "rows": [row(1), row(2)]})["cards"][0]
    use(garage, made["code"], complete={"mobile": "06 12 34 56 78", "vin": VIN.lower()})
    holder = garage.ok("card.lookup", {"code": made["code"]})["card"]["holder"]
    assert holder["mobile"] == "+33612345678" and holder["vin"] == VIN
    violations = garage.refused("card.use", {"code": made["code"], "invoice": invoice("F-2"),
                                             "complete": {"mobile": "12", "vin": "X"}})
    assert_refused_with(violations, "CUS-09", "complete.mobile")
    assert_refused_with(violations, "CRD-07", "complete.vin")


def test_crd_14_a_cancel_restores_what_was_taken_and_forfeited_once(garage):
    code = card(garage, operation(garage, mode="single_use"))["code"]
    done = use(garage, code, "F-1", "32.10")
    back = garage.ok("card.cancel_use", {"use": done["id"]})["card"]
    assert back["balance"] == "50.00"
    assert garage.ok("card.cancel_use", {"use": done["id"]})["card"] == back, "a second cancel gives the same answer"
    assert_refused_with(garage.refused("card.cancel_use", {"use": "nothing"}), "ACC-02", "use", "record_not_found")


def test_crd_14_a_second_cancel_says_what_the_first_one_said_whatever_happened_since(garage):
    code = card(garage, operation(garage, validity_days=10))["code"]
    garage.ok("card.hold", {"code": code, "amount": "5.00", "expires": later(hours=1, start=AT)})
    done = use(garage, code, "F-1", "30.00")
    back = garage.ok("card.cancel_use", {"use": done["id"]})["card"]
    assert (back["balance"], back["held"], back["status"]) == ("50.00", "5.00", "active")
    use(garage, code, "F-2", "20.00")
    assert garage.ok("card.cancel_use", {"use": done["id"]})["card"] == back
    assert garage.ok("card.cancel_use", {"use": done["id"]}, at=later(days=30, start=AT))["card"] == back
    assert garage.ok("card.lookup", {"code": code})["card"]["balance"] == "30.00"


def test_crd_14_a_cancel_revives_no_expired_card(garage):
    code = card(garage, operation(garage, validity_days=10))["code"]
    done = use(garage, code, "F-1", "50.00")
    back = garage.ok("card.cancel_use", {"use": done["id"]}, at=later(days=30, start=AT))["card"]
    assert (back["balance"], back["status"]) == ("50.00", "expired")


def test_dat_06_an_instant_before_the_cards_last_event_is_refused(garage):
    code = card(garage, operation(garage))["code"]
    use(garage, code, "F-1", "10.00", at=later(minutes=5, start=AT))
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-2")}, at=later(minutes=4, start=AT))
    assert_refused_with(violations, "DAT-06", "at", "instant_before_last_event")


# --- Holds


def test_crd_21_held_value_cannot_be_used_by_anyone_else(garage):
    code = card(garage, operation(garage))["code"]
    held = garage.ok("card.hold", {"code": code, "amount": "30.00", "expires": later(hours=1, start=AT)})
    assert (held["held"], held["balance"]) == ("30.00", "50.00")
    violations = garage.refused("card.hold", {"code": code, "amount": "20.01", "expires": later(hours=1, start=AT)})
    assert_refused_with(violations, "CRD-21", "amount", "hold_amount_out_of_range")
    assert use(garage, code, "F-1", "100.00")["discount"] == "20.00"
    violations = garage.refused("card.use", {"code": code, "invoice": invoice("F-2")})
    assert_refused_with(violations, "CRD-21", "code", "card_value_held")
    taken = garage.ok("card.capture", {"hold": held["hold"], "invoice": invoice("F-3"), "discount": "25.00"})["use"]
    assert (taken["discount"], taken["balance"]) == ("25.00", "5.00"), "the rest of the hold is free again"
    again = garage.ok("card.capture", {"hold": held["hold"], "invoice": invoice("F-3"), "discount": "25.00"})["use"]
    assert again == taken
    violations = garage.refused("card.capture", {"hold": held["hold"], "invoice": invoice("F-4")})
    assert_refused_with(violations, "CRD-21", "hold", "hold_closed")


def test_crd_21_the_form_of_a_hold_is_refused_all_at_once(garage):
    violations = garage.refused("card.hold", {"amount": "1.234", "expires": AT})
    assert [(one["rule"], one["field"]) for one in violations] == [
        ("CRD-20", "code"), ("DAT-03", "amount"), ("CRD-21", "expires")]


def test_crd_21_a_hold_lapses_by_itself_at_its_instant(garage):
    code = card(garage, operation(garage))["code"]
    until = later(hours=1, start=AT)
    held = garage.ok("card.hold", {"code": code, "amount": "50.00", "expires": until})["hold"]
    violations = garage.refused("card.use", {"code": code, "invoice": invoice()}, at=later(minutes=59, start=AT))
    assert_refused_with(violations, "CRD-21", code="card_value_held")
    violations = garage.refused("card.capture", {"hold": held, "invoice": invoice()}, at=until)
    assert_refused_with(violations, "CRD-21", "hold", "hold_lapsed")
    assert use(garage, code, "F-1", "100.00", at=until)["discount"] == "50.00"


def test_crd_21_a_hold_is_released(garage):
    code = card(garage, operation(garage))["code"]
    held = garage.ok("card.hold", {"code": code, "amount": "50.00", "expires": later(hours=1, start=AT)})["hold"]
    assert garage.ok("card.release", {"hold": held})["card"]["held"] == "0.00"
    assert use(garage, code)["discount"] == "50.00"
    violations = garage.refused("card.hold", {"code": code, "amount": "1.00", "expires": AT})
    assert_refused_with(violations, "CRD-21", "expires", "hold_expiry_not_ahead")
    assert_refused_with(garage.refused("card.release", {"hold": "x"}), "ACC-02", "hold", "record_not_found")


def test_crd_21_a_capture_takes_no_more_than_was_reserved_in_any_mode(garage):
    code = card(garage, operation(garage, mode="percent_of_invoice", percent="20"))["code"]
    held = garage.ok("card.hold", {"code": code, "amount": "10.00", "expires": later(hours=1, start=AT)})["hold"]
    taken = garage.ok("card.capture", {"hold": held, "invoice": invoice("F-1", "100.00")})["use"]
    assert (taken["discount"], taken["balance"]) == ("10.00", "40.00")
    single = card(garage, operation(garage, mode="single_use"))["code"]
    violations = garage.refused("card.hold", {"code": single, "amount": "10.00", "expires": later(hours=1, start=AT)})
    assert_refused_with(violations, "CRD-21", "amount", "hold_amount_out_of_range")


# --- Prospecting


def form(desk, **changes):
    limits = {"max_cards": 2, "deadline": "2024-01-31", "note": "stand"}
    limits.update(changes)
    return operation(desk, prospecting=limits)


def submit(desk, url, email, at=..., verb="ok", **more):
    args = {"form": url, "person": {**ZOE, "email": email}, "share_with_brand": False, **more}
    return getattr(desk, verb)("form.submit", args, actor=None, at=at)


def test_crd_16_a_form_gives_cards_up_to_its_number(garage):
    of = form(garage)
    assert of["form_qr_svg"].startswith("<svg") and of["form_cards_left"] == 2
    assert submit(garage, of["form_url"], "a@example.fr")["card"]["balance"] == "50.00"
    violations = submit(garage, of["form_url"], "A@EXAMPLE.fr", verb="refused")
    assert_refused_with(violations, "CRD-16", "person.email", "prospecting_email_has_card")
    submit(garage, of["form_url"].rsplit("/", 1)[1], "b@example.fr")
    violations = submit(garage, of["form_url"], "c@example.fr", verb="refused")
    assert_refused_with(violations, "CRD-16", "form", "prospecting_full")


def test_crd_16_the_last_day_of_a_form_is_included(garage):
    of = form(garage)
    submit(garage, of["form_url"], "a@example.fr", at="2024-01-31T23:59:59+01:00")
    violations = submit(garage, of["form_url"], "b@example.fr", at="2024-02-01T00:00:00+01:00", verb="refused")
    assert_refused_with(violations, "CRD-16", "form", "prospecting_over")
    assert_refused_with(submit(garage, "nothing", "b@example.fr", verb="refused"), "ACC-02", "form", "record_not_found")


def test_crd_16_a_form_asks_for_everything_but_the_vin(garage):
    of = form(garage)
    violations = garage.refused("form.submit", {"form": of["form_url"], "person": {"last_name": "A"}}, actor=None)
    for field in ("person.first_name", "person.email", "person.mobile"):
        assert_refused_with(violations, "CRD-07", field, "card_holder_incomplete")
    assert_refused_with(violations, "CRD-07", "share_with_brand", "share_answer_missing")


def test_con_06_a_public_form_turns_no_standing_no_into_a_yes(garage):
    """CON-06, CRD-16: nobody knows who fills in a form; a no is honoured, a yes only where none stands against it."""
    def answer():
        found = garage.ok("customer.search", {"email": ZOE["email"]})["candidates"][0]["id"]
        return garage.ok("consent.state", {"customer": found})["share_with_brand"]["answer"]

    first, second, third = (form(garage) for _ in range(3))
    card(garage, operation(garage))
    submit(garage, first["form_url"], ZOE["email"], share_with_brand=True)
    assert answer() == "no"
    card(garage, operation(garage), share_with_brand=True)
    submit(garage, second["form_url"], ZOE["email"], share_with_brand=True)
    assert answer() == "yes"
    submit(garage, third["form_url"], ZOE["email"], share_with_brand=False)
    assert answer() == "no"


def several(path, requests):
    """Sends each request through a program of its own, all at the same time; gives the replies."""
    replies = [None] * len(requests)

    def send(number, request):
        run = subprocess.run([executable(), "run", "--store", path, "--preset", "exclusive_card_fr"],
                             input=json.dumps(request) + "\n", capture_output=True, text=True, check=True, timeout=120)
        replies[number] = json.loads(run.stdout)

    threads = [threading.Thread(target=send, args=one) for one in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def test_crd_13_uses_at_the_same_instant_never_take_more_than_the_balance(open_desk, tmp_path):
    path = str(tmp_path / "cards.db")
    desk = open_desk("--store", path, "--preset", "exclusive_card_fr", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    code = card(desk, operation(desk))["code"]
    requests = [{"verb": "card.use", "at": AT, "actor": MANAGER,
                 "args": {"code": code, "invoice": invoice(f"F-{number}", "20.00")}} for number in range(8)]
    replies = several(path, requests)
    taken = [float(reply["ok"]["use"]["discount"]) for reply in replies if "ok" in reply]
    assert sum(taken) == 50 and desk.ok("card.lookup", {"code": code})["card"]["balance"] == "0.00"
    for reply in replies:
        if "refused" in reply:
            assert_refused_with(reply["refused"], "CRD-12", "code", "card_empty")


def test_crd_16_under_concurrent_submissions_never_one_card_too_many(open_desk, tmp_path):
    path = str(tmp_path / "forms.db")
    desk = open_desk("--store", path, "--preset", "exclusive_card_fr", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    of = form(desk, max_cards=3)
    requests = [{"verb": "form.submit", "at": AT, "args": {
        "form": of["form_url"], "person": {**ZOE, "email": f"p{number}@example.fr"}, "share_with_brand": False}}
        for number in range(8)]
    replies = several(path, requests)
    assert sum("ok" in reply for reply in replies) == 3
    for reply in replies:
        if "refused" in reply:
            assert_refused_with(reply["refused"], "CRD-16", "form", "prospecting_full")


# --- Reminders, wallets, simulation, erasure


def test_crd_06_reminders_are_sent_once_each_while_there_is_something_left(garage):
    of = operation(garage, reminders=[200, 300])
    whole = card(garage, of)["code"]
    spent = card(garage, of, customer={**ZOE, "email": "b@example.fr"})["code"]
    use(garage, spent, "F-1", "50.00")
    before = garage.ok("card.reminders_due", {"on": "2024-07-29"}, at="2024-07-29T09:00:00+02:00")
    assert before["reminders"] == []
    day = "2024-07-30T09:00:00+02:00"
    reply = garage.ask("card.reminders_due", {"on": "2024-07-30"}, at=day)
    assert [(one["code"], one["number"]) for one in reply["ok"]["reminders"]] == [(whole, 1)]
    assert [(one["template"], one["to"]) for one in reply["effects"]] == [("card_reminder", "zoe@example.fr")]
    assert garage.ok("card.reminders_due", {"on": "2024-07-30"}, at=day)["reminders"] == []
    second = garage.ask("card.reminders_due", {"on": "2024-11-07"}, at="2024-11-07T09:00:00+01:00")
    assert [one["number"] for one in second["ok"]["reminders"]] == [2]
    assert second["effects"][0]["template"] == "card_about_to_expire"
    assert garage.ok("report.cards", {"format": "json"})["totals"]["reminders_sent"] == 2


def test_crd_06_where_both_reminders_are_due_only_the_second_is_sent(garage):
    of = operation(garage, reminders=[200, 300])
    code = card(garage, of)["code"]
    day = "2024-11-08T09:00:00+01:00"
    reply = garage.ask("card.reminders_due", {"on": "2024-11-08"}, at=day)
    assert [(one["code"], one["number"]) for one in reply["ok"]["reminders"]] == [(code, 2)]
    assert [one["template"] for one in reply["effects"]] == ["card_about_to_expire"] and not reply["ok"]["remaining"]
    assert garage.ok("card.reminders_due", {"on": "2024-11-08"}, at=day)["reminders"] == []
    assert garage.ok("report.cards", {}, at=day)["totals"]["reminders_sent"] == 1


def test_con_06_a_customer_stops_reminders(garage):
    of = operation(garage, reminders=[200, 300])
    code = card(garage, of)["code"]
    found = garage.ok("customer.search", {"email": "zoe@example.fr"})["candidates"][0]["id"]
    garage.ok("consent.withdraw", {"customer": found, "purpose": "service:card_reminder"}, actor=None)
    reply = garage.ask("card.reminders_due", {"on": "2024-07-30"}, at="2024-07-30T09:00:00+02:00")
    assert reply["ok"]["reminders"] == [] and [one["code"] for one in reply["ok"]["stopped"]] == [code]
    assert "effects" not in reply


def test_con_06_the_cards_own_consent_is_kept_with_the_customer(garage):
    card(garage, operation(garage), share_with_brand=True)
    found = garage.ok("customer.search", {"email": "zoe@example.fr"})["candidates"][0]["id"]
    assert garage.ok("consent.state", {"customer": found})["share_with_brand"]["answer"] == "yes"
    assert garage.ok("consent.may_send", {"customer": found, "message": "share_with_brand"})["allowed"]


def test_crd_18_the_wallet_forms_of_a_card(garage):
    code = card(garage, operation(garage))["code"]
    made = garage.ok("card.wallet", {"code": code, "kind": "apple"})["pass"]
    assert made["formatVersion"] == 1 and made["storeCard"]["primaryFields"][0]["value"] == "50.00 €"
    labels = {one["key"]: one["label"] for part in ("headerFields", "primaryFields", "secondaryFields", "backFields")
              for one in made["storeCard"][part]}
    assert labels == {"valid_until": "Valable jusqu’au", "balance": "Solde", "name": "Titulaire", "code": "Code",
                      "title": "Opération"}
    assert made["barcodes"][0]["format"] == "PKBarcodeFormatQR" and made["expirationDate"] == "2025-01-11T23:00:00Z"
    thing = garage.ok("card.wallet", {"code": code, "kind": "google"})["object"]
    assert "textModulesData" not in thing, "it is real"
    assert thing["state"] == "ACTIVE" and thing["barcode"]["value"].endswith(code)
    violations = garage.refused("card.wallet", {"code": code, "kind": "paper"})
    assert_refused_with(violations, "CRD-18", "kind", "wallet_kind_unknown")


def test_crd_18_a_card_is_drawn_and_printed(garage):
    """CRD-18: a QR code of the card's address, and a page that says what the card says and loads nothing."""
    shown = card(garage, operation(garage, name="<Hiver> & co"), customer={**ZOE, "last_name": "O'Brien"})
    made = garage.ok("card.qr", {"code": shown["code"]})
    assert made["svg"].startswith("<svg") and made["svg"] in made["html"]
    assert made["html"].startswith("<!DOCTYPE html>") and "Content-Security-Policy" in made["html"]
    texts, tags = [], []
    reader = HTMLParser()
    reader.handle_data, reader.handle_starttag = texts.append, lambda tag, values: tags.append(tag)
    reader.feed(made["html"])
    code = shown["code"]
    grouped = " ".join(code[i:i + 4] for i in range(0, len(code), 4))
    for text in ("Garage Martin Lyon", "<Hiver> & co", "Zoé O'Brien", "50.00 €", f"Valable jusqu’au {shown['valid_until']}",
                 grouped):
        assert text in texts, text
    assert not {"script", "img", "link", "hiver"} & set(tags)
    other = garage.ok("card.qr", {"code": card(garage, operation(garage), customer={**ZOE, "email": "z2@example.fr"})["code"]})
    assert other["svg"] != made["svg"], "each card has its own"


def test_crd_17_movements_are_pushed_only_to_an_installed_wallet(garage):
    """CRD-17: mails go by themselves, pushes only to where a wallet form was made."""
    code = card(garage, operation(garage))["code"]
    assert "effects" not in garage.ask("card.use", {"code": code, "invoice": invoice("F-1", "5.00")})
    garage.ok("card.wallet", {"code": code, "kind": "apple"})
    reply = garage.ask("card.use", {"code": code, "invoice": invoice("F-2", "5.00")})
    assert [one["effect"] for one in reply["effects"]] == ["wallet_update", "push"]
    assert reply["effects"][0]["data"]["balance"] == "40.00"


def test_crd_19_a_simulation_claims_nothing_and_only_its_mails_are_real(open_desk):
    desk = open_desk("--preset", "exclusive_card_fr", "--simulation", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    of = national(desk)
    reply = desk.ask("card.create", {"operation": of["id"], "vin": VIN, "customer": ZOE, "share_with_brand": False})
    assert reply["ok"]["card"]["simulated"] and reply["effects"][0]["data"]["simulation"] == "true"
    code = reply["ok"]["card"]["code"]
    made = desk.ok("card.wallet", {"code": code, "kind": "apple"})["pass"]["storeCard"]
    assert made["primaryFields"][0]["label"] == "SIMULATION" and made["backFields"][-1]["key"] == "simulation"
    (text,) = desk.ok("card.wallet", {"code": code, "kind": "google"})["object"]["textModulesData"]
    assert (text["header"], text["body"]) == ("SIMULATION", "Cette carte n’est pas réelle.")
    used = desk.ask("card.use", {"code": code, "invoice": invoice("F-1", "5.00")})
    assert "claim" not in used["ok"]["use"] and "effects" not in used
    assert desk.ok("claim.list", {})["claims"] == []


def test_cus_21_an_erased_holder_is_gone_and_the_card_still_adds_up(open_desk, tmp_path):
    path = tmp_path / "erased.db"
    desk = open_desk("--store", str(path), "--preset", "exclusive_card_fr", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    holder = {**ZOE, "last_name": "Quetzalcoatl", "email": "quetzal@example.fr"}
    code = card(desk, operation(desk), customer=holder)["code"]
    use(desk, code, "F-1", "10.00")
    found = desk.ok("customer.search", {"email": "quetzal@example.fr"})["candidates"][0]["id"]
    desk.ok("customer.erase", {"id": found, "reason": "asked for"}, at=later(days=1, start=AT))
    desk.at = later(days=2, start=AT)
    shown = desk.ok("card.lookup", {"code": code})["card"]
    assert shown["balance"] == "40.00" and "holder" not in shown and not shown.get("name")
    assert "cards" not in desk.ok("card.lookup", {"customer": {"email": "quetzal@example.fr"}})
    assert desk.ok("audit.verify", {})["intact"]
    desk.close()
    for name in tmp_path.iterdir():
        assert b"Quetzalcoatl" not in name.read_bytes() and b"quetzal@example.fr" not in name.read_bytes()
    rebuilt = subprocess.run([executable(), "rebuild", str(path)], capture_output=True, text=True, check=True)
    assert json.loads(rebuilt.stdout)["same"] is True


def test_explain_says_which_rules_shaped_a_use(garage):
    code = card(garage, operation(garage))["code"]
    reply = garage.ask("card.use", {"code": code, "invoice": invoice()}, explain=True)
    reasons = {one["rule"]: one.get("numbers", {}) for one in reply["because"]}
    assert reasons["CRD-11"]["discount"] == "50.00"
