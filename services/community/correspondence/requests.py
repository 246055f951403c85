"""What community answers about letters: writing, approving, signing, sending. Thin."""

import asyncio
import base64
from datetime import date, datetime, timedelta
from typing import Any

from services.community import limits
from services.community.cases.doors import Doors, Opened
from services.community.cases.entries import Entry
from services.community.correspondence import actions, rows, views
from services.community.correspondence.access import sees, sends
from services.community.correspondence.docx_paper import docx
from services.community.correspondence.entrance import Entrance
from services.community.correspondence.letter import Letter, Link
from services.community.correspondence.merging import facts_of, merge
from services.community.correspondence.office import Change, Office, told
from services.community.correspondence.paper import paper
from services.community.correspondence.pdf_paper import pdf
from services.community.correspondence.sealing import new_code, new_seed
from services.community.correspondence.showing import Showing
from services.community.correspondence.store import CorrespondenceStore
from services.community.correspondence.templates_store import TemplatesStore
from services.community.correspondence.terms import day_of, end_of
from services.community.permissions import permits
from services.community.tokens import digest
from services.community.tries_store import TriesStore
from shared.contracts import letter as contract
from shared.contracts.letter import LetterAction, LetterFormat, LetterStatus, LetterStep, LetterVerb
from shared.errors import Refused

MEDIA_TYPES = {
    LetterFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    LetterFormat.PDF: "application/pdf",
}
MOST_BYTES = 600 * 1024
"""Of a file: in base64 it has to fit into one message."""


class LetterRequests:
    """Request handlers over letters."""

    def __init__(
        self,
        letters: CorrespondenceStore,
        templates: TemplatesStore,
        office: Office,
        showing: Showing,
        entrance: Entrance,
        doors: Doors,
        tries: TriesStore,
        link_days: int,
    ) -> None:
        """`link_days` is how long an addressee's link works."""
        self._letters = letters
        self._templates = templates
        self._office = office
        self._showing = showing
        self._entrance = entrance
        self._doors = doors
        self._tries = tries
        self._link_days = link_days

    # --- looking -------------------------------------------------------------------------------------------

    async def case_letters(self, ask: contract.AskCaseLetters) -> contract.CaseLetters:
        """The letters of a case that the asking person may see."""
        opened = await self._doors.open("case_letters", ask.token, ask.case)
        case = opened.case
        found = [letter for letter in await self._letters.of_case(ask.case) if sees(letter, opened)]
        roles = opened.caller.roles if opened.caller else ()
        return contract.CaseLetters(
            case_number=case.number,
            case_title=case.title if opened.inside or not case.published else case.public_title,
            items=[views.row(letter) for letter in found],
            writes=permits("create_letter", roles, opened.relations),
        )

    async def letter(self, ask: contract.AskLetter) -> contract.LetterView:
        """A letter as the asking person may see it."""
        return await self._showing.view(*await self._entrance.open("letter", ask.token, ask.id))

    async def letter_file(self, ask: contract.AskLetterFile) -> contract.LetterFile:
        """A letter on paper; making it takes a thread, since it is work of the processor."""
        letter, opened = await self._entrance.open("letter_file", ask.token, ask.id)
        team = sends(opened)
        signatures = [signed for _, signed in await self._showing.signatures(letter) if signed] if team else []
        link = await self._showing.printed_link(letter, opened.now) if team else None
        attachments = await self._showing.shown_attachments(letter.attachments, opened)
        sheet = paper(letter, signatures, attachments, link, signed=team)
        if ask.format is LetterFormat.PDF:
            made = await asyncio.to_thread(pdf, sheet, link)
        else:
            made = await asyncio.to_thread(docx, sheet)
        if len(made) > MOST_BYTES:
            raise Refused("too_large", "The letter is too long for one file; shorten it.")
        name = f"{letter.number or 'draft'}.{ask.format.value}"
        content = base64.b64encode(made).decode()
        return contract.LetterFile(name=name, media_type=MEDIA_TYPES[ask.format], content=content)

    # --- writing -------------------------------------------------------------------------------------------

    async def letter_draft(self, ask: contract.AskLetterDraft) -> contract.LetterDraft:
        """What a letter of a kind would say of the case."""
        opened = await self._doors.open("letter_draft", ask.token, ask.case)
        template = await self._templates.template(ask.kind)
        previous = await self._previous(ask.previous, opened)
        text = getattr(template, ask.language.value)
        merged = merge(text, facts_of(opened.case, previous, day_of(opened.now)))
        return contract.LetterDraft(
            title=merged.title,
            addressee=merged.addressee,
            text=merged.text,
            norms=list(merged.norms),
            term=template.term,
            evidence=list(await self._showing.evidence_of(ask.case)),
        )

    async def create_letter(self, ask: contract.AskCreateLetter) -> contract.LetterView:
        """A new draft."""
        opened = await self._doors.open("create_letter", ask.token, ask.case)
        previous = await self._previous(ask.previous, opened)
        await self._tries.take_turn(limits.LETTERS_OUT, digest(opened.member), opened.now)
        template = await self._templates.template(ask.kind)
        letter = await self._letters.create(
            ask.case,
            opened.member,
            ask.kind,
            ask.language,
            ask,
            await self._showing.attachments(ask.case, ask.evidence),
            template_version=template.version,
            previous=previous.id if previous else None,
            key=ask.key,
            now=opened.now,
        )
        return await self._showing.view(letter, opened)

    async def edit_letter(self, ask: contract.AskEditLetter) -> contract.LetterView:
        """Change a draft; whoever does becomes one of its writers."""
        letter, opened, done = await self._begin("edit_letter", ask, LetterAction.EDIT)
        if done:
            return await self._showing.view(letter, opened)
        changes = rows.fields_row(ask, await self._showing.attachments(letter.case, ask.evidence))
        changes["writers"] = list(dict.fromkeys([*letter.writers, opened.member]))
        return await self._carry_out(letter, opened, Change(changes), ask.key)

    async def step_letter(self, ask: contract.AskStepLetter) -> contract.LetterView:
        """Approve, send back or close."""
        action = LetterAction(ask.step.value)
        letter, opened, done = await self._begin("step_letter", ask, action)
        if done:
            return await self._showing.view(letter, opened)
        if action in actions.NEEDS_REASON and not ask.reason:
            raise Refused("reason_required", "Say why, so that others can follow you.", {"field": "reason"})
        if ask.step is LetterStep.APPROVE:
            after = await self._office.approve(letter, opened.case, opened.member, ask.key, opened.now)
            return await self._showing.view(after, opened)
        if action is LetterAction.CLOSE and not sends(opened):
            raise Refused("forbidden", "Only the team of the case closes its letters.")
        data = told(letter) | {"reason": ask.reason}
        if ask.step is LetterStep.CLOSE:
            entry = Entry("letter_closed", opened.now, opened.member, data)
            after = await self._office.close(letter, opened.case, entry, ask.key, opened.now)
            return await self._showing.view(after, opened)
        changes = {"status": LetterStatus.DRAFT.value, "approver": None}
        entry = Entry("letter_sent_back", opened.now, opened.member, data)
        return await self._carry_out(letter, opened, Change(changes, entry), ask.key)

    async def sign_letter(self, ask: contract.AskSignLetter) -> contract.LetterView:
        """Sign, by consent."""
        letter, opened = await self._entrance.open("sign_letter", ask.token, ask.id)
        actions.require(LetterAction.SIGN, letter, opened.member, opened.relations)
        if not ask.consent:
            raise Refused("consent_required", "Say that your name may stand in this letter.", {"field": "consent"})
        await self._letters.sign(letter, opened.member, ask, opened.now)
        return await self._showing.view(letter, opened)

    async def unsign_letter(self, ask: contract.AskUnsignLetter) -> contract.LetterView:
        """Take one's own signature back."""
        letter, opened = await self._entrance.open("unsign_letter", ask.token, ask.id)
        actions.require(LetterAction.UNSIGN, letter, opened.member, opened.relations)
        await self._letters.unsign(letter, opened.member)
        return await self._showing.view(letter, opened)

    # --- sending -------------------------------------------------------------------------------------------

    async def link_letter(self, ask: contract.AskLinkLetter) -> contract.LetterView:
        """A new one-time link for the addressee."""
        letter, opened, done = await self._begin("link_letter", ask, LetterAction.LINK)
        if done:
            return await self._showing.view(letter, opened)
        seed = new_seed()
        expires = opened.now + timedelta(days=self._link_days)
        link = Link((await self._letters.sealer()).digest(seed), seed, new_code(), expires)
        return await self._carry_out(letter, opened, Change({"link": rows.link_row(link)}), ask.key)

    async def send_letter(self, ask: contract.AskSendLetter) -> contract.LetterView:
        """Note that it went out; without proof it did not."""
        letter, opened, done = await self._begin("send_letter", ask, LetterAction.SEND)
        if done:
            return await self._showing.view(letter, opened)
        require_past(ask.day, opened.now)
        if not ask.proof and not ask.evidence:
            raise Refused("proof_required", "Say how it can be proven that it was sent.", {"field": "proof"})
        if not await self._letters.signatures(letter):
            raise Refused("signature_required", "A letter needs at least one real signature.", {"field": "name"})
        await self._showing.attachments(letter.case, [ask.evidence] if ask.evidence else [])
        sending = contract.Sending(channel=ask.channel, day=ask.day, proof=ask.proof, evidence=ask.evidence)
        changes: dict[str, Any] = {"status": LetterStatus.SENT.value, "sending": rows.dumped(sending)}
        changes |= await self._office.due(letter, changes)
        data = told(letter) | {"channel": ask.channel.value, "day": ask.day.isoformat(), "due": changes["due"]}
        entry = Entry("letter_sent", opened.now, opened.member, data, public=True)
        return await self._carry_out(letter, opened, Change(changes, entry, LetterVerb.SENT), ask.key)

    async def register_letter(self, ask: contract.AskRegisterLetter) -> contract.LetterView:
        """Note the addressee's own number; where the term starts with it, it is counted anew."""
        letter, opened, done = await self._begin("register_letter", ask, LetterAction.REGISTER)
        if done:
            return await self._showing.view(letter, opened)
        require_past(ask.day, opened.now)
        if letter.sending and ask.day < letter.sending.day:
            raise Refused("invalid", "It was not registered before it was sent.", {"field": "day"})
        registration = contract.Registration(number=ask.number, day=ask.day)
        changes: dict[str, Any] = {"status": LetterStatus.REGISTERED.value, "registration": rows.dumped(registration)}
        changes |= await self._office.due(letter, changes)
        data = told(letter) | {"day": ask.day.isoformat(), "due": changes["due"]}
        entry = Entry("letter_registered", opened.now, opened.member, data, public=True)
        return await self._carry_out(letter, opened, Change(changes, entry), ask.key)

    async def prolong_letter(self, ask: contract.AskProlongLetter) -> contract.LetterView:
        """Note that the addressee said it needs longer."""
        letter, opened, done = await self._begin("prolong_letter", ask, LetterAction.PROLONG)
        if done:
            return await self._showing.view(letter, opened)
        if ask.until <= (letter.due or letter.changed.date()) or ask.until > day_of(opened.now) + timedelta(days=730):
            raise Refused("invalid", "The new day must be later than the one that holds.", {"field": "until"})
        longer = contract.Prolongation(until=ask.until, reason=ask.reason, at=opened.now)
        status = LetterStatus.REGISTERED if letter.registration else LetterStatus.SENT
        changes = {
            "status": status.value,
            "prolongations": [rows.dumped(each) for each in (*letter.prolongations, longer)],
            **rows.clock_row(ask.until),
        }
        entry = Entry("letter_prolonged", opened.now, opened.member, told(letter) | {"due": ask.until.isoformat()})
        return await self._carry_out(letter, opened, Change(changes, entry), ask.key)

    # --- shared --------------------------------------------------------------------------------------------

    async def _begin(
        self, request: str, ask: contract.LetterChange, action: LetterAction
    ) -> tuple[Letter, Opened, bool]:
        """The letter to change, and whether this very form has changed it already. Raises `Refused`."""
        return await begin(self._entrance, request, ask, action)

    async def _carry_out(self, letter: Letter, opened: Opened, change: Change, key: str) -> contract.LetterView:
        after = await self._office.carry_out(letter, opened.case, change, key, opened.now)
        return await self._showing.view(after, opened)

    async def _previous(self, letter_id: str | None, opened: Opened) -> Letter | None:
        """The letter that this one follows upon: one of the same case."""
        if letter_id is None:
            return None
        letter = await self._letters.letter(letter_id)
        if letter is None or letter.case != opened.case.id:
            raise Refused("not_found", "There is no such letter in this case.", {"field": "previous"})
        return letter


async def begin(
    entrance: Entrance, request: str, ask: contract.LetterChange, action: LetterAction
) -> tuple[Letter, Opened, bool]:
    """The letter to change, and whether this very form has changed it already.

    Raises `Refused`: `not_found`, `forbidden`, `illegal_action`, `own_work`, `conflict`.
    """
    letter, opened = await entrance.open(request, ask.token, ask.id)
    if letter.last_key == ask.key:
        return letter, opened, True
    if letter.revision != ask.revision:
        raise Refused("conflict", "Somebody else changed this letter meanwhile; look at it again before you save.")
    actions.require(action, letter, opened.member, opened.relations)
    return letter, opened, False


def require_past(day: date, now: datetime) -> None:
    """Raise `Refused("future_day")` for a day that has not come in Bishkek."""
    if end_of(day) - timedelta(days=1) > now:
        raise Refused("future_day", "This day has not come yet.", {"field": "day"})
