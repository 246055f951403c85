"""One contracting process as the indicators see it: which bids were submitted, which won, whether awards are final."""

from collections.abc import Iterable, Sequence

import msgspec

from services.scoring.cardinal.release import Award, Bid, Organisation, Release, Tender
from services.scoring.cardinal.settings import Settings, names

NOT_SUBMITTED = frozenset({"invited", "withdrawn"})
FINAL = frozenset({"active", "cancelled", "unsuccessful", None})
"""Of awards; None stands for one without a status, which no rule looks at."""
NO_TENDER = Tender()
NO_BIDS: tuple[Sequence[Bid], Sequence[Bid], Sequence[Bid], Sequence[tuple[str, Bid]]] = ((), (), (), ())
NO_AWARDS: tuple[Sequence[Award], bool] = ((), True)


class Process(msgspec.Struct, gc=False):
    """What several indicators need is worked out once."""

    ocid: str
    tender: Tender
    buyer: str | None
    entity: str | None
    comparable: bool
    """Whether prices of its method may be compared (R024, R028, R036, R058)."""
    submitted: Sequence[Bid]
    """Bids with a status other than invited or withdrawn."""
    valid: Sequence[Bid]
    disqualified: Sequence[Bid]
    active: Sequence[Award]
    final: bool
    """Whether no award can change any more."""
    winner: str | None
    """The only supplier of the only active award, once awards are final."""
    contest: Sequence[tuple[str, Bid]]
    """When there is such a winner, the valid bids by one tenderer, with its id; joint bids have no place beside it."""


class Reader:
    """Turns releases into processes, and leaves out those that no indicator looks at."""

    def __init__(self, settings: Settings) -> None:
        common, exclusions = settings.common, settings.exclusions
        self._excluded = names(exclusions.procurement_method_details if exclusions else None)
        self._only = names(common.price_comparison_procurement_methods)
        self._never = names(common.no_price_comparison_procurement_methods)

    def processes(self, releases: Iterable[Release]) -> list[Process]:
        """In the order of the file."""
        return [self._process(each) for each in releases if self._counts(each)]

    def _counts(self, release: Release) -> bool:
        tender = release.tender
        if release.ocid is None:
            return False
        return tender is None or (tender.status != "cancelled" and tender.details not in self._excluded)

    def _process(self, release: Release) -> Process:
        tender, buyer, bids, awards = release.tender or NO_TENDER, release.buyer, release.bids, release.awards
        details, entity = tender.details, tender.entity
        active, final = _active(awards) if awards else NO_AWARDS
        winner = only_id(active[0].suppliers) if final and len(active) == 1 else None
        submitted, valid, disqualified, contest = (
            _bids(bids.details, winner) if bids is not None and bids.details else NO_BIDS
        )
        return Process(
            release.ocid or "",
            tender,
            None if buyer is None else buyer.id,
            None if entity is None else entity.id,
            details in self._only if self._only else details not in self._never,
            submitted,
            valid,
            disqualified,
            active,
            final,
            winner,
            contest,
        )


def _bids(
    bids: list[Bid], winner: str | None
) -> tuple[Sequence[Bid], Sequence[Bid], Sequence[Bid], Sequence[tuple[str, Bid]]]:
    """The submitted, the valid, the disqualified ones, and those that compete with a single winner."""
    submitted: list[Bid] = []
    valid: list[Bid] = []
    disqualified: list[Bid] = []
    contest: list[tuple[str, Bid]] = []
    for bid in bids:
        status = bid.status
        if status == "valid":
            submitted.append(bid)
            valid.append(bid)
            if winner is not None and (tenderer := only_id(bid.tenderers)) is not None:
                contest.append((tenderer, bid))
        elif status == "disqualified":
            submitted.append(bid)
            disqualified.append(bid)
        elif status is not None and status not in NOT_SUBMITTED:
            submitted.append(bid)
    return submitted, valid, disqualified, contest


def _active(awards: list[Award]) -> tuple[Sequence[Award], bool]:
    active: list[Award] = []
    final = True
    for award in awards:
        if award.status == "active":
            active.append(award)
        elif award.status not in FINAL:
            final = False
    return active, final


def only_id(organisations: list[Organisation] | None) -> str | None:
    """The id of the only organisation; None when there are several or it has none."""
    return organisations[0].id if organisations and len(organisations) == 1 else None


def ids(organisations: list[Organisation] | None) -> set[str]:
    """All ids, each once."""
    return {each.id for each in organisations or () if each.id is not None}


def suppliers(process: Process) -> set[str]:
    """Ids of everybody who was awarded anything."""
    return {each.id for award in process.active for each in award.suppliers or () if each.id is not None}
