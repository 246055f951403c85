"""Lists of cases: a query per scope, each along an index of `cases`."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from services.community.cases import rows
from services.community.cases.case import Case
from shared.contracts.base import MemberId
from shared.contracts.case import AskCases, CaseScope, CaseStatus
from shared.errors import Refused
from shared.folding import fold, fold_query
from shared.store import ASCENDING, DESCENDING, Document, Store

MOST_COUNTED = 1000
_MOST_SIMILAR = 10
_ORDER = [("changed", DESCENDING), ("_id", ASCENDING)]
WAITING = [CaseStatus.TRIAGE.value, CaseStatus.LEGAL_REVIEW.value, CaseStatus.RIGHT_OF_REPLY.value]


class ListStore:
    """Reads lists of cases; who may see which is decided by the scope."""

    def __init__(self, store: Store) -> None:
        self._cases = store.collection("cases")

    async def slice(
        self, ask: AskCases, member: MemberId | None, now: datetime
    ) -> tuple[list[Case], int, bool, str | None]:
        """Cases, newest change first; their number; whether there are more than that; the cursor of what follows."""
        condition = conditions(ask, member, now)
        total = await self._cases.count_documents(condition, limit=MOST_COUNTED + 1)
        if ask.after:
            changed, case_id = _read_cursor(ask.after)
            condition = {"$and": [condition, {"$or": [{"changed": {"$lt": changed}}, _same(changed, case_id)]}]}
        found = await self._cases.find(condition).sort(_ORDER).limit(ask.limit + 1).to_list(ask.limit + 1)
        cases = [rows.read(row) for row in found[: ask.limit]]
        following = _cursor(cases[-1]) if len(found) > ask.limit else None
        return cases, min(total, MOST_COUNTED), total > MOST_COUNTED, following

    async def waiting(self, member: MemberId, statuses: list[str]) -> list[Case]:
        """Cases in these statuses that others work on, the longest waiting first."""
        wanted = {"status": {"$in": statuses}, "mates": {"$ne": member}, "author": {"$ne": member}}
        found = await self._cases.find(wanted).sort("changed", ASCENDING).limit(100).to_list(100)
        return [rows.read(row) for row in found]

    async def similar(
        self, about: list[str], violations: list[str], title: str, member: MemberId, now: datetime
    ) -> list[Case]:
        """Cases that the member may see and that are about the same, or say the same, those that share most first."""
        seen = {"$or": [_public(now), {"list": rows.MEMBERS}, {"mates": member}]}
        words = fold(title)
        shared: list[Document] = [{"about": {"$in": about}}] if about else []
        if len(words) > 1:
            shared.append({"words": {"$all": words[:6]}})
        if not shared:
            return []
        found = await self._cases.find({"$and": [seen, {"$or": shared}]}).sort(_ORDER).limit(100).to_list(100)

        def likeness(row: Document) -> tuple[int, int]:
            return len(set(row["about"]) & set(about)), len(set(row["violations"]) & set(violations))

        return [rows.read(row) for row in sorted(found, key=likeness, reverse=True)[:_MOST_SIMILAR]]


def conditions(ask: AskCases, member: MemberId | None, now: datetime) -> Document:
    """What a list is narrowed to."""
    scopes: dict[CaseScope, Document] = {
        CaseScope.PUBLIC: _public(now),
        CaseScope.MEMBERS: {"list": rows.MEMBERS},
        CaseScope.MINE: {"mates": member},
        CaseScope.WAITING: {"status": {"$in": WAITING}},
    }
    plain: dict[str, Any] = {
        "stage": ask.stage.value if ask.stage else None,
        "violations": ask.violation,
        "region": ask.region,
        "conclusion": ask.conclusion,
    }
    found: list[Document] = [scopes[ask.scope], {name: value for name, value in plain.items() if value}]
    if ask.status:
        found.append({"status": ask.status.value})
    found += [{"about": each} for each in (ask.organisation, ask.ocid) if each]
    found += [{"words": {"$in": list(tokens)}} for tokens in fold_query(ask.words)]
    if ask.overdue:
        found.append({"answerDue": {"$lt": now}})
    return {"$and": [each for each in found if each]}


def _public(now: datetime) -> Document:
    return {"list": rows.PUBLIC, "shownFrom": {"$lte": now}}


def _same(changed: datetime, case_id: str) -> Document:
    return {"changed": changed, "_id": {"$gt": case_id}}


def _cursor(last: Case) -> str:
    return urlsafe_b64encode(json.dumps([last.changed.isoformat(), last.id]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        changed, case_id = json.loads(urlsafe_b64decode(cursor))
        return datetime.fromisoformat(changed), str(case_id)
    except (ValueError, TypeError):
        raise Refused(
            "invalid", "The list cannot be continued from here; start it again.", {"field": "after"}
        ) from None
