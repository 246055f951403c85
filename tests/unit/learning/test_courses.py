"""What a course is, and what is said when it is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.learning.courses import CourseBroken, read_course
from shared.contracts.base import Language

OUTLINE = """
title: {ky: Сынак, ru: Проба, en: Trial}
summary: {ky: Кыскача, ru: Коротко, en: In short}
objectives: {ky: [билүү], ru: [знать], en: [know]}
lessons: [first, second]
awaiting_review: [ky]
"""


def lesson(title: str = "A lesson", minutes: object = 5, body: str = "Some text.") -> str:
    return f"---\ntitle: {title}\nminutes: {minutes}\n---\n{body}\n"


def files(**changed: str | None) -> dict[str, str]:
    """A whole small course; `changed` replaces or (None) removes files, `/` written as `__` and `.` as `_`."""
    whole = {"course.yaml": OUTLINE}
    for slug in ("first", "second"):
        whole |= {f"{slug}/{language.value}.md": lesson(f"{slug} {language.value}") for language in Language}
    for name, text in changed.items():
        path = name.replace("__", "/").replace("_md", ".md").replace("_yaml", ".yaml")
        if text is None:
            del whole[path]
        else:
            whole[path] = text
    return whole


def test_given_a_whole_course_then_lessons_come_in_order_in_three_languages() -> None:
    course = read_course("trial", files())
    assert list(course.lessons) == ["first", "second"]
    assert course.lessons["second"][Language.KY].title == "second ky"
    assert course.minutes(Language.EN) == 10
    assert course.outline.awaiting_review == (Language.KY,)
    assert course.neighbours("first") == (None, "second")
    assert course.neighbours("second") == ("first", None)


@pytest.mark.parametrize(
    ("changed", "file", "words"),
    [
        ({"course_yaml": None}, "trial/course.yaml", "missing"),
        ({"first__ky_md": None}, "trial/first/ky.md", "missing"),
        ({"third__en_md": lesson()}, "trial/third/en.md", "belongs to no lesson"),
        ({"first__de_md": lesson()}, "trial/first/de.md", "belongs to no lesson"),
        ({"first__en_md": "No front matter."}, "trial/first/en.md", "front matter"),
        ({"first__en_md": lesson(minutes="soon")}, "trial/first/en.md", "minutes"),
        ({"first__en_md": lesson(minutes=0)}, "trial/first/en.md", "minutes"),
        ({"first__en_md": lesson(title="''")}, "trial/first/en.md", "title"),
        ({"first__en_md": lesson(body="")}, "trial/first/en.md", "no text"),
        ({"first__en_md": lesson(body="# A second title")}, "trial/first/en.md", "##"),
        ({"first__en_md": lesson(body="x" * 100_001)}, "trial/first/en.md", "longer"),
        ({"first__en_md": "---\ntitle: [\n---\ntext"}, "trial/first/en.md", "YAML"),
        ({"first__en_md": "---\ntitle: a\nminutes: 1\ncolour: red\n---\ntext"}, "trial/first/en.md", "colour"),
        ({"course_yaml": OUTLINE.replace("Trial}", "Trial, de: Probe")}, "trial/course.yaml", "YAML"),
        ({"course_yaml": OUTLINE.replace("ru: Проба, ", "")}, "trial/course.yaml", "title.ru"),
        ({"course_yaml": OUTLINE.replace("second]", "first]")}, "trial/course.yaml", "twice"),
        ({"course_yaml": OUTLINE.replace("second]", "../secret]")}, "trial/course.yaml", "lessons"),
        ({"course_yaml": OUTLINE.replace("[first, second]", "[]")}, "trial/course.yaml", "lessons"),
        ({"course_yaml": "!!python/object/apply:os.system [id]"}, "trial/course.yaml", "YAML"),
        ({"course_yaml": ""}, "trial/course.yaml", "the file"),
    ],
)
def test_given_a_broken_course_then_the_file_and_the_fault_are_named(
    changed: dict[str, str | None], file: str, words: str
) -> None:
    with pytest.raises(CourseBroken) as caught:
        read_course("trial", files(**changed))
    assert caught.value.file == file
    assert words in caught.value.reason


@pytest.mark.parametrize("slug", ["Trial", "a b", "../trial", "-a", "a--b", "", "проба"])
def test_given_a_folder_name_that_is_no_slug_then_it_is_refused(slug: str) -> None:
    with pytest.raises(CourseBroken, match="folder's name"):
        read_course(slug, files())


def test_given_a_number_sign_inside_a_code_block_then_it_is_no_heading() -> None:
    assert read_course("trial", files(first__en_md=lesson(body="```\n# a comment\n```")))


@given(st.text(max_size=300))
def test_given_any_text_as_a_lesson_then_it_is_read_or_named_as_broken(text: str) -> None:
    try:
        course = read_course("trial", files(first__en_md=text))
    except CourseBroken:
        return
    assert course.lessons["first"][Language.EN].html


@given(st.text(max_size=300))
def test_given_any_text_as_an_outline_then_it_is_read_or_named_as_broken(text: str) -> None:
    with pytest.raises(CourseBroken):
        read_course("trial", files(course_yaml=text))


def test_given_one_changed_letter_then_the_content_hash_changes_and_otherwise_it_stays() -> None:
    course = read_course("trial", files())
    assert course.content_hash == read_course("trial", dict(reversed(files().items()))).content_hash
    changed = read_course("trial", files(first__en_md=lesson(body="Some texts.")))
    assert changed.content_hash != course.content_hash
