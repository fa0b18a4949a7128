"""After the doors have closed: points of sale look at their leads, and the stand at its day."""
import collections
import datetime
import json

from .play import Ask, Somebody, Surprise


def points_of_sale(stand):
    """Each point of sale with leads: its sales manager looks at the first of them and at the counters."""
    wanted = collections.defaultdict(list)
    for one in stand.leads:
        if one["outlet"] in stand.outlets and not one["attached"]:
            wanted[one["outlet"]].append(one)
    counters = {}
    for number, (outlet, leads) in enumerate(sorted(wanted.items())):
        place = stand.outlets[outlet]
        manager = place["sales_managers"][leads[0]["brand"]]
        who = Somebody(manager, outlet, stand.at(18, 45) + datetime.timedelta(minutes=number))
        who.journey = "point_of_sale"
        who.script = own_leads(stand, place["name"], outlet, leads, counters)
        stand.play.add(who)
    stand.play.run()
    return counters


def own_leads(stand, name, outlet, leads, counters):
    try:
        for one in leads[:3]:
            viewed = yield Ask("lead.view", {"lead": one["lead"]}, seconds=40)
            stand.play.must(viewed["ok"]["lead"]["outlet"] == outlet, "a point of sale sees its leads")
        told = yield Ask("lead.counters", {"scope": outlet}, seconds=30)
        counters[outlet] = {**told["ok"], "name": name}
    except Surprise:
        pass


def orders(stand):
    """Three customers come to their point of sale the same evening: trade-in, a better offer, an order, the voucher."""
    wanted = [one for one in stand.vouchers if one["journey"] == "offer" and one["market"] == "BE"][:3]
    for number, one in enumerate(wanted, 1):
        place = stand.outlets[one["outlet"]]
        who = Somebody(place["sales_managers"][one["brand"]], one["outlet"], stand.at(19, 10 + number))
        who.journey, who.number, who.language = "order", one["prospect"], one["language"]
        who.script = order(stand, one, "ORDER-%d" % number)
        stand.play.add(who)
    stand.play.run()
    return len(wanted)


def order(stand, sold, number):
    try:
        yield Ask("basket.set", {"quote": sold["quote"], "section": "trade_in",
                                 "value": {"make": "Renault", "model": "Clio", "year": 2016, "odometer_km": 98000,
                                           "amount": "4500.00"}}, seconds=30)
        better = yield Ask("quote.issue", {"quote": sold["quote"]}, seconds=30)
        stand.play.must(better["ok"]["offer"]["number"] != sold["number"], "a changed basket is another document")
        yield Ask("quote.send", {"quote": sold["quote"]}, seconds=30)
        yield Ask("voucher.check", {"code": sold["voucher"], "brand": sold["brand"], "place": "outlet"}, seconds=20)
        yield Ask("voucher.redeem", {"code": sold["voucher"], "order": number}, seconds=20)
        yield Ask("voucher.redeem", {"code": sold["voucher"], "order": number + "-B"}, seconds=20, expect="QUO-17")
        yield Ask("quote.accept", {"quote": sold["quote"]}, seconds=20)
    except Surprise:
        pass


def look_at_the_day(stand, prospects):
    """What the stand's responsible asks for at eight: the day's report, the data's quality, the ledger, the outbox."""
    play, people = stand.play, stand.data["day"]["people"]
    who = Somebody(people["marketing_responsible"], stand.data["day"]["stand"], stand.at(20))
    who.journey = "evening"
    found = {"points_of_sale": points_of_sale(stand), "orders": orders(stand)}
    try:
        report = play.ask(who, Ask("show.day_report", {"date": stand.day.isoformat(),
                                                       "sample": {"size": 8, "seed": stand.seed}}))
        again = play.ask(who, Ask("show.day_report", {"date": stand.day.isoformat(),
                                                      "sample": {"size": 8, "seed": stand.seed}}))
        play.must(report["ok"] == again["ok"], "the same seed draws the same sample")
        found["day"] = report["ok"]
        lines = data_quality(stand, who)
        found["quality"] = {
            "customers_created": sum(one["customers_created"] for one in lines),
            "consents_answered": sum(one["consents_answered"] for one in lines),
            "emails_confirmed": sum(one["emails_confirmed"] for one in lines),
            "placeholders_used": sum(one["placeholders_used"] for one in lines)}
        found["outbox"] = empty_outbox(stand)
        found["ledger"] = play.ask(who, Ask("audit.verify", {}))["ok"]
        play.must(found["ledger"]["intact"], "the ledger is as it was written")
    except Surprise:
        pass
    answers = collections.defaultdict(collections.Counter)
    for one in prospects:
        for purpose, answer in one.consents.items():
            answers[purpose][answer] += 1
    found["consents"] = {purpose: dict(counted) for purpose, counted in answers.items()}
    return found


def data_quality(stand, who):
    """The lines of the day, page by page; a user is never ranked by yes."""
    lines, after = [], None
    while True:
        args = {"from": stand.day.isoformat(), "to": stand.day.isoformat(), **({"after": after} if after else {})}
        page = stand.play.ask(who, Ask("report.data_quality", args))["ok"]
        lines += page["lines"]
        after = page.get("next")
        if not after:
            return lines


def empty_outbox(stand):
    """Takes the effects that wait for their hosts, one legal entity after the other, writes them as lines, and says
    that they have been seen to."""
    count = 0
    with open(stand.folder / "effects.jsonl", "w", encoding="utf-8") as file:
        for entity in stand.data["network"]["legal_entities"]:
            who = Somebody(entity["id"] + ".admin", home_of(stand, entity["id"]), stand.at(20, 15))
            who.journey = "evening"
            after = None
            while True:
                args = {"limit": 200, **({"after": after} if after else {})}
                page = stand.play.ask(who, Ask("outbox.list", args))["ok"]
                for effect in page["effects"]:
                    file.write(json.dumps({"entity": entity["id"], **effect}, ensure_ascii=False) + "\n")
                if page["effects"]:
                    stand.play.ask(who, Ask("outbox.ack", {"ids": [effect["id"] for effect in page["effects"]]}))
                count += len(page["effects"])
                after = page.get("next")
                if not after:
                    break
    return count


def home_of(stand, entity):
    return next(name for name, one in stand.outlets.items() if one["entity"] == entity)
