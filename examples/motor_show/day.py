"""A whole day against one desk: before the doors open, the visits, the evening."""
import datetime
import json
import pathlib
import shutil

from . import evening, people
from .play import Ask, Play, Somebody, Surprise, Until
from .stand import Stand

data_folder = pathlib.Path(__file__).resolve().parent.parent / "data" / "motor_show"
zone = datetime.timezone(datetime.timedelta(hours=1))  # Brussels and Luxembourg in January


def read(name):
    return json.loads((data_folder / (name + ".json")).read_text(encoding="utf-8"))


def tidy(folder):
    """Removes what an earlier day left in the folder."""
    shutil.rmtree(folder / "offers", ignore_errors=True)
    (folder / "offers").mkdir(parents=True)
    for leftover in folder.glob("motor_show.db*"):
        leftover.unlink()


def play_day(desk, folder, count, seed, say):
    """Plays the day; `say` is told how it goes. Gives the play, the stand, who came, and what the evening found."""
    data = {name: read(name) for name in ("day", "network", "catalog", "people")}
    day = datetime.date.fromisoformat(data["day"]["day"])
    with open(folder / "log.jsonl", "w", encoding="utf-8") as log:
        play = Play(desk, log)
        stand = Stand(play, data, seed, day, zone, folder)
        comers = people.prospects(data["people"], seed, count, day, zone)
        found = {}
        try:
            prepare(play, data, day)
            stand.open_for(comers)
            lunch(stand)
            progress(stand, comers, say)
            play.run()
            found = evening.look_at_the_day(stand, comers)
        except Surprise:
            pass
    return play, stand, comers, found


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


def progress(stand, comers, say):
    """One line an hour."""
    who = Somebody("", "", stand.at(9, 30))

    def script():
        for hour in range(11, 20):
            yield Until(stand.at(hour))
            came = sum(one.arrives.hour < hour for one in comers)
            say("  %d:00  %3d prospects, %3d offers issued, %3d leads, %2d refusals" % (
                hour, came, len(stand.offers), len(stand.leads), sum(stand.play.refusals().values())))
    who.script = script()
    stand.play.add(who)
