"""Tasks of a case and what they wait for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from services.community.cases.case import Case
from shared.contracts.base import MemberId
from shared.errors import Refused

BISHKEK = ZoneInfo("Asia/Bishkek")
_REMIND_AT = time(9)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that one of the team does until a day in Bishkek."""

    id: str
    title: str
    assignee: MemberId | None
    due: date | None
    after: str | None
    """The task that has to be done before it."""
    done: datetime | None
    revision: int


def require_sound(task: Task, others: Sequence[Task], case: Case) -> None:
    """Raise `Refused` unless `task` fits among `others` of its case.

    `invalid`: its assignee is not in the team, what it waits for is unknown or waits for it in turn. `waits`: done
    before what it waits for.
    """
    if task.assignee and case.mate(task.assignee) is None:
        raise Refused("invalid", "A task is for somebody of the team.", {"field": "assignee"})
    known = {other.id: other for other in others} | {task.id: task}
    before = task.after
    while before is not None:
        if before not in known or before == task.id:
            raise Refused("invalid", "The tasks would wait for each other.", {"field": "after"})
        before = known[before].after
    if task.done and task.after and known[task.after].done is None:
        raise Refused("waits", "The task before it is not done yet.", {"field": "done"})


def reminder(due: date) -> datetime:
    """When its assignee is reminded: at nine in the morning of its day in Bishkek."""
    return datetime.combine(due, _REMIND_AT, BISHKEK).astimezone(UTC)
