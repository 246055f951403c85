"""Courses and lessons as the contracts show them, with one member's progress."""

from collections.abc import Collection, Mapping

from services.learning.courses import CourseText
from shared.contracts import learning as contract
from shared.contracts.base import Language


def course_card(course: CourseText, language: Language, completed: Collection[str]) -> contract.CourseCard:
    """The course in a list. Completed lessons that the course no longer has do not count."""
    return contract.CourseCard(
        slug=course.slug,
        title=course.outline.title.in_language(language),
        summary=course.outline.summary.in_language(language),
        minutes=course.minutes(language),
        lessons=len(course.lessons),
        completed=len(completed_in_order(course, completed)),
        awaiting_review=language in course.outline.awaiting_review,
    )


def course_page(course: CourseText, language: Language, completed: Collection[str]) -> contract.Course:
    """The course with its contents."""
    objectives: tuple[str, ...] = getattr(course.outline.objectives, language.value)
    contents = [
        contract.LessonCard(
            slug=slug, title=texts[language].title, minutes=texts[language].minutes, completed=slug in completed
        )
        for slug, texts in course.lessons.items()
    ]
    card = course_card(course, language, completed).model_dump()
    return contract.Course(**card, objectives=list(objectives), contents=contents)


def lesson_page(course: CourseText, lesson: str, language: Language, completed: Collection[str]) -> contract.Lesson:
    """One lesson; KeyError when the course has no such lesson."""
    text = course.lessons[lesson][language]
    previous, following = course.neighbours(lesson)
    return contract.Lesson(
        slug=lesson,
        title=text.title,
        minutes=text.minutes,
        completed=lesson in completed,
        course=course.slug,
        course_title=course.outline.title.in_language(language),
        html=text.html,
        awaiting_review=language in course.outline.awaiting_review,
        previous=previous,
        next=following,
    )


def completed_in_order(course: CourseText, completed: Collection[str]) -> list[str]:
    """Those of the completed lessons that the course has, in its order."""
    return [lesson for lesson in course.lessons if lesson in completed]


def progress(course: CourseText, completed: Collection[str]) -> contract.Progress:
    """How far a member is."""
    done = completed_in_order(course, completed)
    return contract.Progress(course=course.slug, completed=done, lessons=len(course.lessons))


def cards(
    courses: Mapping[str, CourseText], language: Language, completed: Mapping[str, Collection[str]]
) -> contract.Courses:
    """The list of courses; `completed` is by course."""
    items = [course_card(course, language, completed.get(slug, ())) for slug, course in courses.items()]
    return contract.Courses(items=items)
