"""desk.policies."""

import typing

import dealerkit as dk
import pytest
from dealerkit import words


def test_presets_are_policies():
    """Each preset can be shown, loaded, and loaded again as a policy of one's own."""
    for preset in typing.get_args(words.Preset):
        desk = dk.Desk()
        policy = desk.policies.show(preset=preset)
        assert policy.name == preset and policy.consent.purposes
        assert desk.policies.load(policy=policy) == dk.PolicyLoaded(policy=preset)
        assert desk.policies.show() == policy


def test_what_a_policy_leaves_out_is_what_the_library_says():
    """The defaults here are the library's."""
    desk = dk.Desk()
    desk.policies.load(policy={"name": "mine", "consent": {"purposes": [{"code": "contact"}]}})
    asked = dk.ConsentTerms(purposes=(dk.PurposeTerms(code="contact"),))
    assert desk.policies.show() == dk.Policy(name="mine", consent=asked)


@pytest.mark.parametrize(
    "purpose, code",
    [
        (dk.PurposeTerms(code="contact", default_answer="yes"), "consent_has_default"),
        (dk.PurposeTerms(code="contact", needed_for=("offer",)), "consent_made_a_condition"),
    ],
)
def test_a_ticked_box_is_refused(purpose, code):
    """CON-03."""
    with pytest.raises(dk.Refused) as e:
        dk.Desk().policies.load(policy=dk.Policy(name="mine", consent=dk.ConsentTerms(purposes=(purpose,))))
    assert (e.value.rule, e.value.code) == ("CON-03", code)


def test_a_policy_is_named_or_given():
    """DAT-02."""
    with pytest.raises(dk.Refused) as e:
        dk.Desk().policies.load()
    assert (e.value.rule, e.value.code) == ("DAT-02", "policy_missing")
    with pytest.raises(dk.Refused) as e:
        dk.Desk(preset="motor_show_fr")
    assert (e.value.rule, e.value.code) == ("DAT-02", "preset_unknown")
