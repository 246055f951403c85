"""What a course is: a folder of Markdown lessons in three languages, checked as a whole before anybody sees it.

A course lives in `<course>/course.yaml` and `<course>/<lesson>/{ky,ru,en}.md`; each lesson begins with front matter
(`title`, `minutes`). This module takes the texts of such a folder and reads no file itself.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from services.learning.rendering import render
from shared.contracts.base import Language, Texts
from shared.errors import AchykError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]

COURSE_FILE = "course.yaml"
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_TITLE_IN_TEXT = re.compile(r"^# |^=+$", re.MULTILINE)
_CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_TEXT_LENGTH = 100_000


class CourseBroken(AchykError):
    """A course cannot be published; says which file is wrong and how."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lines(_Part):
    """A list of short lines in each language."""

    ky: tuple[Line, ...] = Field(min_length=1)
    ru: tuple[Line, ...] = Field(min_length=1)
    en: tuple[Line, ...] = Field(min_length=1)


class Outline(_Part):
    """`course.yaml`."""

    title: Texts
    summary: Texts
    objectives: Lines
    lessons: tuple[Slug, ...] = Field(min_length=1)
    """Folders of the lessons, in the order they are taken."""
    awaiting_review: tuple[Language, ...] = ()
    """Languages whose text still waits for a native speaker's review."""


class LessonHead(_Part):
    """Front matter of a lesson."""

    title: Line
    minutes: int = Field(ge=1, le=240)
    """Reading time with the exercise."""


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson in one language; `html` is ready to show."""

    title: str
    minutes: int
    html: str


@dataclass(frozen=True, slots=True)
class CourseText:
    """A whole course; `lessons` in order, each in every language."""

    slug: str
    outline: Outline
    lessons: Mapping[str, Mapping[Language, LessonText]]
    content_hash: str
    """SHA-256 over all files: another one is another version."""

    def minutes(self, language: Language) -> int:
        """Time for the whole course."""
        return sum(lesson[language].minutes for lesson in self.lessons.values())

    def neighbours(self, lesson: str) -> tuple[str | None, str | None]:
        """The lessons before and after `lesson`; KeyError when the course has no such lesson."""
        order = list(self.lessons)
        if lesson not in self.lessons:
            raise KeyError(lesson)
        place = order.index(lesson)
        return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def read_course(slug: str, files: Mapping[str, str]) -> CourseText:
    """The course made of `files` (path inside its folder -> text). Raises `CourseBroken`."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise CourseBroken(slug, "the folder's name may hold small Latin letters, digits and single hyphens")
    if COURSE_FILE not in files:
        raise CourseBroken(f"{slug}/{COURSE_FILE}", "the file is missing")
    outline = _checked(Outline, files[COURSE_FILE], f"{slug}/{COURSE_FILE}")
    if len(set(outline.lessons)) != len(outline.lessons):
        raise CourseBroken(f"{slug}/{COURSE_FILE}", "a lesson is listed twice")
    wanted = {f"{lesson}/{language.value}.md" for lesson in outline.lessons for language in Language}
    for path in sorted(wanted - set(files)):
        raise CourseBroken(f"{slug}/{path}", "the lesson is listed but the file is missing")
    for path in sorted(set(files) - wanted - {COURSE_FILE}):
        raise CourseBroken(f"{slug}/{path}", f"the file belongs to no lesson listed in {COURSE_FILE}")
    lessons = {
        lesson: {
            language: _read_lesson(f"{slug}/{lesson}/{language.value}.md", files[f"{lesson}/{language.value}.md"])
            for language in Language
        }
        for lesson in outline.lessons
    }
    return CourseText(slug, outline, lessons, _hash(files))


def _read_lesson(path: str, text: str) -> LessonText:
    if len(text) > _TEXT_LENGTH:
        raise CourseBroken(path, f"the lesson is longer than {_TEXT_LENGTH} characters")
    parts = _FRONT_MATTER.match(text)
    if not parts:
        raise CourseBroken(path, "the lesson must begin with front matter between two lines of ---")
    head = _checked(LessonHead, parts[1], path)
    body = parts[2].strip()
    if not body:
        raise CourseBroken(path, "the lesson has no text")
    if _TITLE_IN_TEXT.search(_CODE_BLOCK.sub("", body)):
        raise CourseBroken(path, "headings inside a lesson begin with ##: the title is the page's only first heading")
    return LessonText(head.title, head.minutes, render(body))


Part = TypeVar("Part", bound=_Part)


def _checked(kind: type[Part], text: str, path: str) -> Part:
    try:
        return kind.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise CourseBroken(path, f"this is not valid YAML{where}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CourseBroken(path, f"{field}: {first['msg']}") from error


def _hash(files: Mapping[str, str]) -> str:
    total = hashlib.sha256()
    for path in sorted(files):
        for part in (path, files[path]):
            data = part.encode()
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()
