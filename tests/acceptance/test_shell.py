"""The shell: lines in, lines out; schema, rules, verify, rebuild."""

import json
import subprocess

import pytest

from conftest import (
    BDC_USER,
    ANSWERED,
    MORNING,
    OUTLET_ONE,
    assert_refused_with,
    executable,
    network,
    person,
)

VERBS = """check.vat check.siren check.siret check.phone check.postal_code check.email check.vin
check.iban check.bic check.name check.card_code match.name network.load user.put user.deactivate
portfolio.transfer outlet.set_bank policy.load policy.show outlet.search customer.search
customer.create customer.select customer.update customer.add_contact customer.view customer.export
customer.erase account.confirm consent.record consent.withdraw consent.state consent.receipt
audit.verify audit.list outbox.list outbox.ack""".split()

RULES = (
    [f"NET-{number:02d}" for number in range(1, 13)]
    + [f"ACC-{number:02d}" for number in range(1, 10)]
    + [f"CUS-{number:02d}" for number in range(1, 23)]
    + [f"CON-{number:02d}" for number in range(1, 10)]
    + [f"DAT-{number:02d}" for number in range(1, 7)]
    + ["SEC-01", "SEC-02"]
)


def run(*arguments, lines=b""):
    return subprocess.run(
        [executable(), *arguments], input=lines, capture_output=True, timeout=120, check=False
    )


def test_end_of_input_is_status_zero():
    """Shell: end of input ends it with status 0, and nothing is printed."""
    done = run("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_last_line_needs_no_line_feed():
    """Shell: the last line is answered without its line feed."""
    done = run("run", lines=b'{"verb":"match.name","args":{"a":"A","b":"a"}}')
    assert done.returncode == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"ok": {"match": True}}]


def test_replies_in_order():
    """Shell: one reply a line, in order, a bad line too."""
    lines = []
    for number in range(3000):
        if number % 7 == 3:
            lines.append("nonsense")
        elif number % 7 == 5:
            lines.append('{"verb":"no.verb","args":{}}')
        else:
            lines.append(
                json.dumps({"verb": "check.name", "args": {"value": f"Name {number}"}})
            )
    done = run("run", lines="\n".join(lines).encode() + b"\n")
    assert done.returncode == 0
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(replies) == len(lines)
    for number, reply in enumerate(replies):
        if number % 7 in (3, 5):
            assert_refused_with(reply["refused"], "DAT-02")
        else:
            assert reply["ok"]["normalized"] == f"Name {number}"


def test_the_replies_before_a_bad_line_are_not_lost():
    """Shell: what was answered stays answered."""
    lines = b'{"verb":"match.name","args":{"a":"A","b":"a"}}\n{"verb":"audit.verify"}\n'
    lines += b'{"verb":"match.name","args":{"a":"A","b":"b"}}\n'
    done = run("run", lines=lines)
    assert done.returncode == 0, done
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(replies) == 3
    assert replies[0] == {"ok": {"match": True}} and replies[2] == {"ok": {"match": False}}


def test_flushed_while_waiting(bare):
    """Shell: flushed whenever no request is waiting; the reply comes before the next request."""
    for number in range(50):
        assert bare.ok("check.name", {"value": f"N{number}x"})["valid"] is True


def test_stdout_is_json_lines(desk):
    """Shell: every reply is one line, whatever is in it."""
    identifier = desk.created(person(first_name="A\u00a0B \"\\ \u00e9"), token=desk.token(email=person()["email"]))["id"]
    desk.ok("customer.view", {"id": identifier})


def test_deep_nesting_is_refused(bare):
    """DAT-02: a request nested without end is answered."""
    for depth in (100, 5000, 200000):
        line = '{"verb":"check.name","args":{"value":' + "[" * depth + "]" * depth + "}}"
        assert_refused_with(bare.raw(line)["refused"], "DAT-02")


@pytest.mark.parametrize("verb", VERBS)
def test_schema_of_every_verb(verb):
    """Protocol: a JSON Schema is published for every verb."""
    done = run("schema", verb)
    assert done.returncode == 0, done
    schema = json.loads(done.stdout)
    assert verb in json.dumps(schema)
    assert "properties" in json.dumps(schema)


def test_schema_of_all_and_of_none():
    """Protocol: all at once, and an unknown verb is said."""
    schema = run("schema")
    assert schema.returncode == 0
    text = json.dumps(json.loads(schema.stdout))
    for verb in VERBS:
        assert f'"{verb}"' in text
    assert run("schema", "no.verb").returncode != 0


FIELDS = {
    "check.phone": ["value", "country", "form"],
    "customer.search": ["kind", "email", "vat", "first_name", "last_name"],
    "customer.create": ["search_token", "customer", "consents", "open_account", "confirm_distinct"],
    "customer.select": ["id", "email"],
    "customer.add_contact": ["id", "contact", "consents"],
    "consent.record": ["customer", "purpose", "answer", "channel", "text"],
    "outlet.search": ["brand", "postal_code", "locality", "name", "country"],
    "network.load": ["legal_entities", "outlets", "users", "brands"],
    "audit.list": ["record", "limit", "after"],
    "outlet.set_bank": ["outlet", "iban", "bic"],
    "portfolio.transfer": ["from", "to"],
}


@pytest.mark.parametrize("verb", FIELDS)
def test_schema_has_the_fields_of_the_protocol(verb):
    """Protocol: every field above is in the generated JSON Schema."""
    schema = json.dumps(json.loads(run("schema", verb).stdout))
    for field in FIELDS[verb]:
        assert f'"{field}"' in schema, field


def test_rules():
    """Every rule has an identifier; the shell prints them and each one."""
    listing = run("rules")
    assert listing.returncode == 0
    text = listing.stdout.decode()
    for identifier in RULES:
        assert identifier in text, identifier
    for identifier in ("CUS-04", "NET-09", "SEC-02"):
        one = run("rules", identifier)
        assert one.returncode == 0 and identifier in one.stdout.decode()
    assert run("rules", "XXX-99").returncode != 0


def test_unknown_options_and_presets():
    """Shell: an unknown preset, option or command is said, and nothing is run."""
    for arguments in (
        ("run", "--preset", "nonsense"),
        ("run", "--nonsense"),
        ("run", "--store"),
        ("nonsense",),
    ):
        done = run(*arguments, lines=b'{"verb":"audit.verify","args":{}}\n')
        assert done.returncode != 0, arguments
        assert b'"ok"' not in done.stdout


def test_the_policy_follows_the_verb(open_desk):
    """Shell: without a preset the customer verbs follow motor_show_be."""
    desk = open_desk()
    refused = desk.create(person(mobile="0478123456"))["refused"]
    assert_refused_with(refused, "CUS-09", "customer.mobile")
    refused = desk.create(consents={"contact": "yes"})["refused"]
    assert_refused_with(refused, "CON-02", "consents.profiling")
    refused = desk.refused("customer.search", {"first_name": "A", "last_name": "B"})
    assert_refused_with(refused, "CUS-03")


def test_the_instant_may_be_absent(desk):
    """Shell: it may fill the instant from the system clock."""
    assert "ok" in desk.ask("customer.search", {"email": "a@example.be"}, at=None)


def test_the_same_lines_give_the_same_answers():
    """Protocol: the engines never read a clock; the checks of the same lines are the same bytes."""
    lines = [
        {"verb": "network.load", "at": MORNING, "args": network()},
        {
            "verb": "customer.search",
            "at": MORNING,
            "actor": {"user": BDC_USER, "outlet": OUTLET_ONE},
            "args": {"email": "nope"},
        },
        {"verb": "check.vat", "args": {"value": "BE0403170702"}},
    ]
    text = "\n".join(json.dumps(line) for line in lines).encode() + b"\n"
    assert run("run", lines=text).stdout == run("run", lines=text).stdout
