"""Turns releases into processes, going through awards and bids once.

What is here runs for every bid of a file: it is one loop rather than many small ones, since those would take twice as
long.
"""

from collections.abc import Iterable

from services.scoring.cardinal.currency import first_currency
from services.scoring.cardinal.numbers import NOBODY, Numbers
from services.scoring.cardinal.process import FINAL, NOT_SUBMITTED, Awards, Bids, Portion, Process, only_id
from services.scoring.cardinal.release import Award, Bid, Organisation, Release, Tender
from services.scoring.cardinal.settings import Settings, names

NO_TENDER, NO_AWARDS, NO_BIDS = Tender(), Awards(), Bids()


class Reader:
    """Leaves out what no indicator looks at, numbers organisations, and learns which currency is the main one."""

    def __init__(self, settings: Settings, numbers: Numbers, currency: str | None) -> None:
        common, exclusions = settings.common, settings.exclusions
        self.currency = currency
        self._settings = settings
        self._numbers = numbers
        self._excluded = names(exclusions.procurement_method_details if exclusions else None)
        self._only = names(common.price_comparison_procurement_methods)
        self._never = names(common.no_price_comparison_procurement_methods)

    def read(self, releases: Iterable[Release]) -> Portion:
        """Releases in the order of the file."""
        excluded, only, never, numbers = self._excluded, self._only, self._never, self._numbers
        portion = Portion([], [], [], None)
        for release in releases:
            tender = release.tender or NO_TENDER
            details = tender.details
            if release.ocid is None or tender.status == "cancelled" or details in excluded:
                continue
            comparable = details in only if only else details not in never
            awards = self._awards(release.awards) if release.awards else NO_AWARDS
            bids = release.bids.details if release.bids is not None else None
            if bids and self.currency is None and comparable:
                self.currency = first_currency(awards, bids, self._settings)
            buyer, entity = release.buyer, tender.entity
            process = Process(
                release.ocid,
                tender,
                comparable,
                awards,
                self._bids(bids, awards.winner, portion) if bids else NO_BIDS,
                NOBODY if buyer is None or buyer.id is None else numbers[buyer.id],
                NOBODY if entity is None or entity.id is None else numbers[entity.id],
            )
            portion.processes.append(process)
        portion.currency = self.currency
        return portion

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

    def _bids(self, bids: list[Bid], winner: int | None, portion: Portion) -> Bids:
        numbers, currency, bidders = self._numbers, self.currency, portion.bidders
        submitted = valid = disqualified = 0
        amounts: list[float] = []
        contestants: list[int] = []
        contest: list[tuple[int, float]] = []
        for bid in bids:
            status, tenderers, value = bid.status, bid.tenderers, bid.value
            if status != "valid" and status in NOT_SUBMITTED:
                continue
            submitted += 1
            number = None
            if tenderers and len(tenderers) == 1:
                if tenderers[0].id is not None:
                    number = numbers[tenderers[0].id]
                    bidders.append(number)
            elif tenderers:
                self._joint(bid, tenderers, portion)
            amount = value.amount if value is not None else None
            if amount is not None:
                amounts.append(amount)
            if status == "valid":
                valid += 1
                if number is not None and winner is not None:
                    contestants.append(number)
                    if amount is not None and value.currency == currency:  # type: ignore[union-attr]  # it has an amount
                        contest.append((number, amount))
            elif status == "disqualified":
                disqualified += 1
                if number is not None:
                    portion.rejected.append(number)
        return Bids(bids, submitted, valid, disqualified, amounts, contestants, contest)

    def _joint(self, bid: Bid, tenderers: list[Organisation], portion: Portion) -> None:
        together = [self._numbers[each.id] for each in tenderers if each.id is not None]
        portion.bidders += together
        if bid.status == "disqualified":
            portion.rejected += together
