"""Cases as requests answer them: each shows no more than its reader may see. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.community.cases.case import Case
from services.community.cases.doors import Opened
from services.community.cases.tasks import Task
from shared.contracts.base import MemberId
from shared.contracts.case import CaseRow, CaseTask, CaseView, OpenStep, Teammate

Names = Mapping[MemberId, str]


def row(case: Case, now: datetime, *, inside: bool) -> CaseRow:
    """A case in a list; outsiders of a published one read the published title."""
    return CaseRow(
        id=case.id,
        number=case.number,
        title=_title(case, inside=inside),
        status=case.status,
        stage=case.stage,
        region=case.region,
        violations=list(case.violations),
        amount=case.amount,
        conclusion=case.conclusion,
        created=case.created,
        changed=case.changed,
        overdue=case.overdue(now),
    )


def view(opened: Opened, names: Names, steps: Sequence[OpenStep]) -> CaseView:
    """A case for whoever opened it."""
    case, inside, member = opened.case, opened.inside, opened.caller.id if opened.caller else None
    return CaseView(
        **dict(row(case, opened.now, inside=inside)),
        summary=case.summary if inside or not case.published else case.public_summary,
        origin=case.origin,
        visibility=case.visibility,
        embargo=case.embargo if inside else None,
        links=list(case.links),
        published=case.published,
        revision=case.revision,
        team=_team(case, names) if inside else [],
        seat=opened.seat,
        joining=member in case.joining,
        steps=list(steps),
    )


def task(one: Task, names: Names) -> CaseTask:
    """A task with its assignee's name."""
    return CaseTask(
        id=one.id,
        title=one.title,
        assignee=one.assignee,
        assignee_name=names.get(one.assignee, "") if one.assignee else None,
        due=one.due,
        after=one.after,
        done=one.done,
        revision=one.revision,
    )


def _title(case: Case, *, inside: bool) -> str:
    return case.title if inside or not case.published else case.public_title


def _team(case: Case, names: Names) -> list[Teammate]:
    return [
        Teammate(
            member=mate.member,
            name=names.get(mate.member, ""),
            seat=mate.seat,
            conflict=mate.conflict,
            joined=mate.joined,
        )
        for mate in case.team
    ]
