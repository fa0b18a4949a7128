"""desk.network."""

import dealerkit as dk
import pytest

from garage import MORNING, desk, known  # noqa: F401  (fixtures)

ENTITY = dk.LegalEntity(id="E1", vat="BE0403170701", name="Garage One")


def outlet(**other):
    return dk.Outlet(
        **{"code": "0011960", "site": "000", "entity": "E1", "name": "One", "time_zone": "Europe/Brussels", **other}
    )


def test_records_come_in_any_order_and_open_references_are_notes():
    """NET-04, NET-06: a reference to a record that is not there yet is no refusal."""
    desk = dk.Desk()
    loaded = desk.network.load(users=[dk.User(id="E1.d001", entity="E1", main_outlet="0011960-000")])
    assert loaded.users == 1 and {note.rule for note in loaded.notes} == {"NET-06"}
    assert desk.network.load(legal_entities=(one for one in [ENTITY]), outlets=[outlet()]).outlets == 1


@pytest.mark.parametrize(
    "records, rule, code",
    [
        ({"outlets": [outlet(time_zone="Europe/Nowhere")]}, "NET-04", "outlet_time_zone_unknown"),
        ({"outlets": [outlet(brands=("XX",))]}, "NET-01", "brand_unknown"),
        ({"users": [dk.User(id="E1.d001", entity="E1", fte="101")]}, "NET-06", "user_fte_out_of_range"),
        ({"users": [dk.User(id="E1.d001", entity="E1", roles=(dk.RoleGrant(role="king"),))]}, "NET-06",
         "user_role_unknown"),
        ({"users": [dk.User(id="E1.d001", entity="E1", shares=(
            dk.WorkShare(outlet="0011960-000", brand="DS", percent=99),))]}, "NET-07", "shares_do_not_sum_to_100"),
        ({"legal_entities": [ENTITY, dk.LegalEntity(id="E2", vat=ENTITY.vat, name="Two")]}, "NET-03",
         "entity_vat_taken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_record_is_refused_with_its_rule(records, rule, code):
    """NET-01, NET-03, NET-04, NET-06, NET-07."""
    desk = dk.Desk()
    with pytest.raises(dk.Refused) as e:
        desk.network.load(**{"legal_entities": [ENTITY], **records})
    assert (e.value.rule, e.value.code) == (rule, code)
    assert desk.audit.verify().records == 0


def test_a_whole_percent_is_an_int():
    """NET-07: a float is refused by its JSON type."""
    share = dk.WorkShare(outlet="0011960-000", brand="DS", percent=100.0)
    with pytest.raises(dk.Refused) as e:
        dk.Desk().network.load(users=[dk.User(id="E1.d001", entity="E1", shares=(share,))])
    assert "wrong_type" in [violation.code for violation in e.value.violations]
    assert e.value.violations[-1].field == "users.0.shares.0.percent"


def test_an_admin_hands_out_identities(desk):
    """NET-06."""
    user = dk.User(id="E1.d007", entity="E1", first_name="Eva", roles=(dk.RoleGrant(role="salesman"),), fte="80")
    admin = desk.acting(user="E1.admin")
    kept = admin.network.put_user(user=user)
    assert kept == user
    assert admin.network.deactivate_user(id="E1.d007").active is False
    with pytest.raises(dk.Refused) as e:
        desk.network.put_user(user=user)
    assert (e.value.rule, e.value.code) == ("NET-06", "user_admin_only")


def test_a_portfolio_changes_hands(known):
    """ACC-09."""
    desk, customer = known
    with pytest.raises(dk.Refused) as e:
        desk.network.transfer_portfolio(from_user="E1.d001", to_user="E1.d002")
    assert e.value.rule == "ACC-09"
    moved = desk.acting(user="E1.d002").network.transfer_portfolio(from_user="E1.d001", to_user="E1.d002")
    assert moved.customers == 1 and desk.customers.view(id=customer.id).owner == "E1.d002"


def test_a_bank_account_is_entered_once(desk):
    """STL-02."""
    bank = desk.network.set_bank(outlet="0011960-000", iban="BE68 5390 0754 7034", bic="gebabebb")
    assert bank == dk.OutletBank(outlet="0011960-000", iban="BE68539007547034", bic="GEBABEBB")
    with pytest.raises(dk.Refused) as e:
        desk.network.set_bank(outlet="0011960-000", iban="FR1420041010050500013M02606")
    assert (e.value.rule, e.value.code) == ("STL-02", "bank_account_fixed")


def test_outlets_are_found_nearest_first(desk):
    """NET-05."""
    found = desk.network.search_outlets(brand="DS", postal_code="5000", country="BE").outlets
    assert [one.outlet for one in found] == ["0011960-001", "0011960-000"]
    assert found[1].distance_km > found[0].distance_km == 0
    first = desk.network.search_outlets(brand="DS", country="BE", limit=1)
    assert len(first.outlets) == 1 and first.next
    rest = desk.network.search_outlets(brand="DS", country="BE", limit=1, after=first.next)
    assert {one.outlet for one in first.outlets + rest.outlets} == {"0011960-000", "0011960-001"}
    with pytest.raises(dk.Refused) as e:
        desk.network.search_outlets(brand="XX", country="BE")
    assert e.value.rule == "NET-01"


def test_an_actor_must_be_known(desk):
    """ACC-01."""
    with pytest.raises(dk.Refused) as e:
        dk.Desk().acting(at=MORNING).network.search_outlets(brand="DS")
    assert (e.value.rule, e.value.code) == ("ACC-01", "actor_missing")
    with pytest.raises(dk.Refused) as e:
        desk.acting(user="E1.d999").network.search_outlets(brand="DS")
    assert (e.value.rule, e.value.code) == ("ACC-01", "actor_unknown")
