"""Everything the gate knows of a case, read together; also what the steps of the workflow depend on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from services.community.cases.case import Case
from services.community.cases.workflow import Findings
from services.community.publication import claims as claims_of
from services.community.publication.claims import Draft
from services.community.publication.hearing import Hearing, heard
from services.community.publication.reviews import Review, approvals
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from services.community.publication.version import document
from shared.contracts.publication import EvidenceLine, TextProblem


class Exhibits(Protocol):
    """The room of evidence, as far as the gate needs it."""

    async def lines(self, case: str) -> Mapping[str, EvidenceLine]:
        """The evidence of a case by its id."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What the gate knows of a case."""

    case: Case
    draft: Draft
    evidence: Mapping[str, EvidenceLine]
    problems: Sequence[TextProblem]
    reviews: Sequence[Review]
    hearings: Sequence[Hearing]
    now: datetime

    @property
    def hash(self) -> str:
        """Of title, summary and claims."""
        return claims_of.seen_hash(self.case.title, self.case.summary, self.draft.claims)

    @property
    def team(self) -> list[str]:
        """Who reviews nothing here, since they wrote it or work on it."""
        return [self.case.author, *(mate.member for mate in self.case.team)]

    def document(self, number: int) -> dict[str, Any]:
        """The public document of version `number`."""
        return document(self.case, number, self.draft.claims, self.evidence, self.hearings, self.now)

    def add_to(self, found: Findings) -> Findings:
        """`found` with what steps depend on here."""
        return replace(
            found,
            claims=len(self.draft.claims),
            unproven_claims=claims_of.unproven(self.draft.claims, list(self.evidence)),
            wording=sum(problem.stops for problem in self.problems),
            approvals=approvals(self.reviews, self.hash, self.team),
            other_side_heard=heard(self.case.links, self.hearings, self.now),
        )


class Knowing:
    """Reads what the gate knows; a witness of the workflow."""

    def __init__(self, publication: PublicationStore, rules: RulesStore, exhibits: Exhibits) -> None:
        self._publication = publication
        self._rules = rules
        self._exhibits = exhibits

    async def known(self, case: Case) -> Known:
        """Everything about a case."""
        draft = await self._publication.draft(case.id)
        return Known(
            case=case,
            draft=draft,
            evidence=await self._exhibits.lines(case.id),
            problems=claims_of.problems(case, draft.claims, await self._rules.terms(), await self._rules.denied()),
            reviews=await self._publication.reviews(case.id),
            hearings=await self._publication.hearings(case.id),
            now=datetime.now(UTC),
        )

    async def add_to(self, found: Findings, case: Case) -> Findings:
        """`found` with what this room knows of the case."""
        return (await self.known(case)).add_to(found)
