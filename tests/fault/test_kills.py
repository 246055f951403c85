"""kill -9 of each part in turn, at work: events in = events out, nothing lost, nobody told twice."""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from achyk.score import versions_in
from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD
from services.ingest.sample.commands import write_sample
from services.scoring.commands import score_processes
from services.scoring.indicators import CATALOGUE
from shared.bus import Bus
from shared.contracts.alert import AskInbox, AskSaveSearch, Criteria, Inbox, Notification, Search, SearchDraft
from shared.contracts.community import AskSignIn, Session
from shared.contracts.risk import AskFlags, Flags, FlagState
from shared.contracts.tender import TenderVerb
from shared.mailbox import read_mailbox
from tests.fault.chain import Chain, running_chain

pytestmark = pytest.mark.fault

PROCESSES = 700
VICTIMS = ("loader", "ingest", "scoring", "alerts", "nats", "mongo")
STEADY = {each.id for each in CATALOGUE if each.statistic is None} | {"KG08"}
"""Indicators whose answers do not move while the others' processes come in: KG08 only ever counts upwards."""
SHARES = (50, 60, 70, 80, 90, 100)
"""Percent of the lines of a round that are read when the victim's turn ends: half of them for the loader."""


@dataclass(frozen=True)
class Expected:
    """What comes of the sample when nothing is killed: as `achyk score` has it, without servers, and as was planted."""

    processes: int
    versions: dict[str, list[bytes]]
    """By ocid, the compiled release of each version."""
    raised: dict[tuple[str, str], int]
    """By ocid and indicator, the version of the process with which the flag is raised."""
    planted: set[tuple[str, str]]
    indicators: list[str]


async def test_given_every_part_killed_at_work_then_nothing_is_lost_and_nobody_told_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    report = write_sample(tmp_path / "sample", 7, PROCESSES * rounds, lambda _done, _total: None)
    expected = expectations(report.releases_file, report.truth_file)
    async with running_chain(tmp_path, monkeypatch) as chain:
        member = await sign_in_and_follow_everything(chain.bus, expected.indicators)
        for victim, part in zip(VICTIMS * rounds, parts(report.releases_file, rounds), strict=True):
            await chain.load_and_kill(part, victim)
        await chain.settle()
        assert chain.killed == Counter(VICTIMS * rounds)

        tenders = await events_of(chain.bus, "TENDERS")
        every_version_came_once_and_in_order(tenders, expected)
        assert await chain.processes() == expected.processes == len(expected.versions)
        risks = await events_of(chain.bus, "RISKS")
        every_flag_was_told_once(risks, expected)
        await the_last_version_is_what_is_known(chain.bus, expected)
        told = await whole_inbox(chain.bus, member)
        everything_is_in_the_inbox_once(told, tenders, risks, expected)
        every_letter_was_sent_once(chain, told)


def expectations(releases: Path, truth_file: Path) -> Expected:
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    indicators = [indicator for indicator in truth["indicators"] if indicator in STEADY]
    versions: dict[str, list[bytes]] = {}
    raised: dict[tuple[str, str], int] = {}
    in_order = list(versions_in(releases, None, []))
    for ocid, body in in_order:
        versions.setdefault(ocid, []).append(body)
    for ocid, flags in score_processes(in_order):
        for flag in flags.flags:
            if flag.state is FlagState.RAISED and flag.indicator in indicators:
                raised.setdefault((ocid, flag.indicator), flags.process_version)
    planted = {
        (ocid, indicator) for ocid, found in truth["raised"].items() for indicator in found if indicator in STEADY
    }
    assert planted == raised.keys()
    return Expected(truth["processes"], versions, raised, planted, indicators)


def parts(file: Path, rounds: int) -> list[Path]:
    """`file` cut into one part per victim and round, in order; the loader's is the largest."""
    lines = file.read_bytes().splitlines(keepends=True)
    ends = [len(lines) * (100 * number + share) // (100 * rounds) for number in range(rounds) for share in SHARES]
    written = []
    for number, (start, end) in enumerate(pairwise([0, *ends])):
        part = file.with_name(f"part-{number:02d}.jsonl")
        part.write_bytes(b"".join(lines[start:end]))
        written.append(part)
    return written


async def sign_in_and_follow_everything(bus: Bus, indicators: list[str]) -> str:
    session = await bus.ask(
        "ask.community.sign_in", AskSignIn(email=SAMPLE_MEMBERS[0].email, password=SAMPLE_PASSWORD), Session, 10
    )
    member = session.member.id
    tenders = SearchDraft(name="all", criteria=Criteria(country="kg"), verbs=list(TenderVerb), email=True)
    flags = SearchDraft(name="flags", criteria=Criteria(indicators=indicators), email=True)
    for draft in (tenders, flags):
        await bus.ask("ask.alerts.save_search", AskSaveSearch(member=member, search=draft), Search, 10)
    return member


async def events_of(bus: Bus, stream: str) -> list[dict[str, Any]]:
    """All events of a stream in its order: their ids, verbs and bodies."""
    state = (await bus.js.stream_info(stream)).state
    events = await bus.replay(stream, 1, state.messages)
    assert len(events) == state.messages
    return [{"id": event.id, "verb": event.type.split(".")[2], **json.loads(event.data)} for event in events]


async def whole_inbox(bus: Bus, member: str) -> list[Notification]:
    told: list[Notification] = []
    after = None
    while True:
        page = await bus.ask("ask.alerts.inbox", AskInbox(member=member, limit=200, after=after), Inbox, 30)
        told += page.items
        if page.next is None:
            return told
        after = page.next


def every_version_came_once_and_in_order(tenders: list[dict[str, Any]], expected: Expected) -> None:
    assert twice(event["id"] for event in tenders) == []
    came: dict[str, list[int]] = {}
    for event in tenders:
        came.setdefault(event["ocid"], []).append(event["version"])
    assert came == {ocid: list(range(1, len(bodies) + 1)) for ocid, bodies in expected.versions.items()}
    last = {event["ocid"]: event["process"] for event in tenders}
    for ocid, bodies in expected.versions.items():
        assert last[ocid] == json.loads(bodies[-1]), f"the last event of {ocid} is not its last version"


def every_flag_was_told_once(risks: list[dict[str, Any]], expected: Expected) -> None:
    assert twice(event["id"] for event in risks) == []
    assert twice((*flag_of(event), event["verb"], event["process"]["version"]) for event in risks) == []
    planted = [event for event in risks if event["flag"]["indicator"] in expected.indicators]
    raised = [event for event in planted if event["verb"] == "raised"]
    assert Counter(map(flag_of, raised)) == Counter(expected.planted)
    for event in raised:  # a newer version may have been scored before the one that a dead reader held
        rests_on, known = event["flag"]["process_version"], event["process"]["version"]
        assert expected.raised[flag_of(event)] <= rests_on <= known <= len(expected.versions[event["ocid"]]), event
    assert [event["id"] for event in planted if event["verb"] == "cleared"] == []


def flag_of(event: dict[str, Any]) -> tuple[str, str]:
    return event["ocid"], event["flag"]["indicator"]


async def the_last_version_is_what_is_known(bus: Bus, expected: Expected) -> None:
    for ocid, bodies in expected.versions.items():
        known = await bus.ask("ask.scoring.flags", AskFlags(ocid=ocid), Flags, 30)
        assert known.process_version == len(bodies), f"scoring does not know the last version of {ocid}"
        raised = {flag.indicator for flag in known.flags if flag.state is FlagState.RAISED} & set(expected.indicators)
        assert raised == {indicator for planted, indicator in expected.planted if planted == ocid}


def everything_is_in_the_inbox_once(
    told: list[Notification], tenders: list[dict[str, Any]], risks: list[dict[str, Any]], expected: Expected
) -> None:
    """Of the flags those that are followed and that the process itself raised: figures that drift alert nobody."""
    of_tenders = Counter(
        (each.ocid, each.verb, each.process.version, *each.searches) for each in told if each.indicator is None
    )
    assert of_tenders == Counter((event["ocid"], event["verb"], event["version"], "all") for event in tenders)
    of_flags = Counter(
        (each.ocid, each.indicator, each.verb, each.process.version, *each.searches)
        for each in told
        if each.indicator is not None
    )
    assert of_flags == Counter(
        (*flag_of(event), event["verb"], event["process"]["version"], "flags")
        for event in risks
        if event["verb"] != "changed" and event["flag"]["indicator"] in expected.indicators and event["cause"] == "data"
    )


def every_letter_was_sent_once(chain: Chain, told: list[Notification]) -> None:
    """Each once, but for those between the mail server's acceptance and our mark when alerts was killed.

    Those are sent again, with the Message-ID by which their mail store knows them (docs/decisions/0010).
    """
    letters = Counter(mail.message_id for mail in read_mailbox(chain.place.mailbox))
    assert set(letters.values()) == {1}
    assert len(letters) == len(told)
    copies = chain.mail.store.copies
    assert copies.keys() == letters.keys()
    assert chain.in_doubt.keys() <= letters.keys()
    too_often = {letter: count for letter, count in copies.items() if count > 1 + chain.in_doubt[letter]}
    assert too_often == {}, "letters were sent twice that nobody was killed over"
    again = sum(count - 1 for count in copies.values())
    assert chain.place.mail.accepted == len(letters) + again


def twice(values: Any) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]
