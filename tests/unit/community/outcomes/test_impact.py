"""The figures of impact: what is never added, what is left out, what silence does to a median."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.outcomes.impact import (
    LEAST,
    LetterRecord,
    OutcomeRecord,
    Records,
    answer_time,
    figures,
    median_of_waiting,
    money,
    on_time,
)
from services.community.outcomes.outcome import require_sound
from shared.contracts.base import Money
from shared.contracts.outcome import Attribution, MoneyKind, OutcomeFields, OutcomeKind, OutcomeMoney
from shared.errors import Refused

TODAY = date(2026, 11, 27)
AMOUNTS = st.integers(1, 10**9)
LINES = st.builds(
    lambda kind, amount, currency, contract: OutcomeMoney(
        kind=kind,
        amount=Money(amount=Decimal(amount), currency=currency),
        method="Before minus after.",
        contract=contract,
    ),
    st.sampled_from(MoneyKind),
    AMOUNTS,
    st.sampled_from(["KGS", "USD"]),
    st.sampled_from(["c1", "c2", "c3"]),
)


def outcome(lines: list[OutcomeMoney], **changed: Any) -> OutcomeFields:
    fields: dict[str, Any] = {
        "kind": OutcomeKind.MONEY_RETURNED,
        "day": date(2026, 11, 1),
        "words": "The money came back.",
        "proof": "Payment order 12 of 1 November 2026",
        "attribution": Attribution.CONTRIBUTED,
        "money": lines,
    }
    return OutcomeFields(**fields | changed)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), LINES, st.sampled_from(Attribution)), max_size=20))
def test_given_any_money_then_kinds_currencies_and_attributions_stay_apart_and_a_contract_counts_once(
    found: list[tuple[str, OutcomeMoney, Attribution]],
) -> None:
    records = [OutcomeRecord(case, outcome([line], attribution=by)) for case, line, by in found]
    shown = money(records)
    assert sum(figure.n for figure in shown) == len({(line.kind, line.contract) for _, line, _ in found})
    for figure in shown:
        assert figure.amount
        assert figure.code in {"F1", "F2", "F3"}
        assert figure.value is None, "an amount is not a number without its currency"
    keys = [(figure.code, figure.part, figure.amount.currency) for figure in shown if figure.amount]
    assert len(set(keys)) == len(keys)


def letter(waited: int, *, answered: bool, due: int = 14) -> LetterRecord:
    sent = TODAY - timedelta(days=waited)
    return LetterRecord(
        "appeal", sent, sent + timedelta(days=due), sent + timedelta(days=waited) if answered else None, waited
    )


def test_given_letters_that_nobody_answered_then_the_median_does_not_look_quicker() -> None:
    quick = [letter(3, answered=True)] * 5
    silent = [letter(40, answered=False)] * 6
    assert answer_time(quick * 2).value == 3
    assert answer_time([*quick, *silent]).value is None, "more than half are still waiting"


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=40))
def test_given_any_waiting_then_a_longer_wait_of_the_unanswered_never_makes_the_median_shorter(
    days: list[tuple[int, bool]],
) -> None:
    longer = [(day if done else day + 30, done) for day, done in days]
    before, after = median_of_waiting(days), median_of_waiting(longer)
    assert before is None or after is None or after >= before
    assert before is None or any(done and day == before for day, done in days), "a median is a day of an answer"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_given_that_all_were_answered_then_it_is_the_lower_median(days: list[int]) -> None:
    assert median_of_waiting([(day, True) for day in days]) == sorted(days)[(len(days) - 1) // 2]


def test_given_letters_not_due_yet_then_they_are_left_out_of_the_share() -> None:
    not_due = [letter(1, answered=False)] * 50
    due = [letter(20, answered=False)] * LEAST
    shown = on_time([*not_due, *due], TODAY)
    assert (shown.value, shown.n) == (0, LEAST)


def test_given_too_few_records_then_a_share_is_not_shown_and_not_zero() -> None:
    shown = on_time([letter(20, answered=True)] * (LEAST - 1), TODAY)
    assert shown.value is None
    assert shown.n == LEAST - 1


def test_given_no_records_at_all_then_every_figure_says_so() -> None:
    empty = Records(0, 0, 0, frozenset(), [], [], 0, 0, 0)
    for figure in figures(empty, TODAY):
        assert figure.n == 0
        assert figure.value in (None, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"day": TODAY + timedelta(days=1)},
        {"kind": OutcomeKind.PRICE_CUT},
        {"money": [], "kind": OutcomeKind.PRICE_CUT, "day": TODAY + timedelta(days=9)},
    ],
)
def test_given_what_cannot_be_true_then_it_is_refused(changed: dict[str, Any]) -> None:
    recovered = OutcomeMoney(
        kind=MoneyKind.RECOVERED, amount=Money(amount=Decimal(5), currency="KGS"), method="Bank statement."
    )
    with pytest.raises(Refused, match="invalid"):
        require_sound(outcome([recovered], **changed), TODAY)
    require_sound(outcome([recovered]), TODAY)
