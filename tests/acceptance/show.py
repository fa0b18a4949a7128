"""The motor show of the tests: a stand, its dealers, its people and a small catalogue."""

import copy
import re

from conftest import MORNING, Refused, as_user, be_vat, later, outlet, person, user

ENTITY = "BE-000700S"
FOREIGN_ENTITY = "BE-000800D"

STAND = "0070000-000"
DEALER_BE = "0070010-000"
DEALER_LU = "0070020-000"
DEALER_DS = "0070030-000"
NOT_AN_OUTLET = "0070040-000"
TRAINING = "0070050-000"
FOREIGN_DEALER = "0080010-000"

GENIUS = f"{ENTITY}.d001"
SECOND_GENIUS = f"{ENTITY}.d002"
THIRD_GENIUS = f"{ENTITY}.d003"
FLEET = f"{ENTITY}.d004"
BANK = f"{ENTITY}.d005"
SALESMAN = f"{ENTITY}.d006"
SALESMAN_LU = f"{ENTITY}.d007"
MANAGER = f"{ENTITY}.d008"
HEADQUARTERS = f"{ENTITY}.d009"
ADMIN = f"{ENTITY}.admin"
FOREIGN_SALESMAN = f"{FOREIGN_ENTITY}.d001"
FOREIGN_MANAGER = f"{FOREIGN_ENTITY}.d002"

ALL_BRANDS = ["DS", "AP", "AR", "FT", "AH", "LM"]
MAILBOX = "leads@dealer.example.be"
MAILBOX_LU = "leads@dealer.example.lu"
FOREIGN_MAILBOX = "leads@foreign.example.be"

EVENT = "BMS2024"
CATALOG = "show_2024"
DAY = "2024-01-12"

QUOTE_STATES = {"draft", "issued", "sent", "reworked", "accepted", "expired", "withdrawn"}
AVAILABILITIES = {"orderable", "unavailable", "keep_me_informed"}


def address(postal_code, city, country="BE"):
    return {
        "street": "Rue Haute 7",
        "postal_code": postal_code,
        "city": city,
        "country": country,
    }


def show_network():
    """One legal entity with the stand and dealers, and another with one dealer (NET-03)."""
    responsible = {brand: MANAGER for brand in ALL_BRANDS}
    return {
        "legal_entities": [
            {"id": ENTITY, "vat": be_vat(7000001), "name": "Salon SA"},
            {"id": FOREIGN_ENTITY, "vat": be_vat(8000002), "name": "Garage Lambert SA"},
        ],
        "outlets": [
            outlet("0070000", "000", ENTITY, "Stand Palais 11", brands=ALL_BRANDS),
            outlet(
                "0070010",
                "000",
                ENTITY,
                "Garage Delvaux",
                brands=ALL_BRANDS,
                address=address("1050", "Ixelles"),
                sales_managers=responsible,
                mailboxes={"1": f"{MAILBOX}, chief@dealer.example.be"},
            ),
            outlet(
                "0070020",
                "000",
                ENTITY,
                "Garage Wagner",
                brands=ALL_BRANDS,
                address=address("L-1234", "Luxembourg", "LU"),
                time_zone="Europe/Luxembourg",
                sales_managers=responsible,
                mailboxes={"1": MAILBOX_LU},
            ),
            outlet(
                "0070030",
                "000",
                ENTITY,
                "DS Store Gent",
                brands=["DS"],
                address=address("9000", "Gent"),
            ),
            outlet(
                "0070040",
                "000",
                ENTITY,
                "Garage Delvaux Holding",
                record_type="dealer",
                brands=ALL_BRANDS,
            ),
            outlet("0070050", "000", ENTITY, "Garage Modèle", brands=ALL_BRANDS, training=True),
            outlet(
                "0080010",
                "000",
                FOREIGN_ENTITY,
                "Garage Lambert",
                brands=ALL_BRANDS,
                address=address("4000", "Liège"),
                sales_managers={brand: FOREIGN_MANAGER for brand in ALL_BRANDS},
                mailboxes={"1": FOREIGN_MAILBOX},
            ),
        ],
        "users": [
            user(GENIUS, ENTITY, outlet=None, roles=["product_genius"]),
            user(SECOND_GENIUS, ENTITY, outlet=None, roles=["product_genius"]),
            user(THIRD_GENIUS, ENTITY, outlet=None, roles=["product_genius"]),
            user(FLEET, ENTITY, outlet=None, roles=["fleet_responsible"]),
            user(BANK, ENTITY, outlet=None, roles=["bank_specialist"]),
            user(
                SALESMAN,
                ENTITY,
                roles=["salesman"],
                shares=[
                    {"outlet": DEALER_BE, "brand": "DS", "percent": 60},
                    {"outlet": DEALER_BE, "brand": "AP", "percent": 40},
                ],
            ),
            user(SALESMAN_LU, ENTITY, outlet=DEALER_LU, roles=["salesman"]),
            user(MANAGER, ENTITY, outlet=DEALER_BE, roles=["sales_manager"]),
            user(HEADQUARTERS, ENTITY, outlet=None, roles=["headquarters"]),
            user(ADMIN, ENTITY, outlet=None, roles=["admin"]),
            user(FOREIGN_SALESMAN, FOREIGN_ENTITY, outlet=FOREIGN_DEALER, roles=["salesman"]),
            user(FOREIGN_MANAGER, FOREIGN_ENTITY, outlet=FOREIGN_DEALER, roles=["sales_manager"]),
        ],
    }


# The catalogue


def label(text):
    return {language: text for language in ("fr", "nl", "de", "en")}


def group(code, choose, *values, kind=None, **words):
    return {
        "code": code,
        "kind": kind or code,
        "label": words.get("label") or label(code.title()),
        "choose": choose,
        "values": [
            {"code": value, "label": label(value.replace("_", " ").title())} for value in values
        ],
    }


def available(status="orderable", markets=("BE", "LU"), **period):
    return [{"market": market, "status": status, **period} for market in markets]


def small_model(code, brand, name, **changes):
    """A model with a trim, an engine and one option."""
    record = {
        "code": code,
        "brand": brand,
        "name": name,
        "kind": "vp",
        "test_drive": True,
        "availability": available(),
        "groups": [
            group("trim", "exactly_one", "base", "top"),
            group("engine", "exactly_one", "hybrid", "electric"),
            group("options", "any", "towbar"),
        ],
        "rules": [{"code": "no_towbar", "formula": "excludes(engine.electric, options.towbar)"}],
    }
    record.update(changes)
    return record


def peugeot_208():
    return {
        "code": "peugeot_208",
        "brand": "AP",
        "name": "208",
        "kind": "vp",
        "length": "l1",
        "test_drive": True,
        "availability": available(),
        "groups": [
            group(
                "trim",
                "exactly_one",
                "active",
                "allure",
                "gt",
                label={"fr": "Finition", "nl": "Uitvoering", "de": "Ausstattung", "en": "Trim"},
            ),
            group("engine", "exactly_one", "petrol_75", "petrol_100", "electric"),
            group("exterior_colour", "exactly_one", "white", "black", "red"),
            group("upholstery", "exactly_one", "cloth", "leather"),
            group("wheels", "exactly_one", "w16", "w17"),
            group("packs", "any", "comfort", "winter"),
            group("options", "any", "heated_seats", "camera", "towbar"),
        ],
        "rules": [
            {"code": "r1", "formula": "requires(engine.electric, wheels.w17)"},
            {"code": "r2", "formula": "excludes(engine.electric, options.towbar)"},
            {"code": "r3", "formula": "trim.gt -> upholstery.leather"},
            {"code": "r4", "formula": "exterior_colour.red -> (trim.allure | trim.gt)"},
            {"code": "r5", "formula": "!engine.petrol_75", "markets": ["LU"]},
            {
                "code": "r6",
                "formula": "!(trim.active & exterior_colour.black)",
                "from": "2024-07-01",
                "until": "2024-09-30",
            },
        ],
        "packs": [
            {"value": "packs.comfort", "includes": ["options.heated_seats", "options.camera"]},
            {"value": "packs.winter", "includes": ["options.heated_seats"]},
        ],
    }


PRICES_BE = {
    "peugeot_208": {
        "trim.active": "20000.00",
        "trim.allure": "22000.00",
        "trim.gt": "25000.00",
        "engine.petrol_100": "1500.00",
        "engine.electric": "9000.00",
        "exterior_colour.black": "450.00",
        "exterior_colour.red": "650.00",
        "upholstery.leather": "1200.00",
        "wheels.w17": "600.00",
        "packs.comfort": "700.00",
        "packs.winter": "300.00",
        "options.heated_seats": "350.00",
        "options.camera": "500.00",
        "options.towbar": "800.00",
    },
    "ds_7": {
        "trim.base": "40000.00",
        "trim.top": "50000.00",
        "engine.electric": "5000.00",
        "options.towbar": "1000.00",
    },
    "ar_tonale": {"trim.base": "35000.00", "trim.top": "42000.00"},
    "fiat_600": {"trim.base": "18000.00", "trim.top": "21000.00"},
    "abarth_500e": {"trim.base": "30000.00", "trim.top": "34000.00"},
    "leapmotor_t03": {"trim.base": "15000.00", "trim.top": "17000.00"},
    "peugeot_expert_l1": {"trim.base": "28000.00", "trim.top": "31000.00"},
    "peugeot_expert_l2": {"trim.base": "29000.00", "trim.top": "32000.00"},
}

PRICES_LU = {
    **copy.deepcopy(PRICES_BE),
    "ds_7": {"trim.base": "39000.00", "trim.top": "48500.00", "engine.electric": "4800.00"},
}


def price_list(market, prices, **changes):
    record = {
        "market": market,
        "currency": "EUR",
        "from": "2024-01-01",
        "until": "2024-12-31",
        "tax_included": False,
        "tax_percent": {"BE": "21", "LU": "17"}[market],
        "prices": [
            {"model": model, "value": value, "amount": amount}
            for model, values in prices.items()
            for value, amount in values.items()
        ],
    }
    record.update(changes)
    return record


def catalogue(**changes):
    record = {
        "code": CATALOG,
        "name": "Salon 2024",
        "valid_from": "2023-01-01",
        "models": [
            peugeot_208(),
            small_model("ds_7", "DS", "DS 7"),
            small_model("ds_n4", "DS", "N4", availability=available("keep_me_informed")),
            small_model("ds_3", "DS", "DS 3", availability=available("unavailable")),
            small_model("ar_tonale", "AR", "Tonale", test_drive=False),
            small_model("fiat_600", "FT", "600"),
            small_model(
                "fiat_topolino",
                "FT",
                "Topolino",
                test_drive=False,
                availability=available("keep_me_informed"),
            ),
            small_model("abarth_500e", "AH", "500e"),
            small_model("leapmotor_t03", "LM", "T03"),
            small_model(
                "peugeot_expert_l1",
                "AP",
                "Expert L1",
                kind="vu",
                length="l1",
                height="h1",
                weight="2800",
            ),
            small_model(
                "peugeot_expert_l2",
                "AP",
                "Expert L2",
                kind="vu",
                length="l2",
                height="h1",
                weight="3100",
                availability=available(markets=["BE"])
                + available("unavailable", markets=["LU"], until="2024-06-30")
                + available("orderable", markets=["LU"], **{"from": "2024-07-01"}),
            ),
        ],
        "price_lists": [
            price_list(
                "BE",
                {"peugeot_208": {"trim.active": "19000.00", "trim.allure": "21000.00"}},
                **{"from": "2023-01-01", "until": "2023-12-31"},
            ),
            price_list(
                "BE",
                PRICES_BE,
                discounts=[
                    {
                        "id": "show",
                        "label": label("Salon"),
                        "model": "peugeot_208",
                        "percent": "5",
                    },
                    {
                        "id": "trade_in_bonus",
                        "label": label("Reprise"),
                        "model": "peugeot_208",
                        "amount": "1000.00",
                        "condition": "trade_in",
                    },
                    {
                        "id": "company",
                        "label": label("Société"),
                        "model": "fiat_600",
                        "percent": "10",
                        "kind": "b2b",
                    },
                    {
                        "id": "private",
                        "label": label("Particulier"),
                        "model": "fiat_600",
                        "amount": "500.00",
                        "kind": "b2c",
                    },
                ],
            ),
            price_list("LU", PRICES_LU),
        ],
    }
    record.update(changes)
    return record


CHOICES_208 = [
    "trim.active",
    "engine.petrol_75",
    "exterior_colour.white",
    "upholstery.cloth",
    "wheels.w16",
]
CHOICES = ["trim.base", "engine.hybrid"]


def configuration(model="ds_7", choices=None):
    if choices is None:
        choices = CHOICES_208 if model == "peugeot_208" else CHOICES
    return {"catalog": CATALOG, "model": model, "choices": choices}


# Reading replies whose shape the protocol leaves open


def walk(value, path=()):
    """Every dictionary of a reply, the outer ones first, with its path."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from walk(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from walk(inner, (*path, place))


def named(value):
    """An identifier, given alone or as the `id` of an object."""
    return value["id"] if isinstance(value, dict) else value


def state_of(view):
    for _, one in walk(view):
        for name in ("state", "status"):
            if one.get(name) in QUOTE_STATES:
                return one[name]
    raise AssertionError(f"no state of a quote in {view}")


def figures(view):
    """The price inside a view, with the names that `quote.price` gives."""
    for _, one in walk(view):
        if {"list", "net", "gross", "to_pay"} <= set(one):
            return one
    raise AssertionError(f"no price in {view}")


def voucher_codes(reply):
    """The codes of vouchers that a reply names."""
    found = []
    for path, one in walk(reply):
        for name, value in one.items():
            if not isinstance(value, str) or not value:
                continue
            inside = any(isinstance(step, str) and "voucher" in step for step in path)
            if name in ("voucher", "voucher_code") or (inside and name == "code"):
                found.append(value)
    return sorted(set(found))


def lead_ids(reply):
    found = []
    for path, one in walk(reply):
        for name, value in one.items():
            inside = bool(path) and path[-1] == "lead"
            if isinstance(value, str) and (name == "lead" or (inside and name == "id")):
                found.append(value)
    return sorted(set(found))


def mails(reply, to=None):
    return [
        effect
        for effect in reply.get("effects", [])
        if effect["effect"] == "email" and (to is None or effect.get("to") == to)
    ]


def digits(text):
    """A text without the blanks and marks that locales put into amounts."""
    return re.sub(r"[\s\u00a0\u202f.'’]|&nbsp;|&#160;|&#8239;", "", text)


def codes(models):
    return [one.get("code") or one.get("model") for one in models]


def availability_of(models):
    """Model to availability."""
    found = {}
    for one in models:
        words = [
            value for value in one.values() if isinstance(value, str) and value in AVAILABILITIES
        ]
        assert len(words) == 1, one
        found[one.get("code") or one.get("model")] = words[0]
    return found


def lu_person(**changes):
    record = {
        "country": "LU",
        "language": "fr-LU",
        "mobile": "621123456",
        "postal_code": "1234",
        "email": "luc.wagner@example.lu",
        "first_name": "Luc",
        "last_name": "Wagner",
    }
    record.update(changes)
    return person(**record)


class Show:
    """A desk at the stand. What is not here is the desk's."""

    def __init__(self, desk, load=True):
        self.desk = desk
        self.counter = 0
        desk.actor = as_user(GENIUS, STAND)
        desk.at = MORNING
        if load:
            for verb, args in (
                ("network.load", show_network()),
                ("catalog.load", {"catalog": catalogue()}),
            ):
                reply = desk.ask(verb, args, actor=None)
                assert "ok" in reply and not reply.get("notes"), (verb, reply)

    def __getattr__(self, name):
        return getattr(self.desk, name)

    def customer(self, record=None, **named_arguments):
        """A customer that nobody else is."""
        if record is None:
            self.counter += 1
            letter = chr(ord("a") + self.counter % 26) + chr(ord("a") + self.counter // 26)
            record = person(
                email=f"{letter}@example.be",
                last_name=f"Dupont{letter}",
                mobile=f"4781{self.counter:05d}",
            )
        return self.desk.created(record, **named_arguments)["id"]

    def start(self, brand="DS", country="BE", language="fr-BE", **envelope):
        args = {"event": EVENT, "country": country, "language": language, "brand": brand}
        return named(self.desk.ok("session.start", args, **envelope)["session"])

    def link(self, session, customer, **envelope):
        args = {"session": session, "customer": customer}
        return self.desk.ok("session.link", args, **envelope)

    def session(self, customer=None, brand="DS", **named_arguments):
        """A session with a customer in it."""
        envelope = {
            name: named_arguments.pop(name) for name in ("at", "actor") if name in named_arguments
        }
        if customer is None:
            customer = self.customer(envelope=envelope)
        session = self.start(brand, **named_arguments, **envelope)
        self.link(session, customer, **envelope)
        return session

    def status(self, session, **envelope):
        return self.desk.ok("session.status", {"session": session}, **envelope)

    def opening(self, session, chosen=None, **changes):
        args = {
            "session": session,
            "configuration": configuration() if chosen is None else chosen,
            "outlet": DEALER_BE,
            "quantity": 1,
        }
        args.update(changes)
        return {name: value for name, value in args.items() if value is not None}

    def open(self, session, chosen=None, **changes):
        envelope = {name: changes.pop(name) for name in ("at", "actor") if name in changes}
        reply = self.desk.ok("quote.open", self.opening(session, chosen, **changes), **envelope)
        return named(reply["quote"])

    def quote(self, model="ds_7", brand="DS", customer=None, **named_arguments):
        """A draft of a customer of its own, in a session of its own."""
        return self.open(self.session(customer, brand, **named_arguments), configuration(model))

    def view(self, quote, **envelope):
        return self.desk.ok("quote.view", {"quote": quote}, **envelope)

    def state(self, quote, **envelope):
        return state_of(self.view(quote, **envelope))

    def issue(self, quote, **envelope):
        return self.desk.ok("quote.issue", {"quote": quote}, **envelope)["offer"]

    def sending(self, quote, **more):
        """The whole reply of a sending that is accepted."""
        envelope = {name: more.pop(name) for name in ("at", "actor") if name in more}
        reply = self.desk.ask("quote.send", {"quote": quote, **more}, **envelope)
        if "ok" not in reply:
            raise Refused(str(reply))
        return reply

    def sent(self, quote, **envelope):
        """Issues and sends a quote."""
        self.issue(quote, **envelope)
        return self.sending(quote, **envelope)

    def voucher_of(self, quote, reply):
        """The code of the voucher that a sending has earned."""
        found = voucher_codes(reply) or voucher_codes(self.view(quote))
        assert len(found) == 1, (found, reply)
        return found[0]

    def checked(self, code, brand="DS", place="outlet", **envelope):
        """What `voucher.check` has against a code: nothing, or pairs of rule and code."""
        args = {"code": code, "brand": brand, "place": place}
        reply = self.desk.ask("voucher.check", args, **envelope)
        violations = reply.get("refused")
        if violations is None:
            if reply["ok"].get("valid", True):
                return []
            violations = reply["ok"]["violations"]
        return [(one["rule"], one["code"]) for one in violations]


NEXT_DAY = later(days=1)
