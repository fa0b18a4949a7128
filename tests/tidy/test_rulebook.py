#!/usr/bin/env python3
"""The rule book is complete and its generated blocks are fresh: `scripts/rulebook.py --check` as a test of its own."""

import sys

import tidy
from tidy import rulebook


def check(files):
    return rulebook.check(files)


def self_test():
    blank = {}
    for area in rulebook.areas:
        listed = rulebook.implemented + list(rulebook.in_part) + [f"{area}-01"]
        last = max(int(name.split("-")[1]) for name in listed if name.startswith(area + "-"))
        blank[f"docs/rulebook/{area}.md"] = f"# {area}\n" + "".join(
            f'\n<a id="{area}-{n:02}"></a>\n\n### {area}-{n:02} Title {n}\n\n> It "is"\n> so.\n\n*Source:* ours.\n\n'
            f"{rulebook.block_start}\n{rulebook.block_end}\n" for n in range(1, last + 1))
    blank["docs/rulebook/README.md"] = f"# Book\n{rulebook.block_start}\n{rulebook.block_end}\n"
    blank[rulebook.catalogue_file] = 'DEALERKIT_RULE(name_missing, 1510, "CUS-15", permanent)\n'
    blank[rulebook.messages_file] = 'DEALERKIT_MESSAGE(name_missing, "The name is missing[ ({limit})].")\n'
    blank["include/dealerkit/a.hpp"] = (
        "// A page of names.\n\n/// Decides. Source: CUS-14.\n[[nodiscard]] inline result<accepted> decide(const name& a) {\n"
        "  return rule::name_missing;\n}\n\nstruct held {\n  int a;  ///< CUS-13\n};\n\nclass made final : public base {\n"
        "  // CUS-12: why.\n  int b;\n};\n")
    blank["tests/unit/a_test.cpp"] = 'TEST_CASE("a: CUS-09 [b]", "[CUS-15]") {}\n// CUS-10\n'
    blank["python/tests/test_a.py"] = 'def test_a():\n    """CUS-11: so."""\n'
    good = {**blank, **rulebook.render(blank)[0]}
    page = "docs/rulebook/CUS.md"
    blocks = rulebook.blocks_by_rule(good[page])

    def swapped(path, old, new, count=1):
        assert old in good[path]
        return {**good, path: good[path].replace(old, new, count)}

    return [
        ("what was written is clean", tidy.is_clean(check, good)),
        ("what was not yet written is stale", not tidy.is_clean(check, blank)),
        ("an empty tree counts as nothing", check({})[1] == 0),
        ("a sentence is without its arguments", "`name_missing` (1510): The name is missing.\n" in blocks["CUS-15"]),
        ("a refusal leads to the function that gives it", "include/dealerkit/a.hpp): `decide(name)`" in blocks["CUS-15"]),
        ("a doc comment leads to what follows", "include/dealerkit/a.hpp): `decide(name)`" in blocks["CUS-14"]),
        ("a remark beside a member leads to its struct", "include/dealerkit/a.hpp): `held`" in blocks["CUS-13"]),
        ("a comment inside leads to its class", "include/dealerkit/a.hpp): `made`" in blocks["CUS-12"]),
        ("a tag is a test", "tests/unit/a_test.cpp" in blocks["CUS-15"]),
        ("a Python docstring is a test", "python/tests/test_a.py" in blocks["CUS-11"]),
        ("a name without a tag, or a comment, is no test", "no test" in blocks["CUS-09"] and "no test" in blocks["CUS-10"]),
        ("an unimplemented rule says so and nothing of code",
         blocks["CUS-20"] == "Status: not yet in this version" and "Status: in part" in
         rulebook.blocks_by_rule(good["docs/rulebook/LEA.md"])["LEA-18"]),
        ("a statement is quoted", '("CUS-02", "Title 2", "It \\"is\\" so.")' in good[rulebook.titles_file]
         and ("CUS-02", "Title 2", 'It "is" so.') in rulebook.read_titles(good[rulebook.titles_file])),
        ("a new citation makes the block stale", tidy.finds(
            check, {**good, "src/b.cpp": "// CUS-15\nint b;\n"}, "the generated block of CUS-15 is stale")),
        ("a new refusal makes the block stale", tidy.finds(
            check, {**good, rulebook.catalogue_file: good[rulebook.catalogue_file]
                    + 'DEALERKIT_RULE(name_odd, 1511, "CUS-16", permanent)\n'}, "the generated block of CUS-16 is stale")),
        ("a heading that differs from the table is found", tidy.finds(
            check, swapped(page, "Title 3\n", "Another title\n"), "rule_book.def: not what the pages say")),
        ("a missing rule is found", tidy.finds(check, swapped(page, "### CUS-07", "## CUS-07"), "without a gap")),
        ("a missing statement is found", tidy.finds(
            check, swapped(page, '> It "is"\n> so.\n', ""), "CUS-01 has no statement")),
        ("a missing source is found", tidy.finds(check, swapped(page, "*Source:* ours.", ""), "CUS-01 does not say")),
        ("a missing anchor is found", tidy.finds(check, swapped(page, '<a id="CUS-01"></a>', ""), "before its heading")),
        ("a missing block is found", tidy.finds(
            check, swapped(page, rulebook.block_start, "nothing"), "CUS-01 has 0 generated blocks")),
        ("a missing page is found", tidy.finds(
            check, {path: text for path, text in good.items() if path != page}, "the page of area CUS is missing")),
    ]


if __name__ == "__main__":
    sys.exit(tidy.run("test_rulebook", "rules", check, self_test))
