"""desk.cards, desk.loyalty, desk.settlement, and the page that walks through them."""

import doctest
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import dealerkit as dk

DAY = datetime(2024, 1, 12, 10, tzinfo=timezone(timedelta(hours=1)))
ANNE = dk.CardHolder(last_name="Petit", first_name="Anne", email="anne@example.fr", mobile="06 12 34 56 79")


def test_the_page_of_cards_is_true():
    """The examples of docs/cards.md."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "cards.md").read_text("utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", text, re.M | re.S)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "cards.md", "docs/cards.md", 0)
    result = doctest.DocTestRunner(verbose=False).run(test)
    assert result.failed == 0 and result.attempted > 30


def test_a_card_shows_itself_in_a_notebook_escaped():
    """CRD-10: what _repr_html_ shows is what the card says, and nobody's markup."""
    desk, _ = dk.example_card()
    operation = desk.cards.prepare_operation(name="<b>", mode="free", amount="20", validity_days=60, partners=[])
    holder = dk.CardHolder(last_name="O'<Brien>", first_name="Anne", email="anne@example.fr", mobile="06 12 34 56 79")
    card = desk.cards.create(vin="VF7NCBHXB12345678", operation=operation.id, customer=holder, share_with_brand=False)
    shown = card._repr_html_()
    assert shown.startswith("<table") and "20.00" in shown and card.code in shown and "active" in shown
    assert "<b>&" not in shown and "&lt;b&gt;" in shown and "O&#x27;&lt;Brien&gt;" in shown
    picture = desk.cards.qr(code=card.code)
    assert picture._repr_html_().startswith("<svg") and picture.svg in picture.html


def test_a_card_that_no_desk_answered_cannot_be_used():
    card = dk.Card(code="A", balance="1.00", amount="1.00")
    with pytest.raises(ValueError):
        card.use(invoice="F-1", amount="1.00")


def test_the_looked_up_card_can_be_used_and_a_partner_sees_no_holder():
    """ACC-02, CRD-10."""
    desk, card = dk.example_card()
    found = desk.cards.lookup(code=card.code.lower(), invoice_amount="100.00")
    assert (found.would_give, found.would_forfeit) == (Decimal("20.00"), Decimal("0.00"))
    assert found.card.use(invoice="F-1", amount="100.00", purpose="parts").balance == Decimal("30.00")
    (one,) = desk.cards.lookup(customer=dk.CardHolder(email="zoe@example.fr")).cards
    assert one.code == card.code and one.holder.vin == "VF7NCBHXB12345678"
    assert one.use(invoice="F-2", amount="10.00", dry_run=True).discount == Decimal("2.00")
    with pytest.raises(dk.Refused) as refused:
        desk.cards.use(code=card.code, invoice="F-1", amount="99.00")
    assert (refused.value.rule, refused.value.code) == ("CRD-12", "invoice_already_used")
    with pytest.raises(dk.Refused) as refused:
        desk.cards.use(code=card.code, invoice="F-3", amount=10.0)
    assert refused.value.rule == "DAT-03"


def test_cards_are_issued_from_a_spreadsheet(tmp_path):
    """CRD-08, LOY-09: XLSX on the Python side."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Nom", "Prénom", "E-mail", "Mobile"], ["Petit", "Anne", "anne@example.fr", "0612345679"],
                ["Grand; \"Luc\"", "Luc", "luc@example.fr", None], [None, None, None, None]):
        book.active.append(row)
    file = str(tmp_path / "customers.xlsx")
    book.save(file)
    desk, card = dk.example_card()
    made = desk.cards.create_batch(operation=card.operation, xlsx=file)
    assert [one.balance for one in made.cards] == [Decimal("50.00")] * 2
    assert desk.cards.lookup(code=made.cards[1].code).card.name == 'Luc Grand; "Luc"'
    desk, _ = dk.example_loyalty_card()
    assert len(desk.loyalty.create_batch(xlsx=file).cards) == 2


def test_the_report_is_a_spreadsheet_that_adds_up(tmp_path):
    """STL-04."""
    openpyxl = pytest.importorskip("openpyxl")
    desk, card = dk.example_card()
    card.use(invoice="F-1", amount="100.00")
    report = desk.settlement.report(format="csv")
    file = str(tmp_path / "cards.xlsx")
    report.write_xlsx(file)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    assert rows[0][0] == "code" and rows[1][0] == card.code and rows[0][-1] == "reminders_sent"
    assert report.csv.splitlines()[0].split(";") == list(rows[0])
    amount, used, forfeited, balance = (Decimal(str(cell)) for cell in rows[1][3:7])
    assert amount == used + forfeited + balance == report.totals.amount and used == report.totals.used
    assert report.csv.splitlines()[1].startswith(card.code)


def test_the_spreadsheet_has_every_page_and_the_outlets(tmp_path):
    """STL-04: whatever page it is asked of; a page that no desk answered is refused rather than cut off."""
    openpyxl = pytest.importorskip("openpyxl")
    desk, card = dk.example_card()
    table = "Nom;Prénom;E-mail\n" + "".join(f"N;P;p{number}@example.fr\n" for number in range(4))
    desk.cards.create_batch(operation=card.operation, csv=table)
    file = str(tmp_path / "cards.xlsx")
    page = desk.settlement.report(limit=2)
    page.write_xlsx(file)
    book = openpyxl.load_workbook(file)
    rows = list(book["cards"].iter_rows(values_only=True))
    assert len(rows) == 6 and len({row[0] for row in rows[1:]}) == 5
    assert sum(Decimal(str(row[3])) for row in rows[1:]) == page.totals.amount
    assert list(next(book["outlets"].iter_rows(values_only=True))) == ["outlet", "waiting", "paid"]
    with pytest.raises(ValueError):
        dk.CardReport(next="x").write_xlsx(file)
    brand, claim = dk.example_claim()
    brand.settlement.report().write_xlsx(file)
    outlet, waiting, paid = list(openpyxl.load_workbook(file)["outlets"].iter_rows(values_only=True))[1]
    assert (Decimal(str(waiting)), Decimal(str(paid))) == (claim.amount, Decimal("0.00")) and outlet


def test_holds_forms_reminders_wallets():
    """CRD-06, CRD-16, CRD-18, CRD-21."""
    desk, card = dk.example_card()
    hold = desk.cards.hold(code=card.code, amount="10.00", expires=DAY + timedelta(hours=1))
    used = desk.cards.capture(hold=hold.hold, invoice="F-1", amount="40.00")
    assert (used.discount, used.balance) == (Decimal("8.00"), Decimal("42.00"))
    again = desk.cards.hold(code=card.code, amount="10.00", expires=DAY + timedelta(hours=1))
    assert desk.cards.release(hold=again.hold).held == Decimal("0.00")
    assert desk.cards.cancel_use(use=used.id).balance == Decimal("50.00")
    fair = desk.cards.prepare_operation(name="Fair", mode="free", amount="20", validity_days=60, partners=[],
                                        prospecting=dk.Prospecting(max_cards=1, deadline=date(2024, 1, 31)))
    assert fair.form_qr_svg.startswith("<svg") and fair.form_cards_left == 1
    assert desk.cards.submit_form(form=fair.form_url, person=ANNE, share_with_brand=True).amount == Decimal("20.00")
    with pytest.raises(dk.Refused) as refused:
        desk.cards.submit_form(form=fair.form_url, person=dk.CardHolder(
            last_name="Grand", first_name="Luc", email="luc@example.fr", mobile="0612345670"), share_with_brand=False)
    assert refused.value.code == "prospecting_full"
    day = datetime(2024, 7, 30, 9, tzinfo=timezone.utc)
    sent = desk.cards.send_reminders(on=day.date(), at=day)
    assert [(one.code, one.number) for one in sent.reminders] == [(card.code, 1)] and not sent.remaining
    assert desk.cards.wallet(code=card.code, kind="apple", at=day).pass_json["formatVersion"] == 1
    assert desk.cards.wallet(code=card.code, kind="google", at=day).object["state"] == "ACTIVE"


def test_loyalty_by_its_records():
    """LOY-10, LOY-12, LOY-13, LOY-16, LOY-17."""
    desk, _ = dk.example_card()
    desk.loyalty.define_programme(terms=dk.ProgrammeTerms(
        earning="kitty", unit="points", rate="1", point_value="0.05", excluded_categories=("tyres",),
        rewards=(dk.Reward(points=100, name="free service"),),
        rules=(dk.EarningRule(name="oil week", category="oil", multiplier="2", until=date(2024, 1, 14)),),
        tiers=(dk.Tier(name="gold", threshold="200", multiplier="2"),), tier_by="points"))
    card = desk.loyalty.create_card(customer=ANNE, share_with_brand=False)
    lines = [dk.InvoiceLine(category="oil", amount="60.00"), dk.InvoiceLine(category="tyres", amount="40.00")]
    done = desk.loyalty.transact(code=card.code, invoice="F-1", amount="100.00", repair_type="service", lines=lines, earn=True)
    assert done.earned == Decimal("120")
    tyres = dk.InvoiceLine(category="tyres", amount="40.00")
    assert desk.loyalty.return_part(transaction=done.id, amount="40.00", lines=[tyres], dry_run=True).taken_back == 0
    part = desk.loyalty.return_part(transaction=done.id, amount="50.00")
    assert (part.taken_back, part.balance) == (Decimal("60"), Decimal("60"))
    assert desk.loyalty.adjust(code=card.code, amount="140", reason="goodwill").balance == Decimal("200")
    used = desk.loyalty.transact(code=card.code, invoice="F-2", amount="0.00", repair_type="service", earn=False,
                                 reward="free service")
    assert (used.deducted, used.balance) == (Decimal("100"), Decimal("100"))
    assert desk.loyalty.cancel(transaction=used.id).balance == Decimal("200")
    owed = desk.loyalty.liability()
    assert (owed.outstanding, owed.euros) == (Decimal("200"), Decimal("10.00"))
    assert sum(month.units for month in owed.ageing) == owed.outstanding
    changed = desk.loyalty.correct(code=card.code, mobile="06 12 34 56 70")
    assert changed.holder.mobile == "+33612345670"
    assert desk.loyalty.balance(code=card.code, as_of=DAY - timedelta(days=1)).balance == Decimal("0")
    history = desk.loyalty.balance(code=card.code, history=True).history
    assert [(one.invoice, one.adjusted, one.cancelled) for one in history] == [
        ("F-2", None, True), (None, Decimal("140"), False), ("F-1", None, False)]
    assert (history[2].returned, history[2].taken_back) == (Decimal("50.00"), Decimal("60"))
    assert history[1].reason == "goodwill"
    assert desk.loyalty.lookup(code=card.code).card.next_expiry.amount > 0


def test_settlement_from_the_claim_to_the_file():
    """STL-01, STL-02, STL-06."""
    desk, claim = dk.example_claim()
    day = datetime(2024, 1, 20, 9, tzinfo=timezone.utc)
    made = desk.settlement.create_run(on=day.date(), at=day)
    assert (made.total, made.claims, made.status) == (claim.amount, 1, "open")
    assert "pain.001.001.09" in desk.settlement.export_sepa(run=made.id, at=day).xml
    assert desk.settlement.mark_paid(run=made.id, at=day).status == "paid"
    (one,) = desk.settlement.claims(status="paid", at=day).claims
    assert one.id == claim.id and one.run == made.id
    with pytest.raises(dk.Refused) as refused:
        desk.settlement.reject(id=claim.id, reason="late", at=day)
    assert refused.value.code == "claim_closed"
