"""Context `risk`: what scoring knows of buyers and suppliers as a whole, and who bids against whom.

Figures are computed over all processes on a schedule; `figures` names the version. Money is never added up across
currencies. A flag is a risk indicator, not proof; so is company in a network.
"""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Contract, IndicatorId, Ocid, Organisation, OrganisationId
from shared.contracts.risk import RankedProcess


class OrganisationRole(StrEnum):
    """From which side an organisation is looked at."""

    BUYER = "buyer"
    SUPPLIER = "supplier"


class AskProfile(Contract):
    """`ask.scoring.profile`: what an organisation does as a whole, beside its peers."""

    organisation: OrganisationId
    role: OrganisationRole
    country: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """ISO 3166-1 alpha-2 in lower case; without it the country where it has most processes."""


class Compared(Contract):
    """A figure of an organisation with the median of its peers: those of the same role and country."""

    own: float | None = None
    """None when the data do not tell."""
    usual: float | None = None
    """The median; None when there are fewer than five peers with at least five processes (awards) each."""
    peers: int = 0
    """How many organisations the median is of, or would be."""


class YearSum(Contract):
    """Awards of one calendar year in Bishkek."""

    year: int | None = None
    """None when no date is known."""
    amount: Decimal
    awards: int


class Counterparty(Contract):
    """Whom an organisation buys from, or sells to."""

    organisation: Organisation | None = None
    """None for firms that won together: they count as one."""
    amount: Decimal
    awards: int
    share: float
    """Of all the money in this currency, awards that name nobody included."""


class Purse(Contract):
    """All awards in one currency."""

    currency: str
    amount: Compared
    years: list[YearSum]
    counterparties: Compared
    concentration: Compared
    """Sum of the squared shares of counterparties: 1 when there is one."""
    top: list[Counterparty]
    """The largest ten."""
    unnamed: int
    """Awards that name nobody: in the sums, and for no counterparty."""


class OrganisationFigures(Contract):
    """Counted over all processes that were not cancelled; what each figure leaves out stands beside it."""

    processes: Compared
    """A buyer's processes; of a supplier those it won."""
    competitive: Compared
    """Share with competition among the processes whose method is known."""
    known_methods: int
    """Processes whose method is known."""
    single_bid: Compared
    """Share of lots with one bidder among the competitive lots whose number of bidders is known."""
    lots: int
    """Competitive lots whose number of bidders is known."""
    bidders: list[int]
    """Of these, lots with one, two, three, four, and five or more bidders."""
    awards: int
    unpriced: int
    """Awards without a value in a currency: in no sum."""
    purses: list[Purse]
    """One per currency, those with most awards first; at most ten."""
    further_currencies: int = 0
    """Currencies beyond those."""


class LinkedFlag(Contract):
    """A flag about organisations and relations that is raised on processes of this one."""

    indicator: IndicatorId
    processes: int
    """Among its newest 2,000 processes with such a flag."""
    evidence: int
    """Values quoted on the newest hundred of them."""
    naming: int
    """How many of that hundred quote this organisation. Another firm of the process may be meant; nor do all
    indicators quote organisations."""
    newest: list[Ocid]
    """At most three processes to look at."""


class Profile(Contract):
    """Answer to `AskProfile`."""

    organisation: Organisation
    role: OrganisationRole
    country: str | None = None
    figures_version: str = ""
    """Empty when no figures have been computed yet."""
    figures: OrganisationFigures | None = None
    """None when there are none yet, or when it did nothing in this role that counts."""
    linked: list[LinkedFlag] = []
    """In the order of the catalogue. Processes of a supplier are those it won."""
    raised: list[RankedProcess] = []
    """Its newest ten processes in which anything is raised."""


class AskNetwork(Contract):
    """`ask.scoring.network`: firms around a supplier that bid for the same lots, or among the suppliers of a buyer."""

    organisation: OrganisationId
    role: OrganisationRole = OrganisationRole.SUPPLIER
    country: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """As in `AskProfile`."""
    depth: int = Field(default=1, ge=1, le=2)
    """2: also whom those meet. Of a buyer it changes nothing."""
    limit: int = Field(default=25, ge=1, le=100)
    """Firms at most, those met most often (of a buyer: awarded most often) first."""


class NetworkNode(Contract):
    """One firm."""

    organisation: Organisation
    distance: int
    """0 for the supplier asked about; suppliers of a buyer are at 1."""
    lots: int = 0
    """Lots it bid for in the open, in a bid of its own."""
    wins: int = 0
    """Those of them it won."""
    community: int | None = None
    """Number of the group of firms that often keep each other's company, in its country; None when it is in none."""
    awards: int | None = None
    """Awards by the buyer asked about."""


class NetworkEdge(Contract):
    """Two firms that bid for the same lots."""

    a: OrganisationId
    b: OrganisationId
    meetings: int
    """Lots both bid for."""
    decided: int
    """Those of them that were awarded."""
    wins_a: int
    wins_b: int
    overlap: float
    """Meetings as a share of the lots of either (Jaccard)."""


class NetworkAround(Contract):
    """Answer to `AskNetwork`. Firms meet in ordinary competition, too: company is no sign of collusion by itself."""

    organisation: Organisation
    role: OrganisationRole
    country: str | None = None
    figures_version: str = ""
    """Empty when no figures have been computed yet; there are no nodes then."""
    nodes: list[NetworkNode] = []
    edges: list[NetworkEdge] = []
    """Those with most meetings first, at most 500."""
    whole: bool = True
    """False when there are more firms or edges than told."""
