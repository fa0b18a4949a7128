"""desk.audit, desk.outbox, dk.verify_store."""

import dealerkit as dk
import pytest

from garage import known  # noqa: F401  (fixtures)


def test_the_ledger_is_verified_and_read(known):
    """ACC-07."""
    desk, customer = known
    report = desk.audit.verify()
    assert report.intact and report.first_broken is None and len(report.head) == 64
    line, = desk.audit.list(record=customer.id).records
    assert (line.kind, line.user, line.erased) == ("customer_created", "E1.d001", False)
    assert line.data["details"]["holder"]["last_name"] == "Dupont"
    hash(line)
    with pytest.raises(TypeError):
        line.data["details"] = {}


def test_the_ledger_comes_in_pages(known):
    """DAT-05."""
    desk, _ = known
    sequences, after = [], None
    while True:
        page = desk.audit.list(limit=2, after=after)
        sequences += [line.sequence for line in page.records]
        after = page.next
        if after is None:
            break
    assert sequences == sorted(set(sequences)) and sequences[-1] == desk.audit.verify().records
    with pytest.raises(dk.Refused) as e:
        desk.audit.list(limit=0)
    assert e.value.rule == "DAT-05"


def test_effects_wait_until_they_are_acknowledged(known):
    """CUS-18."""
    desk, customer = known
    page = desk.outbox.list()
    assert page.effects == customer.effects and page.next is None
    ids = [effect.id for effect in page.effects]
    assert desk.outbox.ack(ids=ids, dry_run=True) == 1
    assert desk.outbox.ack(ids=ids) == 1
    assert desk.outbox.ack(ids=ids) == 0 and desk.outbox.list().effects == ()
    with pytest.raises(TypeError, match="one text"):
        desk.outbox.ack(ids=ids[0])


def test_a_store_is_verified_without_opening_it(tmp_path):
    """ACC-07, SEC-02."""
    path = tmp_path / "garage.db"
    with dk.Desk(path) as desk:
        desk.network.load(legal_entities=[dk.LegalEntity(id="E1", vat="BE0403170701", name="One")])
        head = desk.audit.verify().head
    assert dk.verify_store(path) == dk.AuditReport(records=1, intact=True, head=head)
    with pytest.raises(dk.Refused) as e:
        dk.verify_store(tmp_path / "nothing.db")
    assert e.value.rule == "SEC-02"
