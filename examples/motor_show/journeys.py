"""What happens to a prospect on the stand: every journey as a script of requests that decides from the replies.

A script is a generator: it yields `Ask`, gets the reply, and looks at it before it asks for more.
"""
import random
import uuid

from .play import Ask, Surprise, Until

event = "BMS2025"
catalogue = "show_2025"

# Which of the two lead-backup apps a brand's corner uses (NET-02); Alfa Romeo has none.
backup_apps = {"AP": "collect", "AC": "collect", "OP": "collect", "DS": "collect",
               "FT": "plus", "AH": "plus", "LA": "plus", "JE": "plus", "FO": "plus", "LM": "plus"}

# In which order a configuration is chosen; any order would do.
groups = ["trim", "engine", "exterior_colour", "upholstery", "wheels", "packs", "options"]


class Visit:
    """One prospect with one of the stand's people: what was learnt from the replies so far."""

    def __init__(self, stand, who, prospect):
        self.stand, self.who, self.prospect = stand, who, prospect
        self.dice = random.Random("%s %d" % (stand.seed, prospect.number))
        self.session = self.customer = self.quote = self.offer = ""
        self.linked = False
        self.outlet = self.model = ""
        self.date = prospect.arrives.date().isoformat()

    # --- Steps 1 and 2: the journey and the customer

    def start(self, language=None, brand=None):
        language = language or self.prospect.language
        reply = yield Ask("session.start", {"event": event, "country": language[3:], "language": language,
                                            "brand": brand or self.prospect.brand})
        self.session = reply["ok"]["session"]

    def search(self):
        p = self.prospect
        if p.is_company and p.journey != "vat_unknown":
            args = {"kind": "b2b", "vat": p.vat}
        elif self.dice.random() < 0.5:
            args = {"email": p.email}
        else:
            args = {"first_name": p.first_name, "last_name": p.last_name, "email": p.email}
        reply = yield Ask("customer.search", args, seconds=40)
        return reply["ok"]

    def form(self):
        p = self.prospect
        if p.is_company:
            return {"kind": "b2b", "company_name": p.company_name, "vat": p.vat, "country": p.country,
                    "fleet_size": 14 if p.journey == "fleet" else 2, "contacts": [p.person()]}
        return {"kind": "b2c", "company_car": p.company_car, **p.person()}

    def create(self, token, expect="", account=True, **changes):
        form = self.form()
        (form["contacts"][0] if self.prospect.is_company else form).update(changes.pop("fields", {}))
        args = {"search_token": token, "customer": form, "consents": self.prospect.consents, "open_account": account}
        args.update(changes)
        reply = yield Ask("customer.create", args, seconds=self.dice.randrange(60, 150), expect=expect)
        if expect:
            return reply
        self.customer = reply["ok"]["customer"]["id"]
        for effect in reply.get("effects", []):
            token = effect.get("data", {}).get("token")
            if token and self.dice.random() < 0.4:
                self.stand.confirm_later(self.who.now, token, self.prospect)
        return reply

    def link(self):
        yield Ask("session.link", {"session": self.session, "customer": self.customer}, seconds=5)
        self.linked = True
        status = yield Ask("session.status", {"session": self.session}, seconds=5)
        return status

    def take_in(self):
        """The journey begun, the prospect searched, created and linked: the usual way."""
        yield from self.start()
        found = yield from self.search()
        if found["candidates"]:
            yield from self.select(found["candidates"][0])
        else:
            yield from self.create(found["token"])
        yield from self.link()

    def select(self, candidate):
        yield Ask("customer.select", {"id": candidate["id"], "email": self.prospect.email}, seconds=20)
        self.customer = candidate["id"]

    # --- Step 3: configuration and point of sale

    def pick_model(self):
        p = self.prospect
        reply = yield Ask("catalog.models", {"catalog": catalogue, "market": p.market, "date": self.date,
                                             "brand": p.brand, "kind": p.vehicle_kind}, seconds=30)
        orderable = [one for one in reply["ok"]["models"] if one["status"] == "orderable"]
        self.model = self.dice.choice(orderable)["code"]

    def place(self):
        return {"catalog": catalogue, "model": self.model, "market": self.prospect.market, "date": self.date}

    def configure(self):
        """Chooses value by value among what is still selectable; no choice leads into a dead end."""
        choices = []
        reply = yield Ask("config.state", {**self.place(), "choices": choices}, seconds=30)
        for group in groups:
            state = reply["ok"]
            open_values = sorted(value for value in state["selectable"] if value.startswith(group + "."))
            wanted = group not in ("packs", "options") or self.dice.random() < 0.6
            if not open_values or not wanted:
                continue
            choices.append(self.dice.choice(open_values))
            reply = yield Ask("config.state", {**self.place(), "choices": choices}, seconds=25)
        self.stand.play.must(reply["ok"]["complete"], "whoever takes selectable values can complete the vehicle")
        return choices

    def find_outlet(self):
        p = self.prospect
        reply = yield Ask("outlet.search", {"brand": p.brand, "postal_code": p.postal_code, "country": p.market}
                          if p.country == p.market else {"brand": p.brand, "country": p.market}, seconds=40)
        places = reply["ok"]["outlets"]
        self.outlet = places[0 if self.dice.random() < 0.75 else min(1, len(places) - 1)]["outlet"]

    def open_quote(self, choices, expect="", stock_number="", **more):
        vehicle = {"catalog": catalogue, "model": self.model, "choices": choices}
        if stock_number:
            vehicle["stock_number"] = stock_number
        args = {"session": self.session, "outlet": self.outlet, "quantity": 1, "configuration": vehicle}
        args.update(more)
        reply = yield Ask("quote.open", args, seconds=20, expect=expect)
        if not expect:
            self.quote = reply["ok"]["quote"]
            self.stand.opened(self)
        return reply

    def quoted(self, **more):
        yield from self.pick_model()
        choices = yield from self.configure()
        if not self.outlet:
            yield from self.find_outlet()
        yield from self.open_quote(choices, **more)
        return choices

    # --- Step 4: issue and send; step 5: release

    def issue(self):
        reply = yield Ask("quote.issue", {"quote": self.quote}, seconds=40, key="issue-%s" % self.quote)
        self.offer = reply["ok"]["offer"]["number"]
        self.stand.issued(self, reply["ok"]["offer"])

    def send(self, expect="", **more):
        reply = yield Ask("quote.send", {"quote": self.quote, **more}, seconds=30, expect=expect)
        if not expect:
            self.stand.sent(self, reply)
        return reply

    def release(self):
        yield Ask("session.release", {"session": self.session}, seconds=20)
        self.linked = False

    def finish(self):
        yield from self.issue()
        yield from self.send()
        yield from self.release()

    # --- Leads

    def lead(self, request, models=None, reason="no_time", captured_at=None, **more):
        p = self.prospect
        tool = backup_apps.get(p.brand)
        made = {
            "origin": "local", "brand": p.brand, "market": p.market, "language": p.language, "activity": "VN",
            "request": request, "models": models or [],
            "person": {"first_name": p.first_name, "last_name": p.last_name, "email": p.email,
                       "mobile": self.full_mobile(), "postal_code": p.postal_code, "country": p.country},
            "consents": dict(p.consents)}
        if tool:
            made["tool"], made["reason"] = tool, reason
        if tool == "collect":  # no time is to be spent on the other purposes
            made["consents"] = {"contact": p.consents["contact"]}
        if p.other_country:
            made["person"]["other_country"] = p.other_country
        if p.company_name:
            made["person"]["company_name"] = p.company_name
        if captured_at:
            made["captured_at"] = captured_at.isoformat()
        if p.outlet_wish:
            made["outlet"], made["outlet_comment"] = "other", p.outlet_wish
        elif self.outlet and request != "keep_me_informed":
            made["outlet"] = self.outlet
            made["tracked_number"] = self.stand.outlets[self.outlet]["phone"]
        made.update(more)
        return made

    def full_mobile(self):
        p = self.prospect
        return p.mobile if p.mobile.startswith("+") else {"BE": "+32", "LU": "+352"}[p.country] + p.mobile

    def capture(self, lead, expect="", seconds=45):
        reply = yield Ask("lead.capture", {"lead": lead}, seconds=seconds, expect=expect)
        if not expect:
            self.stand.captured(self, lead, reply)
        return reply

    def models_of(self, status="orderable"):
        p = self.prospect
        reply = yield Ask("catalog.models", {"catalog": catalogue, "market": p.market, "date": self.date,
                                             "brand": p.brand, "kind": p.vehicle_kind}, seconds=20)
        return sorted(one["code"] for one in reply["ok"]["models"] if one["status"] == status)


# --- The journeys

def offer(v):
    """An offer: configured, issued, sent; the voucher follows by mail."""
    yield from v.take_in()
    yield from v.quoted()
    yield from v.finish()


offer_company = offer  # a company with its VAT number; the list's company discount applies


def vat_unknown(v):
    """The company's VAT number is not known on the stand: the placeholder is accepted and reported as missing."""
    checked = yield Ask("check.vat", {"value": v.prospect.vat, "country": v.prospect.market})
    v.stand.play.must(checked["ok"]["unknown"], "the placeholder is a VAT number that is not known")
    yield from offer(v)


def wrong_phone(v):
    """The mobile number is typed with its leading zero, refused, and corrected."""
    yield from v.start()
    found = yield from v.search()
    yield from v.create(found["token"], expect="CUS-09", fields={"mobile": "0" + v.prospect.mobile[:8]})
    yield from v.create(found["token"])
    yield from v.link()
    yield from v.quoted()
    yield from v.finish()


def consent_not_asked(v):
    """A purpose was not asked: refused until each of them has its answer, yes or no."""
    yield from v.start()
    found = yield from v.search()
    yield from v.create(found["token"], expect="CON-02", consents={"contact": v.prospect.consents["contact"]})
    yield from v.create(found["token"])
    yield from v.link()
    yield from v.quoted()
    yield from v.finish()


def known_already(v):
    """The prospect was at another corner of the stand before: the search finds the record, which is selected."""
    before = v.stand.somebody_with_offer(v)
    if before is None:
        yield from offer(v)
        return
    p = v.prospect
    p.first_name, p.last_name, p.email, p.mobile = before.first_name, before.last_name, before.email, before.mobile
    p.country, p.postal_code, p.language, p.consents = (
        before.country, before.postal_code, before.language, before.consents)
    yield from offer(v)


def created_twice(v):
    """The search asked for a misspelt address, so the record is made a second time: refused, the first is named."""
    before = v.stand.somebody_with_offer(v)
    if before is None:
        yield from offer(v)
        return
    p = v.prospect
    yield from v.start(language=before.language)
    found = yield Ask("customer.search", {"email": "x" + before.email}, seconds=40)
    p.first_name, p.last_name, p.email, p.mobile = before.first_name, before.last_name, before.email, before.mobile
    p.country, p.postal_code, p.language, p.consents = (
        before.country, before.postal_code, before.language, before.consents)
    # The search did not ask for this address, so the first refusal is that of the search; asked, the record shows.
    yield from v.create(found["ok"]["token"], expect="CUS-02")
    again = yield Ask("customer.search", {"first_name": p.first_name, "last_name": p.last_name,
                                          "email": p.email}, seconds=30)
    yield from v.create(again["ok"]["token"], expect="CUS-17")
    yield from v.select(again["ok"]["candidates"][0])
    yield from v.link()
    yield from v.quoted()
    yield from v.finish()


def foreigner(v):
    """Lives elsewhere: country `other` with the real postal code; a point of sale abroad is `other` and its name."""
    yield from v.take_in()
    models = yield from v.models_of()
    yield from v.release()
    yield from v.capture(v.lead("quote", [v.dice.choice(models)], outlet_comment=""), expect="CUS-13")
    yield from v.capture(v.lead("quote", [v.dice.choice(models)]))


def fleet(v):
    """Twelve vehicles are a fleet: no quote, the journey goes to the fleet responsible of the stand."""
    yield from v.take_in()
    yield from v.pick_model()
    choices = yield from v.configure()
    yield from v.find_outlet()
    yield from v.open_quote(choices, expect="QUO-11", quantity=12)
    yield Ask("session.refer", {"session": v.session, "to": "fleet_responsible"}, seconds=30)
    v.stand.referred(v, "fleet_responsible")
    yield from v.release()


def no_time(v):
    """No time for an offer: the backup tool, with its reason, and a lead."""
    yield from v.start()
    yield Ask("session.backup", {"session": v.session, "reason": "no_time"}, seconds=10)
    yield from v.find_outlet()
    models = yield from v.models_of()
    yield from v.capture(v.lead("quote", [v.dice.choice(models)]))


def test_drive(v):
    """A test drive is wanted: a lead to the point of sale."""
    yield from v.find_outlet()
    models = yield from v.models_of()
    yield from v.capture(v.lead("test_drive", [v.dice.choice(models)]))


def keep_me_informed(v):
    """A model that is not on sale yet: no offer, no test drive, no point of sale; the brand will tell."""
    yield from v.start()
    models = yield from v.models_of("keep_me_informed")
    model = "fiat_topolino" if "fiat_topolino" in models and v.dice.random() < 0.7 else v.dice.choice(models)
    yield from v.find_outlet()
    if v.dice.random() < 0.3:  # somebody tries a test drive of it first
        yield from v.capture(v.lead("test_drive", [model]), expect="LEA-02")
    yield Ask("session.backup", {"session": v.session, "reason": "keep_me_informed"}, seconds=10)
    yield from v.capture(v.lead("keep_me_informed", [model], reason="keep_me_informed"))


def two_models(v):
    """A second model for the same prospect and brand is added to the one lead."""
    yield from v.find_outlet()
    models = yield from v.models_of()
    reply = yield from v.capture(v.lead("test_drive", models[:1]))
    yield Ask("lead.add_models", {"lead": reply["ok"]["lead"]["id"], "models": models[1:2] or models[:1]}, seconds=60)


def ticket(v):
    """The ticket of the show is scanned: kept only with the prospect's agreement."""
    yield from v.find_outlet()
    models = yield from v.models_of()
    agreed = v.prospect.number % 2 == 0
    yield from v.capture(v.lead("test_drive", [v.dice.choice(models)],
                                ticket={"agreed": agreed, "data": {"ticket": "BMS25-%05d" % v.prospect.number}}))


def offline(v):
    """The tablet has no network: the lead is kept on it and synchronised later."""
    model = v.dice.choice(v.stand.models_without_network(v.prospect))
    yield Until(v.who.now)
    identity = str(uuid.UUID(int=v.dice.getrandbits(128), version=4))
    v.outlet = v.stand.outlet_without_network(v.prospect)
    v.stand.keep_on_tablet(v.lead("test_drive", [model], id=identity, captured_at=v.who.now), v)


def no_quote_tool(v):
    """The brand has no quote tool at the show: its journey takes leads only."""
    yield Ask("session.start", {"event": event, "country": v.prospect.market, "language": v.prospect.language,
                                "brand": v.prospect.brand}, expect="NET-02")
    yield from v.find_outlet()
    models = yield from v.models_of()
    yield from v.capture(v.lead("quote", [v.dice.choice(models)], reason="main_tool_down"))


def finance_question(v):
    """What would it cost a month? No figure is given: the bank specialist is told."""
    yield from v.take_in()
    yield from v.quoted()
    yield Ask("session.refer", {"session": v.session, "to": "bank_specialist"}, seconds=60)
    v.stand.referred(v, "bank_specialist")
    yield from v.finish()


def second_offer(v):
    """A second offer of the brand, asked for: refused until the customer is said to want one."""
    yield from v.take_in()
    yield from v.quoted()
    yield from v.issue()
    yield from v.send()
    yield from v.pick_model()
    choices = yield from v.configure()
    yield from v.open_quote(choices, expect="QUO-01")
    yield from v.open_quote(choices, another_offer=True)
    yield from v.finish()


def never_sent(v):
    """Issued, downloaded, and forgotten: no voucher, no lead, unfinished work in the evening."""
    yield from v.take_in()
    yield from v.quoted()
    yield from v.issue()
    yield from v.release()


def promo_accepted(v):
    """The promotion code of the brand, in the basket of DS."""
    yield from v.take_in()
    yield from v.quoted()
    yield Ask("voucher.check", {"code": v.stand.promo_codes["DS"], "brand": "DS", "place": "basket"})
    yield Ask("voucher.apply", {"quote": v.quote, "code": v.stand.promo_codes["DS"]}, seconds=20)
    yield from v.finish()


def promo_refused(v):
    """A code in the basket of Peugeot: there it is honoured at the point of sale, after the offer."""
    yield from v.take_in()
    yield from v.quoted()
    yield Ask("voucher.apply", {"quote": v.quote, "code": v.stand.promo_codes["DS"]}, seconds=20, expect="QUO-16")
    yield from v.finish()


def impossible_wish(v):
    """A white roof on a white car is excluded; on a red one it is not."""
    yield from v.take_in()
    v.model = "citroen_c3"
    wish = {**v.place(), "choices": ["trim.max", "engine.hybrid_100", "exterior_colour.polar_white"]}
    state = yield Ask("config.state", wish, seconds=60)
    v.stand.play.must("options.white_roof" in state["ok"]["excluded"], "a white car has no white roof")
    choices = wish["choices"][:2] + ["exterior_colour.elixir_red", "options.white_roof"]
    state = yield Ask("config.state", {**v.place(), "choices": choices})
    v.stand.play.must(state["ok"]["complete"], "a red car has a white roof")
    yield from v.find_outlet()
    yield from v.open_quote(choices)
    yield from v.finish()


def stock_vehicle(v):
    """The car on the turntable, at once? On the stand offers are for cars built to order."""
    yield from v.take_in()
    yield from v.pick_model()
    choices = yield from v.configure()
    yield from v.find_outlet()
    yield from v.open_quote(choices, expect="CFG-04", stock_number="STAND-0042")
    yield from v.open_quote(choices)
    yield from v.finish()


def trade_in_asked(v):
    """The trade-in is for the point of sale; at the show its section is refused."""
    yield from v.take_in()
    yield from v.quoted()
    yield Ask("basket.set", {"quote": v.quote, "section": "trade_in",
                             "value": {"make": "Opel", "model": "Corsa", "year": 2016, "odometer_km": 98000}},
              seconds=30, expect="ACC-05")
    yield from v.finish()


def wrong_country(v):
    """Begun for Belgium, but the customer lives in Luxembourg: refused with both named; begun again."""
    yield from v.start()
    found = yield from v.search()
    yield from v.create(found["token"])
    yield Ask("session.link", {"session": v.session, "customer": v.customer}, seconds=5, expect="QUO-03")
    v.prospect.language = "fr-LU"
    yield from v.start()
    yield from v.link()
    yield from v.quoted()
    yield from v.finish()


def wrong_outlet(v):
    """A point of sale that does not sell the brand cannot be chosen."""
    yield from v.take_in()
    yield from v.pick_model()
    choices = yield from v.configure()
    yield from v.find_outlet()
    right, v.outlet = v.outlet, v.stand.outlet_of_another_brand(v.prospect.brand)
    yield from v.open_quote(choices, expect="NET-04")
    v.outlet = right
    yield from v.open_quote(choices)
    yield from v.finish()


def sent_twice(v):
    """The button is pressed a second time: the same document is sent once."""
    yield from v.take_in()
    yield from v.quoted()
    yield from v.issue()
    yield from v.send()
    yield from v.send(expect="QUO-14")
    yield from v.release()


def email_corrected(v):
    """The address was misspelt: corrected on the screen, the same document may be sent again."""
    yield from v.take_in()
    yield from v.quoted()
    yield from v.issue()
    yield from v.send()
    yield from v.send(email=v.prospect.email.replace("@", ".private@"))
    yield from v.release()


def second_thoughts(v):
    """Back from the basket to the configuration, another trim, and forward again."""
    yield from v.take_in()
    yield from v.quoted()
    yield Ask("session.back", {"session": v.session, "step": 3}, seconds=20)
    yield Ask("quote.withdraw", {"quote": v.quote}, seconds=10)
    yield from v.quoted()
    yield from v.finish()


def consent_withdrawn(v):
    """An offer; in the afternoon the person withdraws the consent, and news may no longer be sent."""
    yield from offer(v)
    v.stand.withdraw_later(v)


def erasure(v):
    """An offer; in the evening the person asks to be forgotten."""
    yield from offer(v)
    v.stand.erase_later(v)


def play(stand, who, prospect):
    """The script of one prospect's visit; a surprise ends it, and the session is released."""
    visit = Visit(stand, who, prospect)
    who.journey, who.number = prospect.journey, prospect.number
    who.language = prospect.language
    try:
        yield from globals()[prospect.journey](visit)
        stand.done(visit)
    except Surprise:
        stand.broken(visit)
        if visit.linked:
            try:
                yield Ask("session.release", {"session": visit.session})
            except Surprise:
                pass
