"""Searching, creating, changing, erasing customers (CUS-01 to CUS-21, without CUS-20)."""

import json
import re

import pytest

from conftest import (
    BDC_USER,
    ANSWERED,
    COLLEAGUE,
    OUTLET_ONE,
    OUTLET_ONE_SECOND_SITE,
    as_user,
    assert_refused_with,
    be_vat,
    company,
    contact,
    fr_vat,
    later,
    lu_vat,
    luhn_complete,
    pairs,
    person,
    rules,
)

PLACEHOLDER = "BE0000000097"


@pytest.fixture
def first(open_desk):
    """The desk of customer_first_fr."""
    return open_desk("--preset", "customer_first_fr")


def local_person(**changes):
    record = {
        "kind": "b2c",
        "first_name": "Jeanne",
        "last_name": "Dupont",
        "email": "jeanne.dupont@example.fr",
        "country": "FR",
        "brand": "DS",
    }
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def ids(found):
    return [candidate["id"] for candidate in found["candidates"]]


# CUS-01


@pytest.mark.parametrize("kind", [None, "", "b2x", "B2C"])
def test_cus_01_the_kind_comes_first(desk, kind):
    """CUS-01: a customer is b2c or b2b."""
    record = person(kind=kind)
    token = desk.token(email=record["email"])
    refused = desk.create(record, token=token)["refused"]
    assert_refused_with(refused, "CUS-01", "customer.kind")


def test_cus_01_kind_of_the_wrong_type(desk):
    """DAT-02: a kind that is no string has the wrong type."""
    refused = desk.create(person(kind=7), token=desk.token(email=person()["email"]))["refused"]
    assert_refused_with(refused, "DAT-02", "customer.kind")


# CUS-02


def test_cus_02_exactly_thirty_minutes(desk):
    """CUS-02: exactly thirty minutes is in time."""
    token = desk.token(email=person()["email"])
    assert "id" in desk.created(token=token, envelope={"at": later(minutes=30)})


@pytest.mark.parametrize("late", [{"minutes": 30, "seconds": 1}, {"minutes": 31}, {"days": 1}])
def test_cus_02_after_thirty_minutes(desk, late):
    """CUS-02: a second more is too late."""
    token = desk.token(email=person()["email"])
    refused = desk.create(token=token, envelope={"at": later(**late)})["refused"]
    assert_refused_with(refused, "CUS-02", "search_token")


def test_cus_02_a_millisecond_more(desk):
    """CUS-02: 30 minutes and a millisecond is too late."""
    token = desk.token(email=person()["email"])
    at = "2024-01-12T10:30:00.001+01:00"
    refused = desk.create(token=token, envelope={"at": at})["refused"]
    assert_refused_with(refused, "CUS-02", "search_token")


def test_cus_02_elapsed_time_not_wall_clock(desk):
    """CUS-02: thirty minutes pass over a change of the clock as anywhere."""
    token = desk.token(email=person()["email"], at="2024-03-31T01:45:00+01:00")
    assert "ok" in desk.create(token=token, envelope={"at": "2024-03-31T03:15:00+02:00"})


@pytest.mark.parametrize("token", [None, "", "nonsense", "A" * 200])
def test_cus_02_no_such_token(desk, token):
    """CUS-02: without the token of a search nothing is created."""
    args = {"customer": person(), "consents": ANSWERED, "open_account": False}
    if token is not None:
        args["search_token"] = token
    assert_refused_with(desk.refused("customer.create", args), "CUS-02", "search_token")
    assert ids(desk.search(email=person()["email"])) == []


def test_cus_02_the_same_actor(desk):
    """CUS-02: the search was made by the same actor."""
    token = desk.token(email=person()["email"], actor=as_user(COLLEAGUE))
    assert_refused_with(desk.create(token=token)["refused"], "CUS-02", "search_token")


def test_cus_02_a_tampered_token(desk):
    """CUS-02: a token cannot be altered."""
    token = desk.token(email=person()["email"])
    for place in (0, len(token) // 2, len(token) - 2):
        other = "B" if token[place] != "B" else "C"
        altered = token[:place] + other + token[place + 1 :]
        assert_refused_with(desk.create(token=altered)["refused"], "CUS-02", "search_token")


def test_cus_02_another_email_does_not_cover(desk):
    """CUS-02: the search asked for this customer."""
    token = desk.token(email="someone.else@example.be")
    assert_refused_with(desk.create(token=token)["refused"], "CUS-02", "search_token")


def test_cus_02_the_same_email_without_regard_to_case(desk):
    """CUS-02, CUS-14: two addresses are the same without regard to case."""
    token = desk.token(email="JEANNE.Dupont@Example.BE")
    assert "ok" in desk.create(token=token)


def test_cus_02_by_name(desk):
    """CUS-02: first and last name suffice, compared as names match (CUS-03)."""
    token = desk.token(email="x@example.be", first_name="JEANNE", last_name="du-pont")
    assert "ok" in desk.create(token=token)


def test_cus_02_names_are_not_swapped(desk):
    """CUS-02, CUS-03: first and last name are compared each with each."""
    token = desk.token(email="x@example.be", first_name="Dupont", last_name="Jeanne")
    assert_refused_with(desk.create(token=token)["refused"], "CUS-02", "search_token")


def test_cus_02_a_company_by_vat_or_contact(desk):
    """CUS-02: a company is covered by its VAT number or by a contact's e-mail."""
    one = company(contacts=[contact(), contact(email="second@example.be", last_name="Martin")])
    for search in (
        {"vat": one["vat"]},
        {"email": "jeanne.dupont@example.be"},
        {"email": "second@example.be", "kind": "b2b"},
    ):
        reply = desk.create(one, token=desk.token(**search), envelope={"dry_run": True})
        assert "ok" in reply, (search, reply)
    for search in ({"vat": be_vat(5555555)}, {"email": "third@example.be"}):
        refused = desk.create(one, token=desk.token(**search))["refused"]
        assert_refused_with(refused, "CUS-02", "search_token")


def test_cus_02_a_bad_token_and_bad_fields_at_once(desk):
    """CUS-02, protocol: all violations at once, the token's among them."""
    args = {"search_token": "nonsense", "customer": person(mobile="1"), "consents": {}}
    refused = desk.refused("customer.create", args)
    assert_refused_with(refused, "CUS-02", "search_token")
    assert_refused_with(refused, "CUS-09", "customer.mobile")
    assert_refused_with(refused, "CON-02", "consents.contact")


def test_cus_02_a_later_search(desk):
    """CUS-02: a search made after the creation's instant is not one of the last 30 minutes."""
    token = desk.token(email=person()["email"], at=later(minutes=1))
    refused = desk.create(token=token)["refused"]
    assert rules(refused) & {"CUS-02", "DAT-06"}


def test_bdc_qc(open_desk):
    """CUS-09, CUS-12: Quebec's numbers, the area code 354 too, and its postal codes."""
    desk = open_desk("--preset", "bdc_qc")
    record = {
        "kind": "b2c",
        "first_name": "Jeanne",
        "last_name": "Tremblay",
        "email": "jeanne@example.ca",
        "mobile": "(354) 234-5678",
        "country": "CA",
        "postal_code": "H2X1Y4",
    }
    view = stored(desk, record, consents={})
    assert view["mobile"] == "+13542345678" and view["postal_code"] == "H2X 1Y4"
    refused = desk.create({**record, "email": "b@example.ca", "postal_code": "D2X 1Y4"}, consents={})
    assert_refused_with(refused["refused"], "CUS-12", "customer.postal_code")


def test_cus_14_an_international_domain_is_found_in_both_forms(desk):
    """CUS-14, CUS-03: the domain is kept as A-label and found in either form."""
    identifier = desk.created(person(email="jean@ex\u00e4mple.be"))["id"]
    for typed in ("jean@ex\u00e4mple.be", "jean@EX\u00c4MPLE.be", "Jean@xn--exmple-cua.be"):
        assert ids(desk.search(email=typed)) == [identifier]


# CUS-03, CUS-04: searches


def test_cus_03_by_email(desk):
    """CUS-03: by e-mail alone, normalised."""
    identifier = desk.created()["id"]
    for typed in ("jeanne.dupont@example.be", " JEANNE.DUPONT@EXAMPLE.BE "):
        found = desk.search(email=typed)
        assert ids(found) == [identifier]
        candidate = found["candidates"][0]
        assert candidate["kind"] == "b2c" and candidate["email"] == "jeanne.dupont@example.be"
        assert "Dupont" in candidate["name"]
    assert ids(desk.search(email="jeanne.dupon@example.be")) == []


@pytest.mark.parametrize(
    "first,last,found",
    [
        ("Jeanne", "Dupont", True),
        ("JEANNE", "dupont", True),
        ("J\u00e9anne", "Du Pont", True),
        ("Jeanne", "Du-pont", True),
        ("Jeanne", "Dupond", False),
        ("Dupont", "Jeanne", False),
        ("Jean", "Dupont", False),
    ],
)
def test_cus_03_by_name_and_email(desk, first, last, found):
    """CUS-03: first name, last name and e-mail all match."""
    identifier = desk.created()["id"]
    reply = desk.search(email="jeanne.dupont@example.be", first_name=first, last_name=last)
    assert ids(reply) == ([identifier] if found else [])
    other = desk.search(email="other@example.be", first_name=first, last_name=last)
    assert ids(other) == []


def test_cus_03_name_alone_is_for_one_preset(desk, first):
    """CUS-03: by name alone only in customer_first_fr."""
    refused = desk.refused("customer.search", {"first_name": "Jeanne", "last_name": "Dupont"})
    assert "CUS-03" in rules(refused)
    identifier = first.created(local_person())["id"]
    for one, two in (("jeanne", "DUPONT"), ("J\u00e9anne", "du pont"), ("Jeanne", "Du\u2019pont")):
        assert ids(first.search(first_name=one, last_name=two)) == [identifier]
    assert ids(first.search(first_name="Dupont", last_name="Jeanne")) == []


def test_cus_03_nothing_asked(desk):
    """CUS-03: a search for nothing is refused."""
    assert rules(desk.refused("customer.search", {})) & {"CUS-03", "CUS-04"}


def test_cus_03_malformed_criteria(desk):
    """CUS-03: a malformed e-mail (CUS-14) or VAT number (CUS-10) is refused."""
    assert_refused_with(desk.refused("customer.search", {"email": "nope"}), "CUS-14", "email")
    wrong = "BE0403170702"
    assert_refused_with(desk.refused("customer.search", {"vat": wrong}), "CUS-10", "vat")
    both = desk.refused("customer.search", {"email": "nope", "vat": wrong})
    assert pairs(both) == [("CUS-14", "email"), ("CUS-10", "vat")]


def test_cus_03_kind_filter(desk):
    """CUS-03, CUS-04: a kind filter narrows; a contact's e-mail finds the company."""
    one = company(contacts=[contact(email="buyer@example.be", last_name="Martin")])
    identifier = desk.created(one)["id"]
    assert ids(desk.search(email="buyer@example.be", kind="b2b")) == [identifier]
    assert ids(desk.search(email="buyer@example.be", kind="b2c")) == []
    alone = desk.created()["id"]
    assert ids(desk.search(email="jeanne.dupont@example.be", kind="b2c")) == [alone]
    assert ids(desk.search(email="jeanne.dupont@example.be", kind="b2b")) == []
    refused = desk.refused("customer.search", {"email": "a@example.be", "kind": "b3b"})
    assert_refused_with(refused, "CUS-01", "kind")


@pytest.mark.parametrize("vat", [be_vat(4031707), lu_vat(150274)])
def test_cus_04_by_vat(desk, vat):
    """CUS-04: by VAT number with its country prefix, in any of its forms."""
    one = company(vat=vat, country=vat[:2])
    identifier = desk.created(one)["id"]
    for typed in (vat, vat.lower(), vat[:2] + " " + ".".join([vat[2:5], vat[5:8], vat[8:]])):
        found = desk.search(vat=typed)
        assert ids(found) == [identifier]
        assert found["candidates"][0]["kind"] == "b2b"
        assert found["candidates"][0]["has_contact"] is True
    assert ids(desk.search(vat=be_vat(5555555))) == []


# CUS-05


def twins(first, **second):
    """Two persons of one name, found together by name."""
    one = first.created(local_person(email="one@example.fr"))["id"]
    record = local_person(**{"email": "two@example.fr", **second})
    token = first.token(first_name="Jeanne", last_name="Dupont")
    two = first.created(record, token=token, confirm_distinct=True)["id"]
    found = first.search(first_name="Jeanne", last_name="Dupont")
    assert sorted(ids(found)) == sorted([one, two])
    return one, two


def test_cus_05_repeat_the_email(first):
    """CUS-05: of several candidates one is selected by repeating its e-mail."""
    one, two = twins(first)
    for args in ({"id": one}, {"id": one, "email": "two@example.fr"}, {"id": one, "email": ""}):
        assert_refused_with(first.refused("customer.select", args), "CUS-05")
    first.ok("customer.select", {"id": one, "email": "ONE@example.fr"})
    first.search(first_name="Jeanne", last_name="Dupont")
    first.ok("customer.select", {"id": two, "email": "two@example.fr"})


def test_cus_05_repeat_the_phone_where_there_is_no_email(first):
    """CUS-05: or its phone where it has none."""
    one, two = twins(first, email=None, mobile="0612345678")
    assert_refused_with(first.refused("customer.select", {"id": two}), "CUS-05")
    wrong = {"id": two, "email": "one@example.fr"}
    assert_refused_with(first.refused("customer.select", wrong), "CUS-05")
    for name in ("phone", "mobile", "email"):
        reply = first.ask("customer.select", {"id": two, name: "+33612345678"})
        if "ok" in reply:
            break
    assert "ok" in reply, reply


def test_cus_05_one_candidate_needs_no_repetition(first):
    """CUS-05: a search with one candidate lets it be selected at once."""
    one, two = twins(first)
    assert ids(first.search(email="one@example.fr")) == [one]
    first.ok("customer.select", {"id": one})


def test_cus_05_another_users_search_does_not_matter(first):
    """CUS-05: the candidates are those of the operator's own search."""
    one, _ = twins(first)
    first.search(email="one@example.fr", actor=as_user(COLLEAGUE))
    assert_refused_with(first.refused("customer.select", {"id": one}), "CUS-05")
    first.ok("customer.select", {"id": one}, actor=as_user(COLLEAGUE))


def test_dat_05_candidates_are_paged(first):
    """DAT-05: a search with many candidates is paged, in a total order."""
    token = first.token(first_name="Jeanne", last_name="Dupont")
    for number in range(7):
        record = local_person(email=f"j{number}@example.fr", mobile=f"061234560{number}")
        first.created(record, token=token, confirm_distinct=True)
    whole = ids(first.search(first_name="Jeanne", last_name="Dupont"))
    assert len(set(whole)) == 7
    pages, after = [], {}
    for _ in range(20):
        reply = first.search(first_name="Jeanne", last_name="Dupont", limit=3, **after)
        assert len(reply["candidates"]) <= 3
        pages += ids(reply)
        if not reply.get("next"):
            break
        after = {"after": reply["next"]}
    assert pages == whole


# CUS-06


FIELDS = "first_name last_name email email_repeated mobile language country postal_code".split()


@pytest.mark.parametrize("empty", [None, "", "  "])
@pytest.mark.parametrize("field", FIELDS)
def test_cus_06_every_field(desk, field, empty):
    """CUS-06: all fields of a person at the show are mandatory."""
    record = person(**{field: empty})
    if field == "email":
        record["email_repeated"] = "jeanne.dupont@example.be"
    refused = desk.create(record, token=desk.token(email="jeanne.dupont@example.be"))["refused"]
    if empty == "  ":
        assert f"customer.{field}" in [name for _, name in pairs(refused)], refused
    else:
        assert_refused_with(refused, "CUS-06", f"customer.{field}")


def test_cus_06_everything_missing_at_once_in_order(desk):
    """CUS-06, CON-02: all violations at once, in field order."""
    refused = desk.refused("customer.create", {"customer": {"kind": "b2c"}})
    fields = [field for _, field in pairs(refused)]
    expected = ["search_token"]
    expected += [f"customer.{name}" for name in FIELDS]
    expected += [f"consents.{name}" for name in ("contact", "profiling", "partners")]
    assert [field for field in fields if field in expected] == expected


def test_cus_06_email_twice(desk):
    """CUS-06, CUS-14: the e-mail is entered twice, compared without regard to case."""
    token = desk.token(email=person()["email"])
    record = person(email_repeated="jeanne.dupond@example.be")
    refused = desk.create(record, token=token)["refused"]
    assert_refused_with(refused, "CUS-06", "customer.email_repeated")
    assert "ok" in desk.create(person(email_repeated="Jeanne.DUPONT@example.be"), token=token)


def test_cus_06_what_the_dealer_crm_needs(first):
    """CUS-06: customer_first_fr: last name, first name, phone or e-mail, and the brand."""
    token = first.token(first_name="Jeanne", last_name="Dupont")
    for field in ("first_name", "last_name", "brand"):
        refused = first.create(local_person(**{field: None}), token=first.token(email="jeanne.dupont@example.fr"))["refused"]
        assert_refused_with(refused, "CUS-06", f"customer.{field}")
    refused = first.create(local_person(email=None), token=token)["refused"]
    assert "CUS-06" in rules(refused)
    for more in ({"email": None, "mobile": "0612345678"}, {}):
        reply = first.create(local_person(**more), consents={}, token=token, confirm_distinct=True)
        assert "ok" in reply, reply
        view = first.ok("customer.view", {"id": reply["ok"]["customer"]["id"]})
        assert '"local"' in json.dumps(view)


def test_net_01_the_brand_of_a_customer(first):
    """NET-01: an unknown brand is refused."""
    refused = first.create(local_person(brand="ZZ"))["refused"]
    assert_refused_with(refused, "NET-01", "customer.brand")


# CUS-07, CUS-08


@pytest.mark.parametrize("field", ["company_name", "vat", "contacts"])
@pytest.mark.parametrize("empty", [None, ""])
def test_cus_07_fields_of_a_company(desk, field, empty):
    """CUS-07: company name, VAT number, and at least one contact."""
    record = company(**{field: [] if field == "contacts" and empty == "" else empty})
    if record.get(field) is None:
        record.pop(field, None)
    if field == "contacts" and empty is None:
        record.pop("contacts", None)
    token = desk.token(email="jeanne.dupont@example.be")
    if field == "contacts":
        token = desk.token(vat=record["vat"])
    refused = desk.create(record, token=token)["refused"]
    assert_refused_with(refused, "CUS-07", f"customer.{field}")


@pytest.mark.parametrize(
    "field", ["first_name", "last_name", "email", "mobile", "language", "postal_code"]
)
def test_cus_07_fields_of_the_contact(desk, field):
    """CUS-07: the contact has the fields of a B2C customer."""
    record = company(contacts=[contact(**{field: None})])
    refused = desk.create(record, token=desk.token(vat=record["vat"]))["refused"]
    assert rules(refused) & {"CUS-06", "CUS-07"}
    assert any(name.endswith(f"contacts.0.{field}") for _, name in pairs(refused)), refused


def test_cus_07_two_contacts_two_errors(desk):
    """CUS-07: every bad contact is reported, by its place."""
    record = company(contacts=[contact(mobile="1"), contact(email="second@example", last_name="B")])
    refused = desk.create(record, token=desk.token(vat=record["vat"]))["refused"]
    assert_refused_with(refused, "CUS-09", "customer.contacts.0.mobile")
    assert_refused_with(refused, "CUS-14", "customer.contacts.1.email")
    fields = [field for _, field in pairs(refused)]
    assert fields.index("customer.contacts.0.mobile") < fields.index("customer.contacts.1.email")


def test_cus_07_consents_of_the_first_contact(desk):
    """CUS-07, CON-02: the consents given are the first contact's."""
    refused = desk.create(company(), consents={"contact": "yes"})["refused"]
    assert_refused_with(refused, "CON-02", "consents.profiling")
    identifier = desk.created(company())["id"]
    state = desk.ok("consent.state", {"customer": identifier})
    assert state["contact"]["answer"] == "yes" and state["partners"]["answer"] == "no"


def test_cus_07_add_contact(desk):
    """CUS-07: a further contact is checked like the first and found by its e-mail."""
    identifier = desk.created(company())["id"]
    second = contact(first_name="Paul", last_name="Martin", email="paul@example.be")
    args = {"id": identifier, "contact": second, "consents": ANSWERED}
    for field in ("first_name", "last_name", "email", "mobile"):
        bad = {name: value for name, value in second.items() if name != field}
        refused = desk.refused("customer.add_contact", {**args, "contact": bad})
        assert any(name == f"contact.{field}" for _, name in pairs(refused)), refused
    refused = desk.refused("customer.add_contact", {**args, "consents": {"contact": "yes"}})
    assert "CON-02" in rules(refused)
    desk.ok("customer.add_contact", args)
    assert ids(desk.search(email="paul@example.be", kind="b2b")) == [identifier]
    assert "paul@example.be" in json.dumps(desk.ok("customer.view", {"id": identifier}))


def test_cus_08_no_phone_or_email_on_a_company(first):
    """CUS-08: in customer_first_fr they belong to the contact; SIREN is allowed."""
    siren = "732829320"
    record = company(
        contacts=[local_person(kind=None)], vat=fr_vat(siren), country="FR", brand="DS"
    )
    record["contacts"][0].pop("brand")
    token = first.token(vat=record["vat"])
    for more, field in (
        ({"email": "info@example.fr"}, "customer.email"),
        ({"mobile": "0612345678"}, "customer.mobile"),
    ):
        refused = first.create({**record, **more}, token=token)["refused"]
        assert_refused_with(refused, "CUS-08", field)
    reply = first.create({**record, "siren": siren, "siret": "73282932000074"}, token=token)
    assert "ok" in reply, reply


def test_cus_10_siren_and_siret_agree(first):
    """CUS-10: given together they must agree; each is checked."""
    record = company(
        contacts=[local_person(kind=None)], vat=fr_vat("732829320"), country="FR", brand="DS"
    )
    record["contacts"][0].pop("brand")
    token = first.token(vat=record["vat"])
    siret = luhn_complete("4048330480002")
    refused = first.create({**record, "siren": "732829320", "siret": siret}, token=token)["refused"]
    assert "CUS-10" in rules(refused)
    refused = first.create({**record, "siren": "732829321"}, token=token)["refused"]
    assert_refused_with(refused, "CUS-10", "customer.siren")
    refused = first.create({**record, "siret": "73282932000075"}, token=token)["refused"]
    assert_refused_with(refused, "CUS-10", "customer.siret")


# CUS-09 to CUS-16: the fields


@pytest.mark.parametrize(
    "mobile", ["0478123456", "47812345", "4781234567", "+32478123456", "32478123456", "278123456"]
)
def test_cus_09_nine_digits_at_the_show(desk, mobile):
    """CUS-09: the operator types exactly nine digits, not starting with 0."""
    assert_refused_with(desk.create(person(mobile=mobile))["refused"], "CUS-09", "customer.mobile")


def stored(desk, record, **named):
    identifier = desk.created(record, **named)["id"]
    return desk.ok("customer.view", {"id": identifier})["customer"]


def test_cus_09_stored_as_e164(desk, first):
    """CUS-09: everything is stored as E.164."""
    assert stored(desk, person())["mobile"] == "+32478123456"
    lux = person(
        email="l@example.lu", last_name="L", country="LU", mobile="621123456", postal_code="1234"
    )
    view = stored(desk, lux)
    assert view["mobile"] == "+352621123456" and view["postal_code"] == "L-1234"
    assert stored(first, local_person(mobile="06 12 34.56-78"))["mobile"] == "+33612345678"


def test_cus_09_a_luxembourg_number_for_luxembourg(desk):
    """CUS-09: the number follows the pattern of the country."""
    record = person(country="LU", postal_code="1234", mobile="478123456")
    assert_refused_with(desk.create(record)["refused"], "CUS-09", "customer.mobile")


def test_cus_10_vat_typed_without_the_prefix(desk):
    """CUS-10: at the quote tool the prefix is given by the country."""
    token = desk.token(email="jeanne.dupont@example.be")
    view = stored(desk, company(vat="0403.170.701"), token=token)
    assert view["vat"] == "BE0403170701"


def test_cus_10_a_wrong_vat(desk):
    """CUS-10: the check digits are checked on creation."""
    token = desk.token(email="jeanne.dupont@example.be")
    refused = desk.create(company(vat="BE0403170702"), token=token)["refused"]
    assert_refused_with(refused, "CUS-10", "customer.vat")


@pytest.mark.parametrize("country,typed", [("BE", PLACEHOLDER), ("LU", PLACEHOLDER), ("BE", "0000.000.097")])
def test_cus_11_the_placeholder(desk, country, typed):
    """CUS-11: accepted in BE and LU, unknown, never found and never a duplicate."""
    for number in range(2):
        record = company(
            company_name=f"Company {number}",
            country=country,
            vat=typed,
            contacts=[contact(email=f"c{number}@example.be", last_name=f"Name{number}")],
        )
        view = stored(desk, record, token=desk.token(email=f"c{number}@example.be"))
        assert any("unknown" in name and value is True for name, value in view.items()), view
    assert ids(desk.search(vat=PLACEHOLDER)) == []
    reply = desk.search(email="c0@example.be", kind="b2b")
    assert len(ids(reply)) == 1


@pytest.mark.parametrize("country,typed", [("BE", "0999"), ("BE", "75001"), ("LU", "75001")])
def test_cus_12_postal_code(desk, country, typed):
    """CUS-12: the postal code of the country."""
    mobile = "478123456" if country == "BE" else "621123456"
    record = person(country=country, postal_code=typed, mobile=mobile)
    assert_refused_with(desk.create(record)["refused"], "CUS-12", "customer.postal_code")


def test_cus_13_from_elsewhere(desk):
    """CUS-13: country other, an ISO country, the postal code as typed after trimming."""
    record = person(country="other", postal_code=" 80 331-X ")
    assert "CUS-13" in rules(desk.create(record)["refused"])
    record["other_country"] = "XY"
    assert "CUS-13" in rules(desk.create(record)["refused"])
    record["other_country"] = "DE"
    for mobile in ("478123456", "+4915112345678", "015112345678"):
        reply = desk.create({**record, "mobile": mobile})
        if "ok" in reply:
            break
    assert "ok" in reply, reply
    assert reply["ok"]["customer"]["postal_code"] == "80 331-X"


def test_cus_14_how_an_email_is_stored(desk):
    """CUS-14: the domain in lower case; the local part keeps its spelling."""
    view = stored(desk, person(email="Jeanne.Dupont@EXAMPLE.be"))
    assert view["email"] == "Jeanne.Dupont@example.be"


@pytest.mark.parametrize("email", ["nope", "a@b", "j\u00e9@example.be", "a\u200b@example.be"])
def test_cus_14_a_malformed_email(desk, email):
    """CUS-14: the form is checked on creation."""
    token = desk.token(email="a@example.be")
    refused = desk.create(person(email=email), token=token)["refused"]
    assert_refused_with(refused, "CUS-14", "customer.email")


@pytest.mark.parametrize("field", ["first_name", "last_name"])
@pytest.mark.parametrize("bad", ["Je\u0001an", "Je\u200ban", "Je\u202ean", "Je\u2067an"])
def test_cus_15_characters_of_a_name(desk, field, bad):
    """CUS-15: control, bidi-override and zero-width characters are refused."""
    refused = desk.create(person(**{field: bad}))["refused"]
    assert_refused_with(refused, "CUS-15", f"customer.{field}")


def test_cus_15_spelling_is_kept(desk):
    """CUS-15: NFC, blanks collapsed, otherwise as typed."""
    view = stored(desk, person(first_name="  Ele\u0301onore   Anne ", last_name="O\u2019BRIEN de la Stra\u00dfe"))
    assert view["first_name"] == "El\u00e9onore Anne"
    assert view["last_name"] == "O\u2019BRIEN de la Stra\u00dfe"


def test_cus_15_company_name_of_a_company_car(desk):
    """CUS-15, CUS-16: a company name is optional for a person with a company car."""
    view = stored(desk, person(company_car=True, company_name="Garage Martin SA"))
    assert view["company_car"] is True and view["company_name"] == "Garage Martin SA"
    other = person(email="b@example.be", last_name="Autre", company_car=True)
    assert stored(desk, other)["company_car"] is True
    third = person(email="c@example.be", last_name="Tiers")
    assert stored(desk, third)["company_car"] is False


# CUS-17


def test_cus_17_same_email(desk):
    """CUS-17: the same e-mail blocks, names the record, and cannot be confirmed away."""
    identifier = desk.created()["id"]
    twin = person(
        first_name="Other", last_name="Person", email="JEANNE.dupont@example.be",
        mobile="479000000", postal_code="9000",
    )
    for more in ({}, {"confirm_distinct": True}):
        violation = assert_refused_with(desk.create(twin, **more)["refused"], "CUS-17")
        assert identifier in json.dumps(violation)


def test_cus_17_same_vat(desk):
    """CUS-17: the same VAT number blocks too, however it is typed."""
    identifier = desk.created(company())["id"]
    twin = company(
        company_name="Other SA",
        vat="BE 0" + be_vat(4031707)[3:],
        contacts=[contact(email="other@example.be", last_name="Other", mobile="479000000", postal_code="9000")],
    )
    for more in ({}, {"confirm_distinct": True}):
        violation = assert_refused_with(desk.create(twin, **more)["refused"], "CUS-17")
        assert identifier in json.dumps(violation)


def test_cus_17_a_contacts_email(desk):
    """CUS-17: for a company the contacts' e-mails count."""
    identifier = desk.created(company(contacts=[contact(email="buyer@example.be", last_name="M")]))["id"]
    other = person(email="buyer@example.be", last_name="Else", mobile="479000000", postal_code="9000")
    violation = assert_refused_with(desk.create(other, confirm_distinct=True)["refused"], "CUS-17")
    assert identifier in json.dumps(violation)


@pytest.mark.parametrize(
    "mobile,postal_code,duplicate",
    [
        ("478123456", "9000", True),
        ("479000000", "1000", True),
        ("478123456", "1000", True),
        ("479000000", "9000", False),
    ],
)
def test_cus_17_same_name(desk, mobile, postal_code, duplicate):
    """CUS-17: same name and same phone or postal code refuses until it is confirmed."""
    identifier = desk.created()["id"]
    twin = person(
        first_name="JEANNE", last_name="du pont", email="second@example.be",
        mobile=mobile, postal_code=postal_code,
    )
    reply = desk.create(twin)
    if not duplicate:
        assert "ok" in reply, reply
        return
    violation = assert_refused_with(reply["refused"], "CUS-17")
    assert identifier in json.dumps(violation)
    refused = desk.create(twin, confirm_distinct=False)["refused"]
    assert_refused_with(refused, "CUS-17")
    assert "ok" in desk.create(twin, confirm_distinct=True)


def test_cus_17_another_name_is_no_duplicate(desk):
    """CUS-17: two of a household share phone and postal code."""
    desk.created()
    assert "ok" in desk.create(person(first_name="Paul", email="paul@example.be"))
    assert "ok" in desk.create(person(first_name="Dupont", last_name="Jeanne", email="swapped@example.be"))


def test_cus_17_an_erased_record_is_no_duplicate(desk):
    """CUS-17, CUS-21: after the erasure the same person may be created again."""
    identifier = desk.created()["id"]
    desk.ok("customer.erase", {"id": identifier, "reason": "asked"})
    assert desk.created()["id"] != identifier


# CUS-18


def texts(value):
    if isinstance(value, dict):
        for entry in value.values():
            yield from texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry)
    elif isinstance(value, str):
        yield value


def confirmed_by(desk, effects):
    """Finds the text in the e-mail that confirms the account."""
    for effect in effects:
        for text in texts(effect.get("data", {})):
            for candidate in [text, *re.split(r"[/?=&]", text)[-1:]]:
                reply = desk.ask("account.confirm", {"token": candidate}, actor=None)
                if "ok" in reply:
                    return candidate, reply["ok"]
    raise AssertionError(f"nothing confirms the account in {effects}")


def test_cus_18_account(desk):
    """CUS-18: pending, then active by the link in the e-mail; no actor is needed."""
    reply = desk.create(open_account=True)
    assert reply["ok"]["customer"]["account"] == "pending"
    mails = [effect for effect in reply["effects"] if effect["effect"] == "email"]
    assert [mail["to"] for mail in mails] == ["jeanne.dupont@example.be"]
    assert mails[0]["language"] == "fr-BE" and mails[0]["template"]
    identifier = reply["ok"]["customer"]["id"]
    _, answer = confirmed_by(desk, mails)
    assert answer["account"] == "active"
    assert desk.ok("customer.view", {"id": identifier})["customer"]["account"] == "active"


def test_cus_18_no_account(desk):
    """CUS-18: an account is opened only when asked for."""
    reply = desk.create(open_account=False)
    assert reply["ok"]["customer"].get("account") not in ("pending", "active")
    assert not [effect for effect in reply.get("effects", []) if effect["effect"] == "email"]


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 300])
def test_cus_18_unknown_confirmation(desk, token):
    """CUS-18: an unknown token confirms nothing."""
    desk.created(open_account=True)
    refused = desk.refused("account.confirm", {"token": token}, actor=None)
    assert refused[0]["field"] == "token"
    found = desk.search(email=person()["email"])["candidates"][0]["id"]
    assert desk.ok("customer.view", {"id": found})["customer"]["account"] == "pending"


def test_cus_18_an_erased_customers_link(desk):
    """CUS-18, CUS-21: the link of an erased customer confirms nothing."""
    reply = desk.create(open_account=True)
    identifier = reply["ok"]["customer"]["id"]
    desk.ok("customer.erase", {"id": identifier, "reason": "asked"})
    with pytest.raises(AssertionError, match="nothing confirms"):
        confirmed_by(desk, reply["effects"])


# customer.update


def test_update(desk):
    """CUS-09, CUS-14: changes are checked and normalised like a creation."""
    identifier = desk.created()["id"]
    for changes, rule, field in (
        ({"mobile": "1"}, "CUS-09", "changes.mobile"),
        ({"email": "nope"}, "CUS-14", "changes.email"),
        ({"postal_code": "0999"}, "CUS-12", "changes.postal_code"),
        ({"last_name": "A\u202eB"}, "CUS-15", "changes.last_name"),
        ({"nonsense": 1}, "DAT-02", "changes.nonsense"),
        ({"last_name": 7}, "DAT-02", "changes.last_name"),
    ):
        args = {"id": identifier, "changes": changes}
        assert_refused_with(desk.refused("customer.update", args), rule, field)
    changes = {"mobile": "479000000", "last_name": " Du  Bois ", "postal_code": "9000"}
    desk.ok("customer.update", {"id": identifier, "changes": changes})
    view = desk.ok("customer.view", {"id": identifier})["customer"]
    assert (view["mobile"], view["last_name"]) == ("+32479000000", "Du Bois")
    assert view["postal_code"] == "9000" and view["first_name"] == "Jeanne"


def test_update_all_violations_at_once(desk):
    """Protocol: all violations at once, an unknown field among them."""
    identifier = desk.created()["id"]
    args = {"id": identifier, "changes": {"email": "nope", "mobile": "1", "nonsense": 1}}
    refused = desk.refused("customer.update", args)
    assert_refused_with(refused, "CUS-14", "changes.email")
    assert_refused_with(refused, "CUS-09", "changes.mobile")
    assert_refused_with(refused, "DAT-02", "changes.nonsense")


def test_update_is_found_under_the_new_email(desk):
    """CUS-03: a changed e-mail is found, the former one is not."""
    identifier = desk.created()["id"]
    desk.ok("customer.update", {"id": identifier, "changes": {"email": "new@example.be"}})
    assert ids(desk.search(email="new@example.be")) == [identifier]
    assert ids(desk.search(email="jeanne.dupont@example.be")) == []


# CUS-21


def test_cus_21_export(desk):
    """CUS-21: everything held about one person."""
    identifier = desk.created(open_account=True)["id"]
    desk.ok("customer.update", {"id": identifier, "changes": {"last_name": "Durand"}})
    held = json.dumps(desk.ok("customer.export", {"id": identifier}), ensure_ascii=False)
    for part in (
        "Jeanne",
        "Dupont",
        "Durand",
        "jeanne.dupont@example.be",
        "+32478123456",
        "profiling",
        "partners",
        "1000",
    ):
        assert part in held, part


def test_cus_21_export_is_of_one_person(desk):
    """CUS-21: nothing of anybody else."""
    identifier = desk.created()["id"]
    desk.created(person(first_name="Zoe", last_name="Zwart", email="zoe@example.be"))
    held = json.dumps(desk.ok("customer.export", {"id": identifier}))
    assert "Zwart" not in held and "zoe@" not in held


@pytest.mark.parametrize("reason", [None, ""])
def test_cus_21_erasure_has_a_reason(desk, reason):
    """CUS-21: an erasure says why."""
    identifier = desk.created()["id"]
    args = {"id": identifier} if reason is None else {"id": identifier, "reason": reason}
    assert_refused_with(desk.refused("customer.erase", args), "CUS-21", "reason")
    assert ids(desk.search(email=person()["email"])) == [identifier]


def test_cus_21_erasure(desk):
    """CUS-21: a tombstone; nothing personal is found, shown, exported or waiting."""
    identifier = desk.created(open_account=True)["id"]
    desk.ok("customer.update", {"id": identifier, "changes": {"mobile": "479000000"}})
    desk.ok("customer.erase", {"id": identifier, "reason": "asked"})
    assert ids(desk.search(email=person()["email"])) == []
    replies = [
        desk.ask("customer.view", {"id": identifier}),
        desk.ask("customer.export", {"id": identifier}),
        desk.ask("customer.select", {"id": identifier}),
        desk.ask("audit.list", {"record": identifier}),
        desk.ask("outbox.list", {}),
        desk.ask("consent.receipt", {"customer": identifier, "purpose": "contact"}),
    ]
    shown = json.dumps(replies)
    for part in ("Jeanne", "Dupont", "jeanne.dupont", "478123456", "479000000"):
        assert part not in shown, part
    desk.refused("customer.update", {"id": identifier, "changes": {"mobile": "479000001"}})
    assert desk.ok("audit.verify")["intact"] is True


def test_cus_21_erasure_of_a_company_with_contacts(desk):
    """CUS-21: the contacts of a company are persons too."""
    identifier = desk.created(company())["id"]
    desk.ok("customer.erase", {"id": identifier, "reason": "asked"})
    assert ids(desk.search(email="jeanne.dupont@example.be", kind="b2b")) == []
    assert ids(desk.search(vat=be_vat(4031707))) == []
    shown = json.dumps([desk.ask("customer.view", {"id": identifier}), desk.ask("audit.list")])
    assert "jeanne.dupont" not in shown and "Dupont" not in shown
