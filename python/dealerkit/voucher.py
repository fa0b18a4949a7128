"""Vouchers and promotion codes: earned by a sent offer, honoured once, on one order (QUO-15, QUO-16, QUO-17)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from dealerkit.quote import QuotePriced
    from dealerkit.words import CodeKind, CodePlace, VoucherState


@record
class VoucherUse(Record):
    """The one order that a voucher was used on; `amount` is never more than the price.

    >>> import dealerkit as dk
    >>> import datetime
    >>> at = datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)
    >>> dk.VoucherUse(order="B-1", at=at, amount="250.00").order
    'B-1'
    """

    order: str
    at: datetime
    amount: Decimal
    outlet: str = ""
    user: str = ""


@record
class Voucher(Answered):
    """What a code is worth: a customer's voucher, or a promotion of the brand.

    >>> import dealerkit as dk
    >>> dk.Voucher(code="BMS-DS", kind="promotion", brand="DS", amount="250.00").state is None
    True
    """

    code: str
    kind: CodeKind
    amount: Decimal
    brand: str = ""
    country: str = ""
    currency: str = "EUR"
    state: VoucherState | None = None
    valid_until: date | None = None
    used: VoucherUse | None = None


class VoucherArea(Area):
    """The verbs of vouchers: `desk.vouchers`.

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> desk.vouchers.check(code="bms ds", brand="DS", place="basket").kind
    'promotion'
    """

    __slots__ = ()

    def check(
        self, *, code: str, brand: str, place: CodePlace, at: datetime | None = None, explain: bool = False
    ) -> Voucher:
        """Asks whether a code can be used for a brand.

        Args:
            code: as typed; case, blanks and dashes do not matter.
            brand: for which it is used.
            place: in the `basket`, or at the `outlet` after the offer.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            What it is worth.

        Raises:
            Refused: ACC-01, QUO-16, QUO-17: the code says why.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> try:
        ...     desk.vouchers.check(code="whatever", brand="AC", place="basket")
        ... except dk.Refused as refused:
        ...     print(refused.rule, refused.code)
        QUO-16 code_not_in_basket
        """
        reply = self._ask(
            "voucher.check", {"code": code, "brand": brand, "place": place}, at=at, explain=explain
        )
        return Voucher._answer(reply["ok"]["voucher"], reply)

    def apply(
        self,
        *,
        quote: str,
        code: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> QuotePriced:
        """Applies a code to a quote; it replaces the one applied before.

        Args:
            quote: in the basket at the stand, or at the outlet after the hand-over.
            code: as typed.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The quote with its price: only what is to pay is less.

        Raises:
            Refused: ACC-02, ACC-05, CUS-21, DAT-06, NET-06, QUO-12, QUO-16, QUO-17.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> price = desk.vouchers.apply(quote=quote, code="BMS-DS").price
        >>> price.gross - price.to_pay
        Decimal('250.00')
        """
        reply = self._ask(
            "voucher.apply", {"quote": quote, "code": code}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        from dealerkit.quote import QuotePriced  # quotes know vouchers, so they are read first

        return QuotePriced._answer(reply["ok"], reply)

    def redeem(
        self,
        *,
        code: str,
        order: str,
        price: Decimal | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Voucher:
        """Uses a voucher on an order, once; the same order again gives the same answer.

        Args:
            code: as typed.
            order: its number.
            price: of the order, tax included; no more than this is taken.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The voucher, used.

        Raises:
            Refused: ACC-01, DAT-03, DAT-06, QUO-17.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> _ = desk.quotes.issue(quote=quote)
        >>> code = desk.quotes.send(quote=quote).voucher.code
        >>> outlet = desk.acting(user="E1.d001", outlet="0011960-000")
        >>> outlet.vouchers.redeem(code=code, order="B-1").used.amount
        Decimal('250.00')
        """
        reply = self._ask(
            "voucher.redeem",
            {"code": code, "order": order, "price": price},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Voucher._answer(reply["ok"]["voucher"], reply)
