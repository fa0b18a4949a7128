"""Plays a day at the Brussels motor show against `dealerkit run`: a stand, eleven brands, 240 prospects.

Usage: motor_show_day.py SHELL FOLDER [--prospects N] [--seed N]

The network, the catalogue and the people come from data/motor_show; who comes, what for and when is drawn from the seed.
Each request is decided from the replies before it. FOLDER gets the store (motor_show.db), every request with its reply
(log.jsonl), the offers (offers/*.html, *.pdf), what the host has to send (effects.jsonl) and the report (report.html,
report.json). The exit code is 1 where anything was answered otherwise than expected.
"""
import argparse
import pathlib
import sys
import time

from motor_show import people, report
from motor_show.day import play_day, read, tidy
from motor_show.desk import Desk


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
    tidy(asked.folder)
    desk = Desk(asked.shell, str(asked.folder / "motor_show.db"))
    play, stand, comers, found = play_day(desk, asked.folder, count, seed, lambda line: print(line, flush=True))
    desk.close()
    if "ledger" in found:
        rebuilt = desk.command("rebuild")
        found["rebuilt_the_same"] = rebuilt["same"]
        if not rebuilt["same"]:
            play.surprises.append("the projections are not what the ledger says")
        told = report.gather(play, stand, comers, found, report.rule_titles(asked.shell))
        report.write(told, defaults["brand_names"], asked.folder)
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
    print("ledger: %d records, intact: %s; projections as rebuilt: %s" % (
        told["ledger"]["records"], told["ledger"]["intact"], told["rebuilt_the_same"]))


def by_rule(told):
    counted = {}
    for one in told["refusals"]:
        counted[one["rule"]] = counted.get(one["rule"], 0) + one["times"]
    return counted


if __name__ == "__main__":
    main()
