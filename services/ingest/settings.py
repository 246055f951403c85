"""Settings of ingest, read from `ACHYK_INGEST_…`."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field

from shared.settings import ServiceSettings, service_config

Source = Literal["kyrgyzstan"]


class Settings(ServiceSettings):
    """What an operator may change; each default works in the embedded run."""

    model_config = service_config("ingest")

    follow: list[Source] = []
    """Sources that the running service follows, as JSON: `["kyrgyzstan"]`. None by default: the national API may be
    out of reach, and the embedded run shows made-up data."""
    poll_seconds: Annotated[float, Field(ge=1)] = 300
    """Pause between two looks at a followed source."""
    kyrgyzstan_url: AnyHttpUrl = AnyHttpUrl("http://ocds.zakupki.gov.kg/api/tendering")
    kyrgyzstan_since: datetime = datetime.fromisoformat("2000-01-01T00:00:00+06:00")
    """Where the first look begins, with its offset."""
    kyrgyzstan_page: Annotated[int, Field(ge=1, le=1000)] = 50
    """Releases asked for at once."""
    overlap_seconds: Annotated[float, Field(ge=0)] = 3600
    """How far back each look begins before the last one ended: the publisher's clock is a local one."""
    allow_private_addresses: bool = False
    """Whether sources may lie on this machine or in a private network; off, so that a link in a package cannot make
    the service ask its neighbours."""
    largest_download: Annotated[int, Field(ge=1)] = 8 * 1024**3
    """Bytes of one document, uncompressed."""
    timeout_seconds: Annotated[float, Field(gt=0)] = 60
    """How long a server may be silent."""
    attempts: Annotated[int, Field(ge=1, le=20)] = 6
    """How often a request is tried while the server is busy or away."""
    retry_seconds: Annotated[float, Field(ge=0)] = 1
    """First pause before a request is tried again; it doubles, and the server's `Retry-After` is heeded."""
