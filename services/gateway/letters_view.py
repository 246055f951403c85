"""Letters and replies as pages show them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.gateway import letter_words as words
from services.gateway.choices import Choice, chosen_of
from services.gateway.format import BISHKEK
from services.gateway.labels import Labels
from shared.contracts.letter import LetterRow, LetterView, ReplyPage, ReplyView


@dataclass(frozen=True, slots=True)
class RowView:
    """A letter in a list."""

    id: str
    title: str
    meta: str
    status: str
    tag: str


@dataclass(frozen=True, slots=True)
class ReplyShown:
    """A reply beside its letter."""

    id: str
    facts: tuple[tuple[str, str | None], ...]
    paragraphs: tuple[str, ...]
    attachments: tuple[tuple[str, str], ...]
    differs: bool
    """The addressee and the author call it by different names."""
    may: frozenset[str]
    marks: Mapping[str, int]
    classed: str


@dataclass(frozen=True, slots=True)
class LetterShown:
    """The page of a letter."""

    kind: str
    status: str
    tag: str
    facts: tuple[tuple[str, str | None], ...]
    paragraphs: tuple[str, ...]
    replies: tuple[ReplyShown, ...]
    may: frozenset[str]
    suggestion: str | None


def day(value: date | None, labels: Labels) -> str | None:
    """A day as people read it."""
    return labels.date(datetime(value.year, value.month, value.day, 12, tzinfo=BISHKEK)) if value else None


def row(one: LetterRow, labels: Labels) -> RowView:
    """A letter in a list."""
    said = labels.gettext
    parts = [one.number or "", said(words.KINDS[one.kind]), one.organisation, day(one.sent, labels) or ""]
    return RowView(
        one.id,
        one.title,
        " · ".join(part for part in parts if part),
        said(words.STATUSES[one.status]),
        words.TAGS.get(one.status, ""),
    )


def shown(letter: LetterView, labels: Labels) -> LetterShown:
    """The page of a letter."""
    said = labels.gettext
    to = letter.addressee
    sending, registration = letter.sending, letter.registration
    sent = f"{day(sending.day, labels)}, {said(words.CHANNELS[sending.channel])}" if sending else None
    facts: list[tuple[str, str | None]] = [
        (labels.gettext("Number"), letter.number),
        (labels.gettext("To"), ", ".join(part for part in (to.organisation, to.office, to.address, to.email) if part)),
        (labels.gettext("Sent"), sent),
        (labels.gettext("Registered by the addressee"), f"{registration.number}, {day(registration.day, labels)}")
        if registration
        else ("", None),
        (labels.gettext("Answer due by"), day(letter.due, labels)),
        (labels.gettext("By which norm"), letter.term.norm if letter.term else None),
        (labels.gettext("Answered"), day(letter.answered, labels)),
        (labels.gettext("Written by"), letter.author),
        (labels.gettext("Approved by"), letter.approver),
        (labels.gettext("Proof of sending"), sending.proof if sending else None),
    ]
    suggestion = letter.suggestion
    return LetterShown(
        kind=said(words.KINDS[letter.kind]),
        status=said(words.STATUSES[letter.status]),
        tag=words.TAGS.get(letter.status, ""),
        facts=tuple((name, value) for name, value in facts if value),
        paragraphs=paragraphs(letter.text),
        replies=tuple(reply(each, labels) for each in letter.replies),
        may=frozenset(action.value for action in letter.may),
        suggestion=said(words.KINDS[suggestion.kind]) if suggestion else None,
    )


def reply(one: ReplyView, labels: Labels) -> ReplyShown:
    """A reply with what is said of it."""
    said = labels.gettext
    official = f"{one.official.name}, {one.official.office}" if one.official else None
    quality = None
    if one.quality:
        quality = labels.gettext("%(mark)s of 5, by %(people)s people") % {
            "mark": labels.number(one.quality.overall),
            "people": one.quality.people,
        }
    facts = (
        (labels.gettext("Day"), day(one.day, labels)),
        (labels.gettext("Answered by"), official),
        (labels.gettext("Number of the answer"), one.reference or None),
        (labels.gettext("The addressee calls it"), said(words.CLASSES[one.proposed]) if one.proposed else None),
        (
            labels.gettext("Whoever wrote the letter calls it"),
            said(words.CLASSES[one.classed]) if one.classed else None,
        ),
        (labels.gettext("In their words"), one.classed_words or None),
        (labels.gettext("Quality"), quality),
    )
    own = one.own_rating
    return ReplyShown(
        id=one.id,
        facts=tuple((name, value) for name, value in facts if value),
        paragraphs=paragraphs(one.text),
        attachments=tuple((each.title, each.sha256) for each in one.evidence),
        differs=one.proposed is not None and one.classed is not None and one.proposed is not one.classed,
        may=frozenset(action.value for action in one.may),
        marks=own.model_dump() if own else {},
        classed=one.classed.value if one.classed else "",
    )


def addressed(page: ReplyPage, labels: Labels) -> tuple[tuple[str, str | None], ...]:
    """What the addressee reads above their letter."""
    facts = (
        (labels.gettext("Number"), page.number),
        (labels.gettext("Case"), page.case_number),
        (labels.gettext("To"), page.addressee.organisation),
        (labels.gettext("Sent"), day(page.sent, labels)),
        (labels.gettext("Answer due by"), day(page.due, labels)),
        (labels.gettext("The link works until"), labels.date(page.expires)),
    )
    return tuple((name, value) for name, value in facts if value)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which stand apart by empty lines."""
    return tuple(part.strip() for part in text.replace("\r", "").split("\n\n") if part.strip())


def choices(table: Mapping[Any, str], chosen: str | None, labels: Labels) -> tuple[Choice, ...]:
    """Options in the words of a table."""
    return chosen_of({str(value): labels.gettext(word) for value, word in table.items()}, chosen)
