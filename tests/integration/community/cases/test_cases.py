"""A case from its beginning: who sees it, who changes it, how its timeline grows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.bus import Bus
from shared.contracts import case as contract
from shared.contracts.case import CaseScope, CaseStatus, CaseStep, CaseVisibility, Seat
from shared.contracts.community import Role
from shared.contracts.tender import TenderEvent
from shared.errors import Refused
from shared.facts import Fact, fact_id
from tests.integration.alerts.world import until
from tests.integration.community.conftest import Community

from .team import FIELDS, OCID, Team


@pytest.fixture
async def team(community: Community) -> Team:
    lead = await community.joined("lead@achyk.example")
    await community.enrol(lead)
    return Team(community, lead)


async def test_given_a_new_case_then_its_author_leads_it_and_nobody_else_sees_it(team: Team) -> None:
    case = await team.begin()
    assert case.number == f"KG-{datetime.now(UTC).year}-0001"
    assert (case.status, case.seat, case.revision) == (CaseStatus.DRAFT, Seat.LEAD, 1)
    stranger = await team.community.joined("stranger@achyk.example")
    for token in (None, stranger.token):
        with pytest.raises(Refused, match="not_found"):
            await team.see(case.id, token)


async def test_given_a_form_sent_twice_at_once_then_there_is_one_case(team: Team) -> None:
    first, second = await asyncio.gather(team.begin(), team.begin())
    assert first.id == second.id


async def test_given_many_cases_begun_at_once_then_their_numbers_have_no_gap(team: Team) -> None:
    cases = await asyncio.gather(*(team.begin(key=f"key-{place:017}") for place in range(8)))
    assert sorted(int(case.number[-4:]) for case in cases) == list(range(1, 9))


async def test_given_two_who_edit_at_once_then_the_second_is_told_and_nothing_is_overwritten(team: Team) -> None:
    case = await team.begin()

    async def edit(title: str) -> contract.CaseView:
        question = contract.AskEditCase(token=team.lead.token, id=case.id, revision=1, **FIELDS | {"title": title})
        return await team.community.ask("edit_case", question, contract.CaseView)

    results = await asyncio.gather(edit("First title"), edit("Second title"), return_exceptions=True)
    refused = [result for result in results if isinstance(result, Refused)]
    saved = [result for result in results if isinstance(result, contract.CaseView)]
    assert [each.code for each in refused] == ["conflict"]
    assert (await team.see(case.id, team.lead.token)).title == saved[0].title


async def test_given_an_illegal_step_then_it_is_refused_with_the_reason_and_the_case_stays(team: Team) -> None:
    case = await team.begin()
    with pytest.raises(Refused, match="legal_review only; the case is at draft"):
        await team.step(case, CaseStep.APPROVE)
    with pytest.raises(Refused, match="Say why"):
        await team.step(case, CaseStep.DROP)
    assert (await team.see(case.id, team.lead.token)).status is CaseStatus.DRAFT


async def test_given_a_draft_without_summary_then_submitting_names_what_is_missing(team: Team) -> None:
    case = await team.begin(summary="", violations=[], links=[])
    (submit, *_) = [step for step in case.steps if step.step is CaseStep.SUBMIT]
    assert submit.missing == ["summary", "purchase", "violation"]
    with pytest.raises(Refused, match="neutral summary") as refused:
        await team.step(case, CaseStep.SUBMIT)
    assert refused.value.detail == {"missing": submit.missing}


async def test_given_a_submitted_case_then_a_monitor_takes_it_on_though_not_of_the_team(team: Team) -> None:
    case = await team.step(await team.begin(), CaseStep.SUBMIT)
    monitor = await team.community.joined_as(Role.MONITOR, "monitor@achyk.example")
    with pytest.raises(Refused, match="second_factor_needed"):
        await team.step(case, CaseStep.ACCEPT, monitor.token)
    await team.community.enrol(monitor)
    waiting = contract.AskCases(token=monitor.token, scope=CaseScope.WAITING)
    assert [row.id for row in (await team.community.ask("cases", waiting, contract.Cases)).items] == [case.id]
    with pytest.raises(Refused, match="forbidden"):
        await team.step(case, CaseStep.ACCEPT)
    after = await team.step(case, CaseStep.ACCEPT, monitor.token)
    assert after.status is CaseStatus.INVESTIGATING


async def test_given_a_declared_interest_then_that_member_takes_no_step(team: Team) -> None:
    case = await team.begin()
    question = contract.AskDeclareInterest(token=team.lead.token, id=case.id, conflict="My brother sells chairs.")
    case = await team.community.ask("declare_interest", question, contract.CaseView)
    assert case.steps == []
    with pytest.raises(Refused, match="barred"):
        await team.step(case, CaseStep.SUBMIT)


async def test_given_each_seat_then_each_request_is_answered_as_the_table_says(team: Team) -> None:
    case = await team.begin()
    mate, observer = [await team.community.joined(f"{name}@achyk.example") for name in ("mate", "observer")]
    await team.seat(case.id, mate, Seat.MEMBER)
    case = await team.seat(case.id, observer, Seat.OBSERVER)
    allowed = {
        Seat.LEAD: {"edit_case", "seat_member", "case_work", "save_task", "add_note"},
        Seat.MEMBER: {"edit_case", "case_work", "save_task", "add_note"},
        Seat.OBSERVER: {"case_work", "add_note"},
    }
    for session, seat in ((observer, Seat.OBSERVER), (mate, Seat.MEMBER), (team.lead, Seat.LEAD)):
        revision = (await team.see(case.id, session.token)).revision
        common: dict[str, Any] = {"token": session.token, "id": case.id}
        asked = {
            "edit_case": (contract.AskEditCase(**common, revision=revision, **FIELDS), contract.CaseView),
            "seat_member": (
                contract.AskSeat(**common, member=observer.member.id, seat=Seat.OBSERVER),
                contract.CaseView,
            ),
            "case_work": (contract.AskCaseWork(**common), contract.CaseWork),
            "save_task": (contract.AskSaveTask(**common, key=f"{seat:->20}", title="Call"), contract.CaseWork),
            "add_note": (contract.AskAddNote(**common, key=f"{seat:->20}", text="Hello"), contract.CaseWork),
        }
        for name, (question, answer) in asked.items():
            refusal = None
            try:
                await team.community.ask(name, question, answer)
            except Refused as refused:
                refusal = refused.code
            assert refusal == (None if name in allowed[seat] else "forbidden"), f"{name} as {seat}"


async def test_given_a_case_for_members_then_they_see_its_title_and_not_the_work(team: Team) -> None:
    case = await team.investigating(visibility=CaseVisibility.MEMBERS)
    stranger = await team.community.joined("stranger@achyk.example")
    seen = await team.see(case.id, stranger.token)
    assert (seen.title, seen.team, seen.steps) == (case.title, [], [])
    with pytest.raises(Refused, match="forbidden"):
        await team.community.ask("case_work", contract.AskCaseWork(token=stranger.token, id=case.id), contract.CaseWork)
    joining = contract.AskJoinCase(token=stranger.token, id=case.id, words="I am an engineer.")
    assert (await team.community.ask("join_case", joining, contract.CaseView)).joining
    work = contract.AskCaseWork(token=team.lead.token, id=case.id)
    assert [each.words for each in (await team.community.ask("case_work", work, contract.CaseWork)).joining] == [
        "I am an engineer."
    ]
    await team.seat(case.id, stranger, Seat.MEMBER)
    assert (await team.community.ask("case_work", work, contract.CaseWork)).joining == []


async def test_given_tasks_and_notes_then_the_team_sees_them_and_a_form_sent_twice_counts_once(team: Team) -> None:
    case = await team.begin()
    task = contract.AskSaveTask(
        token=team.lead.token,
        id=case.id,
        key="t" * 20,
        title="Call",
        due=date(2026, 12, 1),
        assignee=team.lead.member.id,
    )
    note = contract.AskAddNote(token=team.lead.token, id=case.id, key="n" * 20, text="They will call back.")
    for _ in range(2):
        await team.community.ask("save_task", task, contract.CaseWork)
        work = await team.community.ask("add_note", note, contract.CaseWork)
    assert [(each.title, each.due) for each in work.tasks] == [("Call", date(2026, 12, 1))]
    assert [each.text for each in work.notes] == ["They will call back."]
    done = task.model_copy(update={"task": work.tasks[0].id, "revision": work.tasks[0].revision, "done": True})
    work = await team.community.ask("save_task", done, contract.CaseWork)
    assert work.tasks[0].done
    with pytest.raises(Refused, match="conflict"):
        await team.community.ask("save_task", done, contract.CaseWork)


async def test_given_events_of_the_linked_purchase_then_the_timeline_builds_itself_and_replays_add_nothing(
    team: Team, bus_of: Callable[[str], Awaitable[Bus]]
) -> None:
    case = await team.begin()
    event = TenderEvent(ocid=OCID, version=3, source="test", country="KG", process={"ocid": OCID})
    fact = Fact(
        fact_id("test", 3), "tender.v1.awarded", "tender.v1.awarded.KG.b", OCID, event.model_dump_json().encode(),
        datetime.now(UTC),
    )  # fmt: skip
    ingest = await bus_of("ingest")
    question = contract.AskCaseTimeline(token=team.lead.token, id=case.id)

    async def kinds() -> list[str]:
        timeline = await team.community.ask("case_timeline", question, contract.CaseTimeline)
        return [entry.kind for entry in timeline.items]

    await ingest.publish([fact])

    async def two() -> bool:
        return len(await kinds()) == 2

    await until(two)
    assert await kinds() == ["tender_awarded", "created"]
    entry = await team.community.store.collection("case_entries").find_one({"kind": "tender_awarded"})
    assert entry
    assert entry["public"]
    assert entry["data"] == {"ocid": OCID, "version": 3}


async def test_given_a_timeline_longer_than_a_page_then_it_is_walked_without_gap_or_repeat(team: Team) -> None:
    case = await team.begin()
    for place in range(5):
        question = contract.AskEditCase(
            token=team.lead.token, id=case.id, revision=place + 1, **FIELDS | {"title": f"Title {place}"}
        )
        await team.community.ask("edit_case", question, contract.CaseView)
    seen: list[str] = []
    after = None
    while True:
        page = contract.AskCaseTimeline(token=team.lead.token, id=case.id, limit=2, after=after)
        timeline = await team.community.ask("case_timeline", page, contract.CaseTimeline)
        seen += [entry.id for entry in timeline.items]
        after = timeline.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 6


async def test_given_a_case_about_the_same_purchase_then_it_is_suggested_to_whoever_may_see_it(team: Team) -> None:
    case = await team.investigating(visibility=CaseVisibility.MEMBERS)
    private = await team.begin(key="p" * 20, title="Another doubt")
    stranger = await team.community.joined("stranger@achyk.example")
    question = contract.AskSimilarCases(token=stranger.token, links=FIELDS["links"])
    found = await team.community.ask("similar_cases", question, contract.Cases)
    assert [row.id for row in found.items] == [case.id], "a private case is nobody's business"
    own = question.model_copy(update={"token": team.lead.token})
    found = await team.community.ask("similar_cases", own, contract.Cases)
    assert {row.id for row in found.items} == {case.id, private.id}


async def test_given_filters_then_the_list_of_mine_holds_what_matches(team: Team) -> None:
    chairs = await team.begin()
    roads = await team.begin(key="r" * 20, title="A road in Osh", region="KG-O", violations=["lot.bundling"])
    for narrowed, expected in (
        ({"words": "roads"}, [roads.id]),
        ({"region": "KG-C"}, [chairs.id]),
        ({"violation": "lot.bundling"}, [roads.id]),
        ({"organisation": "KG-INN-1"}, [roads.id, chairs.id]),
        ({"ocid": OCID, "status": CaseStatus.DRAFT}, [roads.id, chairs.id]),
        ({"status": CaseStatus.CLOSED}, []),
    ):
        question = contract.AskCases(token=team.lead.token, scope=CaseScope.MINE, **narrowed)  # type: ignore[arg-type]
        found = await team.community.ask("cases", question, contract.Cases)
        assert [row.id for row in found.items] == expected, narrowed
