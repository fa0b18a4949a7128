"""Catalogues and configurations (CFG-01 to CFG-05, CFG-10 to CFG-12)."""

import copy
import itertools
import json
import random
import subprocess

import pytest

from conftest import executable, pairs

LABEL = {"fr": "Finition", "nl": "Uitvoering"}


def values(*codes):
    return [{"code": code, "label": {"en": code}} for code in codes]


def car(**changes):
    model = {
        "code": "car", "brand": "AP", "name": "Car", "kind": "vp", "test_drive": True,
        "availability": [{"market": "BE", "status": "orderable", "from": "2024-01-01", "until": "2024-12-31"}],
        "groups": [
            {"code": "trim", "kind": "trim", "label": LABEL, "choose": "exactly_one",
             "values": values("basic", "sport")},
            {"code": "engine", "kind": "engine", "label": LABEL, "choose": "exactly_one",
             "values": values("petrol", "electric")},
            {"code": "packs", "kind": "packs", "label": LABEL, "choose": "any", "values": values("comfort")},
            {"code": "options", "kind": "options", "label": LABEL, "choose": "any", "values": values("seats", "roof")},
        ],
        "rules": [{"code": "r1", "formula": "requires(engine.electric, trim.sport)"},
                  {"code": "r2", "formula": "!options.roof", "markets": ["LU"]},
                  {"code": "r3", "formula": "!trim.basic", "from": "2024-03-01", "until": "2024-03-31"}],
        "packs": [{"value": "packs.comfort", "includes": ["options.seats"]}],
    }
    model.update(changes)
    return model


def prices(**changes):
    return {
        "market": "BE", "currency": "EUR", "from": "2024-01-01", "until": "2024-12-31", "tax_included": False,
        "tax_percent": "21",
        "prices": [{"model": "car", "value": value, "amount": amount} for value, amount in {
            "trim.basic": "20000.00", "trim.sport": "23000.00", "engine.electric": "7000.00",
            "packs.comfort": "500.00", "options.seats": "350.00", "options.roof": "900.00"}.items()],
        **changes,
    }


def catalogue(**changes):
    return {"code": "show", "name": "Show", "valid_from": "2024-01-01", "models": [car()], "price_lists": [prices()],
            **changes}


def asked(*choices, **changes):
    return {"catalog": "show", "model": "car", "market": "BE", "date": "2024-01-12", "choices": list(choices),
            **changes}


@pytest.fixture
def show(bare):
    bare.actor = None
    bare.ok("catalog.load", {"catalog": catalogue()})
    return bare


def test_cfg_01_cfg_03_models_by_filter_market_and_day(bare):
    """CFG-01, CFG-03: three optional filters; a status per market and day, both ends included."""
    van = car(code="van", kind="vu", length="l1", height="h2", weight="3500", rules=[],
              availability=[{"market": "BE", "status": "keep_me_informed", "until": "2024-02-29"},
                            {"market": "BE", "status": "orderable", "from": "2024-03-01"},
                            {"market": "LU", "status": "unavailable"}])
    bare.actor = None
    loaded = bare.ok("catalog.load", {"catalog": catalogue(models=[car(), van])})
    assert (loaded["catalog"], loaded["models"], loaded["warnings"]) == ("show", ["car", "van"], [])

    def statuses(**args):
        found = bare.ok("catalog.models", {"catalog": "show", "market": "BE", "date": "2024-01-12", **args})
        return {model["code"]: model["status"] for model in found["models"]}

    assert statuses() == {"car": "orderable", "van": "keep_me_informed"}
    assert statuses(date="2024-02-29")["van"] == "keep_me_informed"
    assert statuses(date="2024-03-01")["van"] == "orderable"
    assert statuses(date="2024-12-31")["car"] == "orderable"
    assert statuses(date="2025-01-01")["car"] == "unavailable"
    assert statuses(market="LU") == {"car": "unavailable", "van": "unavailable"}
    assert statuses(kind="vu") == statuses(length="l1") == statuses(height="h2") == statuses(weight="3500")
    assert list(statuses(kind="vu")) == ["van"]
    assert statuses(length="l1", height="h1") == {}
    assert statuses(brand="DS") == {}


def test_cfg_01_a_kind_out_of_list(show):
    """CFG-01: no model is of a kind that there is not."""
    assert pairs(show.refused("catalog.models", {"catalog": "show", "market": "BE", "kind": "car"})) == [
        ("CFG-01", "kind")]


def test_cfg_02_the_order_of_choices_does_not_matter(show):
    """CFG-02: every order gives the same state and the same code."""
    choices = ["trim.sport", "engine.electric", "packs.comfort", "options.roof"]
    states, codes = set(), set()
    for order in itertools.permutations(choices):
        states.add(json.dumps(show.ok("config.state", asked(*order)), sort_keys=True))
        codes.add(show.ok("config.code", asked(*order))["code"])
    assert len(states) == len(codes) == 1


def test_cfg_03_what_cannot_be_ordered_cannot_be_configured(show):
    """CFG-03."""
    assert pairs(show.refused("config.state", asked(market="LU"))) == [("CFG-03", "model")]
    assert pairs(show.refused("config.state", asked(date="2025-01-01"))) == [("CFG-03", "model")]
    show.ok("catalog.load", {"catalog": catalogue(models=[car(
        availability=[{"market": "BE", "status": "keep_me_informed"}])])})
    assert show.refused("config.state", asked())[0]["code"] == "model_keep_me_informed_only"


def test_cfg_05_groups_rules_packs(show):
    """CFG-05: exactly one, requires, included in a pack, conditions on market and day."""
    assert show.refused("config.state", asked("trim.basic", "trim.sport"))[0]["args"] == {"group": "trim"}
    assert show.refused("config.state", asked("trim.basic", "engine.electric"))[0]["args"] == {"rule": "r1"}
    state = show.ok("config.state", asked("engine.electric"))
    assert "trim.sport" in state["forced"] and "trim.basic" in state["excluded"]
    assert state["complete"] is True
    state = show.ok("config.state", asked("packs.comfort"))
    assert state["forced"] == state["included"] == ["options.seats"]
    assert "trim.basic" in show.ok("config.state", asked(date="2024-02-29"))["selectable"]
    assert "trim.basic" in show.ok("config.state", asked(date="2024-03-01"))["excluded"]
    assert "trim.basic" in show.ok("config.state", asked(date="2024-03-31"))["excluded"]
    assert "trim.basic" in show.ok("config.state", asked(date="2024-04-01"))["selectable"]


def test_cfg_06_no_dead_end(show):
    """CFG-06: whoever takes selectable values ends with a complete vehicle."""
    chance = random.Random(7)
    for _ in range(20):
        choices = []
        while selectable := show.ok("config.state", asked(*choices))["selectable"]:
            choices.append(chance.choice(selectable))
        assert show.ok("config.state", asked(*choices))["complete"] is True


@pytest.mark.parametrize("change, rule, field", [
    (lambda c: c["models"][0]["rules"][0].update(formula="engine.diesel -> trim.sport"), "CFG-05",
     "catalog.models.0.rules.0.formula"),
    (lambda c: c["models"][0]["rules"][0].update(formula="engine.petrol ->"), "CFG-05",
     "catalog.models.0.rules.0.formula"),
    (lambda c: c["models"][0]["packs"][0].update(includes=["packs.comfort"]), "CFG-05", "catalog.models.0.packs.0"),
    (lambda c: c["models"][0]["rules"].append({"code": "never", "formula": "!trim.basic & !trim.sport"}), "CFG-10",
     "catalog.models.0"),
    (lambda c: c["models"].append(car()), "CFG-01", "catalog.models.1.code"),
    (lambda c: c["models"][0].update(kind="boat"), "CFG-01", "catalog.models.0.kind"),
    (lambda c: c["models"][0].pop("brand"), "CFG-01", "catalog.models.0.brand"),
    (lambda c: c["models"][0].update(brand="ZZ"), "NET-01", "catalog.models.0.brand"),
    (lambda c: c["models"][0]["groups"][0].update(choose="two"), "CFG-02", "catalog.models.0.groups.0.choose"),
    (lambda c: c["models"][0]["availability"][0].update(status="soon"), "CFG-03",
     "catalog.models.0.availability.0.status"),
    (lambda c: c["price_lists"][0]["prices"][0].update(value="trim.luxury"), "CFG-11",
     "catalog.price_lists.0.prices.0.value"),
    (lambda c: c["price_lists"][0]["prices"][0].update(amount=20000), "DAT-03",
     "catalog.price_lists.0.prices.0.amount"),
    (lambda c: c["price_lists"][0]["prices"][0].update(amount="20000.005"), "DAT-03",
     "catalog.price_lists.0.prices.0.amount"),
    (lambda c: c["price_lists"][0].update(curency="EUR"), "DAT-02", "catalog.price_lists.0.curency"),
])
def test_cfg_10_a_bad_catalogue_is_refused_and_changes_nothing(show, change, rule, field):
    """CFG-10, DAT-04."""
    bad = copy.deepcopy(catalogue(name="Bad"))
    change(bad)
    records = show.ok("audit.verify")["records"]
    assert (rule, field) in pairs(show.refused("catalog.load", {"catalog": bad}))
    assert show.ok("audit.verify")["records"] == records
    assert show.ok("config.state", asked("trim.basic"))["price"] == "20000.00"


def test_cfg_03_a_status_that_is_none(bare):
    """CFG-03: the status is one of three words."""
    wrong = car(availability=[{"market": "BE", "status": "soon"}])
    (one,) = bare.refused("catalog.load", {"catalog": catalogue(models=[wrong])}, actor=None)
    assert (one["code"], one["rule"]) == ("model_status_unknown", "CFG-03")


def test_cfg_10_dead_and_falsely_optional_values_are_warned_of(bare):
    """CFG-10."""
    model = car(rules=[{"code": "a", "formula": "!options.roof"}, {"code": "b", "formula": "options.seats"}])
    warnings = bare.ok("catalog.load", {"catalog": catalogue(models=[model])}, actor=None)["warnings"]
    assert [(one["code"], one["field"]) for one in warnings] == [
        ("value_falsely_optional", "catalog.models.0.groups.3.values.0"),
        ("value_dead", "catalog.models.0.groups.3.values.1")]


def test_cfg_11_the_price_of_the_market_s_list_on_the_day(show):
    """CFG-11: absent prices are nothing; a pack's price replaces those of what it includes; the later list counts."""
    assert show.ok("config.state", asked())["price"] == "0.00"
    assert show.ok("config.state", asked("engine.petrol"))["price"] == "0.00"
    assert show.ok("config.state", asked("trim.basic", "options.seats"))["price"] == "20350.00"
    assert show.ok("config.state", asked("trim.basic", "options.seats", "packs.comfort"))["price"] == "20500.00"
    june = prices(**{"from": "2024-06-01", "until": "2024-06-30", "prices": [
        {"model": "car", "value": "trim.basic", "amount": "1.00"}]})
    show.ok("catalog.load", {"catalog": {"code": "show", "models": [], "price_lists": [june]}, "add": True})
    for date, price in (("2024-05-31", "20000.00"), ("2024-06-01", "1.00"), ("2024-06-30", "1.00"),
                        ("2024-07-01", "20000.00")):
        state = show.ok("config.state", asked("trim.basic", date=date))
        assert (state["price"], state["currency"]) == (price, "EUR")


def test_cfg_12_codes(show):
    """CFG-12: read back, checked, and again checked against the catalogue in force."""
    code = show.ok("config.code", asked("trim.sport", "engine.electric", "options.roof"))["code"]
    read = show.ok("config.read", {"catalog": "show", "code": code})
    assert read["choices"] == ["engine.electric", "options.roof", "trim.sport"] and read["gone"] == []
    for place in range(len(code)):
        for other in "ax0~":
            if code[place] != other:
                wrong = code[:place] + other + code[place + 1:]
                assert show.refused("config.read", {"code": wrong})[0]["rule"] == "CFG-12"
    next_year = car(groups=[group for group in car()["groups"]])
    next_year["groups"][3]["values"] = values("seats")
    next_year["rules"] = next_year["rules"][:1]
    show.ok("catalog.load", {"catalog": catalogue(models=[next_year], price_lists=[prices(prices=[])])})
    read = show.ok("config.read", {"code": code, "market": "BE", "date": "2024-01-12"})
    assert read["gone"] == ["options.roof"] and read["choices"] == ["engine.electric", "trim.sport"]
    assert read["complete"] is True


def test_acc_01_no_actor_is_needed_and_a_catalogue_outlives_the_program(tmp_path, bare):
    """ACC-01, DAT-04."""
    store = tmp_path / "desk.db"
    load = {"verb": "catalog.load", "at": "2024-01-01T00:00:00Z", "args": {"catalog": catalogue()}}
    state = {"verb": "config.state", "at": "2024-01-01T00:00:00Z", "args": asked("trim.basic")}

    def run(request):
        done = subprocess.run([executable(), "run", "--store", str(store)], input=json.dumps(request) + "\n",
                              capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    assert run(load)["ok"]["in_force"] is True
    assert run(state)["ok"]["price"] == "20000.00"


def test_dat_01_a_catalogue_larger_than_a_request_comes_in_parts(bare):
    """DAT-01, CFG-10: in force with its last part."""
    bare.actor = None
    models = [car(code=f"car_{number}") for number in range(4)]
    for number, model in enumerate(models, 1):
        part = {"catalog": catalogue(models=[model], price_lists=[]), "part": {"number": number, "of": 4}}
        loaded = bare.ok("catalog.load", part)
        assert loaded["in_force"] is (number == 4)
        if number < 4:
            assert bare.refused("config.state", asked(model="car_0"))[0]["code"] == "catalog_unknown"
    assert loaded["models"] == [model["code"] for model in models]
    assert bare.refused("catalog.load", part)[0]["code"] == "catalog_part_out_of_order"
    assert "selectable" in bare.ok("config.state", asked(model="car_3"))


def test_the_schema_describes_a_catalogue():
    """The published schema of a catalogue's file."""
    done = subprocess.run([executable(), "schema", "catalog.load"], capture_output=True, text=True, check=True)
    schema = json.loads(done.stdout)["verbs"]["catalog.load"]["args"]["properties"]["catalog"]
    model = schema["properties"]["models"]["items"]
    assert set(model["required"]) == {"code", "brand", "name", "kind"}
    assert model["properties"]["groups"]["items"]["properties"]["choose"]["enum"] == [
        "any", "at_most_one", "exactly_one"]
    assert schema["properties"]["price_lists"]["items"]["properties"]["from"]["format"] == "date"


# QUO-07, CFG-03: Quebec

GST_QST = [{"id": "GST", "percent": "5"}, {"id": "QST", "percent": "9.975"}]


def test_quo_07_a_list_of_quebec(bare):
    """QUO-07, CFG-03, CFG-05, CFG-11: a part of a country, with two taxes, from the list to the price."""
    bare.actor = None
    quebec = {key: value for key, value in prices(market="CA-QC", currency="CAD", taxes=GST_QST).items()
              if key != "tax_percent"}
    model = car(availability=[{"market": "CA-QC", "status": "orderable"}],
                rules=[{"code": "winter", "formula": "requires(engine.electric, packs.comfort)", "markets": ["CA-QC"]}])
    bare.ok("catalog.load", {"catalog": catalogue(models=[model], price_lists=[quebec])})
    wanted = asked("trim.sport", "engine.electric", market="CA-QC")
    state = bare.ok("config.state", wanted)
    assert (state["forced"], state["currency"]) == (["packs.comfort", "options.seats"], "CAD")
    assert (state["complete"], state["price"]) == (True, "30500.00")
    assert pairs(bare.refused("config.state", asked("trim.sport", "engine.electric"))) == [("CFG-03", "model")]
    priced = bare.ok("quote.price", {
        "market": "CA-QC", "kind": "b2c", "currency": state["currency"],
        "lines": [{"id": "car", "label": "Car", "amount": state["price"], "section": "vehicle", "taxes": GST_QST}],
        "discounts": []})
    assert [(one["id"], one["base"], one["amount"]) for one in priced["tax"]] == [
        ("GST", "30500.00", "1525.00"), ("QST", "30500.00", "3042.38")]
    assert priced["gross"] == "35067.38"


@pytest.mark.parametrize("market", ["be", "B", "BEL", "B1", "CA_QC", "CA-qc", "CA-QCXX", "CA QC"])
def test_cfg_03_a_market_that_is_none(bare, market):
    """CFG-03, CFG-05: wherever a catalogue names a market it is the code of a country, or of a part of one."""
    bare.actor = None
    wrong = catalogue(models=[car(availability=[{"market": market, "status": "orderable"}],
                                  rules=[{"code": "r1", "formula": "!options.roof", "markets": ["BE", market]}])],
                      price_lists=[prices(market=market)])
    refused = bare.refused("catalog.load", {"catalog": wrong})
    assert [(one["code"], one["field"]) for one in refused] == [
        ("catalog_market_malformed", "catalog.models.0.availability.0.market"),
        ("catalog_market_malformed", "catalog.models.0.rules.0.markets.1"),
        ("catalog_market_malformed", "catalog.price_lists.0.market")]


@pytest.mark.parametrize(("percent", "code"), [
    ("0.0000000000000001", None), ("0.00000000000000001", "decimal_out_of_range"),
    ("100.0000000000000000", None), ("100.0000000000000001", "list_tax_missing")])
def test_cfg_10_a_tax_that_no_price_can_be_made_with(bare, percent, code):
    """CFG-10, CFG-11, DAT-03: refused when it is loaded, not when a quote is opened."""
    bare.actor = None
    reply = bare.ask("catalog.load", {"catalog": catalogue(price_lists=[prices(tax_percent=percent)])})
    found = [(one["code"], one["field"]) for one in reply.get("refused", [])]
    assert found == ([] if code is None else [(code, "catalog.price_lists.0.tax_percent")])
