"""Cases for tests."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.community.cases.case import Case, Mate
from shared.contracts.case import CaseLink, CaseOrigin, CaseStatus, CaseVisibility, LinkKind, PurchaseStage, Seat

NOW = datetime(2026, 11, 27, 6, tzinfo=UTC)
LEAD, MATE, OTHER = ("m_" + digit * 24 for digit in "123")


def a_case(**changed: Any) -> Case:
    """A case that could take every step, as far as what people wrote goes."""
    case = Case(
        id="c_" + "0" * 24,
        number="KG-2026-0001",
        title="Chairs for a school",
        summary="The chairs cost more than elsewhere, as the portal says.",
        origin=CaseOrigin.MEMBER,
        stage=PurchaseStage.TENDER,
        visibility=CaseVisibility.PRIVATE,
        embargo=None,
        region="KG-C",
        amount=None,
        violations=("price.deviation",),
        links=(CaseLink(kind=LinkKind.TENDER, id="ocds-1", name="Chairs"),),
        status=CaseStatus.DRAFT,
        conclusion=None,
        team=(Mate(LEAD, Seat.LEAD, "", NOW), Mate(MATE, Seat.OBSERVER, "", NOW)),
        joining=(),
        author=LEAD,
        created=NOW,
        changed=NOW,
        revision=1,
    )
    return replace(case, **changed)
