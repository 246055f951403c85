"""The row of a contracting process, and the documents of its planning and tender."""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import nan

import msgspec

from services.scoring.extract.draft import Draft, counted, money
from services.scoring.extract.layout import DOCUMENTS, LINKS, PROCESSES
from services.scoring.extract.moments import moment
from services.scoring.methods import BEFORE_OPENING, competition
from services.scoring.regions import kyrgyz_region
from services.scoring.tokens import NO_DIGEST
from services.scoring.views import ConditionOfContract, Enquiry, ParticipationFee, Release, Requirement, Tender
from services.scoring.wording import odd_words

FINAL_TENDER = frozenset({"complete", "unsuccessful", "cancelled", "withdrawn"})
OFFICIAL_LICENCE = "Лицензия, выданная уполномоченным органом"
"""How the Kyrgyz system words the requirement of a licence."""
NOT_FOR_ENTRY = frozenset({"deposit", "win"})
"""Types of fees that are given back, or due from the winner only."""
BIDDER_COUNTS = ("bidders", "validBids", "bids")
"""Measures of `bids.statistics` that tell how many bid, the best first."""


class Arrival(msgspec.Struct, frozen=True):
    """One version of a contracting process, as it comes in. `country` is that of the source, in lower case."""

    release: Release
    ocid: str
    version: int
    country: str
    made_up: bool = False


def write_process(draft: Draft, arrival: Arrival) -> None:
    """Write the process and its documents."""
    release, tender, token = arrival.release, arrival.release.tender, draft.token
    kyrgyz = arrival.country == "kg"
    opened = _opened(release, kyrgyz=kyrgyz)
    fee, fee_currency, entry_fee, entry_currency = _fees(tender.participation_fees)
    unanswered, unanswered_since, unanswered_first = _unanswered(tender.enquiries)
    title, description = tender.title, tender.description
    told = f"{title}\n{description}" if title and description else title or description or ""
    odd = odd_words(told)
    rationale = tender.procurement_method_rationale
    required, links, terms = tender.qualification_requirements, release.related_processes, tender.condition_of_contract
    official_licence, licence = _licences(required) if required else (False, False)
    moment_of = draft.moment
    row = len(draft.processes)
    draft.processes.append(
        PROCESSES.pack(
            token(arrival.ocid),
            arrival.version,
            token(arrival.country),
            kyrgyz,
            arrival.made_up,
            token(tender.procurement_method),
            token(tender.procurement_method_details),
            token(tender.procurement_sub_method_details),
            _competition(arrival.country, tender.procurement_method, tender.procurement_method_details),
            token(rationale) if rationale is not None and len(rationale) < _CODE else NO_DIGEST,
            len(rationale) if rationale and rationale.strip() else -1,
            token(tender.status),
            token(tender.status_details),
            token(tender.main_procurement_category),
            moment_of(tender.date_published),
            moment_of(tender.date),
            (stated := moment_of(release.date)),
            moment_of(tender.tender_period.start_date),
            (deadline := moment_of(tender.tender_period.end_date)),
            moment_of(tender.enquiry_period.end_date),
            moment_of(tender.award_period.start_date),
            moment_of(tender.bid_opening.date),
            tender.status in {"cancelled", "withdrawn"},
            opened,
            _bidding_over(release, stated, deadline, opened=opened, kyrgyz=kyrgyz),
            money(tender.value),
            token(tender.value.currency),
            counted(tender.number_of_tenderers),
            len({each.id for each in tender.tenderers if each.id}) if tender.tenderers else 0,
            _bidders(release) if release.bids.statistics else -1,
            token(release.buyer.id),
            token(tender.procuring_entity.id),
            token(region(release)) if kyrgyz else NO_DIGEST,
            tender.has_prequalification is True,
            len(links),
            token(links[0].identifier) if links else NO_DIGEST,
            token(tender.tender_number),
            len(tender.lots),
            len(release.bids.details),
            len(release.awards),
            len(tender.items),
            len(tender.documents),
            len(release.planning.documents),
            len(odd.mixed) if told else -1,
            len(odd.brands) if told else -1,
            len(tender.eligibility_criteria) if tender.eligibility_criteria else -1,
            token(tender.award_criteria),
            len(release.complaints),
            len(tender.enquiries),
            unanswered,
            fee,
            token(fee_currency),
            len(required),
            official_licence,
            -1 if terms is None else _terms(terms),
            -1 if terms is None else _terms_official(terms),
            licence,
            len([1 for each in tender.documents if not each.related_items and not each.related_lots]),
            token(_found(tender, odd.mixed)) if odd.mixed else NO_DIGEST,
            token(_found(tender, odd.brands)) if odd.brands else NO_DIGEST,
            entry_fee,
            token(entry_currency),
            unanswered_since,
            unanswered_first,
        )
    )
    for index, link in enumerate(links):
        kind = next((word for word in link.relationship if word), None)
        number = _LETTERS.sub("", link.tender_number) if link.tender_number else None
        draft.links.append(LINKS.pack(row, index, token(link.identifier), token(kind), token(number)))
    for section, documents in enumerate((release.planning.documents, tender.documents)):
        draft.documents += [
            DOCUMENTS.pack(row, section, token(each.document_type), moment_of(each.date_published))
            for each in documents
            if each.document_type is not None
        ]


_LETTERS = re.compile(r"[^\W\d_]")
_CODE = 64
"""Longer reasons are sentences, not codes."""


def _found(tender: Tender, words: Sequence[str]) -> str:
    """Words with the JSON pointer of the text that the first of them stands in."""
    place = "title" if words[0] in (tender.title or "") else "description"
    return f"/tender/{place} {', '.join(words)}"


def region(release: Release) -> str | None:
    """ISO 3166-2 code of a Kyrgyz buyer's region, or None when it is absent or not one we know."""
    buyer = release.buyer.id
    if buyer is None or not buyer.strip():
        return None
    for party in release.parties:
        if party.id == buyer:
            return kyrgyz_region(party.address.region)
    return None


def _opened(release: Release, *, kyrgyz: bool) -> bool:
    """Whether the bids are opened; before that the number of bidders is a secret, not a fact."""
    tender = release.tender
    if kyrgyz and tender.status_details is not None:
        return tender.status_details not in BEFORE_OPENING
    return bool(release.bids.details or release.bids.statistics or release.awards or tender.number_of_tenderers)


def _bidding_over(release: Release, stated: float, deadline: float, *, opened: bool, kyrgyz: bool) -> bool:
    """Whether no further bid can come in: as the portal's stage says, or else awards, the status or the deadline.

    The deadline has passed when it lay before this version was published; today's date says nothing about it.
    """
    if kyrgyz and release.tender.status_details is not None:
        return opened
    return bool(release.awards) or release.tender.status in FINAL_TENDER or deadline <= stated


def _bidders(release: Release) -> int:
    """How many bid, by the published statistics; -1 when they do not say, or speak of one of several lots."""
    alone = len(release.tender.lots) < 2
    counts = {
        each.measure: counted(each.value) for each in release.bids.statistics if alone or each.related_lot is None
    }
    return next((counts[measure] for measure in BIDDER_COUNTS if counts.get(measure, -1) >= 0), -1)


@lru_cache(10_000)
def _competition(country: str, method: str | None, details: str | None) -> int:
    return int(competition(country, method, details))


def _fees(published: Sequence[ParticipationFee]) -> tuple[float, str | None, float, str | None]:
    """The highest fee, and the highest that is due from all who bid and not given back."""
    if not published:
        return nan, None, nan, None
    entry = [each for each in published if each.type and NOT_FOR_ENTRY.isdisjoint(each.type)]
    return *_fee(published), *_fee(entry)


def _fee(published: Sequence[ParticipationFee]) -> tuple[float, str | None]:
    """The highest fee, with its currency."""
    fees = [(amount, each.value.currency) for each in published if (amount := money(each.value)) > 0]
    return max(fees, default=(nan, None), key=lambda fee: fee[0])


def _unanswered(enquiries: Sequence[Enquiry]) -> tuple[int, float, int]:
    """How many questions have no answer, when the first was asked, and its place; NaN and -1 without a dated one."""
    if not enquiries:
        return 0, nan, -1
    waiting = [place for place, each in enumerate(enquiries) if not each.answer and not each.date_answered]
    asked = [(when, place) for place in waiting if (when := moment(enquiries[place].date)) == when]
    return len(waiting), *min(asked, default=(nan, -1))


def _terms(section: ConditionOfContract) -> int:
    """1 when some term is filled in, 0 when all are empty or zero."""
    if section.has_guarantee or section.has_insurance or section.has_technical_control:
        return 1
    rates: Sequence[object] = (
        section.late_delivery_rate,
        section.late_payment_rate,
        section.late_guarantee_rate,
        section.guarantee_percent,
        section.max_deductible_amount_delivery,
        section.max_deductible_amount_payment,
        section.max_deductible_amount_guarantee,
    )
    return int(any(not _empty(rate) for rate in rates))


def _terms_official(section: ConditionOfContract) -> int:
    """As `_terms`, but zero is what the official application takes for it: the text `0.0`, for one rate `0`."""
    if section.has_guarantee or section.has_insurance or section.has_technical_control:
        return 1
    rates: Sequence[object] = (
        section.late_delivery_rate,
        section.late_payment_rate,
        section.guarantee_percent,
        section.max_deductible_amount_delivery,
        section.max_deductible_amount_payment,
        section.max_deductible_amount_guarantee,
    )
    late = section.late_guarantee_rate
    return int(late not in (None, "0") or any(rate not in (None, "0.0") for rate in rates))


def _licences(required: Sequence[Requirement]) -> tuple[bool, bool]:
    """Whether some requirement is the official licence, and whether one speaks of a licence, however it is worded."""
    official = spoken = False
    for each in required:
        official = official or each.type == OFFICIAL_LICENCE
        spoken = spoken or _speaks_of_licence(each.type) or _speaks_of_licence(each.type_details)
    return official, spoken


@lru_cache(2_000)
def _speaks_of_licence(text: str | None) -> bool:
    return text is not None and "лиценз" in text.casefold()


def _empty(rate: object) -> bool:
    return rate in (None, 0) or (isinstance(rate, str) and rate.strip().strip("0").strip(".,") == "")
