"""The journeys of the show (JRN-01 to JRN-05, QUO-02, QUO-03, QUO-10, NET-02, ACC-02)."""

import json

import pytest

from conftest import Refused, as_user, assert_refused_with, later, person, rules
from show import (
    DEALER_BE,
    EVENT,
    FOREIGN_DEALER,
    FOREIGN_SALESMAN,
    GENIUS,
    SECOND_GENIUS,
    STAND,
    configuration,
    lu_person,
    mails,
)

NOBODY = "…"
SECOND = as_user(SECOND_GENIUS, STAND)
FOREIGNER = as_user(FOREIGN_SALESMAN, FOREIGN_DEALER)


def starting(**changes):
    args = {"event": EVENT, "country": "BE", "language": "fr-BE", "brand": "DS"}
    args.update(changes)
    return {name: value for name, value in args.items() if value is not None}


# QUO-02, JRN-05: the start


@pytest.mark.parametrize(
    ("country", "language"),
    [("BE", "fr-BE"), ("BE", "nl-BE"), ("LU", "fr-LU"), ("LU", "de-LU")],
)
def test_quo_02_languages_and_countries(show, country, language):
    """QUO-02, JRN-05: step 1 fixes language and country; step 2 comes next."""
    session = show.start(country=country, language=language)
    status = show.status(session)
    assert status["step"] == 2
    assert status["missing"] and status["next"]
    assert status["initials"] == NOBODY


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"language": "en-BE"}, "language"),
        ({"language": "fr-FR"}, "language"),
        ({"language": ""}, "language"),
        ({"language": None}, "language"),
        ({"country": "FR"}, "country"),
        ({"country": "other"}, "country"),
        ({"country": None}, "country"),
    ],
)
def test_quo_02_other_languages_and_countries(show, changes, field):
    """QUO-02: another language or country is refused under the rule, with the field."""
    assert_refused_with(show.refused("session.start", starting(**changes)), "QUO-02", field)


@pytest.mark.parametrize(
    ("country", "language", "possible"),
    [("BE", "fr-LU", "fr-BE, nl-BE"), ("LU", "nl-BE", "fr-LU, de-LU")],
)
def test_quo_02_the_languages_of_the_country(show, country, language, possible):
    """QUO-02: the refusal says which languages are possible, and not the one that was refused."""
    violations = show.refused("session.start", starting(country=country, language=language))
    assert assert_refused_with(violations, "QUO-02", "language")["args"]["known"] == possible


def test_cus_21_nothing_is_offered_to_somebody_who_is_gone(show):
    """CUS-21, JRN-05: after the erasure of its customer a session can only be released."""
    customer = show.customer()
    session = show.session(customer)
    show.open(session)
    show.ok("customer.erase", {"id": customer, "reason": "asked"})
    status = show.status(session)
    assert status["missing"] == []
    assert status["next"] == ["session.back", "session.release"]
    show.ok("session.release", {"session": session})


def test_quo_02_language_and_country_at_once(show):
    """Protocol: all violations of the form at once."""
    violations = show.refused("session.start", starting(language="xx", country="XX"))
    assert_refused_with(violations, "QUO-02", "language")
    assert_refused_with(violations, "QUO-02", "country")


def test_net_01_an_unknown_brand(show):
    """NET-01: an unknown brand is refused."""
    violations = show.refused("session.start", starting(brand="XX"))
    assert violations[0]["field"] == "brand"
    assert rules(violations) & {"NET-01", "NET-02"}, violations


def test_acc_01_a_session_has_an_actor(show):
    """ACC-01: a journey is somebody's."""
    assert_refused_with(show.refused("session.start", starting(), actor=None), "ACC-01")


def test_dat_02_types_and_typos(show):
    """DAT-02: unknown fields and wrong types are refused by name."""
    violations = show.refused("session.start", starting(language=7, brnad="DS"))
    assert_refused_with(violations, "DAT-02", "language")
    assert_refused_with(violations, "DAT-02", "brnad")


def test_net_02_no_quote_for_a_brand_without_the_tool(show):
    """NET-02: the quote tool is not the one of every brand (LM has none)."""
    customer = show.customer()
    try:
        session = show.session(customer, "LM")
    except Refused as refused:
        assert "NET-02" in str(refused)
        return
    args = show.opening(session, configuration("leapmotor_t03"))
    assert_refused_with(show.refused("quote.open", args), "NET-02")


@pytest.mark.parametrize(
    ("brand", "model"),
    [
        ("DS", "ds_7"),
        ("AP", "peugeot_208"),
        ("AR", "ar_tonale"),
        ("FT", "fiat_600"),
        ("AH", "abarth_500e"),
    ],
)
def test_net_02_brands_with_the_quote_tool(show, brand, model):
    """NET-02: the quote tool of the brands that have it."""
    assert show.quote(model, brand)


# JRN-02: one session, one customer


def test_jrn_02_one_open_session_a_user(show):
    """JRN-02: while a customer is in the session, the user starts no other; a colleague does."""
    show.session()
    assert_refused_with(show.refused("session.start", starting()), "JRN-02", "actor.user")
    assert show.start(actor=SECOND)


def test_jrn_02_at_most_one_customer(show):
    """JRN-02: a new customer is taken only after the previous one is released."""
    first, second = show.customer(), show.customer()
    session = show.session(first)
    args = {"session": session, "customer": second}
    assert_refused_with(show.refused("session.link", args), "JRN-02")
    show.ok("session.release", {"session": session})
    show.link(session, second)


def test_jrn_02_from_zero_after_the_release(show):
    """JRN-02: after the release nobody is linked, and the next customer has another quote."""
    session = show.session(show.customer(person(last_name="Peeters", first_name="An")))
    assert show.status(session)["initials"] == "AP"
    show.ok("session.release", {"session": session})
    status = show.status(session)
    assert status["initials"] == NOBODY
    assert status["step"] <= 2
    assert "refused" in show.ask("quote.open", show.opening(session))
    show.link(session, show.customer())
    assert show.open(session)


def test_cus_19_creating_does_not_link(show):
    """CUS-19, JRN-02: a customer is linked by an act of its own; the session shows the initials."""
    session = show.start()
    customer = show.customer(person(first_name="jeanne", last_name="Émond"))
    assert show.status(session)["initials"] == NOBODY
    show.link(session, customer)
    assert show.status(session)["initials"] == "JÉ"


def test_jrn_02_what_was_handled_recently(show):
    """JRN-02: the session lists the persons that the user handled recently."""
    customer = show.customer()
    session = show.session(customer)
    show.ok("session.release", {"session": session})
    assert customer in json.dumps(show.status(session))


def test_jrn_02_a_customer_that_does_not_exist(show):
    """ACC-02: a foreign customer is answered like one that does not exist."""
    token = show.token(email="b@example.be", actor=FOREIGNER)
    foreign = show.create(
        person(email="b@example.be", last_name="Lambert"),
        token=token,
        envelope={"actor": FOREIGNER},
    )["ok"]["customer"]["id"]
    session = show.start()
    known = show.refused("session.link", {"session": session, "customer": foreign})
    unknown = show.refused("session.link", {"session": session, "customer": "nobody"})
    assert json.dumps(known).replace(foreign, "nobody") == json.dumps(unknown)
    assert show.status(session)["initials"] == NOBODY


def test_acc_02_a_foreign_session(show):
    """ACC-02: the session of another legal entity does not exist."""
    session = show.start()
    for verb, more in (
        ("session.status", {}),
        ("session.release", {}),
        ("session.back", {"step": 1}),
        ("session.refer", {"to": "bank_specialist"}),
        ("session.backup", {"reason": "no_time"}),
    ):
        known = show.refused(verb, {"session": session, **more}, actor=FOREIGNER)
        unknown = show.refused(verb, {"session": "nothing", **more}, actor=FOREIGNER)
        assert json.dumps(known).replace(session, "nothing") == json.dumps(unknown)


# QUO-03: countries


def test_quo_03_customer_and_journey_differ(show):
    """QUO-03: a mismatch of countries is refused with both named, wherever it is seen first."""
    for country, language, record in (("BE", "fr-BE", lu_person()), ("LU", "fr-LU", person())):
        customer = show.customer(record)
        actor = as_user({"BE": GENIUS, "LU": SECOND_GENIUS}[country], STAND)
        session = show.start(country=country, language=language, actor=actor)
        args = {"session": session, "customer": customer}
        reply = show.ask("session.link", args, actor=actor)
        if "ok" in reply:
            reply = show.ask("quote.open", show.opening(session), actor=actor)
        violation = assert_refused_with(reply["refused"], "QUO-03")
        said = json.dumps(violation.get("args", {})) + violation["message"]
        assert "BE" in said and "LU" in said


def test_quo_03_the_same_country(show):
    """QUO-03: a customer of Luxembourg in a journey of Luxembourg."""
    session = show.session(show.customer(lu_person()), country="LU", language="fr-LU")
    assert show.status(session)["initials"] == "LW"


def test_quo_03_customers_from_elsewhere(show):
    """QUO-03, CUS-13: customers from elsewhere take the journey's country."""
    record = person(country="other", other_country="DE", postal_code="80331", mobile="15123456789")
    customer = show.customer(record)
    for country, language, actor in (
        ("BE", "nl-BE", as_user(GENIUS, STAND)),
        ("LU", "de-LU", SECOND),
    ):
        session = show.start(country=country, language=language, actor=actor)
        show.link(session, customer, actor=actor)


# JRN-05: steps


def test_jrn_05_the_steps_in_order(show):
    """JRN-05: language and country, customer, configuration and outlet, basket, release."""
    session = show.start()
    assert show.status(session)["step"] == 2
    show.link(session, show.customer())
    assert show.status(session)["step"] == 3
    quote = show.open(session)
    assert show.status(session)["step"] == 4
    show.issue(quote)
    assert show.status(session)["step"] == 4
    show.sending(quote)
    status = show.status(session)
    assert status["step"] in (4, 5)
    assert status["next"]
    show.ok("session.release", {"session": session})


def test_jrn_05_not_forwards_without_a_customer(show):
    """JRN-05: a quote needs the steps before it."""
    session = show.start()
    violations = show.refused("quote.open", show.opening(session))
    assert rules(violations) & {"JRN-05", "JRN-02"}, violations


@pytest.mark.parametrize("step", [3, 4, 5])
def test_jrn_05_back_is_not_forwards(show, step):
    """JRN-05: forwards only when the earlier steps hold."""
    session = show.start()
    violations = show.refused("session.back", {"session": session, "step": step})
    assert_refused_with(violations, "JRN-05")


@pytest.mark.parametrize("step", [0, 6, -1, 1000000])
def test_jrn_05_no_such_step(show, step):
    """JRN-05: there are five steps."""
    session = show.session()
    violations = show.refused("session.back", {"session": session, "step": step})
    assert_refused_with(violations, "JRN-05", "step")


def test_jrn_05_a_step_may_be_revisited(show):
    """JRN-05: backwards at any time; what was done holds."""
    session = show.session()
    quote = show.open(session)
    for step in (3, 2):
        show.ok("session.back", {"session": session, "step": step})
        assert show.status(session)["step"] == step
    assert show.view(quote)
    show.issue(quote)


def test_jrn_05_what_is_missing(show):
    """JRN-05: the engine answers at any point what is missing and what may be done next."""
    session = show.start()
    seen = []
    seen.append(show.status(session))
    show.link(session, show.customer())
    seen.append(show.status(session))
    show.open(session)
    seen.append(show.status(session))
    assert "customer" in seen[0]["missing"]
    assert {"customer.search", "session.link"} <= set(seen[0]["next"])
    assert "quote.open" not in seen[0]["next"]
    assert seen[1]["missing"] == ["configuration", "outlet"]
    assert {"quote.open", "session.refer"} <= set(seen[1]["next"])
    assert not {"session.link", "quote.issue"} & set(seen[1]["next"])
    assert seen[2]["missing"] == ["offer", "sending"]
    assert {"basket.set", "quote.issue", "quote.withdraw"} <= set(seen[2]["next"])
    assert not {"quote.send", "quote.accept"} & set(seen[2]["next"])
    assert all("lead.capture" in status["next"] for status in seen)


# JRN-04: the backup tool


@pytest.mark.parametrize("reason", ["no_time", "main_tool_down", "keep_me_informed"])
def test_jrn_04_reasons(show, reason):
    """JRN-04: the three reasons for the backup tool."""
    session = show.start("AP")
    show.ok("session.backup", {"session": session, "reason": reason})


@pytest.mark.parametrize("reason", [None, "", "lazy", "NO_TIME"])
def test_jrn_04_no_reason(show, reason):
    """JRN-04: without one of the reasons it is refused."""
    session = show.start("AP")
    args = {"session": session}
    if reason is not None:
        args["reason"] = reason
    assert_refused_with(show.refused("session.backup", args), "JRN-04", "reason")


def test_jrn_04_the_reasons_are_named(show):
    """JRN-04: who gives another one is told the three that there are, and no other."""
    violations = show.refused("session.backup", {"session": show.start("AP"), "reason": "lazy"})
    assert violations[0]["args"]["allowed"] == "no_time, main_tool_down, keep_me_informed"


# QUO-10, QUO-11: referrals


@pytest.mark.parametrize("to", ["bank_specialist", "fleet_responsible"])
def test_quo_10_a_referral(show, to):
    """QUO-10, JRN-01: the journey records a referral; no figure is produced."""
    session = show.session()
    before = json.dumps(show.status(session))
    reply = show.ask("session.refer", {"session": session, "to": to})
    assert "ok" in reply
    assert to in json.dumps(reply) or json.dumps(show.status(session)) != before


@pytest.mark.parametrize("to", [None, "", "salesman", "bank"])
def test_quo_10_nobody_else(show, to):
    """QUO-10, QUO-11: a referral goes to one of the two."""
    session = show.session()
    args = {"session": session}
    if to is not None:
        args["to"] = to
    violations = show.refused("session.refer", args)
    assert violations[0]["field"] == "to"
    assert rules(violations) & {"QUO-10", "QUO-11", "JRN-01"}, violations


# JRN-01, JRN-03: the release


def release(show, session, **envelope):
    reply = show.ask("session.release", {"session": session}, **envelope)
    assert "ok" in reply, reply
    return reply


def assert_thanked(reply, email):
    """JRN-01: a thank-you mail and a request for the quality survey."""
    sent = mails(reply, email)
    said = [json.dumps(one).lower() for one in sent]
    assert any("thank" in one for one in said), reply
    assert any("survey" in one or "quality" in one for one in said), reply
    assert all(one["language"].startswith("fr") for one in sent)


@pytest.mark.parametrize("contact", ["yes", "no"])
def test_jrn_01_thanks_and_survey(show, contact):
    """JRN-01, CON-06: service mails need no consent."""
    record = person()
    customer = show.customer(
        record, consents={"contact": contact, "profiling": "no", "partners": "no"}
    )
    quote = show.open(session := show.session(customer))
    show.sent(quote)
    assert_thanked(release(show, session), record["email"])


def test_jrn_01_thanks_after_a_referral(show):
    """JRN-01: a journey without an offer ends with the mails too."""
    record = person()
    session = show.session(show.customer(record))
    show.ok("session.refer", {"session": session, "to": "fleet_responsible"})
    assert_thanked(release(show, session), record["email"])


def test_jrn_01_the_mails_are_sent_once(show):
    """JRN-01: a second release thanks nobody a second time."""
    record = person()
    session = show.session(show.customer(record))
    quote = show.open(session)
    show.sent(quote)
    release(show, session)
    again = show.ask("session.release", {"session": session})
    assert mails(again, record["email"]) == []


def test_jrn_03_keep_the_customer(show):
    """JRN-03: after an offer the customer may be kept for another one."""
    session = show.session()
    show.sent(show.open(session))
    assert show.open(session, another_offer=True)
    release(show, session)


def test_jrn_02_a_released_session_is_not_the_old_journey(show):
    """JRN-02: after the release nothing is opened for the customer who has gone."""
    session = show.session()
    release(show, session, at=later(minutes=10))
    violations = show.refused("quote.open", show.opening(session), at=later(minutes=11))
    assert rules(violations) & {"JRN-05", "JRN-02"}, violations


def test_dat_04_sessions_are_kept(open_desk, tmp_path):
    """DAT-04: an open session outlives the process."""
    from show import Show

    store = tmp_path / "show.db"
    first = open_desk("--store", store, "--preset", "motor_show_be", load=False)
    show = Show(first)
    session = show.session(show.customer(person(first_name="An", last_name="Peeters")))
    before = show.status(session)
    first.close()
    second = open_desk("--store", store, "--preset", "motor_show_be", load=False)
    again = Show(second, load=False)
    assert again.status(session) == before
    quote = again.open(session)
    assert DEALER_BE in json.dumps(again.view(quote))
