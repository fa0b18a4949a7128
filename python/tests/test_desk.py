"""Opening, closing, views, the protocol as dicts."""

import gc
import pickle
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import dealerkit as dk
import pytest

from garage import MORNING, create, desk, garage, known  # noqa: F401  (fixtures)


def test_a_desk_keeps_what_it_was_told(tmp_path):
    """SEC-02: a store is opened again with everything in it."""
    path = tmp_path / "garage.db"
    with dk.Desk(str(path)) as desk:
        desk.network.load(legal_entities=[dk.LegalEntity(id="E1", vat="BE0403170701", name="One")])
        assert not desk.closed
    assert desk.closed
    desk.close()
    with dk.Desk(path) as again:
        assert again.audit.verify().records == 1
        report = again.rebuild()
        assert (report.events, report.same, len(report.digest)) == (1, True, 64)


def test_a_store_that_is_none_is_refused(tmp_path):
    """SEC-02."""
    foreign = tmp_path / "notes.txt"
    foreign.write_text("not a store " * 1000)
    with pytest.raises(dk.Refused) as e:
        dk.Desk(foreign)
    assert (e.value.rule, e.value.code) == ("SEC-02", "store_foreign")
    assert e.value.message and foreign.read_text().startswith("not a store")
    with pytest.raises(dk.Refused) as e:
        dk.Desk(tmp_path / "no" / "folder.db")
    assert (e.value.rule, e.value.code) == ("SEC-02", "store_cannot_open")
    assert e.value.broken.transient


@pytest.mark.parametrize("arguments", [{"store": 1}, {"preset": 1}, {"seed": 1.5}, {"seed": "a"}, {"simulation": "a"}])
def test_wrong_types_are_type_errors(arguments):
    """DAT-02."""
    with pytest.raises(TypeError):
        dk.Desk(**arguments)


def test_a_closed_desk_says_so():
    """A view closes with its desk."""
    base = dk.Desk()
    view = base.acting(user="E1.d001", outlet="0011960-000")
    base.close()
    for act in (
        lambda: base.call({"verb": "audit.verify", "args": {}}),
        lambda: view.audit.verify(),
        lambda: base.rebuild(),
    ):
        with pytest.raises(ValueError, match="closed"):
            act()


def test_a_view_outlives_the_name_of_its_desk():
    """The store stays open as long as somebody holds a view."""
    view = dk.Desk().acting(language="fr")
    gc.collect()
    assert view.audit.verify().intact


def test_views_do_not_change():
    """acting() makes another view."""
    desk = dk.Desk()
    view = desk.acting(user="E1.d001", at=MORNING)
    other = view.acting(user="E1.d002", language="fr")
    assert repr(view) == "<DeskView ':memory:' user='E1.d001' at=2024-01-12T10:00:00+01:00>"
    assert repr(other) == "<DeskView ':memory:' user='E1.d002' at=2024-01-12T10:00:00+01:00 language=fr>"
    assert repr(desk) == "<Desk ':memory:'>"
    for one in (desk, view):
        with pytest.raises(AttributeError):
            one.user = "E1.d003"
        with pytest.raises(AttributeError):
            del one._defaults
    with pytest.raises(TypeError):
        pickle.dumps(desk)


def test_an_instant_needs_an_offset(desk):
    """DAT-06."""
    naive = datetime(2024, 1, 12, 10, 0)
    for act in (
        lambda: desk.acting(at=naive),
        lambda: desk.audit.verify(at=naive),
        lambda: desk.call({"verb": "audit.verify", "at": naive, "args": {}}),
    ):
        with pytest.raises(ValueError, match="naive"):
            act()
    with pytest.raises(TypeError):
        desk.acting(at=5)


def test_odd_offsets_keep_the_instant(desk, create):
    """DAT-06: RFC 3339 has no seconds in an offset."""
    odd = timezone(timedelta(minutes=17, seconds=30))
    assert create(desk.acting(at=MORNING.astimezone(odd))).created_at == MORNING


def test_microseconds_come_back(desk, create):
    """DAT-06."""
    at = MORNING + timedelta(microseconds=250_001)
    assert create(desk.acting(at=at)).created_at == at


def test_without_an_instant_it_is_now(garage, create):
    """DAT-06: only the system clock's is left."""
    before = datetime.now(timezone.utc)
    made = create(garage().acting(user="E1.d001", outlet="0011960-000"))
    assert before - timedelta(seconds=1) <= made.created_at <= datetime.now(timezone.utc) + timedelta(seconds=1)


def test_the_protocol_as_dicts(known):
    """A refusal is a reply; the view's actor, instant and language fill what is not given."""
    desk, customer = known
    said = desk.call({"verb": "customer.view", "args": {"id": customer.id}})
    assert said["ok"]["customer"]["name"] == "Jeanne Dupont"
    french = desk.acting(language="fr")
    refused = french.call({"verb": "customer.view", "args": {"id": "nobody"}})["refused"][0]
    assert refused["rule"] == "ACC-02" and refused["message"] == dk.Rule.RECORD_NOT_FOUND.message(language="fr")
    other = {"user": "E1.d999", "outlet": "0011960-000"}
    assert desk.call({"verb": "customer.view", "actor": other, "args": {"id": "a"}})["refused"][0]["rule"] == "ACC-01"


def test_a_request_without_arguments_is_answered():
    """DAT-02: `args` may be left out; a process of its own, so that a crash is a failure and not the end."""
    program = "import dealerkit as dk; print(dk.Desk().call({'verb': 'audit.verify'})['ok']['intact'])"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (said.returncode, said.stdout) == (0, "True\n")


def test_requests_take_what_python_has(desk):
    """DAT-03, DAT-06: instants, days, exact numbers and records are written as the protocol writes them."""
    said = desk.call(
        {
            "verb": "network.load",
            "at": MORNING.astimezone(timezone.utc),
            "args": {
                "users": [
                    {"id": "E1.d005", "entity": "E1", "fte": Decimal("80.5")},
                    dk.User(id="E1.d006", entity="E1"),
                ]
            },
        }
    )
    assert said["ok"]["users"] == 2
    for odd in ({1, 2}, object(), b"bytes"):
        with pytest.raises(TypeError, match="cannot hold"):
            desk.call({"verb": "check.vat", "args": {"value": odd}})
    with pytest.raises(ValueError):
        desk.call({"verb": "check.vat", "args": {"value": float("nan")}})
    with pytest.raises(ValueError, match="surrogate"):
        desk.call({"verb": "check.vat", "args": {"value": "\udc00"}})


@pytest.mark.parametrize("request_", [{}, {"verb": 1}, {"verb": "no.such"}, {"verb": "check.vat", "args": []}])
def test_a_malformed_request_is_refused(request_):
    """DAT-02."""
    assert dk.Desk().call({"args": {}, **request_})["refused"][0]["rule"] == "DAT-02"


def test_the_schema_of_a_verb():
    """One verb, or all."""
    assert list(dk.schema("check.vat")["verbs"]) == ["check.vat"]
    assert len(dk.schema()["verbs"]) > 30
    with pytest.raises(ValueError):
        dk.schema("no.such")


def test_refusals_are_values():
    """A refusal can be sent to another process."""
    with pytest.raises(dk.Refused) as e:
        dk.example_desk().customers.view(id="nobody")
    again = pickle.loads(pickle.dumps(e.value))
    assert again.violations == e.value.violations and str(again) == str(e.value)
    assert isinstance(again, ValueError) and again.rule == "ACC-02"


def test_simulation_and_training_open():
    """CRD-19, NET-04."""
    with dk.Desk(simulation=True, training=True) as desk:
        assert desk.audit.verify().intact


def test_the_same_seed_gives_the_same_identifiers():
    """Tests can be repeated."""
    assert dk.example_customer()[1].id == dk.example_customer()[1].id


def test_the_version_is_the_library_s():
    """It is written in one place."""
    header = Path(__file__).parents[2] / "include" / "dealerkit" / "version.hpp"
    if not header.exists():
        pytest.skip("the header is not beside the tests")
    numbers = [line.split()[-1] for line in header.read_text().splitlines() if line.startswith("#define")]
    assert dk.__version__ == ".".join(numbers)
