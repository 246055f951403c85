"""Reading courses from disk."""

import shutil
from pathlib import Path

import pytest

from services.learning.courses import CourseBroken
from services.learning.folder import read_courses
from services.learning.settings import OWN_COURSES


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of our own courses."""
    return Path(shutil.copytree(OWN_COURSES, tmp_path / "content"))


def test_given_two_folders_then_there_are_two_courses_and_hidden_folders_are_none(content: Path) -> None:
    shutil.copytree(content / "watch-a-purchase", content / "another")
    (content / ".git").mkdir()
    assert list(read_courses(content)) == ["another", "watch-a-purchase"]


def test_given_no_folder_then_the_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseBroken, match="content_dir"):
        read_courses(tmp_path / "absent")


def test_given_an_empty_folder_then_there_is_no_course(tmp_path: Path) -> None:
    assert read_courses(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("say-it-fairly/photo.jpg", b"\xff\xd8", "only course.yaml"),
        ("say-it-fairly/en.md", b"---\ntitle: \xff\n---\n", "not UTF-8"),
        ("say-it-fairly/en.md", b"x" * 1_000_001, "too large"),
        ("Notes.md", b"text", "belongs to no lesson"),
    ],
)
def test_given_a_file_that_does_not_belong_then_it_is_named(content: Path, name: str, data: bytes, words: str) -> None:
    (content / "watch-a-purchase" / name).write_bytes(data)
    with pytest.raises(CourseBroken, match=words) as caught:
        read_courses(content)
    assert caught.value.file == f"watch-a-purchase/{name}"
