"""Sample members, so that whoever tries the platform on their own machine can sign in at once."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from services.community.accounts import Registration, new_account, normal_email
from services.community.members_store import MembersStore
from services.community.passwords import Keeper
from services.community.settings import Settings
from shared.contracts.base import Language
from shared.contracts.community import Role

log = logging.getLogger(__name__)

SAMPLE_PASSWORD = "three-open-doors"  # noqa: S105 - printed at start, and only made where the setting asks for it


@dataclass(frozen=True, slots=True)
class SampleMember:
    """One sample sign-in, with `SAMPLE_PASSWORD`."""

    email: str
    name: str
    role: Role
    language: Language


SAMPLE_MEMBERS = (
    SampleMember("member@achyk.example", "Айгүл", Role.MEMBER, Language.KY),
    SampleMember("moderator@achyk.example", "Бакыт", Role.MODERATOR, Language.RU),
    SampleMember("admin@achyk.example", "Demo admin", Role.ADMIN, Language.EN),
)


async def seed(members: MembersStore, settings: Settings) -> None:
    """Add the sample members that are missing, when `settings.sample_members` asks for them."""
    if not settings.sample_members:
        return
    keeper = Keeper(memory_kib=settings.password_memory_kib, passes=settings.password_passes)
    for sample in SAMPLE_MEMBERS:
        if await members.account_of(normal_email(sample.email)):
            continue
        kept = await asyncio.to_thread(keeper.keep, SAMPLE_PASSWORD)
        registration = Registration(sample.name, kept, sample.language)
        account = new_account(sample.email, registration, datetime.now(UTC), sample.role)
        if await members.add_account(account):
            log.info("added the sample %s", sample.role.value)
