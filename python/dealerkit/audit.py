"""Audit and outbox: the ledger can be verified and read; effects wait until they are acknowledged (ACC-07)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, _texts, record
from dealerkit.answer import Answered, Effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any


@record
class AuditReport(Answered):
    """What a verification of the ledger found.

    `first_broken` is the first record that is not as it was written; `head` is the hash of the last record: kept
    elsewhere, it proves that nothing was cut off the end.

    >>> import dealerkit as dk
    >>> dk.AuditReport(records=0, intact=True).first_broken is None
    True
    """

    records: int
    intact: bool
    first_broken: int | None = None
    head: str = ""


@record
class LedgerLine(Record):
    """A record of the ledger; `data` is what happened, without what was erased.

    >>> import dealerkit as dk
    >>> import datetime
    >>> at = datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)
    >>> dk.LedgerLine(sequence=1, at=at, kind="entity_loaded").erased
    False
    """

    sequence: int
    at: datetime
    kind: str
    user: str = ""
    outlet: str = ""
    record: str = ""
    hash: str = ""
    erased: bool = False
    data: Mapping[str, Any] = {}


@record
class LedgerPage(Answered):
    """A page of the ledger; `next` is what `after` takes for more.

    >>> import dealerkit as dk
    >>> dk.LedgerPage().records
    ()
    """

    records: tuple[LedgerLine, ...] = ()
    next: str | None = None


@record
class OutboxPage(Record):
    """A page of the effects that wait for the host; `next` is what `after` takes for more.

    >>> import dealerkit as dk
    >>> dk.OutboxPage().effects
    ()
    """

    effects: tuple[Effect, ...] = ()
    next: str | None = None


class AuditArea(Area):
    """The verbs of the audit: `desk.audit`.

    >>> import dealerkit as dk
    >>> dk.Desk().audit.verify().intact
    True
    """

    __slots__ = ()

    def verify(self, *, at: datetime | None = None) -> AuditReport:
        """Verifies every record of the ledger: an altered, removed or reordered one is found. Needs no actor.

        Args:
            at: the instant of the question.

        Returns:
            The report.

        Raises:
            Refused: DAT-04, SEC-02.

        >>> import dealerkit as dk
        >>> dk.example_desk().audit.verify().intact
        True
        """
        reply = self._ask("audit.verify", {}, at=at)
        return AuditReport._answer(reply["ok"], reply)

    def list(
        self,
        *,
        record: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
    ) -> LedgerPage:
        """Lists records of the ledger that are of the actor's legal entity.

        Args:
            record: an identifier, for what happened to one record.
            limit: how many at most.
            after: `next` of the page before.
            at: the instant of the question.

        Returns:
            The page, oldest first.

        Raises:
            Refused: ACC-01, DAT-05.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> [line.kind for line in desk.audit.list(record=customer.id).records]
        ['customer_created']
        """
        reply = self._ask("audit.list", {"record": record, "limit": limit, "after": after}, at=at)
        return LedgerPage._answer(reply["ok"], reply)


class OutboxArea(Area):
    """The verbs of the outbox: `desk.outbox`.

    >>> import dealerkit as dk
    >>> dk.example_desk().outbox.list().effects
    ()
    """

    __slots__ = ()

    def list(
        self, *, limit: int | None = None, after: str | None = None, at: datetime | None = None
    ) -> OutboxPage:
        """Lists the effects that wait for the host.

        Args:
            limit: how many at most.
            after: `next` of the page before.
            at: the instant of the question.

        Returns:
            The page, oldest first.

        Raises:
            Refused: ACC-01, DAT-05.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> desk.outbox.list().effects[0].to
        'jeanne@example.be'
        """
        reply = self._ask("outbox.list", {"limit": limit, "after": after}, at=at)
        return OutboxPage._one(reply["ok"])

    def ack(
        self,
        *,
        ids: Iterable[str],
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
    ) -> int:
        """Acknowledges effects that the host has carried out.

        Args:
            ids: identifiers of effects.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.

        Returns:
            How many were waiting until now.

        Raises:
            Refused: ACC-01, DAT-02.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> desk.outbox.ack(ids=[effect.id for effect in desk.outbox.list().effects])
        1
        """
        reply = self._ask("outbox.ack", {"ids": _texts(ids)}, at=at, key=key, dry_run=dry_run)
        acknowledged: int = reply["ok"]["acknowledged"]
        return acknowledged
