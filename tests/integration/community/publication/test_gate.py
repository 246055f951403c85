"""From an accusing draft to a published version: nothing gets past the gate, and everything of it happens once."""

import asyncio
import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from services.community.cases.room import witnesses
from services.community.cases.store import CasesStore
from services.community.ledger.store import Keys, LedgerStore
from services.community.notices.store import NoticesStore
from services.community.publication.gate import Gate as Publishing
from services.community.publication.store import PublicationStore
from services.community.publication.witness import knowing_of
from shared.contracts import case as cases
from shared.contracts import ledger
from shared.contracts import publication as contract
from shared.contracts.case import CaseStatus, CaseStep, Seat
from shared.errors import Refused
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community

from .gate import CLAIM, Gate, at_the_gate


@pytest.fixture
async def team(community: Community) -> Team:
    lead = await community.joined("lead@achyk.example")
    await community.enrol(lead)
    return Team(community, lead)


@pytest.fixture
async def gate(team: Team) -> Gate:
    return await at_the_gate(team)


async def test_given_an_accusing_draft_then_a_lawyer_and_the_words_stop_it_until_everybody_was_heard(
    gate: Gate,
) -> None:
    seen = await gate.write("Директор школы yкpaл деньги на стульях.")
    assert [problem.word for problem in seen.problems] == ["yкpaл"]
    with pytest.raises(Refused, match="words that accuse"):
        await gate.step(CaseStep.ASK_REVIEW)
    await gate.write(claim=seen.claims[0].id)
    await gate.step(CaseStep.ASK_REVIEW)
    with pytest.raises(Refused, match="reason_required"):
        await gate.review(gate.expert, approved=False)
    await gate.review(gate.expert, approved=False, words="Say where the 4,000 som stand.")
    await gate.review(gate.monitor)
    with pytest.raises(Refused, match="Two reviewers"):
        await gate.step(CaseStep.APPROVE)
    changed = await gate.write(CLAIM + " See the list of 1 November.", claim=seen.claims[0].id)
    assert [review.stands for review in changed.reviews] == [False, False], "nobody has read this text yet"
    for reviewer in (gate.expert, gate.monitor):
        await gate.review(reviewer)
    await gate.step(CaseStep.APPROVE)
    with pytest.raises(Refused, match="not been heard"):
        await gate.publish()
    asked = await gate.question()
    assert asked.link_token
    form = contract.AskStatementForm(link=asked.link_token)
    assert len((await gate.team.community.ask("statement_form", form, contract.StatementForm)).claims) == 1
    await gate.answer(asked.link_token)
    with pytest.raises(Refused, match="answered"):
        await gate.answer(asked.link_token)
    assert (await gate.publish()).case.status is CaseStatus.PUBLISHED
    public = await gate.public()
    assert hashlib.sha256(public.document.encode()).hexdigest() == public.version.hash
    assert public.statements[0].statement == "The price includes delivery."
    assert [piece.title for piece in public.claims[0].evidence] == [""], "what was not marked as public stays private"
    assert public.claims[0].evidence[0].sha256


async def test_given_a_published_case_then_version_timeline_fact_and_ledger_say_the_same_once(gate: Gate) -> None:
    seen = await gate.ready()
    fields = {"token": gate.team.lead.token, "id": gate.case.id, "revision": seen.case.revision, "hash": seen.hash}
    results = await asyncio.gather(
        *(
            gate.team.community.ask("publish_case", contract.AskPublishCase(**fields), contract.CaseClaims)
            for _ in "12"
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, contract.CaseClaims) for one in results) == 1
    store = gate.team.community.store
    public = await gate.public()
    facts = [
        json.loads(fact["data"])
        async for row in store.collection("outbox").find({})
        for fact in row["facts"]
        if fact["type"] == "case.v1.published"
    ]
    assert [fact["version"]["hash"] for fact in facts] == [public.version.hash]
    page = await gate.team.community.ask("ledger_page", ledger.AskLedgerPage(), ledger.LedgerPage)
    bodies = [json.loads(entry.body or "{}") for entry in page.items if entry.subject == gate.case.id]
    assert [body["version_hash"] for body in bodies if "version_hash" in body] == [public.version.hash]
    entries = store.collection("case_entries")
    assert await entries.count_documents({"case": gate.case.id, "kind": "published", "public": True}) == 1


async def test_given_an_embargo_then_nothing_is_public_before_it_has_passed_and_then_once(gate: Gate) -> None:
    community = gate.team.community
    until = datetime.now(UTC) + timedelta(days=3)
    await gate.edit(embargo=until)
    await gate.ready()
    seen = await gate.publish()
    assert seen.scheduled
    assert seen.case.status is CaseStatus.RIGHT_OF_REPLY
    with pytest.raises(Refused, match="not_found"):
        await gate.public()
    listed = await community.ask("cases", cases.AskCases(), cases.Cases)
    assert listed.items == []
    assert await community.store.collection("case_versions").count_documents({}) == 0
    facts = await community.store.collection("outbox").count_documents({"facts.type": "case.v1.published"})
    assert facts == 0
    publishing = publishing_of(community)
    assert not await publishing.publish_due(datetime.now(UTC))
    later = until + timedelta(seconds=1)
    done = await asyncio.gather(*(publishing_of(community).publish_due(later) for _ in range(3)))
    assert sum(done) == 1, "whichever comes first"
    assert await community.store.collection("case_versions").count_documents({"case": gate.case.id}) == 1


async def test_given_a_text_that_changed_under_embargo_then_it_is_not_published_by_itself(gate: Gate) -> None:
    until = datetime.now(UTC) + timedelta(days=3)
    await gate.edit(embargo=until)
    seen = await gate.ready()
    await gate.publish()
    await gate.write(CLAIM + " Somebody added this.", claim=seen.claims[0].id)
    assert await publishing_of(gate.team.community).publish_due(until + timedelta(seconds=1))
    assert await gate.team.community.store.collection("case_versions").count_documents({}) == 0


async def test_given_a_correction_then_it_takes_two_reviews_again_and_both_versions_stay_readable(gate: Gate) -> None:
    seen = await gate.ready()
    await gate.publish()
    await gate.write("The contract states 8,000 som for a chair.", claim=seen.claims[0].id)

    async def correct() -> None:
        now = await gate.claims()
        fields = {"revision": now.case.revision, "hash": now.hash, "what": "The price", "why": "A slip of the pen"}
        await gate.ask("correct_case", contract.AskCorrectCase, **fields)

    with pytest.raises(Refused, match="Two reviewers"):
        await correct()
    for reviewer in (gate.expert, gate.monitor):
        await gate.review(reviewer)
    await correct()
    assert "8,000" in (await gate.public()).claims[0].text
    assert "9,000" in (await gate.public(version=1)).claims[0].text
    log = await gate.team.community.ask("corrections", contract.AskCorrections(), contract.Corrections)
    assert [(line.version, line.what) for line in log.items] == [(2, "The price")]
    with pytest.raises(Refused, match="unchanged"):
        await correct()


async def test_given_personal_data_then_numbers_and_phones_stop_it_and_the_rest_is_masked(gate: Gate) -> None:
    seen = await gate.write("Write to director.canary@mail.kg, ПИН 21203198500123, about the chairs.")
    assert [problem.kind.value for problem in seen.problems] == ["id_number"]
    assert "21203198500123" not in seen.problems[0].word
    await gate.write("Write to director.canary@mail.kg about the chairs.", claim=seen.claims[0].id)
    await gate.step(CaseStep.ASK_REVIEW)
    for reviewer in (gate.expert, gate.monitor):
        await gate.review(reviewer)
    await gate.step(CaseStep.APPROVE)
    link = (await gate.question()).link_token
    assert link
    await gate.answer(link)
    await gate.publish()
    assert "canary" not in (await gate.public()).model_dump_json()


async def test_given_less_than_five_working_days_then_a_reason_is_asked_and_published(gate: Gate) -> None:
    await gate.write()
    await gate.step(CaseStep.ASK_REVIEW)
    today = date.today()  # noqa: DTZ011 - any day near this one
    early = {"sent": today - timedelta(days=3), "due": today - timedelta(days=2)}
    with pytest.raises(Refused, match="reason_required"):
        await gate.question(**early)
    await gate.question(**early, shortened="The period for a complaint ends on Monday.")
    for reviewer in (gate.expert, gate.monitor):
        await gate.review(reviewer)
    await gate.step(CaseStep.APPROVE)
    await gate.publish()
    (statement,) = (await gate.public()).statements
    assert (statement.statement, statement.shortened) == ("", "The period for a complaint ends on Monday.")


async def test_given_whoever_wrote_it_or_works_on_it_then_they_do_not_review_it(gate: Gate) -> None:
    await gate.write()
    await gate.step(CaseStep.ASK_REVIEW)
    await gate.review(gate.monitor)
    await gate.team.seat(gate.case.id, gate.expert, Seat.OBSERVER)
    with pytest.raises(Refused, match="barred"):
        await gate.review(gate.expert)
    stranger = await gate.team.community.joined("stranger@achyk.example")
    with pytest.raises(Refused, match="not_found"):
        await gate.claims(stranger.token)


async def test_given_two_who_write_claims_at_once_then_the_second_is_told(gate: Gate) -> None:
    fields = {"revision": 0, "text": CLAIM, "kind": "opinion"}
    results = await asyncio.gather(
        *(gate.ask("save_claim", contract.AskSaveClaim, key=f"{key:->20}", **fields) for key in "ab"),
        return_exceptions=True,
    )
    assert [one.code for one in results if isinstance(one, Refused)] == ["conflict"]
    assert len((await gate.claims()).claims) == 1


def publishing_of(community: Community) -> Publishing:
    """The gate of another replica."""
    store = community.store
    return Publishing(
        store,
        CasesStore(store),
        PublicationStore(store),
        knowing_of(store),
        LedgerStore(store, Keys(store)),
        NoticesStore(store),
        witnesses(store),
    )
