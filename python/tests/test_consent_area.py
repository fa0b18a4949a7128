"""desk.consents."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import dealerkit as dk
import pytest

from garage import MORNING, create, desk, garage, known  # noqa: F401  (fixtures)

TEXT = dk.ConsentText(language="fr", version="2")


def test_an_answer_is_recorded_as_it_was_given(known):
    """CON-04."""
    desk, customer = known
    later = MORNING + timedelta(hours=1)
    record = desk.consents.record(
        customer=customer.id, purpose="profiling", answer="yes", channel="phone", text=TEXT, at=later
    )
    assert (record.purpose, record.answer, record.at, record.user) == ("profiling", "yes", later, "E1.d001")
    assert (record.channel, record.text, record.withdrawal) == ("phone", TEXT, False)
    assert record.sequence == desk.audit.verify().records


@pytest.mark.parametrize(
    "wrong, rule, code",
    [
        ({"purpose": "world_domination"}, "CON-01", "purpose_unknown"),
        ({"answer": "maybe"}, "CON-04", "consent_record_incomplete"),
        ({"channel": ""}, "CON-04", "consent_record_incomplete"),
        ({"text": dk.ConsentText(language="", version="1")}, "CON-04", "consent_record_incomplete"),
        ({"customer": "nobody"}, "ACC-02", "record_not_found"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_record_is_refused(known, wrong, rule, code):
    """CON-01, CON-02, CON-04, ACC-02."""
    desk, customer = known
    given = {"customer": customer.id, "purpose": "contact", "answer": "yes", "channel": "phone", "text": TEXT}
    with pytest.raises(dk.Refused) as e:
        desk.consents.record(**{**given, **wrong})
    assert code in [violation.code for violation in e.value.violations]
    assert e.value.violations[[violation.code for violation in e.value.violations].index(code)].rule == rule


def test_a_withdrawal_holds_from_its_instant_on(known):
    """CON-05, CON-07: the person does it without an actor; what was true before stays known."""
    desk, customer = known
    later = MORNING + timedelta(hours=1)
    withdrawn = desk.consents.withdraw(customer=customer.id, purpose="contact", at=later)
    assert withdrawn.withdrawal and withdrawn.answer == "no"
    at = later + timedelta(hours=1)
    assert desk.consents.state(customer=customer.id, at=at)["contact"] == dk.ConsentStanding(
        purpose="contact", answer="no", at=later
    )
    assert desk.consents.state(customer=customer.id, as_of=MORNING, at=at)["contact"].answer == "yes"
    assert not desk.consents.may_send(customer=customer.id, message="news", at=at)


def test_the_person_needs_no_actor(garage, create):
    """CON-05."""
    desk = garage()
    customer = create(desk.acting(user="E1.d001", outlet="0011960-000", at=MORNING))
    assert desk.consents.withdraw(customer=customer.id, purpose="contact", at=MORNING).user == ""
    with pytest.raises(dk.Refused) as e:
        desk.consents.state(customer=customer.id)
    assert (e.value.rule, e.value.code) == ("ACC-01", "actor_missing")


def test_the_state_lists_every_purpose(known):
    """CON-01."""
    desk, customer = known
    state = desk.consents.state(customer=customer.id)
    assert [(one.purpose, one.answer, one.at) for one in state.standings] == [
        ("contact", "yes", MORNING),
        ("profiling", "no", MORNING),
        ("partners", "no", MORNING),
    ]
    assert state["partners"].answer == "no"
    with pytest.raises(KeyError):
        state["world_domination"]


def test_a_receipt_is_signed_by_the_chain(known):
    """CON-08."""
    desk, customer = known
    receipt = desk.consents.receipt(customer=customer.id, purpose="contact")
    assert (receipt.event_state, receipt.event_time) == ("consent_given", MORNING)
    assert receipt.pii_principal_id == customer.id and len(receipt.chain_hash) == 64
    with pytest.raises(dk.Refused) as e:
        desk.consents.receipt(customer=customer.id, purpose="share_with_brand")
    assert e.value.rule in ("CON-01", "CON-08")


def test_what_may_be_sent(known):
    """CON-06."""
    desk, customer = known
    assert desk.consents.may_send(customer=customer.id, message="news")
    refused = desk.consents.may_send(customer=customer.id, message="share_with_partners")
    assert (bool(refused), refused.needs, refused.reason) == (False, "partners", "consent_not_given")
    service = desk.consents.may_send(customer=customer.id, message="offer", explain=True)
    assert service.allowed and service.needs == "" and service.because
    with pytest.raises(dk.Refused) as e:
        desk.consents.may_send(customer=customer.id, message="carrier_pigeon")
    assert (e.value.rule, e.value.code) == ("CON-06", "message_kind_unknown")


def test_data_quality_comes_by_user_and_day(known):
    """CON-09."""
    desk, customer = known
    line, = desk.consents.data_quality(first_day=date(2024, 1, 1), last_day=date(2024, 1, 31)).lines
    assert (line.day, line.user, line.customers_created, line.consents_answered) == (
        date(2024, 1, 12), "E1.d001", 1, 3)
    assert line.yes_percent == {"contact": Decimal(100), "profiling": Decimal(0), "partners": Decimal(0)}
    with pytest.raises(dk.Refused) as e:
        desk.consents.data_quality(first_day=date(2024, 2, 1), last_day=date(2024, 1, 1))
    assert (e.value.rule, e.value.code) == ("DAT-06", "period_ends_before_start")
    with pytest.raises(TypeError):
        desk.consents.data_quality(first_day=datetime(2024, 1, 1), last_day=date(2024, 1, 31))


def test_data_quality_is_paged(known):
    """CON-09, DAT-05."""
    desk, _ = known
    days = {"first_day": date(2024, 1, 1), "last_day": date(2024, 1, 31)}
    page = desk.consents.data_quality(**days, limit=1)
    assert len(page.lines) == 1 and page.next is None
    assert not desk.consents.data_quality(**days, after="2024-01-12/E1.d001").lines
    with pytest.raises(dk.Refused) as e:
        desk.consents.data_quality(**days, limit=0)
    assert (e.value.rule, e.value.code) == ("DAT-05", "list_limit_out_of_range")
    with pytest.raises(dk.Refused) as e:
        desk.consents.data_quality(**days, after="E1.d001")
    assert (e.value.rule, e.value.code) == ("DAT-05", "list_position_unknown")
