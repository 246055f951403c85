"""The members, for administrators: who there is and what they may do. Who may look is community's decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.choices import Choice
from services.gateway.forms import refusal, values_of
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.community import AskGrantRole, AskMembers, AskSetRole, Member, Members, Role
from shared.errors import Refused

ROLES: Final = {
    Role.MEMBER: N_("Member"),
    Role.MODERATOR: N_("Moderator"),
    Role.ADMIN: N_("Administrator"),
}
BESIDE: Final = {
    Role.MONITOR: N_("Monitor"),
    Role.EXPERT: N_("Expert"),
    Role.JOURNALIST: N_("Journalist"),
    Role.TRAINER: N_("Trainer"),
    Role.LIAISON: N_("Representative of an agency or supplier"),
    Role.CUSTODIAN: N_("Custodian of tips"),
    Role.PARTNER: N_("Partner"),
}
"""Roles given beside the ladder."""
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the list; addresses are not part of it."""

    id: str
    name: str
    role: str
    created: datetime
    roles: tuple[Choice, ...]
    beside: tuple[Choice, ...]
    """Roles beside the ladder; the chosen ones are given."""


@router.get(f"{PREFIX}/members")
async def members(request: Request, here: Here) -> Response:
    """The members in order of registration, with a form to give each a role."""
    member_of(here)
    return await members_page(request, here, request.query_params.get("after"), ())


@router.post(f"{PREFIX}/members/{{id}}/role")
async def give_role(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Give a member a role; whoever steps down is led away from a page that is no longer theirs."""
    viewer = member_of(here)
    given = values_of(await here.form(request))
    place = given.get("after") or None
    if given.get("role") not in ROLES:
        raise HTTPException(400)
    try:
        question = AskSetRole(token=token_of(here), member=id, role=Role(given["role"]))
        changed = await here.bus.ask("ask.community.set_role", question, Member)
    except Refused as refused:
        if refused.code != "last_admin":
            raise
        return await members_page(request, here, place, (refusal(refused, labels_of(request, here)),))
    if changed.id == viewer.id and changed.role is not Role.ADMIN:
        return after(here, "/sessions", "role")
    return after(here, "/members" + (f"?{urlencode({'after': place})}" if place else ""), "role")


@router.post(f"{PREFIX}/members/{{id}}/beside")
async def grant_role(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Give or take a role beside the ladder."""
    member_of(here)
    given = values_of(await here.form(request))
    place = given.get("after") or None
    if given.get("role") not in BESIDE or given.get("granted") not in ("0", "1"):
        raise HTTPException(400)
    granted = given["granted"] == "1"
    question = AskGrantRole(token=token_of(here), member=id, role=Role(given["role"]), granted=granted)
    await here.bus.ask("ask.community.grant_role", question, Member)
    done = "role" if granted else "role_taken"
    return after(here, "/members" + (f"?{urlencode({'after': place})}" if place else ""), done)


async def members_page(request: Request, here: Web, place: str | None, errors: tuple[FieldError, ...]) -> Response:
    """One slice of the list, with what went wrong."""
    labels = labels_of(request, here)
    found = await here.bus.ask("ask.community.members", AskMembers(token=token_of(here), after=place), Members)
    return here.render(
        request,
        "members.html",
        status=UNPROCESSABLE if errors else 200,
        rows=[member_row(member, labels) for member in found.items],
        total=found.total,
        after=place,
        next=found.next,
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


def member_row(member: Member, labels: Labels) -> MemberRow:
    """A member as the list shows one."""
    roles = tuple(Choice(role.value, labels.gettext(word), role is member.role) for role, word in ROLES.items())
    beside = tuple(Choice(role.value, labels.gettext(word), role in member.roles) for role, word in BESIDE.items())
    return MemberRow(member.id, member.name, labels.gettext(ROLES[member.role]), member.created, roles, beside)
