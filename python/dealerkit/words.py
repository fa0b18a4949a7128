"""The words of the protocol's enumerations, for annotations."""

from __future__ import annotations

from typing import Literal

__all__ = [
    "Account",
    "Answer",
    "BrandFamily",
    "Kind",
    "Message",
    "OutletKind",
    "PhoneForm",
    "Preset",
    "TrackedNumber",
    "VinRegion",
    "WorkDomain",
]

Account = Literal["none", "pending", "active"]
Answer = Literal["yes", "no", "not_asked"]
BrandFamily = Literal["none", "xP", "xF"]
Kind = Literal["b2c", "b2b"]
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
OutletKind = Literal["outlet", "dealer"]
PhoneForm = Literal["national_9", "international", "any"]
Preset = Literal["motor_show_be", "customer_first_fr", "bdc_qc", "vans_leads_fr", "exclusive_card_fr"]
TrackedNumber = Literal["none", "phone", "mobile"]
VinRegion = Literal["EU", "NA"]
WorkDomain = Literal["any", "sales", "service", "parts", "human_resources"]
