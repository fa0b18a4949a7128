"""The show's daily report (JRN-07, CON-09, QUO-13)."""

import json

import pytest

from conftest import as_user, company, contact, person
from show import (
    DAY,
    DEALER_BE,
    FOREIGN_DEALER,
    FOREIGN_MANAGER,
    GENIUS,
    MANAGER,
    SECOND_GENIUS,
    STAND,
    walk,
)

SECOND = as_user(SECOND_GENIUS, STAND)
REPORTER = as_user(MANAGER, DEALER_BE)
EVENING = "2024-01-12T22:00:00+01:00"


def report(show, date=DAY, at=EVENING, actor=REPORTER, **more):
    return show.ok("show.day_report", {"date": date, **more}, at=at, actor=actor)


def of_user(found, user):
    """The part of the report that is about one user."""
    for _, one in walk(found):
        if one.get("user") == user:
            return one
    return None


def test_jrn_07_an_empty_day(show):
    """JRN-07: a day on which nothing happened has a report."""
    show.customer()
    mine = of_user(report(show, "2024-01-13", "2024-01-13T22:00:00+01:00"), GENIUS)
    assert mine is None or 1 not in mine.values()


@pytest.mark.parametrize("date", ["2024-02-30", "12/01/2024", "", None])
def test_jrn_07_a_date(show, date):
    """JRN-07: the report is that of a day."""
    args = {} if date is None else {"date": date}
    violations = show.refused("show.day_report", args, actor=REPORTER)
    assert violations[0]["field"] == "date"


def test_con_09_per_user(show):
    """CON-09: the records of each user of the day are counted."""
    for number in range(3):
        show.customer()
    show.customer(envelope={"actor": SECOND})
    found = report(show)
    first, second = of_user(found, GENIUS), of_user(found, SECOND_GENIUS)
    assert first is not None and second is not None
    assert 3 in first.values() and 1 in second.values()


def test_con_09_per_day(show):
    """CON-09: only the day's records, in the event's time zone."""
    show.customer(envelope={"at": "2024-01-12T23:59:59+01:00"})
    show.customer(envelope={"at": "2024-01-13T00:00:00+01:00"})
    show.customer(envelope={"at": "2024-01-12T23:30:00Z"})
    late = "2024-01-14T08:00:00+01:00"
    first = of_user(report(show, DAY, late), GENIUS)
    second = of_user(report(show, "2024-01-13", late), GENIUS)
    assert 1 in first.values() and 2 in second.values()
    assert first != second


def test_con_09_no_ranking_by_consent(show):
    """CON-09: users are not ordered by their rate of yes."""
    for contact_answer, actor in (("no", as_user(GENIUS, STAND)), ("yes", SECOND)):
        show.customer(
            consents={"contact": contact_answer, "profiling": "no", "partners": "no"},
            envelope={"actor": actor},
        )
    one = [part["user"] for _, part in walk(report(show)) if "user" in part]
    for contact_answer, actor in (("yes", as_user(GENIUS, STAND)), ("no", SECOND)):
        for _ in range(3):
            show.customer(
                consents={"contact": contact_answer, "profiling": "no", "partners": "no"},
                envelope={"actor": actor},
            )
    assert [part["user"] for _, part in walk(report(show)) if "user" in part] == one


def test_con_09_placeholders_are_reported(show):
    """CON-09, CUS-11: an unknown VAT number is seen in the report."""
    record = {**company(contacts=[contact()]), "vat": "BE0000000097"}
    before = json.dumps(report(show))
    show.customer(record, token=show.token(email=contact()["email"]))
    first = report(show)
    show.customer(
        company(contacts=[contact(email="b@example.be", last_name="Martin", mobile="479000001")])
    )
    second = report(show)
    assert json.dumps(first) != before and first != second

    def placeholders(found):
        return [
            value
            for _, one in walk(found)
            for name, value in one.items()
            if "placeholder" in name and isinstance(value, (int, float))
        ]

    assert sum(placeholders(first)) >= 1
    assert placeholders(first) == placeholders(second)


def test_quo_13_unfinished_offers(show):
    """QUO-13: issued and not sent by the end of the day is unfinished work; sent is not."""
    quote = show.quote()
    number = show.issue(quote)["number"]
    other = show.open(show.session(actor=SECOND), actor=SECOND)
    sent = show.issue(other, actor=SECOND)["number"]
    show.sending(other, actor=SECOND)
    said = json.dumps(report(show, at="2024-01-13T08:00:00+01:00"))
    assert quote in said or number in said
    assert other not in said and sent not in said
    show.sending(quote, at="2024-01-13T09:00:00+01:00")


def test_quo_13_what_needs_no_sending_any_more(show):
    """QUO-13, JRN-07: neither a document that another one followed nor one of a closed quote is unfinished."""
    quote = show.quote()
    show.issue(quote)
    show.ok("quote.rework", {"quote": quote})
    latest = show.issue(quote)["number"]
    other = show.open(show.session(actor=SECOND), actor=SECOND)
    withdrawn = show.issue(other, actor=SECOND)["number"]
    numbers = [one["number"] for one in report(show)["unfinished"]]
    assert numbers == [latest, withdrawn]
    show.sending(quote)
    show.ok("quote.withdraw", {"quote": other}, actor=SECOND)
    found = report(show)
    assert found["unfinished"] == []
    assert (found["offers_issued"], found["offers_sent"]) == (3, 1)


def test_quo_13_the_day_ends_in_the_events_time_zone(show):
    """QUO-13, JRN-07: an offer of 00:30 belongs to the next day, whatever UTC says."""
    quote = show.open(show.session(at="2024-01-13T00:20:00+01:00"), at="2024-01-13T00:20:00+01:00")
    number = show.issue(quote, at="2024-01-13T00:30:00+01:00")["number"]
    late = "2024-01-14T08:00:00+01:00"
    first, second = (json.dumps(report(show, date, late)) for date in (DAY, "2024-01-13"))
    assert quote not in first and number not in first
    assert quote in second or number in second


def test_jrn_07_rates_change_with_what_is_sent(show):
    """JRN-07: quotes per prospect and the sent rate are in the report."""
    quote = show.quote()
    show.issue(quote)
    before = report(show)
    show.sending(quote)
    after = report(show)

    def sent_rate(found):
        return [
            float(value)
            for _, one in walk(found)
            for name, value in one.items()
            if "sent" in name and "rate" in name
        ]

    assert sent_rate(before) and sent_rate(after)
    assert max(sent_rate(before)) == 0
    assert max(sent_rate(after)) in (1, 100)


def test_acc_02_another_entity_sees_nothing(show):
    """ACC-02: the report of an entity is its own."""
    show.customer(person(last_name="Peeters"))
    found = report(show, actor=as_user(FOREIGN_MANAGER, FOREIGN_DEALER))
    assert of_user(found, GENIUS) is None


def test_sec_01_no_names_in_the_report(show):
    """SEC-01, CON-09: counts need no personal data."""
    show.customer(person(last_name="Secretname", email="secret.person@example.be"))
    said = json.dumps(report(show)).lower()
    assert "secret" not in said


def sample(show, size, seed, **more):
    found = report(show, sample={"size": size, "seed": seed}, **more)
    return found["sample"]


@pytest.fixture
def busy(show):
    """A day with thirty customers."""
    for _ in range(30):
        show.customer()
    return show


def test_jrn_07_a_sample_from_its_seed(busy):
    """JRN-07: the sample is random and reproducible from its seed."""
    first = sample(busy, 5, 7)
    assert len(first) == 5
    assert sample(busy, 5, 7) == first
    assert any(sample(busy, 5, seed) != first for seed in (8, 9, 10))


def test_jrn_07_no_record_twice_in_a_sample(busy):
    """JRN-07: a sample takes each record at most once."""
    for seed in range(1, 6):
        found = [json.dumps(one, sort_keys=True) for one in sample(busy, 12, seed)]
        assert len(set(found)) == 12


def test_jrn_07_every_record_can_be_in_a_sample(busy):
    """JRN-07: over many seeds every record is reviewed now and then."""
    seen = set()
    for seed in range(60):
        seen |= {json.dumps(one, sort_keys=True) for one in sample(busy, 6, seed)}
    assert len(seen) == 30


def test_jrn_07_a_sample_of_everything(show):
    """JRN-07: a sample is no larger than the day."""
    for _ in range(3):
        show.customer()
    assert len(sample(show, 50, 1)) == 3


def test_jrn_07_the_same_report_in_another_process(open_desk, tmp_path):
    """JRN-07: the seed and the day decide, not the process."""
    from show import Show

    store = tmp_path / "show.db"
    first = open_desk("--store", store, "--preset", "motor_show_be", load=False)
    show = Show(first)
    for _ in range(8):
        show.customer()
    expected = sample(show, 3, 99)
    first.close()
    second = open_desk("--store", store, "--preset", "motor_show_be", load=False)
    assert sample(Show(second, load=False), 3, 99) == expected


@pytest.mark.parametrize("wrong", [{"size": -1, "seed": 1}, {"size": "5", "seed": 1}])
def test_jrn_07_a_sample_that_says_nothing(show, wrong):
    """JRN-07, DAT-02: the size of a sample is a number, and not below zero."""
    args = {"date": DAY, "sample": wrong}
    violations = show.refused("show.day_report", args, actor=REPORTER)
    assert violations[0]["field"].startswith("sample")
