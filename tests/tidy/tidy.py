"""What the checks of this folder share: the tree as text, C++ without its comments, a count, a self-test.

A check is a function over `files` (path -> text) that gives (findings, how many things it looked at). So its own
test needs no folder: it makes a small tree with a mistake in it and sees that the mistake is found.
"""

import os
import re
import sys

root = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(root, "scripts"))
sys.dont_write_bytecode = True

import rulebook  # noqa: E402  (its folder is known only now)

catalogue_file = rulebook.catalogue_file


def is_cpp(path):
    """A header or source of the library itself."""
    return path.startswith(("include/", "src/")) and path.endswith((".hpp", ".cpp", ".h", ".c", ".inc"))


def without_comments(text, keep_strings=True):
    """C++ with its comments blanked (and its strings too where asked): same lines, same columns."""
    out, at, size = [], 0, len(text)

    def blank(part):
        return re.sub(r"[^\n]", " ", part)

    while at < size:
        two = text[at:at + 2]
        if two == "//":
            end = text.find("\n", at)
            end = size if end < 0 else end
            out.append(blank(text[at:end]))
        elif two == "/*":
            end = text.find("*/", at + 2)
            end = size if end < 0 else end + 2
            out.append(blank(text[at:end]))
        elif text[at] == '"':
            raw = re.match(r'"([^()\\ \n]*)\(', text[at:]) if at and text[at - 1] == "R" else None
            if raw:
                end = text.find(")" + raw[1] + '"', at)
                end = size if end < 0 else end + len(raw[1]) + 2
            else:
                found = re.compile(r'"(?:[^"\\\n]|\\.|\\\n)*"?').match(text, at)
                end = found.end()
            out.append(text[at:end] if keep_strings else '"' + blank(text[at + 1:end - 1]) + '"')
        elif text[at] == "'" and not (at and text[at - 1].isalnum()):  # not the separator of 1'000
            end = re.compile(r"'(?:[^'\\\n]|\\.)*'?").match(text, at).end()
            out.append(text[at:end])
        else:
            end = at + 1
            out.append(text[at])
        at = end
    return "".join(out)


def numbered(text):
    """The lines with their numbers, from 1."""
    return list(enumerate(text.split("\n"), 1))


def run(name, what, check, self_test):
    """The main function of a check: prints its findings and a count; exit code 1 on a finding or on a count of zero."""
    if "--self-test" in sys.argv[1:]:
        proofs = self_test()
        for said, held in proofs:
            if not held:
                print(f"{name}: self-test: not so: {said}")
        failed = sum(not held for _, held in proofs)
        print(f"{name}: self-test: {len(proofs)} proofs, {failed} failed")
        return 1 if failed or not proofs else 0
    findings, count = check(rulebook.read_tree(root))
    for line in findings:
        print(line)
    print(f"{name}: {count} {what}, {len(findings)} findings")
    if count == 0:
        print(f"{name}: nothing was looked at")
    return 1 if findings or count == 0 else 0


def finds(check, files, part):
    """True where exactly one finding of a check has this part: what a self-test asks."""
    findings, _ = check(files)
    return sum(part in line for line in findings) == 1


def is_clean(check, files):
    """True where a check looked at something and found nothing."""
    findings, count = check(files)
    return not findings and count > 0
