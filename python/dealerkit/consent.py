"""Consents: what a person allowed, for which purpose, when, and how it was asked (CON)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, read_date, record
from dealerkit.answer import Answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any, Literal

    from dealerkit.words import Answer, Message


@record
class ConsentText(Record):
    """The language and version of the text that was shown (CON-04).

    >>> import dealerkit as dk
    >>> dk.ConsentText(language="fr", version="1").version
    '1'
    """

    language: str
    version: str


@record
class ConsentRecord(Answered):
    """One answer of one person, as it was given (CON-04); `sequence` is its place in the ledger.

    >>> import dealerkit as dk
    >>> import datetime
    >>> at = datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)
    >>> dk.ConsentRecord(purpose="contact", answer="yes", at=at).withdrawal
    False
    """

    purpose: str
    answer: Answer
    at: datetime
    user: str = ""
    outlet: str = ""
    channel: str = ""
    text: ConsentText | None = None
    withdrawal: bool = False
    sequence: int = 0


@record
class ConsentStanding(Record):
    """The answer to one purpose that holds; `at` is None where it was never asked.

    >>> import dealerkit as dk
    >>> dk.ConsentStanding(purpose="contact").answer
    'not_asked'
    """

    purpose: str
    answer: Answer = "not_asked"
    at: datetime | None = None


@record
class ConsentState(Answered):
    """What a person has answered, purpose by purpose, in the policy's order.

    >>> import dealerkit as dk
    >>> state = dk.ConsentState(standings=(dk.ConsentStanding(purpose="contact", answer="yes"),))
    >>> state["contact"].answer
    'yes'
    """

    standings: tuple[ConsentStanding, ...] = ()

    def __getitem__(self, purpose: str) -> ConsentStanding:
        for standing in self.standings:
            if standing.purpose == purpose:
                return standing
        raise KeyError(purpose)

    @classmethod
    def _one(cls, value: Any) -> ConsentState:
        return cls(standings=ConsentStanding._many({"purpose": purpose, **found} for purpose, found in value.items()))


@record
class Receipt(Answered):
    """A consent receipt with the fields of ISO/IEC TS 27560 that apply, signed by the ledger's chain hash (CON-08).

    >>> import dealerkit as dk
    >>> import datetime
    >>> at = datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)
    >>> dk.Receipt(record_id="1/contact", purpose="contact", event_state="consent_given", event_time=at).purpose
    'contact'
    """

    record_id: str
    purpose: str
    event_state: str
    event_time: datetime
    schema_version: str = ""
    pii_principal_id: str = ""
    pii_controller: str = ""
    collection_method: str = ""
    collected_by: str = ""
    collected_at: str = ""
    notice_language: str = ""
    notice_version: str = ""
    ledger_record: int = 0
    chain_hash: str = ""


@record
class SendDecision(Answered):
    """Whether a message may go out now (CON-06).

    `needs` is the purpose that it needs a yes for, empty for a service message; `reason` is a stable code.

    >>> import dealerkit as dk
    >>> bool(dk.SendDecision(allowed=False, needs="contact", reason="consent_not_given"))
    False
    """

    allowed: bool
    needs: str = ""
    reason: str = ""
    _names = {"reason": "because"}

    def __bool__(self) -> bool:
        return self.allowed


@record
class QualityLine(Record):
    """What one user did on one day (CON-09); `yes_percent` is the share of yes among the answers, by purpose.

    >>> import dealerkit as dk
    >>> import datetime
    >>> dk.QualityLine(day=datetime.date(2024, 1, 12), user="E1.d001", yes_percent={"contact": "50.00"}).yes_percent
    {'contact': Decimal('50.00')}
    """

    day: date
    user: str
    customers_created: int = 0
    consents_answered: int = 0
    yes_percent: Mapping[str, Decimal] = {}
    emails_confirmed: int = 0
    placeholders_used: int = 0


@record
class QualityReport(Answered):
    """The data quality of the actor's legal entity, per user and day (CON-09); `next` is what `after` takes for more.

    >>> import dealerkit as dk
    >>> dk.QualityReport().lines
    ()
    """

    lines: tuple[QualityLine, ...] = ()
    next: str | None = None


class ConsentArea(Area):
    """The verbs of consents: `desk.consents`.

    >>> import dealerkit as dk
    >>> desk, customer = dk.example_customer()
    >>> desk.consents.state(customer=customer.id)["contact"].answer
    'yes'
    """

    __slots__ = ()

    def record(
        self,
        *,
        customer: str,
        purpose: str,
        answer: Literal["yes", "no"],
        channel: str,
        text: ConsentText,
        contact: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> ConsentRecord:
        """Records one answer.

        Args:
            customer: who answered.
            purpose: as `contact`.
            answer: `yes` or `no`.
            channel: through which it came, as `phone`.
            text: what was shown.
            contact: of a company; its first one where it is None.
            at: the instant of the answer.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The record as kept.

        Raises:
            Refused: ACC-01, ACC-02, CON-01, CON-02, CON-04, CUS-21.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> desk.consents.record(
        ...     customer=customer.id, purpose="profiling", answer="yes", channel="phone",
        ...     text=dk.ConsentText(language="fr", version="1")).answer
        'yes'
        """
        reply = self._ask(
            "consent.record",
            {
                "customer": customer,
                "contact": contact,
                "purpose": purpose,
                "answer": answer,
                "channel": channel,
                "text": ConsentText._given(text),
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return ConsentRecord._answer(reply["ok"]["record"], reply)

    def withdraw(
        self,
        *,
        customer: str,
        purpose: str,
        contact: str | None = None,
        channel: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> ConsentRecord:
        """Withdraws a consent; the person does it without an actor.

        Args:
            customer: whose consent it is.
            purpose: as `contact`; `service:quality_survey` and `service:card_reminder` are the objections of CON-06.
            contact: of a company; its first one where it is None.
            channel: through which it came.
            at: the instant of the withdrawal.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The record as kept.

        Raises:
            Refused: ACC-02, CON-01, CON-04, CUS-21.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> desk.consents.withdraw(customer=customer.id, purpose="contact").withdrawal
        True
        """
        reply = self._ask(
            "consent.withdraw",
            {"customer": customer, "contact": contact, "purpose": purpose, "channel": channel},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return ConsentRecord._answer(reply["ok"]["record"], reply)

    def state(
        self,
        *,
        customer: str,
        contact: str | None = None,
        as_of: datetime | None = None,
        at: datetime | None = None,
    ) -> ConsentState:
        """Shows what a person has answered.

        Args:
            customer: the person, or the company.
            contact: of a company; its first one where it is None.
            as_of: an earlier instant, at which the answers held.
            at: the instant of the question.

        Returns:
            The answer to each purpose.

        Raises:
            Refused: ACC-01, ACC-02, CON-04.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> [(standing.purpose, standing.answer) for standing in desk.consents.state(customer=customer.id).standings]
        [('contact', 'yes'), ('profiling', 'no'), ('partners', 'no')]
        """
        reply = self._ask("consent.state", {"customer": customer, "contact": contact, "as_of": as_of}, at=at)
        return ConsentState._answer(reply["ok"], reply)

    def receipt(
        self, *, customer: str, purpose: str, contact: str | None = None, at: datetime | None = None
    ) -> Receipt:
        """Makes the receipt of the latest answer to a purpose.

        Args:
            customer: the person, or the company.
            purpose: as `contact`.
            contact: of a company; its first one where it is None.
            at: the instant of the question.

        Returns:
            The receipt.

        Raises:
            Refused: ACC-01, ACC-02, CON-01, CON-08.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> desk.consents.receipt(customer=customer.id, purpose="contact").event_state
        'consent_given'
        """
        reply = self._ask("consent.receipt", {"customer": customer, "contact": contact, "purpose": purpose}, at=at)
        return Receipt._answer(reply["ok"]["receipt"], reply)

    def may_send(
        self,
        *,
        customer: str,
        message: Message,
        contact: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> SendDecision:
        """Asks whether a message may go out to a person now.

        Args:
            customer: the person, or the company.
            message: the kind of the message.
            contact: of a company; its first one where it is None.
            at: the instant of sending.
            explain: adds the rules that shaped the answer.

        Returns:
            The decision, true where it may go out.

        Raises:
            Refused: ACC-01, ACC-02, CON-06 (for a kind that does not exist).

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> desk.consents.may_send(customer=customer.id, message="news").allowed
        True
        """
        reply = self._ask(
            "consent.may_send",
            {"customer": customer, "contact": contact, "message": message},
            at=at,
            explain=explain,
        )
        return SendDecision._answer(reply["ok"], reply)

    def data_quality(
        self,
        *,
        first_day: date,
        last_day: date,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
    ) -> QualityReport:
        """Reports the data quality of the actor's legal entity.

        Args:
            first_day: a `datetime.date`, counted.
            last_day: a `datetime.date`, counted.
            limit: lines a page, 1 to 1000.
            after: `next` of the page before.
            at: the instant of the question.

        Returns:
            A line per user and day of the outlet's time zone, by day, then user.

        Raises:
            Refused: ACC-01, CON-09, DAT-05, DAT-06.

        >>> import dealerkit as dk
        >>> import datetime
        >>> desk, customer = dk.example_customer()
        >>> day = datetime.date(2024, 1, 12)
        >>> desk.consents.data_quality(first_day=day, last_day=day).lines[0].customers_created
        1
        """
        reply = self._ask(
            "report.data_quality",
            {"from": read_date(first_day), "to": read_date(last_day), "limit": limit, "after": after},
            at=at,
        )
        return QualityReport._answer(reply["ok"], reply)
