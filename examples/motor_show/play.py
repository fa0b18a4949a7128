"""Plays people's days against one desk, interleaved by the clock; a refusal that nobody expected is a surprise."""
import collections
import dataclasses
import datetime
import heapq
import json


@dataclasses.dataclass
class Ask:
    """A request that somebody is about to make, so many seconds from now."""
    verb: str
    args: dict
    seconds: float = 15
    expect: str = ""  # the identifier of the rule that is to refuse it, such as `QUO-16`; empty: it is accepted
    key: str = ""


@dataclasses.dataclass
class Until:
    """Somebody waits for an instant."""
    instant: datetime.datetime


@dataclasses.dataclass
class Happened:
    """One request as it went; what the report counts."""
    at: datetime.datetime
    user: str
    verb: str
    journey: str
    number: int
    refused: list  # of violations
    expected: bool
    notes: list
    effects: list
    because: str = ""


class Surprise(Exception):
    """An answer that was not expected."""


class Somebody:
    """Who works with the desk: a user at an outlet, with a clock and a script of what to do."""

    def __init__(self, user, outlet, now, language="en"):
        self.user, self.outlet, self.now, self.language = user, outlet, now, language
        self.journey, self.number = "", 0
        self.script = None

    @property
    def actor(self):
        return {"user": self.user, "outlet": self.outlet}


class Play:
    def __init__(self, desk, log):
        self.desk, self.log = desk, log
        self.happened, self.surprises = [], []
        self._waiting, self._added = [], 0

    def ask(self, who, request, at=None):
        """Makes a request for somebody (or nobody) and gives the reply; raises where it is a surprise."""
        at = at or who.now
        line = {"verb": request.verb, "at": at.isoformat()}
        if who.user:
            line["actor"] = who.actor
            line["language"] = who.language[:2]
        if request.key:
            line["key"] = request.key
        line["args"] = request.args
        reply = self.desk.call(line)
        refused = reply.get("refused", [])
        rules = {one["rule"] for one in refused}
        fits = request.expect in rules if request.expect else not refused
        self.happened.append(Happened(
            at, who.user, request.verb, who.journey, who.number, refused, bool(refused) and fits,
            reply.get("notes", []), reply.get("effects", [])))
        self.log.write(json.dumps({"request": line, "reply": without_documents(reply)}, ensure_ascii=False) + "\n")
        if not fits:
            said = json.dumps(reply.get("refused", reply.get("ok")), ensure_ascii=False)
            wanted = "a refusal by %s" % request.expect if request.expect else "to be accepted"
            self.surprises.append("%s in %r of prospect %s: expected %s, got %s" % (
                request.verb, who.journey, who.number, wanted, said[:600]))
            raise Surprise(self.surprises[-1])
        return reply

    def must(self, so, what):
        """What a script takes for granted; where it is not so the day has a surprise."""
        if not so:
            self.surprises.append(what)
            raise Surprise(what)

    def add(self, who):
        """Somebody begins a script, now or later; others may be under way."""
        self._added += 1
        self._advance(self._added, who, None)

    def run(self):
        """Plays all scripts to their ends, always the earliest request first."""
        while self._waiting:
            due, place, who, request = heapq.heappop(self._waiting)
            who.now = due
            answer = None
            if isinstance(request, Ask):
                try:
                    answer = self.ask(who, request)
                except Surprise as surprise:
                    answer = surprise
            self._advance(place, who, answer)

    def _advance(self, place, who, answer):
        try:
            if isinstance(answer, Surprise):
                request = who.script.throw(answer)
            else:
                request = next(who.script) if answer is None else who.script.send(answer)
        except (StopIteration, Surprise):
            return
        due = who.now + datetime.timedelta(seconds=request.seconds) if isinstance(request, Ask) else max(
            who.now, request.instant)
        heapq.heappush(self._waiting, (due, place, who, request))

    def refusals(self):
        """Rule -> how often it refused."""
        counted = collections.Counter()
        for one in self.happened:
            counted.update(violation["rule"] for violation in one.refused)
        return counted


def without_documents(reply):
    """A reply for the log: the documents have files of their own."""
    document = reply.get("ok", {}).get("offer", {}).get("document") if isinstance(reply.get("ok"), dict) else None
    if not document:
        return reply
    short = json.loads(json.dumps(reply))
    short["ok"]["offer"]["document"] = {name: "%d characters" % len(text) for name, text in document.items()}
    return short
