"""Reads the courses of a folder, all or none."""

from collections.abc import Mapping
from pathlib import Path

from services.learning.courses import COURSE_FILE, CourseBroken, CourseText, read_course

_FILE_BYTES = 1_000_000


def read_courses(folder: Path) -> dict[str, CourseText]:
    """Every course in `folder`, by slug, in order of their names. Raises `CourseBroken`: which file, and why."""
    if not folder.is_dir():
        raise CourseBroken(str(folder), "the folder of courses does not exist; see the setting content_dir")
    courses = (path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith((".", "_")))
    return {path.name: read_course(path.name, _files(path)) for path in courses}


def _files(course: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted(course.rglob("*")):
        name = path.relative_to(course).as_posix()
        if path.is_dir():
            continue
        if path.suffix != ".md" and name != COURSE_FILE:
            raise CourseBroken(f"{course.name}/{name}", f"a course holds only {COURSE_FILE} and lessons in Markdown")
        if path.stat().st_size > _FILE_BYTES:
            raise CourseBroken(f"{course.name}/{name}", "the file is too large")
        try:
            found[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise CourseBroken(f"{course.name}/{name}", f"the file is not UTF-8 (byte {error.start})") from error
    return found
