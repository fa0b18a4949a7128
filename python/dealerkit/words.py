"""The words of the protocol's enumerations, for annotations."""

from __future__ import annotations

from typing import Literal

__all__ = [
    "Account",
    "Answer",
    "BackupReason",
    "BackupTool",
    "BrandFamily",
    "CardMode",
    "CardState",
    "ClaimState",
    "CodeKind",
    "CodePlace",
    "DiscountBase",
    "Earning",
    "ExpiryRule",
    "FilterOperator",
    "GroupChoice",
    "GroupKind",
    "InvoicePurpose",
    "JourneyKind",
    "Kind",
    "LeadActivity",
    "LeadColumn",
    "LeadOrigin",
    "LeadRequest",
    "LeadStatus",
    "LeadTab",
    "LeadTool",
    "Leftover",
    "LoyaltyUnit",
    "Message",
    "ModelStatus",
    "OperationScope",
    "OutletKind",
    "PaymentWay",
    "PhoneForm",
    "Preset",
    "QuoteState",
    "ReferralTarget",
    "RunState",
    "Section",
    "TierBasis",
    "TrackedNumber",
    "VehicleKind",
    "VinRegion",
    "VoucherState",
    "WalletKind",
    "WorkDomain",
]

Account = Literal["none", "pending", "active"]
Answer = Literal["yes", "no", "not_asked"]
BackupReason = Literal["none", "no_time", "main_tool_down", "keep_me_informed"]
BackupTool = Literal["none", "collect", "plus"]
BrandFamily = Literal["none", "xP", "xF"]
CardMode = Literal["free", "single_use", "percent_of_invoice"]
CardState = Literal["not_yet_valid", "active", "empty", "expired", "cancelled"]
ClaimState = Literal["pending", "in_run", "paid", "rejected", "cancelled"]
CodeKind = Literal["none", "voucher", "promotion"]
CodePlace = Literal["basket", "outlet"]
DiscountBase = Literal["list", "running"]
Earning = Literal["kitty", "tranche"]
ExpiryRule = Literal["per_credit", "whole_balance"]
FilterOperator = Literal[
    "equals", "eq", "=", "not_equals", "ne", "!=", "less", "lt", "<", "at_most", "le", "<=", "greater", "gt", ">",
    "at_least", "ge", ">=", "in",
]
GroupChoice = Literal["exactly_one", "at_most_one", "any"]
GroupKind = Literal["trim", "engine", "exterior_colour", "upholstery", "wheels", "packs", "options"]
InvoicePurpose = Literal["after_sales", "new_vehicle", "parts", "accessories"]
JourneyKind = Literal["undecided", "offer", "lead", "keep_me_informed", "fleet"]
Kind = Literal["b2c", "b2b"]
LeadActivity = Literal["VN", "VO", "PR", "SE", "FI", "ACC", "APV", "RH"]
LeadColumn = Literal[
    "brand", "outlet", "owner", "status", "activity", "kind", "score", "origin", "tab", "request"
]
LeadOrigin = Literal["local", "national"]
LeadRequest = Literal["contact", "test_drive", "quote", "keep_me_informed"]
LeadStatus = Literal["new", "to_treat", "in_progress", "treated"]
LeadTab = Literal["commerce", "human_resources", "after_sales", "new_vehicles", "used_vehicles"]
LeadTool = Literal["none", "collect", "plus", "quote"]
Leftover = Literal["forfeit", "refuse"]
LoyaltyUnit = Literal["eur", "points"]
Message = Literal[
    "commercial_mail",
    "news",
    "personal_offer",
    "further_offer_mail",
    "follow_up_campaign",
    "offer",
    "voucher",
    "account_confirmation",
    "thank_you",
    "quality_survey",
    "card_delivery",
    "card_movement",
    "card_reminder",
    "share_with_brand",
    "share_with_partners",
    "profiling",
]
ModelStatus = Literal["orderable", "unavailable", "keep_me_informed"]
OperationScope = Literal["own", "national"]
OutletKind = Literal["outlet", "dealer"]
PaymentWay = Literal["cash", "finance", "leasing"]
PhoneForm = Literal["national_9", "international", "any"]
Preset = Literal["motor_show_be", "customer_first_fr", "bdc_qc", "vans_leads_fr", "exclusive_card_fr"]
QuoteState = Literal["draft", "issued", "sent", "reworked", "accepted", "expired", "withdrawn"]
ReferralTarget = Literal["bank_specialist", "fleet_responsible"]
RunState = Literal["open", "paid"]
Section = Literal[
    "vehicle",
    "trade_in",
    "payment_and_driver",
    "accessories_and_services",
    "delivery",
    "personalisation",
    "transformation",
    "payment",
    "accessories",
]
TierBasis = Literal["spending", "points"]
TrackedNumber = Literal["none", "phone", "mobile"]
VehicleKind = Literal["vp", "vu"]
VinRegion = Literal["EU", "NA"]
VoucherState = Literal["issued", "used", "expired"]
WalletKind = Literal["apple", "google"]
WorkDomain = Literal["any", "sales", "service", "parts", "human_resources"]
