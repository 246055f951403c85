"""R010: bought without open competition, and no reason is given."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r010 import REASONS_GIVEN
from tests.unit.scoring.build import Json, ask, kyrgyz, many, part_of, release

LAWFUL = "urgentNeed"


def direct(reason: str | None, **tender: object) -> Json:
    said = {} if reason is None else {"procurementMethodRationale": reason}
    return release(kyrgyz(**{"procurementMethodDetails": "singleSource"} | said | tender))


def population(given: int, silent: int, **tender: object) -> list[Json]:
    return [*many(direct(LAWFUL, **tender), given), *many(direct(None, **tender), silent)]


def test_given_no_reason_where_four_of_five_give_one_then_raised() -> None:
    answer = ask("R010", direct(None), population=population(24, 6))
    assert answer.state is State.RAISED
    assert answer.parameters == {"peers": 30, "share_of_peers_with_reason": 0.8}
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/procurementMethodRationale", None),
        ("/tender/procurementMethodDetails", "singleSource"),
    ]


def test_given_no_reason_where_many_give_none_then_the_publisher_may_not_ask_for_it() -> None:
    answer = ask("R010", direct(None), population=population(23, 7))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/tender/procurementMethodRationale",))


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R010", direct(None), population=population(29, 0)).missing == (Missing.PEERS,)
    assert ask("R010", direct(None)).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize("blank", ["", "   ", "-", "."])
def test_given_a_reason_that_says_nothing_then_there_is_none(blank: str) -> None:
    assert ask("R010", direct(blank), population=population(30, 0)).state is State.RAISED


def test_given_a_reason_on_record_then_clear_with_its_basis() -> None:
    old = ask("R010", direct(LAWFUL), population=[])
    assert (old.state, old.parameters["reason"]) == (State.CLEAR, LAWFUL)
    assert "not confirmed" not in old.parameters["basis"]
    new = ask("R010", direct(LAWFUL, datePublished="2022-04-13T18:00:00Z"), population=[])
    assert "not confirmed" in new.parameters["basis"]


@pytest.mark.parametrize(
    ("reason", "published", "state"),
    [
        ("additionalProcurement15", "2019-06-28T17:59:59Z", State.CLEAR),
        ("additionalProcurement15", "2019-06-28T18:00:00Z", State.NOT_COMPUTABLE),
        ("additionalProcurement5", "2019-06-28T17:59:59Z", State.NOT_COMPUTABLE),
        ("additionalProcurement5", "2019-06-28T18:00:00Z", State.CLEAR),
        ("brandNew", "2021-03-01T03:00:00Z", State.NOT_COMPUTABLE),
        ("forceMajeure", "2021-03-01T03:00:00Z", State.NOT_COMPUTABLE),
        ("x" * 200, "2021-03-01T03:00:00Z", State.NOT_COMPUTABLE),
        (LAWFUL, None, State.CLEAR),
    ],
)
def test_given_a_code_then_it_must_be_on_record_for_the_method_and_day(
    reason: str, published: str | None, state: State
) -> None:
    content = direct(reason, datePublished=published)
    assert ask("R010", content, population=population(30, 0)).state is state


def test_given_a_direct_contract_that_was_never_announced_then_it_has_reasons_of_its_own() -> None:
    content = direct("forceMajeure", procurementMethodDetails="contract-based")
    assert ask("R010", content, population=[]).state is State.CLEAR


def test_given_another_country_then_any_reason_counts_and_silence_is_compared_with_its_own() -> None:
    tender = {"procurementMethod": "direct"}
    spoken = release(tender | {"procurementMethodRationale": "Urgent repair after a flood, article 24 of the Code"})
    assert ask("R010", spoken, country="pt", population=[]).state is State.CLEAR
    assert ask("R010", release(tender), country="pt", population=many(spoken, 30)).state is State.RAISED
    assert ask("R010", release(tender), country="pt", population=many(release(tender), 99)).missing == (
        "/tender/procurementMethodRationale",
    )


@pytest.mark.parametrize(
    ("details", "state"),
    [
        ("oneStage", State.NOT_APPLICABLE),
        ("requestForQuotation", State.NOT_APPLICABLE),
        ("brandNew", State.NOT_COMPUTABLE),
    ],
)
def test_given_a_method_with_competition_or_an_unknown_one_then_it_is_not_asked(details: str, state: State) -> None:
    content = direct(None, procurementMethodDetails=details, procurementMethod="direct")
    assert ask("R010", content, population=population(30, 0)).state is state


def test_given_a_malformed_table_then_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="code"):
        ask("R010", direct(None), reasons=[{"basis": "no code"}])


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    every = population(5, 4)
    apart = REASONS_GIVEN.joined(
        [REASONS_GIVEN.partial(part_of(*every[:3])), REASONS_GIVEN.partial(part_of(*every[3:]))]
    )
    whole = REASONS_GIVEN.partial(part_of(*every))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
