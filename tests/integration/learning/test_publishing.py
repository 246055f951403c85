"""Each version of a course is announced once."""

import asyncio
import sys
from pathlib import Path

import pytest

from services.learning.courses import CourseBroken
from shared.bus import Bus
from shared.contracts.base import Language
from shared.contracts.learning import AskCourses, CourseEvent, Courses
from shared.facts import Delivered

from .conftest import Learning, Running

ROOT = Path(__file__).resolve().parents[3]


async def published(bus: Bus, count: int) -> list[Delivered]:
    """The events of the stream, once there are at least `count`."""
    subscription = await bus.js.subscribe("course.v1.>", ordered_consumer=True)
    for _ in range(count):
        await subscription.next_msg(timeout=20)
    await subscription.unsubscribe()
    return await bus.replay("LEARNING", 1, 100)


async def test_given_a_first_start_then_the_course_is_announced(learning: Learning) -> None:
    (event,) = await published(learning.bus, 1)
    body = CourseEvent.model_validate_json(event.data)
    assert event.subject == "course.v1.published.watch-a-purchase"
    assert (event.type, event.about) == ("course.v1.published", "watch-a-purchase")
    assert (body.course, body.version, body.lessons) == ("watch-a-purchase", 1, 6)
    assert body.title.in_language(Language.EN) == "How to watch a public purchase"


async def test_given_restarts_changes_and_a_return_then_each_version_is_announced_once(
    running: Running, content: Path
) -> None:
    lesson = content / "watch-a-purchase/say-it-fairly/en.md"
    first = lesson.read_text()
    for text in (first, first, first + "\nOne more line.\n", first + "\nOne more line.\n", first):
        lesson.write_text(text)
        async with running() as learning:
            assert await learning.ask("courses", AskCourses(language=Language.EN), Courses)
            bus, store = learning.bus, learning.store
    events = await published(bus, 2)
    assert [CourseEvent.model_validate_json(event.data).version for event in events] == [1, 2]
    assert await store.unsent() == 0


async def test_given_two_replicas_that_start_at_once_then_the_course_is_announced_once(running: Running) -> None:
    async with running() as one, running() as other:
        await asyncio.gather(
            *(replica.ask("courses", AskCourses(language=Language.KY), Courses) for replica in (one, other))
        )
        assert await one.store.collection("versions").count_documents({}) == 1
    assert len(await published(one.bus, 1)) == 1


async def test_given_a_broken_course_then_the_service_does_not_start_and_nothing_is_announced(
    running: Running, content: Path
) -> None:
    (content / "watch-a-purchase/say-it-fairly/ky.md").unlink()
    with pytest.raises(CourseBroken, match=r"watch-a-purchase/say-it-fairly/ky\.md"):
        async with running():
            pass


async def test_given_a_broken_course_then_the_process_ends_with_one_clear_sentence(
    tmp_path: Path, nats_url: str, mongo_url: str
) -> None:
    (tmp_path / "half").mkdir()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.learning",
        cwd=ROOT,
        env={
            "ACHYK_NATS_URL": nats_url,
            "ACHYK_MONGO_URL": mongo_url,
            "ACHYK_LEARNING_CONTENT_DIR": str(tmp_path),
            "ACHYK_HEALTH_PORT": "0",
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert "half/course.yaml: the file is missing" in said.decode()
    assert "Traceback" not in said.decode()
