"""Small contracting processes to score, written as a publisher would."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np

from services.scoring.decoding import decode_release
from services.scoring.engine import Answer, Engine
from services.scoring.extract import Arrival, extract
from services.scoring.indicators import CATALOGUE
from services.scoring.part import Part
from services.scoring.statistic import Known

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


def good(number: str, code: str | None, *, lot: str = "L1", unit: str | None = "шт", **more: Any) -> Json:
    """One item of a lot with its class and unit."""
    return {
        "id": number,
        "relatedLot": lot,
        "classification": {"scheme": "OKGZ", "id": code},
        "unit": {"id": unit, "name": unit},
    } | more


def single_source(rationale: str | None = None, **tender: Any) -> Json:
    """A Kyrgyz purchase from a single source, just published."""
    return kyrgyz(
        procurementMethod="selective",
        procurementMethodDetails="singleSource",
        procurementMethodRationale=rationale,
        statusDetails="published",
    ) | dict(tender)


def related(identifier: str, relationship: str = "prior", number: str | None = None) -> Json:
    """A link to an earlier process."""
    return {"id": identifier, "relationship": [relationship], "identifier": identifier, "tenderNumber": number}


def assert_same_apart(indicator: str, *contents: Json) -> None:
    """A statistic computed part by part and joined is the one computed at once."""
    statistic = next(one.statistic for one in CATALOGUE if one.id == indicator)
    assert statistic is not None
    apart = statistic.finish(statistic.joined([statistic.partial(part_of(content)) for content in contents]))
    whole = statistic.finish(statistic.partial(part_of(*contents)))
    assert len(whole.keys)
    np.testing.assert_array_equal(apart.keys, whole.keys)
    assert apart.columns.keys() == whole.columns.keys()
    for name, column in whole.columns.items():
        np.testing.assert_allclose(apart.columns[name], column)


def joins(indicator: str, population: Sequence[Json]) -> bool:
    """Whether the figures of an indicator are the same when each process is a part of its own."""
    statistic = next(one.statistic for one in CATALOGUE if one.id == indicator)
    assert statistic is not None
    whole = statistic.finish(statistic.partial(part_of(*population)))
    apart = statistic.finish(statistic.joined([statistic.partial(part_of(one)) for one in population]))
    return bool(
        np.array_equal(whole.keys, apart.keys)
        and all(np.allclose(whole.columns[name], apart.columns[name], equal_nan=True) for name in whole.columns)
    )


def sale(
    number: int | str,
    buyer: str,
    supplier: str,
    amount: float | None = 100.0,
    *,
    code: str = "33600000",
    date: str = "2021-05-01T00:00:00Z",
    currency: str = "KGS",
    **tender: Any,
) -> Json:
    """A tender of one lot of one class, won by `supplier` for `amount`."""
    items = [{"id": "1", "classification": {"scheme": "OKGZ", "id": code}, "relatedLot": "L1"}]
    value = {} if amount is None else {"value": {"amount": amount, "currency": currency}}
    won = award("a", "b1", supplier) | value | {"date": date}
    content = kyrgyz(**({"items": items} | tender))
    return release(content, awards=[won], ocid=f"{buyer}-{supplier}-{number}", buyer={"id": buyer})


def contest(number: int | str, winner: str | None, *losers: str, lot: str = "L1", **tender: Any) -> Json:
    """A tender of one lot with these bidders; without a winner it is not decided."""
    firms = [*([winner] if winner else []), *losers]
    bids = [bid(f"b{place}", firm, 100 + place, lot=lot) for place, firm in enumerate(firms)]
    awards = [award("a", "b0", winner, lot=lot)] if winner else []
    return release(kyrgyz(**tender), *bids, awards=awards, ocid=f"o-{number}")


def won(*amounts: float | None, number: int = 0, currency: str = "KGS", **tender: Any) -> Json:
    """A tender with one lot, a bid of each of `T1`, `T2`, … and an award to the first."""
    bids = [bid(f"b{n}", f"T{n}", amount, currency=currency) for n, amount in enumerate(amounts, 1)]
    content = release(kyrgyz(**tender), *bids, awards=[award("a1", "b1", "T1")])
    return content | {"ocid": f"ocds-h7i0z4-{number}"}


def halves(indicator: str, contents: Sequence[Json], *, country: str = "kg") -> tuple[Known, Known]:
    """An indicator's figures from one part, and from two parts joined in the wrong order."""
    statistic = next(one.statistic for one in CATALOGUE if one.id == indicator)
    assert statistic is not None
    middle = len(contents) // 2
    pieces = [statistic.partial(part_of(*some, country=country)) for some in (contents[middle:], contents[:middle])]
    return statistic.finish(statistic.partial(part_of(*contents, country=country))), statistic.finish(
        statistic.joined(pieces)
    )


def same(figures: tuple[Known, Known]) -> bool:
    """Whether two finished statistics agree to the last bit."""
    one, other = figures
    columns = all(np.array_equal(one.columns[name], other.columns[name], equal_nan=True) for name in one.columns)
    return len(one.keys) > 0 and np.array_equal(one.keys, other.keys) and columns


def direct(
    amount: float | None,
    day: str = "2021-06-01",
    *,
    firm: str = "S",
    number: int = 0,
    reason: str | None = "annualProcurement",
    method: str = "singleSource",
    currency: str = "KGS",
    **tender: Any,
) -> Json:
    """A purchase from one supplier without competition, awarded."""
    fields = {"procurementMethodDetails": method, "datePublished": f"{day}T06:00:00Z"}
    content = release(kyrgyz(**(fields | ({"procurementMethodRationale": reason} if reason else {}) | tender)))
    value = {"amount": amount, "currency": currency}
    given = {"id": "a1", "status": "active", "value": value, "relatedLots": ["L1"], "suppliers": [{"id": firm}]}
    return content | {"ocid": f"ocds-h7i0z4-{number}", "awards": [given]}


def item(
    price: float | None,
    *,
    number: str = "1",
    code: str | None = "30213300-8",
    scheme: str = "OKGZ",
    unit: str | None = "Штука",
    currency: str = "KGS",
) -> Json:
    """One item of lot `L1` with its expected unit price."""
    measure: Json = {"name": unit} if unit else {}
    value = {} if price is None else {"value": {"amount": price, "currency": currency}}
    classification = {"scheme": scheme, "id": code} if code else {}
    return {"id": number, "relatedLot": "L1", "classification": classification, "unit": measure | value}


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
