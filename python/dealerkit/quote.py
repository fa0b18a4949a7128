"""Quotes: a basket for one customer, issued as numbered offers, sent, accepted (QUO)."""

from __future__ import annotations

import base64

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered
from dealerkit.lead import LeadReceipt as LeadReceipt  # a field of OfferSent
from dealerkit.prices import PricedBasket as PricedBasket  # a field of Quote
from dealerkit.voucher import Voucher as Voucher  # a field of OfferSent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from dealerkit.words import PaymentWay, QuoteState, Section


@record
class VehicleChoice(Record):
    """Which vehicle is meant: a model with choices, or the code of a configuration (CFG-12).

    `stock_number` is the outlet's to give, after the hand-over (CFG-04).

    >>> import dealerkit as dk
    >>> dk.VehicleChoice(catalog="show_2024", model="ds_3", choices=("trim.etoile",)).code
    ''
    """

    catalog: str = ""
    model: str = ""
    choices: tuple[str, ...] = ()
    code: str = ""
    stock_number: str = ""


@record
class BasketLine(Record):
    """Something that the outlet adds to the price; `amount` is of one.

    >>> import dealerkit as dk
    >>> dk.BasketLine(label="Floor mats", amount="80.00").quantity
    1
    """

    label: str
    amount: Decimal
    quantity: int = 1
    tax_percent: Decimal | None = None


@record
class BasketDiscount(Record):
    """What the outlet takes off beside the list's own discounts: an amount or a rate.

    >>> import dealerkit as dk
    >>> dk.BasketDiscount(label="Goodwill", amount="200.00").percent is None
    True
    """

    label: str
    amount: Decimal | None = None
    percent: Decimal | None = None


@record
class SectionValue(Record):
    """What stands in one section of the basket; each field belongs to one section, or to those with lines (QUO-04).

    A section is replaced as a whole. Of the vehicle what is None, and a remark that is empty, stays as it is; `()`
    takes all discounts or met conditions away.

    >>> import dealerkit as dk
    >>> dk.SectionValue(payment="cash").payment
    'cash'
    """

    configuration: VehicleChoice | None = None
    quantity: int | None = None
    discounts: tuple[BasketDiscount, ...] | None = None
    conditions_met: tuple[str, ...] | None = None
    make: str = ""
    model: str = ""
    year: int | None = None
    odometer_km: int | None = None
    amount: Decimal | None = None
    payment: PaymentWay | None = None
    driver: str = ""
    lines: tuple[BasketLine, ...] = ()
    remark: str = ""


@record
class BasketEntry(Record):
    """One section with what stands in it; `by_default` says that nobody has completed it yet.

    >>> import dealerkit as dk
    >>> dk.BasketEntry(section="delivery").by_default
    False
    """

    section: Section
    value: SectionValue = SectionValue()
    by_default: bool = False


@record
class QuotePriced(Answered):
    """A quote with its price, as what changes it answers.

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> value = dk.SectionValue(payment="leasing")
    >>> desk.quotes.set_section(quote=quote, section="payment_and_driver", value=value).state
    'draft'
    """

    quote: str
    state: QuoteState
    price: PricedBasket


@record
class QuoteStanding(Answered):
    """A quote where only its state matters.

    >>> import dealerkit as dk
    >>> dk.QuoteStanding(quote="Q-1", state="withdrawn").state
    'withdrawn'
    """

    quote: str
    state: QuoteState


@record
class OfferAmounts(Record):
    """The totals of an offer: what stays of its price for ever.

    >>> import dealerkit as dk
    >>> dk.OfferAmounts(list="1.00", net="1.00", gross="1.21", to_pay="1.21").gross
    Decimal('1.21')
    """

    list: Decimal
    net: Decimal
    gross: Decimal
    to_pay: Decimal


@record
class RenderedOffer(Record):
    """An offer as paper: one HTML page, and a PDF.

    >>> import dealerkit as dk
    >>> dk.RenderedOffer(html="<!doctype html>", pdf_base64="JVBERi0=").pdf
    b'%PDF-'
    """

    html: str
    pdf_base64: str = ""

    @property
    def pdf(self) -> bytes:
        """The PDF itself.

        Returns:
            Its bytes.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> desk.quotes.issue(quote=quote).offer.document.pdf[:5]
        b'%PDF-'
        """
        return base64.b64decode(self.pdf_base64)


@record
class Offer(Record):
    """An issued offer; `valid_until` is its last day, in the event's time zone (QUO-12).

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> desk.quotes.issue(quote=quote).offer.valid_until
    datetime.date(2024, 2, 11)
    """

    number: str
    issued_at: datetime
    valid_until: date
    amounts: OfferAmounts
    sent_at: datetime | None = None
    times_sent: int = 0
    document: RenderedOffer | None = None


@record
class OfferIssued(Answered):
    """The offer that was issued, with its document.

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> desk.quotes.issue(quote=quote).offer.number
    'BMS2024-000001'
    """

    quote: str
    state: QuoteState
    offer: Offer


@record
class OfferSent(Answered):
    """The offer that was sent, the voucher that the sending earned, the lead that the outlet received.

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> _ = desk.quotes.issue(quote=quote)
    >>> sent = desk.quotes.send(quote=quote)
    >>> sent.state, sent.voucher.amount, sent.lead.attached_to
    ('sent', Decimal('250.00'), None)
    """

    quote: str
    state: QuoteState
    offer: Offer
    voucher: Voucher | None = None
    lead: LeadReceipt | None = None


@record
class Quote(Answered):
    """A quote with its basket, price and offers.

    The outlet's legal entity is not shown `customer` and `session`: the document says what it must know (ACC-02).
    `erased` is set where the customer is; amounts and dates are left (CUS-21).

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> shown = desk.quotes.view(quote=quote)
    >>> shown.state, len(shown.basket), shown.basket[0].section
    ('draft', 7, 'vehicle')
    """

    id: str
    state: QuoteState
    session: str = ""
    customer: str = ""
    event: str = ""
    country: str = ""
    language: str = ""
    brand: str = ""
    outlet: str = ""
    outlet_comment: str = ""
    quantity: int = 1
    model: str = ""
    configuration_code: str = ""
    basket: tuple[BasketEntry, ...] = ()
    code: str = ""
    price: PricedBasket | None = None
    offers: tuple[Offer, ...] = ()
    lead: str = ""
    sent_to: str = ""
    erased: str | None = None
    opened_at: datetime | None = None


class QuoteArea(Area):
    """The verbs of quotes: `desk.quotes`.

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> desk.quotes.withdraw(quote=quote).state
    'withdrawn'
    """

    __slots__ = ()

    def open(
        self,
        *,
        session: str,
        configuration: VehicleChoice,
        outlet: str,
        outlet_comment: str | None = None,
        quantity: int | None = None,
        another_offer: bool | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> QuotePriced:
        """Opens a quote for the customer of a session.

        Args:
            session: the user's own, with a customer.
            configuration: the vehicle.
            outlet: the point of sale, `code-site`, or `other`.
            outlet_comment: names the outlet where it is `other` (CUS-13).
            quantity: how many vehicles; 1 where it is None.
            another_offer: the customer asks for a second quote of the brand (QUO-01).
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The quote, a draft, with its price.

        Raises:
            Refused: ACC-02, CFG-03, CFG-04, CFG-05, CON-02, CUS-07, CUS-13, DAT-06, JRN-02, JRN-05, NET-02, NET-04,
                QUO-01, QUO-03, QUO-09, QUO-11.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> choice = dk.VehicleChoice(
        ...     catalog="show_2024", model="ds_3", choices=("trim.pallas", "engine.petrol", "wheels.w16"))
        >>> try:
        ...     desk.quotes.open(session=session, configuration=choice, outlet="0011960-000", quantity=11)
        ... except dk.Refused as refused:
        ...     print(refused.rule, refused.code)
        QUO-11 fleet_request
        """
        reply = self._ask(
            "quote.open",
            {
                "session": session,
                "configuration": VehicleChoice._given(configuration),
                "outlet": outlet,
                "outlet_comment": outlet_comment,
                "quantity": quantity,
                "another_offer": another_offer,
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return QuotePriced._answer(reply["ok"], reply)

    def view(
        self, *, quote: str, offer: str | None = None, at: datetime | None = None, explain: bool = False
    ) -> Quote:
        """Shows a quote.

        Args:
            quote: seen by the stand, and by the outlet once an offer was sent.
            offer: the number of an earlier offer whose document is wanted; else it is the latest one's.
            at: the instant of the question.
            explain: adds the rules that shaped the price.

        Returns:
            The quote with its basket, price and offers.

        Raises:
            Refused: ACC-01, ACC-02, QUO-12, QUO-14.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> desk.quotes.view(quote=quote).quantity
        1
        """
        reply = self._ask("quote.view", {"quote": quote, "offer": offer}, at=at, explain=explain)
        return Quote._answer(reply["ok"]["quote"], reply)

    def set_section(
        self,
        *,
        quote: str,
        section: Section,
        value: SectionValue,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> QuotePriced:
        """Completes or changes one section of the basket.

        Args:
            quote: an open one.
            section: at the stand `vehicle` or `payment_and_driver`; the others are the outlet's.
            value: what stands in it then.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The quote with its price.

        Raises:
            Refused: ACC-02, ACC-05, CFG-04, CFG-05, CUS-21, DAT-03, DAT-06, NET-06, QUO-01, QUO-04, QUO-05,
                QUO-07, QUO-11, QUO-12, QUO-17.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> try:
        ...     desk.quotes.set_section(quote=quote, section="delivery", value=dk.SectionValue())
        ... except dk.Refused as refused:
        ...     print(refused.rule, refused.code)
        ACC-05 outlet_completes_section
        """
        reply = self._ask(
            "basket.set",
            {"quote": quote, "section": section, "value": SectionValue._given(value)},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return QuotePriced._answer(reply["ok"], reply)

    def issue(
        self,
        *,
        quote: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> OfferIssued:
        """Issues the offer: a new document where the basket has changed, else the same one again.

        A code that is not good any more is taken off first; notes say so (QUO-17).

        Args:
            quote: an open one.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The offer with its document.

        Raises:
            Refused: ACC-02, CUS-21, DAT-06, NET-06, QUO-12, QUO-18.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> desk.quotes.issue(quote=quote).offer == desk.quotes.issue(quote=quote).offer
        True
        """
        reply = self._ask(
            "quote.issue", {"quote": quote}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return OfferIssued._answer(reply["ok"], reply)

    def send(
        self,
        *,
        quote: str,
        offer: str | None = None,
        email: str | None = None,
        language: str | None = None,
        brand: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> OfferSent:
        """Sends an offer, once: only now the customer learns of the voucher, and the outlet receives the lead.

        Args:
            quote: an open one.
            offer: its number; the latest where it is None.
            email: where it goes, corrected here if need be.
            language: checked against the journey's.
            brand: checked against the quote's.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What was sent; the mails are among its effects.

        Raises:
            Refused: ACC-02, CUS-14, CUS-17, CUS-21, DAT-06, NET-06, QUO-12, QUO-14.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> _ = desk.quotes.issue(quote=quote)
        >>> sent = desk.quotes.send(quote=quote, email="j.dupont@example.be")
        >>> [effect.to for effect in sent.effects if effect.template == "offer"]
        ['j.dupont@example.be']
        """
        reply = self._ask(
            "quote.send",
            {"quote": quote, "offer": offer, "email": email, "language": language, "brand": brand},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return OfferSent._answer(reply["ok"], reply)

    def _close(self, verb: str, quote: str, **envelope: object) -> QuoteStanding:
        reply = self._ask(verb, {"quote": quote}, **envelope)  # type: ignore[arg-type]
        return QuoteStanding._answer(reply["ok"], reply)

    def accept(
        self,
        *,
        quote: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> QuoteStanding:
        """The customer takes the offer that was sent; the voucher in it is used, on this order (QUO-17).

        Args:
            quote: sent, and neither expired nor changed since.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The quote, closed.

        Raises:
            Refused: ACC-02, CUS-21, DAT-06, NET-06, QUO-12, QUO-13, QUO-17.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> _ = desk.quotes.issue(quote=quote)
        >>> _ = desk.quotes.send(quote=quote)
        >>> desk.quotes.accept(quote=quote).state
        'accepted'
        """
        return self._close("quote.accept", quote, at=at, key=key, dry_run=dry_run, explain=explain)

    def rework(
        self,
        *,
        quote: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> QuoteStanding:
        """The customer wants another offer of this quote.

        Args:
            quote: one that has an offer.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The quote, which asks for a new issue.

        Raises:
            Refused: ACC-02, CUS-21, DAT-06, NET-06, QUO-12.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> _ = desk.quotes.issue(quote=quote)
        >>> desk.quotes.rework(quote=quote).state
        'reworked'
        """
        return self._close("quote.rework", quote, at=at, key=key, dry_run=dry_run, explain=explain)

    def withdraw(
        self,
        *,
        quote: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> QuoteStanding:
        """Takes the quote back; its vehicles no longer count for the fleet limit.

        Args:
            quote: an open one.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The quote, closed.

        Raises:
            Refused: ACC-02, CUS-21, DAT-06, NET-06, QUO-12.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> desk.quotes.withdraw(quote=quote).state
        'withdrawn'
        """
        return self._close("quote.withdraw", quote, at=at, key=key, dry_run=dry_run, explain=explain)
