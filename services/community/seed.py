"""Sample members, so that whoever tries the platform on their own machine can sign in at once."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from services.community.accounts import Registration, new_account, normal_email
from services.community.identity.factors import mandatory
from services.community.identity.store import FactorsStore
from services.community.members_store import MembersStore
from services.community.passwords import Hasher
from services.community.settings import Settings
from shared.contracts.base import Language
from shared.contracts.community import Role

log = logging.getLogger(__name__)

SAMPLE_PASSWORD = "three-open-doors"  # noqa: S105 - printed at start, and only made where the setting asks for it
SAMPLE_SECRET = "ACHYKSAMPLEONLYNOTASECRET2345677"  # noqa: S105 - as public as the password
"""For an authenticator app, of the sample members whose role needs one; `achyk admin sample-code` says its code."""


@dataclass(frozen=True, slots=True)
class SampleMember:
    """One sample sign-in, with `SAMPLE_PASSWORD` and, where the role needs it, a code of `SAMPLE_SECRET`."""

    email: str
    name: str
    role: Role
    language: Language


SAMPLE_MEMBERS = (
    SampleMember("member@achyk.example", "Айгүл", Role.MEMBER, Language.KY),
    SampleMember("moderator@achyk.example", "Бакыт", Role.MODERATOR, Language.RU),
    SampleMember("admin@achyk.example", "Demo admin", Role.ADMIN, Language.EN),
)


async def seed(members: MembersStore, factors: FactorsStore, hasher: Hasher, settings: Settings) -> None:
    """Add the sample members that are missing, when `settings.sample_members` asks for them."""
    if not settings.sample_members:
        return
    sealer = await factors.sealer(settings.secret)
    for sample in SAMPLE_MEMBERS:
        now = datetime.now(UTC)
        account = await members.account_of(normal_email(sample.email))
        if account is None:
            registration = Registration(sample.name, await hasher.keep(SAMPLE_PASSWORD), sample.language)
            account = new_account(sample.email, registration, now, sample.role)
            if not await members.add_account(account):
                continue
            log.info("added the sample %s", sample.role.value)
        if mandatory({sample.role}) and not account.second_factor:
            await factors.seed(account.id, sealer.seal(account.id, SAMPLE_SECRET), now)
