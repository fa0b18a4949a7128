"""Every verb, every field: wrong types, unknown fields, NUL and over-long texts (DAT-01, DAT-02)."""

import copy
import json

import pytest

from conftest import (
    ADMIN,
    BDC_USER,
    ANSWERED,
    COLLEAGUE,
    ENTITY_ONE,
    OUTLET_ONE,
    SALES_MANAGER,
    as_user,
    be_vat,
    company,
    contact,
    outlet,
    pairs,
    person,
    user,
)

TEXT = {"language": "fr-BE", "version": "1"}
# Objects whose names are data: another name is not an unknown field.
MAPS = {"consents", "mailboxes", "sales_managers"}
# Enumerations and numbers in a string: another value may be refused by the rule that asks for it.
LISTED = {"answer", "kind", "record_type", "family", "tracked_phone", "fte"}
LISTED_WITHIN = {"consents", "roles", "activities", "capabilities"}


def is_listed(path):
    return path[-1] in LISTED or bool(LISTED_WITHIN & set(path))


def requests(customer, firm):
    """A request of each verb that would be accepted, and its actor."""
    whole_outlet = outlet(
        "0099000",
        "000",
        ENTITY_ONE,
        "Everything",
        location={"lat": 50.5, "lon": 4.5},
        sales_managers={"DS": SALES_MANAGER},
        mailboxes={"1": "a@example.be, b@example.be", "2": "c@example.be"},
        phone="+3225123456",
        privacy_url="https://example.be/privacy",
        iban="BE68539007547034",
        flags=[],
    )
    whole_user = user(
        f"{ENTITY_ONE}.d060",
        ENTITY_ONE,
        phone="+33612345678",
        tracked_phone="phone",
        legacy_logins=[{"outlet": OUTLET_ONE, "login": "X1"}],
        main_outlet=OUTLET_ONE,
        fte="100",
        activities=["B2C-VN"],
        notify={"leads": True, "activities": ["VN"], "push": True, "mail_disabled": False},
    )
    return {
        "check.vat": ({"value": "BE0403170701", "country": "BE"}, BDC_USER),
        "check.phone": ({"value": "478123456", "country": "BE", "form": "any"}, BDC_USER),
        "check.vin": ({"value": "VF7SA8HZ0EW123456", "region": "EU"}, BDC_USER),
        "match.name": ({"a": "A", "b": "B"}, BDC_USER),
        "network.load": (
            {
                "legal_entities": [{"id": "BE-000300C", "vat": be_vat(5551234), "name": "Three"}],
                "outlets": [whole_outlet],
                "users": [whole_user],
                "brands": [{"code": "ZZ", "name": "Zeta", "family": "xP", "capabilities": []}],
            },
            BDC_USER,
        ),
        "user.put": ({"user": whole_user}, ADMIN),
        "user.deactivate": ({"id": COLLEAGUE}, ADMIN),
        "portfolio.transfer": ({"from": BDC_USER, "to": COLLEAGUE}, SALES_MANAGER),
        "outlet.set_bank": (
            {"outlet": OUTLET_ONE, "iban": "BE68539007547034", "bic": "GEBABEBB"},
            ADMIN,
        ),
        "policy.load": ({"preset": "motor_show_be"}, BDC_USER),
        "policy.show": ({"preset": "motor_show_be"}, BDC_USER),
        "outlet.search": (
            {
                "brand": "DS",
                "postal_code": "1000",
                "locality": "Bruxelles",
                "name": "DS",
                "country": "BE",
            },
            BDC_USER,
        ),
        "customer.search": (
            {"kind": "b2c", "email": "x@example.be", "first_name": "A", "last_name": "B"},
            BDC_USER,
        ),
        "customer.create": (
            {
                "search_token": "TOKEN",
                "customer": person(
                    email="new@example.be",
                    last_name="New",
                    company_car=True,
                    company_name="Garage SA",
                ),
                "consents": ANSWERED,
                "open_account": True,
                "confirm_distinct": True,
            },
            BDC_USER,
        ),
        "customer.create ": (
            {
                "search_token": "TOKEN",
                "customer": company(
                    vat=be_vat(7654321), contacts=[contact(email="new@example.be", last_name="N")]
                ),
                "consents": ANSWERED,
                "open_account": False,
                "confirm_distinct": True,
            },
            BDC_USER,
        ),
        "customer.select": ({"id": customer, "email": "jeanne.dupont@example.be"}, BDC_USER),
        "customer.update": (
            {
                "id": customer,
                "changes": {
                    "first_name": "Anne",
                    "last_name": "B",
                    "email": "b@example.be",
                    "mobile": "479000000",
                    "language": "nl-BE",
                    "postal_code": "9000",
                    "company_car": True,
                },
            },
            BDC_USER,
        ),
        "customer.add_contact": (
            {
                "id": firm,
                "contact": contact(email="more@example.be", last_name="More"),
                "consents": ANSWERED,
            },
            BDC_USER,
        ),
        "customer.view": ({"id": customer}, BDC_USER),
        "customer.export": ({"id": customer}, BDC_USER),
        "customer.erase": ({"id": customer, "reason": "asked"}, BDC_USER),
        "account.confirm": ({"token": "CONFIRM"}, BDC_USER),
        "consent.record": (
            {
                "customer": customer,
                "purpose": "contact",
                "answer": "no",
                "channel": "stand",
                "text": TEXT,
            },
            BDC_USER,
        ),
        "consent.withdraw": ({"customer": customer, "purpose": "contact"}, BDC_USER),
        "consent.state": ({"customer": customer}, BDC_USER),
        "consent.receipt": ({"customer": customer, "purpose": "contact"}, BDC_USER),
        "audit.list": ({"record": customer, "limit": 10}, BDC_USER),
        "outbox.ack": ({"ids": ["x"]}, BDC_USER),
    }


VERBS = sorted(requests("", ""))


@pytest.fixture
def scene(desk):
    """A desk with a person and a company, and the requests that would be accepted."""
    customer = desk.created()["id"]
    buyer = contact(email="buyer@example.be", last_name="Martin")
    firm = desk.created(company(contacts=[buyer]), confirm_distinct=True)["id"]
    made = requests(customer, firm)
    token = desk.token(email="new@example.be")
    for name in ("customer.create", "customer.create "):
        made[name][0]["search_token"] = token
    return desk, made


def ask(desk, verb, args, actor):
    reply = desk.ask(verb.strip(), args, actor=as_user(actor), dry_run=True)
    assert ("ok" in reply) != ("refused" in reply), reply
    return reply


def leaves(value, path=()):
    """Every value below the arguments, with its path."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from leaves(entry, (*path, name))
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from leaves(entry, (*path, place))


def with_value(args, path, value):
    changed = copy.deepcopy(args)
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return changed


def dotted(path):
    return ".".join(map(str, path))


def of_another_type(value):
    if isinstance(value, bool):
        return ["yes", 1, [], {}]
    if isinstance(value, str):
        return [5, True, ["x"], {"x": "y"}]
    if isinstance(value, (int, float)):
        return ["5", True, [], {}]
    if isinstance(value, list):
        return ["x", 5, True, {}]
    return ["x", 5, True, []]


@pytest.mark.parametrize("verb", VERBS)
def test_the_request_itself_is_accepted(scene, verb):
    """The requests that the tests below alter are accepted as they are."""
    desk, made = scene
    reply = ask(desk, verb, *made[verb])
    if verb != "account.confirm":
        assert "ok" in reply, reply


@pytest.mark.parametrize("verb", VERBS)
def test_dat_02_every_wrong_type(scene, verb):
    """DAT-02: a wrong JSON type is refused at its own field, wherever it is."""
    desk, made = scene
    args, actor = made[verb]
    missed = []
    for path, value in leaves(args):
        if verb.strip() == "user.put" and "roles" in path or path[:3] == ("users", 0, "roles"):
            continue
        for other in of_another_type(value):
            reply = ask(desk, verb, with_value(args, path, other), actor)
            expected = {("DAT-02", dotted(path))}
            if path[-1] == "fte":
                expected.add(("DAT-03", dotted(path)))
            if not expected & set(pairs(reply.get("refused", []))):
                missed.append((dotted(path), other, reply))
    assert not missed, missed[:5]


@pytest.mark.parametrize("verb", VERBS)
def test_dat_02_every_wrong_type_at_once(scene, verb):
    """DAT-02: all of them in one answer."""
    desk, made = scene
    args, actor = made[verb]
    changed, expected = args, set()
    for path, value in leaves(args):
        if isinstance(value, (dict, list)) or "roles" in path or path[-1] == "fte":
            continue
        changed = with_value(changed, path, 5 if isinstance(value, str) else "wrong")
        expected.add(("DAT-02", dotted(path)))
    reply = ask(desk, verb, changed, actor)
    assert not expected - set(pairs(reply["refused"]))


@pytest.mark.parametrize("verb", VERBS)
def test_dat_02_every_unknown_field(scene, verb):
    """DAT-02: an unknown field is refused by its name, wherever it is."""
    desk, made = scene
    args, actor = made[verb]
    missed = []
    for path, value in [((), args), *leaves(args)]:
        if not isinstance(value, dict) or (path and path[-1] in MAPS):
            continue
        name = (*path, "unheard_of")
        reply = ask(desk, verb, with_value(args, name, "x"), actor)
        if ("DAT-02", dotted(name)) not in pairs(reply.get("refused", [])):
            missed.append((dotted(name), reply))
    assert not missed, missed[:5]


@pytest.mark.parametrize("text", ["a\x00b", "x" * 1025])
@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.split(".")[0] not in ("check", "match")])
def test_dat_01_every_text(scene, verb, text):
    """DAT-01: NUL and 1025 bytes are refused at their field, wherever they are."""
    desk, made = scene
    args, actor = made[verb]
    missed = []
    for path, value in leaves(args):
        if isinstance(value, str):
            reply = ask(desk, verb, with_value(args, path, text), actor)
            refused = pairs(reply.get("refused", []))
            if is_listed(path):
                found = dotted(path) in [field for _, field in refused]
            else:
                found = ("DAT-01", dotted(path)) in refused
            if not found:
                missed.append((dotted(path), reply))
    assert not missed, missed[:5]


@pytest.mark.parametrize("verb", VERBS)
def test_odd_values_are_answered(scene, verb):
    """DAT-02: whatever stands in a field, there is an answer, and the shell goes on."""
    desk, made = scene
    args, actor = made[verb]
    odd = [None, -1, 0, 1e308, 2**63, 2**70, -0.0, "", " ", "\ud7ff", "x" * 400, [None], {"": None}, [[]], "0", "-1"]
    for path, _ in leaves(args):
        for value in odd:
            ask(desk, verb, with_value(args, path, value), actor)
    for name in list(args):
        ask(desk, verb, {other: value for other, value in args.items() if other != name}, actor)
    assert desk.ok("audit.verify")["intact"] is True


@pytest.mark.parametrize("verb", VERBS)
def test_sec_01_no_typed_text_comes_back(scene, verb):
    """SEC-01: a refusal never repeats what was typed."""
    desk, made = scene
    args, actor = made[verb]
    for path, value in leaves(args):
        if isinstance(value, str):
            reply = ask(desk, verb, with_value(args, path, "Sekret\u0001.Person@@x"), actor)
            assert "sekret" not in json.dumps(reply.get("refused", "")).lower(), (path, reply)
