"""Where every way of signing in ends: in a session, or in a sign-in that waits for its second factor."""

from datetime import datetime

from services.community import sessions
from services.community.accounts import Account
from services.community.identity.devices_store import DevicesStore
from services.community.sessions_store import SessionsStore
from shared.contracts.community import Session


class SignIns:
    """Begins sessions."""

    def __init__(self, store: SessionsStore, devices: DevicesStore) -> None:
        """`devices` tells members of browsers that were not seen before."""
        self._store = store
        self._devices = devices

    async def begin(
        self,
        account: Account,
        device: str,
        browser: str | None,
        replaces: str | None,
        now: datetime,
        *,
        strong: bool = False,
    ) -> Session:
        """Sign `account` in, in place of the session `replaces` of the same browser.

        `device` is the browser's one word, `browser` the value it keeps. `strong`: a second factor was shown; without
        it an account that has one gets a token that opens nothing.
        """
        waits = account.second_factor and not strong
        if waits:
            token, waiting = sessions.wait(account.id, device, now)
            await self._store.wait(waiting)
            expires = waiting.expires
        else:
            await self._devices.meet(account, browser, device.strip(), now)
            token, session = sessions.begin(account.id, device, now, strong=strong)
            await self._store.open_session(session)
            expires = session.expires
        if replaces:
            await self._store.close_session(replaces)
        return Session(token=token, member=account.member(), expires=expires, second_factor_needed=waits)
