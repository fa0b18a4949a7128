#!/usr/bin/env python3
"""Prices one basket with the library and with Python's decimal, in the same run, and prints how they compare.

    python3 tests/bench/price_peer.py build/bench/tests/bench/price_bench [--json]

The benchmark writes its basket as a request, with the gross that it finds, and measures itself; the function below
then prices the same basket, and must find the same. It is what one would write by hand: exact decimals, each step
rounded half-up, shares by largest remainder. Texts are made numbers before the clock starts, since price_pure and
price_c, which it is compared with, take numbers too. Each side is measured several times and counts with its best.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from types import SimpleNamespace

REPETITIONS = 10
PEER_REPETITIONS = 10
PEER_SECONDS = 0.3
BASKET = "basket_12_lines_6_discounts"
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)


def read(request):
    """The arguments of `quote.price` with numbers for texts."""
    lines = [
        SimpleNamespace(
            amount=Decimal(one["amount"]) * one.get("quantity", 1),
            section=one["section"],
            tax=Decimal(one["tax_percent"]),
        )
        for one in request["lines"]
    ]
    discounts = [
        SimpleNamespace(
            id=one["id"],
            amount=Decimal(one["amount"]) if "amount" in one else None,
            percent=Decimal(one["percent"]) if "percent" in one else None,
            running=one.get("of") == "running",
            group=one.get("group"),
            priority=one.get("priority", 0),
            sections=set(one.get("sections", ())),
            applies="condition" not in one or one.get("condition_met", False),
        )
        for one in request["discounts"]
    ]
    return lines, discounts, Decimal(request["voucher"]["amount"])


def shares(amount, weights):
    """The amount over the weights by largest remainder, ties to the first."""
    total = sum(weights)
    parts = [(amount * weight / total).quantize(CENT, ROUND_DOWN) for weight in weights]
    left = int((amount - sum(parts)) / CENT)
    if left:
        rest = [amount * weight - part * total for weight, part in zip(weights, parts)]
        for place in sorted(range(len(weights)), key=lambda place: -rest[place])[:left]:
            parts[place] += CENT
    return parts


def price(lines, discounts, voucher):
    """What the library's engine does, in decimals."""
    running = [line.amount for line in lines]

    def carriers(discount):
        if not discount.sections:
            return range(len(lines))
        return [place for place, line in enumerate(lines) if line.section in discount.sections]

    def measure(discount):
        places = carriers(discount)
        room = sum((running[place] for place in places), ZERO)
        base = room if discount.running else sum((lines[place].amount for place in places), ZERO)
        if not base:
            return base, ZERO, False
        wanted = discount.amount
        if wanted is None:
            wanted = (base * discount.percent / HUNDRED).quantize(CENT, ROUND_HALF_UP)
        return base, min(wanted, room), wanted > room

    ordered = sorted(discounts, key=lambda discount: discount.priority)
    groups = defaultdict(list)
    for discount in ordered:
        if discount.group and discount.applies:
            groups[discount.group].append(discount)
    steps = []
    taken = {}
    for discount in ordered:
        if not discount.applies:
            continue
        if discount.group:
            members = groups.pop(discount.group, None)
            if members is None:
                continue
            discount = max(members, key=lambda member: measure(member)[1])
        base, amount, cut = measure(discount)
        if amount:
            places = carriers(discount)
            for place, part in zip(places, shares(amount, [running[place] for place in places])):
                running[place] -= part
        if discount.group:
            taken[discount.group] = amount
        steps.append((discount.id, base, amount, cut))
    conditional = []
    for discount in ordered:
        if discount.applies:
            continue
        amount = measure(discount)[1]
        if discount.group:
            amount = max(amount - taken.get(discount.group, ZERO), ZERO)
        conditional.append((discount.id, amount))

    bases = defaultdict(Decimal)
    for line, amount in zip(lines, running):
        bases[line.tax] += amount
    taxes = [
        (percent, base, (base * percent / HUNDRED).quantize(CENT, ROUND_HALF_UP))
        for percent, base in bases.items()
    ]
    net = sum(running)
    gross = net + sum(amount for _, _, amount in taxes)
    return {
        "list": sum(line.amount for line in lines),
        "net": net,
        "tax": taxes,
        "gross": gross,
        "to_pay": gross - min(voucher, gross),
        "steps": steps,
        "conditional": conditional,
    }


def measure_peer(arguments):
    """Prices a second, the best of several times."""
    best = 0.0
    for _ in range(PEER_REPETITIONS):
        done, start = 0, time.process_time()
        while time.process_time() - start < PEER_SECONDS:
            for _ in range(100):
                price(*arguments)
            done += 100
        best = max(best, done / (time.process_time() - start))
    return best


def measure_all(program):
    """The rates of every face, and of the peer."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "basket")
        subprocess.run([program, f"--write-basket={file}"], check=True)
        request, gross = file.read_text(encoding="utf-8").splitlines()
    arguments = read(json.loads(request)["args"])
    found = price(*arguments)["gross"]
    if str(found) != gross:
        sys.exit(f"price_peer: the peer finds {found}, the library {gross}")
    report = subprocess.run(
        [program, "--benchmark_format=json", f"--benchmark_filter={BASKET}",
         f"--benchmark_repetitions={REPETITIONS}", "--benchmark_min_time=0.1"],
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    rates = {}
    for one in json.loads(report)["benchmarks"]:
        if one.get("error_occurred"):
            sys.exit(f"price_peer: {one['name']}: {one['error_message']}")
        if one["run_type"] == "iteration":
            rates.setdefault(one["run_name"].split("/")[0], []).append(one["items_per_second"])
    return {
        "gross": gross,
        "faces": {
            name: {"best": max(values), "median": statistics.median(values)} for name, values in rates.items()
        },
        "peer": f"decimal of Python {sys.version.split()[0]}",
        "peer_best": measure_peer(arguments),
    }


def main():
    arguments = [one for one in sys.argv[1:] if one != "--json"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    report = measure_all(arguments[0])
    if "--json" in sys.argv:
        json.dump(report, sys.stdout)
        return
    print(f"{BASKET}: gross {report['gross']}; {report['peer']}: {report['peer_best']:,.0f} prices/s")
    for name, found in report["faces"].items():
        ratio = found["best"] / report["peer_best"]
        print(f"{name:16} {found['best']:12,.0f} ({found['median']:,.0f}) prices/s, {ratio:7.1f} times the peer")


if __name__ == "__main__":
    main()
