#!/usr/bin/env python3
"""Rules, code, tests and documents cite each other truly.

Fails where an implemented rule has no citing test or no code, where anything cites a rule that does not exist, where a
refusal names an unknown rule or a number twice, and where a refusal is never given or never tested.
"""

import re
import sys

import tidy
from tidy import rulebook

# Codes that no test can name, and why. Keep it short: a code that nothing can reach has no place in rules.def.
untested = {}

# Codes that are there for an area which is not yet in this version, and which one.
not_yet_given = {}


def check(files):
    findings = []
    codes = rulebook.read_catalogue(files.get(tidy.catalogue_file, ""))
    rules, _ = rulebook.read_book(files)
    known = {rule.name for rule in rules}
    listed = {name for name, _, _ in rulebook.read_titles(files.get(rulebook.titles_file, ""))}
    if known != listed:
        findings += [f"{rulebook.titles_file}: {name} is only there or only in the pages" for name in known ^ listed]

    # The catalogue itself.
    for index, (code, number, name, kind) in enumerate(codes):
        earlier = codes[:index]
        if name not in known and not code.startswith("reserved_"):
            findings.append(f"{tidy.catalogue_file}: {code} names {name}, which the rule book does not have")
        for other, same, _, _ in earlier:
            if other == code:
                findings.append(f"{tidy.catalogue_file}: {code} stands twice")
            if same == number:
                findings.append(f"{tidy.catalogue_file}: {code} has the number {number} of {other}")
        if kind not in ("permanent", "transient"):
            findings.append(f"{tidy.catalogue_file}: {code} is neither permanent nor transient: {kind}")

    # Implemented rules are cited by a test, and their code is found.
    tests = rulebook.cited_in_tests(files)
    places = rulebook.cited_in_code(files, codes)
    for name in rulebook.implemented + list(rulebook.in_part):
        if name not in tests:
            findings.append(f"{name}: implemented, but no test cites it")
        if name not in places:
            findings.append(f"{name}: implemented, but no code cites it or answers with one of its refusals")

    # Nothing cites what is not there.
    areas = "|".join(rulebook.areas)
    cited = 0
    for path, text in sorted(files.items()):
        if path.startswith("tests/tidy/"):
            continue
        for number, line in tidy.numbered(text):
            for name in re.findall(rf"\b(?:{areas})-\d+\b", line):
                cited += 1
                if name not in known:
                    findings.append(f"{path}:{number}: cites {name}, which the rule book does not have")
            if path.startswith("tests/") and path.endswith(".cpp"):
                for name in re.findall(r'"[^"]*\[([A-Z]{2,5}-\d{1,3})\][^"]*"', line):
                    if not re.fullmatch(rf"(?:{areas})-\d+", name):
                        findings.append(f"{path}:{number}: the tag [{name}] is of no area of the rule book")

    # Each refusal is given somewhere, and tested somewhere.
    given, tested = set(), set()
    for path, text in files.items():
        if tidy.is_cpp(path):
            given |= set(re.findall(r"\brule::(\w+)\b", tidy.without_comments(text)))
        if rulebook.is_test(path):
            tested |= {word.lower() for word in re.findall(r"\w+", text)}
            tested |= {word[8:] for word in tested if word.startswith("dk_rule_")}
    for code, _, name, _ in codes:
        if code.startswith("reserved_"):
            continue
        if code not in given and code not in not_yet_given:
            findings.append(f"{tidy.catalogue_file}: {code} ({name}) is never given by the code")
        if code not in tested and code not in untested:
            findings.append(f"{tidy.catalogue_file}: {code} ({name}) appears in no test")
    everything = {code for code, _, _, _ in codes}
    for table, what in ((untested, "untested"), (not_yet_given, "not_yet_given")):
        findings += [f"test_rule_citations.py: {code} of `{what}` is no code" for code in table
                     if code not in everything and everything]
    findings += [f"test_rule_citations.py: {code} is tested now; take it off `untested`"
                 for code in untested if code in tested]
    return findings, len(codes) + cited


def self_test():
    rules = rulebook.implemented + list(rulebook.in_part) + [
        name for area in rulebook.areas for name in [f"{area}-{n:02}" for n in range(1, 24)]]
    rules = list(dict.fromkeys(rules))
    pages, titles, number = {}, [], 1000
    for area in rulebook.areas:
        mine = [name for name in rules if name.startswith(area + "-")]
        pages[f"docs/rulebook/{area}.md"] = "\n".join(f"### {name} A rule\n> It is." for name in mine)
        titles += [f'DEALERKIT_RULE_BOOK("{name}", "A rule", "It is.")' for name in mine]
    codes = ["say_no"] + list(untested) + list(not_yet_given)
    lines = [f'DEALERKIT_RULE({code}, {number + at}, "CUS-02", permanent)' for at, code in enumerate(codes)]
    tags = "".join(f"[{name}]" for name in rulebook.implemented + list(rulebook.in_part))
    good = dict(pages)
    good["include/dealerkit/rule_book.def"] = "\n".join(titles)
    good["include/dealerkit/rules.def"] = "\n".join(lines)
    good["src/a.cpp"] = "// " + tags + "\n" + " ".join(f"rule::{code};" for code in codes)
    good["tests/unit/a_test.cpp"] = f'TEST_CASE("a", "{tags}") {{ say_no; }}'

    def with_file(path, text):
        return {**good, path: text}

    rules_def, test_file = "include/dealerkit/rules.def", "tests/unit/a_test.cpp"
    return [
        ("a good tree is clean", tidy.is_clean(check, good)),
        ("an implemented rule without a test is found", tidy.finds(
            check, with_file(test_file, good[test_file].replace("[CUS-05]", "")), "CUS-05: implemented, but no test")),
        ("an implemented rule without code is found", tidy.finds(
            check, with_file("src/a.cpp", good["src/a.cpp"].replace("[CUS-05]", "")), "CUS-05: implemented, but no code")),
        ("a test in a header that is kept as it was is none", tidy.finds(
            check, {**with_file(test_file, good[test_file].replace("[CUS-05]", "")), "tests/abi/v0_1/a.def": "[CUS-05]"},
            "CUS-05: implemented, but no test")),
        ("an identifier that is not there is found in code", tidy.finds(
            check, with_file("src/b.cpp", "// see CUS-99"), "src/b.cpp:1: cites CUS-99")),
        ("an identifier that is not there is found in a document", tidy.finds(
            check, with_file("docs/a.md", "see\nNET-77"), "docs/a.md:2: cites NET-77")),
        ("a tag of no area is found", tidy.finds(
            check, with_file("tests/unit/b_test.cpp", 'TEST_CASE("b", "[CUST-01]")'), "[CUST-01] is of no area")),
        ("a refusal of an unknown rule is found", tidy.finds(
            check, with_file(rules_def, good[rules_def].replace('say_no, 1000, "CUS-02"', 'say_no, 1000, "CUS-98"')),
            "say_no names CUS-98")),
        ("a number twice is found", tidy.finds(
            check, with_file(rules_def, good[rules_def] + '\nDEALERKIT_RULE(say_so, 1000, "CUS-02", permanent)'),
            "say_so has the number 1000 of say_no")),
        ("a refusal never given is found", tidy.finds(
            check, with_file("src/a.cpp", good["src/a.cpp"].replace("rule::say_no", "")), "say_no (CUS-02) is never given")),
        ("a refusal in a comment only is not given", tidy.finds(
            check, with_file("src/a.cpp", good["src/a.cpp"].replace("rule::say_no;", "\n// rule::say_no\n")),
            "say_no (CUS-02) is never given")),
        ("a refusal never tested is found", tidy.finds(
            check, with_file(test_file, good[test_file].replace("say_no", "")), "say_no (CUS-02) appears in no test")),
        ("a title without a page is found", tidy.finds(
            check, with_file("include/dealerkit/rule_book.def",
                             good["include/dealerkit/rule_book.def"].replace('"CUS-03"', '"CUS-97"')), "CUS-03 is only")),
        ("an empty tree counts as nothing", check({})[1] == 0),
    ]


if __name__ == "__main__":
    sys.exit(tidy.run("test_rule_citations", "refusals and citations", check, self_test))
