"""Records: immutable, compared by value, with a hash and a repr that evaluates."""

import copy
import dataclasses
import datetime
import inspect
import pickle
from decimal import Decimal

import dealerkit as dk
import pytest
from dealerkit._record import Record

from garage import known  # noqa: F401  (fixtures)

RECORDS = [
    value
    for name in dk.__all__
    if isinstance(value := getattr(dk, name), type) and issubclass(value, Record) and value is not dk.Answered
]
AT = datetime.datetime(2024, 1, 12, 10, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
SAMPLES = {
    "datetime": AT,
    "date": datetime.date(2024, 1, 12),
    "Decimal": Decimal("50.00"),
    "Decimal | Money": dk.Money("50.00", "EUR"),
    "str": "a",
    "int": 2,
    "bool": True,
    "float": 0.5,
    "tuple[str, ...]": ("a", "b"),
    "Mapping[str, str]": {"a": "b"},
    "Mapping[str, Decimal]": {"a": Decimal("1.0")},
    "Mapping[str, Answer]": {"contact": "yes"},
    "Mapping[str, Any]": {"a": [1, {"b": None}]},
    "Rule": dk.Rule.STORE_BUSY,
}


def sample(kind):
    """A record with every field set."""
    values = {}
    for name, text in kind._types.items():
        text = text.removesuffix(" | None")
        record = {one.__name__: one for one in RECORDS}
        if text == "tuple[int, ...]":
            values[name] = (1,)
        elif text in SAMPLES:
            values[name] = SAMPLES[text]
        elif text.startswith("tuple["):
            values[name] = (sample(record[text[6:-6]]),)
        elif text in record:
            values[name] = sample(record[text])
        else:
            values[name] = "a"
    return kind(**values)


def test_there_are_records():
    """A count, so that the tests below have something to look at."""
    print(f"records: {len(RECORDS)}")
    assert len(RECORDS) > 35


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_record_is_a_value(kind):
    """It does not change; equal fields are an equal record with an equal hash; repr and pickle give it back."""
    one, other = sample(kind), sample(kind)
    assert one == other and hash(one) == hash(other) and one is not other
    assert one != object() and not (one == object())
    for name in kind._types:
        with pytest.raises(AttributeError):
            setattr(one, name, getattr(one, name))
        with pytest.raises(AttributeError):
            delattr(one, name)
    with pytest.raises(AttributeError):
        one.no_such_field = 1
    assert not hasattr(one, "__dict__")
    assert eval(repr(one), {"datetime": datetime, "Decimal": Decimal, "Rule": dk.Rule, **vars(dk)}) == one
    assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one) == copy.copy(one)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_dataclasses_and_inspect_know_a_record(kind):
    """What works on a frozen dataclass works on a record."""
    one = sample(kind)
    assert dataclasses.is_dataclass(one)
    names = [field.name for field in dataclasses.fields(one)]
    assert names == list(kind._types) == list(inspect.signature(kind).parameters) == list(dataclasses.asdict(one))
    assert dataclasses.replace(one) == one
    parameters = inspect.signature(kind).parameters.values()
    assert {parameter.kind for parameter in parameters} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_fields_are_keywords_and_none_is_invented(kind):
    """A field that is missing or unknown is a TypeError."""
    with pytest.raises(TypeError):
        kind("a")
    with pytest.raises(TypeError, match="no_such_field"):
        values = {name: getattr(sample(kind), name) for name in kind._types}
        kind(no_such_field=1, **values)
    needed = [name for name in kind._types if name not in kind._defaults]
    if needed:
        with pytest.raises(TypeError, match=needed[0]):
            kind()


def test_lists_become_tuples_and_dicts_do_not_change():
    """A record made of what can change does not change with it."""
    brands, managers = ["DS"], {"DS": "E1.d001"}
    outlet = dk.Outlet(
        code="1", site="0", entity="E1", name="One", time_zone="UTC", brands=brands, sales_managers=managers
    )
    brands.append("AC")
    managers["AC"] = "E1.d002"
    assert outlet.brands == ("DS",) and outlet.sales_managers == {"DS": "E1.d001"}
    for act in (
        lambda: outlet.sales_managers.update(AC="a"),
        lambda: outlet.sales_managers.__setitem__("AC", "a"),
        lambda: outlet.sales_managers.pop("DS"),
        lambda: outlet.sales_managers.clear(),
    ):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(TypeError, match="one text"):
        dataclasses.replace(outlet, brands="DS")
    hash(outlet)


def test_a_float_is_no_exact_number():
    """DAT-03: only a place may be a float."""
    with pytest.raises(TypeError):
        dk.User(id="a", entity="a", fte=80.0)
    with pytest.raises(TypeError):
        dk.QualityLine(day=datetime.date(2024, 1, 12), user="a", yes_percent={"contact": 50.0})
    assert dk.User(id="a", entity="a", fte=80).fte == Decimal(80)


def test_an_instant_knows_its_offset():
    """DAT-06."""
    with pytest.raises(ValueError, match="naive"):
        dk.ConsentStanding(purpose="contact", at=datetime.datetime(2024, 1, 12))
    with pytest.raises(TypeError):
        dk.ConsentStanding(purpose="contact", at=datetime.date(2024, 1, 12))
    with pytest.raises(TypeError):
        dk.QualityLine(day=AT, user="a")


def test_a_record_is_no_dict():
    """A dict with a slip in a name would lose it silently; so a record asks for records."""
    with pytest.raises(TypeError, match="WorkShare"):
        dk.User(id="a", entity="a", shares=[{"outlet": "a", "brand": "DS", "percent": 100}])
    with pytest.raises(TypeError, match="Outlet"):
        dk.Desk().network.load(outlets=[{"code": "1"}])


def test_notes_and_effects_are_no_part_of_the_value(known):
    """The same customer, seen twice, is equal."""
    desk, created = known
    seen = desk.customers.view(id=created.id)
    assert created.effects and not seen.effects and created == seen and hash(created) == hash(seen)
    assert "effects" not in repr(created)
