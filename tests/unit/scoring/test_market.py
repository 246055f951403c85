"""Regions and sectors: who counts where, and what is said of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from services.scoring.indicator import Code
from services.scoring.market_book import MarketBook
from services.scoring.market_figures import Answered, collect, finish, joined_tables
from services.scoring.packing import packed_figures, unpacked_figures
from services.scoring.price_index import CLASS_NAMES
from shared.contracts.market import AskMarket, Market
from shared.errors import Refused
from tests.unit.scoring.build import Json, bid, good, kyrgyz, part_of, release

PLACES = {"R018": 0, "KG02": 1}
NARYN, BISHKEK = "Нарынская область", "Бишкек"


def purchase(number: int, *codes: str, bidders: int = 1, region: str | None = NARYN, **tender: Any) -> Json:
    """A one-stage tender of one lot whose bids were opened."""
    items = [good(str(place), code) for place, code in enumerate(codes or ("30192121-5",))]
    bids = [bid(f"b{n}", f"T{n}", 100 + n) for n in range(bidders)]
    parties = [{"id": "KG-INN-1", "address": {"region": region}}] if region else []
    over = {"tenderPeriod": {"startDate": "2021-03-01T03:00:00Z", "endDate": "2021-03-22T04:00:00Z"}}
    content = kyrgyz(**({"items": items} | over | tender))
    return release(content, *bids, ocid=f"o-{number}", parties=parties)


def answered(contents: Sequence[Json], raised: int = 0) -> Answered:
    """R018 raised for the first of them and clear for the others; KG02 never computable; level 3 where raised."""
    part = part_of(*contents)
    codes = np.full((len(contents), len(PLACES)), Code.NOT_COMPUTABLE, np.uint8)
    codes[:, 0] = np.where(np.arange(len(contents)) < raised, Code.RAISED, Code.CLEAR)
    return Answered(part, codes, np.where(codes[:, 0] == Code.RAISED, 3, 1))


def book(*pieces: Answered) -> MarketBook:
    """As it is stored and read again."""
    whole = [one.part for one in pieces]
    names = CLASS_NAMES.finish(CLASS_NAMES.joined([CLASS_NAMES.partial(part) for part in whole]))
    figures = finish(joined_tables([collect(one) for one in pieces]), "v1") | {CLASS_NAMES.name: names}
    return MarketBook({name: unpacked_figures(packed_figures(one)) for name, one in figures.items()}, "v1", PLACES)


def ask(contents: Sequence[Json], raised: int = 0, **asked: Any) -> Market:
    return book(answered(contents, raised)).answer(AskMarket(**asked))


def test_given_processes_of_two_regions_then_each_counts_in_its_own_and_in_the_country() -> None:
    found = ask([purchase(1), purchase(2, bidders=3), purchase(3, region=BISHKEK), purchase(4, region=None)], raised=1)
    assert [(one.region, one.processes) for one in found.regions] == [("KG-GB", 1), ("KG-N", 2), ("none", 1)]
    assert (found.whole.region, found.whole.processes, found.figures) == (None, 4, "v1")
    naryn = found.regions[1]
    assert (naryn.lots, naryn.lots_judged, naryn.lots_single, naryn.bidders) == (2, 2, 1, 4)
    assert (naryn.method_known, naryn.competitive, naryn.levels) == (2, 2, [1, 0, 1, 0, 0])
    assert [(one.currency, one.amount, one.processes) for one in naryn.values] == [("KGS", Decimal("2000000.00"), 2)]


def test_given_a_region_then_its_rates_stand_beside_those_of_the_country() -> None:
    found = ask([purchase(1), purchase(2), purchase(3, region=BISHKEK)], raised=1, region="KG-N")
    (rate,) = found.rates
    assert (rate.indicator, rate.raised, rate.computable) == ("R018", 1, 2)
    assert (rate.country_raised, rate.country_computable) == (1, 3)
    assert [(one.region, one.sector, one.processes) for one in found.sectors] == [("KG-N", "30", 2)]
    assert ask([purchase(1, region=None)], region="none").whole.processes == 1


def test_given_a_process_of_several_classes_then_it_counts_in_each_and_its_value_in_none() -> None:
    contents = [purchase(1, "30192121-5", "45210000-2"), purchase(2, "45210000-2"), purchase(3, "45211000-9")]
    found = ask(contents, sector="45")
    assert (found.whole.processes, found.whole.mixed, found.whole.lots) == (3, 1, 2)
    assert [one.amount for one in found.whole.values] == [Decimal("2000000.00")]
    assert [(one.sector, one.processes) for one in found.sectors] == [("4521", 3)]
    assert {one.sector: one.processes for one in ask(contents).sectors} == {"45": 3, "30": 1}
    assert [one.region for one in found.regions] == ["KG-N"]


def test_given_cancelled_and_direct_purchases_then_shares_count_only_what_they_are_shares_of() -> None:
    direct = purchase(2, procurementMethod="selective", procurementMethodDetails="singleSource")
    cancelled = purchase(3, status="cancelled", statusDetails="cancelled")
    whole = ask([purchase(1), direct, cancelled]).whole
    assert (whole.processes, whole.cancelled, whole.method_known, whole.competitive) == (3, 1, 2, 1)
    assert (whole.lots, whole.lots_judged, sum(one.processes for one in whole.values)) == (2, 1, 2)


def test_given_a_year_then_only_its_processes_count_and_the_years_are_told() -> None:
    contents = [purchase(1), purchase(2, datePublished="2020-03-01T00:00:00Z")]
    assert [(one.year, one.processes) for one in ask(contents).years] == [(2020, 1), (2021, 1)]
    assert ask(contents, year=2020).whole.processes == 1


def test_given_the_history_in_pieces_then_the_answer_is_the_same() -> None:
    contents = [purchase(n, "30192121-5", region=(NARYN, BISHKEK, None)[n % 3], bidders=n % 4) for n in range(12)]
    whole, apart = book(answered(contents)), book(*(answered([one]) for one in contents))
    for asked in (AskMarket(), AskMarket(region="KG-N"), AskMarket(sector="30"), AskMarket(sector="3019", year=2021)):
        assert whole.answer(asked) == apart.answer(asked)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"region": "KG-T"}, "not_found"),
        ({"sector": "99"}, "not_found"),
        ({"country": "kz"}, "not_found"),
        ({"year": 1999}, "not_found"),
        ({"sector": "30", "scheme": "CPV"}, "not_found"),
        ({"region": "KG-N", "sector": "3019"}, "invalid"),
    ],
)
def test_given_a_market_that_is_not_there_then_it_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask([purchase(1)], **asked)
    assert refused.value.code == code


def test_given_classes_of_the_same_number_in_two_schemes_then_they_are_not_mixed() -> None:
    other = purchase(3)
    other["tender"]["items"][0]["classification"]["scheme"] = "CPV"
    contents = [purchase(1), purchase(2), other]
    assert ask(contents, sector="30").whole.processes == 2
    assert ask(contents, sector="30", scheme="CPV").whole.processes == 1
    assert [(one.scheme, one.processes) for one in ask(contents).sectors] == [("OKGZ", 2), ("CPV", 1)]


def test_given_no_process_at_all_then_there_is_no_market_and_no_error() -> None:
    empty = Answered(part_of(), np.zeros((0, len(PLACES)), np.uint8), np.zeros(0, np.int64))
    with pytest.raises(Refused, match="not_found"):
        book(empty).answer(AskMarket())
    beside = book(empty, answered([purchase(1)]), empty).answer(AskMarket())
    assert (beside.whole.processes, beside.regions[0].region) == (1, "KG-N")
