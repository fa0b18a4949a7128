"""The prospects of a day: who comes, when, and what for. All invented, and the same for the same seed."""
import dataclasses
import datetime
import random
import unicodedata

# What prospects come for, and how many of a hundred. Every journey happens at least once, whatever the size of the day.
journeys = {
    "offer": 25, "offer_company": 8, "no_time": 8, "offline": 7, "test_drive": 6, "keep_me_informed": 6,
    "wrong_phone": 4, "never_sent": 4, "finance_question": 4, "known_already": 3, "second_offer": 3,
    "promo_accepted": 3, "foreigner": 3, "vat_unknown": 2, "promo_refused": 2, "impossible_wish": 2,
    "consent_withdrawn": 2, "trade_in_asked": 1, "created_twice": 1, "fleet": 1, "wrong_country": 1, "wrong_outlet": 1,
    "sent_twice": 1, "email_corrected": 1, "stock_vehicle": 1, "ticket": 1, "no_quote_tool": 1, "second_thoughts": 1,
    "two_models": 1, "erasure": 1, "consent_not_asked": 1,
}

# Journeys that happen at one brand's corner of the stand, or for one model.
corner = {
    "promo_accepted": ["DS"], "promo_refused": ["AP"], "no_quote_tool": ["LM"],
    "keep_me_informed": ["FT", "FT", "DS"], "impossible_wish": ["AC"], "fleet": ["AP", "FO"],
}
companies = {"offer_company", "vat_unknown", "fleet"}

# What can be done for a brand without a quote tool (NET-02), and for one without a lead-backup app.
without_quote_tool = {"offline", "test_drive", "ticket", "two_models", "no_quote_tool"}
with_backup_app = {"no_time", "keep_me_informed"}

brand_weights = {"AP": 20, "AC": 18, "OP": 14, "FT": 11, "DS": 8, "JE": 8, "AR": 7, "FO": 4, "LA": 4, "AH": 3, "LM": 3}
language_weights = {"fr-BE": 38, "nl-BE": 44, "fr-LU": 8, "de-LU": 10}
opening, closing = datetime.time(10, 0), datetime.time(18, 30)


@dataclasses.dataclass
class Prospect:
    number: int
    arrives: datetime.datetime
    journey: str
    language: str  # of the journey: fr-BE, nl-BE, fr-LU, de-LU
    brand: str
    first_name: str
    last_name: str
    email: str
    mobile: str  # as it is typed: nine digits at home, with its prefix for somebody from elsewhere
    country: str  # BE, LU or other
    postal_code: str
    city: str
    consents: dict
    company_car: bool = False
    company_name: str = ""
    vat: str = ""
    other_country: str = ""
    outlet_wish: str = ""  # for who wants a point of sale outside Belgium and Luxembourg
    vehicle_kind: str = "vp"  # passenger car, or `vu`: light commercial vehicle

    @property
    def market(self):
        return self.language[3:]

    @property
    def is_company(self):
        return self.journey in companies

    def person(self):
        """The fields of a person, as the form of the stand asks for them."""
        filled = {
            "first_name": self.first_name, "last_name": self.last_name, "email": self.email,
            "email_repeated": self.email, "email_confirmed": True, "mobile": self.mobile, "language": self.language,
            "country": self.country, "postal_code": self.postal_code, "city": self.city,
        }
        if self.other_country:
            filled["other_country"] = self.other_country
        return filled


def share_out(count):
    """How often each journey happens: shares of the whole by largest remainder, at least one each."""
    total = sum(journeys.values())
    exact = {name: count * share / total for name, share in journeys.items()}
    made = {name: max(1, int(value)) for name, value in exact.items()}
    by_remainder = sorted(journeys, key=lambda name: (made[name] - exact[name], name))
    for name in by_remainder * 2:
        if sum(made.values()) < count:
            made[name] += 1
    while sum(made.values()) > count and made["offer"] > 1:
        made["offer"] -= 1
    return made


def plain(text):
    """Letters of an address: without accents, blanks and apostrophes."""
    folded = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum()).lower()


def belgian_vat(eight_digits):
    """A number of Belgium's form: numbers that begin with 1999 have not been given out."""
    return "BE%d%02d" % (eight_digits, 97 - eight_digits % 97)


def luxembourg_vat(six_digits):
    return "LU%d%02d" % (six_digits, six_digits % 89)


def arrivals(dice, day, zone, count):
    """Instants over the opening hours, thick before noon and in the afternoon, thin at lunch."""
    hours = list(range(opening.hour, closing.hour + 1))
    weights = [5, 9, 7, 5, 9, 12, 11, 8, 4]
    found = []
    while len(found) < count:
        hour = dice.choices(hours, weights)[0]
        moment = datetime.time(hour, dice.randrange(60), dice.randrange(60))
        if opening <= moment <= closing:
            found.append(datetime.datetime.combine(day, moment, zone))
    return sorted(found)


def pick(dice, weights):
    return dice.choices(list(weights), list(weights.values()))[0]


def consents(dice, journey):
    """Yes or no to each purpose; nobody is asked to say yes for what the prospect came for."""
    likely = {"contact": 0.68, "profiling": 0.41, "partners": 0.23}
    answers = {purpose: "yes" if dice.random() < share else "no" for purpose, share in likely.items()}
    if journey in ("consent_withdrawn", "keep_me_informed"):
        answers["contact"] = "yes"
    return answers


def prospects(data, seed, count, day, zone):
    """All prospects of the day, in the order in which they arrive."""
    dice = random.Random(seed)
    wanted = [name for name, times in share_out(count).items() for _ in range(times)]
    dice.shuffle(wanted)
    made, used = [], set()
    for number, (moment, journey) in enumerate(zip(arrivals(dice, day, zone, len(wanted)), wanted), 1):
        if journey == "offline":  # the hour in which one tablet has no network
            moment = datetime.datetime.combine(day, datetime.time(13), zone) + datetime.timedelta(
                seconds=dice.randrange(3500))
        made.append(prospect(data, dice, number, moment, journey, used))
    return sorted(made, key=lambda one: one.arrives)


def prospect(data, dice, number, moment, journey, used):
    language = pick(dice, language_weights)
    if journey == "wrong_country":
        language = dice.choice(["fr-BE", "nl-BE"])
    spoken = language[:2]
    brand = dice.choice(corner[journey]) if journey in corner else pick(dice, brand_weights)
    while brand == "LM" and journey not in without_quote_tool or brand == "AR" and journey in with_backup_app:
        brand = pick(dice, brand_weights)

    first, last = "", ""
    while not first or (first, last) in used:
        first = dice.choice(data["names"][spoken]["first"])
        last = dice.choice(data["names"][spoken]["last"])
    used.add((first, last))
    postal_code, city = dice.choice(data["towns"][language])
    domain = dice.choice([language[3:].lower(), language[3:].lower(), "com"])
    one = Prospect(
        number=number, arrives=moment, journey=journey, language=language, brand=brand, first_name=first,
        last_name=last, email="%s.%s@example.%s" % (plain(first), plain(last), domain),
        mobile="%s%0*d" % (data["mobile_numbers"][language[3:]], 4 if language[3:] == "BE" else 3, number),
        country=language[3:], postal_code=postal_code, city=city, consents=consents(dice, journey),
        company_car=dice.random() < 0.2)
    if journey == "foreigner":
        from_elsewhere(data["foreign"], dice, one)
    if journey == "wrong_country":  # lives in Luxembourg; the journey was begun for Belgium
        one.country, (one.postal_code, one.city) = "LU", dice.choice(data["towns"]["fr-LU"])
        one.mobile = "%s%03d" % (data["mobile_numbers"]["LU"], number)
    if one.is_company:
        name = dice.choice(data["companies"][spoken]).format(last)
        one.company_name = "%s %s" % (name, dice.choice(data["legal_forms"][one.market][spoken]))
        one.vat = belgian_vat(19991000 + number) if one.market == "BE" else luxembourg_vat(991000 + number)
        one.company_car = True
        if brand in ("AP", "AC") and dice.random() < 0.4:
            one.vehicle_kind = "vu"
    if brand == "FO":
        one.vehicle_kind = "vu"
    if journey == "vat_unknown":
        one.vat = "BE0000000097"
    return one


def from_elsewhere(places, dice, one):
    place = dice.choice(places)
    one.country, one.other_country = "other", place["country"]
    one.postal_code, one.city = dice.choice(place["towns"])
    one.mobile = "%s%0*d" % (place["mobiles"], 4 if place["country"] == "FR" else 2, one.number % 90 + 1)
    one.outlet_wish = dice.choice(place["wishes"])
    one.email = one.email.rsplit(".", 1)[0] + ".com"
