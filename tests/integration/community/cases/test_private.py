"""A private case stays in its service: canary words in every field, looked for wherever something could leave."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nats.aio.msg import Msg
from pydantic import BaseModel

from services.community.identity import totp
from shared import embedded, topology
from shared.bus import Bus
from shared.contracts import case as contract
from shared.contracts import community as accounts
from shared.contracts import identity, ledger, outcome, publication, rebuttal
from shared.contracts.case import CaseLink, CaseScope, CaseStep, LinkKind
from shared.contracts.evidence import AskAddEvidence, AskEvidenceOfCase, EvidenceItem, EvidenceKind
from shared.errors import Refused
from shared.store import Store
from tests.integration.community.conftest import PASSWORD, Mailbox, token_in
from tests.integration.community.test_privacy import Process

WORD = "Zhashyruun"
CANARY = f"{WORD} words about chairs"
KEY = "k" * 20


class Somebody:
    """A member at the bus, and every refusal they were told."""

    def __init__(self, bus: Bus, token: str) -> None:
        self.bus, self.token = bus, token
        self.told: list[str] = []

    async def ask(self, name: str, question: type[BaseModel], answer: type[Any], **fields: Any) -> Any:
        return await self.bus.ask(f"ask.community.{name}", question(token=self.token, **fields), answer, timeout=20)

    async def refused(self, name: str, question: type[BaseModel], **fields: Any) -> None:
        with pytest.raises(Refused) as caught:
            await self.ask(name, question, contract.CaseView, **fields)
        self.told.append(repr(caught.value) + repr(caught.value.detail))


async def joined(bus: Bus, mailbox: Mailbox, address: str) -> Somebody:
    """A new member with a second factor."""
    register = accounts.AskRegister(email=address, name="Айгүл", password=PASSWORD)
    await bus.ask("ask.community.register", register, accounts.Registered, timeout=20)
    verify = accounts.AskVerifyEmail(token=token_in(await mailbox.next()), password=PASSWORD)
    confirmed = await bus.ask("ask.community.verify_email", verify, accounts.Confirmed, timeout=20)
    assert confirmed.session
    member = Somebody(bus, confirmed.session.token)
    app = await member.ask("begin_totp", identity.AskBeginTotp, identity.TotpEnrolment)
    code = totp.present_code(app.secret, datetime.now(UTC))
    await member.ask("confirm_totp", identity.AskConfirmTotp, identity.RecoveryCodes, password=PASSWORD, code=code)
    return member


async def work_on_it(lead: Somebody) -> str:
    """Everything that a team writes into a case, with mistakes; its id."""
    links = [CaseLink(kind=LinkKind.TENDER, id=f"ocds-{WORD}", name=CANARY)]
    fields: dict[str, Any] = {"title": CANARY, "summary": CANARY, "links": links, "violations": ["price.deviation"]}
    case = await lead.ask("create_case", contract.AskCreateCase, contract.CaseView, key=KEY, **fields)
    common = {"id": case.id}
    await lead.ask("add_note", contract.AskAddNote, contract.CaseWork, **common, key=KEY, text=CANARY, public=True)
    await lead.ask("save_task", contract.AskSaveTask, contract.CaseWork, **common, key=KEY, title=CANARY)
    await lead.ask(
        "add_evidence", AskAddEvidence, EvidenceItem, case=case.id, key=KEY, kind=EvidenceKind.NOTE, title=CANARY,
        text=CANARY,
    )  # fmt: skip
    await lead.ask("declare_interest", contract.AskDeclareInterest, contract.CaseView, **common, conflict="")
    claims = await lead.ask("case_claims", publication.AskCaseClaims, publication.CaseClaims, **common)
    await lead.ask(
        "save_claim", publication.AskSaveClaim, publication.CaseClaims, **common, revision=claims.revision, key=KEY,
        text=f"{CANARY} украл 8 (555) 123-456", kind="fact",
    )  # fmt: skip
    money = {"kind": "potential", "amount": {"amount": "5", "currency": "KGS"}, "method": CANARY, "contract": CANARY}
    told = {"kind": "price_cut", "day": date(2026, 11, 1), "words": CANARY, "proof": CANARY, "attribution": "sole"}
    await lead.ask(
        "record_outcome", outcome.AskRecordOutcome, outcome.CaseOutcomes, **common, key=KEY, **told, money=[money]
    )
    await lead.refused("edit_case", contract.AskEditCase, **common, revision=1, **fields | {"title": CANARY + "!"})
    await lead.refused("step_case", contract.AskStepCase, **common, step=CaseStep.APPROVE, revision=1, reason=CANARY)
    seen = await lead.ask("case", contract.AskCase, contract.CaseView, **common)
    await lead.ask(
        "step_case", contract.AskStepCase, contract.CaseView, **common, step=CaseStep.SUBMIT, revision=seen.revision,
        reason=CANARY,
    )  # fmt: skip
    return str(case.id)


async def look(stranger: Somebody, case: str) -> list[BaseModel]:
    """Every answer to somebody who knows the id and all the words, and has no part in it."""
    for name, question in (
        ("case", contract.AskCase),
        ("case_timeline", contract.AskCaseTimeline),
        ("case_work", contract.AskCaseWork),
        ("join_case", contract.AskJoinCase),
        ("case_claims", publication.AskCaseClaims),
        ("case_outcomes", outcome.AskCaseOutcomes),
    ):
        await stranger.refused(name, question, id=case)
    await stranger.refused("evidence_of_case", AskEvidenceOfCase, case=case)
    found: list[BaseModel] = []
    for scope in (CaseScope.PUBLIC, CaseScope.MEMBERS, CaseScope.MINE):
        found.append(await stranger.ask("cases", contract.AskCases, contract.Cases, scope=scope, words=WORD))
        found.append(await stranger.ask("cases", contract.AskCases, contract.Cases, scope=scope, ocid=f"ocds-{WORD}"))
    links = [CaseLink(kind=LinkKind.TENDER, id=f"ocds-{WORD}")]
    found.append(
        await stranger.ask("similar_cases", contract.AskSimilarCases, contract.Cases, title=CANARY, links=links)
    )
    open_to_all: tuple[tuple[str, BaseModel, type[Any]], ...] = (
        ("impact", outcome.AskImpact(), outcome.Impact),
        ("ledger_page", ledger.AskLedgerPage(), ledger.LedgerPage),
        ("corrections", publication.AskCorrections(), publication.Corrections),
        ("decision_register", rebuttal.AskDecisionRegister(), rebuttal.DecisionRegister),
    )
    for name, asked, answer in open_to_all:
        found.append(await stranger.bus.ask(f"ask.community.{name}", asked, answer, timeout=20))
    return found


async def test_given_a_private_case_then_no_word_of_it_is_in_an_event_log_trace_metric_list_feed_or_error(
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
        lead = await joined(bus, mailbox, "lead@achyk.example")
        case = await work_on_it(lead)
        stranger = await joined(bus, mailbox, "stranger@achyk.example")
        answers = await look(stranger, case)
        metrics = await asyncio.to_thread(process.get, "/metrics")
    await bus.nc.flush()
    left = {
        "events": " ".join(events),
        "log": process.said.read_text(),
        "traces": process.spans.read_text(),
        "metrics": metrics,
        "refusals": " ".join(lead.told + stranger.told),
        "answers": " ".join(answer.model_dump_json() for answer in answers),
    }
    assert left["log"], "the service said something"
    assert left["traces"], "and was traced"
    for place, text in left.items():
        assert WORD.casefold() not in text.casefold(), place
        assert case not in text, f"the id of the case is in {place}"
    assert len(set(stranger.told)) == 1, "every refusal says the same: there is no such case"
