"""A case as a document of the database, and back. Pure."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from services.community.cases.case import Case, Mate
from shared.contracts.base import Money
from shared.contracts.case import (
    CaseFields,
    CaseLink,
    CaseOrigin,
    CaseStatus,
    CaseVisibility,
    LinkKind,
    PublicVersion,
    PurchaseStage,
    Seat,
)
from shared.folding import fold

PUBLIC, MEMBERS, PRIVATE = "public", "members", "private"
"""In which list a case stands: `list`."""
_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def fields_row(fields: CaseFields) -> dict[str, Any]:
    """What people wrote, as it is kept."""
    row = fields.model_dump(include=set(CaseFields.model_fields), mode="python")
    row["amount"] = fields.amount.model_dump(mode="json") if fields.amount else None
    row["links"] = [link.model_dump(mode="json") for link in fields.links]
    for name in ("origin", "stage", "visibility"):
        row[name] = row[name].value
    return row


def derived(row: dict[str, Any]) -> dict[str, Any]:
    """What lists and searches need of a document: kept in step with it by whoever writes it."""
    links = [CaseLink.model_validate(link) for link in row["links"]]
    published = row["published"]
    words = [row["number"], row["publicTitle"] if published else row["title"], *(link.name for link in links)]
    return {
        "list": PUBLIC if published else MEMBERS if _for_members(row) else PRIVATE,
        "shownFrom": max(published["at"], row["embargo"] or _LONG_AGO) if published else None,
        "about": sorted({link.id for link in links} | {_tender(link) for link in links if link.kind is LinkKind.LOT}),
        "mates": sorted({mate["member"] for mate in row["team"]}),
        "words": sorted(set(fold(" ".join(words))))[:200],
    }


def _for_members(row: dict[str, Any]) -> bool:
    return bool(row["visibility"] == CaseVisibility.MEMBERS.value and row["status"] != CaseStatus.DRAFT.value)


def _tender(link: CaseLink) -> str:
    return link.id.rpartition("/")[0]


def mate_row(mate: Mate) -> dict[str, Any]:
    """A seat as it is kept."""
    return {"member": mate.member, "seat": mate.seat.value, "conflict": mate.conflict, "joined": mate.joined}


def read(row: dict[str, Any]) -> Case:
    """The case of a document."""
    amount, published = row["amount"], row.get("published")
    return Case(
        id=row["_id"],
        number=row["number"],
        title=row["title"],
        summary=row["summary"],
        origin=CaseOrigin(row["origin"]),
        stage=PurchaseStage(row["stage"]),
        visibility=CaseVisibility(row["visibility"]),
        embargo=row["embargo"],
        region=row["region"],
        amount=Money(amount=Decimal(amount["amount"]), currency=amount["currency"]) if amount else None,
        violations=tuple(row["violations"]),
        links=tuple(CaseLink.model_validate(link) for link in row["links"]),
        status=CaseStatus(row["status"]),
        conclusion=row["conclusion"],
        team=tuple(Mate(mate["member"], Seat(mate["seat"]), mate["conflict"], mate["joined"]) for mate in row["team"]),
        joining=tuple(asking["member"] for asking in row["joining"]),
        author=row["author"],
        created=row["created"],
        changed=row["changed"],
        revision=row["revision"],
        published=PublicVersion(**published) if published else None,
        public_title=row["publicTitle"],
        public_summary=row["publicSummary"],
        answer_due=row["answerDue"],
    )
