#!/usr/bin/env python3
"""What docs/prices.md shows is so: its requests are answered as it says, and its sums come out.

Usage: check_prices_page.py SHELL

A request stands behind `<!-- asked -->`, its reply behind the next `<!-- answered -->`. Sums stand behind
`<!-- by hand -->`, one a line: `14,900.33 × 17 % = 2,533.06` is rounded half-up to as many decimals as the right side
has; where that ends in `…`, its digits are those that the left side begins with. A page that is wrong is found: the
check is made once more with every kind of thing changed.
"""
import json
import math
import pathlib
import re
import subprocess
import sys
from fractions import Fraction

page_file = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "prices.md"


def blocks(page):
    """The fenced blocks that have a mark before them: (mark, text)."""
    return re.findall(r"<!-- (asked|answered|by hand) -->\n```\w+\n(.*?)\n```", page, re.S)


def value_of(text):
    """A sum, a product, a quotient or a percentage, from left to right; products come before sums."""
    total = Fraction(0)
    for sign, term in re.findall(r"([+−]?)\s*([^+−]+)", text):
        product, operation = Fraction(1), "×"
        for token in term.split():
            if token in ("×", "÷"):
                operation = token
            elif token == "%":
                product /= 100
            else:
                number = Fraction(token.replace(",", ""))
                product = product * number if operation == "×" else product / number
        total += -product if sign == "−" else product
    return total


def comes_out(left, right):
    """Whether a sum is what the page says."""
    digits = right.rstrip("…").replace(",", "")
    scale = 10 ** len(digits.partition(".")[2])
    value = value_of(left) * scale
    rounded = math.floor(value) if right.endswith("…") else math.floor(value + Fraction(1, 2))
    return rounded == Fraction(digits) * scale


def ask(shell, request):
    done = subprocess.run([shell, "run"], input=json.dumps(request) + "\n", capture_output=True, text=True,
                          encoding="utf-8", check=True)
    return json.loads(done.stdout)


def check(page, answers):
    """What is wrong, how many requests there are, and how many sums."""
    wrong, requests, sums = [], 0, 0
    open_request, figures = None, set()
    for mark, text in blocks(page):
        if mark == "asked":
            open_request, figures = json.loads(text), set()
        elif mark == "answered":
            requests += 1
            said, shown = answers(open_request), json.loads(text)
            if said != shown:
                wrong.append(f"{json.dumps(open_request)} is answered {json.dumps(said)}")
            # Every amount of the reply was found by hand.
            amounts = set(re.findall(r'"(?:base|amount|net|gross|list|to_pay)": "(\d+\.\d+)"', json.dumps(shown)))
            given = set(re.findall(r'"(\d+\.\d+)"', json.dumps(open_request)))
            wrong += [f"{amount} is not found by hand" for amount in amounts - figures - given - {"0.00"}]
        else:
            for line in text.split("\n"):
                left, _, right = line.partition(" = ")
                sums += 1
                figures |= {one.replace(",", "") for one in re.findall(r"[\d,]+\.\d+", line)}
                if not comes_out(left, right):
                    wrong.append(f"{line}: it is {float(value_of(left)):.6f}")
    return wrong, requests, sums


def main():
    shell = sys.argv[1]
    page = page_file.read_text(encoding="utf-8")
    known = {}

    def answers(request):
        key = json.dumps(request)
        if key not in known:
            known[key] = ask(shell, request)
        return known[key]

    wrong, requests, sums = check(page, answers)
    for old, new in (("= 2,533.06", "= 2,533.07"), ("= 99.667…", "= 99.668…"), ("= 4,040.05", "= 4,040.06"),
                     ('"gross": "17483.06"', '"gross": "17483.05"'), ('"percent": "3"}', '"percent": "4"}')):
        assert old in page, old
        if not check(page.replace(old, new), answers)[0]:
            wrong.append(f"nobody would notice that {old} is {new}")
    for line in wrong:
        print(line)
    print(f"prices.md: {requests} requests, {sums} sums, {len(wrong)} findings")
    raise SystemExit(0 if not wrong and requests > 3 and sums > 30 else 1)


main()
