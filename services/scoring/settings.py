"""Settings of scoring, read from `ACHYK_SCORING_…`."""

from typing import Any

from shared.settings import ServiceSettings, service_config


class Settings(ServiceSettings):
    """Beside the common settings: the parameters of indicators."""

    model_config = service_config("scoring")

    parameters: dict[str, dict[str, Any]] = {}
    """Parameters that replace the defaults, as JSON by indicator, e.g. `{"KG08": {"threshold": 25}}`."""
