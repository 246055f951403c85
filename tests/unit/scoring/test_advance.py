"""Advance: one version of a process in; only transitions come out, and nothing twice."""

from collections import Counter
from collections.abc import Iterable
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from services.scoring.process import Process

from services.scoring.advance import Known, Tally, advance, rate_key
from services.scoring.engine import Engine
from services.scoring.facts import fact, keys_of
from services.scoring.indicator import State
from services.scoring.indicators import CATALOGUE
from services.scoring.verdict import COMPUTED, Verb
from shared.contracts.risk import FlagEvent
from tests.unit.scoring.build import NOW, Json, as_process, award, bid, kyrgyz, release

ENGINE = Engine(CATALOGUE)
Story = list[tuple[Verb, str]]


class Memory:
    """What scoring remembers, kept in memory."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.population, self.rates = Tally(), Tally()

    def take(self, processes: Iterable[Process]) -> Story:
        """Take versions in, in order; what is told."""
        told: Story = []
        for process in processes:
            step = advance(ENGINE, process, self.known.get(process.ocid), self.population, self.rates, NOW)
            if step:
                self.known[process.ocid], changes = step
                told += [(change.verb, change.verdict.indicator) for change in changes]
        return told

    def state(self) -> object:
        """All of it, comparable."""
        return self.known, +self.population.changes, +self.rates.changes


PUBLISHED = release(
    kyrgyz(statusDetails="published", items=[{"id": "1", "unit": {"name": "условная единица"}}])
    | {"procurementMethodDetails": "oneStage"}
)
OPENED = release(kyrgyz(), bid("b1", "T1", 500), bid("b2", "T2", 500, status="disqualified"))
AWARDED = release(kyrgyz(statusDetails="contractSigned"), *OPENED["bids"]["details"], awards=[award("a1", "b1", "T1")])
LOST = release(kyrgyz(statusDetails="contractSigned"))


def versions(*contents: Json, ocid: str = "ocds-h7i0z4-1") -> list[Process]:
    return [as_process(content | {"ocid": ocid}, version=n) for n, content in enumerate(contents, 1)]


def test_given_the_life_of_a_tender_then_each_flag_is_told_once() -> None:
    memory = Memory()
    assert memory.take(versions(PUBLISHED, OPENED, AWARDED, LOST)) == [
        (Verb.RAISED, "KG10"),
        (Verb.RAISED, "R028"),
        (Verb.RAISED, "R035"),
    ]
    verdicts = memory.known["ocds-h7i0z4-1"].verdicts
    assert {name for name, one in verdicts.items() if one.state is State.RAISED} == {"KG10", "R028", "R035"}
    assert all(verdicts[name].latched for name in ("KG10", "R028", "R035"))


def test_given_a_correction_then_the_flag_is_cleared_and_may_rise_again() -> None:
    corrected = release(kyrgyz(), bid("b1", "T1", 500), bid("b2", "T2", 501))
    told = Memory().take(versions(OPENED, corrected, OPENED))
    assert told == [(Verb.RAISED, "R028"), (Verb.CLEARED, "R028"), (Verb.RAISED, "R028")]


def test_given_the_nineteenth_lot_of_a_buyer_then_the_flag_rises_there() -> None:
    single = release(kyrgyz(), bid("b1", "T1", 5))
    memory = Memory()
    told = [memory.take(versions(single, ocid=f"o-{n}")) for n in range(20)]
    raised = [n for n, story in enumerate(told, 1) if (Verb.RAISED, "KG08") in story]
    assert raised == [19, 20]


def test_given_a_process_that_leaves_the_count_then_the_population_falls() -> None:
    memory = Memory()
    memory.take(versions(release(kyrgyz(), bid("b1", "T1")), release(kyrgyz(), bid("b1", "T1"), bid("b2", "T2"))))
    assert memory.population.count("KG08:2021:KG-INN-1") == 0


def test_given_a_second_stage_that_loses_its_earlier_process_then_its_flag_stays() -> None:
    tender = kyrgyz(procurementMethodDetails="twostage")
    bids = [bid("b1", "T1", 1), bid("b2", "T2", 9)]
    memory = Memory()
    told = memory.take(versions(release(tender, *bids, relatedProcesses=[{"id": "1"}]), release(tender, *bids)))
    assert told == [(Verb.RAISED, "KG07")]
    assert memory.known["ocds-h7i0z4-1"].verdicts["KG07"].latched


def test_given_lots_with_equal_prices_when_the_bids_of_one_vanish_then_nothing_is_told() -> None:
    tender = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}])
    first, second = ([bid(f"{lot}{n}", f"T{n}", 5, lot=lot) for n in (1, 2)] for lot in ("L1", "L2"))
    memory = Memory()
    memory.take(versions(release(tender, *first, *second)))
    assert memory.take(versions({}, release(tender, *first))[1:]) == []
    assert memory.known["ocds-h7i0z4-1"].verdicts["R028"].lots == ["L1", "L2"]


def test_given_the_later_version_first_when_the_earlier_comes_late_then_it_answers_what_is_open() -> None:
    published, opened = versions(PUBLISHED, OPENED)
    memory = Memory()
    memory.take([opened])
    before = memory.known[opened.ocid]
    assert memory.take([published]) == [(Verb.RAISED, "KG10")]
    after = memory.known[opened.ocid]
    assert (after.verdicts["KG10"].latched, after.verdicts["KG10"].process_version) == (True, 1)
    assert {n: v for n, v in after.verdicts.items() if n != "KG10"} == {
        n: v for n, v in before.verdicts.items() if n != "KG10"
    }
    assert (after.version, after.summary, after.contribution) == (before.version, before.summary, before.contribution)
    assert memory.take([published, opened]) == []


def test_given_a_method_without_competition_by_now_when_the_earlier_version_comes_late_then_it_raises_nothing() -> None:
    direct = release(kyrgyz(procurementMethodDetails="singleSource"))
    unknown = release(kyrgyz(procurementMethodDetails=None))
    first, second, third = versions(OPENED, direct, unknown)
    for order in ([second, first], [third, second, first], [first, second, third, first]):
        memory = Memory()
        memory.take(order)
        assert memory.known[first.ocid].verdicts["R028"].state not in {State.RAISED, State.CLEAR}


CONTENTS = st.sampled_from(
    [
        PUBLISHED,
        OPENED,
        AWARDED,
        LOST,
        release(kyrgyz(status="cancelled")),
        release(kyrgyz(), bid("b1", "T1", 5)),
        release({"procurementMethod": "direct"}),
        release(kyrgyz(procurementMethodDetails=None)),
        release(kyrgyz(procurementMethodDetails="twostage"), bid("b1", "T1", 5), bid("b2", "T2", 9)),
    ]
)
HISTORIES = st.lists(st.tuples(st.sampled_from(["o-1", "o-2", "o-3"]), CONTENTS), max_size=12)


def history(parts: list[tuple[str, Json]]) -> list[Process]:
    seen: Counter[str] = Counter()
    made = []
    for ocid, content in parts:
        seen[ocid] += 1
        made.append(as_process(content | {"ocid": ocid}, version=seen[ocid]))
    return made


@given(HISTORIES)
def test_given_any_history_when_replayed_then_nothing_is_told_and_nothing_changes(
    parts: list[tuple[str, Json]],
) -> None:
    memory, events = Memory(), history(parts)
    memory.take(events)
    before = memory.state()
    assert memory.take(events) == []
    assert memory.state() == before


@given(HISTORIES, st.data())
def test_given_repeated_and_late_versions_then_the_newest_known_stands(
    parts: list[tuple[str, Json]], data: st.DataObject
) -> None:
    events = history(parts)
    late = [events[data.draw(st.integers(0, n))] for n in range(len(events))]
    mixed = [event for pair in zip(events, late, strict=True) for event in pair]
    once, twice = Memory(), Memory()
    assert once.take(events) == twice.take(mixed)
    assert once.state() == twice.state()


@given(HISTORIES, st.randoms(use_true_random=False))
def test_given_versions_in_any_order_then_every_indicator_answered_in_order_is_answered(
    parts: list[tuple[str, Json]], random: Random
) -> None:
    events = history(parts)
    mixed = random.sample(events, len(events))
    once, shuffled = Memory(), Memory()
    once.take(events)
    shuffled.take(mixed)
    for ocid, known in once.known.items():
        late = shuffled.known[ocid]
        answered = {name for name, one in known.verdicts.items() if one.state in COMPUTED}
        assert answered <= {name for name, one in late.verdicts.items() if one.state in COMPUTED}
        assert (late.version, late.summary, late.contribution) == (known.version, known.summary, known.contribution)
    assert +shuffled.population.changes == +once.population.changes
    before = shuffled.state()
    assert shuffled.take(mixed) == []
    assert shuffled.state() == before


@given(HISTORIES)
def test_given_any_history_then_counts_are_those_of_what_is_known(parts: list[tuple[str, Json]]) -> None:
    memory = Memory()
    memory.take(history(parts))
    known = memory.known.values()
    assert +memory.rates.changes == Counter(rate_key(one) for k in known for one in k.verdicts.values())
    assert +memory.population.changes == sum((Counter(k.contribution) for k in known), Counter())


@given(HISTORIES)
def test_given_any_history_then_each_flag_goes_up_before_it_goes_down(parts: list[tuple[str, Json]]) -> None:
    raised: set[tuple[str, str]] = set()
    memory = Memory()
    for process in history(parts):
        for verb, indicator in memory.take([process]):
            key = process.ocid, indicator
            assert (verb is Verb.RAISED) == (key not in raised)
            (raised.discard if verb is Verb.CLEARED else raised.add)(key)
    standing = {(o, i) for o, k in memory.known.items() for i, one in k.verdicts.items() if one.state is State.RAISED}
    assert standing == raised


def test_given_a_transition_then_its_fact_carries_subject_trace_and_contract() -> None:
    process = versions(OPENED)[0]
    step = advance(ENGINE, process, None, Tally(), Tally(), NOW)
    assert step is not None
    known, (change,) = step
    made = fact(change, known.summary, keys=keys_of("tender.v1.closed.kg.KG-INN-1"), now=NOW, trace="00-a-b-01")
    again = fact(change, known.summary, keys="kg.KG-INN-1", now=NOW, trace=None)
    assert made.subject == "risk.v1.raised.R028.kg.KG-INN-1"
    assert (made.type, made.about, made.trace) == ("risk.v1.raised", "ocds-h7i0z4-1", "00-a-b-01")
    assert made.id == again.id
    event = FlagEvent.model_validate_json(made.data)
    assert (event.flag.indicator, event.flag.state, event.previous) == ("R028", "raised", None)
    assert event.process.buyer is not None
    assert event.process.buyer.id == "KG-INN-1"
