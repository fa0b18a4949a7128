"""The desk: the rules bound to a store."""

from __future__ import annotations

import json
import os

from dealerkit import _native
from dealerkit._record import Record, read_instant, record, write
from dealerkit.answer import Refused
from dealerkit.audit import AuditArea, AuditReport, OutboxArea
from dealerkit.card import CardArea
from dealerkit.catalog import CatalogArea
from dealerkit.configuration import ConfigurationArea
from dealerkit.consent import ConsentArea
from dealerkit.customer import CustomerArea
from dealerkit.lead import DeviceArea, LeadArea
from dealerkit.loyalty import LoyaltyArea
from dealerkit.network import NetworkArea
from dealerkit.policy import PolicyArea
from dealerkit.quote import QuoteArea
from dealerkit.session import SessionArea
from dealerkit.settlement import SettlementArea
from dealerkit.show import ShowArea
from dealerkit.voucher import VoucherArea

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from types import TracebackType
    from typing import Any

    from dealerkit.words import Preset


def _write_special(value: Any) -> Any:
    written = write(value)
    if written is value:
        raise TypeError(f"a request cannot hold {type(value).__name__}")
    return written


# ensure_ascii is off: half a surrogate pair is then found here, as a UnicodeEncodeError, and not in the library.
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_write_special
).encode
_decode = json.JSONDecoder().decode


@record
class RebuildReport(Record):
    """What a rebuild of the projections found.

    `same` says that they were what the events say, byte for byte; `digest` is their SHA-256.

    >>> import dealerkit as dk
    >>> dk.Desk().rebuild().same
    True
    """

    events: int
    same: bool
    digest: str = ""


class DeskView:
    """A desk with a default actor, instant and language; it does not change, `acting()` makes another one.

    >>> import dealerkit as dk
    >>> desk = dk.Desk()
    >>> desk.acting(user="E1.d001", outlet="0011960-000")
    <DeskView ':memory:' user='E1.d001' outlet='0011960-000'>
    """

    __slots__ = ("_handle", "_store", "_defaults")

    _handle: _native.Desk
    _store: str
    _defaults: dict[str, Any]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a desk does not change: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a desk does not change: {name!r} cannot be deleted")

    def __repr__(self) -> str:
        shown = [repr(self._store)]
        shown += [f"{name}={value!r}" for name, value in self._defaults.get("actor", {}).items()]
        shown += [f"{name}={self._defaults[name]!s}" for name in ("at", "language") if name in self._defaults]
        return f"<{type(self).__name__} {' '.join(shown)}>"

    def acting(
        self,
        *,
        user: str | None = None,
        outlet: str | None = None,
        at: datetime | None = None,
        language: str | None = None,
    ) -> DeskView:
        """Gives a view of the same desk with other defaults; what is None stays as it is.

        Args:
            user: who acts (ACC-01).
            outlet: where, as `code-site`.
            at: the instant of every decision; without one the system clock's is taken.
            language: of messages: `fr`, `nl`, `de` or `en`.

        Returns:
            The view; it shares the desk, and closes with it.

        Raises:
            TypeError: the instant is no datetime.
            ValueError: the datetime is naive.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk().acting(language="fr")
        >>> try:
        ...     desk.customers.view(id="")
        ... except dk.Refused as refused:
        ...     print(refused.message == refused.broken.message(language="fr"))
        True
        """
        defaults = dict(self._defaults)
        actor = dict(defaults.get("actor", {}))
        if user is not None:
            actor["user"] = user
        if outlet is not None:
            actor["outlet"] = outlet
        if actor:
            defaults["actor"] = actor
        if at is not None:
            defaults["at"] = write(read_instant(at))
        if language is not None:
            defaults["language"] = language
        return _view(DeskView, self._handle, self._store, defaults)

    def call(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answers a request of the protocol. Any thread may call; the interpreter is free for others meanwhile.

        Args:
            request: `{"verb": …, "args": {…}}`; `actor`, `at` and `language` are the view's where they are not given.
                Instants, days, Decimals, Money and records are written as the protocol writes them.

        Returns:
            The reply as it is: `{"ok": …}` or `{"refused": […]}`. A refusal raises nothing here.

        Raises:
            TypeError: the request holds what JSON cannot.
            ValueError: the desk is closed, a text has no UTF-8, a datetime is naive.

        >>> import dealerkit as dk
        >>> dk.Desk().call({"verb": "check.vat", "args": {"value": "BE0403170701"}})
        {'ok': {'valid': True, 'normalized': 'BE0403170701', 'unknown': False}}
        """
        if self._defaults:
            request = {**self._defaults, **request}
        reply: dict[str, Any] = _decode(self._handle.call(_encode(request)))
        return reply

    @property
    def network(self) -> NetworkArea:
        """Brands, legal entities, outlets and users.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> dk.Desk().network.load().outlets
        0
        """
        return NetworkArea(self)

    @property
    def policies(self) -> PolicyArea:
        """Presets, and policies of your own.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> dk.Desk().policies.load(preset="bdc_qc").policy
        'bdc_qc'
        """
        return PolicyArea(self)

    @property
    def customers(self) -> CustomerArea:
        """Persons and companies.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> dk.example_desk().customers.search(email="jeanne@example.be").candidates
        ()
        """
        return CustomerArea(self)

    @property
    def consents(self) -> ConsentArea:
        """What persons allowed.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, customer = dk.example_customer()
        >>> desk.consents.state(customer=customer.id)["partners"].answer
        'no'
        """
        return ConsentArea(self)

    @property
    def leads(self) -> LeadArea:
        """Persons who want something, and the outlets that must answer.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, lead = dk.example_lead()
        >>> desk.leads.view(lead=lead.id).request
        'test_drive'
        """
        return LeadArea(self)

    @property
    def devices(self) -> DeviceArea:
        """Devices that capture leads out of reach.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> dk.example_desk().devices.enrol(device="tablet-1", user="E1.d001").user
        'E1.d001'
        """
        return DeviceArea(self)

    @property
    def catalogs(self) -> CatalogArea:
        """Catalogues of models.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> dk.example_showroom().catalogs.models(catalog="show_2024", market="BE").models[0].name
        'DS 3'
        """
        return CatalogArea(self)

    @property
    def configurations(self) -> ConfigurationArea:
        """What is chosen of a model.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk = dk.example_showroom()
        >>> desk.configurations.state(catalog="show_2024", model="ds_3", market="BE").complete
        False
        """
        return ConfigurationArea(self)

    @property
    def sessions(self) -> SessionArea:
        """Sessions at the stand of a show.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, session = dk.example_journey()
        >>> desk.sessions.status(session=session).step
        3
        """
        return SessionArea(self)

    @property
    def quotes(self) -> QuoteArea:
        """Quotes and their offers.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> desk.quotes.view(quote=quote).state
        'draft'
        """
        return QuoteArea(self)

    @property
    def vouchers(self) -> VoucherArea:
        """Vouchers and promotion codes.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, quote = dk.example_quote()
        >>> desk.vouchers.check(code="BMS-DS", brand="DS", place="basket").amount
        Decimal('250.00')
        """
        return VoucherArea(self)

    @property
    def show(self) -> ShowArea:
        """The report of a day of the show.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> import datetime
        >>> desk, quote = dk.example_quote()
        >>> desk.show.day_report(date=datetime.date(2024, 1, 12)).prospects
        1
        """
        return ShowArea(self)

    @property
    def cards(self) -> CardArea:
        """Discount cards and their operations.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_card()
        >>> desk.cards.lookup(code=card.code).card.status
        'active'
        """
        return CardArea(self)

    @property
    def loyalty(self) -> LoyaltyArea:
        """Loyalty programmes and their cards.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, card = dk.example_loyalty_card()
        >>> desk.loyalty.lookup(code=card.code).card.unit
        'eur'
        """
        return LoyaltyArea(self)

    @property
    def settlement(self) -> SettlementArea:
        """Claims of co-funded cards, and how they are paid.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> desk, claim = dk.example_claim()
        >>> claim.status
        'pending'
        """
        return SettlementArea(self)

    @property
    def audit(self) -> AuditArea:
        """The hash-chained ledger.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> dk.Desk().audit.verify().records
        0
        """
        return AuditArea(self)

    @property
    def outbox(self) -> OutboxArea:
        """Effects that wait for the host.

        Returns:
            The area.

        >>> import dealerkit as dk
        >>> dk.example_desk().outbox.list().next is None
        True
        """
        return OutboxArea(self)


def _view(kind: type[DeskView], handle: _native.Desk, store: str, defaults: dict[str, Any]) -> DeskView:
    made = kind.__new__(kind)
    object.__setattr__(made, "_handle", handle)
    object.__setattr__(made, "_store", store)
    object.__setattr__(made, "_defaults", defaults)
    return made


class Desk(DeskView):
    """The rules bound to a store: it decides, keeps, answers. Any thread may use it.

    Args:
        store: a file, or `:memory:`.
        preset: the policy; without one it follows the verb.
        simulation: everything works, nothing is real but the mails (CRD-19).
        training: only the training outlet may be a destination (NET-04).
        seed: makes identifiers repeatable, for tests only.

    Raises:
        Refused: store_cannot_open, store_foreign, store_damaged, store_version_unknown (SEC-02), store_busy (DAT-04),
            preset_unknown (DAT-02); the file is as it was.

    >>> import dealerkit as dk
    >>> with dk.Desk(preset="motor_show_be") as desk:
    ...     desk.policies.show().name
    'motor_show_be'
    """

    __slots__ = ()

    def __init__(
        self,
        store: str | os.PathLike[str] = ":memory:",
        *,
        preset: Preset | None = None,
        simulation: bool = False,
        training: bool = False,
        seed: int | None = None,
    ) -> None:
        path = os.fspath(store)
        try:
            handle = _native.Desk(path, preset or "", simulation, training, seed)
        except _native.Failure as failure:
            raise Refused._of_failure(failure) from None
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_store", path)
        object.__setattr__(self, "_defaults", {})

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def closed(self) -> bool:
        """Whether the desk is closed.

        Returns:
            True after `close()`.

        >>> import dealerkit as dk
        >>> with dk.Desk() as desk:
        ...     pass
        >>> desk.closed
        True
        """
        return self._handle.closed

    def close(self) -> None:
        """Closes the desk, and every view of it. Closing again does nothing.

        A call that another thread has under way is finished first; the store closes with it.

        >>> import dealerkit as dk
        >>> desk = dk.Desk()
        >>> desk.close()
        >>> desk.closed
        True
        """
        self._handle.close()

    def rebuild(self) -> RebuildReport:
        """Rebuilds every projection from the ledger, in one transaction.

        Returns:
            Whether the projections were what the events say.

        Raises:
            Refused: store_damaged (SEC-02), store_busy, store_write_failed (DAT-04); nothing has changed.
            ValueError: the desk is closed.

        >>> import dealerkit as dk
        >>> dk.Desk().rebuild().events
        0
        """
        try:
            events, same, digest = self._handle.rebuild()
        except _native.Failure as failure:
            raise Refused._of_failure(failure) from None
        return RebuildReport(events=events, same=same, digest=digest)


def verify_store(store: str | os.PathLike[str]) -> AuditReport:
    """Verifies a store's ledger without opening a desk: one whose chain is broken can still be looked at.

    Args:
        store: a file.

    Returns:
        The report, also where the ledger is not intact.

    Raises:
        Refused: store_cannot_open, store_foreign, store_version_unknown (SEC-02).

    >>> import dealerkit as dk
    >>> try:
    ...     dk.verify_store("there/is/no/such.store")
    ... except dk.Refused as refused:
    ...     print(refused.rule)
    SEC-02
    """
    try:
        records, intact, first_broken, head = _native.verify_store(os.fspath(store))
    except _native.Failure as failure:
        raise Refused._of_failure(failure) from None
    return AuditReport(records=records, intact=intact, first_broken=first_broken or None, head=head)


def schema(verb: str | None = None) -> dict[str, Any]:
    """Gives the JSON Schema of a verb's arguments and reply.

    Args:
        verb: a verb of the protocol; None for all.

    Returns:
        The schema, as a dict.

    Raises:
        ValueError: there is no such verb.

    >>> import dealerkit as dk
    >>> list(dk.schema("check.vat")["verbs"])
    ['check.vat']
    """
    made: dict[str, Any] = _decode(_native.schema(verb or ""))
    return made
