"""Settings of alerts, read from `ACHYK_ALERTS_…`; the mail server from `ACHYK_MAIL_…`."""

from pydantic import Field

from shared.mail import MailSettings
from shared.settings import ServiceSettings, service_config


class Settings(ServiceSettings):
    """What an operator may change; each default works in the embedded run."""

    model_config = service_config("alerts")

    mail: MailSettings = Field(default_factory=MailSettings)
    """The mail server that notifications go through, and from whom."""
    searches_per_member: int = Field(default=100, ge=1)
    allow_private_webhooks: bool = False
    """Let webhooks reach private addresses: only for tests and closed deployments."""
    webhook_seconds: float = Field(default=15, gt=0)
    """How long a member's server may take to answer."""
    webhook_failing_days: float = Field(default=3, ge=0)
    """A webhook that failed for so long without one success is switched off, and its owner sees why."""
    sending_seconds: float = Field(default=90, gt=0)
    """A delivery that was begun and not finished for so long was left by a process that died; it is tried again."""
    sweep_seconds: float = Field(default=2, gt=0)
    """How often deliveries that are due for another try are looked for."""
