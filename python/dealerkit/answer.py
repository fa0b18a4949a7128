"""What every answer has: refusals, notes, effects, reasons."""

from __future__ import annotations

from dealerkit import _native
from dealerkit._record import Record, _set, record
from dealerkit.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    _A = TypeVar("_A", bound="Answered")


@record
class Violation(Record):
    """A rule that refused, or that an accepted answer remarks on.

    `rule` is the identifier of the rule book, `code` is stable, `field` is the input to blame as a path
    (`rows.2.email`, counted from 0), `message` is a sentence, `args` holds the numbers behind it.

    >>> import dealerkit as dk
    >>> dk.Violation(rule="CUS-02", code="search_token_expired").broken
    Rule.SEARCH_TOKEN_EXPIRED
    """

    rule: str
    code: str
    field: str = ""
    message: str = ""
    args: Mapping[str, str] = {}

    @property
    def broken(self) -> Rule:
        """The line of the catalogue.

        Returns:
            The member of `Rule` with this code.

        >>> import dealerkit as dk
        >>> dk.Violation(rule="CUS-10", code="vat_malformed").broken.number
        1474
        """
        return Rule[self.code.upper()]


@record
class Effect(Record):
    """What the host must now do: send an e-mail, a push message, an alert. The library sends nothing itself.

    >>> import dealerkit as dk
    >>> dk.Effect(kind="email", template="offer", to="jeanne@example.be").template
    'offer'
    """

    kind: str
    id: str = ""
    template: str = ""
    to: str = ""
    language: str = ""
    data: Mapping[str, str] = {}
    _names = {"kind": "effect"}


@record
class Reason(Record):
    """A rule that shaped an accepted answer, with its numbers; given where `explain=True` was asked.

    >>> import dealerkit as dk
    >>> dk.Reason(rule="CUS-02", text="the search asked for the customer").rule
    'CUS-02'
    """

    rule: str
    text: str = ""
    numbers: Mapping[str, str] = {}


class Answered(Record):
    """What a desk answered: the fields of the reply, and beside them notes, effects and reasons.

    These three are no part of the value: two answers that differ only in them are equal.

    >>> import dealerkit as dk
    >>> desk = dk.example_desk()
    >>> found = desk.customers.search(email="jeanne@example.be", explain=True)
    >>> found.notes, found.effects, "CUS-03" in [reason.rule for reason in found.because]
    ((), (), True)
    """

    __slots__ = ("_beside",)
    _beside: dict[str, Any]

    def _list(self, name: str) -> Any:
        # The slot is empty on a record that no desk has answered.
        return getattr(self, "_beside", {}).get(name, ())

    @property
    def notes(self) -> tuple[Violation, ...]:
        """Warnings beside an accepted command.

        Returns:
            Violations that did not refuse.

        >>> import dealerkit as dk
        >>> loaded = dk.Desk().network.load(users=[dk.User(id="E9.d001", entity="E9")])
        >>> loaded.notes[0].code
        'user_reference_open'
        """
        return Violation._many(self._list("notes"))

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What the host must now do; it also waits in the outbox until it is acknowledged.

        Returns:
            Effects, in order.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> desk.customers.search(email="jeanne@example.be").effects
        ()
        """
        return Effect._many(self._list("effects"))

    @property
    def because(self) -> tuple[Reason, ...]:
        """The rules that shaped the answer, where `explain=True` was asked.

        Returns:
            Reasons, in order.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> desk.customers.search(email="jeanne@example.be").because
        ()
        """
        return Reason._many(self._list("because"))

    @classmethod
    def _answer(cls: type[_A], value: Any, reply: dict[str, Any]) -> _A:
        made = cls._one(value)
        if len(reply) > 1:
            _set(made, "_beside", {name: reply[name] for name in ("notes", "effects", "because") if name in reply})
        return made


class Refused(ValueError):
    """A desk refused; nothing has changed.

    `rule`, `code`, `field` and `message` are those of the first violation.

    >>> import dealerkit as dk
    >>> desk = dk.example_desk()
    >>> try:
    ...     desk.customers.search(vat="BE0403170702", kind="b2b")
    ... except dk.Refused as refused:
    ...     print(refused.rule, refused.code, refused.field)
    CUS-10 vat_check_digits_wrong vat
    """

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        super().__init__(tuple(violations))

    @classmethod
    def _of_reply(cls, refused: Any) -> Refused:
        return cls(Violation._many(refused))

    @classmethod
    def _of_number(cls, number: int, field: str) -> Refused:
        broken = Rule(number)
        return cls((Violation(rule=broken.identifier, code=broken.code, field=field, message=broken.message()),))

    @classmethod
    def _of_failure(cls, failure: _native.Failure) -> Refused:
        _, code, rule, field, message = failure.args
        return cls((Violation(rule=rule, code=code, field=field, message=message),))

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Everything that was refused, in field order.

        Returns:
            At least one violation.

        >>> import dealerkit as dk
        >>> desk = dk.example_desk()
        >>> try:
        ...     desk.customers.search(email="none", vat="BE1")
        ... except dk.Refused as refused:
        ...     print(sorted(violation.field for violation in refused.violations))
        ['email', 'vat']
        """
        violations: tuple[Violation, ...] = self.args[0]
        return violations

    @property
    def rule(self) -> str:
        """The identifier of the rule that refused.

        Returns:
            An identifier of the rule book, as `CUS-02`.

        >>> import dealerkit as dk
        >>> dk.Refused((dk.Violation(rule="CUS-02", code="search_token_expired"),)).rule
        'CUS-02'
        """
        return self.violations[0].rule

    @property
    def code(self) -> str:
        """The stable code of the refusal.

        Returns:
            A code in lower_snake_case.

        >>> import dealerkit as dk
        >>> dk.Refused((dk.Violation(rule="CUS-02", code="search_token_expired"),)).code
        'search_token_expired'
        """
        return self.violations[0].code

    @property
    def broken(self) -> Rule:
        """The line of the catalogue.

        Returns:
            A member of `Rule`.

        >>> import dealerkit as dk
        >>> dk.Refused((dk.Violation(rule="CUS-02", code="search_token_expired"),)).broken
        Rule.SEARCH_TOKEN_EXPIRED
        """
        return self.violations[0].broken

    @property
    def field(self) -> str:
        """The input to blame.

        Returns:
            A path, empty where no input is to blame.

        >>> import dealerkit as dk
        >>> dk.Refused((dk.Violation(rule="CUS-10", code="vat_malformed", field="vat"),)).field
        'vat'
        """
        return self.violations[0].field

    @property
    def message(self) -> str:
        """A sentence for people, in the language of the request.

        Returns:
            A sentence without personal data.

        >>> import dealerkit as dk
        >>> dk.Refused((dk.Violation(rule="CUS-10", code="vat_malformed", message="No."),)).message
        'No.'
        """
        return self.violations[0].message

    def __str__(self) -> str:
        shown = [
            f"{one.rule} {one.code}{f' ({one.field})' if one.field else ''}{f': {one.message}' if one.message else ''}"
            for one in self.violations
        ]
        return "; ".join(shown)
