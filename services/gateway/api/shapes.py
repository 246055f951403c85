"""Shapes of the REST interface that are not contracts between services."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.gateway.catalogue import CatalogueQuery
from services.gateway.indicator_words import INDICATOR_STAGES, UNITS
from services.gateway.labels import NOT_PROOF
from services.gateway.ports import IndexedTender, OrganisationProfile, Sort, TenderQuery
from shared.contracts.alert import Inbox
from shared.contracts.base import Contract, IndicatorId, Json, Money, Organisation, OrganisationId
from shared.contracts.community import Member
from shared.contracts.organisation import NetworkAround, Profile
from shared.contracts.risk import Flag, Score
from shared.contracts.tender import ProcessSummary, QualityIssue, Version

Item = TypeVar("Item")
MOST = 100
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
After = Annotated[str, StringConstraints(max_length=400, pattern=r"^[A-Za-z0-9_-]*$")]
_LARGEST = Decimal(10) ** 18


class ListOf(BaseModel, Generic[Item]):
    """One slice of a list."""

    items: list[Item]
    total: int
    """How many there are in all; at least so many when `more` is true."""
    next: str | None = None
    """Give it as `after` to get the next slice; null at the end."""
    more: bool = False


class Filters(BaseModel):
    """What a list of tenders is narrowed to. A parameter that is not listed here is an error."""

    model_config = ConfigDict(extra="forbid")

    words: Text | None = Field(default=None, description="All must occur; script, case and endings do not matter.")
    country: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    region: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        default=None, description="ISO 3166-2 code for Kyrgyzstan, such as `KG-GB`."
    )
    buyer: OrganisationId | None = None
    supplier: OrganisationId | None = None
    method: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        default=None, description="OCDS `procurementMethod`."
    )
    status: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        default=None, description="OCDS `tender.status`."
    )
    value_min: Annotated[Decimal, Field(ge=0, le=_LARGEST)] | None = None
    value_max: Annotated[Decimal, Field(ge=0, le=_LARGEST)] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "KGS"
    indicator: IndicatorId | None = Field(default=None, description="Only where this indicator is raised.")
    flagged: bool = Field(default=False, description="Only with at least one raised indicator.")
    sort: Sort = Sort.NEWEST
    limit: Annotated[int, Field(ge=1, le=MOST)] = 25
    after: After | None = None

    @model_validator(mode="after")
    def _range_in_order(self) -> "Filters":
        if self.value_min is not None and self.value_max is not None and self.value_min > self.value_max:
            raise ValueError("value_min must not be above value_max")
        return self

    def query(self) -> TenderQuery:
        """The question to the index."""
        return TenderQuery(**self.model_dump())


class IndicatorFilters(BaseModel):
    """What the catalogue of indicators is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    words: Text | None = Field(default=None, description="All must occur in title, explanation or an id.")
    stage: Annotated[str, StringConstraints(pattern=rf"^({'|'.join(INDICATOR_STAGES)})$")] | None = Field(
        default=None, description="Stage at which an indicator first has its data."
    )
    unit: Annotated[str, StringConstraints(pattern=rf"^({'|'.join(UNITS)})$")] | None = Field(
        default=None, description="What it is about."
    )
    country: Annotated[str, StringConstraints(pattern=r"^([a-z]{2}|any)$")] | None = Field(
        default=None, description="The country it is made for, or `any` for those made for no country in particular."
    )
    compares: bool | None = Field(
        default=None, description="Whether it compares a process with figures of all processes."
    )

    def query(self) -> CatalogueQuery:
        """The question to the catalogue."""
        return CatalogueQuery(**self.model_dump())


class OrganisationFilters(BaseModel):
    """What a list of buyers or suppliers is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    words: Text | None = Field(default=None, description="All must occur in the name.")
    limit: Annotated[int, Field(ge=1, le=MOST)] = 25
    after: After | None = None


class PlainPaging(BaseModel):
    """Which slice of a member's own list."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    after: Annotated[str, StringConstraints(max_length=400)] | None = None
    unread_only: bool = False


class TenderItem(ProcessSummary):
    """One contracting process as lists show it."""

    raised: list[IndicatorId] = []
    """Indicators raised now. A risk indicator, not proof."""
    suppliers: list[Organisation] = []
    deadline: datetime | None = None
    updated: datetime | None = None


class TenderList(ListOf[TenderItem]):
    """One slice of contracting processes, and what their raised indicators are not."""

    note: str = NOT_PROOF


class TenderDetail(TenderItem):
    """One contracting process whole."""

    source: str | None = None
    release: Json = None
    """The compiled release (OCDS 1.1), without data of natural persons such as contact points."""
    history: list[Version] = []
    bad_quality: list[str] = []
    issues: list[QualityIssue] = []
    """What is wrong in the publisher's data; it did not keep them out."""
    partial: bool = False
    """True when the service that keeps the release does not answer now, so that only the summary is here."""
    note: str = NOT_PROOF


class FlagList(ListOf[Flag]):
    """Every indicator's answer for one process."""

    score: Score
    note: str = NOT_PROOF


class OrganisationItem(BaseModel):
    """A buyer or supplier as lists show it."""

    id: OrganisationId
    name: str | None = None
    country: str | None = None
    region: str | None = None
    processes: int
    flagged: int
    """Processes with at least one raised indicator."""


class CountItem(BaseModel):
    """How many processes share one key."""

    key: str
    count: int


class PartnerItem(Organisation):
    """An organisation on the other side of awards."""

    count: int


class OrganisationDetail(OrganisationItem):
    """A buyer or supplier over all its processes."""

    totals: list[Money]
    methods: list[CountItem]
    years: list[CountItem]
    flags: list[CountItem]
    partners: list[PartnerItem]
    made_up: bool
    updated: datetime | None = None
    profile: Profile | None = None
    """Figures beside those of its peers, linked flags and the newest tenders with a flag; null while they cannot be
    told."""
    note: str = NOT_PROOF


class NotedNetwork(NetworkAround):
    """A network, and what it is not."""

    note: str = NOT_PROOF


class NotedInbox(Inbox):
    """A member's notifications, and what the risk indicators among them are not."""

    note: str = NOT_PROOF


class SessionState(Contract):
    """Who is signed in, and the token that requests with effects carry in `X-CSRF-Token`."""

    member: Member | None = None
    csrf: str


def tender_item(tender: IndexedTender) -> TenderItem:
    """A row of the index as the interface shows it."""
    return TenderItem.model_construct(**_fields(tender))


def tender_detail(tender: IndexedTender, **more: Any) -> TenderDetail:  # noqa: ANN401 - fields of the model
    """A process whole."""
    return TenderDetail.model_construct(**_fields(tender), **more)


def _fields(tender: IndexedTender) -> dict[str, Any]:
    return {
        **{name: getattr(tender.summary, name) for name in ProcessSummary.model_fields},
        "raised": list(tender.raised),
        "suppliers": list(tender.suppliers),
        "deadline": tender.deadline,
        "updated": tender.updated,
    }


def organisation_detail(profile: OrganisationProfile, note: str, figures: Profile | None = None) -> OrganisationDetail:
    """A profile as the interface shows it."""
    return OrganisationDetail(
        id=profile.organisation.id,
        name=profile.organisation.name,
        country=profile.country,
        region=profile.region,
        processes=profile.processes,
        flagged=profile.flagged,
        totals=list(profile.totals),
        methods=[CountItem(key=c.key, count=c.count) for c in profile.methods],
        years=[CountItem(key=c.key, count=c.count) for c in profile.years],
        flags=[CountItem(key=c.key, count=c.count) for c in profile.flags],
        partners=[PartnerItem(id=p.organisation.id, name=p.organisation.name, count=p.count) for p in profile.partners],
        made_up=profile.made_up,
        updated=profile.updated,
        profile=figures,
        note=note,
    )
