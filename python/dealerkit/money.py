"""Money: whole minor units of a currency, never a binary float."""

from __future__ import annotations

from decimal import Decimal

from dealerkit import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_decimals = _native.currencies()
_minor_max = 2**63 - 1


def _refuse(number: int, field: str) -> NoReturn:
    from dealerkit.answer import Refused

    raise Refused._of_number(number, field)


def _refuse_code(code: str, field: str) -> NoReturn:
    from dealerkit.rule import Rule

    _refuse(Rule[code.upper()].value, field)


class Money:
    """An amount of a currency, exact; there is no order, since two currencies have none.

    Args:
        amount: an int counts minor units (cents); a Decimal has exactly the decimals of the currency; a str is read as
            the protocol reads it (`"30"`, `"30.00"`). A float raises TypeError.
        currency: the ISO 4217 code.

    Raises:
        TypeError: the amount is a float, or no number.
        Refused: money_malformed, money_too_many_decimals, money_out_of_range, currency_unknown (DAT-03).

    >>> import dealerkit as dk
    >>> dk.Money(3000)
    Money('30.00', 'EUR')
    >>> dk.Money("30.00") + dk.Money("0.50")
    Money('30.50', 'EUR')
    """

    __slots__ = ("_minor_units", "_currency")

    _minor_units: int
    _currency: str

    def __init__(self, amount: int | Decimal | str, currency: str = "EUR") -> None:
        if not isinstance(currency, str):
            raise TypeError(f"a currency is a str, not {type(currency).__name__}")
        if currency not in _decimals:
            _refuse_code("currency_unknown", "currency")
        if isinstance(amount, bool) or not isinstance(amount, (int, Decimal, str)):
            raise TypeError(f"an amount is an int of minor units, a Decimal or a str, not {type(amount).__name__}")
        if isinstance(amount, int):
            if not -_minor_max - 1 <= amount <= _minor_max:
                _refuse_code("money_out_of_range", "amount")
            units = amount
        else:
            if isinstance(amount, Decimal) and amount.is_finite():
                exponent = amount.as_tuple().exponent
                assert isinstance(exponent, int)
                # Decimal(3000) might be meant as cents: who has a Decimal can say how many decimals it has.
                if -exponent != _decimals[currency]:
                    too_many = -exponent > _decimals[currency]
                    _refuse_code("money_too_many_decimals" if too_many else "money_malformed", "amount")
                amount = format(amount, "f")
            units, broken = _native.parse_money(str(amount), currency)
            if broken:
                _refuse(broken, "amount")
        object.__setattr__(self, "_minor_units", units)
        object.__setattr__(self, "_currency", currency)

    @property
    def minor_units(self) -> int:
        """The amount in minor units: cents of a euro.

        Returns:
            An int of 64 bits.

        >>> import dealerkit as dk
        >>> dk.Money("30.00").minor_units
        3000
        """
        return self._minor_units

    @property
    def currency(self) -> str:
        """The ISO 4217 code.

        Returns:
            Three capital letters.

        >>> import dealerkit as dk
        >>> dk.Money("30.00", "CAD").currency
        'CAD'
        """
        return self._currency

    @property
    def amount(self) -> Decimal:
        """The amount with all decimals of its currency.

        Returns:
            A Decimal that `Money` accepts.

        >>> import dealerkit as dk
        >>> dk.Money(3000).amount
        Decimal('30.00')
        """
        return Decimal(self._minor_units).scaleb(-_decimals[self._currency])

    def _beside(self, other: Money) -> None:
        if other._currency != self._currency:
            _refuse_code("money_currency_mismatch", "currency")

    def __add__(self, other: object) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._beside(other)
        return Money(self._minor_units + other._minor_units, self._currency)

    def __sub__(self, other: object) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._beside(other)
        return Money(self._minor_units - other._minor_units, self._currency)

    def __neg__(self) -> Money:
        return Money(-self._minor_units, self._currency)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self._minor_units == other._minor_units and self._currency == other._currency

    def __hash__(self) -> int:
        return hash((Money, self._minor_units, self._currency))

    def __str__(self) -> str:
        return format(self.amount, "f")

    def __repr__(self) -> str:
        return f"Money('{self}', '{self._currency}')"

    def __reduce__(self) -> tuple[Any, ...]:
        return Money, (self._minor_units, self._currency)

    if not TYPE_CHECKING:

        def __setattr__(self, name, value):
            raise AttributeError(f"Money does not change: {name!r} cannot be set")

        def __delattr__(self, name):
            raise AttributeError(f"Money does not change: {name!r} cannot be deleted")
