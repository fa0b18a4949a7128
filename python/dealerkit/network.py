"""The network: brands, legal entities, outlets and the people who work in them (NET)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal
    from typing import Any

    from dealerkit.words import BrandFamily, OutletKind, TrackedNumber, WorkDomain


@record
class Brand(Record):
    """A brand with what it can do (NET-01, NET-02).

    >>> import dealerkit as dk
    >>> dk.Brand(code="DS", name="DS Automobiles", family="xP", capabilities=("quote_tool",))
    Brand(code='DS', name='DS Automobiles', family='xP', capabilities=('quote_tool',))
    """

    code: str
    name: str
    family: BrandFamily = "none"
    capabilities: tuple[str, ...] = ()


@record
class LegalEntity(Record):
    """A legal entity, known by its VAT number (NET-03).

    >>> import dealerkit as dk
    >>> dk.LegalEntity(id="E1", vat="BE0403170701", name="Garage One").id
    'E1'
    """

    id: str
    vat: str
    name: str


@record
class Address(Record):
    """A postal address; `country` is an ISO 3166 code.

    >>> import dealerkit as dk
    >>> dk.Address(postal_code="1000", country="BE")
    Address(postal_code='1000', country='BE')
    """

    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""


@record
class GeoPoint(Record):
    """Degrees of WGS 84: the only floats of the library, since a place is measured and money is counted.

    >>> import dealerkit as dk
    >>> dk.GeoPoint(lat=50.85, lon=4.35)
    GeoPoint(lat=50.85, lon=4.35)
    """

    lat: float
    lon: float


@record
class Outlet(Answered):
    """An outlet, named `code-site` in the protocol (NET-04).

    >>> import dealerkit as dk
    >>> dk.Outlet(code="0011960", site="000", entity="E1", name="One", time_zone="Europe/Brussels").label
    '0011960-000'
    """

    code: str
    site: str
    entity: str
    name: str
    time_zone: str
    record_type: OutletKind = "outlet"
    brands: tuple[str, ...] = ()
    address: Address = Address()
    location: GeoPoint | None = None
    sales_managers: Mapping[str, str] = {}
    mailboxes: Mapping[str, str] = {}
    flags: tuple[str, ...] = ()
    phone: str = ""
    privacy_url: str = ""
    iban: str = ""
    bic: str = ""
    training: bool = False

    @property
    def label(self) -> str:
        """The name of the outlet in the protocol.

        Returns:
            `code-site`.

        >>> import dealerkit as dk
        >>> dk.Outlet(code="1", site="2", entity="E1", name="One", time_zone="Europe/Brussels").label
        '1-2'
        """
        return f"{self.code}-{self.site}"


@record
class RoleGrant(Record):
    """A role, at one outlet or all, in one domain or all (NET-06).

    >>> import dealerkit as dk
    >>> dk.RoleGrant(role="salesman", outlet="0011960-000").domain
    'any'
    """

    role: str
    outlet: str = ""
    domain: WorkDomain = "any"

    @classmethod
    def _one(cls, value: Any) -> RoleGrant:
        return cls(role=value) if isinstance(value, str) else Record._one.__func__(cls, value)  # type: ignore[attr-defined]


@record
class WorkShare(Record):
    """A part of a user's working time, in whole percents (NET-07).

    >>> import dealerkit as dk
    >>> dk.WorkShare(outlet="0011960-000", brand="DS", percent=100).percent
    100
    """

    outlet: str
    brand: str
    percent: int


@record
class LeadNotification(Record):
    """When a user is told of a new lead (NET-10).

    >>> import dealerkit as dk
    >>> dk.LeadNotification(leads=True, activities=("VN",))
    LeadNotification(leads=True, activities=('VN',))
    """

    leads: bool = False
    activities: tuple[str, ...] = ()
    push: bool = False
    mail_disabled: bool = False


@record
class LegacyLogin(Record):
    """A login that a user has kept from before, at one outlet.

    >>> import dealerkit as dk
    >>> dk.LegacyLogin(outlet="0011960-000", login="x123").login
    'x123'
    """

    outlet: str
    login: str


@record
class User(Answered):
    """A user: one identity for all brands of the legal entity (NET-06).

    `fte` is a percentage of full time: a Decimal, an int or a str; a float raises TypeError.

    >>> import dealerkit as dk
    >>> from decimal import Decimal
    >>> dk.User(id="E1.d001", entity="E1", roles=(dk.RoleGrant(role="salesman"),), fte=Decimal("80")).fte
    Decimal('80')
    """

    id: str
    entity: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    roles: tuple[RoleGrant, ...] = ()
    shares: tuple[WorkShare, ...] = ()
    activities: tuple[str, ...] = ()
    notify: LeadNotification = LeadNotification()
    tracked_phone: TrackedNumber = "none"
    legacy_logins: tuple[LegacyLogin, ...] = ()
    main_outlet: str = ""
    fte: Decimal | None = None
    active: bool = True
    superseded: bool = False
    language: str = ""
    light_commercial: bool = False


@record
class NetworkLoaded(Answered):
    """How many records of each kind were loaded.

    >>> import dealerkit as dk
    >>> dk.NetworkLoaded(outlets=2).outlets
    2
    """

    legal_entities: int = 0
    outlets: int = 0
    users: int = 0
    brands: int = 0


@record
class PortfolioTransferred(Answered):
    """How many customers changed hands (ACC-09).

    >>> import dealerkit as dk
    >>> dk.PortfolioTransferred(customers=12).customers
    12
    """

    customers: int = 0


@record
class OutletBank(Answered):
    """The bank account of an outlet (STL-02).

    >>> import dealerkit as dk
    >>> dk.OutletBank(outlet="0011960-000", iban="BE68539007547034").iban
    'BE68539007547034'
    """

    outlet: str
    iban: str
    bic: str = ""


@record
class OutletFound(Record):
    """An outlet that a search found; `distance_km` is great-circle, None where an end has no coordinates.

    >>> import dealerkit as dk
    >>> dk.OutletFound(outlet="0011960-000", name="One").distance_km is None
    True
    """

    outlet: str
    name: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    distance_km: float | None = None


@record
class OutletSearch(Answered):
    """The outlets that a search found, nearest first (NET-05); `next` is what `after` takes for more.

    >>> import dealerkit as dk
    >>> dk.OutletSearch().outlets
    ()
    """

    outlets: tuple[OutletFound, ...] = ()
    next: str | None = None


class NetworkArea(Area):
    """The verbs of the network: `desk.network`.

    >>> import dealerkit as dk
    >>> dk.Desk().network.load(legal_entities=[dk.LegalEntity(id="E1", vat="BE0403170701", name="One")])
    NetworkLoaded(legal_entities=1)
    """

    __slots__ = ()

    def load(
        self,
        *,
        legal_entities: Iterable[LegalEntity] = (),
        outlets: Iterable[Outlet] = (),
        users: Iterable[User] = (),
        brands: Iterable[Brand] = (),
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> NetworkLoaded:
        """Loads brands, entities, outlets and users: an administrative call without an actor.

        Args:
            legal_entities: legal entities, in any order.
            outlets: outlets; one that names a record which is not there yet gets a note.
            users: users.
            brands: brands beside the ones in use.
            at: the instant of the decision; the desk's own, or the system clock's, where it is None.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            How many records were loaded; its notes name the references that are still open.

        Raises:
            Refused: NET-01 to NET-12, DAT-04.

        >>> import dealerkit as dk
        >>> desk = dk.Desk()
        >>> desk.network.load(legal_entities=[dk.LegalEntity(id="E1", vat="BE0403170701", name="One")])
        NetworkLoaded(legal_entities=1)
        """
        reply = self._ask(
            "network.load",
            {
                "legal_entities": LegalEntity._given_many(legal_entities),
                "outlets": Outlet._given_many(outlets),
                "users": User._given_many(users),
                "brands": Brand._given_many(brands),
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return NetworkLoaded._answer(reply["ok"], reply)

    def put_user(
        self,
        *,
        user: User,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> User:
        """Creates or changes a user, by an admin of the legal entity.

        Args:
            user: the whole record.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The user as kept.

        Raises:
            Refused: ACC-01, ACC-02, NET-06, NET-07, NET-10, NET-11, LEA-18.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk().acting(user="E1.admin")
        >>> desk.network.put_user(user=dk.User(id="E1.d007", entity="E1", first_name="Eva")).first_name
        'Eva'
        """
        reply = self._ask("user.put", {"user": User._given(user)}, at=at, key=key, dry_run=dry_run, explain=explain)
        return User._answer(reply["ok"]["user"], reply)

    def deactivate_user(
        self,
        *,
        id: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> User:
        """Deactivates a user: the record keeps its history and is never a target again.

        Args:
            id: the user's identity.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The user as kept.

        Raises:
            Refused: ACC-01, ACC-02, NET-06.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk().acting(user="E1.admin")
        >>> desk.network.deactivate_user(id="E1.d002").active
        False
        """
        reply = self._ask("user.deactivate", {"id": id}, at=at, key=key, dry_run=dry_run, explain=explain)
        return User._answer(reply["ok"]["user"], reply)

    def transfer_portfolio(
        self,
        *,
        from_user: str,
        to_user: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> PortfolioTransferred:
        """Passes a portfolio from one user to another of the same entity, as one audited act.

        Args:
            from_user: whose portfolio it is.
            to_user: whose it will be.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            How many customers changed hands.

        Raises:
            Refused: ACC-01, ACC-02, ACC-09.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk().acting(user="E1.admin")
        >>> desk.network.transfer_portfolio(from_user="E1.d001", to_user="E1.d002").customers
        0
        """
        reply = self._ask(
            "portfolio.transfer",
            {"from": from_user, "to": to_user},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return PortfolioTransferred._answer(reply["ok"], reply)

    def set_bank(
        self,
        *,
        outlet: str,
        iban: str,
        bic: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> OutletBank:
        """Enters an outlet's bank account: once by the outlet, changed later only by headquarters.

        Args:
            outlet: `code-site`.
            iban: the account.
            bic: the bank.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The account as kept.

        Raises:
            Refused: ACC-01, ACC-02, STL-02.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> desk.network.set_bank(outlet="0011960-000", iban="BE68 5390 0754 7034").iban
        'BE68539007547034'
        """
        reply = self._ask(
            "outlet.set_bank",
            {"outlet": outlet, "iban": iban, "bic": bic},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return OutletBank._answer(reply["ok"], reply)

    def search_outlets(
        self,
        *,
        brand: str,
        postal_code: str | None = None,
        locality: str | None = None,
        name: str | None = None,
        country: str | None = None,
        customer: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> OutletSearch:
        """Searches outlets that sell a brand, nearest first.

        Args:
            brand: the code of the brand.
            postal_code: a postal code to be near to.
            locality: a part of the city's name.
            name: a part of the outlet's name.
            country: an ISO 3166 code.
            customer: whose postal code counts where nothing is typed.
            limit: how many at most.
            after: `next` of the page before.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            The outlets of the page.

        Raises:
            Refused: ACC-01, NET-01, NET-05, DAT-05.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> [found.outlet for found in desk.network.search_outlets(brand="DS", country="BE").outlets]
        ['0011960-000', '0011960-001']
        """
        reply = self._ask(
            "outlet.search",
            {
                "brand": brand,
                "postal_code": postal_code,
                "locality": locality,
                "name": name,
                "country": country,
                "customer": customer,
                "limit": limit,
                "after": after,
            },
            at=at,
            explain=explain,
        )
        return OutletSearch._answer(reply["ok"], reply)
