"""Verdicts on flags and comparisons of tenders, on real servers; scoring's answers come from beside."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from achyk import labels as command
from services.community import commands
from services.community.labels import summary
from services.community.limits import VERDICTS
from services.community.pairs import KEPT_FOR
from services.community.pairs_store import PairsStore
from services.community.tokens import digest
from shared.bus import Bus
from shared.contracts import judgement as contract
from shared.contracts.community import Session
from shared.contracts.judgement import FlagVerdict, PairChoice, VerdictCounts
from shared.contracts.risk import AskFlags, AskPair, Flag, Flags, FlagState, Pair, Score, Side
from shared.errors import Refused

from .conftest import Community

REASON = "канарейка the third bid was withdrawn"
SCORE = Score(raised_weight=1, computable_weight=1, raised=1, computable=1, indicators=1, level=1)


class Scoring:
    """What scoring would say: one raised flag of each process, and pairs of a small population."""

    def __init__(self, bus: Bus) -> None:
        self.seeds: set[str] = set()
        self.pairs = [("ocds/a", "ocds/b"), ("ocds/b", "ocds/c"), ("ocds/c", "ocds/a")]
        bus.answers("ask.scoring.flags")(self.flags)
        bus.answers("ask.scoring.pair")(self.pair)

    async def flags(self, ask: AskFlags) -> Flags:
        if ask.ocid == "unknown":
            raise Refused("not_found", "This contracting process has not been scored.")
        flag = Flag(
            indicator="R018",
            state=FlagState.RAISED,
            rule_version="2",
            process_version=3,
            evaluated=datetime(2026, 5, 1, tzinfo=UTC),
        )
        return Flags(ocid=ask.ocid, process_version=3, flags=[flag], score=SCORE, country="kg")

    async def pair(self, ask: AskPair) -> Pair:
        self.seeds.add(ask.seed)
        first, second = self.pairs[ask.counter % len(self.pairs)]
        return Pair(first=first, second=second, first_level=4, second_level=1, higher=Side.FIRST)


@pytest.fixture
async def scoring(bus_of: Callable[[str], Awaitable[Bus]]) -> Scoring:
    bus = await bus_of("scoring")
    found = Scoring(bus)
    await bus.start()
    return found


async def judge(
    community: Community, session: Session, verdict: FlagVerdict, reason: str = "", **more: object
) -> VerdictCounts:
    question = contract.AskJudgeFlag.model_validate(
        {
            "token": session.token,
            "ocid": "ocds/1",
            "indicator": "R018",
            "process_version": 3,
            "rule_version": "2",
            "verdict": verdict,
            "reason": reason,
            **more,
        }
    )
    return (await community.ask("judge_flag", question, contract.FlagVerdicts)).counts


class Civic:
    """Hears the public facts of the community."""

    def __init__(self) -> None:
        self.facts: list[Msg] = []
        self._more = asyncio.Event()

    async def hear(self, message: Msg) -> None:
        self.facts.append(message)
        self._more.set()

    async def told(self, count: int) -> list[contract.FlagJudged]:
        """The facts so far, once there are `count`."""
        async with asyncio.timeout(20):
            while len(self.facts) < count:
                self._more.clear()
                await self._more.wait()
        assert {fact.subject for fact in self.facts} == {"case.v1.flag_judged.kg.R018"}
        return [contract.FlagJudged.model_validate_json(fact.data) for fact in self.facts]


@pytest.fixture
async def civic(bus_of: Callable[[str], Awaitable[Bus]]) -> Civic:
    bus, found = await bus_of("reader"), Civic()
    await bus.nc.subscribe("case.v1.>", cb=found.hear)
    await bus.start()
    return found


async def facts_written(community: Community) -> int:
    """Public facts in the outbox, sent or not."""
    return int(await community.store.collection("outbox").count_documents({"facts.type": "case.v1.flag_judged"}))


async def test_given_members_who_judge_a_flag_then_counts_are_public_and_members_and_reasons_are_not(
    community: Community, scoring: Scoring, civic: Civic
) -> None:
    anna, bek = await community.joined("anna@achyk.example"), await community.joined("bek@achyk.example")
    assert await judge(community, anna, FlagVerdict.CONFIRMED) == VerdictCounts(confirmed=1)
    assert await judge(community, bek, FlagVerdict.EXPLAINABLE, REASON) == VerdictCounts(confirmed=1, explainable=1)
    after = await judge(community, anna, FlagVerdict.WRONG_DATA, REASON)
    assert after == VerdictCounts(explainable=1, wrong_data=1)
    facts = await civic.told(3)
    assert [fact.revision for fact in facts] == [1, 2, 3]
    assert facts[-1].counts == after
    everything = "".join(f"{fact.headers} {fact.data.decode()}" for fact in civic.facts)
    for private in ("канарейка", "withdrawn", anna.member.id, bek.member.id, "Айгүл"):
        assert private not in everything
    answer = await community.ask("flag_verdicts", contract.AskFlagVerdicts(ocid="ocds/1"), contract.ProcessVerdicts)
    assert [(one.indicator, one.process_version, one.rule_version, one.counts) for one in answer.items] == [
        ("R018", 3, "2", after)
    ]
    own = contract.AskOwnVerdicts(token=anna.token, ocid="ocds/1")
    (mine,) = (await community.ask("own_verdicts", own, contract.OwnVerdicts)).items
    assert (mine.verdict, mine.reason) == (FlagVerdict.WRONG_DATA, REASON)
    said = community.store.collection("said").find({"member": anna.member.id}).sort("at", 1)
    assert [row["verdict"] for row in await said.to_list(9)] == ["confirmed", "wrong_data"], "the history is kept"


async def test_given_the_same_verdict_again_or_another_reason_then_nothing_new_is_told(
    community: Community, scoring: Scoring
) -> None:
    anna = await community.joined("anna@achyk.example")
    for reason in ("one bid", "one bid", "one bid, seen on the portal"):
        counts = await judge(community, anna, FlagVerdict.EXPLAINABLE, reason)
        assert counts == VerdictCounts(explainable=1)
    assert await facts_written(community) == 1
    assert await community.store.collection("said").count_documents({}) == 2


async def test_given_members_who_judge_at_once_then_each_counts_and_each_fact_is_another(
    community: Community, scoring: Scoring, civic: Civic
) -> None:
    sessions = [await community.joined(f"member{number}@achyk.example") for number in range(6)]
    await asyncio.gather(*(judge(community, session, FlagVerdict.CONFIRMED) for session in sessions))
    facts = await civic.told(6)
    assert sorted((fact.revision, fact.counts.confirmed) for fact in facts) == [(n, n) for n in range(1, 7)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"said": "explainable"}, "reason_required"),
        ({"process_version": 2}, "flag_changed"),
        ({"rule_version": "1"}, "flag_changed"),
        ({"indicator": "R019"}, "not_found"),
        ({"ocid": "unknown"}, "not_found"),
        ({"token": "n" * 43}, "signed_out"),
    ],
)
async def test_given_what_cannot_be_judged_then_a_typed_refusal_and_no_fact(
    community: Community, scoring: Scoring, changed: dict[str, object], code: str
) -> None:
    anna = await community.joined("anna@achyk.example")
    verdict = FlagVerdict(changed.pop("said", "confirmed"))
    with pytest.raises(Refused) as caught:
        await judge(community, anna, verdict, **changed)
    assert caught.value.code == code
    assert await facts_written(community) == 0


async def test_given_a_member_in_a_rush_then_the_limit_says_how_long_to_wait(
    community: Community, scoring: Scoring
) -> None:
    anna = await community.joined("anna@achyk.example")
    used = datetime.now(UTC) + VERDICTS.burst * VERDICTS.every
    await community.store.collection("tries").insert_one(
        {"_id": f"{VERDICTS.name}:{digest(anna.member.id)}", "usedUntil": used, "forgetAt": used}
    )
    with pytest.raises(Refused) as caught:
        await judge(community, anna, FlagVerdict.CONFIRMED)
    assert caught.value.code == "too_many_attempts"
    assert caught.value.detail["retry_after"] > 0


# --- pairs ------------------------------------------------------------------------------------------------------


async def next_pair(community: Community, session: Session) -> contract.PairToLabel:
    return await community.ask("next_pair", contract.AskNextPair(token=session.token), contract.PairToLabel)


async def label(community: Community, session: Session, pair: str, choice: PairChoice) -> int:
    question = contract.AskLabelPair(token=session.token, pair=pair, choice=choice)
    return (await community.ask("label_pair", question, contract.PairLabelled)).answered


async def test_given_two_members_then_each_pair_has_two_different_raters_and_an_end_comes(
    community: Community, scoring: Scoring
) -> None:
    anna, bek = await community.joined("anna@achyk.example"), await community.joined("bek@achyk.example")
    seen: dict[str, list[str]] = {}
    for session in (anna, bek):
        for number in range(3):
            pair = await next_pair(community, session)
            assert await next_pair(community, session) == pair, "the same until it is answered"
            assert pair.answered == number
            seen.setdefault(pair.id, []).append(session.member.id)
            assert await label(community, session, pair.id, PairChoice.FIRST) == number + 1
    assert list(seen.values()) == [[anna.member.id, bek.member.id]] * 3
    for session in (anna, bek):
        with pytest.raises(Refused) as caught:
            await next_pair(community, session)
        assert caught.value.code == "no_pair"
    found = summary(await commands.labels(community.settings))
    assert (found.twice, found.alike, found.decided, found.higher) == (3, 3, 3, 3)
    assert not any(anna.member.id in seed for seed in scoring.seeds)


async def test_given_a_pair_that_was_not_given_or_is_answered_then_not_found(
    community: Community, scoring: Scoring
) -> None:
    anna, bek = await community.joined("anna@achyk.example"), await community.joined("bek@achyk.example")
    pair = await next_pair(community, anna)
    with pytest.raises(Refused, match="not_found"):
        await label(community, bek, pair.id, PairChoice.SECOND)
    await label(community, anna, pair.id, PairChoice.CANNOT_TELL)
    with pytest.raises(Refused, match="not_found"):
        await label(community, anna, pair.id, PairChoice.FIRST)


async def test_given_many_members_at_once_then_no_pair_has_more_than_two(
    community: Community, scoring: Scoring
) -> None:
    sessions = [await community.joined(f"member{number}@achyk.example") for number in range(6)]
    pairs = await asyncio.gather(*(next_pair(community, session) for session in sessions))
    given = Counter(pair.id for pair in pairs)
    assert sorted(given.values()) == [2, 2, 2]
    await asyncio.gather(
        *(label(community, session, pair.id, PairChoice.BOTH) for session, pair in zip(sessions, pairs, strict=True))
    )
    assert await community.store.collection("pairs").count_documents({"open": True}) == 0


async def test_given_a_member_who_stays_away_then_the_pair_goes_to_another_after_a_week(
    community: Community, scoring: Scoring
) -> None:
    scoring.pairs = scoring.pairs[:1]
    anna, bek, chynara = [await community.joined(f"{name}@achyk.example") for name in ("anna", "bek", "chynara")]
    pair = await next_pair(community, anna)
    assert (await next_pair(community, bek)).id == pair.id
    with pytest.raises(Refused, match="no_pair"):
        await next_pair(community, chynara)
    await label(community, bek, pair.id, PairChoice.FIRST)
    later = datetime.now(UTC) + KEPT_FOR + timedelta(seconds=1)
    given = await PairsStore(community.store).give_open(chynara.member.id, later)
    assert given
    assert [slot.member for slot in given.slots] == [bek.member.id, chynara.member.id]
    with pytest.raises(Refused, match="not_found"):
        await label(community, anna, pair.id, PairChoice.FIRST)


async def test_given_answers_then_the_export_has_them_without_members(
    community: Community, scoring: Scoring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await community.joined("anna@achyk.example")
    pair = await next_pair(community, anna)
    await label(community, anna, pair.id, PairChoice.SECOND)
    monkeypatch.setenv("ACHYK_COMMUNITY_MONGO_URL", community.settings.mongo_url)
    file = tmp_path / "labels.csv"
    await asyncio.to_thread(command.export, file)
    text = file.read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["first"], row["second"], row["answer_1"], row["answer_2"]) == ("ocds/a", "ocds/b", "second", "")
    assert "m_" not in text
    assert "p_" not in text
