#!/usr/bin/env python3
"""Builds a file twice: as it may be written, and as it may not.

check.py COMPILER INCLUDE_DIR FILE

With -DDEALERKIT_MUST_FAIL=0 the file must compile, so that the second failure means what the file says. With =1 it must
not, and the compiler must say one of the texts of the file's `// expected: ...` lines (one for each compiler is enough).
"""

import os
import re
import subprocess
import sys


def build(compiler, include, path, must_fail):
    done = subprocess.run(
        [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
         f"-DDEALERKIT_MUST_FAIL={must_fail}", "-I", include, "-x", "c++", path],
        capture_output=True, text=True, errors="replace", env={**os.environ, "LC_ALL": "C"}, check=False)
    return done.returncode, done.stdout + done.stderr


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    compiler, include, path = arguments
    with open(path, encoding="utf-8") as file:
        text = file.read()
    expected = re.findall(r"^// expected: (.+?)\s*$", text, re.M)
    if not expected or "DEALERKIT_MUST_FAIL" not in text.replace("-DDEALERKIT_MUST_FAIL", ""):
        print(f"{path}: needs an `// expected: ...` line and code under DEALERKIT_MUST_FAIL", file=sys.stderr)
        return 1
    status, output = build(compiler, include, path, 0)
    if status != 0:
        print(f"{path}: does not compile as it may be written:\n{output}", file=sys.stderr)
        return 1
    status, output = build(compiler, include, path, 1)
    if status == 0:
        print(f"{path}: compiles, though it must not", file=sys.stderr)
        return 1
    if not any(one in output for one in expected):
        print(f"{path}: fails for another reason than {expected}:\n{output}", file=sys.stderr)
        return 1
    print(f"{path}: 2 builds, refused as expected")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
