"""Pages that look closer: what stands in them for odd questions, odd figures and odd texts."""

from decimal import Decimal
from typing import Any

import pytest

from services.gateway import csv_file
from services.gateway.closer_charts import DARKEST, LIGHTEST, REACH, Spread, boxes, tile_map
from services.gateway.flag_view import prices_query
from services.gateway.i18n import load
from services.gateway.labels import Labels
from services.gateway.look_first_view import MOST_REASONS, look_first_view, ranking_question
from services.gateway.market_view import market_view
from services.gateway.price_view import MOST_SERIES, price_question, prices_view
from shared.contracts.base import Language
from shared.contracts.market import AskPrices, Market, MarketFigures, MarketRate, MarketValue, Prices, UsualPrice
from shared.contracts.risk import AskRanking, Flag, FlagState, RankedProcess, Ranking, Score
from shared.contracts.tender import ProcessSummary

ENGLISH = Labels(load(Language.EN))


def price(year: int = 2021, **more: Any) -> UsualPrice:
    fields = {"code": "30192121-5", "unit": "шт", "currency": "KGS", "year": year, "n": 30, "paid": 3, "made_up": 0}
    return UsualPrice(**(fields | {"median": 20, "q1": 15, "q3": 25, "low": 5, "high": 80} | more))


def prices(*items: UsualPrice, **more: Any) -> Prices:
    known: dict[str, Any] = {"units": ["шт"], "currencies": ["KGS"], "years": [2021], "least": 5, "peers": 20}
    given = {"items": list(items), "total": len(items), "classes": [], "classes_total": 0, "figures": "v"}
    return Prices(**(known | given | more))


# --- prices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "code", "words"),
    [("30192121-5", "30192121-5", None), ("30", "30", None), ("ручка 30", None, "ручка 30"), ("  ", None, None)],
)
def test_given_digits_then_they_are_a_code_and_all_else_is_words(
    what: str, code: str | None, words: str | None
) -> None:
    ask, errors = price_question({"what": what}, ENGLISH)
    assert (ask.code, ask.words, errors) == (code, words, ())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"year": "abc"}, "year"),
        ({"year": "99999"}, "year"),
        ({"currency": "som"}, "currency"),
        ({"unit": "a" * 99}, "unit"),
    ],
)
def test_given_a_field_that_cannot_be_understood_then_it_is_named_and_narrows_nothing(
    given: dict[str, str], field: str
) -> None:
    ask, errors = price_question({"what": "30", **given}, ENGLISH)
    assert [one.field for one in errors] == [field]
    assert ask == AskPrices(code="30", limit=ask.limit)


def test_given_several_years_then_they_are_one_series_and_other_units_are_others() -> None:
    found = prices(price(2020), price(2021), price(2021, unit="кг"))
    view = prices_view(AskPrices(code="30"), found, (), {"what": "30"}, ENGLISH)
    assert [(one.unit, [row.year for row in one.rows]) for one in view.series] == [
        ("шт", ["2020", "2021"]),
        ("кг", ["2021"]),
    ]
    assert (view.series[0].rows[0].usual, view.more) == ("5 – 80", 0)
    assert view.csv == "/api/v1/prices.csv?code=30&limit=200"


def test_given_more_series_than_a_page_bears_then_it_says_how_many_are_left_out() -> None:
    many = [price(unit=f"u{n}") for n in range(MOST_SERIES + 3)]
    view = prices_view(AskPrices(code="30"), prices(*many, total=90), (), {"what": "30"}, ENGLISH)
    assert (len(view.series), view.more) == (MOST_SERIES, 90 - MOST_SERIES)


def test_given_prices_far_apart_or_made_up_then_that_is_said() -> None:
    view = prices_view(AskPrices(code="30"), prices(price(q1=1, q3=50, made_up=2)), (), {}, ENGLISH)
    assert (view.series[0].wide, view.series[0].made_up) == (True, True)


def test_given_a_usual_range_far_beyond_its_box_then_the_scale_still_shows_the_box() -> None:
    chart = boxes([Spread("2021", 20, 15, 25, 0.1, 1e9, "20"), Spread("2022", 0, 0, 0, None, None, "0")])
    assert chart.most == REACH * 25
    assert all(chart.left <= one.q1 <= one.median <= chart.right for one in chart.boxes)
    assert chart.boxes[0].high == chart.right
    assert chart.boxes[1].high is None


@pytest.mark.parametrize(
    ("indicator", "state", "parameters", "query"),
    [
        ("PR01", "raised", {"class": "30-1", "unit": "шт", "currency": "KGS", "year": 2021}, "what=30-1&unit="),
        ("R017", "clear", {"class": "30-1"}, "what=30-1"),
        ("PR01", "raised", {"unit": "шт"}, ""),
        ("R018", "raised", {"class": "30-1"}, None),
        ("PR01", "not_computable", {}, None),
    ],
)
def test_given_a_flag_about_prices_then_it_leads_to_what_it_was_compared_with(
    indicator: str, state: str, parameters: dict[str, Any], query: str | None
) -> None:
    flag = Flag(
        indicator=indicator,
        state=FlagState(state),
        parameters=parameters,
        rule_version="1",
        process_version=1,
        evaluated="2026-01-01T00:00:00Z",
    )
    found = prices_query(flag)
    assert found == query if not query else (found or "").startswith(query)


# --- markets --------------------------------------------------------------------------------------------------------


def figures(**more: Any) -> MarketFigures:
    none = dict.fromkeys(
        ("cancelled", "made_up", "method_known", "competitive", "lots", "lots_judged", "lots_single"), 0
    )
    return MarketFigures(**({"processes": 4, "bidders": 0, "levels": [9, 0, 3, 0, 0]} | none | more))


def market(whole: MarketFigures, **parts: Any) -> Market:
    lists = {"rates": [], "years": [], "regions": [], "sectors": [], "sectors_total": 0, "figures": "v"}
    return Market(whole=whole, **(lists | parts))


def test_given_nothing_to_divide_by_then_no_share_is_told() -> None:
    found = market(figures())
    view = market_view(found, found, {}, {}, ENGLISH)
    assert (view.own.single.text, view.own.competitive.text, view.own.bidders) == (None, None, None)
    assert (view.own.elevated.text, view.own.elevated.part, view.own.elevated.whole) == ("25%", "3", "12")


def test_given_fewer_than_ten_then_the_counts_are_told_and_no_share() -> None:
    found = market(figures(lots_judged=9, lots_single=3))
    own = market_view(found, found, {}, {}, ENGLISH).own.single
    assert (own.value, own.text, own.part, own.whole, own.some) == (None, None, "3", "9", True)


def test_given_regions_then_the_map_is_shaded_by_the_measure_asked_for_and_all_lead_to_their_pages() -> None:
    regions = [
        figures(region="KG-N", lots_judged=40, lots_single=10),
        figures(region="KG-GB", lots_judged=40, lots_single=40),
        figures(region="none", processes=9),
    ]
    found = market(figures(), regions=regions)
    view = market_view(found, found, {}, {"show": "single"}, ENGLISH)
    assert view.map is not None
    assert {tile.label: tile.opacity for tile in view.map.tiles} == {"Bishkek": DARKEST, "Naryn": LIGHTEST}
    assert [(row.path, row.search) for row in view.regions] == [
        ("/regions/KG-N", "region=KG-N"),
        ("/regions/KG-GB", "region=KG-GB"),
        ("/regions/none", None),
    ]
    assert market_view(found, found, {}, {"show": "nonsense"}, ENGLISH).measure == "Lots with one bidder"


def test_given_no_known_number_then_the_map_is_light_and_says_nothing() -> None:
    tiles = tile_map({"KG-N": ("Naryn", None, "–"), "KG-T": ("Talas", None, "–")}).tiles
    assert {tile.opacity for tile in tiles} == {LIGHTEST}


def test_given_a_class_without_a_description_then_its_number_or_an_example_names_it() -> None:
    sectors = [figures(sector="45"), figures(sector="33", name="Drugs"), figures(sector="30", example="Pens")]
    found = market(figures(), sectors=sectors, sectors_total=3)
    view = market_view(found, found, {}, {}, ENGLISH)
    assert [row.label for row in view.sectors] == ["45", "33 – Drugs", "30 – for example: Pens"]


def test_given_several_currencies_then_they_are_never_added() -> None:
    values = [
        MarketValue(currency="KGS", amount=Decimal("2000000.40"), processes=2),
        MarketValue(currency="USD", amount=Decimal("0.5"), processes=1),
    ]
    found = market(figures(values=values))
    assert market_view(found, found, {}, {}, ENGLISH).own.values == ("2,000,000\u00a0som", "0.50\u00a0USD")


def test_given_rates_of_a_region_then_each_leads_to_its_tenders_there() -> None:
    rate = MarketRate(indicator="R018", raised=3, computable=12, country_raised=2, country_computable=40)
    found = market(figures(region="KG-N"), rates=[rate])
    (row,) = market_view(found, found, {"R018": "Only one bidder"}, {}, ENGLISH).rates
    assert (row.title, row.here.text, row.country.text) == ("Only one bidder", "25%", "5%")
    assert row.query == "indicator=R018&region=KG-N&level=1"


# --- what to look at first ------------------------------------------------------------------------------------------


def test_given_days_then_both_count_whole_in_bishkek() -> None:
    ask, errors = ranking_question({"since": "2026-03-01", "until": "2026-03-01"}, ENGLISH)
    assert errors == ()
    assert ask.since is not None
    assert ask.until is not None
    assert (ask.since.isoformat(), ask.until.isoformat()) == ("2026-03-01T00:00:00+06:00", "2026-03-02T00:00:00+06:00")


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"since": "1 March"}, ["since"]),
        ({"until": "9999-12-31"}, ["until"]),
        ({"since": "2026-03-02", "until": "2026-03-01"}, ["until"]),
        ({"level": "99", "indicator": "' OR 1=1"}, []),
    ],
)
def test_given_a_filter_that_cannot_be_understood_then_a_sentence_names_it(
    given: dict[str, str], fields: list[str]
) -> None:
    ask, errors = ranking_question(given, ENGLISH)
    assert [one.field for one in errors] == fields
    assert (ask.level, ask.indicator) == (2, None)


def test_given_many_reasons_then_the_first_are_named_and_the_others_counted() -> None:
    score = Score(raised_weight=4, computable_weight=20, raised=12, computable=30, indicators=53, level=3)
    process = ProcessSummary(ocid="ocds-1/ö", version=1, country="kg")
    one = RankedProcess(process=process, score=score, raised=[f"R0{n}" for n in range(10, 22)])
    view = look_first_view(AskRanking(), Ranking(items=[one], total=1, next="a|b"), {}, (), (), {"level": "2"}, ENGLISH)
    (row,) = view.rows
    assert (len(row.reasons), row.more_reasons, row.title) == (MOST_REASONS, 4, "ocds-1/ö")
    assert (row.score.raised, row.score.computable, row.score.indicators) == (12, 30, 53)
    assert view.next == "after=a%7Cb"


# --- tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@x", "\tx"])
def test_given_a_text_that_a_spreadsheet_would_run_then_it_is_written_as_text(text: str) -> None:
    assert csv_file.cell(text) == f"'{text}"


def test_given_values_then_numbers_stay_numbers_and_quotes_are_doubled() -> None:
    assert csv_file.text_of(("a", "b"), [(-1.5, 'x "y", z'), (None, "ү")]) == (
        '\ufeffa,b\r\n-1.5,"x ""y"", z"\r\n,ү\r\n'
    )
