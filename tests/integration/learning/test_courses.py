"""Reading courses and lessons, and remembering what was completed."""

import asyncio

import pytest
from pydantic import BaseModel

from shared.contracts import learning as contract
from shared.contracts.base import Language
from shared.errors import Refused

from .conftest import Learning, Running

MEMBER, OTHER = "m_" + "a" * 24, "m_" + "b" * 24
COURSE, LESSON = "watch-a-purchase", "read-a-tender"


def complete(lesson: str = LESSON, member: str = MEMBER, course: str = COURSE) -> contract.AskCompleteLesson:
    return contract.AskCompleteLesson(course=course, lesson=lesson, member=member)


async def test_given_a_visitor_then_the_course_is_listed_opened_and_read_in_each_language(learning: Learning) -> None:
    for language in Language:
        listed = await learning.ask("courses", contract.AskCourses(language=language), contract.Courses)
        card = listed.items[0]
        course = await learning.ask("course", contract.AskCourse(slug=card.slug, language=language), contract.Course)
        question = contract.AskLesson(course=card.slug, lesson=course.contents[0].slug, language=language)
        lesson = await learning.ask("lesson", question, contract.Lesson)
        assert card.awaiting_review is course.awaiting_review is lesson.awaiting_review is (language is Language.KY)
        assert lesson.course_title == card.title == course.title
        assert (card.completed, lesson.completed) == (0, False)
        assert lesson.html.startswith("<p>")


async def test_given_a_lesson_completed_twice_and_at_once_then_it_counts_once(learning: Learning) -> None:
    answers = await asyncio.gather(*(learning.ask("complete_lesson", complete(), contract.Progress) for _ in range(10)))
    again = await learning.ask("complete_lesson", complete(), contract.Progress)
    assert {tuple(answer.completed) for answer in (*answers, again)} == {(LESSON,)}
    assert await learning.store.collection("progress").count_documents({}) == 1


async def test_given_progress_then_it_is_the_members_own_and_shared_by_all_languages(learning: Learning) -> None:
    await learning.ask("complete_lesson", complete(), contract.Progress)
    for member, done in ((MEMBER, 1), (OTHER, 0), (None, 0)):
        for language in Language:
            ask_list = contract.AskCourses(language=language, member=member)
            ask_course = contract.AskCourse(slug=COURSE, language=language, member=member)
            ask_lesson = contract.AskLesson(course=COURSE, lesson=LESSON, language=language, member=member)
            assert (await learning.ask("courses", ask_list, contract.Courses)).items[0].completed == done
            assert (await learning.ask("course", ask_course, contract.Course)).completed == done
            assert (await learning.ask("lesson", ask_lesson, contract.Lesson)).completed is bool(done)


async def test_given_no_such_course_or_lesson_then_it_is_said_and_nothing_is_written(learning: Learning) -> None:
    language = Language.EN
    asked: list[tuple[str, BaseModel, type[BaseModel]]] = [
        ("course", contract.AskCourse(slug="none", language=language), contract.Course),
        ("lesson", contract.AskLesson(course=COURSE, lesson="none", language=language), contract.Lesson),
        ("lesson", contract.AskLesson(course="none", lesson=LESSON, language=language), contract.Lesson),
        ("complete_lesson", complete(lesson="none"), contract.Progress),
        ("complete_lesson", complete(course="none"), contract.Progress),
    ]
    for name, question, answer in asked:
        with pytest.raises(Refused, match="not_found"):
            await learning.ask(name, question, answer)
    assert await learning.store.collection("progress").count_documents({}) == 0


async def test_given_a_restart_then_progress_is_still_there(running: Running) -> None:
    async with running() as learning:
        await learning.ask("complete_lesson", complete(), contract.Progress)
    async with running() as learning:
        question = contract.AskCourse(slug=COURSE, language=Language.RU, member=MEMBER)
        assert (await learning.ask("course", question, contract.Course)).completed == 1
