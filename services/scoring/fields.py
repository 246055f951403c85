"""Which column of a part holds which field of the data, for those who ask what a data set has.

A column is present where it says something: a number or moment that is not NaN, a text that is not absent, a count
above zero (zero listed is none published). Columns that are computed from others are not named here. Bids and awards
that state no status are no rows: where `/bids/details` is in more processes than `/bids/details/status`, it is the
status that is missing.
"""

from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.part import Part


@dataclass(frozen=True, slots=True)
class Field:
    """A column with the JSON pointer, without places, of the field it is read from."""

    table: str
    column: str
    path: str

    @property
    def name(self) -> str:
        """As it is counted."""
        return f"{self.table}.{self.column}"


def _fields(table: str, **paths: str) -> tuple[Field, ...]:
    return tuple(Field(table, column, path) for column, path in paths.items())


FIELDS: tuple[Field, ...] = (
    *_fields(
        "processes",
        method="/tender/procurementMethod",
        details="/tender/procurementMethodDetails",
        rationale_length="/tender/procurementMethodRationale",
        status="/tender/status",
        status_details="/tender/statusDetails",
        category="/tender/mainProcurementCategory",
        published="/tender/datePublished",
        start="/tender/tenderPeriod/startDate",
        end="/tender/tenderPeriod/endDate",
        enquiry_end="/tender/enquiryPeriod/endDate",
        award_start="/tender/awardPeriod/startDate",
        opening="/tender/bidOpening/date",
        value="/tender/value/amount",
        currency="/tender/value/currency",
        tenderers="/tender/numberOfTenderers",
        tenderers_listed="/tender/tenderers",
        bidders_counted="/bids/statistics",
        buyer="/buyer/id",
        entity="/tender/procuringEntity/id",
        related="/relatedProcesses",
        lots_listed="/tender/lots",
        items_listed="/tender/items",
        documents_listed="/tender/documents",
        plan_documents="/planning/documents",
        bids_listed="/bids/details",
        awards_listed="/awards",
        eligibility_length="/tender/eligibilityCriteria",
        award_criteria="/tender/awardCriteria",
        complaints="/complaints",
        enquiries="/tender/enquiries",
        fee="/tender/participationFees",
        requirements="/tender/qualificationRequirements",
    ),
    *_fields(
        "lots",
        id="/tender/lots/id",
        status="/tender/lots/status",
        value="/tender/lots/value/amount",
    ),
    *_fields(
        "bids",
        id="/bids/details/id",
        status="/bids/details/status",
        amount="/bids/details/value/amount",
        currency="/bids/details/value/currency",
        date="/bids/details/date",
        firm="/bids/details/tenderers/id",
    ),
    *_fields(
        "awards",
        id="/awards/id",
        status="/awards/status",
        date="/awards/date",
        amount="/awards/value/amount",
        currency="/awards/value/currency",
        winner="/awards/suppliers/id",
        bid="/awards/relatedBid",
    ),
    *_fields(
        "items",
        code="/tender/items/classification/id",
        scheme="/tender/items/classification/scheme",
        unit="/tender/items/unit/name",
        quantity="/tender/items/quantity",
        price="/tender/items/unit/value/amount",
    ),
    *_fields(
        "contracts",
        award="/contracts/awardID",
        signed="/contracts/dateSigned",
        amount="/contracts/value/amount",
        amendments="/contracts/amendments",
        final="/contracts/implementation/finalValue",
        paid="/contracts/implementation/transactions",
        milestones="/contracts/implementation/milestones",
        signed_documents="/contracts/documents",
    ),
    *_fields(
        "parties",
        firm="/parties/id",
        address="/parties/address/streetAddress",
        country="/parties/address/countryName",
    ),
)
NAMES = tuple(field.name for field in FIELDS)
PATHS = {field.name: field.path for field in FIELDS}
_ROWS = frozenset({("contracts", "award")})
"""Columns that hold rows of another table: -1 for none."""


def present(part: Part, field: Field) -> Bools:
    """Where the field says something."""
    column = getattr(getattr(part, field.table), field.column)
    if (field.table, field.column) in _ROWS:
        found: Bools = column >= 0
    elif column.dtype == np.float64:
        found = ~np.isnan(column)
    elif column.dtype == np.int32:
        found = column > 0
    else:
        found = column != 0
    return found
