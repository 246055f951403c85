"""The course that is really there: whole, in three languages, and itself as fair as it teaches."""

import re

import pytest

from services.learning import folder
from services.learning.courses import CourseText
from services.learning.settings import OWN_COURSES
from shared.contracts.base import Language

EVERY_LANGUAGE = pytest.mark.parametrize("language", Language)


@pytest.fixture(scope="module")
def course() -> CourseText:
    return folder.read_courses(OWN_COURSES)["watch-a-purchase"]


def test_given_the_course_then_it_has_six_lessons_and_kyrgyz_waits_for_review(course: CourseText) -> None:
    assert len(course.lessons) == 6
    assert course.outline.awaiting_review == (Language.KY,)
    assert len({course.minutes(language) for language in Language}) == 1


def test_given_each_lesson_then_the_three_languages_have_the_same_parts(course: CourseText) -> None:
    for slug, texts in course.lessons.items():
        shapes = {
            language: [len(re.findall(f"<{tag}[ >]", text.html)) for tag in ("h2", "li", "tr", "blockquote")]
            for language, text in texts.items()
        }
        assert len(set(map(tuple, shapes.values()))) == 1, f"{slug}: {shapes}"


@EVERY_LANGUAGE
def test_given_each_lesson_then_it_ends_with_questions_and_answers(course: CourseText, language: Language) -> None:
    heading = {Language.KY: "Суроолор", Language.RU: "Вопросы", Language.EN: "Questions"}[language]
    for slug, texts in course.lessons.items():
        assert f"<h2>{heading}</h2>" in texts[language].html, slug
        assert texts[language].html.rstrip().endswith("</p>"), slug


@EVERY_LANGUAGE
def test_given_the_lesson_on_flags_then_the_standing_sentence_is_in_it_word_for_word(
    course: CourseText, language: Language
) -> None:
    sentence = {
        Language.EN: "It is not evidence of a violation or corruption and may have a lawful explanation.",
        Language.RU: "Он не является доказательством нарушения или коррупции и может иметь законное объяснение.",
        Language.KY: "Ал мыйзам бузуунун же коррупциянын далили эмес, анын мыйзамдуу түшүндүрмөсү болушу мүмкүн.",
    }[language]
    html = " ".join(course.lessons["what-a-flag-means"][language].html.split())
    assert sentence in html


@EVERY_LANGUAGE
def test_given_a_lesson_that_names_a_law_then_it_says_to_check_the_current_one(
    course: CourseText, language: Language
) -> None:
    words = {
        Language.EN: "check the current law",
        Language.RU: "сверьтесь с действующ",
        Language.KY: "күчүндөгү",
    }[language]
    naming = [slug for slug, texts in course.lessons.items() if re.search(r"(No\.|№)\s\d", texts[language].html)]
    assert naming, "some lesson names a law"
    for slug in naming:
        assert words in " ".join(course.lessons[slug][language].html.split()).casefold(), slug
