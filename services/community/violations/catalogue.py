"""The types that the platform starts with, and how types are found and changed. Pure.

Each type of the beginning is one file in `types/`; the words are there, not here.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from shared.contracts.case import PurchaseStage, ViolationCode
from shared.contracts.violation import AskEditViolation, AskViolations, Violation, ViolationTexts
from shared.errors import Refused
from shared.folding import answers, fold, fold_query

TYPES = Path(__file__).parent / "types"
_STAGES = list(PurchaseStage)
_TOLD = ("title", "about", "detection", "evidence", "innocent", "example")


class Seed(ViolationTexts):
    """A file of `types/`."""

    code: ViolationCode


def seeds() -> list[Seed]:
    """The types of `types/`, in the order of their codes. Raises `ValidationError` for a file that is wrong."""
    return [Seed.model_validate_json(path.read_text(encoding="utf-8")) for path in sorted(TYPES.glob("*.json"))]


def chosen(types: Iterable[Violation], ask: AskViolations) -> list[Violation]:
    """The types that are asked for, by the stage where they are listed and then by code."""
    query = fold_query(ask.words)
    return sorted(
        (
            each
            for each in types
            if (each.active or ask.inactive)
            and (ask.stage is None or ask.stage in each.stages)
            and (ask.indicator is None or ask.indicator in each.indicators)
            and answers(_tokens(each), query)
        ),
        key=lambda each: (_STAGES.index(each.stages[0]), each.code),
    )


def _tokens(violation: Violation) -> frozenset[str]:
    told = [getattr(violation, name) for name in _TOLD] + [norm.act for norm in violation.norms]
    articles = [norm.article for norm in violation.norms]
    words = (text for texts in told for text in (texts.ky, texts.ru, texts.en))
    return _folded(" ".join((violation.code.replace(".", " "), *violation.indicators, *articles, *words)))


@lru_cache(maxsize=200)
def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(text))


def edited(before: Violation | None, ask: AskEditViolation, now: datetime) -> Violation:
    """The next version of a type. Raises `Refused`: `reason_required`, `not_found`, `conflict`."""
    if not ask.reason:
        raise Refused("reason_required", "Say why, so that others can follow you.", {"field": "reason"})
    if before is None and ask.revision:
        raise Refused("not_found", "There is no such type of violation.")
    if before is not None and before.revision != ask.revision:
        raise Refused(
            "conflict",
            "Somebody has written another version since you opened this one; look at both.",
            {"revision": before.revision},
        )
    texts = ask.texts.model_dump()
    return Violation(code=ask.code, revision=ask.revision + 1, changed=now, **texts)
