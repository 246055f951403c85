"""The words for codes: what the data and the contracts call one thing is said in one way on every page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from services.gateway import format as formats
from services.gateway.i18n import N_, Catalogue
from shared.contracts.base import Language, Money

METHODS: Final = {
    "open": N_("Open tender"),
    "selective": N_("Selective tender"),
    "limited": N_("Limited tender"),
    "direct": N_("Direct award"),
}
METHOD_DETAILS: Final = {
    "oneStage": N_("One-stage"),
    "twostage": N_("Two-stage"),
    "simplicated": N_("Simplified"),
    "downgrade": N_("Price reduction"),
    "requestForQuotation": N_("Request for quotations"),
    "singleSource": N_("Single source"),
    "contract-based": N_("Contract without announcement"),
    "egov": N_("Electronic state purchase"),
    "auctionUnlimited": N_("Open auction"),
    "eAuction": N_("Electronic auction"),
    "auctionLimited": N_("Limited auction"),
    "personific": N_("Personal invitation"),
}
STATUSES: Final = {
    "planning": N_("Being planned"),
    "planned": N_("Planned"),
    "active": N_("Under way"),
    "cancelled": N_("Cancelled"),
    "unsuccessful": N_("Unsuccessful"),
    "complete": N_("Complete"),
    "withdrawn": N_("Withdrawn"),
}
STATUS_DETAILS: Final = {
    "published": N_("Published"),
    "changed": N_("Changed after publication"),
    "autoProlonged": N_("Deadline extended automatically"),
    "bidsOpened": N_("Bids opened"),
    "evaluationResultsPending": N_("Bids are being evaluated"),
    "evaluationComplete": N_("Evaluation complete"),
    "contractSignPending": N_("Contract to be signed"),
    "contractSigned": N_("Contract signed"),
}
BID_STATUSES: Final = {
    "invited": N_("Invited"),
    "pending": N_("Not yet evaluated"),
    "valid": N_("Valid"),
    "disqualified": N_("Disqualified"),
    "withdrawn": N_("Withdrawn"),
}
AWARD_STATUSES: Final = {
    "pending": N_("Proposed"),
    "active": N_("Awarded"),
    "cancelled": N_("Cancelled"),
    "unsuccessful": N_("Not awarded"),
}
CONTRACT_STATUSES: Final = {
    "pending": N_("Not yet signed"),
    "active": N_("In force"),
    "cancelled": N_("Cancelled"),
    "terminated": N_("Ended"),
}
CATEGORIES: Final = {"goods": N_("Goods"), "works": N_("Works"), "services": N_("Services")}
VERBS: Final = {
    "opened": N_("Tender announced"),
    "amended": N_("Tender changed"),
    "closed": N_("Closed for bids"),
    "awarded": N_("Award made"),
    "contracted": N_("Contract signed"),
    "contract_amended": N_("Contract changed"),
    "completed": N_("Contract completed"),
    "cancelled": N_("Tender cancelled"),
    "raised": N_("Risk indicator raised"),
    "cleared": N_("Risk indicator no longer raised"),
}
FLAG_STATES: Final = {
    "raised": N_("Raised"),
    "clear": N_("Not raised"),
    "not_computable": N_("Cannot be computed"),
    "not_applicable": N_("Does not apply"),
}
LEVELS: Final = {1: N_("very low"), 2: N_("low"), 3: N_("medium"), 4: N_("high"), 5: N_("very high")}
REGIONS: Final = {
    "KG-B": N_("Batken region"),
    "KG-C": N_("Chüy region"),
    "KG-GB": N_("Bishkek city"),
    "KG-GO": N_("Osh city"),
    "KG-J": N_("Jalal-Abad region"),
    "KG-N": N_("Naryn region"),
    "KG-O": N_("Osh region"),
    "KG-T": N_("Talas region"),
    "KG-Y": N_("Issyk-Kul region"),
}
QUALITY: Final = {
    # Reasons of the official data-quality gate, and what ingest noted on the way in.
    "no_date_published": N_("No date of publication."),
    "no_lots": N_("No lots."),
    "no_live_lot": N_("No lot is still under way."),
    "no_bids": N_("No bids although they were opened."),
    "no_awards": N_("No award although the bids were evaluated."),
    "lost_bids": N_("A later update left bids out; the earlier ones are kept."),
    "lost_lots": N_("A later update left lots out; the earlier ones are kept."),
    "lost_items": N_("A later update left items out; the earlier ones are kept."),
    "lost_awards": N_("A later update left awards out; the earlier ones are kept."),
    "lost_contracts": N_("A later update left contracts out; the earlier ones are kept."),
    "contract_without_supplier": N_("A contract without a supplier."),
    "award_without_bid": N_("An award that names no bid."),
    "two_active_awards_in_lot": N_("Two valid awards in one lot."),
    "bid_without_price": N_("A bid without a price."),
    "bid_without_lot": N_("A bid that names no lot."),
    "zero_beside_award": N_("The number of tenderers is 0 beside an award."),
    "no_estimate": N_("A lot without an estimated value."),
    "deadline_before_start": N_("The deadline lies before the beginning."),
    "undated_release": N_("A publication without a date."),
    "id_repeated_in_list": N_("Several entries with the same identifier."),
    "id_placeholder": N_("A placeholder instead of an identifier."),
    "id_blank": N_("An empty identifier."),
    "id_unreadable": N_("An identifier that cannot be read."),
    "party_repeated": N_("An organisation that is listed twice."),
    "date_not_text": N_("A date that cannot be read."),
    "date_unreadable": N_("A date that cannot be read."),
    "date_placeholder": N_("A placeholder instead of a date."),
    "amount_unreadable": N_("An amount that cannot be read."),
    "amount_as_text": N_("An amount written as text."),
    "not_a_number": N_("A number that is none."),
    "object_for_list": N_("A single entry where a list belongs."),
    "wrong_type": N_("A value of the wrong kind."),
    "schema": N_("Differs from the open contracting data standard (OCDS)."),
}
MISSING: Final = {
    # Facts that indicators need and that are no single field.
    "opening": N_("the bids are still sealed"),
    "stage": N_("the tender is not at the stage at which this is looked at"),
    "final_awards": N_("the decisions are not final yet"),
    "second_bid": N_("a second bid with a price in the same currency"),
    "legal_minimum": N_("the legal minimum period for this method and date"),
    "live_lot": N_("a lot that was neither cancelled nor unsuccessful"),
    "period_order": N_("a deadline that lies after the beginning"),
    "one_currency": N_("prices in one currency"),
    "lots": N_("which lot each bid and award belongs to"),
}
PARAMETERS: Final = {
    "threshold": N_("Threshold"),
    "words": N_("Words looked for"),
    "minimum_periods": N_("Minimum periods"),
    "minimum_days": N_("Minimum number of days"),
    "basis": N_("Basis of the minimum period"),
    "class": N_("Class"),
}
NOT_PROOF: Final = N_(
    "A risk indicator is a statistical sign that needs checking. It is not evidence of a violation or corruption "
    "and may have a lawful explanation."
)
"""Said wherever a flag is shown."""
SORTS: Final = {
    "newest": N_("Newest first"),
    "closing": N_("Closing soon first"),
    "value": N_("Largest value first"),
    "flags": N_("Most flags first"),
}
CHANGE_KINDS: Final = {"added": N_("added"), "removed": N_("removed"), "changed": N_("changed")}
PATHS: Final = {
    # The end of a path in the compiled release, without indexes -> what people call it. The longest end wins.
    "tender.title": N_("Title"),
    "tender.description": N_("Description"),
    "tender.datePublished": N_("Published"),
    "tender.status": N_("Status"),
    "tender.statusDetails": N_("Status in detail"),
    "tender.value.amount": N_("Value"),
    "tender.value.currency": N_("Currency"),
    "tender.tenderPeriod.endDate": N_("Deadline for bids"),
    "tender.tenderPeriod.startDate": N_("Bids accepted from"),
    "tender.enquiryPeriod.endDate": N_("Deadline for questions"),
    "tender.numberOfTenderers": N_("Number of tenderers"),
    "tender.procurementMethod": N_("Method"),
    "tender.procurementMethodDetails": N_("Method in detail"),
    "tender.lots": N_("Lot"),
    "tender.lots.value.amount": N_("Value of a lot"),
    "tender.lots.status": N_("Status of a lot"),
    "tender.items": N_("Item"),
    "tender.items.quantity": N_("Quantity"),
    "tender.items.unit.name": N_("Unit"),
    "tender.documents": N_("Document"),
    "bids.details": N_("Bid"),
    "bids.details.status": N_("Status of a bid"),
    "bids.details.value.amount": N_("Amount of a bid"),
    "bids.details.relatedLots.value.amount": N_("Amount of a bid"),
    "bids.details.tenderers": N_("Tenderer"),
    "awards": N_("Award"),
    "awards.suppliers": N_("Supplier"),
    "awards.status": N_("Status of an award"),
    "awards.value.amount": N_("Value of an award"),
    "contracts": N_("Contract"),
    "contracts.status": N_("Status of a contract"),
    "contracts.value.amount": N_("Value of a contract"),
    "contracts.dateSigned": N_("Date of signature"),
    "parties": N_("Party"),
    "buyer.id": N_("Buyer's identifier"),
    "buyer.name": N_("Buyer's name"),
}
CODE_LENGTH: Final = 100
"""Characters of a code that the tables lack."""
_INDEX: Final = re.compile(r"\[[^\]]*\]|(?<=[./])\d+(?=[./]|$)")
_SEPARATORS: Final = re.compile(r"[./]+")


@dataclass(frozen=True, slots=True)
class Labels:
    """Codes, moments and amounts in the words of one language. Unknown codes are shown as they are."""

    catalogue: Catalogue

    @property
    def language(self) -> Language:
        """The language of the words."""
        return self.catalogue.language

    def gettext(self, message: str) -> str:
        """A sentence in this language."""
        return self.catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form that goes with `n`."""
        return self.catalogue.ngettext(singular, plural, n)

    def of(self, table: Mapping[str, str], code: object) -> str | None:
        """The word for a code, the code itself when the table lacks it, None when there is no code."""
        if not isinstance(code, str) or not code:
            return None
        return self.gettext(table[code]) if code in table else formats.shorten(code, CODE_LENGTH)

    def method(self, method: object, details: object = None) -> str | None:
        """`Open tender (one-stage)`; either part may be absent."""
        first, second = self.of(METHODS, method), self.of(METHOD_DETAILS, details)
        if first and second:
            return f"{first} ({second.lower() if details in METHOD_DETAILS else second})"
        return first or second

    def region(self, code: str | None) -> str | None:
        """Name of a Kyrgyz region, or the publisher's own word for another."""
        return self.of(REGIONS, code)

    def path(self, path: str) -> str | None:
        """What people call the place a path points to, or None when there is no word for it."""
        plain = ".".join(part for part in _SEPARATORS.split(_INDEX.sub("", path)) if part and part != "$")
        return self.gettext(PATHS[plain]) if plain in PATHS else None

    def missing(self, name: str) -> str:
        """What an indicator lacks: a fact, or the place in the data where it would stand."""
        return self.gettext(MISSING[name]) if name in MISSING else self.path(name) or name

    def quality(self, code: str) -> str:
        """What is wrong with the data."""
        return self.of(QUALITY, "schema" if code.startswith("schema_") else code) or ""

    def money(self, value: Money | None) -> str | None:
        """An amount, or None."""
        return formats.money(value, self.language) if value else None

    def number(self, value: float | Decimal) -> str:
        """A number."""
        return formats.number(value, self.language)

    def date(self, moment: datetime | None) -> str | None:
        """A day in Bishkek, or None."""
        return formats.date(moment, self.language) if moment else None

    def instant(self, moment: datetime | None) -> str | None:
        """A day and time in Bishkek, or None."""
        return formats.instant(moment, self.language) if moment else None

    def country(self, code: str | None) -> str | None:
        """Name of a country."""
        return formats.country(code, self.language) if code else None
