"""Context `learning`: published courses (an event), and the questions learning answers."""

from shared.contracts.base import Contract, Language, MemberId, Texts


class CourseEvent(Contract):
    """`course.v1.published`: a course, or a new version of it, can be taken."""

    course: str
    version: int
    title: Texts
    lessons: int


# --- questions ---------------------------------------------------------------------------------------------


class AskCourses(Contract):
    """`ask.learning.courses` -> `Courses`."""

    language: Language
    member: MemberId | None = None


class CourseCard(Contract):
    """A course in the list, with the member's own progress."""

    slug: str
    title: str
    summary: str
    minutes: int
    lessons: int
    completed: int = 0
    awaiting_review: bool = False
    """True when the text in this language still waits for a native speaker's review."""


class Courses(Contract):
    """All published courses."""

    items: list[CourseCard]


class AskCourse(Contract):
    """`ask.learning.course` -> `Course`. Error `not_found`."""

    slug: str
    language: Language
    member: MemberId | None = None


class LessonCard(Contract):
    """A lesson in a course's contents."""

    slug: str
    title: str
    minutes: int
    completed: bool = False


class Course(CourseCard):
    """A course with its contents."""

    objectives: list[str]
    contents: list[LessonCard]


class AskLesson(Contract):
    """`ask.learning.lesson` -> `Lesson`. Error `not_found`."""

    course: str
    lesson: str
    language: Language
    member: MemberId | None = None


class Lesson(LessonCard):
    """One lesson, ready to show: the HTML was made from our own Markdown with raw HTML switched off."""

    course: str
    course_title: str
    html: str
    awaiting_review: bool = False
    previous: str | None = None
    next: str | None = None


class AskCompleteLesson(Contract):
    """`ask.learning.complete_lesson` -> `Progress`. Doing it twice changes nothing."""

    course: str
    lesson: str
    member: MemberId


class Progress(Contract):
    """How far a member is in a course."""

    course: str
    completed: list[str]
    lessons: int
