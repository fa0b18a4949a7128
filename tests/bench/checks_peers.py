#!/usr/bin/env python3
"""Runs the checks and other implementations on the same workloads, and prints how they compare.

    python3 tests/bench/checks_peers.py build/bench/tests/bench/checks_bench [--json]

The benchmark writes its workloads and measures itself; each package that is installed (python-stdnum,
phonenumbers, email-validator) then runs on the same lines. Verdicts are compared too: a ratio of speeds says
nothing where the two do not do the same. The call from Python is part of what a peer costs its user, and of
what is measured here. Each side is measured several times and counts with its best.
"""

import importlib.metadata
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPETITIONS = 10
PEER_REPETITIONS = 3
PEER_SECONDS = 1.0


def stdnum_vat():
    from stdnum.be import vat
    from stdnum.fr import tva as fr
    from stdnum.lu import tva as lu

    check = {"BE": vat.is_valid, "LU": lu.is_valid, "FR": fr.is_valid}
    return lambda country, value: check[country](value)


def stdnum_iban():
    from stdnum import iban

    return lambda country, value: iban.is_valid(value, check_country=False)


def email_validator():
    from email_validator import EmailNotValidError, validate_email

    def check(country, value):
        try:
            validate_email(value.strip(), check_deliverability=False)
            return True
        except EmailNotValidError:
            return False

    return check


def phonenumbers():
    import phonenumbers as package

    def check(country, value):
        try:
            return package.is_valid_number(package.parse(value, country))
        except package.NumberParseException:
            return False

    return check


PEERS = {
    "vat_as_typed": ("python-stdnum", stdnum_vat),
    "iban_as_typed": ("python-stdnum", stdnum_iban),
    "email_as_typed": ("email-validator", email_validator),
    "phone_as_typed": ("phonenumbers", phonenumbers),
}


def measure(check, lines):
    valid = sum(check(country, value) for country, value in lines)  # also warms caches up
    best = 0.0
    for _ in range(PEER_REPETITIONS):
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < PEER_SECONDS:
            for country, value in lines:
                check(country, value)
            done += len(lines)
        best = max(best, done / (time.perf_counter() - start))
    return best, valid / len(lines)


def measure_all(program):
    """One entry a workload: our rates and verdicts, and those of the peer where it is installed."""
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([program, f"--write-workloads={directory}"], check=True)
        report = subprocess.run(
            [
                program,
                "--benchmark_format=json",
                f"--benchmark_repetitions={REPETITIONS}",
                "--benchmark_min_time=0.1",
            ],
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        runs = [one for one in json.loads(report)["benchmarks"] if one["run_type"] == "iteration"]
        entries = []
        for name, (peer, make) in PEERS.items():
            ours = [one for one in runs if one["run_name"] == name]
            rates = [one["items_per_second"] for one in ours]
            entry = {
                "workload": name,
                "best": max(rates),
                "median": statistics.median(rates),
                "valid": ours[0]["valid"],
                "peer": peer,
            }
            entries.append(entry)
            try:
                check = make()
            except ImportError:
                continue
            text = Path(directory, name + ".tsv").read_text(encoding="utf-8")
            lines = [tuple(line.split("\t")) for line in text.split("\n")[:-1]]
            entry["peer_best"], entry["peer_valid"] = measure(check, lines)
            entry["peer_version"] = importlib.metadata.version(peer)
        return entries


def main():
    arguments = [one for one in sys.argv[1:] if one != "--json"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    entries = measure_all(arguments[0])
    if "--json" in sys.argv:
        json.dump(entries, sys.stdout)
        return
    print(
        f"{'workload':16} {'best, M/s':>10} {'median':>7} {'valid':>6}   "
        f"{'peer':22} {'M/s':>8} {'valid':>6} {'ratio':>7}"
    )
    for one in entries:
        shown = f"{one['workload']:16} {one['best'] / 1e6:10.1f} {one['median'] / 1e6:7.1f} {one['valid']:6.1%}   "
        if "peer_best" not in one:
            print(f"{shown}{one['peer']} is not installed")
            continue
        peer = f"{one['peer']} {one['peer_version']}"
        ratio = one["best"] / one["peer_best"]
        print(f"{shown}{peer:22} {one['peer_best'] / 1e6:8.3f} {one['peer_valid']:6.1%} {ratio:7.0f}")


if __name__ == "__main__":
    main()
