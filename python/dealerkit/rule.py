"""The catalogue of refusals and the rule book."""

from __future__ import annotations

import enum

from dealerkit import _native
from dealerkit._record import Record, record

# Number -> (code, identifier, transient).
_catalogue = {number: (code, identifier, transient) for number, code, identifier, transient in _native.catalogue()}


class _Catalogue(enum.Enum):
    @property
    def number(self) -> int:
        """The number in the catalogue; it never moves and is never used again.

        Returns:
            A number from 1 to 65535, equal to the member's value.

        >>> import dealerkit as dk
        >>> dk.Rule.SEARCH_TOKEN_EXPIRED.number
        1412
        """
        return self._value_  # type: ignore[no-any-return]

    @property
    def code(self) -> str:
        """The stable code of the protocol.

        Returns:
            The code in lower_snake_case.

        >>> import dealerkit as dk
        >>> dk.Rule.SEARCH_TOKEN_EXPIRED.code
        'search_token_expired'
        """
        return _catalogue[self._value_][0]

    @property
    def identifier(self) -> str:
        """The rule of the rule book that the refusal is about.

        Returns:
            An identifier that `rule_text()` knows.

        >>> import dealerkit as dk
        >>> dk.Rule.SEARCH_TOKEN_EXPIRED.identifier
        'CUS-02'
        """
        return _catalogue[self._value_][1]

    @property
    def transient(self) -> bool:
        """Whether the same request may be accepted later.

        Returns:
            False where asking again gives the same answer.

        >>> import dealerkit as dk
        >>> dk.Rule.STORE_BUSY.transient, dk.Rule.VAT_MALFORMED.transient
        (True, False)
        """
        return _catalogue[self._value_][2]

    def message(self, *, language: str = "en") -> str:
        """The sentence of the refusal, without the numbers of a case.

        Args:
            language: `fr`, `nl`, `de` or `en`; any other gives English.

        Returns:
            A sentence.

        >>> import dealerkit as dk
        >>> dk.Rule.SEARCH_TOKEN_MISSING.message(language="fr") != dk.Rule.SEARCH_TOKEN_MISSING.message()
        True
        """
        return _native.rule_message(self._value_, language)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self._name_}"


Rule = _Catalogue(  # type: ignore[call-overload]
    "Rule", [(code.upper(), number) for number, (code, _, _) in _catalogue.items()], module=__name__
)
Rule.__doc__ = """Every refusal and note, by the name of its code in capitals.

>>> import dealerkit as dk
>>> dk.Rule.SEARCH_TOKEN_EXPIRED
Rule.SEARCH_TOKEN_EXPIRED
>>> dk.Rule(1412) is dk.Rule["SEARCH_TOKEN_EXPIRED"]
True
"""


@record
class RuleText(Record):
    """A rule of the rule book, in words.

    >>> import dealerkit as dk
    >>> dk.RuleText(identifier="CUS-02", title="Search before create").title
    'Search before create'
    """

    identifier: str
    title: str = ""
    statement: str = ""


def list_rules() -> tuple[Rule, ...]:  # type: ignore[valid-type]
    """Lists the catalogue of refusals.

    Returns:
        Every member of `Rule`, in the catalogue's order.

    >>> import dealerkit as dk
    >>> len(dk.list_rules()) == len(dk.Rule)
    True
    """
    return tuple(Rule)


def rule_text(identifier: str) -> RuleText:
    """Gives a rule of the rule book in words.

    Args:
        identifier: as `CUS-02`.

    Returns:
        The title and the statement.

    Raises:
        ValueError: the rule book has no such rule.

    >>> import dealerkit as dk
    >>> dk.rule_text("CUS-02").title
    'Search before create'
    """
    title, _, statement = _native.rule_text(identifier).partition("\n")
    return RuleText(identifier=identifier, title=title, statement=statement.rstrip("\n"))


def list_rule_texts() -> tuple[RuleText, ...]:
    """Lists the rule book.

    Returns:
        Every rule in words, in the book's order.

    >>> import dealerkit as dk
    >>> dk.list_rule_texts()[0].identifier
    'NET-01'
    """
    return tuple(rule_text(identifier) for identifier in _native.rule_book())
