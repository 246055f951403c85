"""Every page of a gateway whose neighbours are all lost: it answers politely, never with a 500."""

import re

from fastapi.routing import APIRoute

from services.gateway import pages
from tests.integration.gateway.conftest import World

PARAMETER = re.compile(r"\{\w+(:\w+)?\}")


async def test_given_every_neighbour_is_lost_then_no_page_breaks(world: World) -> None:
    paths = [
        route.path.replace("{language:language}", language)
        for part in vars(pages).values()
        for route in getattr(getattr(part, "router", None), "routes", ())
        if isinstance(route, APIRoute) and "GET" in route.methods
        for language in ("ky", "ru", "en")
    ]
    assert len(paths) > 30
    addresses = {PARAMETER.sub(id_, path) for path in paths for id_ in ("nothing", "a/b", "a" * 300)}
    assert "/ky/courses/nothing/nothing" in addresses
    broken = []
    for path in sorted(addresses):
        answer = await world.http.get(path)
        if answer.status_code not in (200, 302, 303, 307, 404, 405, 422, 503) or "unsafe-inline" in str(answer.headers):
            broken.append((path, answer.status_code))
        assert " style=" not in answer.text, path
    assert broken == []


async def test_given_a_browser_in_another_language_then_the_first_page_follows_it(world: World) -> None:
    answer = await world.http.get("/", headers={"Accept-Language": "de, ru;q=0.7, en;q=0.9"}, follow_redirects=True)
    assert answer.status_code == 200
    assert 'lang="en"' in answer.text
    again = await world.http.get(answer.url.path)
    assert again.headers["vary"].startswith("Cookie")
