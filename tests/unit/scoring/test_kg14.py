"""KG14: a single-source contract for a firm that has won tenders of this buyer alone."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, assert_same_apart, award, bid, kyrgyz, release, single_source


def bought(*firms: str, **tender: object) -> Json:
    awards = [award(f"a{firm}", f"b{firm}", firm) for firm in firms]
    content = {"statusDetails": "evaluationComplete", "datePublished": "2021-06-01T00:00:00Z"} | tender
    return release(single_source("urgentNeed", **content), awards=awards, ocid="o-0")


def won(firm: str, day: str, buyer: str = "KG-INN-1", **tender: object) -> Json:
    content = {"status": "complete", "statusDetails": "contractSigned", "datePublished": f"{day}T00:00:00Z"} | tender
    awards = [award("a", "b", firm)]
    return release(
        kyrgyz(**content), bid("b", firm, 5), awards=awards, ocid=f"{firm}-{day}-{buyer}", buyer={"id": buyer}
    )


TWICE = [won("T1", "2020-05-01"), won("T1", "2021-02-01")]


def test_given_a_winner_whose_tenders_were_all_this_buyers_then_raised_with_the_winner() -> None:
    answer = ask("KG14", bought("T1"), population=TWICE)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 2, 2)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/awards/0/suppliers", ["T1"])]


def test_given_one_earlier_win_then_it_is_no_pattern() -> None:
    assert ask("KG14", bought("T1"), population=TWICE[:1]).state is State.CLEAR
    assert ask("KG14", bought("T1"), population=TWICE[:1], minimum_wins=1).state is State.RAISED


@pytest.mark.parametrize(
    "other",
    [won("T1", "2019-01-01", "KG-INN-2"), won("T1", "2020-08-01", "KG-INN-2"), won("T1", "2021-05-31", "KG-INN-2")],
    ids=["before", "between", "after"],
)
def test_given_a_win_of_another_buyer_before_this_purchase_then_clear(other: Json) -> None:
    assert ask("KG14", bought("T1"), population=[*TWICE, other]).state is State.CLEAR


def test_given_a_win_of_another_buyer_later_then_it_was_not_known() -> None:
    assert ask("KG14", bought("T1"), population=[*TWICE, won("T1", "2021-07-01", "KG-INN-2")]).state is State.RAISED


def test_given_wins_of_another_buyer_alone_then_clear() -> None:
    population = [won("T1", "2020-05-01", "KG-INN-2"), won("T1", "2021-02-01", "KG-INN-2")]
    assert ask("KG14", bought("T1"), population=population).state is State.CLEAR


@pytest.mark.parametrize(
    "changes", [{"procurementMethodDetails": "singleSource"}, {"status": "cancelled"}], ids=["direct", "cancelled"]
)
def test_given_contracts_without_competition_then_they_are_no_wins(changes: Json) -> None:
    population = [won("T1", "2020-05-01", **changes), won("T1", "2021-02-01", **changes)]
    assert ask("KG14", bought("T1"), population=population).state is State.CLEAR


def test_given_two_winners_then_the_captive_one_is_quoted() -> None:
    answer = ask("KG14", bought("T9", "T1"), population=TWICE)
    assert [piece.path for piece in answer.evidence] == ["/awards/1/suppliers"]


def test_given_a_firm_nobody_has_seen_then_clear() -> None:
    assert ask("KG14", bought("T7"), population=TWICE).state is State.CLEAR


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (bought(), Missing.FINAL_AWARDS),
        (bought(" "), "/awards/suppliers"),
        (bought("T1", datePublished=None), "/tender/datePublished"),
        (bought("T1") | {"buyer": {}}, "/buyer/id"),
        (bought("T1", statusDetails="published"), Missing.STAGE),
    ],
)
def test_given_what_it_needs_is_absent_then_not_computable(content: Json, missing: str) -> None:
    assert ask("KG14", content, population=TWICE).missing == (missing,)


def test_given_no_statistics_then_not_computable() -> None:
    assert ask("KG14", bought("T1")).missing == (Missing.STATISTICS,)


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG14", *TWICE, won("T2", "2020-05-01"), won("T1", "2020-08-01", "KG-INN-2"))
