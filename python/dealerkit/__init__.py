"""dealerkit: the rules of selling cars, as a library.

>>> import dealerkit as dk
>>> dk.check_vat("BE 0403.170.701").normalized
'BE0403170701'
>>> with dk.Desk(preset="motor_show_be") as desk:             # a file's path instead of nothing: kept on disk
...     garage = dk.LegalEntity(id="E1", vat="BE0403170701", name="Garage One")
...     desk.network.load(legal_entities=[garage]).legal_entities
1

A refusal is an exception that knows its rule:

>>> desk = dk.example_desk()
>>> try:
...     desk.customers.view(id="nobody")
... except dk.Refused as refused:
...     print(refused.rule, refused.code)
ACC-02 record_not_found
"""

from dealerkit._native import version as __version__
from dealerkit.answer import Answered, Effect, Reason, Refused, Violation
from dealerkit.audit import AuditArea, AuditReport, LedgerLine, LedgerPage, OutboxArea, OutboxPage
from dealerkit.check import (
    CheckResult,
    PhoneResult,
    check_bic,
    check_card_code,
    check_email,
    check_iban,
    check_name,
    check_phone,
    check_postal_code,
    check_show_login,
    check_siren,
    check_siret,
    check_vat,
    check_vin,
    match_names,
)
from dealerkit.consent import (
    ConsentArea,
    ConsentRecord,
    ConsentStanding,
    ConsentState,
    ConsentText,
    QualityLine,
    QualityReport,
    Receipt,
    SendDecision,
)
from dealerkit.customer import (
    AccountConfirmed,
    Candidate,
    Contact,
    ContactForm,
    Customer,
    CustomerArea,
    CustomerExport,
    Erasure,
    SearchResult,
    Vehicle,
)
from dealerkit.desk import Desk, DeskView, RebuildReport, schema, verify_store
from dealerkit.example import example_customer, example_desk, example_lead
from dealerkit.lead import (
    DeviceArea,
    Enrolment,
    Handover,
    Lead,
    LeadArea,
    LeadCounters,
    LeadFilter,
    LeadForm,
    LeadPage,
    LeadPerson,
    LeadReceipt,
    LeadSpace,
    LeadTicket,
    SyncRefusal,
    Synchronised,
)
from dealerkit.money import Money
from dealerkit.network import (
    Address,
    Brand,
    GeoPoint,
    LeadNotification,
    LegacyLogin,
    LegalEntity,
    NetworkArea,
    NetworkLoaded,
    Outlet,
    OutletBank,
    OutletFound,
    OutletSearch,
    PortfolioTransferred,
    RoleGrant,
    User,
    WorkShare,
)
from dealerkit.policy import (
    ConsentTerms,
    CustomerTerms,
    LeadTerms,
    LeadToolTerms,
    Policy,
    PolicyArea,
    PolicyLoaded,
    PurposeTerms,
)
from dealerkit.rule import Rule, RuleText, list_rule_texts, list_rules, rule_text

__all__ = [
    "AccountConfirmed",
    "Address",
    "Answered",
    "AuditArea",
    "AuditReport",
    "Brand",
    "Candidate",
    "CheckResult",
    "ConsentArea",
    "ConsentRecord",
    "ConsentStanding",
    "ConsentState",
    "ConsentTerms",
    "ConsentText",
    "Contact",
    "ContactForm",
    "Customer",
    "CustomerArea",
    "CustomerExport",
    "CustomerTerms",
    "Desk",
    "DeskView",
    "DeviceArea",
    "Effect",
    "Enrolment",
    "Erasure",
    "GeoPoint",
    "Handover",
    "Lead",
    "LeadArea",
    "LeadCounters",
    "LeadFilter",
    "LeadForm",
    "LeadNotification",
    "LeadPage",
    "LeadPerson",
    "LeadReceipt",
    "LeadSpace",
    "LeadTerms",
    "LeadTicket",
    "LeadToolTerms",
    "LedgerLine",
    "LedgerPage",
    "LegacyLogin",
    "LegalEntity",
    "Money",
    "NetworkArea",
    "NetworkLoaded",
    "OutboxArea",
    "OutboxPage",
    "Outlet",
    "OutletBank",
    "OutletFound",
    "OutletSearch",
    "PhoneResult",
    "Policy",
    "PolicyArea",
    "PolicyLoaded",
    "PortfolioTransferred",
    "PurposeTerms",
    "QualityLine",
    "QualityReport",
    "Reason",
    "RebuildReport",
    "Receipt",
    "Refused",
    "RoleGrant",
    "Rule",
    "RuleText",
    "SearchResult",
    "SendDecision",
    "SyncRefusal",
    "Synchronised",
    "User",
    "Vehicle",
    "Violation",
    "WorkShare",
    "__version__",
    "check_bic",
    "check_card_code",
    "check_email",
    "check_iban",
    "check_name",
    "check_phone",
    "check_postal_code",
    "check_show_login",
    "check_siren",
    "check_siret",
    "check_vat",
    "check_vin",
    "example_customer",
    "example_desk",
    "example_lead",
    "list_rule_texts",
    "list_rules",
    "match_names",
    "rule_text",
    "schema",
    "verify_store",
]
