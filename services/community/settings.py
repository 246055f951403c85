"""Settings of community, read from `ACHYK_COMMUNITY_…`."""

from pydantic import Field

from shared.mail import MailSettings
from shared.settings import ServiceSettings, service_config


class Settings(ServiceSettings):
    """What an operator may change; each default works in the embedded run."""

    model_config = service_config("community")

    mail: MailSettings = Field(default_factory=MailSettings)
    """The mail server that letters about accounts go through, and from whom."""
    password_memory_kib: int = Field(default=65_536, ge=8_192)
    """Memory that one password hash takes (argon2id); RFC 9106 recommends 64 MiB."""
    password_passes: int = Field(default=3, ge=1, le=20)
    round_seconds: float = Field(default=10, gt=0)
    """How often each replica looks for what is due: reminders, deletions."""
    ledger_seed: str | None = Field(default=None, repr=False)
    """Seed of the key that signs the ledger: base64 of 32 random bytes. Without one a key is made once and kept in the
    database; another seed begins a new key, which the ledger announces."""
    secret: str | None = Field(default=None, min_length=32, repr=False)
    """Long random text from which the keys are made that seal the secrets of authenticators, hash recovery codes,
    seal the signatures of letters and make the links for their addressees; without one random keys are made once and
    kept in this service's database."""
    signature_days: int = Field(default=30, ge=1)
    """Days after the answer when the signatures of a letter are deleted."""
    reply_link_days: int = Field(default=90, ge=1, le=730)
    """How long an addressee can answer by the link of a letter."""
    sample_members: bool = False
    """Add the sample members of `seed.py`, whose password is public: only for a run that nobody else can reach."""
    tips_secret: str | None = Field(default=None, min_length=32, repr=False)
    """Keys the hashes of receipts, so that the database alone tells nothing; without one a random key is made once and
    kept in `data_dir`. Every replica needs the same, and losing it closes every receipt for ever."""
    tips_keep_days: int = Field(default=90, ge=1, le=3650)
    """A tip is deleted so many days after the last act on it."""
