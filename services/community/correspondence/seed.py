"""The templates that come with the platform, from `templates.json`. Pure."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from services.community.correspondence.merging import check
from shared.contracts.letter import LetterKind, LetterLanguage, LetterTemplate, TemplateText

FILE: Final = Path(__file__).with_name("templates.json")


def seeded(now: datetime) -> Iterator[LetterTemplate]:
    """Each template as version 1."""
    said: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    for kind in LetterKind:
        row = said[kind.value]
        texts = {language: _text(row[language.value]) for language in LetterLanguage}
        for language, text in texts.items():
            check(text, language)
        yield LetterTemplate(
            kind=kind,
            version=1,
            ky=texts[LetterLanguage.KY],
            ru=texts[LetterLanguage.RU],
            term=row["term"],
            on_silence=row["on_silence"],
            on_refusal=row["on_refusal"],
            changed=now,
        )


def _text(row: dict[str, Any]) -> TemplateText:
    return TemplateText(
        title=row["title"], addressee=row["addressee"], body="\n\n".join(row["body"]), norms=row["norms"]
    )
