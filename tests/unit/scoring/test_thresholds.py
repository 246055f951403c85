"""Limits of lighter methods: the row in force on the day decides."""

import numpy as np
import pytest

from services.scoring.thresholds import LIMITS, announced, lighter, limit_said, limits, share_of_limit
from tests.unit.scoring.build import Json, direct, kyrgyz, part_of, release


def simplified(moment: str | None) -> Json:
    """A simplified purchase."""
    return release(kyrgyz(procurementMethodDetails="simplicated", datePublished=moment, tenderPeriod={}))


@pytest.mark.parametrize(
    ("moment", "row"),
    [("2022-04-13T17:59:59Z", 0), ("2022-04-13T18:00:00Z", 1), ("2016-01-01T00:00:00Z", 0), (None, -1)],
)
def test_given_the_day_a_law_changes_in_bishkek_then_the_row_changes(moment: str | None, row: int) -> None:
    part = part_of(simplified(moment))
    assert limits(part, announced(part)).tolist() == [row]


@pytest.mark.parametrize(("reason", "row"), [("annualProcurement", 2), ("naturalMonopoly", -1), (None, -1)])
def test_given_a_direct_purchase_then_only_annual_needs_have_a_limit(reason: str | None, row: int) -> None:
    part = part_of(direct(1, reason=reason))
    assert limits(part, announced(part)).tolist() == [row]
    assert lighter(part).tolist() == [True]


def test_given_another_country_or_a_full_competition_then_no_limit_is_on_record() -> None:
    part = part_of(direct(1), country="ua")
    assert limits(part, announced(part)).tolist() == [-1]
    part = part_of(release())
    assert (limits(part, announced(part)).tolist(), lighter(part).tolist()) == ([-1], [False])


def test_given_amounts_then_their_share_is_that_of_the_limit_in_its_currency() -> None:
    part = part_of(direct(1), direct(1, value={"amount": 1, "currency": "USD"}), direct(1))
    share = share_of_limit(np.array([2, 2, -1]), np.full(3, 250_000.0), part.processes.currency)
    assert share.tolist()[0] == 0.25
    assert np.isnan(share[1:]).all()


def test_given_the_table_then_every_row_says_that_its_basis_is_not_confirmed() -> None:
    for row in range(len(LIMITS)):
        assert "not confirmed" in str(limit_said(row)["basis"])
