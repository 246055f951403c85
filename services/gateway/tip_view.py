"""What the pages of tips show: questions, official channels, words for statuses, and what is wrong in a form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from services.gateway.choices import Choice, chosen_of
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.tip_sending import OpenedEntry, OpenedFile
from services.gateway.views import FieldError
from shared.contracts.tip import FILES_BYTES, MOST_FILES, DeskTip, EntryKind, TipStatus

_CHANNELS: Final = json.loads((Path(__file__).parent / "sealing" / "channels.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form."""

    name: str
    label: str
    hint: str
    longest: int
    rows: int
    required: bool = False
    choices: Mapping[str, str] | None = None
    """Answers to choose from; a text where there are none."""


QUESTIONS: Final = (
    Question(
        "happened",
        N_("What happened?"),
        N_("Tell it in your own words. Do not write who you are, and leave out what only you can know."),
        20_000,
        10,
        required=True,
    ),
    Question("purchase", N_("Which purchase is it about?"), N_("Its number, or what was bought and by whom."), 500, 2),
    Question("place", N_("Where?"), N_("Town, district, organisation."), 300, 1),
    Question("when", N_("When?"), N_("As exactly as is safe for you. A month is enough."), 300, 1),
    Question("know", N_("How do you know it?"), N_("Did you see, read or hear it? Which documents show it?"), 3_000, 4),
    Question(
        "danger",
        N_("Are you in danger?"),
        N_("We cannot protect you. We read such tips first and handle them with more care."),
        10,
        0,
        choices={"yes": N_("Yes, or I may be soon"), "no": N_("No"), "unsure": N_("I do not know")},
    ),
    Question(
        "ask_back",
        N_("May we ask you something back?"),
        N_("You will see our questions only when you come back with your receipt."),
        10,
        0,
        choices={"yes": N_("Yes"), "no": N_("No")},
    ),
)
TEXT: Final = N_("Text")
LONGEST_MORE: Final = 20_000
"""Characters of what a source adds, of a reply and of a note."""

STATUSES: Final = {
    TipStatus.NEW: N_("New"),
    TipStatus.OPENED: N_("Opened"),
    TipStatus.ANSWERED: N_("Answered"),
    TipStatus.CLOSED: N_("Closed"),
    TipStatus.CONVERTED: N_("Made into a case"),
}
KINDS: Final = {
    EntryKind.WORDS: N_("The source wrote"),
    EntryKind.REPLY: N_("Reply to the source"),
    EntryKind.NOTE: N_("Note among custodians"),
}
SENTENCES: Final = {
    "happened": N_("Say what happened."),
    "long": N_("This text is too long. Shorten it."),
    "files": N_("At most 3 files, together at most 10 MB. Choose them again."),
    "again": N_("Choose your files again before you send."),
    "old": N_("This page was open for too long. Check what you wrote and send it again."),
    "pot": N_("Leave the last field empty."),
    "nothing": N_("Write something or choose a file."),
    "receipt": N_("There is no tip for these words. Check each word and their order. The tip may be deleted by now."),
    "ticket": N_("For your safety the page closed after half an hour. Enter your receipt again."),
    "confirm_key": N_("Tick the box: with a new key you cannot open what was sealed to the old one."),
    "confirm": N_("Tick the box if you want to delete everything."),
    "busy": N_("Very many people are sending something now. Nothing was lost; try again in a few minutes."),
    "incomplete": N_("A file did not arrive whole. Choose it again and send once more."),
    "full": N_("This conversation is as long as it can be. Send a new tip."),
    "passphrase": N_("This passphrase does not open your key."),
    "weak": N_("Use at least 16 characters, for example five words that have nothing to do with each other."),
    "differs": N_("The two do not match."),
    "text": N_("Write a text of at most 20,000 characters."),
    "conflict": N_("This tip changed while you looked at it. Look again, then repeat what you wanted to do."),
    "title": N_("Write a title of 5 to 200 characters and a summary of at most 4,000."),
}


@dataclass(frozen=True, slots=True)
class AskedView:
    """A question with what was answered so far."""

    name: str
    label: str
    hint: str
    longest: int
    rows: int
    required: bool
    value: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ReplyView:
    """One line of the conversation as its source sees it."""

    mine: bool
    day: datetime
    text: str
    files: int


@dataclass(frozen=True, slots=True)
class RowView:
    """One tip in the list of the desk."""

    id: str
    status: str
    waiting: bool
    came_back: bool
    created: datetime
    acted: datetime
    keep_until: datetime
    entries: int
    files: int
    cleared: bool
    readable: bool
    case: str | None
    revision: int
    closed: bool
    opened: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry at the desk, opened or not."""

    id: str
    title: str
    kind: str
    day: datetime
    by: str
    answers: tuple[tuple[str, str], ...] | None
    files: tuple[OpenedFile, ...]
    key: str


def asked(given: Mapping[str, str], labels: Labels) -> tuple[AskedView, ...]:
    """The questions with what was given."""
    said = labels.gettext
    return tuple(
        AskedView(
            one.name,
            said(one.label),
            said(one.hint),
            one.longest,
            one.rows,
            one.required,
            given.get(one.name, ""),
            chosen_of({value: said(words) for value, words in (one.choices or {}).items()}, given.get(one.name)),
        )
        for one in QUESTIONS
    )


def answers_of(given: Mapping[str, str], labels: Labels) -> tuple[dict[str, str], list[FieldError]]:
    """The answers of a form, and what is wrong with them. A choice that was not offered is no answer."""
    answers: dict[str, str] = {}
    errors: list[FieldError] = []
    for one in QUESTIONS:
        value = given.get(one.name, "").strip()
        if one.choices is not None and value not in one.choices:
            value = ""
        if one.required and not value:
            errors.append(wrong(one.name, one.name, labels))
        elif len(value) > one.longest:
            errors.append(wrong("long", one.name, labels))
        elif value:
            answers[one.name] = value
    return answers, errors


def wrong(sentence: str, field: str, labels: Labels) -> FieldError:
    """What is wrong with a field, in the reader's language."""
    return FieldError(field, labels.gettext(SENTENCES[sentence]))


def too_much(sizes: list[int]) -> bool:
    """Whether files are more than can be sent at once."""
    return len(sizes) > MOST_FILES or sum(sizes) > FILES_BYTES


def shown_answers(answers: Mapping[str, str], labels: Labels) -> tuple[tuple[str, str], ...]:
    """Questions and answers as a custodian reads them."""
    said, left = labels.gettext, dict(answers)
    rows = []
    for one in QUESTIONS:
        if one.name in left:
            value = left.pop(one.name)
            rows.append((said(one.label), said(one.choices[value]) if one.choices and value in one.choices else value))
    rows += [(said(TEXT), value) for value in left.values()]
    return tuple(rows)


def row(tip: DeskTip, labels: Labels) -> RowView:
    """A tip in the list."""
    return RowView(
        tip.id,
        labels.gettext(STATUSES[tip.status]),
        tip.waiting,
        tip.came_back,
        day(tip.created),
        day(tip.acted),
        day(tip.keep_until),
        tip.entries,
        tip.files,
        tip.cleared,
        tip.readable,
        tip.case,
        tip.revision,
        closed=tip.status is TipStatus.CLOSED,
        opened=tip.status is not TipStatus.NEW,
    )


def entry(one: OpenedEntry, key: str, labels: Labels) -> EntryView:
    """An entry at the desk."""
    return EntryView(
        one.id,
        labels.gettext(KINDS[one.kind]),
        one.kind.value,
        day(one.day),
        one.by,
        None if one.answers is None else shown_answers(one.answers, labels),
        one.files,
        key,
    )


def channels(labels: Labels) -> tuple[str, ...]:
    """The official channels, in the reader's language."""
    return tuple(one[labels.language.value] for one in _CHANNELS["channels"])


def channels_note(labels: Labels) -> str:
    """How sure we are of the official channels."""
    if _CHANNELS["confirmed"]:
        return ""
    words = labels.gettext("This list was put together on %(day)s and not yet confirmed by a lawyer.")
    return words % {"day": labels.date(day(_CHANNELS["checked"]))}


def day(text: str) -> datetime:
    """A day as the pages show it; noon in UTC is the same day in Bishkek."""
    return datetime.combine(datetime.fromisoformat(text), time(12), UTC)
