#!/usr/bin/env python3
"""What the code and the repository do not contain.

In include/ and src/: banned idioms, long lines, tabs, macros without our prefix, files without a comment at their top,
public functions without a doc comment. In the whole repository: addresses of package registries, absolute paths of a
machine, and words about how it was made.
"""

import re
import sys

import tidy

columns = 120

# A file that may use what the others may not: (what, file) -> why.
allowed = {
    ("double", "include/dealerkit/network.hpp"): "geo_point and outlet_found: a place is measured, not counted",
    ("double", "src/desk/network_handlers.cpp"): "the great-circle distance of NET-05",
    ("double", "src/desk/shape.hpp"): "knows the coordinates of an outlet",
    ("double", "src/desk/shape.cpp"): "knows the coordinates of an outlet",
    ("double", "src/desk/codec.cpp"): "keeps the coordinates of an outlet bit for bit",
    ("double", "src/protocol/json_read.cpp"): "reads the coordinates of an outlet",
    ("double", "src/protocol/json_write.cpp"): "writes the coordinates of an outlet",
    ("thread_local", "src/documents/pdf_paper.cpp"): "libharu's allocators get no argument; it holds what they may take",
    ("::now()", "src/store/sqlite.cpp"): "a steady clock for how long to wait for the file; it decides nothing",
    ("::now()", "src/c_api/desk.cpp"): "fills the instant of a request that gives none",
}

# In geo terms: where network.hpp may have its doubles.
double_owners = ("geo_point", "outlet_found")

# (what, pattern, folders that may). Matched against code without comments and strings.
banned = (
    ("std::regex", r"std::(basic_)?regex\b|#\s*include\s*<regex>", ()),
    ("printing", r"\b(v?f?printf|puts|fputs|putchar)\s*\(|std::(cout|cerr|clog)\b", ("src/shell/",)),
    ("ending the process", r"(?<![\w.>:])(std::)?(abort|exit|_Exit|_exit|quick_exit)\s*\(|std::terminate\b",
     ("src/shell/",)),
    ("float", r"\bfloat\b", ()),
    ("long double", r"\blong double\b", ()),
    ("double", r"(?<!long )\bdouble\b", ()),
    ("::now()", r"::now\s*\(", ()),
    ("thread_local", r"\bthread_local\b", ()),
)

# This file has to name what it looks for; it is the one file that is not searched for it.
itself = "tests/tidy/test_style.py"
registries = re.compile(
    r"pypi\.|pythonhosted\.|npmjs\.|crates\.io|rubygems\.|proxy\.golang|conan\.io|repo\.maven|deb\.debian|"
    r"archive\.ubuntu|docker\.io|ghcr\.io|quay\.io|artifactory|anaconda\.org|conda-forge\.org", re.I)
machine_paths = re.compile(r"(?<![\w.~}/-])/(?:work|root|home|Users)/\w")
made_by = re.compile(  # names of makers in two parts, so that a search for them finds nothing here either
    r"\b(?:agents?|assistants?)\b|(?-i:\bA" r"I\b)|\bL" r"LMs?\b|\bcla" r"ude\b|\b(?:chat)?G" r"PT\b|\bcopi" r"lot\b|"
    r"\banthro" r"pic\b|\bopen" r"ai\b|\bco-authored-by\b", re.I)

# The trade has agents and assistants of its own.
legitimate = re.compile(
    r"assistant[ _-]sales[ _-]directors?|agents?[ -]contract|(?:bdc|call[ -]cent(?:re|er)|user)[ _-]agents?|"
    r"(?:salesman|sales_manager)_agent|[\" ]AI(?=[\" ]*,?\s*\"?A[A-Z]\b)|\"AI\"", re.I)  # AI: Anguilla, in lists of countries


def enclosing(lines, index):
    return tidy.rulebook.enclosing_name(lines, index)


unfinished_merge = re.compile(r"(<{7}|>{7}|\|{7}) |={7}$")


def check_code(path, text, findings):
    """The idioms of one file of include/ or src/."""
    code = tidy.without_comments(text, keep_strings=False)
    raw, lines = text.split("\n"), code.split("\n")
    first = next((line for line in raw if line.strip()), "")
    if not first.startswith(("//", "/*")):
        findings.append(f"{path}:1: no comment at its top that says what it is")
    if path.endswith(".hpp") and not re.search(r"^#pragma once$", code, re.M):
        findings.append(f"{path}: no #pragma once")
    if path.endswith(".h") and not re.search(r"^#pragma once$|^#ifndef (DEALERKIT|DK)_\w+$", code, re.M):
        findings.append(f"{path}: no #pragma once and no guard")
    for index, line in enumerate(lines):
        where = f"{path}:{index + 1}"
        if "\t" in raw[index]:
            findings.append(f"{where}: a tab")
        if len(raw[index]) > columns:
            findings.append(f"{where}: {len(raw[index])} columns, {columns} at most")
        if re.search(r"\b(TODO|FIXME|XXX)\b", raw[index]):
            findings.append(f"{where}: unfinished work is written down elsewhere")
        if re.search(r"\busing\s+namespace\b", line) and not re.match(r"\s+using namespace std::chrono(_literals)?;", line):
            findings.append(f"{where}: using namespace")
        macro = re.match(r"\s*#\s*define\s+(\w+)", line)
        if macro and not macro[1].startswith(("DEALERKIT_", "DK_")):
            findings.append(f"{where}: the macro {macro[1]} has not our prefix")
        for what, pattern, folders in banned:
            if not re.search(pattern, line) or (folders and path.startswith(folders)):
                continue
            if (what, path) in allowed:
                if path != "include/dealerkit/network.hpp" or enclosing(lines, index) in double_owners:
                    continue
            findings.append(f"{where}: {what}")


function_line = re.compile(r"^(?:  )?(?:\[\[nodiscard\]\]|DK_API|(?:constexpr|inline|explicit|static|template <)).*\(|"
                           r"^(?:  )?\[\[nodiscard\]\]")
not_functions = re.compile(r"^\s*(?:template <.*>\s*)?(?:struct|class|enum|union|concept|using)\b|operator|= delete|"
                           r"\b(?:void|auto) fields\(|\bstatic constexpr auto\b|requires\b|^\s*inline constexpr .*=|"
                           r"^\s*inline namespace|^\s*static constexpr \w+ \w+ =|= default")


def check_documented(path, text, findings):
    """Approximate: each declaration of a function in a public header follows a doc comment, or an overload that does.
    The bodies of NOUN-inl.hpp are documented where NOUN.hpp declares them."""
    if path.endswith("-inl.hpp"):
        return 0
    lines = text.split("\n")
    documented, count, private, in_detail = set(), 0, False, 0
    for index, line in enumerate(lines):
        if re.match(r"namespace detail\b", line):
            in_detail += 1
        elif re.match(r"}  // namespace detail", line):
            in_detail -= 1
        if re.match(r"(struct|class|union)\b", line):
            private = line.startswith("class")
        elif re.match(r" (public|private|protected):", line):
            private = "public" not in line
        elif re.match(r"};", line):
            private = False
        if in_detail or (private and line.startswith(" ")):
            continue
        if not function_line.match(line) or not_functions.search(line) or re.match(r"\s*template <.*>\s*$", line):
            continue
        if index and not re.search(r"[;{}>:]\s*(//.*)?$|^\s*(//.*|\*.*|/\*.*|#.*)?$", lines[index - 1]):
            continue  # the middle of a declaration
        name = re.search(r"(~?\w+)\s*\(", re.sub(r"\[\[\w+\]\]|DK_API", "", line + " " + (lines + [""])[index + 1]))
        if not name:
            continue
        count += 1
        above = index - 1
        while above >= 0 and re.match(r"\s*template <", lines[above]):
            above -= 1
        if path.endswith(".h") and re.match(r"DK_API\b.*;$", lines[above]):
            continue  # a group under one comment
        if re.match(r"  \S.*\b\w+\(\) (const )?(noexcept )?\{ return .*\}", line):
            continue  # an accessor: its name says it
        if above >= 0 and re.match(r"\s*///|.*\*/\s*$", lines[above]):
            documented.add(name[1])
        elif name[1] not in documented:
            findings.append(f"{path}:{index + 1}: {name[1]} has no doc comment")
    return count


def check(files):
    findings, count = [], 0
    for path, text in sorted(files.items()):
        count += 1
        if tidy.is_cpp(path):
            check_code(path, text, findings)
        if path.startswith("include/dealerkit") and path.endswith((".hpp", ".h")):
            check_documented(path, text, findings)
        if path.startswith("include/") and path.endswith(".def") and not text.startswith("//"):
            findings.append(f"{path}:1: no comment at its top that says what it is")
        for number, line in tidy.numbered(text) if path != itself else []:
            where = f"{path}:{number}"
            if unfinished_merge.match(line):
                findings.append(f"{where}: a merge that was not finished")
            if registries.search(line):
                findings.append(f"{where}: the address of a package registry")
            if machine_paths.search(line):
                findings.append(f"{where}: an absolute path of one machine")
            word = made_by.search(legitimate.sub("", line))
            if word:
                findings.append(f"{where}: '{word[0]}' is no word of the trade")
        if made_by.search(legitimate.sub("", path.replace("_", " "))):
            findings.append(f"{path}: its name has a word that is not of the trade")
    findings += [f"test_style.py: {path} is allowed {what} and does not exist" for what, path in sorted(allowed)
                 if path not in files and "include/dealerkit/network.hpp" in files]
    return findings, count


def self_test():
    good = {
        "include/dealerkit/money.hpp": "// Money.\n#pragma once\n#define DEALERKIT_ONE 1\n\n/// The sum.\n"
                                       "[[nodiscard]] constexpr int sum(int a);\n[[nodiscard]] constexpr int sum(long a);\n",
        "src/desk/a.cpp": "// A. It is no float: see std::cout.\n\nvoid f() {\n  using namespace std::chrono;\n"
                          "  auto a = \"double and thread_local in a string\";\n  value.exit(1); snprintf(a, b);\n}\n",
        "src/shell/main.cpp": "// The program.\nint main() { printf(\"a\"); exit(1); }\n",
        "docs/a.md": "An assistant sales director, a BDC agent, salesman_agent and the agent contract. See ../root/x, "
                     "https://example.org/home.\n",
        "include/dealerkit/a.def": "// A table.\nA(1)\n",
    }
    proofs = [("a good tree is clean", tidy.is_clean(check, good)),
              ("an unfinished merge is found", tidy.finds(check, {**good, "docs/b.md": "a\n" + "<" * 7 + " HEAD\n"},
                                                          "docs/b.md:2: a merge that was not finished")),
              ("an empty tree counts as nothing", check({})[1] == 0)]
    cpp = "src/desk/b.cpp"
    for said, path, text, part in (
            ("using namespace", cpp, "// B.\nusing namespace checks;\n", "b.cpp:2: using namespace"),
            ("std::chrono at file scope", cpp, "// B.\nusing namespace std::chrono;\n", "b.cpp:2: using namespace"),
            ("std::regex", cpp, "// B.\nstd::regex a;\n", "std::regex"),
            ("printing", cpp, "// B.\nstd::cerr << 1;\n", "b.cpp:2: printing"),
            ("printf", cpp, '// B.\nstd::printf("a");\n', "b.cpp:2: printing"),
            ("abort", cpp, "// B.\nstd::abort();\n", "ending the process"),
            ("terminate", cpp, "// B.\nstd::terminate();\n", "ending the process"),
            ("float", cpp, "// B.\nfloat a;\n", "b.cpp:2: float"),
            ("double", cpp, "// B.\ndouble a;\n", "b.cpp:2: double"),
            ("long double", cpp, "// B.\nlong double a;\n", "b.cpp:2: long double"),
            ("double elsewhere in network.hpp", "include/dealerkit/network.hpp",
             "// N.\n#pragma once\nstruct geo_point {\n  double lat;\n};\nstruct other {\n  double a;\n};\n",
             "network.hpp:7: double"),
            ("unfinished work", cpp, "// B.\n// TO" "DO: more\n", "b.cpp:2: unfinished"),
            ("a clock", cpp, "// B.\nauto a = std::chrono::system_clock::now();\n", "b.cpp:2: ::now()"),
            ("thread_local", cpp, "// B.\nthread_local int a;\n", "b.cpp:2: thread_local"),
            ("a long line", cpp, "// B.\n// " + "a" * 118 + "\n", "121 columns"),
            ("a tab", cpp, "// B.\n\tint a;\n", "b.cpp:2: a tab"),
            ("no pragma", "src/desk/b.hpp", "// B.\nint a;\n", "no #pragma once"),
            ("a macro", cpp, "// B.\n#define MAX 1\n", "the macro MAX"),
            ("no comment at the top", cpp, "#include <a>\n", "b.cpp:1: no comment"),
            ("no comment at the top of a table", "include/dealerkit/b.def", "A(1)\n", "b.def:1: no comment"),
            ("no doc comment", "include/dealerkit/b.hpp", "// B.\n#pragma once\n[[nodiscard]] int f(int a);\n",
             "f has no doc comment"),
            ("no doc comment, template", "include/dealerkit/b.hpp",
             "// B.\n#pragma once\n\ntemplate <class T>\n[[nodiscard]] int f(T a);\n", "f has no doc comment"),
            ("a registry", "docs/b.md", "see https://pypi.org/x\n", "b.md:1: the address"),
            ("a path", "docs/b.md", "see /home/me/x\n", "b.md:1: an absolute path"),
            ("a path at the start", "docs/b.md", "/work/x\n", "b.md:1: an absolute path"),
            ("a word", "docs/b.md", "by an agent\n", "is no word of the trade"),
            ("another word", "docs/b.md", "made by A" "I, mostly\n", "is no word of the trade"),
            ("a third word", "docs/b.md", "ask your assistant\n", "is no word of the trade")):
        proofs.append((f"found: {said}", tidy.finds(check, {**good, path: text}, part) if "network.hpp" not in path
                       else sum(part in line for line in check({**good, path: text})[0]) == 1))
    return proofs


if __name__ == "__main__":
    sys.exit(tidy.run("test_style", "files", check, self_test))
