"""Configurations: what is chosen of a model, whether it can be built, what it costs, its code (CFG)."""

from __future__ import annotations

from dealerkit._area import Area
from dealerkit._record import _set, read_date, record
from dealerkit.answer import Answered
from dealerkit.money import Money

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from typing import Any

    from dealerkit.words import ModelStatus


def _priced(cls: Any, value: Any) -> Any:
    """A record from an object of a reply, its price with the currency that stands beside it."""
    made = Answered._one.__func__(cls, value)  # type: ignore[attr-defined]
    if value.get("price") is not None:
        _set(made, "price", Money(value["price"], value["currency"]))
    return made


@record
class ConfigurationState(Answered):
    """What can be said of choices; what the engine cannot decide is None, never guessed (CFG-05, CFG-06).

    `selectable` may be chosen or left out; `forced` is in every vehicle with these choices without being chosen;
    `excluded` is in none. `price` is that of what is in the vehicle so far, None without a price list.

    >>> import dealerkit as dk
    >>> dk.ConfigurationState(complete=False).price is None
    True
    """

    complete: bool | None = None
    selectable: tuple[str, ...] | None = None
    forced: tuple[str, ...] | None = None
    excluded: tuple[str, ...] | None = None
    included: tuple[str, ...] = ()
    price: Money | None = None
    currency: str = ""
    tax_included: bool = False
    count: int | None = None

    @classmethod
    def _one(cls, value: Any) -> ConfigurationState:
        made: ConfigurationState = _priced(cls, value)
        if made.count is not None:
            _set(made, "count", int(made.count))
        return made


@record
class ConfigurationRead(Answered):
    """What a code says, and what of it still exists (CFG-12); from `status` on where a market was given.

    >>> import dealerkit as dk
    >>> dk.ConfigurationRead(catalog="show_2024", version="0", model="ds_3").gone
    ()
    """

    catalog: str
    version: str
    model: str
    model_exists: bool = True
    choices: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    status: ModelStatus | None = None
    possible: bool | None = None
    complete: bool | None = None
    price: Money | None = None
    currency: str = ""

    @classmethod
    def _one(cls, value: Any) -> ConfigurationRead:
        made: ConfigurationRead = _priced(cls, value)
        return made


class ConfigurationArea(Area):
    """The verbs of configurations: `desk.configurations`.

    >>> import dealerkit as dk
    >>> desk = dk.example_showroom()
    >>> desk.configurations.state(catalog="show_2024", model="ds_3", market="BE", choices=["engine.electric"]).forced
    ('wheels.w17',)
    """

    __slots__ = ()

    def state(
        self,
        *,
        catalog: str,
        model: str,
        market: str,
        choices: Iterable[str] = (),
        date: date | None = None,
        at: datetime | None = None,
        explain: bool = False,
    ) -> ConfigurationState:
        """Checks and prices choices; their order does not matter.

        Args:
            catalog: the code of the catalogue.
            model: the code of the model.
            market: as `BE`.
            choices: values by name, as `trim.active`.
            date: a `datetime.date`; that of the instant, in UTC, where it is None.
            at: the instant of the question.
            explain: adds the rules that shaped the answer, and what each value adds to the price.

        Returns:
            What can be said of them.

        Raises:
            Refused: CFG-01 to CFG-03, CFG-05, CFG-12.

        >>> import dealerkit as dk
        >>> desk = dk.example_showroom()
        >>> state = desk.configurations.state(
        ...     catalog="show_2024", model="ds_3", market="BE", choices=["trim.etoile", "engine.electric"])
        >>> state.complete, state.price
        (True, Money('39950.00', 'EUR'))
        """
        reply = self._ask("config.state", _asked(catalog, model, market, choices, date), at=at, explain=explain)
        return ConfigurationState._answer(reply["ok"], reply)

    def code(
        self,
        *,
        catalog: str,
        model: str,
        market: str,
        choices: Iterable[str] = (),
        date: date | None = None,
        at: datetime | None = None,
    ) -> str:
        """Gives the code of choices that do not contradict each other.

        Args:
            catalog: the code of the catalogue.
            model: the code of the model.
            market: as `BE`.
            choices: values by name, in any order.
            date: a `datetime.date`; that of the instant, in UTC, where it is None.
            at: the instant of the question.

        Returns:
            The code: the same for the same choices.

        Raises:
            Refused: CFG-01 to CFG-03, CFG-05, CFG-12.

        >>> import dealerkit as dk
        >>> desk = dk.example_showroom()
        >>> desk.configurations.code(
        ...     catalog="show_2024", model="ds_3", market="BE", choices=["trim.etoile", "engine.electric"])
        '1~show_2024~ds_3~engine.electric~trim.etoile~9780'
        """
        reply = self._ask("config.code", _asked(catalog, model, market, choices, date), at=at)
        code: str = reply["ok"]["code"]
        return code

    def read(
        self,
        *,
        code: str,
        catalog: str | None = None,
        market: str | None = None,
        date: date | None = None,
        at: datetime | None = None,
    ) -> ConfigurationRead:
        """Reads a code and checks it against the catalogue in force.

        Args:
            code: what `code()` gave.
            catalog: another catalogue than the code names, to see what of it exists there.
            market: where it is to be sold; without one the choices are only looked up.
            date: a `datetime.date`; that of the instant, in UTC, where it is None.
            at: the instant of the question.

        Returns:
            The choices, and what no longer exists.

        Raises:
            Refused: CFG-12.

        >>> import dealerkit as dk
        >>> desk = dk.example_showroom()
        >>> read = desk.configurations.read(code="1~show_2024~ds_3~engine.electric~trim.etoile~9780", market="BE")
        >>> read.choices, read.gone, read.complete
        (('engine.electric', 'trim.etoile'), (), True)
        """
        reply = self._ask(
            "config.read",
            {
                "catalog": catalog,
                "code": code,
                "market": market,
                "date": None if date is None else read_date(date),
            },
            at=at,
        )
        return ConfigurationRead._answer(reply["ok"], reply)


def _asked(catalog: str, model: str, market: str, choices: Iterable[str], day: date | None) -> dict[str, Any]:
    if isinstance(choices, str):
        raise TypeError("a sequence of values is expected, not one text")
    return {
        "catalog": catalog,
        "model": model,
        "market": market,
        "date": None if day is None else read_date(day),
        "choices": list(choices),
    }
