"""Immutable records, and how they become JSON and come from it.

A record is what `dataclasses.dataclass(frozen=True, slots=True, kw_only=True)` would make, without the code that it
generates for each class: importing the package stays cheap, and Python 3.9 is enough. `dataclasses.fields`,
`dataclasses.replace` and `dataclasses.asdict` work all the same.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal

from dealerkit.money import Money

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, NoReturn, TypeVar

    from typing_extensions import dataclass_transform

    _R = TypeVar("_R", bound="Record")
else:

    def dataclass_transform(**_):
        return lambda decorator: decorator


_set = object.__setattr__


class FrozenDict(dict):  # type: ignore[type-arg]
    """A dict that does not change, and so has a hash."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the mapping of a record does not change")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


def freeze(value: Any) -> Any:
    """JSON as it came, with its lists and objects made immutable."""
    if isinstance(value, dict):
        return FrozenDict((key, freeze(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    return value


def read_instant(value: Any) -> datetime:
    """An instant: text of the protocol, or a datetime that knows its offset."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value[:-1] + "+00:00" if value.endswith("Z") else value)
    if not isinstance(value, datetime):
        raise TypeError(f"an instant is a datetime, not {type(value).__name__}")
    if value.utcoffset() is None:
        raise ValueError("an instant needs a time zone: the datetime is naive")
    return value


def read_date(value: Any) -> date:
    """A day: text of the protocol, or a date that is no datetime."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"a day is a datetime.date, not {type(value).__name__}")
    return value


def read_decimal(value: Any) -> Decimal:
    """An exact number; a float is none."""
    if isinstance(value, (bool, float)) or not isinstance(value, (str, int, Decimal)):
        raise TypeError(f"an exact number is a Decimal, an int or a str, not {type(value).__name__}")
    return Decimal(value)


def read_amount(value: Any) -> Decimal | Money:
    """An amount: Money, or an exact number of a currency that is said elsewhere."""
    return value if isinstance(value, Money) else read_decimal(value)


def _texts(value: Any) -> Any:
    if isinstance(value, str):
        raise TypeError("a sequence of texts is expected, not one text")
    return tuple(value)


def _decimals(value: Any) -> Any:
    return FrozenDict((key, read_decimal(item)) for key, item in dict(value).items())


# What each annotation means for a value that comes from JSON or from a caller. Others are kept as they come.
_readers: dict[str, Callable[[Any], Any]] = {
    "datetime": read_instant,
    "date": read_date,
    "Decimal": read_decimal,
    "Decimal | Money": read_amount,
    "tuple[str, ...]": _texts,
    "Mapping[str, str]": FrozenDict,
    "Mapping[str, Decimal]": _decimals,
    "Mapping[str, Any]": freeze,
}
_records: dict[str, type[Record]] = {}


def _reader(annotation: str, *, given: bool) -> Callable[[Any], Any] | None:
    """How a field is read from a reply, or taken from a caller: a reply may hold more than is known here."""
    annotation = annotation[:-7] if annotation.endswith(" | None") else annotation
    if annotation in _readers:
        return _readers[annotation]
    if annotation in _records:
        kind = _records[annotation]
        return kind._given if given else kind._one
    if annotation.startswith("tuple[") and annotation[6:-6] in _records:
        kind = _records[annotation[6:-6]]
        return kind._given_many if given else kind._many
    if annotation.startswith("Mapping["):
        return FrozenDict
    return None


class _Fields:
    """What dataclasses asks a class for; made when it asks."""

    def __get__(self, _: object, owner: type[Record]) -> dict[str, Any]:
        import dataclasses

        def field(name: str, annotation: str) -> Any:
            if name not in owner._defaults:
                return name, annotation
            value = owner._defaults[name]
            if isinstance(value, FrozenDict):  # Python 3.9 takes every dict for one that may change
                return name, annotation, dataclasses.field(default_factory=lambda: value)
            return name, annotation, dataclasses.field(default=value)

        # Fields with a default come last for make_dataclass, which knows positions; a record's are keywords.
        fields = sorted(owner._types.items(), key=lambda item: item[0] in owner._defaults)
        one: Any = dataclasses.make_dataclass(
            owner.__name__, [field(*item) for item in fields], eq=False, repr=False
        )
        made: dict[str, Any] = {name: one.__dataclass_fields__[name] for name in owner._types}
        return made


class _Signature:
    """What inspect asks a class for; made when it asks."""

    def __get__(self, instance: object, owner: type[Record]) -> Any:
        from inspect import Parameter, Signature

        if instance is not None:
            raise AttributeError("__signature__")
        return Signature(
            [
                Parameter(name, Parameter.KEYWORD_ONLY, default=owner._defaults.get(name, Parameter.empty),
                          annotation=annotation)
                for name, annotation in owner._types.items()
            ]
        )


class Record:
    """What all records share: they do not change, compare by value, have a hash and a repr that evaluates."""

    __slots__ = ()
    _types: ClassVar[dict[str, str]] = {}
    _defaults: ClassVar[dict[str, Any]] = {}
    _read: ClassVar[dict[str, Callable[[Any], Any]]] = {}  # from a reply
    _take: ClassVar[dict[str, Callable[[Any], Any]]] = {}  # from a caller
    _names: ClassVar[dict[str, str]] = {}  # where the protocol calls a field by another name
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]
        __signature__: ClassVar[Any]
    else:
        __dataclass_fields__ = _Fields()
        __signature__ = _Signature()

        def __init__(self, **given):
            readers = self._take
            for name in self._types:
                if name in given:
                    value = given.pop(name)
                    if value is not None and name in readers:
                        value = readers[name](value)
                elif name in self._defaults:
                    value = self._defaults[name]
                else:
                    raise TypeError(f"{type(self).__name__} needs {name!r}")
                _set(self, name, value)
            for name in given:
                raise TypeError(f"{type(self).__name__} has no field {name!r}")

        def __setattr__(self, name, value):
            raise AttributeError(f"{type(self).__name__} does not change: {name!r} cannot be set")

        def __delattr__(self, name):
            raise AttributeError(f"{type(self).__name__} does not change: {name!r} cannot be deleted")

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self._types])

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((self.__class__, self._values()))

    def __repr__(self) -> str:
        shown = []
        for name in self._types:
            value = getattr(self, name)
            if name not in self._defaults or value != self._defaults[name]:
                shown.append(f"{name}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), {name: getattr(self, name) for name in self._types})

    @classmethod
    def _one(cls: type[_R], value: Any) -> _R:
        """A record from an object of a reply."""
        made = cls.__new__(cls)
        names, readers, defaults = cls._names, cls._read, cls._defaults
        for name in cls._types:
            item = value.get(names.get(name, name))
            if item is None:
                item = defaults.get(name)
            elif name in readers:
                item = readers[name](item)
            _set(made, name, item)
        return made

    @classmethod
    def _many(cls: type[_R], values: Any) -> tuple[_R, ...]:
        return tuple([cls._one(value) for value in values])

    @classmethod
    def _given(cls: type[_R], value: Any) -> _R:
        """A record from a caller: nothing but a record."""
        if not isinstance(value, cls):
            raise TypeError(f"{cls.__name__} is expected, not {type(value).__name__}")
        return value

    @classmethod
    def _given_many(cls: type[_R], values: Any) -> tuple[_R, ...]:
        return tuple([cls._given(value) for value in values])

    def _write(self) -> Any:
        """The object of the protocol: what is absent, or empty, is left out; but `()` where None is what is absent."""
        made = {}
        for name in self._types:
            value = getattr(self, name)
            if value is None or value == "":
                continue
            if isinstance(value, (tuple, dict)) and not value and self._defaults.get(name, value) is not None:
                continue
            if isinstance(value, Record) and value == self._defaults.get(name):
                continue
            made[self._names.get(name, name)] = write(value)
        return made


def _restore(kind: type[_R], values: dict[str, Any]) -> _R:
    return kind(**values)


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=True)
def record(cls: type[_R]) -> type[_R]:
    """Makes a record of a class with annotated fields."""
    types = {**cls._types, **{name: text for name, text in cls.__annotations__.items() if "ClassVar" not in text}}
    body = dict(cls.__dict__)
    own = [name for name in types if name not in cls._types]
    defaults = {**cls._defaults, **{name: body.pop(name) for name in own if name in body}}
    body.pop("__dict__", None)
    body.pop("__weakref__", None)
    read, take = [
        {name: reader for name, text in types.items() if (reader := _reader(text, given=given)) is not None}
        for given in (False, True)
    ]
    defaults = {
        name: take[name](value) if value is not None and name in take else value for name, value in defaults.items()
    }
    body.update(__slots__=tuple(own), _types=types, _defaults=defaults, _read=read, _take=take)
    made: type[_R] = type(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    _records[cls.__name__] = made
    return made


def write(value: Any) -> Any:
    """A value as the protocol writes it."""
    if isinstance(value, (str, int, type(None))):
        return value
    if isinstance(value, Record):
        return value._write()
    if isinstance(value, datetime):
        offset = read_instant(value).utcoffset()
        assert offset is not None
        # RFC 3339 has no seconds in an offset; the instant stays the same in UTC.
        return (value.astimezone(timezone.utc) if offset.seconds % 60 or offset.microseconds else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, dict):
        return {key: write(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [write(item) for item in value]
    return value
