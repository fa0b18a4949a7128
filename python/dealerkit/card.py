"""Discount cards: operations, cards one by one and in batches, uses, holds, reminders, wallets (CRD)."""

from __future__ import annotations

from html import escape

from dealerkit._area import Area
from dealerkit._record import Record, _set, record
from dealerkit.answer import Answered
from dealerkit.money import Money

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any, Literal

    from dealerkit.words import CardMode, CardState, InvoicePurpose, OperationScope, WalletKind

@record
class Prospecting(Record):
    """The public form of an operation: how many cards it gives, and its last day, included (CRD-16).

    >>> import datetime
    >>> import dealerkit as dk
    >>> dk.Prospecting(max_cards=100, deadline=datetime.date(2024, 1, 31)).max_cards
    100
    """

    max_cards: int
    deadline: date
    note: str = ""


@record
class CardValues(Record):
    """What an operation leaves open, or all the values of a card without one (CRD-02).

    >>> import dealerkit as dk
    >>> dk.CardValues(mode="free", amount="20", validity_days=30).amount
    Decimal('20')
    """

    mode: CardMode | None = None
    percent: Decimal | None = None
    start: date | None = None
    validity_days: int | None = None
    amount: Decimal | None = None
    partners: tuple[str, ...] = ()
    reminders: tuple[int, ...] = ()
    name: str = ""


@record
class Operation(Answered):
    """An operation as it is kept (CRD-02); what it leaves open is None.

    `form_url` and `form_qr_svg` are those of its public form, where it has one.

    >>> import dealerkit as dk
    >>> dk.Operation(id="O-1", name="Winter").mode
    'free'
    """

    id: str
    name: str = ""
    mode: CardMode = "free"
    scope: OperationScope = "own"
    brand: str = ""
    percent: Decimal | None = None
    start: date | None = None
    validity_days: int | None = None
    amount: Decimal | None = None
    cofunding_percent: Decimal | None = None
    reminders: tuple[int, ...] = ()
    partners: tuple[str, ...] = ()
    form_url: str = ""
    form_qr_svg: str = ""
    form_cards_left: int | None = None
    cards: int = 0


@record
class OperationPage(Answered):
    """A page of operations; `next` continues it.

    >>> import dealerkit as dk
    >>> dk.OperationPage().operations
    ()
    """

    operations: tuple[Operation, ...] = ()
    next: str | None = None


@record
class CardHolder(Record):
    """The customer of a card: as typed, or as kept.

    >>> import dealerkit as dk
    >>> dk.CardHolder(last_name="Dubois", first_name="Zoé", email="zoe@example.fr").last_name
    'Dubois'
    """

    last_name: str = ""
    first_name: str = ""
    email: str = ""
    mobile: str = ""
    civility: str = ""
    vin: str = ""
    share_with_brand: bool | None = None


@record
class Card(Answered):
    """A discount card as its outlet sees it; one that a desk answered can be used.

    `holder` is None for a partner of another legal entity, which sees the name only (ACC-02).

    >>> import dealerkit as dk
    >>> desk, card = dk.example_card()
    >>> card.use(invoice="F-1", amount=dk.Money("100.00")).discount
    Decimal('20.00')
    """

    code: str
    balance: Decimal
    amount: Decimal
    mode: CardMode = "free"
    percent: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    status: CardState = "active"
    held: Decimal | None = None
    operation: str = ""
    operation_name: str = ""
    outlet: str = ""
    name: str = ""
    holder: CardHolder | None = None
    simulated: bool = False

    def _bound(self, area: CardArea) -> Card:
        beside = dict(getattr(self, "_beside", {}))
        beside["area"] = area
        _set(self, "_beside", beside)
        return self

    def use(
        self,
        *,
        invoice: str,
        amount: Money | Decimal | str,
        purpose: InvoicePurpose | None = None,
        repair_type: str | None = None,
        odometer_km: int | None = None,
        discount: Money | Decimal | str | None = None,
        credit_loyalty: bool = False,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CardUse:
        """Uses the card for an invoice, on the desk that answered it.

        Args:
            invoice: the number of the invoice.
            amount: of the invoice, tax included.
            purpose: what it was for; `after_sales` where it is None.
            repair_type: of workshop work.
            odometer_km: of the vehicle.
            discount: in the mode `free`: part of what is left.
            credit_loyalty: whether the customer's loyalty card is credited with what is left to pay (CRD-15).
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What the use took.

        Raises:
            Refused: CRD-09, CRD-11, CRD-12, CRD-15, CRD-21, CRD-22.
            ValueError: no desk has answered this card.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> card.use(invoice="F-1", amount="10.00").balance
        Decimal('48.00')
        """
        area: CardArea | None = getattr(self, "_beside", {}).get("area")
        if area is None:
            raise ValueError("a card that no desk has answered cannot be used")
        return area.use(
            code=self.code,
            invoice=invoice,
            amount=amount,
            purpose=purpose,
            repair_type=repair_type,
            odometer_km=odometer_km,
            discount=discount,
            credit_loyalty=credit_loyalty,
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )

    def _repr_html_(self) -> str:
        # What a notebook shows; every text is escaped.
        rows = [
            ("", escape(self.operation_name)),
            ("Code", f"<code>{escape(self.code)}</code>"),
            ("Balance", f"<b>{self.balance} €</b> of {self.amount} €"),
            ("Valid", f"{self.valid_from} – {self.valid_until}"),
            ("Status", escape(self.status)),
            ("Holder", escape(self.name)),
        ]
        cells = "".join(f"<tr><th style='text-align:left'>{name}</th><td>{value}</td></tr>" for name, value in rows if value)
        return f"<table class='dealerkit-card'>{cells}</table>"


@record
class CardClaim(Record):
    """The claim that a use made (STL-01).

    >>> import dealerkit as dk
    >>> dk.CardClaim(id="C-1", amount="16.05").amount
    Decimal('16.05')
    """

    id: str
    amount: Decimal


@record
class CardUse(Answered):
    """What a use took (CRD-11); `forfeited` is what a single use leaves over (CRD-22).

    >>> import dealerkit as dk
    >>> dk.CardUse(id="U-1", discount="20.00", balance="30.00").discount
    Decimal('20.00')
    """

    id: str
    discount: Decimal
    balance: Decimal
    forfeited: Decimal | None = None
    claim: CardClaim | None = None
    loyalty_transaction: str | None = None


@record
class CardHold(Answered):
    """Value that is reserved until an instant (CRD-21); `held` is all that is reserved on the card.

    >>> import dealerkit as dk
    >>> dk.CardHold(hold="H-1", held="10.00", balance="50.00").held
    Decimal('10.00')
    """

    hold: str
    held: Decimal
    balance: Decimal
    expires: datetime | None = None


@record
class CardLookup(Answered):
    """What a look-up found: the card of a code, or the cards of a customer (CRD-10).

    `card` is also there where a customer has just one. `would_give` and `would_forfeit` are what the invoice that was
    asked about would take from it.

    >>> import dealerkit as dk
    >>> dk.CardLookup().cards
    ()
    """

    card: Card | None = None
    cards: tuple[Card, ...] = ()
    would_give: Decimal | None = None
    would_forfeit: Decimal | None = None


@record
class CardBatch(Answered):
    """The cards of a batch, in the order of its rows (CRD-08).

    >>> import dealerkit as dk
    >>> dk.CardBatch().cards
    ()
    """

    cards: tuple[Card, ...] = ()


@record
class CardReminder(Record):
    """A reminder that was due (CRD-06).

    >>> import dealerkit as dk
    >>> dk.CardReminder(code="A", number=1).number
    1
    """

    code: str
    number: int
    balance: Decimal | None = None
    valid_until: date | None = None


@record
class CardReminders(Answered):
    """The reminders that were sent, and those that their customers had stopped; `remaining`: more are due.

    >>> import dealerkit as dk
    >>> dk.CardReminders().remaining
    False
    """

    reminders: tuple[CardReminder, ...] = ()
    stopped: tuple[CardReminder, ...] = ()
    remaining: bool = False


@record
class CardWallet(Answered):
    """The content of a wallet form: `pass_json` for Apple, `object` for Google (CRD-18).

    >>> import dealerkit as dk
    >>> dk.CardWallet(kind="apple").object is None
    True
    """

    kind: WalletKind
    pass_json: Mapping[str, Any] | None = None
    object: Mapping[str, Any] | None = None
    _names = {"pass_json": "pass"}


@record
class CardPicture(Answered):
    """A card's address as a QR code, and a page with it to print.

    >>> import dealerkit as dk
    >>> dk.CardPicture().svg
    ''
    """

    svg: str = ""
    html: str = ""

    def _repr_html_(self) -> str:
        return self.svg


class CardArea(Area):
    """The verbs of operations and discount cards: `desk.cards`.

    >>> import dealerkit as dk
    >>> desk, card = dk.example_card()
    >>> desk.cards.lookup(code=card.code).card.balance
    Decimal('50.00')
    """

    __slots__ = ()

    def prepare_operation(
        self,
        *,
        name: str,
        mode: CardMode,
        scope: OperationScope = "own",
        brand: str | None = None,
        percent: Decimal | str | None = None,
        start: date | None = None,
        validity_days: int | None = None,
        amount: Money | Decimal | str | None = None,
        cofunding_percent: Decimal | str | None = None,
        reminders: Iterable[int] = (),
        partners: Iterable[str] | None = None,
        prospecting: Prospecting | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Operation:
        """Prepares an operation.

        Args:
            name: of the operation.
            mode: how its cards are used.
            scope: `national` by headquarters.
            brand: of a national one.
            percent: of the invoice, in the mode `percent_of_invoice`.
            start: better left open.
            validity_days: of its cards.
            amount: of its cards, whole euros.
            cofunding_percent: the brand's share, of a national one.
            reminders: two, in days after the start, or none.
            partners: outlets where its cards work too; required of an own one, if only empty.
            prospecting: its public form.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The operation as kept.

        Raises:
            Refused: ACC-04, CRD-02, CRD-03, CRD-04, CRD-05, CRD-06, CRD-16.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.cards.prepare_operation(name="Stand", mode="free", amount="20", validity_days=60, partners=[]).amount
        Decimal('20.00')
        """
        reply = self._ask(
            "operation.prepare",
            {"operation": _given({
                "name": name, "mode": mode, "scope": scope, "brand": brand, "percent": percent, "start": start,
                "validity_days": validity_days, "amount": amount, "cofunding_percent": cofunding_percent,
                "reminders": list(reminders) or None, "partners": None if partners is None else list(partners),
                "prospecting": prospecting,
            })},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Operation._answer(reply["ok"]["operation"], reply)

    def operations(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> OperationPage:
        """Lists the operations that cards can be created from here.

        Args:
            limit: of the page.
            after: `next` of the page before.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            A page.

        Raises:
            Refused: ACC-01, DAT-05.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> [operation.name for operation in desk.cards.operations().operations]
        ['Winter check']
        """
        reply = self._ask(
            "operation.list",
            {"limit": limit, "after": after},
            at=at,
            explain=explain,
        )
        return OperationPage._answer(reply["ok"], reply)

    def create(
        self,
        *,
        vin: str,
        customer: CardHolder,
        share_with_brand: bool,
        operation: str | None = None,
        values: CardValues | None = None,
        code: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Card:
        """Creates one card and sends it.

        Args:
            vin: of the vehicle.
            customer: who gets it.
            share_with_brand: whether data may go to the brand: asked, and answered.
            operation: that it is created from.
            values: what the operation leaves open, or all of a one-off.
            code: of another system, taken over: letters and digits, 32 at most.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The card, bound to this desk.

        Raises:
            Refused: ACC-04, CRD-02, CRD-04, CRD-05, CRD-07, CRD-20, CUS-09, CUS-14.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.cards.create(
        ...     vin="VF7NCBHXB12345678", operation=card.operation, share_with_brand=False,
        ...     customer=dk.CardHolder(last_name="Petit", first_name="Anne", email="anne@example.fr", mobile="0612345679"),
        ... ).balance
        Decimal('50.00')
        """
        reply = self._ask(
            "card.create",
            {"vin": vin, "customer": customer, "share_with_brand": share_with_brand, "operation": operation, "values": values, "code": code},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Card._answer(reply["ok"]["card"], reply)._bound(self)

    def create_batch(
        self,
        *,
        operation: str | None = None,
        values: CardValues | None = None,
        rows: Iterable[CardHolder] = (),
        csv: str | bytes | None = None,
        xlsx: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CardBatch:
        r"""Creates the cards of a table, all or none (CRD-08).

        Args:
            operation: that they are created from.
            values: what the operation leaves open.
            rows: the customers.
            csv: a CSV file, as text or as its bytes in any common encoding, in place of rows.
            xlsx: the path of a spreadsheet, in place of rows; needs openpyxl.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The cards in the order of the rows.

        Raises:
            Refused: CRD-02, CRD-08, CUS-09, CUS-14.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> table = "Nom;Prénom;E-mail\nPetit;Anne;anne@example.fr\nGrand;Luc;luc@example.fr"
        >>> len(desk.cards.create_batch(operation=card.operation, csv=table).cards)
        2
        """
        reply = self._ask(
            "card.create_batch",
            {
                "operation": operation,
                "values": values,
                "rows": [_row(one) for one in rows] or None,
                **_table(csv, xlsx),
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return CardBatch._answer(reply["ok"], reply)

    def lookup(
        self,
        *,
        code: str | None = None,
        customer: CardHolder | None = None,
        invoice_amount: Money | Decimal | str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> CardLookup:
        """Looks cards up by code or by the customer's coordinates; changes nothing.

        Args:
            code: any case, blanks and dashes ignored.
            customer: coordinates that must all match; finds cards of the actor's legal entity only.
            invoice_amount: what a use would give for it, where one card is found.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            What was found.

        Raises:
            Refused: ACC-02, CRD-10.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.cards.lookup(code=card.code.lower(), invoice_amount="100.00").would_give
        Decimal('20.00')
        """
        reply = self._ask(
            "card.lookup",
            {"code": code, "customer": customer, "invoice_amount": invoice_amount},
            at=at,
            explain=explain,
        )
        return self._bind(CardLookup._answer(reply["ok"], reply))

    def use(
        self,
        *,
        code: str,
        invoice: str,
        amount: Money | Decimal | str,
        purpose: InvoicePurpose | None = None,
        repair_type: str | None = None,
        odometer_km: int | None = None,
        discount: Money | Decimal | str | None = None,
        credit_loyalty: bool = False,
        complete: CardHolder | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CardUse:
        """Uses a card for an invoice.

        Args:
            code: of the card.
            invoice: its number.
            amount: of the invoice, tax included.
            purpose: what it was for; `after_sales` where it is None.
            repair_type: of workshop work.
            odometer_km: of the vehicle.
            discount: in the mode `free`: part of what is left.
            credit_loyalty: whether the loyalty card is credited (CRD-15).
            complete: mobile and VIN that the card still lacks.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What the use took.

        Raises:
            Refused: CRD-09, CRD-11, CRD-12, CRD-15, CRD-21, CRD-22, DAT-03.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.cards.use(code=card.code, invoice="F-1", amount="100.00").balance
        Decimal('30.00')
        """
        reply = self._ask(
            "card.use",
            {
                "code": code,
                "invoice": _invoice(invoice, amount, purpose, repair_type, odometer_km),
                "discount": discount,
                "credit_loyalty": credit_loyalty or None,
                "complete": complete,
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return CardUse._answer(reply["ok"]["use"], reply)

    def cancel_use(
        self,
        *,
        use: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Card:
        """Cancels a use; a second cancel gives the same answer (CRD-14).

        Args:
            use: its identifier.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The card with its balance restored.

        Raises:
            Refused: ACC-02.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> used = card.use(invoice="F-1", amount="100.00")
        >>> desk.cards.cancel_use(use=used.id).balance
        Decimal('50.00')
        """
        reply = self._ask(
            "card.cancel_use",
            {"use": use},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Card._answer(reply["ok"]["card"], reply)._bound(self)

    def hold(
        self,
        *,
        code: str,
        amount: Money | Decimal | str,
        expires: datetime,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CardHold:
        """Reserves value until an instant (CRD-21).

        Args:
            code: of the card.
            amount: to reserve.
            expires: when it lapses.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The hold.

        Raises:
            Refused: CRD-12, CRD-21.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> import datetime
        >>> noon = datetime.datetime(2024, 1, 12, 12, tzinfo=datetime.timezone.utc)
        >>> desk.cards.hold(code=card.code, amount="10.00", expires=noon).held
        Decimal('10.00')
        """
        reply = self._ask(
            "card.hold",
            {"code": code, "amount": amount, "expires": expires},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return CardHold._answer(reply["ok"], reply)

    def capture(
        self,
        *,
        hold: str,
        invoice: str,
        amount: Money | Decimal | str,
        purpose: InvoicePurpose | None = None,
        repair_type: str | None = None,
        odometer_km: int | None = None,
        discount: Money | Decimal | str | None = None,
        credit_loyalty: bool = False,
        complete: CardHolder | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CardUse:
        """Turns a hold into a use (CRD-21).

        Args:
            hold: its identifier.
            invoice: the number of the invoice.
            amount: of the invoice, tax included.
            purpose: what it was for; `after_sales` where it is None.
            repair_type: of workshop work.
            odometer_km: of the vehicle.
            discount: part of the hold, in the mode `free`.
            credit_loyalty: whether the loyalty card is credited (CRD-15).
            complete: mobile and VIN that a batch card still lacks.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What the use took.

        Raises:
            Refused: CRD-11, CRD-12, CRD-21.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> import datetime
        >>> noon = datetime.datetime(2024, 1, 12, 12, tzinfo=datetime.timezone.utc)
        >>> held = desk.cards.hold(code=card.code, amount="10.00", expires=noon)
        >>> desk.cards.capture(hold=held.hold, invoice="F-1", amount="100.00").discount
        Decimal('10.00')
        """
        reply = self._ask(
            "card.capture",
            {
                "hold": hold,
                "invoice": _invoice(invoice, amount, purpose, repair_type, odometer_km),
                "discount": discount,
                "credit_loyalty": credit_loyalty or None,
                "complete": complete,
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return CardUse._answer(reply["ok"]["use"], reply)

    def release(
        self,
        *,
        hold: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Card:
        """Gives a hold free (CRD-21).

        Args:
            hold: its identifier.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The card.

        Raises:
            Refused: CRD-21.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> import datetime
        >>> noon = datetime.datetime(2024, 1, 12, 12, tzinfo=datetime.timezone.utc)
        >>> held = desk.cards.hold(code=card.code, amount="10.00", expires=noon)
        >>> desk.cards.release(hold=held.hold).held
        Decimal('0.00')
        """
        reply = self._ask(
            "card.release",
            {"hold": hold},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Card._answer(reply["ok"]["card"], reply)._bound(self)

    def submit_form(
        self,
        *,
        form: str,
        person: CardHolder,
        share_with_brand: bool,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Card:
        """A prospect fills in the public form of an operation (CRD-16).

        Args:
            form: its address, or the token at its end.
            person: who gets the card.
            share_with_brand: whether data may go to the brand: asked, and answered.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The card.

        Raises:
            Refused: CRD-07, CRD-16.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> import datetime
        >>> form = dk.Prospecting(max_cards=1, deadline=datetime.date(2024, 1, 31))
        >>> stand = desk.cards.prepare_operation(
        ...     name="Stand", mode="free", amount="20", validity_days=60, partners=[], prospecting=form)
        >>> anne = dk.CardHolder(last_name="Petit", first_name="Anne", email="anne@example.fr", mobile="0612345679")
        >>> desk.cards.submit_form(form=stand.form_url, person=anne, share_with_brand=False).balance
        Decimal('20.00')
        """
        reply = self._ask(
            "form.submit",
            {"form": form, "person": person, "share_with_brand": share_with_brand},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Card._answer(reply["ok"]["card"], reply)._bound(self)

    def send_reminders(
        self,
        *,
        on: date,
        limit: int | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CardReminders:
        """Puts the reminders that are due by a day into the outbox, once each (CRD-06).

        A first one whose second is due as well is left out.

        Args:
            on: the day.
            limit: how many at once.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What was sent, and what was stopped.

        Raises:
            Refused: ACC-01, CRD-06.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> import datetime
        >>> summer = datetime.datetime(2024, 7, 30, 9, tzinfo=datetime.timezone.utc)
        >>> [one.number for one in desk.cards.send_reminders(on=summer.date(), at=summer).reminders]
        [1]
        """
        reply = self._ask(
            "card.reminders_due",
            {"on": on, "limit": limit},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return CardReminders._answer(reply["ok"], reply)

    def wallet(
        self,
        *,
        code: str,
        kind: WalletKind,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CardWallet:
        """The content of a card's wallet form; signing it is yours (CRD-18).

        Args:
            code: of the card, a discount or a loyalty card.
            kind: `apple` or `google`.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The pass, or the object.

        Raises:
            Refused: ACC-02, CRD-18.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.cards.wallet(code=card.code, kind="apple").pass_json["storeCard"]["primaryFields"][0]["value"]
        '50.00 €'
        """
        reply = self._ask(
            "card.wallet",
            {"code": code, "kind": kind},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return CardWallet._answer(reply["ok"], reply)

    def qr(
        self,
        *,
        code: str,
        at: datetime | None = None,
        explain: bool = False,
    ) -> CardPicture:
        """A card's address as a QR code.

        Args:
            code: of the card.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            The picture, an SVG.

        Raises:
            Refused: ACC-02.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.cards.qr(code=card.code).svg[:4]
        '<svg'
        """
        reply = self._ask(
            "card.qr",
            {"code": code},
            at=at,
            explain=explain,
        )
        return CardPicture._answer(reply["ok"], reply)

    def _bind(self, found: CardLookup) -> CardLookup:
        for one in (found.card, *found.cards):
            if one is not None:
                one._bound(self)
        return found


def _invoice(
    number: Any, amount: Any, purpose: Any, repair_type: Any, odometer_km: Any
) -> dict[str, Any]:
    """The invoice of a use, or of a hold that becomes one."""
    return _given({
        "number": number, "amount": amount, "for": purpose, "repair_type": repair_type, "odometer_km": odometer_km,
    })


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Without what was not given."""
    return {name: value for name, value in values.items() if value is not None}


def _row(customer: CardHolder) -> dict[str, str]:
    given = CardHolder._given(customer)
    row = {"last_name": given.last_name, "first_name": given.first_name, "email": given.email}
    row.update({name: value for name, value in (("mobile", given.mobile), ("vin", given.vin)) if value})
    return row


def _table(csv: str | bytes | None, xlsx: str | None) -> dict[str, str | None]:
    if isinstance(csv, bytes):
        from base64 import b64encode

        return {"csv_base64": b64encode(csv).decode()}
    return {"csv": csv if xlsx is None else read_xlsx(xlsx)}


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():  # a number as a spreadsheet keeps it
        cell = int(cell)
    return "" if cell is None else str(cell)


def read_xlsx(path: str) -> str:
    """Reads the first sheet of a spreadsheet as the text of a CSV file; needs openpyxl.

    Args:
        path: of the file.

    Returns:
        The cells, separated by semicolons.

    Raises:
        ImportError: openpyxl is not installed.

    >>> import dealerkit as dk
    >>> callable(dk.read_xlsx)
    True
    """
    import csv
    import io

    import openpyxl  # type: ignore[import-untyped,unused-ignore]

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    for cells in book.worksheets[0].iter_rows(values_only=True):
        writer.writerow([_cell_text(cell) for cell in cells])
    book.close()
    return out.getvalue()
