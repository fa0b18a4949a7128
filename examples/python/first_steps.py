#!/usr/bin/env python3
"""A garage, a customer, a consent: what a dealer's system does first."""

from datetime import datetime, timedelta, timezone

import dealerkit as dk

brussels = timezone(timedelta(hours=1))
morning = datetime(2024, 1, 12, 10, 0, tzinfo=brussels)


def main() -> None:
    with dk.Desk(preset="motor_show_be") as desk:
        desk.network.load(
            at=morning,
            legal_entities=[dk.LegalEntity(id="E1", vat="BE0403170701", name="Garage One")],
            outlets=[
                dk.Outlet(
                    code="0011960",
                    site="000",
                    entity="E1",
                    name="Garage One Bruxelles",
                    brands=("DS",),
                    address=dk.Address(postal_code="1000", city="Bruxelles", country="BE"),
                    time_zone="Europe/Brussels",
                )
            ],
            users=[
                dk.User(id="E1.d001", entity="E1", first_name="Anne", roles=(dk.RoleGrant(role="salesman"),)),
            ],
        )
        clerk = desk.acting(user="E1.d001", outlet="0011960-000", at=morning)

        # Searching comes first: without the token of a search nothing is created (CUS-02).
        try:
            clerk.customers.create(search_token="", kind="b2c")
        except dk.Refused as refused:
            print(f"refused: {refused.rule}, {dk.rule_text(refused.rule).title}")

        found = clerk.customers.search(email="jeanne@example.be", first_name="Jeanne", last_name="Dupont")
        customer = clerk.customers.create(
            search_token=found.token,
            kind="b2c",
            first_name="Jeanne",
            last_name="Dupont",
            email="jeanne@example.be",
            email_repeated="jeanne@example.be",
            mobile="478123456",
            language="fr-BE",
            country="BE",
            postal_code="1000",
            company_car=False,
            consents={"contact": "yes", "profiling": "no", "partners": "no"},
            open_account=True,
            key="form-4711",  # sent twice, created once
        )
        print(f"created: {customer.name}, {customer.mobile}, account {customer.account}")
        for effect in customer.effects:
            print(f"to do: {effect.kind} {effect.template} to {effect.to}")

        # The person changes her mind; what was allowed an hour ago is not allowed now (CON-05).
        desk.consents.withdraw(customer=customer.id, purpose="contact", at=morning + timedelta(hours=1))
        for hours in (0, 2):
            decision = clerk.consents.may_send(
                customer=customer.id, message="news", at=morning + timedelta(hours=hours)
            )
            print(f"news at {10 + hours}:00: {decision.allowed}, {decision.reason}")

        report = desk.audit.verify()
        print(f"ledger: {report.records} records, intact: {report.intact}")


if __name__ == "__main__":
    main()
