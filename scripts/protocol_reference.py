#!/usr/bin/env python3
"""Keeps the generated parts of docs/protocol.md true: tables from the schema, pairs from requests that were really run.

    scripts/protocol_reference.py --write SHELL    refreshes the generated blocks
    scripts/protocol_reference.py --check SHELL    exits with 1 and a list where something is stale or missing
    scripts/protocol_reference.py --self-test      proves that the check can fail

SHELL is the dealerkit program (build/release/bin/dealerkit). The page is written by hand but for what stands between
`<!-- generated: NAME -->` and `<!-- /generated -->`: `verbs`, `shapes`, or `pair WHICH`. What the tables cannot say
(what a verb is for, what a field means, which request shows it) is in docs/protocol_verbs.json. Identifiers, tokens and
hashes differ from run to run, so they are replaced before a pair is written.
"""

import argparse
import json
import os
import re
import subprocess
import sys

root = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
page_file = "docs/protocol.md"
data_file = "docs/protocol_verbs.json"
titles_file = "include/dealerkit/rule_book.def"
verb_files = ("checks", "network", "customers", "catalogs", "quotes", "leads", "cards", "audit")  # in the order of verbs.def
group_titles = {"checks": "Checks", "network": "Network and policies", "customers": "Customers and consents",
                "catalogs": "Catalogues and configurations", "quotes": "Quotes and the show",
                "leads": "Leads and devices",
                "cards": "Discount cards, loyalty, settlement", "audit": "Audit and outbox"}
width = 110
longest = 1000  # text of a reply that is shown whole

usual_at = "2024-01-12T10:00:00+01:00"
usual_actor = {"user": "E1.d001", "outlet": "0011960-000"}
access_words = {"nobody": "no actor", "anybody": "actor optional", "actor": "actor needed"}
mode_words = {"pure": "touches no store", "query": "reads", "command": "may change something"}


# --- Running requests

class shell_runner:
    """Asks a real shell. Every list of requests gets a store in memory of its own."""

    def __init__(self, program):
        self.program = program

    def schema(self):
        return json.loads(subprocess.run([self.program, "schema"], capture_output=True, text=True, check=True,
                                         encoding="utf-8").stdout)

    def open(self):
        process = subprocess.Popen([self.program, "run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   encoding="utf-8")

        def ask(request):
            process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        def close():
            process.stdin.close()
            process.stdout.close()
            process.wait()

        return ask, close


def dig(reply, path):
    for part in path.split("."):
        reply = reply[int(part)] if isinstance(reply, list) else reply[part]
    return reply


def fill(value, known):
    """Texts like ${name} stand for what an earlier reply gave."""
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: str(known[match[1]]), value)
    if isinstance(value, list):
        return [fill(item, known) for item in value]
    if isinstance(value, dict):
        return {name: fill(item, known) for name, item in value.items()}
    return value


def request_of(step, verbs):
    """A step of the data as a request: what it leaves out is filled in, and shown."""
    access, mode = verbs.get(step["verb"], ("nobody", "pure"))
    usual = {"at": usual_at if mode != "pure" else None, "actor": usual_actor if access == "actor" else None}
    given = {**usual, **step}
    names = ("verb", "at", "actor", "language", "key", "dry_run", "explain", "args")
    return {name: given[name] for name in names if given.get(name) is not None}


def steps_before(scene, scenes):
    if not scene:
        return []
    return steps_before(scenes[scene].get("after"), scenes) + scenes[scene]["steps"]


def play(step, data, verbs, runner, findings, where):
    """Runs what comes before an example, then the example: (request, reply), or nothing where it went wrong."""
    ask, close = runner.open()
    try:
        known = {}
        for earlier in steps_before(step.get("scene"), data["scenes"]) + step.get("before", []):
            reply = ask(fill(request_of(earlier, verbs), known))
            if "ok" not in reply:
                findings.append(f"{data_file}: {where}: a step before it ({earlier['verb']}) is refused: {reply}")
                return None
            for name, path in earlier.get("save", {}).items():
                known[name] = dig(reply, path)
        request = fill(request_of(step, verbs), known)
        reply = ask(request)
        if ("ok" in reply) == bool(step.get("refused")):
            findings.append(f"{data_file}: {where}: the example was expected to be "
                            f"{'refused' if step.get('refused') else 'accepted'}: {reply}")
            return None
        return request, reply
    finally:
        close()


# --- Rendering

uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


def mask(text):
    """What differs from run to run, replaced: the same thing by the same text."""
    text = re.sub(r"(cards\.example/(?:card|form)/)[0-9A-Z]{13}\b", r"\1<code>", text)
    text = re.sub(rf"\b{uuid}\.[\w-]{{22}}(?![\w-])", "<account token>", text)
    text = re.sub(r"(?<![\w-])[A-Za-z0-9_-]{100,}(?![\w-])", "<search token>", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "<sha-256>", text)
    text = re.sub(r'(?<="code": ")[0-9A-HJKMNP-TV-Z]{13}(?=")', "<voucher code>", text)
    text = re.sub(r'(?<=": ")(?=[0-9A-Z]*[0-9])(?=[0-9]*[A-Z])[0-9A-HJKMNP-TV-Z]{13}(?=")', "<code>", text)
    text = re.sub(r"<svg .*?</svg>", "<svg>…</svg>", text, flags=re.S)
    seen = {}
    return re.sub(rf"\b{uuid}\b", lambda match: seen.setdefault(
        match[0], f"018cfce6-0000-7000-8000-{len(seen) + 1:012}"), text)


def show(value, indent=0, before=0):
    """JSON that fits the page: a value stays on its line where there is room."""
    line = json.dumps(value, ensure_ascii=False)
    if before + len(line) <= width or not isinstance(value, (dict, list)) or not value:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, list):
        parts = [("", item) for item in value]
    else:
        parts = [(json.dumps(name, ensure_ascii=False) + ": ", item) for name, item in value.items()]
    lines, packed = [], False
    for head, item in parts:
        text = head + show(item, indent + 2, indent + 3 + len(head))
        single = not isinstance(item, (dict, list))
        if packed and single and len(lines[-1]) + len(text) + 3 <= width:  # short values share a line
            lines[-1] += ", " + text
        else:
            lines.append(pad + text)
        packed = single
    opened, closed = "[]" if isinstance(value, list) else "{}"
    return opened + "\n" + ",\n".join(lines) + "\n" + " " * indent + closed


def shortened(value):
    """A document in a reply is shown by its beginning."""
    if isinstance(value, str):
        return value if len(value) <= longest else value[:40] + "…"
    if isinstance(value, list):
        return [shortened(item) for item in value]
    if isinstance(value, dict):
        return {name: shortened(item) for name, item in value.items()}
    return value


def show_pair(request, reply):
    both = mask(json.dumps(shortened([request, reply]), ensure_ascii=False))
    request, reply = json.loads(both)
    return ["```json", show(request), "```", "", "```json", show(reply), "```"]


class book:
    """Links rule identifiers to their pages, and notices those that do not exist."""

    def __init__(self, titles, findings):
        self.known = set(re.findall(r'^DEALERKIT_RULE_BOOK\("([A-Z]+-\d+)"', titles, re.M))
        self.findings = findings

    def link(self, text, where):
        def one(match):
            if match[0] not in self.known:
                self.findings.append(f"{data_file}: {where} names {match[0]}, which the rule book does not have")
            return f"[{match[0]}](rulebook/{match[1]}.md#{match[0]})"

        return re.sub(r"\b(NET|ACC|CUS|CON|CFG|QUO|JRN|LEA|OPP|APT|TSK|CRD|LOY|STL|DAT|SEC|ALL|SIM)-\d\d\b", one, text)


class tables:
    """Schemas as tables. An object that has a name of its own is named, not repeated."""

    def __init__(self, schema, data, rules, findings):
        self.schema, self.rules, self.findings = schema, rules, findings
        self.shapes = []
        for shape in data["shapes"]:
            try:
                found = schema
                for part in shape["at"].split("/"):
                    found = found[part]
            except (KeyError, TypeError):
                findings.append(f"{data_file}: the shape {shape['name']} is not at {shape['at']}")
                continue
            self.shapes.append((shape["name"], found, shape))

    def named(self, schema):
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return name
        for name, known, _ in self.shapes:
            if schema == self.plain(known) and schema.get("properties"):
                return name
        return None

    def type_of(self, schema):
        name = self.named(self.plain(schema))
        if name:
            return f"[{name}](#shape-{name.replace(' ', '-')})"
        if "anyOf" in schema:
            return " or ".join(self.type_of(one) for one in schema["anyOf"])
        if "enum" in schema:
            return ", ".join(f"`{one}`" for one in schema["enum"])
        kind = schema.get("type", "anything")
        if kind == "array":
            return f"list of {self.type_of(schema['items'])}"
        if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            return f"name → {self.type_of(schema['additionalProperties'])}"
        if kind == "string" and schema.get("format") == "date-time":
            return "instant"
        if kind == "string" and schema.get("format") == "date":
            return "date"
        if kind == "string" and "pattern" in schema:
            return "decimal string"
        return kind

    @staticmethod
    def plain(schema):
        return {name: value for name, value in schema.items() if name != "x-rule"}

    def rows(self, schema, prefix, top=True):
        """(path, type, rule that asks for it): objects without a name are opened."""
        schema = self.plain(schema)
        if not top and self.named(schema):
            return
        if schema.get("type") == "array":
            yield from self.rows(schema["items"], prefix + "[]", False)
            return
        for one in schema.get("anyOf", ()):
            yield from self.rows(one, prefix, False)
        for name, item in schema.get("properties", {}).items():
            path = f"{prefix}.{name}" if prefix else name
            yield path, self.type_of(item), item.get("x-rule", "")
            yield from self.rows(item, path, False)

    def table(self, schema, notes, where, asks=True):
        """The lines of a table; `notes` says what a field means, `asks` whether a column says which rule wants it."""
        rows = list(self.rows(schema, ""))
        left = dict(notes)
        if not rows:
            items = schema.get("additionalProperties")
            if isinstance(items, dict):
                rows = [("NAME", self.type_of(items), "")] + list(self.rows(items, "NAME", False))
        lines = []
        asks = asks and any(rule for _, _, rule in rows)
        for path, kind, rule in [("field", "type", "asked for by"), ("---", "---", "---")] + rows if rows else []:
            if lines[1:]:
                meaning = self.rules.link(left.pop(path, ""), where)
                path = f"`{path}`"
            else:
                meaning = "meaning" if not lines else "---"
            wanted = f" | {self.rules.link(rule, where)}" if asks else ""
            lines.append(f"| {path} | {kind}{wanted} | {meaning} |")
        self.findings += [f"{data_file}: {where} explains {path}, which is no field of it" for path in left]
        return lines or ["Nothing."]


def read_verbs(files, findings):
    """Verb → (access, mode) from verbs/*.def, and the groups with their verbs in order."""
    verbs, groups = {}, []
    for name in verb_files:
        text = files.get(f"include/dealerkit/verbs/{name}.def", "")
        lines = re.findall(r'^DEALERKIT_VERB\("([^"]+)",\s*\w+,\s*(\w+),\s*(\w+)\)', text, re.M)
        if not lines:
            findings.append(f"include/dealerkit/verbs/{name}.def: no verb is there")
        verbs.update({verb: (access, mode) for verb, access, mode in lines})
        groups.append((name, [verb for verb, _, _ in lines]))
    return verbs, groups


def paragraphs(text):
    return text if isinstance(text, list) else [text]


def render_verbs(data, schema, verbs, groups, tabulate, rules, runner, findings):
    out = []
    for group, names in groups:
        out += [f"### {group_titles[group]}", ""]
        for verb in names:
            told = data["verbs"].get(verb)
            if verb not in schema["verbs"]:
                findings.append(f"{verb}: the program does not know it; is it built from this tree?")
                continue
            if not told or not told.get("text"):
                findings.append(f"{data_file}: {verb} has no prose")
                continue
            access, mode = verbs[verb]
            out += [f"#### `{verb}`", "", f"*{access_words[access]}, {mode_words[mode]}*", ""]
            for one in paragraphs(told["text"]):
                out += [rules.link(one, verb), ""]
            of_verb = schema["verbs"][verb]
            out += ["Arguments:" if of_verb["args"].get("properties") else "Arguments: none.", ""]
            if of_verb["args"].get("properties"):
                out += tabulate.table(of_verb["args"], told.get("args", {}), f"{verb}, args") + [""]
            shape = tabulate.named(of_verb["reply"])
            if shape:
                out += [f"Reply: a {tabulate.type_of(of_verb['reply'])}.", ""]
            else:
                out += ["Reply:", ""] + tabulate.table(of_verb["reply"], told.get("reply", {}), f"{verb}, reply",
                                                         False) + [""]
            if not told.get("example"):
                findings.append(f"{data_file}: {verb} has no example")
                continue
            pair = play({"verb": verb, **told["example"]}, data, verbs, runner, findings, verb)
            if pair:
                out += show_pair(*pair) + [""]
    known = {verb for _, names in groups for verb in names}
    findings += [f"{data_file}: {verb} is no verb" for verb in data["verbs"] if verb not in known]
    findings += [f"include/dealerkit/verbs: {verb} is missing there" for verb in schema["verbs"] if verb not in known]
    return out


def render_shapes(tabulate, schema, rules):
    out = []
    for name, found, shape in tabulate.shapes:
        out += [f'<a id="shape-{name.replace(" ", "-")}"></a>', "", f"#### {name}", "",
                rules.link(shape["text"], f"the shape {name}"), ""]
        out += tabulate.table(found, shape.get("fields", {}), f"the shape {name}") + [""]
    return out


def contents(groups):
    out = []
    for group, names in groups:
        links = " · ".join(f"[`{verb}`](#{verb.replace('.', '')})" for verb in names)
        out += [f"- {group_titles[group]}: {links}"]
    return out


block = re.compile(r"(<!-- generated: ([^>]+?) -->\n).*?(<!-- /generated -->)", re.S)


def render(files, runner):
    """The page as it should be, the findings, and how many things were looked at."""
    findings = []
    page = files.get(page_file, "")
    if not page:
        findings.append(f"{page_file}: is not there")
    data = json.loads(files[data_file])
    schema = runner.schema()
    schema = {"$defs": {}, **schema}
    verbs, groups = read_verbs(files, findings)
    rules = book(files.get(titles_file, ""), findings)
    tabulate = tables(schema, data, rules, findings)
    count = 0
    used = set()

    def fresh(match):
        nonlocal count
        kind, name = match[2], ""
        if kind.startswith("pair "):
            kind, name = kind.split(" ", 1)
        if kind == "verbs":
            lines = render_verbs(data, schema, verbs, groups, tabulate, rules, runner, findings)
            count += len(verbs)
        elif kind == "shapes":
            lines = render_shapes(tabulate, schema, rules)
        elif kind == "contents":
            lines = contents(groups)
        elif kind == "pair" and name in data["pairs"]:
            pair = play(data["pairs"][name], data, verbs, runner, findings, f"the pair {name}")
            lines = show_pair(*pair) if pair else []
            used.add(name)
            count += 1
        else:
            findings.append(f"{page_file}: there is nothing to generate for '{match[2]}'")
            lines = []
        text = "\n".join(lines).strip("\n")
        return f"{match[1]}\n{text}\n\n{match[3]}"

    made = block.sub(fresh, page)
    findings += [f"{page_file}: has no block '{name}'" for name in ("verbs", "shapes")
                 if f"<!-- generated: {name} -->" not in page]
    findings += [f"{data_file}: the pair {name} is shown nowhere" for name in data["pairs"] if name not in used]
    return made, findings, count


def first_difference(old, new):
    for number, (a, b) in enumerate(zip(old.split("\n"), new.split("\n")), 1):
        if a != b:
            return f"{page_file}:{number}: stale: has {a[:90]!r}, should have {b[:90]!r}"
    return f"{page_file}: stale at its end"


def check(files, runner):
    made, findings, count = render(files, runner)
    if made != files.get(page_file, ""):
        findings.append(first_difference(files.get(page_file, ""), made))
    if count == 0:
        findings.append("nothing was looked at")
    return findings, count


# --- Self-test

class pretended_runner:
    """Answers like a program of one verb."""

    def __init__(self, reply=None):
        self.reply = reply or {"ok": {"valid": True}}

    def schema(self):
        shape = {"type": "object", "properties": {"valid": {"type": "boolean"}}, "required": []}
        return {"$defs": {}, "verbs": {"check.a": {"args": {"type": "object", "properties": {
            "value": {"type": "string", "x-rule": "CUS-10"}, "many": {"type": "array", "items": {
                "type": "object", "properties": {"id": {"type": "string"}}}}}}, "reply": shape}}}

    def open(self):
        return (lambda request: self.reply), (lambda: None)


def self_test():
    data = {"scenes": {}, "shapes": [{"name": "verdict", "at": "verbs/check.a/reply", "text": "CUS-10 says."}],
            "pairs": {"one": {"verb": "check.a", "args": {}}},
            "verbs": {"check.a": {"text": "Checks (CUS-10).", "args": {"many[].id": "its name"},
                                  "example": {"args": {"value": "x"}}}}}
    files = {page_file: "# P\n" + "".join(f"<!-- generated: {name} -->\n<!-- /generated -->\n"
                                          for name in ("verbs", "shapes", "pair one")),
             titles_file: 'DEALERKIT_RULE_BOOK("CUS-10", "T", "S")\n',
             "include/dealerkit/verbs/checks.def": 'DEALERKIT_VERB("check.a", ask_a, nobody, pure)\n'}
    for name in verb_files[1:]:
        files[f"include/dealerkit/verbs/{name}.def"] = 'DEALERKIT_VERB("check.a", ask_a, nobody, pure)\n'
    files["include/dealerkit/verbs/network.def"] = files["include/dealerkit/verbs/customers.def"] = files[
        "include/dealerkit/verbs/audit.def"] = 'DEALERKIT_VERB("check.a", ask_a, nobody, pure)\n'

    def with_data(**changes):
        return {**files, data_file: json.dumps({**data, **changes})}

    def page_of(tree, runner=None):
        return {**tree, page_file: render(tree, runner or pretended_runner())[0]}

    def found(tree, part, runner=None):
        return any(part in line for line in check(tree, runner or pretended_runner())[0])

    good = page_of(with_data())
    page = good[page_file]
    verb = data["verbs"]["check.a"]
    return [
        ("what was written is clean", check(good, pretended_runner()) == ([], check(good, pretended_runner())[1])),
        ("something was looked at", check(good, pretended_runner())[1] > 0),
        ("what was not yet written is stale", found(with_data(), "stale")),
        ("a change by hand is stale", found({**good, page_file: page.replace("Checks (", "Checked (")}, "stale")),
        ("another reply is stale", found(good, "stale", pretended_runner({"ok": {"valid": False}}))),
        ("a refused example is found", found(good, "expected to be accepted", pretended_runner({"refused": []}))),
        ("a verb without prose is found", found(page_of(with_data(verbs={})), "check.a has no prose")),
        ("a verb without an example is found", found(
            page_of(with_data(verbs={"check.a": {"text": "T."}})), "check.a has no example")),
        ("prose of no verb is found", found(page_of(with_data(verbs={**data["verbs"], "check.b": {}})),
                                            "check.b is no verb")),
        ("a note on no field is found", found(page_of(with_data(verbs={"check.a": {**verb, "args": {"valeu": "?"}}})),
                                              "valeu, which is no field")),
        ("a rule that does not exist is found", found(
            page_of(with_data(verbs={"check.a": {**verb, "text": "CUS-" "99."}})), "rule book does not have")),
        ("a shape that is nowhere is found", found(page_of(with_data(shapes=[{"name": "s", "at": "verbs/x", "text": ""}])),
                                                   "the shape s is not at")),
        ("a pair that is not shown is found", found(page_of(with_data(pairs={**data["pairs"], "two": {}})),
                                                    "the pair two is shown nowhere")),
        ("an unknown block is found", found({**good, page_file: page + "<!-- generated: x -->\n<!-- /generated -->\n"},
                                            "nothing to generate for 'x'")),
        ("a page without blocks is found", found({**good, page_file: "# P\n"}, "has no block 'verbs'")),
        ("a rule is linked", "[CUS-10](rulebook/CUS.md#CUS-10)" in page),
        ("an inner field is told", "| `many[].id` | string |  | its name |" in page and "| `valid` | boolean |  |" in page),
        ("a shape is named", "Reply: a [verdict](#shape-verdict)." in page),
        ("what differs is replaced", mask("018cfce9-09a0-7103-99ae-8dc9affda073.oHxJlVdYggme1MCkAaD2uA " + "A" * 119 + " "
                                          + "0" * 64) == "<account token> <search token> <sha-256>"),
        ("the same is replaced by the same", mask(
            "018cfce9-09a0-7103-99ae-8dc9affda073 018cfce9-09a0-7104-99ae-8dc9affda073 018cfce9-09a0-7103-99ae-8dc9affda073"
        ).split()[0::2] == ["018cfce6-0000-7000-8000-000000000001"] * 2),
    ]


def read_files():
    files = {}
    for path in [page_file, data_file, titles_file] + [f"include/dealerkit/verbs/{name}.def" for name in verb_files]:
        try:
            with open(os.path.join(root, path), encoding="utf-8") as source:
                files[path] = source.read()
        except FileNotFoundError:
            pass
    return files


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = options.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", metavar="SHELL")
    what.add_argument("--check", metavar="SHELL")
    what.add_argument("--self-test", action="store_true")
    asked = options.parse_args()
    if asked.self_test:
        proofs = self_test()
        for said, held in proofs:
            if not held:
                print(f"protocol_reference: self-test: not so: {said}")
        failed = sum(not held for _, held in proofs)
        print(f"protocol_reference: self-test: {len(proofs)} proofs, {failed} failed")
        return 1 if failed or not proofs else 0
    files = read_files()
    runner = shell_runner(asked.write or asked.check)
    if asked.write:
        made, findings, count = render(files, runner)
        with open(os.path.join(root, page_file), "w", encoding="utf-8") as out:
            out.write(made)
    else:
        findings, count = check(files, runner)
    for line in findings:
        print(line)
    print(f"protocol_reference: {count} verbs and pairs, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
