"""Policies: the numbers and choices of a system, as data."""

from __future__ import annotations

from decimal import Decimal

from dealerkit._area import Area
from dealerkit._record import Record, record
from dealerkit.answer import Answered
from dealerkit.quote import BasketEntry as BasketEntry  # a field of ShowTerms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from typing import Any

    from dealerkit.words import Leftover, Preset


@record
class CustomerTerms(Record):
    """What a policy says about customers.

    >>> import dealerkit as dk
    >>> dk.CustomerTerms().search_valid_minutes
    30
    """

    search_valid_minutes: int = 30
    search_by_name_alone: bool = False
    person_needs: tuple[str, ...] = ()
    mobile_typed_as: str = "any"
    countries: tuple[str, ...] = ()
    company_carries_coordinates: bool = True
    local_records: bool = False
    company_needs_vat: bool = True


@record
class PurposeTerms(Record):
    """A purpose that consent is asked for.

    `default_answer` and `needed_for` exist only so that a policy that has them can be refused by name (CON-03).

    >>> import dealerkit as dk
    >>> dk.PurposeTerms(code="contact", required=True).required
    True
    """

    code: str
    required: bool = False
    default_answer: str | None = None
    needed_for: tuple[str, ...] = ()


@record
class ConsentTerms(Record):
    """What a policy says about consents.

    >>> import dealerkit as dk
    >>> dk.ConsentTerms(purposes=(dk.PurposeTerms(code="contact"),)).purposes[0].code
    'contact'
    """

    purposes: tuple[PurposeTerms, ...] = ()
    text_version: str = "1"
    channel: str = "outlet"


@record
class LeadToolTerms(Record):
    """What one of the show's tools asks for.

    >>> import dealerkit as dk
    >>> dk.LeadToolTerms(tool="collect", consents=("contact",)).needs_reason
    False
    """

    tool: str = "none"
    person_needs: tuple[str, ...] = ()
    mobile_typed_as: str = "any"
    consents: tuple[str, ...] = ()
    policy_consents: bool = False
    needs_reason: bool = False
    requests: tuple[str, ...] = ()


@record
class LeadTerms(Record):
    """What a policy says about leads.

    >>> import dealerkit as dk
    >>> dk.LeadTerms().deadline_hours, dk.LeadTerms().duplicate_window_days
    (48, 30)
    """

    deadline_hours: int = 48
    duplicate_window_days: int = 30
    one_per_brand: bool = False
    alerts_sales_team: bool = False
    backup_reasons: tuple[str, ...] = ()
    tools: tuple[LeadToolTerms, ...] = ()


@record
class CardTerms(Record):
    """What a policy says about discount cards: bounds in whole euros and days, and where forms and cards are found.

    >>> import dealerkit as dk
    >>> dk.CardTerms().amount_max, dk.CardTerms().leftover
    (10000, 'forfeit')
    """

    amount_min: int = 1
    amount_max: int = 10_000
    validity_days_max: int = 3650
    batch_min: int = 2
    batch_max: int = 250
    leftover: Leftover = "forfeit"
    form_url: str = "https://cards.example/form/"
    card_url: str = "https://cards.example/card/"


@record
class LoyaltyTerms(Record):
    """The bounds of loyalty programmes.

    >>> import dealerkit as dk
    >>> dk.LoyaltyTerms().validity_days_max
    3650
    """

    validity_days_max: int = 3650
    rewards_max: int = 50
    multiplier_max: int = 100


@record
class SettlementTerms(Record):
    """Who pays claims, and after how many days (STL-02, STL-06).

    >>> import dealerkit as dk
    >>> dk.SettlementTerms().wait_days
    8
    """

    wait_days: int = 8
    payer_name: str = ""
    payer_iban: str = ""
    payer_bic: str = ""


@record
class WalletTerms(Record):
    """What wallet forms say of who issues them (CRD-18).

    >>> import dealerkit as dk
    >>> dk.WalletTerms().google_class
    'card'
    """

    organization: str = "Example"
    pass_type_identifier: str = "pass.example.card"
    team_identifier: str = "EXAMPLE000"
    google_issuer: str = "0000000000000000000"
    google_class: str = "card"
    background: str = "rgb(24,32,48)"
    foreground: str = "rgb(255,255,255)"


@record
class ShowEvent(Record):
    """One show; its days are those of its time zone, and its code begins the numbers of its offers.

    >>> import dealerkit as dk
    >>> dk.ShowEvent(code="BMS2026", time_zone="Europe/Brussels").name
    ''
    """

    code: str
    time_zone: str
    name: str = ""


@record
class ShowCountry(Record):
    """A country of the show: the languages of its offers, and its market (QUO-02, QUO-03).

    >>> import dealerkit as dk
    >>> dk.ShowCountry(country="LU", languages=("fr-LU", "de-LU")).languages
    ('fr-LU', 'de-LU')
    """

    country: str
    languages: tuple[str, ...] = ()
    tool_link: str = ""


@record
class ShowBrand(Record):
    """What a brand can do at the show (NET-02).

    >>> import dealerkit as dk
    >>> dk.ShowBrand(brand="DS", capabilities=("quote_tool", "promo_code")).brand
    'DS'
    """

    brand: str
    capabilities: tuple[str, ...] = ()


@record
class Promotion(Record):
    """A promotion code of a brand, used as often as it is typed (QUO-16).

    >>> import dealerkit as dk
    >>> dk.Promotion(brand="DS", code="BMS-DS", amount="250.00").valid_until is None
    True
    """

    brand: str
    code: str
    amount: Decimal
    valid_until: date | None = None


@record
class ShowTerms(Record):
    """What a policy says about a show; without events no session can be started.

    >>> import dealerkit as dk
    >>> dk.Desk().policies.show(preset="motor_show_be").show.events[0].code
    'BMS2024'
    """

    events: tuple[ShowEvent, ...] = ()
    countries: tuple[ShowCountry, ...] = ()
    brands: tuple[ShowBrand, ...] = ()
    stand_roles: tuple[str, ...] = ()
    fleet_limit: int = 10
    offer_valid_days: int = 30
    currency: str = "EUR"
    voucher_amount: Decimal = Decimal("0")
    voucher_valid_days: int = 180
    promotions: tuple[Promotion, ...] = ()
    defaults: tuple[BasketEntry, ...] = ()


@record
class Policy(Answered):
    """A whole policy; it is checked when it is loaded, and must ask for at least one purpose.

    >>> import dealerkit as dk
    >>> dk.Policy(name="mine", customer=dk.CustomerTerms(search_valid_minutes=10)).customer.search_valid_minutes
    10
    """

    name: str
    customer: CustomerTerms = CustomerTerms()
    consent: ConsentTerms = ConsentTerms()
    lead: LeadTerms = LeadTerms()
    show: ShowTerms = ShowTerms()
    card: CardTerms = CardTerms()
    loyalty: LoyaltyTerms = LoyaltyTerms()
    settlement: SettlementTerms = SettlementTerms()
    wallet: WalletTerms = WalletTerms()


@record
class PolicyLoaded(Answered):
    """The name of the policy that is in force now.

    >>> import dealerkit as dk
    >>> dk.Desk().policies.load(preset="motor_show_be")
    PolicyLoaded(policy='motor_show_be')
    """

    policy: str


class PolicyArea(Area):
    """The verbs of policies: `desk.policies`.

    >>> import dealerkit as dk
    >>> dk.Desk().policies.show(preset="customer_first_fr").customer.search_by_name_alone
    True
    """

    __slots__ = ()

    def load(
        self,
        *,
        preset: Preset | None = None,
        policy: Policy | Mapping[str, Any] | None = None,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> PolicyLoaded:
        """Loads a preset, or a policy of your own.

        Args:
            preset: the name of a preset.
            policy: a policy, as a record or as the protocol writes it.
            at: the instant of the decision.
            key: makes the command idempotent.
            dry_run: the same answer, nothing changed.
            explain: adds the rules that shaped the answer.

        Returns:
            The name of the policy.

        Raises:
            Refused: DAT-02, CON-01, CON-03.

        >>> import dealerkit as dk
        >>> desk = dk.Desk()
        >>> asked = dk.PurposeTerms(code="contact", required=True)
        >>> desk.policies.load(policy=dk.Policy(name="mine", consent=dk.ConsentTerms(purposes=(asked,))))
        PolicyLoaded(policy='mine')
        >>> ticked = dk.PurposeTerms(code="contact", default_answer="yes")
        >>> try:
        ...     desk.policies.load(policy=dk.Policy(name="mine", consent=dk.ConsentTerms(purposes=(ticked,))))
        ... except dk.Refused as refused:
        ...     print(refused.rule, refused.code)
        CON-03 consent_has_default
        """
        reply = self._ask(
            "policy.load",
            {"preset": preset, "policy": policy if policy is None or isinstance(policy, Policy) else dict(policy)},
            at=at,
            key=key,
            dry_run=dry_run,
            explain=explain,
        )
        return PolicyLoaded._answer(reply["ok"], reply)

    def show(self, *, preset: Preset | None = None, at: datetime | None = None) -> Policy:
        """Shows a preset's policy; without a name, the one in force.

        Args:
            preset: the name of a preset.
            at: the instant of the question.

        Returns:
            The policy.

        Raises:
            Refused: DAT-02.

        >>> import dealerkit as dk
        >>> dk.Desk().policies.show(preset="motor_show_be").customer.countries
        ('BE', 'LU')
        """
        reply = self._ask("policy.show", {"preset": preset}, at=at)
        return Policy._answer(reply["ok"]["policy"], reply)
