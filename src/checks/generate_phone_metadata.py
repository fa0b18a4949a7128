#!/usr/bin/env python3
"""Makes phone_metadata.cpp from the metadata of the PyPI package `phonenumbers`.

    python3 generate_phone_metadata.py --date 2026-11-21 [--output phone_metadata.cpp]

`--date` is the day on which the package was fetched; it goes into the head of the file. With the same
package and the same date the output is the same, byte for byte.

The regular expressions of the metadata describe finite sets of digit strings. They are compiled here:

* What a national number is (general pattern, possible lengths, kind of number) becomes one minimal acyclic
  automaton a region. The automata of all regions share their nodes.
* International and national prefixes become automata that give the end of the match that a backtracking
  matcher would find (the first alternative wins, not the longest), and the span of the group that the
  transform rule keeps.
"""

import argparse
import sys

import phonenumbers
from phonenumbers import PhoneMetadata
from phonenumbers.data import _AVAILABLE_REGION_CODES, _COUNTRY_CODE_TO_REGION_CODE

NUMBER_LENGTH_MAX = 17  # of a national number, as libphonenumber has it
WORLD = "001"

# The kinds of number, in the order in which libphonenumber asks for them; what is none of the last two is
# only "other" for us.
OTHER_KINDS = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
KIND_UNKNOWN, KIND_FIXED, KIND_MOBILE, KIND_FIXED_OR_MOBILE, KIND_OTHER = range(5)


# --- Regular expressions of the metadata: digits, \d, classes, groups, |, ?, {m,n}, $ ---------------------


class Parser:
    """Parses to a tree: ("set", digits) | ("cat", [..]) | ("alt", [..]) | ("rep", node, m, n) |
    ("group", number, node) | ("end",)."""

    def __init__(self, text):
        self.text, self.at, self.groups = text, 0, 0

    def parse(self):
        tree = self.alternatives()
        if self.at != len(self.text):
            raise ValueError(f"{self.text!r}: unexpected {self.text[self.at]!r}")
        return tree

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def alternatives(self):
        parts = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else ("alt", parts)

    def sequence(self):
        parts = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated())
        return ("cat", parts)

    def repeated(self):
        node = self.atom()
        while True:
            if self.peek() == "?":
                self.at += 1
                if self.peek() == "?":
                    raise ValueError(f"{self.text!r}: lazy repetition")
                node = ("rep", node, 0, 1)
            elif self.peek() == "{":
                stop = self.text.index("}", self.at)
                low, _, high = self.text[self.at + 1 : stop].partition(",")
                self.at = stop + 1
                node = ("rep", node, int(low), int(high) if high else int(low))
            else:
                return node

    def atom(self):
        c = self.peek()
        self.at += 1
        if c.isascii() and c.isdigit():
            return ("set", frozenset([int(c)]))
        if c == "\\":
            if self.peek() != "d":
                raise ValueError(f"{self.text!r}: unknown escape")
            self.at += 1
            return ("set", frozenset(range(10)))
        if c == "[":
            stop = self.text.index("]", self.at)
            body = self.text[self.at : stop].replace("\\d", "0-9")
            self.at = stop + 1
            digits = set()
            while body:
                if len(body) >= 3 and body[1] == "-":
                    digits.update(range(int(body[0]), int(body[2]) + 1))
                    body = body[3:]
                else:
                    digits.add(int(body[0]))
                    body = body[1:]
            return ("set", frozenset(digits))
        if c == "(":
            if self.text.startswith("?:", self.at):
                self.at += 2
                node = self.alternatives()
            else:
                self.groups += 1
                number = self.groups
                node = ("group", number, self.alternatives())
            if self.peek() != ")":
                raise ValueError(f"{self.text!r}: no closing bracket")
            self.at += 1
            return node
        if c == "$":
            return ("end",)
        raise ValueError(f"{self.text!r}: unexpected {c!r}")


class Automaton:
    """A nondeterministic automaton. A state is one of
    ("digits", set, next) | ("split", [next, ...] by priority) | ("open"/"close", group, next) | ("end", next) |
    ("match", tag)."""

    def __init__(self):
        self.states = []

    def add(self, state):
        self.states.append(state)
        return len(self.states) - 1

    def compile(self, tree, then):
        kind = tree[0]
        if kind == "set":
            return self.add(("digits", tree[1], then))
        if kind == "cat":
            for part in reversed(tree[1]):
                then = self.compile(part, then)
            return then
        if kind == "alt":
            return self.add(("split", [self.compile(part, then) for part in tree[1]]))
        if kind == "group":
            inner = self.compile(tree[2], self.add(("close", tree[1], then)))
            return self.add(("open", tree[1], inner))
        if kind == "end":
            return self.add(("end", then))
        assert kind == "rep"
        _, node, low, high = tree
        leave = then  # skipping an optional repetition skips the later ones too
        for index in range(high, 0, -1):
            then = self.compile(node, then)
            if index > low:
                then = self.add(("split", [then, leave]))
        return then

    def closure(self, start):
        """The states that read a digit or accept, reachable from `start` without reading (sets only)."""
        found, stack = set(), list(start)
        seen = set()
        while stack:
            index = stack.pop()
            if index in seen:
                continue
            seen.add(index)
            state = self.states[index]
            if state[0] in ("digits", "match"):
                found.add(index)
            elif state[0] == "split":
                stack.extend(state[1])
            elif state[0] in ("open", "close"):
                stack.append(state[2])
            else:
                raise ValueError("`$` in a pattern that matches whole numbers")
        return frozenset(found)


# --- Nodes of the number automata, shared by all regions --------------------------------------------------


class NodePool:
    """Acyclic nodes, made once for each (label, ten children). Node 0 accepts nothing."""

    def __init__(self):
        self.nodes, self.ids = [], {}
        self.make((0,), (0,) * 10)

    def make(self, label, children):
        key = (label, children)
        if key not in self.ids:
            self.ids[key] = len(self.nodes)
            self.nodes.append(key)
        return self.ids[key]


def pattern_of(desc):
    return (
        desc.national_number_pattern if desc is not None and desc.national_number_pattern else None
    )


def compile_numbers(pool, metadata):
    """The root of the automaton that labels national numbers of this region."""
    automaton = Automaton()
    descs = {
        "general": metadata.general_desc,
        "fixed_line": metadata.fixed_line,
        "mobile": metadata.mobile,
    }
    descs.update((kind, getattr(metadata, kind)) for kind in OTHER_KINDS)
    roots = []
    for tag, desc in descs.items():
        pattern = pattern_of(desc)
        if pattern is not None:
            roots.append(automaton.compile(Parser(pattern).parse(), automaton.add(("match", tag))))

    def label(states, length):
        tags = {automaton.states[i][1] for i in states if automaton.states[i][0] == "match"}
        general = "general" in tags

        def of(tag):
            lengths = descs[tag].possible_length
            return tag in tags and (not lengths or length in lengths)

        kind = KIND_UNKNOWN
        if general and of("general") and length <= NUMBER_LENGTH_MAX:
            fixed = "fixed_line" in tags and of("fixed_line")
            mobile = "mobile" in tags and of("mobile")
            if any(of(tag) for tag in OTHER_KINDS if tag in tags):
                kind = KIND_OTHER
            elif fixed and (mobile or metadata.same_mobile_and_fixed_line_pattern):
                kind = KIND_FIXED_OR_MOBILE
            elif fixed:
                kind = KIND_FIXED
            elif mobile and not metadata.same_mobile_and_fixed_line_pattern:
                kind = KIND_MOBILE
        return int(general) | kind << 1

    memo = {}

    def visit(states, length):
        if not states:
            return 0
        key = (states, length)
        if key not in memo:
            children = []
            for digit in range(10):
                after = [
                    automaton.states[i][2]
                    for i in states
                    if automaton.states[i][0] == "digits" and digit in automaton.states[i][1]
                ]
                children.append(visit(automaton.closure(after), length + 1))
            memo[key] = pool.make((label(states, length),), tuple(children))
        return memo[key]

    return visit(automaton.closure(roots), 0)


def compile_leading_digits(pool, pattern):
    """The root of an automaton that passes a labelled node as soon as the leading digits are matched."""
    automaton = Automaton()
    root = automaton.compile(Parser(pattern).parse(), automaton.add(("match", "leading")))

    def visit(states):
        if not states:
            return 0
        if any(automaton.states[i][0] == "match" for i in states):
            return pool.make((1,), (0,) * 10)
        children = []
        for digit in range(10):
            after = [automaton.states[i][2] for i in states if digit in automaton.states[i][1]]
            children.append(visit(automaton.closure(after)))
        return pool.make((0,), tuple(children))

    return visit(automaton.closure([root]))


# --- Prefixes ---------------------------------------------------------------------------------------------


class ActionList:
    """What a match of a prefix does: (transforms, first digit kept, digits between the group and the end)."""

    def __init__(self):
        self.actions = [None]  # 0: no match

    def number(self, action):
        if action not in self.actions:
            self.actions.append(action)
        return self.actions.index(action)


def compile_prefix(pool, actions, pattern, transform_group):
    """The root of a prefix automaton. The label of a node is the pair of actions of a match that ends there:
    where more digits follow, and at the end of the number."""
    parser = Parser(pattern)
    tree = parser.parse()
    if transform_group and transform_group != parser.groups:
        raise ValueError(f"{pattern!r}: the transform rule does not keep the last group")
    automaton = Automaton()
    root = automaton.compile(tree, automaton.add(("match", "prefix")))

    def follow(threads, depth, at_end):
        """Threads in order of priority, up to the first match; and that match."""
        out, seen = [], set()

        def walk(index, opened, closed):
            if (index, opened, closed) in seen:
                return None
            seen.add((index, opened, closed))
            state = automaton.states[index]
            if state[0] == "digits":
                out.append((index, opened, closed))
                return None
            if state[0] == "match":
                return (opened, closed)
            if state[0] == "split":
                for target in state[1]:
                    found = walk(target, opened, closed)
                    if found is not None:
                        return found
                return None
            if state[0] == "open":
                return walk(state[2], depth if state[1] == transform_group else opened, closed)
            if state[0] == "close":
                return walk(state[2], opened, depth if state[1] == transform_group else closed)
            return walk(state[1], opened, closed) if at_end else None

        for thread in threads:
            found = walk(*thread)
            if found is not None:
                return tuple(out), found
        return tuple(out), None

    def action(found, depth):
        if found is None:
            return 0
        opened, closed = found
        if closed is None:
            return actions.number((0, 0, 0))
        return actions.number((1, opened, depth - closed))

    memo = {}

    def visit(threads, depth):
        if not threads:
            return 0
        key = (threads, depth)
        if key not in memo:
            inner, here = follow(threads, depth, False)
            _, at_end = follow(threads, depth, True)
            children = []
            for digit in range(10):
                after = tuple(
                    (automaton.states[i][2], opened, closed)
                    for i, opened, closed in inner
                    if digit in automaton.states[i][1]
                )
                children.append(visit(after, depth + 1))
            memo[key] = pool.make((action(here, depth), action(at_end, depth)), tuple(children))
        return memo[key]

    return visit(((root, None, None),), 0)


# --- Output -----------------------------------------------------------------------------------------------


def length_mask(lengths):
    return sum(1 << length for length in lengths if 0 < length < 32)


def rows(values, width):
    """Lines of at most `width` columns."""
    line = " "
    for value in values:
        item = f" {value},"
        if len(line) + len(item) > width:
            yield line
            line = " "
        line += item
    yield line


def array(out, declaration, values):
    out.append(f"{declaration} = {{")
    out.extend(rows(values, 100))
    out.append("};")
    out.append("")


def pack(nodes):
    """Nodes as (label..., row of targets, which digit takes which target): few rows differ in the latter."""
    selectors, selector_ids, targets, target_ids = [], {}, [], {}
    packed = []
    for label, children in nodes:
        distinct = tuple(dict.fromkeys(children))
        selector = tuple(distinct.index(child) for child in children)
        if selector not in selector_ids:
            selector_ids[selector] = len(selectors)
            selectors.append(selector)
        if distinct not in target_ids:
            target_ids[distinct] = len(targets)
            targets.extend(distinct)
        packed.append((label, selector_ids[selector], target_ids[distinct]))
    return packed, selectors, targets


def generate(date):
    numbers, prefixes, actions = NodePool(), NodePool(), ActionList()
    prefixes.nodes[0] = ((0, 0), (0,) * 10)
    prefixes.ids = {prefixes.nodes[0]: 0}

    entries = [
        (code, PhoneMetadata.metadata_for_region(code, None))
        for code in sorted(_AVAILABLE_REGION_CODES)
    ]
    for calling_code in sorted(_COUNTRY_CODE_TO_REGION_CODE):
        if WORLD in _COUNTRY_CODE_TO_REGION_CODE[calling_code]:
            entries.append((WORLD, PhoneMetadata.metadata_for_nongeo_region(calling_code, None)))
    if len(entries) > 254:
        raise ValueError("region numbers no longer fit a byte")

    regions, position = [], {}
    for code, metadata in entries:
        transform, group = "", 0
        if metadata.national_prefix_transform_rule:
            transform, _, group = metadata.national_prefix_transform_rule.partition("\\")
            group = int(group)
        position[code if code != WORLD else metadata.country_code] = len(regions)
        regions.append(
            (
                code if code != WORLD else "\\0\\0",
                metadata.country_code,
                compile_numbers(numbers, metadata),
                (
                    compile_leading_digits(numbers, metadata.leading_digits)
                    if metadata.leading_digits
                    else 0
                ),
                (
                    compile_prefix(prefixes, actions, metadata.national_prefix_for_parsing, group)
                    if metadata.national_prefix_for_parsing
                    else 0
                ),
                (
                    compile_prefix(prefixes, actions, metadata.international_prefix, 0)
                    if metadata.international_prefix
                    else 0
                ),
                length_mask(metadata.general_desc.possible_length),
                length_mask(metadata.general_desc.possible_length_local_only),
                transform,
            )
        )

    # `+`, calling code and number fit what checked_phone has room for.
    for _, metadata in entries:
        longest = min(max(metadata.general_desc.possible_length), NUMBER_LENGTH_MAX)
        if 1 + len(str(metadata.country_code)) + longest > 20:
            raise ValueError(f"numbers of +{metadata.country_code} are too long")

    # Calling code -> its regions, the main one first.
    listed, spans = [], [(0, 0)] * 1000
    for calling_code in sorted(_COUNTRY_CODE_TO_REGION_CODE):
        codes = _COUNTRY_CODE_TO_REGION_CODE[calling_code]
        members = [position[calling_code if code == WORLD else code] for code in codes]
        spans[calling_code] = (len(listed), len(members))
        listed.extend(members)
    if len(listed) > 255:
        raise ValueError("positions of calling codes no longer fit a byte")

    by_letters = [0] * (26 * 26)
    for code, index in position.items():
        if isinstance(code, str):
            by_letters[(ord(code[0]) - 65) * 26 + ord(code[1]) - 65] = index + 1

    packed, selectors, targets = pack(numbers.nodes)
    prefix_packed, prefix_selectors, prefix_targets = pack(prefixes.nodes)
    for name, values in (
        ("nodes", packed),
        ("targets", targets),
        ("prefix targets", prefix_targets),
    ):
        if len(values) > 65536:
            raise ValueError(f"too many {name}: {len(values)}")

    if len(prefix_selectors) > 256:
        raise ValueError(f"too many prefix selectors: {len(prefix_selectors)}")

    def selector_value(selector):
        return f"0x{sum(value << 4 * digit for digit, value in enumerate(selector)):x}"

    out = [
        "// Phone number metadata of all regions. Generated; do not edit.",
        "//",
        f"// Source: PyPI package `phonenumbers` {phonenumbers.__version__}, fetched on {date}.",
        "// Made by: src/checks/generate_phone_metadata.py.",
        "//",
        "// The metadata is that of libphonenumber, Copyright (C) The Libphonenumber Authors, licensed under the",
        '// Apache License, Version 2.0 (the "License"); you may not use it except in compliance with the License.',
        "// You may obtain a copy of the License at",
        "//     https://www.apache.org/licenses/LICENSE-2.0",
        "// Unless required by applicable law or agreed to in writing, software distributed under the License is",
        '// distributed on an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.',
        "// Changed here: the regular expressions are compiled into tables.",
        '#include "checks/phone_metadata.hpp"',
        "",
        "// clang-format off",
        "namespace dealerkit {",
        "inline namespace v1 {",
        "namespace checks {",
        "",
        f'const char* const phone_metadata_source = "phonenumbers {phonenumbers.__version__}, {date}";',
        "",
    ]
    out.append(f"const phone_region phone_regions[{len(regions)}] = {{")
    for (
        code,
        calling_code,
        root,
        leading,
        national,
        international,
        lengths,
        local,
        transform,
    ) in regions:
        out.append(
            f'  {{"{code}", {calling_code}, {root}, {leading}, {national}, {international}, '
            f'0x{lengths:x}, 0x{local:x}, "{transform}"}},'
        )
    out += ["};", ""]
    array(out, "const std::uint8_t phone_regions_by_letters[676]", by_letters)
    array(out, f"const std::uint8_t phone_regions_listed[{len(listed)}]", listed)
    array(out, "const phone_span phone_calling_codes[1000]", (f"{{{a},{b}}}" for a, b in spans))
    array(
        out,
        f"const phone_node phone_nodes[{len(packed)}]",
        (f"{{{row},{selector},{label[0]}}}" for label, selector, row in packed),
    )
    array(
        out,
        f"const std::uint64_t phone_selectors[{len(selectors)}]",
        map(selector_value, selectors),
    )
    array(out, f"const std::uint16_t phone_targets[{len(targets)}]", targets)
    array(
        out,
        f"const phone_prefix_node phone_prefix_nodes[{len(prefix_packed)}]",
        (f"{{{row},{selector},{label[0]},{label[1]}}}" for label, selector, row in prefix_packed),
    )
    array(
        out,
        f"const std::uint64_t phone_prefix_selectors[{len(prefix_selectors)}]",
        map(selector_value, prefix_selectors),
    )
    array(out, f"const std::uint16_t phone_prefix_targets[{len(prefix_targets)}]", prefix_targets)
    array(
        out,
        f"const phone_prefix_action phone_prefix_actions[{len(actions.actions)}]",
        (
            f"{{{a[0]},{a[1]},{a[2]}}}"
            for a in ((action or (0, 0, 0)) for action in actions.actions)
        ),
    )
    out += ["}  // namespace checks", "}  // namespace v1", "}  // namespace dealerkit"]
    sizes = {
        "regions": len(regions),
        "nodes": len(packed),
        "selectors": len(selectors),
        "targets": len(targets),
        "prefix nodes": len(prefix_packed),
        "prefix selectors": len(prefix_selectors),
        "prefix targets": len(prefix_targets),
        "actions": len(actions.actions),
    }
    return "\n".join(out) + "\n", sizes


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument(
        "--date", required=True, help="day on which the package was fetched, YYYY-MM-DD"
    )
    arguments.add_argument("--output", default="phone_metadata.cpp")
    chosen = arguments.parse_args()
    text, sizes = generate(chosen.date)
    with open(chosen.output, "w", encoding="ascii", newline="\n") as file:
        file.write(text)
    print(", ".join(f"{name} {size}" for name, size in sizes.items()), file=sys.stderr)


if __name__ == "__main__":
    main()
