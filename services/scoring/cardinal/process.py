"""One contracting process as the indicators see it: which bids were submitted, which won, whether awards are final."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from services.scoring.cardinal.release import Award, Bid, Organisation, Release, Tender
from services.scoring.cardinal.settings import Settings, names

NOT_SUBMITTED = frozenset({"invited", "withdrawn"})
FINAL = frozenset({"active", "cancelled", "unsuccessful", None})
"""Of awards; None stands for one without a status, which no rule looks at."""
NO_TENDER = Tender()


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

    def single_bids(self) -> Iterator[tuple[str, Bid]]:
        """Valid bids by one tenderer with an id; joint bids are not compared with a single supplier."""
        for bid in self.valid:
            tenderers = bid.tenderers
            if tenderers and len(tenderers) == 1 and (tenderer := tenderers[0].id) is not None:
                yield tenderer, bid


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
        tender = release.tender or NO_TENDER
        details = tender.details
        submitted, valid, disqualified = _by_status(release.bids.details) if release.bids else ((), (), ())
        active, final = _active(release.awards) if release.awards else ((), True)
        return Process(
            release.ocid or "",
            tender,
            release.buyer.id if release.buyer else None,
            tender.entity.id if tender.entity else None,
            details in self._only if self._only else details not in self._never,
            submitted,
            valid,
            disqualified,
            active,
            final,
            only_id(active[0].suppliers) if final and len(active) == 1 else None,
        )


def _by_status(bids: list[Bid] | None) -> tuple[Sequence[Bid], Sequence[Bid], Sequence[Bid]]:
    submitted: list[Bid] = []
    valid: list[Bid] = []
    disqualified: list[Bid] = []
    for bid in bids or ():
        status = bid.status
        if status is None or status in NOT_SUBMITTED:
            continue
        submitted.append(bid)
        if status == "valid":
            valid.append(bid)
        elif status == "disqualified":
            disqualified.append(bid)
    return submitted, valid, disqualified


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
