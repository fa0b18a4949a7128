"""dk.Money: exact, immutable, no floats."""

import pickle
from decimal import Decimal

import dealerkit as dk
import pytest


def test_three_ways_to_say_an_amount():
    """DAT-03."""
    assert dk.Money(3000) == dk.Money("30.00") == dk.Money("30") == dk.Money(Decimal("30.00"))
    assert dk.Money(3000).amount == Decimal("30.00") and str(dk.Money(3000)) == "30.00"
    assert dk.Money(-5).amount == Decimal("-0.05") and str(dk.Money(-5)) == "-0.05"
    assert dk.Money(30, "JPY") == dk.Money("30", "JPY") == dk.Money(Decimal("30"), "JPY")
    assert dk.Money("1.234", "TND").minor_units == 1234


@pytest.mark.parametrize("amount", [30.0, float("nan"), True, None, b"30", 3 + 0j])
def test_a_float_is_no_amount(amount):
    """DAT-03."""
    with pytest.raises(TypeError):
        dk.Money(amount)


@pytest.mark.parametrize(
    "amount, currency, code",
    [
        (Decimal("30"), "EUR", "money_malformed"),  # may be cents or euros
        (Decimal("30.0"), "EUR", "money_malformed"),
        (Decimal("3E+3"), "EUR", "money_malformed"),
        (Decimal("NaN"), "EUR", "money_malformed"),
        (Decimal("Infinity"), "EUR", "money_malformed"),
        (Decimal("30.000"), "EUR", "money_too_many_decimals"),
        ("30.005", "EUR", "money_too_many_decimals"),
        ("1.5", "JPY", "money_too_many_decimals"),
        ("30,00", "EUR", "money_malformed"),
        ("3e3", "EUR", "money_malformed"),
        ("", "EUR", "money_malformed"),
        (2**63, "EUR", "money_out_of_range"),
        ("92233720368547758.08", "EUR", "money_out_of_range"),
        (1, "XXX", "currency_unknown"),
        (1, "eur", "currency_unknown"),
    ],
)
def test_a_bad_amount_is_refused(amount, currency, code):
    """DAT-03."""
    with pytest.raises(dk.Refused) as e:
        dk.Money(amount, currency)
    assert (e.value.rule, e.value.code) == ("DAT-03", code)


def test_sums_stay_in_one_currency():
    """DAT-03."""
    assert dk.Money(1) + dk.Money(2) - dk.Money(4) == -dk.Money(1)
    assert sum([dk.Money(1), dk.Money(2)], start=dk.Money(0)) == dk.Money(3)
    with pytest.raises(dk.Refused) as e:
        dk.Money(1, "EUR") + dk.Money(1, "CAD")
    assert (e.value.rule, e.value.code) == ("DAT-03", "money_currency_mismatch")
    with pytest.raises(dk.Refused) as e:
        dk.Money(2**63 - 1) + dk.Money(1)
    assert e.value.code == "money_out_of_range"
    for meaningless in (lambda: dk.Money(1) + 1, lambda: dk.Money(1) * dk.Money(2), lambda: dk.Money(1) < dk.Money(2)):
        with pytest.raises(TypeError):
            meaningless()


def test_equality_knows_the_currency():
    """DAT-03: comparing never raises."""
    assert dk.Money(1, "EUR") != dk.Money(1, "CAD")
    assert dk.Money(1) != 1 and dk.Money(100) != "1.00"
    assert len({dk.Money(100), dk.Money("1.00"), dk.Money(100, "CAD")}) == 2


def test_money_does_not_change_and_its_repr_evaluates():
    """DAT-03."""
    money = dk.Money("30.00", "CAD")
    for act in (
        lambda: setattr(money, "amount", 1),
        lambda: setattr(money, "_minor_units", 1),
        lambda: setattr(money, "new", 1),
        lambda: delattr(money, "_currency"),
    ):
        with pytest.raises(AttributeError):
            act()
    assert repr(money) == "Money('30.00', 'CAD')"
    assert eval(repr(money), {"Money": dk.Money}) == money
    assert pickle.loads(pickle.dumps(money)) == money


def test_a_request_can_hold_money():
    """DAT-03: it is written as the protocol writes it."""
    said = dk.Desk().call({"verb": "check.name", "args": {"value": dk.Money("30.00")}})
    assert said["ok"]["normalized"] == "30.00"
