"""Settings that every service has, read from the environment; each default works with the embedded servers.

A service subclasses `ServiceSettings` with `model_config = service_config("<name>")`: its own settings are read from
`ACHYK_<NAME>_…`; those of this module also from plain `ACHYK_…`, so that one variable can serve all services.
"""

import os
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "ACHYK_"
NATS_PORT = 4223
MONGO_PORT = 27027
"""Ports of the embedded servers; not the usual ones, so that they meet no server that is already there."""


def service_config(name: str) -> SettingsConfigDict:
    """The settings source of one service: `ACHYK_<NAME>_…`."""
    return SettingsConfigDict(env_prefix=f"{PREFIX}{name.upper()}_", extra="ignore")


class ServiceSettings(BaseSettings):
    """Where the servers are and how the process reports about itself."""

    nats_url: str = f"nats://127.0.0.1:{NATS_PORT}"
    """One URL or several, separated by commas."""
    nats_user: str | None = None
    nats_password: str | None = Field(default=None, repr=False)
    mongo_url: str = Field(default=f"mongodb://127.0.0.1:{MONGO_PORT}/?replicaSet=rs0", repr=False)
    """A server or replica set; the database is `achyk_<service>` unless the URL names one."""
    public_url: str = "http://127.0.0.1:8000"
    """Where members reach the web pages: the beginning of every link in a letter or message."""
    data_dir: Path = Path("var")
    health_host: str = "127.0.0.1"
    health_port: int = 0
    """Port of `/health/live`, `/health/ready` and `/metrics`; 0 takes any free one."""
    log_level: str = "INFO"
    trace_ratio: float = Field(default=0.01, ge=0, le=1)
    """Share of traces that are recorded."""
    otlp_endpoint: str | None = None
    """OTLP/HTTP collector, e.g. http://localhost:4318/v1/traces."""
    trace_file: Path | None = None
    """Write spans as JSON lines to this file instead of, or beside, a collector."""
    drain_seconds: float = 20.0
    """How long a stopping process may finish what it has begun."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The service's own variables first, then the common `ACHYK_…` ones."""
        return init_settings, env_settings, CommonEnvironment(settings_cls)


class CommonEnvironment(PydanticBaseSettingsSource):
    """`ACHYK_<FIELD>` for the fields of `ServiceSettings`."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ANN401 - the base's signature
        """The raw value of one field, as the base class wants it."""
        return os.environ.get(PREFIX + field_name.upper()), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All common values that are set."""
        names = ((name, PREFIX + name.upper()) for name in ServiceSettings.model_fields)
        return {name: os.environ[variable] for name, variable in names if variable in os.environ}
