"""Checks: is this text a VAT number, a phone number, an e-mail address, and how is it written properly?"""

from __future__ import annotations

from dealerkit import _native
from dealerkit._record import Record, _set, record
from dealerkit.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dealerkit.words import PhoneForm, VinRegion

_valid, _placeholder, _invalid = _native.VALID, _native.PLACEHOLDER, _native.INVALID
_regions = {name: number for number, name in enumerate(_native.VIN_REGIONS)}
_forms = {name: number for number, name in enumerate(_native.PHONE_FORMS)}
_rules = {member.number: member for member in Rule}


@record
class CheckResult(Record):
    """What a check found: whether the text is valid, how it is written properly, and which rule says otherwise.

    `rule` is what an invalid text breaks; of a valid one it is a remark, most often None. `unknown` is true for the
    placeholder of somebody who does not know the VAT number (CUS-11).

    >>> import dealerkit as dk
    >>> bool(dk.check_vat("BE0403170702"))
    False
    """

    valid: bool
    normalized: str = ""
    unknown: bool = False
    rule: Rule | None = None

    def __bool__(self) -> bool:
        return self.valid


@record
class PhoneResult(Record):
    """What the check of a phone number found: in E.164, with its extension, its country and its kind.

    >>> import dealerkit as dk
    >>> dk.check_phone("0478 12 34 56", country="BE").mobile
    True
    """

    valid: bool
    normalized: str = ""
    extension: str = ""
    region: str = ""
    mobile: bool = False
    fixed_line: bool = False
    rule: Rule | None = None

    def __bool__(self) -> bool:
        return self.valid


def _result(found: tuple[int, int, str]) -> CheckResult:
    verdict, number, text = found
    made = CheckResult.__new__(CheckResult)
    _set(made, "valid", verdict != _invalid)
    _set(made, "normalized", text)
    _set(made, "unknown", verdict == _placeholder)
    _set(made, "rule", _rules[number] if number else None)
    return made


def check_vat(value: str, *, country: str = "") -> CheckResult:
    """Checks a VAT number of Belgium, Luxembourg or France.

    Args:
        value: the number with its prefix; without it where `country` is given.
        country: `BE`, `LU` or `FR`.

    Returns:
        The result; CUS-10 says what is valid, CUS-11 what the placeholder is.

    Raises:
        TypeError: the value is no str. A check never raises Refused.

    >>> import dealerkit as dk
    >>> dk.check_vat("BE 0403.170.701")
    CheckResult(valid=True, normalized='BE0403170701')
    >>> dk.check_vat("BE 0403.170.702").rule
    Rule.VAT_CHECK_DIGITS_WRONG
    """
    return _result(_native.check_vat(value, country))


def check_siren(value: str) -> CheckResult:
    """Checks a SIREN, the French number of a company (CUS-10).

    Args:
        value: nine digits, blanks ignored.

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_siren("732 829 320").normalized
    '732829320'
    """
    return _result(_native.check_siren(value))


def check_siret(value: str) -> CheckResult:
    """Checks a SIRET, the French number of an establishment (CUS-10).

    Args:
        value: fourteen digits, blanks ignored.

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_siret("732 829 320 00074").valid
    True
    """
    return _result(_native.check_siret(value))


def check_phone(value: str, *, country: str = "", form: PhoneForm = "any") -> PhoneResult:
    """Checks a phone number (CUS-09).

    Args:
        value: the number as typed.
        country: the ISO 3166 code that a national number belongs to.
        form: how it must have been typed.

    Returns:
        The result, in E.164.

    Raises:
        TypeError: the value is no str.
        ValueError: there is no such form.

    >>> import dealerkit as dk
    >>> dk.check_phone("0478 12 34 56", country="BE").normalized
    '+32478123456'
    >>> dk.check_phone("12", country="BE").rule.identifier
    'CUS-09'
    """
    if form not in _forms:
        raise ValueError(f"a form of a phone number is one of {', '.join(_forms)}")
    verdict, number, text, extension, region, mobile, fixed_line = _native.check_phone(value, country, _forms[form])
    return PhoneResult(
        valid=verdict != _invalid,
        normalized=text,
        extension=extension,
        region=region,
        mobile=mobile,
        fixed_line=fixed_line,
        rule=_rules[number] if number else None,
    )


def check_postal_code(value: str, *, country: str) -> CheckResult:
    """Checks a postal code (CUS-12).

    Args:
        value: the code as typed.
        country: the ISO 3166 code; of a country without a form of its own here the code is kept, trimmed (CUS-13).

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_postal_code("l-1234", country="LU").normalized
    'L-1234'
    """
    return _result(_native.check_postal_code(value, country))


def check_email(value: str) -> CheckResult:
    """Checks an e-mail address (CUS-14).

    Args:
        value: the address as typed.

    Returns:
        The result: the domain in lower case and as A-labels, the local part as typed.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_email("Jeanne@Example.BE").normalized
    'Jeanne@example.be'
    """
    return _result(_native.check_email(value))


def check_vin(value: str, *, region: VinRegion = "EU") -> CheckResult:
    """Checks a vehicle identification number (CRD-07).

    Args:
        value: seventeen characters.
        region: `NA` enforces the check digit; `EU` does not use it.

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.
        ValueError: there is no such region.

    >>> import dealerkit as dk
    >>> dk.check_vin("1M8GDM9AXKP042788", region="NA").valid
    True
    """
    if region not in _regions:
        raise ValueError(f"a region of VINs is one of {', '.join(_regions)}")
    return _result(_native.check_vin(value, _regions[region]))


def check_iban(value: str) -> CheckResult:
    """Checks an IBAN, with the national check digits of Belgium and France (STL-02).

    Args:
        value: the account as typed.

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_iban("BE68 5390 0754 7034").normalized
    'BE68539007547034'
    """
    return _result(_native.check_iban(value))


def check_bic(value: str) -> CheckResult:
    """Checks a BIC (STL-02).

    Args:
        value: eight or eleven characters.

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_bic("gebabebb").normalized
    'GEBABEBB'
    """
    return _result(_native.check_bic(value))


def check_name(value: str) -> CheckResult:
    """Checks a person's or a company's name (CUS-15).

    Args:
        value: the name as typed.

    Returns:
        The result: in NFC, blanks collapsed.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_name("  Jeanne   d'Arc ").normalized
    "Jeanne d'Arc"
    """
    return _result(_native.check_name(value))


def check_card_code(value: str) -> CheckResult:
    """Checks the code of a card or a voucher (CRD-20).

    Args:
        value: the code in any case, blanks and dashes ignored.

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_card_code("not a code").rule.identifier
    'CRD-20'
    """
    return _result(_native.check_card_code(value))


def check_show_login(value: str) -> CheckResult:
    r"""Checks the login of a show user (NET-08).

    Args:
        value: `INETPSA\TA` and five letters or digits.

    Returns:
        The result.

    Raises:
        TypeError: the value is no str.

    >>> import dealerkit as dk
    >>> dk.check_show_login("INETPSA\\TA12345").valid
    True
    """
    return _result(_native.check_show_login(value))


def match_names(a: str, b: str) -> bool:
    """Says whether two names are the same person's or company's (CUS-03).

    Args:
        a: a name.
        b: another one.

    Returns:
        True where they are the same without regard to case, accents and punctuation.

    Raises:
        TypeError: one of them is no str.

    >>> import dealerkit as dk
    >>> dk.match_names("Jean-François", "jean francois")
    True
    """
    return _native.match_names(a, b)
