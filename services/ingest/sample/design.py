"""What one made-up contracting process will be: its method, lots, bids, stages and the pattern planted in it.

A design is drawn before anything is written, and what scoring should find follows from the design, not from the data:
a mistake in either shows as a difference.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

from services.ingest.sample.words import Good


class Plant(Enum):
    """A pattern planted in a process; the value is the risk indicators it must raise."""

    NOTHING = frozenset[str]()  # an empty tuple loses its value on Python 3.11.2
    # --- in one competitive process
    SHORT_PERIOD = ("R003",)
    SINGLE_BID = ("R018",)
    SHORT_AND_SINGLE = ("R003", "R018")
    SAME_PRICE = ("R024", "R028")  # no gap is smaller than none
    OTHERS_DISQUALIFIED = ("R035",)
    LOWEST_DISQUALIFIED = ("R036",)
    CHEAPER_ONES_DISQUALIFIED = ("R035", "R036")  # all but the winner, the lowest among them
    WIDE_PRICES = ("KG07",)
    CONVENTIONAL_UNITS = ("KG10",)
    CONVENTIONAL_UNDOCUMENTED = ("KG09", "KG10")
    CLOSE_PRICE = ("R024",)
    DISCOUNT = ("R058",)
    LONELY_LOW_PRICE = ("KG07", "R022", "R058")  # the lowest lies far below all others, and wins
    EQUAL_STEPS = ("R023",)
    AT_ESTIMATE = ("R031",)
    LATE_BID = ("R030",)
    COMPLAINED = ("R020",)
    UNANSWERED = ("R039",)
    RIVALS_AT_ONE_ADDRESS = ("R044",)
    NEIGHBOUR_OF_BUYER = ("R043",)
    CONTRACT_GREW = ("R059",)
    SLOW_CONTRACT = ("R060",)
    QUICK_DECISION = ("R061",)
    SLOW_DECISION = ("R062",)
    MIXED_LETTERS = ("TX01",)
    BRAND = ("TX02",)
    EMPTY_TERMS = ("KG05",)
    FEW_REQUIREMENTS = ("KG12",)
    HUGE_VALUE = ("R016",)
    HIGH_PRICE = ("PR01", "R017")
    # --- in one purchase from a single source
    NO_REASON = ("R010",)
    ADDS_TO_NOTHING = ("KG02",)
    ADDS_MUCH = ("KG15",)
    NEVER_FAILED = ("KG18",)
    # --- over several processes of organisations that do nothing else
    SINGLE_BID_BUYER = ("R018", "KG08")
    DIRECT_BUYER = ("R013",)
    FAVOURITE = ("R040",)
    LOYAL_LOSER = ("R053",)
    RING = ("R034", "R057")
    STRICT_BUYER = ("R038",)
    BELOW_LIMIT = ("R049", "R055")
    SPLIT = ("R011",)
    NEAR_LIMIT_BUYER = ("R002",)
    GREW_FAST = ("R052",)
    CAPTIVE = ("KG14",)
    AFTER_CANCELLATION = ("KG04",)
    ADDED_TWICE = ("KG03",)
    MARKET_HOLDER = ("R050", "R051")
    HELD_MARKET = ("R051",)


class Kind(Enum):
    """How the purchase is made: (OCDS method, the portal's own word, competitive for the official flags)."""

    ONE_STAGE = ("open", "oneStage", True)
    SIMPLIFIED = ("open", "simplicated", True)
    PRICE_REDUCTION = ("open", "downgrade", True)
    TWO_STAGE = ("selective", "twostage", False)
    QUOTATIONS = ("open", "requestForQuotation", False)
    SINGLE_SOURCE = ("selective", "singleSource", False)
    DIRECT = ("direct", "contract-based", False)
    """A contract without announcement; its ocid says `contract-based` too."""

    @property
    def competitive(self) -> bool:
        """True for the methods the official flags call competitive."""
        return self.value[2]


class Stage(Enum):
    """A moment at which the portal exported the process anew; the value is the portal's `statusDetails`."""

    PUBLISHED = "published"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    OPENED = "bidsOpened"
    UNSUCCESSFUL = "unsuccessful"
    EVALUATED = "evaluationComplete"
    SIGNED = "contractSigned"


class Fault(StrEnum):
    """What is broken in a dirty process; the comment says what a reader must make of it."""

    BROKEN_DATE = "broken_date"  # the end of the tender period is no date: nothing may be concluded from it
    STRING_AMOUNT = "string_amount"  # the tender value is text: a strict decimal may be read, else it is left out
    LOST_BIDS = "lost_bids"  # a later export lost the bids: it must be refused and the earlier content stay
    NO_OCID = "no_ocid"  # a release that belongs to no process
    TRUNCATED_LINE = "truncated_line"  # the line breaks off; the lines around it are whole


_FIRST = ("R002", "R003", "R010", "R011", "R013", "R016", "R051", "PR01", "TX01", "TX02")
_ALSO_FIRST = ("KG02", "KG03", "KG04", "KG05", "KG09", "KG10", "KG12", "KG15", "KG18")
_OPENED = ("R018", "R020", "R022", "R023", "R028", "R034", "R038", "R039", "R043", "R044", "R053", "R057")
_EVALUATED = ("R017", "R024", "R030", "R031", "R035", "R036", "R040", "R049", "R050", "R052", "R055", "R058")
VISIBLE_AT = {
    **dict.fromkeys((*_FIRST, *_ALSO_FIRST), Stage.PUBLISHED),
    **dict.fromkeys((*_OPENED, "KG07", "KG08"), Stage.OPENED),
    **dict.fromkeys((*_EVALUATED, "R061", "R062"), Stage.EVALUATED),
    **dict.fromkeys(("R059", "R060", "KG14"), Stage.SIGNED),
}
"""The stage at which an indicator first has its data; a process that stops earlier must not raise it."""
ONLY_THEN = frozenset({"KG05", "KG07", "KG09", "KG10", "KG12"})
"""Official flags that look at that stage alone."""
CONSEQUENCE = "KG06"
"""Fewer bidders than is usual in the class and region: what lots with one bid are too, where others are many."""
INDICATORS = tuple(sorted({*VISIBLE_AT, CONSEQUENCE}))
"""The indicators the truth file speaks about; about any other it says nothing."""
VOLUME = {
    **dict.fromkeys(("R022", "R024", "R052", "R058", "R061"), 300),
    **dict.fromkeys(("R039", "R010", "R062"), 900),
    **dict.fromkeys(("R013", "R038", "R040"), 1_500),
    **dict.fromkeys(("R016", "R017", "PR01"), 4_000),
    "R002": 6_000,
}
"""Processes a sample must have before these have enough peers everywhere; in a smaller one they may be raised."""
POPULATION = frozenset(
    {
        *VOLUME,
        *("KG02", "KG03", "KG04", "KG08", "KG14", "KG15", "KG18", "R011", "R034", "R049", "R050", "R051", "R053"),
        *("R055", "R057"),
    }
)
"""Indicators that look at other processes too: nothing can be said about them where each process comes but once."""


@dataclass(slots=True)
class Bid:
    """One tenderer's offer: amounts in whole KGS by lot index, and the lots it was disqualified for."""

    firm: int
    amounts: dict[int, int]
    disqualified: frozenset[int] = frozenset()
    currency: str = "KGS"


@dataclass(slots=True)
class Item:
    """Something bought in a lot; `price` is whole KGS per unit."""

    good: Good
    unit: str
    quantity: int
    price: int


@dataclass(slots=True)
class Lot:
    """One lot with its items; its value is their sum."""

    items: list[Item]

    @property
    def value(self) -> int:
        """Expected value in whole KGS."""
        return sum(item.quantity * item.price for item in self.items)


@dataclass(slots=True)
class Design:
    """One contracting process from publication to signature. Days count from the first day of the sample."""

    number: int
    kind: Kind
    plant: Plant
    buyer: int
    day: int
    minute: int
    days_to_submit: int
    lots: list[Lot]
    bids: list[Bid]
    stages: list[tuple[int, Stage]]
    """(day of export, stage), in order."""
    kyrgyz_title: bool
    chance: float
    """One more draw in [0, 1) that decides the small peculiarities of its export."""
    reason: str | None = None
    prior: int | None = None
    """Number of the earlier process it follows, if any."""
    fault: Fault | None = None
    organisations: tuple[str, ...] = ()
    """Whom a pattern over several processes is about, by id."""

    @property
    def documented(self) -> bool:
        """Whether a document is tied to its first item."""
        if self.plant is Plant.CONVENTIONAL_UNITS and self.kind is Kind.SIMPLIFIED:
            return True
        return self.plant is not Plant.CONVENTIONAL_UNDOCUMENTED and int(self.chance * 1000) % 5 == 1
