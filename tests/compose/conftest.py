"""The platform in containers: built, started, and taken down with its volumes. Only `make test-compose` runs these."""

import os
from collections.abc import Iterator

import httpx
import pytest

from shared.embedded import free_port
from tests.compose.platform import Compose, compose_command, compose_files, environment
from tests.compose.waiting import until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("ACHYK_TEST_COMPOSE") == "1":
        return
    for item in items:
        if item.get_closest_marker("compose"):
            item.add_marker(pytest.mark.skip(reason="needs a container engine and minutes; run `make test-compose`"))


@pytest.fixture(scope="session")
def compose() -> Iterator[Compose]:
    command = compose_command()
    if command is None:
        pytest.fail("neither `docker compose` nor `docker-compose` is here")
    port = free_port()
    project = Compose((*command, *compose_files()), environment(port), f"http://127.0.0.1:{port}")
    try:
        project.show("build")
        project.show("up", "-d")
        until(lambda: _ready(project.url), 240, lambda: project("logs", "--tail=20", "--no-color"))
        yield project
    finally:
        project.show("down", "--volumes", "--remove-orphans")


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
