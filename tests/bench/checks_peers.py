#!/usr/bin/env python3
"""Runs the checks and other implementations on the same workloads, and prints how they compare.

    python3 tests/bench/checks_peers.py build/checks_bench

The benchmark writes its workloads and measures itself; each package that is installed (python-stdnum,
phonenumbers, email-validator) then runs on the same lines. Verdicts are compared too: a ratio of speeds says
nothing where the two do not do the same. The call from Python is part of what a peer costs its user, and of
what is measured here.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEASURED_SECONDS = 1.0


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
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < MEASURED_SECONDS:
        for country, value in lines:
            check(country, value)
        done += len(lines)
    return done / (time.perf_counter() - start), valid / len(lines)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([program, f"--write-workloads={directory}"], check=True)
        report = subprocess.run(
            [program, "--benchmark_format=json"], check=True, stdout=subprocess.PIPE
        ).stdout
        ours = {entry["name"]: entry for entry in json.loads(report)["benchmarks"]}
        print(
            f"{'workload':16} {'ours, M/s':>10} {'valid':>6}   {'peer':16} {'M/s':>8} {'valid':>6} {'ratio':>7}"
        )
        for name, (peer, make) in PEERS.items():
            rate = ours[name]["items_per_second"]
            shown = f"{name:16} {rate / 1e6:10.1f} {ours[name]['valid']:6.1%}   {peer:16}"
            try:
                check = make()
            except ImportError:
                print(f"{shown} not installed")
                continue
            text = Path(directory, name + ".tsv").read_text(encoding="utf-8")
            lines = [tuple(line.split("\t")) for line in text.split("\n")[:-1]]
            peer_rate, valid = measure(check, lines)
            print(f"{shown} {peer_rate / 1e6:8.3f} {valid:6.1%} {rate / peer_rate:7.0f}")


if __name__ == "__main__":
    main()
