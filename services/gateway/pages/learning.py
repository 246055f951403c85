"""Courses and lessons."""

from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.pages.here import PREFIX, Here, after, labels_of, member_of, notice
from shared.contracts.learning import (
    AskCompleteLesson,
    AskCourse,
    AskCourses,
    AskLesson,
    Course,
    Courses,
    Lesson,
    Progress,
)
from shared.errors import Refused

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/courses")
async def courses(request: Request, here: Here) -> Response:
    """All courses, with the member's own progress."""
    question = AskCourses(language=here.viewer.language, member=member_id(here))
    found = await here.bus.ask("ask.learning.courses", question, Courses)
    return here.render(request, "courses.html", courses=found.items)


@router.get(f"{PREFIX}/courses/{{slug}}")
async def course(request: Request, here: Here, slug: str) -> Response:
    """A course with its contents."""
    question = AskCourse(slug=slug, language=here.viewer.language, member=member_id(here))
    try:
        found = await here.bus.ask("ask.learning.course", question, Course)
    except Refused as refused:
        raise missing(refused) from refused
    return here.render(request, "course.html", course=found, notice=notice(request, labels_of(request, here)))


@router.get(f"{PREFIX}/courses/{{slug}}/{{lesson}}")
async def lesson(request: Request, here: Here, slug: str, lesson: str) -> Response:
    """One lesson. Its HTML was made by learning from our own Markdown with raw HTML switched off."""
    question = AskLesson(course=slug, lesson=lesson, language=here.viewer.language, member=member_id(here))
    try:
        found = await here.bus.ask("ask.learning.lesson", question, Lesson)
    except Refused as refused:
        raise missing(refused) from refused
    return here.render(
        request,
        "lesson.html",
        lesson=found,
        body=Markup(found.html),  # noqa: S704 - our own Markdown, see the docstring
        notice=notice(request, labels_of(request, here)),
    )


@router.post(f"{PREFIX}/courses/{{slug}}/{{lesson}}/done")
async def complete(request: Request, here: Here, slug: str, lesson: str) -> Response:
    """Mark a lesson as done and go on to the next one."""
    member = member_of(here, f"/courses/{slug}/{lesson}")
    onward = (await here.form(request)).get("onward")
    try:
        question = AskCompleteLesson(course=slug, lesson=lesson, member=member.id)
        await here.bus.ask("ask.learning.complete_lesson", question, Progress)
    except Refused as refused:
        raise missing(refused) from refused
    way = f"/courses/{slug}/{onward}" if isinstance(onward, str) and onward.isascii() and onward else f"/courses/{slug}"
    return after(here, way, "completed")


def member_id(here: Here) -> str | None:
    """The member whose progress is shown."""
    return here.viewer.member.id if here.viewer.member else None


def missing(refused: Refused) -> Exception:
    """A course or lesson that does not exist is an address that does not exist."""
    return HTTPException(404) if refused.code == "not_found" else refused
