"""One process or many at once: each is answered the same."""

from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from services.scoring.engine import Engine, Statistics
from services.scoring.indicator import Indicator
from services.scoring.indicators import CATALOGUE
from services.scoring.part import Part, concatenated
from tests.unit.scoring.build import Json, award, bid, contract, kyrgyz, part_of, release, worth

ENGINE = Engine(CATALOGUE)


def varied() -> Iterator[Json]:
    """Processes of several shapes: whole, poor, direct, of several lots, empty."""
    bids = [
        bid("b1", "T1", 900_000) | {"date": "2021-03-23T00:00:00Z"},
        bid("b2", "T2", 900_000, status="disqualified"),
    ]
    won = [worth(award("a1", "b1", "T1"), 900_000) | {"date": "2021-04-02T00:00:00Z"}]
    made = contract("c1", "a1", 1_300_000, dateSigned="2021-09-01T00:00:00Z", amendments=[{"id": "m"}])
    documents = [{"documentType": kind} for kind in ("tenderNotice", "biddingDocuments", "technicalSpecifications")]
    yield release(kyrgyz(documents=documents), *bids, awards=won, contracts=[made], date="2022-01-01T00:00:00Z")
    yield release(None)
    yield release(kyrgyz(procurementMethodDetails="singleSource"), awards=won, contracts=[made, made | {"id": "c2"}])
    lots = [{"id": "L1", "value": {"amount": 5, "currency": "KGS"}}, {"id": "L2"}, {"id": "L3", "status": "cancelled"}]
    second = [bid("b1", "T1", 5), bid("b3", "T3", 7, lot="L2"), bid("b4", "T3", 7, lot="L3")]
    yield release(
        kyrgyz(lots=lots), *second, awards=[*won, award("a2", "b3", "T3", lot="L2")], complaints=[{"id": "1"}]
    )
    yield release({}, buyer={})
    yield release(kyrgyz(enquiries=[{"date": "2021-03-02T00:00:00Z"}], lots=[]), *bids[:1])
    yield release(kyrgyz(status="cancelled"), *bids, awards=won)
    yield {"ocid": "bare"}


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return [part_of(content | {"ocid": f"o-{number}"}) for number, content in enumerate(varied())]


@pytest.fixture(scope="module")
def statistics() -> Statistics:
    """Figures of a population large enough to have usual values."""
    population = part_of(*(c | {"ocid": f"p-{n}"} for n, c in enumerate(islice(cycle(varied()), 400))))
    return {
        one.statistic.name: one.statistic.finish(one.statistic.partial(population))
        for one in CATALOGUE
        if one.statistic is not None
    }


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.id)
def test_given_many_processes_at_once_then_each_is_answered_as_if_alone(
    one: Indicator, parts: list[Part], statistics: Statistics
) -> None:
    together = ENGINE.evaluate(concatenated(parts), statistics, only=[one.id])
    for row, part in enumerate(parts):
        alone = ENGINE.evaluate(part, statistics, only=[one.id])
        assert together.answer(row, one) == alone.answer(0, one)


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.id)
def test_given_nothing_at_all_then_nothing_is_answered(one: Indicator, statistics: Statistics) -> None:
    assert len(ENGINE.evaluate(part_of(), statistics, only=[one.id]).codes) == 0
    if one.statistic is not None:
        one.statistic.finish(one.statistic.partial(part_of()))
