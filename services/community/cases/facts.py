"""What is told the public of a published case. Pure."""

from datetime import datetime

from services.community.cases.case import Case
from shared.contracts.case import CasePublished, CaseStep, CaseStepped, PublicVersion
from shared.facts import Fact, fact_id, token

PUBLISHED, STEPPED = "case.v1.published", "case.v1.status_changed"
COUNTRY = "KG"


def published(case: Case, version: PublicVersion) -> Fact:
    """A version of the case became public; nothing of it that the gate did not let through."""
    body = CasePublished(
        id=case.id,
        number=case.number,
        title=case.public_title,
        status=case.status,
        violations=list(case.violations),
        ocids=list(case.ocids()),
        region=case.region,
        version=version,
    )
    return _fact(PUBLISHED, case, body.model_dump_json(), version.at, version.version)


def stepped(case: Case, step: CaseStep, now: datetime) -> Fact:
    """A published case took a step."""
    body = CaseStepped(
        id=case.id,
        number=case.number,
        step=step,
        status=case.status,
        conclusion=case.conclusion,
        revision=case.revision,
    )
    return _fact(STEPPED, case, body.model_dump_json(), now, case.revision)


def _fact(kind: str, case: Case, body: str, at: datetime, place: int) -> Fact:
    return Fact(
        id=fact_id(kind, case.id, place),
        type=kind,
        subject=f"{kind}.{COUNTRY}.{token(case.region)}",
        about=case.id,
        data=body.encode(),
        time=at,
    )
