#!/usr/bin/env python3
"""Tests the package as it is installed, outside the source tree: `check_installed.py [WHEEL] [FOLDER]`.

Builds a wheel where none is given, installs it into a virtual environment of its own, copies the tests away from the
tree and runs them there. Where no package index answers it says so and ends with status 77, which ctest counts as
skipped.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77


def run(*command, **options):
    print("+", *command, flush=True)
    return subprocess.run([str(part) for part in command], **options)


def main():
    wheel = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp(prefix="dealerkit-installed-")).resolve()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    run(sys.executable, "-m", "venv", folder / "venv", check=True)
    python = folder / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "--retries", "1", "--timeout", "15")
    if run(*pip, "install", "-q", "pytest", "mypy", env=environment, cwd=folder).returncode != 0:
        print("check_installed: skipped: no package index answers here")
        return SKIPPED
    if wheel is None:
        environment["CMAKE_BUILD_PARALLEL_LEVEL"] = environment.get("CMAKE_BUILD_PARALLEL_LEVEL", "2")
        run(*pip, "wheel", "--no-deps", "-w", folder, ROOT, env=environment, cwd=folder, check=True)
        wheel, = folder.glob("dealerkit-*.whl")
    run(*pip, "install", "-q", "--no-index", wheel, env=environment, cwd=folder, check=True)

    # The tests look for the tree beside them where they compare with it; here is only what they need.
    shutil.copytree(ROOT / "python" / "tests", folder / "python" / "tests")
    for name in ("docs", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "bindings" / "python").mkdir(parents=True)
    shutil.copy(ROOT / "bindings" / "python" / "stubtest_allowed.txt", folder / "bindings" / "python")
    where = run(python, "-c", "import dealerkit; print(dealerkit.__file__)", env=environment, cwd=folder,
                capture_output=True, text=True, check=True).stdout.strip()
    print(f"check_installed: {wheel.name}, {wheel.stat().st_size} bytes, imported from {where}")
    if not where.startswith(str(folder / "venv")):
        print("check_installed: that is not the installed package")
        return 1
    said = run(python, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "python/tests", "--doctest-modules",
               Path(where).parent, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True)
    print(said.stdout)
    passed = re.search(r"(\d+) passed", said.stdout)
    print(f"check_installed: {passed[1] if passed else 0} tests passed outside the tree")
    return said.returncode if passed else 1


if __name__ == "__main__":
    sys.exit(main())
