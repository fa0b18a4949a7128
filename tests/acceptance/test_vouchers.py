"""Vouchers and promotion codes (QUO-15 to QUO-17, CRD-20, NET-02, ACC-02)."""

import json

import pytest

from conftest import as_user, assert_refused_with, later, person, rules
from show import (
    DEALER_BE,
    DEALER_LU,
    FOREIGN_DEALER,
    FOREIGN_SALESMAN,
    GENIUS,
    NEXT_DAY,
    SALESMAN,
    SECOND_GENIUS,
    STAND,
    Show,
    catalogue,
    configuration,
    figures,
    lu_person,
    mails,
    price_list,
    small_model,
    voucher_codes,
)

OUTLET = as_user(SALESMAN, DEALER_BE)
FOREIGNER = as_user(FOREIGN_SALESMAN, FOREIGN_DEALER)
SECOND = as_user(SECOND_GENIUS, STAND)
YEARS_LATER = later(days=3650)


def earned(show, model="ds_7", brand="DS", **named_arguments):
    """The code of the voucher of a sent offer."""
    quote = show.quote(model, brand, **named_arguments)
    return show.voucher_of(quote, show.sent(quote))


@pytest.fixture
def code(show):
    return earned(show)


def another(code):
    """A code that is not this one: the last character changed."""
    return code[:-1] + ("2" if code[-1] != "2" else "3")


# QUO-15


def test_quo_15_a_sent_offer_earns_a_voucher(show):
    """QUO-15, QUO-13: 250 euros, and not before the offer is sent."""
    quote = show.quote()
    show.issue(quote)
    assert voucher_codes(show.view(quote)) == []
    reply = show.sending(quote)
    code = show.voucher_of(quote, reply)
    assert "250.00" in json.dumps(reply) + json.dumps(show.view(quote))
    assert show.checked(code) == []


def test_quo_13_the_customer_learns_of_it(show):
    """QUO-13, CON-06: the code is in a mail to the customer, whatever the consents."""
    record = person()
    customer = show.customer(
        record, consents={"contact": "no", "profiling": "no", "partners": "no"}
    )
    quote = show.quote(customer=customer)
    reply = show.sent(quote)
    assert show.voucher_of(quote, reply) in json.dumps(mails(reply, record["email"]))


def test_quo_15_one_a_customer(show):
    """QUO-15: one voucher per customer and show, over offers, brands and users."""
    customer = show.customer()
    session = show.session(customer)
    first = show.open(session)
    code = show.voucher_of(first, show.sent(first))
    second = show.open(session, another_offer=True)
    reply = show.sent(second)
    assert set(voucher_codes(reply)) <= {code}
    other = show.session(customer, "AP", actor=SECOND)
    third = show.open(other, configuration("peugeot_208"), actor=SECOND)
    show.issue(third, actor=SECOND)
    assert set(voucher_codes(show.sending(third, actor=SECOND))) <= {code}


def test_quo_15_a_corrected_email_earns_no_second_one(show):
    """QUO-14, QUO-15: sending again gives the same voucher."""
    quote = show.quote()
    code = show.voucher_of(quote, show.sent(quote))
    reply = show.sending(quote, email="corrected@example.be")
    assert set(voucher_codes(reply)) <= {code}


def test_quo_15_each_customer_has_his_own(show):
    """QUO-15: vouchers of two customers have different codes."""
    first = earned(show)
    quote = show.open(show.session(actor=SECOND), actor=SECOND)
    assert show.voucher_of(quote, show.sent(quote, actor=SECOND)) != first


def test_crd_20_how_a_code_is_typed(show, code):
    """QUO-15, CRD-20: any case, blanks and dashes do not matter."""
    spaced = " ".join(code[place : place + 3] for place in range(0, len(code), 3))
    dashed = "-".join(code.replace("-", "")[place : place + 4] for place in range(0, 16, 4))
    for typed in (code.lower(), f" {code} ", spaced, code.replace("-", "")):
        assert show.checked(typed) == [], typed
    if len(code.replace("-", "")) <= 16:
        assert show.checked(dashed) == []


def test_crd_20_the_check_character(show, code):
    """CRD-20: a voucher's code has the form of the platform's codes: an error is seen."""
    for place in range(len(code)):
        if code[place] == "-":
            continue
        for character in "2AZ9":
            altered = code[:place] + character + code[place + 1 :]
            if altered != code:
                assert show.checked(altered), altered


# QUO-17: refusals


def test_quo_17_the_reasons(show, code):
    """QUO-17: unknown, expired, used, other brand and not allowed here have each its code."""
    unknown = show.checked(another(code))
    other_brand = show.checked(code, "FT")
    not_here = show.checked(code, "AP", "basket")
    expired = show.checked(code, at=YEARS_LATER)
    show.ok("voucher.redeem", {"code": code, "order": "O-1"}, actor=OUTLET, at=NEXT_DAY)
    used = show.checked(code, at=NEXT_DAY)
    for reason in (unknown, other_brand, expired, used):
        assert reason[0][0] == "QUO-17", reason
    assert not_here[0][0] == "QUO-16"
    reasons = [one[0][1] for one in (unknown, other_brand, not_here, expired, used)]
    assert len(set(reasons)) == 5, reasons


@pytest.mark.parametrize("typed", ["nonsense", "A" * 12, "250"])
def test_quo_17_no_code(show, typed):
    """QUO-17: a code that nobody has is unknown."""
    found = show.checked(typed)
    assert found and found[0][0] == "QUO-17"


@pytest.mark.parametrize("place", ["stand", "", "BASKET"])
def test_quo_16_no_such_place(show, code, place):
    """QUO-16: a code is entered in the basket or at the outlet."""
    args = {"code": code, "brand": "DS", "place": place}
    reply = show.ask("voucher.check", args)
    violations = reply.get("refused") or reply["ok"]["violations"]
    assert violations[0]["field"] == "place"


def test_quo_17_checking_changes_nothing(show, code):
    """QUO-17: a check uses nothing up."""
    for _ in range(3):
        assert show.checked(code) == []
        assert show.checked(code, place="basket") == []


# QUO-16: in the basket


@pytest.mark.parametrize("brand", ["AP", "AC", "OP", "FT", "JE", "AH", "FO"])
def test_quo_16_brands_whose_basket_takes_no_code(show, code, brand):
    """QUO-16, NET-02: in those baskets no code is taken, whatever it is."""
    for typed in (code, another(code), "nonsense"):
        found = show.checked(typed, brand, "basket")
        assert found and found[0][0] == "QUO-16", (typed, found)


@pytest.mark.parametrize("brand", ["DS", "AR", "LA"])
def test_quo_16_brands_whose_basket_takes_codes(show, brand):
    """QUO-16, NET-02: in those of DS, Alfa Romeo and Lancia a wrong code is just unknown."""
    assert show.checked("nonsense", brand, "basket")[0][0] == "QUO-17"


def test_quo_16_a_basket_that_takes_no_code(show):
    """QUO-16: applying a code there is refused whatever the code is."""
    code = earned(show, "peugeot_208", "AP")
    quote = show.open(
        show.session(brand="AP", actor=SECOND), configuration("peugeot_208"), actor=SECOND
    )
    for typed in (code, "nonsense"):
        violations = show.refused("voucher.apply", {"quote": quote, "code": typed}, actor=SECOND)
        assert_refused_with(violations, "QUO-16")


def test_quo_16_the_voucher_of_an_earlier_offer(show):
    """QUO-16, QUO-17: the customer's voucher lowers what is to pay, not net and tax."""
    session = show.session()
    first = show.open(session)
    code = show.voucher_of(first, show.sent(first))
    second = show.open(session, another_offer=True)
    before = figures(show.view(second))
    show.ok("voucher.apply", {"quote": second, "code": code})
    after = figures(show.view(second))
    for name in ("list", "net", "tax", "gross"):
        assert after[name] == before[name]
    assert (before["to_pay"], after["to_pay"]) == ("48400.00", "48150.00")
    show.issue(second)
    show.sending(second)


def test_quo_16_somebody_elses_voucher(show):
    """QUO-16: the voucher is the customer's own."""
    code = earned(show)
    session = show.session(actor=SECOND)
    quote = show.open(session, actor=SECOND)
    args = {"quote": quote, "code": code}
    violations = show.refused("voucher.apply", args, actor=SECOND)
    assert rules(violations) & {"QUO-16", "QUO-17"}, violations


def test_quo_16_for_the_other_brands_at_the_outlet(show):
    """QUO-16: a voucher of Peugeot is honoured at the outlet, after the offer."""
    code = earned(show, "peugeot_208", "AP")
    assert show.checked(code, "AP", "outlet", actor=OUTLET) == []
    show.ok("voucher.redeem", {"code": code, "order": "O-1"}, actor=OUTLET, at=NEXT_DAY)


# QUO-17: once, on one order


def test_quo_17_used_once(show, code):
    """QUO-17: a voucher is used on one order."""
    show.ok("voucher.redeem", {"code": code, "order": "O-1"}, actor=OUTLET, at=NEXT_DAY)
    args = {"code": code, "order": "O-2"}
    assert_refused_with(show.refused("voucher.redeem", args, actor=OUTLET, at=NEXT_DAY), "QUO-17")


def test_quo_17_expired(show, code):
    """QUO-17: an expired one is not redeemed."""
    args = {"code": code, "order": "O-1"}
    violations = show.refused("voucher.redeem", args, actor=OUTLET, at=YEARS_LATER)
    assert_refused_with(violations, "QUO-17")


def test_quo_17_a_used_one_is_not_applied(show):
    """QUO-17: used at the outlet, it is refused in a basket."""
    session = show.session()
    first = show.open(session)
    code = show.voucher_of(first, show.sent(first))
    show.ok("voucher.redeem", {"code": code, "order": "O-1"}, actor=OUTLET, at=NEXT_DAY)
    second = show.open(session, another_offer=True, at=NEXT_DAY)
    args = {"quote": second, "code": code}
    assert_refused_with(show.refused("voucher.apply", args, at=NEXT_DAY), "QUO-17")


def test_quo_17_applied_twice_counts_once(show):
    """QUO-17: the same voucher twice in one basket takes nothing more."""
    session = show.session()
    first = show.open(session)
    code = show.voucher_of(first, show.sent(first))
    second = show.open(session, another_offer=True)
    show.ok("voucher.apply", {"quote": second, "code": code})
    show.ask("voucher.apply", {"quote": second, "code": code})
    assert figures(show.view(second))["to_pay"] == "48150.00"


def two_with_one_voucher(show):
    """A voucher of the customer, and two sent quotes that carry it."""
    session = show.session()
    first = show.open(session)
    code = show.voucher_of(first, show.sent(first))
    quotes = []
    for _ in range(2):
        quotes.append(show.open(session, another_offer=True))
        show.ok("voucher.apply", {"quote": quotes[-1], "code": code})
        show.sent(quotes[-1])
        assert figures(show.view(quotes[-1]))["to_pay"] == "48150.00"
    return code, quotes


def test_quo_17_accepting_uses_the_voucher(show):
    """QUO-17: accepted with a voucher, an offer has used it; a second quote does not."""
    code, (first, second) = two_with_one_voucher(show)
    show.ok("quote.accept", {"quote": first}, actor=OUTLET, at=NEXT_DAY)
    assert show.checked(code, at=NEXT_DAY)[0] == ("QUO-17", "voucher_used")
    args = {"code": code, "order": "O-1"}
    assert_refused_with(show.refused("voucher.redeem", args, actor=OUTLET, at=NEXT_DAY), "QUO-17")
    violations = show.refused("quote.accept", {"quote": second}, actor=OUTLET, at=NEXT_DAY)
    violation = assert_refused_with(violations, "QUO-17", "quote")
    assert violation["code"] == "voucher_used"
    assert show.state(second, at=NEXT_DAY) == "sent"


def test_quo_17_used_on_an_order_before_the_acceptance(show):
    """QUO-17: used on another order, it is not taken off in the quotes that carry it."""
    code, quotes = two_with_one_voucher(show)
    show.ok("voucher.redeem", {"code": code, "order": "O-1"}, actor=OUTLET, at=NEXT_DAY)
    for quote in quotes:
        violations = show.refused("quote.accept", {"quote": quote}, actor=OUTLET, at=NEXT_DAY)
        assert_refused_with(violations, "QUO-17", "quote")
    show.ok("quote.rework", {"quote": quotes[0]}, at=NEXT_DAY)
    for quote in quotes:  # reworked, and as it was sent
        reply = show.ask("quote.issue", {"quote": quote}, at=NEXT_DAY)
        assert reply["ok"]["offer"]["amounts"]["to_pay"] == "48400.00"
        notes = [(note["rule"], note["code"], note["field"]) for note in reply["notes"]]
        assert notes == [("QUO-17", "voucher_used", "quote"), ("QUO-17", "code_dropped", "quote")]
        assert not show.view(quote, at=NEXT_DAY)["quote"].get("code")


def test_quo_17_expired_in_the_basket(show):
    """QUO-17: a new document does not promise a voucher whose last day is over."""
    session = show.session()
    first = show.open(session)
    code = show.voucher_of(first, show.sent(first))
    second = show.open(session, another_offer=True)
    show.ok("voucher.apply", {"quote": second, "code": code})
    last, after = (f"2024-07-{day}T12:00:00+02:00" for day in (10, 11))
    reply = show.ask("quote.issue", {"quote": second}, at=last, dry_run=True)
    assert reply["ok"]["offer"]["amounts"]["to_pay"] == "48150.00" and not reply.get("notes")
    reply = show.ask("quote.issue", {"quote": second}, at=after)
    assert reply["ok"]["offer"]["amounts"]["to_pay"] == "48400.00"
    assert [note["code"] for note in reply["notes"]] == ["voucher_expired", "code_dropped"]


def test_quo_17_a_code_of_another_currency(show):
    """QUO-17, CFG-11: 250 EUR are not 250 units of the price list's currency."""
    other = catalogue(code="show_jpy", models=[small_model("ds_9", "DS", "DS 9")])
    prices = {"ds_9": {"trim.base": "5000000", "trim.top": "6000000"}}
    other["price_lists"] = [price_list("BE", prices, currency="JPY")]
    show.ok("catalog.load", {"catalog": other}, actor=None)
    quote = show.open(show.session(), {**configuration("ds_9"), "catalog": "show_jpy"})
    before = show.view(quote)
    violations = show.refused("voucher.apply", {"quote": quote, "code": "BMS-DS"})
    assert_refused_with(violations, "QUO-17", "code")
    assert show.view(quote) == before


@pytest.mark.parametrize("price", ["1.001", "250.0001"])
def test_dat_03_the_price_of_an_order(show, code, price):
    """DAT-03, QUO-17: a price with too many decimals is named as such."""
    args = {"code": code, "order": "O-1", "price": price}
    violations = show.refused("voucher.redeem", args, actor=OUTLET, at=NEXT_DAY)
    violation = assert_refused_with(violations, "DAT-03", "price")
    assert violation["code"] == "money_too_many_decimals"


def test_quo_17_redeeming_needs_an_order(show, code):
    """QUO-17: it is used on an order."""
    for order in (None, ""):
        args = {"code": code, "order": order} if order is not None else {"code": code}
        violations = show.refused("voucher.redeem", args, actor=OUTLET, at=NEXT_DAY)
        assert violations[0]["field"] == "order"


def test_acc_02_a_stranger_does_not_know_the_code(show, code):
    """ACC-02: for an entity that has nothing to do with it a voucher does not exist."""
    known = show.ask(
        "voucher.check", {"code": code, "brand": "DS", "place": "outlet"}, actor=FOREIGNER
    )
    other = another(code)
    unknown = show.ask(
        "voucher.check", {"code": other, "brand": "DS", "place": "outlet"}, actor=FOREIGNER
    )
    assert "refused" in known or known["ok"].get("valid") is False
    assert json.dumps(known).replace(code, other) == json.dumps(unknown)
    args = {"code": code, "order": "O-1"}
    assert_refused_with(show.refused("voucher.redeem", args, actor=FOREIGNER), "QUO-17")


def test_acc_02_the_offers_outlet_knows_the_code(show):
    """ACC-02, QUO-16: a voucher is known to the stand's entity and to the outlet's."""
    quote = show.open(show.session(), outlet=FOREIGN_DEALER)
    code = show.voucher_of(quote, show.sent(quote))
    assert show.checked(code) == []
    assert show.checked(code, actor=FOREIGNER) == []
    show.ok("voucher.redeem", {"code": code, "order": "F-1"}, actor=FOREIGNER, at=NEXT_DAY)
    assert show.checked(code, at=NEXT_DAY)[0][0] == "QUO-17"
    args = {"code": code, "order": "O-1"}
    assert_refused_with(show.refused("voucher.redeem", args, actor=OUTLET, at=NEXT_DAY), "QUO-17")


def test_quo_15_in_luxembourg(show):
    """QUO-15: an offer of Luxembourg earns one too."""
    session = show.session(show.customer(lu_person()), country="LU", language="fr-LU")
    quote = show.open(session, outlet=DEALER_LU)
    code = show.voucher_of(quote, show.sent(quote))
    assert show.checked(code) == []


def test_quo_17_the_basket_after_the_offer_changes(show):
    """QUO-12, QUO-16: a voucher entered after the issue makes the offer a reworked one."""
    session = show.session()
    first = show.open(session)
    code = show.voucher_of(first, show.sent(first))
    second = show.open(session, another_offer=True)
    show.issue(second)
    show.ok("voucher.apply", {"quote": second, "code": code})
    assert show.state(second) == "reworked"


# Two processes on one store


@pytest.fixture
def two(open_desk, tmp_path):
    """Two programs on one store, each with a user of its own."""
    store = tmp_path / "show.db"
    first = Show(open_desk("--store", store, "--preset", "motor_show_be", load=False))
    other = open_desk("--store", store, "--preset", "motor_show_be", load=False)
    second = Show(other, load=False)
    second.desk.actor = SECOND
    return first, second


def at_once(first, second, verb, args, other_args, **envelope):
    """Both programs get their request before either has answered."""
    for one, more in ((first, args), (second, other_args)):
        request = {"verb": verb, "at": one.desk.at, "actor": one.desk.actor, "args": more}
        request.update(envelope)
        one.desk.send(json.dumps(request))
    return [one.desk.receive() for one in (first, second)]


def test_quo_15_one_voucher_from_two_processes(two):
    """QUO-15, DAT-04: two offers of one customer sent at the same instant earn one voucher."""
    first, second = two
    for _ in range(6):
        customer = first.customer()
        one = first.quote(customer=customer)
        other = second.quote("peugeot_208", "AP", customer)
        first.issue(one)
        second.issue(other)
        replies = at_once(first, second, "quote.send", {"quote": one}, {"quote": other})
        assert all("ok" in reply for reply in replies), replies
        assert len({code for reply in replies for code in voucher_codes(reply)}) == 1
        for show, actor in ((first, as_user(GENIUS, STAND)), (second, SECOND)):
            session = show.view(one if show is first else other)["quote"]["session"]
            show.ok("session.release", {"session": session}, actor=actor)


def test_quo_17_used_once_from_two_processes(two):
    """QUO-17: two orders at the same instant: one of them has the voucher."""
    first, second = two
    quote = first.quote()
    code = first.voucher_of(quote, first.sent(quote))
    replies = at_once(
        first,
        second,
        "voucher.redeem",
        {"code": code, "order": "O-1"},
        {"code": code, "order": "O-2"},
        actor=OUTLET,
        at=NEXT_DAY,
    )
    assert sorted("ok" in reply for reply in replies) == [False, True], replies


def test_quo_11_no_fleet_from_two_processes(two):
    """QUO-11: six and six vehicles of one customer at the same instant are not twelve."""
    first, second = two
    customer = first.customer()
    one = first.session(customer)
    other = second.session(customer, "AP")
    replies = at_once(
        first,
        second,
        "quote.open",
        first.opening(one, quantity=6),
        second.opening(other, configuration("peugeot_208"), quantity=6),
    )
    assert sorted("ok" in reply for reply in replies) == [False, True], replies


def test_quo_12_numbers_from_two_processes(two):
    """QUO-12: offers issued at the same instant have different numbers."""
    first, second = two
    one, other = first.quote(), second.quote(customer=first.customer())
    for _ in range(5):
        replies = at_once(first, second, "quote.issue", {"quote": one}, {"quote": other})
        assert all("ok" in reply for reply in replies), replies
        numbers = {reply["ok"]["offer"]["number"] for reply in replies}
        assert len(numbers) == 2
        for show, quote in ((first, one), (second, other)):
            quantity = show.view(quote)["quote"]["quantity"]
            args = {"quote": quote, "section": "vehicle", "value": {"quantity": quantity + 1}}
            show.ok("basket.set", args)
