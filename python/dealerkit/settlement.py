"""Settlement: claims of co-funded cards, payment runs, reports that add up (STL)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, _set, record
from dealerkit.answer import Answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any, Literal

    from dealerkit.words import ClaimState, RunState


@record
class Claim(Answered):
    """What a brand owes an outlet for one use (STL-01); negative where it takes back a paid one, which `reverses` names.

    >>> import dealerkit as dk
    >>> dk.Claim(id="C-1", amount="16.05").status
    'pending'
    """

    id: str
    amount: Decimal
    use: str = ""
    status: ClaimState = "pending"
    due_on: date | None = None
    outlet: str = ""
    operation: str = ""
    run: str | None = None
    reason: str | None = None
    waits_for_bank_account: bool = False
    reverses: str | None = None


@record
class ClaimPage(Answered):
    """A page of claims; `next` continues it.

    >>> import dealerkit as dk
    >>> dk.ClaimPage().claims
    ()
    """

    claims: tuple[Claim, ...] = ()
    next: str | None = None


@record
class PaymentRun(Answered):
    """A payment run (STL-02).

    >>> import dealerkit as dk
    >>> dk.PaymentRun(id="R-1", total="16.05").status
    'open'
    """

    id: str
    total: Decimal
    claims: int = 0
    status: RunState = "open"
    on: date | None = None


@record
class CardLine(Record):
    """What became of one card (STL-04).

    >>> import dealerkit as dk
    >>> dk.CardLine(code="A", used="20.00").used
    Decimal('20.00')
    """

    code: str
    operation: str = ""
    outlet: str = ""
    amount: Decimal | None = None
    used: Decimal | None = None
    forfeited: Decimal | None = None
    balance: Decimal | None = None
    claimed: Decimal | None = None
    paid: Decimal | None = None
    reminders_sent: int = 0


@record
class OutletLine(Record):
    """What one outlet waits for and was paid.

    >>> import dealerkit as dk
    >>> dk.OutletLine(outlet="0011960-000", waiting="1.00", paid="0.00").waiting
    Decimal('1.00')
    """

    outlet: str
    waiting: Decimal
    paid: Decimal


@record
class CardTotals(Record):
    """Totals over all cards: amount = used + forfeited + balance, claimed = waiting + paid.

    `claimed_elsewhere` is the part of `claimed` for cards that another legal entity issued, which no line shows.

    >>> import dealerkit as dk
    >>> dk.CardTotals().cards
    0
    """

    cards: int = 0
    amount: Decimal | None = None
    used: Decimal | None = None
    forfeited: Decimal | None = None
    balance: Decimal | None = None
    claimed: Decimal | None = None
    waiting: Decimal | None = None
    paid: Decimal | None = None
    reminders_sent: int = 0
    claimed_elsewhere: Decimal | None = None


@record
class CardReport(Answered):
    """The report of cards (STL-04).

    `csv` and `outlets_csv` are its lines as tables, where they were asked for.

    >>> import dealerkit as dk
    >>> dk.CardReport().cards
    ()
    """

    cards: tuple[CardLine, ...] = ()
    outlets: tuple[OutletLine, ...] = ()
    totals: CardTotals | None = None
    csv: str | None = None
    next: str | None = None
    outlets_csv: str | None = None

    def _bound(self, area: SettlementArea, at: datetime | None) -> CardReport:
        beside = dict(getattr(self, "_beside", {}))
        beside.update(area=area, at=at)
        _set(self, "_beside", beside)
        return self

    def write_xlsx(self, path: str) -> None:
        """Writes the cards, from this page to the last, and the outlets as two sheets; needs openpyxl.

        Args:
            path: of the file.

        Returns:
            Nothing.

        Raises:
            ImportError: openpyxl is not installed.
            ValueError: there are more pages, and no desk has answered this one.

        >>> import dealerkit as dk
        >>> callable(dk.CardReport().write_xlsx)
        True
        """
        import openpyxl  # type: ignore[import-untyped,unused-ignore]

        beside: dict[str, Any] = getattr(self, "_beside", {})
        area: SettlementArea | None = beside.get("area")
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "cards"
        names = list(CardLine._types)
        sheet.append(names)
        page = self
        while True:
            for line in page.cards:
                sheet.append([getattr(line, name) for name in names])
            if page.next is None:
                break
            if area is None:
                raise ValueError("a report that no desk has answered cannot be continued")
            page = area.report(after=page.next, at=beside.get("at"))
        sheet = book.create_sheet("outlets")
        names = list(OutletLine._types)
        sheet.append(names)
        for outlet in self.outlets:
            sheet.append([getattr(outlet, name) for name in names])
        book.save(path)


@record
class SepaFile(Answered):
    """A run as a SEPA credit transfer, pain.001.001.09 (STL-06).

    >>> import dealerkit as dk
    >>> dk.SepaFile().xml
    ''
    """

    xml: str = ""


class SettlementArea(Area):
    """The verbs of settlement: `desk.settlement`.

    >>> import dealerkit as dk
    >>> desk, card = dk.example_card()
    >>> desk.settlement.claims().claims
    ()
    """

    __slots__ = ()

    def claims(
        self,
        *,
        status: ClaimState | None = None,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> ClaimPage:
        """Lists claims of the legal entity; headquarters sees those of its operations (STL-05).

        Args:
            status: only those.
            limit: of the page.
            after: `next` of the page before.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            A page.

        Raises:
            Refused: ACC-01, DAT-05.

        >>> import dealerkit as dk
        >>> desk, claim = dk.example_claim()
        >>> [one.amount for one in desk.settlement.claims().claims]
        [Decimal('16.05')]
        """
        reply = self._ask(
            "claim.list",
            {"status": status, "limit": limit, "after": after},
            at=at,
            explain=explain,
        )
        return ClaimPage._answer(reply["ok"], reply)

    def reject(
        self,
        *,
        id: str,
        reason: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Claim:
        """Rejects a claim that is in no run; headquarters does (STL-02).

        Args:
            id: of the claim.
            reason: why.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The claim.

        Raises:
            Refused: ACC-04, STL-02.

        >>> import dealerkit as dk
        >>> desk, claim = dk.example_claim()
        >>> desk.settlement.reject(id=claim.id, reason="no such invoice").status
        'rejected'
        """
        reply = self._ask(
            "claim.reject",
            {"id": id, "reason": reason},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Claim._answer(reply["ok"]["claim"], reply)

    def create_run(
        self,
        *,
        on: date,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> PaymentRun:
        """Takes every claim that is due on a day into one run (STL-02, STL-03).

        Args:
            on: the day.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The run.

        Raises:
            Refused: ACC-04, STL-02.

        >>> import datetime
        >>> import dealerkit as dk
        >>> desk, claim = dk.example_claim()
        >>> day = datetime.datetime(2024, 1, 20, 9, tzinfo=datetime.timezone.utc)
        >>> desk.settlement.create_run(on=day.date(), at=day).total
        Decimal('16.05')
        """
        reply = self._ask(
            "payment_run.create",
            {"on": on},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return PaymentRun._answer(reply["ok"]["run"], reply)

    def mark_paid(
        self,
        *,
        run: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> PaymentRun:
        """Marks a run as paid (STL-02).

        Args:
            run: its identifier.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The run.

        Raises:
            Refused: ACC-04, ACC-02.

        >>> import datetime
        >>> import dealerkit as dk
        >>> desk, claim = dk.example_claim()
        >>> day = datetime.datetime(2024, 1, 20, 9, tzinfo=datetime.timezone.utc)
        >>> made = desk.settlement.create_run(on=day.date(), at=day)
        >>> desk.settlement.mark_paid(run=made.id, at=day).status
        'paid'
        """
        reply = self._ask(
            "payment_run.mark_paid",
            {"run": run},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return PaymentRun._answer(reply["ok"]["run"], reply)

    def export_sepa(
        self,
        *,
        run: str,
        at: datetime | None = None,
        explain: bool = False,
    ) -> SepaFile:
        """A run as a SEPA credit transfer (STL-06).

        Args:
            run: its identifier.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            The file.

        Raises:
            Refused: ACC-04, ACC-02, STL-06.

        >>> import datetime
        >>> import dealerkit as dk
        >>> desk, claim = dk.example_claim()
        >>> day = datetime.datetime(2024, 1, 20, 9, tzinfo=datetime.timezone.utc)
        >>> made = desk.settlement.create_run(on=day.date(), at=day)
        >>> "<CtrlSum>16.05</CtrlSum>" in desk.settlement.export_sepa(run=made.id, at=day).xml
        True
        """
        reply = self._ask(
            "payment_run.export_sepa",
            {"run": run},
            at=at,
            explain=explain,
        )
        return SepaFile._answer(reply["ok"], reply)

    def report(
        self,
        *,
        format: Literal["json", "csv"] | None = None,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> CardReport:
        """The cards of the legal entity with what became of them; headquarters' are those it pays a share of (STL-04).

        Args:
            format: `csv` adds the lines as tables; without a limit all cards are one page then.
            limit: of the page.
            after: `next` of the page before.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            Cards, outlets and totals.

        Raises:
            Refused: ACC-01, DAT-05.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.settlement.report().totals.balance
        Decimal('50.00')
        """
        reply = self._ask(
            "report.cards",
            {"format": format, "limit": limit, "after": after},
            at=at,
            explain=explain,
        )
        return CardReport._answer(reply["ok"], reply)._bound(self, at)
