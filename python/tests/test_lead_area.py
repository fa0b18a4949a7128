"""desk.leads and desk.devices."""

from datetime import timedelta

import dealerkit as dk
import pytest

from garage import MORNING, desk  # noqa: F401  (a fixture)

JEAN = dk.LeadPerson(
    first_name="Jean", last_name="Martin", email="jean@example.be", mobile="+32478123456", postal_code="1000", country="BE"
)
WANTED = {
    "brand": "DS",
    "market": "BE",
    "language": "fr-BE",
    "request": "test_drive",
    "models": ["DS 4"],
    "person": JEAN,
    "outlet": "0011960-000",
    "consents": {"contact": "yes"},
}
RAW = {
    **WANTED,
    "person": {
        "first_name": "Jean",
        "last_name": "Martin",
        "email": "jean@example.be",
        "mobile": "+32478123456",
        "postal_code": "1000",
        "country": "BE",
    },
}


def refusals(reply):
    return [(one["rule"], one["code"], one["field"]) for one in reply["refused"]]


def test_a_lead_has_an_owner_and_a_deadline(desk):
    """LEA-01, LEA-09, LEA-13."""
    made = desk.leads.capture(**WANTED)
    assert (made.owner, made.deadline, made.status, made.attached_to) == (
        "E1.d002", MORNING + timedelta(hours=48), "new", None,
    )
    assert made.notes[0].code == "lead_model_unproved"
    lead = desk.leads.view(lead=made.id)
    assert (lead.person, lead.outlet_name, lead.outlet_city) == (JEAN, "Garage One Bruxelles", "Bruxelles")
    assert lead.consents == {"contact": "yes"}
    assert lead.deadline.utcoffset() == timedelta(hours=1)
    assert [one.user for one in lead.handovers] == ["E1.d001"]
    assert not lead.overdue
    assert desk.leads.view(lead=made.id, at=made.deadline + timedelta(microseconds=1)).overdue


def test_everything_that_is_wrong_is_said_at_once(desk):
    """LEA-02, LEA-03, CUS-14, JRN-04."""
    with pytest.raises(dk.Refused) as e:
        desk.leads.capture(**{**WANTED, "tool": "collect", "outlet": None, "person": dk.LeadPerson(email="jean@")})
    assert [(one.code, one.field) for one in e.value.violations] == [
        ("backup_reason_missing", "lead.reason"),
        ("lead_person_incomplete", "lead.person.first_name"),
        ("lead_person_incomplete", "lead.person.last_name"),
        ("email_domain_malformed", "lead.person.email"),
        ("lead_person_incomplete", "lead.person.mobile"),
        ("lead_person_incomplete", "lead.person.postal_code"),
        ("lead_outlet_missing", "lead.outlet"),
    ]


@pytest.mark.parametrize(
    "field, value, rule, code, place",
    [
        ("activity", "XX", "LEA-01", "lead_activity_unknown", "lead.activity"),
        ("request", "sell", "LEA-02", "lead_request_missing", "lead.request"),
        ("ticket", {"data": {"hall": "5"}}, "LEA-04", "ticket_agreement_missing", "lead.ticket.agreed"),
        ("origin", "regional", "LEA-06", "lead_origin_unknown", "lead.origin"),
        ("tab", "press", "LEA-06", "lead_tab_unknown", "lead.tab"),
        ("tool", "pencil", "NET-02", "lead_tool_unknown", "lead.tool"),
        ("reason", "rain", "JRN-04", "backup_reason_unknown", "lead.reason"),
        ("kind", "b2g", "CUS-01", "customer_kind_missing", "lead.kind"),
        ("consents", {"contact": "maybe"}, "CON-02", "consent_answer_not_listed", "lead.consents.contact"),
        ("captured_at", "yesterday", "DAT-06", "instant_malformed", "lead.captured_at"),
        ("scoer", 5, "DAT-02", "unknown_field", "lead.scoer"),
        ("score", "5", "DAT-02", "wrong_type", "lead.score"),
    ],
)
def test_a_value_out_of_its_list_names_its_rule(desk, field, value, rule, code, place):
    """LEA-01, LEA-02, LEA-04, LEA-06, NET-02, JRN-04, CON-02, DAT-02."""
    reply = desk.call({"verb": "lead.capture", "args": {"lead": {**RAW, field: value}}})
    assert (rule, code, place) in refusals(reply)


def test_the_same_person_brand_and_request_is_attached(desk):
    """LEA-16, JRN-06: under the policy of the show whatever the request."""
    first = desk.leads.capture(**WANTED)
    second = desk.leads.capture(**{**WANTED, "request": "quote", "models": ["DS 7"]})
    assert second.attached_to == first.id
    assert desk.leads.view(lead=first.id).models == ("DS 4", "DS 7")
    assert desk.leads.view(lead=first.id).requests == ("test_drive", "quote")
    assert len(desk.leads.list().leads) == 1


def test_lists_are_filtered_and_paged(desk):
    """LEA-07, DAT-05."""
    for number in range(5):
        person = dk.LeadPerson(first_name="Jean", last_name="Martin", email=f"jean{number}@example.be")
        desk.leads.capture(**{**WANTED, "person": person, "score": number})
    page = desk.leads.list(limit=2)
    assert len(page.leads) == 2 and page.next is not None
    rest = desk.leads.list(after=page.next)
    assert len(rest.leads) == 3 and rest.next is None
    best = desk.leads.list(filters=[dk.LeadFilter(field="score", operator=">=", value="3")])
    assert sorted(one.score for one in best.leads) == [3, 4]
    reply = desk.call({"verb": "lead.list", "args": {"filters": [{"field": "colour", "operator": "~", "value": "x"}]}})
    assert refusals(reply) == [
        ("LEA-07", "lead_filter_unknown", "filters.0.field"),
        ("LEA-07", "lead_filter_unknown", "filters.0.operator"),
    ]
    assert desk.leads.counters(scope="E1").untreated == 5


def test_a_device_sends_as_often_as_it_likes(desk):
    """LEA-05: a bad lead is rejected by itself, whatever is wrong with it."""
    tablet = desk.devices.enrol(device="tablet-1", user="E1.d001").device
    kept = [
        dk.LeadForm(**{**WANTED, "id": f"t1-{number}", "tool": "collect", "reason": "no_time", "models": ("DS 4",),
                       "person": dk.LeadPerson(first_name="Jean", last_name="Martin", email=f"jean{number}@example.be",
                                               mobile=f"+3247800000{number}", postal_code="1000")})
        for number in range(3)
    ]
    broken = {**RAW, "id": "t1-9", "request": "sell", "persn": {}}
    first = desk.devices.sync(device=tablet, leads=[kept[0], broken, kept[1]])
    assert first.accepted == ("t1-0", "t1-1")
    assert [one.id for one in first.rejected] == ["t1-9"]
    assert [(one.code, one.field) for one in first.rejected[0].violations] == [
        ("lead_request_missing", "leads.1.request"),
        ("unknown_field", "leads.1.persn"),
    ]
    again = desk.devices.sync(device=tablet, leads=kept)
    assert (again.accepted, again.already) == (("t1-2",), ("t1-0", "t1-1"))
    changed = dk.LeadForm(**{**{name: getattr(kept[0], name) for name in ("id", *WANTED)}, "request": "quote"})
    conflict = desk.devices.sync(device=tablet, leads=[changed]).rejected[0].violations[0]
    assert (conflict.rule, conflict.code, conflict.field) == ("LEA-05", "lead_id_conflict", "leads.0.id")
    with pytest.raises(dk.Refused) as e:
        desk.devices.sync(device="tablet-2", leads=kept)
    assert (e.value.rule, e.value.code) == ("LEA-05", "device_not_enrolled")


def test_a_campaigns_lead_waits_for_its_requalification(desk):
    """LEA-06, LEA-09."""
    waiting = desk.leads.capture(**{**WANTED, "origin": "national"})
    assert waiting.deadline is None and waiting.effects == ()
    later = MORNING + timedelta(hours=5)
    sent = desk.leads.transmit(lead=waiting.id, at=later)
    assert sent.deadline == later + timedelta(hours=48)
    assert desk.leads.view(lead=waiting.id, at=later).tab == "new_vehicles"


def test_an_erased_customers_leads_go_with_it():
    """CUS-21."""
    desk, customer = dk.example_customer()
    person = dk.LeadPerson(first_name="Jeanne", last_name="Dupont", email="jeanne@example.be")
    made = desk.leads.capture(**{**WANTED, "person": person})
    desk.customers.erase(id=customer.id, reason="asked for it")
    lead = desk.leads.view(lead=made.id)
    assert lead.person is None and lead.models == () and lead.erased_at == MORNING
    with pytest.raises(dk.Refused) as e:
        desk.leads.add_models(lead=made.id, models=["DS 7"])
    assert (e.value.rule, e.value.code) == ("CUS-21", "lead_erased")
