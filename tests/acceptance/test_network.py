"""Brands, outlets, people, policies (NET-01 to NET-12, CON-03, ACC-09, STL-02)."""

import json
import math

import pytest

from conftest import (
    ADMIN,
    BDC_USER,
    COLLEAGUE,
    ENTITY_ONE,
    ENTITY_TWO,
    FOREIGN_ADMIN,
    FOREIGNER,
    OUTLET_ONE,
    OUTLET_ONE_SECOND_SITE,
    OUTLET_TWO,
    SALES_MANAGER,
    as_user,
    assert_refused_with,
    be_vat,
    later,
    network,
    outlet,
    pairs,
    person,
    rules,
    user,
)


def load(desk, **part):
    return desk.ask("network.load", part, actor=None)


def put(desk, record, actor=ADMIN, **envelope):
    return desk.ask("user.put", {"user": record}, actor=as_user(actor), **envelope)


def newcomer(**changes):
    return user(f"{ENTITY_ONE}.d050", ENTITY_ONE, **changes)


# Loading


def test_acc_01_loading_needs_no_actor(bare):
    """ACC-01: administrative loading names no actor."""
    assert "ok" in load(bare, **network())


def test_net_03_records_in_any_order_and_in_several_calls(bare):
    """Protocol: a reference to a record that is not there yet is a note, not a refusal."""
    whole = network()
    for part in ("users", "outlets", "legal_entities"):
        reply = load(bare, **{part: whole[part]})
        assert "ok" in reply, reply
        if part != "legal_entities":
            assert reply.get("notes"), "an open reference is a note"
    assert bare.search(email="a@example.be")["candidates"] == []


def test_net_03_loading_again_changes_nothing_else(desk):
    """NET-03: the same network may be loaded again."""
    assert "ok" in load(desk, **network())
    assert desk.search(email="a@example.be")["candidates"] == []


@pytest.mark.parametrize(
    "code", ["AC", "AH", "AP", "AR", "DS", "FO", "FT", "JE", "OP", "SP", "UC", "LA", "LM", "MB"]
)
def test_net_01_codes_in_use(desk, code):
    """NET-01: the codes in use are known."""
    reply = load(desk, outlets=[outlet("0099000", "000", ENTITY_ONE, "X", brands=[code])])
    assert "ok" in reply, reply


def test_net_01_unknown_brand(desk):
    """NET-01: an unknown code is refused; an integrator can register more."""
    place = outlet("0099000", "000", ENTITY_ONE, "X", brands=["DS", "ZZ"])
    refused = desk.refused("network.load", {"outlets": [place]}, actor=None)
    violation = assert_refused_with(refused, "NET-01")
    assert violation["field"].startswith("outlets.0.brands")
    brand = {"code": "ZZ", "name": "Zeta", "family": "xP", "capabilities": []}
    reply = load(desk, brands=[brand], outlets=[place])
    assert "ok" in reply, reply
    found = desk.ok("outlet.search", {"brand": "ZZ", "country": "BE", "postal_code": "1000"})
    assert [entry["outlet"] for entry in found["outlets"]] == ["0099000-000"]


def test_dat_04_a_refused_load_changes_nothing(desk):
    """DAT-04: one bad record refuses the load, and the good ones are not there."""
    before = desk.ok("audit.verify")["records"]
    good = outlet("0099000", "000", ENTITY_ONE, "Zedelgem", brands=["DS"])
    bad = outlet("0099001", "000", ENTITY_ONE, "Y", brands=["ZZ"])
    desk.refused("network.load", {"outlets": [good, bad]}, actor=None)
    found = desk.ok("outlet.search", {"brand": "DS", "country": "BE", "name": "Zedelgem"})
    assert found["outlets"] == []
    assert desk.ok("audit.verify")["records"] == before


def test_net_04_record_type(desk):
    """NET-04: an outlet's record type is outlet or dealer."""
    place = outlet("0099000", "000", ENTITY_ONE, "X")
    assert "ok" in load(desk, outlets=[dict(place, record_type="dealer")])
    refused = desk.refused(
        "network.load", {"outlets": [dict(place, record_type="shop")]}, actor=None
    )
    assert_refused_with(refused, "NET-04", "outlets.0.record_type")


def test_net_04_time_zone(desk):
    """NET-04: an outlet has a time zone, and it is one."""
    place = outlet("0099000", "000", ENTITY_ONE, "X", time_zone="Mars/Olympus")
    refused = desk.refused("network.load", {"outlets": [place]}, actor=None)
    assert any(field == "outlets.0.time_zone" for _, field in pairs(refused)), refused


def test_several_violations_of_one_load_in_order(desk):
    """Protocol: all violations at once, in field order."""
    refused = desk.refused(
        "network.load",
        {
            "outlets": [
                outlet("0099000", "000", ENTITY_ONE, "X", brands=["ZZ"]),
                outlet("0099001", "000", ENTITY_ONE, "Y", record_type="shop"),
            ],
            "users": [
                newcomer(shares=[{"outlet": OUTLET_ONE, "brand": "DS", "percent": 99}]),
                newcomer(id=f"{ENTITY_ONE}.d051", roles=["janitor"]),
            ],
        },
        actor=None,
    )
    order = [
        next(number for number, (_, field) in enumerate(pairs(refused)) if field.startswith(prefix))
        for prefix in ("outlets.0", "outlets.1", "users.0", "users.1")
    ]
    assert order == sorted(order)
    assert {"NET-01", "NET-04", "NET-06", "NET-07"} <= rules(refused)


# Users


@pytest.mark.parametrize("shares,fine", [
    ([], True),
    ([100], True),
    ([60, 40], True),
    ([60, 39], False),
    ([60, 41], False),
    ([99], False),
    ([101], False),
    ([34, 33, 33], True),
    ([150, -50], False),
])
def test_net_07_shares(desk, shares, fine):
    """NET-07: the shares sum to 100, or there are none."""
    where = [(OUTLET_ONE, "DS"), (OUTLET_ONE, "AP"), (OUTLET_ONE_SECOND_SITE, "DS")]
    record = newcomer(
        shares=[
            {"outlet": place, "brand": brand, "percent": percent}
            for percent, (place, brand) in zip(shares, where)
        ],
    )
    reply = put(desk, record)
    if fine:
        assert "ok" in reply, reply
    else:
        violation = assert_refused_with(reply["refused"], "NET-07")
        assert violation["field"].startswith("user.shares")


def test_net_07_whole_percents(desk):
    """NET-07: percents are whole."""
    reply = put(
        desk,
        newcomer(
            shares=[
                {"outlet": OUTLET_ONE, "brand": "DS", "percent": 50.5},
                {"outlet": OUTLET_ONE, "brand": "AP", "percent": 49.5},
            ]
        ),
    )
    assert rules(reply["refused"]) <= {"NET-07", "DAT-02"}


@pytest.mark.parametrize(
    "identifier,fine",
    [
        (f"{ENTITY_ONE}.d005", True),
        (f"{ENTITY_ONE}.admin", True),
        (f"{ENTITY_ONE}.d05", False),
        (f"{ENTITY_ONE}.x005", False),
        (f"{ENTITY_ONE}", False),
        (f"{ENTITY_TWO}.d005", False),
        ("", False),
    ],
)
def test_net_06_identifier(desk, identifier, fine):
    """NET-06: an identifier is the entity's code and .dNNN or .admin."""
    roles = ["admin"] if identifier.endswith("admin") else ["salesman"]
    reply = put(desk, newcomer(id=identifier, roles=roles))
    if fine:
        assert "ok" in reply, reply
    else:
        assert_refused_with(reply["refused"], "NET-06", "user.id")


def test_net_06_example_identifier(desk):
    """NET-06: the book's example."""
    reply = load(
        desk,
        legal_entities=[{"id": "FR-000802P", "vat": "FR40303265045", "name": "Paris SA"}],
        users=[user("FR-000802P.d005", "FR-000802P", outlet=None)],
    )
    assert "ok" in reply, reply


ROLES = """after_sales_manager call_centre_external call_centre_internal receptionist lead_manager
sales_manager sales_manager_agent salesman salesman_agent secretary web_caller service_manager
collaborator product_genius fleet_responsible bank_specialist bdc_agent specialist sales_director
assistant_sales_director marketing_responsible admin headquarters""".split()


def test_net_06_roles(desk):
    """NET-06: every role of the protocol is known; another is refused."""
    assert "ok" in put(desk, newcomer(roles=ROLES))
    refused = put(desk, newcomer(roles=["salesman", "janitor"]))["refused"]
    violation = assert_refused_with(refused, "NET-06")
    assert violation["field"].startswith("user.roles")


@pytest.mark.parametrize("who,fine", [(ADMIN, True), (BDC_USER, False), (SALES_MANAGER, False)])
def test_net_06_only_an_admin_creates_and_deactivates(desk, who, fine):
    """NET-06: an admin creates, changes and deactivates users."""
    desk.actor = as_user(who)
    for verb, args in (
        ("user.put", {"user": newcomer()}),
        ("user.deactivate", {"id": COLLEAGUE}),
    ):
        reply = desk.ask(verb, args)
        if fine:
            assert "ok" in reply, reply
        else:
            assert rules(reply["refused"]) & {"NET-06", "ACC-01", "ACC-04"}, reply


def test_acc_02_an_admin_works_on_the_own_entity_only(desk):
    """ACC-02: a foreign user is answered like an unknown one."""
    foreign = desk.ask("user.deactivate", {"id": FOREIGNER}, actor=as_user(ADMIN))
    unknown = desk.ask("user.deactivate", {"id": f"{ENTITY_TWO}.d777"}, actor=as_user(ADMIN))
    assert "refused" in foreign and foreign == unknown
    refused = put(desk, user(f"{ENTITY_TWO}.d050", ENTITY_TWO, OUTLET_TWO))
    assert "refused" in refused
    assert "ok" in desk.ask(
        "customer.search", {"email": "a@example.be"}, actor=as_user(FOREIGNER, OUTLET_TWO)
    )


def test_net_06_a_user_put_can_act_and_a_deactivated_one_cannot(desk):
    """NET-06, ACC-01: the user acts once put; a deactivated user is no actor."""
    someone = as_user(f"{ENTITY_ONE}.d050")
    desk.refused("customer.search", {"email": "a@example.be"}, actor=someone)
    assert "ok" in put(desk, newcomer())
    desk.ok("customer.search", {"email": "a@example.be"}, actor=someone)
    desk.ok("user.deactivate", {"id": f"{ENTITY_ONE}.d050"}, actor=as_user(ADMIN))
    refused = desk.refused("customer.search", {"email": "a@example.be"}, actor=someone)
    assert_refused_with(refused, "ACC-01")


def test_net_11_tracked_phone(desk):
    """NET-11: the call-tracking number has its prefix and no blanks."""
    assert "ok" in put(desk, newcomer(phone="+33612345678", tracked_phone="phone"))
    for typed in ("+33 6 12 34 56 78", "0612345678", "+33"):
        reply = put(desk, newcomer(phone=typed, tracked_phone="phone"))
        if "refused" in reply:
            assert_refused_with(reply["refused"], "NET-11", "user.phone")
        else:
            assert reply["ok"]["user"]["phone"] == "+33612345678", reply
    refused = put(desk, newcomer(phone="+33612345678", tracked_phone="fax"))["refused"]
    assert_refused_with(refused, "NET-11", "user.tracked_phone")


def test_net_10_notification_activities(desk):
    """NET-10: notifications know VN VO PR SE FI ACC."""
    every = ["VN", "VO", "PR", "SE", "FI", "ACC"]
    assert "ok" in put(desk, newcomer(notify={"leads": True, "activities": every}))
    refused = put(desk, newcomer(notify={"leads": True, "activities": ["VN", "B2C-VN"]}))["refused"]
    violation = assert_refused_with(refused, "NET-10")
    assert violation["field"].startswith("user.notify.activities")


def test_lea_18_user_activities(desk):
    """Protocol: users[].activities takes the codes of LEA-18."""
    every = ["B2C-VN", "B2B-VN", "B2C-VO", "B2B-VO"]
    assert "ok" in put(desk, newcomer(activities=every))
    refused = put(desk, newcomer(activities=["VN"]))["refused"]
    assert any(field.startswith("user.activities") for _, field in pairs(refused)), refused


# Mailboxes


@pytest.mark.parametrize("count", [1, 5, 6, 9])
def test_net_09_five_and_six_addresses(desk, count):
    """NET-09: five addresses pass; with six the field is kept, with a warning."""
    addresses = ", ".join(f"lead{number}@example.be" for number in range(count))
    reply = load(
        desk, outlets=[outlet("0099000", "000", ENTITY_ONE, "X", mailboxes={"1": addresses})]
    )
    assert "ok" in reply, reply
    warned = [note for note in reply.get("notes", []) if note["rule"] == "NET-09"]
    assert bool(warned) == (count > 5), reply
    for note in warned:
        assert note["field"].startswith("outlets.0.mailboxes")


def test_net_09_groups_and_addresses(desk):
    """NET-09: the groups are 1 and 2, the addresses are addresses."""
    for mailboxes in ({"3": "a@example.be"}, {"1": "a@example.be, nonsense"}):
        refused = desk.refused(
            "network.load",
            {"outlets": [outlet("0099000", "000", ENTITY_ONE, "X", mailboxes=mailboxes)]},
            actor=None,
        )
        violation = assert_refused_with(refused, "NET-09")
        assert violation["field"].startswith("outlets.0.mailboxes")
    both = {"1": "a@example.be,b@example.be", "2": "c@example.be"}
    reply = load(desk, outlets=[outlet("0099000", "000", ENTITY_ONE, "X", mailboxes=both)])
    assert "ok" in reply and not [n for n in reply.get("notes", []) if n["rule"] == "NET-09"]


# Portfolios and bank details


def owner_of(desk, identifier):
    return desk.ok("customer.view", {"id": identifier})["customer"].get("owner")


def test_acc_09_portfolio(desk):
    """ACC-09: one audited act of a sales manager or admin."""
    one = desk.created(person())["id"]
    two = desk.created(person(email="b@example.be", last_name="Martin"))["id"]
    args = {"from": BDC_USER, "to": COLLEAGUE}
    for who in (BDC_USER, COLLEAGUE):
        refused = desk.refused("portfolio.transfer", args, actor=as_user(who))
        assert_refused_with(refused, "ACC-09")
    before = desk.ok("audit.verify")["records"]
    desk.ok("portfolio.transfer", args, actor=as_user(SALES_MANAGER))
    assert desk.ok("audit.verify")["records"] == before + 1, "one audited act"
    if owner_of(desk, one) is not None:
        assert owner_of(desk, one) == owner_of(desk, two) == COLLEAGUE
    desk.ok("portfolio.transfer", {"from": COLLEAGUE, "to": BDC_USER}, actor=as_user(ADMIN))
    if owner_of(desk, one) is not None:
        assert owner_of(desk, one) == owner_of(desk, two) == BDC_USER


def test_acc_09_and_net_06_targets(desk):
    """ACC-02, NET-06: not to a foreign, unknown or deactivated user."""
    desk.actor = as_user(SALES_MANAGER)
    foreign = desk.ask("portfolio.transfer", {"from": BDC_USER, "to": FOREIGNER})
    unknown = desk.ask("portfolio.transfer", {"from": BDC_USER, "to": f"{ENTITY_TWO}.d999"})
    assert "refused" in foreign and foreign == unknown
    desk.ok("user.deactivate", {"id": COLLEAGUE}, actor=as_user(ADMIN))
    desk.refused("portfolio.transfer", {"from": BDC_USER, "to": COLLEAGUE})
    desk.ok("portfolio.transfer", {"from": COLLEAGUE, "to": BDC_USER})


def test_stl_02_bank_details(desk):
    """STL-02: checked; entered once by the outlet, changed later only by headquarters."""
    desk.actor = as_user(ADMIN)
    bad = {"outlet": OUTLET_ONE, "iban": "BE68539007547035"}
    assert_refused_with(desk.refused("outlet.set_bank", bad), "STL-02", "iban")
    bad = {"outlet": OUTLET_ONE, "iban": "BE68539007547034", "bic": "NOPE"}
    assert_refused_with(desk.refused("outlet.set_bank", bad), "STL-02", "bic")
    good = {"outlet": OUTLET_ONE, "iban": "BE68 5390 0754 7034", "bic": "GEBABEBB"}
    desk.ok("outlet.set_bank", good)
    other = {"outlet": OUTLET_ONE, "iban": "BE71096123456769"}
    assert_refused_with(desk.refused("outlet.set_bank", other), "STL-02")
    headquarters = user(f"{ENTITY_ONE}.d090", ENTITY_ONE, outlet=None, roles=["headquarters"])
    assert "ok" in put(desk, headquarters)
    desk.ok("outlet.set_bank", other, actor=as_user(headquarters["id"]))


def test_acc_02_bank_details_of_a_foreign_outlet(desk):
    """ACC-02: a foreign outlet is answered like an unknown one."""
    iban = "BE68539007547034"
    foreign = desk.ask("outlet.set_bank", {"outlet": OUTLET_TWO, "iban": iban})
    unknown = desk.ask("outlet.set_bank", {"outlet": "7777777-777", "iban": iban})
    nonsense = desk.ask("outlet.set_bank", {"outlet": "?", "iban": iban})
    assert "refused" in foreign and foreign == unknown == nonsense


# Policies

PRESETS = ["motor_show_be", "customer_first_fr", "bdc_qc", "vans_leads_fr", "exclusive_card_fr"]


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_shown_and_loaded(bare, name):
    """Protocol: a policy is a preset or given in full; what is shown can be loaded."""
    shown = bare.ok("policy.show", {"preset": name})
    assert name in json.dumps(shown)
    bare.ok("policy.load", {"preset": name}, actor=None)
    bare.ok("policy.load", {"policy": shown["policy"]}, actor=None)


@pytest.mark.parametrize("verb", ["policy.show", "policy.load"])
def test_unknown_preset(bare, verb):
    """Protocol: a preset that is not in the list is refused, and nothing else happens."""
    refused = bare.refused(verb, {"preset": "motor_show_fr"}, actor=None)
    assert refused[0]["field"] == "preset"


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize(
    "change", [{"default_answer": "yes"}, {"default_answer": "no"}]
    + [{"needed_for": [what]} for what in ("quote", "voucher", "offer_mail", "lead", "card")],
)
def test_con_03_no_default_and_no_condition(bare, name, change):
    """CON-03: a policy with a default answer, or that makes a service depend on a yes, is refused."""
    policy = bare.ok("policy.show", {"preset": name})["policy"]
    policy["consent"]["purposes"][0].update(change)
    refused = bare.refused("policy.load", {"policy": policy}, actor=None)
    violation = assert_refused_with(refused, "CON-03")
    assert violation["field"].startswith("policy.consent.purposes.0")


def test_cus_02_the_minutes_are_a_policy_value(open_desk):
    """CUS-02: thirty minutes are a default that a policy changes."""
    desk = open_desk()
    policy = desk.ok("policy.show", {"preset": "motor_show_be"})["policy"]
    policy["customer"]["search_valid_minutes"] = 5
    desk.ok("policy.load", {"policy": policy}, actor=None)
    token = desk.token(email=person()["email"])
    refused = desk.create(token=token, envelope={"at": later(minutes=5, seconds=1)})["refused"]
    assert_refused_with(refused, "CUS-02", "search_token")
    desk.created(token=token, envelope={"at": later(minutes=5)})


def test_con_01_an_integrator_adds_a_purpose(open_desk):
    """CON-01, CON-02: an added purpose is required only if the policy says so."""
    for required in (True, False):
        desk = open_desk()
        policy = desk.ok("policy.show", {"preset": "motor_show_be"})["policy"]
        policy["consent"]["purposes"].append({"code": "newsletter", "required": required})
        desk.ok("policy.load", {"policy": policy}, actor=None)
        reply = desk.create()
        if required:
            assert_refused_with(reply["refused"], "CON-02", "consents.newsletter")
        else:
            assert "ok" in reply, reply


# Outlet search

PLACES = {
    "Bruxelles": ("1000", 50.8503, 4.3517),
    "Namur": ("5000", 50.4674, 4.8720),
    "Li\u00e8ge": ("4000", 50.6326, 5.5797),
    "Gent": ("9000", 51.0543, 3.7174),
    "Arlon": ("6700", 49.6833, 5.8167),
}


def kilometres(first, second):
    one, two = math.radians(first[0]), math.radians(second[0])
    across = math.radians(second[1] - first[1])
    up = two - one
    half = math.sin(up / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def address(city, postal_code, country="BE"):
    return {"street": "Rue 1", "postal_code": postal_code, "city": city, "country": country}


def search_network(desk, places):
    """Loads outlets of the brand AR, which the common network does not sell."""
    records = []
    for number, (name, more) in enumerate(places):
        code = more.pop("code", f"01{number:05d}")
        record = outlet(code, "000", ENTITY_ONE, name, **{"brands": ["AR"], **more})
        records.append(record)
    assert "ok" in load(desk, outlets=records)


def found(desk, **args):
    reply = desk.ok("outlet.search", {"brand": "AR", "country": "BE", **args})
    return [entry["name"] for entry in reply["outlets"]], reply


def cities(desk):
    search_network(
        desk,
        [
            (
                f"Alfa {city}",
                {"address": address(city, postal), "location": {"lat": lat, "lon": lon}},
            )
            for city, (postal, lat, lon) in PLACES.items()
        ],
    )


@pytest.mark.parametrize("start", PLACES)
def test_net_05_nearest_first(desk, start):
    """NET-05: by great-circle distance where both ends have coordinates."""
    cities(desk)
    postal, *origin = PLACES[start]
    expected = sorted(PLACES, key=lambda city: kilometres(origin, PLACES[city][1:]))
    names, reply = found(desk, postal_code=postal)
    assert names == [f"Alfa {city}" for city in expected]
    for entry, city in zip(reply["outlets"], expected):
        exact = kilometres(origin, PLACES[city][1:])
        assert abs(float(entry["distance_km"]) - exact) <= max(0.06, exact * 0.005)


def test_net_05_the_point_of_a_postal_code_is_a_mean(desk):
    """NET-05: a postal code's point is the mean of the outlets that have it."""
    search_network(
        desk,
        [
            ("West", {"address": address("A", "3000"), "location": {"lat": 50.0, "lon": 4.0}}),
            ("East", {"address": address("A", "3000"), "location": {"lat": 50.0, "lon": 5.0}}),
            ("Middle", {"address": address("B", "3100"), "location": {"lat": 50.0, "lon": 4.5}}),
        ],
    )
    names, _ = found(desk, postal_code="3000")
    assert names[0] == "Middle" and set(names) == {"West", "East", "Middle"}


def test_net_05_without_coordinates(desk):
    """NET-05: same postal code, then the smallest numeric distance, then name, then code."""
    search_network(
        desk,
        [
            ("Far", {"address": address("F", "9999")}),
            ("Above", {"address": address("A", "4010")}),
            ("Below", {"address": address("B", "3990")}),
            ("Same", {"address": address("S", "4000")}),
            ("Near", {"address": address("N", "4001")}),
            ("Twin", {"address": address("T", "4050"), "code": "0199999"}),
            ("Twin", {"address": address("T", "4050"), "code": "0188888"}),
        ],
    )
    names, reply = found(desk, postal_code="4000")
    assert names == ["Same", "Near", "Above", "Below", "Twin", "Twin", "Far"]
    twins = [entry["outlet"] for entry in reply["outlets"] if entry["name"] == "Twin"]
    assert twins == ["0188888-000", "0199999-000"]


@pytest.mark.parametrize(
    "typed,expected",
    [
        ("liege", ["Garage de Li\u00e8ge"]),
        ("LI\u00c9GE", ["Garage de Li\u00e8ge"]),
        ("li", ["Garage de Li\u00e8ge"]),
        ("gar", ["Garage de Li\u00e8ge", "Garage du Midi"]),
        ("midi", ["Garage du Midi"]),
        ("ege", []),
        ("arage", []),
        ("zzz", []),
    ],
)
def test_net_05_name(desk, typed, expected):
    """NET-05: without regard to case and accents, prefix of a word."""
    search_network(
        desk,
        [
            ("Garage de Li\u00e8ge", {"address": address("Li\u00e8ge", "4000")}),
            ("Garage du Midi", {"address": address("Bruxelles", "1000")}),
        ],
    )
    names, _ = found(desk, name=typed)
    assert sorted(names) == expected


def test_net_05_locality(desk):
    """NET-05: the locality, alone or with the name."""
    cities(desk)
    for typed in ("Li\u00e8ge", "liege", "LIEGE", "li"):
        names, _ = found(desk, locality=typed)
        assert names[0] == "Alfa Li\u00e8ge", (typed, names)
    names, _ = found(desk, locality="Namur", name="alfa")
    assert names[0] == "Alfa Namur"


def test_net_05_brand(desk):
    """NET-05, NET-01: only outlets that sell the brand; an unknown brand is refused."""
    cities(desk)
    reply = desk.ok("outlet.search", {"brand": "JE", "country": "BE", "postal_code": "1000"})
    assert reply["outlets"] == []
    refused = desk.refused("outlet.search", {"brand": "ZZ", "country": "BE", "postal_code": "1000"})
    assert_refused_with(refused, "NET-01", "brand")


def test_net_05_country(desk):
    """NET-05: numeric postal distances count within one country."""
    search_network(
        desk,
        [
            ("Lux", {"address": address("Luxembourg", "L-1234", "LU")}),
            ("Belge", {"address": address("Elsewhere", "9000")}),
        ],
    )
    assert found(desk, postal_code="1234", country="LU")[0][0] == "Lux"
    assert found(desk, postal_code="1234", country="BE")[0][0] == "Belge"


def test_dat_05_outlet_search_is_paged(desk):
    """DAT-05: limit, after, next; the pages together are the whole."""
    cities(desk)
    whole, _ = found(desk, postal_code="1000")
    pages, after = [], {}
    for _ in range(10):
        names, reply = found(desk, postal_code="1000", limit=2, **after)
        assert len(names) <= 2
        pages += names
        if not reply.get("next"):
            break
        after = {"after": reply["next"]}
    assert pages == whole
