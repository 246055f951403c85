"""What is told the public of a letter of a published case: no person, no words. Pure."""

from datetime import datetime

from services.community.cases.case import Case, is_public
from services.community.correspondence.letter import Letter
from shared.contracts.letter import LetterEvent, LetterVerb
from shared.facts import Fact, fact_id, token

COUNTRY = "KG"


def facts_of(case: Case, letter: Letter, verb: LetterVerb, now: datetime) -> list[Fact]:
    """The fact that something became of a letter; none while the case is not public. One of each verb per letter."""
    if not is_public(case, now) or letter.sending is None or letter.number is None:
        return []
    body = LetterEvent(
        id=letter.id,
        number=letter.number,
        case=case.id,
        case_number=case.number,
        kind=letter.kind,
        organisation=letter.addressee.organisation,
        sent=letter.sending.day,
        due=letter.due,
        answered=letter.answered,
        revision=letter.revision,
    )
    kind = f"letter.v1.{verb.value}"
    return [
        Fact(
            id=fact_id(kind, letter.id),
            type=kind,
            subject=f"{kind}.{COUNTRY}.{token(letter.kind.value)}",
            about=letter.id,
            data=body.model_dump_json().encode(),
            time=now,
        )
    ]
