"""A case on its way through the gate, as tests walk it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.contracts import case as cases
from shared.contracts import publication as contract
from shared.contracts.case import CaseLink, CaseStep, LinkKind
from shared.contracts.community import Role, Session
from shared.contracts.evidence import AskAddEvidence, EvidenceItem, EvidenceKind
from tests.integration.community.cases.team import Team

CLAIM = "The contract states 9,000 som for a chair; the portal shows 4,000 som elsewhere."
LINKS = [CaseLink(kind=LinkKind.TENDER, id="ocds-h7i0z4-1", name="Chairs")]


@dataclass
class Gate:
    """A team, two reviewers, and the case."""

    team: Team
    expert: Session
    monitor: Session
    case: cases.CaseView

    async def ask(self, name: str, question: type[Any], answer: type[Any] = contract.CaseClaims, **fields: Any) -> Any:
        fields = {"token": self.team.lead.token, "id": self.case.id} | fields
        return await self.team.community.ask(name, question(**fields), answer)

    async def claims(self, token: str | None = None) -> contract.CaseClaims:
        found: contract.CaseClaims = await self.ask(
            "case_claims", contract.AskCaseClaims, token=token or self.team.lead.token
        )
        return found

    async def write(self, text: str = CLAIM, **changed: Any) -> contract.CaseClaims:
        seen = await self.claims()
        fields: dict[str, Any] = {
            "revision": seen.revision,
            "key": f"key-{seen.revision:017}",
            "text": text,
            "kind": "fact",
        }
        found: contract.CaseClaims = await self.ask(
            "save_claim", contract.AskSaveClaim, **fields | {"evidence": [one.id for one in seen.evidence]} | changed
        )
        return found

    async def review(self, session: Session, *, approved: bool = True, words: str = "") -> contract.CaseClaims:
        seen = await self.claims(session.token)
        found: contract.CaseClaims = await self.ask(
            "review_case",
            contract.AskReviewCase,
            token=session.token,
            hash=seen.hash,
            approved=approved,
            words=words,
        )
        return found

    async def step(self, step: CaseStep) -> None:
        case = await self.team.see(self.case.id, self.team.lead.token)
        await self.team.step(case, step)

    async def question(self, **changed: Any) -> contract.OtherSideAsked:
        today = datetime.now(UTC).date()
        fields: dict[str, Any] = {
            "key": "h" * 20,
            "to": "School 1",
            "channel": "paper",
            "sent": today,
            "proof": "Register no. 5",
        }
        found: contract.OtherSideAsked = await self.ask(
            "ask_other_side", contract.AskOtherSide, contract.OtherSideAsked, **fields | changed
        )
        return found

    async def answer(self, link: str) -> None:
        question = contract.AskSendStatement(link=link, statement="The price includes delivery.", signed="The director")
        await self.team.community.ask("send_statement", question, contract.StatementForm)

    async def ready(self) -> contract.CaseClaims:
        """Everything that publishing needs is there."""
        await self.write()
        await self.step(CaseStep.ASK_REVIEW)
        for reviewer in (self.expert, self.monitor):
            await self.review(reviewer)
        await self.step(CaseStep.APPROVE)
        asked = await self.question()
        assert asked.link_token
        await self.answer(asked.link_token)
        return await self.claims()

    async def publish(self, **changed: Any) -> contract.CaseClaims:
        seen = await self.claims()
        fields: dict[str, Any] = {"revision": seen.case.revision, "hash": seen.hash}
        found: contract.CaseClaims = await self.ask("publish_case", contract.AskPublishCase, **fields | changed)
        return found

    async def public(self, version: int | None = None) -> contract.PublicCase:
        question = contract.AskPublicCase(id=self.case.id, version=version)
        return await self.team.community.ask("public_case", question, contract.PublicCase)

    async def edit(self, **changed: Any) -> cases.CaseView:
        seen = await self.team.see(self.case.id, self.team.lead.token)
        fields = {name: getattr(seen, name) for name in cases.CaseFields.model_fields} | changed
        found: cases.CaseView = await self.ask(
            "edit_case", cases.AskEditCase, cases.CaseView, revision=seen.revision, **fields
        )
        return found


async def at_the_gate(team: Team, **changed: Any) -> Gate:
    """A case that is being investigated, with a piece of evidence and a declared team."""
    case = await team.investigating(**{"links": LINKS} | changed)
    community = team.community
    declare = cases.AskDeclareInterest(token=team.lead.token, id=case.id)
    case = await community.ask("declare_interest", declare, cases.CaseView)
    evidence = AskAddEvidence(
        token=team.lead.token,
        case=case.id,
        key="e" * 20,
        kind=EvidenceKind.NOTE,
        title="The contract",
        text="9,000 som",
    )
    await community.ask("add_evidence", evidence, EvidenceItem)
    expert = await community.joined_as(Role.EXPERT, "expert@achyk.example")
    monitor = await community.joined_as(Role.MONITOR, "second@achyk.example")
    await community.enrol(monitor)
    return Gate(team, expert, monitor, case)
