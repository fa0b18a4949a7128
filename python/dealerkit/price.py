"""Prices: what a basket costs, step by step, so that anybody can recompute it by hand (QUO-05 to QUO-08, QUO-17)."""

from __future__ import annotations

from dealerkit._record import Record, record
from dealerkit.answer import Answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal


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


@record
class ConditionalDiscount(Record):
    """A discount whose condition is not met: what it would give, shown apart (QUO-05).

    >>> import dealerkit as dk
    >>> dk.ConditionalDiscount(id="bonus", amount="300.00", condition="trade_in").condition
    'trade_in'
    """

    id: str
    amount: Decimal
    label: str = ""
    condition: str = ""


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
