"""desk.customers."""

import dataclasses
from datetime import timedelta

import dealerkit as dk
import pytest

from garage import ANSWERED, MORNING, PERSON, create, desk, known  # noqa: F401  (fixtures)


def test_searching_comes_before_creating(desk):
    """CUS-02."""
    for token, code in (("", "search_token_missing"), ("made up", "search_token_unknown")):
        with pytest.raises(dk.Refused) as e:
            desk.customers.create(search_token=token, kind="b2c", consents=ANSWERED, **PERSON)
        assert (e.value.rule, e.value.code, e.value.field) == ("CUS-02", code, "search_token")


def test_a_search_is_good_for_thirty_minutes(desk):
    """CUS-02: at exactly that age it is still in time."""
    token = desk.customers.search(
        email=PERSON["email"], first_name=PERSON["first_name"], last_name=PERSON["last_name"]
    ).token

    def create(minutes, **other):
        return desk.customers.create(
            search_token=token, kind="b2c", consents=ANSWERED, **PERSON, at=MORNING + timedelta(minutes=minutes), **other
        )

    with pytest.raises(dk.Refused) as e:
        create(31)
    assert e.value.broken is dk.Rule.SEARCH_TOKEN_EXPIRED
    assert create(30, dry_run=True).name == create(30).name == "Jeanne Dupont"


def test_a_created_customer_is_found_and_viewed(desk, create):
    """CUS-06, CUS-09, CUS-18."""
    made = create(open_account=True)
    assert (made.kind, made.initials, made.mobile, made.account) == ("b2c", "JD", "+32478123456", "pending")
    assert made.created_at == MORNING and made.created_at.utcoffset() == MORNING.utcoffset()
    assert desk.customers.view(id=made.id) == made
    found = desk.customers.search(email="JEANNE@example.be")
    assert [(one.id, one.name, one.has_contact) for one in found.candidates] == [(made.id, made.name, True)]
    assert found.next is None
    effect, = made.effects
    assert (effect.kind, effect.template, effect.to) == ("email", "account_confirmation", "jeanne@example.be")


def test_all_violations_come_at_once(desk):
    """CUS-06, CUS-09, CUS-14, CON-02."""
    token = desk.customers.search(email="jeanne@example.be").token
    with pytest.raises(dk.Refused) as e:
        desk.customers.create(
            search_token=token, kind="b2c", **{**PERSON, "email_repeated": "other@example.be", "mobile": "12"}
        )
    found = {(violation.rule, violation.field) for violation in e.value.violations}
    assert {("CUS-06", "customer.email_repeated"), ("CUS-09", "customer.mobile")} <= found
    assert any(rule == "CON-02" for rule, _ in found)
    assert str(e.value).count("CUS-") >= 2 and all(violation.message for violation in e.value.violations)


def test_a_key_makes_a_creation_happen_once(desk, create):
    """DAT-04."""
    found = desk.customers.search(email="jeanne@example.be", first_name="Jeanne", last_name="Dupont")
    wanted = {"search_token": found.token, "kind": "b2c", "consents": ANSWERED, **PERSON}
    first = desk.customers.create(**wanted, key="k-1")
    assert desk.customers.create(**wanted, key="k-1") == first
    with pytest.raises(dk.Refused) as e:
        desk.customers.create(**{**wanted, "city": "Namur"}, key="k-1")
    assert (e.value.rule, e.value.code) == ("DAT-04", "key_reused")


def test_a_dry_run_changes_nothing(desk, create):
    """DAT-04."""
    records = desk.audit.verify().records
    assert create(dry_run=True).name == "Jeanne Dupont"
    assert desk.audit.verify().records == records


def test_duplicates_are_refused(desk, create):
    """CUS-17."""
    create()
    with pytest.raises(dk.Refused) as e:
        create()
    assert (e.value.rule, e.value.code) == ("CUS-17", "duplicate_email")
    other = {"email": "j2@example.be", "email_repeated": "j2@example.be"}
    with pytest.raises(dk.Refused) as e:
        create(**other)
    assert e.value.code == "duplicate_not_confirmed"
    assert create(**other, confirm_distinct=True).email == "j2@example.be"


def test_a_company_has_contacts(desk):
    """CUS-04, CUS-07, CUS-08."""
    contact = dk.ContactForm(
        **{name: value for name, value in PERSON.items() if name != "company_car"}, consents=ANSWERED
    )
    token = desk.customers.search(kind="b2b", vat="BE0403170701").token
    company = {"search_token": token, "kind": "b2b", "company_name": "Fleet SA", "vat": "BE0403170701",
               "country": "BE", "postal_code": "1000", "language": "fr-BE"}
    with pytest.raises(dk.Refused) as e:
        desk.customers.create(**company, consents=ANSWERED)
    assert "contact_missing" in [violation.code for violation in e.value.violations]
    made = desk.customers.create(**company, contacts=[contact], consents=ANSWERED)
    assert made.name == "Fleet SA" and made.contacts[0].email == "jeanne@example.be"
    assert {one.purpose: one.answer for one in made.contacts[0].consents} == ANSWERED
    second = dataclasses.replace(contact, first_name="Marc", email="marc@example.be", email_repeated="marc@example.be")
    more = desk.customers.add_contact(id=made.id, contact=second, consents=ANSWERED)
    assert [one.first_name for one in more.contacts] == ["Jeanne", "Marc"]
    changed = desk.customers.update(id=made.id, contact=more.contacts[1].id, first_name="Marcel")
    assert changed.contacts[1].first_name == "Marcel"
    with pytest.raises(TypeError, match="ContactForm"):
        desk.customers.add_contact(id=made.id, contact={"first_name": "Marc"})


def test_several_candidates_ask_for_the_email_again(desk, create):
    """CUS-05, CUS-19."""
    one = create()
    two = create(email="j2@example.be", email_repeated="j2@example.be", confirm_distinct=True)
    with pytest.raises(dk.Refused) as e:
        desk.customers.select(id=one.id)
    assert (e.value.rule, e.value.code, e.value.field) == ("CUS-05", "candidate_not_confirmed", "email")
    assert desk.customers.select(id=one.id, email="Jeanne@example.be") == one
    assert desk.customers.select(id=two.id, email="j2@example.be").id == two.id


def test_only_what_is_given_changes(known):
    """CUS-12, CUS-14."""
    desk, customer = known
    changed = desk.customers.update(id=customer.id, city="Bruxelles", can_text=True)
    assert changed == dataclasses.replace(customer, city="Bruxelles", can_text=True)
    assert desk.customers.update(id=customer.id, city="").city == ""
    with pytest.raises(dk.Refused) as e:
        desk.customers.update(id=customer.id, email="none")
    assert (e.value.rule, e.value.field) == ("CUS-14", "changes.email")
    with pytest.raises(dk.Refused) as e:
        desk.customers.update(id=customer.id)
    assert (e.value.rule, e.value.code) == ("DAT-02", "update_is_empty")


def test_the_link_of_the_email_opens_the_account(known):
    """CUS-18: it needs no actor."""
    desk, customer = known
    token = customer.effects[0].data["token"]
    confirmed = desk.customers.confirm_account(token=token)
    assert confirmed == dk.AccountConfirmed(customer=customer.id, account="active")
    with pytest.raises(dk.Refused) as e:
        desk.customers.confirm_account(token=token[:-1] + "-")
    assert (e.value.rule, e.value.code) == ("CUS-18", "account_token_unknown")


def test_everything_held_about_a_person_is_given_out_and_erased(known):
    """CUS-21."""
    desk, customer = known
    held = desk.customers.export(id=customer.id)
    assert held.customer == customer and len(held.consents) == 3
    assert [line.kind for line in held.history] == ["customer_created"] and held.pending == customer.effects
    hash(held)
    with pytest.raises(dk.Refused) as e:
        desk.customers.erase(id=customer.id, reason="")
    assert (e.value.rule, e.value.code) == ("CUS-21", "erasure_reason_missing")
    gone = desk.customers.erase(id=customer.id, reason="asked for it")
    assert gone == dk.Erasure(id=customer.id, erased_at=MORNING)
    tombstone = desk.customers.view(id=customer.id)
    assert tombstone.erased_at == MORNING and (tombstone.email, tombstone.last_name) == ("", "")


def test_a_foreign_customer_is_an_unknown_one(known):
    """ACC-02."""
    desk, customer = known
    desk.network.load(
        legal_entities=[dk.LegalEntity(id="E2", vat="BE0202239951", name="Two")],
        outlets=[dk.Outlet(code="0022000", site="000", entity="E2", name="Two", time_zone="Europe/Brussels")],
        users=[dk.User(id="E2.d001", entity="E2", roles=(dk.RoleGrant(role="salesman"),))],
    )
    foreigner = desk.acting(user="E2.d001", outlet="0022000-000")
    for id in (customer.id, "nobody"):
        with pytest.raises(dk.Refused) as e:
            foreigner.customers.view(id=id)
        assert (e.value.rule, e.value.code) == ("ACC-02", "record_not_found")


def test_a_search_needs_something_to_search_for(desk):
    """CUS-03, CUS-04."""
    for wanted, rule in (({}, "CUS-03"), ({"first_name": "Jeanne", "last_name": "Dupont"}, "CUS-03"),
                         ({"kind": "b2c", "vat": "BE0403170701"}, "CUS-04")):
        with pytest.raises(dk.Refused) as e:
            desk.customers.search(**wanted)
        assert e.value.rule == rule


def test_arguments_are_keywords(desk):
    """No two texts can be swapped."""
    for area in (desk.network, desk.policies, desk.customers, desk.consents, desk.audit, desk.outbox):
        for name in (name for name in dir(area) if not name.startswith("_")):
            with pytest.raises(TypeError, match="positional"):
                getattr(area, name)("a")
