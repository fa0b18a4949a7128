"""A device captures leads without network or server, and sends them later: twice, with a cut in the middle (LEA-05).

The device carries the same library with a store of its own. Run it with the package on the path:

    python3 examples/python/offline_device.py
"""

import os
import sys
import tempfile
from datetime import datetime, timedelta, timezone

import dealerkit as dk

BRUSSELS = timezone(timedelta(hours=1))
MORNING = datetime(2024, 1, 12, 9, 0, tzinfo=BRUSSELS)
DEVICE, USER, STAND = "tablet-7", "E1.d001", "0011960-000"


def load_network(desk):
    """What the device is given while it is online: the same network as the centre has."""
    desk.network.load(
        legal_entities=[dk.LegalEntity(id="E1", vat="BE0403170701", name="Garage One")],
        outlets=[
            dk.Outlet(
                code="0011960",
                site="000",
                entity="E1",
                name="Garage One",
                brands=("AC", "DS"),
                time_zone="Europe/Brussels",
                sales_managers={"AC": "E1.d002", "DS": "E1.d002"},
                mailboxes={"1": "leads@garage.example.be"},
            )
        ],
        users=[
            dk.User(id=USER, entity="E1", roles=(dk.RoleGrant(role="salesman"),)),
            dk.User(id="E1.d002", entity="E1", roles=(dk.RoleGrant(role="sales_manager"),)),
        ],
        at=MORNING,
    )


def acting(desk, at):
    return desk.acting(user=USER, outlet=STAND, at=at)


def as_given(form):
    """The fields of a form that are filled in."""
    return {name: getattr(form, name) for name in dk.LeadForm.__dataclass_fields__ if getattr(form, name)}


def capture_offline(desk, number):
    """A lead of the day: checked on the spot, durable when the answer is there."""
    at = MORNING + timedelta(minutes=10 * number)
    form = dk.LeadForm(
        id=f"{DEVICE}-{number:04}",
        tool="collect",
        reason="no_time",
        brand="DS",
        market="BE",
        language="fr-BE",
        request="test_drive" if number % 2 else "contact",
        models=("DS 4",),
        person=dk.LeadPerson(
            first_name="Jean",
            last_name=f"Martin {'ABCDEFGHIJ'[number]}",
            email=f"jean{number}@example.be",
            mobile=f"+3247812340{number}",
            postal_code="1000",
        ),
        outlet=STAND,
        consents={"contact": "yes"},
        captured_at=at,
    )
    acting(desk, at).leads.capture(**as_given(form))


def kept_on_device(desk, at):
    """What has to be sent, read back from the device's own store: nothing else needs to be kept in step."""
    forms = []
    page = None
    while page is None or page.next is not None:
        page = acting(desk, at).leads.list(limit=4, after=page.next if page else None)
        for lead in page.leads:
            handed = lead.handovers[0]
            forms.append(
                dk.LeadForm(
                    id=lead.id,
                    tool=handed.tool,
                    reason=handed.reason,
                    brand=lead.brand,
                    market=lead.market,
                    language=lead.language,
                    request=handed.request,
                    models=lead.models,
                    person=lead.person,
                    outlet=lead.outlet,
                    consents=lead.consents,
                    captured_at=handed.captured_at,
                )
            )
    return forms


def main():
    with tempfile.TemporaryDirectory() as folder:
        centre_file = os.path.join(folder, "centre.db")
        device_file = os.path.join(folder, "device.db")
        with dk.Desk(centre_file, preset="motor_show_be") as centre:
            load_network(centre)
            acting(centre, MORNING).devices.enrol(device=DEVICE, user=USER)  # once, online

        # A day without network. The device is switched off in the middle of it: what was captured is there again.
        with dk.Desk(device_file, preset="motor_show_be") as device:
            load_network(device)
            for number in range(5):
                capture_offline(device, number)
        evening = MORNING + timedelta(hours=9)
        with dk.Desk(device_file, preset="motor_show_be") as device:
            for number in range(5, 10):
                capture_offline(device, number)
            batch = kept_on_device(device, evening)
        print(f"captured without network: {len(batch)}")

        # The first sending is cut: the centre has taken a part, and the answer never arrives.
        with dk.Desk(centre_file, preset="motor_show_be") as centre:
            cut = acting(centre, evening).devices.sync(device=DEVICE, leads=batch[:6])
        print(f"taken before the cut: {len(cut.accepted)}")
        # So everything is sent again, in another order, and then once more.
        with dk.Desk(centre_file, preset="motor_show_be") as centre:
            again = acting(centre, evening).devices.sync(device=DEVICE, leads=batch[::-1])
            print(f"sent again: {len(again.accepted)} taken, {len(again.already)} known already")
            once_more = acting(centre, evening).devices.sync(device=DEVICE, leads=batch)
            print(f"and again: {len(once_more.accepted)} taken, {len(once_more.already)} known already")

            # The same identifier with other content is a conflict, and changes nothing.
            other = dk.LeadForm(**{**as_given(batch[0]), "request": "quote"})
            conflict = acting(centre, evening).devices.sync(device=DEVICE, leads=[other]).rejected[0]
            print(f"other content: {conflict.violations[0].rule} {conflict.violations[0].code}")

            leads = acting(centre, evening).leads.list().leads
            print(f"leads at the centre: {len(leads)}, nothing lost, nothing doubled")
            assert [lead.captured_at for lead in leads] == sorted(lead.captured_at for lead in leads)
            assert {lead.id for lead in leads} == {form.id for form in batch}
            assert all(lead.deadline == evening + timedelta(hours=48) for lead in leads)
    return 0 if len(leads) == len(batch) == 10 else 1


if __name__ == "__main__":
    sys.exit(main())
