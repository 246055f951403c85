"""What a member sees of courses and of their own progress."""

from hypothesis import given
from hypothesis import strategies as st

from services.learning import folder, views
from services.learning.settings import OWN_COURSES
from shared.contracts.base import Language

COURSES = folder.read_courses(OWN_COURSES)
COURSE = COURSES["watch-a-purchase"]
SLUGS = list(COURSE.lessons)


def test_given_a_visitor_then_nothing_is_completed() -> None:
    card = views.cards(COURSES, Language.EN, {}).items[0]
    assert (card.slug, card.lessons, card.completed) == ("watch-a-purchase", 6, 0)
    assert not card.awaiting_review
    assert views.course_card(COURSE, Language.KY, ()).awaiting_review


def test_given_the_contents_then_they_are_in_order_with_the_completed_ones_marked() -> None:
    page = views.course_page(COURSE, Language.RU, {SLUGS[1]})
    assert [lesson.slug for lesson in page.contents] == SLUGS
    assert [lesson.completed for lesson in page.contents] == [False, True, False, False, False, False]
    assert page.completed == 1
    assert len(page.objectives) == 5


def test_given_a_lesson_then_it_knows_its_neighbours_and_its_course() -> None:
    page = views.lesson_page(COURSE, SLUGS[0], Language.EN, {SLUGS[0]})
    assert (page.previous, page.next) == (None, SLUGS[1])
    assert page.course_title == "How to watch a public purchase"
    assert page.completed
    assert "<h2>" in page.html


@given(st.sets(st.sampled_from([*SLUGS, "a-lesson-that-is-gone"])))
def test_given_any_completed_lessons_then_progress_never_exceeds_the_course(completed: set[str]) -> None:
    progress = views.progress(COURSE, completed)
    assert progress.completed == [slug for slug in SLUGS if slug in completed]
    assert len(progress.completed) <= progress.lessons
