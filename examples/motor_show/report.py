"""The day's report: what happened, counted, as report.json, and as one page that needs nothing beside it."""
import collections
import json
import re
import statistics
import subprocess

from . import charts

escape = charts.escape

style = """
:root{--ink:#1c2733;--soft:#5c6b78;--line:#dbe2e8;--back:#f3f6f8;--card:#fff;--good:#2c7a52;--bad:#b3362f}
@media (prefers-color-scheme:dark){:root{--ink:#e8eef3;--soft:#9fb0bd;--line:#33414d;--back:#141b21;--card:#1d262e;
--good:#6fce9d;--bad:#f08a82}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"DejaVu Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 4px}
h2{font-size:1.05rem;margin:0 0 10px}
p{margin:0 0 10px}
.lead{color:var(--soft);max-width:70ch}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(135px,1fr));gap:12px;margin:20px 0}
.card,.panel{background:var(--card);border:1px solid var(--line);border-radius:10px}
.card{padding:12px 14px}
.card b{display:block;font-size:1.65rem;line-height:1.15;font-variant-numeric:tabular-nums}
.card span{color:var(--soft);font-size:.86rem}
.flow{columns:2 420px;column-gap:16px;margin-bottom:16px}
.panel{padding:16px 16px 14px;margin:0 0 16px;break-inside:avoid}
.note{color:var(--soft);font-size:.88rem;margin:8px 0 0}
svg{display:block;width:100%;max-width:480px;height:auto}
svg .t{font-size:13px;fill:var(--ink)}
svg .n{font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}
svg .axis{stroke:var(--line)}
.legend{font-size:.84rem;color:var(--soft);margin:0 0 8px}
.legend span{display:inline-block;margin-right:12px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:5px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600}
td.r,th.r{text-align:right;font-variant-numeric:tabular-nums}
code{font-size:.88em;color:var(--soft);overflow-wrap:anywhere}
.nowrap{white-space:nowrap}
td code{display:block}
@media (min-width:760px){td code{display:inline;margin-left:8px}}
.ok{color:var(--good)}.bad{color:var(--bad)}
a{color:inherit}
details summary{cursor:pointer}
"""


def rule_titles(shell):
    """Identifier -> title, as the program lists them."""
    done = subprocess.run([shell, "rules"], capture_output=True, text=True, check=True)
    return dict(re.findall(r"^([A-Z]{3}-\d{2})\s+(.+?)\s*$", done.stdout, re.M))


def outcome(visit):
    """What a visit ended in, in one word of a few."""
    journey = visit.prospect.journey
    if journey in ("keep_me_informed", "fleet"):
        return {"keep_me_informed": "kept informed", "fleet": "fleet"}[journey]
    if visit.offer:
        return "offer" if journey != "never_sent" else "offer not sent"
    return "lead"


outcomes = ["offer", "offer not sent", "lead", "kept informed", "fleet"]


def gather(play, stand, prospects, evening, titles):
    """Everything that the report says, as plain data; `titles` are those of the rules."""
    refusals = collections.Counter()
    for one in play.happened:
        refusals.update({(violation["rule"], violation["code"]) for violation in one.refused})
    effects = collections.Counter()
    for one in play.happened:
        effects.update("%s %s" % (effect["effect"], effect.get("template", "")) for effect in one.effects)
    hours = collections.Counter((visit.prospect.arrives.hour, outcome(visit)) for visit in stand.visits)
    milliseconds = sorted(play.desk.milliseconds)
    return {
        "date": stand.day.isoformat(), "seed": stand.seed,
        "prospects": len(prospects), "visits": len(stand.visits), "broken_visits": len(stand.broken_visits),
        "requests": len(play.happened), "surprises": play.surprises,
        "languages": dict(collections.Counter(one.language for one in prospects).most_common()),
        "companies": sum(one.is_company for one in prospects),
        "journeys": dict(collections.Counter(one.journey for one in prospects).most_common()),
        "outcomes": {name: sum(outcome(visit) == name for visit in stand.visits) for name in outcomes},
        "by_hour": {str(hour): {name: hours[hour, name] for name in outcomes} for hour in range(10, 19)},
        "offers": stand.offers, "leads": stand.leads, "referrals": dict(stand.referrals),
        "tablet": stand.synchronised,
        "refusals": [{"rule": rule, "code": code, "times": times, "title": titles.get(rule, "")}
                     for (rule, code), times in sorted(refusals.items(), key=lambda item: (-item[1], item[0]))],
        "effects": dict(effects.most_common()),
        "milliseconds": {"median": round(statistics.median(milliseconds), 2),
                         "of_100_the_95th": round(milliseconds[int(len(milliseconds) * 0.95)], 2)},
        **evening,
    }


def by_brand(found, names, key, series):
    """Rows of a chart: brand -> how many of each kind, the largest first."""
    counted = collections.defaultdict(collections.Counter)
    for one in found:
        counted[one["brand"]][key(one)] += 1
    rows = [(names.get(brand, brand), [kinds[kind] for kind in series]) for brand, kinds in counted.items()]
    return sorted(rows, key=lambda row: (-sum(row[1]), row[0]))


def table(head, rows, right=()):
    cells = "".join('<th%s>%s</th>' % (' class="r"' if place in right else "", escape(name))
                    for place, name in enumerate(head))
    body = "".join("<tr>%s</tr>" % "".join(
        '<td%s>%s</td>' % (' class="r"' if place in right else "", cell) for place, cell in enumerate(row))
        for row in rows)
    return '<div class="scroll"><table><tr>%s</tr>%s</table></div>' % (cells, body)


def panel(title, content, note=""):
    return '<section class="panel"><h2>%s</h2>%s%s</section>' % (
        escape(title), content, '<p class="note">%s</p>' % escape(note) if note else "")


def flow(panels):
    """Panels in two columns where there is room for two."""
    return '<div class="flow">%s</div>' % "\n".join(panels)


def page(told, names):
    """The whole page."""
    offers, leads = told["offers"], told["leads"]
    sent = sum(one["sent"] for one in offers)
    refused = sum(one["times"] for one in told["refusals"])
    cards = [
        (told["prospects"], "prospects on the stand"), (len(offers), "offers issued"), (sent, "offers sent"),
        (len(leads) + told["tablet"].get("kept_on_the_tablet", 0), "leads taken"),
        (told.get("outbox", 0), "mails and messages for the host"),
        (refused, "refusals, each one expected" if not told["surprises"] else "refusals"),
    ]
    parts = [
        "<h1>A day at the motor show</h1>",
        '<p class="lead">%s, seed %s: every prospect, order and phone number is invented; every answer is the desk\'s. '
        "%s requests were made, half of them answered within %s ms.</p>" % (
            escape(told["date"]), told["seed"], "{:,}".format(told["requests"]).replace(",", "\u202f"),
            told["milliseconds"]["median"]),
        '<div class="cards">%s</div>' % "".join(
            '<div class="card"><b>%s</b><span>%s</span></div>' % (number, escape(text)) for number, text in cards),
        flow(pictures(told, names, offers, leads)),
        panel("Refusals by rule", refusals_table(told), "Each was expected by name; anything else fails the demo."),
        flow(tables(told, names)),
        panel("The offers", documents(offers, names)),
    ]
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            "<title>A day at the motor show, %s</title><style>%s</style></head><body><main>\n%s\n</main></body></html>\n"
            % (escape(told["date"]), style, "\n".join(parts)))


def pictures(told, names, offers, leads):
    hours = sorted(told["by_hour"], key=int)
    yield panel("When they came", charts.columns(
        "Prospects by hour and what their visit ended in", ["%sh" % hour for hour in hours], outcomes,
        [[told["by_hour"][hour][name] for hour in hours] for name in outcomes]))
    yield panel("Offers by brand", charts.bars(
        "Offers by brand, sent and not sent",
        by_brand(offers, names, lambda one: "sent" if one["sent"] else "issued, not sent",
                 ["sent", "issued, not sent"]), ["sent", "issued, not sent"]),
        "Only a sent offer has effects: the voucher for the customer, the lead for the point of sale (QUO-13).")
    kinds = ["test_drive", "quote", "keep_me_informed"]
    yield panel("Leads by brand", charts.bars(
        "Leads by brand and request", by_brand(leads, names, lambda one: one["request"], kinds),
        ["test drive", "quote", "keep me informed"]),
        "Without those that sent offers bring, and those of the tablet.")
    languages = {"fr-BE": "French, BE", "nl-BE": "Dutch, BE", "fr-LU": "French, LU", "de-LU": "German, LU"}
    yield panel("Languages", charts.bars(
        "Prospects by language and country",
        [(languages[name], [number]) for name, number in told["languages"].items()], ["prospects"]))
    yield panel("Consents", charts.bars(
        "Yes and no by purpose", [(purpose, [answers.get("yes", 0), answers.get("no", 0)])
                                  for purpose, answers in told["consents"].items()], ["yes", "no"]),
        "Of all prospects together, never by user: consent is no sales target (CON-09).")


def tables(told, names):
    yield panel("Unfinished work", unfinished(told, names))
    yield panel("Points of sale in the evening", outlets_table(told))
    yield panel("The tablet without network", tablet(told["tablet"]))
    yield panel("What the host has to send", table(
        ["effect", "times"], [[escape(name), number] for name, number in told["effects"].items()], right={1}))
    yield panel("Kept in the ledger", ledger(told))


def refusals_table(told):
    return table(["rule", "what it says, and the refusal", "times"],
                 [['<b class="nowrap">%s</b>' % one["rule"],
                   "%s <code>%s</code>" % (escape(one["title"]), escape(one["code"])), one["times"]]
                  for one in told["refusals"]], right={2})


def unfinished(told, names):
    rows = told.get("day", {}).get("unfinished", [])
    if not rows:
        return "<p>Every offer that was issued was sent.</p>"
    return "<p>Issued and not sent when the day ended (QUO-13):</p>" + table(["offer", "brand", "issued"], [
        ['<span class="nowrap">%s</span>' % escape(one["number"]), escape(names.get(one["brand"], one["brand"])),
         escape(one["issued_at"][11:16])] for one in rows])


def outlets_table(told):
    rows = sorted(told["points_of_sale"].values(), key=lambda one: (-one["untreated"], one["name"]))
    return table(["point of sale", "untreated", "overdue"],
                 [[escape(one["name"]), one["untreated"], one["overdue"]] for one in rows], right={1, 2})


def tablet(told):
    if not told:
        return "<p>It was not used.</p>"
    return ("<p>%d leads were taken without network. The first synchronisation was cut in the middle, the second sent "
            "them all, the third sent them all again.</p>" % told["kept_on_the_tablet"] + table(
                ["synchronisation", "taken in", "known already"],
                [["first, cut", told["accepted"][0], told["already"][0]],
                 ["second", told["accepted"][1], told["already"][1]],
                 ["third", told["accepted"][2], told["already"][2]]], right={1, 2})
            + '<p class="note">The same lead with other content was reported as a conflict, %d time (LEA-05).</p>'
            % told["conflicts"])


def ledger(told):
    kept = told.get("ledger", {})
    quality, day = told.get("quality", {}), told.get("day", {})
    rows = [["records", kept.get("records", "")],
            ["as written", '<span class="%s">%s</span>' % (
                ("ok", "yes") if kept.get("intact") else ("bad", "no"))],
            ["customers created", quality.get("customers_created", "")],
            ["e-mails confirmed on screen", quality.get("emails_confirmed", "")],
            ["VAT numbers not known", quality.get("placeholders_used", "")],
            ["quotes per prospect", day.get("quotes_per_prospect", "")],
            ["offers sent, %", day.get("sent_rate_percent", "")],
            ["records drawn for review", len(day.get("sample", []))]]
    return table(["", ""], rows, right={1})


def documents(offers, names):
    rows = [['<a class="nowrap" href="%s.html">%s</a>' % (escape(one["file"]), escape(one["number"])),
             escape(names.get(one["brand"], one["brand"])), escape(one["model"].replace("_", " ")),
             escape(one["language"]), "sent" if one["sent"] else "not sent",
             '<a href="%s.pdf">PDF</a>' % escape(one["file"])] for one in offers]
    return "<details><summary>%d documents, as the customers got them</summary>%s</details>" % (
        len(rows), table(["offer", "brand", "model", "language", "", ""], rows))


def write(told, names, folder):
    (folder / "report.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "report.html").write_text(page(told, names), encoding="utf-8")
