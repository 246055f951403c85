"""What the pages need from the rest of the gateway: the seam between showing and knowing.

Pages are written against these shapes only. `services/gateway/store.py` answers `Index`, the bus answers `Ask`, and
`services/gateway/web.py` gives each request a `Web` by its dependency `async def web(request: Request) -> Web`.

The application keeps one `rendering.Renderer` in `app.state.renderer` (templates, catalogues and hashed assets, loaded
once at start), mounts its `assets.app` at `/static`, includes `pages.router` (all pages, under `/{ky|ru|en}/…`, and
`/`) and answers what went wrong with `pages.errors.page(request, status)` for addresses that are not the API's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.catalogue import KeptCatalogue
from shared.contracts.base import IndicatorId, Language, Money, Ocid, Organisation, OrganisationId
from shared.contracts.community import Member, Session
from shared.contracts.tender import ProcessSummary, Reference

Answer = TypeVar("Answer", bound=BaseModel)
CSRF_FIELD = "csrf_token"
"""Name of the hidden field that every form carries."""
LANGUAGE_COOKIE = "achyk_language"
NUMBERS_EVENT = "numbers"
"""SSE event of `/events` that carries `LiveNumbers` as JSON: at least `processes`, `flagged`, `raised`, `buyers`."""


class Sort(StrEnum):
    """Order of a list of tenders."""

    NEWEST = "newest"
    """By date of publication; processes without one come last."""
    VALUE = "value"
    """Largest value first."""
    FLAGS = "flags"
    """Most raised flags first."""
    CLOSING = "closing"
    """Open tenders whose deadline comes next, first; the others after them."""


@dataclass(frozen=True, slots=True)
class TenderQuery:
    """What a list of tenders is narrowed to; a field that is None narrows nothing."""

    words: str | None = None
    """All must occur in title, description, items or buyer's name; folded for script, case and endings."""
    country: str | None = None
    region: str | None = None
    buyer: OrganisationId | None = None
    supplier: OrganisationId | None = None
    method: str | None = None
    """OCDS `procurementMethod`."""
    status: str | None = None
    """OCDS `tender.status`."""
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    currency: str = "KGS"
    """Currency of the value range; values in another currency do not match a range."""
    indicator: IndicatorId | None = None
    """Only processes where this indicator is raised."""
    flagged: bool = False
    """Only processes with at least one raised flag."""
    sort: Sort = Sort.NEWEST
    limit: int = 25
    after: str | None = None
    """The opaque `next` of the previous answer."""


@dataclass(frozen=True, slots=True)
class IndexedTender:
    """One contracting process as lists show it."""

    summary: ProcessSummary
    raised: tuple[IndicatorId, ...] = ()
    """Indicators that are raised now, in order of their id."""
    suppliers: tuple[Organisation, ...] = ()
    """Suppliers of active awards and of contracts."""
    deadline: datetime | None = None
    """`tender.tenderPeriod.endDate`."""
    updated: datetime | None = None
    """When the last event about it was taken in."""


@dataclass(frozen=True, slots=True)
class TenderPage:
    """One slice of a list."""

    items: tuple[IndexedTender, ...]
    total: int
    next: str | None = None
    more: bool = False
    """True when there are more than `total`: beyond some thousands nobody counts."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many processes share one key, such as a method, a year or an indicator."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation on the other side of this one's awards."""

    organisation: Organisation
    count: int
    """Processes they share."""


@dataclass(frozen=True, slots=True)
class OrganisationProfile:
    """A buyer or supplier over all its contracting processes."""

    organisation: Organisation
    country: str | None
    region: str | None
    processes: int
    totals: tuple[Money, ...]
    """For a buyer the value of its tenders, for a supplier that of its awards; one sum per currency."""
    methods: tuple[Count, ...]
    """By OCDS `procurementMethod` (`""` when absent), most frequent first."""
    years: tuple[Count, ...]
    """By year of publication in Bishkek (`""` when absent), oldest first."""
    flags: tuple[Count, ...]
    """Raised flags by indicator, most frequent first."""
    flagged: int
    """Processes with at least one raised flag."""
    partners: tuple[Partner, ...] = ()
    """At most ten, most frequent first."""
    made_up: bool = False
    """True when any of the processes is generated sample data."""
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class LiveNumbers:
    """The few numbers of the home page."""

    processes: int
    flagged: int
    """Processes with at least one raised flag."""
    raised: int
    """Raised flags over all processes."""
    buyers: int
    oldest: datetime | None = None
    newest: datetime | None = None
    """First and last date of publication among the processes."""
    updated: datetime | None = None
    """When the last event was taken in."""
    made_up: int = 0
    """Processes that are generated sample data."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be chosen in the filters, because at least one process has it; sorted by key."""

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()


class Index(Protocol):
    """The gateway's read model: lists, search and profiles."""

    async def search(self, query: TenderQuery) -> TenderPage:
        """One slice of the processes that match; an unreadable `after` starts from the beginning."""
        ...

    async def tender(self, ocid: Ocid) -> IndexedTender | None:
        """One process as lists show it."""
        ...

    async def buyer(self, id: OrganisationId) -> OrganisationProfile | None:  # noqa: A002 - the field's own word
        """A buyer over all its processes."""
        ...

    async def supplier(self, id: OrganisationId) -> OrganisationProfile | None:  # noqa: A002 - the field's own word
        """A supplier over all processes where it holds an award or a contract."""
        ...

    async def suppliers_there(self, ids: Sequence[OrganisationId]) -> set[OrganisationId]:
        """Which of these have a page as suppliers; firms that only bid have none."""
        ...

    async def live_numbers(self) -> LiveNumbers:
        """The numbers of the home page, at most a few seconds old."""
        ...

    async def facets(self) -> Facets:
        """Values that filters can offer, at most a minute old."""
        ...


class Bodies(Protocol):
    """Bodies too large for one message."""

    async def get(self, reference: Reference) -> bytes:
        """The stored bytes; raises `Refused` or `Unavailable`."""
        ...


class Ask(Protocol):
    """The part of the bus that pages use."""

    @property
    def objects(self) -> Bodies:
        """The object store."""
        ...

    async def ask(self, subject: str, question: BaseModel, answer_type: type[Answer], timeout: float = 2.0) -> Answer:  # noqa: ASYNC109 - the bus's own signature
        """One question to another service; raises `Refused` or `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the page, and in which language."""

    language: Language
    path: str
    """Path of this request without its language prefix, with the query string: `/search?words=…`."""
    csrf: str
    """Goes into the hidden field `CSRF_FIELD` of every form."""
    member: Member | None = None
    unread: int | None = None
    """Unread notifications of the member; None when signed out or unknown."""


class Web(Protocol):
    """What one request of a page can use; `services/gateway/web.py` gives it by the dependency `web`."""

    @property
    def index(self) -> Index:
        """The read model."""
        ...

    @property
    def bus(self) -> Ask:
        """Questions to the other services."""
        ...

    @property
    def catalogue(self) -> KeptCatalogue:
        """The indicators, kept for a moment."""
        ...

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        ...

    @property
    def token(self) -> str | None:
        """The session token from the cookie, for the requests of community that need it."""
        ...

    @property
    def client(self) -> str:
        """Keyed hash of where the request comes from, so that community can count one client's tries apart."""
        ...

    @property
    def browser(self) -> str:
        """The value by which a member's account knows this browser again."""
        ...

    @property
    def mailbox_dir(self) -> Path | None:
        """Where the embedded run's mail lies; None everywhere else."""
        ...

    async def form(self, request: Request, files: int = 0) -> FormData:
        """The fields of a posted form with at most `files` files, after its CSRF token was checked.

        Raises `starlette.exceptions.HTTPException(403)` when the token is missing or wrong.
        """
        ...

    def render(self, request: Request, template: str, *, status: int = 200, **context: object) -> Response:
        """A page: `services.gateway.rendering.Renderer` with this viewer, plus the headers of a page."""
        ...

    def keep_session(self, response: Response, session: Session) -> None:
        """Set the session cookie after a sign-in."""
        ...

    def drop_session(self, response: Response) -> None:
        """Delete the session cookie."""
        ...
