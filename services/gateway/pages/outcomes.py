"""Outcomes of a case, and the impact page."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway import csv_file
from services.gateway.choices import Choice
from services.gateway.forms import Given, values_of
from services.gateway.i18n import N_
from services.gateway.impact_view import LEFT_OUT, groups
from services.gateway.labels import Labels
from services.gateway.outcome_words import ATTRIBUTIONS, KINDS, MONEY
from services.gateway.pages.account import token_of
from services.gateway.pages.case_form import NOT_RIGHT
from services.gateway.pages.cases import said, the_case
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.views import FieldError, read_amount
from shared.contracts.base import Money
from shared.contracts.case import Seat
from shared.contracts.community import Role
from shared.contracts.outcome import (
    AskCaseOutcomes,
    AskConfirmOutcome,
    AskImpact,
    AskRecordOutcome,
    AskWithdrawOutcome,
    Attribution,
    CaseOutcomes,
    Impact,
    MoneyKind,
    OutcomeKind,
)
from shared.errors import Refused

CONFIRM: Final = frozenset({Role.MONITOR, Role.EXPERT, Role.MODERATOR})
WRONG: Final = {
    "day": N_("Write a day that has been, like 2026-11-30."),
    "words": N_("Say in a few words what happened."),
    "proof": N_("Name the document that shows it: of whom, number and date."),
    "method": N_("Say how the amount was counted."),
}
NOT_RETURNED: Final = N_("Money counts as returned only where it was returned; each purchase counts once.")
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/cases/{{id}}/outcomes")
async def outcomes(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """What came of a case."""
    return await outcomes_page(request, here, id, (), {})


@router.get(f"{PREFIX}/cases/{{id}}/conclude")
async def conclude(here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """The step of the same name begins on the page of outcomes."""
    return after(here, f"/cases/{id}/outcomes")


async def outcomes_page(
    request: Request, here: Web, text: str, errors: tuple[FieldError, ...], given: Mapping[str, str]
) -> Response:
    """The outcomes, and the form of a new one for the team."""
    labels = labels_of(request, here)
    case = await the_case(here, text)
    found = await here.bus.ask(
        "ask.community.case_outcomes", AskCaseOutcomes(token=here.token, id=case.id), CaseOutcomes
    )
    works = case.seat in (Seat.LEAD, Seat.MEMBER)
    member = here.viewer.member
    return here.render(
        request,
        "case_outcomes.html",
        status=UNPROCESSABLE if errors else 200,
        case=case,
        rows=[
            {
                "outcome": each,
                "kind": labels.gettext(KINDS[each.kind]),
                "attribution": labels.gettext(ATTRIBUTIONS[each.attribution]),
                "money": [(labels.gettext(MONEY[line.kind]), labels.money(line.amount), line) for line in each.money],
            }
            for each in found.items
        ],
        works=works,
        confirms=works or bool(member and CONFIRM & {member.role, *member.roles}),
        choices=choices(given, labels),
        given=Given(given),
        key=given.get("key") or secrets.token_urlsafe(18),
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


def choices(given: Mapping[str, str], labels: Labels) -> dict[str, tuple[Choice, ...]]:
    """The selects of the form."""
    tables: dict[str, Mapping[Any, str]] = {"kind": KINDS, "attribution": ATTRIBUTIONS, "money": MONEY}
    return {
        name: tuple(
            Choice(code.value, labels.gettext(word), code.value == given.get(name)) for code, word in table.items()
        )
        for name, table in tables.items()
    }


def read_outcome(given: Mapping[str, str], labels: Labels) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
    """What the form states of an outcome, and what is wrong with it."""
    errors: list[FieldError] = []
    amount, wrong = read_amount(given.get("amount") or None, labels)
    if wrong:
        errors.append(FieldError("amount", wrong))
    for name in ("words", "proof"):
        if not given.get(name, "").strip():
            sentence = WRONG[name]
            errors.append(FieldError(name, labels.gettext(sentence)))
    day = None
    try:
        day = date.fromisoformat(given.get("day", "").strip())
    except ValueError:
        sentence = WRONG["day"]
        errors.append(FieldError("day", labels.gettext(sentence)))
    money = []
    if amount is not None:
        if not given.get("method", "").strip():
            sentence = WRONG["method"]
            errors.append(FieldError("method", labels.gettext(sentence)))
        money = [
            {
                "kind": given.get("money") or MoneyKind.POTENTIAL,
                "amount": Money(amount=amount, currency="KGS"),
                "method": given.get("method", ""),
                "contract": given.get("contract", "").strip()[:255],
            }
        ]
    persons = given.get("persons", "").strip()
    values = {
        "kind": given.get("kind") or OutcomeKind.NOT_CONFIRMED,
        "day": day,
        "words": given.get("words", ""),
        "proof": given.get("proof", ""),
        "attribution": given.get("attribution") or Attribution.COINCIDED,
        "persons": int(persons) if persons.isdigit() and len(persons) < 6 else 0,
        "money": money,
    }
    return values, tuple(errors)


@router.post(f"{PREFIX}/cases/{{id}}/outcomes")
async def record(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Write down an outcome."""
    member_of(here, f"/cases/{id}/outcomes")
    given = values_of(await here.form(request))
    labels = labels_of(request, here)
    values, errors = read_outcome(given, labels)
    case = await the_case(here, id)
    if errors:
        return await outcomes_page(request, here, id, errors, given)
    try:
        ask = AskRecordOutcome.model_validate(
            values | {"token": token_of(here), "id": case.id, "key": given.get("key", "")}
        )
        await here.bus.ask("ask.community.record_outcome", ask, CaseOutcomes)
    except ValidationError:
        return await outcomes_page(request, here, id, (FieldError("", labels.gettext(NOT_RIGHT)),), given)
    except Refused as refused:
        return await outcomes_page(request, here, id, (_wrong(refused, labels),), given)
    return after(here, f"/cases/{case.id}/outcomes", "outcome_kept")


def _wrong(refused: Refused, labels: Labels) -> FieldError:
    if refused.code == "invalid" and refused.detail.get("field") == "day":
        sentence = WRONG["day"]
        return FieldError("day", labels.gettext(sentence))
    if refused.code == "invalid" and refused.detail.get("field") == "money":
        return FieldError("money", labels.gettext(NOT_RETURNED))
    return said(refused, labels)


@router.post(f"{PREFIX}/cases/{{id}}/outcomes/{{outcome}}")
async def decide(request: Request, here: Here, id: str, outcome: str) -> Response:  # noqa: A002
    """Confirm an outcome as a second person, or take one back."""
    member_of(here, f"/cases/{id}/outcomes")
    given = values_of(await here.form(request))
    case = await the_case(here, id)
    seen = {"token": token_of(here), "id": case.id, "outcome": outcome, "revision": given.get("revision", "")}
    try:
        if given.get("what") == "withdraw":
            withdraw = AskWithdrawOutcome.model_validate(seen)
            await here.bus.ask("ask.community.withdraw_outcome", withdraw, CaseOutcomes)
        else:
            confirm = AskConfirmOutcome.model_validate(seen)
            await here.bus.ask("ask.community.confirm_outcome", confirm, CaseOutcomes)
    except ValidationError:
        raise Refused("not_found", "There is no such outcome.") from None
    except Refused as refused:
        return await outcomes_page(request, here, id, (said(refused, labels_of(request, here)),), {})
    return after(here, f"/cases/{case.id}/outcomes", "outcome_decided")


@router.get(f"{PREFIX}/impact")
async def impact(request: Request, here: Here) -> Response:
    """Every figure that the data allow, with its formula and how many records are behind it."""
    labels = labels_of(request, here)
    found = await here.bus.ask("ask.community.impact", AskImpact(), Impact, timeout=5.0)
    return here.render(
        request,
        "impact.html",
        groups=groups(found.items, labels),
        computed=found.computed,
        left_out=[(codes, labels.gettext(words)) for codes, words in LEFT_OUT],
    )


@router.get(f"{PREFIX}/impact.csv")
async def impact_csv(request: Request, here: Here) -> Response:
    """The figures as a table."""
    found = await here.bus.ask("ask.community.impact", AskImpact(), Impact, timeout=5.0)
    head = ("code", "part", "value", "amount", "currency", "low", "high", "n")
    rows = [
        (
            each.code,
            each.part,
            "" if each.value is None else each.value,
            each.amount.amount if each.amount else "",
            each.amount.currency if each.amount else "",
            "" if each.low is None else round(each.low, 4),
            "" if each.high is None else round(each.high, 4),
            each.n,
        )
        for each in found.items
    ]
    return csv_file.answer(request, "impact", head, rows)
