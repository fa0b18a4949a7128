"""The Python face says what the protocol says: every verb, argument, field and word, compared with the schema."""

import inspect
import pathlib
import typing

import dealerkit as dk
from dealerkit import words
from dealerkit._area import Area
from dealerkit._record import Record

SCHEMA = dk.schema()
VERBS = SCHEMA["verbs"]
BESIDE = {"self", "at", "key", "dry_run", "explain"}

# verb -> (method, argument of the protocol -> parameter here, arguments whose fields are parameters themselves)
METHODS = {
    "network.load": (dk.NetworkArea.load, {}, ()),
    "user.put": (dk.NetworkArea.put_user, {}, ()),
    "user.deactivate": (dk.NetworkArea.deactivate_user, {}, ()),
    "portfolio.transfer": (dk.NetworkArea.transfer_portfolio, {"from": "from_user", "to": "to_user"}, ()),
    "outlet.set_bank": (dk.NetworkArea.set_bank, {}, ()),
    "outlet.search": (dk.NetworkArea.search_outlets, {}, ()),
    "policy.load": (dk.PolicyArea.load, {}, ()),
    "policy.show": (dk.PolicyArea.show, {}, ()),
    "customer.search": (dk.CustomerArea.search, {}, ()),
    "customer.create": (dk.CustomerArea.create, {}, ("customer",)),
    "customer.select": (dk.CustomerArea.select, {}, ()),
    "customer.update": (dk.CustomerArea.update, {}, ("changes",)),
    "customer.add_contact": (dk.CustomerArea.add_contact, {}, ()),
    "customer.view": (dk.CustomerArea.view, {}, ()),
    "customer.export": (dk.CustomerArea.export, {}, ()),
    "customer.erase": (dk.CustomerArea.erase, {}, ()),
    "account.confirm": (dk.CustomerArea.confirm_account, {}, ()),
    "consent.record": (dk.ConsentArea.record, {}, ()),
    "consent.withdraw": (dk.ConsentArea.withdraw, {}, ()),
    "consent.state": (dk.ConsentArea.state, {}, ()),
    "consent.receipt": (dk.ConsentArea.receipt, {}, ()),
    "consent.may_send": (dk.ConsentArea.may_send, {}, ()),
    "report.data_quality": (dk.ConsentArea.data_quality, {"from": "first_day", "to": "last_day"}, ()),
    "catalog.load": (dk.CatalogArea.load, {"part": "catalog"}, ()),  # cut where it is too large
    "catalog.models": (dk.CatalogArea.models, {}, ()),
    "config.state": (dk.ConfigurationArea.state, {}, ()),
    "config.code": (dk.ConfigurationArea.code, {}, ()),
    "config.read": (dk.ConfigurationArea.read, {}, ()),
    "quote.price": (dk.price, {}, ()),
    "session.start": (dk.SessionArea.start, {}, ()),
    "session.link": (dk.SessionArea.link, {}, ()),
    "session.status": (dk.SessionArea.status, {}, ()),
    "session.release": (dk.SessionArea.release, {}, ()),
    "session.back": (dk.SessionArea.back, {}, ()),
    "session.backup": (dk.SessionArea.backup, {}, ()),
    "session.refer": (dk.SessionArea.refer, {}, ()),
    "quote.open": (dk.QuoteArea.open, {}, ()),
    "quote.view": (dk.QuoteArea.view, {}, ()),
    "basket.set": (dk.QuoteArea.set_section, {}, ()),
    "quote.issue": (dk.QuoteArea.issue, {}, ()),
    "quote.send": (dk.QuoteArea.send, {}, ()),
    "quote.accept": (dk.QuoteArea.accept, {}, ()),
    "quote.rework": (dk.QuoteArea.rework, {}, ()),
    "quote.withdraw": (dk.QuoteArea.withdraw, {}, ()),
    "voucher.check": (dk.VoucherArea.check, {}, ()),
    "voucher.apply": (dk.VoucherArea.apply, {}, ()),
    "voucher.redeem": (dk.VoucherArea.redeem, {}, ()),
    "show.day_report": (dk.ShowArea.day_report, {}, ()),
    "lead.capture": (dk.LeadArea.capture, {}, ("lead",)),
    "lead.view": (dk.LeadArea.view, {}, ()),
    "lead.list": (dk.LeadArea.list, {}, ()),
    "lead.add_models": (dk.LeadArea.add_models, {}, ()),
    "lead.transmit": (dk.LeadArea.transmit, {}, ()),
    "lead.counters": (dk.LeadArea.counters, {}, ()),
    "device.enrol": (dk.DeviceArea.enrol, {}, ()),
    "lead.sync": (dk.DeviceArea.sync, {}, ()),
    "operation.prepare": (dk.CardArea.prepare_operation, {}, ("operation",)),
    "operation.list": (dk.CardArea.operations, {}, ()),
    "card.create": (dk.CardArea.create, {}, ()),
    "card.create_batch": (dk.CardArea.create_batch, {"csv_base64": "xlsx"}, ()),  # text and bytes are one parameter
    "card.lookup": (dk.CardArea.lookup, {}, ()),
    "card.use": (dk.CardArea.use, {"number": "invoice", "for": "purpose"}, ("invoice",)),
    "card.cancel_use": (dk.CardArea.cancel_use, {}, ()),
    "card.hold": (dk.CardArea.hold, {}, ()),
    "card.capture": (dk.CardArea.capture, {"number": "invoice", "for": "purpose"}, ("invoice",)),
    "card.release": (dk.CardArea.release, {}, ()),
    "form.submit": (dk.CardArea.submit_form, {}, ()),
    "card.reminders_due": (dk.CardArea.send_reminders, {}, ()),
    "card.wallet": (dk.CardArea.wallet, {}, ()),
    "card.qr": (dk.CardArea.qr, {}, ()),
    "programme.define": (dk.LoyaltyArea.define_programme, {"programme": "terms"}, ()),
    "programme.end": (dk.LoyaltyArea.end_programme, {}, ()),
    "programme.liability": (dk.LoyaltyArea.liability, {}, ()),
    "loyalty.create_card": (dk.LoyaltyArea.create_card, {}, ()),
    "loyalty.create_batch": (dk.LoyaltyArea.create_batch, {"csv_base64": "xlsx"}, ()),
    "loyalty.transact": (dk.LoyaltyArea.transact, {"number": "invoice"}, ("invoice",)),
    "loyalty.lookup": (dk.LoyaltyArea.lookup, {}, ()),
    "loyalty.correct": (dk.LoyaltyArea.correct, {}, ("changes",)),
    "loyalty.return": (dk.LoyaltyArea.return_part, {}, ()),
    "loyalty.adjust": (dk.LoyaltyArea.adjust, {}, ()),
    "loyalty.cancel": (dk.LoyaltyArea.cancel, {}, ()),
    "loyalty.balance": (dk.LoyaltyArea.balance, {}, ()),
    "claim.list": (dk.SettlementArea.claims, {}, ()),
    "claim.reject": (dk.SettlementArea.reject, {}, ()),
    "payment_run.create": (dk.SettlementArea.create_run, {}, ()),
    "payment_run.mark_paid": (dk.SettlementArea.mark_paid, {}, ()),
    "payment_run.export_sepa": (dk.SettlementArea.export_sepa, {}, ()),
    "report.cards": (dk.SettlementArea.report, {}, ()),
    "audit.verify": (dk.AuditArea.verify, {}, ()),
    "audit.list": (dk.AuditArea.list, {}, ()),
    "outbox.list": (dk.OutboxArea.list, {}, ()),
    "outbox.ack": (dk.OutboxArea.ack, {}, ()),
}


def reply(verb, *path):
    """A part of the schema of a reply, by its path."""
    found = VERBS[verb]["reply"]
    for name in path:
        found = found["properties"][name]
        found = found.get("items", found)
    return found


def arguments(verb, *path):
    """A part of the schema of the arguments, by its path."""
    found = VERBS[verb]["args"]
    for name in path:
        found = found["properties"][name]
        found = found.get("items", found)
    return found


# (record, the object of the schema that it is)
RECORDS = [
    (dk.LegalEntity, arguments("network.load", "legal_entities")),
    (dk.Brand, arguments("network.load", "brands")),
    (dk.Outlet, arguments("network.load", "outlets")),
    (dk.Address, arguments("network.load", "outlets", "address")),
    (dk.GeoPoint, arguments("network.load", "outlets", "location")),
    (dk.User, arguments("network.load", "users")),
    (dk.User, reply("user.put", "user")),
    (dk.RoleGrant, arguments("network.load", "users", "roles")["anyOf"][1]),
    (dk.WorkShare, arguments("network.load", "users", "shares")),
    (dk.LeadNotification, arguments("network.load", "users", "notify")),
    (dk.LegacyLogin, arguments("network.load", "users", "legacy_logins")),
    (dk.NetworkLoaded, reply("network.load")),
    (dk.PortfolioTransferred, reply("portfolio.transfer")),
    (dk.OutletBank, reply("outlet.set_bank")),
    (dk.OutletSearch, reply("outlet.search")),
    (dk.OutletFound, reply("outlet.search", "outlets")),
    (dk.Policy, arguments("policy.load", "policy")),
    (dk.CustomerTerms, arguments("policy.load", "policy", "customer")),
    (dk.ConsentTerms, arguments("policy.load", "policy", "consent")),
    (dk.PurposeTerms, arguments("policy.load", "policy", "consent", "purposes")),
    (dk.ShowTerms, arguments("policy.load", "policy", "show")),
    (dk.ShowEvent, arguments("policy.load", "policy", "show", "events")),
    (dk.ShowCountry, arguments("policy.load", "policy", "show", "countries")),
    (dk.ShowBrand, arguments("policy.load", "policy", "show", "brands")),
    (dk.Promotion, arguments("policy.load", "policy", "show", "promotions")),
    (dk.BasketEntry, arguments("policy.load", "policy", "show", "defaults")),
    (dk.PolicyLoaded, reply("policy.load")),
    (dk.SearchResult, reply("customer.search")),
    (dk.Candidate, reply("customer.search", "candidates")),
    (dk.Customer, reply("customer.view", "customer")),
    (dk.Vehicle, reply("customer.view", "customer", "vehicles")),
    (dk.Contact, reply("customer.view", "customer", "contacts")),
    (dk.ConsentRecord, reply("customer.view", "customer", "contacts", "consents")),
    (dk.ConsentText, reply("customer.view", "customer", "contacts", "consents", "text")),
    (dk.ContactForm, arguments("customer.add_contact", "contact")),
    (dk.CustomerExport, reply("customer.export")),
    (dk.Erasure, reply("customer.erase")),
    (dk.AccountConfirmed, reply("account.confirm")),
    (dk.ConsentRecord, reply("consent.record", "record")),
    (dk.Receipt, reply("consent.receipt", "receipt")),
    (dk.SendDecision, reply("consent.may_send")),
    (dk.QualityReport, reply("report.data_quality")),
    (dk.QualityLine, reply("report.data_quality", "lines")),
    (dk.Catalog, arguments("catalog.load", "catalog")),
    (dk.VehicleModel, arguments("catalog.load", "catalog", "models")),
    (dk.MarketAvailability, arguments("catalog.load", "catalog", "models", "availability")),
    (dk.ValueGroup, arguments("catalog.load", "catalog", "models", "groups")),
    (dk.GroupValue, arguments("catalog.load", "catalog", "models", "groups", "values")),
    (dk.CatalogRule, arguments("catalog.load", "catalog", "models", "rules")),
    (dk.OptionPack, arguments("catalog.load", "catalog", "models", "packs")),
    (dk.PriceList, arguments("catalog.load", "catalog", "price_lists")),
    (dk.ListTax, arguments("catalog.load", "catalog", "price_lists", "taxes")),
    (dk.ValuePrice, arguments("catalog.load", "catalog", "price_lists", "prices")),
    (dk.ListDiscount, arguments("catalog.load", "catalog", "price_lists", "discounts")),
    (dk.CatalogLoaded, reply("catalog.load")),
    (dk.ModelList, reply("catalog.models")),
    (dk.ModelLine, reply("catalog.models", "models")),
    (dk.ConfigurationState, reply("config.state")),
    (dk.ConfigurationRead, reply("config.read")),
    (dk.SessionStarted, reply("session.start")),
    (dk.CustomerLinked, reply("session.link")),
    (dk.SessionStatus, reply("session.status")),
    (dk.Referral, reply("session.status", "referrals")),
    (dk.RecentPerson, reply("session.status", "recent_persons")),
    (dk.RecentConfiguration, reply("session.status", "recent_configurations")),
    (dk.CustomerReleased, reply("session.release")),
    (dk.StepRevisited, reply("session.back")),
    (dk.BackupUsed, reply("session.backup")),
    (dk.CustomerReferred, reply("session.refer")),
    (dk.VehicleChoice, arguments("quote.open", "configuration")),
    (dk.QuotePriced, reply("quote.open")),
    (dk.PriceLine, arguments("quote.price", "lines")),
    (dk.LineTax, arguments("quote.price", "lines", "taxes")),
    (dk.PriceDiscount, arguments("quote.price", "discounts")),
    (dk.PriceVoucher, arguments("quote.price", "voucher")),
    (dk.PricedBasket, reply("quote.price")),
    (dk.PricedBasket, reply("quote.open", "price")),
    (dk.PricedTax, reply("quote.open", "price", "tax")),
    (dk.PriceStep, reply("quote.open", "price", "steps")),
    (dk.ConditionalDiscount, reply("quote.open", "price", "conditional")),
    (dk.Quote, reply("quote.view", "quote")),
    (dk.BasketEntry, reply("quote.view", "quote", "basket")),
    (dk.Offer, reply("quote.view", "quote", "offers")),
    (dk.OfferAmounts, reply("quote.view", "quote", "offers", "amounts")),
    (dk.RenderedOffer, reply("quote.view", "quote", "offers", "document")),
    (dk.SectionValue, arguments("basket.set", "value")),
    (dk.BasketLine, arguments("basket.set", "value", "lines")),
    (dk.BasketDiscount, arguments("basket.set", "value", "discounts")),
    (dk.OfferIssued, reply("quote.issue")),
    (dk.OfferSent, reply("quote.send")),
    (dk.Voucher, reply("quote.send", "voucher")),
    (dk.QuoteStanding, reply("quote.accept")),
    (dk.QuoteStanding, reply("quote.rework")),
    (dk.QuoteStanding, reply("quote.withdraw")),
    (dk.Voucher, reply("voucher.check", "voucher")),
    (dk.VoucherUse, reply("voucher.redeem", "voucher", "used")),
    (dk.QuotePriced, reply("voucher.apply")),
    (dk.DayReport, reply("show.day_report")),
    (dk.UnfinishedOffer, reply("show.day_report", "unfinished")),
    (dk.SampledRecord, reply("show.day_report", "sample")),
    (dk.Sample, arguments("show.day_report", "sample")),
    (dk.LeadTerms, arguments("policy.load", "policy", "lead")),
    (dk.LeadToolTerms, arguments("policy.load", "policy", "lead", "tools")),
    (dk.LeadForm, arguments("lead.capture", "lead")),
    (dk.LeadForm, arguments("lead.sync", "leads")),
    (dk.LeadPerson, arguments("lead.capture", "lead", "person")),
    (dk.LeadTicket, arguments("lead.capture", "lead", "ticket")),
    (dk.LeadReceipt, reply("lead.capture", "lead")),
    (dk.LeadReceipt, reply("lead.transmit", "lead")),
    (dk.Lead, reply("lead.view", "lead")),
    (dk.Lead, reply("lead.list", "leads")),
    (dk.Lead, reply("lead.add_models", "lead")),
    (dk.Handover, reply("lead.view", "lead", "handovers")),
    (dk.LeadFilter, arguments("lead.list", "filters")),
    (dk.LeadPage, reply("lead.list")),
    (dk.LeadCounters, reply("lead.counters")),
    (dk.LeadSpace, reply("lead.counters", "spaces")),
    (dk.Enrolment, reply("device.enrol")),
    (dk.Synchronised, reply("lead.sync")),
    (dk.SyncRefusal, reply("lead.sync", "refused")),
    (dk.CardTerms, arguments("policy.load", "policy", "card")),
    (dk.LoyaltyTerms, arguments("policy.load", "policy", "loyalty")),
    (dk.SettlementTerms, arguments("policy.load", "policy", "settlement")),
    (dk.WalletTerms, arguments("policy.load", "policy", "wallet")),
    (dk.Operation, reply("operation.prepare", "operation")),
    (dk.Prospecting, arguments("operation.prepare", "operation", "prospecting")),
    (dk.OperationPage, reply("operation.list")),
    (dk.Card, reply("card.create", "card")),
    (dk.CardHolder, reply("card.create", "card", "holder")),
    (dk.CardBatch, reply("card.create_batch")),
    (dk.CardLookup, reply("card.lookup")),
    (dk.CardUse, reply("card.use", "use")),
    (dk.CardClaim, reply("card.use", "use", "claim")),
    (dk.CardHold, reply("card.hold")),
    (dk.CardReminders, reply("card.reminders_due")),
    (dk.CardReminder, reply("card.reminders_due", "reminders")),
    (dk.CardWallet, reply("card.wallet")),
    (dk.CardPicture, reply("card.qr")),
    (dk.ProgrammeTerms, arguments("programme.define", "programme")),
    (dk.Reward, arguments("programme.define", "programme", "rewards")),
    (dk.EarningRule, arguments("programme.define", "programme", "rules")),
    (dk.Tier, arguments("programme.define", "programme", "tiers")),
    (dk.Programme, reply("programme.define", "programme")),
    (dk.Liability, reply("programme.liability")),
    (dk.LiabilityMonth, reply("programme.liability", "ageing")),
    (dk.LoyaltyCard, reply("loyalty.create_card", "card")),
    (dk.LoyaltyBatch, reply("loyalty.create_batch")),
    (dk.InvoiceLine, arguments("loyalty.transact", "invoice", "lines")),
    (dk.LoyaltyTransaction, reply("loyalty.transact", "transaction")),
    (dk.LoyaltyLookup, reply("loyalty.lookup")),
    (dk.LoyaltyStanding, reply("loyalty.return")),
    (dk.LoyaltyBalance, reply("loyalty.balance")),
    (dk.Credit, reply("loyalty.balance", "credits")),
    (dk.NextExpiry, reply("loyalty.balance", "next_expiry")),
    (dk.LoyaltyMovement, reply("loyalty.balance", "history")),
    (dk.ClaimPage, reply("claim.list")),
    (dk.Claim, reply("claim.reject", "claim")),
    (dk.PaymentRun, reply("payment_run.create", "run")),
    (dk.SepaFile, reply("payment_run.export_sepa")),
    (dk.CardReport, reply("report.cards")),
    (dk.CardLine, reply("report.cards", "cards")),
    (dk.OutletLine, reply("report.cards", "outlets")),
    (dk.CardTotals, reply("report.cards", "totals")),
    (dk.AuditReport, reply("audit.verify")),
    (dk.LedgerPage, reply("audit.list")),
    (dk.LedgerLine, SCHEMA["$defs"]["ledger_line"]),
    (dk.OutboxPage, reply("outbox.list")),
    (dk.Effect, reply("outbox.list", "effects")),
    (dk.Violation, SCHEMA["$defs"]["violation"]),
]

WORDS = [
    (words.Kind, arguments("customer.search", "kind")),
    (words.Account, reply("account.confirm", "account")),
    (words.Answer, reply("consent.record", "record", "answer")),
    (words.BrandFamily, arguments("network.load", "brands", "family")),
    (words.GroupChoice, arguments("catalog.load", "catalog", "models", "groups", "choose")),
    (words.GroupKind, arguments("catalog.load", "catalog", "models", "groups", "kind")),
    (words.ModelStatus, arguments("catalog.load", "catalog", "models", "availability", "status")),
    (words.VehicleKind, arguments("catalog.models", "kind")),
    (words.Message, arguments("consent.may_send", "message")),
    (words.OutletKind, arguments("network.load", "outlets", "record_type")),
    (words.DiscountBase, arguments("quote.price", "discounts", "of")),
    (words.BackupTool, reply("session.backup", "tool")),
    (words.CodeKind, reply("voucher.check", "voucher", "kind")),
    (words.CodePlace, arguments("voucher.check", "place")),
    (words.JourneyKind, reply("session.status", "journey")),
    (words.PaymentWay, arguments("basket.set", "value", "payment")),
    (words.QuoteState, reply("quote.accept", "state")),
    (words.ReferralTarget, arguments("session.refer", "to")),
    (words.Section, arguments("basket.set", "section")),
    (words.VoucherState, reply("voucher.check", "voucher", "state")),
    (words.BackupReason, arguments("lead.capture", "lead", "reason")),
    (words.LeadTool, arguments("lead.capture", "lead", "tool")),
    (words.LeadOrigin, arguments("lead.capture", "lead", "origin")),
    (words.LeadActivity, arguments("lead.capture", "lead", "activity")),
    (words.LeadRequest, arguments("lead.capture", "lead", "request")),
    (words.LeadTab, arguments("lead.capture", "lead", "tab")),
    (words.LeadStatus, reply("lead.capture", "lead", "status")),
    (words.LeadColumn, arguments("lead.list", "filters", "field")),
    (words.FilterOperator, arguments("lead.list", "filters", "operator")),
    (words.CardMode, reply("card.create", "card", "mode")),
    (words.CardState, reply("card.create", "card", "status")),
    (words.ClaimState, arguments("claim.list", "status")),
    (words.Earning, arguments("programme.define", "programme", "earning")),
    (words.ExpiryRule, arguments("programme.define", "programme", "expiry")),
    (words.InvoicePurpose, arguments("card.use", "invoice", "for")),
    (words.Leftover, arguments("policy.load", "policy", "card", "leftover")),
    (words.LoyaltyUnit, arguments("programme.define", "programme", "unit")),
    (words.OperationScope, arguments("operation.prepare", "operation", "scope")),
    (words.RunState, reply("payment_run.create", "run", "status")),
    (words.TierBasis, arguments("programme.define", "programme", "tier_by")),
    (words.WalletKind, arguments("card.wallet", "kind")),
    (words.PhoneForm, arguments("check.phone", "form")),
    (words.TrackedNumber, arguments("network.load", "users", "tracked_phone")),
    (words.VinRegion, arguments("check.vin", "region")),
    (words.WorkDomain, arguments("network.load", "users", "roles")["anyOf"][1]["properties"]["domain"]),
]


def test_every_verb_has_a_method():
    """A new verb without a method fails here."""
    checks = {verb for verb in VERBS if verb.startswith("check.") or verb == "match.name"}
    for verb in checks:
        assert hasattr(dk, "match_names" if verb == "match.name" else verb.replace(".", "_"))
    print(f"verbs: {len(VERBS)}")
    assert set(VERBS) == checks | set(METHODS) and len(checks) == 13


def test_the_guide_has_every_area_of_a_desk():
    """docs/python.md names each area with all its methods, and none that is not there."""
    guide = (pathlib.Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
    told = {}
    for line in guide.splitlines():
        if line.startswith("| `desk."):
            area, methods = line.split("|")[1:3]
            told[area.strip(" `").removeprefix("desk.")] = set(methods.replace("`", "").replace(" ", "").split(","))
    desk = dk.Desk()
    parts = {name: getattr(desk, name) for name in dir(desk) if name[0] != "_"}
    areas = {name: type(part) for name, part in parts.items() if isinstance(part, Area)}
    assert told == {name: {method for method in vars(area) if method[0] != "_" and callable(getattr(area, method))}
                    for name, area in areas.items()}


def test_every_argument_is_a_parameter():
    """A new argument without a parameter fails here, and the other way round."""
    for verb, (method, renamed, flat) in METHODS.items():
        names = set()
        for name, part in VERBS[verb]["args"]["properties"].items():
            names |= {renamed.get(one, one) for one in (part["properties"] if name in flat else (name,))}
        parameters = inspect.signature(method).parameters
        assert set(parameters) - BESIDE == names, verb
        needed = {renamed.get(name, name) for name in VERBS[verb]["args"].get("required", ())} - set(flat)
        given = {name for name, one in parameters.items() if name != "self" and one.default is inspect.Parameter.empty}
        assert needed <= given | {"kind"}, verb


def test_every_field_of_a_reply_is_a_field_of_a_record():
    """A new field without a place fails here, and the other way round."""
    for record, part in RECORDS:
        assert {record._names.get(name, name) for name in record._types} == set(part["properties"]), record


def test_every_record_is_compared():
    """A record that is in no table above is not of the protocol."""
    compared = {record for record, _ in RECORDS}
    others = {dk.CheckResult, dk.PhoneResult, dk.RuleText, dk.Reason, dk.RebuildReport, dk.ConsentState,
              dk.ConsentStanding, dk.Answered, dk.CardValues}
    public = {
        value for name in dk.__all__ if isinstance(value := getattr(dk, name), type) and issubclass(value, Record)
    }
    assert public - compared == others


def test_every_word_is_the_protocol_s():
    """The literals are the enumerations of the schema."""
    for word, part in WORDS:
        assert set(typing.get_args(word)) == set(part["enum"])
    presets = {dk.Desk().policies.show(preset=preset).name for preset in typing.get_args(words.Preset)}
    assert presets == set(typing.get_args(words.Preset))
    assert set(words.__all__) == {name for name in vars(words) if name[0].isupper() and name != "Literal"}
