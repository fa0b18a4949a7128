"""desk.catalogs and desk.configurations."""

import doctest
import json
import random
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import dealerkit as dk
import pytest

from dealerkit import catalog as catalog_module

EXAMPLES = Path(__file__).parents[2] / "examples" / "data"
DAY = date(2024, 1, 12)


@pytest.fixture
def showroom():
    """A desk with the small catalogue of the examples, as its file has it."""
    desk = dk.Desk(seed=1)
    desk.catalogs.load(catalog=json.loads((EXAMPLES / "catalogs" / "show_2024.json").read_text("utf-8")))
    return desk


def asked(*choices, **other):
    return {"catalog": "show_2024", "model": "peugeot_208", "market": "BE", "date": DAY, "choices": choices, **other}


def test_the_page_of_catalogues_is_true(monkeypatch):
    """The examples of docs/catalogs.md, run where they say they are."""
    root = EXAMPLES.parents[1]
    monkeypatch.chdir(root)
    text = (root / "docs" / "catalogs.md").read_text("utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", text, re.M | re.S)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "catalogs.md", "docs/catalogs.md", 0)
    result = doctest.DocTestRunner(verbose=False).run(test)
    assert result.failed == 0 and result.attempted > 15


def test_a_catalogue_is_loaded_from_its_file_or_from_records():
    """CFG-01, CFG-10."""
    text = (EXAMPLES / "catalogs" / "show_2024.json").read_text("utf-8")
    desk = dk.Desk()
    loaded = desk.catalogs.load(catalog=json.loads(text))
    assert (loaded.catalog, loaded.in_force, loaded.warnings) == ("show_2024", True, ())
    assert loaded.models == ("peugeot_208", "boxer", "peugeot_e3008")
    records = dk.Catalog._one(json.loads(text)["catalog"])
    assert records.models[0].groups[0].values[0].label["fr"] == "Active"
    assert records.price_lists[0].prices[0].amount == Decimal("16000.00")
    assert records.price_lists[0].first_day == date(2024, 1, 1)
    assert dk.Desk().catalogs.load(catalog=records).version == loaded.version
    with pytest.raises(TypeError):
        desk.catalogs.load(catalog=text)


def test_a_typing_error_in_a_file_is_found():
    """DAT-02, CFG-05."""
    content = json.loads((EXAMPLES / "catalogs" / "show_2024.json").read_text("utf-8"))["catalog"]
    content["models"][0]["rules"][0]["formula"] = "requires(engine.electric, wheels.w71)"
    with pytest.raises(dk.Refused) as e:
        dk.Desk().catalogs.load(catalog=content)
    assert e.value.code == "formula_value_unknown"
    assert e.value.field == "catalog.models.0.rules.0.formula"
    assert e.value.violations[0].args == {"position": "27", "suggestion": "wheels.w17"}
    content["models"][0]["ruels"] = content["models"][0].pop("rules")
    with pytest.raises(dk.Refused) as e:
        dk.Desk().catalogs.load(catalog=content)
    assert (e.value.rule, e.value.field) == ("DAT-02", "catalog.models.0.ruels")


def test_models_by_market_day_and_filter(showroom):
    """CFG-01, CFG-03."""
    def statuses(**other):
        given = {"catalog": "show_2024", "market": "BE", "date": DAY, **other}
        return {model.code: model.status for model in showroom.catalogs.models(**given).models}

    assert statuses() == {"peugeot_208": "orderable", "boxer": "orderable", "peugeot_e3008": "keep_me_informed"}
    assert statuses(date=date(2024, 4, 1))["peugeot_e3008"] == "orderable"
    assert statuses(market="LU")["boxer"] == "unavailable"
    assert statuses(kind="vu", length="l2", height="h2", weight="3300") == {"boxer": "orderable"}
    assert statuses(brand="DS") == {}
    page = showroom.catalogs.models(catalog="show_2024", market="BE", date=DAY, limit=2)
    assert page.next == "boxer"
    assert [model.code for model in showroom.catalogs.models(
        catalog="show_2024", market="BE", date=DAY, after=page.next).models] == ["peugeot_e3008"]


def test_a_state_says_what_may_be_chosen_and_what_it_costs(showroom):
    """CFG-02, CFG-05, CFG-11."""
    state = showroom.configurations.state(**asked("trim.gt", "engine.electric"), explain=True)
    assert state.forced == ("upholstery.leather", "wheels.w17")
    assert "options.spare_wheel" in state.excluded and "packs.comfort" in state.selectable
    assert state.complete is False and state.count is None
    assert state.price == dk.Money("37100.00")
    assert state.because[-1].numbers["wheels.w17"] == "450.00"
    packed = showroom.configurations.state(**asked("packs.comfort", "options.camera"))
    assert packed.included == ("options.heated_seats", "options.camera")
    assert packed.price == dk.Money("700.00")
    with pytest.raises(dk.Refused) as e:
        showroom.configurations.state(**asked("trim.gt", "trim.active"))
    assert (e.value.rule, e.value.code, e.value.violations[0].args) == ("CFG-05", "choices_contradict", {"group": "trim"})
    with pytest.raises(TypeError):
        showroom.configurations.state(**{**asked(), "choices": "trim.gt"})


def test_who_takes_what_is_selectable_always_arrives(showroom):
    """CFG-06: no dead end; and every order of the same choices gives the same code and price (CFG-02)."""
    chance = random.Random(20240112)
    for _ in range(20):
        choices = []
        while True:
            state = showroom.configurations.state(**asked(*choices))
            open_values = [value for value in state.selectable if value not in choices]
            if not open_values:
                break
            choices.append(chance.choice(open_values))
        assert state.complete is True
        code = showroom.configurations.code(**asked(*choices))
        shuffled = chance.sample(choices, len(choices))
        assert showroom.configurations.code(**asked(*shuffled)) == code
        assert showroom.configurations.state(**asked(*shuffled)) == state


def test_a_code_is_read_back(showroom):
    """CFG-12."""
    code = showroom.configurations.code(**asked("trim.gt", "engine.electric", "paint.white"))
    read = showroom.configurations.read(code=code, market="BE", date=DAY)
    assert read.choices == ("engine.electric", "paint.white", "trim.gt")
    assert (read.model, read.model_exists, read.gone) == ("peugeot_208", True, ())
    assert (read.status, read.possible, read.complete, read.price) == ("orderable", True, True, dk.Money("37100.00"))
    with pytest.raises(dk.Refused) as e:
        showroom.configurations.read(code=code.replace("white", "whita"))
    assert e.value.code == "configuration_code_check_wrong"


def test_a_large_catalogue_goes_in_parts():
    """DAT-01, CFG-10: what is larger than a request is in force when its last part is there."""
    content = json.loads((EXAMPLES / "catalogs" / "show_2024.json").read_text("utf-8"))["catalog"]
    car = content["models"][0]
    options = next(group for group in car["groups"] if group["code"] == "options")
    options["values"] += [{"code": f"o{number}", "label": {"fr": f"Option numéro {number} " + "é" * 60}}
                          for number in range(5000)]
    content["price_lists"][0]["prices"] += [
        {"model": "peugeot_208", "value": f"options.o{number}", "amount": "1.00"} for number in range(5000)]
    parts = catalog_module._parts(content)
    assert len(parts) > 1
    assert all(len(json.dumps(part).encode()) < 1024 * 1024 for part in parts)
    desk = dk.Desk()
    loaded = desk.catalogs.load(catalog=content)
    assert loaded.in_force and loaded.models == ("peugeot_208", "boxer", "peugeot_e3008")
    assert desk.audit.verify().records == len(parts)
    assert desk.configurations.state(**asked("options.o4999")).price == dk.Money("1.00")
    with pytest.raises(ValueError):
        desk.catalogs.load(catalog=content, dry_run=True)


def test_what_is_added_joins_what_is_there(showroom):
    """CFG-10, CFG-11."""
    june = dk.PriceList(
        market="BE", currency="EUR", first_day=date(2024, 6, 1), last_day=date(2024, 6, 30), tax_percent=Decimal(21),
        prices=(dk.ValuePrice(model="peugeot_208", value="trim.gt", amount=Decimal("1.00")),))
    added = showroom.catalogs.load(catalog=dk.Catalog(code="show_2024", price_lists=(june,)), add=True)
    assert len(added.models) == 3
    assert showroom.configurations.state(**asked("trim.gt", date=date(2024, 6, 1))).price == dk.Money("1.00")
    with pytest.raises(dk.Refused) as e:
        showroom.catalogs.load(catalog=dk.Catalog(code="none", price_lists=(june,)), add=True)
    assert e.value.code == "catalog_unknown"
