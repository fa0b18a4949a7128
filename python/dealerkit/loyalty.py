"""Loyalty: programmes, cards, transactions, balances at any instant (LOY)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered
from dealerkit.card import CardHolder, _given, _row, _table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any

    from dealerkit.money import Money
    from dealerkit.words import Earning, ExpiryRule, LoyaltyUnit, TierBasis

@record
class Reward(Record):
    """What points are exchanged for: a discount in euros, one in percent, or a service by its name (LOY-08).

    >>> import dealerkit as dk
    >>> dk.Reward(points=100, name="free service").points
    100
    """

    points: int
    name: str
    discount_amount: Decimal | None = None
    discount_percent: Decimal | None = None


@record
class EarningRule(Record):
    """What a category or a period counts: times `multiplier`; rules that stack multiply, of the others the best counts.

    >>> import dealerkit as dk
    >>> dk.EarningRule(name="oil week", category="oil", multiplier="2").multiplier
    Decimal('2')
    """

    name: str
    multiplier: Decimal
    category: str = ""
    from_day: date | None = None
    until: date | None = None
    stacks: bool = False
    _names = {"from_day": "from"}


@record
class Tier(Record):
    """Who has spent (or earned) at least `threshold` over the window before earns `multiplier` times (LOY-17).

    >>> import dealerkit as dk
    >>> dk.Tier(name="gold", threshold="1000", multiplier="2").name
    'gold'
    """

    name: str
    threshold: Decimal
    multiplier: Decimal


@record
class ProgrammeTerms(Record):
    """How a programme earns (LOY-03 to LOY-08); a kitty has a rate, a tranche its multiple and advantage.

    >>> import dealerkit as dk
    >>> dk.ProgrammeTerms(earning="kitty", unit="eur", rate="0.05").validity_days
    900
    """

    earning: Earning
    unit: LoyaltyUnit
    rate: Decimal | None = None
    tranche: Decimal | None = None
    advantage: Decimal | None = None
    minimum_invoice: Decimal | None = None
    validity_days: int = 900
    excluded_categories: tuple[str, ...] = ()
    applies_to: str = ""
    text: str = ""
    rewards: tuple[Reward, ...] = ()
    point_value: Decimal | None = None
    expiry: ExpiryRule = "per_credit"
    start: date | None = None
    rules: tuple[EarningRule, ...] = ()
    tiers: tuple[Tier, ...] = ()
    tier_window_days: int = 365
    tier_by: TierBasis = "spending"


@record
class Programme(Answered):
    """A programme of an outlet; `end` is the first day on which it does not run any more (LOY-01).

    >>> import dealerkit as dk
    >>> dk.Programme(id="P-1").end is None
    True
    """

    id: str
    start: date | None = None
    end: date | None = None
    terms: ProgrammeTerms | None = None


@record
class NextExpiry(Record):
    """What expires next, and when.

    >>> import datetime
    >>> import dealerkit as dk
    >>> dk.NextExpiry(at=datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc), amount="1.00").amount
    Decimal('1.00')
    """

    at: datetime
    amount: Decimal


@record
class LoyaltyCard(Answered):
    """A loyalty card as its outlet sees it; amounts are euros or points, as `unit` says.

    >>> import dealerkit as dk
    >>> dk.LoyaltyCard(code="A", balance="10.00").unit
    'eur'
    """

    code: str
    balance: Decimal
    debt: Decimal | None = None
    unit: LoyaltyUnit = "eur"
    created: datetime | None = None
    creator: str = ""
    outlet: str = ""
    name: str = ""
    holder: CardHolder | None = None
    tier: str | None = None
    simulated: bool = False
    next_expiry: NextExpiry | None = None


@record
class LoyaltyLookup(Answered):
    """What a look-up found: the card of a code, or the cards of a customer (LOY-09).

    `card` is also there where a customer has just one.

    >>> import dealerkit as dk
    >>> dk.LoyaltyLookup().cards
    ()
    """

    card: LoyaltyCard | None = None
    cards: tuple[LoyaltyCard, ...] = ()


@record
class LoyaltyBatch(Answered):
    """The cards of a batch, in the order of its rows.

    >>> import dealerkit as dk
    >>> dk.LoyaltyBatch().cards
    ()
    """

    cards: tuple[LoyaltyCard, ...] = ()


@record
class InvoiceLine(Record):
    """A line of an invoice by its category (LOY-06).

    >>> import dealerkit as dk
    >>> dk.InvoiceLine(category="tyres", amount="40.00").amount
    Decimal('40.00')
    """

    category: str
    amount: Decimal


@record
class LoyaltyTransaction(Answered):
    """What a transaction moved (LOY-10).

    >>> import dealerkit as dk
    >>> dk.LoyaltyTransaction(id="T-1", deducted="0.00", earned="10.00", balance="10.00").earned
    Decimal('10.00')
    """

    id: str
    deducted: Decimal
    earned: Decimal
    balance: Decimal
    debt: Decimal | None = None
    expires: datetime | None = None


@record
class LoyaltyStanding(Answered):
    """Balance and debt after a movement; `taken_back` is of a return (LOY-16).

    >>> import dealerkit as dk
    >>> dk.LoyaltyStanding(balance="0.00", debt="7.40").debt
    Decimal('7.40')
    """

    balance: Decimal
    debt: Decimal
    taken_back: Decimal | None = None


@record
class Credit(Record):
    """A credit that is open.

    >>> import datetime
    >>> import dealerkit as dk
    >>> dk.Credit(amount="1.00", expires=datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)).amount
    Decimal('1.00')
    """

    amount: Decimal
    expires: datetime


@record
class LoyaltyMovement(Record):
    """A movement of a card: a transaction as it stood at the instant asked for, or an adjustment (LOY-14).

    >>> import datetime
    >>> import dealerkit as dk
    >>> at = datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)
    >>> dk.LoyaltyMovement(at=at, adjusted="5.00", reason="goodwill").adjusted
    Decimal('5.00')
    """

    at: datetime
    transaction: str | None = None
    invoice: str | None = None
    amount: Decimal | None = None
    deducted: Decimal | None = None
    earned: Decimal | None = None
    returned: Decimal | None = None
    taken_back: Decimal | None = None
    cancelled: bool = False
    adjusted: Decimal | None = None
    reason: str | None = None


@record
class LoyaltyBalance(Answered):
    """A card at an instant: balance, debt, open credits, next to expire first, history, newest first (LOY-14).

    >>> import dealerkit as dk
    >>> dk.LoyaltyBalance(balance="0.00", debt="0.00").credits
    ()
    """

    balance: Decimal
    debt: Decimal
    next_expiry: NextExpiry | None = None
    credits: tuple[Credit, ...] = ()
    history: tuple[LoyaltyMovement, ...] = ()


@record
class LiabilityMonth(Record):
    """What expires in one month.

    >>> import dealerkit as dk
    >>> dk.LiabilityMonth(month="2024-07", units="10").month
    '2024-07'
    """

    month: str
    units: Decimal
    euros: Decimal | None = None


@record
class Liability(Answered):
    """What a programme owes its customers (LOY-15).

    >>> import dealerkit as dk
    >>> dk.Liability(programme="P-1", outstanding="10.00").ageing
    ()
    """

    programme: str
    outstanding: Decimal
    euros: Decimal | None = None
    debt: Decimal | None = None
    breakage: Decimal | None = None
    cards: int = 0
    ageing: tuple[LiabilityMonth, ...] = ()


class LoyaltyArea(Area):
    """The verbs of programmes and loyalty cards: `desk.loyalty`.

    >>> import dealerkit as dk
    >>> desk, card = dk.example_loyalty_card()
    >>> desk.loyalty.balance(code=card.code).balance
    Decimal('0.00')
    """

    __slots__ = ()

    def define_programme(
        self,
        *,
        terms: ProgrammeTerms,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Programme:
        """Defines the programme of the actor's outlet; nothing of it can be modified afterwards (LOY-02).

        Args:
            terms: how it earns.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The programme.

        Raises:
            Refused: ACC-04, LOY-02, LOY-03, LOY-04, LOY-07, LOY-08, LOY-17.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> points = dk.ProgrammeTerms(earning="tranche", unit="points", tranche="100", advantage="8")
        >>> desk.loyalty.define_programme(terms=points).terms.advantage
        Decimal('8')
        """
        reply = self._ask(
            "programme.define",
            {"programme": ProgrammeTerms._given(terms)},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Programme._answer(reply["ok"]["programme"], reply)

    def end_programme(
        self,
        *,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Programme:
        """Ends the programme at the end of its present year (LOY-01).

        Args:
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The programme with its end.

        Raises:
            Refused: ACC-04, LOY-01.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> desk.loyalty.end_programme().end
        datetime.date(2025, 1, 12)
        """
        reply = self._ask(
            "programme.end",
            {},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Programme._answer(reply["ok"]["programme"], reply)

    def liability(
        self,
        *,
        as_of: datetime | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> Liability:
        """What the outlet's programme owes (LOY-15).

        Args:
            as_of: an earlier instant.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            Outstanding units, their value, their ageing.

        Raises:
            Refused: LOY-01.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> desk.loyalty.liability().cards
        1
        """
        reply = self._ask(
            "programme.liability",
            {"as_of": as_of},
            at=at,
            explain=explain,
        )
        return Liability._answer(reply["ok"], reply)

    def create_card(
        self,
        *,
        customer: CardHolder,
        share_with_brand: bool,
        vin: str | None = None,
        code: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LoyaltyCard:
        """Creates one card and mails the rules as they were defined (LOY-09).

        Args:
            customer: who gets it.
            share_with_brand: whether data may go to the brand: asked, and answered.
            vin: of the vehicle.
            code: of another system, taken over.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The card.

        Raises:
            Refused: CRD-07, CRD-20, LOY-01, LOY-09.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> anne = dk.CardHolder(last_name="Petit", first_name="Anne", email="anne@example.fr", mobile="0612345679")
        >>> desk.loyalty.create_card(customer=anne, share_with_brand=False).balance
        Decimal('0.00')
        """
        reply = self._ask(
            "loyalty.create_card",
            {"customer": customer, "share_with_brand": share_with_brand, "vin": vin, "code": code},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return LoyaltyCard._answer(reply["ok"]["card"], reply)

    def create_batch(
        self,
        *,
        rows: Iterable[CardHolder] = (),
        csv: str | bytes | None = None,
        xlsx: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LoyaltyBatch:
        r"""Creates the cards of a table, all or none (LOY-09).

        Args:
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
            Refused: CRD-08, LOY-01, LOY-09.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> table = "Nom;Prénom;E-mail\nPetit;Anne;anne@example.fr\nGrand;Luc;luc@example.fr"
        >>> len(desk.loyalty.create_batch(csv=table).cards)
        2
        """
        reply = self._ask(
            "loyalty.create_batch",
            {
                "rows": [_row(one) for one in rows] or None,
                **_table(csv, xlsx),
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return LoyaltyBatch._answer(reply["ok"], reply)

    def transact(
        self,
        *,
        code: str,
        invoice: str,
        amount: Money | Decimal | str,
        earn: bool,
        repair_type: str | None = None,
        odometer_km: int | None = None,
        lines: Iterable[InvoiceLine] = (),
        deduct: Money | Decimal | str | int | None = None,
        reward: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LoyaltyTransaction:
        """Records an invoice: first what is deducted, then what is earned (LOY-10).

        Args:
            code: of the card.
            invoice: its number.
            amount: of the invoice, tax included.
            earn: whether it earns: asked, and answered.
            repair_type: of workshop work.
            odometer_km: of the vehicle.
            lines: by category; they add up to the amount.
            deduct: units of advantage.
            reward: by its name, in place of `deduct`: its points are deducted.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What moved.

        Raises:
            Refused: LOY-01, LOY-06, LOY-08, LOY-10.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> desk.loyalty.transact(code=card.code, invoice="F-1", amount="200.00", earn=True).earned
        Decimal('10.00')
        """
        reply = self._ask(
            "loyalty.transact",
            {
                "code": code,
                "invoice": _given({
                    "number": invoice, "amount": amount, "repair_type": repair_type, "odometer_km": odometer_km,
                    "lines": [InvoiceLine._given(line) for line in lines] or None,
                }),
                "earn": earn,
                "deduct": str(deduct) if isinstance(deduct, int) else deduct,
                "reward": reward,
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return LoyaltyTransaction._answer(reply["ok"]["transaction"], reply)

    def lookup(
        self,
        *,
        code: str | None = None,
        customer: CardHolder | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> LoyaltyLookup:
        """Looks cards up by code or by the customer's coordinates.

        Args:
            code: any case, blanks and dashes ignored.
            customer: coordinates that must all match.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            What was found.

        Raises:
            Refused: ACC-02, LOY-09.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> desk.loyalty.lookup(code=card.code).card.name
        'Zoé Dubois'
        """
        reply = self._ask(
            "loyalty.lookup",
            {"code": code, "customer": customer},
            at=at,
            explain=explain,
        )
        return LoyaltyLookup._answer(reply["ok"], reply)

    def correct(
        self,
        *,
        code: str,
        last_name: str | None = None,
        first_name: str | None = None,
        civility: str | None = None,
        email: str | None = None,
        mobile: str | None = None,
        vin: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LoyaltyCard:
        """Corrects a holder's coordinates; only what is given changes (LOY-11).

        Args:
            code: of the card.
            last_name: the right one.
            first_name: the right one.
            civility: the right one.
            email: the right one.
            mobile: the right one.
            vin: the right one.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The card.

        Raises:
            Refused: CUS-09, CUS-14, LOY-01, LOY-09.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> desk.loyalty.correct(code=card.code, mobile="0612345670").holder.mobile
        '+33612345670'
        """
        reply = self._ask(
            "loyalty.correct",
            {
                "code": code,
                "changes": _given({
                    "last_name": last_name, "first_name": first_name, "civility": civility, "email": email,
                    "mobile": mobile, "vin": vin,
                }),
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return LoyaltyCard._answer(reply["ok"]["card"], reply)

    def return_part(
        self,
        *,
        transaction: str,
        amount: Money | Decimal | str,
        lines: Iterable[InvoiceLine] = (),
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LoyaltyStanding:
        """A credit note over part of an invoice takes back what that part earned (LOY-16).

        Args:
            transaction: its identifier.
            amount: of the invoice, tax included.
            lines: what came back by category, where it is known; they add up to the amount.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Balance, debt and what was taken back.

        Raises:
            Refused: LOY-01, LOY-13, LOY-16.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> done = desk.loyalty.transact(code=card.code, invoice="F-1", amount="200.00", earn=True)
        >>> desk.loyalty.return_part(transaction=done.id, amount="50.00").taken_back
        Decimal('2.50')
        """
        reply = self._ask(
            "loyalty.return",
            {
                "transaction": transaction,
                "amount": amount,
                "lines": [InvoiceLine._given(line) for line in lines] or None,
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return LoyaltyStanding._answer(reply["ok"], reply)

    def adjust(
        self,
        *,
        code: str,
        amount: Money | Decimal | str | int,
        reason: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LoyaltyStanding:
        """Adds or takes units without a sale, by a service manager (LOY-12).

        Args:
            code: of the card.
            amount: units; negative to take.
            reason: why.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Balance and debt.

        Raises:
            Refused: ACC-04, LOY-12.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> desk.loyalty.adjust(code=card.code, amount="5.00", reason="goodwill").balance
        Decimal('5.00')
        """
        reply = self._ask(
            "loyalty.adjust",
            {"code": code, "amount": str(amount) if isinstance(amount, int) else amount, "reason": reason},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return LoyaltyStanding._answer(reply["ok"], reply)

    def cancel(
        self,
        *,
        transaction: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LoyaltyStanding:
        """Cancels a transaction; what was spent already becomes a debt (LOY-13).

        Args:
            transaction: its identifier.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Balance and debt.

        Raises:
            Refused: ACC-02, LOY-01.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> done = desk.loyalty.transact(code=card.code, invoice="F-1", amount="200.00", earn=True)
        >>> desk.loyalty.cancel(transaction=done.id).balance
        Decimal('0.00')
        """
        reply = self._ask(
            "loyalty.cancel",
            {"transaction": transaction},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return LoyaltyStanding._answer(reply["ok"], reply)

    def balance(
        self,
        *,
        code: str,
        as_of: datetime | None = None,
        history: bool = False,
        limit: int | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> LoyaltyBalance:
        """The balance of a card at any instant, past ones included (LOY-14).

        Args:
            code: of the card.
            as_of: an earlier instant.
            history: with the card's movements up to that instant, newest first.
            limit: of the history.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            Balance, debt, open credits, and the history where it was asked for.

        Raises:
            Refused: ACC-02, DAT-05.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> done = desk.loyalty.transact(code=card.code, invoice="F-1", amount="200.00", earn=True)
        >>> [credit.amount for credit in desk.loyalty.balance(code=card.code).credits]
        [Decimal('10.00')]
        >>> [one.invoice for one in desk.loyalty.balance(code=card.code, history=True).history]
        ['F-1']
        """
        reply = self._ask(
            "loyalty.balance",
            {"code": code, "as_of": as_of, "history": history or None, "limit": limit},
            at=at,
            explain=explain,
        )
        return LoyaltyBalance._answer(reply["ok"], reply)
