"""The stand of the day: who works there, what they hand to each other, and what is left for the evening."""
import base64
import collections
import datetime
import pathlib

from . import journeys, people
from .play import Ask, Somebody, Surprise, Until


class Stand:
    """What everybody on the stand knows: the data, and what has happened so far."""

    def __init__(self, play, data, seed, day, zone, folder):
        self.play, self.data, self.seed, self.folder = play, data, seed, pathlib.Path(folder)
        self.day, self.zone = day, zone
        self.promo_codes = data["day"]["promo_codes"]
        self.team = [dict(one) for one in data["day"]["team"]]
        self.outlets = {"%s-%s" % (one["code"], one["site"]): one for one in data["network"]["outlets"]}
        self.models = data["catalog"]["catalog"]["models"]
        self.visits, self.broken_visits = [], []
        self.tablet = []  # leads kept without network
        self.offers, self.leads, self.vouchers = [], [], []
        self.referrals = collections.Counter()
        self.synchronised = {"kept_on_the_tablet": 0, "accepted": [0, 0, 0], "already": [0, 0, 0], "conflicts": 0}

    def at(self, hour, minute=0):
        return datetime.datetime.combine(self.day, datetime.time(hour, minute), self.zone)

    # --- What journeys tell

    def done(self, visit):
        self.visits.append(visit)

    def broken(self, visit):
        self.broken_visits.append(visit)

    def opened(self, visit):
        pass

    def issued(self, visit, offer):
        """Keeps the document as files: what the prospect downloads."""
        name = "".join(letter if letter.isalnum() else "_" for letter in offer["number"])
        document = offer["document"]
        (self.folder / "offers" / (name + ".html")).write_text(document["html"], encoding="utf-8")
        if document.get("pdf_base64"):  # a build without the PDF library has pages only
            (self.folder / "offers" / (name + ".pdf")).write_bytes(base64.b64decode(document["pdf_base64"]))
        self.offers.append({"number": offer["number"], "file": "offers/" + name, "brand": visit.prospect.brand,
                            "market": visit.prospect.market, "language": visit.prospect.language,
                            "model": visit.model, "quote": visit.quote, "outlet": visit.outlet, "sent": False,
                            "prospect": visit.prospect.number, "journey": visit.prospect.journey})

    def sent(self, visit, reply):
        for one in self.offers:
            if one["quote"] == visit.quote and one["number"] == visit.offer:
                one["sent"] = True
                voucher = reply["ok"].get("voucher")
                if voucher:
                    self.vouchers.append({**one, "voucher": voucher["code"]})

    def captured(self, visit, lead, reply):
        self.leads.append({"lead": reply["ok"]["lead"]["id"], "brand": lead["brand"], "request": lead["request"],
                           "outlet": lead.get("outlet", ""), "attached": "attached_to" in reply["ok"]["lead"]})

    def referred(self, visit, to):
        self.referrals[to] += 1

    # --- What journeys ask for

    def somebody_with_offer(self, visit):
        """A person who was at another brand's corner today and has gone; for who comes again."""
        for before in self.visits:
            p = before.prospect
            if (before.customer and not before.linked and not p.is_company and p.country == p.market
                    and p.brand != visit.prospect.brand and p.journey in ("offer", "wrong_phone", "finance_question")
                    and not getattr(before, "came_again", False)):
                before.came_again = True
                return p
        return None

    def models_without_network(self, prospect):
        """The tablet has the catalogue too."""
        return sorted(one["code"] for one in self.models if one["test_drive"] and one["brand"] == prospect.brand and any(
            of["market"] == prospect.market and of["status"] == "orderable" for of in one["availability"]))

    def outlet_without_network(self, prospect):
        """The tablet has the list of outlets: the first of the country that sells the brand."""
        for name, one in self.outlets.items():
            if (one["record_type"] == "outlet" and not one.get("training") and prospect.brand in one["brands"]
                    and one["address"]["country"] == prospect.market):
                return name
        raise LookupError("no outlet for %s in %s" % (prospect.brand, prospect.market))

    def outlet_of_another_brand(self, brand):
        for name, one in self.outlets.items():
            if one["record_type"] == "outlet" and not one.get("training") and brand not in one["brands"]:
                return name
        raise LookupError("every outlet sells %s" % brand)

    def keep_on_tablet(self, lead, visit):
        self.tablet.append(lead)

    # --- What happens later

    def _later(self, when, user, journey, number, script):
        who = Somebody(user, self.data["day"]["stand"] if user else "", when)
        who.journey, who.number = journey, number
        who.script = script
        self.play.add(who)

    def confirm_later(self, now, token, prospect):
        """The prospect follows the link of the mail, somewhere between the halls."""
        when = now + datetime.timedelta(minutes=20 + prospect.number % 90)

        def script():
            yield Until(when)
            yield Ask("account.confirm", {"token": token})
        self._later(now, "", "account_confirmed", prospect.number, script())

    def withdraw_later(self, visit):
        customer, user = visit.customer, visit.who.user
        when = visit.who.now + datetime.timedelta(hours=1)

        def person():
            yield Until(when)
            yield Ask("consent.withdraw", {"customer": customer, "purpose": "contact"})

        def clerk():
            yield Until(when + datetime.timedelta(minutes=5))
            may = yield Ask("consent.may_send", {"customer": customer, "message": "news"})
            self.play.must(not may["ok"]["allowed"], "no news after the consent was withdrawn")
        self._later(visit.who.now, "", "consent_withdrawn", visit.prospect.number, person())
        self._later(visit.who.now, user, "consent_withdrawn", visit.prospect.number, clerk())

    def erase_later(self, visit):
        customer, user = visit.customer, visit.who.user
        when = visit.who.now + datetime.timedelta(hours=2)

        def clerk():
            yield Until(when)
            yield Ask("customer.export", {"id": customer})
            yield Ask("customer.erase", {"id": customer, "reason": "request of the person"})
            gone = yield Ask("customer.view", {"id": customer})
            self.play.must(gone["ok"]["customer"].get("erased_at"), "what is left of who was erased is a tombstone")
        self._later(visit.who.now, user, "erasure", visit.prospect.number, clerk())

    # --- The people of the stand

    def clerk_for(self, prospect, load):
        """Who takes a prospect: of the brand's corner, speaking the language if anybody there does, the least busy.

        Vans are for the light-commercial team, which works for every brand (NET-02).
        """
        corner = [one for one in self.team if prospect.brand in one["brands"]]
        if prospect.vehicle_kind == "vu":
            corner = [one for one in self.team if one.get("light_commercial")]
        fluent = [one for one in corner if prospect.language in one["languages"]] or corner
        return min(fluent, key=lambda one: (load[one["user"]], one["user"]))["user"]

    def open_for(self, prospects):
        """Gives every member of the team a script: the visits, one after the other."""
        load, queues = collections.Counter(), collections.defaultdict(list)
        for one in prospects:
            user = self.data["day"]["tablet"]["user"] if one.journey == "offline" else self.clerk_for(one, load)
            load[user] += 1
            queues[user].append(one)
        for member in self.team:
            who = Somebody(member["user"], self.data["day"]["stand"], self.at(9, 45))
            who.script = self._shift(who, queues[member["user"]])
            self.play.add(who)
        who = Somebody(self.data["day"]["tablet"]["user"], self.data["day"]["stand"], self.at(9, 30))
        who.script = self._tablet(who, queues[who.user])
        self.play.add(who)

    def _shift(self, who, queue):
        for one in queue:
            yield Until(one.arrives)
            yield from journeys.play(self, who, one)

    def _tablet(self, who, queue):
        """Enrols once online, is without network for an hour, and synchronises: cut in the middle, again, and again."""
        device = self.data["day"]["tablet"]["device"]
        who.journey = "offline"
        try:
            yield Ask("device.enrol", {"device": device, "user": who.user})
            yield Ask("lead.sync", {"device": "tablet-nobody-knows", "leads": []}, expect="LEA-05")
            for one in queue:
                yield Until(one.arrives)
                yield from journeys.play(self, who, one)
            yield Until(self.at(14, 5))
            half = self.tablet[:len(self.tablet) // 2]
            first = yield Ask("lead.sync", {"device": device, "leads": half})
            # The network was cut before the tablet saw the answer, so it sends everything.
            second = yield Ask("lead.sync", {"device": device, "leads": self.tablet}, seconds=120)
            third = yield Ask("lead.sync", {"device": device, "leads": list(reversed(self.tablet))}, seconds=600)
            changed = dict(self.tablet[0], request="quote")
            conflict = yield Ask("lead.sync", {"device": device, "leads": [changed]}, seconds=60)
            self.synchronised = {
                "kept_on_the_tablet": len(self.tablet),
                "accepted": [len(one["ok"]["accepted"]) for one in (first, second, third)],
                "already": [len(one["ok"]["already"]) for one in (first, second, third)],
                "conflicts": len(conflict["ok"]["refused"])}
            self.play.must(sum(self.synchronised["accepted"]) == len(self.tablet), "every lead is accepted once")
            self.play.must(self.synchronised["already"] == [0, len(half), len(self.tablet)], "none is doubled")
            self.play.must(self.synchronised["conflicts"] == 1, "the same lead with other content is a conflict")
        except Surprise:
            pass
