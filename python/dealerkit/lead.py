"""Leads: a person who wants a test drive, a quote, a call or news, handed to the outlet that must answer (LEA)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered, Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from dealerkit.words import (
        Answer,
        BackupReason,
        FilterOperator,
        Kind,
        LeadActivity,
        LeadColumn,
        LeadOrigin,
        LeadRequest,
        LeadStatus,
        LeadTab,
        LeadTool,
    )


@record
class LeadPerson(Record):
    """The person of a lead, as typed or as kept.

    >>> import dealerkit as dk
    >>> dk.LeadPerson(first_name="Jean", last_name="Martin", mobile="+32478123456").last_name
    'Martin'
    """

    first_name: str = ""
    last_name: str = ""
    civility: str = ""
    email: str = ""
    mobile: str = ""
    phone: str = ""
    country: str = ""
    other_country: str = ""
    postal_code: str = ""
    company_name: str = ""


@record
class LeadTicket(Record):
    """A scanned show ticket: with the person's agreement it fills what is empty, without it nothing is kept (LEA-04).

    >>> import dealerkit as dk
    >>> dk.LeadTicket(agreed=True, data={"last_name": "Martin"}).agreed
    True
    """

    agreed: bool
    data: Mapping[str, str] = {}


@record
class LeadForm(Record):
    """A lead as typed, or as a device keeps it; `captured_at` and an `id` of the device's own making belong to that.

    >>> import dealerkit as dk
    >>> dk.LeadForm(brand="DS", market="BE", language="fr-BE", request="contact", outlet="0011960-000").models
    ()
    """

    id: str = ""
    origin: LeadOrigin | None = None
    tool: LeadTool | None = None
    reason: BackupReason | None = None
    brand: str = ""
    market: str = ""
    language: str = ""
    activity: LeadActivity | None = None
    request: LeadRequest | None = None
    models: tuple[str, ...] = ()
    person: LeadPerson | None = None
    outlet: str = ""
    outlet_comment: str = ""
    consents: Mapping[str, Answer] = {}
    tracked_number: str = ""
    score: int | None = None
    urgency: str = ""
    tab: LeadTab | None = None
    ticket: LeadTicket | None = None
    captured_at: datetime | None = None
    kind: Kind | None = None
    source: str = ""
    event: str = ""
    comment: str = ""


@record
class LeadReceipt(Answered):
    """What a capture answers: whose the lead is and until when they must have called back (LEA-09).

    `attached_to` is the lead that it was added to, where the person has an open one (LEA-16, JRN-06).

    >>> import dealerkit as dk
    >>> dk.LeadReceipt(id="L-1", owner="E1.d002").attached_to is None
    True
    """

    id: str
    owner: str = ""
    deadline: datetime | None = None
    status: LeadStatus = "new"
    attached_to: str | None = None


@record
class Handover(Record):
    """One of the times that a lead was handed over.

    >>> import dealerkit as dk
    >>> dk.Handover(id="L-1", request="quote").request
    'quote'
    """

    id: str
    user: str = ""
    outlet: str = ""
    device: str = ""
    tool: LeadTool = "none"
    reason: BackupReason = "none"
    request: LeadRequest = "contact"
    received_at: datetime | None = None
    captured_at: datetime | None = None


@record
class Lead(Answered):
    """A lead: whole to the entity whose it is, to another one what that one handed over (ACC-02).

    `person` is None where the person was erased.

    >>> import dealerkit as dk
    >>> desk, lead = dk.example_lead()
    >>> lead.brand, lead.outlet_name, lead.status
    ('DS', 'Garage One Bruxelles', 'new')
    """

    id: str
    attached_to: str | None = None
    origin: LeadOrigin = "local"
    tab: LeadTab = "commerce"
    brand: str = ""
    market: str = ""
    language: str = ""
    kind: Kind = "b2c"
    activity: LeadActivity = "VN"
    request: LeadRequest = "contact"
    requests: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    person: LeadPerson | None = None
    outlet: str = ""
    outlet_name: str = ""
    outlet_city: str = ""
    outlet_comment: str = ""
    consents: Mapping[str, Answer] = {}
    tracked_number: str = ""
    score: int | None = None
    urgency: str = ""
    source: str = ""
    event: str = ""
    comment: str = ""
    ticket: Mapping[str, str] = {}
    customer: str = ""
    quote: str = ""
    owner: str = ""
    status: LeadStatus = "new"
    created_at: datetime | None = None
    captured_at: datetime | None = None
    transmitted_at: datetime | None = None
    deadline: datetime | None = None
    overdue: bool = False
    handovers: tuple[Handover, ...] = ()
    erased_at: datetime | None = None


@record
class LeadFilter(Record):
    """One condition of a list; of `in` the values stand between commas (LEA-07).

    >>> import dealerkit as dk
    >>> dk.LeadFilter(field="score", operator=">=", value="50").value
    '50'
    """

    field: LeadColumn
    operator: FilterOperator
    value: str = ""


@record
class LeadPage(Answered):
    """A page of leads; `next` continues it.

    >>> import dealerkit as dk
    >>> dk.LeadPage().leads
    ()
    """

    leads: tuple[Lead, ...] = ()
    next: str | None = None


@record
class LeadSpace(Record):
    """How many leads of one space are how far (LEA-06, LEA-07).

    >>> import dealerkit as dk
    >>> dk.LeadSpace(space="local", tab="commerce", new=2).new
    2
    """

    space: LeadOrigin
    tab: LeadTab
    new: int = 0
    to_treat: int = 0
    in_progress: int = 0
    treated: int = 0


@record
class LeadCounters(Answered):
    """The leads of an entity or outlet, counted: untreated = unassigned + assigned (LEA-07).

    >>> import dealerkit as dk
    >>> dk.LeadCounters(untreated=3, unassigned=1, assigned=2).overdue
    0
    """

    untreated: int = 0
    unassigned: int = 0
    assigned: int = 0
    overdue: int = 0
    spaces: tuple[LeadSpace, ...] = ()


@record
class SyncRefusal(Record):
    """A lead of a batch that was not taken, with everything that is wrong with it.

    >>> import dealerkit as dk
    >>> dk.SyncRefusal(id="L-1").violations
    ()
    """

    id: str = ""
    violations: tuple[Violation, ...] = ()


@record
class Synchronised(Answered):
    """What became of each lead of a batch; `rejected` holds those that were refused, each by itself (LEA-05).

    >>> import dealerkit as dk
    >>> dk.Synchronised(accepted=("L-1",)).already
    ()
    """

    accepted: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    rejected: tuple[SyncRefusal, ...] = ()
    _names = {"rejected": "refused"}


@record
class Enrolment(Answered):
    """A device that may synchronise, and whose it is (LEA-05).

    >>> import dealerkit as dk
    >>> dk.example_desk().devices.enrol(device="tablet-1", user="E1.d001").user
    'E1.d001'
    """

    device: str
    user: str = ""
    outlet: str = ""
    enrolled_at: datetime | None = None


class LeadArea(Area):
    """The verbs of leads: `desk.leads`.

    >>> import dealerkit as dk
    >>> desk, lead = dk.example_lead()
    >>> desk.leads.view(lead=lead.id).owner
    'E1.d002'
    """

    __slots__ = ()

    def capture(
        self,
        *,
        brand: str,
        market: str,
        language: str,
        request: LeadRequest,
        person: LeadPerson,
        id: str | None = None,
        origin: LeadOrigin | None = None,
        tool: LeadTool | None = None,
        reason: BackupReason | None = None,
        activity: LeadActivity | None = None,
        models: Iterable[str] = (),
        outlet: str | None = None,
        outlet_comment: str | None = None,
        consents: Mapping[str, Answer] | None = None,
        tracked_number: str | None = None,
        score: int | None = None,
        urgency: str | None = None,
        tab: LeadTab | None = None,
        ticket: LeadTicket | None = None,
        captured_at: datetime | None = None,
        kind: Kind | None = None,
        source: str | None = None,
        event: str | None = None,
        comment: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LeadReceipt:
        """Captures a lead; the same identifier with the same content again gets the same answer.

        Args:
            brand: the brand that it is about.
            market: the country, by its ISO 3166 code.
            language: as `fr-BE`.
            request: what the person wants.
            person: who wants it.
            id: an identifier of the caller's own making.
            origin: `local`, or `national` where it waits for its requalification.
            tool: the show's tool; the backup apps need a reason.
            reason: why the backup tool is used.
            activity: the part of the outlet's business, by its code.
            models: the models.
            outlet: `code-site`, or `other` with a comment.
            outlet_comment: names the other outlet.
            consents: what each purpose was answered with.
            tracked_number: the number that calls are counted by.
            score: how promising it is.
            urgency: how urgent it is.
            tab: the space that it falls into; by default the activity's.
            ticket: a scanned ticket.
            captured_at: when it was captured on a device.
            kind: `b2c` or `b2b`; by default a company where one is named.
            source: the campaign or site that it came from.
            event: the show.
            comment: anything else.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Owner, deadline, and the lead that it was attached to, if any.

        Raises:
            Refused: ACC-01, LEA-01, LEA-02, LEA-03, LEA-04, LEA-05, LEA-06, JRN-04, CON-02, NET-02, NET-04, CUS-09,
                CUS-12, CUS-13, CUS-14.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> jean = dk.LeadPerson(first_name="Jean", last_name="Martin", email="jean@example.be")
        >>> lead = desk.leads.capture(brand="DS", market="BE", language="fr-BE", request="test_drive", models=["DS 4"],
        ...                           person=jean, outlet="0011960-000", consents={"contact": "yes"})
        >>> lead.owner, lead.deadline.isoformat()
        ('E1.d002', '2024-01-14T10:00:00+01:00')
        """
        form = LeadForm(
            id=id or "",
            origin=origin,
            tool=tool,
            reason=reason,
            brand=brand,
            market=market,
            language=language,
            activity=activity,
            request=request,
            models=tuple(models),
            person=person,
            outlet=outlet or "",
            outlet_comment=outlet_comment or "",
            consents=consents or {},
            tracked_number=tracked_number or "",
            score=score,
            urgency=urgency or "",
            tab=tab,
            ticket=ticket,
            captured_at=captured_at,
            kind=kind,
            source=source or "",
            event=event or "",
            comment=comment or "",
        )
        reply = self._ask("lead.capture", {"lead": form}, at=at, key=key, dry_run=dry_run, explain=explain)
        return LeadReceipt._answer(reply["ok"]["lead"], reply)

    def view(self, *, lead: str, at: datetime | None = None, explain: bool = False) -> Lead:
        """Shows a lead, as far as the actor's legal entity knows it.

        Args:
            lead: its identifier, as it was given when the lead was captured.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            The lead.

        Raises:
            Refused: ACC-01, ACC-02, ACC-08.

        >>> import dealerkit as dk
        >>> desk, lead = dk.example_lead()
        >>> desk.leads.view(lead=lead.id).models
        ('DS 4',)
        """
        reply = self._ask("lead.view", {"lead": lead}, at=at, explain=explain)
        return Lead._answer(reply["ok"]["lead"], reply)

    def list(
        self,
        *,
        filters: Iterable[LeadFilter] = (),
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> LeadPage:
        """Lists the leads that the actor sees, the oldest first.

        Args:
            filters: conditions that must all be met.
            limit: how many at most.
            after: `next` of the page before.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            A page of leads.

        Raises:
            Refused: ACC-01, LEA-07, DAT-05.

        >>> import dealerkit as dk
        >>> desk, lead = dk.example_lead()
        >>> of_brand = dk.LeadFilter(field="brand", operator="=", value="DS")
        >>> [one.brand for one in desk.leads.list(filters=[of_brand]).leads]
        ['DS']
        """
        given = tuple(filters)
        reply = self._ask(
            "lead.list",
            {"filters": given or None, "limit": limit, "after": after},
            at=at,
            explain=explain,
        )
        return LeadPage._answer(reply["ok"], reply)

    def add_models(
        self,
        *,
        lead: str,
        models: Iterable[str],
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Lead:
        """Adds models to a lead; who handed it over may, too (JRN-06).

        Args:
            lead: its identifier.
            models: the models.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The lead.

        Raises:
            Refused: ACC-01, ACC-02, LEA-02, CUS-21, DAT-06.

        >>> import dealerkit as dk
        >>> desk, lead = dk.example_lead()
        >>> desk.leads.add_models(lead=lead.id, models=["DS 7", "DS 4"]).models
        ('DS 4', 'DS 7')
        """
        reply = self._ask(
            "lead.add_models",
            {"lead": lead, "models": tuple(models)},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Lead._answer(reply["ok"]["lead"], reply)

    def transmit(
        self,
        *,
        lead: str,
        outlet: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> LeadReceipt:
        """Gives a requalified lead to its outlet; the clock starts (LEA-09).

        Args:
            lead: its identifier.
            outlet: the outlet, where it was not said before.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            Owner and deadline.

        Raises:
            Refused: ACC-01, ACC-02, LEA-02, LEA-09, NET-04, CUS-21.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> jean = dk.LeadPerson(first_name="Jean", last_name="Martin", email="jean@example.be")
        >>> lead = desk.leads.capture(brand="DS", market="BE", language="fr-BE", request="contact", person=jean,
        ...                           origin="national", outlet="0011960-000", consents={"contact": "no"})
        >>> lead.deadline is None
        True
        >>> desk.leads.transmit(lead=lead.id).deadline.isoformat()
        '2024-01-14T10:00:00+01:00'
        """
        reply = self._ask(
            "lead.transmit", {"lead": lead, "outlet": outlet}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return LeadReceipt._answer(reply["ok"]["lead"], reply)

    def counters(self, *, scope: str, at: datetime | None = None, explain: bool = False) -> LeadCounters:
        """Counts the leads of the legal entity, or of one of its outlets (LEA-07).

        Args:
            scope: the entity or the outlet.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            The counters, and those of each space that the actor sees.

        Raises:
            Refused: ACC-01, ACC-02, LEA-07.

        >>> import dealerkit as dk
        >>> desk, lead = dk.example_lead()
        >>> counted = desk.leads.counters(scope="0011960-000")
        >>> counted.untreated, counted.assigned, counted.overdue
        (1, 1, 0)
        """
        reply = self._ask("lead.counters", {"scope": scope}, at=at, explain=explain)
        return LeadCounters._answer(reply["ok"], reply)


class DeviceArea(Area):
    """The verbs of devices: `desk.devices`.

    >>> import dealerkit as dk
    >>> dk.example_desk().devices.enrol(device="tablet-1", user="E1.d001").device
    'tablet-1'
    """

    __slots__ = ()

    def enrol(
        self,
        *,
        device: str,
        user: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Enrolment:
        """Enrols a device, once and online; again for the same user it is the same answer.

        Args:
            device: an identifier of the device's own.
            user: whose device it is.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The enrolment.

        Raises:
            Refused: ACC-01, LEA-05, NET-06.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> desk.devices.enrol(device="tablet-1", user="E1.d001").outlet
        '0011960-000'
        """
        reply = self._ask(
            "device.enrol", {"device": device, "user": user}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return Enrolment._answer(reply["ok"], reply)

    def sync(
        self,
        *,
        device: str,
        leads: Iterable[LeadForm | Mapping[str, Any]],
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Synchronised:
        """Takes what a device has kept: as often as it likes, in any order, the result is that of once (LEA-05).

        Args:
            device: the device, which is enrolled.
            leads: the leads, each with an identifier made on the device.
            at: the instant of the receipt.
            key: makes the command idempotent; it is anyway.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            What became of each lead. A bad one is rejected by itself; the others are taken.

        Raises:
            Refused: ACC-01, LEA-05, DAT-02.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> tablet = desk.devices.enrol(device="tablet-1", user="E1.d001").device
        >>> jean = dk.LeadPerson(first_name="Jean", last_name="Martin", email="jean@example.be")
        >>> kept = dk.LeadForm(id="t1-0001", brand="DS", market="BE", language="fr-BE", request="contact", person=jean,
        ...                    outlet="0011960-000", consents={"contact": "yes"})
        >>> desk.devices.sync(device=tablet, leads=[kept]).accepted
        ('t1-0001',)
        >>> desk.devices.sync(device=tablet, leads=[kept]).already
        ('t1-0001',)
        """
        reply = self._ask(
            "lead.sync",
            {"device": device, "leads": tuple(leads)},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Synchronised._answer(reply["ok"], reply)
