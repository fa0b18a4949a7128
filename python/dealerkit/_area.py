"""What the areas of a desk share: one question to the desk, its refusal as an exception."""

from __future__ import annotations

from dealerkit._record import write
from dealerkit.answer import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from dealerkit.desk import DeskView


class Area:
    """A part of a desk's verbs, bound to the desk."""

    __slots__ = ("_desk",)

    def __init__(self, desk: DeskView) -> None:
        self._desk = desk

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._desk!r}>"

    def _ask(
        self,
        verb: str,
        arguments: dict[str, Any],
        *,
        at: datetime | None = None,
        key: str | None = None,
        dry_run: bool = False,
        explain: bool = False,
    ) -> dict[str, Any]:
        """The reply to a verb; arguments that are None were not given."""
        request: dict[str, Any] = {
            "verb": verb,
            "args": {name: write(value) for name, value in arguments.items() if value is not None},
        }
        if at is not None:
            request["at"] = at
        if key is not None:
            request["key"] = key
        if dry_run:
            request["dry_run"] = True
        if explain:
            request["explain"] = True
        reply = self._desk.call(request)
        if "refused" in reply:
            raise Refused._of_reply(reply["refused"])
        return reply
