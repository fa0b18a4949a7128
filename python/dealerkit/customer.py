"""Customers: persons and companies, found before they are created (CUS)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered, Effect
from dealerkit.audit import LedgerLine
from dealerkit.consent import ConsentRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from dealerkit.words import Account, Answer, Kind


@record
class Vehicle(Record):
    """A vehicle that a customer owns or drives; `relation` is `owner`, `driver` or `lessee`.

    >>> import dealerkit as dk
    >>> dk.Vehicle(vin="WVWZZZ1JZ3W386752", relation="owner").relation
    'owner'
    """

    vin: str
    relation: str = ""
    label: str = ""


@record
class ContactForm(Record):
    """A contact of a company as typed; `consents` says what each purpose was answered with.

    >>> import dealerkit as dk
    >>> dk.ContactForm(first_name="Jeanne", last_name="Dupont", consents={"contact": "yes"}).consents
    {'contact': 'yes'}
    """

    first_name: str = ""
    last_name: str = ""
    civility: str = ""
    email: str = ""
    email_repeated: str = ""
    email_confirmed: bool = False
    mobile: str = ""
    phone: str = ""
    can_text: bool | None = None
    language: str = ""
    country: str = ""
    other_country: str = ""
    postal_code: str = ""
    street: str = ""
    city: str = ""
    consents: Mapping[str, Answer] = {}


@record
class Contact(Record):
    """A contact of a company as kept; phone numbers are in E.164.

    >>> import dealerkit as dk
    >>> dk.Contact(id="c", first_name="Jeanne").first_name
    'Jeanne'
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    civility: str = ""
    email: str = ""
    email_confirmed: bool = False
    mobile: str = ""
    mobile_extension: str = ""
    phone: str = ""
    phone_extension: str = ""
    can_text: bool | None = None
    language: str = ""
    country: str = ""
    postal_code: str = ""
    street: str = ""
    city: str = ""
    consents: tuple[ConsentRecord, ...] = ()


@record
class Customer(Answered):
    """A customer of one legal entity. Of one that was erased only the tombstone is left (CUS-21).

    >>> import dealerkit as dk
    >>> dk.Customer(id="c", kind="b2c", name="Jeanne Dupont").name
    'Jeanne Dupont'
    """

    id: str
    kind: Kind
    name: str = ""
    initials: str = ""
    first_name: str = ""
    last_name: str = ""
    civility: str = ""
    company_name: str = ""
    vat: str = ""
    vat_unknown: bool = False
    siren: str = ""
    siret: str = ""
    email: str = ""
    email_confirmed: bool = False
    mobile: str = ""
    phone: str = ""
    can_text: bool | None = None
    language: str = ""
    country: str = ""
    postal_code: str = ""
    street: str = ""
    city: str = ""
    company_car: bool | None = None
    brand: str = ""
    fleet_size: int | None = None
    vocation: str = ""
    vehicles: tuple[Vehicle, ...] = ()
    service_contracts: tuple[str, ...] = ()
    framework_agreements: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    account: Account = "none"
    record_type: str = ""
    owner: str = ""
    outlet: str = ""
    missing: tuple[str, ...] = ()
    created_at: datetime | None = None
    erased_at: datetime | None = None


@record
class Candidate(Record):
    """A customer that a search found, as a list shows it.

    >>> import dealerkit as dk
    >>> dk.Candidate(id="c", kind="b2c", name="Jeanne Dupont").has_contact
    False
    """

    id: str
    kind: Kind
    name: str = ""
    email: str = ""
    has_contact: bool = False


@record
class SearchResult(Answered):
    """What a search found; `token` proves it to `create` (CUS-02), `next` is what `after` takes for more.

    >>> import dealerkit as dk
    >>> dk.SearchResult(token="t").candidates
    ()
    """

    token: str
    candidates: tuple[Candidate, ...] = ()
    next: str | None = None


@record
class CustomerExport(Answered):
    """Everything held about one person (CUS-21).

    >>> import dealerkit as dk
    >>> dk.CustomerExport(customer=dk.Customer(id="c", kind="b2c")).history
    ()
    """

    customer: Customer
    consents: tuple[ConsentRecord, ...] = ()
    history: tuple[LedgerLine, ...] = ()
    pending: tuple[Effect, ...] = ()


@record
class Erasure(Answered):
    """That a person's data is gone (CUS-21).

    >>> import dealerkit as dk
    >>> import datetime
    >>> dk.Erasure(id="c", erased_at=datetime.datetime(2024, 1, 12, tzinfo=datetime.timezone.utc)).id
    'c'
    """

    id: str
    erased_at: datetime


@record
class AccountConfirmed(Answered):
    """That an online account is active (CUS-18).

    >>> import dealerkit as dk
    >>> dk.AccountConfirmed(customer="c", account="active").account
    'active'
    """

    customer: str
    account: Account


class CustomerArea(Area):
    """The verbs of customers: `desk.customers`.

    >>> import dealerkit as dk
    >>> desk = dk.example_desk()
    >>> desk.customers.search(email="nobody@example.be").candidates
    ()
    """

    __slots__ = ()

    def search(
        self,
        *,
        kind: Kind | None = None,
        email: str | None = None,
        vat: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> SearchResult:
        """Searches customers of the actor's legal entity; everything given must match.

        Args:
            kind: `b2c` or `b2b`.
            email: the e-mail, of a company that of any contact.
            vat: the VAT number, with its prefix; of a company only.
            first_name: together with the last name and, in most policies, the e-mail.
            last_name: together with the first name.
            phone: a phone number.
            limit: how many at most.
            after: `next` of the page before.
            at: the instant of the search.
            explain: adds the rules that shaped the answer.

        Returns:
            The candidates, and the token that `create` asks for.

        Raises:
            Refused: ACC-01, CUS-03, CUS-04, CUS-10, CUS-14, DAT-05.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> found = desk.customers.search(kind="b2c", email="jeanne@example.be")
        >>> found.candidates, found.token != ""
        ((), True)
        """
        reply = self._ask(
            "customer.search",
            {
                "kind": kind,
                "email": email,
                "vat": vat,
                "first_name": first_name,
                "last_name": last_name,
                "phone": phone,
                "limit": limit,
                "after": after,
            },
            at=at,
            explain=explain,
        )
        return SearchResult._answer(reply["ok"], reply)

    def create(
        self,
        *,
        search_token: str,
        kind: Kind,
        first_name: str | None = None,
        last_name: str | None = None,
        civility: str | None = None,
        company_name: str | None = None,
        vat: str | None = None,
        siren: str | None = None,
        siret: str | None = None,
        email: str | None = None,
        email_repeated: str | None = None,
        email_confirmed: bool | None = None,
        mobile: str | None = None,
        phone: str | None = None,
        can_text: bool | None = None,
        language: str | None = None,
        country: str | None = None,
        other_country: str | None = None,
        postal_code: str | None = None,
        street: str | None = None,
        city: str | None = None,
        company_car: bool | None = None,
        brand: str | None = None,
        fleet_size: int | None = None,
        vocation: str | None = None,
        vehicles: Iterable[Vehicle] = (),
        service_contracts: Iterable[str] = (),
        framework_agreements: Iterable[str] = (),
        contacts: Iterable[ContactForm] = (),
        consents: Mapping[str, Answer] | None = None,
        open_account: bool = False,
        confirm_distinct: bool = False,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Customer:
        """Creates a customer that a search has not found.

        Args:
            search_token: of a search by the same actor that asked for this customer.
            kind: `b2c`, a person, or `b2b`, a company.
            first_name: of a person.
            last_name: of a person.
            civility: of a person.
            company_name: of a company; of a person where the project is for a company car.
            vat: of a company, with its prefix.
            siren: of a company.
            siret: of a company.
            email: the address.
            email_repeated: the address again, as the person typed it.
            email_confirmed: the person confirmed it on the screen.
            mobile: a number in the form that the policy names.
            phone: a number.
            can_text: text messages are welcome.
            language: as `fr-BE`.
            country: an ISO 3166 code, or `other`.
            other_country: the ISO 3166 code where the country is `other`.
            postal_code: the customer's own.
            street: of the address.
            city: of the address.
            company_car: the project is a company car.
            brand: the code of a brand.
            fleet_size: of a company.
            vocation: what a company does.
            vehicles: what the customer owns or drives.
            service_contracts: names of contracts.
            framework_agreements: names of agreements.
            contacts: of a company.
            consents: the answer to each purpose; of a company the first contact's.
            open_account: opens an online account, pending until it is confirmed.
            confirm_distinct: it is another person than the one of the same name.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The customer; its effects hold the e-mail that confirms the account.

        Raises:
            Refused: ACC-01, CUS-01, CUS-02, CUS-06 to CUS-18, CON-02.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> found = desk.customers.search(email="jeanne@example.be", first_name="Jeanne", last_name="Dupont")
        >>> customer = desk.customers.create(
        ...     search_token=found.token, kind="b2c", first_name="Jeanne", last_name="Dupont",
        ...     email="jeanne@example.be", email_repeated="jeanne@example.be", mobile="478123456",
        ...     language="fr-BE", country="BE", postal_code="1000", company_car=False,
        ...     consents={"contact": "yes", "profiling": "no", "partners": "no"}, open_account=True)
        >>> customer.mobile, customer.account, customer.effects[0].template
        ('+32478123456', 'pending', 'account_confirmation')
        """
        typed: dict[str, Any] = {
            "kind": kind,
            "first_name": first_name,
            "last_name": last_name,
            "civility": civility,
            "company_name": company_name,
            "vat": vat,
            "siren": siren,
            "siret": siret,
            "email": email,
            "email_repeated": email_repeated,
            "email_confirmed": email_confirmed,
            "mobile": mobile,
            "phone": phone,
            "can_text": can_text,
            "language": language,
            "country": country,
            "other_country": other_country,
            "postal_code": postal_code,
            "street": street,
            "city": city,
            "company_car": company_car,
            "brand": brand,
            "fleet_size": fleet_size,
            "vocation": vocation,
            "vehicles": Vehicle._given_many(vehicles) or None,
            "service_contracts": tuple(service_contracts) or None,
            "framework_agreements": tuple(framework_agreements) or None,
            "contacts": ContactForm._given_many(contacts) or None,
        }
        reply = self._ask(
            "customer.create",
            {
                "search_token": search_token,
                "customer": {name: value for name, value in typed.items() if value is not None},
                "consents": None if consents is None else dict(consents),
                "open_account": open_account,
                "confirm_distinct": confirm_distinct,
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Customer._answer(reply["ok"]["customer"], reply)

    def select(
        self,
        *,
        id: str,
        email: str | None = None,
        phone: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Customer:
        """Takes a candidate of a search.

        Args:
            id: the candidate's identifier.
            email: repeated, where the search had several candidates.
            phone: repeated, where the candidate has no e-mail.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The customer.

        Raises:
            Refused: ACC-01, ACC-02, CUS-05, CUS-07, CUS-19, CUS-21.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> try:
        ...     desk.customers.select(id="nobody")
        ... except dk.Refused as refused:
        ...     print(refused.rule, refused.code)
        ACC-02 record_not_found
        """
        reply = self._ask(
            "customer.select",
            {"id": id, "email": email, "phone": phone},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Customer._answer(reply["ok"]["customer"], reply)

    def update(
        self,
        *,
        id: str,
        contact: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        civility: str | None = None,
        company_name: str | None = None,
        vat: str | None = None,
        siren: str | None = None,
        siret: str | None = None,
        email: str | None = None,
        email_confirmed: bool | None = None,
        mobile: str | None = None,
        phone: str | None = None,
        can_text: bool | None = None,
        language: str | None = None,
        country: str | None = None,
        other_country: str | None = None,
        postal_code: str | None = None,
        street: str | None = None,
        city: str | None = None,
        company_car: bool | None = None,
        brand: str | None = None,
        fleet_size: int | None = None,
        vocation: str | None = None,
        vehicles: Iterable[Vehicle] | None = None,
        service_contracts: Iterable[str] | None = None,
        framework_agreements: Iterable[str] | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Customer:
        """Changes what is given; what is None stays as it is, an empty text is removed.

        Args:
            id: the customer.
            contact: the contact of a company whose fields they are.
            first_name: as in `create`, and so on.
            last_name: of a person.
            civility: of a person.
            company_name: of a company.
            vat: of a company.
            siren: of a company.
            siret: of a company.
            email: the address.
            email_confirmed: the person confirmed it.
            mobile: a number.
            phone: a number.
            can_text: text messages are welcome.
            language: as `fr-BE`.
            country: an ISO 3166 code, or `other`.
            other_country: the ISO 3166 code where the country is `other`.
            postal_code: the customer's own.
            street: of the address.
            city: of the address.
            company_car: the project is a company car.
            brand: the code of a brand.
            fleet_size: of a company.
            vocation: what a company does.
            vehicles: all of them.
            service_contracts: all of them.
            framework_agreements: all of them.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The customer as kept now.

        Raises:
            Refused: ACC-01, ACC-02, DAT-02, CUS-07 to CUS-17, CUS-21.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> try:
        ...     desk.customers.update(id="nobody", city="Namur")
        ... except dk.Refused as refused:
        ...     print(refused.code)
        record_not_found
        """
        changes: dict[str, Any] = {
            "contact": contact,
            "first_name": first_name,
            "last_name": last_name,
            "civility": civility,
            "company_name": company_name,
            "vat": vat,
            "siren": siren,
            "siret": siret,
            "email": email,
            "email_confirmed": email_confirmed,
            "mobile": mobile,
            "phone": phone,
            "can_text": can_text,
            "language": language,
            "country": country,
            "other_country": other_country,
            "postal_code": postal_code,
            "street": street,
            "city": city,
            "company_car": company_car,
            "brand": brand,
            "fleet_size": fleet_size,
            "vocation": vocation,
            "vehicles": None if vehicles is None else Vehicle._given_many(vehicles),
            "service_contracts": None if service_contracts is None else tuple(service_contracts),
            "framework_agreements": None if framework_agreements is None else tuple(framework_agreements),
        }
        reply = self._ask(
            "customer.update",
            {"id": id, "changes": {name: value for name, value in changes.items() if value is not None}},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Customer._answer(reply["ok"]["customer"], reply)

    def add_contact(
        self,
        *,
        id: str,
        contact: ContactForm,
        consents: Mapping[str, Answer] | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Customer:
        """Adds a contact to a company.

        Args:
            id: the company.
            contact: the contact as typed.
            consents: the contact's answer to each purpose.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The company with its contacts.

        Raises:
            Refused: ACC-01, ACC-02, CUS-06, CUS-07, CUS-09, CUS-14, CUS-15, CON-02.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> try:
        ...     desk.customers.add_contact(id="nobody", contact=dk.ContactForm(email="none"))
        ... except dk.Refused as refused:
        ...     print(refused.rule != "")
        True
        """
        reply = self._ask(
            "customer.add_contact",
            {
                "id": id,
                "contact": ContactForm._given(contact),
                "consents": None if consents is None else dict(consents),
            },
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return Customer._answer(reply["ok"]["customer"], reply)

    def view(self, *, id: str, at: datetime | None = None) -> Customer:
        """Shows a customer.

        Args:
            id: the customer.
            at: the instant of the question.

        Returns:
            The customer.

        Raises:
            Refused: ACC-01, ACC-02 (also for a customer of another legal entity), CUS-19.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> try:
        ...     desk.customers.view(id="nobody")
        ... except dk.Refused as refused:
        ...     print(refused.broken)
        Rule.RECORD_NOT_FOUND
        """
        reply = self._ask("customer.view", {"id": id}, at=at)
        return Customer._answer(reply["ok"]["customer"], reply)

    def export(
        self,
        *,
        id: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CustomerExport:
        """Gives out everything held about one person; the export itself is recorded.

        Args:
            id: the customer.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The customer with consents, history and what waits in the outbox.

        Raises:
            Refused: ACC-01, ACC-02, CUS-19, CUS-21.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> try:
        ...     desk.customers.export(id="nobody")
        ... except dk.Refused as refused:
        ...     print(refused.rule)
        ACC-02
        """
        reply = self._ask("customer.export", {"id": id}, at=at, key=key, dry_run=dry_run, explain=explain)
        return CustomerExport._answer(reply["ok"], reply)

    def erase(
        self,
        *,
        id: str,
        reason: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> Erasure:
        """Removes a person's data; what stays is a tombstone and a pseudonym.

        Args:
            id: the customer.
            reason: why; it stays, so it must not name the person.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            When it was done.

        Raises:
            Refused: ACC-01, ACC-02, CUS-19, CUS-21.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> try:
        ...     desk.customers.erase(id="nobody", reason="")
        ... except dk.Refused as refused:
        ...     print(refused.code)
        erasure_reason_missing
        """
        reply = self._ask(
            "customer.erase", {"id": id, "reason": reason}, at=at, key=key, dry_run=dry_run, explain=explain
        )
        return Erasure._answer(reply["ok"], reply)

    def confirm_account(
        self,
        *,
        token: str,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> AccountConfirmed:
        """Activates an online account: the customer has followed the link of the e-mail. Needs no actor.

        Args:
            token: of the link, from the effect's data.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The customer and the account.

        Raises:
            Refused: CUS-18.

        >>> import dealerkit as dk
        >>> try:
        ...     dk.Desk().customers.confirm_account(token="none")
        ... except dk.Refused as refused:
        ...     print(refused.rule, refused.code)
        CUS-18 account_token_unknown
        """
        reply = self._ask("account.confirm", {"token": token}, at=at, key=key, dry_run=dry_run, explain=explain)
        return AccountConfirmed._answer(reply["ok"], reply)
