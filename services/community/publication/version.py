"""A published version: one document, canonical, with its hash. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import rfc8785

from services.community.cases.case import Case
from services.community.publication.hearing import Hearing, today
from services.community.publication.personal import masked
from shared.contracts.case import PublicVersion
from shared.contracts.publication import Claim, EvidenceLine, PublicCase

FORMAT: Final = "achyk.case.v1"


@dataclass(frozen=True, slots=True)
class Version:
    """What the gate let through."""

    case: str
    number: int
    document: str
    """Canonical JSON (RFC 8785)."""
    hash: str
    """SHA-256 of it."""
    at: datetime
    what: str = ""
    why: str = ""

    def stated(self) -> PublicVersion:
        """As the case refers to it."""
        return PublicVersion(version=self.number, hash=self.hash, at=self.at)


def document(
    case: Case,
    number: int,
    claims: Sequence[Claim],
    evidence: Mapping[str, EvidenceLine],
    hearings: Sequence[Hearing],
    now: datetime,
) -> dict[str, Any]:
    """What is public of a case, in texts, whole numbers, lists and objects; nobody of the team, no reviewer.

    Personal data are masked. Evidence that is kept private is there by its hash.
    """
    return {
        "format": FORMAT,
        "case": case.id,
        "number": case.number,
        "version": number,
        "title": masked(case.title),
        "summary": masked(case.summary),
        "stage": case.stage.value,
        "region": case.region or "",
        "violations": list(case.violations),
        "links": [{"kind": link.kind.value, "id": link.id, "name": link.name} for link in case.links],
        "claims": [_claim(claim, evidence) for claim in claims],
        "statements": [_statement(one) for one in hearings],
        "published_on": today(now).isoformat(),
    }


def _claim(claim: Claim, evidence: Mapping[str, EvidenceLine]) -> dict[str, Any]:
    known = [evidence[each] for each in claim.evidence if each in evidence]
    return {
        "text": masked(claim.text),
        "kind": claim.kind.value,
        "norm": masked(claim.norm),
        "decision": masked(claim.decision),
        "evidence": [
            {
                "id": one.id,
                "kind": one.kind,
                "title": masked(one.title) if one.public else "",
                "sha256": one.sha256,
                "public": "yes" if one.public else "no",
            }
            for one in known
        ],
    }


def _statement(one: Hearing) -> dict[str, Any]:
    return {
        "to": masked(one.to),
        "asked": one.sent.isoformat(),
        "due": one.due.isoformat(),
        "shortened": masked(one.shortened),
        "statement": masked(one.statement),
        "signed": masked(one.signed),
        "answered": today(one.answered).isoformat() if one.answered else "",
    }


def sealed(body: dict[str, Any], now: datetime, what: str = "", why: str = "") -> Version:
    """The version with this document."""
    text = rfc8785.dumps(body)
    digest = hashlib.sha256(text).hexdigest()
    return Version(body["case"], body["version"], text.decode(), digest, now, what, why)


def shown(version: Version, body: dict[str, Any]) -> PublicCase:
    """The document as requests answer it."""
    texts = {name: body[name] for name in ("number", "title", "summary")}
    claims = [
        claim | {"evidence": [piece | {"public": piece["public"] == "yes"} for piece in claim["evidence"]]}
        for claim in body["claims"]
    ]
    statements = [one | {"answered": one["answered"] or None} for one in body["statements"]]
    return PublicCase.model_validate(
        texts
        | {
            "id": body["case"],
            "version": version.stated(),
            "claims": claims,
            "statements": statements,
            "document": version.document,
        }
    )
