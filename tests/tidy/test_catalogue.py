#!/usr/bin/env python3
"""The tables agree: refusals, messages, verbs, the umbrella header.

Numbers of refusals are unique, ascend within their sections and stay inside the section's range; each refusal has its
sentence in every language, in the same order and with the same arguments; the umbrella header reaches every public
header but those it names in its comment; each verb has a command type and is described in docs/protocol.md.
"""

import re
import sys

import tidy
from tidy import rulebook

languages = ("en", "fr", "nl", "de")
umbrella = "include/dealerkit/dealerkit.hpp"
verbs_file = "include/dealerkit/verbs.def"  # or the tables that it includes
protocol_page = "docs/protocol.md"

# Headers outside the umbrella, beside those that its own comment names.
outside = {
    "include/dealerkit/core/wide.hpp": "Boost.Multiprecision costs seconds a compile; who needs it includes it",
}


def check_numbers(text, findings):
    """Numbers within the ranges that the section comments give: `// Customers (1400-1599).`"""
    section, low, high, last, count, end_of_last = "", 0, 0, 0, 0, 0
    seen = {}
    for number, line in tidy.numbered(text):
        where = f"{tidy.catalogue_file}:{number}"
        heading = re.match(r"// (.*) \((\d+)-(\d+)\)\.?$", line)
        if heading:
            section, low, high, last = heading[1], int(heading[2]), int(heading[3]), 0
            if low <= end_of_last or high < low:
                findings.append(f"{where}: the range of '{section}' does not begin after the one before")
            end_of_last = high
            continue
        entry = re.match(r"DEALERKIT_RULE\((\w+), (\d+),", line)
        if not entry:
            if line.startswith("DEALERKIT_RULE"):
                findings.append(f"{where}: not one refusal in one line")
            continue
        code, value = entry[1], int(entry[2])
        count += 1
        if value in seen:
            findings.append(f"{where}: {code} has the number {value} of {seen[value]}")
        seen[value] = code
        if not low <= value <= high:
            findings.append(f"{where}: {code} ({value}) is outside the range of '{section}'")
        if value <= last:
            findings.append(f"{where}: {code} ({value}) comes after {last}")
        last = max(last, value)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
            findings.append(f"{where}: {code} is not lower_snake_case")
    return count


def check_messages(files, codes, findings):
    """A sentence for each refusal in each language, with the same arguments."""
    count, arguments = 0, {}
    wanted = [code for code in codes if not code.startswith("reserved_")]
    for language in languages:
        path = f"src/text/messages/{language}.def"
        if path not in files:
            findings.append(f"{path}: missing")
            continue
        found = re.findall(r'^DEALERKIT_MESSAGE\((\w+), "((?:[^"\\]|\\.)*)"\)', files[path], re.M)
        count += len(found)
        names = [code for code, _ in found]
        findings += [f"{path}: no sentence for {code}" for code in wanted if code not in names]
        findings += [f"{path}: {code} is no refusal" for code in names if code not in wanted]
        findings += [f"{path}: {code} stands twice" for code in sorted({c for c in names if names.count(c) > 1})]
        if sorted(names) == sorted(wanted) and names != wanted:
            first = next(code for code, other in zip(names, wanted) if code != other)
            findings.append(f"{path}: not in the order of rules.def, from {first} on")
        for code, sentence in found:
            if not sentence.strip():
                findings.append(f"{path}: {code} says nothing")
            mine = sorted(set(re.findall(r"\{(\w+)\}", sentence)))
            if arguments.setdefault(code, mine) != mine:
                findings.append(f"{path}: {code} has the arguments {mine}, another language {arguments[code]}")
    return count


def check_umbrella(files, findings):
    """Every public header is reached from the umbrella, or named in its comment."""
    if umbrella not in files:
        findings.append(f"{umbrella}: missing")
        return 0
    text = files[umbrella]
    comments = "\n".join(line for line in text.split("\n") if line.startswith("//"))
    named = {"include/" + name for name in re.findall(r"dealerkit/[\w/]+\.hpp", comments)}
    reached, ahead = set(), [umbrella]
    while ahead:
        path = ahead.pop()
        reached.add(path)
        for wanted in re.findall(r'^#include "(dealerkit/[^"]+)"', files.get(path, ""), re.M):
            if "include/" + wanted not in reached and "include/" + wanted in files:
                ahead.append("include/" + wanted)
    public = [path for path in files if path.startswith("include/dealerkit/") and path.endswith(".hpp")]
    for path in sorted(public):
        if path not in reached and path not in named and path not in outside and "/detail/" not in path:
            findings.append(f"{umbrella}: does not reach {path}, and its comment does not name it")
    findings += [f"{umbrella}: reaches {path}, which it says it does not" for path in sorted(named & reached)
                 if path != umbrella]
    findings += [f"{umbrella}: reaches {path}: {outside[path]}" for path in sorted(set(outside) & reached)]
    return len(public)


def check_verbs(files, findings):
    """Each verb stands once, has its command type in a header, and is described."""
    table = files.get(verbs_file, "")
    for wanted in re.findall(r'^#include "([^"]+)"', table, re.M):
        if "include/" + wanted not in files:
            findings.append(f"{verbs_file}: includes {wanted}, which is not there")
        table += files.get("include/" + wanted, "")
    verbs = re.findall(r'^DEALERKIT_VERB\("([^"]+)",\s*(\w+),\s*(\w+),\s*(\w+)\)', table, re.M)
    names = [name for name, _, _, _ in verbs]
    headers = "\n".join(text for path, text in files.items()
                        if path.startswith("include/dealerkit/") and path.endswith(".hpp"))
    page = files.get(protocol_page)
    if page is None and verbs:
        print(f"test_catalogue: {protocol_page} is absent: that each verb is described was not looked at")
    for name, command, access, mode in verbs:
        if names.count(name) > 1:
            findings.append(f"{verbs_file}: {name} stands twice")
        if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name):
            findings.append(f"{verbs_file}: {name} is not noun.verb")
        if access not in ("nobody", "anybody", "actor") or mode not in ("pure", "query", "command"):
            findings.append(f"{verbs_file}: {name} has an access or a mode that does not exist")
        if not re.search(rf"^(struct {command}|using {command} =|DEALERKIT_\w+\({command}[,)])", headers, re.M):
            findings.append(f"{verbs_file}: {name} has no type {command} in a header")
        if page is not None and not re.search(rf"`{re.escape(name)}(?:`|\s)", page):
            findings.append(f"{protocol_page}: does not describe {name}")
    return len(verbs)


def check(files):
    findings = []
    text = files.get(tidy.catalogue_file, "")
    codes = [code for code, _, _, _ in rulebook.read_catalogue(text)]
    counts = [check_numbers(text, findings)]
    if counts[0] != len(codes):
        findings.append(f"{tidy.catalogue_file}: {counts[0]} refusals by line, {len(codes)} in all")
    counts.append(check_messages(files, codes, findings))
    counts.append(check_umbrella(files, findings))
    counts.append(check_verbs(files, findings))
    if 0 in counts:
        findings.append(f"test_catalogue: looked at nothing in one of four tables (refusals, sentences, headers, verbs): "
                        f"{counts}")
    return findings, sum(counts) if 0 not in counts else 0


def self_test():
    sentence = '// M.\nDEALERKIT_MESSAGE(one, "One[ ({limit})].")\nDEALERKIT_MESSAGE(two, "Two.")\n'
    good = {f"src/text/messages/{language}.def": sentence for language in languages}
    good[tidy.catalogue_file] = ('// Text (1000-1099).\nDEALERKIT_RULE(one, 1000, "DAT-01", permanent)\n'
                                 '// Network (1100-1199).\nDEALERKIT_RULE(two, 1100, "NET-01", permanent)\n')
    good[umbrella] = '// All but dealerkit/desk.hpp.\n#pragma once\n#include "dealerkit/a.hpp"\n'
    good["include/dealerkit/a.hpp"] = "struct ask_a {};\n"
    good["include/dealerkit/desk.hpp"] = ""
    good[verbs_file] = 'DEALERKIT_VERB("check.a", ask_a, nobody, pure)\n'
    good[protocol_page] = "`check.a {}`\n"
    split = {**good, verbs_file: '#include "dealerkit/verbs/checks.def"\n',
             "include/dealerkit/verbs/checks.def": good[verbs_file]}

    def swapped(path, old, new):
        assert old in good[path]
        return {**good, path: good[path].replace(old, new)}

    rules, german = tidy.catalogue_file, "src/text/messages/de.def"
    return [
        ("a good tree is clean", tidy.is_clean(check, good)),
        ("verbs in a table of their own are clean", tidy.is_clean(check, split)),
        ("verbs in a table of their own are found", tidy.finds(
            check, {**split, protocol_page: "none"}, "does not describe check.a")),
        ("an empty tree counts as nothing", check({})[1] == 0 and bool(check({})[0])),
        ("a number twice is found", tidy.finds(check, {**good, rules: good[rules] + good[rules].split("\n")[1] + "\n"},
                                               "one has the number 1000 of one")),
        ("a number outside its range is found", tidy.finds(check, swapped(rules, "1100, ", "1200, "), "outside the range")),
        ("a number that descends is found", tidy.finds(check, swapped(
            rules, "// Network", 'DEALERKIT_RULE(two, 1000, "NET-01", permanent)\n// Network'), "(1000) comes after 1000")),
        ("ranges that overlap are found", tidy.finds(check, swapped(rules, "(1100-1199)", "(1050-1199)"), "does not begin")),
        ("a broken line is found", tidy.finds(check, swapped(rules, "(two, 1100, ", "(two,\n 1100, "), "not one refusal")),
        ("a missing sentence is found", tidy.finds(check, swapped(german, "(two, ", "(three, "), "no sentence for two")),
        ("a sentence too many is found", tidy.finds(check, swapped(german, "(two, ", "(three, "), "three is no refusal")),
        ("a missing language is found", tidy.finds(check, {p: t for p, t in good.items() if p != german}, "de.def: missing")),
        ("another argument is found", tidy.finds(check, swapped(german, "{limit}", "{most}"), "has the arguments ['most']")),
        ("another order is found", tidy.finds(check, {**good, german: "\n".join(reversed(sentence.split("\n")))},
                                              "not in the order")),
        ("a header outside is found", tidy.finds(check, {**good, "include/dealerkit/b.hpp": ""}, "does not reach")),
        ("a header that is named and reached is found", tidy.finds(
            check, swapped(umbrella, '"dealerkit/a.hpp"', '"dealerkit/a.hpp"\n#include "dealerkit/desk.hpp"'), "reaches")),
        ("a verb without a type is found", tidy.finds(check, swapped(verbs_file, "ask_a", "ask_b"), "no type ask_b")),
        ("a verb without a description is found", tidy.finds(check, swapped(protocol_page, "check.a", "check.ab"),
                                                             "does not describe check.a")),
        ("an access that does not exist is found", tidy.finds(check, swapped(verbs_file, "nobody", "none"), "an access")),
    ]


if __name__ == "__main__":
    sys.exit(tidy.run("test_catalogue", "lines", check, self_test))
