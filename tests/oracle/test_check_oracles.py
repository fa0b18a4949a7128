"""Compares the checks with maintained packages on generated inputs.

    DEALERKIT_CHECK_LINES=build/release/tests/check_lines pytest -s tests/oracle/test_check_oracles.py

Every disagreement must fall into a class below, which says why the two differ; any other fails the test. The
inputs are generated from a fixed seed; DEALERKIT_ORACLE_COUNT changes how many there are of each kind and
DEALERKIT_ORACLE_SEED which. docs/checks.md has the table of the classes.
"""

import os
import random
import re
import subprocess
import unicodedata
from collections import Counter

import pytest

COUNT = int(os.environ.get("DEALERKIT_ORACLE_COUNT", "100000"))
SEED = int(os.environ.get("DEALERKIT_ORACLE_SEED", "20240112"))
PROGRAM = os.environ.get("DEALERKIT_CHECK_LINES", "")

pytestmark = pytest.mark.skipif(not PROGRAM, reason="DEALERKIT_CHECK_LINES is not set")

# Blanks that the checks take for a blank, and the dashes that VAT and phone numbers may have.
BLANKS = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015"
LINE_ENDS = "\t\n\x0b\x0c\r\x85\u2028\u2029"
LOOK_ALIKES = "０１２３４５６７８９\u2212\u00b7\uff0e\uff0d\u00ad\u200b\u0661\u0968"


# --- The program under test -------------------------------------------------------------------------------


def escape(text):
    out = []
    for c in text:
        if c == "\\":
            out.append("\\\\")
        elif c < " ":
            out.append(f"\\x{ord(c):02x}")
        else:
            out.append(c)
    return "".join(out)


def ours(kind, cases):
    """The answers to (country, form, value) cases, each a list of fields: verdict, code, normalized, ..."""
    lines = "".join(
        f"{kind}\t{country}\t{form}\t{escape(value)}\n" for country, form, value in cases
    )
    done = subprocess.run([PROGRAM], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = [line.split("\t") for line in done.stdout.decode().split("\n")[:-1]]
    assert len(answers) == len(cases)
    return answers


class Comparison:
    """Counts agreements and classes of disagreements; the others are kept as failures."""

    def __init__(self, name, classes):
        self.name, self.classes = name, classes
        self.counts, self.failures, self.examples = Counter(), [], {}

    def add(self, case, mine, theirs):
        """`mine` is (verdict, code, normalized or None); `theirs` is the normal form or None."""
        if mine[2] == theirs:
            self.counts["agree, valid" if theirs is not None else "agree, invalid"] += 1
            return
        for name, (_, belongs) in self.classes.items():
            if belongs(case, mine, theirs):
                self.counts[name] += 1
                self.examples.setdefault(name, []).append((case, mine, theirs))
                return
        self.failures.append((case, mine, theirs))

    def finish(self, at_least):
        total = sum(self.counts.values()) + len(self.failures)
        print(f"\n{self.name}: {total} inputs, seed {SEED}")
        for name, count in sorted(self.counts.items()):
            print(f"  {count:8d}  {name}")
            for example in self.examples.get(name, [])[
                : int(os.environ.get("DEALERKIT_ORACLE_EXAMPLES", "0"))
            ]:
                print("            ", example)
        for failure in self.failures[:20]:
            print("  UNEXPLAINED", failure)
        assert not self.failures, f"{len(self.failures)} unexplained disagreements"
        assert total >= at_least
        # A comparison in which nothing is valid, or everything is, compares nothing.
        assert self.counts["agree, valid"] > at_least // 20
        assert self.counts["agree, invalid"] > at_least // 20


def answer_of(fields):
    valid = fields[0] in ("valid", "placeholder", "warning")
    return fields[0], fields[1], fields[2] if valid else None


def compare(name, kind, cases, theirs, classes):
    comparison = Comparison(name, classes)
    for case, fields in zip(cases, ours(kind, cases)):
        comparison.add(case, answer_of(fields), theirs(case))
    comparison.finish(len(cases))


# --- Mutations --------------------------------------------------------------------------------------------


def mutate(rng, text, alphabet):
    """One small slip: a character replaced, dropped, doubled, exchanged with the next, or put in."""
    if not text:
        return rng.choice(alphabet)
    i = rng.randrange(len(text))
    slip = rng.randrange(5)
    if slip == 0:
        return text[:i] + rng.choice(alphabet) + text[i + 1 :]
    if slip == 1:
        return text[:i] + text[i + 1 :]
    if slip == 2:
        return text[:i] + text[i] + text[i:]
    if slip == 3 and i + 1 < len(text):
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + rng.choice(alphabet) + text[i:]


def dress(rng, text, separators):
    """Separators between characters, as people put them."""
    style = rng.randrange(4)
    if style == 0:
        return text
    out = []
    separator = rng.choice(separators)
    for i, c in enumerate(text):
        if i and (
            style == 1
            and i % 3 == 0
            or style == 2
            and i % 4 == 0
            or style == 3
            and rng.random() < 0.2
        ):
            out.append(rng.choice(separators) if style == 3 else separator)
        out.append(c)
    dressed = "".join(out)
    if rng.random() < 0.1:
        dressed = rng.choice(BLANKS + "\t\n") + dressed
    if rng.random() < 0.1:
        dressed += rng.choice(BLANKS + "\t\n\r")
    return dressed


def digits(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def plain(text, accepted):
    """True where the text has only characters that we fold or accept."""
    return all(c < "\x80" or c in BLANKS or c in LINE_ENDS or c in accepted for c in text)


# --- VAT --------------------------------------------------------------------------------------------------

LOOK_ALIKE_CLASS = (
    "stdnum replaces many look-alikes (full-width digits, other dots and dashes) by ASCII; we refuse them",
    lambda case, mine, theirs: theirs is not None
    and mine[1].endswith("_malformed")
    and not plain(case[2], ""),
)
VAT_CLASSES = {
    "line end behind a separator": (
        "stdnum removes separators before it trims, so a line end next to a separator at the edge "
        "goes too; for us the text is trimmed first, and the line end is then inside",
        lambda case, mine, theirs: mine[1] == "vat_malformed"
        and theirs is not None
        and re.search(
            f"^[^A-Za-z0-9]*[-.:/{DASHES}][{BLANKS}]*[{LINE_ENDS}]"
            f"|[{LINE_ENDS}][{BLANKS}]*[-.:/{DASHES}][^A-Za-z0-9]*$",
            case[2],
        )
        is not None,
    ),
    "00 for 97": (
        "Belgium: where the first eight digits are divisible by 97, the check digits are 97; stdnum takes 00 too",
        lambda case, mine, theirs: case[0] == "BE"
        and mine[1] == "vat_check_digits_wrong"
        and theirs is not None
        and theirs.endswith("00")
        and int(theirs[2:10]) % 97 == 0,
    ),
    "look-alikes": (
        LOOK_ALIKE_CLASS[0],
        lambda case, mine, theirs: theirs is not None
        and mine[1] in ("vat_malformed", "vat_country_mismatch")
        and not plain(case[2], DASHES),
    ),
    "placeholder for Luxembourg": (
        "the Belgian placeholder is accepted for a company of Luxembourg (CUS-11)",
        lambda case, mine, theirs: case[0] == "LU" and mine[0] == "placeholder" and theirs is None,
    ),
}


def vat_cases(country, rng):
    def be():
        n = rng.choice(("0", "0", "0", "1", "1", "2", digits(rng, 1))) + digits(rng, 7)
        if rng.random() < 0.02:
            n = f"{int(n) // 97 * 97:08d}"
        check = f"{97 - int(n) % 97:02d}"
        if rng.random() < 0.02 and int(n) % 97 == 0:
            check = "00"
        n += check
        if n[0] == "0" and rng.random() < 0.15:
            n = n[1:]
        elif n[0] == "0" and rng.random() < 0.1:
            n = "(0)" + n[1:]
        return n

    def lu():
        n = digits(rng, 6)
        return n + f"{int(n) % 89:02d}"

    letters = "0123456789ABCDEFGHJKLMNPQRSTVWXYZU"

    def fr():
        for _ in range(200):
            siren = ("000" if rng.random() < 0.03 else digits(rng, 3)) + digits(rng, 5)
            siren += luhn_digit(siren)
            if rng.random() < 0.5:
                return f"{(int(siren) * 100 + 12) % 97:02d}" + siren
            # Looks for a key with a letter by trying, which knows nothing of how it is made.
            for _ in range(60):
                key = rng.choice(letters) + rng.choice(letters)
                if key.isdigit():
                    continue
                if fr_valid(key + siren):
                    return key + siren
        raise AssertionError("no key found")

    from stdnum.fr import tva

    fr_valid = tva.is_valid
    make = {"BE": be, "LU": lu, "FR": fr}[country]
    cases = []
    for _ in range(COUNT):
        number = make()
        if rng.random() < 0.4:
            number = mutate(rng, number, "0123456789ABIOxyz/.:()")
        if rng.random() < 0.4:
            prefix = rng.choice(
                (country, country, country, country.lower(), rng.choice(("BE", "LU", "FR", "NL")))
            )
            number = prefix + number
        number = dress(
            rng,
            number,
            {"BE": " -./" + DASHES, "LU": " :.-" + DASHES, "FR": " -." + DASHES}[country] + BLANKS,
        )
        if rng.random() < 0.05:
            number = mutate(rng, number, LOOK_ALIKES + BLANKS + LINE_ENDS + "\x00\x7f")
        cases.append((country, "", number))
    cases += [
        (country, "", v)
        for v in ("BE0000000097", "0000.000.097", "000000097", "0000000000", "00000000", "")
    ]
    return cases


def luhn_digit(text):
    total = 0
    for i, c in enumerate(reversed(text)):
        n = int(c) * (2 if i % 2 == 0 else 1)
        total += n // 10 + n % 10
    return str(-total % 10)


@pytest.mark.parametrize("country", ["BE", "LU", "FR"])
def test_vat(country):
    pytest.importorskip("stdnum")
    from stdnum.be import vat as be
    from stdnum.exceptions import ValidationError
    from stdnum.fr import tva as fr
    from stdnum.lu import tva as lu

    module = {"BE": be, "LU": lu, "FR": fr}[country]

    def theirs(case):
        try:
            return country + module.validate(case[2])
        except (ValidationError, ValueError, IndexError):
            return None

    rng = random.Random(f"{SEED} vat {country}")
    compare(
        f"VAT {country} against python-stdnum", "vat", vat_cases(country, rng), theirs, VAT_CLASSES
    )


# --- SIREN, SIRET -----------------------------------------------------------------------------------------

OGHAM_CLASS = (
    "stdnum takes the Ogham blank (U+1680) for a hyphen; it is a blank in Unicode, and here",
    lambda case, mine, theirs: mine[2] is not None and theirs is None and "\u1680" in case[2],
)

BUSINESS_CLASSES = {
    "Ogham blank": OGHAM_CLASS,
    "look-alikes": LOOK_ALIKE_CLASS,
}


@pytest.mark.parametrize("kind", ["siren", "siret"])
def test_business_numbers(kind):
    pytest.importorskip("stdnum")
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siren, siret

    module = {"siren": siren, "siret": siret}[kind]

    def theirs(case):
        try:
            return module.validate(case[2])
        except ValidationError:
            return None

    rng = random.Random(f"{SEED} {kind}")
    cases = []
    for _ in range(COUNT):
        number = digits(rng, 8)
        number += luhn_digit(number)
        if kind == "siret":
            if rng.random() < 0.15:
                number = "356000000" + digits(rng, 4)
                number += (
                    str(-sum(map(int, number)) % 5 + rng.choice((0, 5)))
                    if rng.random() < 0.6
                    else luhn_digit(number)
                )
            else:
                number += digits(rng, 4)
                number += luhn_digit(number)
        if rng.random() < 0.4:
            number = mutate(rng, number, "0123456789AO-/")
        number = dress(rng, number, " ." + BLANKS)
        if rng.random() < 0.05:
            number = mutate(rng, number, LOOK_ALIKES + BLANKS + DASHES + LINE_ENDS + "\x00\x7f")
        cases.append(("", "", number))
    cases += [("", "", v) for v in ("", "35600000000048", "00000000000000", "000000000")]
    compare(f"{kind.upper()} against python-stdnum", kind, cases, theirs, BUSINESS_CLASSES)


# --- IBAN, BIC --------------------------------------------------------------------------------------------


def french_key_is_right(iban):
    table = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
    bban = iban[4:].translate(table)
    return (
        89 * int(bban[:5]) + 15 * int(bban[5:10]) + 3 * int(bban[10:21]) + int(bban[21:])
    ) % 97 == 0


IBAN_CLASSES = {
    "national check": (
        "stdnum without check_country does not look at the national check digits of Belgium and France",
        lambda case, mine, theirs: mine[1] == "iban_national_check_wrong"
        and theirs is not None
        and (
            theirs.startswith("BE")
            and int(theirs[14:]) != (int(theirs[4:14]) % 97 or 97)
            or theirs.startswith("FR")
            and not (french_key_is_right(theirs) and 1 <= int(theirs[25:]) <= 97)
        ),
    ),
    "check digits 00, 01, 99": (
        "check digits go from 02 to 98; stdnum takes any that leave the right remainder",
        lambda case, mine, theirs: mine[1] == "iban_check_digits_wrong"
        and theirs is not None
        and theirs[2:4] in ("00", "01", "99"),
    ),
    "letter in the check digits": (
        "the check digits are digits; stdnum reads a letter there as two digits",
        lambda case, mine, theirs: mine[1] == "iban_malformed"
        and theirs is not None
        and not theirs[2:4].isdigit(),
    ),
    "dots": (
        "stdnum removes dots from an IBAN; the rule removes blanks and dashes only",
        lambda case, mine, theirs: mine[1] == "iban_malformed"
        and theirs is not None
        and "." in case[2],
    ),
    "look-alikes": (
        LOOK_ALIKE_CLASS[0],
        lambda case, mine, theirs: theirs is not None
        and mine[1] in ("iban_malformed", "iban_missing")
        and not plain(case[2], ""),
    ),
}


def test_iban():
    pytest.importorskip("stdnum")
    from stdnum import iban, numdb
    from stdnum.exceptions import ValidationError

    def theirs(case):
        try:
            return iban.validate(case[2], check_country=False)
        except ValidationError:
            return None

    registry = {}
    for country in (
        a + b for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ):
        info = numdb.get("iban").info(country)[0][1]
        if info:
            registry[country] = re.findall(r"(\d+)!([nac])", info["bban"])
    assert len(registry) > 80
    rng = random.Random(f"{SEED} iban")
    alphabets = {
        "n": "0123456789",
        "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "c": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    }

    def check_digits(country, bban):
        return f"{98 - int(''.join(str(int(c, 36)) for c in bban + country + '00')) % 97:02d}"

    cases = []
    for _ in range(COUNT):
        country = (
            rng.choice(("BE", "LU", "FR")) if rng.random() < 0.4 else rng.choice(sorted(registry))
        )
        bban = "".join(
            rng.choice(alphabets[kind])
            for count, kind in registry[country]
            for _ in range(int(count))
        )
        if country == "BE" and rng.random() < 0.8:
            bban = bban[:10] + f"{int(bban[:10]) % 97 or 97:02d}"
        if country == "FR" and rng.random() < 0.8:
            for key in range(1, 98):
                bban = bban[:21] + f"{key:02d}"
                if french_key_is_right("FR00" + bban):
                    break
        if rng.random() < 0.03:
            country = rng.choice(("CA", "US", "ZZ", "QQ", "AN"))
        number = country + check_digits(country, bban) + bban
        if rng.random() < 0.01:
            # The same remainder with check digits that are never given.
            number = country + f"{(int(number[2:4]) + 97) % 100:02d}" + bban
        if rng.random() < 0.4:
            number = mutate(rng, number, "0123456789ABCXYZ.-/")
        if rng.random() < 0.2:
            number = number.lower()
        number = dress(rng, number, " -" + BLANKS if rng.random() < 0.97 else ".")
        if rng.random() < 0.05:
            number = mutate(rng, number, LOOK_ALIKES + BLANKS + DASHES + LINE_ENDS + "\x00\x7f")
        cases.append(("", "", number))
    cases += [("", "", v) for v in ("", "BE68539007547034", "BE", "FR7630006000011234567890189")]
    compare("IBAN against python-stdnum", "iban", cases, theirs, IBAN_CLASSES)


BIC_CLASSES = {
    "blanks and dashes inside": (
        "stdnum removes blanks and dashes from a BIC; ours is trimmed only",
        lambda case, mine, theirs: mine[1] == "bic_malformed"
        and theirs is not None
        and re.search(f"[-{BLANKS}{DASHES}]", case[2].strip()) is not None,
    ),
    "look-alikes": LOOK_ALIKE_CLASS,
}


def test_bic():
    pytest.importorskip("stdnum")
    from stdnum import bic
    from stdnum.exceptions import ValidationError

    def theirs(case):
        try:
            return bic.validate(case[2])
        except ValidationError:
            return None

    rng = random.Random(f"{SEED} bic")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    cases = []
    for _ in range(COUNT):
        country = (
            rng.choice(letters) + rng.choice(letters)
            if rng.random() < 0.5
            else rng.choice(("BE", "LU", "FR", "XK", "CA"))
        )
        number = "".join(rng.choice(letters) for _ in range(4)) + country
        number += "".join(
            rng.choice(letters + "0123456789") for _ in range(rng.choice((2, 5, 5, 2, 4)))
        )
        if rng.random() < 0.3:
            number = mutate(rng, number, letters + "0123456789-")
        if rng.random() < 0.3:
            number = number.lower()
        if rng.random() < 0.1:
            number = dress(rng, number, " -")
        if rng.random() < 0.2:
            number = rng.choice(BLANKS + "\t") + number + rng.choice(BLANKS + "\n")
        if rng.random() < 0.05:
            number = mutate(rng, number, LOOK_ALIKES + BLANKS + DASHES + LINE_ENDS + "\x00\x7f")
        cases.append(("", "", number))
    # All countries there could be.
    cases += [("", "", "ABCD" + a + b + "22") for a in letters for b in letters]
    compare("BIC against python-stdnum", "bic", cases, theirs, BIC_CLASSES)


# --- Phone numbers ----------------------------------------------------------------------------------------

EXTENSION = re.compile(
    r"[ ,]*(?:(?:extension|extn|ext|poste)[.:]?[ -]*(\d{1,12})#?|;ext=(\d{1,12})|[x#][.:]?[ -]*(\d{1,9})#?)$",
    re.IGNORECASE,
)


def fold_phone(text):
    """The cleaning that the rules prescribe, written again: blanks, dashes, format characters, width, digits."""
    out = []
    for c in text.strip(BLANKS + LINE_ENDS):
        if c in BLANKS:
            out.append(" ")
        elif unicodedata.category(c) == "Cf":
            continue
        elif c in DASHES:
            out.append("-")
        elif "\uff01" <= c <= "\uff5e":
            out.append(chr(ord(c) - 0xFF01 + 0x21))
        elif unicodedata.category(c) == "Nd":
            out.append(str(unicodedata.digit(c)))
        else:
            out.append(c)
    return "".join(out).strip(BLANKS + LINE_ENDS)


def culprit(text):
    """What in a folded text the checks refuse before they parse: a description, or None."""
    folded = fold_phone(text)
    if any(unicodedata.category(c) == "Cc" or c in LINE_ENDS for c in folded):
        return "control"
    found = EXTENSION.search(folded)
    body = folded[: found.start()] if found else folded
    if re.fullmatch(r"[() ./+-]*[0-9() ./-]*", body):
        return None
    if re.search(r"[A-Za-z]", body):
        return "letter"
    return "punctuation"


PHONE_CLASSES = {
    "long extension": (
        "an extension has room for 12 digits, libphonenumber's for 20",
        lambda case, mine, theirs: mine[1] == "phone_malformed"
        and theirs is not None
        and len(theirs.partition(";")[2]) > 12,
    ),
    "`#` after the extension": (
        "`- 503#`, the American way, is an extension for libphonenumber; `#` marks one only before the digits here",
        lambda case, mine, theirs: mine[1] == "phone_malformed"
        and re.search(r"\d#$", fold_phone(case[2])) is not None,
    ),
    "`poste` read as keys": (
        "where `poste` does not follow a number that it likes, libphonenumber reads its letters as the keys 76783",
        lambda case, mine, theirs: mine[2] is None
        and theirs is not None
        and "76783" in theirs
        and re.search("poste", case[2], re.IGNORECASE) is not None,
    ),
    "x without a number before it": (
        "libphonenumber skips an x before the digits, or takes it for punctuation after fewer than three of them; "
        "for us it marks an extension, and then there is no number",
        lambda case, mine, theirs: mine[1] == "phone_malformed"
        and theirs is not None
        and re.search(r"^\D*\d{0,2}\s*x\D*\d+$", fold_phone(case[2]), re.IGNORECASE) is not None,
    ),
    "letters": (
        "libphonenumber skips text before the number, reads three or more letters as keys, and others as nothing; "
        "also marks of an extension that are not in CUS-09 (`int`, `anexo`, `доб`). We refuse letters",
        lambda case, mine, theirs: mine[1] == "phone_malformed" and culprit(case[2]) == "letter",
    ),
    "other punctuation": (
        "libphonenumber takes brackets, tildes, stars, other dashes, commas and any junk before and after the "
        "number; we take `( ) . / -` and blanks",
        lambda case, mine, theirs: mine[1] == "phone_malformed"
        and culprit(case[2]) == "punctuation",
    ),
    "control characters": (
        "libphonenumber skips control characters and line ends around a number, Python's port also inside junk",
        lambda case, mine, theirs: mine[1] in ("phone_malformed", "text_has_nul")
        and ("\x00" in case[2] or culprit(case[2]) == "control"),
    ),
    "folded first": (
        "libphonenumber rejects blanks that are not its punctuation (U+202F, U+2009), format characters and "
        "`poste`; we fold these first, and then both agree",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is None
        and phone_theirs((case[0], "", refolded(case[2]))) == mine[2],
    ),
    "extension": (
        "where `poste` or a blank or mark folded first is the only difference, the extension alone differs",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is not None
        and refolded(case[2]) != case[2]
        and phone_theirs((case[0], "", refolded(case[2]))) == mine[2],
    ),
    "long text": (
        "libphonenumber refuses text of more than 250 characters, we of more than 320 bytes",
        lambda case, mine, theirs: len(case[2]) > 250 and theirs is None,
    ),
}


def refolded(text):
    """Folded, and `poste` written as the `ext` that libphonenumber knows."""
    return re.sub("poste", "ext", fold_phone(text), flags=re.IGNORECASE)


def phone_theirs(case):
    import phonenumbers

    try:
        number = phonenumbers.parse(case[2], case[0] or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kind = phonenumbers.number_type(number)
    types = phonenumbers.PhoneNumberType
    flags = {types.MOBILE: "m", types.FIXED_LINE: "f", types.FIXED_LINE_OR_MOBILE: "mf"}.get(
        kind, ""
    )
    region = phonenumbers.region_code_for_number(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164}|{flags}|{'' if region == '001' else region};{number.extension or ''}"


class NumberMaker:
    """Makes national numbers that match the patterns of the metadata."""

    def __init__(self, rng):
        try:
            from re import _parser
        except ImportError:
            import sre_parse as _parser
        self.rng, self.parser, self.trees = rng, _parser, {}

    def make(self, pattern):
        if pattern not in self.trees:
            self.trees[pattern] = self.parser.parse(pattern)
        return self.walk(self.trees[pattern])

    def walk(self, tree):
        out = []
        for op, value in tree:
            name = str(op)
            if name == "LITERAL":
                out.append(chr(value))
            elif name == "IN":
                out.append(self.one_of(value))
            elif name == "BRANCH":
                out.append(self.walk(self.rng.choice(value[1])))
            elif name == "SUBPATTERN":
                out.append(self.walk(value[-1]))
            elif name == "MAX_REPEAT":
                low, high, inner = value
                out.extend(self.walk(inner) for _ in range(self.rng.randint(low, high)))
            else:
                raise ValueError(name)
        return "".join(out)

    def one_of(self, items):
        choices = []
        for op, value in items:
            name = str(op)
            if name == "LITERAL":
                choices.append(chr(value))
            elif name == "RANGE":
                choices.extend(map(chr, range(value[0], value[1] + 1)))
            else:
                choices.extend("0123456789")
        return self.rng.choice(choices)


def phone_cases(rng, count):
    import phonenumbers
    from phonenumbers import PhoneMetadata, PhoneNumberFormat as Format

    maker = NumberMaker(rng)
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    world = [
        c for c, r in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()) if r == ("001",)
    ]
    kinds = (
        "general_desc",
        "fixed_line",
        "mobile",
        "mobile",
        "toll_free",
        "premium_rate",
        "shared_cost",
        "personal_number",
        "voip",
        "pager",
        "uan",
        "voicemail",
    )
    marks = (
        "ext. ",
        " ext ",
        " x",
        "x",
        " #",
        ";ext=",
        " poste ",
        " extension ",
        " extn:",
        ", ext ",
        " int ",
        " POSTE-",
        " - ",
    )

    def national(metadata):
        for _ in range(8):
            desc = getattr(metadata, rng.choice(kinds))
            if desc is not None and desc.national_number_pattern:
                return maker.make(desc.national_number_pattern)
        return digits(rng, rng.randint(2, 12))

    cases = []
    while len(cases) < count:
        # Every region in turn, so that none is missed.
        region = regions[len(cases) % len(regions)]
        metadata = PhoneMetadata.metadata_for_region(region, None)
        home = region
        if rng.random() < 0.03:
            metadata = PhoneMetadata.metadata_for_nongeo_region(rng.choice(world), None)
        number = national(metadata)
        if rng.random() < 0.2:
            number = mutate(rng, number, "0123456789")
        calling_code = str(metadata.country_code)
        style = rng.randrange(10)
        if style == 0:
            text = number
        elif style == 1:
            text = (metadata.national_prefix or "0") + number
        elif style == 2:
            text = "+" + calling_code + number
        elif style == 3:
            prefix = PhoneMetadata.metadata_for_region(home, None).international_prefix or "00"
            text = maker.make(prefix) + calling_code + number
        elif style == 4:
            text = calling_code + number
        elif style == 5:
            text = "+" + calling_code + " (0)" + number
        elif style == 6 and metadata.national_prefix_for_parsing:
            # Whatever the region strips or transforms, carrier codes included.
            text = maker.make(metadata.national_prefix_for_parsing.replace("$", "")) + number
        elif style == 7:
            text = digits(rng, rng.randint(1, 20))
            if rng.random() < 0.5:
                text = "+" + text
        else:
            made = phonenumbers.PhoneNumber(
                country_code=metadata.country_code, national_number=int(number[:17] or 0)
            )
            if number.startswith("0"):
                made.italian_leading_zero = True
            text = phonenumbers.format_number(
                made, rng.choice((Format.INTERNATIONAL, Format.NATIONAL, Format.E164))
            )
        if rng.random() < 0.15:
            text = mutate(rng, text, "0123456789+()./- ")
        if rng.random() < 0.3:
            text = dress(rng, text, " .-/" + DASHES + BLANKS)
        if rng.random() < 0.08:
            text += (
                rng.choice(marks)
                + digits(rng, rng.choice((1, 2, 3, 4, 9, 10, 13, 21)))
                + rng.choice(("", "", "", "#"))
            )
        if rng.random() < 0.05:
            text = mutate(
                rng, text, LOOK_ALIKES + BLANKS + LINE_ENDS + "\x00\x7fABCxo*~[],;:\u200f\u30fc"
            )
        if rng.random() < 0.01:
            text = rng.choice(("Tel ", "GSM ", "O", "++", "(", "tel:", "  (+")) + text
        if rng.random() < 0.02:
            text = "".join(chr(0x660 + int(c)) if c.isascii() and c.isdigit() else c for c in text)
        if rng.random() < 0.1:
            home = rng.choice(regions)
        if rng.random() < 0.02:
            home = ""
        cases.append((home, "any", text))
    cases.append(("BE", "any", "0478" + " " * 250 + "123456"))
    return cases


def test_phone():
    pytest.importorskip("phonenumbers")
    rng = random.Random(f"{SEED} phone")
    cases = phone_cases(rng, COUNT)
    comparison = Comparison("Phone numbers against phonenumbers", PHONE_CLASSES)
    for case, fields in zip(cases, ours("phone", cases)):
        verdict, code, normalized = answer_of(fields)
        if normalized is not None:
            normalized = f"{normalized}|{fields[3]}|{fields[4]};{fields[5]}"
        comparison.add(case, (verdict, code, normalized), phone_theirs(case))
    assert {case[0] for case in cases} >= set(__import__("phonenumbers").SUPPORTED_REGIONS)
    comparison.finish(len(cases))


# --- E-mail -----------------------------------------------------------------------------------------------


def domain_of(text):
    return text.rpartition("@")[2].strip()


def email_theirs(value):
    import email_validator

    try:
        found = email_validator.validate_email(value, check_deliverability=False)
    except email_validator.EmailNotValidError:
        return None
    return (found.ascii_local_part or found.local_part) + "@" + found.ascii_domain


EMAIL_CLASSES = {
    "trimmed": (
        "email-validator leaves trimming to its caller; we trim, and then both agree",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is None
        and case[2].strip(BLANKS + LINE_ENDS) != case[2]
        and same_address(email_theirs(case[2].strip(BLANKS + LINE_ENDS)), mine[2]),
    ),
    "mailbox names in lower case": (
        "email-validator lower-cases `Info@`, `Postmaster@` and the like; the local part keeps its spelling here",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is not None
        and mine[2].lower() == theirs.lower()
        and mine[2].rpartition("@")[2] == theirs.rpartition("@")[2],
    ),
    "special domains": (
        "email-validator refuses names reserved by the IANA (`test`, `localhost`, `invalid`, `arpa`, ...); the form is right",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is None
        and is_special(domain_of(mine[2])),
    ),
    "last label ends in a digit": (
        "email-validator wants a letter at the end of the last label; the rule wants it not to be all digits",
        lambda case, mine, theirs: mine[2] is not None and theirs is None and mine[2][-1].isdigit(),
    ),
    "hyphens in places 3 and 4": (
        "email-validator refuses labels like `ab--cd`; the WHATWG's grammar has them, and so have real domains",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is None
        and any(
            label[2:4] == "--" and not label.startswith("xn")
            for label in domain_of(mine[2]).split(".")
        ),
    ),
    "local part beyond ASCII": (
        "email-validator accepts a local part beyond ASCII (SMTPUTF8); the rule does not",
        lambda case, mine, theirs: mine[1] == "email_malformed"
        and theirs is not None
        and not theirs.rpartition("@")[0].isascii(),
    ),
    "local part beyond 64": (
        "email-validator does not enforce the 64 octets of RFC 5321 by default",
        lambda case, mine, theirs: mine[1] == "email_too_long"
        and theirs is not None
        and len(theirs.rpartition("@")[0]) > 64,
    ),
    "length before IDNA": (
        "email-validator also bounds the address as typed, and the domain by 253; the bound here is on the result",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is None
        and len(case[2].strip().encode()) > 254,
    ),
    "IDNA 2008 and UTS 46": (
        "email-validator asks for IDNA 2008, which has no emoji, symbols or other disallowed characters; ICU's UTS 46 "
        "maps and keeps more of them",
        lambda case, mine, theirs: mine[2] is not None
        and theirs is None
        and any(
            not is_idna_2008(label)
            for label in domain_of(mine[2]).split(".")
            if label.startswith("xn--")
        ),
    ),
}


def same_address(a, b):
    return a is not None and a.lower() == b.lower()


def is_idna_2008(label):
    import idna

    try:
        return idna.alabel(idna.ulabel(label)).decode() == label
    except (idna.IDNAError, UnicodeError):
        return False


def is_special(domain):
    import email_validator

    return any(
        domain == name or domain.endswith("." + name)
        for name in email_validator.SPECIAL_USE_DOMAIN_NAMES
    )


def test_email():
    pytest.importorskip("email_validator")
    rng = random.Random(f"{SEED} email")
    atext = "abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789" * 3 + "!#$%&'*+/=?^_`{|}~-"
    ldh = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789"
    scripts = (
        "äöüéèçñßœåø",
        "αβγδςσω",
        "абвгджя",
        "北京大学公司",
        "אבגד",
        "عربيمثال",
        "日本語ひらがな",
        "ไทย",
        "한국어",
        "😀☃♥™",
        "ıŁłđþ",
    )
    tlds = (
        "com",
        "be",
        "lu",
        "fr",
        "ca",
        "org",
        "co.uk",
        "museum",
        "test",
        "local",
        "xn--p1ai",
        "c1",
        "123",
        "a",
        "é",
        "中国",
        "рф",
    )

    def local():
        text = ".".join(
            "".join(rng.choice(atext) for _ in range(rng.choice((1, 3, 5, 8, 12))))
            for _ in range(rng.choice((1, 1, 1, 2, 3)))
        )
        if rng.random() < 0.05:
            text = rng.choice(("Info", "postmaster", "Sales", "WEBMASTER", "abuse"))
        if rng.random() < 0.02:
            text += rng.choice(atext) * rng.choice(
                (50, 60, 64 - len(text) if len(text) < 64 else 1, 66)
            )
        if rng.random() < 0.01:
            text = '"' + text + '"'
        return text

    def label():
        alphabet = ldh if rng.random() < 0.93 else rng.choice(scripts)
        text = "".join(rng.choice(alphabet) for _ in range(rng.choice((1, 2, 4, 7, 11))))
        if rng.random() < 0.1:
            text += "-" + rng.choice(ldh)
        if rng.random() < 0.01:
            text = "xn--" + text.encode("punycode").decode("ascii", "replace")
        if rng.random() < 0.01:
            text = text[:1] * rng.choice((62, 63, 64))
        return text

    cases = []
    for _ in range(COUNT):
        domain = ".".join(
            [label() for _ in range(rng.choice((1, 1, 1, 2, 3, 0)))] + [rng.choice(tlds)]
        )
        if rng.random() < 0.01:
            domain = (
                ".".join(
                    "".join(rng.choice(ldh) for _ in range(rng.choice((50, 60, 61))))
                    for _ in range(4)
                )
                + "."
                + rng.choice(tlds)
            )
        text = local() + "@" + domain
        if rng.random() < 0.35:
            text = mutate(
                rng, text, 'abc019.@-_ +,;:<>()[]\\"' + "éß。．＠\u00ad\u200b\u202e\x00\x7f\t"
            )
        if rng.random() < 0.05:
            text = (
                rng.choice(BLANKS + "\t\n") * rng.choice((0, 1, 2))
                + text
                + rng.choice(BLANKS + "\r\n")
            )
        cases.append(("", "", text))
    cases += [
        ("", "", v)
        for v in ("", "a@b.c", "a@[127.0.0.1]", "a@b", "@b.c", "a@", "x@y@z.com", "a..b@c.de")
    ]

    compare(
        "E-mail against email-validator",
        "email",
        cases,
        lambda case: email_theirs(case[2]),
        EMAIL_CLASSES,
    )
