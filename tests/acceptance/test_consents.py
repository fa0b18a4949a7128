"""Purposes, answers, withdrawals, receipts (CON-01 to CON-08)."""

import json

import pytest

from conftest import (
    BDC_USER,
    ANSWERED,
    COLLEAGUE,
    MORNING,
    as_user,
    assert_refused_with,
    later,
    pairs,
    person,
    rules,
)

PURPOSES = ["contact", "profiling", "partners"]
TEXT = {"language": "nl-BE", "version": "2024-7"}


def record(desk, customer, purpose="contact", answer="no", **envelope):
    return desk.ask(
        "consent.record",
        {
            "customer": customer,
            "purpose": purpose,
            "answer": answer,
            "channel": "telephone",
            "text": TEXT,
        },
        **envelope,
    )


def state(desk, customer, **envelope):
    return desk.ok("consent.state", {"customer": customer}, **envelope)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("answer", [None, "", "not_asked", "maybe", "YES"])
def test_con_02_every_purpose_is_answered_at_the_show(desk, purpose, answer):
    """CON-02: yes or no; not asked is refused at creation."""
    consents = {**ANSWERED, purpose: answer}
    if answer is None:
        del consents[purpose]
    refused = desk.create(consents=consents)["refused"]
    assert pairs(refused) == [("CON-02", f"consents.{purpose}")]


def test_con_02_none_at_all(desk):
    """CON-02: every open purpose is named, in order."""
    for consents in ({}, {name: "not_asked" for name in PURPOSES}):
        refused = desk.create(consents=consents)["refused"]
        assert pairs(refused) == [("CON-02", f"consents.{name}") for name in PURPOSES]


def test_con_02_wrong_type(desk):
    """DAT-02: an answer that is no string has the wrong type."""
    refused = desk.create(consents={**ANSWERED, "contact": True})["refused"]
    assert_refused_with(refused, "DAT-02", "consents.contact")


def test_con_01_unknown_purpose(desk):
    """CON-01: a purpose that nobody declared is refused by name."""
    refused = desk.create(consents={**ANSWERED, "newsletter": "yes"})["refused"]
    violation = assert_refused_with(refused, refused[0]["rule"], "consents.newsletter")
    assert violation["rule"] in ("CON-01", "DAT-02")
    customer = desk.created()["id"]
    refused = record(desk, customer, purpose="newsletter")["refused"]
    assert_refused_with(refused, "CON-01", "purpose")


@pytest.mark.parametrize("contact", ["yes", "no"])
@pytest.mark.parametrize("profiling", ["yes", "no"])
@pytest.mark.parametrize("partners", ["yes", "no"])
def test_con_01_the_purposes_are_separate(desk, contact, profiling, partners):
    """CON-01, CON-03: any answers are accepted, each kept on its own."""
    answers = {"contact": contact, "profiling": profiling, "partners": partners}
    customer = desk.created(consents=answers)["id"]
    held = state(desk, customer)
    assert {name: held[name]["answer"] for name in PURPOSES} == answers
    assert all(held[name]["at"] == MORNING for name in PURPOSES)


def test_con_02_other_presets(open_desk):
    """CON-02, CON-01: where a policy does not require it, not asked is a state of its own."""
    desk = open_desk("--preset", "customer_first_fr")
    made = {
        "kind": "b2c",
        "first_name": "Jeanne",
        "last_name": "Dupont",
        "email": "jeanne@example.fr",
        "country": "FR",
        "brand": "DS",
    }
    customer = desk.created(made, consents={"profiling": "no"})["id"]
    held = state(desk, customer)
    assert held["contact"]["answer"] == "not_asked" and held["partners"]["answer"] == "not_asked"
    assert held["profiling"]["answer"] == "no"


def test_con_06_share_with_brand(open_desk):
    """CON-06: share_with_brand is the card platform's own purpose."""
    desk = open_desk("--preset", "exclusive_card_fr")
    made = {
        "kind": "b2c",
        "first_name": "Jeanne",
        "last_name": "Dupont",
        "email": "jeanne@example.fr",
        "email_repeated": "jeanne@example.fr",
        "mobile": "0612345678",
        "language": "fr-FR",
        "country": "FR",
        "postal_code": "75001",
    }
    answers = {**ANSWERED, "share_with_brand": "no"}
    customer = desk.created(made, consents=answers)["id"]
    assert state(desk, customer)["share_with_brand"]["answer"] == "no"
    assert "ok" in record(desk, customer, "share_with_brand", "yes")
    held = state(desk, customer)
    assert held["share_with_brand"]["answer"] == "yes" and held["contact"]["answer"] == "yes"


def test_con_04_the_latest_record_counts(desk):
    """CON-04: the state is the latest record; the history stays."""
    customer = desk.created()["id"]
    for minutes, answer in ((1, "no"), (2, "yes"), (3, "no"), (3, "yes")):
        assert "ok" in record(desk, customer, answer=answer, at=later(minutes=minutes))
        held = state(desk, customer, at=later(minutes=minutes))
        assert held["contact"] == {"answer": answer, "at": later(minutes=minutes)}
        assert held["profiling"] == {"answer": "no", "at": MORNING}
    listed = desk.ok("audit.list", {"record": customer}, at=later(minutes=4))["records"]
    assert len(listed) >= 5, "creation and four answers"


def test_con_04_what_a_record_holds(desk):
    """CON-04: purpose, answer, instant, actor, channel, language and version of the text."""
    customer = desk.created()["id"]
    reply = record(
        desk, customer, "profiling", "yes", at=later(minutes=5), actor=as_user(COLLEAGUE)
    )
    assert "ok" in reply
    exported = desk.ok("customer.export", {"id": customer}, at=later(minutes=6))
    for held in (exported, desk.ok("audit.list", {"record": customer}, at=later(minutes=6))):
        shown = json.dumps(held)
        for part in ("profiling", COLLEAGUE, "telephone", "nl-BE", "2024-7", later(minutes=5)):
            assert part in shown, part


@pytest.mark.parametrize(
    "change,rule,field",
    [
        ({"answer": "not_asked"}, None, "answer"),
        ({"answer": "maybe"}, None, "answer"),
        ({"answer": ""}, None, "answer"),
        ({"answer": None}, None, "answer"),
        ({"channel": None}, "CON-04", "channel"),
        ({"channel": ""}, "CON-04", "channel"),
        ({"text": None}, "CON-04", "text"),
        ({"text": {"language": "fr"}}, "CON-04", "text.version"),
        ({"text": {"version": "1"}}, "CON-04", "text.language"),
        ({"purpose": None}, None, "purpose"),
        ({"purpose": ""}, None, "purpose"),
        ({"text": "fr"}, "DAT-02", "text"),
        ({"answer": True}, "DAT-02", "answer"),
    ],
)
def test_con_04_incomplete_records(desk, change, rule, field):
    """CON-04: a record without one of these is refused and changes nothing."""
    customer = desk.created()["id"]
    args = {
        "customer": customer,
        "purpose": "contact",
        "answer": "no",
        "channel": "stand",
        "text": TEXT,
        **change,
    }
    args = {name: value for name, value in args.items() if value is not None}
    refused = desk.refused("consent.record", args)
    hit = [violation for violation in refused if violation["field"].startswith(field)]
    assert hit, refused
    if rule:
        assert hit[0]["rule"] == rule, refused
    else:
        assert hit[0]["rule"].startswith("CON-"), refused
    assert state(desk, customer)["contact"] == {"answer": "yes", "at": MORNING}


def test_con_05_withdrawal_without_an_actor(desk):
    """CON-05, ACC-01: by the person, without an actor, for every later decision."""
    customer = desk.created(consents={name: "yes" for name in PURPOSES})["id"]
    args = {"customer": customer, "purpose": "partners"}
    desk.ok("consent.withdraw", args, actor=None, at=later(minutes=1))
    held = state(desk, customer, at=later(minutes=1))
    assert held["partners"] == {"answer": "no", "at": later(minutes=1)}
    assert held["contact"] == {"answer": "yes", "at": MORNING}
    assert "ok" in record(desk, customer, "partners", "yes", at=later(minutes=2))
    desk.ok("consent.withdraw", args, at=later(minutes=3))
    assert state(desk, customer, at=later(minutes=3))["partners"]["answer"] == "no"


def test_con_05_withdrawing_twice(desk):
    """CON-05: a second withdrawal is no error."""
    customer = desk.created()["id"]
    for minutes in (1, 2):
        args = {"customer": customer, "purpose": "contact"}
        desk.ok("consent.withdraw", args, actor=None, at=later(minutes=minutes))
    assert state(desk, customer, at=later(minutes=3))["contact"]["answer"] == "no"


def test_con_05_unknown_purpose_or_customer(desk):
    """CON-01, ACC-02: an unknown purpose or customer withdraws nothing."""
    customer = desk.created()["id"]
    args = {"customer": customer, "purpose": "newsletter"}
    assert_refused_with(desk.refused("consent.withdraw", args, actor=None), "CON-01", "purpose")
    args = {"customer": "nonsense", "purpose": "contact"}
    refused = desk.refused("consent.withdraw", args, actor=None)
    assert_refused_with(refused, "ACC-02", "customer")


def test_con_07_state_as_of_the_instant(desk):
    """CON-07: the answer given is that of the latest record, also when asked much later."""
    customer = desk.created()["id"]
    record(desk, customer, answer="no", at=later(days=2))
    held = state(desk, customer, at=later(days=400))
    assert held["contact"] == {"answer": "no", "at": later(days=2)}


def test_con_08_receipt(desk):
    """CON-08: a receipt for each record, signed by the hash of the chain."""
    customer = desk.created()["id"]
    record(desk, customer, "contact", "no", at=later(minutes=5), actor=as_user(COLLEAGUE))
    receipt = desk.ok(
        "consent.receipt", {"customer": customer, "purpose": "contact"}, at=later(minutes=6)
    )
    shown = json.dumps(receipt)
    for part in (customer, "contact", later(minutes=5), "nl-BE", "2024-7"):
        assert part in shown, part
    listed = desk.ok("audit.list", {"record": customer}, at=later(minutes=6))["records"]
    hashes = {value for entry in listed for value in entry.values() if isinstance(value, str) and len(value) == 64}
    assert any(value in shown for value in hashes), "the hash of the chain signs the receipt"
    first = desk.ok("consent.receipt", {"customer": customer, "purpose": "profiling"})
    assert MORNING in json.dumps(first)


def test_con_08_no_record_no_receipt(open_desk):
    """CON-08: what was never asked has no receipt."""
    desk = open_desk("--preset", "bdc_qc")
    made = {
        "kind": "b2c",
        "first_name": "Jeanne",
        "last_name": "Tremblay",
        "email": "jeanne@example.ca",
        "country": "CA",
    }
    customer = desk.created(made, consents={})["id"]
    desk.refused("consent.receipt", {"customer": customer, "purpose": "contact"})
    refused = desk.refused("consent.receipt", {"customer": customer, "purpose": "newsletter"})
    assert refused[0]["field"] == "purpose"
