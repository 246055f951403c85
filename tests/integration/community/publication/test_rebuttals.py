"""Somebody finds something untrue: a letter, a clock, a decision, and the register."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.contracts import case as cases
from shared.contracts import notice
from shared.contracts import publication as gate_contract
from shared.contracts import rebuttal as contract
from shared.contracts.community import Role, Session
from shared.contracts.rebuttal import Check, Decision
from shared.errors import Refused
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community, text_of

from .gate import Gate, at_the_gate

CANARY = "canary.person@achyk.example"


@pytest.fixture
async def gate(community: Community) -> Gate:
    lead = await community.joined("lead@achyk.example")
    await community.enrol(lead)
    return await at_the_gate(Team(community, lead))


@pytest.fixture
async def moderator(community: Community) -> Session:
    return await community.joined_as(Role.MODERATOR, "moderator@achyk.example")


async def rebut(community: Community, about: str, key: str = "r" * 20) -> contract.RebutReceived:
    question = contract.AskRebut(
        key=key,
        name="Canary Zhanarkan",
        email=CANARY,
        speaks_for="A firm",
        about=about,
        untrue="The price includes delivery and assembly.",
        wanted=contract.Wanted.REMOVAL,
    )
    return await community.ask("rebut", question, contract.RebutReceived)


async def decide(
    community: Community, token: str, decision: Decision, checks: Sequence[Check] = tuple(Check), **changed: str
) -> contract.Rebuttal:
    desk = await community.ask("rebuttals", contract.AskRebuttals(token=token), contract.Rebuttals)
    (waiting,) = desk.waiting
    fields = {"reasons": "The firm may answer.", "text": "The price includes delivery.", "signed": "A firm"} | changed
    question = contract.AskDecideRebuttal(token=token, id=waiting.id, decision=decision, checks=list(checks), **fields)
    return await community.ask("decide_rebuttal", question, contract.Rebuttal)


async def test_given_a_firm_that_wants_a_case_removed_then_its_word_stands_beside_it_within_the_hours(
    gate: Gate, moderator: Session
) -> None:
    community = gate.team.community
    await gate.ready()
    await gate.publish()
    received = await rebut(community, f"https://achyk.example/en/cases/{gate.case.id}")
    letter = text_of(await community.mailbox.next())
    link = re.search(r"/rebuttal/([\w-]{43})", letter)
    assert link
    assert "delivery" not in letter, "a letter quotes nothing that a stranger can type in"
    told = await community.ask("notices", notice.AskNotices(token=moderator.token), notice.Notices)
    assert [each.kind.value for each in told.items].count("rebuttal_clock") == 1
    with pytest.raises(Refused, match="checklist"):
        await decide(community, moderator.token, Decision.PUBLISH, [Check.READ])
    done = await decide(community, moderator.token, Decision.PUBLISH)
    assert done.decided
    assert done.decided < done.due == done.received + timedelta(hours=24)
    (beside,) = (await gate.public()).rebuttals
    assert (beside.by, beside.text) == ("A firm", "The price includes delivery.")
    for receipt in (received.receipt, link[1]):
        status = await community.ask(
            "rebuttal_status", contract.AskRebuttalStatus(receipt=receipt), contract.RebuttalStatus
        )
        assert status.decision is Decision.PUBLISH
    register = await community.ask("decision_register", contract.AskDecisionRegister(), contract.DecisionRegister)
    assert "anary" not in register.model_dump_json()
    assert [line.in_time for line in register.items] == [True]
    assert (register.figures.received, register.figures.in_time, register.figures.late) == (1, 1, 0)
    assert await community.store.collection("reminders").count_documents({"key": {"$regex": "^rebuttal"}}) == 0


async def test_given_a_form_sent_twice_then_there_is_one_rebuttal_and_one_letter(
    community: Community, moderator: Session
) -> None:
    first, second = await rebut(community, "the front page"), await rebut(community, "the front page")
    assert first.due == second.due
    assert await community.store.collection("rebuttals").count_documents({}) == 1
    assert await community.store.collection("letters").count_documents({"rebuttal": {"$exists": True}}) <= 1
    with pytest.raises(Refused, match="published case"):
        await decide(community, moderator.token, Decision.HIDE)
    done = await decide(community, moderator.token, Decision.REFUSE)
    assert done.decision is Decision.REFUSE


async def test_given_a_hidden_case_then_its_words_are_gone_everywhere_and_its_hash_stays_until_it_is_shown_again(
    gate: Gate, moderator: Session
) -> None:
    community = gate.team.community
    await gate.ready()
    await gate.publish()
    before = await gate.public()
    await rebut(community, gate.case.id)
    done = await decide(community, moderator.token, Decision.HIDE, reasons="Until the papers are checked.")
    assert done.hidden
    hidden = await gate.public()
    assert (hidden.hidden, hidden.document, hidden.claims) == ("Until the papers are checked.", "", [])
    assert hidden.version.hash == before.version.hash
    seen = await gate.team.see(gate.case.id, None)
    assert (seen.title, seen.summary) == (gate.case.number, "")
    listed = await community.ask("cases", cases.AskCases(words="chairs school"), cases.Cases)
    assert "school" not in listed.model_dump_json()
    again = contract.AskShowCaseAgain(token=moderator.token, id=done.id)
    await community.ask("show_case_again", again, contract.Rebuttal)
    assert (await gate.public()).document == before.document


async def test_given_a_moderator_of_the_team_then_somebody_else_decides(gate: Gate, moderator: Session) -> None:
    community = gate.team.community
    await gate.ready()
    await gate.publish()
    await gate.team.seat(gate.case.id, moderator, cases.Seat.OBSERVER)
    await rebut(community, gate.case.id)
    with pytest.raises(Refused, match="barred"):
        await decide(community, moderator.token, Decision.REFUSE)


async def test_given_links_and_words_that_operators_edit_then_they_hold_at_once_and_two_do_not_overwrite(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    denied = gate_contract.AskSaveDenied(token=admin.token, address="https://www.Example.org/", reason="By a court.")
    row = await community.ask("save_denied", denied, gate_contract.DeniedLink)
    assert (row.address, row.revision) == ("example.org", 1)
    with pytest.raises(Refused, match="exists"):
        await community.ask("save_denied", denied, gate_contract.DeniedLink)
    await rebut(community, "the front page")
    with pytest.raises(Refused, match="denied_link"):
        await decide(community, admin.token, Decision.REFUSE, reasons="See sub.example.org")
    with pytest.raises(Refused, match="personal_data"):
        await decide(community, admin.token, Decision.REFUSE, reasons="Call +996 555 12 34 56")
    hours = contract.AskRebuttalHours(token=admin.token, hours=12, source="A newer norm", revision=1)
    assert (await community.ask("set_rebuttal_hours", hours, contract.RebuttalHours)).hours == 12
    with pytest.raises(Refused, match="conflict"):
        await community.ask("set_rebuttal_hours", hours, contract.RebuttalHours)
