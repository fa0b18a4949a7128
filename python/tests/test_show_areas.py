"""Sessions, quotes, vouchers and the day's report as Python sees them."""

import datetime
import pickle
from decimal import Decimal

import dealerkit as dk
import pytest

DAY = datetime.date(2024, 1, 12)


def sent_quote():
    """A quote whose offer was sent, and what the sending answered."""
    desk, quote = dk.example_quote()
    desk.quotes.issue(quote=quote)
    return desk, quote, desk.quotes.send(quote=quote)


def outlet_of(desk):
    """The same desk as the salesman of the outlet sees it."""
    return desk.acting(user="E1.d001", outlet="0011960-000")


def test_a_whole_journey():
    """JRN-05: from the start to the release, with what is missing at each step."""
    desk, session = dk.example_journey()
    assert desk.sessions.status(session=session).missing == ("configuration", "outlet")
    choice = dk.VehicleChoice(catalog="show_2024", model="ds_3", choices=("trim.pallas", "engine.petrol", "wheels.w16"))
    opened = desk.quotes.open(session=session, configuration=choice, outlet="0011960-000", quantity=2)
    assert opened.price.list == Decimal("54000.00")
    assert desk.sessions.status(session=session).missing == ("offer", "sending")
    issued = desk.quotes.issue(quote=opened.quote)
    assert issued.offer.document.pdf.startswith(b"%PDF-")
    assert "Jeanne" in issued.offer.document.html
    sent = desk.quotes.send(quote=opened.quote)
    assert sent.state == "sent"
    assert {effect.template for effect in sent.effects} >= {"offer", "voucher"}
    status = desk.sessions.status(session=session)
    assert (status.step, status.missing, status.vehicles) == (5, (), 2)
    assert desk.sessions.release(session=session).journey == "offer"
    assert desk.sessions.status(session=session).customer == ""


def test_refusals_have_rule_and_field():
    """QUO-12, QUO-14, QUO-16: what cannot be done says why."""
    desk, quote, sent = sent_quote()
    with pytest.raises(dk.Refused) as refused:
        desk.quotes.send(quote=quote)
    assert (refused.value.rule, refused.value.code) == ("QUO-14", "offer_already_sent")
    with pytest.raises(dk.Refused) as refused:
        desk.quotes.set_section(quote=quote, section="trade_in", value=dk.SectionValue(make="Peugeot"))
    assert (refused.value.rule, refused.value.field) == ("ACC-05", "section")
    with pytest.raises(dk.Refused) as refused:
        desk.vouchers.check(code=sent.voucher.code, brand="AC", place="basket")
    assert refused.value.rule == "QUO-16"
    desk.quotes.accept(quote=quote)
    with pytest.raises(dk.Refused) as refused:
        desk.quotes.rework(quote=quote)
    assert refused.value.code == "quote_closed"


def test_the_outlet_completes_and_redeems():
    """QUO-06, QUO-17: after the hand-over."""
    desk, quote, sent = sent_quote()
    outlet = outlet_of(desk)
    lines = (dk.BasketLine(label="Number plate", amount=Decimal("50.00"), tax_percent=Decimal("0")),)
    changed = outlet.quotes.set_section(quote=quote, section="delivery", value=dk.SectionValue(lines=lines))
    assert changed.state == "reworked"
    priced = outlet.vouchers.apply(quote=quote, code=sent.voucher.code)
    assert priced.price.gross - priced.price.to_pay == Decimal("250.00")
    assert priced.price.voucher == Decimal("250.00")
    used = outlet.vouchers.redeem(code=sent.voucher.code, order="B-1", price=Decimal("200.00"))
    assert (used.state, used.used.amount) == ("used", Decimal("200.00"))
    assert outlet.vouchers.redeem(code=sent.voucher.code, order="B-1") == used
    entry = outlet.quotes.view(quote=quote).basket[4]
    assert (entry.section, entry.value.lines) == ("delivery", lines)


def test_what_is_none_stays_and_what_is_empty_takes_away():
    """QUO-06: of the vehicle's section None changes nothing, `()` takes all discounts away."""
    desk, quote, _ = sent_quote()
    outlet = outlet_of(desk)

    def steps(**said):
        value = dk.SectionValue(**said)
        return [step.id for step in outlet.quotes.set_section(quote=quote, section="vehicle", value=value).price.steps]

    granted = steps(discounts=(dk.BasketDiscount(label="Goodwill", amount="100.00"),))
    assert granted[-1] == "outlet.1"
    assert steps(quantity=2) == granted
    assert steps(discounts=()) == granted[:-1]
    assert outlet.quotes.view(quote=quote).basket[0].value.discounts is None


def test_an_acceptance_uses_the_voucher():
    """QUO-17: it is used with the offer, and an issue leaves out what is not good any more."""
    desk, quote, sent = sent_quote()
    outlet = outlet_of(desk)
    outlet.vouchers.apply(quote=quote, code=sent.voucher.code)
    number = outlet.quotes.issue(quote=quote).offer.number
    outlet.quotes.send(quote=quote)
    assert outlet.quotes.accept(quote=quote).state == "accepted"
    assert outlet.vouchers.redeem(code=sent.voucher.code, order=number).used.order == number

    desk, quote, sent = sent_quote()
    outlet = outlet_of(desk)
    outlet.vouchers.apply(quote=quote, code=sent.voucher.code)
    outlet.vouchers.redeem(code=sent.voucher.code, order="B-1")
    issued = outlet.quotes.issue(quote=quote)
    assert [note.code for note in issued.notes] == ["voucher_used", "code_dropped"]
    assert issued.offer.amounts.to_pay == issued.offer.amounts.gross


def test_records_are_values():
    """A quote compares, pickles and can be given again."""
    desk, quote, _ = sent_quote()
    shown = desk.quotes.view(quote=quote)
    assert pickle.loads(pickle.dumps(shown)) == shown
    assert hash(shown) == hash(desk.quotes.view(quote=quote))
    assert dk.BasketEntry(section="delivery") == dk.BasketEntry(section="delivery", value=dk.SectionValue())
    with pytest.raises(TypeError):
        desk.quotes.set_section(quote=quote, section="vehicle", value={"quantity": 2})


def test_the_policy_of_a_show_is_data():
    """QUO-11, QUO-12: a policy of one's own, from the preset."""
    desk, quote = dk.example_quote()
    preset = desk.policies.show(preset="motor_show_be")
    assert preset.show.fleet_limit == 10
    assert [one.brand for one in preset.show.promotions] == ["AR", "DS", "LA"]
    small = dk.Desk()
    terms = dk.ShowTerms(
        events=(dk.ShowEvent(code="FAIR", time_zone="Europe/Brussels"),), fleet_limit=2, voucher_amount=Decimal("99.99")
    )
    asked = (dk.PurposeTerms(code="contact"),)
    small.policies.load(policy=dk.Policy(name="fair", consent=dk.ConsentTerms(purposes=asked), show=terms))
    loaded = small.policies.show().show
    assert (loaded.fleet_limit, loaded.voucher_amount, loaded.events[0].code) == (2, Decimal("99.99"), "FAIR")


def test_the_report_of_a_day():
    """JRN-07, QUO-13: unfinished work, rates, a sample that can be drawn again."""
    desk, quote = dk.example_quote()
    number = desk.quotes.issue(quote=quote).offer.number
    report = desk.show.day_report(date=DAY, sample=dk.Sample(size=2, seed=3))
    assert [one.number for one in report.unfinished] == [number]
    assert report.quality[0].user == "E1.d010"
    assert {one.kind for one in report.sample} == {"customer", "quote"}
    assert desk.show.day_report(date=DAY, sample=dk.Sample(size=2, seed=3)) == report
    desk.quotes.send(quote=quote)
    assert desk.show.day_report(date=DAY).sent_rate_percent == Decimal("100.00")
    with pytest.raises(dk.Refused) as refused:
        desk.show.day_report(date=DAY, sample=dk.Sample(size=0))
    assert (refused.value.rule, refused.value.field) == ("JRN-07", "sample.size")
