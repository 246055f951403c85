"""A gateway before the running service, and custodians with keys."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from services.gateway.app import assemble
from services.gateway.settings import Settings
from shared.contracts.community import Role
from tests.integration.community.conftest import Community

from .world import Custodian, Source


@pytest.fixture
async def web(community: Community, mongo_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway, and a client without any cookies."""
    async with AsyncExitStack() as stack:
        base, _, query = mongo_url.partition("/?")
        database = f"{base}/test_gateway_{uuid.uuid4().hex[:12]}?{query}"
        settings = Settings(
            nats_url=community.settings.nats_url, mongo_url=database, rate_factor=0, drain_seconds=5, http_port=0
        )
        gateway = assemble(settings)
        await stack.enter_async_context(gateway.service.running())
        stack.push_async_callback(gateway.service.store.drop)
        assert gateway.server
        url = f"http://127.0.0.1:{gateway.server.port}"
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))


@pytest.fixture
def source(web: httpx.AsyncClient) -> Source:
    return Source(web)


@pytest.fixture
async def join(community: Community, web: httpx.AsyncClient) -> Callable[[str], Awaitable[Custodian]]:
    """`await join("name")`: a custodian without a key."""

    async def make(name: str) -> Custodian:
        session = await community.joined_as(Role.CUSTODIAN, f"{name}@achyk.example")
        return Custodian(web, session.token)

    return make


@pytest.fixture
async def custodian(join: Callable[[str], Awaitable[Custodian]]) -> Custodian:
    """A custodian with a key."""
    made = await join("custodian")
    assert (await made.make_key()).status_code == 303
    return made
