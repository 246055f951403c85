"""R063: the signed contract is not published."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r063 import PUBLISHED
from tests.unit.scoring.build import Json, ask, contract, many, part_of, release

SIGNED = "2021-05-01T00:00:00Z"
TEXT = {"id": "d", "documentType": "contractSigned"}


def signed(*documents: Json, on: str | None = SIGNED, now: str | None = "2021-06-01T00:00:00Z", **more: object) -> Json:
    made = contract("c1", "a1", dateSigned=on, documents=list(documents), **more)
    return release(None, contracts=[made]) | ({"date": now} if now else {})


USUAL = [*many(signed(TEXT), 24), *many(signed(), 6)]


def test_given_no_text_a_month_after_signing_where_others_publish_it_then_raised() -> None:
    answer = ask("R063", signed({"id": "d", "documentType": "contractAnnexe"}), population=USUAL)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 31, 30)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/contracts/0/documents", 1),
        ("/contracts/0/dateSigned", SIGNED),
    ]


@pytest.mark.parametrize("kind", ["contractSigned", "contractText"])
def test_given_the_text_then_clear_whatever_others_do(kind: str) -> None:
    assert ask("R063", signed({"documentType": kind}, on=None), population=[]).state is State.CLEAR


@pytest.mark.parametrize(
    ("now", "state"), [("2021-05-31T00:00:00Z", State.RAISED), ("2021-05-30T23:59:59Z", State.NOT_COMPUTABLE)]
)
def test_given_a_fresh_contract_then_there_is_time_to_publish_it(now: str, state: State) -> None:
    answer = ask("R063", signed(now=now), population=USUAL)
    assert answer.state is state
    assert answer.missing == ((Missing.STAGE,) if state is State.NOT_COMPUTABLE else ())


def test_given_contracts_that_are_seldom_published_then_not_computable() -> None:
    population = [*many(signed(TEXT), 23), *many(signed(), 7)]
    assert ask("R063", signed(), population=population).missing == ("/contracts/documents",)


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R063", signed(), population=many(signed(TEXT), 29)).missing == (Missing.PEERS,)
    assert ask("R063", signed()).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize(
    ("content", "missing"), [(signed(on=None), "/contracts/dateSigned"), (signed(now=None), "/date")]
)
def test_given_no_date_to_count_from_then_not_computable(content: Json, missing: str) -> None:
    assert ask("R063", content, population=USUAL).missing == (missing,)


@pytest.mark.parametrize("content", [release(None), signed(status="pending"), signed(status="cancelled")])
def test_given_no_contract_in_force_then_not_computable(content: Json) -> None:
    assert ask("R063", content, population=USUAL).missing == ("/contracts",)


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    apart = PUBLISHED.joined([PUBLISHED.partial(part_of(*USUAL[:7])), PUBLISHED.partial(part_of(*USUAL[7:]))])
    whole = PUBLISHED.partial(part_of(*USUAL))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
