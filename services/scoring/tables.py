"""The tables of a part: what is known of each contracting process, lot, bid, award and so on.

One table per kind of thing, one row per thing, one array per property. Every text is a token (`tokens`); amounts are
in the published currency, NaN when absent, zero, negative or absurd; moments are seconds since 1970 UTC, NaN when
absent. Rows are ordered by the process they belong to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Bools, Floats, Rows
from services.scoring.tokens import Tokens

Counts = NDArray[np.int32]
"""-1 stands for "not said"."""
_ABSENT: dict[object, NDArray[Any]] = {
    Tokens: np.zeros(1, np.int64),
    Rows: np.zeros(1, np.int64),
    Counts: np.full(1, -1, np.int32),
    Floats: np.full(1, np.nan),
    Bools: np.zeros(1, np.bool_),
}
"""What stands in a column, by its type, where nothing is known."""


@dataclass(frozen=True)
class Table:
    """Columns of one length. The fields of a subclass are its columns, in the order in which rows are written."""

    PARENT: ClassVar[str] = "process"
    """The column that orders the rows."""

    @classmethod
    def restored(cls, columns: Mapping[str, NDArray[Any]]) -> Self:
        """From stored columns; one that is younger than the store is absent in every row."""
        size = len(next(iter(columns.values()))) if columns else 0
        absent = {each.name: _ABSENT[each.type].repeat(size) for each in fields(cls) if each.name not in columns}
        return cls(**{each.name: columns[each.name] for each in fields(cls) if each.name in columns}, **absent)

    def __len__(self) -> int:
        for column in vars(self).values():
            return len(column)
        return 0

    def columns(self) -> dict[str, NDArray[Any]]:
        """By name."""
        return dict(vars(self))

    def take(self, rows: Rows | Bools) -> Self:
        """Only these rows."""
        return type(self)(**{name: column[rows] for name, column in self.columns().items()})


@dataclass(frozen=True)
class Processes(Table):
    """One row per contracting process."""

    key: Tokens
    """The ocid."""
    version: Counts
    country: Tokens
    """ISO 3166-1 alpha-2 in lower case."""
    kyrgyz: Bools
    made_up: Bools
    method: Tokens
    details: Tokens
    submethod: Tokens
    competition: Counts
    """Value of `methods.Competition`."""
    rationale: Tokens
    rationale_length: Counts
    """Characters of the reason given for the method; -1 when there is none."""
    status: Tokens
    status_details: Tokens
    category: Tokens
    published: Floats
    dated: Floats
    """`tender.date`: in Kyrgyz data the moment of cancellation of a cancelled tender."""
    stated: Floats
    """The date of the release: when this version was published."""
    start: Floats
    """Start of the tender period."""
    end: Floats
    enquiry_end: Floats
    award_start: Floats
    opening: Floats
    """When bids are opened."""
    cancelled: Bools
    opened: Bools
    bidding_over: Bools
    value: Floats
    currency: Tokens
    tenderers: Counts
    """`tender.numberOfTenderers`, a whole number within reason; else -1."""
    tenderers_listed: Counts
    """Different `tender.tenderers`."""
    bidders_counted: Counts
    """Bidders by `bids.statistics`; -1 when there is no such count."""
    buyer: Tokens
    entity: Tokens
    """The procuring entity."""
    region: Tokens
    prequalification: Bools
    related: Counts
    """How many earlier processes it names."""
    prior: Tokens
    """The first earlier process it names, by ocid."""
    number: Tokens
    """`tender.tenderNumber`."""
    lots_listed: Counts
    bids_listed: Counts
    awards_listed: Counts
    items_listed: Counts
    documents_listed: Counts
    plan_documents: Counts
    title_mixed: Counts
    """Words of title and description that mix Latin and Cyrillic letters; -1 without any text."""
    title_brands: Counts
    """Words of title and description that look like a brand; -1 without any text."""
    eligibility_length: Counts
    award_criteria: Tokens
    complaints: Counts
    enquiries: Counts
    unanswered: Counts
    fee: Floats
    """The highest fee for taking part."""
    fee_currency: Tokens
    requirements: Counts
    """Kyrgyz qualification requirements."""
    licence_required: Bools
    """Whether one of them is the official licence."""
    terms: Counts
    """Kyrgyz terms of the contract: 1 when some are filled in, 0 when all are empty, -1 without such a section."""
    terms_official: Counts
    """The same as the official application reads it, which takes only the text `0.0` (once `0`) for zero."""
    licence_mentioned: Bools
    """Whether one of the requirements speaks of a licence, however it is worded."""
    documents_untied: Counts
    """Documents of the tender that are tied to no item and no lot."""
    mixed_words: Tokens
    """Where the first of the words that `title_mixed` counts stands (a JSON pointer), a blank, and the words."""
    brand_words: Tokens
    """The same for `title_brands`."""
    entry_fee: Floats
    """The highest fee said to be of a kind that is not given back and is due from all who bid, not from the winner."""
    entry_fee_currency: Tokens
    unanswered_since: Floats
    """When the first unanswered question was asked."""
    unanswered_first: Counts
    """The place of that question in `tender.enquiries`; -1 when there is none with a date."""

    PARENT: ClassVar[str] = ""


@dataclass(frozen=True)
class Lots(Table):
    """One row per lot; a process whose lots cannot be told apart, or that has none, has one row."""

    process: Rows
    id: Tokens
    """`ABSENT` for a process as a whole."""
    status: Tokens
    live: Bools
    """Neither cancelled nor declared unsuccessful."""
    mixed: Bools
    """Bids and awards of several lots that cannot be told apart."""
    value: Floats
    currency: Tokens
    """What prices are compared in: the lot's or tender's, else the only one among the bids, else `ABSENT`."""
    several_currencies: Bools
    """No currency is stated and the bids are in more than one."""
    decided: Bools
    """There are awards and each is final."""
    awarded: Bools
    """Some award stands."""


@dataclass(frozen=True)
class Bids(Table):
    """One row per submitted bid and lot it is for."""

    lot: Rows
    bid: Counts
    """Its place in `bids.details`."""
    place: Counts
    """Its place in the bid's `relatedLots` when the price stands there; else -1."""
    id: Tokens
    status: Tokens
    valid: Bools
    disqualified: Bools
    amount: Floats
    initial: Floats
    """Price before the auction."""
    currency: Tokens
    comparable: Bools
    """There is a price, and it is in the lot's currency."""
    date: Floats
    bidder: Tokens
    """Who bids: one token for all firms that bid together; a bid without a tenderer has one of its own."""
    named: Bools
    """Whether it says who bids."""
    firm: Tokens
    """The tenderer, when there is exactly one; else `ABSENT`."""
    written: Floats
    """The amount as published, zero and absurd ones included; NaN when there is none."""

    PARENT: ClassVar[str] = "lot"


@dataclass(frozen=True)
class Tenderers(Table):
    """One row per tenderer of a row of `Bids`."""

    bid: Rows
    firm: Tokens

    PARENT: ClassVar[str] = "bid"


@dataclass(frozen=True)
class Awards(Table):
    """One row per award and lot it is for; awards without a status are left out."""

    lot: Rows
    award: Counts
    """Its place in `awards`."""
    id: Tokens
    status: Tokens
    active: Bools
    date: Floats
    amount: Floats
    currency: Tokens
    whole: Bools
    """False for the second and further lots of an award: its amount counts once."""
    winner: Tokens
    """One token for all suppliers together; `ABSENT` when none is named."""
    firm: Tokens
    """The supplier, when there is exactly one; else `ABSENT`."""
    bid: Tokens
    """`relatedBid`."""
    subcontracted: Floats
    """The highest share that may be passed on, 0 to 1."""

    PARENT: ClassVar[str] = "lot"


@dataclass(frozen=True)
class Suppliers(Table):
    """One row per supplier of a row of `Awards`."""

    award: Rows
    firm: Tokens

    PARENT: ClassVar[str] = "award"


@dataclass(frozen=True)
class Items(Table):
    """One row per item of the tender, or, when the tender lists none, of its awards."""

    process: Rows
    item: Counts
    """Its place in the list."""
    award: Counts
    """The place of its award; -1 for an item of the tender."""
    lot: Rows
    """-1 when it belongs to no lot that can be told."""
    lot_id: Tokens
    """The lot it names."""
    scheme: Tokens
    code: Tokens
    """The whole classification id; `class2`, `class4`, `class6` are its first digits."""
    class2: Tokens
    class4: Tokens
    class6: Tokens
    unit: Tokens
    """Name of the unit of measure, folded."""
    unit_name: Tokens
    """The same as published."""
    quantity: Floats
    price: Floats
    """Of one unit, as expected by the buyer."""
    currency: Tokens
    offered: Floats
    """Of one unit, as the winner of its lot offered it."""
    documented: Bools
    """Some document of the tender is tied to it or to its lot."""
    unit_id: Tokens
    """Code of the unit of measure, e.g. of OKEI."""
    offered_currency: Tokens
    """What `offered` is in."""
    offer_bid: Counts
    """The place of the bid that `offered` stands in; -1 when nothing is offered."""
    offer: Counts
    """Its place among the bid's price proposals."""
    description: Tokens
    """What the publisher calls the class, cut to a bearable length."""


@dataclass(frozen=True)
class Contracts(Table):
    """One row per contract."""

    process: Rows
    contract: Counts
    """Its place in `contracts`."""
    award: Rows
    """The first row of its award in `Awards`; -1 when it names none that is there."""
    status: Tokens
    signed: Floats
    amount: Floats
    currency: Tokens
    amendments: Counts
    unreasoned: Counts
    """Amendments without a rationale."""
    documents: Counts
    signed_documents: Counts
    """Documents that are the signed contract."""
    final: Floats
    paid: Floats
    """Sum of the payments; NaN when none is published."""
    milestones: Counts
    missed: Counts
    """Milestones whose date had passed, not met, when this version was published."""
    items: Counts
    end: Floats
    final_currency: Tokens
    met: Counts
    """Milestones said to be met, wholly or in part."""
    awards: Counts
    """How many awards it names."""
    awarded: Floats
    """What these awards come to in its currency; NaN when one is not there or has no such amount."""
    shared: Bools
    """Some award it names is named by another contract in force too."""


@dataclass(frozen=True)
class Parties(Table):
    """One row per organisation of a process."""

    process: Rows
    firm: Tokens
    buys: Bools
    """It is the buyer or procuring entity."""
    tenders: Bools
    """It is a tenderer or supplier."""
    supplies: Bools
    address: Tokens
    """Street and place, folded; `ABSENT` when it says too little to tell two firms apart."""
    region: Tokens
    country: Tokens
    """As ISO 3166-1 alpha-2 in lower case when it can be told."""
    name: Tokens
    """As published; `ABSENT` where it was withheld."""


@dataclass(frozen=True)
class Owners(Table):
    """One row per beneficial owner or shareholder of a row of `Parties`."""

    party: Rows
    owner: Tokens
    beneficial: Bools
    """False for a shareholder."""
    share: Floats

    PARENT: ClassVar[str] = "party"


@dataclass(frozen=True)
class Documents(Table):
    """One row per document of planning (section 0) and tender (1)."""

    process: Rows
    section: Counts
    type: Tokens
    published: Floats


@dataclass(frozen=True)
class Links(Table):
    """One row per earlier process that a process names."""

    process: Rows
    link: Counts
    """Its place in `relatedProcesses`."""
    ocid: Tokens
    relationship: Tokens
    """The first one it names."""
    number: Tokens
    """The tender number of the earlier process without its letters."""


TABLES: dict[str, type[Table]] = {
    "processes": Processes,
    "lots": Lots,
    "bids": Bids,
    "tenderers": Tenderers,
    "awards": Awards,
    "suppliers": Suppliers,
    "items": Items,
    "contracts": Contracts,
    "parties": Parties,
    "owners": Owners,
    "documents": Documents,
    "links": Links,
}
