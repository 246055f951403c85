"""A case team that writes to authorities, as tests use it."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from services.community.correspondence.terms import day_of
from shared.contracts import letter as contract
from shared.contracts.case import CaseView, Seat
from shared.contracts.community import Session
from shared.contracts.letter import LetterFormat, LetterKind, LetterLanguage, LetterStep, LetterView

from .cases.team import Team
from .conftest import Community

FIELDS: dict[str, Any] = {
    "addressee": {
        "organisation": "Made-up office",
        "office": "Head",
        "address": "Bishkek, 1",
        "email": "o@example.org",
    },
    "title": "A question about chairs",
    "text": "Please tell us how the chairs were bought.\n\nThank you.",
    "norms": ["Law 67"],
    "term": {"days": 14, "norm": "Law 67", "start": "registered"},
}
_KEYS = count()


def key() -> str:
    """A form of its own."""
    return f"letter-form-{next(_KEYS):08}"


def today() -> date:
    """The day in Bishkek."""
    return day_of(datetime.now(UTC))


@dataclass
class Desk:
    """A case with its lead and a second person, and what they do with letters."""

    community: Community
    team: Team
    case: CaseView
    second: Session
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def lead(self) -> str:
        """The lead's session."""
        return self.team.lead.token

    async def write(self, form: str | None = None, **changed: Any) -> LetterView:
        kind = changed.pop("kind", LetterKind.APPEAL)
        question = contract.AskCreateLetter(
            token=changed.pop("token", self.lead),
            case=self.case.id,
            key=form or key(),
            kind=kind,
            language=LetterLanguage.RU,
            previous=changed.pop("previous", None),
            **FIELDS | changed,
        )
        return await self.community.ask("create_letter", question, LetterView)

    async def see(self, letter: LetterView, token: str | None) -> LetterView:
        return await self.community.ask("letter", contract.AskLetter(token=token, id=letter.id), LetterView)

    async def step(self, letter: LetterView, step: LetterStep, token: str, reason: str = "") -> LetterView:
        question = contract.AskStepLetter(**self.change(letter, token), step=step, reason=reason)
        return await self.community.ask("step_letter", question, LetterView)

    async def sign(self, letter: LetterView, token: str, **fields: Any) -> LetterView:
        said: dict[str, Any] = {
            "name": "Айгүл Өмүралиева",
            "capacity": "resident",
            "contact": "Osh, 7",
            "consent": True,
        }
        question = contract.AskSignLetter(token=token, id=letter.id, **said | fields)
        return await self.community.ask("sign_letter", question, LetterView)

    async def approved(self, **changed: Any) -> LetterView:
        """A letter by the lead, approved by the second person."""
        return await self.step(await self.write(**changed), LetterStep.APPROVE, self.second.token)

    async def send(self, letter: LetterView, day: date | None = None, **changed: Any) -> LetterView:
        said: dict[str, Any] = {"channel": "paper", "day": day or today(), "proof": "RR 123"}
        question = contract.AskSendLetter(**self.change(letter, self.lead) | said | changed)
        return await self.community.ask("send_letter", question, LetterView)

    async def sent(self, day: date | None = None, **changed: Any) -> LetterView:
        """A letter that is out."""
        letter = await self.approved(**changed)
        await self.sign(letter, self.lead)
        return await self.send(letter, day)

    async def link(self, letter: LetterView) -> LetterView:
        question = contract.AskLinkLetter(**self.change(letter, self.lead))
        return await self.community.ask("link_letter", question, LetterView)

    async def answer(self, reply_token: str, form: str | None = None, **changed: Any) -> contract.ReplyPage:
        said: dict[str, Any] = {"text": "We checked: all is well.", "official": {"name": "Official", "office": "Head"}}
        question = contract.AskAnswerLetter(reply_token=reply_token, key=form or key(), **said | changed)
        return await self.community.ask("answer_letter", question, contract.ReplyPage)

    async def file(self, letter: LetterView, kind: LetterFormat, token: str | None) -> bytes:
        question = contract.AskLetterFile(token=token, id=letter.id, format=kind)
        return base64.b64decode((await self.community.ask("letter_file", question, contract.LetterFile)).content)

    @staticmethod
    def change(letter: LetterView, token: str) -> dict[str, Any]:
        """What every change of a letter carries."""
        return {"token": token, "id": letter.id, "revision": letter.revision, "key": key()}


async def desk_of(community: Community) -> Desk:
    """A case under investigation with two people, as tests begin."""
    lead = await community.joined("lead@achyk.example")
    await community.enrol(lead)
    team = Team(community, lead)
    case = await team.investigating()
    second = await community.joined("second@achyk.example")
    await community.enrol(second)
    await team.seat(case.id, second, Seat.MEMBER)
    return Desk(community, team, await team.see(case.id, team.lead.token), second)


def token_of(letter: LetterView) -> str:
    """The secret of the addressee's link."""
    assert letter.link
    return letter.link.url.rpartition("/")[2]
