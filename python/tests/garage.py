"""What the tests of the Python face share: who, when, and the desks they start from.

Fixtures are imported from here by name. A conftest.py would stand in the way of the one that other tests have.
"""

from datetime import datetime, timedelta, timezone

import dealerkit as dk
import pytest

BRUSSELS = timezone(timedelta(hours=1))
MORNING = datetime(2024, 1, 12, 10, 0, tzinfo=BRUSSELS)
PERSON = {
    "first_name": "Jeanne",
    "last_name": "Dupont",
    "email": "jeanne@example.be",
    "email_repeated": "jeanne@example.be",
    "mobile": "478123456",
    "language": "fr-BE",
    "country": "BE",
    "postal_code": "1000",
    "company_car": False,
}
ANSWERED = {"contact": "yes", "profiling": "no", "partners": "no"}


@pytest.fixture
def desk():
    """The garage of the documentation, acting as a salesman."""
    return dk.example_desk()


@pytest.fixture
def known():
    """The garage, and Jeanne Dupont."""
    return dk.example_customer()


@pytest.fixture
def garage():
    """Opens a desk of one's own with a garage in it; nobody acts by default."""

    def make(store=":memory:", **options):
        desk = dk.Desk(store, preset="motor_show_be", **options)
        desk.network.load(
            legal_entities=[dk.LegalEntity(id="E1", vat="BE0403170701", name="Garage One")],
            outlets=[
                dk.Outlet(code="0011960", site="000", entity="E1", name="One", brands=("DS",), time_zone="Europe/Brussels")
            ],
            users=[dk.User(id="E1.d001", entity="E1", roles=(dk.RoleGrant(role="salesman"),))],
        )
        return desk

    return make


@pytest.fixture
def create(desk):
    """Creates a person after searching for her."""

    def make(on=desk, **other):
        person = {**PERSON, **other}
        found = on.customers.search(
            kind="b2c", email=person["email"], first_name=person["first_name"], last_name=person["last_name"]
        )
        person.setdefault("consents", ANSWERED)
        return on.customers.create(search_token=found.token, kind="b2c", **person)

    return make
