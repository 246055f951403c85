"""What learning answers."""

from collections.abc import Mapping
from datetime import UTC, datetime

from services.learning import views
from services.learning.courses import CourseText
from services.learning.store import LearningStore
from shared.contracts import learning as contract
from shared.errors import Refused


class Requests:
    """Request handlers over the courses read at start and the store of progress."""

    def __init__(self, store: LearningStore, courses: Mapping[str, CourseText]) -> None:
        """`courses` by slug, in the order they are shown."""
        self._store = store
        self._courses = courses

    async def courses(self, ask: contract.AskCourses) -> contract.Courses:
        """All published courses."""
        return views.cards(self._courses, ask.language, await self._store.completed_everywhere(ask.member))

    async def course(self, ask: contract.AskCourse) -> contract.Course:
        """One course with its contents."""
        course = self._course(ask.slug)
        return views.course_page(course, ask.language, await self._store.completed(ask.member, course.slug))

    async def lesson(self, ask: contract.AskLesson) -> contract.Lesson:
        """One lesson, ready to show."""
        course = self._course(ask.course, ask.lesson)
        completed = await self._store.completed(ask.member, course.slug)
        return views.lesson_page(course, ask.lesson, ask.language, completed)

    async def complete_lesson(self, ask: contract.AskCompleteLesson) -> contract.Progress:
        """Remember that a member completed a lesson; doing it twice changes nothing."""
        course = self._course(ask.course, ask.lesson)
        await self._store.complete(ask.member, course.slug, ask.lesson, datetime.now(UTC))
        return views.progress(course, await self._store.completed(ask.member, course.slug))

    def _course(self, slug: str, lesson: str | None = None) -> CourseText:
        course = self._courses.get(slug)
        if course is None:
            raise Refused("not_found", "There is no such course.")
        if lesson is not None and lesson not in course.lessons:
            raise Refused("not_found", "The course has no such lesson.")
        return course
