"""Sessions: one user at the stand, one customer at a time, five steps (JRN)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from dealerkit.words import BackupReason, BackupTool, JourneyKind, ReferralTarget


@record
class SessionStarted(Answered):
    """A session with nobody linked yet; `tool_link` is that of its country (QUO-03).

    >>> import dealerkit as dk
    >>> dk.SessionStarted(session="S-1").tool_link
    ''
    """

    session: str
    tool_link: str = ""


@record
class CustomerLinked(Answered):
    """A customer in a session, shown by the initials (CUS-19).

    >>> import dealerkit as dk
    >>> dk.CustomerLinked(session="S-1", customer="C-1", initials="JD").initials
    'JD'
    """

    session: str
    customer: str
    initials: str = ""


@record
class Referral(Record):
    """The customer was handed to somebody else (QUO-10, QUO-11).

    >>> import dealerkit as dk
    >>> import datetime
    >>> at = datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)
    >>> dk.Referral(to="bank_specialist", at=at).to
    'bank_specialist'
    """

    to: ReferralTarget
    at: datetime


@record
class RecentPerson(Record):
    """A person whom the user handled recently.

    >>> import dealerkit as dk
    >>> dk.RecentPerson(customer="C-1", initials="JD").initials
    'JD'
    """

    customer: str
    initials: str = ""


@record
class RecentConfiguration(Record):
    """A configuration that the user handled recently, with the quote that it is in.

    >>> import dealerkit as dk
    >>> dk.RecentConfiguration(quote="Q-1", model="ds_3").model
    'ds_3'
    """

    quote: str
    brand: str = ""
    model: str = ""
    code: str = ""


@record
class SessionStatus(Answered):
    """Where a session stands: the step, what is missing to go forward, which verbs may be used next (JRN-05).

    `initials` is `…` where nobody is linked; `vehicles` counts what was quoted to the customer at the show (QUO-11).

    >>> import dealerkit as dk
    >>> desk, session = dk.example_journey()
    >>> status = desk.sessions.status(session=session)
    >>> status.step, status.missing, status.initials
    (3, ('configuration', 'outlet'), 'JD')
    """

    session: str
    step: int
    missing: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    initials: str = ""
    customer: str = ""
    journey: JourneyKind = "undecided"
    event: str = ""
    country: str = ""
    language: str = ""
    brand: str = ""
    tool_link: str = ""
    quotes: tuple[str, ...] = ()
    referrals: tuple[Referral, ...] = ()
    backup: BackupReason = "none"
    vehicles: int = 0
    recent_persons: tuple[RecentPerson, ...] = ()
    recent_configurations: tuple[RecentConfiguration, ...] = ()
    ended_at: datetime | None = None


@record
class CustomerReleased(Answered):
    """A journey that has ended, and what it had become (JRN-01).

    >>> import dealerkit as dk
    >>> dk.CustomerReleased(session="S-1", customer="C-1", journey="offer").journey
    'offer'
    """

    session: str
    customer: str
    journey: JourneyKind = "undecided"


@record
class StepRevisited(Answered):
    """Where the user stands now.

    >>> import dealerkit as dk
    >>> dk.StepRevisited(session="S-1", step=2).step
    2
    """

    session: str
    step: int


@record
class BackupUsed(Answered):
    """The backup tool of the session's brand, and why it is used (JRN-04).

    >>> import dealerkit as dk
    >>> dk.BackupUsed(session="S-1", tool="collect", reason="no_time").tool
    'collect'
    """

    session: str
    tool: BackupTool
    reason: BackupReason


@record
class CustomerReferred(Answered):
    """Who takes over; `user` is empty where the stand has nobody of that role.

    >>> import dealerkit as dk
    >>> dk.CustomerReferred(session="S-1", to="fleet_responsible", journey="fleet").user
    ''
    """

    session: str
    to: ReferralTarget
    user: str = ""
    journey: JourneyKind = "undecided"


class SessionArea(Area):
    """The verbs of sessions: `desk.sessions`.

    >>> import dealerkit as dk
    >>> desk, session = dk.example_journey()
    >>> [effect.template for effect in desk.sessions.release(session=session).effects]
    ['thank_you', 'quality_survey']
    """

    __slots__ = ()

    def start(
        self,
        *,
        event: str,
        country: str,
        language: str,
        brand: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> SessionStarted:
        """Starts a session from zero; country and language are those of the offer.

        Args:
            event: the code of the show.
            country: `BE` or `LU`.
            language: one of the country's, as `fr-BE`.
            brand: one that the quote tool serves.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The session; an earlier one of the user, with nobody linked, is over.

        Raises:
            Refused: ACC-01, JRN-02, JRN-05, NET-02, NET-06, QUO-02.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> try:
        ...     desk.sessions.start(event="BMS2024", country="BE", language="fr-BE", brand="DS")
        ... except dk.Refused as refused:
        ...     print(refused.rule, refused.code)
        JRN-02 session_holds_customer
        """
        reply = self._ask(
            "session.start",
            {"event": event, "country": country, "language": language, "brand": brand},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return SessionStarted._answer(reply["ok"], reply)

    def link(
        self,
        *,
        session: str,
        customer: str,
        email: str | None = None,
        phone: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CustomerLinked:
        """Links a customer to a session.

        Args:
            session: the user's own.
            customer: a customer of the stand's legal entity.
            email: repeated where the search had several candidates and none was selected (CUS-05).
            phone: repeated in its place where the customer has no e-mail.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The customer, shown by the initials.

        Raises:
            Refused: ACC-02, CUS-05, CUS-07, CUS-21, DAT-06, JRN-02, QUO-03.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> customer = desk.sessions.status(session=session).customer
        >>> desk.sessions.link(session=session, customer=customer).initials
        'JD'
        """
        reply = self._ask(
            "session.link",
            {"session": session, "customer": customer, "email": email, "phone": phone},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return CustomerLinked._answer(reply["ok"], reply)

    def status(self, *, session: str, at: datetime | None = None, explain: bool = False) -> SessionStatus:
        """Shows where a session stands.

        Args:
            session: of the legal entity.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            Step, what is missing, what may be done next, whom it holds.

        Raises:
            Refused: ACC-01, ACC-02, JRN-02.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> "quote.open" in desk.sessions.status(session=session).next
        True
        """
        reply = self._ask("session.status", {"session": session}, at=at, explain=explain)
        return SessionStatus._answer(reply["ok"], reply)

    def release(
        self,
        *,
        session: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CustomerReleased:
        """Releases the customer: the journey ends with its mails, the session is from zero.

        Args:
            session: the user's own.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What the journey had become; the mails are among its effects.

        Raises:
            Refused: ACC-02, DAT-06, JRN-02.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> desk.sessions.release(session=session).journey
        'undecided'
        >>> desk.sessions.status(session=session).initials
        '…'
        """
        reply = self._ask(
            "session.release", {"session": session}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return CustomerReleased._answer(reply["ok"], reply)

    def back(
        self,
        *,
        session: str,
        step: int,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> StepRevisited:
        """Revisits a step: backwards always, forwards only where the earlier ones hold.

        Args:
            session: the user's own.
            step: 1 to 5.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Where the user stands now.

        Raises:
            Refused: ACC-02, DAT-06, JRN-02, JRN-05.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> desk.sessions.back(session=session, step=2).step
        2
        """
        reply = self._ask(
            "session.back", {"session": session, "step": step}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return StepRevisited._answer(reply["ok"], reply)

    def backup(
        self,
        *,
        session: str,
        reason: BackupReason,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> BackupUsed:
        """Turns to the backup tool, with the reason.

        Args:
            session: the user's own.
            reason: why, as `no_time`.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Which of the two apps is the brand's.

        Raises:
            Refused: ACC-02, DAT-06, JRN-02, JRN-04, NET-02.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> desk.sessions.backup(session=session, reason="no_time").tool
        'collect'
        """
        reply = self._ask(
            "session.backup", {"session": session, "reason": reason}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return BackupUsed._answer(reply["ok"], reply)

    def refer(
        self,
        *,
        session: str,
        to: ReferralTarget,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CustomerReferred:
        """Hands the customer to the bank specialist or to the fleet responsible of the stand.

        Args:
            session: the user's own, with a customer.
            to: `bank_specialist` or `fleet_responsible`.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Who takes over; the hand-over is among its effects.

        Raises:
            Refused: ACC-02, DAT-06, JRN-02, QUO-10.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> desk.sessions.refer(session=session, to="fleet_responsible").journey
        'fleet'
        """
        reply = self._ask(
            "session.refer", {"session": session, "to": to}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return CustomerReferred._answer(reply["ok"], reply)
