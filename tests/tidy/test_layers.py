#!/usr/bin/env python3
"""Includes go one way, and each dependency has one owner folder.

    core <- nouns <- presets <- src/{text,time,checks,store} <- desk <- protocol <- c_api <- shell

The graph is drawn from the include lines of include/ and src/. Fails on an arrow against it, on a circle, on an include
that leads nowhere, on a third-party header outside its owner folder, on SQL outside src/store, on a name of ICU or
Abseil in an installed header, on a heavy header of the standard library in the pure part, and on a function of it that
everybody would compile: see "What the umbrella costs" in docs/architecture.md.
"""

import posixpath
import re
import sys

import tidy

layers = ("core", "nouns", "presets", "services", "desk", "protocol", "c_api", "shell")

# First match wins: (path pattern, layer).
places = (
    (r"include/dealerkit/(core/.*|version\.hpp|rules\.def|rule_book\.def)$", "core"),
    (r"include/dealerkit/presets/.*$", "presets"),
    (r"include/dealerkit/dealerkit\.hpp$", "presets"),  # the umbrella of the pure part, presets included
    (r"include/dealerkit/desk\.hpp$", "desk"),
    (r"include/dealerkit/.*$", "nouns"),
    (r"include/dealerkit(_experimental)?\.h$", "c_api"),
    (r"src/(text|time|checks|store|documents|exchange|configurator)/.*$", "services"),
    (r"src/desk/.*$", "desk"),
    (r"src/(protocol|batch)/.*$", "protocol"),
    (r"src/c_api/.*$", "c_api"),
    (r"src/shell/.*$", "shell"),
)

# Third-party headers: (header pattern, what it is, owner folders or files).
owners = (
    (r"unicode/", "ICU", ("src/text/",)),
    (r"absl/", "Abseil", ("src/time/", "src/store/")),
    (r"sqlite3", "SQLite", ("src/store/",)),
    (r"simdjson|nlohmann/", "JSON", ("src/protocol/",)),
    (r"sodium", "libsodium", ("src/store/", "src/desk/")),
    (r"hpdf", "libharu", ("src/documents/",)),
    (r"pugixml", "pugixml", ("src/exchange/",)),
    (r"qrcodegen/", "qrcodegen", ("src/documents/",)),
    (r"boost/", "Boost", ("include/dealerkit/core/wide.hpp",)),
)

# What belongs to the compiler, and so to everybody.
standard = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits
clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint
cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem format forward_list fstream
functional future initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory
memory_resource mutex new numbers numeric optional ostream queue random ranges ratio scoped_allocator semaphore set
shared_mutex source_location span sstream stack stdexcept stop_token streambuf string string_view syncstream
system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector
version assert.h errno.h limits.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h time.h
""".split())

# What the pure part may have of it: everybody who includes dealerkit/dealerkit.hpp compiles these too, so what takes
# long stays out (core/lists.hpp has the little of <algorithm> that is needed).
light = set("""
array bit cassert chrono compare cstddef cstdint cstring initializer_list limits new optional span string string_view
type_traits utility variant vector
""".split())
pure = re.compile(r"include/dealerkit/(?!desk\.hpp$|core/wide\.hpp$).*\.(hpp|def)$")  # these two: not in the umbrella

# Of the operating system: only where files and terminals are.
system_headers = re.compile(r"(unistd|fcntl|signal|poll|termios|windows|io|sys/\w+)\.h$")
system_owners = ("src/store/", "src/shell/")

sql = re.compile(r'"\s*(SELECT|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|CREATE (UNIQUE )?(TABLE|INDEX)|PRAGMA|'
                 r"BEGIN (IMMEDIATE|EXCLUSIVE|DEFERRED)|ROLLBACK|COMMIT)\b")
foreign_names = re.compile(r"\babsl\b|\bicu(_\d+)?::|\bU_\w+|\bUErrorCode\b|\bUChar(32)?\b|\bUnicodeString\b|unicode/|"
                           r"\babseil\b")

# A free function of a noun or preset that is compiled even where nobody calls it.
always_compiled = re.compile(r"(\[\[nodiscard\]\] )?inline (?!namespace|constexpr)[^=]*\(")


def layer_of(path):
    for pattern, layer in places:
        if re.match(pattern, path):
            return layer
    return None


def resolve(path, wanted, files):
    """The file that an include line of `path` means; None where there is none."""
    for base in (posixpath.dirname(path), "include", "src"):
        candidate = posixpath.normpath(posixpath.join(base, wanted))
        if candidate in files:
            return candidate
    return None


def circle_of(graph):
    """One circle of the graph, as a list of files; empty where there is none."""
    done, way = set(), []

    def visit(path):
        if path in way:
            return way[way.index(path):] + [path]
        if path in done:
            return []
        way.append(path)
        for other in sorted(graph.get(path, ())):
            found = visit(other)
            if found:
                return found
        way.pop()
        done.add(path)
        return []

    for path in sorted(graph):
        found = visit(path)
        if found:
            return found
    return []


def check(files):
    findings, graph, arrows = [], {}, 0
    for path, text in sorted(files.items()):
        if not tidy.is_cpp(path) and not (path.startswith(("include/", "src/")) and path.endswith(".def")):
            continue
        layer = layer_of(path)
        if layer is None:
            findings.append(f"{path}: belongs to no layer")
            continue
        code = tidy.without_comments(text)
        before = ""
        for number, line in tidy.numbered(code):
            where = f"{path}:{number}"
            if (pure.match(path) and layer != "core" and always_compiled.match(line)
                    and not before.startswith("template")):
                findings.append(f"{where}: compiled by everybody: it wants `template <class = void>` before it")
            before = line
            include = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not include:
                if sql.search(line) and not path.startswith("src/store/"):
                    findings.append(f"{where}: SQL outside src/store")
                if path.startswith("include/") and foreign_names.search(line):
                    findings.append(f"{where}: a name of ICU or Abseil in an installed header")
                continue
            arrows += 1
            wanted = include[2]
            target = resolve(path, wanted, files)
            if target:
                if path != target.replace(".hpp", "-inl.hpp"):  # the bodies of a header, which it includes at its end
                    graph.setdefault(path, set()).add(target)
                below = layer_of(target)
                if below is None:
                    findings.append(f"{where}: {target} belongs to no layer")
                elif layers.index(below) > layers.index(layer):
                    findings.append(f"{where}: {layer} includes {target}, which is of {below}")
                if path.startswith("include/") and target.startswith("src/"):
                    findings.append(f"{where}: an installed header includes {target}, which is not installed")
                if path.endswith(".h") and target.endswith(".hpp") and not target.endswith("/version.hpp"):  # macros
                    findings.append(f"{where}: a C header includes {target}")
                continue
            for pattern, what, folders in owners:
                if re.match(pattern, wanted):
                    if not path.startswith(folders):
                        findings.append(f"{where}: {what} outside {' and '.join(folders)}")
                    break
            else:
                if system_headers.match(wanted):
                    if not path.startswith(system_owners):
                        findings.append(f"{where}: <{wanted}> outside {' and '.join(system_owners)}")
                elif wanted not in standard:
                    findings.append(f"{where}: {wanted} leads nowhere, and is no dependency that has an owner")
                elif pure.match(path) and wanted not in light:
                    findings.append(f"{where}: <{wanted}> is too much for the pure part")
    circle = circle_of(graph)
    if circle:
        findings.append("a circle of includes: " + " -> ".join(circle))
    return findings, arrows


def self_test():
    good = {
        "include/dealerkit/core/money.hpp": "#include <string>\n",
        "include/dealerkit/customer.hpp": '#include "dealerkit/core/money.hpp"\n// absl and unicode/ in a comment\n'
                                          "template <class = void>\ninline int two() { return 2; }\n"
                                          "inline constexpr int names[] = {two(), 1};\n",
        "include/dealerkit/presets/a.hpp": '#include "dealerkit/customer.hpp"\n',
        "include/dealerkit/lead.hpp": '#include "dealerkit/lead-inl.hpp"\n',
        "include/dealerkit/lead-inl.hpp": '#include "dealerkit/lead.hpp"\n',
        "src/text/names.cpp": '#include <unicode/coll.h>\n#include "dealerkit/core/money.hpp"\n',
        "src/store/sqlite.cpp": '#include <sqlite3.h>\nauto a = "SELECT 1";\n',
        "src/store/backend.hpp": "#include <absl/strings/cord.h>\n",
        "src/desk/desk.cpp": '#include "store/backend.hpp"\n#include <sodium.h>\n',
        "src/protocol/json.cpp": '#include <simdjson.h>\n#include "dealerkit/customer.hpp"\n',
        "src/shell/main.cpp": '#include "dealerkit.h"\n',
        "include/dealerkit.h": "#include <stdint.h>\n",
    }

    def plus(path, line):
        return {**good, path: good.get(path, "") + line + "\n"}

    proofs = [("a good tree is clean", tidy.is_clean(check, good)),
              ("an empty tree counts as nothing", check({})[1] == 0)]
    for said, path, line, part in (
            ("core includes a noun", "include/dealerkit/core/money.hpp", '#include "dealerkit/customer.hpp"',
             "core includes include/dealerkit/customer.hpp"),
            ("a noun includes a preset", "include/dealerkit/customer.hpp", '#include "dealerkit/presets/a.hpp"',
             "nouns includes include/dealerkit/presets/a.hpp"),
            ("the store includes the desk", "src/store/backend.hpp", '#include "../desk/desk.cpp"',
             "services includes src/desk/desk.cpp"),
            ("the desk includes the protocol", "src/desk/desk.cpp", '#include "protocol/json.cpp"',
             "desk includes src/protocol/json.cpp"),
            ("an installed header includes one that is not", "include/dealerkit/desk.hpp", '#include "store/backend.hpp"',
             "not installed"),
            ("ICU outside src/text", "src/checks/email.cpp", "#include <unicode/idna.h>", "ICU outside src/text/"),
            ("Abseil in the desk", "src/desk/desk.cpp", '#include "absl/time/time.h"', "Abseil outside"),
            ("Abseil in a header", "include/dealerkit/audit.hpp", "absl::Time at();", "in an installed header"),
            ("SQLite in the desk", "src/desk/desk.cpp", "#include <sqlite3.h>", "SQLite outside"),
            ("SQL in the desk", "src/desk/desk.cpp", 'run("DELETE FROM events");', "SQL outside src/store"),
            ("JSON in the desk", "src/desk/desk.cpp", "#include <nlohmann/json.hpp>", "JSON outside"),
            ("sodium in a noun", "include/dealerkit/audit.hpp", "#include <sodium.h>", "libsodium outside"),
            ("libharu in the desk", "src/desk/desk.cpp", "#include <hpdf.h>", "libharu outside src/documents/"),
            ("Boost in money", "include/dealerkit/core/money.hpp", "#include <boost/multiprecision/cpp_int.hpp>",
             "Boost outside"),
            ("a heavy header in a noun", "include/dealerkit/audit.hpp", "#include <algorithm>",
             "<algorithm> is too much"),
            ("a function that everybody compiles", "include/dealerkit/customer.hpp",
             "[[nodiscard]] inline int owner(int known) { return known; }", "compiled by everybody"),
            ("an unknown library", "src/desk/desk.cpp", "#include <fmt/format.h>", "fmt/format.h leads nowhere"),
            ("an include that leads nowhere", "src/desk/desk.cpp", '#include "store/none.hpp"', "none.hpp leads nowhere"),
            ("a file of no layer", "src/odd/odd.cpp", "", "belongs to no layer"),
            ("a circle", "include/dealerkit/core/money.hpp", '#include "dealerkit/core/money.hpp"', "a circle")):
        proofs.append((f"found: {said}", tidy.finds(check, plus(path, line), part)))
    return proofs


if __name__ == "__main__":
    sys.exit(tidy.run("test_layers", "includes", check, self_test))
