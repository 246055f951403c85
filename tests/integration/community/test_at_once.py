"""What several replicas do at the same moment: straight on the store, since one replica answers in turn."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.community.accounts import Registration
from services.community.limits import SIGN_IN
from services.community.store import CommunityStore
from services.community.tokens import new_token
from shared.contracts.base import Language
from shared.contracts.community import Role
from shared.errors import Refused

from .conftest import Community, token_in

ADDRESS = "aigul@achyk.example"


@pytest.fixture
def replica(community: Community) -> CommunityStore:
    """Another replica's view of the database."""
    return CommunityStore(community.store)


async def test_given_twenty_tries_then_exactly_the_free_ones_pass(replica: CommunityStore) -> None:
    now = datetime.now(UTC)
    tries = (replica.take_try(SIGN_IN, ADDRESS, now - timedelta(milliseconds=place)) for place in range(20))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert results.count(None) == SIGN_IN.free
    assert {result.code for result in results if isinstance(result, Refused)} == {"too_many_attempts"}
    assert len(results) - results.count(None) == sum(isinstance(result, Refused) for result in results)


async def test_given_one_address_registered_by_many_then_there_is_one_account_and_a_letter_for_each(
    community: Community, replica: CommunityStore
) -> None:
    registrations = [Registration(f"Name {place}", "no hash", Language.KY) for place in range(6)]
    await asyncio.gather(*(replica.register(ADDRESS, one, datetime.now(UTC)) for one in registrations))
    assert await community.store.collection("members").count_documents({}) == 1
    assert await community.store.collection("letters").count_documents({}) == 6
    tokens = {token_in(await community.mailbox.next()) for _ in registrations}
    assert len(tokens) == 6


async def test_given_one_link_pressed_many_times_then_it_confirms_once(
    community: Community, replica: CommunityStore
) -> None:
    await community.register(ADDRESS)
    token = token_in(await community.mailbox.next())
    results = await asyncio.gather(*(replica.verify(token, datetime.now(UTC)) for _ in range(8)))
    assert sum(account is not None for account in results) == 1
    assert await replica.verify(new_token(), datetime.now(UTC)) is None


async def test_given_two_admins_who_step_down_then_exactly_one_does(
    community: Community, replica: CommunityStore
) -> None:
    admins = [await community.joined_as(Role.ADMIN, f"admin{place}@achyk.example") for place in range(2)]
    results = await asyncio.gather(
        *(replica.set_role(admin.member.id, Role.MEMBER) for admin in admins), return_exceptions=True
    )
    assert [result.code for result in results if isinstance(result, Refused)] == ["last_admin"]
    assert await community.store.collection("members").count_documents({"role": "admin"}) == 1
