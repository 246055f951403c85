"""Settings of scoring, read from `ACHYK_SCORING_…`."""

from typing import Any

from pydantic import Field

from shared.partitions import MOST
from shared.settings import ServiceSettings, service_config


class Settings(ServiceSettings):
    """Beside the common settings: the parameters of indicators."""

    model_config = service_config("scoring")

    parameters: dict[str, dict[str, Any]] = {}
    """Parameters that replace the defaults, as JSON by indicator, e.g. `{"KG08": {"threshold": 25}}`."""

    partitions: int = Field(default=1, ge=1, le=MOST)
    """In how many partitions tender events are read: as many replicas can work at the same time. `achyk topology apply`
    has to know the same number."""
    quiet_seconds: float = 2.0
    """Seconds without new processes after which the figures of all processes are computed anew."""
    figures_seconds: float = 600.0
    """Seconds after which they are computed anew at the latest while new processes keep coming in."""
    noisy_share: float = Field(default=0.3, gt=0, le=1)
    """An indicator raised on more than this share, of at least 200 computable processes, is told to operators."""
