"""Puts together what is answered about a letter, and what is printed of it."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nacl.exceptions import CryptoError

from services.community.cases.doors import Opened
from services.community.correspondence import views
from services.community.correspondence.access import sends
from services.community.correspondence.letter import Letter
from services.community.correspondence.merging import day
from services.community.correspondence.paper import PrintedLink
from services.community.correspondence.replies_store import RepliesStore
from services.community.correspondence.sealing import Sealer
from services.community.correspondence.store import CorrespondenceStore
from services.community.correspondence.templates_store import TemplatesStore
from services.community.correspondence.terms import day_of
from services.community.members_store import MembersStore
from shared.contracts.base import MemberId
from shared.contracts.letter import Attachment, EvidenceChoice, LetterView, ReplyLink, SignatoryFields
from shared.errors import Refused

log = logging.getLogger(__name__)
EvidenceOf = Callable[[str], Awaitable[Sequence[EvidenceChoice]]]
"""The evidence of a case."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What views and papers are made from."""

    letters: CorrespondenceStore
    replies: RepliesStore
    templates: TemplatesStore
    members: MembersStore
    evidence_of: EvidenceOf
    public_url: str

    async def shown_attachments(self, attachments: Sequence[Attachment], opened: Opened) -> list[Attachment]:
        """Attachments for whoever opened the case: outsiders read no title of evidence that is not public."""
        if opened.inside or not attachments:
            return list(attachments)
        public = {each.id for each in await self.evidence_of(opened.case.id) if each.public}
        return [each if each.evidence in public else each.model_copy(update={"title": ""}) for each in attachments]

    async def view(self, letter: Letter, opened: Opened) -> LetterView:
        """The letter as whoever opened it may see it."""
        template = await self.templates.template(letter.kind)
        people = [letter.author, *([letter.approver] if letter.approver else [])]
        return views.view(
            letter,
            opened,
            await self.members.names(people) if opened.inside else {},
            await self.signatures(letter),
            [
                replace(each, evidence=tuple(await self.shown_attachments(each.evidence, opened)))
                for each in await self.replies.of_letter(letter.id)
            ],
            await self.shown_attachments(letter.attachments, opened),
            await self.link(letter),
            views.Next(template.on_silence, template.on_refusal),
            await self.evidence_of(letter.case) if sends(opened) else (),
        )

    async def signatures(self, letter: Letter) -> list[tuple[MemberId, SignatoryFields | None]]:
        """Who signed; None for a signature that was sealed with another key."""
        sealer = await self.letters.sealer()
        return [(member, _opened(sealer, sealed)) for member, sealed in await self.letters.signatures(letter)]

    async def link(self, letter: Letter) -> ReplyLink | None:
        """The addressee's link, with its secret."""
        if letter.link is None:
            return None
        token = (await self.letters.sealer()).token(letter.link.seed)
        url = f"{self._page(letter)}/{token}"
        used = letter.link.reply is not None
        return ReplyLink(url=url, code=letter.link.code, expires=letter.link.expires, used=used)

    async def printed_link(self, letter: Letter, now: datetime) -> PrintedLink | None:
        """The link as paper states it; None once it does not work any more."""
        link = await self.link(letter)
        if link is None or link.expires <= now or link.used:
            return None
        return PrintedLink(link.url, self._page(letter), link.code, day(day_of(link.expires)))

    async def attachments(self, case_id: str, chosen: Sequence[str]) -> list[Attachment]:
        """The chosen pieces of evidence, in their order. Raises `Refused("invalid")` for one that the case lacks."""
        known = {each.id: each for each in await self.evidence_of(case_id)} if chosen else {}
        strangers = [each for each in chosen if each not in known]
        if strangers:
            raise Refused("invalid", "The case has no such piece of evidence.", {"field": "evidence"})
        return [
            Attachment(evidence=known[each].id, title=known[each].title, sha256=known[each].sha256)
            for each in dict.fromkeys(chosen)
        ]

    def _page(self, letter: Letter) -> str:
        return f"{self.public_url.rstrip('/')}/{letter.language.value}/reply"


def _opened(sealer: Sealer, sealed: bytes) -> SignatoryFields | None:
    try:
        return sealer.open(sealed)
    except CryptoError:
        log.warning("a signature cannot be read with the present key")
        return None
