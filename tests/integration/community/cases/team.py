"""A case team at work, as tests use it."""

from dataclasses import dataclass
from typing import Any

from shared.contracts import case as contract
from shared.contracts.case import CaseLink, CaseStep, LinkKind, Seat
from shared.contracts.community import Role, Session
from tests.integration.community.conftest import Community

OCID = "ocds-h7i0z4-1"
FIELDS: dict[str, Any] = {
    "title": "Chairs for a school",
    "summary": "The chairs cost more than elsewhere, as the portal says.",
    "violations": ["price.deviation"],
    "links": [CaseLink(kind=LinkKind.TENDER, id=OCID, name="Chairs"), CaseLink(kind=LinkKind.BUYER, id="KG-INN-1")],
    "region": "KG-C",
}


@dataclass
class Team:
    """Somebody who leads cases, and what they do."""

    community: Community
    lead: Session

    async def begin(self, key: str = "k" * 20, **changed: Any) -> contract.CaseView:
        question = contract.AskCreateCase(token=self.lead.token, key=key, **FIELDS | changed)
        return await self.community.ask("create_case", question, contract.CaseView)

    async def see(self, case: str, token: str | None) -> contract.CaseView:
        return await self.community.ask("case", contract.AskCase(token=token, id=case), contract.CaseView)

    async def step(
        self, case: contract.CaseView, step: CaseStep, token: str | None = None, reason: str = ""
    ) -> contract.CaseView:
        question = contract.AskStepCase(
            token=token or self.lead.token, id=case.id, step=step, revision=case.revision, reason=reason
        )
        return await self.community.ask("step_case", question, contract.CaseView)

    async def seat(self, case: str, session: Session, seat: Seat | None) -> contract.CaseView:
        question = contract.AskSeat(token=self.lead.token, id=case, member=session.member.id, seat=seat)
        return await self.community.ask("seat_member", question, contract.CaseView)

    async def investigating(self, **changed: Any) -> contract.CaseView:
        """A case that a monitor took on."""
        case = await self.step(await self.begin(**changed), CaseStep.SUBMIT)
        monitor = await self.community.joined_as(Role.MONITOR, "monitor@achyk.example")
        await self.community.enrol(monitor)
        await self.step(case, CaseStep.ACCEPT, monitor.token)
        return await self.see(case.id, self.lead.token)
