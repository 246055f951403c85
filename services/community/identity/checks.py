"""Whether a code is right: the one place where codes are taken, each once."""

from datetime import datetime

from services.community.accounts import Account
from services.community.identity import recovery, totp
from services.community.identity.factors import Factor
from services.community.identity.sealing import Sealer
from services.community.identity.store import FactorsStore
from services.community.limits import SECOND_FACTOR
from services.community.tries_store import TriesStore
from shared.errors import Refused


class Codes:
    """Checks codes of authenticators and recovery codes."""

    def __init__(self, store: FactorsStore, tries: TriesStore) -> None:
        self._store = store
        self._tries = tries
        self._sealer: Sealer | None = None

    async def unlock(self, setting: str | None) -> None:
        """Take the key that secrets are sealed with; nothing can be checked before."""
        self._sealer = await self._store.sealer(setting)

    @property
    def sealer(self) -> Sealer:
        """What secrets are sealed with."""
        if self._sealer is None:
            raise RuntimeError("the key of the second factors was not loaded")
        return self._sealer

    async def take(self, account: Account, code: str, client: str, now: datetime) -> None:
        """Use `code` up. Raises `Refused` (`too_many_attempts`, `not_on`, `wrong_code`).

        A recovery code works wherever one of the app does.
        """
        await self._tries.take_try(SECOND_FACTOR, account.email, client, now)
        factor = await self._store.factor(account.id)
        if factor is None or factor.since is None:
            raise Refused("not_on", "This account has no second factor.")
        if not await self._right(factor, code, now):
            raise wrong_code()
        await self._tries.forget_tries(SECOND_FACTOR, account.email, client)

    async def _right(self, factor: Factor, code: str, now: datetime) -> bool:
        if recovery.looks_like_one(code):
            return await self._store.use_code(factor.member, recovery.kept(code, factor.member, self.sealer.hash_key))
        step = self.first_step(factor, code, now)
        return step is not None and await self._store.use_step(factor.member, step)

    def first_step(self, factor: Factor, code: str, now: datetime) -> int | None:
        """The time step that `code` belongs to, whether or not it was used."""
        return totp.matching_step(self.sealer.open(factor.member, factor.sealed), code, now)


def wrong_code() -> Refused:
    """The refusal of a code that is wrong, was used already, or is too old."""
    return Refused("wrong_code", "This code is wrong, too old, or was used already.", {"field": "code"})
