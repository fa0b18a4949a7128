"""Settlement: claims of co-funded cards, runs, SEPA files, reports that add up (STL)."""

import csv
import io
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from cards import AT, HEADQUARTERS, MANAGER, NETWORK, PARTNER, VIN, ZOE
from conftest import assert_refused_with, later

IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def brand(open_desk):
    desk = open_desk("--preset", "exclusive_card_fr", load=False)
    desk.ok("network.load", NETWORK, actor=None)
    desk.actor, desk.at = MANAGER, AT
    return desk


def national(desk, percent="50", **changes):
    values = {"scope": "national", "brand": "AC", "name": "Nationale", "mode": "free", "amount": "100",
              "validity_days": 365, "cofunding_percent": percent, **changes}
    return desk.ok("operation.prepare", {"operation": values}, actor=HEADQUARTERS)["operation"]


def use(desk, of, number, discount, actor=MANAGER, at=AT):
    args = {"operation": of["id"], "vin": VIN, "share_with_brand": False, "customer": {**ZOE, "email": f"{number}@example.fr"}}
    code = desk.ok("card.create", args, actor=actor, at=at)["card"]["code"]
    args = {"code": code, "invoice": {"number": number, "amount": "500.00"}, "discount": discount}
    return desk.ok("card.use", args, actor=actor, at=at)["use"]


def bank(desk, actor=MANAGER):
    desk.ok("outlet.set_bank", {"outlet": actor["outlet"], "iban": IBAN}, actor=actor)


def run(desk, day, verb="ok"):
    at = f"{day}T12:00:00+01:00"
    reply = getattr(desk, verb)("payment_run.create", {"on": day}, actor=HEADQUARTERS, at=at)
    return reply["run"] if verb == "ok" else reply


def test_stl_01_the_brands_share_is_claimed_at_once_rounded_half_up(brand):
    """STL-01: 16.055 is 16.06; a third of ten is 3.33; nothing is claimed where nothing is shared."""
    done = use(brand, national(brand, "50"), "f1", "32.11")
    assert done["claim"]["amount"] == "16.06"
    assert use(brand, national(brand, "33.3"), "f2", "10.00")["claim"]["amount"] == "3.33"
    assert "claim" not in use(brand, national(brand, "0"), "f3", "10.00")


def test_stl_05_claims_are_those_of_operations_financed_by_the_brand(brand):
    """STL-05: nothing to see of an operation that the brand does not pay for."""
    use(brand, national(brand, "0"), "f1", "10.00")
    assert brand.ok("claim.list", {})["claims"] == []
    done = use(brand, national(brand), "f2", "10.00")
    for who in (MANAGER, HEADQUARTERS):
        assert [one["id"] for one in brand.ok("claim.list", {}, actor=who)["claims"]] == [done["claim"]["id"]]
    assert brand.ok("claim.list", {}, actor=PARTNER)["claims"] == []


def test_stl_02_a_run_takes_uses_up_to_eight_days_before(brand):
    bank(brand)
    use(brand, national(brand), "f1", "10.00", at="2024-01-12T23:59:00+01:00")
    assert_refused_with(run(brand, "2024-01-19", "refused"), "STL-02", "on", "payment_run_empty")
    made = run(brand, "2024-01-20")
    assert (made["total"], made["claims"], made["status"]) == ("5.00", 1, "open")
    (one,) = brand.ok("claim.list", {"status": "in_run"})["claims"]
    assert one["run"] == made["id"] and one["due_on"] == "2024-01-20"
    assert_refused_with(run(brand, "2024-01-21", "refused"), "STL-02", code="payment_run_empty")
    at = "2024-01-22T12:00:00+01:00"
    paid = brand.ok("payment_run.mark_paid", {"run": made["id"]}, actor=HEADQUARTERS, at=at)["run"]
    assert paid["status"] == "paid"
    assert brand.ok("payment_run.mark_paid", {"run": made["id"]}, actor=HEADQUARTERS, at=at)["run"] == paid
    assert len(brand.ok("claim.list", {"status": "paid"})["claims"]) == 1


def test_stl_02_the_day_of_a_use_is_the_outlets(brand):
    """Half past eleven in the evening in UTC is the next day in Paris."""
    bank(brand)
    use(brand, national(brand), "f1", "10.00", at="2024-01-12T23:30:00+00:00")
    assert_refused_with(run(brand, "2024-01-20", "refused"), "STL-02", code="payment_run_empty")
    assert run(brand, "2024-01-21")["claims"] == 1


def test_stl_02_runs_are_headquarters_and_a_day_is_given(brand):
    for verb, args in (("payment_run.create", {"on": "2024-02-01"}), ("payment_run.mark_paid", {"run": "x"}),
                       ("payment_run.export_sepa", {"run": "x"}), ("claim.reject", {"id": "x", "reason": "y"})):
        assert_refused_with(brand.refused(verb, args), "ACC-04", code="headquarters_only")
    violations = brand.refused("payment_run.create", {}, actor=HEADQUARTERS)
    assert_refused_with(violations, "STL-02", "on", "payment_date_missing")
    for verb in ("payment_run.mark_paid", "payment_run.export_sepa"):
        assert_refused_with(brand.refused(verb, {"run": "x"}, actor=HEADQUARTERS), "ACC-02", "run", "record_not_found")


def test_stl_02_a_claim_is_rejected_with_a_reason(brand):
    bank(brand)
    claim = use(brand, national(brand), "f1", "10.00")["claim"]["id"]
    violations = brand.refused("claim.reject", {"id": claim, "reason": ""}, actor=HEADQUARTERS)
    assert_refused_with(violations, "STL-02", "reason", "claim_reason_missing")
    shown = brand.ok("claim.reject", {"id": claim, "reason": "no invoice"}, actor=HEADQUARTERS)["claim"]
    assert (shown["status"], shown["reason"]) == ("rejected", "no invoice")
    violations = brand.refused("claim.reject", {"id": claim, "reason": "again"}, actor=HEADQUARTERS)
    assert_refused_with(violations, "STL-02", "id", "claim_closed")
    assert_refused_with(run(brand, "2024-02-01", "refused"), "STL-02", code="payment_run_empty")


def test_stl_03_a_use_says_that_its_claim_waits_for_a_bank_account(brand):
    def said(number):
        args = {"operation": national(brand)["id"], "vin": VIN, "share_with_brand": False,
                "customer": {**ZOE, "email": f"{number}@example.fr"}}
        code = brand.ok("card.create", args)["card"]["code"]
        args = {"code": code, "invoice": {"number": number, "amount": "500.00"}, "discount": "10.00"}
        return [note["code"] for note in brand.ask("card.use", args).get("notes", [])]

    assert said("f1") == ["claim_waits_for_bank_account"]
    bank(brand)
    assert said("f2") == []


def test_stl_03_without_bank_details_a_claim_waits(brand):
    """STL-03: it is there, it says so, and the next run after the account takes it."""
    use(brand, national(brand), "f1", "10.00")
    (one,) = brand.ok("claim.list", {})["claims"]
    assert one["waits_for_bank_account"] is True
    assert_refused_with(run(brand, "2024-02-01", "refused"), "STL-02", code="payment_run_empty")
    bank(brand)
    assert run(brand, "2024-02-01")["claims"] == 1


def test_crd_14_a_cancel_reverses_the_claim(brand):
    bank(brand)
    of = national(brand)
    waiting = use(brand, of, "f1", "10.00")
    brand.ok("card.cancel_use", {"use": waiting["id"]})
    (one,) = brand.ok("claim.list", {})["claims"]
    assert one["status"] == "cancelled", "not yet in a run: it is cancelled"

    paid = use(brand, of, "f2", "40.00")
    first = run(brand, "2024-01-20")
    at = "2024-01-21T12:00:00+01:00"
    brand.ok("payment_run.mark_paid", {"run": first["id"]}, actor=HEADQUARTERS, at=at)
    brand.ok("card.cancel_use", {"use": paid["id"]}, at=later(days=1, start=at))
    (back,) = brand.ok("claim.list", {"status": "pending"})["claims"]
    assert (back["amount"], back["reverses"]) == ("-20.00", paid["claim"]["id"])
    assert "reverses" not in one
    assert_refused_with(run(brand, "2024-02-01", "refused"), "STL-02", code="payment_run_empty")
    use(brand, of, "f3", "60.00", at="2024-02-01T12:00:00+01:00")
    second = run(brand, "2024-02-09")
    assert (second["total"], second["claims"]) == ("10.00", 2), "a paid one is taken back in the next run"


def test_stl_06_a_run_is_a_sepa_credit_transfer(brand):
    """The structure of pain.001.001.09: header, one block, a transfer an outlet, sums that agree."""
    bank(brand)
    bank(brand, PARTNER)
    of = national(brand)
    use(brand, of, "f1", "10.01")
    use(brand, of, "f2", "20.00")
    use(brand, of, "f3", "7.00", actor=PARTNER)
    made = run(brand, "2024-01-20")
    xml = brand.ok("payment_run.export_sepa", {"run": made["id"]}, actor=HEADQUARTERS, at="2024-01-20T13:00:00+01:00")["xml"]
    space = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
    root = ElementTree.fromstring(xml)
    assert root.tag == "{%s}Document" % space["p"]
    assert [child.tag.split("}")[1] for child in root[0]] == ["GrpHdr", "PmtInf"]
    header, block = root[0]
    assert [child.tag.split("}")[1] for child in header] == ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]
    assert len(header.find("p:MsgId", space).text) <= 35
    order = ["PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct",
             "DbtrAgt", "ChrgBr"]
    assert [child.tag.split("}")[1] for child in block][:len(order)] == order
    transfers = block.findall("p:CdtTrfTxInf", space)
    amounts = [Decimal(one.find("p:Amt/p:InstdAmt", space).text) for one in transfers]
    assert all(one.find("p:Amt/p:InstdAmt", space).get("Ccy") == "EUR" for one in transfers)
    total = Decimal(header.find("p:CtrlSum", space).text)
    assert sum(amounts) == total == Decimal(made["total"]) == Decimal("18.51")
    assert header.find("p:NbOfTxs", space).text == block.find("p:NbOfTxs", space).text == "2"
    assert block.find("p:ReqdExctnDt/p:Dt", space).text == "2024-01-20"
    for one in transfers:
        assert one.find("p:CdtrAcct/p:Id/p:IBAN", space).text == IBAN
        names = [child.tag.split("}")[1] for child in one]
        assert names == sorted(names, key=["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"].index)
        assert len(one.find("p:PmtId/p:EndToEndId", space).text) <= 35
    assert xml.isascii()


def test_stl_06_without_a_payer_there_is_no_file(brand):
    bank(brand)
    use(brand, national(brand), "f1", "10.00")
    made = run(brand, "2024-01-20")
    for field, value in (("payer_name", ""), ("payer_iban", ""), ("payer_iban", "FR1420041010050500013M02607")):
        policy = brand.ok("policy.show", {"preset": "exclusive_card_fr"}, actor=None)["policy"]
        policy["settlement"][field] = value
        brand.ok("policy.load", {"policy": policy}, actor=None)
        violations = brand.refused("payment_run.export_sepa", {"run": made["id"]}, actor=HEADQUARTERS,
                                   at="2024-01-20T13:00:00+01:00")
        assert_refused_with(violations, "STL-06", "run", "payer_missing")


def test_stl_04_reports_add_up_to_the_cent(brand):
    bank(brand)
    of = national(brand, "33.3")
    for number in range(7):
        use(brand, of, f"f{number}", f"{number}.{number}7", at=later(minutes=number, start=AT))
    report = brand.ok("report.cards", {"format": "json"}, at="2024-01-13T00:00:00+01:00")
    totals = report["totals"]
    money = Decimal
    assert totals["cards"] == 7
    for column in ("amount", "used", "forfeited", "balance", "claimed", "paid"):
        assert sum(money(line[column]) for line in report["cards"]) == money(totals[column])
    assert money(totals["amount"]) == money(totals["used"]) + money(totals["forfeited"]) + money(totals["balance"])
    assert money(totals["claimed"]) == money(totals["waiting"]) + money(totals["paid"])
    claims = brand.ok("claim.list", {})["claims"]
    assert sum(money(one["amount"]) for one in claims) == money(totals["claimed"])
    made = run(brand, "2024-01-20")
    brand.ok("payment_run.mark_paid", {"run": made["id"]}, actor=HEADQUARTERS, at="2024-01-21T00:00:00+01:00")
    after = brand.ok("report.cards", {"format": "json"}, at="2024-01-22T00:00:00+01:00")
    assert after["totals"]["paid"] == made["total"] and after["outlets"][0]["waiting"] == "0.00"


def test_stl_04_the_report_as_a_table_and_in_pages(brand):
    of = national(brand)
    for number in range(5):
        use(brand, of, f"f{number}", "10.00", at=later(minutes=number, start=AT))
    table = brand.ok("report.cards", {"format": "csv"}, at="2024-01-13T00:00:00+01:00")["csv"]
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert len(rows) == 5 and all(row["used"] == "10.00" and row["claimed"] == "5.00" for row in rows)
    codes, after = [], None
    while True:
        page = brand.ok("report.cards", {"limit": 2, **({"after": after} if after else {})}, at="2024-01-13T00:00:00+01:00")
        codes += [line["code"] for line in page["cards"]]
        assert page["totals"]["cards"] == 5
        after = page.get("next")
        if not after:
            break
    assert len(codes) == len(set(codes)) == 5
    violations = brand.refused("report.cards", {"format": "xml"})
    assert_refused_with(violations, "STL-04", "format", "report_format_unknown")


def rows_of(table):
    return list(csv.DictReader(io.StringIO(table), delimiter=";"))


def test_stl_04_a_table_has_all_cards_and_adds_up_to_the_totals(brand):
    """More cards than a page has: the table is whole, with the reminders sent, and one of the outlets beside it."""
    of = national(brand, reminders=[10, 20])
    rows = [{"last_name": "N", "first_name": "P", "email": f"p{number}@example.fr"} for number in range(120)]
    own = brand.ok("operation.prepare", {"operation": {
        "name": "Own", "mode": "free", "amount": "20", "validity_days": 30, "partners": [], "reminders": [10, 20]}})
    brand.ok("card.create_batch", {"operation": own["operation"]["id"], "rows": rows})
    use(brand, of, "f1", "32.10")
    use(brand, of, "f2", "10.00", actor={**MANAGER, "outlet": "0011960-001"})
    brand.ok("card.reminders_due", {"on": "2024-01-22", "limit": 50}, at="2024-01-22T10:00:00+01:00")
    brand.at = "2024-01-23T10:00:00+01:00"
    report = brand.ok("report.cards", {"format": "csv"})
    totals, cards, outlets = report["totals"], rows_of(report["csv"]), rows_of(report["outlets_csv"])
    assert len(cards) == len(report["cards"]) == totals["cards"] == 122 and "next" not in report
    for column in ("amount", "used", "forfeited", "balance", "claimed", "paid", "reminders_sent"):
        assert sum(Decimal(row[column]) for row in cards) == Decimal(totals[column]), column
    assert totals["reminders_sent"] == 50 and totals["claimed_elsewhere"] == "0.00"
    assert sum(Decimal(row["waiting"]) for row in outlets) == Decimal(totals["waiting"]) == Decimal("21.05")
    assert [row["outlet"] for row in outlets] == ["0011960-000", "0011960-001"]
    page = brand.ok("report.cards", {"format": "csv", "limit": 2})
    assert len(rows_of(page["csv"])) == len(page["cards"]) == 2 and page["next"]
    assert len(brand.ok("report.cards", {})["cards"]) == 100


def test_stl_04_headquarters_sees_what_it_pays_a_share_of(brand):
    """STL-05: the cards of its co-funded operations and their claims, of every outlet, and nothing else of theirs."""
    of = national(brand)
    use(brand, of, "f1", "32.10")
    use(brand, of, "f2", "10.00", actor=PARTNER)
    use(brand, national(brand, "0"), "f3", "5.00")
    report = brand.ok("report.cards", {}, actor=HEADQUARTERS)
    assert [line["outlet"] for line in report["outlets"]] == ["0011960-000", "0022000-000"]
    assert sorted(line["claimed"] for line in report["cards"]) == ["16.05", "5.00"]
    totals = report["totals"]
    assert (totals["cards"], totals["used"], totals["claimed"], totals["waiting"]) == (2, "42.10", "21.05", "21.05")
    assert totals["claimed_elsewhere"] == "0.00"
    people = [{"id": "HQ.d002", "entity": "HQ", "first_name": "A", "last_name": "B", "email": "a@marque.example",
               "roles": ["collaborator"], "shares": [], "activities": [], "active": True,
               "notify": {"leads": False, "activities": []}}]
    brand.ok("network.load", {**NETWORK, "users": NETWORK["users"] + people}, actor=None)
    seen = brand.ok("report.cards", {}, actor={**HEADQUARTERS, "user": "HQ.d002"})
    assert seen["cards"] == [] and seen["totals"]["cards"] == 0


def test_stl_04_a_claim_for_another_entitys_card_stands_apart(brand):
    of = national(brand, partners=["0022000-000"])
    args = {"operation": of["id"], "vin": VIN, "share_with_brand": False, "customer": ZOE}
    code = brand.ok("card.create", args)["card"]["code"]
    args = {"code": code, "invoice": {"number": "f1", "amount": "500.00"}, "discount": "32.10"}
    brand.ok("card.use", args, actor=PARTNER)
    for actor, used, claimed, elsewhere in ((MANAGER, "32.10", "0.00", "0.00"), (PARTNER, "0.00", "16.05", "16.05"),
                                            (HEADQUARTERS, "32.10", "16.05", "0.00")):
        report = brand.ok("report.cards", {}, actor=actor)
        totals = report["totals"]
        assert (totals["used"], totals["claimed"], totals["claimed_elsewhere"]) == (used, claimed, elsewhere)
        lines = sum(Decimal(line["claimed"]) for line in report["cards"])
        assert lines + Decimal(totals["claimed_elsewhere"]) == Decimal(totals["claimed"])


def test_stl_02_claims_are_asked_for_by_a_state_that_exists(brand):
    violations = brand.refused("claim.list", {"status": "x"})
    assert_refused_with(violations, "STL-02", "status", "claim_status_unknown")
