"""Files: durability, several processes, the chain, erasure to the last byte (ACC-07, CUS-21, DAT-04, SEC-02)."""

import concurrent.futures
import json
import os
import shutil
import sqlite3
import subprocess

import pytest

from conftest import (
    BDC_USER,
    ANSWERED,
    COLLEAGUE,
    Desk,
    as_user,
    assert_refused_with,
    company,
    contact,
    executable,
    later,
    network,
    person,
)

MARKS = ("Zwanenburg", "Wilhelmina", "wzwanenburg", "478987654", "Hertogenbosch")


def marked(**changes):
    return person(
        first_name="Wilhelmina",
        last_name="Zwanenburg",
        email="wzwanenburg@example.be",
        mobile="478987654",
        **changes,
    )


@pytest.fixture
def store(tmp_path):
    return tmp_path / "desk.db"


def run(*arguments):
    return subprocess.run(
        [executable(), *map(str, arguments)], capture_output=True, timeout=60, check=False
    )


def open_on(opener, path, load=False):
    return opener("--store", path, "--preset", "motor_show_be", load=load)


def held(desk, identifier):
    return [
        desk.ok("customer.view", {"id": identifier}),
        desk.ok("customer.search", {"email": "wzwanenburg@example.be"})["candidates"],
        desk.ok("consent.state", {"customer": identifier}),
        desk.ok("audit.list", {"record": identifier}),
        desk.ok("outbox.list"),
        desk.ok("audit.verify"),
    ]


# Durability


def test_dat_04_reopening(open_desk, store):
    """DAT-04: everything accepted is there after a restart."""
    desk = open_on(open_desk, store, load=True)
    identifier = desk.created(marked(), open_account=True)["id"]
    desk.ok("consent.withdraw", {"customer": identifier, "purpose": "contact"})
    before = held(desk, identifier)
    assert desk.close() == 0
    again = open_on(open_desk, store)
    assert held(again, identifier) == before


def test_dat_04_killed_after_the_answer(open_desk, store):
    """DAT-04: an accepted command is durable when the answer is given."""
    desk = open_on(open_desk, store, load=True)
    for number in range(5):
        record = person(email=f"p{number}@example.be", last_name=f"P{number}x")
        identifier = desk.created(record, confirm_distinct=True)["id"]
        desk.process.kill()
        desk.process.wait()
        desk = open_on(open_desk, store)
        assert desk.ok("customer.view", {"id": identifier})["customer"]["id"] == identifier
    assert desk.ok("audit.verify")["intact"] is True


def test_memory_and_no_store_keep_nothing(open_desk, tmp_path):
    """Shell: without a store, or with :memory:, the store is in memory and empty."""
    for arguments in ((), ("--store", ":memory:")):
        desk = open_desk("--preset", "motor_show_be", *arguments)
        desk.created()
        desk.close()
        again = open_desk("--preset", "motor_show_be", *arguments)
        assert again.search(email=person()["email"])["candidates"] == []


def test_keys_after_reopening(open_desk, store):
    """Protocol: a key holds over a restart: same again, and refused with other content."""
    desk = open_on(open_desk, store, load=True)
    args = {
        "search_token": desk.token(email="wzwanenburg@example.be"),
        "customer": marked(),
        "consents": ANSWERED,
        "open_account": True,
    }
    one = desk.ask("customer.create", args, key="desk/1")
    records = desk.ok("audit.verify")["records"]
    desk.close()
    again = open_on(open_desk, store)
    assert again.ask("customer.create", args, key="desk/1")["ok"] == one["ok"]
    other = {**args, "open_account": False}
    refused = again.refused("customer.create", other, key="desk/1")
    assert refused[0]["field"] == "key"
    assert again.ok("audit.verify")["records"] == records
    assert len(again.ok("outbox.list")["effects"]) == 1


def test_outbox_after_reopening(open_desk, store):
    """Protocol: the outbox is kept in the store until acknowledged."""
    desk = open_on(open_desk, store, load=True)
    effects = desk.create(marked(), open_account=True)["effects"]
    desk.close()
    again = open_on(open_desk, store)
    assert again.ok("outbox.list")["effects"] == effects
    again.ok("outbox.ack", {"ids": [effects[0]["id"]]})
    again.close()
    assert open_on(open_desk, store).ok("outbox.list")["effects"] == []


# Several processes on one file


def test_two_processes_see_each_other(open_desk, store):
    """NET-03, DAT-04: two shells on one file work on the same records."""
    one = open_on(open_desk, store, load=True)
    two = open_on(open_desk, store)
    identifier = one.created(marked())["id"]
    assert two.ok("customer.view", {"id": identifier})["customer"]["last_name"] == "Zwanenburg"
    two.ok("consent.withdraw", {"customer": identifier, "purpose": "contact"})
    assert one.ok("consent.state", {"customer": identifier})["contact"]["answer"] == "no"
    assert_refused_with(two.create({**marked(), "first_name": "X", "last_name": "Y"})["refused"], "CUS-17")
    assert one.ok("audit.verify") == two.ok("audit.verify")


def test_cus_05_candidates_over_processes(open_desk, store):
    """CUS-05: the operator's search holds in another process on the same file."""
    one = open_desk("--store", store, "--preset", "customer_first_fr")
    record = {
        "kind": "b2c",
        "first_name": "Jeanne",
        "last_name": "Dupont",
        "country": "FR",
        "brand": "DS",
    }
    token = one.token(first_name="Jeanne", last_name="Dupont")
    made = [
        one.created({**record, "email": f"{name}@example.fr"}, token=token, confirm_distinct=True)
        for name in ("a", "b")
    ]
    assert len(one.search(first_name="Jeanne", last_name="Dupont")["candidates"]) == 2
    two = open_desk("--store", store, "--preset", "customer_first_fr", load=False)
    args = {"id": made[0]["id"]}
    assert_refused_with(two.refused("customer.select", args), "CUS-05")
    two.ok("customer.select", {**args, "email": "a@example.fr"})


def in_turns(desks, work):
    with concurrent.futures.ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(work, range(len(desks)), desks))


def test_four_processes_at_once(open_desk, store):
    """ACC-07, DAT-04: concurrent desks lose nothing and the chain stays whole."""
    desks = [open_on(open_desk, store, load=True)]
    desks += [open_on(open_desk, store) for _ in range(3)]

    def work(number, desk):
        made = []
        for turn in range(15):
            record = person(
                email=f"d{number}t{turn}@example.be",
                last_name=f"Desk{'abcd'[number]} Turn{'abcdefghijklmno'[turn]}",
            )
            made.append(desk.created(record)["id"])
        return made

    made = [identifier for part in in_turns(desks, work) for identifier in part]
    assert len(set(made)) == 60
    for desk in desks:
        for identifier in made[::7]:
            desk.ok("customer.view", {"id": identifier})
        assert desk.ok("audit.verify")["intact"] is True
    for desk in desks:
        desk.close()
    assert run("verify", store).returncode == 0


def test_cus_17_one_email_from_four_processes(open_desk, store):
    """CUS-17: of four creations of one e-mail at once exactly one is accepted."""
    desks = [open_on(open_desk, store, load=True)]
    desks += [open_on(open_desk, store) for _ in range(3)]
    for turn in range(10):
        email = f"race{turn}@example.be"

        def work(number, desk):
            record = person(
                email=email,
                first_name="abcd"[number] * 5,
                last_name="efghijklmn"[turn] * 5,
            )
            return desk.create(record, confirm_distinct=True)

        replies = in_turns(desks, work)
        assert sum("ok" in reply for reply in replies) == 1, replies
        for reply in replies:
            if "refused" in reply:
                assert_refused_with(reply["refused"], "CUS-17")
        assert len(desks[turn % 4].search(email=email)["candidates"]) == 1


def test_one_key_from_four_processes(open_desk, store):
    """Protocol: one key, four processes, one record and one effect."""
    desks = [open_on(open_desk, store, load=True)]
    desks += [open_on(open_desk, store) for _ in range(3)]
    args = {
        "search_token": desks[0].token(email="wzwanenburg@example.be"),
        "customer": marked(),
        "consents": ANSWERED,
        "open_account": True,
    }
    replies = in_turns(desks, lambda _, desk: desk.ask("customer.create", args, key="one"))
    assert all("ok" in reply for reply in replies), replies
    assert len({json.dumps(reply["ok"], sort_keys=True) for reply in replies}) == 1
    assert len(desks[0].ok("outbox.list")["effects"]) == 1


# CUS-21 in the file


def bytes_of(store):
    for suffix in ("", "-wal", "-shm", "-journal"):
        path = f"{store}{suffix}"
        if os.path.exists(path):
            with open(path, "rb") as file:
                yield path, file.read()


def assert_nothing_left(store, marks=MARKS):
    for path, content in bytes_of(store):
        low = content.lower()
        for mark in marks:
            for encoded in (mark.lower().encode(), mark.lower().encode("utf-16-le")):
                assert encoded not in low, f"{mark} is still in {path}"


def test_cus_21_not_a_byte_in_the_file(open_desk, store):
    """CUS-21: after the erasure no byte of the personal data is in the file or its journal."""
    desk = open_on(open_desk, store, load=True)
    token = desk.token(email="wzwanenburg@example.be")
    args = {
        "search_token": token,
        "customer": marked(),
        "consents": ANSWERED,
        "open_account": True,
    }
    reply = desk.ask("customer.create", args, key="keyed")
    identifier = reply["ok"]["customer"]["id"]
    changes = {"id": identifier, "changes": {"last_name": "Hertogenbosch"}}
    desk.ok("customer.update", changes, key="keyed too")
    desk.search(email="wzwanenburg@example.be")
    desk.ok("customer.select", {"id": identifier})
    desk.ok("customer.export", {"id": identifier})
    desk.ok("customer.erase", {"id": identifier, "reason": "asked"})
    assert_nothing_left(store)
    assert desk.ok("audit.verify")["intact"] is True
    desk.close()
    assert_nothing_left(store)
    again = open_on(open_desk, store)
    assert again.search(email="wzwanenburg@example.be")["candidates"] == []
    assert again.ok("audit.verify")["intact"] is True
    again.close()
    assert run("verify", store).returncode == 0


def test_cus_21_the_contacts_of_a_company(open_desk, store):
    """CUS-21: nor of the contacts of an erased company, and others stay."""
    desk = open_on(open_desk, store, load=True)
    people = marked()
    people.pop("kind")
    people.pop("company_car")
    identifier = desk.created(company(contacts=[people]))["id"]
    second = contact(first_name="Hertogenbosch", last_name="Martin", email="m@example.be")
    desk.ok(
        "customer.add_contact", {"id": identifier, "contact": second, "consents": ANSWERED}
    )
    other = desk.created(person(first_name="Zoe", email="zoe@example.be"))["id"]
    desk.ok("customer.erase", {"id": identifier, "reason": "asked"})
    assert_nothing_left(store)
    assert desk.ok("customer.view", {"id": other})["customer"]["first_name"] == "Zoe"


def test_cus_21_erasure_with_a_second_process_reading(open_desk, store):
    """CUS-21: also while another process has the file open."""
    one = open_on(open_desk, store, load=True)
    two = open_on(open_desk, store)
    identifier = one.created(marked())["id"]
    two.ok("customer.view", {"id": identifier})
    one.ok("customer.erase", {"id": identifier, "reason": "asked"})
    assert "Zwanenburg" not in json.dumps(two.ask("customer.view", {"id": identifier}))
    two.close()
    one.close()
    assert_nothing_left(store)


def test_cus_21_rebuild_does_not_bring_it_back(open_desk, store):
    """CUS-21, ACC-07: a rebuild keeps what is there and revives nothing."""
    desk = open_on(open_desk, store, load=True)
    gone = desk.created(marked())["id"]
    desk.ok("customer.erase", {"id": gone, "reason": "asked"})
    kept = desk.created(person(), open_account=True)["id"]
    desk.ok("customer.update", {"id": kept, "changes": {"mobile": "479000000"}})

    def everything(desk):
        return [
            desk.ok("customer.view", {"id": kept}),
            desk.ok("consent.state", {"customer": kept}),
            desk.ask("customer.view", {"id": gone}),
            desk.search(email=person()["email"])["candidates"],
            desk.ok("outbox.list"),
            desk.ok("audit.verify"),
        ]

    before = everything(desk)
    desk.close()
    done = run("rebuild", store)
    assert done.returncode == 0, done
    assert everything(open_on(open_desk, store)) == before
    assert_nothing_left(store)


# The chain


@pytest.fixture
def filled(open_desk, store):
    """A closed file with a few records; the name of its ledger table and its key."""
    desk = open_on(open_desk, store, load=True)
    for number in range(4):
        record = person(email=f"p{number}@example.be", last_name=f"Name{'abcd'[number]}")
        desk.created(record, open_account=True)
    desk.ok("policy.load", {"preset": "motor_show_be"}, actor=None)
    answer = desk.ok("audit.verify")
    assert answer["intact"] is True and answer["records"] >= 4
    desk.close()
    assert run("verify", store).returncode == 0
    return store


def tables(connection):
    names = [
        row[0]
        for row in connection.execute("select name from sqlite_master where type='table'")
        if not row[0].startswith("sqlite_")
    ]
    for name in names:
        columns = [row[1] for row in connection.execute(f'pragma table_info("{name}")')]
        count = connection.execute(f'select count(*) from "{name}"').fetchone()[0]
        yield name, columns, count


def ledger_of(path):
    """The table that holds as many rows as the ledger has records."""
    desk = Desk("--store", path)
    try:
        records = desk.ok("audit.verify")["records"]
    finally:
        desk.close()
    connection = sqlite3.connect(path)
    try:
        found = [
            (name, columns) for name, columns, count in tables(connection) if count == records
        ]
    finally:
        connection.close()
    named = [
        entry
        for entry in found
        if any(word in entry[0] for word in ("ledger", "audit", "event", "record", "log", "entr"))
    ]
    assert found, "no table has one row a record"
    return (named or found)[0]


def edited(path, name, *statements):
    copy = path.parent / name
    shutil.copyfile(path, copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return copy


def found_out(path):
    """Both the command and the verb find it, or the file is refused."""
    command = run("verify", path)
    desk = Desk("--store", path)
    try:
        reply = desk.ask("audit.verify")
        verb = "refused" in reply or reply["ok"]["intact"] is False
    except (AssertionError, BrokenPipeError):
        verb = True
    finally:
        try:
            desk.close()
        except BrokenPipeError:
            pass
    return command.returncode != 0, verb


def test_acc_07_altered_records(filled):
    """ACC-07: any altered column of any record is found."""
    table, columns = ledger_of(filled)
    missed = []
    connection = sqlite3.connect(filled)
    key = "rowid"
    try:
        rows = [row[0] for row in connection.execute(f'select rowid from "{table}" order by rowid')]
    except sqlite3.OperationalError:
        key = columns[0]
        rows = [row[0] for row in connection.execute(f'select "{key}" from "{table}" order by 1')]
    kinds = {}
    for column in columns:
        for (value,) in connection.execute(f'select "{column}" from "{table}"'):
            if value is not None:
                kinds[column] = type(value)
    connection.close()
    for row in (rows[0], rows[len(rows) // 2], rows[-1]):
        for column, kind in kinds.items():
            if column == key:
                continue
            if kind is int:
                change = f'"{column}" = "{column}" + 1000'
            elif kind is str:
                change = f"\"{column}\" = \"{column}\" || 'x'"
            else:
                change = f"\"{column}\" = cast(\"{column}\" || x'00' as blob)"
            copy = edited(
                filled, "altered.db", f'update "{table}" set {change} where {key} = {row}'
            )
            if found_out(copy) != (True, True):
                missed.append((table, row, column, found_out(copy)))
    assert not missed


@pytest.mark.parametrize("which", ["first", "middle", "last", "last two"])
def test_acc_07_removed_records(filled, which):
    """ACC-07: a removed record is found, the last one too."""
    table, columns = ledger_of(filled)
    connection = sqlite3.connect(filled)
    key = "rowid"
    try:
        rows = [row[0] for row in connection.execute(f'select rowid from "{table}" order by rowid')]
    except sqlite3.OperationalError:
        key = columns[0]
        rows = [row[0] for row in connection.execute(f'select "{key}" from "{table}" order by 1')]
    connection.close()
    gone = {
        "first": rows[:1],
        "middle": [rows[len(rows) // 2]],
        "last": rows[-1:],
        "last two": rows[-2:],
    }[which]
    listed = ",".join(map(str, gone))
    copy = edited(filled, "removed.db", f'delete from "{table}" where {key} in ({listed})')
    assert found_out(copy) == (True, True)


def test_acc_07_reordered_records(filled):
    """ACC-07: two records that changed places are found."""
    table, columns = ledger_of(filled)
    connection = sqlite3.connect(filled)
    info = list(connection.execute(f'pragma table_info("{table}")'))
    key = next((row[1] for row in info if row[5]), "rowid")
    rows = [row[0] for row in connection.execute(f'select "{key}" from "{table}" order by 1')]
    connection.close()
    one, two = rows[len(rows) // 2 - 1], rows[len(rows) // 2]
    copy = edited(
        filled,
        "reordered.db",
        f'update "{table}" set "{key}" = -1 where "{key}" = {one}',
        f'update "{table}" set "{key}" = {one} where "{key}" = {two}',
        f'update "{table}" set "{key}" = {two} where "{key}" = -1',
    )
    assert found_out(copy) == (True, True)


def test_acc_07_verification_changes_nothing(filled):
    """ACC-07: verifying reads."""
    before = filled.read_bytes()
    assert run("verify", filled).returncode == 0
    assert filled.read_bytes() == before


# SEC-02


def foreign_database(path):
    connection = sqlite3.connect(path)
    connection.execute("create table invoices (number text, amount text)")
    connection.execute("insert into invoices values ('1', '2')")
    connection.commit()
    connection.close()


def foreign_with_number(path):
    connection = sqlite3.connect(path)
    connection.execute("pragma application_id = 305419896")
    connection.execute("pragma user_version = 3")
    connection.execute("create table customers (id text)")
    connection.commit()
    connection.close()


def plain_text(path):
    path.write_text("This is a shopping list.\n" * 100)


def noise(path):
    path.write_bytes(bytes(range(256)) * 64)


def header_only(path):
    path.write_bytes(b"SQLite format 3\x00" + bytes(100))


@pytest.mark.parametrize(
    "make", [foreign_database, foreign_with_number, plain_text, noise, header_only]
)
def test_sec_02_foreign_files(tmp_path, make):
    """SEC-02: a foreign file is refused and stays as it was, to the byte."""
    path = tmp_path / "foreign.db"
    make(path)
    assert_refused_and_untouched(path)


def assert_refused_and_untouched(path, commands=True):
    before = path.read_bytes()
    neighbours = sorted(os.listdir(path.parent))
    line = json.dumps({"verb": "network.load", "at": later(), "args": network()}) + "\n"
    done = subprocess.run(
        [executable(), "run", "--store", str(path)],
        input=line.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    said = (done.stdout + done.stderr).decode()
    assert '"ok"' not in said, said
    assert "SEC-02" in said, said
    assert path.read_bytes() == before
    if commands:
        for command in ("verify", "rebuild"):
            other = run(command, path)
            assert other.returncode != 0, command
            assert path.read_bytes() == before, command
    assert sorted(os.listdir(path.parent)) == neighbours


@pytest.mark.parametrize("fraction", [0.3, 0.6, 0.9])
def test_sec_02_a_truncated_file(filled, fraction):
    """SEC-02: a file cut short is refused and stays as it was."""
    content = filled.read_bytes()
    path = filled.parent / "cut.db"
    path.write_bytes(content[: int(len(content) * fraction) // 4096 * 4096 + 100])
    assert_refused_and_untouched(path)


def test_sec_02_a_damaged_file(filled):
    """SEC-02: a file whose pages are overwritten is refused and stays as it was."""
    content = bytearray(filled.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 64] = b"\xa5" * 64
    path = filled.parent / "damaged.db"
    path.write_bytes(content)
    assert_refused_and_untouched(path)


def test_sec_02_a_directory_or_a_missing_folder(tmp_path):
    """SEC-02: what cannot be opened is said."""
    for path in (tmp_path, tmp_path / "missing" / "desk.db"):
        done = subprocess.run(
            [executable(), "run", "--store", str(path)],
            input=b'{"verb":"audit.verify","args":{}}\n',
            capture_output=True,
            timeout=60,
            check=False,
        )
        said = (done.stdout + done.stderr).decode()
        assert '"ok"' not in said and said.strip(), said
    assert not (tmp_path / "missing").exists()


def test_verify_of_a_missing_file_makes_none(tmp_path):
    """SEC-02: verifying or rebuilding a file that is not there makes none."""
    for command in ("verify", "rebuild"):
        assert run(command, tmp_path / "none.db").returncode != 0
        assert os.listdir(tmp_path) == []
