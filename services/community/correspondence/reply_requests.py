"""What community answers about replies: the addressee's link, replies from paper, what they are worth. Thin."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.community import limits
from services.community.cases.entries import Entry
from services.community.cases.store import CasesStore
from services.community.correspondence import actions, views
from services.community.correspondence.entrance import Entrance, no_such_letter
from services.community.correspondence.letter import Letter
from services.community.correspondence.office import Change, Office, told
from services.community.correspondence.replies import Reply, require_words, status_of
from services.community.correspondence.replies_store import RepliesStore
from services.community.correspondence.requests import begin, require_past
from services.community.correspondence.showing import Showing
from services.community.correspondence.store import CorrespondenceStore
from services.community.correspondence.terms import day_of
from services.community.tokens import digest, new_id
from services.community.tries_store import TriesStore
from shared.contracts import letter as contract
from shared.contracts.letter import LetterAction, ReplyWay
from shared.errors import Refused

_ANSWERABLE = actions.TABLE[LetterAction.ENTER_REPLY].come_from
_TRIES = 3


class ReplyRequests:
    """Request handlers over replies."""

    def __init__(
        self,
        letters: CorrespondenceStore,
        replies: RepliesStore,
        cases: CasesStore,
        office: Office,
        showing: Showing,
        entrance: Entrance,
        tries: TriesStore,
    ) -> None:
        self._letters = letters
        self._replies = replies
        self._cases = cases
        self._office = office
        self._showing = showing
        self._entrance = entrance
        self._tries = tries

    # --- the addressee's link ------------------------------------------------------------------------------

    async def reply_page(self, ask: contract.AskReplyPage) -> contract.ReplyPage:
        """What the addressee sees."""
        return await self._page(await self._letters.by_link(ask.reply_token, datetime.now(UTC)))

    async def find_reply(self, ask: contract.AskFindReply) -> contract.FoundReply:
        """The link that is printed beside a number and a code."""
        now = datetime.now(UTC)
        await self._tries.take_own_try(limits.REPLY_CODE, digest(f"{ask.number}\n{ask.client}"), now)
        await self._tries.take_turn(limits.REPLY_CODES, digest(ask.number), now)
        letter = await self._letters.by_number(ask.number)
        if letter is None or letter.link is None or letter.link.code != ask.code or letter.link.expires <= now:
            raise Refused("not_found", "No letter has this number and this code.", {"field": "code"})
        return contract.FoundReply(reply_token=(await self._letters.sealer()).token(letter.link.seed))

    async def answer_letter(self, ask: contract.AskAnswerLetter) -> contract.ReplyPage:
        """Keep the addressee's answer: one by one link."""
        require_words(ask.text, ask.reference, 0)
        for left in reversed(range(_TRIES)):
            try:
                return await self._page(await self._answer(ask))
            except Refused as refused:  # the team changed the letter at the same moment
                if refused.code != "conflict" or not left:
                    raise
        raise AssertionError

    async def _answer(self, ask: contract.AskAnswerLetter) -> Letter:
        now = datetime.now(UTC)
        letter = await self._letters.by_link(ask.reply_token, now)
        assert letter.link is not None  # noqa: S101 - it was found by its link
        if letter.link.reply:
            if await self._replies.of_form(letter.id, ask.key):
                return letter
            raise Refused("already_answered", "This link was used for an answer already.")
        if letter.status not in _ANSWERABLE:
            raise Refused("illegal_action", "This letter does not wait for an answer.")
        case = await self._cases.case(letter.case)
        if case is None:
            raise no_such_letter()
        reply = Reply(
            id=new_id("r"),
            letter=letter.id,
            case=letter.case,
            at=now,
            day=day_of(now),
            way=ReplyWay.LINK,
            text=ask.text.replace("\r", ""),
            official=ask.official,
            reference=ask.reference,
            evidence=(),
            proposed=ask.proposed,
            classed=None,
            classed_words="",
            ratings={},
        )
        changes: dict[str, Any] = {"link.reply": reply.id}
        await self._office.take_in(letter, case, reply, ask.key, changes)
        return await self._letters.by_link(ask.reply_token, now)

    async def _page(self, letter: Letter) -> contract.ReplyPage:
        case = await self._cases.case(letter.case)
        answered = await self._replies.of_letter(letter.id)
        mine = next((each for each in answered if letter.link and each.id == letter.link.reply), None)
        return views.reply_page(letter, case.number if case else "", mine)

    # --- what the team does --------------------------------------------------------------------------------

    async def enter_reply(self, ask: contract.AskEnterReply) -> contract.LetterView:
        """Keep a reply that came another way."""
        letter, opened, done = await begin(self._entrance, "enter_reply", ask, LetterAction.ENTER_REPLY)
        if done:
            return await self._showing.view(letter, opened)
        require_past(ask.day, opened.now)
        require_words(ask.text, ask.reference, len(ask.evidence))
        official = None
        if len(ask.official_name) > 1 and len(ask.official_office) > 1:
            official = contract.Official(name=ask.official_name, office=ask.official_office)
        reply = Reply(
            id=new_id("r"),
            letter=letter.id,
            case=letter.case,
            at=opened.now,
            day=ask.day,
            way=ReplyWay.TEAM,
            text=ask.text.replace("\r", ""),
            official=official,
            reference=ask.reference,
            evidence=tuple(await self._showing.attachments(letter.case, ask.evidence)),
            proposed=None,
            classed=None,
            classed_words="",
            ratings={},
        )
        after = await self._office.take_in(letter, opened.case, reply, ask.key, {})
        return await self._showing.view(after, opened)

    async def classify_reply(self, ask: contract.AskClassifyReply) -> contract.LetterView:
        """Say in plain words what a reply is worth."""
        letter, opened, done = await begin(self._entrance, "classify_reply", ask, LetterAction.CLASSIFY)
        if done:
            return await self._showing.view(letter, opened)
        one_of(await self._replies.of_letter(letter.id), ask.reply)
        status = status_of(ask.classed)
        data = told(letter) | {"classed": ask.classed.value}
        change = Change({"status": status.value}, Entry("reply_classed", opened.now, opened.member, data, public=True))
        after = await self._office.carry_out(
            letter,
            opened.case,
            change,
            ask.key,
            opened.now,
            also=lambda session: self._replies.classify(session, ask.reply, ask.classed, ask.words),
        )
        return await self._showing.view(after, opened)

    async def rate_reply(self, ask: contract.AskRateReply) -> contract.LetterView:
        """Say how good a reply is."""
        letter, opened = await self._entrance.open("rate_reply", ask.token, ask.id)
        actions.require(LetterAction.RATE, letter, opened.member, opened.relations)
        one_of(await self._replies.of_letter(letter.id), ask.reply)
        rating = contract.Rating(answers=ask.answers, norms=ask.norms, documents=ask.documents)
        await self._replies.rate(ask.reply, opened.member, rating)
        return await self._showing.view(letter, opened)


def one_of(replies: Sequence[Reply], reply_id: str) -> Reply:
    """The reply with this id. Raises `Refused("not_found")`."""
    for reply in replies:
        if reply.id == reply_id:
            return reply
    raise Refused("not_found", "There is no such reply to this letter.")
