"""What every contract shares: the model base, typed identifiers, money and languages."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.language import Language as Language

Ocid = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""Identifier of a contracting process, e.g. `ocds-h7i0z4-123456`."""
OrganisationId = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""`<scheme>-<id>`, e.g. `KG-INN-01234567890123`; without a scheme it is namespaced with the ocid."""
MemberId = Annotated[str, StringConstraints(pattern=r"^m_[0-9a-f]{24}$")]
SearchId = Annotated[str, StringConstraints(pattern=r"^s_[0-9a-f]{24}$")]
NotificationId = Annotated[str, StringConstraints(pattern=r"^n_[0-9a-f]{32}$")]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}[0-9]{2,3}$")]
"""OCP's `R003` … `R073`, Kyrgyz official flags as `KG07`."""


class Contract(BaseModel):
    """Base of every event and request: unknown fields are ignored, so that additive changes harm nobody."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Texts(Contract):
    """One sentence or paragraph in the three languages."""

    ky: str
    ru: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in `language`."""
        text: str = getattr(self, language.value)
        return text


class Money(Contract):
    """An amount in one currency; amounts in different currencies are never added."""

    amount: Decimal
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Organisation(Contract):
    """A buyer, procuring entity, tenderer or supplier as it is referred to."""

    id: OrganisationId
    name: str | None = None


class Page(Contract):
    """Which slice of a list is asked for; `after` is the opaque `next` of the previous answer."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: str | None = None


Json = Any
"""Any JSON value; used only where a publisher's own data pass through untouched."""

Instant = AwareDatetime
"""A moment with its offset; kept in UTC."""
