"""Catalogues: models, what of them can be chosen, under which rules and for which price (CFG)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import Record, read_date, record, write
from dealerkit.answer import Answered, Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any

    from dealerkit.words import GroupChoice, GroupKind, Kind, ModelStatus, VehicleKind


@record
class MarketAvailability(Record):
    """The status of a model in a market; both days count, and each is open where it is None (CFG-03).

    >>> import dealerkit as dk
    >>> dk.MarketAvailability(market="BE", status="orderable").last_day is None
    True
    """

    market: str
    status: ModelStatus
    first_day: date | None = None
    last_day: date | None = None
    _names = {"first_day": "from", "last_day": "until"}


@record
class GroupValue(Record):
    """One value of a group; `label` is its text by language.

    >>> import dealerkit as dk
    >>> dk.GroupValue(code="active", label={"fr": "Active"}).code
    'active'
    """

    code: str
    label: Mapping[str, str] = {}


@record
class ValueGroup(Record):
    """Values of which a configuration has exactly one, at most one or any (CFG-02, CFG-05).

    >>> import dealerkit as dk
    >>> dk.ValueGroup(code="trim", kind="trim", choose="exactly_one", values=(dk.GroupValue(code="active"),)).kind
    'trim'
    """

    code: str
    kind: GroupKind
    choose: GroupChoice
    values: tuple[GroupValue, ...] = ()
    label: Mapping[str, str] = {}


@record
class CatalogRule(Record):
    """A constraint: a formula over values by name, in all markets where none is named (CFG-05).

    >>> import dealerkit as dk
    >>> dk.CatalogRule(code="r1", formula="requires(engine.electric, wheels.w17)").markets
    ()
    """

    code: str
    formula: str
    markets: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    label: Mapping[str, str] = {}
    _names = {"first_day": "from", "last_day": "until"}


@record
class OptionPack(Record):
    """A pack's value and what it includes, free and forced (CFG-05).

    >>> import dealerkit as dk
    >>> dk.OptionPack(value="packs.comfort", includes=("options.heated_seats",)).value
    'packs.comfort'
    """

    value: str
    includes: tuple[str, ...]


@record
class VehicleModel(Record):
    """A model with what can be chosen of it (CFG-01).

    >>> import dealerkit as dk
    >>> dk.VehicleModel(code="ds_3", brand="DS", name="DS 3", kind="vp").test_drive
    False
    """

    code: str
    brand: str
    name: str
    kind: VehicleKind
    length: str = ""
    height: str = ""
    weight: str = ""
    test_drive: bool = False
    availability: tuple[MarketAvailability, ...] = ()
    groups: tuple[ValueGroup, ...] = ()
    rules: tuple[CatalogRule, ...] = ()
    packs: tuple[OptionPack, ...] = ()


@record
class ValuePrice(Record):
    """The price of one value of a model; a float raises TypeError.

    >>> import dealerkit as dk
    >>> dk.ValuePrice(model="ds_3", value="trim.active", amount="20000.00").amount
    Decimal('20000.00')
    """

    model: str
    value: str
    amount: Decimal


@record
class ListTax(Record):
    """One of several taxes of a price list (QUO-07).

    >>> import dealerkit as dk
    >>> dk.ListTax(id="GST", percent="5").percent
    Decimal('5')
    """

    id: str
    percent: Decimal


@record
class ListDiscount(Record):
    """A discount that comes with a price list, by amount or by percent, with the options of QUO-08.

    With a `condition`, a code, it is shown apart until the condition is met (QUO-05); `condition_label` has the words
    for it, which an offer shows in its language.

    >>> import dealerkit as dk
    >>> dk.ListDiscount(id="show", percent="5").percent
    Decimal('5')
    """

    id: str
    label: Mapping[str, str] = {}
    model: str = ""
    brand: str = ""
    kind: Kind | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None
    condition: str = ""
    of: str = ""
    group: str = ""
    priority: int = 0
    sections: tuple[str, ...] = ()
    condition_label: Mapping[str, str] = {}


@record
class PriceList(Record):
    """The prices of one market, both days counted; of two lists that hold the later one counts (CFG-11).

    >>> import dealerkit as dk
    >>> import datetime
    >>> dk.PriceList(market="BE", currency="EUR", first_day=datetime.date(2024, 1, 1), tax_percent="21").tax_included
    False
    """

    market: str
    currency: str
    first_day: date
    last_day: date | None = None
    tax_included: bool = False
    tax_percent: Decimal | None = None
    taxes: tuple[ListTax, ...] = ()
    prices: tuple[ValuePrice, ...] = ()
    discounts: tuple[ListDiscount, ...] = ()
    _names = {"first_day": "from", "last_day": "until"}


@record
class Catalog(Record):
    """A catalogue: models and the price lists of their markets.

    >>> import dealerkit as dk
    >>> dk.Catalog(code="show_2024", name="Show 2024").models
    ()
    """

    code: str
    name: str = ""
    valid_from: date | None = None
    models: tuple[VehicleModel, ...] = ()
    price_lists: tuple[PriceList, ...] = ()


@record
class CatalogLoaded(Answered):
    """What a load has put in force; `version` is the same for the same content.

    >>> import dealerkit as dk
    >>> dk.CatalogLoaded(catalog="show_2024", version="0").warnings
    ()
    """

    catalog: str
    version: str
    models: tuple[str, ...] = ()
    warnings: tuple[Violation, ...] = ()
    in_force: bool = True


@record
class ModelLine(Record):
    """A model as a list shows it, with its status in the market on the day (CFG-03).

    >>> import dealerkit as dk
    >>> dk.ModelLine(code="ds_3", brand="DS", name="DS 3", kind="vp", status="keep_me_informed").status
    'keep_me_informed'
    """

    code: str
    brand: str
    name: str
    kind: VehicleKind
    status: ModelStatus
    length: str = ""
    height: str = ""
    weight: str = ""
    test_drive: bool = False


@record
class ModelList(Answered):
    """Models in the catalogue's order; `next` is what `after` takes for more.

    >>> import dealerkit as dk
    >>> dk.ModelList().models
    ()
    """

    models: tuple[ModelLine, ...] = ()
    next: str | None = None


# --- One catalogue in several requests

_request_bytes = 900_000  # of the 1 MiB that a request may have (DAT-01): room for the rest of it
_chunk = 2_000  # items of one list in one part


def _size(value: Any) -> int:
    import json

    return len(json.dumps(value, ensure_ascii=False).encode())


def _chunks(items: Any) -> Iterator[Any]:
    for start in range(0, len(items), _chunk):
        yield items[start : start + _chunk]


def _pieces(catalog: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The models and price lists of a catalogue, large ones in pieces that continue each other."""
    for model in catalog.get("models", ()):
        if _size(model) <= _request_bytes // 2:
            yield "models", model
            continue
        lists = ("availability", "groups", "rules", "packs")
        head = {name: value for name, value in model.items() if name not in lists}
        yield "models", {**head, "availability": model.get("availability", [])}
        for group in model.get("groups", ()):
            for values in _chunks(group.get("values", ())):
                yield "models", {**head, "groups": [{**group, "values": values}]}
        for name in ("rules", "packs"):
            for items in _chunks(model.get(name, ())):
                yield "models", {**head, name: items}
    for prices in catalog.get("price_lists", ()):
        head = {name: value for name, value in prices.items() if name not in ("prices", "discounts")}
        yield "price_lists", {**head, "discounts": prices.get("discounts", [])}
        for items in _chunks(prices.get("prices", ())):
            yield "price_lists", {**head, "prices": items}


def _parts(catalog: dict[str, Any]) -> list[dict[str, Any]]:
    """A catalogue in parts that each fit a request."""
    if _size(catalog) <= _request_bytes:
        return [catalog]
    head = {name: value for name, value in catalog.items() if name not in ("models", "price_lists")}
    parts: list[dict[str, Any]] = []
    room = 0
    open_codes: set[Any] = set()
    for name, piece in _pieces(catalog):
        size = _size(piece)
        # In one part nothing continues itself.
        code = (name, piece.get("code", (piece.get("market"), piece.get("from"))))
        if size > room or code in open_codes:
            parts.append(dict(head))
            room = _request_bytes
            open_codes = set()
        open_codes.add(code)
        parts[-1].setdefault(name, []).append(piece)
        room -= size
    return parts


class CatalogArea(Area):
    """The verbs of catalogues: `desk.catalogs`.

    >>> import dealerkit as dk
    >>> [model.code for model in dk.example_showroom().catalogs.models(catalog="show_2024", market="BE").models]
    ['ds_3', 'ds_4']
    """

    __slots__ = ()

    def load(
        self,
        *,
        catalog: Catalog | Mapping[str, Any],
        add: bool = False,
        at: datetime | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> CatalogLoaded:
        """Loads a catalogue: an administrative call without an actor. It replaces the one of the same code.

        A catalogue that is larger than a request may be is sent in parts; it is in force when the last one is there.

        Args:
            catalog: a `Catalog`, or the JSON of a catalogue's file as `json.load` gives it.
            add: adds models, values, price lists and prices to the catalogue in force.
            at: the instant of the decision; the desk's own, or the system clock's, where it is None.
            dry_run: the same answer, nothing changed; not for a catalogue in parts.
            explain: adds the rules that shaped the answer.

        Returns:
            What is in force now; `warnings` says what is worth a second look.

        Raises:
            Refused: CFG-01 to CFG-05, CFG-10, CFG-11, CFG-12, NET-01, DAT-01 to DAT-03.
            TypeError: the catalogue is neither.
            ValueError: a dry run of a catalogue in parts.

        >>> import dealerkit as dk
        >>> desk = dk.example_showroom()
        >>> van = dk.VehicleModel(
        ...     code="van", brand="AC", name="Van", kind="vu",
        ...     availability=(dk.MarketAvailability(market="BE", status="orderable"),),
        ...     groups=(dk.ValueGroup(code="trim", kind="trim", choose="exactly_one",
        ...                           values=(dk.GroupValue(code="pro"),)),))
        >>> desk.catalogs.load(catalog=dk.Catalog(code="vans", models=(van,))).models
        ('van',)
        """
        content: Any = write(catalog) if isinstance(catalog, Catalog) else catalog
        if not isinstance(content, dict):
            raise TypeError(f"a catalogue is a Catalog or the object of its file, not {type(catalog).__name__}")
        content = content["catalog"] if set(content) == {"catalog"} else content
        parts = _parts(content)
        if dry_run and len(parts) > 1:
            raise ValueError("a catalogue in parts has no dry run")
        reply: dict[str, Any] = {}
        for number, part in enumerate(parts, 1):
            reply = self._ask(
                "catalog.load",
                {
                    "catalog": part,
                    "add": add or None,
                    "part": {"number": number, "of": len(parts)} if len(parts) > 1 else None,
                },
                at=at,
                dry_run=dry_run,
                explain=explain,
            )
        return CatalogLoaded._answer(reply["ok"], reply)

    def models(
        self,
        *,
        catalog: str,
        market: str,
        date: date | None = None,
        brand: str | None = None,
        kind: VehicleKind | None = None,
        length: str | None = None,
        height: str | None = None,
        weight: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> ModelList:
        """Lists models with their status in a market.

        Args:
            catalog: the code of the catalogue.
            market: as `BE`.
            date: a `datetime.date`; that of the instant, in UTC, where it is None.
            brand: only of this brand.
            kind: only passenger cars (`vp`) or light commercial vehicles (`vu`).
            length: only of this sub-category; so are `height` and `weight`.
            height: a sub-category.
            weight: a sub-category.
            limit: how many at most.
            after: `next` of the page before.
            at: the instant of the question.
            explain: adds the rules that shaped the answer.

        Returns:
            The models of the page.

        Raises:
            Refused: CFG-03, CFG-12, DAT-05.

        >>> import dealerkit as dk
        >>> desk = dk.example_showroom()
        >>> [model.status for model in desk.catalogs.models(catalog="show_2024", market="BE").models]
        ['orderable', 'keep_me_informed']
        """
        reply = self._ask(
            "catalog.models",
            {
                "catalog": catalog,
                "market": market,
                "date": None if date is None else read_date(date),
                "brand": brand,
                "kind": kind,
                "length": length,
                "height": height,
                "weight": weight,
                "limit": limit,
                "after": after,
            },
            at=at,
            explain=explain,
        )
        return ModelList._answer(reply["ok"], reply)
