"""The claims of a case: their order, what they rest on, and the hash that reviews are bound to. Pure."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import rfc8785

from services.community.cases.case import Case
from services.community.publication.links import denied
from services.community.publication.personal import STOPS, personal_data
from services.community.publication.wording import accusing
from shared.contracts.publication import (
    MOST_CLAIMS,
    Claim,
    ClaimKind,
    ClaimMove,
    DeniedLink,
    ProblemKind,
    TermRow,
    TextProblem,
)
from shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Draft:
    """What the team wrote down to publish, and how often it was changed."""

    case: str
    claims: tuple[Claim, ...] = ()
    revision: int = 0
    keys: tuple[str, ...] = ()
    """Of the forms that made claims: the same form sent again makes no second one."""


def seen_hash(title: str, summary: str, claims: Sequence[Claim]) -> str:
    """SHA-256 of what a reviewer reads: any change of title, summary or claims gives another one."""
    body: Any = {"title": title, "summary": summary, "claims": [claim.model_dump(mode="json") for claim in claims]}
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()


def saved(draft: Draft, claim: Claim, key: str, *, new: bool) -> Draft:
    """The draft with a claim written. Raises `Refused`: `not_found`, `too_many`."""
    if new:
        if key in draft.keys:
            return draft
        if len(draft.claims) >= MOST_CLAIMS:
            raise Refused("too_many", f"A case has at most {MOST_CLAIMS} claims.")
        keys = (*draft.keys, key)[-MOST_CLAIMS:]
        return replace(draft, claims=(*draft.claims, claim), keys=keys, revision=draft.revision + 1)
    _place(draft, claim.id)
    claims = tuple(claim if one.id == claim.id else one for one in draft.claims)
    return replace(draft, claims=claims, revision=draft.revision + 1)


def moved(draft: Draft, claim: str, move: ClaimMove) -> Draft:
    """The draft with a claim one place further up, or without it. Raises `Refused("not_found")`."""
    place = _place(draft, claim)
    claims = list(draft.claims)
    taken = claims.pop(place)
    if move is ClaimMove.UP:
        claims.insert(max(0, place - 1), taken)
    return replace(draft, claims=tuple(claims), revision=draft.revision + 1)


def _place(draft: Draft, claim: str) -> int:
    for place, one in enumerate(draft.claims):
        if one.id == claim:
            return place
    raise Refused("not_found", "There is no such claim.")


def unproven(claims: Sequence[Claim], evidence: Collection[str]) -> int:
    """Statements of fact that rest on no evidence of the case."""
    return sum(claim.kind is ClaimKind.FACT and not set(claim.evidence) & set(evidence) for claim in claims)


def problems(
    case: Case, claims: Sequence[Claim], terms: Sequence[TermRow], table: Sequence[DeniedLink]
) -> list[TextProblem]:
    """What stands against publishing title, summary and claims, in their order.

    Only a claim that names the final decision it quotes may have words of the table, in quotation marks.
    """
    texts = [("title", case.title, False), ("summary", case.summary, False)]
    texts += [(claim.id, claim.text, bool(claim.decision.strip())) for claim in claims]
    found: list[TextProblem] = []
    for where, text, quotes in texts:
        found += text_problems(where, text, terms, table, quotes=quotes)
    for claim in claims:  # shown with the claim too
        found += text_problems(claim.id, f"{claim.norm}\n{claim.decision}", (), table)
    return found


def text_problems(
    where: str, text: str, terms: Sequence[TermRow], table: Sequence[DeniedLink], *, quotes: bool = False
) -> list[TextProblem]:
    """What stands against publishing one text."""
    found = [
        TextProblem(kind=ProblemKind.TERM, where=where, word=hit.word, say=hit.term.say, stops=hit.term.stops)
        for hit in accusing(text, terms, quotes=quotes)
    ]
    found += [
        TextProblem(kind=ProblemKind(one.kind.value), where=where, word=one.hint)
        for one in personal_data(text)
        if one.kind in STOPS
    ]
    found += [
        TextProblem(kind=ProblemKind.LINK, where=where, word=link, say=row.reason) for row, link in denied(text, table)
    ]
    return found
