"""Settings of the gateway; the ones about the public port are also read from plain `ACHYK_…`."""

from pathlib import Path

from pydantic import AliasChoices, Field

from shared.settings import ServiceSettings, service_config


def _public(name: str) -> AliasChoices:
    """`ACHYK_GATEWAY_<NAME>`, else `ACHYK_<NAME>`."""
    return AliasChoices(f"ACHYK_GATEWAY_{name}", f"ACHYK_{name}")


class Settings(ServiceSettings):
    """How the gateway listens, whom it trusts and how much it lets one client do."""

    model_config = service_config("gateway") | {"populate_by_name": True}

    http_host: str = Field(default="127.0.0.1", validation_alias=_public("HTTP_HOST"))
    http_port: int = Field(default=8000, ge=0, le=65535, validation_alias=_public("HTTP_PORT"))
    """Port of pages, API and events; 0 takes any free one."""
    https: bool = False
    """True when visitors reach us over HTTPS (a proxy in front ends TLS): cookies are `Secure` and `__Host-`."""
    hsts_seconds: int = Field(default=0, ge=0)
    """`Strict-Transport-Security` for so many seconds; 0 sends none. Only together with `https`."""
    trusted_proxies: list[str] = []
    """Networks (CIDR) of proxies whose `X-Forwarded-For` is believed, as a JSON list."""
    secret: str | None = Field(default=None, repr=False)
    """Key of form tokens; without one a random key is made once and kept in the gateway's database."""
    mailbox_dir: Path | None = None
    """Where the embedded run's mail lies; shown on a page that exists only when this is set."""

    rate_factor: float = Field(default=1.0, ge=0)
    """Multiplies all rate limits; 0 switches them off."""
    body_limit: int = Field(default=256 * 1024, ge=1024)
    """Bytes of a request body."""
    upload_limit: int = Field(default=21 * 1024 * 1024, ge=1024)
    """Bytes of a member's form with a file: community takes files of at most 20 MB."""
    upload_seconds: float = Field(default=600.0, gt=0)
    """Longest time for a form with a file, which may come over a slow line."""
    tip_limit: int = Field(default=11 * 1024 * 1024, ge=1024)
    """Bytes of a tip with its files."""
    tip_seconds: float = Field(default=180.0, gt=0)
    """Longest time for sending one, over a slow line."""
    exit_url: str = Field(default="https://www.wikipedia.org/", pattern=r"^https://[^\s\"<>]+$")
    """Where *Exit this page* leads: a page that anybody may be looking at."""
    request_seconds: float = Field(default=15.0, gt=0)
    """Longest time for one request, `/events` apart."""
    max_connections: int = Field(default=2_000, ge=1)
    connections_each: int = Field(default=256, ge=1)
    """Open connections of one client; proxies in `trusted_proxies` may have any number."""
    head_seconds: float = Field(default=10.0, gt=0)
    """Longest time until the head of a request is there."""
    event_clients: int = Field(default=1_000, ge=1)
    """Open `/events` connections of this process."""
    event_clients_each: int = Field(default=20, ge=1)
    """Open `/events` connections of one client."""
    heartbeat_seconds: float = Field(default=15.0, gt=0)
    """Between signs of life on a quiet `/events` connection."""
    refresh_seconds: float = Field(default=1.0, gt=0)
    """How old the live numbers may be."""
