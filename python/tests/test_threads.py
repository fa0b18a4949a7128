"""One desk, many threads."""

import sys
import threading

import dealerkit as dk

from garage import ANSWERED, PERSON, desk  # noqa: F401  (fixtures)


def run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def test_threads_share_a_desk(desk):
    """ACC-07: each command is decided alone, and the ledger stays whole."""
    made, failed = [], []

    def work(number):
        try:
            for turn in range(10):
                name = f"p{number}-{turn}"
                email = f"{name}@example.be"
                person = {**PERSON, "last_name": f"Dupont {name}", "email": email, "email_repeated": email}
                found = desk.customers.search(email=email, first_name="Jeanne", last_name=person["last_name"])
                customer = desk.customers.create(
                    search_token=found.token, kind="b2c", consents=ANSWERED, confirm_distinct=True, **person
                )
                made.append(customer.id)
                assert desk.customers.view(id=customer.id) == customer
        except BaseException as error:  # noqa: BLE001  (shown by the main thread)
            failed.append(error)

    before = desk.audit.verify().records
    run([threading.Thread(target=work, args=(number,)) for number in range(6)])
    assert failed == [] and len(set(made)) == 60
    report = desk.audit.verify()
    assert report.intact and report.records == before + 60


def test_a_duplicate_is_refused_to_all_threads_but_one(desk):
    """CUS-17."""
    found = desk.customers.search(email=PERSON["email"], first_name="Jeanne", last_name="Dupont")
    outcomes = []

    def work():
        try:
            desk.customers.create(search_token=found.token, kind="b2c", consents=ANSWERED, **PERSON)
            outcomes.append("created")
        except dk.Refused as refused:
            outcomes.append(refused.code)

    run([threading.Thread(target=work) for _ in range(8)])
    assert sorted(outcomes) == ["created"] + ["duplicate_email"] * 7


def test_a_call_lets_other_threads_run():
    """The interpreter is free while the library works: without that, nobody would ask this thread to stop."""
    desk = dk.Desk()
    interval = sys.getswitchinterval()
    go, ran = threading.Lock(), []
    go.acquire()

    def other():
        go.acquire()
        ran.append(True)

    thread = threading.Thread(target=other, daemon=True)
    thread.start()
    call, request = desk._handle.call, '{"verb":"check.vat","args":{"value":"BE0403170701"}}'
    sys.setswitchinterval(1000)
    try:
        go.release()
        for _ in range(200_000):
            if ran:
                break
            call(request)
        assert ran
    finally:
        sys.setswitchinterval(interval)
    thread.join(10)


def test_closing_under_calls_is_no_accident():
    """A call that is under way is finished; a later one is told that the desk is closed."""
    for _ in range(20):
        desk = dk.Desk()
        said = []

        def work(desk=desk, said=said):
            try:
                while True:
                    assert desk.call({"verb": "check.vat", "args": {"value": "BE0403170701"}})["ok"]["valid"]
            except ValueError as error:
                said.append(str(error))

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        desk.close()
        for thread in threads:
            thread.join(30)
        assert said == ["the desk is closed"] * 3
