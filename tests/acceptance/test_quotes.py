"""Quotes and offers (QUO-01 to QUO-14, QUO-18, CFG-03, CFG-04, NET-02, NET-04, NET-05, ACC-05)."""

import base64
import json
import re

import pytest

from conftest import as_user, assert_refused_with, company, later, person, rules
from show import (
    CHOICES_208,
    DEALER_BE,
    DEALER_DS,
    DEALER_LU,
    FOREIGN_DEALER,
    FOREIGN_SALESMAN,
    GENIUS,
    MAILBOX,
    NEXT_DAY,
    NOT_AN_OUTLET,
    SALESMAN,
    SECOND_GENIUS,
    STAND,
    TRAINING,
    Show,
    configuration,
    digits,
    figures,
    lead_ids,
    lu_person,
    mails,
    named,
    walk,
)

AT_THE_OUTLET = as_user(SALESMAN, DEALER_BE)
FOREIGNER = as_user(FOREIGN_SALESMAN, FOREIGN_DEALER)
SECOND = as_user(SECOND_GENIUS, STAND)


def refuse_opening(show, session, chosen=None, **changes):
    return show.refused("quote.open", show.opening(session, chosen, **changes))


# Opening: configuration, outlet, quantity


def test_quo_04_a_draft(show):
    """QUO-12: a quote starts as a draft, with the price of its configuration."""
    quote = show.quote()
    assert show.state(quote) == "draft"
    price = figures(show.view(quote))
    assert (price["list"], price["net"], price["gross"]) == ("40000.00", "40000.00", "48400.00")


def test_quo_09_a_point_of_sale_is_needed(show):
    """QUO-09: a point of sale must be chosen before the offer."""
    session = show.session()
    reply = show.ask("quote.open", show.opening(session, outlet=None))
    if "ok" in reply:
        reply = show.ask("quote.issue", {"quote": named(reply["ok"]["quote"])})
    assert_refused_with(reply["refused"], "QUO-09", "outlet")


@pytest.mark.parametrize("outlet", ["9999999-000", "nonsense", NOT_AN_OUTLET, TRAINING])
def test_net_04_no_destination(show, outlet):
    """NET-04: only a record of type outlet is a destination, and none of the training ones."""
    violations = refuse_opening(show, show.session(), outlet=outlet)
    violation = violations[0]
    assert violation["field"] == "outlet"
    assert violation["rule"] in {"NET-04", "QUO-09"}, violations
    if outlet in (NOT_AN_OUTLET, TRAINING):
        assert violation["rule"] == "NET-04"


def test_net_04_the_outlet_sells_the_brand(show):
    """NET-04: the destination sells the brand."""
    session = show.session(brand="AP")
    violations = refuse_opening(show, session, configuration("peugeot_208"), outlet=DEALER_DS)
    assert_refused_with(violations, "NET-04", "outlet")
    assert show.open(show.session(brand="DS", actor=SECOND), outlet=DEALER_DS, actor=SECOND)


def test_net_04_an_outlet_of_another_entity(show):
    """NET-04: the customer's dealer may belong to another legal entity."""
    assert show.open(show.session(), outlet=FOREIGN_DEALER)


def test_net_04_in_training(open_desk):
    """NET-04: in training mode only the training outlet is a destination."""
    show = Show(open_desk("--preset", "motor_show_be", "--training", load=False))
    session = show.session()
    assert_refused_with(refuse_opening(show, session), "NET-04", "outlet")
    assert show.open(session, outlet=TRAINING)


def test_net_05_what_is_proposed_is_accepted(show):
    """NET-05, NET-04: every outlet that the search proposes for the brand may be chosen."""
    args = {"brand": "AP", "country": "BE", "postal_code": "1050"}
    found = show.ok("outlet.search", args)["outlets"]
    proposed = [one["outlet"] for one in found]
    assert DEALER_BE in proposed and NOT_AN_OUTLET not in proposed and DEALER_DS not in proposed
    session = show.session(brand="AP")
    for outlet in proposed:
        if outlet == TRAINING:
            continue
        show.ok(
            "quote.open",
            show.opening(session, configuration("peugeot_208"), outlet=outlet),
            dry_run=True,
        )


def test_cus_13_outlet_other_needs_a_comment(show):
    """CUS-13: outlet `other` names itself in a comment."""
    violations = refuse_opening(show, show.session(), outlet="other")
    assert rules(violations) & {"CUS-13", "QUO-09"}, violations


@pytest.mark.parametrize("model", ["ds_3", "ds_n4"])
def test_cfg_03_only_orderable_models(show, model):
    """CFG-03: neither an unavailable model nor a keep-me-informed one is quoted."""
    violations = refuse_opening(show, show.session(), configuration(model))
    assert_refused_with(violations, "CFG-03")


def test_cfg_03_per_market(show):
    """CFG-03: what is orderable in Belgium may be unavailable in Luxembourg."""
    assert show.quote("peugeot_expert_l2", "AP")
    session = show.session(
        show.customer(lu_person()), "AP", country="LU", language="fr-LU", actor=SECOND
    )
    violations = show.refused(
        "quote.open",
        show.opening(session, configuration("peugeot_expert_l2"), outlet=DEALER_LU),
        actor=SECOND,
    )
    assert_refused_with(violations, "CFG-03")


@pytest.mark.parametrize(
    "choices",
    [
        ["trim.base", "engine.electric", "options.towbar"],
        ["trim.base", "trim.top", "engine.hybrid"],
        ["trim.base", "engine.steam"],
        [],
        ["trim.base"],
    ],
)
def test_cfg_05_only_valid_and_whole_configurations(show, choices):
    """CFG-05: a configuration that cannot be built, or is not whole, gives no offer."""
    session = show.session()
    reply = show.ask("quote.open", show.opening(session, configuration(choices=choices)))
    if "ok" in reply:
        reply = show.ask("quote.issue", {"quote": named(reply["ok"]["quote"])})
    assert "refused" in reply, reply
    assert any(rule.startswith("CFG-") for rule in rules(reply["refused"])), reply


@pytest.mark.parametrize("changes", [{"catalog": "show_1999"}, {"model": "ds_9"}])
def test_cfg_unknown_names(show, changes):
    """CFG-01: unknown catalogues and models are refused."""
    chosen = {**configuration(), **changes}
    violations = refuse_opening(show, show.session(), chosen)
    assert violations[0]["field"].startswith("configuration"), violations


def test_cfg_12_a_quote_by_code(show):
    """CFG-12: the text form of a configuration opens a quote like its choices."""
    args = {"market": "BE", "date": "2024-01-12", **configuration("peugeot_208")}
    code = show.ok("config.code", args, actor=None)["code"]
    by_code = show.open(show.session(brand="AP"), {"code": code})
    by_choices = show.open(
        show.session(brand="AP", actor=SECOND), configuration("peugeot_208"), actor=SECOND
    )
    assert figures(show.view(by_code)) == figures(show.view(by_choices))


def test_cfg_12_no_code(show):
    """CFG-12: what is no code opens nothing."""
    violations = refuse_opening(show, show.session(), {"code": "nonsense"})
    assert_refused_with(violations, "CFG-12")


def test_net_02_the_brand_of_the_session(show):
    """NET-02: a user of one brand does not switch to another; the model says which brand it is."""
    session = show.session()
    violations = refuse_opening(show, session, configuration("peugeot_208"))
    assert_refused_with(violations, "NET-02", "configuration.model")
    args = {"market": "BE", "date": "2024-01-12", **configuration("peugeot_208")}
    code = show.ok("config.code", args, actor=None)["code"]
    violations = refuse_opening(show, session, {"code": code})
    assert_refused_with(violations, "NET-02", "configuration.code")


# QUO-03, QUO-05, QUO-07: prices in quotes


def test_quo_05_base_discounts_and_conditional_ones(show):
    """QUO-05: unconditional discounts are in the price, conditional ones apart."""
    price = figures(show.view(show.quote("peugeot_208", "AP")))
    assert (price["list"], price["net"]) == ("20000.00", "19000.00")
    assert (price["gross"], price["to_pay"]) == ("22990.00", "22990.00")
    assert [(one["id"], one["amount"]) for one in price["steps"]] == [("show", "1000.00")]
    assert [(one["id"], one["amount"]) for one in price["conditional"]] == [
        ("trade_in_bonus", "1000.00")
    ]


def test_cfg_11_options_and_packs_in_a_quote(show):
    """CFG-11, QUO-05: the list price is that of every value, packs in place of their options."""
    choices = [*CHOICES_208[:-1], "wheels.w17", "packs.comfort", "options.heated_seats"]
    session = show.session(brand="AP")
    price = figures(show.view(show.open(session, configuration("peugeot_208", choices))))
    assert (price["list"], price["net"]) == ("21300.00", "20235.00")
    assert price["gross"] == "24484.35"


def test_quo_03_the_price_list_of_luxembourg(show):
    """QUO-03, QUO-07: a journey of Luxembourg has its list and its tax."""
    session = show.session(show.customer(lu_person()), country="LU", language="fr-LU")
    price = figures(show.view(show.open(session, outlet=DEALER_LU)))
    assert (price["list"], price["net"], price["gross"]) == ("39000.00", "39000.00", "45630.00")


def test_quo_05_companies_and_persons(show):
    """QUO-05, QUO-07: a discount for companies is not one for persons."""
    person_price = figures(show.view(show.quote("fiat_600", "FT")))
    assert person_price["net"] == "17500.00"
    firm = show.customer(company())
    session = show.session(firm, "FT", actor=SECOND)
    price = figures(show.view(show.open(session, configuration("fiat_600"), actor=SECOND)))
    assert price["net"] == "16200.00"
    assert price["gross"] == "19602.00"


def test_quo_05_a_quantity(show):
    """QUO-07: two vehicles are twice the list price."""
    quote = show.open(show.session(), quantity=2)
    assert figures(show.view(quote))["list"] == "80000.00"


# QUO-11: fleets


def test_quo_11_ten_vehicles_are_no_fleet(show):
    """QUO-11: strictly more than ten."""
    assert show.open(show.session(), quantity=10)


@pytest.mark.parametrize("quantity", [11, 12, 1000000])
def test_quo_11_eleven_are(show, quantity):
    """QUO-11: a fleet request gives no quote; the journey may go to the fleet responsible."""
    session = show.session()
    reply = show.ask("quote.open", show.opening(session, quantity=quantity))
    assert_refused_with(reply["refused"], "QUO-11")
    show.ok("session.refer", {"session": session, "to": "fleet_responsible"})
    violations = refuse_opening(show, session)  # no quote in a fleet journey, however few they are
    assert_refused_with(violations, "QUO-11", "session")
    status = show.status(session)
    assert status["missing"] == [] and "quote.open" not in status["next"]


def test_quo_11_the_quotes_of_a_customer_add_up(show):
    """QUO-11: quantities of the customer's quotes add up, over brands and users."""
    customer = show.customer()
    session = show.session(customer)
    show.open(session, quantity=6)
    args = show.opening(session, quantity=5, another_offer=True)
    assert_refused_with(show.refused("quote.open", args), "QUO-11")
    other = show.session(customer, "AP", actor=SECOND)
    args = show.opening(other, configuration("peugeot_208"), quantity=5)
    assert_refused_with(show.refused("quote.open", args, actor=SECOND), "QUO-11")
    show.open(session, quantity=4, another_offer=True)


def test_quo_11_each_customer_for_himself(show):
    """QUO-11: another customer's vehicles do not count."""
    show.open(show.session(), quantity=10)
    assert show.open(show.session(actor=SECOND), quantity=10, actor=SECOND)


@pytest.mark.parametrize("quantity", [0, -1, "2", 1.5])
def test_quo_11_no_quantity(show, quantity):
    """QUO-11, DAT-02: a quantity is a whole number from one on."""
    violations = refuse_opening(show, show.session(), quantity=quantity)
    assert violations[0]["field"] == "quantity"
    expected = "DAT-02" if isinstance(quantity, (str, float)) else None
    assert expected is None or violations[0]["rule"] == expected


# QUO-01: one open quote


def test_quo_01_a_second_open_quote(show):
    """QUO-01: refused unless the customer asks for another offer."""
    session = show.session()
    show.open(session)
    assert_refused_with(refuse_opening(show, session), "QUO-01")
    assert show.open(session, another_offer=True)


def test_quo_01_false_is_not_said(show):
    """QUO-01: `another_offer: false` asks for nothing."""
    session = show.session()
    show.open(session)
    assert_refused_with(refuse_opening(show, session, another_offer=False), "QUO-01")


@pytest.mark.parametrize("until", ["issued", "sent"])
def test_quo_01_issued_and_sent_are_open(show, until):
    """QUO-01: draft, issued, or sent and not expired."""
    session = show.session()
    quote = show.open(session)
    show.issue(quote)
    if until == "sent":
        show.sending(quote)
    assert_refused_with(refuse_opening(show, session), "QUO-01")


def test_quo_01_a_withdrawn_quote_is_closed(show):
    """QUO-01: a withdrawn quote is in nobody's way."""
    session = show.session()
    quote = show.open(session)
    show.ok("quote.withdraw", {"quote": quote})
    assert show.open(session)


def test_quo_01_per_customer(show):
    """QUO-01: another customer has a quote of its own."""
    show.open(show.session())
    assert show.open(show.session(actor=SECOND), actor=SECOND)


# QUO-12: states


def test_quo_12_draft_issued_sent(show):
    """QUO-12, QUO-13: downloaded is not sent."""
    quote = show.quote()
    assert show.state(quote) == "draft"
    show.issue(quote)
    assert show.state(quote) == "issued"
    show.sending(quote)
    assert show.state(quote) == "sent"


def test_quo_12_a_draft_is_neither_sent_nor_accepted(show):
    """QUO-12: only what was issued is sent, only what was sent is accepted."""
    quote = show.quote()
    violations = show.refused("quote.send", {"quote": quote})
    assert rules(violations) & {"QUO-12", "QUO-14"}, violations
    violations = show.refused("quote.accept", {"quote": quote})
    assert_refused_with(violations, "QUO-12")
    assert show.state(quote) == "draft"


def test_quo_12_accepted(show):
    """QUO-12: a sent offer is accepted at the outlet."""
    quote = show.quote()
    show.sent(quote)
    show.ok("quote.accept", {"quote": quote}, actor=AT_THE_OUTLET, at=NEXT_DAY)
    assert show.state(quote, at=NEXT_DAY) == "accepted"


def test_quo_12_reworked_and_issued_again(show):
    """QUO-12: a reworked offer gets a new number; the numbers are never used twice."""
    quote = show.quote()
    first = show.issue(quote)["number"]
    show.sending(quote)
    show.ok("quote.rework", {"quote": quote}, actor=AT_THE_OUTLET, at=NEXT_DAY)
    assert show.state(quote, at=NEXT_DAY) == "reworked"
    second = show.issue(quote, actor=AT_THE_OUTLET, at=NEXT_DAY)["number"]
    assert first != second
    assert show.state(quote, at=NEXT_DAY) == "issued"
    show.sending(quote, actor=AT_THE_OUTLET, at=NEXT_DAY)
    assert show.state(quote, at=NEXT_DAY) == "sent"


def test_quo_12_numbers_are_unique(show):
    """QUO-12: an offer is numbered."""
    numbers = set()
    for actor in (as_user(GENIUS, STAND), SECOND):
        session = show.session(actor=actor)
        for place in range(5):
            more = {"another_offer": True} if place else {}
            numbers.add(show.issue(show.open(session, actor=actor, **more), actor=actor)["number"])
    assert len(numbers) == 10


@pytest.mark.parametrize("end", ["quote.accept", "quote.withdraw"])
def test_quo_12_a_closed_quote_takes_nothing_more(show, end):
    """QUO-12: neither an accepted nor a withdrawn quote takes anything more."""
    quote = show.quote()
    show.sent(quote)
    show.ok(end, {"quote": quote}, actor=AT_THE_OUTLET, at=NEXT_DAY)
    state = show.state(quote, at=NEXT_DAY)
    for verb, more in (
        ("quote.issue", {}),
        ("quote.send", {}),
        ("quote.send", {"email": "other@example.be"}),
        ("quote.rework", {}),
        ("quote.accept", {}),
        ("quote.withdraw", {}),
    ):
        reply = show.ask(verb, {"quote": quote, **more}, actor=AT_THE_OUTLET, at=NEXT_DAY)
        if verb == end:
            continue
        assert_refused_with(reply["refused"], "QUO-12")
    assert show.state(quote, at=NEXT_DAY) == state


def test_quo_12_validity(show):
    """QUO-12: thirty days by default, then the offer has expired without a job."""
    quote = show.quote()
    show.sent(quote)
    assert show.state(quote, at=later(days=29)) == "sent"
    assert show.state(quote, at=later(days=32)) == "expired"
    violations = show.refused(
        "quote.accept", {"quote": quote}, actor=AT_THE_OUTLET, at=later(days=32)
    )
    assert_refused_with(violations, "QUO-12")
    show.ok("quote.accept", {"quote": quote}, actor=AT_THE_OUTLET, at=later(days=29))


def test_quo_01_an_expired_quote_is_closed(show):
    """QUO-01: an expired offer is in nobody's way."""
    session = show.session()
    show.sent(show.open(session))
    args = show.opening(session)
    assert_refused_with(show.refused("quote.open", args, at=later(days=29)), "QUO-01")
    show.ok("quote.open", args, at=later(days=32))


def test_acc_02_a_foreign_quote(show):
    """ACC-02: a quote of another legal entity is answered like one that does not exist."""
    quote = show.quote()
    for verb in (
        "quote.view",
        "quote.issue",
        "quote.send",
        "quote.accept",
        "quote.rework",
        "quote.withdraw",
    ):
        known = show.refused(verb, {"quote": quote}, actor=FOREIGNER)
        unknown = show.refused(verb, {"quote": "nothing"}, actor=FOREIGNER)
        assert json.dumps(known).replace(quote, "nothing") == json.dumps(unknown)


def test_dat_04_a_dry_run_changes_nothing(show):
    """DAT-04, protocol: a dry run gives the reply and changes nothing."""
    session = show.session()
    show.ok("quote.open", show.opening(session), dry_run=True)
    quote = show.open(session)
    show.ok("quote.issue", {"quote": quote}, dry_run=True)
    assert show.state(quote) == "draft"
    show.issue(quote)
    show.ok("quote.send", {"quote": quote}, dry_run=True)
    assert show.state(quote) == "issued"


def test_protocol_a_key_makes_it_idempotent(show):
    """Protocol: the same key gives the same answer again and does nothing twice."""
    session = show.session()
    first = show.ok("quote.open", show.opening(session), key="one")
    assert show.ok("quote.open", show.opening(session), key="one") == first


# QUO-02: language and country


def test_quo_02_the_language_cannot_change(show):
    """QUO-02, QUO-14: the offer is issued in the journey's language and sent in it."""
    quote = show.quote()
    show.issue(quote)
    violations = show.refused("quote.send", {"quote": quote, "language": "nl-BE"})
    assert rules(violations) & {"QUO-02", "QUO-14"}, violations
    violations = show.refused("quote.send", {"quote": quote, "brand": "AP"})
    assert rules(violations) & {"QUO-14"}, violations
    show.sending(quote, language="fr-BE", brand="DS")


# QUO-13, QUO-14: sending


def test_quo_13_issuing_has_no_effects(show):
    """QUO-13: only what is sent has effects: no mail, no lead before."""
    record = person()
    quote = show.quote(customer=show.customer(record))
    reply = show.ask("quote.issue", {"quote": quote})
    assert mails(reply) == [] and lead_ids(reply) == []
    assert MAILBOX not in json.dumps(reply)


def test_quo_13_sending_reaches_customer_and_outlet(show):
    """QUO-13, NET-09, LEA-08: the customer gets the offer, the outlet the lead."""
    record = person()
    quote = show.quote(customer=show.customer(record))
    reply = show.sent(quote)
    sent = mails(reply, record["email"])
    assert sent and {one["language"] for one in sent} == {"fr-BE"}
    assert any("offer" in one["template"] for one in sent)
    assert MAILBOX in json.dumps(reply["effects"]), "the outlet learns of its lead"
    assert lead_ids(reply) or lead_ids(show.view(quote))


def test_quo_14_the_offer_needs_no_consent(show):
    """CON-06: the offer itself and the voucher need no consent."""
    record = person()
    customer = show.customer(
        record, consents={"contact": "no", "profiling": "no", "partners": "no"}
    )
    reply = show.sent(show.quote(customer=customer))
    assert mails(reply, record["email"])


def test_quo_14_a_second_send_is_refused(show):
    """QUO-14: the same document is sent once."""
    quote = show.quote()
    show.sent(quote)
    assert_refused_with(show.refused("quote.send", {"quote": quote}), "QUO-14")


def test_quo_14_unless_the_email_was_corrected(show):
    """QUO-14: a corrected e-mail is a reason to send again, once."""
    record = person()
    quote = show.quote(customer=show.customer(record))
    show.sent(quote)
    same = {"quote": quote, "email": record["email"]}
    assert_refused_with(show.refused("quote.send", same), "QUO-14")
    reply = show.sending(quote, email="jeanne@example.lu")
    assert mails(reply, "jeanne@example.lu") and not mails(reply, record["email"])
    again = {"quote": quote, "email": "jeanne@example.lu"}
    assert_refused_with(show.refused("quote.send", again), "QUO-14")


def test_quo_14_corrected_since_this_document_was_sent(show):
    """QUO-14: an earlier document goes once more to an address that was corrected since."""
    record = person()
    quote = show.quote(customer=show.customer(record))
    first = show.issue(quote)["number"]
    show.sending(quote)
    show.ok("quote.rework", {"quote": quote})
    show.issue(quote)
    show.sending(quote, email="corrected@example.be")
    named_one = {"quote": quote, "offer": first}
    assert mails(show.sending(quote, offer=first), "corrected@example.be")
    assert_refused_with(show.refused("quote.send", named_one), "QUO-14")
    assert_refused_with(show.refused("quote.send", {"quote": quote}), "QUO-14")


def test_quo_14_the_email_is_checked(show):
    """QUO-14, CUS-14: the address may be corrected here and is checked."""
    quote = show.quote()
    show.issue(quote)
    violations = show.refused("quote.send", {"quote": quote, "email": "jeanne@"})
    assert_refused_with(violations, "CUS-14", "email")
    assert show.state(quote) == "issued"
    reply = show.sending(quote, email="corrected@example.be")
    assert mails(reply, "corrected@example.be")


# QUO-18: the document


def plain(html):
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", text)


def test_quo_18_html_and_pdf(show):
    """QUO-18: the document as self-contained HTML and as PDF."""
    document = show.issue(show.quote("peugeot_208", "AP"))["document"]
    pdf = base64.b64decode(document["pdf_base64"], validate=True)
    assert pdf.startswith(b"%PDF-") and b"%%EOF" in pdf[-1024:]
    html = document["html"]
    assert "<html" in html.lower()
    outside = re.findall(
        r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(\s*["']?https?:""",
        html,
        re.IGNORECASE,
    )
    assert not [one for one in outside if "src" in one.lower() or "import" in one or "url" in one]
    assert "<script" not in html.lower() and "<link" not in html.lower()


def test_quo_18_what_the_document_shows(show):
    """QUO-18: configuration, steps, tax, discounts apart, outlet, voucher, validity."""
    offer = show.issue(show.quote("peugeot_208", "AP"))
    html = offer["document"]["html"]
    text = plain(html)
    bare = digits(text)
    assert "208" in text and "Active" in text and "Petrol 75" in text
    for amount in ("20000,00", "1000,00", "19000,00", "3990,00", "22990,00"):
        assert amount in bare, amount
    assert "Salon" in text and "Reprise" in text
    assert "Garage Delvaux" in text
    assert "250" in text
    assert re.search(r"11/0?2/(20)?24|11 f(é|&eacute;)vrier 2024|11/0?2/2024|2024-02-11", text)
    assert offer["number"] in text


@pytest.mark.parametrize(
    ("country", "language", "word"),
    [
        ("BE", "fr-BE", "Finition"),
        ("BE", "nl-BE", "Uitvoering"),
        ("LU", "fr-LU", "Finition"),
        ("LU", "de-LU", "Ausstattung"),
    ],
)
def test_quo_18_in_the_language_of_the_journey(show, country, language, word):
    """QUO-18, QUO-02: the journey's language, in words and formats."""
    customer = show.customer(lu_person() if country == "LU" else person())
    session = show.session(customer, "AP", country=country, language=language)
    choices = [one for one in CHOICES_208 if not one.startswith("engine")] + ["engine.petrol_100"]
    quote = show.open(
        session,
        configuration("peugeot_208", choices),
        outlet=DEALER_LU if country == "LU" else DEALER_BE,
    )
    html = show.issue(quote)["document"]["html"]
    assert re.search(rf"""<html[^>]*lang=["']?{language[:2]}""", html)
    assert word in html
    assert "21500,00" in digits(plain(html))


def test_quo_18_names_are_text_and_not_markup(show):
    """QUO-18, CUS-15: what a customer is called cannot alter the document."""
    record = person(first_name="Jeanne", last_name="D'Ô <b>&amp; Fils</b>")
    customer = show.create(record)
    if "refused" in customer:
        return
    session = show.session(customer["ok"]["customer"]["id"])
    html = show.issue(show.open(session))["document"]["html"]
    assert "<b>&amp; Fils</b>" not in html


def test_quo_12_the_same_offer_the_same_bytes(open_desk):
    """QUO-12, QUO-19: a document depends on nothing but what it shows."""
    documents = []
    for _ in range(2):
        show = Show(open_desk("--preset", "motor_show_be", load=False))
        documents.append(show.issue(show.quote())["document"]["html"])
    one, other = (re.sub(r"[A-Z0-9-]{6,}|\d+", "#", text) for text in documents)
    assert one == other


# QUO-04, QUO-06, ACC-05: sections


LATER = ["trade_in", "accessories", "delivery", "personalisation", "transformation"]


@pytest.mark.parametrize("section", LATER)
def test_acc_05_not_at_the_show(show, section):
    """QUO-06, ACC-05: the product genius completes none of the outlet's sections."""
    quote = show.quote()
    args = {"quote": quote, "section": section, "value": {}}
    violations = show.refused("basket.set", args)
    assert rules(violations) & {"ACC-05", "QUO-06"}, violations
    assert show.state(quote) == "draft"


@pytest.mark.parametrize("section", [None, "", "boot", "VEHICLE"])
def test_quo_04_no_such_section(show, section):
    """QUO-04: the sections of the basket are seven."""
    args = {"quote": show.quote(), "section": section, "value": {}}
    if section is None:
        del args["section"]
    assert_refused_with(show.refused("basket.set", args), "QUO-04", "section")


def test_quo_12_an_offer_is_dated(show):
    """QUO-12: an offer is dated."""
    quote = show.quote()
    show.issue(quote, at="2024-01-12T23:30:00+01:00")
    said = json.dumps(show.view(quote, at="2024-01-12T23:30:00+01:00"))
    assert "2024-01-12" in said


def set_section(show, quote, section, value, **envelope):
    return show.ask("basket.set", {"quote": quote, "section": section, "value": value}, **envelope)


def handed_over(show, model="peugeot_208", brand="AP", **changes):
    """A sent quote, and the envelope of the outlet on the next day."""
    quote = show.open(show.session(brand=brand), configuration(model), **changes)
    show.sent(quote)
    return quote, {"actor": AT_THE_OUTLET, "at": NEXT_DAY}


def test_quo_04_the_vehicle_at_the_show(show):
    """QUO-04, CFG-11: the vehicle's section is completed at the show, the others by default."""
    quote = show.quote("peugeot_208", "AP")
    choices = ["trim.allure", *CHOICES_208[1:]]
    value = {"configuration": configuration("peugeot_208", choices)}
    reply = set_section(show, quote, "vehicle", value)
    assert "ok" in reply, reply
    price = figures(show.view(quote))
    assert (price["list"], price["net"], price["gross"]) == ("22000.00", "20900.00", "25289.00")
    basket = next(one["basket"] for _, one in walk(show.view(quote)) if "basket" in one)
    assert len(basket) == 7


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"configuration": configuration("ds_7", ["trim.base", "trim.top"])}, "CFG-05"),
        ({"configuration": configuration("ds_3")}, "CFG-03"),
        ({"configuration": configuration("ds_n4")}, "CFG-03"),
        ({"quantity": 11}, "QUO-11"),
    ],
)
def test_quo_04_a_vehicle_that_cannot_be_offered(show, value, rule):
    """QUO-04, CFG-03, CFG-05, QUO-11: the rules of opening hold for every later change."""
    quote = show.quote()
    before = show.view(quote)
    reply = set_section(show, quote, "vehicle", value)
    assert_refused_with(reply["refused"], rule)
    assert show.view(quote) == before


def test_net_02_a_change_is_no_switch_of_brand(show):
    """QUO-01, NET-02: the vehicle of another brand is no change of this quote."""
    quote = show.quote()
    value = {"configuration": configuration("peugeot_208")}
    reply = set_section(show, quote, "vehicle", value)
    assert_refused_with(reply["refused"], "QUO-01", "value.configuration.model")
    assert figures(show.view(quote))["list"] == "40000.00"


@pytest.mark.parametrize("until", ["issued", "sent"])
def test_quo_12_a_change_after_the_issue(show, until):
    """QUO-12: a changed basket is reworked; the document is not that of the basket any more."""
    quote = show.quote()
    first = show.issue(quote)
    if until == "sent":
        show.sending(quote)
    reply = set_section(show, quote, "vehicle", {"quantity": 2})
    assert "ok" in reply, reply
    assert show.state(quote) == "reworked"
    second = show.issue(quote)
    assert second["number"] != first["number"]
    assert second["document"]["html"] != first["document"]["html"]
    show.sending(quote)
    assert show.state(quote) == "sent"


def test_quo_11_a_change_counts_as_well(show):
    """QUO-11: the quantities of a customer's quotes add up after a change, too."""
    customer = show.customer()
    session = show.session(customer)
    show.open(session, quantity=6)
    other = show.open(session, quantity=4, another_offer=True)
    reply = set_section(show, other, "vehicle", {"quantity": 5})
    assert_refused_with(reply["refused"], "QUO-11")
    assert "ok" in set_section(show, other, "vehicle", {"quantity": 3})


def test_quo_06_the_stand_improves_no_offer(show):
    """QUO-06, ACC-05: improving the offer is the outlet's."""
    quote = show.quote()
    value = {"discounts": [{"label": "Geste commercial", "amount": "10.00"}]}
    reply = set_section(show, quote, "vehicle", value)
    assert rules(reply["refused"]) & {"ACC-05", "QUO-06"}, reply
    show.sent(quote)
    reply = set_section(show, quote, "vehicle", value, at=NEXT_DAY)
    assert rules(reply["refused"]) & {"ACC-05", "QUO-06"}, reply


@pytest.mark.parametrize("section", LATER)
def test_quo_06_the_outlet_completes_them(show, section):
    """QUO-06: the outlet completes its sections after the hand-over."""
    quote, outlet = handed_over(show)
    reply = set_section(show, quote, section, {"remark": "to be seen"}, **outlet)
    assert "ok" in reply, reply
    assert "to be seen" in json.dumps(show.view(quote, **outlet))


def test_quo_06_lines_of_the_outlet(show):
    """QUO-06, QUO-07: accessories are lines of the price with their own tax."""
    quote, outlet = handed_over(show, "ds_7", "DS")
    before = figures(show.view(quote))
    lines = [
        {"label": "Tapis", "amount": "100.00", "quantity": 2, "tax_percent": "21"},
        {"label": "Livre", "amount": "10.00", "tax_percent": "6"},
    ]
    reply = set_section(show, quote, "accessories_and_services", {"lines": lines}, **outlet)
    assert "ok" in reply, reply
    after = figures(show.view(quote, **outlet))
    assert (before["list"], after["list"]) == ("40000.00", "40210.00")
    assert after["net"] == "40210.00" and after["gross"] == "48652.60"


def test_quo_06_the_outlet_improves_the_offer(show):
    """QUO-06, QUO-08: a discount of the outlet is a step of the price."""
    quote, outlet = handed_over(show, "ds_7", "DS")
    value = {
        "discounts": [{"label": "Geste", "amount": "500.00"}, {"label": "Autre", "percent": "1"}]
    }
    reply = set_section(show, quote, "vehicle", value, **outlet)
    assert "ok" in reply, reply
    price = figures(show.view(quote, **outlet))
    assert [one["amount"] for one in price["steps"]] == ["500.00", "400.00"]
    assert price["net"] == "39100.00"
    assert show.state(quote, **outlet) == "reworked"


def test_quo_05_a_condition_that_the_outlet_sees_met(show):
    """QUO-05: a conditional discount is in the price once its condition is met."""
    quote, outlet = handed_over(show)
    value = {"conditions_met": ["trade_in"]}
    assert "ok" in set_section(show, quote, "vehicle", value, **outlet)
    price = figures(show.view(quote, **outlet))
    assert price["net"] == "18000.00" and not price.get("conditional")
    assert [one["id"] for one in price["steps"]] == ["show", "trade_in_bonus"]


def test_quo_06_what_is_not_said_of_the_vehicle_stays(show):
    """QUO-06, QUO-05: a change of the quantity takes neither discounts nor met conditions away."""
    quote, outlet = handed_over(show)
    value = {"discounts": [{"label": "Geste", "percent": "1"}], "conditions_met": ["trade_in"]}
    assert "ok" in set_section(show, quote, "vehicle", value, **outlet)

    def steps():
        return [one["id"] for one in figures(show.view(quote, **outlet))["steps"]]

    everything = ["show", "trade_in_bonus", "outlet.1"]
    stock = {**configuration("peugeot_208"), "stock_number": "ST-1001"}
    for value in ({"quantity": 2}, {"configuration": stock}, {"remark": "Before noon"}):
        assert "ok" in set_section(show, quote, "vehicle", value, **outlet)
        assert steps() == everything, value
    assert "ok" in set_section(show, quote, "vehicle", {"discounts": []}, **outlet)
    assert steps() == ["show", "trade_in_bonus"]
    assert "ok" in set_section(show, quote, "vehicle", {"conditions_met": []}, **outlet)
    assert steps() == ["show"]
    vehicle = show.view(quote, **outlet)["quote"]["basket"][0]["value"]
    assert (vehicle["quantity"], vehicle["remark"]) == (2, "Before noon")
    assert "discounts" not in vehicle and "conditions_met" not in vehicle


def test_quo_05_a_condition_that_no_discount_has(show):
    """QUO-05: a condition with a typing error is refused, and those that there are named."""
    quote, outlet = handed_over(show)
    value = {"conditions_met": ["trade_in", "tradein"]}
    reply = set_section(show, quote, "vehicle", value, **outlet)
    violation = assert_refused_with(reply["refused"], "QUO-05", "value.conditions_met.1")
    assert "trade_in" in violation["message"]


def test_quo_11_a_fleet_is_a_matter_of_the_show(show):
    """QUO-11: the limit is the show's; the outlet sells as many as it likes."""
    quote, outlet = handed_over(show)
    assert_refused_with(
        set_section(show, quote, "vehicle", {"quantity": 12}, at=NEXT_DAY)["refused"], "QUO-11"
    )
    assert "ok" in set_section(show, quote, "vehicle", {"quantity": 12}, **outlet)


def test_dat_03_the_money_of_a_basket(show):
    """DAT-03, QUO-07, QUO-04: every field of the lines by its path, all at once."""
    quote, outlet = handed_over(show)
    lines = [
        {"label": "Tapis", "amount": "1.00"},
        {"label": "Livre", "amount": "1.001"},
        {"label": "Plaque", "amount": "1.00", "tax_percent": "200"},
        {"label": "Crochet", "amount": "-1.00", "tax_percent": "-1"},
    ]
    reply = set_section(show, quote, "delivery", {"lines": lines}, **outlet)
    assert [(one["rule"], one["field"]) for one in reply["refused"]] == [
        ("DAT-03", "value.lines.1.amount"),
        ("QUO-07", "value.lines.2.tax_percent"),
        ("QUO-04", "value.lines.3.amount"),
        ("QUO-07", "value.lines.3.tax_percent"),
    ]
    reply = set_section(show, quote, "trade_in", {"amount": "1.001"}, **outlet)
    assert_refused_with(reply["refused"], "DAT-03", "value.amount")
    value = {"discounts": [{"label": "Geste", "amount": "0.001"}]}
    reply = set_section(show, quote, "vehicle", value, **outlet)
    assert_refused_with(reply["refused"], "DAT-03", "value.discounts.0.amount")


@pytest.mark.parametrize(
    ("section", "value"),
    [
        ("accessories_and_services", {"lines": [{"label": "Tapis", "amount": "-1.00"}]}),
        ("accessories_and_services", {"lines": [{"label": "Tapis", "amount": 100}]}),
        ("accessories_and_services", {"lines": [{"label": "Tapis", "amount": "1.001"}]}),
        ("vehicle", {"discounts": [{"label": "Geste", "amount": "1.00", "percent": "5"}]}),
        ("vehicle", {"discounts": [{"label": "Geste"}]}),
        ("vehicle", {"discounts": [{"label": "Geste", "amount": "-1.00"}]}),
        ("trade_in", {"amount": "-3000.00"}),
        ("trade_in", {"nonsense": 1}),
    ],
)
def test_quo_04_values_that_say_nothing(show, section, value):
    """QUO-04, QUO-07, QUO-08, DAT-02, DAT-03: refused, and the quote is as it was."""
    quote, outlet = handed_over(show)
    before = show.view(quote, **outlet)
    reply = set_section(show, quote, section, value, **outlet)
    assert reply["refused"][0]["field"].startswith("value"), reply
    assert show.view(quote, **outlet) == before


def test_cfg_04_no_stock_vehicle_on_the_stand(show):
    """CFG-04: on the stand vehicles are built to order; the outlet may propose stock."""
    stock = {**configuration("peugeot_208"), "stock_number": "ST-1001"}
    session = show.session(brand="AP")
    assert_refused_with(refuse_opening(show, session, stock), "CFG-04")
    quote = show.open(session, configuration("peugeot_208"))
    reply = set_section(show, quote, "vehicle", {"configuration": stock})
    assert_refused_with(reply["refused"], "CFG-04")
    show.sent(quote)
    outlet = {"actor": AT_THE_OUTLET, "at": NEXT_DAY}
    reply = set_section(show, quote, "vehicle", {"configuration": stock}, **outlet)
    assert "ok" in reply, reply
    assert "ST-1001" in json.dumps(show.view(quote, **outlet))


def test_quo_06_an_outlet_of_another_entity(show):
    """QUO-06, QUO-13: the offer's outlet works on it once it is sent, whoever owns the outlet."""
    quote = show.open(show.session(), outlet=FOREIGN_DEALER)
    show.issue(quote)
    before = show.ask("quote.view", {"quote": quote}, actor=FOREIGNER)
    unknown = show.ask("quote.view", {"quote": "nothing"}, actor=FOREIGNER)
    assert json.dumps(before).replace(quote, "nothing") == json.dumps(unknown)
    show.sending(quote)
    outlet = {"actor": FOREIGNER, "at": NEXT_DAY}
    assert show.state(quote, **outlet) == "sent"
    assert "ok" in set_section(show, quote, "trade_in", {"remark": "later"}, **outlet)
    assert show.state(quote, **outlet) == "reworked"


def test_cus_21_an_erased_customer_is_in_no_quote(show):
    """CUS-21: after an erasure neither quote, lead, audit nor outbox names the person."""
    record = person(
        first_name="Quirine", last_name="Vanderzyp", email="quirine@vanderzyp.example.be"
    )
    customer = show.customer(record)
    quote = show.open(show.session(customer))
    leads = lead_ids(show.sent(quote)) or lead_ids(show.view(quote))
    assert "Quirine" in json.dumps(show.ok("lead.view", {"lead": leads[0]}, actor=AT_THE_OUTLET))
    show.ok("customer.erase", {"id": customer, "reason": "asked"}, at=NEXT_DAY)
    outlet = {"actor": AT_THE_OUTLET, "at": later(days=2)}
    replies = [
        show.ask("quote.view", {"quote": quote}, **outlet),
        show.ask("lead.view", {"lead": leads[0]}, **outlet),
        show.ask("quote.issue", {"quote": quote}, **outlet),
        show.ask("audit.list", {"limit": 100}, **outlet),
        show.ask("outbox.list", **outlet),
        show.ask(
            "show.day_report", {"date": "2024-01-12", "sample": {"size": 9, "seed": 1}}, **outlet
        ),
    ]
    for reply in replies:
        said = json.dumps(reply).lower()
        assert "quirine" not in said and "vanderzyp" not in said, reply
    assert show.ok("audit.verify", **outlet)["intact"] is True
