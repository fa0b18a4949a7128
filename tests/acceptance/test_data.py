"""Texts, types, instants, keys, dry runs, languages (DAT-01 to DAT-06, SEC-01, the conventions)."""

import json

import pytest

from conftest import (
    ANSWERED,
    COLLEAGUE,
    MORNING,
    OUTLET_ONE,
    BDC_USER,
    as_user,
    assert_refused_with,
    company,
    contact,
    later,
    network,
    outlet,
    pairs,
    person,
    rules,
    ENTITY_ONE,
)

TEXT = {"language": "fr-BE", "version": "1"}


def erase(desk, reason, identifier=None, **envelope):
    identifier = identifier or desk.created()["id"]
    return desk.ask("customer.erase", {"id": identifier, "reason": reason}, **envelope)


# DAT-01


@pytest.mark.parametrize("text", ["r" * 1024, "\u00e9" * 512, "\U0001f697" * 256])
def test_dat_01_one_kibibyte(desk, text):
    """DAT-01: a field of 1 KiB is accepted."""
    assert len(text.encode()) == 1024
    assert "ok" in erase(desk, text)


@pytest.mark.parametrize("text", ["r" * 1025, "\u00e9" * 512 + "r", "\U0001f697" * 257, "r" * 100000])
def test_dat_01_more_than_one_kibibyte(desk, text):
    """DAT-01: a byte more is refused, with the field named."""
    assert_refused_with(erase(desk, text)["refused"], "DAT-01", "reason")


@pytest.mark.parametrize(
    "verb,args,field",
    [
        ("customer.search", {"email": "x" * 1025}, "email"),
        ("customer.search", {"email": "a@example.be", "last_name": "x" * 1025, "first_name": "a"}, "last_name"),
        ("customer.view", {"id": "x" * 1025}, "id"),
        ("customer.select", {"id": "a\u0000b"}, "id"),
        ("account.confirm", {"token": "x" * 1025}, "token"),
        ("outlet.search", {"brand": "DS", "country": "BE", "name": "a\u0000"}, "name"),
    ],
)
def test_dat_01_long_and_nul_fields(desk, verb, args, field):
    """DAT-01: over-long fields and NUL are refused, with the field named."""
    assert_refused_with(desk.refused(verb, args), "DAT-01", field)


def test_dat_01_nested_fields(desk):
    """DAT-01: the field is named by its path, with places counted from 0."""
    token = desk.token(email=person()["email"])
    refused = desk.create(person(last_name="a\u0000b"), token=token)["refused"]
    assert_refused_with(refused, "DAT-01", "customer.last_name")
    record = company(contacts=[contact(), contact(first_name="x" * 1025)])
    refused = desk.create(record, token=token)["refused"]
    assert_refused_with(refused, "DAT-01", "customer.contacts.1.first_name")
    whole = network()
    whole["outlets"][1]["name"] = "x" * 1025
    refused = desk.refused("network.load", whole, actor=None)
    assert_refused_with(refused, "DAT-01", "outlets.1.name")


@pytest.mark.parametrize("key", ["k" * 1025, "a\u0000b"])
def test_dat_01_the_key_is_a_field(desk, key):
    """DAT-01: an over-long key or one with NUL is refused, and nothing is created."""
    refused = desk.refused("customer.create", creation(desk), key=key)
    assert_refused_with(refused, "DAT-01", "key")
    assert desk.search(email=person()["email"])["candidates"] == []


def test_dat_01_a_key_of_one_kibibyte(desk):
    """DAT-01: 1 KiB is in."""
    desk.ok("customer.create", creation(desk), key="k" * 1024)


@pytest.mark.parametrize("text", ["u" * 1025, "a\u0000b"])
@pytest.mark.parametrize("field", ["user", "outlet"])
def test_dat_01_the_actor_has_fields(desk, field, text):
    """DAT-01, ACC-01: the actor's fields too, unless the answer is that of an unknown one."""
    actor = {**desk.actor, field: text}
    refused = desk.refused("customer.search", {"email": "a@example.be"}, actor=actor)
    assert refused[0]["rule"] in ("DAT-01", "ACC-01"), refused
    assert refused[0]["field"] == f"actor.{field}"


@pytest.mark.parametrize(
    "bad", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80"]
)
def test_dat_01_invalid_utf_8(desk, bad):
    """DAT-01: invalid UTF-8 is refused, with the field named, and the shell goes on."""
    request = {
        "verb": "customer.search",
        "at": MORNING,
        "actor": desk.actor,
        "args": {"email": "a@example.be", "first_name": "A", "last_name": "BAD"},
    }
    reply = desk.raw(json.dumps(request).encode().replace(b"BAD", b"B" + bad + b"D"))
    assert_refused_with(reply["refused"], "DAT-01", "last_name")
    desk.search(email="a@example.be")


@pytest.mark.parametrize(
    "start",
    [
        b'{"verb":"check.vat","args":{"value":"x"},"x%s":1' % ("é" * 40).encode(),
        b'{"verb":"check.vat","args":{"value":"x","x%s":1}' % ("é" * 40).encode(),
        b'{"verb":"check.vat","args":{"value":"x"},"a\xff":1',
        b'{"verb":"customer.create","args":{"consents":{"\xff\xfe":5}}',
        b'{"verb":"customer.create","args":{"consents":{"%s":5}}' % (b"x" * 3000),
        b'{"verb":"customer.create","args":{"consents":{"jean.dupont@example.be":5}}',
        b'{"verb":"customer.create","args":{"consents":{"jean.dupont@example.be":"yes"},"customer":{}}',
    ],
)
def test_dat_01_a_name_that_is_none_is_not_repeated(desk, start):
    """DAT-01, SEC-01: the reply is UTF-8, and what was typed in the place of a name does not come back."""
    actor = json.dumps(desk.actor).encode()
    refused = desk.raw(start + b',"actor":%s,"at":"%s"}' % (actor, MORNING.encode()))["refused"]
    assert any(one["field"].split(".")[-1] == "?" for one in refused), refused
    text = json.dumps(refused)
    assert "jean" not in text and "xxx" not in text and "\\u00e9" not in text


def test_dat_02_many_names_that_are_none(desk):
    """DAT-02: the cost of a request grows with its size, however often a name is wrong."""
    names = ",".join('"n%d":1' % number for number in range(80000))
    refused = desk.raw('{"verb":"check.vat","args":{"value":"x"},%s}' % names)["refused"]
    assert len(refused) == 80000
    given = ",".join('"n%d":"yes"' % number for number in range(60000))
    refused = desk.refused("customer.create", {"consents": json.loads("{%s}" % given)})
    assert "CON-02" in rules(refused)


def test_dat_01_the_language_is_a_field(desk):
    """DAT-01: the language of the request is text like any other."""
    for text, code in (("a\0", "text_has_nul"), ("x" * 1025, "field_too_long")):
        for verb, args in (("check.vat", {"value": "x"}), ("customer.search", {"email": "a@example.be"})):
            assert_refused_with(desk.refused(verb, args, language=text), "DAT-01", "language", code)


def test_dat_02_nothing_is_asked_below_what_could_not_be_read(desk):
    """DAT-02: an actor that is no object is one mistake."""
    refused = desk.refused("customer.search", {"email": "a@example.be"}, actor="me")
    assert pairs(refused) == [("DAT-02", "actor")]


def test_dat_01_a_lone_surrogate(desk):
    """DAT-01: an escaped lone surrogate is no text."""
    line = json.dumps(
        {
            "verb": "customer.search",
            "at": MORNING,
            "actor": desk.actor,
            "args": {"email": "a@example.be", "first_name": "A", "last_name": "B\ud800"},
        }
    )
    refused = desk.raw(line)["refused"]
    assert rules(refused) <= {"DAT-01", "DAT-02"}
    desk.search(email="a@example.be")


def padded(length):
    line = '{"verb":"check.email","args":{"value":"a@example.be"}'
    return line + " " * (length - len(line) - 1) + "}"


@pytest.mark.parametrize("length,fine", [(1 << 20, True), ((1 << 20) + 1, False), (3 << 20, False)])
def test_dat_01_one_mebibyte_a_request(bare, length, fine):
    """DAT-01: a request of 1 MiB is read; a longer one is refused, and the shell goes on."""
    line = padded(length)
    assert len(line) == length
    reply = bare.raw(line)
    if fine:
        assert reply["ok"]["valid"] is True
    else:
        assert_refused_with(reply["refused"], "DAT-01")
        assert reply["refused"][0]["code"] == "request_too_long"
    assert bare.ok("check.email", {"value": "a@example.be"})["valid"] is True


# DAT-02


@pytest.mark.parametrize(
    "line",
    ["nonsense", "", "{", "[]", "[1]", '"text"', "1", "null", "true", "{}{}", "{'verb':1}", '{"verb":}', "\u00e9", '{"verb":"audit.verify"', "NaN"],
)
def test_dat_02_not_a_json_object(bare, line):
    """DAT-02: a line that is not a JSON object is refused, and the shell goes on."""
    if line:
        refused = bare.raw(line)["refused"]
        assert_refused_with(refused, "DAT-02")
    else:
        bare.send(line)
    bare.send('{"verb":"match.name","args":{"a":"A","b":"a"}}')
    reply = bare.receive()
    if "refused" in reply and not line:
        reply = bare.receive()
    assert reply == {"ok": {"match": True}}


@pytest.mark.parametrize("verb", ["", "nonsense", "customer", "customer.nonsense", "CUSTOMER.VIEW"])
def test_dat_02_unknown_verb(desk, verb):
    """DAT-02: an unknown verb is refused."""
    assert_refused_with(desk.refused(verb, {}), "DAT-02", "verb")


@pytest.mark.parametrize("request_line", ['{}', '{"args":{}}', '{"verb":7,"args":{}}', '{"verb":null}'])
def test_dat_02_no_verb(bare, request_line):
    """DAT-02: a request names a verb."""
    assert_refused_with(bare.raw(request_line)["refused"], "DAT-02", "verb")


@pytest.mark.parametrize("verb", ["audit.verify", "audit.list", "outbox.list", "policy.show", "customer.search", "network.load", "check.vat"])
@pytest.mark.parametrize("rest", ["", ',"args":null', ',"args":[]', ',"args":"x"'])
def test_dat_02_without_arguments(bare, verb, rest):
    """DAT-02: arguments that are absent or of the wrong type are answered, never fatal."""
    reply = bare.raw('{"verb":"%s"%s}' % (verb, rest))
    assert ("ok" in reply) != ("refused" in reply)
    if rest in (',"args":[]', ',"args":"x"'):
        assert_refused_with(reply["refused"], "DAT-02", "args")
    assert bare.ok("match.name", {"a": "A", "b": "a"}) == {"match": True}


def test_dat_02_unknown_fields_of_the_envelope(desk):
    """DAT-02: a typo must not pass silently, in the envelope either."""
    refused = desk.refused("customer.search", {"email": "a@example.be"}, dryrun=True)
    assert_refused_with(refused, "DAT-02", "dryrun")
    refused = desk.refused(
        "customer.search", {"email": "a@example.be"}, actor={**desk.actor, "role": "x"}
    )
    assert_refused_with(refused, "DAT-02", "actor.role")


def test_dat_02_everything_in_one_answer(desk):
    """DAT-02: unknown fields and wrong types, nested ones too, all in one answer."""
    record = person(mobile=478123456, emial="a@example.be", company_car="no")
    args = {
        "search_token": 5,
        "customer": record,
        "consents": ["yes"],
        "open_acount": True,
    }
    refused = desk.refused("customer.create", args)
    expected = {
        ("DAT-02", "search_token"),
        ("DAT-02", "customer.mobile"),
        ("DAT-02", "customer.emial"),
        ("DAT-02", "customer.company_car"),
        ("DAT-02", "consents"),
        ("DAT-02", "open_acount"),
    }
    assert expected <= set(pairs(refused)), expected - set(pairs(refused))


@pytest.mark.parametrize(
    "envelope,field",
    [
        ({"dry_run": "yes"}, "dry_run"),
        ({"dry_run": 1}, "dry_run"),
        ({"explain": "yes"}, "explain"),
        ({"key": 5}, "key"),
        ({"language": 5}, "language"),
        ({"actor": "me"}, "actor"),
        ({"actor": {"user": 5, "outlet": OUTLET_ONE}}, "actor.user"),
        ({"at": 5}, "at"),
    ],
)
def test_dat_02_types_of_the_envelope(desk, envelope, field):
    """DAT-02: wrong JSON types are refused by name."""
    refused = desk.refused("customer.search", {"email": "a@example.be"}, **envelope)
    assert_refused_with(refused, "DAT-02", field)


# Instants, DAT-06


@pytest.mark.parametrize(
    "at",
    ["", "now", "2024-01-12", "2024-01-12T10:00:00", "2024-13-12T10:00:00Z", "2024-02-30T10:00:00Z", "2024-01-12 10:00", "2024-01-12T25:00:00Z", "2024-01-12T10:00:00+25:00"],
)
def test_dat_06_malformed_instants(desk, at):
    """Protocol: an instant is RFC 3339 with its offset."""
    refused = desk.refused("customer.search", {"email": "a@example.be"}, at=at)
    assert [violation["field"] for violation in refused] == ["at"]


@pytest.mark.parametrize("at", ["2024-01-12T09:00:00Z", "2024-01-12T10:00:00+01:00", "2024-01-12T04:00:00-05:00"])
def test_instants_are_given_in_the_outlets_time_zone(desk, at):
    """Protocol: replies give instants in the outlet's time zone."""
    identifier = desk.created(envelope={"at": at})["id"]
    state = desk.ok("consent.state", {"customer": identifier}, at=at)
    assert state["contact"]["at"] == MORNING


def test_instants_in_summer(desk):
    """Protocol: with the offset of the day."""
    identifier = desk.created(envelope={"at": "2024-07-01T12:00:00Z"})["id"]
    state = desk.ok("consent.state", {"customer": identifier}, at="2024-07-01T12:00:00Z")
    assert state["contact"]["at"] == "2024-07-01T14:00:00+02:00"


def test_instants_of_another_time_zone(desk):
    """Protocol: an outlet in Montreal reads its own clock."""
    place = outlet("0099000", "000", ENTITY_ONE, "Montr\u00e9al", time_zone="America/Toronto")
    desk.ok("network.load", {"outlets": [place]}, actor=None)
    there = as_user(BDC_USER, "0099000-000")
    identifier = desk.created(envelope={"actor": there})["id"]
    state = desk.ok("consent.state", {"customer": identifier}, actor=there)
    assert state["contact"]["at"] == "2024-01-12T04:00:00-05:00"


@pytest.mark.parametrize(
    "verb,more",
    [
        ("customer.update", {"changes": {"mobile": "479000000"}}),
        ("customer.erase", {"reason": "asked"}),
    ],
)
def test_dat_06_time_does_not_run_backwards(desk, verb, more):
    """DAT-06: earlier than the record's last event is refused; equal is allowed."""
    identifier = desk.created()["id"]
    desk.ok("customer.update", {"id": identifier, "changes": {"postal_code": "9000"}}, at=later(minutes=10))
    args = {"id": identifier, **more}
    for at in (later(minutes=9, seconds=59), MORNING, "2024-01-12T10:09:59.999+01:00"):
        refused = desk.refused(verb, args, at=at)
        assert_refused_with(refused, "DAT-06", "at")
    desk.ok(verb, args, at="2024-01-12T09:10:00Z")


def test_dat_06_consents_are_events_of_the_customer(desk):
    """DAT-06: a consent is not recorded before the customer's last event."""
    identifier = desk.created()["id"]
    args = {
        "customer": identifier,
        "purpose": "contact",
        "answer": "no",
        "channel": "stand",
        "text": TEXT,
    }
    assert_refused_with(desk.refused("consent.record", args, at=later(seconds=-1)), "DAT-06", "at")
    desk.ok("consent.record", args)


def test_dat_06_other_records_do_not_matter(desk):
    """DAT-06: another record may have later events."""
    one = desk.created()["id"]
    desk.created(person(email="b@example.be", last_name="B"), envelope={"at": later(days=3)})
    desk.ok("customer.update", {"id": one, "changes": {"mobile": "479000000"}}, at=later(days=1))


def test_the_shell_fills_in_the_instant(desk):
    """Protocol: the shell fills the instant from the system clock when it is absent."""
    identifier = desk.created(envelope={"at": None})["id"]
    state = desk.ok("consent.state", {"customer": identifier}, at=None)
    assert state["contact"]["at"] > "2024-01-12"


# DAT-04, dry runs, explanations


def test_dat_04_refused_commands_change_nothing(desk):
    """DAT-04: nothing at all changes."""
    identifier = desk.created(open_account=True)["id"]

    def everything():
        return [
            desk.ok("customer.view", {"id": identifier}),
            desk.ok("consent.state", {"customer": identifier}),
            desk.ok("outbox.list"),
            desk.ok("audit.list"),
            desk.ok("audit.verify"),
        ]

    before = everything()
    changes = {"last_name": "Durand", "mobile": "1"}
    desk.refused("customer.update", {"id": identifier, "changes": changes})
    desk.refused("customer.update", {"id": identifier, "changes": {"last_name": "D"}}, at=later(days=-1))
    desk.refused("customer.erase", {"id": identifier, "reason": ""})
    desk.create(person(mobile="1", email="b@example.be"))
    assert everything() == before


def test_dry_run(desk):
    """Protocol: the same reply, and nothing changed."""
    token = desk.token(email=person()["email"])
    args = {
        "search_token": token,
        "customer": person(),
        "consents": ANSWERED,
        "open_account": True,
    }
    before = desk.ok("audit.verify")["records"]
    dry = desk.ask("customer.create", args, dry_run=True)
    assert dry["ok"]["customer"]["account"] == "pending" and dry["effects"]
    assert desk.search(email=person()["email"])["candidates"] == []
    assert desk.ok("outbox.list")["effects"] == []
    assert desk.ok("audit.verify")["records"] == before
    real = desk.ask("customer.create", args)
    assert sorted(real["ok"]["customer"]) == sorted(dry["ok"]["customer"])
    assert desk.ok("audit.verify")["records"] > before
    identifier = real["ok"]["customer"]["id"]
    again = desk.ok("audit.verify")["records"]
    for verb, more in (
        ("customer.update", {"id": identifier, "changes": {"last_name": "Durand"}}),
        ("consent.withdraw", {"customer": identifier, "purpose": "contact"}),
        ("customer.erase", {"id": identifier, "reason": "asked"}),
        ("outbox.ack", {"ids": [effect["id"] for effect in real["effects"]]}),
    ):
        desk.ok(verb, more, dry_run=True)
    assert desk.ok("audit.verify")["records"] == again
    assert desk.ok("customer.view", {"id": identifier})["customer"]["last_name"] == "Dupont"
    assert desk.ok("consent.state", {"customer": identifier})["contact"]["answer"] == "yes"
    assert len(desk.ok("outbox.list")["effects"]) == len(real["effects"])


def test_dry_run_refuses_alike(desk):
    """Protocol: a dry run refuses what the command would refuse."""
    token = desk.token(email=person()["email"])
    args = {"search_token": token, "customer": person(mobile="1"), "consents": {}}
    assert desk.ask("customer.create", args, dry_run=True) == desk.ask("customer.create", args)


def test_explain(desk):
    """Protocol: explain adds because, each rule applied with its numbers."""
    token = desk.token(email=person()["email"])
    args = {
        "search_token": token,
        "customer": person(),
        "consents": ANSWERED,
        "open_account": False,
    }
    assert "because" not in desk.ask("customer.create", args, dry_run=True)
    reply = desk.ask("customer.create", args, explain=True, at=later(minutes=12))
    because = reply["because"]
    assert because and all(step.get("rule") for step in because)
    assert "CUS-02" in {step["rule"] for step in because}
    assert "30" in json.dumps(because), "the minutes of the policy are a number of CUS-02"
    identifier = reply["ok"]["customer"]["id"]
    found = desk.ask("customer.search", {"email": person()["email"]}, explain=True)
    assert "CUS-03" in {step["rule"] for step in found["because"]}
    updated = desk.ask(
        "customer.update",
        {"id": identifier, "changes": {"mobile": "479000000"}},
        explain=True,
        at=later(minutes=13),
    )
    assert isinstance(updated.get("because"), list) and updated["because"], updated


@pytest.mark.parametrize(
    "verb,args",
    [
        ("consent.record", {"purpose": "contact", "answer": "no", "channel": "stand", "text": TEXT}),
        ("consent.withdraw", {"purpose": "contact"}),
    ],
)
def test_explain_consents(desk, verb, args):
    """Protocol: explain on any command adds because."""
    identifier = desk.created()["id"]
    reply = desk.ask(verb, {"customer": identifier, **args}, explain=True)
    assert {step["rule"][:3] for step in reply["because"]} >= {"CON"}, reply


# Keys


def creation(desk, **changes):
    record = person(**changes)
    return {
        "search_token": desk.token(email=record["email"]),
        "customer": record,
        "consents": ANSWERED,
        "open_account": True,
    }


def test_key_the_same_again(desk):
    """Protocol: the key makes a command idempotent."""
    args = creation(desk)
    one = desk.ask("customer.create", args, key="desk-1/17")
    records = desk.ok("audit.verify")["records"]
    two = desk.ask("customer.create", args, key="desk-1/17")
    assert "ok" in one and two["ok"] == one["ok"]
    assert desk.ok("audit.verify")["records"] == records
    assert len(desk.ok("outbox.list")["effects"]) == 1
    later_on = desk.ask("customer.create", args, key="desk-1/17", at=later(minutes=10))
    assert "refused" in later_on or later_on["ok"] == one["ok"]


def test_key_with_other_content(desk):
    """Protocol: the same key with other content is refused, and changes nothing."""
    desk.ask("customer.create", creation(desk), key="k")
    records = desk.ok("audit.verify")["records"]
    other = creation(desk, email="b@example.be", last_name="B")
    refused = desk.refused("customer.create", other, key="k")
    assert refused[0]["field"] == "key"
    identifier = desk.search(email=person()["email"])["candidates"][0]["id"]
    refused = desk.refused("customer.erase", {"id": identifier, "reason": "asked"}, key="k")
    assert refused[0]["field"] == "key"
    assert desk.ok("audit.verify")["records"] == records
    desk.ok("customer.create", other, key="k2")


def test_key_of_a_dry_run_is_free(desk):
    """Protocol: a dry run changes nothing, so its key is not used up."""
    args = creation(desk)
    desk.ok("customer.create", args, key="k", dry_run=True)
    reply = desk.ask("customer.create", args, key="k")
    assert "ok" in reply
    assert len(desk.search(email=person()["email"])["candidates"]) == 1


def test_key_of_a_refused_command_is_free(desk):
    """DAT-04: a refused command changes nothing, so its key is not used up."""
    bad = creation(desk, mobile="1")
    desk.refused("customer.create", bad, key="k")
    desk.ok("customer.create", creation(desk), key="k")


def test_keys_of_two_entities_do_not_meet(desk):
    """ACC-02: a key of one entity tells nothing to another."""
    from conftest import FOREIGNER, OUTLET_TWO

    desk.ok("customer.create", creation(desk), key="k")
    desk.actor = as_user(FOREIGNER, OUTLET_TWO)
    desk.ok("customer.create", creation(desk, email="b@example.be"), key="k")


def test_key_of_an_update(desk):
    """Protocol: any command."""
    identifier = desk.created()["id"]
    args = {"id": identifier, "changes": {"mobile": "479000000"}}
    one = desk.ask("customer.update", args, key="u")
    back = {"id": identifier, "changes": {"mobile": "478123456"}}
    desk.ok("customer.update", back)
    assert desk.ask("customer.update", args, key="u")["ok"] == one["ok"]
    view = desk.ok("customer.view", {"id": identifier})["customer"]
    assert view["mobile"] == "+32478123456", "the second time changes nothing"


# Outbox


def test_outbox(desk):
    """Protocol: effects are kept until they are acknowledged."""
    one = desk.ask("customer.create", creation(desk))["effects"]
    two = desk.ask("customer.create", creation(desk, email="b@example.be", last_name="B"))["effects"]
    waiting = desk.ok("outbox.list")["effects"]
    assert [effect["to"] for effect in waiting] == ["jeanne.dupont@example.be", "b@example.be"]
    assert waiting == one + two
    desk.ok("outbox.ack", {"ids": [waiting[0]["id"]]})
    assert desk.ok("outbox.list")["effects"] == two
    desk.ask("outbox.ack", {"ids": [waiting[0]["id"], "nonsense"]})
    assert desk.ok("outbox.list")["effects"] == two
    desk.ok("outbox.ack", {"ids": [two[0]["id"]]})
    assert desk.ok("outbox.list")["effects"] == []


# Languages and SEC-01


def test_messages_in_four_languages(desk):
    """Protocol: fr, nl, de, en; English when nothing is said."""
    args = {"value": "BE0403170702"}
    messages = {}
    for language in ("fr", "nl", "de", "en"):
        reply = desk.ok("check.vat", args, language=language)
        messages[language] = reply["violations"][0]["message"]
        refused = desk.refused("customer.search", {"email": "nope"}, language=language)
        assert_refused_with(refused, "CUS-14", "email")
        messages[language + "2"] = refused[0]["message"]
    assert len(set(messages.values())) == 8
    assert desk.ok("check.vat", args)["violations"][0]["message"] == messages["en"]


def test_messages_in_the_language_of_the_actor(desk):
    """Protocol: the message is in the actor's or the request's language."""
    from conftest import ADMIN, user

    english = desk.refused("customer.search", {"email": "nope"})[0]["message"]
    record = {**user(BDC_USER, ENTITY_ONE), "language": "nl"}
    desk.ok("user.put", {"user": record}, actor=as_user(ADMIN))
    dutch = desk.refused("customer.search", {"email": "nope"})[0]["message"]
    french = desk.refused("customer.search", {"email": "nope"}, language="fr")[0]["message"]
    assert len({english, dutch, french}) == 3
    asked = desk.refused("customer.search", {"email": "nope"}, language="nl")[0]["message"]
    assert asked == dutch


def test_notes_in_the_language_of_the_request(desk):
    """Protocol: notes are violations too, with rule, field, code and message."""
    many = ",".join(f"a{number}@example.be" for number in range(6))
    place = outlet("0099000", "000", ENTITY_ONE, "X", mailboxes={"1": many})
    seen = set()
    for language in ("fr", "nl", "de", "en"):
        reply = desk.ask("network.load", {"outlets": [place]}, actor=None, language=language)
        (note,) = [note for note in reply["notes"] if note["rule"] == "NET-09"]
        assert note["field"] and note["code"]
        seen.add(note["message"])
    assert len(seen) == 4


def test_codes_do_not_depend_on_the_language(desk):
    """Protocol: the code is stable."""
    args = {"customer": {"kind": "b2c", "mobile": "1"}, "consents": {"contact": "maybe"}}

    def codes(language):
        refused = desk.refused("customer.create", args, language=language)
        return [(entry["rule"], entry["field"], entry["code"]) for entry in refused]

    assert codes("fr") == codes("nl") == codes("de") == codes("en")


def test_sec_01_no_personal_data_in_messages(desk):
    """SEC-01: what was typed does not come back in a message."""
    desk.created()
    secrets = {
        "first_name": "Sekret1\u0001",
        "last_name": "Sekret2\u202e",
        "email": "sekret3@@example",
        "email_repeated": "sekret4",
        "mobile": "sekret5",
        "postal_code": "sekret6",
        "country": "sekret7",
        "language": "sekret8",
    }
    token = desk.token(email="a@example.be")
    shown = []
    for language in ("en", "fr", "nl", "de"):
        reply = desk.create(person(**secrets), token=token, envelope={"language": language})
        shown.append(reply["refused"])
        shown.append(desk.refused("customer.search", {"email": "sekret9@", "vat": "sekret10"}))
        twin = person(first_name="Jeanne", email="x@example.be")
        shown.append(desk.create(twin)["refused"])
    text = json.dumps(shown).lower()
    assert "sekret" not in text
    for part in ("jeanne", "dupont", "478123456"):
        assert part not in text
