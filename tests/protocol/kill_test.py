"""Kills the shell at any instant: no accepted command is lost and none is there by half (DAT-04, ACC-07).

Usage: kill_test.py SHELL ROUNDS

Each round starts `dealerkit run` on the same file, sends commands without waiting, reads replies, and kills the process
with SIGKILL after a random delay. Then every customer that was answered `ok` in any round must be found, every one that
is found must be whole, and the ledger must be intact. Prints the counts; a failure prints the seed.
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

SEED = int(os.environ.get("DEALERKIT_SEED", "20240112"))
ACTOR = {"user": "E1.d001", "outlet": "0011960-000"}
NETWORK = {
    "legal_entities": [{"id": "E1", "vat": "BE0403170701", "name": "Garage"}],
    "outlets": [{"code": "0011960", "site": "000", "entity": "E1", "record_type": "outlet", "name": "Garage",
                 "brands": ["AC"], "address": {"postal_code": "1000", "city": "Bruxelles", "country": "BE"},
                 "time_zone": "Europe/Brussels"}],
    "users": [{"id": "E1.d001", "entity": "E1", "roles": ["salesman"]}],
}


def ask(verb, args, at, actor=True, key=None):
    request = {"verb": verb, "at": at, "args": args}
    if actor:
        request["actor"] = ACTOR
    if key:
        request["key"] = key
    return json.dumps(request)


def instant(second):
    return "2024-01-12T%02d:%02d:%02dZ" % (8 + second // 3600, second // 60 % 60, second % 60)


def person(number):
    return {"kind": "b2c", "first_name": "Jean", "last_name": "Numero %d" % number,
            "email": "n%d@example.be" % number, "email_repeated": "n%d@example.be" % number,
            "mobile": "478%06d" % number, "language": "fr", "country": "BE", "postal_code": "1000",
            "company_car": False}


def creation(token, number, at):
    return ask("customer.create",
               {"search_token": token, "customer": person(number), "open_account": True,
                "consents": {"contact": "yes", "profiling": "no", "partners": "no"}}, at)


def start(shell, store):
    return subprocess.Popen([shell, "run", "--store", store], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)


def one_round(shell, store, number, delay):
    """Creates customers as fast as it can until the kill; gives those that were answered, and the next number."""
    accepted, process = [], start(shell, store)
    timer = threading.Timer(delay, lambda: process.send_signal(signal.SIGKILL))
    timer.start()
    replies = process.stdout
    try:
        while True:
            at = instant(number)
            process.stdin.write((ask("customer.search", {"email": "n%d@example.be" % number}, at) + "\n").encode())
            found = replies.readline()
            if not found.endswith(b"\n"):
                break
            process.stdin.write((creation(json.loads(found)["ok"]["token"], number, at) + "\n").encode())
            answer = replies.readline()
            if not answer.endswith(b"\n"):
                number += 1
                break
            if "ok" in json.loads(answer):
                accepted.append(number)
            elif json.loads(answer)["refused"][0]["rule"] != "CUS-17":  # made just before an earlier kill
                raise SystemExit("unexpected refusal: %s" % answer.decode())
            number += 1
    except BrokenPipeError:
        number += 1
    finally:
        timer.cancel()
        process.kill()
        process.wait()
    return accepted, number


def replies_to(shell, store, lines):
    done = subprocess.run([shell, "run", "--store", store], input=("\n".join(lines) + "\n").encode(),
                          capture_output=True, check=True)
    return [json.loads(line)["ok"] for line in done.stdout.decode().splitlines()]


def mailed(shell, store):
    """The customers that an account confirmation waits for."""
    customers, after = set(), {}
    while True:
        page = replies_to(shell, store, [ask("outbox.list", dict(after, limit=1000), instant(20000))])[0]
        customers |= {effect["data"]["customer"] for effect in page["effects"]}
        if "next" not in page:
            return customers
        after = {"after": page["next"]}


def verify(shell, store, accepted, attempted):
    """Counts what was accepted and is lost, what is there by half, and what is there."""
    searches = [ask("customer.search", {"email": "n%d@example.be" % n}, instant(20000)) for n in attempted]
    candidates = [reply["candidates"] for reply in replies_to(shell, store, searches)]
    lost = sum(not found for number, found in zip(attempted, candidates) if number in accepted)
    there = [(number, found[0]["id"]) for number, found in zip(attempted, candidates) if found]
    views = replies_to(shell, store, [ask("customer.view", {"id": i}, instant(20000)) for _, i in there])
    states = replies_to(shell, store, [ask("consent.state", {"customer": i}, instant(20000)) for _, i in there])
    mails = mailed(shell, store)
    halves = 0
    for (number, ident), view, state in zip(there, views, states):
        customer = view["customer"]
        halves += not (customer["email"] == "n%d@example.be" % number and customer["account"] == "pending"
                       and state["contact"]["answer"] == "yes" and ident in mails)
    return lost, halves, len(there)


def main():
    shell, rounds = sys.argv[1], int(sys.argv[2])
    generator = random.Random(SEED)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store.db")
        loaded = subprocess.run([shell, "run", "--store", store], capture_output=True, check=True,
                                input=(ask("network.load", NETWORK, instant(0), actor=False) + "\n").encode())
        assert b'"ok"' in loaded.stdout, loaded.stdout
        accepted, number = set(), 1
        for _ in range(rounds):
            done, number = one_round(shell, store, number, generator.uniform(0.005, 0.12))
            accepted |= set(done)
        lost, halves, found = verify(shell, store, accepted, range(1, number))
        audit = json.loads(subprocess.run([shell, "verify", store], capture_output=True, check=False).stdout)
        rebuilt = json.loads(subprocess.run([shell, "rebuild", store], capture_output=True, check=True).stdout)
    print("%d rounds, %d attempted, %d accepted, %d found, %d lost, %d by half, %d ledger records, intact: %s, "
          "projections as rebuilt: %s (%.1f s, seed %d)"
          % (rounds, number - 1, len(accepted), found, lost, halves, audit["records"], audit["intact"],
             rebuilt["same"], time.monotonic() - began, SEED))
    fine = lost == 0 and halves == 0 and audit["intact"] and rebuilt["same"] and len(accepted) >= rounds // 4
    raise SystemExit(0 if fine else 1)


if __name__ == "__main__":
    main()
