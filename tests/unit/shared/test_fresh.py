"""What a process has just committed: handed to its relay once, in order, and never too much of it."""

import pytest

from shared.fresh import Fresh
from tests.integration.shared.facts import fact


def test_rows_are_taken_once_and_in_the_order_of_their_commits() -> None:
    fresh = Fresh()
    for number in range(4):
        fresh.add(number, [fact(number), fact(10 + number)])
    assert fresh.take(3, but=())[0] == [0, 1]
    assert fresh.take(100, but=[2])[0] == [3]
    assert fresh.take(100, but=()) == ([], [])


def test_rows_that_were_found_in_the_outbox_are_not_taken_again() -> None:
    fresh = Fresh()
    fresh.add(1, [fact(1)])
    fresh.forget([1, 2])
    assert fresh.take(1, but=()) == ([], [])


def test_too_many_facts_are_let_go_and_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.fresh.LIMIT", 2)
    fresh = Fresh()
    fresh.add(1, [fact(1), fact(2)])
    assert not fresh.lost
    fresh.add(2, [fact(3)])
    assert fresh.lost
    assert fresh.take(10, but=()) == ([], [])
    fresh.add(3, [fact(4)])
    assert fresh.take(10, but=())[0] == [3]
    fresh.found_all()
    assert not fresh.lost


def test_too_many_bytes_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.fresh.LIMIT_BYTES", 10)
    fresh = Fresh()
    fresh.add(1, [fact(1)])
    fresh.add(2, [fact(2)])
    assert fresh.lost
