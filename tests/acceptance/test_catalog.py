"""Catalogues and configurations (CFG-01 to CFG-06, CFG-11, CFG-12).

What `config.state` answers is compared with an enumeration of every combination, on the show's
catalogue and on random ones.
"""

import copy
import itertools
import json
import random
from decimal import Decimal

import pytest

from conftest import assert_refused_with, rules
from show import (
    CATALOG,
    CHOICES,
    CHOICES_208,
    PRICES_BE,
    PRICES_LU,
    availability_of,
    available,
    catalogue,
    codes,
    group,
    peugeot_208,
    small_model,
)

SUMMER = "2024-08-01"
WINTER = "2024-01-12"


class Catalogs:
    """A desk without a store, an actor or an instant (ACC-01)."""

    def __init__(self, desk):
        self.desk = desk
        desk.at = None
        desk.actor = None

    def load(self, record=None):
        return self.desk.ok("catalog.load", {"catalog": catalogue() if record is None else record})

    def refused(self, record):
        return self.desk.refused("catalog.load", {"catalog": record})

    @staticmethod
    def asking(model, choices, **changes):
        args = {
            "catalog": CATALOG,
            "model": model,
            "market": "BE",
            "date": WINTER,
            "choices": list(choices),
        }
        args.update(changes)
        return args

    def state(self, model, choices, **changes):
        return self.desk.ok("config.state", self.asking(model, choices, **changes))

    def code(self, model, choices, **changes):
        return self.desk.ok("config.code", self.asking(model, choices, **changes))["code"]

    def models(self, **changes):
        args = {"catalog": CATALOG, "market": "BE", "date": WINTER, **changes}
        return self.desk.ok("catalog.models", args)["models"]


@pytest.fixture
def empty(bare):
    return Catalogs(bare)


@pytest.fixture
def catalogs(bare):
    desk = Catalogs(bare)
    desk.load()
    return desk


# Loading


def test_acc_01_loading_needs_no_actor(empty):
    """ACC-01: catalogues are loaded and asked without an actor; the answer names what is there."""
    reply = empty.load()
    assert reply["catalog"] == CATALOG
    assert "peugeot_208" in json.dumps(reply["models"])
    assert len(reply["models"]) == len(catalogue()["models"])


def wrong_catalogue(path, value):
    record = catalogue()
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return record


@pytest.mark.parametrize(
    ("formula"),
    [
        "",
        "(",
        "engine.electric ->",
        "-> engine.electric",
        "engine.electric &&",
        "requires(engine.electric)",
        "requires(engine.electric, wheels.w17",
        "engine.electric wheels.w17",
        "unknown(engine.electric, wheels.w17)",
        "engine.steam -> wheels.w17",
        "engine -> wheels.w17",
        "!",
        "()",
        "excludes()",
    ],
)
def test_cfg_05_formulas_that_say_nothing(empty, formula):
    """CFG-05: a formula that cannot be read, or that names what is not there, is refused."""
    record = wrong_catalogue(("models", 0, "rules", 0, "formula"), formula)
    violations = empty.refused(record)
    assert assert_refused_with(violations, "CFG-05")["field"].endswith("rules.0.formula")


def test_cfg_05_a_very_deep_formula(empty):
    """CFG-05, DAT-01: depth neither crashes the program nor loads half a catalogue."""
    for formula in ("(" * 500 + "engine.electric" + ")" * 500, "!" * 900 + "engine.electric"):
        record = wrong_catalogue(("models", 0, "rules", 0, "formula"), formula)
        reply = empty.desk.ask("catalog.load", {"catalog": record})
        assert ("ok" in reply) != ("refused" in reply)
    empty.load()


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        (("models", 0, "brand"), "XX", "NET-01"),
        (("models", 0, "kind"), "boat", "CFG-01"),
        (("models", 0, "availability", 0, "status"), "sold", "CFG-03"),
        (("models", 0, "groups", 0, "kind"), "colour", "CFG-02"),
        (("models", 0, "groups", 0, "choose"), "two", "CFG-02"),
        (("price_lists", 0, "prices", 0, "amount"), 20000, "DAT-03"),
        (("price_lists", 0, "prices", 0, "amount"), "20000.001", "DAT-03"),
        (("models", 0, "colour"), "red", "DAT-02"),
        (("price_lists", 0, "valid"), "2024-01-01", "DAT-02"),
    ],
)
def test_a_malformed_catalogue_is_refused(empty, path, value, rule):
    """CFG-01 to CFG-05, NET-01, DAT-02, DAT-03: refused under its rule, and nothing is loaded."""
    violations = empty.refused(wrong_catalogue(path, value))
    violation = assert_refused_with(violations, rule)
    assert violation["field"].endswith(".".join(str(step) for step in path))
    args = {"catalog": CATALOG, "market": "BE", "date": WINTER}
    assert empty.desk.refused("catalog.models", args), "DAT-04: a refused command changes nothing"


def test_cfg_10_an_inconsistent_model_is_refused(empty):
    """CFG-10, CFG-05: a model of which nothing can be built is refused."""
    record = catalogue()
    record["models"][1]["rules"] += [
        {"code": "a", "formula": "trim.base -> options.towbar"},
        {"code": "b", "formula": "trim.top -> options.towbar"},
        {"code": "c", "formula": "!options.towbar"},
    ]
    assert_refused_with(empty.refused(record), "CFG-10")


@pytest.mark.parametrize("verb", ["config.state", "config.code"])
@pytest.mark.parametrize(
    "changes",
    [
        {"catalog": "show_1999"},
        {"model": "peugeot_9008"},
        {"choices": ["trim.unknown"]},
        {"choices": ["unknown.active"]},
        {"choices": ["active"]},
        {"date": "2024-13-01"},
        {"market": None},
        {"model": None},
    ],
)
def test_cfg_unknown_names_are_refused(catalogs, verb, changes):
    """CFG-01, CFG-02, CFG-12: what the catalogue does not have is refused, with the field."""
    args = catalogs.asking("peugeot_208", ["trim.active"])
    args.update(changes)
    args = {name: value for name, value in args.items() if value is not None}
    name = next(iter(changes))
    if verb == "config.code" and name in ("date", "market"):
        return
    violations = catalogs.desk.refused(verb, args)
    assert any(one["field"].split(".")[0] == name for one in violations), violations


def test_dat_04_a_catalogue_is_kept(open_desk, tmp_path):
    """DAT-04: a loaded catalogue is in the store."""
    store = tmp_path / "show.db"
    first = open_desk("--store", store, load=False)
    Catalogs(first).load()
    before = Catalogs(first).state("peugeot_208", ["trim.gt"])
    first.close()
    second = Catalogs(open_desk("--store", store, load=False))
    assert second.state("peugeot_208", ["trim.gt"]) == before


# CFG-01, CFG-03: models


def test_cfg_01_every_model_is_listed(catalogs):
    """CFG-01: each filter is optional."""
    assert sorted(codes(catalogs.models())) == sorted(one["code"] for one in catalogue()["models"])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"brand": "DS"}, {"ds_7", "ds_n4", "ds_3"}),
        ({"brand": "AP"}, {"peugeot_208", "peugeot_expert_l1", "peugeot_expert_l2"}),
        ({"brand": "AP", "kind": "vp"}, {"peugeot_208"}),
        ({"kind": "vu"}, {"peugeot_expert_l1", "peugeot_expert_l2"}),
        ({"kind": "vu", "length": "l2"}, {"peugeot_expert_l2"}),
        ({"length": "l1"}, {"peugeot_208", "peugeot_expert_l1"}),
        ({"height": "h1"}, {"peugeot_expert_l1", "peugeot_expert_l2"}),
        ({"weight": "3100"}, {"peugeot_expert_l2"}),
        ({"weight": "2800", "length": "l2"}, set()),
        ({"kind": "vu", "length": "l1", "height": "h1", "weight": "2800"}, {"peugeot_expert_l1"}),
        ({"brand": "AC"}, set()),
    ],
)
def test_cfg_01_filters(catalogs, filters, expected):
    """CFG-01: brand, kind, body length, height and gross weight, alone and together."""
    assert set(codes(catalogs.models(**filters))) == expected


def test_cfg_03_availability(catalogs):
    """CFG-03: unavailable models are shown too."""
    found = availability_of(catalogs.models())
    assert found["ds_7"] == "orderable"
    assert found["ds_3"] == "unavailable"
    assert found["ds_n4"] == found["fiat_topolino"] == "keep_me_informed"


@pytest.mark.parametrize(
    ("market", "date", "expected"),
    [
        ("BE", "2024-06-30", "orderable"),
        ("LU", "2024-01-12", "unavailable"),
        ("LU", "2024-06-30", "unavailable"),
        ("LU", "2024-07-01", "orderable"),
        ("LU", "2030-01-01", "orderable"),
    ],
)
def test_cfg_03_per_market_and_date(catalogs, market, date, expected):
    """CFG-03: availability is per market and date."""
    found = availability_of(catalogs.models(market=market, date=date, brand="AP"))
    assert found["peugeot_expert_l2"] == expected


# CFG-02, CFG-05, CFG-06 (and CFG-09 where it is answered): states, by enumeration


def implies(first, second):
    return not first or second


RULES_208 = [
    lambda on, market, date: implies("engine.electric" in on, "wheels.w17" in on),
    lambda on, market, date: not {"engine.electric", "options.towbar"} <= on,
    lambda on, market, date: implies("trim.gt" in on, "upholstery.leather" in on),
    lambda on, market, date: implies(
        "exterior_colour.red" in on, bool({"trim.allure", "trim.gt"} & on)
    ),
    lambda on, market, date: market != "LU" or "engine.petrol_75" not in on,
    lambda on, market, date: not "2024-07-01" <= date <= "2024-09-30"
    or not {"trim.active", "exterior_colour.black"} <= on,
]


def subsets(values, choose):
    if choose == "exactly_one":
        return [{value} for value in values]
    if choose == "at_most_one":
        return [set(), *({value} for value in values)]
    return [
        set(chosen)
        for size in range(len(values) + 1)
        for chosen in itertools.combinations(values, size)
    ]


def enumerated(model, holds):
    """Every valid configuration of a model."""
    groups = []
    for one in model["groups"]:
        values = [f"{one['code']}.{value['code']}" for value in one["values"]]
        groups.append(subsets(values, one["choose"]))
    packs = [(pack["value"], set(pack["includes"])) for pack in model.get("packs", [])]
    found = []
    for parts in itertools.product(*groups):
        on = set().union(*parts)
        if all(pack not in on or included <= on for pack, included in packs) and holds(on):
            found.append(frozenset(on))
    return found


def values_of(model):
    return {f"{one['code']}.{value['code']}" for one in model["groups"] for value in one["values"]}


def assert_state(state, model, valid, choices):
    """CFG-05, CFG-06, CFG-09: the answer is complete, nothing more and nothing less."""
    chosen = set(choices)
    completions = [one for one in valid if chosen <= one]
    everything = values_of(model)
    possible = set().union(*completions)
    always = frozenset.intersection(*completions)
    selectable, forced, excluded = (
        set(state[name]) for name in ("selectable", "forced", "excluded")
    )
    told = (choices, state)
    assert excluded == everything - possible, told
    assert forced - chosen == always - chosen, told
    assert forced <= always, told
    assert selectable - always - chosen == possible - always - chosen, told
    assert selectable <= possible, told
    if "count" in state:
        assert state["count"] == str(len(completions)), told
    for name in ("selectable", "forced", "excluded"):
        assert len(state[name]) == len(set(state[name])), told
    if chosen | always not in {frozenset(one) for one in completions}:
        assert state["complete"] is False, told
    elif chosen in {frozenset(one) for one in completions}:
        assert state["complete"] is True, told


@pytest.mark.parametrize(
    ("market", "date"), [("BE", WINTER), ("LU", WINTER), ("BE", SUMMER), ("LU", SUMMER)]
)
def test_cfg_06_every_state_by_enumeration(catalogs, market, date):
    """CFG-05, CFG-06: selectable, forced, excluded and count, on random walks of choices."""
    model = peugeot_208()
    valid = enumerated(model, lambda on: all(rule(on, market, date) for rule in RULES_208))
    generator = random.Random(f"{market}{date}")
    for _ in range(25):
        goal = sorted(generator.choice(valid))
        generator.shuffle(goal)
        for size in range(len(goal) + 1):
            choices = goal[:size]
            state = catalogs.state("peugeot_208", choices, market=market, date=date)
            assert_state(state, model, valid, choices)


@pytest.mark.parametrize(
    ("date", "excluded"),
    [
        ("2024-06-30", False),
        ("2024-07-01", True),
        ("2024-09-30", True),
        ("2024-10-01", False),
    ],
)
def test_cfg_05_dates_of_a_rule(catalogs, date, excluded):
    """CFG-05: a rule holds from its first day to its last."""
    state = catalogs.state("peugeot_208", ["trim.active"], date=date)
    assert ("exterior_colour.black" in state["excluded"]) is excluded


def test_cfg_06_no_dead_end(catalogs):
    """CFG-06: whoever takes selectable values only gets a whole configuration."""
    generator = random.Random(6)
    for _ in range(20):
        choices = []
        for _ in range(30):
            state = catalogs.state("peugeot_208", choices, market=generator.choice(["BE"]))
            left = sorted(set(state["selectable"]) - set(choices))
            if state["complete"] and (not left or generator.random() < 0.3):
                break
            choices.append(generator.choice(left or sorted(set(state["forced"]) - set(choices))))
        assert state["complete"] is True, choices


def test_cfg_02_the_order_of_choices(catalogs):
    """CFG-02: any order of the same choices gives the same result and the same code."""
    choices = ["trim.gt", "engine.electric", "packs.comfort", "exterior_colour.red"]
    states, found = [], set()
    for order in itertools.permutations(choices):
        states.append(json.dumps(catalogs.state("peugeot_208", order), sort_keys=True))
        found.add(catalogs.code("peugeot_208", order))
    assert len(set(states)) == 1
    assert len(found) == 1


# Random catalogues


def random_formula(generator, values, depth=3):
    """A formula as text and as a function of what is on."""
    if depth == 0 or generator.random() < 0.3:
        value = generator.choice(values)
        return value, lambda on: value in on
    kind = generator.choice(["!", "&", "|", "->", "<->", "requires", "excludes", "exactly", "most"])
    if kind == "!":
        text, inner = random_formula(generator, values, depth - 1)
        return f"!({text})", lambda on: not inner(on)
    if kind in ("exactly", "most"):
        chosen = generator.sample(values, min(3, len(values)))
        word = {"exactly": "exactly_one", "most": "at_most_one"}[kind]
        most = {"exactly": (1,), "most": (0, 1)}[kind]
        return f"{word}({', '.join(chosen)})", lambda on: sum(one in on for one in chosen) in most
    if kind in ("requires", "excludes"):
        first, second = generator.sample(values, 2)
        if kind == "requires":
            return f"requires({first}, {second})", lambda on: first not in on or second in on
        return f"excludes({first},{second})", lambda on: not (first in on and second in on)
    left, a = random_formula(generator, values, depth - 1)
    right, b = random_formula(generator, values, depth - 1)
    return (
        f"({left}) {kind} ({right})",
        {
            "&": lambda on: a(on) and b(on),
            "|": lambda on: a(on) or b(on),
            "->": lambda on: not a(on) or b(on),
            "<->": lambda on: a(on) == b(on),
        }[kind],
    )


KINDS = ["trim", "engine", "wheels", "upholstery", "options"]


def random_model(generator, number):
    groups = []
    for kind in generator.sample(KINDS, generator.randrange(2, 5)):
        size = generator.randrange(1, 4)
        values = [f"v{place}" for place in range(size)]
        choose = generator.choice(["exactly_one", "exactly_one", "at_most_one", "any"])
        groups.append(group(kind, choose, *values))
    model = {
        "code": f"model_{number}",
        "brand": "DS",
        "name": "Model",
        "kind": "vp",
        "test_drive": True,
        "availability": available(),
        "groups": groups,
        "rules": [],
    }
    values = sorted(values_of(model))
    functions = []
    for place in range(generator.randrange(0, 4)):
        text, function = random_formula(generator, values)
        model["rules"].append({"code": f"r{place}", "formula": text})
        functions.append(function)
    return model, enumerated(model, lambda on: all(function(on) for function in functions))


def test_cfg_05_random_catalogues(empty):
    """CFG-05, CFG-06, CFG-10: formulas of every form, against an enumeration."""
    generator = random.Random(5)
    loaded = 0
    for number in range(120):
        model, valid = random_model(generator, number)
        if len(values_of(model)) < 3:
            continue
        record = {
            "code": "random",
            "name": "Random",
            "valid_from": "2024-01-01",
            "models": [model],
            "price_lists": [],
        }
        if not valid:
            assert_refused_with(empty.refused(record), "CFG-10")
            continue
        empty.load(record)
        loaded += 1
        for _ in range(4):
            goal = sorted(generator.choice(valid))
            choices = generator.sample(goal, generator.randrange(0, len(goal) + 1))
            state = empty.state(model["code"], choices, catalog="random")
            assert_state(state, model, valid, choices)
    assert loaded > 40


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        ("requires(wheels.a, wheels.b)", lambda a, b: not a or b),
        ("requires(wheels.b,wheels.a)", lambda a, b: not b or a),
        ("excludes(wheels.a, wheels.b)", lambda a, b: not (a and b)),
        ("exactly_one(wheels.a, wheels.b)", lambda a, b: a != b),
        ("at_most_one(wheels.a, wheels.b)", lambda a, b: not (a and b)),
        ("wheels.a -> wheels.b", lambda a, b: not a or b),
        ("wheels.a <-> wheels.b", lambda a, b: a == b),
        ("wheels.a | wheels.b", lambda a, b: a or b),
        ("wheels.a & wheels.b", lambda a, b: a and b),
        ("!wheels.a", lambda a, b: not a),
        ("!(wheels.a | wheels.b)", lambda a, b: not (a or b)),
        ("!(wheels.a -> wheels.b)", lambda a, b: a and not b),
        ("((wheels.a))", lambda a, b: a),
        ("wheels.a->wheels.b", lambda a, b: not a or b),
        ("  wheels.a   &   wheels.b  ", lambda a, b: a and b),
    ],
)
def test_cfg_05_each_word_of_a_formula(empty, formula, holds):
    """CFG-05, CFG-06: what a formula leaves of two free values, from every starting point."""
    model = {
        "code": "model",
        "brand": "DS",
        "name": "Model",
        "kind": "vp",
        "test_drive": False,
        "availability": available(),
        "groups": [group("wheels", "any", "a", "b")],
        "rules": [{"code": "r", "formula": formula}],
    }
    empty.load(
        {
            "code": "words",
            "name": "Words",
            "valid_from": "2024-01-01",
            "models": [model],
            "price_lists": [],
        }
    )
    valid = enumerated(model, lambda on: holds("wheels.a" in on, "wheels.b" in on))
    for choices in ([], ["wheels.a"], ["wheels.b"], ["wheels.a", "wheels.b"]):
        if any(set(choices) <= one for one in valid):
            assert_state(empty.state("model", choices, catalog="words"), model, valid, choices)


# CFG-11: prices


def price_of(choices, prices):
    return sum(Decimal(prices.get(value, "0")) for value in choices)


def test_cfg_11_the_sum_of_the_values(catalogs):
    """CFG-11: the sum of the prices of the selected values; an absent price is zero."""
    assert catalogs.state("peugeot_208", CHOICES_208)["price"] == "20000.00"
    choices = [
        "trim.gt",
        "engine.electric",
        "exterior_colour.red",
        "upholstery.leather",
        "wheels.w17",
        "options.camera",
    ]
    expected = price_of(choices, PRICES_BE["peugeot_208"])
    assert Decimal(catalogs.state("peugeot_208", choices)["price"]) == expected == Decimal("36950")


def test_cfg_11_market_and_date(catalogs):
    """CFG-11: the price list is the market's at the journey's date."""
    assert catalogs.state("ds_7", CHOICES)["price"] == "40000.00"
    assert catalogs.state("ds_7", CHOICES, market="LU")["price"] == "39000.00"
    old = catalogs.state("peugeot_208", CHOICES_208, date="2023-12-31")
    assert old["price"] == "19000.00"
    new = catalogs.state("peugeot_208", CHOICES_208, date="2024-01-01")
    assert new["price"] == "20000.00"


@pytest.mark.parametrize(
    ("extra", "more"),
    [
        ([], "0"),
        (["options.camera"], "500"),
        (["options.camera", "options.heated_seats"], "850"),
        (["packs.comfort", "options.camera", "options.heated_seats"], "700"),
        (["packs.comfort", "options.camera"], "700"),
        (["packs.comfort"], "700"),
        (["packs.comfort", "options.towbar"], "1500"),
        (["packs.winter", "options.camera"], "800"),
        (["packs.winter", "packs.comfort"], "1000"),
    ],
)
def test_cfg_11_packs_replace_what_they_include(catalogs, extra, more):
    """CFG-11, CFG-05: what a pack includes is forced and free."""
    state = catalogs.state("peugeot_208", [*CHOICES_208, *extra])
    assert Decimal(state["price"]) == 20000 + Decimal(more)
    if "packs.comfort" in extra:
        included = {"options.camera", "options.heated_seats"}
        assert included <= set(state["forced"]) | set(extra)


def test_cfg_11_random_prices(catalogs):
    """CFG-11: the price of whole configurations in both markets, packs included."""
    generator = random.Random(11)
    model = peugeot_208()
    for market, prices in (("BE", PRICES_BE), ("LU", PRICES_LU)):
        valid = enumerated(model, lambda on: all(rule(on, market, WINTER) for rule in RULES_208))
        for on in generator.sample(valid, 60):
            included = {
                option
                for pack in model["packs"]
                if pack["value"] in on
                for option in pack["includes"]
            }
            expected = price_of(on - included, prices["peugeot_208"])
            state = catalogs.state("peugeot_208", sorted(on), market=market)
            assert Decimal(state["price"]) == expected, sorted(on)


# CFG-12: the text form


def read(catalogs, code, **changes):
    return catalogs.desk.ask("config.read", {"catalog": CATALOG, "code": code, **changes})


def test_cfg_12_a_code_reads_back(catalogs):
    """CFG-12: a code gives the model and the choices it was made of."""
    generator = random.Random(12)
    valid = enumerated(peugeot_208(), lambda on: all(rule(on, "BE", WINTER) for rule in RULES_208))
    seen = {}
    for on in generator.sample(valid, 40):
        code = catalogs.code("peugeot_208", sorted(on))
        assert seen.setdefault(code, on) == on, "different configurations have different codes"
        reply = read(catalogs, code)
        assert reply["ok"]["model"] == "peugeot_208"
        assert set(reply["ok"]["choices"]) == on
        assert code == catalogs.code("peugeot_208", sorted(on, reverse=True))


def test_cfg_12_models_have_different_codes(catalogs):
    """CFG-12: the model is part of the code."""
    assert catalogs.code("ds_7", CHOICES) != catalogs.code("ar_tonale", CHOICES)
    assert read(catalogs, catalogs.code("ar_tonale", CHOICES))["ok"]["model"] == "ar_tonale"


def test_cfg_12_a_code_is_stable(catalogs, open_desk):
    """CFG-12: the same configuration has the same code in another process and after a reload."""
    code = catalogs.code("peugeot_208", CHOICES_208)
    catalogs.load()
    assert catalogs.code("peugeot_208", CHOICES_208) == code
    other = Catalogs(open_desk(load=False))
    record = catalogue()
    record["models"].reverse()
    other.load(record)
    assert other.code("peugeot_208", CHOICES_208) == code


def test_cfg_12_an_old_code_reports_what_is_gone(catalogs):
    """CFG-12: a code is checked against the catalogue in force and names what no longer exists."""
    code = catalogs.code("peugeot_208", [*CHOICES_208, "options.towbar"])
    record = catalogue()
    model = record["models"][0]
    model["groups"][-1]["values"] = [
        one for one in model["groups"][-1]["values"] if one["code"] != "towbar"
    ]
    model["rules"] = [one for one in model["rules"] if "towbar" not in one["formula"]]
    for one in record["price_lists"]:
        one["prices"] = [
            price
            for price in one["prices"]
            if (price["model"], price["value"]) != ("peugeot_208", "options.towbar")
        ]
    catalogs.load(record)
    reply = read(catalogs, code)
    assert "options.towbar" in json.dumps(reply), reply
    if "ok" in reply:
        assert set(CHOICES_208) <= set(reply["ok"]["choices"])
        assert "options.towbar" not in reply["ok"]["choices"]


def test_cfg_12_an_old_code_of_a_model_that_is_gone(catalogs):
    """CFG-12: a model that no longer exists is reported as well."""
    code = catalogs.code("ds_7", CHOICES)
    record = catalogue()
    record["models"] = [one for one in record["models"] if one["code"] != "ds_7"]
    for one in record["price_lists"]:
        one["prices"] = [price for price in one["prices"] if price["model"] != "ds_7"]
    catalogs.load(record)
    reply = read(catalogs, code)
    assert "refused" in reply or "ds_7" in json.dumps(reply), reply


def test_cfg_12_an_old_code_against_a_new_rule(catalogs):
    """CFG-12: a configuration that is no longer valid does not pass for a valid one."""
    code = catalogs.code("ds_7", ["trim.top", "engine.hybrid", "options.towbar"])
    assert "ok" in read(catalogs, code)
    before = read(catalogs, code)
    record = catalogue()
    record["models"][1]["rules"].append({"code": "new", "formula": "!(trim.top & options.towbar)"})
    catalogs.load(record)
    assert read(catalogs, code) != before


@pytest.mark.parametrize("code", ["", "nonsense", "A" * 300, "ds_7", "\u00e9"])
def test_cfg_12_no_code(catalogs, code):
    """CFG-12: what is no code is refused under the rule."""
    violations = read(catalogs, code)["refused"]
    assert rules(violations) & {"CFG-12"}, violations


def test_cfg_12_an_altered_code_never_gives_the_same_configuration(catalogs):
    """CFG-12: a code with an error is refused or is visibly another configuration."""
    code = catalogs.code("peugeot_208", CHOICES_208)
    for place in range(len(code)):
        altered = code[:place] + ("B" if code[place] != "B" else "C") + code[place + 1 :]
        reply = read(catalogs, altered)
        if "ok" in reply:
            same = set(reply["ok"]["choices"]) == set(CHOICES_208)
            assert (
                not same or reply["ok"]["model"] != "peugeot_208" or altered.upper() == code.upper()
            )


def test_cfg_12_a_code_of_a_partial_configuration(catalogs):
    """CFG-12: a code is the same for the same choices, whole or not."""
    code = catalogs.code("peugeot_208", ["trim.gt"])
    assert "trim.gt" in read(catalogs, code)["ok"]["choices"]


def test_a_state_changes_nothing(catalogs):
    """CFG, protocol: asking changes nothing and the same question has the same answer."""
    first = catalogs.state("peugeot_208", ["trim.gt"])
    catalogs.state("peugeot_208", ["trim.active"])
    assert catalogs.state("peugeot_208", ["trim.gt"]) == first


def test_catalogues_stand_side_by_side(catalogs):
    """CFG-12: a catalogue is asked by its code."""
    other = copy.deepcopy(catalogue())
    other["code"] = "show_2025"
    other["models"] = [small_model("ds_7", "DS", "DS 7", rules=[])]
    other["price_lists"] = []
    catalogs.load(other)
    choices = ["engine.electric"]
    assert "options.towbar" in catalogs.state("ds_7", choices)["excluded"]
    assert "options.towbar" not in catalogs.state("ds_7", choices, catalog="show_2025")["excluded"]
