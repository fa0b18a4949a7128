"""Prices: lists, discounts, taxes, vouchers (QUO-05, QUO-07, QUO-08, QUO-17, QUO-19, ALL-01).

The last tests compare thousands of random baskets with an oracle in fractions, written from the
rules alone.
"""

import json
import math
import os
import random
import subprocess
from decimal import Decimal
from fractions import Fraction

import pytest

from conftest import assert_refused_with, executable, rules

LIMIT = "9999999999999.99"


def line(amount, tax="21", **changes):
    record = {
        "id": "car",
        "label": "Car",
        "amount": amount,
        "section": "vehicle",
        "tax_percent": tax,
    }
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def discount(identifier, **changes):
    return {"id": identifier, "label": identifier, **changes}


def basket(lines, *discounts, **changes):
    numbered = [
        {**one, "id": one["id"] if one["id"] != "car" else f"car{place}"}
        for place, one in enumerate(lines)
    ]
    request = {"market": "BE", "kind": "b2c", "lines": numbered, "discounts": list(discounts)}
    request.update(changes)
    return request


@pytest.fixture
def price(bare):
    """Prices a basket without an actor, an instant or a store."""

    def ask(lines, *discounts, **changes):
        return bare.ok("quote.price", basket(lines, *discounts, **changes), at=None, actor=None)

    ask.desk = bare
    return ask


def refusal(price, lines, *discounts, **changes):
    request = basket(lines, *discounts, **changes)
    return price.desk.refused("quote.price", request, at=None, actor=None)


def taxes(reply):
    """The taxes of a reply that have something to say, by rate."""
    return {
        Decimal(one["percent"]): (one["base"], one["amount"])
        for one in reply["tax"]
        if (one["base"], one["amount"]) != ("0.00", "0.00")
    }


def steps(reply):
    return [(one["id"], one["amount"]) for one in reply["steps"]]


def totals(reply):
    return tuple(reply[name] for name in ("list", "net", "gross", "to_pay"))


# QUO-07: taxes and totals


def test_quo_07_the_example(price):
    """QUO-07, ALL-01: 15,000.00 at 17 % and 50.00 at 0 %, less 100.00."""
    reply = price(
        [line("15000.00", "17"), line("50.00", "0", section="delivery")],
        discount("show", amount="100.00"),
    )
    assert totals(reply) == ("15050.00", "14950.00", "17483.06", "17483.06")
    assert taxes(reply)[Decimal(17)] == ("14900.33", "2533.06")
    assert taxes(reply)[Decimal(0)] == ("49.67", "0.00")
    assert steps(reply) == [("show", "100.00")]


def test_quo_07_no_discount(price):
    """QUO-07: list and net are equal where nothing is taken off."""
    reply = price([line("20000.00")])
    assert totals(reply) == ("20000.00", "20000.00", "24200.00", "24200.00")
    assert taxes(reply) == {Decimal(21): ("20000.00", "4200.00")}
    assert reply["steps"] == [] or "steps" not in reply


@pytest.mark.parametrize(
    ("market", "rate", "tax"),
    [("BE", "21", "210.00"), ("LU", "17", "170.00"), ("FR", "20", "200.00")],
)
def test_quo_07_rates_of_the_countries(price, market, rate, tax):
    """QUO-07: the rate is the one of the line."""
    reply = price([line("1000.00", rate)], market=market)
    assert taxes(reply) == {Decimal(rate): ("1000.00", tax)}
    assert Decimal(reply["gross"]) == 1000 + Decimal(tax)


def test_quo_07_quebec_has_two_taxes_on_the_net(price):
    """QUO-07: GST and QST are both on the net amount."""
    two = [{"id": "GST", "percent": "5"}, {"id": "QST", "percent": "9.975"}]
    reply = price([line("1000.00", None, taxes=two)], market="QC", currency="CAD")
    assert {one["id"]: (one["base"], one["amount"]) for one in reply["tax"]} == {
        "GST": ("1000.00", "50.00"),
        "QST": ("1000.00", "99.75"),
    }
    assert totals(reply) == ("1000.00", "1000.00", "1149.75", "1149.75")


def test_quo_07_each_tax_of_quebec_is_rounded_by_itself(price):
    """QUO-07: 0.10 gives 0.005 of GST and 0.009975 of QST, each half-up to the cent."""
    two = [{"id": "GST", "percent": "5"}, {"id": "QST", "percent": "9.975"}]
    reply = price([line("0.10", None, taxes=two)], market="QC", currency="CAD")
    assert {one["id"]: one["amount"] for one in reply["tax"]} == {"GST": "0.01", "QST": "0.01"}
    assert reply["gross"] == "0.12"


def test_quo_07_a_tax_is_rounded_once_over_its_lines(price):
    """QUO-07: the tax is on the sum of its lines, not the sum of rounded taxes."""
    reply = price([line("0.02"), line("0.02"), line("0.02")])
    assert taxes(reply) == {Decimal(21): ("0.06", "0.01")}
    assert reply["gross"] == "0.07"
    reply = price([line("0.03"), line("0.03"), line("0.03")])
    assert taxes(reply) == {Decimal(21): ("0.09", "0.02")}, "0.0189, and not three times 0.01"


@pytest.mark.parametrize(
    ("amount", "rate", "tax"),
    [
        ("0.50", "1", "0.01"),
        ("0.49", "1", "0.00"),
        ("0.10", "5", "0.01"),
        ("1.50", "1", "0.02"),
        ("2.50", "1", "0.03"),
        ("0.02", "21", "0.00"),
        ("0.01", "100", "0.01"),
    ],
)
def test_quo_07_half_up(price, amount, rate, tax):
    """QUO-07: half a cent goes up, less than half goes down, never to even."""
    reply = price([line(amount, rate)])
    assert Decimal(reply["gross"]) - Decimal(reply["net"]) == Decimal(tax)


def test_quo_07_quantity(price):
    """QUO-07: a line counts as often as its quantity says, once where it says nothing."""
    reply = price([line("19999.99", quantity=3), line("0.01", quantity=1), line("0.01")])
    assert totals(reply)[:2] == ("59999.99", "59999.99")
    assert Decimal(reply["gross"]) == Decimal("72599.99")


def test_quo_07_parts_add_up(price):
    """QUO-07: net and taxes add up to the gross, the bases to the net."""
    lines = [line("10.01", "21"), line("3.33", "6"), line("7.77", "12"), line("0.99", "0")]
    reply = price(lines, discount("show", percent="7.77"))
    net = sum(Decimal(one["base"]) for one in reply["tax"])
    tax = sum(Decimal(one["amount"]) for one in reply["tax"])
    assert net == Decimal(reply["net"])
    assert net + tax == Decimal(reply["gross"])
    assert Decimal(reply["list"]) - Decimal(reply["steps"][0]["amount"]) == net


@pytest.mark.parametrize(
    ("gross", "rate", "net", "tax"),
    [
        ("121.00", "21", "100.00", "21.00"),
        ("100.00", "21", "82.64", "17.36"),
        ("0.03", "21", "0.02", "0.01"),
        ("0.01", "100", "0.01", "0.00"),
        ("117.00", "17", "100.00", "17.00"),
        ("50.00", "0", "50.00", "0.00"),
    ],
)
def test_quo_07_tax_included(price, gross, rate, net, tax):
    """QUO-07: the net is gross / (1 + rate) half-up, the tax is the difference."""
    reply = price([line(gross, rate)], tax_included=True)
    assert totals(reply) == (gross, net, gross, gross)
    assert Decimal(reply["gross"]) - Decimal(reply["net"]) == Decimal(tax)
    assert taxes(reply) == {Decimal(rate): (net, tax)}


def test_quo_07_tax_included_discounts_are_too(price):
    """QUO-07: where prices are given tax included, discounts are tax included too."""
    reply = price([line("24200.00")], discount("show", amount="1210.00"), tax_included=True)
    assert totals(reply) == ("24200.00", "19000.00", "22990.00", "22990.00")
    assert taxes(reply) == {Decimal(21): ("19000.00", "3990.00")}


def test_quo_07_tax_included_is_divided_once_per_tax(price):
    """QUO-07: the net of a tax is found once, on the sum of its lines."""
    reply = price([line("0.02"), line("0.02"), line("0.02")], tax_included=True)
    assert taxes(reply) == {Decimal(21): ("0.05", "0.01")}


def test_quo_05_persons_and_companies_alike(price):
    """QUO-05, QUO-07: the figures of a person and of a company are the same."""
    one = price([line("20000.00")], discount("show", percent="5"))
    other = price([line("20000.00")], discount("show", percent="5"), kind="b2b")
    for name in ("list", "net", "gross", "to_pay", "tax", "steps"):
        assert one[name] == other[name]


@pytest.mark.parametrize("lines", [[], None])
def test_quo_07_at_least_one_line(price, lines):
    """QUO-07: at least one line."""
    request = basket([line("1.00")])
    if lines is None:
        del request["lines"]
    else:
        request["lines"] = lines
    refused = price.desk.refused("quote.price", request, at=None, actor=None)
    assert_refused_with(refused, "QUO-07", "lines")


@pytest.mark.parametrize("amount", ["-0.01", "-20000.00"])
def test_quo_07_no_negative_amounts(price, amount):
    """QUO-07: amounts are zero or more."""
    assert_refused_with(refusal(price, [line("1.00"), line(amount)]), "QUO-07", "lines.1.amount")


def test_quo_07_a_line_of_zero(price):
    """QUO-07: zero is an amount."""
    assert totals(price([line("0.00")])) == ("0.00", "0.00", "0.00", "0.00")


@pytest.mark.parametrize("rate", ["-1", "100.001", "101", "-0.5"])
def test_quo_07_taxes_out_of_range(price, rate):
    """QUO-07: taxes are 0 to 100 %."""
    violations = refusal(price, [line("1.00", rate)])
    assert assert_refused_with(violations, "QUO-07")["field"].startswith("lines.0.tax")


@pytest.mark.parametrize("rate", ["0", "100", "9.975", "100.000"])
def test_quo_07_taxes_at_the_bounds(price, rate):
    """QUO-07: 0 and 100 % are taxes."""
    reply = price([line("1.00", rate)])
    assert Decimal(reply["gross"]) >= Decimal(reply["net"])


def test_quo_07_taxes_of_a_list_out_of_range(price):
    """QUO-07: each of several taxes is 0 to 100 %."""
    two = [{"id": "GST", "percent": "5"}, {"id": "QST", "percent": "100.5"}]
    violations = refusal(price, [line("1.00", None, taxes=two)], market="QC", currency="CAD")
    assert assert_refused_with(violations, "QUO-07")["field"].startswith("lines.0.taxes.1")


def test_quo_07_the_largest_total(price):
    """QUO-07: a total of 9,999,999,999,999.99 is still one."""
    reply = price([line(LIMIT, "0")])
    assert totals(reply) == (LIMIT,) * 4
    reply = price([line("9999999999999.98", "0"), line("0.01", "0")])
    assert totals(reply) == (LIMIT,) * 4


@pytest.mark.parametrize(
    "lines",
    [
        [line("10000000000000.00", "0")],
        [line(LIMIT, "0"), line("0.01", "0")],
        [line(LIMIT, "21")],
        [line(LIMIT, "0", quantity=2)],
        [line(LIMIT, "0", quantity=1000000)],
        [line("99999999999999999999.00", "0")],
        [line("9" * 40 + ".00", "0")],
    ],
)
def test_quo_07_above_the_largest_total(price, lines):
    """QUO-07: a total above that is refused, however it comes about, and nothing overflows."""
    violations = refusal(price, lines)
    assert rules(violations) & {"QUO-07", "DAT-03"}, violations


def test_quo_07_everything_wrong_at_once(price):
    """Protocol: all violations of the form at once, in the order of the fields."""
    violations = refusal(price, [line("-1.00"), line("1.00", "101"), line("-2.00")])
    fields = [one["field"] for one in violations if one["rule"] == "QUO-07"]
    assert fields[0] == "lines.0.amount" and fields[-1] == "lines.2.amount"
    assert fields[1].startswith("lines.1.tax") and len(fields) == 3


# DAT-02, DAT-03


@pytest.mark.parametrize(
    "amount", [10, 10.5, "1e3", "10,00", "10.001", "", "ten", "0x10", "1 000.00"]
)
def test_dat_03_money_is_a_decimal_string(price, amount):
    """DAT-03: an amount is a plain decimal string with no more decimals than the currency."""
    violations = refusal(price, [line(amount)])
    expected = {"DAT-03"} if amount else {"DAT-03", "QUO-07"}
    assert rules(violations) & expected, violations
    assert violations[0]["field"] == "lines.0.amount"


@pytest.mark.parametrize("amount", ["10", "10.5", "10.50"])
def test_dat_03_fewer_decimals(price, amount):
    """DAT-03: fewer decimals than the currency has are no ambiguity; the answer has them all."""
    assert Decimal(price([line(amount)])["list"]) == Decimal(amount)
    assert price([line(amount)])["list"][-3] == "."


def test_dat_03_discounts_and_vouchers(price):
    """DAT-03: amounts of discounts and vouchers likewise."""
    violations = refusal(price, [line("1.00")], discount("show", amount="0.001"))
    assert_refused_with(violations, "DAT-03", "discounts.0.amount")
    violations = refusal(price, [line("1.00")], voucher={"amount": 250})
    assert_refused_with(violations, "DAT-03", "voucher.amount")


def test_dat_02_a_typo_does_not_pass(price):
    """DAT-02: an unknown field is refused by name."""
    assert_refused_with(refusal(price, [line("1.00", amnt="1")]), "DAT-02", "lines.0.amnt")
    violations = refusal(price, [line("1.00")], discount("show", amount="1.00", sektions=[]))
    assert_refused_with(violations, "DAT-02", "discounts.0.sektions")


def test_dat_02_quantity_of_the_wrong_type(price):
    """DAT-02: a quantity is a whole number."""
    violations = refusal(price, [line("1.00", quantity="2")])
    assert_refused_with(violations, "DAT-02", "lines.0.quantity")
    assert refusal(price, [line("1.00", quantity=1.5)])


def test_quo_07_the_kind_is_one_of_two(price):
    """Protocol: an out-of-list value is refused."""
    assert refusal(price, [line("1.00")], kind="b2x")[0]["field"] == "kind"


# QUO-08: discounts


def test_quo_08_a_rate_is_of_the_list_by_default(price):
    """QUO-08: two rates of the list do not compound."""
    reply = price([line("20000.00")], discount("a", percent="10"), discount("b", percent="10"))
    assert steps(reply) == [("a", "2000.00"), ("b", "2000.00")]
    assert [one["base"] for one in reply["steps"]] == ["20000.00", "20000.00"]
    assert [Decimal(one["percent"]) for one in reply["steps"]] == [10, 10]
    assert reply["net"] == "16000.00"


def test_quo_08_a_rate_of_the_running_net(price):
    """QUO-08: a rate of the running net is of what the steps before have left."""
    reply = price(
        [line("20000.00")],
        discount("a", amount="1000.00"),
        discount("b", percent="10", of="running"),
    )
    assert steps(reply) == [("a", "1000.00"), ("b", "1900.00")]
    assert reply["steps"][1]["base"] == "19000.00"
    assert reply["net"] == "17100.00"


def test_quo_08_of_the_list_by_name(price):
    """QUO-08: the list total may be named."""
    reply = price(
        [line("20000.00")], discount("a", amount="1000.00"), discount("b", percent="10", of="list")
    )
    assert steps(reply)[1] == ("b", "2000.00")


def test_quo_08_each_step_is_rounded(price):
    """QUO-08: each discount is rounded half-up to the cent when it is applied."""
    reply = price(
        [line("0.99")],
        discount("a", percent="50"),
        discount("b", percent="50", of="running"),
        discount("c", percent="50", of="running"),
    )
    assert steps(reply) == [("a", "0.50"), ("b", "0.25"), ("c", "0.12")]
    assert reply["net"] == "0.12"


def test_quo_08_by_priority_then_as_declared(price):
    """QUO-08: the smaller priority first, 0 where none is given, then the declaration."""
    reply = price(
        [line("1000.00")],
        discount("late", percent="10", of="running", priority=5),
        discount("plain", percent="10", of="running"),
        discount("zero", percent="10", of="running", priority=0),
        discount("early", amount="100.00", priority=-1),
    )
    assert steps(reply) == [
        ("early", "100.00"),
        ("plain", "90.00"),
        ("zero", "81.00"),
        ("late", "72.90"),
    ]


def test_quo_08_sections_limit_the_base(price):
    """QUO-08: sections limit the base of a rate, of the list and of the running net."""
    lines = [line("1000.00"), line("200.00", section="accessories")]
    reply = price(lines, discount("a", percent="10", sections=["accessories"]))
    assert steps(reply) == [("a", "20.00")] and reply["steps"][0]["base"] == "200.00"
    reply = price(
        lines,
        discount("a", amount="100.00", sections=["vehicle"]),
        discount("b", percent="10", of="running", sections=["vehicle"]),
        discount("c", percent="10", of="running", sections=["accessories"]),
        discount("d", percent="10", of="running", sections=["accessories", "vehicle"]),
    )
    assert steps(reply) == [("a", "100.00"), ("b", "90.00"), ("c", "20.00"), ("d", "99.00")]
    assert reply["net"] == "891.00"


def test_quo_08_sections_limit_the_lines_that_carry_it(price):
    """QUO-08: only the lines of the sections carry the discount, with their taxes."""
    lines = [line("1000.00", "21"), line("200.00", "6", section="accessories")]
    reply = price(lines, discount("a", amount="50.00", sections=["accessories"]))
    assert taxes(reply) == {
        Decimal(21): ("1000.00", "210.00"),
        Decimal(6): ("150.00", "9.00"),
    }


def test_quo_08_an_amount_is_no_more_than_its_lines(price):
    """QUO-08: the price of the lines that carry a discount is never below zero."""
    lines = [line("1000.00"), line("20.00", section="accessories")]
    reply = price(lines, discount("a", amount="50.00", sections=["accessories"]))
    assert steps(reply) == [("a", "20.00")]
    assert reply["net"] == "1000.00"
    assert reply["steps"][0]["cut"] is True


def test_quo_08_base_zero_is_a_step_of_zero(price):
    """QUO-08: a discount with base zero is a step of 0.00, and nothing of it was cut."""
    lines = [line("1000.00")]
    reply = price(
        lines,
        discount("a", percent="10", sections=["accessories"]),
        discount("b", percent="10"),
    )
    assert steps(reply) == [("a", "0.00"), ("b", "100.00")]
    assert reply["steps"][0].get("cut", False) is False
    reply = price([line("0.00")], discount("a", percent="10"))
    assert steps(reply) == [("a", "0.00")]
    assert reply["steps"][0].get("cut", False) is False


def test_quo_08_never_below_zero(price):
    """QUO-08: the last discount is cut and says so."""
    reply = price([line("100.00")], discount("a", amount="60.00"), discount("b", amount="60.00"))
    assert steps(reply) == [("a", "60.00"), ("b", "40.00")]
    assert totals(reply) == ("100.00", "0.00", "0.00", "0.00")
    assert reply["steps"][0].get("cut", False) is False
    assert reply["steps"][1]["cut"] is True


def test_quo_08_exactly_zero_is_not_cut(price):
    """QUO-08: what takes exactly the rest is whole."""
    reply = price([line("100.00")], discount("a", amount="60.00"), discount("b", amount="40.00"))
    assert steps(reply) == [("a", "60.00"), ("b", "40.00")]
    assert not any(one.get("cut", False) for one in reply["steps"])


def test_quo_08_a_rate_is_cut_too(price):
    """QUO-08: a rate of the list cannot take more than is left."""
    reply = price([line("100.00")], discount("a", percent="70"), discount("b", percent="50"))
    assert steps(reply) == [("a", "70.00"), ("b", "30.00")]
    assert reply["steps"][1]["cut"] is True and reply["steps"][1]["base"] == "100.00"


def test_quo_08_one_of_a_group(price):
    """QUO-08: of a group only the one worth most applies."""
    reply = price(
        [line("1000.00")],
        discount("small", amount="50.00", group="launch"),
        discount("large", percent="6", group="launch"),
        discount("other", amount="10.00"),
    )
    assert steps(reply) == [("large", "60.00"), ("other", "10.00")]


def test_quo_08_a_group_stands_where_its_first_member_stands(price):
    """QUO-08: the one that applies does so at the place of the group's first member."""
    reply = price(
        [line("1000.00")],
        discount("first", amount="10.00", group="launch"),
        discount("between", amount="500.00"),
        discount("worth", percent="10", of="running", group="launch", priority=9),
    )
    assert steps(reply) == [("worth", "100.00"), ("between", "500.00")]


def test_quo_08_the_first_member_by_priority(price):
    """QUO-08: the place of a group is that of its smallest priority."""
    reply = price(
        [line("1000.00")],
        discount("worth", percent="10", of="running", group="launch", priority=9),
        discount("between", amount="500.00", priority=4),
        discount("first", amount="10.00", group="launch", priority=1),
    )
    assert steps(reply) == [("worth", "100.00"), ("between", "500.00")]


def test_quo_08_worth_is_measured_there(price):
    """QUO-08: what a member is worth is measured at the place of the group."""
    reply = price(
        [line("1000.00")],
        discount("before", amount="500.00"),
        discount("rate", percent="10", of="running", group="launch"),
        discount("fixed", amount="60.00", group="launch"),
    )
    assert steps(reply) == [("before", "500.00"), ("fixed", "60.00")]


def test_quo_08_ties_of_a_group(price):
    """QUO-08: equal ones: the smaller priority, then the one declared first."""
    reply = price(
        [line("1000.00")],
        discount("a", amount="50.00", group="launch", priority=2),
        discount("b", amount="50.00", group="launch", priority=1),
        discount("c", percent="5", group="launch", priority=1),
    )
    assert steps(reply) == [("b", "50.00")]
    reply = price(
        [line("1000.00")],
        discount("a", percent="5", group="launch"),
        discount("b", amount="50.00", group="launch"),
    )
    assert steps(reply) == [("a", "50.00")]


def test_quo_08_two_groups(price):
    """QUO-08: each group gives one."""
    reply = price(
        [line("1000.00")],
        discount("a1", amount="10.00", group="a"),
        discount("b1", amount="20.00", group="b"),
        discount("a2", amount="11.00", group="a"),
        discount("b2", amount="19.00", group="b"),
    )
    assert steps(reply) == [("a2", "11.00"), ("b1", "20.00")]


def test_all_01_ties_to_the_lowest_index(price):
    """ALL-01: equal remainders go to the line declared first."""
    lines = [line("1.00", "21"), line("1.00", "6")]
    assert taxes(price(lines, discount("a", amount="0.01"))) == {
        Decimal(21): ("0.99", "0.21"),
        Decimal(6): ("1.00", "0.06"),
    }
    assert taxes(price(lines[::-1], discount("a", amount="0.01"))) == {
        Decimal(6): ("0.99", "0.06"),
        Decimal(21): ("1.00", "0.21"),
    }


def test_all_01_the_largest_remainder(price):
    """ALL-01: 5 cents over 5, 3 and 1 are 2.78, 1.67 and 0.56: the two largest remainders win."""
    lines = [line("5.00", "21"), line("3.00", "6"), line("1.00", "12")]
    reply = price(lines, discount("a", amount="0.05"))
    bases = {rate: base for rate, (base, _) in taxes(reply).items()}
    assert bases == {Decimal(21): "4.97", Decimal(6): "2.98", Decimal(12): "1.00"}


def test_all_01_shared_by_the_running_net(price):
    """QUO-08, ALL-01: the weights are the running net, not the list."""
    lines = [line("100.00", "21"), line("100.00", "6", section="accessories")]
    reply = price(
        lines,
        discount("a", amount="50.00", sections=["vehicle"]),
        discount("b", amount="30.00"),
    )
    assert {rate: base for rate, (base, _) in taxes(reply).items()} == {
        Decimal(21): "40.00",
        Decimal(6): "80.00",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"amount": "1.00", "percent": "5"},
        {"percent": "-1"},
        {"amount": "-1.00"},
        {"percent": "5", "of": "gross"},
    ],
)
def test_quo_08_discounts_that_say_nothing_clear(price, wrong):
    """QUO-08: a discount is an amount or a rate, of the list or of the running net."""
    violations = refusal(price, [line("10.00")], discount("a", **wrong))
    assert rules(violations) & {"QUO-07", "QUO-08"}, violations
    assert violations[0]["field"].startswith("discounts.0")


# QUO-05: conditional discounts


def test_quo_05_conditional_discounts_are_apart(price):
    """QUO-05: shown apart with what they would give, and not in the price."""
    reply = price(
        [line("20000.00")],
        discount("bonus", amount="1000.00", condition="trade_in"),
        discount("show", percent="5"),
    )
    assert steps(reply) == [("show", "1000.00")]
    assert reply["net"] == "19000.00"
    assert [(one["id"], one["amount"]) for one in reply["conditional"]] == [("bonus", "1000.00")]


def test_quo_05_a_condition_that_is_not_met(price):
    """QUO-05: `condition_met: false` is as good as none."""
    reply = price(
        [line("20000.00")],
        discount("bonus", amount="1000.00", condition="trade_in", condition_met=False),
    )
    assert steps(reply) == [] and reply["net"] == "20000.00"
    assert [one["id"] for one in reply["conditional"]] == ["bonus"]


def test_quo_05_a_condition_that_is_met(price):
    """QUO-05: once its condition is met a discount is in the price, at its place."""
    reply = price(
        [line("20000.00")],
        discount("bonus", amount="1000.00", condition="trade_in", condition_met=True),
        discount("show", percent="5", of="running"),
    )
    assert steps(reply) == [("bonus", "1000.00"), ("show", "950.00")]
    assert reply.get("conditional", []) == []


def test_quo_05_conditional_ones_are_measured_last(price):
    """QUO-05: what a conditional discount would give is measured after all that applies."""
    reply = price(
        [line("20000.00")],
        discount("rate", percent="10", of="running", condition="trade_in", priority=-5),
        discount("other", percent="20", of="running", condition="loyalty", priority=-5),
        discount("show", amount="5000.00"),
    )
    given = {one["id"]: one["amount"] for one in reply["conditional"]}
    assert given == {"rate": "1500.00", "other": "3000.00"}


def test_quo_05_a_conditional_one_of_the_list(price):
    """QUO-05, QUO-08: a conditional rate of the list is of the list."""
    reply = price(
        [line("20000.00")],
        discount("rate", percent="10", condition="trade_in"),
        discount("show", amount="5000.00"),
    )
    assert [(one["id"], one["amount"]) for one in reply["conditional"]] == [("rate", "2000.00")]


@pytest.mark.parametrize(
    ("percent", "given", "net"),
    [("3", "0.00", "19000.00"), ("5", "0.00", "19000.00"), ("8", "600.00", "18400.00")],
)
def test_quo_05_a_conditional_one_of_a_group(price, percent, given, net):
    """QUO-05, QUO-08: of a group one applies, so a conditional one would give what it is worth more."""
    applied = discount("show", percent="5", group="offer")
    wanted = {"percent": percent, "group": "offer", "condition": "trade_in"}
    reply = price([line("20000.00")], applied, discount("bonus", **wanted))
    assert [(one["id"], one["amount"]) for one in reply["conditional"]] == [("bonus", given)]
    assert reply["net"] == "19000.00"
    met = price([line("20000.00")], applied, discount("bonus", **wanted, condition_met=True))
    assert met["net"] == net and not met["conditional"]


def test_quo_05_the_words_of_a_condition(price):
    """QUO-05: what is shown apart says its condition in the words that were given."""
    words = "À la reprise de votre voiture"
    bonus = discount("bonus", amount="10.00", condition="trade_in", condition_label=words)
    reply = price([line("100.00")], bonus, discount("plain", amount="1.00", condition="loyalty"))
    assert [one.get("condition_label", "") for one in reply["conditional"]] == [words, ""]


# QUO-17: vouchers


def test_quo_17_a_voucher_lowers_what_is_to_pay(price):
    """QUO-17: neither net nor tax changes."""
    plain = price([line("20000.00")])
    reply = price([line("20000.00")], voucher={"amount": "250.00"})
    for name in ("list", "net", "tax", "gross", "steps"):
        assert reply[name] == plain[name]
    assert reply["to_pay"] == "23950.00"


def test_quo_17_a_voucher_never_exceeds_the_price(price):
    """QUO-17: at most the price, tax included."""
    reply = price([line("200.00")], voucher={"amount": "250.00", "code": "ANY"})
    assert (reply["gross"], reply["to_pay"]) == ("242.00", "0.00")
    reply = price([line("200.00")], voucher={"amount": "242.00"})
    assert reply["to_pay"] == "0.00"
    reply = price([line("200.00")], voucher={"amount": "241.99"})
    assert reply["to_pay"] == "0.01"


def test_quo_17_after_the_discounts(price):
    """QUO-17: the voucher comes after tax, the discounts before."""
    reply = price([line("1000.00")], discount("a", percent="10"), voucher={"amount": "250.00"})
    assert (reply["net"], reply["gross"], reply["to_pay"]) == ("900.00", "1089.00", "839.00")


def test_quo_17_tax_included(price):
    """QUO-17: likewise where prices are tax included."""
    reply = price([line("1210.00")], voucher={"amount": "250.00"}, tax_included=True)
    assert (reply["net"], reply["gross"], reply["to_pay"]) == ("1000.00", "1210.00", "960.00")


def test_quo_17_no_negative_voucher(price):
    """QUO-07, QUO-17: amounts are zero or more."""
    violations = refusal(price, [line("1.00")], voucher={"amount": "-1.00"})
    assert rules(violations) & {"QUO-07", "QUO-17"} and violations[0]["field"] == "voucher.amount"


# QUO-19: the same bytes


def random_baskets(seed, count):
    generator = random.Random(seed)
    return [random_basket(generator) for _ in range(count)]


def through_one_process(requests, arguments=(), environment=None):
    """Sends all requests to one shell, returns the lines it answers."""
    text = "".join(
        json.dumps({"verb": "quote.price", "args": request}) + "\n" for request in requests
    )
    done = subprocess.run(
        [executable(), "run", *arguments],
        input=text.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        timeout=300,
        check=True,
    )
    lines = done.stdout.split(b"\n")
    assert lines[-1] == b"" and len(lines) == len(requests) + 1
    return lines[:-1]


def test_quo_19_the_same_basket_gives_the_same_bytes():
    """QUO-19: no clock, no locale, no time zone, no order of requests matters."""
    requests = random_baskets(19, 200)
    first = through_one_process(requests)
    environment = {
        **os.environ,
        "LANG": "fr_BE.UTF-8",
        "LC_ALL": "de_DE.UTF-8",
        "TZ": "Pacific/Kiritimati",
    }
    assert through_one_process(requests, environment=environment) == first
    assert through_one_process(requests[::-1])[::-1] == first
    assert through_one_process(requests + requests)[len(requests) :] == first


def test_quo_19_no_store_and_no_network_is_needed(bare):
    """QUO-19, ACC-01: an actor, an instant and a preset change nothing."""
    request = basket([line("20000.00")], discount("show", percent="5"))
    plain = bare.ask("quote.price", request, at=None, actor=None)
    assert plain == bare.ask("quote.price", request, at="2030-01-01T00:00:00Z", actor=None)


# The oracle, in whole cents and fractions.

HALF = Fraction(1, 2)


def half_up(value):
    """A value that is not negative, to the nearest whole, halves up."""
    return math.floor(value + HALF)


def cents(text):
    value = Fraction(text) * 100
    assert value.denominator == 1
    return int(value)


def shared(amount, weights):
    """ALL-01: largest remainder, ties to the lowest index, zero weights are equal parts."""
    total = sum(weights)
    exact = [
        Fraction(amount * weight, total) if total else Fraction(amount, len(weights))
        for weight in weights
    ]
    parts = [math.floor(part) for part in exact]
    left = amount - sum(parts)
    order = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[:left]:
        parts[place] += 1
    assert sum(parts) == amount
    return parts


class Oracle:
    """QUO-05, QUO-07, QUO-08 and QUO-17."""

    def __init__(self, request):
        self.lines = request["lines"]
        self.included = request.get("tax_included", False)
        self.listed = [cents(one["amount"]) * one.get("quantity", 1) for one in self.lines]
        self.running = list(self.listed)
        self.steps = []
        self.conditional = {}
        self.open_choice = False
        ordered = sorted(
            enumerate(request["discounts"]), key=lambda pair: (pair[1].get("priority", 0), pair[0])
        )
        applying = [one for _, one in ordered if "condition" not in one or one.get("condition_met")]
        done = set()
        for one in applying:
            if "group" in one:
                if one["group"] in done:
                    continue
                done.add(one["group"])
                one = self.best([other for other in applying if other.get("group") == one["group"]])
            self.apply(one)
        for _, one in ordered:
            if "condition" in one and not one.get("condition_met"):
                self.conditional[one["id"]] = max(
                    self.measure(one)[1] - self.given_by(one.get("group")), 0
                )
        self.totals(request)

    def given_by(self, group):
        """What the member of a group that applies takes off."""
        return sum(
            step["amount"] for step in self.steps if group is not None and step["group"] == group
        )

    def carriers(self, one):
        sections = one.get("sections") or None
        return [
            place
            for place, item in enumerate(self.lines)
            if sections is None or item["section"] in sections
        ]

    def measure(self, one):
        """The base, the amount and whether it was cut."""
        carriers = self.carriers(one)
        room = sum(self.running[place] for place in carriers)
        base = room if one.get("of") == "running" else sum(self.listed[place] for place in carriers)
        if "percent" in one:
            value = half_up(base * Fraction(one["percent"]) / 100)
        else:
            value = cents(one["amount"])
        return base, min(value, room), value > room, value

    def best(self, members):
        """The one worth most, ties in the order they stand in."""
        most = max(members, key=lambda one: self.measure(one)[1])
        uncut = max(members, key=lambda one: self.measure(one)[3])
        # What a member that would be cut is worth can be read in two ways.
        self.open_choice = self.open_choice or most is not uncut
        return most

    def apply(self, one):
        base, amount, cut, _ = self.measure(one)
        carriers = self.carriers(one)
        room = sum(self.running[place] for place in carriers)
        if amount:
            parts = shared(amount, [self.running[place] for place in carriers])
            for place, part in zip(carriers, parts):
                self.running[place] -= part
        self.steps.append(
            {
                "id": one["id"],
                "group": one.get("group"),
                "base": base if "percent" in one else None,
                "percent": Fraction(one["percent"]) if "percent" in one else None,
                "amount": amount,
                "cut": cut if room else None,
            }
        )

    def totals(self, request):
        self.list = sum(self.listed)
        bases = {}
        for item, amount in zip(self.lines, self.running):
            named = item.get("taxes") or [{"percent": item["tax_percent"]}]
            for tax in named:
                key = (tax.get("id"), Fraction(tax["percent"]))
                bases[key] = bases.get(key, 0) + amount
        self.tax = {}
        for (name, percent), base in bases.items():
            rate = percent / 100
            if self.included:
                net = half_up(base / (1 + rate))
                self.tax[name, percent] = (net, base - net)
            else:
                self.tax[name, percent] = (base, half_up(base * rate))
        if self.included:
            self.net = sum(net for net, _ in self.tax.values())
        else:
            self.net = sum(self.running)
        self.gross = self.net + sum(tax for _, tax in self.tax.values())
        voucher = request.get("voucher")
        self.to_pay = max(0, self.gross - (cents(voucher["amount"]) if voucher else 0))

    def differences(self, reply):
        """What the reply says otherwise."""
        found = []

        def compare(what, expected, given):
            if expected != given:
                found.append(f"{what}: {expected} expected, {given} given")

        for name in ("list", "net", "gross", "to_pay"):
            compare(name, getattr(self, name), cents(reply[name]))
        given = {}
        for one in reply["tax"]:
            key = (one.get("id"), Fraction(one["percent"]))
            given[key] = (cents(one["base"]), cents(one["amount"]))
        ids = {name for name, _ in self.tax}
        if ids == {None}:
            given = {(None, percent): value for (_, percent), value in given.items()}
        nothing = (0, 0)
        compare(
            "tax",
            {key: value for key, value in self.tax.items() if value != nothing},
            {key: value for key, value in given.items() if value != nothing},
        )
        compare("steps", [one["id"] for one in self.steps], [one["id"] for one in reply["steps"]])
        for expected, one in zip(self.steps, reply["steps"]):
            compare(f"{one['id']}.amount", expected["amount"], cents(one["amount"]))
            if expected["percent"] is not None:
                compare(f"{one['id']}.base", expected["base"], cents(one["base"]))
                compare(f"{one['id']}.percent", expected["percent"], Fraction(one["percent"]))
            if expected["cut"] is not None:
                compare(f"{one['id']}.cut", expected["cut"], one.get("cut", False))
        conditional = {one["id"]: cents(one["amount"]) for one in reply.get("conditional", [])}
        compare("conditional", self.conditional, conditional)
        return found


SECTIONS = ["vehicle", "accessories", "delivery"]
EUROPE = ["21", "17", "20", "6", "12", "0"]
QUEBEC = [
    [{"id": "GST", "percent": "5"}, {"id": "QST", "percent": "9.975"}],
    [{"id": "GST", "percent": "5"}],
]


def money(value):
    return f"{value // 100}.{value % 100:02d}"


def random_money(generator):
    kind = generator.random()
    if kind < 0.1:
        return 0
    if kind < 0.4:
        return generator.randrange(1, 100)
    if kind < 0.6:
        return generator.randrange(1, 100) * 10000
    if kind < 0.98:
        return generator.randrange(1, 5_000_000)
    return generator.randrange(1, 10_000_000_000_000)


def random_percent(generator):
    kind = generator.random()
    if kind < 0.1:
        return generator.choice(["0", "100", "50", "33.333", "0.001", "99.999"])
    if kind < 0.6:
        return str(generator.randrange(1, 30))
    return f"{generator.randrange(0, 100)}.{generator.randrange(0, 1000):03d}"


def random_basket(generator):
    quebec = generator.random() < 0.2
    included = not quebec and generator.random() < 0.3
    lines = []
    for place in range(generator.randrange(1, 6)):
        item = {
            "id": f"line{place}",
            "label": "Line",
            "amount": money(random_money(generator)),
            "section": generator.choice(SECTIONS),
        }
        if generator.random() < 0.3:
            item["quantity"] = generator.randrange(1, 6)
        if quebec:
            item["taxes"] = generator.choice(QUEBEC)
        else:
            item["tax_percent"] = generator.choice(EUROPE)
        lines.append(item)
    discounts = []
    for place in range(generator.randrange(0, 6)):
        one = {"id": f"discount{place}", "label": "Discount"}
        if generator.random() < 0.5:
            one["percent"] = random_percent(generator)
            if generator.random() < 0.6:
                one["of"] = generator.choice(["list", "running"])
        else:
            one["amount"] = money(random_money(generator))
        if generator.random() < 0.3:
            one["priority"] = generator.randrange(-2, 3)
        if generator.random() < 0.3:
            one["sections"] = generator.sample(SECTIONS, generator.randrange(1, 3))
        kind = generator.random()
        if kind < 0.4:
            one["group"] = generator.choice(["launch", "stand"])
        if 0.3 < kind < 0.5:
            one["condition"] = "trade_in"
            if generator.random() < 0.6:
                one["condition_met"] = generator.random() < 0.5
        discounts.append(one)
    request = {
        "market": "QC" if quebec else generator.choice(["BE", "LU"]),
        "kind": generator.choice(["b2c", "b2b"]),
        "lines": lines,
        "discounts": discounts,
    }
    if quebec:
        request["currency"] = "CAD"
    if included or generator.random() < 0.2:
        request["tax_included"] = included
    if generator.random() < 0.3:
        request["voucher"] = {"amount": money(random_money(generator))}
    return request


def test_the_oracle_knows_the_example():
    """QUO-07: the oracle gives the figures that the rule gives."""
    one = Oracle(
        {
            "lines": [line("15000.00", "17"), line("50.00", "0")],
            "discounts": [discount("show", amount="100.00")],
        }
    )
    assert (one.net, one.gross) == (1495000, 1748306)
    assert one.tax == {(None, 17): (1490033, 253306), (None, 0): (4967, 0)}
    assert shared(7, [0, 0, 0]) == [3, 2, 2]


@pytest.mark.parametrize("seed", [7, 8, 17])
def test_quo_08_random_baskets(seed):
    """QUO-07, QUO-08, QUO-17, ALL-01: thousands of baskets as the oracle prices them."""
    requests = random_baskets(seed, 2000)
    compared = 0
    for request, answer in zip(requests, through_one_process(requests)):
        oracle = Oracle(request)
        if oracle.open_choice:
            continue
        reply = json.loads(answer)
        assert "ok" in reply, (request, reply)
        found = oracle.differences(reply["ok"])
        assert not found, "\n".join([*found, json.dumps(request), json.dumps(reply)])
        compared += 1
    assert compared > 1800


def test_quo_08_every_seen_property_holds():
    """QUO-07, QUO-08: whatever the basket, the parts add up and nothing is negative."""
    requests = random_baskets(99, 1000)
    for request, answer in zip(requests, through_one_process(requests)):
        reply = json.loads(answer)["ok"]
        net, gross = Fraction(reply["net"]), Fraction(reply["gross"])
        assert min(net, gross, Fraction(reply["to_pay"])) >= 0
        assert gross - net == sum(Fraction(one["amount"]) for one in reply["tax"])
        taken = sum(Fraction(one["amount"]) for one in reply["steps"])
        shown = gross if request.get("tax_included") else net
        assert Fraction(reply["list"]) - taken == shown


def test_dat_02_what_a_basket_must_say_is_refused_by_its_own_code(open_desk):
    """QUO-07, QUO-08, QUO-17: each refusal has a code of its own, and names its field."""
    desk = open_desk(load=False)
    line = {"id": "a", "label": "Car", "amount": "100.00", "section": "vehicle", "tax_percent": "21"}
    basket = {"market": "BE", "kind": "b2c", "lines": [line], "discounts": []}
    half = {"id": "d", "label": "D", "percent": "5", "of": "half"}
    cases = [
        ({"lines": [{name: value for name, value in line.items() if name != "amount"}]},
         "QUO-07", "lines.0.amount", "price_amount_missing"),
        ({"kind": "b2x"}, "QUO-07", "kind", "price_kind_unknown"),
        ({"discounts": [half]}, "QUO-08", "discounts.0.of", "discount_base_unknown"),
        ({"voucher": {"code": "X"}}, "QUO-17", "voucher.amount", "price_voucher_missing"),
    ]
    for changes, rule, field, code in cases:
        violations = desk.refused("quote.price", {**basket, **changes}, actor=None)
        assert_refused_with(violations, rule, field, code)
