"""Texts that a member agrees to, by version and language."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from shared.contracts.base import Contract, Instant, Language


class ConsentText(StrEnum):
    """What is agreed to."""

    TERMS = "terms"
    PRIVACY = "privacy"


TextVersion = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}$")]
"""Versions are counted; the gateway keeps every text that was ever shown."""


class AgreedText(Contract):
    """A text as somebody saw it when they agreed."""

    text: ConsentText
    version: TextVersion
    language: Language


class Consent(AgreedText):
    """What a member agreed to, and when."""

    at: Instant
