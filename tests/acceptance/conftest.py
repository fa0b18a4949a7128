"""A small desk over the shell of dealerkit: one request a line, one reply a line.

The tests of this folder are written from the protocol and the rule book alone. The program is
named by the environment variable DEALERKIT_SHELL.
"""

import json
import os
import select
import subprocess
import time

import pytest

ENTITY_ONE = "BE-000100A"
ENTITY_TWO = "BE-000200B"
OUTLET_ONE = "0011960-000"
OUTLET_ONE_SECOND_SITE = "0011960-001"
OUTLET_TWO = "0022000-000"

BDC_USER = f"{ENTITY_ONE}.d001"
COLLEAGUE = f"{ENTITY_ONE}.d002"
SALES_MANAGER = f"{ENTITY_ONE}.d003"
ADMIN = f"{ENTITY_ONE}.admin"
FOREIGNER = f"{ENTITY_TWO}.d001"
FOREIGN_ADMIN = f"{ENTITY_TWO}.admin"

MORNING = "2024-01-12T10:00:00+01:00"
ANSWERED = {"contact": "yes", "profiling": "no", "partners": "no"}


def be_vat(number):
    """A Belgian VAT number over eight given digits (CUS-10)."""
    return f"BE{number:08d}{97 - number % 97:02d}"


def lu_vat(number):
    """A Luxembourg VAT number over six given digits (CUS-10)."""
    return f"LU{number:06d}{number % 89:02d}"


def luhn_complete(body):
    """Appends the digit that makes the whole pass Luhn."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def fr_vat(siren):
    """A French VAT number with its numeric key (CUS-10)."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def executable():
    path = os.environ.get("DEALERKIT_SHELL")
    if not path:
        pytest.skip("DEALERKIT_SHELL does not name the program under test")
    return path


class Refused(AssertionError):
    """A command that the test expected to be accepted was refused."""


class Desk:
    """One running shell. `ask` returns the whole reply, `ok` only an accepted one."""

    def __init__(self, *arguments, environment=None):
        self.process = subprocess.Popen(
            [executable(), "run", *[str(argument) for argument in arguments]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        self.pending = b""
        self.at = MORNING
        self.actor = {"user": BDC_USER, "outlet": OUTLET_ONE}

    def send(self, raw):
        if isinstance(raw, str):
            raw = raw.encode("utf-8")
        self.process.stdin.write(raw + b"\n")
        self.process.stdin.flush()

    def receive(self, timeout_seconds=20):
        deadline = time.monotonic() + timeout_seconds
        descriptor = self.process.stdout.fileno()
        while b"\n" not in self.pending:
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError("the shell did not answer in time")
            ready, _, _ = select.select([descriptor], [], [], left)
            if not ready:
                continue
            chunk = os.read(descriptor, 1 << 16)
            if not chunk:
                status = self.process.wait(10)
                raise AssertionError(f"the shell ended with status {status} instead of answering")
            self.pending += chunk
        line, self.pending = self.pending.split(b"\n", 1)
        return json.loads(line.decode("utf-8"))

    def raw(self, line):
        self.send(line)
        return self.receive()

    def ask(self, verb, args=None, *, at=..., actor=..., **envelope):
        request = {"verb": verb}
        instant = self.at if at is ... else at
        person = self.actor if actor is ... else actor
        if instant is not None:
            request["at"] = instant
        if person is not None:
            request["actor"] = person
        request["args"] = {} if args is None else args
        request.update(envelope)
        return self.raw(json.dumps(request))

    def ok(self, verb, args=None, **envelope):
        reply = self.ask(verb, args, **envelope)
        if "ok" not in reply:
            raise Refused(f"{verb} {args}: {reply}")
        return reply["ok"]

    def refused(self, verb, args=None, **envelope):
        reply = self.ask(verb, args, **envelope)
        assert "refused" in reply, f"{verb} {args} was accepted: {reply}"
        assert "ok" not in reply
        assert reply["refused"], "a refusal names at least one rule"
        for violation in reply["refused"]:
            assert violation["rule"] and violation["code"] and violation["message"]
            assert violation["code"] == violation["code"].lower()
        return reply["refused"]

    # What nearly every test does.

    def search(self, **args):
        envelope = {name: args.pop(name) for name in ("at", "actor") if name in args}
        return self.ok("customer.search", args, **envelope)

    def token(self, **args):
        return self.search(**args)["token"]

    def create(self, customer=None, consents=None, token=None, envelope=None, **more):
        customer = person() if customer is None else customer
        envelope = envelope or {}
        if token is None:
            token = self.token(**searched_by(customer), **envelope)
        args = {
            "search_token": token,
            "customer": customer,
            "consents": dict(ANSWERED) if consents is None else consents,
            "open_account": False,
        }
        args.update(more)
        return self.ask("customer.create", args, **envelope)

    def created(self, *positional, **named):
        reply = self.create(*positional, **named)
        if "ok" not in reply:
            raise Refused(str(reply))
        return reply["ok"]["customer"]

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        return self.process.returncode


def searched_by(customer):
    if customer.get("email"):
        return {"email": customer["email"]}
    if customer.get("vat"):
        return {"vat": customer["vat"]}
    return {"first_name": customer.get("first_name", ""), "last_name": customer.get("last_name", "")}


def person(**changes):
    """A complete person for the show's preset; None removes a field."""
    record = {
        "kind": "b2c",
        "first_name": "Jeanne",
        "last_name": "Dupont",
        "email": "jeanne.dupont@example.be",
        "email_repeated": "jeanne.dupont@example.be",
        "mobile": "478123456",
        "language": "fr-BE",
        "country": "BE",
        "postal_code": "1000",
        "company_car": False,
    }
    if "email" in changes and "email_repeated" not in changes:
        changes["email_repeated"] = changes["email"]
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def contact(**changes):
    record = person(**changes)
    record.pop("kind")
    record.pop("company_car", None)
    return record


def company(contacts=None, **changes):
    record = {
        "kind": "b2b",
        "company_name": "Garage Martin SA",
        "vat": be_vat(4031707),
        "country": "BE",
        "contacts": [contact()] if contacts is None else contacts,
    }
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def user(identifier, entity, outlet=OUTLET_ONE, roles=("salesman",), **changes):
    record = {
        "id": identifier,
        "entity": entity,
        "first_name": "Ann",
        "last_name": "Peeters",
        "email": "ann.peeters@example.be",
        "roles": list(roles),
        "shares": [{"outlet": outlet, "brand": "DS", "percent": 100}] if outlet else [],
        "activities": [],
        "notify": {"leads": False, "activities": []},
        "active": True,
    }
    record.update(changes)
    return record


def outlet(code, site, entity, name, **changes):
    record = {
        "code": code,
        "site": site,
        "entity": entity,
        "record_type": "outlet",
        "name": name,
        "brands": ["DS", "AP", "AC"],
        "address": {
            "street": "Rue Neuve 1",
            "postal_code": "1000",
            "city": "Bruxelles",
            "country": "BE",
        },
        "time_zone": "Europe/Brussels",
    }
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def network():
    """Two legal entities that know nothing of each other (NET-03)."""
    return {
        "legal_entities": [
            {"id": ENTITY_ONE, "vat": be_vat(12345678), "name": "Entity One SA"},
            {"id": ENTITY_TWO, "vat": be_vat(10345678), "name": "Entity Two SA"},
        ],
        "outlets": [
            outlet("0011960", "000", ENTITY_ONE, "DS Store Bruxelles"),
            outlet("0011960", "001", ENTITY_ONE, "DS Store Ixelles"),
            outlet("0022000", "000", ENTITY_TWO, "DS Store Namur"),
        ],
        "users": [
            user(BDC_USER, ENTITY_ONE),
            user(COLLEAGUE, ENTITY_ONE),
            user(SALES_MANAGER, ENTITY_ONE, roles=["sales_manager"]),
            user(ADMIN, ENTITY_ONE, outlet=None, roles=["admin"]),
            user(FOREIGNER, ENTITY_TWO, OUTLET_TWO, roles=["salesman", "sales_manager"]),
            user(FOREIGN_ADMIN, ENTITY_TWO, outlet=None, roles=["admin"]),
        ],
    }


def as_user(identifier, place=OUTLET_ONE):
    return {"user": identifier, "outlet": place}


def later(minutes=0, seconds=0, hours=0, days=0, start=MORNING):
    """An instant after the morning of the tests, in the same offset."""
    from datetime import datetime, timedelta

    moved = datetime.fromisoformat(start) + timedelta(
        days=days, hours=hours, minutes=minutes, seconds=seconds
    )
    return moved.isoformat()


def pairs(violations):
    return [(violation["rule"], violation["field"]) for violation in violations]


def rules(violations):
    return {violation["rule"] for violation in violations}


def assert_refused_with(violations, rule, field=None, code=None):
    """One of the violations names the rule, the field and the code."""
    for violation in violations:
        if violation["rule"] != rule:
            continue
        if field is not None and violation["field"] != field:
            continue
        if code is not None and violation["code"] != code:
            continue
        return violation
    raise AssertionError(f"no {rule} {field or ''} {code or ''} in {violations}")


@pytest.fixture
def open_desk():
    """Opens shells and ends them when the test ends."""
    desks = []

    def opener(*arguments, load=True, **named):
        desk = Desk(*arguments, **named)
        desks.append(desk)
        if load:
            desk.ok("network.load", network(), actor=None)
        return desk

    yield opener
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk):
    """The show's desk, in memory, with the network loaded."""
    return open_desk("--preset", "motor_show_be")


@pytest.fixture
def show(open_desk):
    """The motor show's desk, in memory, with its stand, dealers and catalogue."""
    from show import Show

    return Show(open_desk("--preset", "motor_show_be", load=False))


@pytest.fixture
def bare(open_desk):
    """A shell with nothing in it."""
    return open_desk(load=False)
