"""Processes decided after so many days."""

from datetime import UTC, datetime, timedelta

from tests.unit.scoring.build import Json, award, kyrgyz, release

DEADLINE = datetime(2021, 3, 22, 4, tzinfo=UTC)


def decided(days: float | None, **tender: object) -> Json:
    """The winner was chosen `days` after the deadline; None for an award without a date."""
    date = {} if days is None else {"date": (DEADLINE + timedelta(days=days)).isoformat()}
    return release(kyrgyz(**tender), awards=[award("a1", "b1", "T1") | date])


def peers(*days: float) -> list[Json]:
    """A population with these decisions."""
    return [decided(day) | {"ocid": f"o-{number}"} for number, day in enumerate(days)]
