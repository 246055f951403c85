"""Indicators raised too often."""

from services.scoring.noise import noisy, share_raised


def test_given_too_few_processes_then_no_share() -> None:
    assert share_raised({"raised": 150, "clear": 49, "not_computable": 900}) is None
    assert share_raised({"raised": 150, "clear": 50}) == 0.75


def test_given_shares_then_only_those_above_the_set_one_are_told() -> None:
    rates = {
        "A01": {"raised": 60, "clear": 140},
        "A02": {"raised": 61, "clear": 139},
        "A03": {"raised": 199},
        "A04": {"raised": 200, "not_applicable": 5_000},
    }
    assert noisy(rates, ["A04", "A01", "A02", "A03", "A05"], 0.3) == {"A04": 1.0, "A02": 0.305}
