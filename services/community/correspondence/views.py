"""Letters as requests answer them: each shows no more than its reader may see. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.community.cases.doors import Opened
from services.community.correspondence import actions
from services.community.correspondence.access import sends
from services.community.correspondence.letter import Letter, content_hash
from services.community.correspondence.replies import Reply, quality
from shared.contracts.base import MemberId
from shared.contracts.letter import (
    Attachment,
    EvidenceChoice,
    LetterAction,
    LetterKind,
    LetterRow,
    LetterStatus,
    LetterView,
    ReplyLink,
    ReplyPage,
    ReplyView,
    Signatory,
    SignatoryFields,
    Suggestion,
)

ON_REPLY = frozenset({LetterAction.CLASSIFY, LetterAction.RATE})


@dataclass(frozen=True, slots=True)
class Next:
    """What the template of a letter says can be written next."""

    on_silence: LetterKind | None
    on_refusal: LetterKind | None


def row(letter: Letter) -> LetterRow:
    """A letter in a list."""
    return LetterRow(
        id=letter.id,
        case=letter.case,
        kind=letter.kind,
        language=letter.language,
        number=letter.number,
        title=letter.title,
        organisation=letter.addressee.organisation,
        status=letter.status,
        sent=letter.sending.day if letter.sending else None,
        due=letter.due,
        answered=letter.answered,
        changed=letter.changed,
    )


def view(
    letter: Letter,
    opened: Opened,
    names: Mapping[MemberId, str],
    signatures: Sequence[tuple[MemberId, SignatoryFields | None]],
    replies: Sequence[Reply],
    attachments: Sequence[Attachment],
    link: ReplyLink | None,
    following: Next,
    evidence: Sequence[EvidenceChoice],
) -> LetterView:
    """A letter for whoever opened its case. A signature that could not be opened is None: it is only counted."""
    case, member = opened.case, opened.caller.id if opened.caller else None
    inside, team = opened.inside, sends(opened)
    may = actions.may(letter, member, opened.caller.roles if opened.caller else (), opened.relations)
    mine = [signed for signer, signed in signatures if signer == member and signed]
    if not mine:
        may = [action for action in may if action is not LetterAction.UNSIGN]
    addressee = letter.addressee
    sending = letter.sending
    if not inside:
        addressee = addressee.model_copy(update={"address": "", "email": ""})
        sending = sending.model_copy(update={"proof": "", "evidence": None}) if sending else None
    return LetterView(
        **dict(row(letter)),
        case_number=case.number,
        case_title=case.title if inside or not case.published else case.public_title,
        addressee=addressee,
        text=letter.text,
        norms=list(letter.norms),
        attachments=list(attachments),
        term=letter.term,
        collective=letter.collective,
        revision=letter.revision,
        hash=content_hash(letter),
        template_version=letter.template_version,
        previous=letter.previous if inside else None,
        author=names.get(letter.author, "") if inside else None,
        approver=names.get(letter.approver or "") if inside else None,
        signatures=len(signatures),
        signatories=[
            Signatory(**dict(signed), mine=signer == member)
            for signer, signed in signatures
            if signed and (team or signer == member)
        ],
        signatures_deleted=letter.signatures_deleted,
        sending=sending,
        registration=letter.registration,
        prolongations=list(letter.prolongations),
        link=link if team else None,
        replies=[reply(each, letter, opened) for each in replies],
        may=[action for action in may if action not in ON_REPLY],
        suggestion=suggestion(letter, following) if team else None,
        evidence_choices=list(evidence) if team else [],
    )


def reply(one: Reply, letter: Letter, opened: Opened | None) -> ReplyView:
    """A reply beside its letter."""
    member = opened.caller.id if opened and opened.caller else None
    found: list[LetterAction] = []
    if opened:
        found = actions.may(letter, member, opened.caller.roles if opened.caller else (), opened.relations)
    return ReplyView(
        id=one.id,
        at=one.at,
        day=one.day,
        way=one.way,
        text=one.text,
        official=one.official,
        reference=one.reference,
        evidence=list(one.evidence),
        proposed=one.proposed,
        classed=one.classed,
        classed_words=one.classed_words,
        rated=len(one.ratings),
        quality=quality(one.ratings),
        own_rating=one.ratings.get(member) if member else None,
        may=[action for action in found if action in ON_REPLY],
    )


def suggestion(letter: Letter, following: Next) -> Suggestion | None:
    """What can be written next on silence or refusal."""
    ways = {LetterStatus.OVERDUE: following.on_silence, LetterStatus.REFUSED: following.on_refusal}
    kind = ways.get(letter.status)
    return Suggestion(kind=kind, why=letter.status) if kind else None


def reply_page(letter: Letter, case_number: str, answered: Reply | None) -> ReplyPage:
    """What the addressee sees: their letter and their answer, nothing else of the case."""
    assert letter.link is not None  # noqa: S101 - it was found by its link
    return ReplyPage(
        letter=letter.id,
        number=letter.number,
        kind=letter.kind,
        language=letter.language,
        case_number=case_number,
        addressee=letter.addressee,
        title=letter.title,
        text=letter.text,
        norms=list(letter.norms),
        attachments=list(letter.attachments),
        sent=letter.sending.day if letter.sending else None,
        due=letter.due,
        expires=letter.link.expires,
        reply=reply(answered, letter, None) if answered else None,
    )
