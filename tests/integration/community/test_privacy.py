"""Nothing about a person leaves the service: canary words are typed in, then looked for everywhere."""

import asyncio
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from services.community.identity import totp
from shared import embedded, topology
from shared.bus import Bus
from shared.contracts import community as contract
from shared.contracts import identity
from shared.contracts.base import Contract
from shared.errors import Refused
from shared.store import Store

from .conftest import Mailbox, text_of, token_in

ROOT = Path(__file__).resolve().parents[3]
ADDRESS, NAME, PASSWORD = "canary.zhanar@achyk.example", "Жанаркан", "quiet golden sentence"
CLIENT = "c0ffee" * 4
CANARIES = ("canary", "zhanar", NAME, "quiet", "golden", "teiuq", CLIENT, "achyk.example/ru/verify", "/password/reset")


class Misshapen(Contract):
    """A registration with values of the wrong kind."""

    email: str
    name: int
    password: list[str]


class Process:
    """The service as a process of its own, with everything it says and does written down."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.said, self.spans = folder / "said.log", folder / "spans.jsonl"
        self.health = f"http://127.0.0.1:{environment['ACHYK_HEALTH_PORT']}"
        self._environment = {**os.environ, **environment, "ACHYK_TRACE_FILE": str(self.spans)}
        self.ready = asyncio.Event()
        """It has said that it is ready."""

    async def __aenter__(self) -> "Process":
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.community"),
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self._process.stdout
        self._listening = asyncio.create_task(self._listen(self._process.stdout))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            await self._process.wait()
        await self._listening

    async def _listen(self, output: asyncio.StreamReader) -> None:
        with self.said.open("wb", buffering=0) as said:
            async for line in output:
                said.write(line)
                if b"is ready" in line:
                    self.ready.set()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.health + path, timeout=5) as answer:
            return str(answer.read().decode())


async def refused(bus: Bus, name: str, question: Contract) -> str:
    with pytest.raises(Refused) as caught:
        await bus.ask(f"ask.community.{name}", question, contract.Registered, timeout=10)
    return repr(caught.value) + repr(caught.value.detail)


async def live_through_everything(bus: Bus, mailbox: Mailbox) -> tuple[list[str], list[str]]:
    """A member's whole life, with mistakes and a moody mail server; the text of every refusal, and what is secret."""
    mailbox.replies = [f"451 {ADDRESS} later", f"550 {ADDRESS} never"]
    register = contract.AskRegister(email=ADDRESS, name=NAME, password=PASSWORD)
    await asyncio.gather(
        *(bus.ask("ask.community.register", register, contract.Registered, timeout=10) for _ in range(2))
    )
    letter = await mailbox.next()
    refusals = [
        await refused(bus, "sign_in", contract.AskSignIn(email=ADDRESS, password=PASSWORD)),
        await refused(bus, "sign_in", contract.AskSignIn(email=ADDRESS, password=PASSWORD + "!")),
        await refused(bus, "sign_in", contract.AskSignIn(email=f"{ADDRESS}@", password=PASSWORD)),
        await refused(bus, "register", register.model_copy(update={"password": "zhanarkan-canary"})),
        await refused(bus, "register", register.model_copy(update={"name": ADDRESS})),
        await refused(bus, "verify_email", contract.AskVerifyEmail.model_construct(token=f"{ADDRESS} {NAME}")),
        await refused(bus, "verify_email", contract.AskVerifyEmail(token=token_in(letter), password=PASSWORD + "!")),
        await refused(bus, "register", Misshapen(email=ADDRESS, name=7, password=[PASSWORD])),
    ]
    token = token_in(letter)
    confirm = contract.AskVerifyEmail(token=token, password=PASSWORD)
    await bus.ask("ask.community.verify_email", confirm, contract.Confirmed, timeout=10)
    question = contract.AskSignIn(email=ADDRESS, password=PASSWORD, client=CLIENT)
    session = await bus.ask("ask.community.sign_in", question, contract.Session, timeout=10)
    await bus.ask("ask.community.register", register, contract.Registered, timeout=10)
    already = await mailbox.next()
    forgot = contract.AskForgotPassword(email=ADDRESS, client=CLIENT)
    await bus.ask("ask.community.forgot_password", forgot, contract.Registered, timeout=10)
    forgotten = await mailbox.next()
    reset = contract.AskResetPassword(token=token_in(forgotten), password=ADDRESS)
    refusals.append(await refused(bus, "reset_password", reset))
    begin = identity.AskBeginTotp(token=session.token)
    app = await bus.ask("ask.community.begin_totp", begin, identity.TotpEnrolment, timeout=10)
    confirm_app = identity.AskConfirmTotp(token=session.token, password=PASSWORD, code="zhanar")
    refusals.append(await refused(bus, "confirm_totp", confirm_app))
    code = totp.present_code(app.secret, datetime.now(UTC))
    confirm_app = confirm_app.model_copy(update={"code": code})
    made = await bus.ask("ask.community.confirm_totp", confirm_app, identity.RecoveryCodes, timeout=10)
    waiting = await bus.ask("ask.community.sign_in", question, contract.Session, timeout=10)
    for wrong in ("zhanar", code):
        confirm_code = identity.AskConfirmCode(token=waiting.token, code=wrong, client=CLIENT)
        refusals.append(await refused(bus, "confirm_code", confirm_code))
    change = contract.AskChangePassword(token=session.token, password=PASSWORD + "!", new_password=PASSWORD)
    refusals.append(await refused(bus, "change_password", change))
    change = contract.AskChangePassword(token=session.token, password=PASSWORD, new_password=PASSWORD[::-1])
    await bus.ask("ask.community.change_password", change, contract.PasswordChanged, timeout=10)
    letters = "".join(text_of(each) for each in (letter, already, forgotten))
    assert NAME not in letters, "a letter quotes nothing that a stranger can type in"
    await bus.ask("ask.community.sign_out", contract.AskSignOut(token=session.token), contract.SignedOut)
    assert all(word not in text for text in refusals for word in (session.token, token))
    return refusals, [app.secret, *made.codes, session.token, waiting.token]


async def test_given_a_members_whole_life_then_no_event_log_trace_metric_or_error_tells_of_the_person(
    store_of: Callable[[str], Store],
    bus_of: Callable[[str], Awaitable[Bus]],
    mailbox: Mailbox,
    nats_url: str,
    mongo_url: str,
    tmp_path: Path,
) -> None:
    bus, store, mail = await bus_of("partner"), store_of("community"), mailbox.start()
    events: list[str] = []

    async def keep(message: Msg) -> None:
        events.append(f"{message.subject} {message.headers} {message.data.decode()}")

    for stream in topology.STREAMS:
        for subject in stream.subjects:
            await bus.nc.subscribe(subject, cb=keep)
    base, _, query = mongo_url.partition("/?")
    environment = {
        "ACHYK_NATS_URL": nats_url,
        "ACHYK_MONGO_URL": f"{base}/{store.database.name}?{query}",
        "ACHYK_MAIL_HOST": mail.host,
        "ACHYK_MAIL_PORT": str(mail.port),
        "ACHYK_HEALTH_PORT": str(embedded.free_port()),
        "ACHYK_LOG_LEVEL": "DEBUG",
        "ACHYK_TRACE_RATIO": "1",
        "ACHYK_COMMUNITY_PUBLIC_URL": "https://achyk.example",
        "ACHYK_COMMUNITY_PASSWORD_MEMORY_KIB": "8192",
        "ACHYK_COMMUNITY_PASSWORD_PASSES": "1",
    }
    async with Process(tmp_path, environment) as process:
        async with asyncio.timeout(30):
            await process.ready.wait()
        refusals, secrets = await live_through_everything(bus, mailbox)
        metrics = await asyncio.to_thread(process.get, "/metrics")
        health = await asyncio.to_thread(process.get, "/health/ready")
    await bus.nc.flush()

    told = {
        "events": "\n".join(events),
        "refusals": "\n".join(refusals),
        "metrics": metrics,
        "health": health,
        "log": process.said.read_text(),
        "traces": process.spans.read_text(),
    }
    assert "delivery.v1.account" in told["events"], "the scan has something to look at"
    assert "achyk_requests" in told["metrics"]
    assert "LetterDelayed" in told["log"]
    assert "ask.community.register" in told["traces"]
    canaries = (*CANARIES, *secrets)
    found = {(place, word) for place, text in told.items() for word in canaries if word.casefold() in text.casefold()}
    assert not found
