#!/usr/bin/env python3
"""What README.md shows is so.

Its C and C++ are parts of the examples that they say they are from, these compile against the built library, and print
what the README says; its requests are answered as it says; its Python runs as a doctest; its table of options is that of
CMakeLists.txt; and the links of README.md, CONTRIBUTING.md, CHANGELOG.md and docs/ lead somewhere.

The build folder is the environment's DEALERKIT_BUILD, else build/release. Without a build the rest is looked at all the
same, and the exit code is 77: skipped. The Python part is skipped by name where the module is not built.
"""

import doctest
import io
import json
import os
import posixpath
import re
import subprocess
import sys
import tempfile
import textwrap

import tidy

readme = "README.md"
skipped = 77


# --- Reading pages

def fences(page):
    """Every fenced block as (language, text, mark, line): the mark is the HTML comment on the line before it."""
    found, lines, index = [], page.split("\n"), 0
    while index < len(lines):
        opened = re.match(r"```(\w*)$", lines[index])
        if opened:
            end = lines.index("```", index + 1)
            mark = re.match(r"<!-- (.*) -->$", lines[index - 1]) if index else None
            found.append((opened[1], "\n".join(lines[index + 1:end]), mark[1] if mark else "", index + 1))
            index = end
        index += 1
    return found


def snippets(page):
    """The parts of examples: (language, code, file, what it prints)."""
    blocks = fences(page)
    for index, (language, code, mark, _) in enumerate(blocks):
        if mark.startswith("from "):
            after = blocks[index + 1] if index + 1 < len(blocks) else ("", "", "", 0)
            yield language, code, mark[5:], after[1] if after[0] == "text" else ""


def requests(page):
    """Requests given to the program, each with the reply that is shown."""
    for language, text, _, _ in fences(page):
        lines = text.split("\n")
        for index, line in enumerate(lines):
            asked = re.match(r"\$ echo '(.*)' \| \S*dealerkit run$", line)
            if language == "console" and asked:
                yield asked[1], lines[index + 1] if index + 1 < len(lines) else ""


def part_of(code, source):
    """True where the code is a run of whole lines of the source, but for their common indentation."""
    wanted, lines = code.split("\n"), source.split("\n")
    return any(textwrap.dedent("\n".join(lines[at:at + len(wanted)])) == code
               for at in range(len(lines) - len(wanted) + 1))


def slug(heading):
    """The anchor of a heading, as code hosts make it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip()).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(page):
    outside = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)
    return set(re.findall(r'<a id="([^"]+)"', page)) | {slug(one) for one in re.findall(r"^#+ (.*)$", outside, re.M)}


def check_links(path, page, files, findings):
    outside = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)
    outside = re.sub(r"`[^`\n]*`", "", outside)
    links = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", outside)
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        if wanted not in files and not any(known.startswith(wanted + "/") for known in files):
            findings.append(f"{path}: the link {link} leads nowhere")
        elif anchor and wanted in files and anchor not in anchors(files[wanted]):
            findings.append(f"{path}: {wanted} has no anchor {anchor}")
    return len(links)


def check_options(page, cmake, findings):
    """The table of options and CMakeLists.txt name the same ones."""
    here = set(re.findall(r"^\| `(DEALERKIT_\w+)` \|", page, re.M))
    there = set(re.findall(r"^option\((DEALERKIT_\w+)", cmake, re.M)) | set(
        re.findall(r'^set\((DEALERKIT_\w+) "[^"]*" CACHE', cmake, re.M))
    findings += [f"{readme}: says nothing of the option {name}" for name in sorted(there - here)]
    findings += [f"{readme}: there is no option {name}" for name in sorted(here - there)]
    return len(there)


def check(files):
    """What can be said without a build."""
    findings, page = [], files.get(readme, "")
    shown = list(snippets(page))
    for language, code, source, printed in shown:
        if not part_of(code, files.get(source, "")):
            findings.append(f"{readme}: the {language} snippet is not a part of {source}")
        if not printed:
            findings.append(f"{readme}: the {language} snippet does not say what it prints")
    for wanted in ("c", "cpp"):
        if page and not any(language == wanted for language, _, _, _ in shown):
            findings.append(f"{readme}: has no {wanted} snippet that is part of an example")
    for text, reply in requests(page):
        for one in (text, reply):
            try:
                json.loads(one)
            except ValueError:
                findings.append(f"{readme}: not JSON: {one[:60]}")
    count = len(shown) + len(list(requests(page))) + check_options(page, files.get("CMakeLists.txt", ""), findings)
    for path, text in sorted(files.items()):
        if path in (readme, "CONTRIBUTING.md", "CHANGELOG.md") or path.startswith("docs/") and path.endswith(".md"):
            count += check_links(path, text, files, findings)
    return findings, count


# --- Running what it shows

def cached(build, name):
    with open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8") as cache:
        found = re.search(rf"^{name}:\w+=(.*)$", cache.read(), re.M)
    return found[1] if found else ""


def desk_inputs(build):
    """What a C++ program is linked with: the static library, or the objects it is made of, and what these need."""
    archive = os.path.join(build, "libdealerkit_desk.a")
    inputs = [archive] if os.path.exists(archive) else [
        os.path.join(folder, leaf)
        for folder, _, leaves in os.walk(os.path.join(build, "CMakeFiles/dealerkit_objects.dir"))
        for leaf in sorted(leaves) if leaf.endswith(".o")]
    packages = ["icu-uc", "icu-i18n", "absl_time", "libsodium", "sqlite3"]
    done = subprocess.run(["pkg-config", "--libs", *packages], capture_output=True, text=True)
    pdf = [] if cached(build, "DEALERKIT_PDF").upper() in ("OFF", "0", "FALSE", "NO") else ["-lhpdf"]  # has no .pc file
    return inputs, done.stdout.split() + pdf if done.returncode == 0 else None


def run_example(language, source, build, folder):
    """Compiles an example and runs it: (what it printed, what went wrong)."""
    include, program = os.path.join(tidy.root, "include"), os.path.join(folder, language)
    path = os.path.join(tidy.root, source)
    if language == "c":
        command = [cached(build, "CMAKE_C_COMPILER") or "cc", "-std=c11", "-I" + include, path, "-L" + build,
                   "-ldealerkit", "-Wl,-rpath," + build, "-o", program]
    else:
        inputs, libraries = desk_inputs(build)
        if not inputs or libraries is None:
            return None, "the objects of the desk, or pkg-config's word on what they need, cannot be had"
        command = [cached(build, "CMAKE_CXX_COMPILER") or "c++", "-std=c++20", "-I" + include, path, *inputs, *libraries,
                   "-pthread", "-o", program]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return None, f"{source} does not compile: {done.stderr[-2000:]}"
    done = subprocess.run([program], capture_output=True, text=True, encoding="utf-8")
    return done.stdout.strip("\n"), "" if done.returncode == 0 else f"{source} ends with status {done.returncode}"


def run_requests(page, program, findings):
    count = 0
    for request, reply in requests(page):
        done = subprocess.run([program, "run"], input=request + "\n", capture_output=True, text=True, encoding="utf-8")
        if done.stdout.strip("\n") != reply:
            findings.append(f"{readme}: {request} is answered {done.stdout.strip()}")
        count += 1
    return count


def run_python(page):
    """Doctests of the Python blocks: (how many, what failed)."""
    text = "\n\n".join(code for language, code, _, _ in fences(page) if language == "pycon")
    examples = doctest.DocTestParser().get_doctest(text, {}, readme, readme, 0)
    said = io.StringIO()
    result = doctest.DocTestRunner(verbose=False).run(examples, out=said.write)
    return result.attempted, said.getvalue()


def run_all(page, build, findings):
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for language, _, source, printed in snippets(page):
            output, problem = run_example(language, source, build, folder)
            if problem:
                findings.append(f"{readme}: {problem}")
            elif output != printed:
                findings.append(f"{readme}: {source} prints {output!r}, not {printed!r}")
            count += 1
    program = os.path.join(build, "bin/dealerkit")
    if os.path.exists(program):
        count += run_requests(page, program, findings)
    else:
        print("test_readme: the requests are skipped: the program is not built")
    package = os.path.join(build, "python")
    if any(leaf.startswith("_native") and leaf.endswith(".so") for _, _, leaves in os.walk(package) for leaf in leaves):
        sys.path.insert(0, package)
        ran, failed = run_python(page)
        if failed:
            findings.append(f"{readme}: {failed}")
        count += ran
    else:
        print("test_readme: the Python part is skipped: the module is not built")
    return count


def self_test():
    page = ("# T\n\n<!-- from examples/a.cpp -->\n```cpp\nint a;\n\nint b;\n```\n```text\n1\n```\n\n"
            "<!-- from examples/a.c -->\n```c\nint c;\n```\n```text\n2\n```\n"
            "```console\n$ echo '{\"verb\": \"x\"}' | bin/dealerkit run\n{\"ok\":{}}\n```\n"
            "```pycon\n>>> 1 + 1\n2\n```\n| `DEALERKIT_ONE` | `ON` | one |\n[b](docs/b.md#a-heading) [t](#t)\n")
    good = {readme: page, "examples/a.cpp": "int main() {\n  int a;\n\n  int b;\n}\n", "examples/a.c": "int c;\n",
            "CMakeLists.txt": 'option(DEALERKIT_ONE "One" ON)\n', "docs/b.md": "# B\n\n## A heading\n"}

    def swapped(path, old, new):
        assert old in good[path]
        return {**good, path: good[path].replace(old, new)}

    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "program")
        with open(program, "w", encoding="utf-8") as out:
            out.write("#!/bin/sh\necho '{\"ok\":{}}'\n")
        os.chmod(program, 0o755)
        fine, wrong = [], []
        asked = run_requests(page, program, fine), run_requests(page.replace('{"ok":{}}', '{"ok":{"a":1}}'), program, wrong)
    return [
        ("a good tree is clean", tidy.is_clean(check, good)),
        ("an empty tree counts as nothing", check({})[1] == 0),
        ("a snippet that differs is found", tidy.finds(check, swapped(readme, "int b;", "int d;"), "cpp snippet is not")),
        ("a line left out is found", tidy.finds(check, swapped(readme, "int a;\n\n", "int a;\n"), "cpp snippet is not")),
        ("a snippet without its output is found", tidy.finds(check, swapped(readme, "```text\n1", "```sh\n1"), "what it prints")),
        ("a README without C is found", tidy.finds(check, swapped(readme, "from examples/a.c ", "of examples/a.c "),
                                                   "no c snippet")),
        ("a request that is no JSON is found", tidy.finds(check, swapped(readme, '"x"}', '"x"'), "not JSON")),
        ("an option that is left out is found", tidy.finds(check, swapped(readme, "| `DEALERKIT_ONE`", "| `ONE`"),
                                                           "nothing of the option DEALERKIT_ONE")),
        ("an option that is not there is found", tidy.finds(check, swapped("CMakeLists.txt", "ONE", "TWO"), "no option")),
        ("a dead link is found", tidy.finds(check, swapped(readme, "docs/b.md", "docs/c.md"), "leads nowhere")),
        ("a dead anchor is found", tidy.finds(check, swapped("docs/b.md", "A heading", "Another"), "no anchor a-heading")),
        ("a right answer is one", asked == (1, 1) and fine == []),
        ("a wrong answer is found", len(wrong) == 1),
        ("Python that is right runs", run_python(page) == (1, "")),
        ("Python that is wrong is found", run_python(page.replace("1 + 1", "1 + 2"))[1] != ""),
    ]


def main():
    if "--self-test" in sys.argv[1:]:
        return tidy.run("test_readme", "parts", check, self_test)
    files = tidy.rulebook.read_tree(tidy.root)
    findings, count = check(files)
    build = os.path.abspath(os.path.join(tidy.root, os.environ.get("DEALERKIT_BUILD", "build/release")))
    built = os.path.exists(os.path.join(build, "libdealerkit.so"))
    runs = built and not cached(build, "DEALERKIT_SANITIZE")
    if runs:
        count += run_all(files.get(readme, ""), build, findings)
    for line in findings:
        print(line)
    print(f"test_readme: {count} parts, {len(findings)} findings")
    if findings or count == 0:
        return 1
    if not runs:
        print(f"test_readme: skipped: nothing was compiled or run, since there is no {'plain ' if built else ''}build")
        return skipped
    return 0


if __name__ == "__main__":
    sys.exit(main())
