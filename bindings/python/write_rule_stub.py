#!/usr/bin/env python3
"""Writes the types of dealerkit.rule from the catalogue: `write_rule_stub.py RULES_DEF OUT`.

The module makes its enumeration when it is imported, from what the library says. Type checkers and editors read this.
"""

import re
import sys

head = '''# Written from include/dealerkit/rules.def when the module is built.
import enum

from dealerkit._record import Record, record

class Rule(enum.Enum):
'''

tail = '''
    @property
    def number(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def identifier(self) -> str: ...
    @property
    def transient(self) -> bool: ...
    def message(self, *, language: str = "en") -> str: ...

@record
class RuleText(Record):
    identifier: str
    title: str = ""
    statement: str = ""

def list_rules() -> tuple[Rule, ...]: ...
def rule_text(identifier: str) -> RuleText: ...
def list_rule_texts() -> tuple[RuleText, ...]: ...
'''


def main(catalogue, out):
    with open(catalogue, encoding="utf-8") as file:
        lines = re.findall(r'^DEALERKIT_RULE\((\w+),\s*(\d+),\s*"([^"]+)"', file.read(), re.M)
    if not lines:
        sys.exit(f"{catalogue}: no refusal was found")
    members = "".join(f"    {code.upper()} = {number}  # {rule}\n" for code, number, rule in lines)
    with open(out, "w", encoding="utf-8") as file:
        file.write(head + members + tail)


if __name__ == "__main__":
    main(*sys.argv[1:])
