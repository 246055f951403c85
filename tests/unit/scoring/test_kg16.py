"""KG16: too large for a simplified purchase."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, kyrgyz, release


def lot(name: str, amount: float | None, status: str = "active", currency: str = "KGS") -> Json:
    return {"id": name, "status": status} | ({} if amount is None else {"value": som(amount, currency)})


def som(amount: float, currency: str = "KGS") -> Json:
    return {"amount": amount, "currency": currency}


def tender(*lots: Json, **more: object) -> Json:
    content = {"procurementMethodDetails": "simplicated", "statusDetails": "published", "lots": list(lots)} | more
    return release(kyrgyz(**content))


def test_given_lots_of_more_than_a_million_then_raised_with_the_sum_and_its_basis() -> None:
    answer = ask("KG16", tender(lot("L1", 750_000), lot("L2", 500_000)))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1_250_000, 1_000_000)
    assert [piece.value for piece in answer.evidence] == [750_000, 500_000]
    assert answer.lots == ["L1", "L2"]
    assert "not confirmed" in str(answer.parameters["basis"])


def test_given_exactly_a_million_then_clear() -> None:
    assert ask("KG16", tender(lot("L1", 1_000_000))).state is State.CLEAR


def test_given_a_lot_without_a_value_beside_too_large_ones_then_it_is_not_among_the_judged() -> None:
    answer = ask("KG16", tender(lot("L1", 750_000), lot("L2", None), lot("L3", 500_000)))
    assert (answer.state, answer.value) == (State.RAISED, 1_250_000)
    assert answer.lots == answer.judged == ["L1", "L3"]


def test_given_a_dead_lot_then_it_does_not_count() -> None:
    assert ask("KG16", tender(lot("L1", 750_000), lot("L2", 500_000, "cancelled"))).state is State.CLEAR


@pytest.mark.parametrize("day", ["2022-04-14", "2025-01-01"])
def test_given_the_law_of_2022_then_no_ceiling_is_on_record(day: str) -> None:
    content = tender(lot("L1", 9_000_000), datePublished=f"{day}T06:00:00Z")
    assert ask("KG16", content).missing == (Missing.THRESHOLD,)


def test_given_the_last_day_of_the_old_law_then_raised() -> None:
    content = tender(lot("L1", 9_000_000), datePublished="2022-04-13T17:59:00Z")
    assert ask("KG16", content).state is State.RAISED


def test_given_a_ceiling_of_the_installation_then_it_decides() -> None:
    rows = [{"amount": 3_000_000, "basis": "Decree", "since": "2022-04-14"}]
    content = tender(lot("L1", 9_000_000), datePublished="2023-01-01T06:00:00Z")
    assert ask("KG16", content, ceilings=rows).parameters == {"ceiling": 3_000_000, "basis": "Decree"}


def test_given_a_lot_without_a_value_then_only_what_is_known_to_be_too_much_is_raised() -> None:
    assert ask("KG16", tender(lot("L1", 600_000), lot("L2", None))).missing == ("/tender/lots/value/amount",)
    assert ask("KG16", tender(lot("L1", 1_600_000), lot("L2", None))).state is State.RAISED


def test_given_one_lot_without_a_value_then_the_tenders_stands_for_it() -> None:
    assert ask("KG16", tender(lot("L1", 0), value=som(1_500_000))).state is State.RAISED


def test_given_another_currency_then_it_is_not_added() -> None:
    content = tender(lot("L1", 5_000_000, currency="RUB"), lot("L2", 10))
    assert ask("KG16", content).missing == ("/tender/lots/value/amount",)


def test_given_no_live_lot_then_there_is_nothing_to_judge() -> None:
    answer = ask("KG16", tender(lot("L1", 5_000_000, "cancelled")))
    assert (answer.state, answer.keeps) == (State.NOT_APPLICABLE, True)


def test_given_no_date_then_not_computable() -> None:
    assert ask("KG16", tender(lot("L1", 5_000_000), datePublished=None)).missing == ("/tender/datePublished",)


def test_given_another_method_or_stage_then_not_judged() -> None:
    assert ask("KG16", tender(lot("L1", 5e6), procurementMethodDetails="oneStage")).state is State.NOT_APPLICABLE
    assert ask("KG16", tender(lot("L1", 5e6), statusDetails="bidsOpened")).missing == (Missing.STAGE,)


def test_given_senseless_ceilings_then_refused() -> None:
    with pytest.raises(ValueError, match="basis"):
        ask("KG16", tender(lot("L1", 5e6)), ceilings=[{"amount": 1}])
