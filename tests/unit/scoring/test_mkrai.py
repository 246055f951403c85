"""The official Kyrgyz flags with their traps: each rule raised, not raised, latched, and stopped by bad quality."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any

import msgspec
import pytest

from services.scoring.mkrai.gates import GATES, level
from services.scoring.mkrai.run import NUMBERS, RULES, Official, loads, official
from tests.unit.scoring.build import Json, award, bid, good, kyrgyz, related, release, single_source

TODAY = date(2021, 6, 30)
COAL, FOOD = "09111000-0", "15000000-8"
LICENCES = frozenset({COAL})


def run(*contents: Json | None, today: date = TODAY, ocid: str = "o-9") -> dict[str, Official]:
    """All versions in order; None stands for a refused update of `ocid`."""
    versions = [(ocid, None) if one is None else (one["ocid"], msgspec.json.encode(one)) for one in contents]
    return official(versions, today, LICENCES)


def value(rule: int, *contents: Json | None, today: date = TODAY) -> int | None:
    """The value of one rule for `o-9`."""
    return run(*contents, today=today)["o-9"].values[rule]


def tender(**more: Any) -> Json:
    return release(kyrgyz(**({"statusDetails": "published"} | more)), ocid="o-9")


def single(reason: str = "urgentNeed", links: Sequence[Json] = (), **more: Any) -> Json:
    return release(single_source(reason, **more), ocid="o-9", relatedProcesses=list(links))


def signed(ocid: str, details: str = "oneStage", firm: str = "T1", amount: float = 1_000_000, **more: Any) -> Json:
    """A finished tender, of good quality."""
    content = {
        "procurementMethodDetails": details,
        "status": "complete",
        "statusDetails": "contractSigned",
        "items": [good("1", COAL)],
        "date": "2021-02-01T00:00:00Z",
        "datePublished": "2021-01-15T00:00:00Z",
    }
    won = award("a", "b", firm) | {"value": {"amount": amount, "currency": "KGS"}}
    parties = [buyer(), {"id": firm, "roles": ["supplier"]}]
    return release(kyrgyz(**(content | more)), bid("b", firm, amount), awards=[won], ocid=ocid, parties=parties)


def buyer() -> Json:
    return {"id": "KG-INN-1", "roles": ["buyer"], "address": {"region": "Нарынская область"}}


def opened(*bids: Json, **more: Any) -> Json:
    content = kyrgyz(**({"items": [good("1", COAL)]} | more))
    return release(content, *bids, ocid="o-9", parties=[buyer()])


def decided(reason: str, firm: str = "T1", **more: Any) -> Json:
    """A single-source purchase about to be signed."""
    content = {"statusDetails": "evaluationComplete", "date": "2021-05-02T00:00:00Z", "items": [good("1", COAL)]}
    content |= {"datePublished": "2021-05-01T00:00:00Z"} | more
    parties = [buyer(), {"id": firm, "roles": ["supplier"]}]
    return release(
        single_source(reason, **content),
        priced(600_000, firm),
        awards=[award("a", "b", firm)],
        ocid="o-9",
        parties=parties,
    )


def priced(amount: float, firm: str = "T1") -> Json:
    """A bid with the price of one unit of item 1."""
    proposal = {"relatedItem": "1", "relatedLot": "L1", "unit": {"value": {"amount": amount, "currency": "KGS"}}}
    return bid("b", firm, amount) | {"priceProposal": [proposal]}


def annual(ocid: str, amount: float, **more: Any) -> Json:
    """A finished annual purchase."""
    content = signed(ocid, "singleSource", procurementMethodRationale="annualProcurement", **more)
    content["tender"]["items"] = [good("1", COAL, quantity=1)]
    return content | {"bids": {"details": [priced(amount)]}}


ADDITION, TWICE, YEARLY = "additionalProcurement5", "twiceUnsuccessful", "annualProcurement"
SIMPLE = {"procurementMethodDetails": "simplicated"}
UNIT = [good("1", COAL, unit="условная единица")]
LICENCE = [{"type": "Лицензия, выданная уполномоченным органом"}]
FAILED = release(
    kyrgyz(status="unsuccessful", statusDetails="unsuccessful", items=[good("1", COAL)]),
    ocid="o-1",
)
CANCELLED = release(
    kyrgyz(status="cancelled", statusDetails="cancelled", date="2021-02-27T00:00:00Z", items=[good("1", COAL)]),
    ocid="o-1",
)
LONELY = [release(None, bid("b", "T1"), ocid=f"s-{number}") | {"ocid": f"s-{number}"} for number in range(19)]
QUANTITY = [good("1", COAL, quantity=1)]

CASES: dict[int, tuple[list[Json], Json, Json]] = {
    # rule: what was before, a version that raises it, one that does not
    2: (
        [signed("o-1", tenderNumber="210101")],
        single(ADDITION),
        single(ADDITION, [related("o-1", number="ЗГ210101")]),
    ),
    3: (
        [signed("o-1", "singleSource", procurementMethodRationale=ADDITION)],
        single(ADDITION, items=[good("1", COAL)]),
        single(ADDITION, items=[good("1", FOOD)]),
    ),
    4: ([CANCELLED], single(items=[good("1", COAL)]), single(items=[good("1", FOOD)])),
    5: ([], tender(), tender(conditionOfContract={"guaranteePercent": "5"})),
    6: (
        [signed("o-1") | {"bids": {"details": [bid(f"b{n}", f"T{n}", 5) for n in range(4)]}}],
        opened(bid("b1", "T1", 5)),
        opened(*(bid(f"b{n}", f"T{n}", 5) for n in range(4))),
    ),
    7: ([], opened(bid("b1", "T1", 7), bid("b2", "T2", 10)), opened(bid("b1", "T1", 8), bid("b2", "T2", 10))),
    8: (LONELY, opened(bid("b1", "T1", 7)), opened(bid("b1", "T1", 7), bid("b2", "T2", 7))),
    9: (
        [],
        tender(items=UNIT, **SIMPLE),
        tender(items=UNIT, documents=[{"relatedLots": ["L1"]}], **SIMPLE),
    ),
    10: ([], tender(items=UNIT), tender(items=[good("1", COAL)])),
    12: ([], tender(qualificationRequirements=[{}, {}]), tender(qualificationRequirements=[{}, {}, {}])),
    13: (
        [],
        tender(items=[good("1", COAL)]),
        tender(items=[good("1", COAL)], qualificationRequirements=LICENCE),
    ),
    14: ([signed("o-1")], decided("urgentNeed"), decided("urgentNeed", "T2")),
    15: (
        [signed("o-1")],
        single(ADDITION, [related("o-1")], items=[good("1", FOOD)]),
        single(ADDITION, [related("o-1")], items=[good("1", COAL)]),
    ),
    16: (
        [],
        tender(lots=[{"id": "L1", "status": "active", "value": {"amount": 1_000_001, "currency": "KGS"}}], **SIMPLE),
        tender(**SIMPLE),
    ),
    17: (
        [annual("o-1", 500_000)],
        decided(YEARLY, items=QUANTITY),
        decided(YEARLY, items=[good("1", FOOD, quantity=1)]),
    ),
    18: (
        [FAILED],
        single(TWICE, items=[good("1", COAL)]),
        single(TWICE, [related("o-1", "unsuccessfulProcess")], items=[good("1", COAL)]),
    ),
}


def test_given_the_table_then_there_are_sixteen_rules_with_the_official_weights() -> None:
    assert list(NUMBERS) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18] == list(RULES) == list(CASES)
    assert [gate.weight for gate in GATES.values()] == [2, 2, 1, 2, 2, 3, 3, 3, 1, 2, 5, 2, 1, 5, 2, 1]


@pytest.mark.parametrize("rule", CASES)
def test_given_each_rule_then_raised_and_not_raised(rule: int) -> None:
    before, raising, clear = CASES[rule]
    assert value(rule, *before, raising) == 1
    assert value(rule, *before, clear) == 0


@pytest.mark.parametrize("rule", CASES)
def test_given_a_raised_rule_that_no_longer_holds_then_it_is_taken_back_while_the_gate_is_open(rule: int) -> None:
    before, raising, clear = CASES[rule]
    assert value(rule, *before, raising, clear) == 0


@pytest.mark.parametrize("rule", CASES)
def test_given_a_closed_gate_then_the_last_value_stays(rule: int) -> None:
    before, raising, clear = CASES[rule]
    closed = clear | {"tender": clear["tender"] | {"statusDetails": "unsuccessful"}}
    assert value(rule, *before, raising, closed) == 1
    assert value(rule, *before, closed) is None


@pytest.mark.parametrize("rule", CASES)
def test_given_bad_quality_then_the_last_value_stays(rule: int) -> None:
    before, raising, clear = CASES[rule]
    bad = clear | {"tender": clear["tender"] | {"lots": [], "datePublished": None}}
    found = run(*before, raising, bad)["o-9"]
    assert (found.values[rule], found.bad_quality) == (1, True)
    assert value(rule, *before, bad) is None


@pytest.mark.parametrize(
    ("rule", "content"),
    [(12, tender()), (12, tender(qualificationRequirements=[{}])), (15, single(ADDITION))],
)
def test_given_too_little_to_judge_then_incorrect(rule: int, content: Json) -> None:
    assert value(rule, content) == -1


def test_given_an_awarded_unit_price_that_the_earlier_tender_had_not_then_incorrect() -> None:
    before = signed("o-1") | {"bids": {"details": [priced(5)]}}
    content = decided(ADDITION, statusDetails="changed") | {"relatedProcesses": [related("o-1")]}
    assert value(15, before, content) == -1
    content["bids"] = {"details": [priced(5)]}
    content["awards"][0]["value"] = {"amount": 50_000, "currency": "KGS"}
    assert value(15, before, content) == 0
    content["awards"][0]["value"]["amount"] = 50_001
    assert value(15, before, content) == 1


TRAPS = [
    # rule, value, versions
    ("2: unknown number", 2, 1, [single(ADDITION, [related("o-1", number="210101")])]),
    ("2: letters", 2, 1, [signed("o-1", tenderNumber="K21"), single(ADDITION, [related("o-1", number="K21")])]),
    ("4: cancelled after", 4, 1, [CANCELLED, single(items=[good("1", COAL)], datePublished="2020-01-01T00:00:00Z")]),
    ("4: six days", 4, 0, [CANCELLED, single(items=[good("1", COAL)], datePublished="2021-03-05T18:00:00Z")]),
    ("4: five days", 4, 1, [CANCELLED, single(items=[good("1", COAL)], datePublished="2021-03-04T17:59:00Z")]),
    ("5: zero as text", 5, 1, [tender(conditionOfContract={"latePaymentRate": "0.0", "lateGuaranteeRate": "0"})]),
    ("5: other zeros", 5, 0, [tender(conditionOfContract={"latePaymentRate": "0"})]),
    ("5: guarantee 0.0", 5, 0, [tender(conditionOfContract={"lateGuaranteeRate": "0.0"})]),
    ("7: disqualified", 7, 1, [opened(bid("b1", "T1", 1, status="disqualified"), bid("b2", "T2", 9))]),
    ("7: currencies", 7, 1, [opened(bid("b1", "T1", 1, currency="USD"), bid("b2", "T2", 9))]),
    ("7: zero", 7, 1, [opened(bid("b1", "T1", 0), bid("b2", "T2", 9))]),
    ("7: all zero", 7, 0, [opened(bid("b1", "T1", 0), bid("b2", "T2", 0))]),
    ("7: one bid", 7, 0, [opened(bid("b1", "T1", 5))]),
    ("8: eighteen", 8, 0, [*LONELY[:17], opened(bid("b1", "T1", 5))]),
    ("8: the eighteen and this", 8, 1, [*LONELY[:18], opened(bid("b1", "T1", 5))]),
    ("9: case", 9, 0, [tender(items=[good("1", COAL, unit="Условная")], **SIMPLE)]),
    ("9: untied document", 9, 1, [tender(items=UNIT, documents=[{"id": "1"}], **SIMPLE)]),
    ("10: case", 10, 1, [tender(items=[good("1", COAL, unit="УСЛОВНАЯ")])]),
    ("10: Kyrgyz", 10, 0, [tender(items=[good("1", COAL, unit="шарттуу бирдик")])]),
    ("13: words", 13, 1, [tender(items=[good("1", COAL)], qualificationRequirements=[{"type": "Лицензия"}])]),
    ("16: unvalued lot", 16, 0, [tender(lots=[{"id": "L1", "status": "active"}], **SIMPLE)]),
    ("17: nothing before", 17, 0, [decided(YEARLY, items=[good("1", COAL, quantity=9)])]),
    ("18: unknown", 18, 1, [single(TWICE, [related("o-7", "unsuccessfulProcess")], items=[good("1", COAL)])]),
    ("18: other links", 18, 0, [single(TWICE, [related("o-7")], items=[good("1", COAL)])]),
    ("15: unknown", 15, 1, [single(ADDITION, [related("o-7")], items=[good("1", COAL)])]),
]


@pytest.mark.parametrize(("rule", "expected", "versions"), [one[1:] for one in TRAPS], ids=[one[0] for one in TRAPS])
def test_given_a_trap_of_the_original_then_it_is_kept(rule: int, expected: int, versions: list[Json]) -> None:
    assert value(rule, *versions) == expected


@pytest.mark.parametrize("rule", [3, 8, 14, 17])
def test_given_the_next_year_then_the_year_of_computing_decides(rule: int) -> None:
    before, raising, _ = CASES[rule]
    assert value(rule, *before, raising, today=date(2022, 1, 1)) in (0, None)


def test_given_an_evaluated_tender_then_it_counts_thirty_one_days_after_its_first_award() -> None:
    before = deepcopy(CASES[6][0][0])
    before = before | {"tender": before["tender"] | {"status": "active", "statusDetails": "evaluationComplete"}}
    before["awards"][0]["date"] = "2021-05-30T06:00:00Z"
    assert value(6, before, CASES[6][1]) == 0
    before["awards"][0]["date"] = "2021-05-29T06:00:00Z"
    assert value(6, before, CASES[6][1], today=date(2021, 7, 1)) == 1


def test_given_a_refused_update_then_the_tender_is_of_bad_quality_until_the_next_version() -> None:
    raising, clear = CASES[5][1:]
    assert run(raising, None)["o-9"].bad_quality
    assert run(raising, None)["o-9"].values[5] == 1
    assert run(raising, None, clear)["o-9"].values[5] == 0


def test_given_a_tender_of_bad_quality_then_it_does_not_count_for_others() -> None:
    bad = CANCELLED | {"tender": CANCELLED["tender"] | {"datePublished": None}}
    assert value(4, bad, CASES[4][1]) == 0


def test_given_figures_that_change_then_open_tenders_are_evaluated_again() -> None:
    content = single(items=[good("1", COAL)])
    versions = [content, CANCELLED, release(ocid="o-1")]
    assert [value(4, *versions[: count + 1]) for count in range(3)] == [0, 1, 0]


def test_given_no_list_of_licences_then_rule_13_is_never_evaluated() -> None:
    content = CASES[13][1]
    assert official([("o-9", msgspec.json.encode(content))], TODAY)["o-9"].values[13] is None


def test_given_raised_rules_then_their_weights_are_the_level() -> None:
    found = run(tender(items=UNIT, **SIMPLE))["o-9"]
    assert {rule for rule, raised in found.values.items() if raised == 1} == {5, 9, 10, 13}
    assert (found.weight, found.level) == (2 + 3 + 1 + 5, 5)


@pytest.mark.parametrize(
    ("weight", "expected"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (8, 4), (9, 5)]
)
def test_given_a_weight_then_the_band_is_the_official_one(weight: int, expected: int) -> None:
    assert level(weight) == expected


def test_given_versions_then_a_load_ends_where_a_tender_comes_again() -> None:
    versions: list[Any] = [("a", None), ("b", None), ("a", None), ("c", None)]
    assert [[ocid for ocid, _ in load] for load in loads(versions)] == [["a", "b"], ["a", "c"]]


def test_given_nothing_then_nothing() -> None:
    assert official([], TODAY) == {}
    assert run(None) == {}
