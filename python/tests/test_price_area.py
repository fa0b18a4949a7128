"""Prices without a desk: QUO-05, QUO-07, QUO-08, QUO-17, QUO-19, DAT-03."""

import copy
import dataclasses
import pickle
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import dealerkit as dk
import pytest


def line(amount="1000.00", tax_percent="21", **more):
    return dk.PriceLine(id="line", amount=amount, tax_percent=tax_percent, **more)


def test_the_example_of_the_rule_book():
    """QUO-07, ALL-01: 15,000.00 at 17 % and 50.00 at 0 %, less 100.00."""
    made = dk.price(
        market="LU",
        lines=[line("15000.00", 17, section="vehicle"), line(Decimal(50), 0, section="delivery")],
        discounts=[dk.PriceDiscount(id="show", amount=dk.Money("100.00"))],
    )
    assert (made.list, made.net, made.gross) == (Decimal("15050.00"), Decimal("14950.00"), Decimal("17483.06"))
    assert made.tax == (
        dk.PricedTax(percent=17, base="14900.33", amount="2533.06"),
        dk.PricedTax(percent=0, base="49.67", amount="0.00"),
    )
    assert made.steps == (dk.PriceStep(id="show", base="15050.00", amount="100.00"),)
    assert made.currency == "EUR" and made.shown == ("gross",) and made.voucher is None


def test_every_argument_has_its_effect():
    """QUO-05, QUO-07, QUO-08, QUO-17: kind, tax included, groups, sections, conditions, voucher, explanation."""
    taxes = (dk.LineTax(id="GST", percent="5"), dk.LineTax(id="QST", percent="9.975"))
    made = dk.price(
        market="CA-QC",
        kind="b2b",
        tax_included=True,
        currency="CAD",
        lines=[dk.PriceLine(amount="1149.75", quantity=2, section="vehicle", taxes=taxes)],
        discounts=[
            dk.PriceDiscount(id="small", amount=1, group="one"),
            dk.PriceDiscount(id="large", percent=50, group="one", label="Half"),
            dk.PriceDiscount(id="cut", percent="100", of="list", sections=("vehicle",), priority=5),
            dk.PriceDiscount(
                id="open", amount=3, condition="trade_in", condition_met=False, condition_label="With a trade-in"
            ),
            dk.PriceDiscount(id="of_group", amount=2, group="one", condition="loyalty"),
            dk.PriceDiscount(id="rest", percent=1, of="running", priority=9),
        ],
        voucher=dk.PriceVoucher(amount="10.00", code="ANY"),
        explain=True,
    )
    assert [(step.id, step.amount, step.cut) for step in made.steps] == [
        ("large", Decimal("1149.75"), False),
        ("cut", Decimal("1149.75"), True),
        ("rest", Decimal("0.00"), False),
    ]
    assert [step.of for step in made.steps] == ["list", "list", "running"]
    assert made.steps[0].label == "Half" and made.steps[0].percent == 50
    assert made.conditional == (
        dk.ConditionalDiscount(id="open", amount="0.00", condition="trade_in", condition_label="With a trade-in"),
        dk.ConditionalDiscount(id="of_group", amount="0.00", condition="loyalty"),
    )
    assert made.shown == ("net", "gross") and made.currency == "CAD"
    assert (made.gross, made.voucher, made.to_pay) == (Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))
    assert [reason.rule for reason in made.because if reason.numbers.get("id") == "small"] == ["QUO-08"]


def test_a_conditional_one_of_a_group():
    """QUO-05, QUO-08: of a group one applies, so a conditional one would give what it is worth more."""
    made = dk.price(
        lines=[line()],
        discounts=[
            dk.PriceDiscount(id="applies", percent=5, group="offer"),
            dk.PriceDiscount(id="more", percent=8, group="offer", condition="trade_in"),
            dk.PriceDiscount(id="less", percent=3, group="offer", condition="trade_in"),
        ],
    )
    assert [(one.id, one.amount) for one in made.conditional] == [("more", Decimal("30.00")), ("less", Decimal("0.00"))]


def test_amounts_that_are_money_say_the_currency():
    """DAT-03: nothing is converted silently."""
    made = dk.price(lines=[line(dk.Money("10.00", "CHF"))])
    assert made.currency == "CHF"
    assert dk.price(lines=[line(dk.Money(500, "JPY"), 10)]).gross == Decimal(550)
    discount = dk.PriceDiscount(id="a", amount=dk.Money("1.00", "EUR"))
    with pytest.raises(dk.Refused) as raised:
        dk.price(lines=[line(dk.Money("10.00", "CHF"))], discounts=[discount])
    assert raised.value.broken is dk.Rule.MONEY_CURRENCY_MISMATCH and raised.value.field == "discounts.0.amount"
    with pytest.raises(dk.Refused) as raised:
        dk.price(lines=[line(dk.Money("10.00"))], currency="CAD")
    assert raised.value.rule == "DAT-03" and raised.value.field == "lines.0.amount"


def test_refusals_name_rule_and_field_all_at_once():
    """QUO-07, QUO-08, QUO-17."""
    with pytest.raises(dk.Refused) as raised:
        dk.price(
            lines=[line("-1"), line(tax_percent=101)],
            discounts=[dk.PriceDiscount(id="a")],
            voucher=dk.PriceVoucher(amount=-1),
        )
    assert [(one.rule, one.code, one.field) for one in raised.value.violations] == [
        ("QUO-07", "price_amount_negative", "lines.0.amount"),
        ("QUO-07", "price_tax_out_of_range", "lines.1.tax_percent"),
        ("QUO-08", "discount_value_missing", "discounts.0.amount"),
        ("QUO-17", "price_voucher_negative", "voucher.amount"),
    ]
    with pytest.raises(dk.Refused) as raised:
        dk.price(lines=[line("10000000000000")])
    assert raised.value.code == "price_total_too_large"


@pytest.mark.parametrize("amount", [10.0, True, None, [1]])
def test_floats_are_no_amounts(amount):
    """DAT-03."""
    with pytest.raises((TypeError, dk.Refused)):
        dk.price(lines=[line(amount)])
    with pytest.raises((TypeError, dk.Refused)):
        dk.price(lines=[line()], voucher=dk.PriceVoucher(amount=amount))


def test_lines_are_lines():
    """Records of another kind, and dicts, are type errors."""
    with pytest.raises(TypeError, match="PriceLine is expected"):
        dk.price(lines=[{"amount": "1.00"}])
    with pytest.raises(TypeError, match="PriceDiscount is expected"):
        dk.price(lines=[line()], discounts=[line()])
    with pytest.raises(TypeError):
        dk.price([line()])


def test_prices_are_values():
    """Equal, hashed, copied and pickled as values; the same basket has the same price (QUO-19)."""
    lines, discounts = [line()], [dk.PriceDiscount(id="a", percent="7.77")]
    made = dk.price(lines=lines, discounts=discounts)
    assert made == dk.price(lines=lines, discounts=discounts) and hash(made) == hash(copy.copy(made))
    assert pickle.loads(pickle.dumps(made)) == made
    assert dataclasses.replace(lines[0], quantity=2).quantity == 2
    assert eval(repr(made), {**vars(dk), "Decimal": Decimal}) == made


def test_prices_from_many_threads():
    """QUO-19: any thread may price."""
    baskets = [[line(f"{cents // 100}.{cents % 100:02}", quantity=3)] for cents in range(1, 200)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda lines: dk.price(lines=lines).net, baskets))
    assert made == [Decimal(3 * cents).scaleb(-2) for cents in range(1, 200)]
