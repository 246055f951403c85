"""The whole service on real servers, with a real mail server beside it."""

import asyncio
import email
import email.policy
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, TypeVar

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import BaseModel

from services.community.app import build
from services.community.claims_store import ClaimsStore
from services.community.identity import totp
from services.community.identity.factors import mandatory
from services.community.letters_store import LettersStore
from services.community.members_store import MembersStore
from services.community.passwords import Keeper
from services.community.resets_store import ResetsStore
from services.community.sessions_store import SessionsStore
from services.community.settings import Settings
from services.community.tries_store import TriesStore
from services.gateway.app import assemble
from services.gateway.settings import Settings as GatewaySettings
from shared import embedded
from shared.bus import Bus
from shared.contracts import community as contract
from shared.contracts import identity
from shared.contracts.base import Language
from shared.contracts.community import Role
from shared.mail import MailSettings
from shared.service import Service
from shared.store import Store

from .web import PASSWORD as PASSWORD
from .web import Browser

KEEPER = Keeper(memory_kib=8192, passes=1)
Answer = TypeVar("Answer", bound=BaseModel)
_LINK = re.compile(r"https://achyk\.example/(ky|ru|en)/(?:verify|password/reset|account/email)/([A-Za-z0-9_-]{43})")


class Mailbox:
    """An SMTP server that keeps what it takes; `replies` are said instead of taking the next letters."""

    def __init__(self) -> None:
        self.letters: asyncio.Queue[EmailMessage] = asyncio.Queue()
        self.replies: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._controller = Controller(self, hostname="127.0.0.1", port=embedded.free_port())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.replies:
            return self.replies.pop(0)
        letter = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self._loop.call_soon_threadsafe(self.letters.put_nowait, letter)
        return "250 taken"

    def start(self) -> MailSettings:
        self._controller.start()
        return MailSettings(
            host="127.0.0.1", port=self._controller.port, sender="house@achyk.example", sender_name="Achyk"
        )

    def stop(self) -> None:
        self._controller.stop()

    async def next(self) -> EmailMessage:
        """The next letter that arrives."""
        return await asyncio.wait_for(self.letters.get(), 20)


def text_of(letter: EmailMessage) -> str:
    text = letter.get_content()
    assert isinstance(text, str)
    return text


def token_in(letter: EmailMessage) -> str:
    """The token of the link in a letter."""
    found = _LINK.search(text_of(letter))
    assert found, "the letter has a link with a token"
    return found[2]


class Replica:
    """The stores of another replica over the same database."""

    def __init__(self, store: Store) -> None:
        self.members = MembersStore(store)
        self.claims = ClaimsStore(store, self.members)
        self.resets = ResetsStore(store, self.members, SessionsStore(store, self.members))
        self.letters = LettersStore(store, self.members, self.claims, self.resets)
        self.tries = TriesStore(store)


@dataclass
class Community:
    """The running service and a partner's view of it."""

    service: Service
    bus: Bus
    store: Store
    mailbox: Mailbox
    settings: Settings
    secrets: dict[str, str] = field(default_factory=dict)
    """What the authenticator apps of members hold."""

    async def ask(self, name: str, question: BaseModel, answer: type[Answer]) -> Answer:
        return await self.bus.ask(f"ask.community.{name}", question, answer, timeout=20)

    async def register(
        self, address: str, *, name: str = "Айгүл", password: str = PASSWORD, language: Language = Language.RU
    ) -> contract.Registered:
        question = contract.AskRegister(email=address, name=name, password=password, language=language)
        return await self.ask("register", question, contract.Registered)

    async def verify(self, token: str, password: str | None = PASSWORD, device: str = "Firefox") -> contract.Confirmed:
        question = contract.AskVerifyEmail(token=token, password=password, device=device)
        return await self.ask("verify_email", question, contract.Confirmed)

    async def sign_in(
        self,
        address: str,
        password: str = PASSWORD,
        device: str = "Firefox",
        client: str = "",
        replaces: str | None = None,
        browser: str | None = None,
    ) -> contract.Session:
        question = contract.AskSignIn(
            email=address, password=password, device=device, client=client, replaces=replaces, browser=browser
        )
        return await self.ask("sign_in", question, contract.Session)

    async def who(self, token: str) -> contract.SignedIn:
        return await self.ask("session", contract.AskSession(token=token), contract.SignedIn)

    async def joined(self, address: str) -> contract.Session:
        """A new member, confirmed and signed in."""
        await self.register(address)
        session = (await self.verify(token_in(await self.mailbox.next()))).session
        assert session
        return session

    async def forgot(self, address: str) -> contract.Registered:
        return await self.ask("forgot_password", contract.AskForgotPassword(email=address), contract.Registered)

    async def reset(self, token: str, password: str) -> contract.Session:
        question = contract.AskResetPassword(token=token, password=password)
        return await self.ask("reset_password", question, contract.Session)

    async def change(self, token: str, password: str, new_password: str) -> contract.PasswordChanged:
        question = contract.AskChangePassword(token=token, password=password, new_password=new_password)
        return await self.ask("change_password", question, contract.PasswordChanged)

    async def enrol(self, session: contract.Session, password: str = PASSWORD) -> list[str]:
        """Set a member's authenticator up, which confirms the session; their recovery codes."""
        begun = await self.ask("begin_totp", identity.AskBeginTotp(token=session.token), identity.TotpEnrolment)
        self.secrets[session.member.id] = begun.secret
        code = totp.present_code(begun.secret, datetime.now(UTC))
        question = identity.AskConfirmTotp(token=session.token, password=password, code=code)
        return (await self.ask("confirm_totp", question, identity.RecoveryCodes)).codes

    async def code(self, member: str) -> str:
        """The code that the member's app shows, as if half a minute had passed since the last one."""
        await self.store.collection("second_factors").update_one({"_id": member}, {"$set": {"lastStep": 0}})
        return totp.present_code(self.secrets[member], datetime.now(UTC))

    async def confirm_code(self, token: str, code: str) -> contract.Session:
        return await self.ask("confirm_code", identity.AskConfirmCode(token=token, code=code), contract.Session)

    async def security(self, token: str) -> identity.Security:
        return await self.ask("security", identity.AskSecurity(token=token), identity.Security)

    async def joined_as(self, role: Role, address: str, *, strong: bool = True) -> contract.Session:
        """A new member of some role, signed in; with a second factor where the role needs one, unless not `strong`."""
        session = await self.joined(address)
        members = MembersStore(self.store)
        if role in contract.LADDER:
            await members.set_role(session.member.id, role)
        else:
            await members.grant(session.member.id, role, granted=True)
        if strong and mandatory({role}):
            await self.enrol(session)
        return session


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    yield box
    box.stop()


@pytest.fixture
async def start(
    store_of: Callable[[str], Store],
    bus_of: Callable[[str], Awaitable[Bus]],
    mailbox: Mailbox,
    nats_url: str,
    mongo_url: str,
) -> AsyncIterator[Callable[..., Awaitable[Community]]]:
    """`await start(sample_members=True)`: the service, running with these settings on a fresh database."""
    async with AsyncExitStack() as stack:

        async def run(**changed: object) -> Community:
            store = store_of("community")
            base, _, query = mongo_url.partition("/?")
            settings = Settings.model_validate(
                {
                    "nats_url": nats_url,
                    "mongo_url": f"{base}/{store.database.name}?{query}",
                    "public_url": "https://achyk.example",
                    "mail": mailbox.start(),
                    "password_memory_kib": 8192,
                    "password_passes": 1,
                    "drain_seconds": 5,
                    **changed,
                }
            )
            service = build(settings)
            await stack.enter_async_context(service.running())
            await service.bus.js.account_info()  # an answer comes after the server knows of our subscriptions
            return Community(service, await bus_of("partner"), store, mailbox, settings)

        yield run


@pytest.fixture
async def community(start: Callable[..., Awaitable[Community]]) -> Community:
    return await start()


@pytest.fixture
async def open_browser(community: Community, mongo_url: str) -> AsyncIterator[Callable[..., Awaitable[Browser]]]:
    """`await open_browser(https=True)`: a browser of its own at a gateway with these settings."""
    async with AsyncExitStack() as stack:

        async def make(**settings: Any) -> Browser:
            base, _, query = mongo_url.partition("/?")
            database = f"{base}/test_gateway_{uuid.uuid4().hex[:12]}?{query}"
            own = {"rate_factor": 0, "drain_seconds": 5, "http_port": 0, **settings}
            gateway = assemble(GatewaySettings(nats_url=community.settings.nats_url, mongo_url=database, **own))
            await stack.enter_async_context(gateway.service.running())
            stack.push_async_callback(gateway.service.store.drop)
            assert gateway.server
            url = f"http://127.0.0.1:{gateway.server.port}"
            return Browser(await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20)))

        yield make


@pytest.fixture
async def browser(open_browser: Callable[..., Awaitable[Browser]]) -> Browser:
    return await open_browser()
