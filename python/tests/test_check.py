"""The checks at the top of the package."""

import dealerkit as dk
import pytest

# (check, a valid value, its normal form, an invalid value, the rule that says so)
CASES = [
    (dk.check_vat, "BE 0403.170.701", "BE0403170701", "BE0403170702", "CUS-10"),
    (dk.check_siren, "732 829 320", "732829320", "732829321", "CUS-10"),
    (dk.check_siret, "732 829 320 00074", "73282932000074", "73282932000075", "CUS-10"),
    (dk.check_email, "Jeanne@Example.BE", "Jeanne@example.be", "jeanne@", "CUS-14"),
    (dk.check_vin, "WVWZZZ1JZ3W386752", "WVWZZZ1JZ3W386752", "WVWZZZ1JZ3W38675O", "CRD-07"),
    (dk.check_iban, "BE68 5390 0754 7034", "BE68539007547034", "BE68539007547035", "STL-02"),
    (dk.check_bic, "gebabebb", "GEBABEBB", "GEBA", "STL-02"),
    (dk.check_name, "  Jeanne   d'Arc ", "Jeanne d'Arc", "Jeanne\u202eDupont", "CUS-15"),
    (dk.check_show_login, "INETPSA\\TA12345", "INETPSA\\TA12345", "TA12345", "NET-08"),
]


@pytest.mark.parametrize("check, valid, normal, invalid, rule", CASES, ids=[case[0].__name__ for case in CASES])
def test_a_check_accepts_and_names_its_rule(check, valid, normal, invalid, rule):
    """CUS-10, CUS-14, CUS-15, CRD-07, STL-02, NET-08."""
    found = check(valid)
    assert found and found.valid and found.normalized == normal and not found.unknown
    refused = check(invalid)
    assert not refused and refused.normalized == "" and refused.rule.identifier == rule
    assert hash(check(valid)) == hash(found) and check(valid) == found != refused


def test_postal_codes_are_of_a_country():
    """CUS-12."""
    assert dk.check_postal_code("1000", country="BE").normalized == "1000"
    assert dk.check_postal_code("10", country="BE").rule.identifier == "CUS-12"


def test_phones_are_of_a_country_and_a_form():
    """CUS-09."""
    found = dk.check_phone("0478 12 34 56", country="BE")
    assert (found.normalized, found.region, found.mobile, found.fixed_line) == ("+32478123456", "BE", True, False)
    assert dk.check_phone("478123456", country="BE", form="national_9")
    assert dk.check_phone("0478123456", country="BE", form="national_9").rule is dk.Rule.PHONE_NOT_NINE_DIGITS
    with pytest.raises(ValueError, match="form"):
        dk.check_phone("0478123456", country="BE", form="spoken")


def test_the_check_digit_of_a_vin_counts_in_north_america():
    """CRD-07."""
    assert dk.check_vin("1M8GDM9AXKP042788", region="NA")
    assert dk.check_vin("1M8GDM9A0KP042788", region="NA").rule is dk.Rule.VIN_CHECK_DIGIT_WRONG
    assert dk.check_vin("1M8GDM9A0KP042788")
    with pytest.raises(ValueError, match="region"):
        dk.check_vin("1M8GDM9AXKP042788", region="XX")


def test_the_placeholder_is_valid_and_unknown():
    """CUS-11."""
    found = dk.check_vat("BE0000000097")
    assert found.valid and found.unknown and found.rule is None


def test_a_vat_number_may_come_without_its_prefix():
    """CUS-10."""
    assert dk.check_vat("0403170701", country="BE").normalized == "BE0403170701"
    assert dk.check_vat("0403170701").rule is dk.Rule.VAT_PREFIX_MISSING


def test_card_codes_have_a_check_character():
    """CRD-20."""
    assert dk.check_card_code("").rule is dk.Rule.CARD_CODE_MISSING
    assert dk.check_card_code("0000000000001").rule.identifier == "CRD-20"


def test_names_match_without_case_and_accents():
    """CUS-03."""
    assert dk.match_names("Jean-François", "JEAN FRANCOIS")
    assert not dk.match_names("Jean", "Jeanne")


@pytest.mark.parametrize("value", [None, 12, 1.5, b"BE0403170701", ["BE0403170701"]])
def test_what_is_no_text_is_a_type_error(value):
    """DAT-02."""
    for check in (dk.check_vat, dk.check_siren, dk.check_email, dk.check_vin, dk.check_name, dk.check_phone):
        with pytest.raises(TypeError, match="str is expected"):
            check(value)
    with pytest.raises(TypeError):
        dk.match_names("a", value)


def test_hostile_text_is_answered():
    """DAT-01: zero bytes, endless text and half a surrogate pair are no accident."""
    assert dk.check_email("a\0@example.be").rule is not None
    assert not dk.check_vat("BE" * 100_000)
    with pytest.raises(ValueError, match="surrogate"):
        dk.check_name("\ud800")


def test_the_typed_check_says_what_the_verb_says():
    """CUS-10, CUS-14, STL-02: one decision, two faces."""
    desk = dk.Desk()
    for name, values in {
        "vat": ("BE0403170701", "BE0403170702", "FR40303265045", "LU26375245", "BE0000000097", ""),
        "email": ("a@b.be", "a@b", "a b@c.de"),
        "iban": ("BE68539007547034", "FR1420041010050500013M02606"),
    }.items():
        for value in values:
            said = desk.call({"verb": f"check.{name}", "args": {"value": value}})["ok"]
            found = getattr(dk, f"check_{name}")(value)
            assert said["valid"] is found.valid
            if found.valid:
                assert said["normalized"] == found.normalized
            else:
                assert said["violations"][0]["code"] == found.rule.code
