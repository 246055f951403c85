"""The gate as requests answer it. Pure."""

from collections.abc import Mapping
from datetime import datetime

from services.community.cases.workflow import GUARDS, Findings
from services.community.publication.hearing import Hearing, unheard
from services.community.publication.knowing import Known
from services.community.publication.reviews import Review
from shared.contracts.base import MemberId
from shared.contracts.case import CaseView
from shared.contracts.publication import CaseClaims, CheckItem, HearingLine, ReviewLine

CHECKED = ("claims", "proven", "wording", "two_reviewers", "heard")
"""Guards of the list that the page of publishing shows, in the order of the work."""


def view(
    known: Known,
    case: CaseView,
    found: Findings,
    names: Mapping[MemberId, str],
    asking: MemberId,
    days: int,
    scheduled: datetime | None,
    *,
    inside: bool,
    may_edit: bool,
    may_review: bool,
) -> CaseClaims:
    """What the team and the reviewers see; outsiders who review see no names of other reviewers."""
    return CaseClaims(
        case=case,
        claims=list(known.draft.claims),
        revision=known.draft.revision,
        hash=known.hash,
        problems=list(known.problems),
        evidence=list(known.evidence.values()),
        reviews=[_review(one, known, names, asking, named=inside) for one in reversed(known.reviews)],
        hearings=[_hearing(one, known) for one in known.hearings],
        unheard=unheard(known.case.links, known.hearings),
        days=days,
        checks=[CheckItem(code=code, done=GUARDS[code].holds(known.case, found)) for code in CHECKED],
        scheduled=scheduled,
        may_edit=may_edit,
        may_review=may_review,
    )


def _review(one: Review, known: Known, names: Mapping[MemberId, str], asking: MemberId, *, named: bool) -> ReviewLine:
    return ReviewLine(
        name=names.get(one.reviewer, "") if named else "",
        expert=one.expert,
        approved=one.approved,
        words=one.words,
        at=one.at,
        stands=one.hash == known.hash and one.reviewer not in known.team,
        own=one.reviewer == asking,
    )


def _hearing(one: Hearing, known: Known) -> HearingLine:
    return HearingLine(
        id=one.id,
        to=one.to,
        channel=one.channel,
        asked=one.asked,
        proof=one.proof,
        due=one.due,
        shortened=one.shortened,
        statement=one.statement,
        signed=one.signed,
        answered=one.answered,
        changed_since=one.seen != known.hash,
    )
