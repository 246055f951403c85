"""Texts that members agree to: files in `texts/`, one per text, version and language, as they were shown.

A file is plain text: `# ` begins the title, `## ` a heading, `- ` an item of a list, any other line is a paragraph. A
version that was shown is never changed; a new one is a new file in each language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from shared.contracts.base import Language
from shared.contracts.consent import AgreedText, ConsentText

FOLDER: Final = Path(__file__).parent / "texts"
MARKS: Final = {"# ": "title", "## ": "heading", "- ": "list"}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a text in one language."""

    version: str
    title: str
    blocks: tuple[Block, ...]


@cache
def texts() -> Mapping[AgreedText, Text]:
    """Every text that was ever shown."""
    found = {}
    for path in FOLDER.glob("*.txt"):
        name, version, language = path.stem.split(".")
        key = AgreedText(text=ConsentText(name), version=version, language=Language(language))
        found[key] = read(version, path.read_text(encoding="utf-8"))
    return found


def read(version: str, content: str) -> Text:
    """The text of a file."""
    lines = [_marked(line.strip()) for line in content.splitlines() if line.strip()]
    title = next(line for kind, line in lines if kind == "title")
    blocks: list[Block] = []
    for kind, group in groupby((each for each in lines if each[0] != "title"), key=lambda each: each[0]):
        said = [line for _, line in group]
        blocks += [Block(kind, tuple(said))] if kind == "list" else [Block(kind, (line,)) for line in said]
    return Text(version, title, tuple(blocks))


def newest(text: ConsentText) -> str:
    """The version that is shown now."""
    return max((key.version for key in texts() if key.text is text), key=int)


def shown(language: Language) -> list[AgreedText]:
    """The texts that whoever becomes a member in this language agrees to."""
    return [AgreedText(text=text, version=newest(text), language=language) for text in ConsentText]


def _marked(line: str) -> tuple[str, str]:
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    return "paragraph", line
