"""What the shared library exports is exactly what the list says, and all of it is ours.

Usage: check_exports.py LIBRARY LIST
"""
import subprocess
import sys


def main():
    library, listed = sys.argv[1:3]
    table = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
    exported = sorted({line.split()[-1].split("@")[0] for line in table.splitlines()} - {"DK_0"})
    with open(listed, encoding="utf-8") as file:
        wanted = sorted(line.strip() for line in file if line.strip() and not line.startswith("#"))
    for name in sorted(set(exported) - set(wanted)):
        print("exported but not listed: %s" % name)
    for name in sorted(set(wanted) - set(exported)):
        print("listed but not exported: %s" % name)
    foreign = [name for name in exported if not name.startswith("dk_")]
    print("%d symbols exported, %d foreign" % (len(exported), len(foreign)))
    raise SystemExit(0 if exported == wanted and not foreign and exported else 1)


main()
