"""Kills the shell while a device sends its leads: whatever was cut, sending again gives the result of once (LEA-05).

Usage: sync_kill_test.py SHELL ROUNDS

Each round starts `dealerkit run` on the same file, sends random parts of a device's leads, in random order and some
of them again, and kills the process with SIGKILL while the last part is in hand, a random instant after it was sent. At
last everything is sent once more. Then every lead is there once, what was answered `accepted` was accepted once, every
lead looks as in a store that nobody killed, and the ledger is intact. Prints the counts and the seed.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time

SEED = int(os.environ.get("DEALERKIT_SEED", "20240112"))
LEADS = 240
AT = "2024-01-12T18:00:00+01:00"
NETWORK = {
    "legal_entities": [{"id": "E1", "vat": "BE0403170701", "name": "Garage"}],
    "outlets": [{"code": "0011960", "site": "000", "entity": "E1", "record_type": "outlet", "name": "Garage",
                 "brands": ["AC"], "address": {"postal_code": "1000", "city": "Bruxelles", "country": "BE"},
                 "time_zone": "Europe/Brussels", "mailboxes": {"1": "leads@garage.example.be"}}],
    "users": [{"id": "E1.d001", "entity": "E1", "roles": ["salesman"]}],
}


def ask(verb, args, actor=True):
    request = {"verb": verb, "at": AT, "args": args}
    if actor:
        request["actor"] = {"user": "E1.d001", "outlet": "0011960-000"}
    return json.dumps(request)


def lead(number):
    return {"id": "tablet-%04d" % number, "tool": "collect", "reason": "no_time", "brand": "AC", "market": "BE",
            "language": "fr-BE", "request": "contact", "models": ["C3"],
            "person": {"first_name": "Jean", "last_name": "Martin", "email": "n%d@example.be" % number,
                       "mobile": "+32478%06d" % number, "postal_code": "1000"},
            "outlet": "0011960-000", "consents": {"contact": "yes"},
            "captured_at": "2024-01-12T%02d:%02d:00+01:00" % (9 + number // 60, number % 60)}


def sync(numbers):
    return ask("lead.sync", {"device": "tablet", "leads": [lead(number) for number in numbers]})


def replies_to(shell, store, lines):
    done = subprocess.run([shell, "run", "--store", store], input=("\n".join(lines) + "\n").encode(),
                          capture_output=True, check=True)
    return [json.loads(line)["ok"] for line in done.stdout.decode().splitlines()]


def prepared(folder, name, shell):
    store = os.path.join(folder, name)
    replies_to(shell, store, [ask("network.load", NETWORK, actor=False),
                              ask("device.enrol", {"device": "tablet", "user": "E1.d001"})])
    return store


def one_round(shell, store, generator, longest):
    """Sends parts, and kills while the last is in hand; what was answered as accepted, and whether that one was not."""
    accepted = []
    process = subprocess.Popen([shell, "run", "--store", store], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               bufsize=0)

    def send():
        part = generator.choices(range(LEADS), k=generator.randint(1, 6))
        process.stdin.write((sync(part) + "\n").encode())

    def take(answer):
        reply = json.loads(answer)["ok"]
        assert not reply["refused"], reply
        accepted.extend(reply["accepted"])

    for _ in range(generator.randint(0, 3)):
        send()
        take(process.stdout.readline())
    send()
    time.sleep(generator.uniform(0, longest))
    process.kill()
    rest, _ = process.communicate()
    if rest.endswith(b"\n"):
        take(rest)
    return accepted, not rest.endswith(b"\n")


def everything(shell, store):
    """What is seen of the leads, and the alerts that wait, by lead."""
    listed = replies_to(shell, store, [ask("lead.list", {"limit": 1000})])[0]["leads"]
    waiting = replies_to(shell, store, [ask("outbox.list", {"limit": 1000})])[0]["effects"]
    return sorted(listed, key=lambda one: one["id"]), sorted(effect["data"]["lead"] for effect in waiting)


def main():
    shell, rounds = sys.argv[1], int(sys.argv[2])
    generator = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        store = prepared(folder, "killed.db", shell)
        accepted, cut = [], 0
        for number in range(rounds):
            # From at once to later than most answers come.
            taken, unanswered = one_round(shell, store, generator, 0.012 * number / rounds)
            accepted += taken
            cut += unanswered
        last = replies_to(shell, store, [sync(range(LEADS))])[0]
        quiet = prepared(folder, "quiet.db", shell)
        replies_to(shell, quiet, [sync(range(LEADS))])
        once, here = everything(shell, quiet), everything(shell, store)
        audit = json.loads(subprocess.run([shell, "verify", store], capture_output=True, check=False).stdout)
        intact = audit.get("intact", audit.get("ok", {}).get("intact"))
        problems = []
        if len(accepted) != len(set(accepted)):
            problems.append("a lead was accepted twice")
        if set(accepted) & set(last["accepted"]):
            problems.append("an accepted lead was lost")
        if len(last["accepted"]) + len(last["already"]) != LEADS or last["refused"]:
            problems.append("not every lead was taken")
        if here != once:
            problems.append("the leads differ from those of sending once")
        if not intact:
            problems.append("the ledger is not intact: %s" % audit)
        if cut == 0 or not accepted:
            problems.append("no sending was cut, or none was answered")
        print("seed %d, %d rounds, %d cut, %d accepted before the last sending, %d then, %d leads: %s"
              % (SEED, rounds, cut, len(accepted), len(last["accepted"]), len(here[0]), problems or "as of once"))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
