"""Prices: what a basket costs, step by step, so that anybody can recompute it by hand (QUO-05 to QUO-08, QUO-17)."""

from __future__ import annotations

from dealerkit._record import Record, record, write
from dealerkit.answer import Answered, Refused
from dealerkit.money import Money
from dealerkit.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from typing import Any

    from dealerkit.desk import Desk
    from dealerkit.words import DiscountBase, Kind


@record
class LineTax(Record):
    """One of several taxes of a line; each is on the net.

    >>> import dealerkit as dk
    >>> dk.LineTax(id="QST", percent="9.975").percent
    Decimal('9.975')
    """

    percent: Decimal
    id: str = ""


@record
class PriceLine(Record):
    """One line of a basket: `quantity` pieces at `amount` each, with one tax or several (QUO-07).

    An amount is Money, or a number of the basket's currency: a Decimal, an int, a str.

    >>> import dealerkit as dk
    >>> dk.PriceLine(id="car", amount="20000.00", tax_percent=21).amount
    Decimal('20000.00')
    """

    amount: Decimal | Money
    id: str = ""
    label: str = ""
    quantity: int = 1
    section: str = ""
    tax_percent: Decimal | None = None
    taxes: tuple[LineTax, ...] = ()


@record
class PriceDiscount(Record):
    """One discount: an amount, or a percentage of the list or of the running net (QUO-08).

    `sections` limits base and carriers, of one `group` only the discount worth most applies, smaller priorities come
    first. One with a `condition` applies only where `condition_met` is True (QUO-05); `condition_label` has the words
    for it.

    >>> import dealerkit as dk
    >>> dk.PriceDiscount(id="show", percent=5).of
    'list'
    """

    id: str
    label: str = ""
    amount: Decimal | Money | None = None
    percent: Decimal | None = None
    of: DiscountBase = "list"
    group: str = ""
    priority: int = 0
    sections: tuple[str, ...] = ()
    condition: str = ""
    condition_met: bool | None = None
    condition_label: str = ""


@record
class PriceVoucher(Record):
    """A voucher: it lowers what is to pay, neither net nor tax (QUO-17).

    >>> import dealerkit as dk
    >>> dk.PriceVoucher(amount=dk.Money("250.00")).amount
    Money('250.00', 'EUR')
    """

    amount: Decimal | Money
    code: str = ""


@record
class PricedTax(Record):
    """One tax of a price. Where tax is included, `base` is the net of its lines.

    >>> import dealerkit as dk
    >>> dk.PricedTax(percent="21", base="100.00", amount="21.00").amount
    Decimal('21.00')
    """

    percent: Decimal
    base: Decimal
    amount: Decimal
    id: str = ""


@record
class PriceStep(Record):
    """One discount as it was applied; `cut` says that it would have taken more than was left (QUO-08).

    `of` says what `base` is: the list, or what the discounts before have left.

    >>> import dealerkit as dk
    >>> dk.PriceStep(id="show", base="20000.00", amount="1000.00").cut
    False
    """

    id: str
    base: Decimal
    amount: Decimal
    percent: Decimal | None = None
    label: str = ""
    cut: bool = False
    of: DiscountBase = "list"


@record
class ConditionalDiscount(Record):
    """A discount whose condition is not met: what it would give, shown apart (QUO-05).

    Of a group it would give what it is worth more than the member that applies, 0 where that is nothing.

    >>> import dealerkit as dk
    >>> dk.ConditionalDiscount(id="bonus", amount="300.00", condition="trade_in").condition
    'trade_in'
    """

    id: str
    amount: Decimal
    label: str = ""
    condition: str = ""
    condition_label: str = ""


@record
class PricedBasket(Answered):
    """The price of a basket, all in `currency`; `shown` says which totals the customer is shown.

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> price = desk.quotes.view(quote=quote).price
    >>> price.net, price.gross, price.currency
    (Decimal('28975.00'), Decimal('35059.75'), 'EUR')
    """

    list: Decimal
    net: Decimal
    gross: Decimal
    to_pay: Decimal
    tax: tuple[PricedTax, ...] = ()
    steps: tuple[PriceStep, ...] = ()
    conditional: tuple[ConditionalDiscount, ...] = ()
    voucher: Decimal | None = None
    currency: str = "EUR"
    shown: tuple[str, ...] = ()


_pure: Desk | None = None


def _desk() -> Desk:
    """A desk in memory that prices are asked of: they need no store, but the protocol is a desk's."""
    global _pure
    if _pure is None:
        from dealerkit.desk import Desk

        _pure = Desk()  # of two threads that come at once, either's will do
    return _pure


def _currency(amounts: Iterable[tuple[str, Any]], wanted: str | None) -> str | None:
    """The currency of a basket: the one that is named, or that of its Money; another one is refused."""
    for field, amount in amounts:
        if isinstance(amount, Money):
            if wanted is None:
                wanted = amount.currency
            elif amount.currency != wanted:
                raise Refused._of_number(Rule.MONEY_CURRENCY_MISMATCH.value, field)
    return wanted


def price(
    *,
    lines: Iterable[PriceLine],
    discounts: Iterable[PriceDiscount] = (),
    voucher: PriceVoucher | None = None,
    market: str = "",
    kind: Kind = "b2c",
    tax_included: bool = False,
    currency: str | None = None,
    explain: bool = False,
) -> PricedBasket:
    """Prices a basket. It needs no desk, no actor and no clock: the same basket always has the same price (QUO-19).

    Args:
        lines: what is sold, at least one.
        discounts: in any number; `priority`, then their order, says when each is taken.
        voucher: lowers what is to pay.
        market: as `BE` or `CA-QC`; it may be left out, since the taxes are those of the lines.
        kind: decides which totals are `shown`, nothing else.
        tax_included: amounts of lines and discounts include tax.
        currency: ISO 4217; where it is None, that of the amounts that are Money, else EUR.
        explain: adds each step with its rule, base, rate and amount.

    Returns:
        The price, with every step.

    Raises:
        Refused: QUO-05, QUO-07, QUO-08, QUO-17, DAT-03; money_currency_mismatch where amounts are of two currencies.
        TypeError: an amount is a float, a line is no PriceLine.

    >>> import dealerkit as dk
    >>> car = dk.PriceLine(id="car", amount=dk.Money("15000.00"), section="vehicle", tax_percent=17)
    >>> plate = dk.PriceLine(id="plate", amount=dk.Money("50.00"), section="delivery", tax_percent=0)
    >>> made = dk.price(lines=[car, plate], discounts=[dk.PriceDiscount(id="show", amount=dk.Money("100.00"))])
    >>> made.net, made.gross, [tax.base for tax in made.tax]
    (Decimal('14950.00'), Decimal('17483.06'), [Decimal('14900.33'), Decimal('49.67')])
    >>> try:
    ...     dk.price(lines=[])
    ... except dk.Refused as refused:
    ...     print(refused.rule, refused.code)
    QUO-07 price_lines_missing
    """
    all_lines = PriceLine._given_many(lines)
    all_discounts = PriceDiscount._given_many(discounts)
    given = None if voucher is None else PriceVoucher._given(voucher)
    amounts: list[tuple[str, Any]] = [(f"lines.{place}.amount", one.amount) for place, one in enumerate(all_lines)]
    amounts += [(f"discounts.{place}.amount", one.amount) for place, one in enumerate(all_discounts)]
    if given is not None:
        amounts.append(("voucher.amount", given.amount))
    arguments = {
        "market": market,
        "kind": kind,
        "lines": all_lines,
        "tax_included": tax_included,
        "currency": _currency(amounts, currency),
        "discounts": all_discounts,
        "voucher": given,
    }
    request: dict[str, Any] = {
        "verb": "quote.price",
        "args": {name: write(value) for name, value in arguments.items() if value is not None},
    }
    if explain:
        request["explain"] = True
    reply = _desk().call(request)
    if "refused" in reply:
        raise Refused._of_reply(reply["refused"])
    return PricedBasket._answer(reply["ok"], reply)
