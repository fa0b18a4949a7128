#!/usr/bin/env python3
"""Keeps the rule book true: docs/rulebook/*.md and include/dealerkit/rule_book.def.

    scripts/rulebook.py --check    exits with 1 and a list where something is stale or missing
    scripts/rulebook.py --write    refreshes the generated blocks and the table of titles
    scripts/rulebook.py CUS-02     prints one rule

A page is written by hand but for what stands between `<!-- generated -->` and `<!-- /generated -->`: the status, the
refusals of rules.def that name the rule, the code that cites it in a comment or answers with its refusals, and the
tests that cite it. rule_book.def is made from the headings and the statements (the lines that begin with `>`).
"""

import argparse
import os
import re
import sys

# What this version implements. A rule that is in neither table is not yet in this version.
implemented = (
    [f"NET-{n:02}" for n in range(1, 13)]
    + [f"ACC-{n:02}" for n in range(1, 10)]
    + [f"CUS-{n:02}" for n in range(1, 22) if n != 20]
    + [f"CON-{n:02}" for n in range(1, 10)]
    + [f"DAT-{n:02}" for n in range(1, 7)]
    + ["SEC-01", "SEC-02", "ALL-01"]
    # Leads and devices.
    + [f"LEA-{n:02}" for n in range(1, 10)]
    + ["LEA-16", "JRN-04", "JRN-06"]
    + ["QUO-18"]
    # Sessions, quotes, vouchers.
    + [f"JRN-{n:02}" for n in (1, 2, 3, 5, 7)]
    + [f"QUO-{n:02}" for n in (1, 2, 3, 4, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17)]
    # Prices.
    + ["QUO-05", "QUO-07", "QUO-08", "QUO-19"]
    + [f"CFG-{n:02}" for n in (1, 2, 3, 4, 5, 11, 12)]
    + [f"CRD-{n:02}" for n in range(1, 24)]
    + [f"LOY-{n:02}" for n in range(1, 19)]
    + [f"STL-{n:02}" for n in range(1, 7)]
)

# What this version implements in part, and which part.
in_part = {
    "LEA-13": "the last step: the responsible sales manager gets the lead; no rules are asked yet",
    "LEA-18": "the activities of a user that campaigns are matched with; no campaign is assigned yet",
    "CFG-06": "exact where bounded work suffices, else left out; the complete engine is not there yet",
    "CFG-10": "checked, proved and warned of, with bounded work; the explanations of CFG-07 are not there yet",
}

# What an implemented rule still waits for, because it speaks of an area that is not yet in this version.
waits_for = {
    "ACC-06": "who may act is decided; the assignment engine comes later",
    "LEA-09": "the hours of a calendar come with its clocks",
    "ACC-09": "customers pass; opportunities and tasks will when they exist",
}

areas = ("NET ACC CUS CON CFG QUO JRN LEA OPP APT TSK CRD LOY STL DAT SEC ALL SIM").split()
identifier = re.compile(r"\b(?:" + "|".join(areas) + r")-\d{2,3}\b")

book_folder = "docs/rulebook"
titles_file = "include/dealerkit/rule_book.def"
catalogue_file = "include/dealerkit/rules.def"
messages_file = "src/text/messages/en.def"
block_start = "<!-- generated -->"
block_end = "<!-- /generated -->"
width = 110


class entry:
    """One rule as its page tells it."""

    def __init__(self, name, title, page):
        self.name, self.title, self.page = name, title, page
        self.statement = ""
        self.sourced = self.anchored = False
        self.blocks = 0


# --- Reading

skipped_folders = re.compile(r"^(\.git|\.cache|build.*|_build|dist|__pycache__|node_modules|\.?venv|.*\.egg-info|"
                             r"\.mypy_cache|\.pytest_cache|\.hypothesis)$")


def read_tree(root):
    """Every text file of the repository: its path with `/` to its text."""
    files = {}
    for folder, names, leaves in os.walk(root):
        names[:] = sorted(name for name in names if not skipped_folders.match(name))
        for leaf in sorted(leaves):
            if leaf == ".git":  # of a linked work tree
                continue
            path = os.path.join(folder, leaf)
            # In a work tree of its own, .git is a file.
            if leaf == ".git" or os.path.islink(path) or os.path.getsize(path) > 4 << 20:
                continue
            with open(path, "rb") as source:
                data = source.read()
            if b"\0" in data[:4096]:
                continue
            files[os.path.relpath(path, root).replace(os.sep, "/")] = data.decode("utf-8", "replace")
    return files


def read_catalogue(text):
    """The lines of rules.def: (code, number, identifier, persistence)."""
    found = re.findall(r'^DEALERKIT_RULE\(\s*(\w+),\s*(\d+),\s*"([^"]*)",\s*(\w+)\s*\)', text, re.M)
    return [(code, int(number), name, kind) for code, number, name, kind in found]


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read_titles(text):
    """The lines of rule_book.def: (identifier, title, statement)."""
    one = r'"((?:[^"\\]|\\.)*)"'
    found = re.findall(rf"^DEALERKIT_RULE_BOOK\({one}, {one}, {one}\)", text, re.M)
    return [tuple(re.sub(r"\\(.)", r"\1", part) for part in line) for line in found]


def read_messages(text):
    """The English sentence of each code; the arguments that may be left out are left out."""
    sentences = {}
    for code, sentence in re.findall(r'^DEALERKIT_MESSAGE\((\w+), "((?:[^"\\]|\\.)*)"\)', text, re.M):
        sentences[code] = re.sub(r"\[[^\]]*\]", "", re.sub(r"\\(.)", r"\1", sentence))
    return sentences


def read_book(files):
    """The rules of all pages in book order, and what is wrong with the pages."""
    rules, wrong = [], []
    for area in areas:
        page = f"{book_folder}/{area}.md"
        if page not in files:
            wrong.append(f"{page}: the page of area {area} is missing")
            continue
        current, previous_anchor, in_statement = None, "", False
        for number, line in enumerate(files[page].split("\n"), 1):
            heading = re.match(r"### (\S+) (.+)$", line)
            if line.startswith("### ") and not (heading and identifier.fullmatch(heading[1])):
                wrong.append(f"{page}:{number}: a heading of level 3 is not a rule: {line}")
            elif heading:
                current = entry(heading[1], heading[2].strip(), page)
                current.anchored = previous_anchor == current.name
                if not current.name.startswith(area + "-"):
                    wrong.append(f"{page}:{number}: {current.name} stands on the page of {area}")
                rules.append(current)
            anchor = re.match(r'<a id="([^"]+)"></a>$', line)
            if anchor:
                previous_anchor = anchor[1]
            if current is None:
                continue
            if line.startswith("> ") and (in_statement or not current.statement):
                current.statement = (current.statement + " " + line[2:].strip()).strip()
                in_statement = True
            else:
                in_statement = False
            current.sourced |= line.startswith("*Source:*")
            current.blocks += line == block_start
    names = [rule.name for rule in rules]
    for rule in rules:
        where = f"{rule.page}: {rule.name}"
        if names.count(rule.name) > 1:
            wrong.append(f"{where} stands more than once")
        if not rule.statement:
            wrong.append(f"{where} has no statement (a line that begins with >)")
        if not rule.sourced:
            wrong.append(f"{where} does not say its source")
        if not rule.anchored:
            wrong.append(f'{where} has no <a id="{rule.name}"></a> before its heading')
        if rule.blocks != 1:
            wrong.append(f"{where} has {rule.blocks} generated blocks, not one")
    for area in areas:
        mine = [int(name.split("-")[1]) for name in names if name.startswith(area + "-")]
        if mine != list(range(1, len(mine) + 1)):
            wrong.append(f"{book_folder}/{area}.md: its rules are not numbered from 1 without a gap: {mine}")
    for table, what in ((implemented, "implemented"), (in_part, "in_part"), (waits_for, "waits_for")):
        wrong += [f"scripts/rulebook.py: {name} of `{what}` is not in the book" for name in table if name not in names]
    wrong += [f"scripts/rulebook.py: {name} is both implemented and in part" for name in in_part if name in implemented]
    return rules, wrong


# --- Citations

def is_code(path):
    return path.startswith(("include/", "src/")) and path.endswith((".hpp", ".cpp", ".h", ".c"))


def is_test(path):
    """A file whose citations prove a rule. What checks the repository itself, measures, or is kept as it was is none."""
    if path.startswith(("tests/tidy/", "tests/abi/", "tests/bench/", "tests/fuzz/corpus/")):
        return False
    return path.startswith(("tests/", "python/tests/", "examples/")) and not path.endswith((".md", ".txt"))


declared = (
    re.compile(r"^(?:template\s*<.*>\s*)?(?:typedef\s+)?(?:struct|class|enum class|enum|union)\s+(?:(?:DEALERKIT|DK)_\w+\s+)?(\w+)\b"),
    re.compile(r"^#define\s+(\w+)"),
    re.compile(r"^using\s+(\w+)\s*="),
    re.compile(r"^(?:[\w\[\]:<>,&*~\s]*?)\b(?:\w+::)*(operator\S+|~?\w+)\s*\("),
    re.compile(r"^(?:inline |constexpr |static |const |extern )+.*?\b(\w+)(?:\[\])?\s*(?:=|\{)"),
)

overloaded = ("decide", "evolve", "handle")  # the same name for each command: its type tells them apart


def declared_name(line):
    """The name that a line at the left margin declares; None for a line that declares nothing."""
    if not line or line[0] in " \t}/*#)" and not line.startswith("#define"):
        return None
    if line.startswith(("namespace", "inline namespace", "template <", "public:", "private:", "extern \"C\"")):
        if not line.startswith("template <"):
            return None
    text = re.sub(r"\[\[\w+(?:\([^)]*\))?\]\]\s*", "", line)
    text = re.sub(r"^template\s*<[^<>]*(?:<[^<>]*>[^<>]*)*>\s*", "", text)
    if not text:
        return None
    for pattern in declared:
        match = pattern.match(text)
        if match and match[1] not in ("if", "for", "while", "switch", "return", "static_assert"):
            subject = re.search(r"\bconst (?:\w+::)*(\w+)&", text) if match[1] in overloaded else None
            return f"{match[1]}({subject[1]})" if subject else match[1]
    return None


def enclosing_name(lines, index):
    """The name of the declaration at the left margin that line `index` belongs to."""
    for at in range(index, -1, -1):
        line = lines[at]
        if line.startswith("}") and at != index:
            return None
        name = declared_name(line)
        if name:
            return name
    return None


def commented(line, inside):
    """The comment of a line, whether it is nothing else, and whether a block comment goes on after it."""
    if inside:
        end = line.find("*/")
        return (line, True, True) if end < 0 else (line[:end], line[end + 2:].strip() == "", False)
    unquoted = re.sub(r'"(?:[^"\\]|\\.)*"', lambda found: " " * len(found[0]), line)
    slashes, block = unquoted.find("//"), unquoted.find("/*")
    if slashes >= 0 and (block < 0 or slashes < block):
        return line[slashes:], unquoted[:slashes].strip() == "", False
    if block >= 0:
        end = unquoted.find("*/", block)
        comment = line[block:] if end < 0 else line[block:end]
        return comment, unquoted[:block].strip() == "", end < 0
    return "", False, False


def cited_in_code(files, codes):
    """Rule identifier -> file -> the symbols that cite it in a comment or answer with one of its refusals."""
    found = {}
    by_code = {code: name for code, _, name, _ in codes}

    def note(name, path, symbol):
        symbols = found.setdefault(name, {}).setdefault(path, [])
        if symbol and symbol not in symbols:
            symbols.append(symbol)

    for path in sorted(files):
        if not is_code(path):
            continue
        lines = files[path].split("\n")
        inside = False
        for index, line in enumerate(lines):
            comment, alone, inside = commented(line, inside)
            for name in identifier.findall(comment):
                if not alone:
                    note(name, path, enclosing_name(lines, index))
                    continue
                after = index + 1  # the declaration that follows the comment, if it follows at once
                while after < len(lines) and re.match(r"\s*(//|\*|template\s*<[^()]*>\s*$)", lines[after]):
                    after += 1
                follows = lines[after] if after < len(lines) else ""
                if follows.strip() == "":
                    note(name, path, None)
                elif follows[0] == " ":
                    note(name, path, enclosing_name(lines, index))
                else:
                    note(name, path, declared_name(follows))
            for code in re.findall(r"\brule::(\w+)\b", line):
                if code in by_code:
                    note(by_code[code], path, enclosing_name(lines, index))
    return found


def cited_in_tests(files):
    """Rule identifier -> the files with a test that cites it: a Catch2 tag, or text where a test is no C++."""
    found = {}
    for path in sorted(files):
        if not is_test(path):
            continue
        text = files[path]
        if path.endswith((".cpp", ".hpp")) and path.startswith("tests/"):
            tags = re.findall(r'"(?:[^"\\\n]|\\.)*"', text)
            names = set(identifier.findall(" ".join(tag for tag in tags if "[" in tag)))
            names = {name for name in names if any(f"[{name}]" in tag for tag in tags)}
        else:
            names = set(identifier.findall(text))
        for name in names:
            found.setdefault(name, []).append(path)
    return found


# --- Writing

def link(path):
    return f"[{path}](../../{path})"


def status_of(name):
    if name in implemented:
        return "implemented" + (f"; {waits_for[name]}" if name in waits_for else "")
    if name in in_part:
        return f"in part: {in_part[name]}"
    return "not yet in this version"


def block_of(rule, codes, sentences, code_places, test_places):
    """What stands between the marks of one rule."""
    lines = [f"Status: {status_of(rule.name)}", ""]
    if rule.name in implemented or rule.name in in_part:
        mine = [(code, number) for code, number, name, _ in codes if name == rule.name]
        if mine:
            lines += ["*Answers:*", ""]
            lines += [f"- `{code}` ({number}): {sentences.get(code, 'no message yet')}" for code, number in mine]
        else:
            lines.append("*Answers:* no refusal of its own.")
        places = code_places.get(rule.name, {})
        lines.append("")
        if places:
            lines += ["*Where:*", ""]
            for path, symbols in places.items():
                named = ", ".join(f"`{symbol}`" for symbol in symbols)
                lines.append(f"- {link(path)}" + (f": {named}" if named else ""))
        else:
            lines.append("*Where:* no code cites it.")
        tests = test_places.get(rule.name, [])
        lines.append("")
        if tests:
            lines += ["*Tests:*", ""] + [f"- {link(path)}" for path in tests]
        else:
            lines.append("*Tests:* no test cites it.")
    while lines and lines[-1] == "":
        lines.pop()
    return [block_start] + lines + [block_end]


def summary_block(rules):
    """The table of the areas on the first page."""
    lines = [block_start, "| area | rules | implemented | in part | not yet |", "| --- | --- | --- | --- | --- |"]
    total = [0, 0, 0, 0]
    for area in areas:
        mine = [rule.name for rule in rules if rule.name.startswith(area + "-")]
        done = sum(name in implemented for name in mine)
        partly = sum(name in in_part for name in mine)
        row = [len(mine), done, partly, len(mine) - done - partly]
        total = [a + b for a, b in zip(total, row)]
        lines.append(f"| [{area}]({area}.md) | " + " | ".join(map(str, row)) + " |")
    lines.append("| all | " + " | ".join(map(str, total)) + " |")
    return lines + [block_end]


def titles_text(rules):
    """The text of rule_book.def."""
    lines = [
        "// The rule book in one line a rule: DEALERKIT_RULE_BOOK(identifier, title, statement), in book order.",
        "//",
        "// Made from the headings and statements of docs/rulebook by `scripts/rulebook.py --write`; edit those pages.",
        "",
    ]
    for area in areas:
        lines.append(f"// {area}")
        lines += [
            f"DEALERKIT_RULE_BOOK({c_string(rule.name)}, {c_string(rule.title)}, "
            f"{c_string(rule.statement.replace('`', ''))})"
            for rule in rules if rule.name.startswith(area + "-")
        ]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def render(files):
    """The files of the rule book as they should be, and what is wrong with the hand-written part."""
    rules, wrong = read_book(files)
    codes = read_catalogue(files.get(catalogue_file, ""))
    if not codes:
        wrong.append(f"{catalogue_file}: no refusal found")
    sentences = read_messages(files.get(messages_file, ""))
    code_places, test_places = cited_in_code(files, codes), cited_in_tests(files)
    by_name = {rule.name: rule for rule in rules}
    made = {titles_file: titles_text(rules)}
    for area in areas + ["README"]:
        page = f"{book_folder}/{area}.md"
        if page not in files:
            if area == "README":
                wrong.append(f"{page}: missing")
            continue
        out, name, skipping = [], None, False
        for line in files[page].split("\n"):
            heading = re.match(r"### (\S+) ", line)
            if heading:
                name = heading[1]
            if line == block_start:
                skipping = True
                out += summary_block(rules) if area == "README" else block_of(
                    by_name[name], codes, sentences, code_places, test_places) if name in by_name else [line, block_end]
            elif line == block_end:
                if not skipping:
                    wrong.append(f"{page}: {block_end} without its beginning, near {name}")
                skipping = False
            elif not skipping:
                out.append(line)
        if skipping:
            wrong.append(f"{page}: {block_start} without its end, near {name}")
        made[page] = "\n".join(out)
    return made, wrong, rules


def blocks_by_rule(text):
    """Rule -> its generated block; `summary` for the one of the first page."""
    found, name, block = {}, "summary", None
    for line in text.split("\n"):
        heading = re.match(r"### (\S+) ", line)
        if heading:
            name = heading[1]
        if line == block_start:
            block = []
        elif line == block_end and block is not None:
            found[name] = "\n".join(block)
            block = None
        elif block is not None:
            block.append(line)
    return found


def check(files):
    """Everything that is stale or missing, and how many rules were looked at."""
    made, wrong, rules = render(files)
    for path, text in sorted(made.items()):
        if files.get(path) == text:
            continue
        if path == titles_file:
            wrong.append(f"{path}: not what the pages say (headings or statements have changed)")
            continue
        before, after = blocks_by_rule(files[path]), blocks_by_rule(text)
        stale = [name for name in after if before.get(name) != after[name]]
        wrong += [f"{path}: the generated block of {name} is stale" for name in stale]
        if not stale:
            wrong.append(f"{path}: not as it would be written")
    return wrong, len(rules)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="refresh the generated parts")
    parser.add_argument("--check", action="store_true", help="say what is stale; exit code 1 if anything is")
    parser.add_argument("--root", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    parser.add_argument("rule", nargs="?", help="print one rule, such as CUS-02")
    wanted = parser.parse_args()
    files = read_tree(wanted.root)
    if wanted.rule:
        page = files.get(f"{book_folder}/{wanted.rule.upper().split('-')[0]}.md", "")
        found = re.search(rf"^### {re.escape(wanted.rule.upper())} .*?(?=^<a id=|\Z)", page, re.M | re.S)
        print(found[0].rstrip() if found else f"{wanted.rule}: not in the rule book")
        return 0 if found else 1
    if wanted.write:
        made, _, _ = render(files)
        for path, text in made.items():
            if files.get(path) != text:
                with open(os.path.join(wanted.root, path), "w", encoding="utf-8", newline="\n") as target:
                    target.write(text)
                print(f"wrote {path}")
        files = read_tree(wanted.root)
    if not (wanted.write or wanted.check):
        parser.print_help()
        return 2
    wrong, count = check(files)
    for line in wrong:
        print(line)
    print(f"rulebook: {count} rules, {len(wrong)} findings")
    if wrong and not wanted.write:
        print("refresh the generated parts with: scripts/rulebook.py --write")
    return 1 if wrong or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
