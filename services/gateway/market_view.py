"""Pages of regions and sectors: figures in words, each share with what it is a share of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from services.gateway import format as formats
from services.gateway.charts import Bars, bars
from services.gateway.choices import Choice
from services.gateway.closer_charts import TILES, TileMap, tile_map
from services.gateway.i18n import N_
from services.gateway.labels import LEVELS, REGIONS, Labels
from shared.contracts.base import IndicatorId, Money
from shared.contracts.market import Market, MarketFigures, MarketRate

NAME_LENGTH: Final = 90
MOST_BARS: Final = 12
MOST_SECTORS: Final = 40
"""Classes on one page; tables to take along have more."""
ELEVATED: Final = 3
"""Level of risk (medium) from which on a process counts as one to look at."""
FEW: Final = 10
"""A share of fewer is no share to compare."""
NONE: Final = "none"
MEASURES: Final = {
    "single": N_("Lots with one bidder"),
    "competitive": N_("Bought with open competition"),
    "elevated": N_("Level of risk medium or higher"),
    "processes": N_("Tenders"),
}
"""What a map of regions can show."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with what it is a share of; `value` and `text` are None when that is nothing, or too little."""

    value: float | None
    text: str | None
    part: str
    whole: str
    some: bool
    """There is something to divide by, be it too little."""


@dataclass(frozen=True, slots=True)
class MarketRow:
    """One region, class or year."""

    label: str
    code: str | None
    path: str | None
    """Of its page."""
    search: str | None
    """Query string of the tenders behind it, where a search can find them."""
    processes: int
    cancelled: int
    made_up: int
    mixed: int
    values: tuple[str, ...]
    valued: tuple[str, ...]
    """How many processes each value is the sum of."""
    competitive: Share
    single: Share
    elevated: Share
    bidders: str | None
    """On average, for a competitive lot whose number of bidders is known."""
    lots: int


@dataclass(frozen=True, slots=True)
class RateRow:
    """One indicator here and in the whole country."""

    indicator: IndicatorId
    title: str
    here: Share
    country: Share
    query: str
    """Of the list of processes to look at first."""


@dataclass(frozen=True, slots=True)
class MarketView:
    """One market with its parts."""

    own: MarketRow
    country: MarketRow
    rates: tuple[RateRow, ...]
    years: Bars | None
    levels: Bars
    regions: tuple[MarketRow, ...]
    sectors: tuple[MarketRow, ...]
    sectors_total: int
    sector_bars: Bars | None
    map: TileMap | None
    measure: str
    measures: tuple[Choice, ...]
    year_choices: tuple[Choice, ...]
    year: str
    regions_csv: str
    sectors_csv: str
    json: str


def share(part: int, whole: int, labels: Labels) -> Share:
    """A share of what is known; of fewer than `FEW` only the counts are told, since one more would change it much."""
    value = part / whole if whole >= FEW else None
    text = formats.percent(value, labels.language) if value is not None else None
    return Share(value, text, labels.number(part), labels.number(whole), whole > 0)


def region_name(code: str | None, labels: Labels) -> str:
    """Name of a region; `none` in words."""
    return labels.gettext("Region not stated") if code in (None, NONE) else labels.region(code) or str(code)


def sector_name(one: MarketFigures, labels: Labels) -> str:
    """`45 – Construction works`; of a class that nobody described as a whole an example, else the number alone."""
    code = one.sector or labels.gettext("All classes")
    if one.name:
        return f"{code} – {formats.shorten(one.name, NAME_LENGTH)}"
    if one.example:
        said = {"code": code, "name": formats.shorten(one.example, NAME_LENGTH)}
        return labels.gettext("%(code)s – for example: %(name)s") % said
    return code


def market_row(one: MarketFigures, labels: Labels, label: str, path: str | None = None) -> MarketRow:
    """One line of a table, or the numbers on top of a page."""
    elevated = sum(one.levels[ELEVATED - 1 :])
    return MarketRow(
        label=label,
        code=one.sector or one.region,
        path=path,
        search=urlencode({"region": one.region}) if one.region and one.region != NONE and not one.sector else None,
        processes=one.processes,
        cancelled=one.cancelled,
        made_up=one.made_up,
        mixed=one.mixed,
        values=tuple(labels.money(_rounded(value)) or "" for value in map(_money, one.values)),
        valued=tuple(labels.number(value.processes) for value in one.values),
        competitive=share(one.competitive, one.method_known, labels),
        single=share(one.lots_single, one.lots_judged, labels),
        elevated=share(elevated, sum(one.levels), labels),
        bidders=labels.number(round(one.bidders / one.lots_judged, 1)) if one.lots_judged else None,
        lots=one.lots,
    )


def _money(value: object) -> Money:
    return Money.model_validate(value, from_attributes=True)


def _rounded(value: Money) -> Money:
    """Sums in whole units: nobody reads the cents of millions."""
    return value.model_copy(update={"amount": value.amount.quantize(1)}) if value.amount >= 1 else value


def market_view(
    found: Market,
    country: Market,
    titles: Mapping[IndicatorId, str],
    given: Mapping[str, str],
    labels: Labels,
) -> MarketView:
    """The page of a country, region or class; `country` is the whole country in the same year."""
    whole = found.whole
    measure = given.get("show", "") if given.get("show", "") in MEASURES else "single"
    year = str(whole.year) if whole.year else ""
    regions = [
        market_row(one, labels, region_name(one.region, labels), _region_path(one, year)) for one in found.regions
    ]
    sectors = [
        market_row(one, labels, sector_name(one, labels), _sector_path(one, year))
        for one in found.sectors[:MOST_SECTORS]
    ]
    parameters = {"sector": whole.sector, "scheme": whole.scheme, "year": year}
    within = parameters | {"region": whole.region}
    return MarketView(
        own=market_row(whole, labels, _own_name(whole, labels)),
        country=market_row(country.whole, labels, labels.gettext("The whole country")),
        rates=tuple(rate_row(one, whole, titles, labels) for one in found.rates),
        years=_by_year(found.years, labels),
        levels=bars([(labels.gettext(LEVELS[level]), n) for level, n in enumerate(whole.levels, start=1)]),
        regions=tuple(regions),
        sectors=tuple(sectors),
        sectors_total=found.sectors_total,
        sector_bars=_bars([(one.code or "", one.processes) for one in sectors]),
        map=_map(found.regions, measure, labels) if len(found.regions) > 1 else None,
        measure=labels.gettext(MEASURES[measure]),
        measures=tuple(Choice(name, labels.gettext(text), name == measure) for name, text in MEASURES.items()),
        year_choices=tuple(
            Choice(str(one.year), str(one.year), str(one.year) == year) for one in found.years if one.year
        ),
        year=year,
        regions_csv=_address("/api/v1/regions.csv", parameters),
        sectors_csv=_address("/api/v1/sectors.csv", within),
        json=_address("/api/v1/sectors", within) if whole.region else _address("/api/v1/regions", parameters),
    )


def _own_name(whole: MarketFigures, labels: Labels) -> str:
    if whole.sector:
        return sector_name(whole, labels)
    return region_name(whole.region, labels) if whole.region else labels.gettext("The whole country")


def _address(path: str, parameters: Mapping[str, str | None]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path


def _region_path(one: MarketFigures, year: str) -> str | None:
    return _address(f"/regions/{one.region}", {"year": year}) if not one.sector else None


def _sector_path(one: MarketFigures, year: str) -> str:
    return _address(f"/sectors/{one.sector}", {"scheme": one.scheme, "year": year})


def rate_row(rate: MarketRate, whole: MarketFigures, titles: Mapping[IndicatorId, str], labels: Labels) -> RateRow:
    """One indicator here and in the whole country."""
    region = whole.region if whole.region != NONE else None
    query = {"indicator": rate.indicator, "region": region, "level": "1"}
    return RateRow(
        indicator=rate.indicator,
        title=titles.get(rate.indicator, rate.indicator),
        here=share(rate.raised, rate.computable, labels),
        country=share(rate.country_raised, rate.country_computable, labels),
        query=urlencode({name: value for name, value in query.items() if value}),
    )


def _by_year(years: Sequence[MarketFigures], labels: Labels) -> Bars | None:
    """Tenders by year; of a very long history the last years."""
    rows = [(str(one.year) if one.year else labels.gettext("not stated"), one.processes) for one in years]
    return _bars(rows[-MOST_BARS:])


def _bars(rows: Sequence[tuple[str, int]]) -> Bars | None:
    return bars(rows[:MOST_BARS]) if rows else None


def _map(regions: Sequence[MarketFigures], measure: str, labels: Labels) -> TileMap:
    """The regions of Kyrgyzstan, shaded by one measure."""
    read: dict[str, Callable[[MarketFigures], Share]] = {
        "single": lambda one: share(one.lots_single, one.lots_judged, labels),
        "competitive": lambda one: share(one.competitive, one.method_known, labels),
        "elevated": lambda one: share(sum(one.levels[ELEVATED - 1 :]), sum(one.levels), labels),
        "processes": lambda one: Share(float(one.processes), labels.number(one.processes), "", "", some=True),
    }
    values = {}
    for one in regions:
        if one.region in TILES:
            shown = read[measure](one)
            values[one.region] = (short_name(one.region, labels), shown.value, shown.text or "–")
    return tile_map(values)


SHORT_REGIONS: Final = {
    "KG-B": N_("Batken"),
    "KG-C": N_("Chüy"),
    "KG-GB": N_("Bishkek"),
    "KG-GO": N_("Osh (city)"),
    "KG-J": N_("Jalal-Abad"),
    "KG-N": N_("Naryn"),
    "KG-O": N_("Osh (region)"),
    "KG-T": N_("Talas"),
    "KG-Y": N_("Issyk-Kul"),
}
"""Names that fit on a tile."""


def short_name(code: str, labels: Labels) -> str:
    """Name of a region on a tile."""
    return labels.of(SHORT_REGIONS, code) or code


def is_region(code: str) -> bool:
    """Whether a region of Kyrgyzstan is called so."""
    return code in REGIONS or code == NONE
