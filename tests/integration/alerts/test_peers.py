"""What alerts makes of the answers of the other services."""

from collections.abc import Awaitable, Callable

import pytest

from services.alerts.peers import contact_of
from shared.bus import Bus
from shared.contracts.community import AskContact, Contact
from shared.errors import Refused, Unavailable
from tests.integration.alerts.world import MEMBER


async def answered(bus_of: Callable[[str], Awaitable[Bus]], error: Exception) -> Contact:
    """The contact that alerts sees when community's handler ends with `error`."""
    community, alerts = await bus_of("community"), await bus_of("alerts")

    async def contact(_: AskContact) -> Contact:
        raise error

    community.answers("ask.community.contact")(contact)
    await community.start()
    return await contact_of(alerts.ask)(MEMBER)


async def test_given_a_member_who_is_gone_then_there_is_no_address(bus_of: Callable[[str], Awaitable[Bus]]) -> None:
    assert (await answered(bus_of, Refused("not_found", "There is no such member."))).email is None


async def test_given_a_fault_in_community_then_the_letter_waits(bus_of: Callable[[str], Awaitable[Bus]]) -> None:
    with pytest.raises(Unavailable):
        await answered(bus_of, KeyError("a fault"))
