"""Where a page shows a place in the data, so that evidence can lead there."""

import re
from collections.abc import Mapping, Set
from typing import Any, Final

from services.gateway.release import Node, node

LISTS: Final = {
    ("tender", "lots"): "lot",
    ("tender", "items"): "item",
    ("tender", "documents"): "document",
    ("bids", "details"): "bid",
    ("awards",): "award",
    ("contracts",): "contract",
}
"""Lists whose entries have a row of their own, and what the anchors of the rows begin with."""
FACTS: Final = dict.fromkeys(
    (
        "description", "value", "procurementMethod", "procurementMethodDetails", "procurementMethodRationale",
        "mainProcurementCategory", "datePublished", "tenderPeriod", "enquiryPeriod", "numberOfTenderers",
    ),
    "facts",
) | {"title": "title"}  # fmt: skip
"""Fields of the tender that every page shows, and the anchors of the parts where."""
_STEPS: Final = re.compile(r"[./\[\]]+")


class Places:
    """The anchors of a page: each entry of the data gets one, at the first row that shows it."""

    def __init__(self, body: Node) -> None:
        self._waiting: dict[int, str] = {}
        self.taken: set[str] = set(FACTS.values())
        """Anchors that rows of the page have."""
        for (*way, last), name in LISTS.items():
            entries = node(body, *way).get(last)
            for number, entry in enumerate(entries if isinstance(entries, list) else ()):
                if isinstance(entry, Mapping):
                    self._waiting[id(entry)] = f"{name}-{number}"

    def take(self, entry: Mapping[str, Any]) -> str | None:
        """The anchor for the row of an entry; None when another row has it, or when there is none."""
        anchor = self._waiting.pop(id(entry), None)
        if anchor is not None:
            self.taken.add(anchor)
        return anchor


def anchor_of(path: str, taken: Set[str]) -> str | None:
    """The anchor of the row that shows what lies at a path, or None when the page does not show it."""
    steps = tuple(step for step in _STEPS.split(path) if step)
    for way, name in LISTS.items():
        if steps[: len(way)] == way and len(steps) > len(way):
            row = f"{name}-{steps[len(way)]}"
            return row if row in taken else None
    anchor = FACTS.get(steps[1]) if steps[:1] == ("tender",) and len(steps) > 1 else None
    return anchor if anchor in taken else None
