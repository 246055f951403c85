"""Letters, replies and templates as documents of the database, and back. Pure."""

from datetime import date
from typing import Any

from services.community.correspondence.letter import Letter, Link
from services.community.correspondence.replies import Reply
from services.community.correspondence.terms import end_of
from shared.contracts.base import Contract
from shared.contracts.letter import (
    Addressee,
    AnswerTerm,
    Attachment,
    LetterFields,
    LetterKind,
    LetterLanguage,
    LetterStatus,
    LetterTemplate,
    Official,
    Prolongation,
    Rating,
    Registration,
    ReplyClass,
    ReplyWay,
    Sending,
)

Row = dict[str, Any]


def fields_row(fields: LetterFields, attachments: list[Attachment]) -> Row:
    """What people wrote, as it is kept."""
    return {
        "addressee": dumped(fields.addressee),
        "title": fields.title,
        "text": fields.text.replace("\r", ""),
        "norms": list(fields.norms),
        "attachments": [dumped(each) for each in attachments],
        "term": dumped(fields.term),
        "collective": fields.collective,
    }


def clock_row(due: date | None) -> Row:
    """By when an answer is due."""
    return {"due": due.isoformat() if due else None, "dueAt": end_of(due) if due else None}


def link_row(link: Link) -> Row:
    """A one-time link as it is kept."""
    return {
        "digest": link.digest,
        "seed": link.seed,
        "code": link.code,
        "expires": link.expires,
        "reply": link.reply,
    }


def letter(row: Row) -> Letter:
    """The letter of a document."""
    link, term, sending, registration = (row[name] for name in ("link", "term", "sending", "registration"))
    return Letter(
        id=row["_id"],
        case=row["case"],
        kind=LetterKind(row["kind"]),
        language=LetterLanguage(row["language"]),
        template_version=row["templateVersion"],
        previous=row["previous"],
        number=row["number"],
        addressee=Addressee(**row["addressee"]),
        title=row["title"],
        text=row["text"],
        norms=tuple(row["norms"]),
        attachments=tuple(Attachment(**each) for each in row["attachments"]),
        term=AnswerTerm(**term) if term else None,
        collective=row["collective"],
        status=LetterStatus(row["status"]),
        author=row["author"],
        writers=tuple(row["writers"]),
        approver=row["approver"],
        created=row["created"],
        changed=row["changed"],
        revision=row["revision"],
        last_key=row["lastKey"],
        sending=Sending(**sending) if sending else None,
        registration=Registration(**registration) if registration else None,
        prolongations=tuple(Prolongation(**each) for each in row["prolongations"]),
        due=_date(row["due"]),
        answered=_date(row["answered"]),
        link=Link(**link) if link else None,
        signatures_deleted=row["signaturesDeleted"],
    )


def reply_row(reply: Reply) -> Row:
    """A reply as it is kept."""
    return {
        "_id": reply.id,
        "letter": reply.letter,
        "case": reply.case,
        "at": reply.at,
        "day": reply.day.isoformat(),
        "way": reply.way.value,
        "text": reply.text,
        "official": dumped(reply.official),
        "reference": reply.reference,
        "evidence": [dumped(each) for each in reply.evidence],
        "proposed": reply.proposed.value if reply.proposed else None,
        "classed": reply.classed.value if reply.classed else None,
        "classedWords": reply.classed_words,
        "ratings": {member: dumped(rating) for member, rating in reply.ratings.items()},
    }


def reply(row: Row) -> Reply:
    """The reply of a document."""
    return Reply(
        id=row["_id"],
        letter=row["letter"],
        case=row["case"],
        at=row["at"],
        day=date.fromisoformat(row["day"]),
        way=ReplyWay(row["way"]),
        text=row["text"],
        official=Official(**row["official"]) if row["official"] else None,
        reference=row["reference"],
        evidence=tuple(Attachment(**each) for each in row["evidence"]),
        proposed=ReplyClass(row["proposed"]) if row["proposed"] else None,
        classed=ReplyClass(row["classed"]) if row["classed"] else None,
        classed_words=row["classedWords"],
        ratings={member: Rating(**rating) for member, rating in row["ratings"].items()},
    )


def template_row(template: LetterTemplate) -> Row:
    """A version of a template as it is kept; `by` holds the member."""
    return template.model_dump(mode="json", exclude={"kind", "changed"}) | {"changed": template.changed}


def template(row: Row, kind: str) -> LetterTemplate:
    """The template of a document."""
    return LetterTemplate(kind=LetterKind(kind), **{name: row[name] for name in row if not name.startswith("_")})


def dumped(model: Contract | None) -> Row | None:
    """A contract as a document."""
    return model.model_dump(mode="json") if model else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
