"""What scoring says of an organisation; nothing when it does not answer, so that the page stands without it."""

import logging
from typing import Final

from services.gateway.ports import Ask
from shared.contracts.organisation import AskNetwork, AskProfile, NetworkAround, OrganisationRole, Profile
from shared.errors import Refused, Unavailable

log = logging.getLogger(__name__)
NETWORK_ROWS: Final = 17
"""Firms of the network on a page: one in the middle and as many around it as can be told apart."""


async def profile_of(bus: Ask, role: str, organisation: str) -> Profile | None:
    """Its figures beside those of its peers."""
    try:
        ask = AskProfile(organisation=organisation, role=OrganisationRole(role))
        return await bus.ask("ask.scoring.profile", ask, Profile)
    except (Refused, Unavailable) as error:
        log.info("an organisation is shown without its figures: %s", _why(error))
        return None


async def network_of(bus: Ask, role: str, organisation: str) -> NetworkAround | None:
    """Who it meets in tenders, or how its suppliers meet."""
    try:
        ask = AskNetwork(organisation=organisation, role=OrganisationRole(role), limit=NETWORK_ROWS)
        return await bus.ask("ask.scoring.network", ask, NetworkAround)
    except (Refused, Unavailable) as error:
        log.info("an organisation is shown without its network: %s", _why(error))
        return None


def _why(error: Refused | Unavailable) -> str:
    return error.code if isinstance(error, Refused) else error.subject
