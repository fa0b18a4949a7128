#!/usr/bin/env python3
"""The day at the motor show, at a small scale: what its summary says is so, twice the same, and a surprise fails it.

Usage: check_show_day.py SHELL FOLDER
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent.parent
prospects = 40

# A desk that refuses everything: the day must say so and fail.
stubborn = """#!/bin/sh
while read -r line; do echo '{"refused": [{"rule": "SEC-02", "code": "store_damaged", "message": "no"}]}'; done
"""


def play(shell, folder, *more):
    return subprocess.run([sys.executable, "-B", str(root / "examples" / "motor_show_day.py"), str(shell), str(folder),
                           "--prospects", str(prospects), *more], capture_output=True, text=True)


def figures(folder):
    """The report without what differs from run to run: identifiers and times of the machine."""
    told = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    for name in ("milliseconds", "leads", "ledger"):
        told.pop(name)
    told["day"].pop("sample")
    for one in told["offers"] + told["day"]["unfinished"]:
        one.pop("quote")
    return told


def check(folder, done):
    told = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    sent = [one for one in told["offers"] if one["sent"]]
    journeys = {visit["journey"] for visit in told["offers"]}
    page = (folder / "report.html").read_text(encoding="utf-8")
    effects = (folder / "effects.jsonl").read_text(encoding="utf-8").splitlines()
    rules = {one["rule"] for one in told["refusals"]}
    expected_rules = {"CUS-02", "CUS-09", "CUS-13", "CUS-17", "CON-02", "QUO-01", "QUO-03", "QUO-11", "QUO-14", "QUO-16",
                      "NET-02", "NET-04", "CFG-04", "ACC-05", "LEA-05"}
    pages = [(folder / (one["file"] + ".html")).read_text(encoding="utf-8") for one in told["offers"]]
    catalog = (root / "examples" / "data" / "motor_show" / "catalog.json").read_text(encoding="utf-8")
    codes = set(re.findall(r'"condition": "(\w+)"', catalog))
    without_tax = ("Montants hors TVA", "Montants HT", "Bedragen exclusief btw", "Beträge ohne MwSt.")
    without_pdf = not list((folder / "offers").glob("*.pdf"))  # built without the PDF library
    yield "it ends well", done.returncode == 0
    yield "nothing was unexpected", told["surprises"] == [] and told["broken_visits"] == 0
    yield "everybody was there", told["prospects"] == prospects and told["visits"] == prospects
    yield "offers were issued, and most sent", len(told["offers"]) > len(sent) > prospects / 3
    yield "the one never sent is unfinished work", len(told["day"]["unfinished"]) == len(told["offers"]) - len(sent)
    yield "the day's report counts the offers", (
        told["day"]["offers_issued"] == len(told["offers"]) + told["orders"])
    yield "each offer is a page%s" % ("" if without_pdf else " and a PDF"), all(
        (folder / (one["file"] + ".html")).read_text(encoding="utf-8").lower().startswith("<!doctype html")
        and (without_pdf or (folder / (one["file"] + ".pdf")).read_bytes().startswith(b"%PDF-"))
        for one in told["offers"])
    # QUO-07: a list for consumers has its tax in it, in Luxembourg as in Belgium.
    yield "amounts are with tax, in every language", len({page[:200] for page in pages}) > 2 and not any(
        words in page for page in pages for words in without_tax)
    yield "conditions are said in words", codes and not any(code in page for page in pages for code in codes)
    yield "rules that must have refused have: missing %s" % sorted(expected_rules - rules), expected_rules <= rules
    yield "the tablet's leads came once", sum(told["tablet"]["accepted"]) == told["tablet"]["kept_on_the_tablet"] > 0
    yield "a voucher's journey is among the offers", "promo_accepted" in journeys
    yield "effects are lines of JSON", len(effects) > prospects and all(json.loads(one)["effect"] for one in effects)
    yield "the ledger is whole, and rebuilt the same", told["ledger"]["intact"] and told["rebuilt_the_same"]
    yield "the page needs nothing beside it", not re.search(r'(?:src|href)="?(?:https?:|//)|<script|@import', page)
    yield "the page is for phones too", 'name="viewport"' in page
    yield "the summary says so", "%d prospects" % prospects in done.stdout and "all expected" in done.stdout


def main():
    shell, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    first = play(shell, folder / "first")
    if not (folder / "first" / "report.json").exists():
        print(first.stdout, first.stderr)
        raise SystemExit(1)
    checked = list(check(folder / "first", first))
    again = play(shell, folder / "again")
    checked.append(("twice the same", again.returncode == 0 and
                    figures(folder / "first") == figures(folder / "again")))
    other = play(shell, folder / "other", "--seed", "7")
    checked.append(("another seed, another day", other.returncode == 0 and
                    figures(folder / "first")["offers"] != figures(folder / "other")["offers"]))
    refusing = folder / "stubborn"
    refusing.write_text(stubborn, encoding="utf-8")
    refusing.chmod(0o755)
    checked.append(("a surprise fails the day", play(refusing, folder / "refused").returncode == 1))
    for what, so in checked:
        print("%s  %s" % ("ok  " if so else "FAIL", what))
    if not all(so for _, so in checked):
        print(first.stdout, first.stderr, other.stderr[-2000:])
        raise SystemExit(1)
    print("%d checks" % len(checked))
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
