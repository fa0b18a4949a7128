"""Every C++ file is as clang-format leaves it.

Each version of it formats otherwise, so that of Debian 12 decides (14); where there is another one or none, this is
skipped.
"""

import os
import re
import shutil
import subprocess
import sys

import tidy

version = 14
# Made by a script, or kept as old clients have it.
apart = re.compile(r"src/checks/phone_metadata\.|tests/abi/v")


def formatter():
    """The program, or None where its version is another one."""
    for name in (f"clang-format-{version}", "clang-format"):
        program = shutil.which(name)
        if program and f"version {version}." in subprocess.run([program, "--version"], capture_output=True,
                                                               text=True).stdout:
            return program
    return None


def check(files):
    findings = []
    program = formatter()
    looked_at = [path for path in files if path.endswith((".cpp", ".hpp")) and not apart.match(path)]
    for path in looked_at:
        done = subprocess.run([program, f"--assume-filename={os.path.join(tidy.root, path)}"],
                              input=files[path], capture_output=True, text=True, check=True)
        if done.stdout != files[path]:
            pairs = zip(files[path].split("\n"), done.stdout.split("\n"))
            line = next((number for number, (ours, its) in enumerate(pairs, 1) if ours != its), 0)
            findings.append(f"{path}:{line}: clang-format has it otherwise")
    return findings, len(looked_at)


def self_test():
    good = {"src/desk/a.cpp": "// A.\nint a() { return 1; }\n"}
    return [("a file that is formatted is clean", tidy.is_clean(check, good)),
            ("one that is not is found", tidy.finds(check, {"src/desk/a.cpp": "// A.\nint  a(){return 1;}\n"},
                                                    "a.cpp:2: clang-format has it otherwise")),
            ("what a script makes is left alone", check({"src/checks/phone_metadata.cpp": "int  a;\n"})[1] == 0)]


if __name__ == "__main__":
    if formatter() is None:
        print(f"test_format: skipped: no clang-format {version}")
        sys.exit(77)
    sys.exit(tidy.run("test_format", "files", check, self_test))
