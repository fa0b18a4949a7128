"""Plays a day at the Brussels motor show against `dealerkit run`: a stand, eleven brands, 240 prospects.

Usage: motor_show_day.py SHELL FOLDER [--prospects N] [--seed N]

The network, the catalogue and the people come from data/motor_show; who comes, what for and when is drawn from the seed.
Each request is decided from the replies before it. FOLDER gets the store (motor_show.db), every request with its reply
(log.jsonl), the offers (offers/*.html, *.pdf), what the host has to send (effects.jsonl) and the report (report.html,
report.json). The exit code is 1 where anything was answered otherwise than expected.
"""
import argparse
import datetime
import json
import pathlib
import shutil
import sys
import time

from motor_show import evening, people, report
from motor_show.desk import Desk
from motor_show.play import Ask, Play, Somebody, Surprise, Until
from motor_show.stand import Stand

here = pathlib.Path(__file__).resolve().parent
zone = datetime.timezone(datetime.timedelta(hours=1))  # Brussels and Luxembourg in January


def read(name):
    return json.loads((here / "data" / "motor_show" / (name + ".json")).read_text(encoding="utf-8"))


def prepare(play, data, day):
    """Before the doors open: the network and the catalogue."""
    nobody = Somebody("", "", datetime.datetime.combine(day, datetime.time(7), zone))
    nobody.journey = "preparation"
    play.ask(nobody, Ask("network.load", data["network"]))
    play.ask(nobody, Ask("catalog.load", data["catalog"]))


def lunch(stand):
    """At noon the computer is changed: the desk is ended, and opened again on the same store."""
    who = Somebody("", "", stand.at(9, 30))

    def script():
        yield Until(stand.at(12, 30))
        stand.play.desk.restart()
    who.script = script()
    stand.play.add(who)


def play_day(shell, folder, count, seed):
    data = {name: read(name) for name in ("day", "network", "catalog", "people")}
    day = datetime.date.fromisoformat(data["day"]["day"])
    shutil.rmtree(folder / "offers", ignore_errors=True)
    (folder / "offers").mkdir(parents=True)
    for leftover in folder.glob("motor_show.db*"):
        leftover.unlink()
    desk = Desk(shell, str(folder / "motor_show.db"))
    with open(folder / "log.jsonl", "w", encoding="utf-8") as log:
        play = Play(desk, log)
        stand = Stand(play, data, seed, day, zone, folder)
        comers = people.prospects(data["people"], seed, count, day, zone)
        told = {}
        try:
            prepare(play, data, day)
            stand.open_for(comers)
            lunch(stand)
            progress(stand, comers)
            play.run()
            told = evening.look_at_the_day(stand, comers)
        except Surprise:
            pass
    desk.close()
    return play, stand, comers, told


def progress(stand, comers):
    """One line an hour."""
    who = Somebody("", "", stand.at(9, 30))

    def script():
        for hour in range(11, 20):
            yield Until(stand.at(hour))
            came = sum(one.arrives.hour < hour for one in comers)
            print("  %d:00  %3d prospects, %3d offers issued, %3d leads, %2d refusals" % (
                hour, came, len(stand.offers), len(stand.leads), sum(stand.play.refusals().values())), flush=True)
    who.script = script()
    stand.play.add(who)


def main():
    parser = argparse.ArgumentParser(description="Plays a day at the motor show.")
    parser.add_argument("shell")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--prospects", type=int)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args()
    defaults = read("day")
    count, seed = asked.prospects or defaults["prospects"], asked.seed or defaults["seed"]
    if not len(people.journeys) <= count <= 900:
        parser.error("from %d prospects (each journey once) to 900" % len(people.journeys))

    print("A day at the motor show: %d prospects, seed %d" % (count, seed))
    started = time.monotonic()
    play, stand, comers, found = play_day(asked.shell, asked.folder, count, seed)
    names = {code: name for code, name in defaults["brand_names"].items()}
    if "ledger" in found:
        rebuilt = play.desk.command("rebuild")
        found["rebuilt_the_same"] = rebuilt["same"]
        if not rebuilt["same"]:
            play.surprises.append("the projections are not what the ledger says")
        told = report.gather(play, stand, comers, found, asked.shell)
        report.write(told, names, asked.folder)
        summary(told, time.monotonic() - started)
    for one in play.surprises:
        print("not expected: %s" % one, file=sys.stderr)
    raise SystemExit(1 if play.surprises or "ledger" not in found else 0)


def summary(told, seconds):
    offers = told["offers"]
    print("%d prospects, %d requests in %.1f seconds (median %.1f ms)" % (
        told["prospects"], told["requests"], seconds, told["milliseconds"]["median"]))
    print("%d offers issued, %d sent; %d leads, %d more from the tablet" % (
        len(offers), sum(one["sent"] for one in offers), len(told["leads"]), told["tablet"]["kept_on_the_tablet"]))
    print("refusals by rule, all expected: %s" % ", ".join(
        "%s %d" % pair for pair in sorted(by_rule(told).items())) if not told["surprises"] else "surprises: %d" % len(
            told["surprises"]))
    if told["left_out"]:
        print("left out, since this version does not have it: %s" % ", ".join(told["left_out"]))
    print("ledger: %d records, intact: %s; projections as rebuilt: %s" % (
        told["ledger"]["records"], told["ledger"]["intact"], told["rebuilt_the_same"]))


def by_rule(told):
    counted = {}
    for one in told["refusals"]:
        counted[one["rule"]] = counted.get(one["rule"], 0) + one["times"]
    return counted


if __name__ == "__main__":
    main()
