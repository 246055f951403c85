"""The wiring of learning."""

from datetime import UTC, datetime

from services.learning.courses import CourseText
from services.learning.folder import read_courses
from services.learning.requests import Requests
from services.learning.settings import Settings
from services.learning.store import LearningStore
from shared.service import Service

REQUESTS = ("courses", "course", "lesson", "complete_lesson")
"""Answered as `ask.learning.<request>`."""


def build(settings: Settings | None = None) -> Service:
    """The service, ready to run. It does not start with a broken course: better no page than half a lesson."""
    settings = settings or Settings()
    courses: dict[str, CourseText] = {}
    service = Service("learning", settings)
    store = LearningStore(service.store)
    requests = Requests(store, courses)

    async def start() -> None:
        courses.update(read_courses(settings.content_dir))
        await store.prepare()
        for course in courses.values():
            await store.publish(course, datetime.now(UTC))

    service.on_start(start)
    for name in REQUESTS:
        service.bus.answers(f"ask.learning.{name}")(getattr(requests, name))
    return service
