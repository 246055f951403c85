"""A mark of all rules with their parameters: another one means that answers are of other rules."""

from collections.abc import Sequence

import msgspec

from services.scoring.engine import Engine
from shared.facts import fact_id


def rules_of(engine: Engine) -> str:
    """The mark of the catalogue that this engine runs with."""
    told: Sequence[object] = [
        (one.id, one.version, one.statistic and one.statistic.version) for one in engine.indicators
    ]
    return fact_id(msgspec.json.encode((told, engine.parameters), order="deterministic").decode())
