"""The averages, the CRI, and one process in words."""

import re

import numpy as np
import pytest

from services.scoring.integrity import CRI_COMPONENTS, INTEGRITY, Component, scores, told
from shared.contracts.base import Language
from tests.unit.scoring.build import Json, award, bid, kyrgyz, part_of, release
from tests.unit.scoring.integrity.measure import figures, measure

ALL = (*INTEGRITY, *CRI_COMPONENTS)
KYRGYZ = re.compile("[ңөүҢӨҮ]")


def test_given_a_process_then_the_average_is_over_what_is_available_with_its_number() -> None:
    content = release(None, bid("b1", "T1"))
    found = scores(INTEGRITY, part_of(content), figures(content))
    page = told(found, 0)
    known = [line.value for line in page.lines if line.value is not None]
    assert (page.average, page.available, page.components) == (sum(known) / len(known), len(known), 11)
    assert "not proof" in page.summary.en
    assert "0 to 100; 100 is nothing that calls for a look" in page.summary.en
    risk = told(scores(CRI_COMPONENTS, part_of(content), figures(content)), 0)
    assert "0 to 1; 0 is nothing" in risk.summary.en
    assert str(page.available) in page.summary.ky


def test_given_nothing_then_there_is_no_average_and_each_line_says_why() -> None:
    for index in (INTEGRITY, CRI_COMPONENTS):
        page = told(scores(index, part_of({"ocid": "o"}, country="pt"), figures({"ocid": "o"})), 0)
        assert page.average is None
        assert all(line.missing or line.unstated for line in page.lines)
        assert "cannot be computed" in page.summary.en


def test_given_no_figures_yet_then_what_compares_is_not_computable() -> None:
    page = told(scores(INTEGRITY, part_of(release(None, bid("b1", "T1"))), {}), 0)
    assert {line.missing for line in page.lines if line.id in ("benford", "market_count")} == {("statistics",)}
    assert page.available == 3


def test_given_fewer_than_three_components_then_they_are_shown_without_an_average() -> None:
    content = {"ocid": "o", "tender": {"procurementMethod": "direct"}}
    found = scores(INTEGRITY, part_of(content, country="pt"), figures(content))
    page = told(found, 0)
    assert (page.average, page.available) == (None, 1)
    assert "Only 1 of 11" in page.summary.en
    assert told(scores(INTEGRITY, part_of(content, country="pt"), figures(content), least=1), 0).average == 0


def test_given_categories_of_not_stated_alone_then_they_make_no_average() -> None:
    content = {"ocid": "o", "tender": {"procurementMethod": "open", "awardCriteria": "priceOnly"}}
    page = told(scores(CRI_COMPONENTS, part_of(content, country="pt"), figures(content)), 0)
    assert (page.available, page.average) == (3, None)
    assert "Only 2 of 11" in page.summary.en


def test_given_a_cancelled_tender_then_nothing_is_judged() -> None:
    content = release(kyrgyz(status="cancelled"), bid("b1", "T1"))
    page = told(scores(INTEGRITY, part_of(content), figures(content)), 0)
    assert page.available == 0
    assert all(line.missing == ("not_applicable",) for line in page.lines)


def test_given_many_processes_then_each_is_scored_as_if_alone() -> None:
    contents = [
        release(None, bid("b1", "T1")),
        release(None, bid("b1", "T1"), bid("b2", "T2"), awards=[award("a", "b1", "T1")]),
        {"ocid": "o"},
        release(kyrgyz(procurementMethodDetails="singleSource")),
    ]
    known = figures(*contents)
    for index in (INTEGRITY, CRI_COMPONENTS):
        together = scores(index, part_of(*contents), known).values
        alone = [scores(index, part_of(one), known).values[0] for one in contents]
        np.testing.assert_array_equal(together, np.array(alone))


def test_given_values_then_they_stay_on_their_scale() -> None:
    contents = [release(None, bid("b1", "T1")), release(kyrgyz(procurementMethodDetails="auctionLimited"))]
    found = scores(INTEGRITY, part_of(*contents), figures(*contents)).values
    assert set(found[~np.isnan(found)]) <= {0, 50, 100}
    risk = scores(CRI_COMPONENTS, part_of(*contents), figures(*contents)).values
    assert ((risk[~np.isnan(risk)] >= 0) & (risk[~np.isnan(risk)] <= 1)).all()


@pytest.mark.parametrize("name", ["single_bidding", "call_publication", "decision_period", "exclusion"])
def test_given_a_shared_component_then_the_risk_is_the_score_turned_round(name: str) -> None:
    content = release(
        None,
        bid("b1", "T1"),
        bid("b2", "T2", status="disqualified"),
        awards=[award("a", "b1", "T1") | {"date": "2021-03-22T20:00:00Z"}],
    )
    score, risk = measure(name, content).value, measure(name, content, risk=True).value
    assert score is not None
    assert risk == 1 - score / 100


def test_given_no_period_then_it_is_a_category_of_its_own_in_the_cri_alone() -> None:
    content = release(kyrgyz(tenderPeriod={}))
    assert measure("advertisement_period", content).value is None
    line = measure("advertisement_period", content, risk=True)
    assert (line.value, line.unstated) == (0.5, True)
    assert measure("advertisement_period", content, risk=True, not_stated=1).value == 1
    direct = release(kyrgyz(procurementMethodDetails="singleSource", tenderPeriod={}))
    assert measure("advertisement_period", direct, risk=True).missing == ("not_applicable",)


@pytest.mark.parametrize(("code", "value"), [("priceOnly", 0), ("ratedCriteria", 0.5), ("qualityOnly", 1), ("x", None)])
def test_given_award_criteria_then_their_kind_decides(code: str, value: float | None) -> None:
    assert measure("non_price", release(kyrgyz(awardCriteria=code)), risk=True).value == value


def contracted(*, amount: float = 100, **contract: object) -> Json:
    """A process with one contract of an award of 100."""
    money = {"amount": amount, "currency": "KGS"}
    awards = [award("a", "b1", "T1") | {"value": {"amount": 100, "currency": "KGS"}}]
    signed = {"id": "c", "awardID": "a", "value": money} | contract
    return release(None, bid("b1", "T1"), awards=awards, contracts=[signed])


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (contracted(amount=110), 1),
        (contracted(amount=109), None),
        (contracted(implementation={"finalValue": {"amount": 110, "currency": "KGS"}}), 1),
        (contracted(implementation={"finalValue": {"amount": 100, "currency": "KGS"}}), 0),
        (contracted(amendments=[{"id": "1"}]), 0.5),
        (contracted(), None),
        (release(None, bid("b1", "T1")), None),
        (contracted(amount=500) | {"contracts": 2 * contracted(amount=500)["contracts"]}, None),
    ],
)
def test_given_a_contract_then_growth_or_change_counts_and_silence_says_nothing(
    content: Json, value: float | None
) -> None:
    assert measure("contract_change", content, risk=True).value == value


def test_given_a_process_after_a_cancelled_one_then_relaunched() -> None:
    before = release(kyrgyz(status="cancelled")) | {"ocid": "old"}
    after = release() | {"relatedProcesses": [{"id": "1", "relationship": ["prior"], "identifier": "old"}]}
    assert measure("relaunch", after, population=[before, after], risk=True).value == 1
    assert measure("relaunch", after, population=[after], risk=True).missing == ("peers",)
    linked = [after | {"ocid": f"o{n}"} for n in range(20)]
    assert measure("relaunch", release(), population=linked, risk=True).value == 0
    assert measure("relaunch", release(), population=linked[:19], risk=True).missing == (
        "/relatedProcesses/identifier",
    )


def test_given_an_unknown_component_or_parameter_then_refused() -> None:
    part = part_of(release())
    with pytest.raises(ValueError, match="nothing"):
        scores(INTEGRITY, part, {}, {"nothing": {}})
    with pytest.raises(ValueError, match="treshold"):
        scores(INTEGRITY, part, {}, {"benford": {"treshold": 1}})
    with pytest.raises(ValueError, match="Expected"):
        scores(INTEGRITY, part, {}, {"decision_period": {"bands": [{"rushed": "x"}]}})


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_given_a_component_then_it_is_told_in_three_languages(one: Component) -> None:
    for texts in (one.title, one.explanation, one.source):
        assert len({texts.in_language(language) for language in Language}) == 3
        assert not re.search("[а-яА-Я]", texts.en)
        assert not KYRGYZ.search(texts.ru)
    assert KYRGYZ.search(one.title.ky + one.explanation.ky)
    assert one.formula
    assert one.version
    for word in ("fraud", "guilt", "corrupt"):
        assert word not in (one.title.en + one.explanation.en).lower()


def test_given_the_cri_then_it_has_the_components_of_the_source() -> None:
    assert len(CRI_COMPONENTS) == len({one.id for one in CRI_COMPONENTS}) == 11


def test_given_no_processes_then_the_indices_are_empty() -> None:
    for index in (INTEGRITY, CRI_COMPONENTS):
        found = scores(index, part_of(), figures())
        assert found.values.shape == (0, 11)
        assert len(found.average) == 0
