"""One contracting process as the indicators see it: which bids were submitted, which won, whether awards are final."""

from collections.abc import Iterable, Sequence

import msgspec

from services.scoring.cardinal.numbers import Numbers
from services.scoring.cardinal.release import Award, Bid, Organisation, Release, Tender
from services.scoring.cardinal.settings import Settings, names

NOT_SUBMITTED = frozenset({"invited", "withdrawn"})
FINAL = frozenset({"active", "cancelled", "unsuccessful", None})
"""Of awards; None stands for one without a status, which no rule looks at."""
NO_TENDER = Tender()


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

    submitted: Sequence[Bid] = ()
    """Those with a status other than invited or withdrawn."""
    valid: Sequence[Bid] = ()
    disqualified: Sequence[Bid] = ()
    bidders: Sequence[int] = ()
    """The tenderers of submitted bids, as often as they bid."""
    rejected: Sequence[int] = ()
    """The tenderers of disqualified bids, as often as they were disqualified."""
    contest: Sequence[tuple[int, Bid]] = ()
    """When there is a winner, the valid bids by one tenderer, with its number; joint bids have no place beside it."""


class Process(msgspec.Struct, gc=False):
    """What several indicators need is worked out once. Organisations are numbers (`numbers.py`)."""

    ocid: str
    tender: Tender
    comparable: bool
    """Whether prices of its method may be compared (R024, R028, R036, R058)."""
    awards: Awards
    bids: Bids
    buyer: int | None
    entity: int | None


NO_AWARDS, NO_BIDS = Awards(), Bids()


class Reader:
    """Turns releases into processes, and leaves out those that no indicator looks at."""

    def __init__(self, settings: Settings, numbers: Numbers) -> None:
        common, exclusions = settings.common, settings.exclusions
        self._numbers = numbers
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
        tender, bids = release.tender or NO_TENDER, release.bids
        details = tender.details
        awards = self._awards(release.awards) if release.awards else NO_AWARDS
        return Process(
            release.ocid or "",
            tender,
            details in self._only if self._only else details not in self._never,
            awards,
            self._bids(bids.details, awards.winner is not None) if bids is not None and bids.details else NO_BIDS,
            self._number(release.buyer),
            self._number(tender.entity),
        )

    def _number(self, organisation: Organisation | None) -> int | None:
        return None if organisation is None or organisation.id is None else self._numbers[organisation.id]

    def _awards(self, awards: list[Award]) -> Awards:
        active: list[Award] = []
        single: list[tuple[int, Award]] = []
        final = True
        for award in awards:
            if award.status == "active":
                active.append(award)
                supplier = only_id(award.suppliers)
                if supplier is not None:
                    single.append((self._numbers[supplier], award))
            elif award.status not in FINAL:
                final = False
        winner = single[0][0] if final and single and len(active) == 1 else None
        return Awards(active, single, final, winner)

    def _bids(self, bids: list[Bid], won: bool) -> Bids:
        submitted: list[Bid] = []
        valid: list[Bid] = []
        disqualified: list[Bid] = []
        bidders: list[int] = []
        rejected: list[int] = []
        contest: list[tuple[int, Bid]] = []
        numbers = self._numbers
        for bid in bids:
            status = bid.status
            if status is None or status in NOT_SUBMITTED:
                continue
            submitted.append(bid)
            before = len(bidders)
            for tenderer in bid.tenderers or ():
                if tenderer.id is not None:
                    bidders.append(numbers[tenderer.id])  # noqa: PERF401 - most bids have one tenderer
            if status == "valid":
                valid.append(bid)
                if won and len(bidders) > before and len(bid.tenderers or ()) == 1:
                    contest.append((bidders[before], bid))
            elif status == "disqualified":
                disqualified.append(bid)
                rejected += bidders[before:]
        return Bids(submitted, valid, disqualified, bidders, rejected, contest)


def only_id(organisations: list[Organisation] | None) -> str | None:
    """The id of the only organisation; None when there are several or it has none."""
    return organisations[0].id if organisations and len(organisations) == 1 else None


def ids_of(organisations: list[Organisation] | None) -> set[str]:
    """All ids, each once."""
    return {each.id for each in organisations or () if each.id is not None}


def suppliers(process: Process) -> set[str]:
    """Ids of everybody who was awarded anything."""
    return {each.id for award in process.awards.active for each in award.suppliers or () if each.id is not None}
