"""A year of cards: an operation, a batch from a file, three modes, loyalty, a cancelled invoice, a claim that is paid.

Usage: cards_year.py [STORE]

It ends with the report's totals, and fails where they do not add up to what the year has done.
"""
import datetime
import sys

import dealerkit as dk

PARIS = datetime.timezone(datetime.timedelta(hours=1))


def on(month, day):
    return datetime.datetime(2024, month, day, 10, tzinfo=PARIS)


def open_desk(store):
    desk = dk.Desk(store, preset="exclusive_card_fr") if store else dk.Desk(preset="exclusive_card_fr")
    lyon = dk.Address(street="2 rue Basse", postal_code="69001", city="Lyon", country="FR")
    places = (("HQ", "0000001", "dealer", "Marque Exemple"), ("E1", "0011960", "outlet", "Garage Exemple"),
              ("E2", "0022000", "outlet", "Garage Voisin"))
    desk.acting(at=on(1, 2)).network.load(
        legal_entities=[dk.LegalEntity(id=entity, vat=vat, name=name) for (entity, _, _, name), vat in zip(
            places, ("FR40303265045", "FR83404833048", "FR61954506077"))],
        outlets=[dk.Outlet(code=code, site="000", entity=entity, record_type=kind, name=name, brands=("AC",), address=lyon,
                           time_zone="Europe/Paris") for entity, code, kind, name in places],
        users=[dk.User(id=f"{entity}.d001", entity=entity, roles=(dk.RoleGrant(role=role),))
               for entity, role in (("HQ", "headquarters"), ("E1", "service_manager"), ("E2", "service_manager"))],
    )
    return desk


def customer(first_name, last_name):
    return dk.CardHolder(last_name=last_name, first_name=first_name, email=f"{first_name.lower()}@example.fr",
                         mobile="06 12 34 56 78")


def discount_cards(garage):
    winter = garage.cards.prepare_operation(name="Winter", mode="free", amount="50", validity_days=365,
                                            reminders=[200, 300], partners=["0022000-000"], at=on(1, 12))
    table = "Nom;Prénom;E-mail\nPetit;Anne;anne@example.fr\nGrand;Luc;luc@example.fr\n"
    anne, luc = garage.cards.create_batch(operation=winter.id, csv=table, at=on(1, 12)).cards
    print(f"two cards of {anne.amount} euros from a file, valid until {anne.valid_until}")

    garage.cards.use(code=anne.code, invoice="F-1", amount="120.00", discount="30.00", at=on(1, 15))
    again = garage.cards.use(code=anne.code, invoice="F-1", amount="120.00", discount="30.00", at=on(1, 15))
    assert str(again.balance) == "20.00", "the same invoice takes nothing more"
    try:
        garage.cards.use(code=anne.code, invoice="F-2", amount="90.00", discount="20.01", at=on(1, 15))
    except dk.Refused as refused:
        print(f"refused by {refused.rule}: {refused}")

    neighbour = garage.acting(user="E2.d001", outlet="0022000-000")
    neighbour.cards.use(code=luc.code, invoice="N-1", amount="15.00", at=on(1, 20))

    fifth = dk.CardValues(name="Fifth", mode="percent_of_invoice", percent="20", amount="50", validity_days=365, partners=[])
    zoe = garage.cards.create(vin="VF7NCBHXB12345678", values=fifth, customer=customer("Zoe", "Dubois"),
                              share_with_brand=False, at=on(1, 16))
    zoe.use(invoice="F-3", amount="123.45", at=on(1, 17))
    bonus = dk.CardValues(name="Bonus", mode="single_use", amount="40", validity_days=90, partners=[])
    eva = garage.cards.create(vin="VF7NCBHXB12345678", values=bonus, customer=customer("Eva", "Roy"),
                              share_with_brand=False, at=on(1, 16))
    used = eva.use(invoice="F-4", amount="25.00", at=on(1, 18))
    back = garage.cards.cancel_use(use=used.id, at=on(1, 19))
    print(f"a single use took {used.discount} and forfeited {used.forfeited}; cancelled, {back.balance} are back")
    return anne


def loyalty(garage, anne):
    garage.loyalty.define_programme(at=on(1, 20), terms=dk.ProgrammeTerms(
        earning="kitty", unit="eur", rate="0.05", minimum_invoice="150"))
    member = garage.loyalty.create_card(customer=customer("Anne", "Petit"), share_with_brand=False, at=on(1, 22))
    spring = garage.loyalty.transact(code=member.code, invoice="L-1", amount="200.00", earn=True, at=on(3, 1))
    garage.loyalty.transact(code=member.code, invoice="L-2", amount="160.00", earn=True, deduct="8.00", at=on(6, 1))
    owed = garage.loyalty.cancel(transaction=spring.id, at=on(7, 1))
    print(f"what a cancelled invoice had earned was spent in part: a debt of {owed.debt}")
    garage.loyalty.transact(code=member.code, invoice="L-3", amount="200.00", earn=True, at=on(10, 1))
    garage.cards.use(code=anne.code, invoice="F-5", amount="180.00", credit_loyalty=True, at=on(10, 2))
    balance = garage.loyalty.balance(code=member.code, at=on(12, 1))
    print(f"loyalty: {balance.balance} euros, the next expire on {balance.next_expiry.at.date()}")
    assert str(balance.balance) == "17.60" and str(garage.loyalty.liability(at=on(12, 1)).outstanding) == "17.60"


def claim(garage):
    brand = garage.acting(user="HQ.d001", outlet="0000001-000")
    spring = brand.cards.prepare_operation(name="Spring", mode="free", scope="national", brand="AC", amount="100",
                                           validity_days=365, cofunding_percent="50", at=on(3, 1))
    card = garage.cards.create(vin="VF7NCBHXB12345678", operation=spring.id, customer=customer("Max", "Blanc"),
                               share_with_brand=True, at=on(3, 2))
    used = card.use(invoice="F-6", amount="80.00", discount="32.10", at=on(3, 4))
    garage.network.set_bank(outlet="0011960-000", iban="FR1420041010050500013M02606", at=on(3, 5))
    run = brand.settlement.create_run(on=on(3, 12).date(), at=on(3, 12))
    file = brand.settlement.export_sepa(run=run.id, at=on(3, 12)).xml
    assert f"<CtrlSum>{used.claim.amount}</CtrlSum>" in file
    brand.settlement.mark_paid(run=run.id, at=on(3, 14))
    print(f"the brand's share of {used.discount} is paid: {run.total}")


def main():
    with open_desk(sys.argv[1] if len(sys.argv) > 1 else None) as desk:
        garage = desk.acting(user="E1.d001", outlet="0011960-000")
        anne = discount_cards(garage)
        loyalty(garage, anne)
        claim(garage)
        totals = garage.settlement.report(at=on(12, 2)).totals
        assert totals.amount == totals.used + totals.forfeited + totals.balance
        assert totals.claimed == totals.waiting + totals.paid
        print(f"{totals.cards} cards of {totals.amount} euros: used {totals.used}, left {totals.balance}, "
              f"forfeited {totals.forfeited}; the brand paid {totals.paid}")


if __name__ == "__main__":
    main()
