"""Where a purchase stands, from whatever a publisher wrote."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.remedies.purchase import purchase_of
from shared.contracts.remedy import Milestone, PurchaseStep

TODAY = date(2026, 3, 2)
TENDER = {
    "title": "Ремонт школы",
    "status": "active",
    "datePublished": "2026-02-01T04:00:00Z",
    "tenderPeriod": {"endDate": "2026-03-10T20:00:00Z"},
}
PAST = TENDER | {"tenderPeriod": {"endDate": "2026-02-20T04:00:00Z"}}
AWARD = {"status": "active", "date": "2026-02-25T00:00:00+06:00"}
CONTRACT = {"status": "active", "dateSigned": "2026-03-01T00:00:00+06:00"}
OVER = CONTRACT | {"status": "terminated", "period": {"endDate": "2026-03-02T00:00:00+06:00"}}


@pytest.mark.parametrize(
    ("release", "step"),
    [
        ({"tender": TENDER | {"status": "planned"}}, PurchaseStep.PLANNED),
        ({"tender": TENDER}, PurchaseStep.BIDDING),
        ({"tender": {"status": "active"}}, PurchaseStep.BIDDING),
        ({"tender": PAST}, PurchaseStep.EVALUATION),
        ({"tender": TENDER, "bids": {"details": [{"id": "1"}]}}, PurchaseStep.EVALUATION),
        ({"tender": TENDER | {"statusDetails": "bidsOpened"}}, PurchaseStep.EVALUATION),
        ({"tender": PAST, "awards": [AWARD | {"status": "pending"}]}, PurchaseStep.EVALUATION),
        ({"tender": PAST, "awards": [AWARD]}, PurchaseStep.AWARDED),
        ({"tender": PAST, "awards": [AWARD], "contracts": [CONTRACT]}, PurchaseStep.CONTRACTED),
        ({"tender": PAST, "awards": [AWARD], "contracts": [OVER]}, PurchaseStep.FINISHED),
        ({"tender": PAST | {"status": "cancelled"}, "awards": [AWARD]}, PurchaseStep.CANCELLED),
        ({"tender": PAST | {"status": "cancelled"}, "contracts": [CONTRACT]}, PurchaseStep.CONTRACTED),
    ],
)
def test_given_what_is_published_then_the_furthest_step_that_it_proves_is_told(
    release: dict[str, Any], step: PurchaseStep
) -> None:
    assert purchase_of(release, TODAY).step is step


def test_given_moments_then_their_days_are_those_of_bishkek() -> None:
    found = purchase_of({"tender": TENDER, "awards": [AWARD], "contracts": [OVER]}, TODAY)
    assert found.dates == {
        Milestone.PUBLISHED: date(2026, 2, 1),
        Milestone.BIDS_DUE: date(2026, 3, 11),
        Milestone.AWARDED: date(2026, 2, 25),
        Milestone.CONTRACTED: date(2026, 3, 1),
        Milestone.ENDED: date(2026, 3, 2),
    }
    assert found.title == "Ремонт школы"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("9999-12-31T23:59:59Z"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["tender", "awards", "contracts", "status", "date", "dateSigned", "tenderPeriod", "endDate", "bids"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["tender", "awards", "contracts", "bids"]), JSON))
def test_property_given_any_json_then_a_step_is_told_and_nothing_breaks(release: dict[str, Any]) -> None:
    assert purchase_of(release, TODAY).step in PurchaseStep
