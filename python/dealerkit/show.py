"""The show: the report of one of its days (JRN-07)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, read_date, record
from dealerkit.answer import Answered
from dealerkit.consent import QualityLine as QualityLine  # a field of the report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date as day
    from datetime import datetime
    from decimal import Decimal


@record
class Sample(Record):
    """How many records are drawn for review, and the seed that draws the same ones again.

    >>> import dealerkit as dk
    >>> dk.Sample(size=5).seed
    0
    """

    size: int
    seed: int = 0


@record
class SampledRecord(Record):
    """A record drawn for review: what it is and which, nothing else.

    >>> import dealerkit as dk
    >>> dk.SampledRecord(kind="quote", id="Q-1").kind
    'quote'
    """

    kind: str
    id: str


@record
class UnfinishedOffer(Record):
    """An offer of the day that was not sent when it ended (QUO-13).

    >>> import dealerkit as dk
    >>> import datetime
    >>> at = datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)
    >>> dk.UnfinishedOffer(number="BMS2024-000001", quote="Q-1", issued_at=at).number
    'BMS2024-000001'
    """

    number: str
    quote: str
    issued_at: datetime
    user: str = ""
    brand: str = ""


@record
class DayReport(Answered):
    """What a day of the show was like for the legal entity; ratios are None where there is nothing to divide by.

    >>> import dealerkit as dk
    >>> dk.DayReport(date="2024-01-12").sent_rate_percent is None
    True
    """

    date: str
    prospects: int = 0
    quotes: int = 0
    quotes_per_prospect: Decimal | None = None
    offers_issued: int = 0
    offers_sent: int = 0
    sent_rate_percent: Decimal | None = None
    unfinished: tuple[UnfinishedOffer, ...] = ()
    quality: tuple[QualityLine, ...] = ()
    sample: tuple[SampledRecord, ...] = ()
    next: str | None = None


class ShowArea(Area):
    """The verbs of the show: `desk.show`.

    >>> import dealerkit as dk
    >>> import datetime
    >>> desk, quote = dk.example_quote()
    >>> desk.show.day_report(date=datetime.date(2024, 1, 12)).quotes
    1
    """

    __slots__ = ()

    def day_report(
        self,
        *,
        date: day,
        sample: Sample | None = None,
        event: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> DayReport:
        """Reports a day of the show.

        Args:
            date: a `datetime.date`, of the event's time zone.
            sample: draws records of the day for review.
            event: only this one; all where it is None.
            limit: how many unfinished offers at most.
            after: the `next` of the page before.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            The report; its unfinished offers page by page.

        Raises:
            Refused: ACC-01, DAT-05, JRN-05, JRN-07.

        >>> import dealerkit as dk
        >>> import datetime
        >>> desk, quote = dk.example_quote()
        >>> number = desk.quotes.issue(quote=quote).offer.number
        >>> report = desk.show.day_report(date=datetime.date(2024, 1, 12), sample=dk.Sample(size=1, seed=7))
        >>> report.unfinished[0].number == number, report.sent_rate_percent, len(report.sample)
        (True, Decimal('0.00'), 1)
        """
        reply = self._ask(
            "show.day_report",
            {
                "date": read_date(date),
                "sample": None if sample is None else Sample._given(sample),
                "event": event,
                "limit": limit,
                "after": after,
            },
            at=at,
            explain=explain,
        )
        return DayReport._answer(reply["ok"], reply)
