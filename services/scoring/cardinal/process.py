"""One contracting process as the indicators see it: which bids were submitted, which won, whether awards are final."""

from collections.abc import Sequence

import msgspec

from services.scoring.cardinal.release import Award, Bid, Organisation, Tender

FINAL = frozenset({"active", "cancelled", "unsuccessful", None})
"""Of awards; None stands for one without a status, which no rule looks at."""
NOT_SUBMITTED = frozenset({"invited", "withdrawn", None})


class Awards(msgspec.Struct, gc=False):
    """The awards of a process."""

    active: Sequence[Award] = ()
    single: Sequence[tuple[int, Award]] = ()
    """The active awards to one supplier, with its number."""
    final: bool = True
    """Whether no award can change any more."""
    winner: int | None = None
    """The only supplier of the only active award, once awards are final."""


class Bids(msgspec.Struct, gc=False):
    """The bids of a process."""

    all: Sequence[Bid] = ()
    submitted: int = 0
    """How many have a status other than invited or withdrawn."""
    valid: int = 0
    disqualified: int = 0
    amounts: Sequence[float] = ()
    """Of submitted bids, in whatever currency."""
    contestants: Sequence[int] = ()
    """When there is a winner, who made valid bids alone, as often as they bid; joint bids have no place beside it."""
    contest: Sequence[tuple[int, float]] = ()
    """The amounts of these bids that are in the main currency, and whose they are."""


class Process(msgspec.Struct, gc=False):
    """What several indicators need is worked out once. Organisations are numbers (`numbers.py`)."""

    ocid: str
    tender: Tender
    comparable: bool
    """Whether prices of its method may be compared (R024, R028, R036, R058)."""
    awards: Awards
    bids: Bids
    buyer: int
    """NOBODY when there is none."""
    entity: int


class Portion(msgspec.Struct, gc=False):
    """Some processes, in the order of the file."""

    processes: list[Process]
    bidders: list[int]
    """The tenderers of all submitted bids, as often as they bid."""
    rejected: list[int]
    """The tenderers of disqualified bids, as often as they were disqualified."""
    currency: str | None
    """Only amounts in it are compared; None when no amount was met yet."""


def only_id(organisations: list[Organisation] | None) -> str | None:
    """The id of the only organisation; None when there are several or it has none."""
    return organisations[0].id if organisations and len(organisations) == 1 else None


def ids_of(organisations: list[Organisation] | None) -> set[str]:
    """All ids, each once."""
    return {each.id for each in organisations or () if each.id is not None}


def bidders_of(bids: Sequence[Bid], status: str) -> set[str]:
    """Ids of everybody who made a bid that has this status."""
    return {each.id for bid in bids if bid.status == status for each in bid.tenderers or () if each.id is not None}


def suppliers(process: Process) -> set[str]:
    """Ids of everybody who was awarded anything."""
    return {each.id for award in process.awards.active for each in award.suppliers or () if each.id is not None}
