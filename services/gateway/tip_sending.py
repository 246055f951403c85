"""From what a source wrote to sealed boxes, and back at the desk: what the answers are called, and how they travel."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from services.gateway.ports import Ask
from services.gateway.sealing.boxes import Closed, new_key, seal, unseal, unwrap, wrap, wrapped_for
from services.gateway.sealing.receipts import Source
from shared.contracts.tip import (
    PIECE_BYTES,
    AskAddToTip,
    AskFileTip,
    AskKeepPiece,
    DeskEntry,
    EntryKind,
    PieceKept,
    Recipient,
    SealedEntry,
    SealedFile,
    TipFiled,
    TipLine,
)

SECONDS: Final = 10.0
"""Longest wait for one answer of community."""


@dataclass(frozen=True, slots=True)
class TipFile:
    """A file as a source sent it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a source sends at once."""

    answers: Mapping[str, str] = field(repr=False)
    """Name of the question -> answer, those that were answered."""
    language: str
    files: Sequence[TipFile] = ()


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file at the desk: what is needed to fetch and open it."""

    id: str
    name: str
    size: int
    pieces: int


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry at the desk; `answers` is None when it is not sealed to this custodian."""

    id: str
    kind: EntryKind
    day: str
    by: str
    key: bytes | None = field(repr=False)
    answers: Mapping[str, str] | None = field(repr=False)
    language: str
    files: tuple[OpenedFile, ...] = ()


async def file_tip(bus: Ask, line: TipLine, source: Source, told: Told) -> TipFiled:
    """Seal and send a new tip. Raises `Refused` or `Unavailable`."""
    entry = await _sent(bus, line, source, told)
    question = AskFileTip(proof=source.proof, public=source.public, entry=entry)
    return await bus.ask("ask.community.file_tip", question, TipFiled, timeout=SECONDS)


async def add_to_tip(bus: Ask, line: TipLine, source: Source, told: Told) -> TipFiled:
    """Seal and send more of the same source. Raises `Refused` or `Unavailable`."""
    entry = await _sent(bus, line, source, told)
    question = AskAddToTip(proof=source.proof, entry=entry)
    return await bus.ask("ask.community.add_to_tip", question, TipFiled, timeout=SECONDS)


async def _sent(bus: Ask, line: TipLine, source: Source, told: Told) -> SealedEntry:
    """The sealed entry, after the pieces of its files have gone ahead."""
    key, listed, sealed = new_key(), [], []
    for file in told.files:
        name = f"f_{secrets.token_hex(12)}"
        pieces = [file.content[at : at + PIECE_BYTES] for at in range(0, len(file.content), PIECE_BYTES)] or [b""]
        for number, piece in enumerate(pieces):
            box = seal(key, piece, piece_purpose(name, number))
            question = AskKeepPiece(proof=source.proof, file=name, number=number, box=box)
            await bus.ask("ask.community.keep_piece", question, PieceKept, timeout=SECONDS)
        listed.append({"id": name, "name": file.name, "size": len(file.content)})
        sealed.append(SealedFile(id=name, pieces=len(pieces)))
    entry = source.mark("e", _same(told))
    content = _json({"answers": dict(told.answers), "language": told.language, "files": listed})
    return SealedEntry(
        id=entry,
        kind=EntryKind.WORDS,
        box=seal(key, content, entry_purpose(entry)),
        wraps=dict(wrapped_for(key, line.recipients)),
        files=sealed,
    )


def desk_entry(kind: EntryKind, text: str, form_key: str, recipients: Sequence[Recipient], source: str) -> SealedEntry:
    """A reply or a note, sealed; a reply to the source too. The same form makes the same entry."""
    key = new_key()
    entry = f"e_{hashlib.sha256(form_key.encode()).hexdigest()[:24]}"
    content = _json({"answers": {"text": text}, "language": "", "files": []})
    return SealedEntry(
        id=entry,
        kind=kind,
        box=seal(key, content, entry_purpose(entry)),
        wraps=dict(wrapped_for(key, recipients)),
        for_source=wrap(text.encode(), source) if kind is EntryKind.REPLY else "",
    )


def opened(one: DeskEntry, key_id: str | None, private: Any) -> OpenedEntry:  # noqa: ANN401 - a key of the library, which has no types
    """An entry as a custodian reads it. Raises `Closed` when a box was tampered with."""
    entry = one.entry
    wrapped = entry.wraps.get(key_id or "")
    if wrapped is None:
        return OpenedEntry(entry.id, entry.kind, one.day, one.by, None, None, "")
    key = unwrap(private, wrapped)
    content = json.loads(unseal(key, entry.box, entry_purpose(entry.id)))
    pieces = {file.id: file.pieces for file in entry.files}
    files = tuple(
        OpenedFile(file["id"], file["name"], file["size"], pieces[file["id"]])
        for file in content["files"]
        if file["id"] in pieces
    )
    return OpenedEntry(entry.id, entry.kind, one.day, one.by, key, content["answers"], content["language"], files)


def reply_of(source: Source, box: str) -> str:
    """A reply as its source reads it; empty when it does not open."""
    try:
        return unwrap(source.key, box).decode()
    except Closed:
        return ""


def entry_purpose(entry: str) -> str:
    """What the box of an entry is bound to."""
    return f"entry {entry}"


def piece_purpose(file: str, number: int) -> str:
    """What the box of a piece is bound to."""
    return f"piece {file} {number}"


def _same(told: Told) -> bytes:
    """What makes two sendings the same."""
    files = [[file.name, hashlib.sha256(file.content).hexdigest()] for file in told.files]
    return _json([dict(told.answers), files])


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
