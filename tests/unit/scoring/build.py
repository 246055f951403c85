"""Small contracting processes to score, written as a publisher would."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from services.scoring.engine import Answer, Engine
from services.scoring.extract import Arrival, extract
from services.scoring.indicators import CATALOGUE
from services.scoring.part import Part
from services.scoring.statistic import Known
from services.scoring.views import decode_release

NOW = datetime(2026, 1, 2, tzinfo=UTC)
Json = dict[str, Any]


def kyrgyz(**tender: Any) -> Json:
    """A one-stage Kyrgyz tender with one lot, its bids opened."""
    return {
        "procurementMethod": "open",
        "procurementMethodDetails": "oneStage",
        "status": "active",
        "statusDetails": "bidsOpened",
        "datePublished": "2021-03-01T03:00:00Z",
        "value": {"amount": 1000000, "currency": "KGS"},
        "tenderPeriod": {"startDate": "2021-03-01T03:00:00Z", "endDate": "2021-03-22T04:00:00Z"},
        "lots": [{"id": "L1", "status": "active", "value": {"amount": 1000000, "currency": "KGS"}}],
    } | tender


def bid(
    number: str,
    tenderer: str | None,
    amount: float | None = None,
    *,
    status: str = "valid",
    lot: str = "L1",
    currency: str = "KGS",
) -> Json:
    """One bid for one lot."""
    value = {} if amount is None else {"value": {"amount": amount, "currency": currency}}
    return {
        "id": number,
        "status": status,
        "tenderers": [{"id": tenderer}] if tenderer else [],
        "relatedLots": [{"id": lot} | value],
    }


def award(number: str, bid: str, supplier: str, *, status: str = "active", lot: str = "L1", details: str = "") -> Json:
    """One award of a bid for a lot."""
    return {
        "id": number,
        "status": status,
        "relatedBid": bid,
        "relatedLots": [lot],
        "suppliers": [{"id": supplier}],
    } | ({"statusDetails": details} if details else {})


def release(
    tender: Mapping[str, Any] | None = None, *bids: Json, awards: list[Json] | None = None, **more: Any
) -> Json:
    """A compiled release of a Kyrgyz buyer."""
    return {
        "ocid": "ocds-h7i0z4-1",
        "buyer": {"id": "KG-INN-1", "name": "Больница"},
        "tender": kyrgyz() if tender is None else dict(tender),
        "bids": {"details": list(bids)},
        "awards": awards or [],
    } | more


def mixed(*, listed: bool) -> Json:
    """Bids for two lots far apart in price, and one bid that names no lot (or, `listed` false, no lot in the tender).

    Nothing is odd in either lot: whatever compares prices across them invents it.
    """
    lots = [{"id": "L1"}, {"id": "L2"}] if listed else []
    bids = [bid("b1", "T1", 100), bid("b2", "T3", 100, lot="L2"), bid("b3", "T2", 1_000_000, lot="L2")]
    unplaced = [bid("b4", "T4", 5) | {"relatedLots": []}] if listed else []
    return release(kyrgyz(lots=lots), *bids, *unplaced)


def arrival(content: Json, *, country: str = "kg", version: int = 1) -> Arrival:
    """As it arrives: encoded and read again."""
    view = decode_release(msgspec.json.encode(content))
    return Arrival(view, ocid=view.ocid or "o", version=version, country=country)


def part_of(*contents: Json, country: str = "kg") -> Part:
    """The columns of several processes."""
    return extract(arrival(content, country=country) for content in contents)


def statistics_of(indicator: str, part: Part) -> dict[str, Known]:
    """The figures an indicator compares with, when `part` is the whole population."""
    statistic = next(one.statistic for one in CATALOGUE if one.id == indicator)
    assert statistic is not None
    return {statistic.name: statistic.finish(statistic.partial(part))}


def ask(
    indicator: str,
    content: Json,
    *,
    country: str = "kg",
    population: Sequence[Json] | None = None,
    **parameters: Any,
) -> Answer:
    """The answer of one indicator, gates included; `population` are all processes, as published."""
    engine = Engine(CATALOGUE, {indicator: parameters} if parameters else None)
    statistics = {} if population is None else statistics_of(indicator, part_of(*population, country=country))
    return engine.evaluate(part_of(content, country=country), statistics).answer(
        0, engine.indicators[engine.places[indicator]]
    )


def contract(number: str, award: str, amount: float | None = None, *, currency: str = "KGS", **more: Any) -> Json:
    """One contract of an award."""
    value = {} if amount is None else {"value": {"amount": amount, "currency": currency}}
    return {"id": number, "awardID": award} | value | more


def worth(made: Json, amount: float, *, currency: str = "KGS", **more: Any) -> Json:
    """An award with its value."""
    return made | {"value": {"amount": amount, "currency": currency}} | more


def many(content: Json, count: int) -> list[Json]:
    """As many processes of one kind."""
    return [content | {"ocid": f"o-{number}"} for number in range(count)]
