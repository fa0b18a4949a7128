"""Leads of the show (LEA-01 to LEA-06, LEA-08, LEA-09, LEA-16, JRN-04, JRN-06, CUS-09, CUS-13)."""

import json
import random
from datetime import datetime, timedelta

import pytest

from conftest import (
    as_user,
    assert_refused_with,
    fr_vat,
    later,
    luhn_complete,
    outlet,
    person,
    rules,
    user,
)
from show import (
    DEALER_BE,
    DEALER_DS,
    DEALER_LU,
    FOREIGN_DEALER,
    FOREIGN_MAILBOX,
    FOREIGN_MANAGER,
    FOREIGN_SALESMAN,
    GENIUS,
    MAILBOX,
    MANAGER,
    NOT_AN_OUTLET,
    SALESMAN,
    SECOND_GENIUS,
    STAND,
    TRAINING,
    configuration,
    lead_ids,
)

OUTLET = as_user(SALESMAN, DEALER_BE)
FOREIGNER = as_user(FOREIGN_SALESMAN, FOREIGN_DEALER)
SECOND = as_user(SECOND_GENIUS, STAND)
DEVICE = "tablet-07"
ANSWERED = {"contact": "yes", "profiling": "no", "partners": "no"}


def prospect(**changes):
    record = {
        "first_name": "Jeanne",
        "last_name": "Dupont",
        "email": "jeanne.dupont@example.be",
        "mobile": "+32478123456",
        "postal_code": "1000",
        "country": "BE",
    }
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def somebody(number):
    """A prospect that no other number gives."""
    return prospect(email=f"p{number}@example.be", mobile=f"+32479{number:06d}")


def lead(**changes):
    record = {
        "tool": "collect",
        "reason": "no_time",
        "brand": "AP",
        "market": "BE",
        "language": "fr-BE",
        "activity": "VN",
        "request": "test_drive",
        "models": ["peugeot_208"],
        "person": prospect(),
        "outlet": DEALER_BE,
        "consents": dict(ANSWERED),
    }
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def plus(**changes):
    """A lead of the app "plus"."""
    record = {"tool": "plus", "brand": "FT", "models": ["fiat_600"]}
    record.update(changes)
    return lead(**record)


def kmi(**changes):
    """Keep me informed of the Topolino."""
    record = {
        "reason": "keep_me_informed",
        "request": "keep_me_informed",
        "models": ["fiat_topolino"],
        "outlet": None,
    }
    record.update(changes)
    return plus(**record)


def capture(show, record=None, **envelope):
    return show.ok("lead.capture", {"lead": record or lead()}, **envelope)["lead"]


def refused(show, record, **envelope):
    return show.refused("lead.capture", {"lead": record}, **envelope)


def view(show, identifier, **envelope):
    return show.ok("lead.view", {"lead": identifier}, **envelope)


def instant(text):
    return datetime.fromisoformat(text)


# LEA-01: what a lead has


def test_lea_01_what_a_lead_has(show):
    """LEA-01: the outlet's name and city are shown with the rest."""
    found = capture(show)
    said = json.dumps(view(show, found["id"], actor=OUTLET), ensure_ascii=False)
    for part in ("AP", "BE", "fr-BE", "VN", "test_drive", "peugeot_208", "Jeanne", "Dupont"):
        assert part in said, part
    for part in (DEALER_BE, "Garage Delvaux", "Ixelles", "jeanne.dupont@example.be"):
        assert part in said, part
    assert "+32478123456" in said and "b2c" in said and found["status"] in said
    assert found["status"] == "new"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brand", "XX"),
        ("brand", None),
        ("activity", "XX"),
        ("request", "order"),
        ("request", None),
        ("language", None),
        ("market", None),
        ("person", None),
    ],
)
def test_lea_01_fields_out_of_list(show, field, value):
    """LEA-01, LEA-02: absent and out-of-list values are refused with their field."""
    violations = refused(show, lead(**{field: value}))
    assert any(one["field"].startswith(f"lead.{field}") for one in violations), violations


def test_dat_02_unknown_fields(show):
    """DAT-02: a typo does not pass."""
    assert_refused_with(refused(show, lead(modles=[])), "DAT-02", "lead.modles")


def test_acc_01_a_lead_has_an_actor(show):
    """ACC-01: somebody captures it."""
    assert_refused_with(refused(show, lead(), actor=None), "ACC-01")


# LEA-02: requests


@pytest.mark.parametrize("request_type", ["test_drive", "quote", "contact"])
def test_lea_02_requests_with_an_outlet(show, request_type):
    """LEA-02: these reach an outlet."""
    assert capture(show, lead(request=request_type))["deadline"]


def test_lea_02_no_test_drive_of_every_model(show):
    """LEA-02: a test drive only of models that allow it."""
    record = plus(models=["fiat_topolino"], request="test_drive")
    assert_refused_with(refused(show, record), "LEA-02")
    record = plus(models=["fiat_600", "fiat_topolino"], request="test_drive")
    assert_refused_with(refused(show, record), "LEA-02")


def test_lea_02_keep_me_informed(show):
    """LEA-02: for such a model, without an outlet and without a deadline."""
    found = capture(show, kmi())
    assert "deadline" not in found or not found["deadline"]
    assert "fiat_topolino" in json.dumps(view(show, found["id"]))


def test_lea_02_keep_me_informed_only_of_such_models(show):
    """LEA-02: an orderable model needs no keep-me-informed."""
    assert_refused_with(refused(show, kmi(models=["fiat_600"])), "LEA-02")


def test_lea_02_keep_me_informed_alerts_no_outlet(show):
    """LEA-02: it is sent to none."""
    reply = show.ask("lead.capture", {"lead": kmi()})
    assert "@dealer.example" not in json.dumps(reply.get("effects", []))


@pytest.mark.parametrize("request_type", ["test_drive", "quote", "contact"])
def test_lea_02_the_others_need_an_outlet(show, request_type):
    """LEA-02, CUS-13: an outlet, or `other` and a comment that names it."""
    violations = refused(show, lead(request=request_type, outlet=None))
    assert rules(violations) & {"LEA-02", "CUS-13"}, violations
    violations = refused(show, lead(request=request_type, outlet="other"))
    assert rules(violations) & {"LEA-02", "CUS-13"}, violations
    assert violations[0]["field"].startswith("lead.outlet")


def test_cus_13_another_outlet_is_named(show):
    """CUS-13, LEA-02: an outlet elsewhere is named in the comment."""
    record = lead(outlet="other", outlet_comment="Garage Kieffer, Trier")
    found = capture(show, record)
    assert "Garage Kieffer, Trier" in json.dumps(view(show, found["id"]))


@pytest.mark.parametrize("outlet", ["9999999-000", NOT_AN_OUTLET, TRAINING])
def test_net_04_no_destination(show, outlet):
    """NET-04: a lead goes to an outlet of type outlet, and not to the training one."""
    violations = refused(show, lead(outlet=outlet))
    assert violations[0]["field"] == "lead.outlet"


def test_net_04_the_outlet_sells_the_brand(show):
    """NET-04: the destination sells the brand."""
    violations = refused(show, lead(outlet=DEALER_DS))
    assert assert_refused_with(violations, "NET-04")["field"] == "lead.outlet"


# LEA-03: the form


@pytest.mark.parametrize(
    "mobile",
    [
        "478123456",
        "0478123456",
        "+32 478 123456",
        "+3247812345",
        "+324781234567",
        "+33612345678",
        "+32",
        "abc",
    ],
)
def test_lea_03_belgian_mobiles(show, mobile):
    """LEA-03, CUS-09: `+324` and 8 digits, without blanks."""
    violations = refused(show, lead(person=prospect(mobile=mobile)))
    assert_refused_with(violations, "CUS-09", "lead.person.mobile")


def luxembourger(**changes):
    record = {
        "mobile": "+352621123456",
        "country": "LU",
        "postal_code": "L-1234",
        "email": "luc@example.lu",
    }
    record.update(changes)
    return prospect(**record)


def lu_lead(**changes):
    return lead(market="LU", language="fr-LU", outlet=DEALER_LU, person=luxembourger(**changes))


def test_lea_03_luxembourg(show):
    """LEA-03, CUS-09, CUS-12: numbers and postal codes of Luxembourg."""
    found = capture(show, lu_lead())
    said = json.dumps(view(show, found["id"]))
    assert "+352621123456" in said and "L-1234" in said


@pytest.mark.parametrize("mobile", ["621123456", "+352622123456", "+35262112345", "+32478123456"])
def test_lea_03_luxembourg_mobiles(show, mobile):
    """LEA-03, CUS-09: `+3526`, one digit, `1` and 6 digits."""
    violations = refused(show, lu_lead(mobile=mobile))
    assert_refused_with(violations, "CUS-09", "lead.person.mobile")


@pytest.mark.parametrize("postal_code", ["100", "0999", "10000", "abcd", None])
def test_lea_03_postal_codes(show, postal_code):
    """LEA-03, CUS-12: the customer's postal code; without one the form is not complete."""
    violations = refused(show, lead(person=prospect(postal_code=postal_code)))
    violation = next(one for one in violations if one["field"] == "lead.person.postal_code")
    assert violation["rule"] in ({"CUS-12"} if postal_code else {"CUS-12", "LEA-03"})


@pytest.mark.parametrize("email", ["jeanne@", "jeanne", None])
def test_lea_03_emails(show, email):
    """LEA-03, CUS-14: the form of the e-mail address."""
    violations = refused(show, lead(person=prospect(email=email)))
    assert any(one["field"] == "lead.person.email" for one in violations), violations


def test_lea_03_company_name_is_optional(show):
    """LEA-03: with or without a company name."""
    capture(show, lead(person=prospect(company_name="Martin SA")))
    capture(show, lead(person=somebody(2)))


def test_lea_03_everything_at_once(show):
    """Protocol: all violations of the form at once."""
    record = lead(person=prospect(mobile="1", postal_code="x", email="y"), request="order")
    found = rules(refused(show, record))
    assert {"CUS-09", "CUS-12", "CUS-14", "LEA-02"} <= found


def test_con_02_collect_asks_one_thing(show):
    """CON-02, LEA-03: the app "collect" must have `contact` answered, no more."""
    capture(show, lead(consents={"contact": "no"}))
    for consents in ({}, {"profiling": "yes"}, {"contact": "not_asked"}):
        violations = refused(show, lead(consents=consents, person=somebody(3)))
        assert rules(violations) & {"CON-02", "LEA-03"}, violations
        assert any("contact" in one["field"] for one in violations)


def test_con_02_plus_asks_everything(show):
    """CON-02: in the app "plus" every purpose is answered."""
    capture(show, plus())
    violations = refused(show, plus(person=somebody(4), consents={"contact": "yes"}))
    fields = {one["field"] for one in violations if one["rule"] in ("CON-02", "LEA-03")}
    assert fields == {"lead.consents.profiling", "lead.consents.partners"}


def test_con_03_nothing_depends_on_a_yes(show):
    """CON-03: a no captures the lead like a yes."""
    first = capture(show, lead(consents={"contact": "no", "profiling": "no", "partners": "no"}))
    second = capture(
        show,
        lead(
            person=somebody(5), consents={"contact": "yes", "profiling": "yes", "partners": "yes"}
        ),
    )
    assert first["status"] == second["status"] and first["deadline"] == second["deadline"]


# JRN-04, NET-02: the tools


@pytest.mark.parametrize("reason", ["no_time", "main_tool_down", "keep_me_informed"])
def test_jrn_04_reasons(show, reason):
    """JRN-04: the reasons for the backup tool."""
    capture(show, lead(reason=reason))


@pytest.mark.parametrize("reason", [None, "", "lazy"])
def test_jrn_04_no_reason(show, reason):
    """JRN-04: the backup tools need a reason."""
    assert_refused_with(refused(show, lead(reason=reason)), "JRN-04", "lead.reason")


@pytest.mark.parametrize(
    ("field", "allowed"),
    [
        ("reason", "no_time, main_tool_down, keep_me_informed"),
        ("tool", "collect, plus, quote"),
    ],
)
def test_jrn_04_what_there_is_is_named(show, field, allowed):
    """JRN-04, NET-02: a value out of the list is answered with the list."""
    found = [one for one in refused(show, lead(**{field: "lazy"})) if one["field"] == f"lead.{field}"]
    assert [one["args"]["allowed"] for one in found] == [allowed]


@pytest.mark.parametrize(
    ("tool", "brand", "model"),
    [
        ("plus", "DS", "ds_7"),
        ("plus", "AP", "peugeot_208"),
        ("collect", "FT", "fiat_600"),
        ("collect", "AR", "ar_tonale"),
        ("plus", "AR", "ar_tonale"),
    ],
)
def test_net_02_each_tool_has_its_brands(show, tool, brand, model):
    """NET-02: "collect" for AP AC OP DS, "plus" for FT AH LA JE FO LM, none for AR."""
    record = lead(tool=tool, brand=brand, models=[model], request="contact")
    assert_refused_with(refused(show, record), "NET-02")


@pytest.mark.parametrize(
    ("tool", "brand", "model"),
    [("collect", "DS", "ds_7"), ("plus", "LM", "leapmotor_t03"), ("plus", "AH", "abarth_500e")],
)
def test_net_02_tools_and_brands(show, tool, brand, model):
    """NET-02: the brands of the lead backup apps."""
    capture(show, lead(tool=tool, brand=brand, models=[model], request="contact"))


# LEA-04: tickets


MARK = "Zzyzx Quillfeather"


@pytest.mark.parametrize("agreed", [False, None])
def test_lea_04_without_agreement_nothing_is_kept(show, agreed):
    """LEA-04: nothing of the ticket is kept, wherever one looks."""
    ticket = {"data": {"name": MARK}}
    if agreed is not None:
        ticket["agreed"] = agreed
    reply = show.ask("lead.capture", {"lead": lead(ticket=ticket)})
    said = json.dumps(reply)
    if "ok" in reply:
        said += json.dumps(view(show, reply["ok"]["lead"]["id"]))
    said += json.dumps(show.ok("audit.list", {"limit": 100}))
    said += json.dumps(show.ok("outbox.list"))
    assert MARK not in said


def test_dat_01_the_audit_of_leads_is_text(show):
    """DAT-01, ACC-07: whatever a lead holds, its audit records are UTF-8 and JSON."""
    for number in range(20):
        capture(show, lead(person=somebody(number)))
    records = show.ok("audit.list", {"limit": 100})["records"]
    assert len(records) >= 20


# LEA-06: origins and tabs


@pytest.mark.parametrize(
    ("origin", "tab"),
    [
        ("national", "commerce"),
        ("national", "human_resources"),
        ("national", "after_sales"),
        ("local", "new_vehicles"),
        ("local", "used_vehicles"),
        ("national", "boats"),
        ("regional", "new_vehicles"),
    ],
)
def test_lea_06_tabs_of_an_origin(show, origin, tab):
    """LEA-06: new and used vehicles are national, commerce, human resources, after-sales local."""
    assert_refused_with(refused(show, lead(origin=origin, tab=tab)), "LEA-06")


@pytest.mark.parametrize(("origin", "tab"), [("national", "new_vehicles"), ("local", "commerce")])
def test_lea_06_origin_and_tab(show, origin, tab):
    """LEA-06: kept apart, and shown."""
    found = capture(show, lead(origin=origin, tab=tab))
    said = json.dumps(view(show, found["id"]))
    assert origin in said and tab in said


# LEA-08, LEA-13: alert and owner


def test_lea_08_the_mailbox_is_alerted(show):
    """LEA-08, NET-09: the outlet's mailbox learns of a new lead."""
    reply = show.ask("lead.capture", {"lead": lead()})
    assert MAILBOX in json.dumps(reply["effects"])


def test_lea_08_another_entitys_outlet(show):
    """LEA-08: the alert goes to the outlet of the lead."""
    reply = show.ask("lead.capture", {"lead": lead(outlet=FOREIGN_DEALER)})
    assert FOREIGN_MAILBOX in json.dumps(reply["effects"])
    assert MAILBOX not in json.dumps(reply["effects"])


def test_lea_13_the_responsible_sales_manager(show):
    """LEA-13, NET-12: without a rule the responsible manager of the outlet and brand has it."""
    assert capture(show)["owner"] == MANAGER
    assert (
        capture(show, lead(person=somebody(6), outlet=FOREIGN_DEALER))["owner"] == FOREIGN_MANAGER
    )


# LEA-09: the deadline


@pytest.mark.parametrize(
    "at",
    [
        "2024-01-12T10:00:00+01:00",
        "2024-01-12T23:59:59+01:00",
        "2024-03-30T10:00:00+01:00",
        "2024-10-26T10:00:00+02:00",
        "2024-02-28T12:00:00+01:00",
    ],
)
def test_lea_09_forty_eight_hours(show, at):
    """LEA-09: 48 elapsed hours from the capture, over days off and changes of the clock."""
    found = capture(show, at=at)
    assert instant(found["deadline"]) - instant(at) == timedelta(hours=48)
    assert found["deadline"].endswith(("+01:00", "+02:00")), "in the outlet's time zone"


def test_lea_09_in_the_outlets_time(show):
    """LEA-09, protocol: instants of a reply are in the outlet's time zone."""
    assert capture(show, at="2024-03-30T09:00:00Z")["deadline"] == "2024-04-01T11:00:00+02:00"


# JRN-06, LEA-16: one lead


def test_jrn_06_whatever_the_request(show):
    """JRN-06: one prospect is one lead per brand, whatever the request and the models."""
    first = capture(show)
    assert not first.get("attached_to")
    second = capture(show, lead(request="contact", models=["peugeot_expert_l1"]))
    assert second["attached_to"] == first["id"]
    said = json.dumps(view(show, first["id"]))
    assert "peugeot_208" in said and "peugeot_expert_l1" in said


def test_jrn_06_another_brand_is_another_lead(show):
    """JRN-06: one lead per brand."""
    first = capture(show)
    second = capture(show, lead(brand="DS", models=["ds_7"]))
    assert not second.get("attached_to") and second["id"] != first["id"]


@pytest.mark.parametrize(
    "changes",
    [
        {"mobile": "+32479999999"},
        {"email": "other@example.be"},
        {"email": "JEANNE.DUPONT@EXAMPLE.BE", "mobile": "+32479999999"},
        {"first_name": "J.", "last_name": "D.", "postal_code": "9000"},
    ],
)
def test_lea_16_the_same_email_or_phone(show, changes):
    """LEA-16: the same e-mail or the same phone is the same person."""
    first = capture(show)
    second = capture(show, lead(person=prospect(**changes)), at=later(hours=3))
    assert second["attached_to"] == first["id"]


def test_lea_16_neither(show):
    """LEA-16: another e-mail and another phone are another person, whatever the name."""
    capture(show)
    other = lead(person=prospect(email="other@example.be", mobile="+32479999999"))
    assert not capture(show, other).get("attached_to")


def test_lea_16_by_a_colleague(show):
    """JRN-06: whoever captures it."""
    first = capture(show)
    assert capture(show, actor=SECOND)["attached_to"] == first["id"]


def test_lea_16_an_attached_one_keeps_the_deadline(show):
    """LEA-16, LEA-09: what is attached is no second lead with a clock of its own."""
    first = capture(show)
    capture(show, at=later(hours=5))
    assert instant(first["deadline"]).isoformat()[:16] in json.dumps(view(show, first["id"]))


def test_jrn_06_a_sent_offer_is_the_same_lead(show):
    """JRN-06, QUO-13: a second offer of a brand reaches the same lead and says so."""
    customer = show.customer()
    session = show.session(customer)
    first = show.open(session)
    one = lead_ids(show.sent(first)) or lead_ids(show.view(first))
    assert len(one) == 1
    second = show.open(session, another_offer=True)
    show.issue(second)
    reply = show.sending(second)
    assert "attached_to" in json.dumps(reply)
    assert one[0] in json.dumps(reply)


def test_jrn_06_an_offer_after_a_captured_lead(show):
    """JRN-06: an offer to a prospect who has a lead of the brand is attached to it."""
    record = person()
    found = capture(show, lead(brand="DS", models=["ds_7"]))
    quote = show.quote(customer=show.customer(record))
    assert found["id"] in json.dumps(show.sent(quote))


def test_jrn_06_another_brand_of_offer(show):
    """JRN-06: an offer of another brand is another lead."""
    customer = show.customer()
    first = show.open(show.session(customer))
    one = lead_ids(show.sent(first)) or lead_ids(show.view(first))
    second = show.open(
        show.session(customer, "AP", actor=SECOND), configuration("peugeot_208"), actor=SECOND
    )
    show.issue(second, actor=SECOND)
    other = lead_ids(show.sending(second, actor=SECOND)) or lead_ids(show.view(second))
    assert one and other and not set(one) & set(other)


# Adding models


def test_jrn_06_further_models_are_added(show):
    """JRN-06: further models are added to the one lead, each once."""
    found = capture(show)
    for _ in range(2):
        show.ok("lead.add_models", {"lead": found["id"], "models": ["peugeot_expert_l1"]})
    said = json.dumps(view(show, found["id"]))
    assert "peugeot_208" in said and "peugeot_expert_l1" in said
    whole = view(show, found["id"])
    models = next(
        one["models"]
        for one in (whole, *[v for v in whole.values() if isinstance(v, dict)])
        if "models" in one
    )
    assert len(models) == 2, models


def test_jrn_06_added_by_the_one_who_captured_it(show):
    """JRN-06: the capturing user adds models though the lead is of another entity's outlet."""
    found = capture(show, lead(outlet=FOREIGN_DEALER))
    show.ok("lead.add_models", {"lead": found["id"], "models": ["peugeot_expert_l1"]})
    said = json.dumps(view(show, found["id"], actor=FOREIGNER))
    assert "peugeot_expert_l1" in said


def test_lea_02_added_models_keep_the_rule(show):
    """LEA-02: a test drive of an added model only if it allows one."""
    found = capture(show, plus())
    args = {"lead": found["id"], "models": ["fiat_topolino"]}
    assert_refused_with(show.refused("lead.add_models", args), "LEA-02")


def test_acc_02_a_foreign_lead(show):
    """ACC-02: a lead of another legal entity is answered like one that does not exist."""
    found = capture(show)
    for verb, more in (("lead.view", {}), ("lead.add_models", {"models": ["peugeot_expert_l1"]})):
        known = show.refused(verb, {"lead": found["id"], **more}, actor=FOREIGNER)
        unknown = show.refused(verb, {"lead": "nothing", **more}, actor=FOREIGNER)
        assert json.dumps(known).replace(found["id"], "nothing") == json.dumps(unknown)


def test_sec_01_no_personal_data_in_refusals(show):
    """SEC-01: a refusal does not repeat what was typed."""
    record = lead(person=prospect(mobile="+32999", email="secret.person@", last_name="Secretname"))
    said = json.dumps(refused(show, record)).lower()
    assert "secret" not in said and "+32999" not in said


# LEA-05: devices


def enrol(show, device=DEVICE, user=GENIUS, **envelope):
    return show.ok("device.enrol", {"device": device, "user": user}, **envelope)


def identifier(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def offline(number, captured_at="2024-01-12T09:00:00+01:00", **changes):
    record = lead(id=identifier(number), person=somebody(number), captured_at=captured_at)
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def sync(show, leads, device=DEVICE, **envelope):
    return show.ok("lead.sync", {"device": device, "leads": leads}, **envelope)


def outcome(reply):
    return (
        sorted(reply.get("accepted", [])),
        sorted(reply.get("already", [])),
        sorted(one["id"] for one in reply.get("refused", [])),
    )


def ids(*numbers):
    return [identifier(number) for number in numbers]


def test_lea_05_a_device_that_never_enrolled(show):
    """LEA-05: refused, and nothing is kept of it."""
    violations = show.refused("lead.sync", {"device": DEVICE, "leads": [offline(1)]})
    assert_refused_with(violations, "LEA-05", "device")
    enrol(show)
    assert outcome(sync(show, [offline(1)])) == (ids(1), [], [])


def test_lea_05_a_batch_says_its_leads(show):
    """LEA-05: a batch without its leads is refused; one that says that there are none is not."""
    enrol(show)
    violations = show.refused("lead.sync", {"device": DEVICE})
    assert [(one["rule"], one["code"], one["field"]) for one in violations] == [
        ("LEA-05", "device_leads_missing", "leads")
    ]
    assert outcome(sync(show, [])) == ([], [], [])


def test_lea_05_a_user_that_does_not_exist(show):
    """LEA-05: a device is enrolled for a user that there is."""
    args = {"device": DEVICE, "user": "BE-000700S.d999"}
    assert show.refused("device.enrol", args)[0]["field"] == "user"


def test_lea_05_synchronised(show):
    """LEA-05: what was captured offline is there, with its own identifier."""
    enrol(show)
    assert outcome(sync(show, [offline(1), offline(2)])) == (ids(1, 2), [], [])
    said = json.dumps(view(show, identifier(1)))
    assert "p1@example.be" in said and "peugeot_208" in said


def test_lea_05_twice_is_once(show):
    """LEA-05: a second time nothing is doubled and nothing is alerted again."""
    enrol(show)
    sync(show, [offline(1), offline(2)])
    reply = show.ask("lead.sync", {"device": DEVICE, "leads": [offline(2), offline(1)]})
    assert outcome(reply["ok"]) == ([], ids(1, 2), [])
    assert not reply.get("effects")


def test_lea_05_after_a_cut(show):
    """LEA-05: after a cut in the middle, the whole again."""
    enrol(show)
    sync(show, [offline(1)])
    assert outcome(sync(show, [offline(1), offline(2), offline(3)])) == (ids(2, 3), ids(1), [])


def test_lea_05_enrolled_twice(show):
    """LEA-05: enrolling again loses nothing."""
    enrol(show)
    sync(show, [offline(1)])
    enrol(show)
    assert outcome(sync(show, [offline(1)])) == ([], ids(1), [])


def test_lea_05_a_bad_lead_among_good_ones(show):
    """LEA-05, CUS-09: a lead that breaks a rule is reported by itself, the others are kept."""
    enrol(show)
    bad = offline(2, person=prospect(mobile="0478"))
    reply = sync(show, [offline(1), bad, offline(3)])
    assert outcome(reply) == (ids(1, 3), [], ids(2))
    assert "CUS-09" in rules(reply["refused"][0]["violations"])
    corrected = offline(2)
    assert outcome(sync(show, [corrected])) == (ids(2), [], [])


def test_lea_05_other_content_is_a_conflict(show):
    """LEA-05: the same identifier with other content is reported, and the first one stays."""
    enrol(show)
    sync(show, [offline(1)])
    reply = sync(show, [offline(1, models=["peugeot_expert_l1"])])
    assert outcome(reply) == ([], [], ids(1))
    assert rules(reply["refused"][0]["violations"]) == {"LEA-05"}
    assert "peugeot_expert_l1" not in json.dumps(view(show, identifier(1)))
    assert outcome(sync(show, [offline(1)])) == ([], ids(1), [])


def test_lea_05_two_devices(show):
    """LEA-05: two devices of two users."""
    enrol(show)
    enrol(show, "tablet-08", SECOND_GENIUS, actor=SECOND)
    sync(show, [offline(1)])
    reply = sync(show, [offline(2)], "tablet-08", actor=SECOND)
    assert outcome(reply) == (ids(2), [], [])


def test_lea_05_a_late_lead_is_attached(show):
    """LEA-05, LEA-16: one captured earlier and received later is attached to the newer one."""
    enrol(show)
    newer = capture(show, lead(person=somebody(1)), at="2024-01-12T10:00:00+01:00")
    late = offline(1, captured_at="2024-01-12T08:00:00+01:00", models=["peugeot_expert_l1"])
    reply = sync(show, [late], at="2024-01-12T12:00:00+01:00")
    assert outcome(reply) == (ids(1), [], [])
    said = json.dumps(view(show, newer["id"], at="2024-01-12T12:00:00+01:00"))
    assert "peugeot_expert_l1" in said and "peugeot_208" in said
    again = sync(show, [late], at="2024-01-12T13:00:00+01:00")
    assert outcome(again) == ([], ids(1), [])


def test_lea_05_one_prospect_twice_on_the_device(show):
    """JRN-06, LEA-05: two leads of one person and brand from one device are one lead."""
    enrol(show)
    second = offline(2, person=somebody(1), models=["peugeot_expert_l1"])
    assert outcome(sync(show, [offline(1), second])) == (ids(1, 2), [], [])
    said = json.dumps(view(show, identifier(1)))
    assert "peugeot_expert_l1" in said


def test_lea_05_the_same_lead_twice_in_one_go(show):
    """LEA-05: nothing is doubled within one synchronisation either."""
    enrol(show)
    reply = sync(show, [offline(1), offline(1)])
    accepted, already, wrong = outcome(reply)
    assert accepted == ids(1) and set(already) <= set(ids(1)) and wrong == []


def test_lea_05_nothing_to_synchronise(show):
    """LEA-05: an empty list is in order."""
    enrol(show)
    assert outcome(sync(show, [])) == ([], [], [])


def test_lea_05_any_order_any_cut_gives_the_same(open_desk):
    """LEA-05: random pieces, repeated and shuffled, give what one synchronisation gives."""
    from show import Show

    generator = random.Random(5)
    leads = [offline(number) for number in range(1, 13)]

    def told(pieces):
        show = Show(open_desk("--preset", "motor_show_be", load=False))
        enrol(show)
        seen = []
        for piece in pieces:
            reply = sync(show, piece)
            assert reply.get("refused", []) == []
            seen += reply.get("accepted", [])
        assert sorted(seen) == sorted(one["id"] for one in leads), "each is accepted once"
        return [json.dumps(view(show, one["id"]), sort_keys=True) for one in leads]

    expected = told([leads])
    for _ in range(3):
        pieces = []
        for _ in range(6):
            size = generator.randrange(1, len(leads) + 1)
            pieces.append(generator.sample(leads, size))
        pieces.append(generator.sample(leads, len(leads)))
        assert told(pieces) == expected


def test_lea_05_kept_durably(open_desk, tmp_path):
    """LEA-05, DAT-04: what was accepted is there after the process has gone."""
    from show import Show

    store = tmp_path / "show.db"
    first = open_desk("--store", store, "--preset", "motor_show_be", load=False)
    show = Show(first)
    enrol(show)
    sync(show, [offline(1)])
    first.close()
    second = open_desk("--store", store, "--preset", "motor_show_be", load=False)
    show = Show(second, load=False)
    assert outcome(sync(show, [offline(1), offline(2)])) == (ids(2), ids(1), [])


# LEA-08, LEA-16 elsewhere: the lead process of vans


VAN_ENTITY = "FR-000900V"
VAN_OUTLET = "0090000-000"
VAN_USER = f"{VAN_ENTITY}.d001"
VAN_MANAGER = f"{VAN_ENTITY}.d002"


def van_network():
    notified = {"leads": True, "activities": ["VN"]}
    return {
        "legal_entities": [
            {"id": VAN_ENTITY, "vat": fr_vat(luhn_complete("73282932")), "name": "Utilitaires SAS"}
        ],
        "outlets": [
            outlet(
                "0090000",
                "000",
                VAN_ENTITY,
                "Centre Utilitaires Lyon",
                brands=["MB"],
                address={
                    "street": "Rue du Port 1",
                    "postal_code": "69001",
                    "city": "Lyon",
                    "country": "FR",
                },
                time_zone="Europe/Paris",
                sales_managers={"MB": VAN_MANAGER},
            )
        ],
        "users": [
            user(
                identifier,
                VAN_ENTITY,
                roles=[role],
                email=f"{role}@vans.example.fr",
                shares=[{"outlet": VAN_OUTLET, "brand": "MB", "percent": 100}],
                activities=["B2C-VN"],
                notify=notified,
            )
            for identifier, role in ((VAN_USER, "salesman"), (VAN_MANAGER, "sales_manager"))
        ],
    }


def van_lead(**changes):
    record = {
        "origin": "local",
        "tab": "commerce",
        "brand": "MB",
        "market": "FR",
        "language": "fr-FR",
        "activity": "VN",
        "request": "contact",
        "models": ["sprinter"],
        "person": prospect(mobile="+33612345678", postal_code="69002", country="FR"),
        "outlet": VAN_OUTLET,
        "consents": dict(ANSWERED),
    }
    record.update(changes)
    return record


@pytest.fixture
def vans(open_desk):
    desk = open_desk("--preset", "vans_leads_fr", load=False)
    desk.ok("network.load", van_network(), actor=None)
    desk.actor = as_user(VAN_USER, VAN_OUTLET)
    return desk


def test_lea_16_within_thirty_days(vans):
    """LEA-16: within 30 days of the open lead's creation it is attached, afterwards not."""
    first = capture(vans, van_lead())
    assert capture(vans, van_lead(), at=later(days=29))["attached_to"] == first["id"]
    third = capture(vans, van_lead(), at=later(days=31))
    assert not third.get("attached_to") and third["id"] != first["id"]
    assert capture(vans, van_lead(), at=later(days=32))["attached_to"] == third["id"]


def test_lea_16_the_same_request(vans):
    """LEA-16: outside the show another request is another lead."""
    capture(vans, van_lead())
    assert not capture(vans, van_lead(request="quote")).get("attached_to")


def test_lea_08_sales_managers_and_salesmen(vans):
    """LEA-08, NET-10: a commercial request alerts the outlet's sales managers and salesmen."""
    said = json.dumps(vans.ask("lead.capture", {"lead": van_lead()})["effects"])
    assert "salesman@vans.example.fr" in said and "sales_manager@vans.example.fr" in said


def test_lea_08_an_activity_that_is_not_selected(vans):
    """LEA-08, NET-10: only users whose activities hold the lead's."""
    record = van_lead(activity="VO")
    said = json.dumps(vans.ask("lead.capture", {"lead": record}).get("effects", []))
    assert "salesman@vans.example.fr" not in said


def test_lea_02_no_keep_me_informed_of_nothing(show):
    """LEA-02: keep-me-informed is about a model."""
    assert refused(show, kmi(models=[]))
