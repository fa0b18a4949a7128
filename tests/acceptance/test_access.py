"""Actors, walls between legal entities, the audit trail (ACC-01 to ACC-09)."""

import copy
import json

import pytest

from conftest import (
    ADMIN,
    BDC_USER,
    ANSWERED,
    COLLEAGUE,
    ENTITY_ONE,
    FOREIGN_ADMIN,
    FOREIGNER,
    MORNING,
    OUTLET_ONE,
    OUTLET_ONE_SECOND_SITE,
    OUTLET_TWO,
    SALES_MANAGER,
    as_user,
    assert_refused_with,
    company,
    contact,
    later,
    network,
    person,
    rules,
    user,
)

TEXT = {"language": "fr-BE", "version": "1"}
UNKNOWN = "01800000-0000-7000-8000-000000000000"

COMMANDS = {
    "customer.search": {"email": "a@example.be"},
    "customer.create": {"search_token": "x", "customer": person(), "consents": ANSWERED},
    "customer.select": {"id": "x"},
    "customer.update": {"id": "x", "changes": {"mobile": "479000000"}},
    "customer.add_contact": {"id": "x", "contact": contact(), "consents": ANSWERED},
    "customer.view": {"id": "x"},
    "customer.export": {"id": "x"},
    "customer.erase": {"id": "x", "reason": "asked"},
    "consent.record": {
        "customer": "x",
        "purpose": "contact",
        "answer": "no",
        "channel": "stand",
        "text": TEXT,
    },
    "consent.state": {"customer": "x"},
    "consent.receipt": {"customer": "x", "purpose": "contact"},
    "user.put": {"user": user(f"{ENTITY_ONE}.d050", ENTITY_ONE)},
    "user.deactivate": {"id": COLLEAGUE},
    "portfolio.transfer": {"from": BDC_USER, "to": COLLEAGUE},
    "outlet.set_bank": {"outlet": OUTLET_ONE, "iban": "BE68539007547034"},
    "outlet.search": {"brand": "DS", "postal_code": "1000", "country": "BE"},
    "audit.list": {},
    "outbox.list": {},
    "outbox.ack": {"ids": []},
}


@pytest.mark.parametrize("verb", COMMANDS)
def test_acc_01_without_an_actor(desk, verb):
    """ACC-01: a command that names no actor is refused."""
    refused = desk.refused(verb, COMMANDS[verb], actor=None)
    violation = assert_refused_with(refused, "ACC-01")
    assert violation["field"].startswith("actor")


@pytest.mark.parametrize("verb", COMMANDS)
@pytest.mark.parametrize(
    "actor",
    [
        {},
        {"user": BDC_USER},
        {"outlet": OUTLET_ONE},
        {"user": "", "outlet": OUTLET_ONE},
        {"user": BDC_USER, "outlet": ""},
        {"user": f"{ENTITY_ONE}.d999", "outlet": OUTLET_ONE},
        {"user": BDC_USER, "outlet": "9999999-000"},
        {"user": BDC_USER, "outlet": OUTLET_TWO},
    ],
)
def test_acc_01_incomplete_or_unknown_actor(desk, verb, actor):
    """ACC-01, ACC-02: the user and the outlet are known and of one legal entity."""
    refused = desk.refused(verb, COMMANDS[verb], actor=actor)
    assert refused[0]["field"].startswith("actor"), refused
    assert refused[0]["rule"] in ("ACC-01", "ACC-02")


def test_acc_01_every_outlet_of_the_entity(desk):
    """ACC-01: a user may act at every outlet of the legal entity."""
    desk.ok(
        "customer.search",
        {"email": "a@example.be"},
        actor=as_user(BDC_USER, OUTLET_ONE_SECOND_SITE),
    )


def test_acc_02_a_foreign_outlet_is_like_an_unknown_one(desk):
    """ACC-02: naming a foreign outlet as one's own tells nothing."""
    foreign = desk.ask("audit.list", {}, actor=as_user(BDC_USER, OUTLET_TWO))
    unknown = desk.ask("audit.list", {}, actor=as_user(BDC_USER, "9999999-000"))
    assert foreign == unknown


def test_acc_01_what_needs_no_person(desk):
    """ACC-01: checks, match, loading and the withdrawal by the person need no actor."""
    for verb, args in (
        ("check.email", {"value": "a@example.be"}),
        ("match.name", {"a": "A", "b": "a"}),
        ("network.load", network()),
        ("policy.load", {"preset": "motor_show_be"}),
    ):
        assert "ok" in desk.ask(verb, args, actor=None)
    refused = desk.refused("account.confirm", {"token": "nonsense"}, actor=None)
    assert "ACC-01" not in rules(refused)


def targets(identifier):
    """Every verb that names a customer."""
    return [
        ("customer.select", {"id": identifier}),
        ("customer.select", {"id": identifier, "email": "jeanne.dupont@example.be"}),
        ("customer.view", {"id": identifier}),
        ("customer.export", {"id": identifier}),
        ("customer.update", {"id": identifier, "changes": {"mobile": "479000000"}}),
        ("customer.update", {"id": identifier, "changes": {"mobile": "0"}}),
        ("customer.add_contact", {"id": identifier, "contact": contact(), "consents": ANSWERED}),
        ("customer.erase", {"id": identifier, "reason": "asked"}),
        ("consent.state", {"customer": identifier}),
        ("consent.receipt", {"customer": identifier, "purpose": "contact"}),
        ("consent.withdraw", {"customer": identifier, "purpose": "contact"}),
        (
            "consent.record",
            {
                "customer": identifier,
                "purpose": "contact",
                "answer": "no",
                "channel": "stand",
                "text": TEXT,
            },
        ),
    ]


@pytest.mark.parametrize("number", range(len(targets(""))))
@pytest.mark.parametrize("which", ["person", "company"])
def test_acc_02_no_oracle(desk, number, which):
    """ACC-02: a foreign record, an unknown and a malformed identifier get one and the same answer."""
    theirs = desk.created(person() if which == "person" else company())["id"]
    desk.actor = as_user(FOREIGNER, OUTLET_TWO)
    replies = []
    for identifier in (theirs, UNKNOWN, "nonsense", "'; --"):
        for extra in ({}, {"at": later(days=-30)}, {"dry_run": True}, {"explain": True}):
            verb, args = targets(identifier)[number]
            reply = desk.ask(verb, args, **extra)
            replies.append(json.dumps(reply, sort_keys=True).replace(identifier, "ID"))
    assert all('"refused"' in reply for reply in replies)
    assert len(set(replies)) == 1, set(replies)
    desk.actor = as_user(BDC_USER)
    assert desk.ok("consent.state", {"customer": theirs})["contact"]["answer"] == "yes"


def test_acc_03_known_per_entity(desk):
    """ACC-03, CUS-17: two entities may know one person; neither sees the other's record."""
    mine = desk.created(person(last_name="Mine"))["id"]
    theirs = as_user(FOREIGNER, OUTLET_TWO)
    assert desk.search(email=person()["email"], actor=theirs)["candidates"] == []
    yours = desk.created(person(last_name="Theirs"), envelope={"actor": theirs})["id"]
    assert mine != yours
    found = desk.search(email=person()["email"])["candidates"]
    assert [candidate["id"] for candidate in found] == [mine]
    found = desk.search(email=person()["email"], actor=theirs)["candidates"]
    assert [candidate["id"] for candidate in found] == [yours]
    desk.ok("customer.erase", {"id": mine, "reason": "asked"})
    assert desk.ok("customer.view", {"id": yours}, actor=theirs)["customer"]["last_name"] == "Theirs"


def test_acc_03_every_outlet_of_the_entity_finds_the_customer(desk):
    """ACC-03, NET-03: one common view over the outlets of the entity."""
    mine = desk.created()["id"]
    elsewhere = as_user(COLLEAGUE, OUTLET_ONE_SECOND_SITE)
    found = desk.search(email=person()["email"], actor=elsewhere)["candidates"]
    assert [candidate["id"] for candidate in found] == [mine]
    desk.ok("customer.view", {"id": mine}, actor=elsewhere)


def test_acc_02_a_foreign_search_token(desk):
    """CUS-02, ACC-02: the token of a foreign search covers nothing."""
    token = desk.token(email=person()["email"], actor=as_user(FOREIGNER, OUTLET_TWO))
    assert_refused_with(desk.create(token=token)["refused"], "CUS-02", "search_token")


def test_acc_02_outbox_and_audit_are_per_entity(desk):
    """ACC-02: effects and audit records of an entity are its own."""
    mine = desk.created(open_account=True)["id"]
    effects = desk.ok("outbox.list")["effects"]
    assert effects
    desk.actor = as_user(FOREIGN_ADMIN, OUTLET_TWO)
    assert desk.ok("outbox.list")["effects"] == []
    desk.ask("outbox.ack", {"ids": [effect["id"] for effect in effects]})
    assert mine not in json.dumps(desk.ask("audit.list"))
    known = desk.ask("audit.list", {"record": mine})
    unknown = desk.ask("audit.list", {"record": UNKNOWN})
    assert json.dumps(known).replace(mine, "ID") == json.dumps(unknown).replace(UNKNOWN, "ID")
    desk.actor = as_user(BDC_USER)
    assert desk.ok("outbox.list")["effects"] == effects


# The audit trail


def count(desk):
    return desk.ok("audit.verify")["records"]


def trail(desk, **args):
    records, after = [], None
    for _ in range(1000):
        page = dict(args) if after is None else {**args, "after": after}
        reply = desk.ok("audit.list", page)
        records += reply["records"]
        after = reply.get("next")
        if not after:
            break
    return records


def test_acc_07_accepted_commands_leave_a_record(desk):
    """ACC-07: every accepted command leaves an audit record, a refused one or a dry run none."""
    token = desk.token(email=person()["email"])
    args = {
        "search_token": token,
        "customer": person(),
        "consents": ANSWERED,
        "open_account": False,
    }
    before = count(desk)
    desk.ok("customer.create", args, dry_run=True)
    assert count(desk) == before
    wrong = copy.deepcopy(args)
    wrong["customer"]["mobile"] = "1"
    desk.refused("customer.create", wrong)
    assert count(desk) == before
    identifier = desk.ok("customer.create", args)["customer"]["id"]
    for verb, more, actor in (
        ("customer.update", {"id": identifier, "changes": {"mobile": "479000000"}}, BDC_USER),
        (
            "consent.record",
            {
                "customer": identifier,
                "purpose": "profiling",
                "answer": "yes",
                "channel": "stand",
                "text": TEXT,
            },
            BDC_USER,
        ),
        ("consent.withdraw", {"customer": identifier, "purpose": "contact"}, BDC_USER),
        ("customer.export", {"id": identifier}, BDC_USER),
        ("user.put", {"user": user(f"{ENTITY_ONE}.d050", ENTITY_ONE)}, ADMIN),
        ("user.deactivate", {"id": f"{ENTITY_ONE}.d050"}, ADMIN),
        ("portfolio.transfer", {"from": BDC_USER, "to": COLLEAGUE}, SALES_MANAGER),
        ("outlet.set_bank", {"outlet": OUTLET_ONE, "iban": "BE68539007547034"}, ADMIN),
        ("customer.erase", {"id": identifier, "reason": "asked"}, BDC_USER),
    ):
        now = count(desk)
        assert now > before, verb
        before = now
        desk.ok(verb, more, actor=as_user(actor))
    assert count(desk) > before
    assert desk.ok("audit.verify")["intact"] is True


def test_acc_07_who_when_what_before_and_after(desk):
    """ACC-07: who, when, what, before and after."""
    identifier = desk.created()["id"]
    desk.ok(
        "customer.update",
        {"id": identifier, "changes": {"mobile": "479000000"}},
        at=later(minutes=3),
        actor=as_user(COLLEAGUE, OUTLET_ONE_SECOND_SITE),
    )
    records = trail(desk, record=identifier)
    assert len(records) >= 2
    last = json.dumps(records[-1])
    assert COLLEAGUE in last and OUTLET_ONE_SECOND_SITE in last
    assert "2024-01-12T10:03:00+01:00" in last
    assert "479000000" in last, "after"
    assert "478123456" in last, "before"


def test_dat_05_audit_list_is_paged(desk):
    """DAT-05: pages of one give the same records as one list, in the same order."""
    identifier = desk.created()["id"]
    for number in range(5):
        desk.ok(
            "customer.update", {"id": identifier, "changes": {"mobile": f"47900000{number}"}}
        )
    whole = trail(desk, record=identifier)
    assert len(whole) >= 6
    first = desk.ok("audit.list", {"record": identifier, "limit": 1})
    assert len(first["records"]) == 1 and first["next"]
    for limit in (1, 2, 5):
        assert trail(desk, record=identifier, limit=limit) == whole


def test_acc_07_erasure_keeps_the_chain(desk):
    """ACC-07, CUS-21: the chain verifies after an erasure."""
    identifier = desk.created()["id"]
    other = desk.created(person(email="b@example.be", last_name="Martin"))["id"]
    desk.ok("customer.erase", {"id": identifier, "reason": "asked"})
    assert desk.ok("audit.verify")["intact"] is True
    assert "Martin" in json.dumps(trail(desk, record=other))
    assert "Dupont" not in json.dumps(trail(desk))
