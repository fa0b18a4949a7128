"""A small garage to try things out with: what the examples of the documentation start from."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from dealerkit.card import Card, CardHolder
from dealerkit.catalog import (
    Catalog,
    CatalogRule,
    GroupValue,
    ListDiscount,
    MarketAvailability,
    OptionPack,
    PriceList,
    ValueGroup,
    ValuePrice,
    VehicleModel,
)
from dealerkit.customer import Customer
from dealerkit.desk import Desk, DeskView
from dealerkit.lead import Lead, LeadPerson
from dealerkit.loyalty import LoyaltyCard, ProgrammeTerms
from dealerkit.network import Address, GeoPoint, LegalEntity, Outlet, RoleGrant, User, WorkShare
from dealerkit.quote import VehicleChoice
from dealerkit.settlement import Claim


def example_desk() -> DeskView:
    """Opens a desk in memory with one legal entity, two outlets and three users, for trying things out.

    Returns:
        A view that acts as `E1.d001`, a salesman, at `0011960-000` on 12 January 2024. `E1.d002` is a sales manager,
        `E1.admin` an admin. The policy is `motor_show_be`.

    >>> import dealerkit as dk
    >>> dk.example_desk()
    <DeskView ':memory:' user='E1.d001' outlet='0011960-000' at=2024-01-12T10:00:00+01:00>
    """
    desk = Desk(preset="motor_show_be", seed=1)
    view = desk.acting(at=datetime(2024, 1, 12, 10, tzinfo=timezone(timedelta(hours=1))))
    brussels = Address(street="Rue Neuve 1", postal_code="1000", city="Bruxelles", country="BE")
    namur = Address(street="Rue de Fer 2", postal_code="5000", city="Namur", country="BE")
    view.network.load(
        legal_entities=[LegalEntity(id="E1", vat="BE0403170701", name="Garage One")],
        outlets=[
            Outlet(
                code="0011960",
                site=site,
                entity="E1",
                name=f"Garage One {address.city}",
                brands=("AC", "DS"),
                address=address,
                location=place,
                time_zone="Europe/Brussels",
                sales_managers={"AC": "E1.d002", "DS": "E1.d002"},
            )
            for site, address, place in (
                ("000", brussels, GeoPoint(lat=50.85, lon=4.35)),
                ("001", namur, GeoPoint(lat=50.47, lon=4.87)),
            )
        ],
        users=[
            User(
                id="E1.d001",
                entity="E1",
                first_name="Anne",
                last_name="Peeters",
                roles=(RoleGrant(role="salesman"),),
                shares=(WorkShare(outlet="0011960-000", brand="DS", percent=100),),
            ),
            User(
                id="E1.d002",
                entity="E1",
                first_name="Luc",
                last_name="Martin",
                roles=(RoleGrant(role="sales_manager"),),
            ),
            User(id="E1.admin", entity="E1", roles=(RoleGrant(role="admin"),)),
        ],
    )
    return view.acting(user="E1.d001", outlet="0011960-000")


def _jeanne(desk: DeskView) -> Customer:
    """Jeanne Dupont, who said yes to `contact` and no to `profiling` and `partners`."""
    found = desk.customers.search(
        kind="b2c", email="jeanne@example.be", first_name="Jeanne", last_name="Dupont"
    )
    return desk.customers.create(
        search_token=found.token,
        kind="b2c",
        first_name="Jeanne",
        last_name="Dupont",
        email="jeanne@example.be",
        email_repeated="jeanne@example.be",
        mobile="478123456",
        language="fr-BE",
        country="BE",
        postal_code="1000",
        company_car=False,
        consents={"contact": "yes", "profiling": "no", "partners": "no"},
        open_account=True,
    )


def example_customer() -> tuple[DeskView, Customer]:
    """Opens the desk of `example_desk()` with one customer, for trying things out.

    Returns:
        The view, and Jeanne Dupont, who said yes to `contact` and no to `profiling` and `partners`.

    >>> import dealerkit as dk
    >>> desk, customer = dk.example_customer()
    >>> customer.name
    'Jeanne Dupont'
    """
    desk = example_desk()
    return desk, _jeanne(desk)


def example_lead() -> tuple[DeskView, Lead]:
    """Opens the desk of `example_desk()` with one lead, for trying things out.

    Returns:
        The view, and a lead of Jean Martin, who wants to drive a DS 4.

    >>> import dealerkit as dk
    >>> desk, lead = dk.example_lead()
    >>> lead.person.last_name
    'Martin'
    """
    desk = example_desk()
    captured = desk.leads.capture(
        brand="DS",
        market="BE",
        language="fr-BE",
        request="test_drive",
        models=["DS 4"],
        person=LeadPerson(
            first_name="Jean", last_name="Martin", email="jean@example.be", mobile="+32478123456", postal_code="1000"
        ),
        outlet="0011960-000",
        consents={"contact": "yes"},
    )
    return desk, desk.leads.view(lead=captured.id)


def example_showroom() -> DeskView:
    """Opens the desk of `example_desk()` with a catalogue, `show_2024`, for trying things out.

    Returns:
        The view. The catalogue has the DS 3 (`ds_3`), which can be configured in BE, and the DS 4 (`ds_4`), of which
        one is kept informed.

    >>> import dealerkit as dk
    >>> dk.example_showroom().configurations.state(catalog="show_2024", model="ds_3", market="BE").excluded
    ()
    """
    view = example_desk()
    first_day, last_day = date(2024, 1, 1), date(2024, 12, 31)
    trim = ValueGroup(
        code="trim",
        kind="trim",
        choose="exactly_one",
        values=(
            GroupValue(code="pallas", label={"fr": "Pallas", "nl": "Pallas"}),
            GroupValue(code="etoile", label={"fr": "Étoile", "nl": "Étoile"}),
        ),
        label={"fr": "Finition", "nl": "Uitvoering"},
    )
    chosen_once = {"engine": ("petrol", "electric"), "wheels": ("w16", "w17")}
    groups = tuple(
        ValueGroup(
            code=code,
            kind="engine" if code == "engine" else "wheels",
            choose="exactly_one",
            values=tuple(GroupValue(code=value) for value in values),
        )
        for code, values in chosen_once.items()
    )
    packs = ValueGroup(code="packs", kind="packs", choose="any", values=(GroupValue(code="winter"),))
    options = ValueGroup(
        code="options", kind="options", choose="any", values=(GroupValue(code="heated_seats"), GroupValue(code="roof"))
    )
    ds_3 = VehicleModel(
        code="ds_3",
        brand="DS",
        name="DS 3",
        kind="vp",
        test_drive=True,
        availability=(MarketAvailability(market="BE", status="orderable", first_day=first_day, last_day=last_day),),
        groups=(trim, *groups, packs, options),
        rules=(CatalogRule(code="electric_wheels", formula="requires(engine.electric, wheels.w17)"),),
        packs=(OptionPack(value="packs.winter", includes=("options.heated_seats",)),),
    )
    ds_4 = VehicleModel(
        code="ds_4",
        brand="DS",
        name="DS 4",
        kind="vp",
        availability=(MarketAvailability(market="BE", status="keep_me_informed"),),
        groups=(trim,),
    )
    prices = {
        "trim.pallas": "27000.00",
        "trim.etoile": "30500.00",
        "engine.electric": "9000.00",
        "wheels.w17": "450.00",
        "packs.winter": "300.00",
        "options.heated_seats": "400.00",
        "options.roof": "950.00",
    }
    price_list = PriceList(
        market="BE",
        currency="EUR",
        first_day=first_day,
        last_day=last_day,
        tax_percent=Decimal("21"),
        prices=tuple(
            ValuePrice(model="ds_3", value=value, amount=Decimal(amount))
            for value, amount in prices.items()
        ),
        discounts=(ListDiscount(id="show", label={"fr": "Remise salon"}, percent=Decimal("5")),),
    )
    view.catalogs.load(
        catalog=Catalog(
            code="show_2024", name="Show 2024", valid_from=first_day, models=(ds_3, ds_4), price_lists=(price_list,)
        )
    )
    return view


def example_journey() -> tuple[DeskView, str]:
    """Opens the desk of `example_showroom()` with Jeanne Dupont at the stand of the show, for trying things out.

    Returns:
        A view that acts as `E1.d010`, a product genius, at `0011960-001`, and the session that she is linked to: for
        DS, in Belgium, in French.

    >>> import dealerkit as dk
    >>> desk, session = dk.example_journey()
    >>> desk.sessions.status(session=session).language
    'fr-BE'
    """
    view = example_showroom()
    view.network.load(
        users=[
            User(id=f"E1.d0{number}", entity="E1", roles=(RoleGrant(role=role),))
            for number, role in ((10, "product_genius"), (11, "fleet_responsible"), (12, "bank_specialist"))
        ]
    )
    stand = view.acting(user="E1.d010", outlet="0011960-001")
    customer = _jeanne(stand)
    session = stand.sessions.start(event="BMS2024", country="BE", language="fr-BE", brand="DS").session
    stand.sessions.link(session=session, customer=customer.id)
    return stand, session


def example_quote() -> tuple[DeskView, str]:
    """Opens the desk of `example_journey()` with a quote for a DS 3, for trying things out.

    Returns:
        The view of the product genius, and the quote, a draft, for the outlet `0011960-000`.

    >>> import dealerkit as dk
    >>> desk, quote = dk.example_quote()
    >>> desk.quotes.view(quote=quote).outlet
    '0011960-000'
    """
    stand, session = example_journey()
    wanted = VehicleChoice(
        catalog="show_2024", model="ds_3", choices=("trim.etoile", "engine.petrol", "wheels.w16")
    )
    return stand, stand.quotes.open(session=session, configuration=wanted, outlet="0011960-000").quote


def _workshop() -> DeskView:
    desk = Desk(preset="exclusive_card_fr", seed=1)
    view = desk.acting(at=datetime(2024, 1, 12, 10, tzinfo=timezone(timedelta(hours=1))))
    lyon = Address(street="2 rue Basse", postal_code="69001", city="Lyon", country="FR")
    paris = Address(street="1 rue Haute", postal_code="75001", city="Paris", country="FR")
    view.network.load(
        legal_entities=[
            LegalEntity(id="HQ", vat="FR40303265045", name="Brand One"),
            LegalEntity(id="E1", vat="FR83404833048", name="Garage One"),
        ],
        outlets=[
            Outlet(code="0000001", site="000", entity="HQ", record_type="dealer", name="Brand One", brands=("AC",),
                   address=paris, time_zone="Europe/Paris"),
            Outlet(code="0011960", site="000", entity="E1", name="Garage One", brands=("AC",), address=lyon,
                   time_zone="Europe/Paris"),
        ],
        users=[
            User(id="HQ.d001", entity="HQ", roles=(RoleGrant(role="headquarters"),)),
            User(id="E1.d001", entity="E1", roles=(RoleGrant(role="service_manager"),)),
        ],
    )
    return view.acting(user="E1.d001", outlet="0011960-000")


def _zoe() -> CardHolder:
    return CardHolder(last_name="Dubois", first_name="Zoé", email="zoe@example.fr", mobile="06 12 34 56 78")


def example_card() -> tuple[DeskView, Card]:
    """Opens a workshop's desk in memory with one discount card, for trying things out.

    Returns:
        A view that acts as `E1.d001`, a service manager, at `0011960-000` on 12 January 2024; and the card: 50 euros, of
        which each invoice takes 20 percent. The policy is `exclusive_card_fr`.

    >>> import dealerkit as dk
    >>> desk, card = dk.example_card()
    >>> card.mode, card.balance
    ('percent_of_invoice', Decimal('50.00'))
    """
    desk = _workshop()
    operation = desk.cards.prepare_operation(
        name="Winter check", mode="percent_of_invoice", percent="20", amount="50", validity_days=365,
        reminders=[200, 300], partners=[],
    )
    card = desk.cards.create(vin="VF7NCBHXB12345678", operation=operation.id, customer=_zoe(), share_with_brand=False)
    return desk, card


def example_loyalty_card() -> tuple[DeskView, LoyaltyCard]:
    """Opens the desk of `example_card()` with a loyalty programme and one of its cards, for trying things out.

    Returns:
        The view, and a card without a balance of a programme that earns 5 cents for each euro.

    >>> import dealerkit as dk
    >>> desk, card = dk.example_loyalty_card()
    >>> card.name
    'Zoé Dubois'
    """
    desk = _workshop()
    desk.loyalty.define_programme(terms=ProgrammeTerms(earning="kitty", unit="eur", rate=Decimal("0.05")))
    return desk, desk.loyalty.create_card(customer=_zoe(), share_with_brand=False)


def example_claim() -> tuple[DeskView, Claim]:
    """Opens a desk in memory where a use of a co-funded card has made a claim, for trying things out.

    Returns:
        A view that acts as `HQ.d001`, of the brand's headquarters, and the claim: half of a discount of 32.10 euros.

    >>> import dealerkit as dk
    >>> desk, claim = dk.example_claim()
    >>> claim.amount
    Decimal('16.05')
    """
    desk = _workshop()
    brand = desk.acting(user="HQ.d001", outlet="0000001-000")
    operation = brand.cards.prepare_operation(
        name="Spring", mode="free", scope="national", brand="AC", amount="100", validity_days=90, cofunding_percent="50"
    )
    card = desk.cards.create(vin="VF7NCBHXB12345678", operation=operation.id, customer=_zoe(), share_with_brand=False)
    card.use(invoice="F-1", amount="80.00", discount="32.10")
    desk.network.set_bank(outlet="0011960-000", iban="FR1420041010050500013M02606")
    return brand, brand.settlement.claims().claims[0]
