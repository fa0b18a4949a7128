"""The catalogue and the rule book."""

import pickle
import re
from pathlib import Path

import dealerkit as dk
import pytest

CATALOGUE = Path(__file__).parents[2] / "include" / "dealerkit" / "rules.def"


def test_the_enumeration_is_the_catalogue():
    """Every line of rules.def is a member, and nothing else is."""
    if not CATALOGUE.exists():
        pytest.skip("the catalogue is not beside the tests")
    lines = re.findall(r'^DEALERKIT_RULE\((\w+),\s*(\d+),\s*"([^"]+)",\s*(\w+)\)', CATALOGUE.read_text("utf-8"), re.M)
    assert len(lines) > 100
    assert [(one.code, str(one.number), one.identifier, one.transient) for one in dk.list_rules()] == [
        (code, number, identifier, persistence == "transient") for code, number, identifier, persistence in lines
    ]
    assert [one.name for one in dk.Rule] == [code.upper() for code, _, _, _ in lines]


def test_a_member_knows_its_line():
    """CUS-02."""
    rule = dk.Rule.SEARCH_TOKEN_EXPIRED
    assert (rule.value, rule.number, rule.code, rule.identifier) == (1412, 1412, "search_token_expired", "CUS-02")
    assert dk.Rule(1412) is rule is dk.Rule["SEARCH_TOKEN_EXPIRED"]
    assert eval(repr(rule), {"Rule": dk.Rule}) is rule is pickle.loads(pickle.dumps(rule))
    with pytest.raises(AttributeError):
        rule.code = "other"
    with pytest.raises(ValueError, match="65535"):
        dk.Rule(65535)


def test_every_refusal_has_a_sentence_in_four_languages():
    """Each member, each language."""
    for rule in dk.Rule:
        sentences = [rule.message(language=language) for language in ("en", "fr", "nl", "de")]
        assert all(sentence.strip() for sentence in sentences)
    assert dk.Rule.SEARCH_TOKEN_MISSING.message() == dk.Rule.SEARCH_TOKEN_MISSING.message(language="xx")


def test_every_identifier_of_the_catalogue_is_in_the_rule_book():
    """The book knows what the catalogue names."""
    book = {rule.identifier for rule in dk.list_rule_texts()}
    missing = {rule.identifier for rule in dk.Rule} - book
    assert not missing and len(book) >= 60


def test_a_rule_in_words():
    """CUS-02."""
    text = dk.rule_text("CUS-02")
    assert text.title == "Search before create" and text.statement.startswith("A customer can be created only")
    with pytest.raises(ValueError):
        dk.rule_text("XYZ-99")
