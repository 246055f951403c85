"""Components that compare with all processes."""

from random import Random

import numpy as np
import pytest

from services.scoring.integrity import STATISTICS
from services.scoring.integrity.benford import LAW, first_digits
from services.scoring.integrity.eligibility import ELIGIBILITY
from services.scoring.statistic import Statistic
from tests.unit.scoring.build import Json, award, bid, kyrgyz, part_of, release
from tests.unit.scoring.integrity.measure import measure

ABROAD = {"procurementMethod": "open", "status": "complete"}


def won(amount: float | None, firm: str = "T1", *, buyer: str = "B", number: int = 0, code: str = "") -> Json:
    """A contract of a buyer with a firm."""
    value = {} if amount is None else {"value": {"amount": amount, "currency": "KGS"}}
    items = [{"id": "1", "classification": {"scheme": "CPV", "id": code}}] if code else []
    return release(
        kyrgyz(items=items),
        bid("b1", firm),
        awards=[award("a", "b1", firm) | value | {"date": "2021-04-01T04:00:00Z"}],
        buyer={"id": buyer},
        ocid=f"o-{firm}-{number}",
    )


# --- call publication ---


def calls(count: int, without: int = 0) -> list[Json]:
    """Decided processes, some without a call."""
    called = ABROAD | {"tenderPeriod": {"endDate": "2024-01-01T00:00:00Z"}}
    awards = [{"id": "a", "status": "active", "suppliers": [{"id": "T"}]}]
    return [{"ocid": f"o{n}", "tender": ABROAD if n < without else called, "awards": awards} for n in range(count)]


def test_given_no_call_where_nearly_all_others_have_one_then_0() -> None:
    silent = calls(1, 1)[0]
    assert measure("call_publication", silent, country="pt", population=calls(100, 5)).value == 0


@pytest.mark.parametrize(
    ("count", "without", "missing"), [(100, 6, "/tender/tenderPeriod/startDate"), (99, 0, "peers")]
)
def test_given_a_publisher_who_often_shows_none_or_few_peers_then_not_computable(
    count: int, without: int, missing: str
) -> None:
    line = measure("call_publication", calls(1, 1)[0], country="pt", population=calls(count, without))
    assert (line.value, line.missing) == (None, (missing,))


def test_given_a_call_then_100_and_an_undecided_process_without_one_is_not_judged() -> None:
    assert measure("call_publication", calls(1)[0], country="pt").value == 100
    line = measure("call_publication", {"ocid": "o", "tender": ABROAD}, country="pt", population=calls(200))
    assert line.missing == ("stage",)


# --- Benford ---


def natural(count: int, *, seed: int = 1, sigma: float = 1.0) -> list[Json]:
    """Amounts spread over many orders of magnitude."""
    random = Random(seed)
    return [won(round(10 ** random.gauss(5, sigma), 2), number=n) for n in range(count)]


def test_given_natural_amounts_then_benford_is_100() -> None:
    assert measure("benford", won(5), population=natural(400)).value == 100


def test_given_amounts_that_begin_with_nine_then_0() -> None:
    odd = [won(9 * 10 ** (n % 5 + 2), number=n) for n in range(400)]
    assert measure("benford", won(5), population=odd).value == 0


def test_given_few_amounts_or_amounts_close_together_then_not_computable() -> None:
    assert measure("benford", won(5), population=natural(299)).missing == ("peers",)
    assert measure("benford", won(5), population=natural(400, sigma=0.1)).missing == ("peers",)


def test_given_only_amounts_of_another_buyer_or_currency_then_not_computable() -> None:
    assert measure("benford", won(5, buyer="C"), population=natural(400)).missing == ("peers",)
    other = won(5)
    other["awards"][0]["value"]["currency"] = "USD"
    assert measure("benford", other, population=natural(400)).missing == ("peers",)
    assert measure("benford", won(None), population=natural(400)).missing == ("/awards/value/amount",)


def test_given_honest_buyers_with_just_enough_amounts_then_chance_alone_hardly_ever_scores_0() -> None:
    law = np.random.default_rng(7)
    columns = {"key": np.arange(1, 1001)}
    counts = law.multinomial(300, LAW / LAW.sum(), 1000)
    columns |= {f"d{digit + 1}": counts[:, digit].astype(float) for digit in range(9)}
    columns |= {"logs": np.zeros(1000), "squares": np.full(1000, 300.0)}
    benford = next(one for one in STATISTICS if one.name == "integrity_benford")
    assert (benford.finish(columns).columns["deviation"] > 0.015).mean() < 0.005


def test_given_amounts_then_the_first_digit_is_found_at_every_power_of_ten() -> None:
    amounts = np.array([1, 9.99, 10, 100, 1000, 999_999, 0.3, 1e14])
    assert first_digits(amounts).tolist() == [1, 9, 1, 1, 1, 9, 3, 1]


# --- spending concentration ---


def spending(first: float, others: int = 9, awards: int = 3) -> list[Json]:
    """A buyer with one supplier of `awards` contracts for `first` in all, and others for 100 each."""
    return [won(first / awards, number=n) for n in range(awards)] + [won(100, f"X{n}") for n in range(others)]


@pytest.mark.parametrize(("total", "value"), [(600, 0), (599, 50), (225, 50), (224, 100)])
def test_given_a_share_of_the_buyers_year_then_large_is_0_and_notable_50(total: float, value: float) -> None:
    assert measure("spending_concentration", won(5), population=spending(total)).value == value


def test_given_one_large_contract_then_it_is_no_habit() -> None:
    assert measure("spending_concentration", won(5), population=spending(5000, 9, 1)).value == 50


def test_given_few_awards_no_buyer_or_no_amount_then_not_computable() -> None:
    assert measure("spending_concentration", won(5), population=spending(600, 6)).missing == ("peers",)
    assert measure("spending_concentration", won(5, buyer=" "), population=spending(600)).missing == ("/buyer/id",)
    assert measure("spending_concentration", won(None), population=spending(6)).missing == ("/awards/value/amount",)


def test_given_the_same_in_another_currency_or_year_then_it_is_another_sum() -> None:
    dollars = won(5)
    dollars["awards"][0]["value"]["currency"] = "USD"
    later = won(5)
    later["awards"][0]["date"] = "2022-04-01T00:00:00Z"
    for content in (dollars, later):
        assert measure("spending_concentration", content, population=spending(600)).missing == ("peers",)


# --- markets ---


def winners(markets: int, firms: int = 25) -> list[Json]:
    """Firms with 20 awards in one or two classes, and T1 with 20 in `markets`."""
    usual = [won(1, f"X{f}", number=n, code=f"{10 + n % (1 + f % 2)}000000") for f in range(firms) for n in range(20)]
    return usual + [won(1, "T1", number=n, code=f"{10 + n % markets}000000") for n in range(20)]


@pytest.mark.parametrize(("markets", "value"), [(12, 0), (5, 0), (4, 100), (1, 100)])
def test_given_a_winner_in_far_more_classes_than_others_then_0(markets: int, value: float) -> None:
    line = measure("market_count", won(1, code="10000000"), population=winners(markets))
    assert (line.value, line.measured) == (value, markets)


def test_given_few_busy_winners_few_awards_or_no_class_then_not_computable() -> None:
    assert measure("market_count", won(1, code="10"), population=winners(9, 10)).missing == ("peers",)
    assert measure("market_count", won(1, "new", code="10"), population=winners(9)).missing == ("peers",)
    assert measure("market_count", won(1), population=winners(9)).missing == ("/tender/items/classification/id",)


# --- eligibility criteria ---


def criteria(length: int, number: int = 0) -> Json:
    """A tender with criteria of that length."""
    items = [{"id": "1", "classification": {"scheme": "CPV", "id": "10000000"}}]
    return {"ocid": f"o{number}", "tender": ABROAD | {"items": items, "eligibilityCriteria": "x" * length}}


@pytest.mark.parametrize(("length", "value"), [(400, 0), (750, 0.5), (9000, 1)])
def test_given_longer_criteria_than_the_market_then_the_risk_component_grows(length: int, value: float) -> None:
    market = [criteria(500 + n, n) for n in range(30)]
    assert measure("eligibility_length", criteria(length), country="pt", population=market, risk=True).value == (
        pytest.approx(value)
    )


def test_given_few_criteria_in_the_market_then_not_computable() -> None:
    market = [criteria(500 + n, n) for n in range(29)]
    assert measure("eligibility_length", criteria(9000), country="pt", population=market, risk=True).missing == (
        "peers",
    )
    assert (
        measure("tailoring", criteria(9000), country="pt", population=[criteria(500, n) for n in range(30)]).value == 0
    )


# --- all of them ---


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda one: one.name)
def test_given_joined_parts_then_the_figures_are_those_of_one_part(statistic: Statistic) -> None:
    contents = [*natural(20), *spending(600), *winners(6, 3), *calls(5, 2), *(criteria(500 + n, n) for n in range(9))]
    whole = statistic.finish(statistic.partial(part_of(*contents)))
    parts = [statistic.partial(part_of(*contents[place::3])) for place in range(3)]
    joined = statistic.finish(statistic.joined(parts))
    assert whole.keys.tolist() == joined.keys.tolist()
    for name, column in whole.columns.items():
        np.testing.assert_allclose(joined.columns[name], column)


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda one: one.name)
def test_given_no_processes_then_the_figures_are_empty(statistic: Statistic) -> None:
    assert len(statistic.finish(statistic.partial(part_of())).keys) == 0


def test_given_the_statistics_then_each_is_computed_once() -> None:
    assert len({one.name for one in STATISTICS}) == len(STATISTICS)
    assert ELIGIBILITY in STATISTICS
