"""Advance: one version of a process in; only transitions come out, and nothing twice."""

from collections import Counter
from collections.abc import Iterable
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.scoring.advance import Scorer
from services.scoring.engine import Engine
from services.scoring.extract import Arrival, extract
from services.scoring.facts import fact
from services.scoring.figures import figures_of
from services.scoring.indicator import COMPUTED, State
from services.scoring.indicators import CATALOGUE
from services.scoring.known import Known, Slots, verdicts_of
from services.scoring.rates import rate_key
from services.scoring.verdict import Change, Verb, Verdict
from shared.contracts.risk import Cause, FlagEvent
from tests.unit.scoring.build import NOW, Json, arrival, award, bid, kyrgyz, release

EIGHT = [one for one in CATALOGUE if one.id in {"R003", "R018", "R028", "R035", "R036", "KG07", "KG08", "KG10"}]
ENGINE = Engine(EIGHT)
SLOTS = Slots.of(EIGHT)
Story = list[tuple[Verb, str]]


class Memory:
    """What scoring remembers, kept in memory."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.newest: dict[str, Arrival] = {}
        self.rates: Counter[str] = Counter()
        self.scorer = Scorer(ENGINE, SLOTS)

    def take(self, arrivals: Iterable[Arrival]) -> Story:
        """Take versions in, in order, as one batch; what is told."""
        batch = list(arrivals)
        _, steps, rates = self.scorer.take(batch, self.known, NOW) if batch else (None, [], Counter[str]())
        self.rates.update(rates)
        self.known |= {batch[row].ocid: after for row, after, _ in steps}
        for one in batch:
            if one.ocid not in self.newest or one.version > self.newest[one.ocid].version:
                self.newest[one.ocid] = one
        return [(change.verb, change.verdict.indicator) for _, _, told in steps for change in told]

    def figure(self) -> Story:
        """Compute the figures of all processes anew and ask again what rests on them; what is told."""
        part = extract(self.newest.values())
        self.scorer = Scorer(ENGINE, SLOTS, figures_of(EIGHT, [part], "2"), "2")
        names = [one.id for one in EIGHT if one.statistic]
        known = [self.known[ocid] for ocid in self.newest]
        steps, rates = self.scorer.take_again(part, known, names, NOW, rule=False)
        self.known |= {after.summary.ocid: after for _, after, _ in steps}
        self.rates.update(rates)
        return [(change.verb, change.verdict.indicator) for _, _, told in steps for change in told]

    def verdicts(self, ocid: str) -> dict[str, Verdict]:
        """What is remembered of a process."""
        return {one.indicator: one for one in verdicts_of(self.known[ocid], SLOTS)}

    def state(self) -> object:
        """All of it, comparable."""
        return self.known, +self.rates


PUBLISHED = release(
    kyrgyz(statusDetails="published", items=[{"id": "1", "unit": {"name": "условная единица"}}])
    | {"procurementMethodDetails": "oneStage"}
)
OPENED = release(kyrgyz(), bid("b1", "T1", 500), bid("b2", "T2", 500, status="disqualified"))
AWARDED = release(kyrgyz(statusDetails="contractSigned"), *OPENED["bids"]["details"], awards=[award("a1", "b1", "T1")])
LOST = release(kyrgyz(statusDetails="contractSigned"))


def versions(*contents: Json, ocid: str = "ocds-h7i0z4-1") -> list[Arrival]:
    return [arrival(content | {"ocid": ocid}, version=n) for n, content in enumerate(contents, 1)]


def test_given_the_life_of_a_tender_then_each_flag_is_told_once() -> None:
    memory = Memory()
    assert memory.take(versions(PUBLISHED, OPENED, AWARDED, LOST)) == [
        (Verb.RAISED, "KG10"),
        (Verb.RAISED, "R028"),
        (Verb.RAISED, "R035"),
    ]
    verdicts = memory.verdicts("ocds-h7i0z4-1")
    assert {name for name, one in verdicts.items() if one.state is State.RAISED} == {"KG10", "R028", "R035"}
    assert all(verdicts[name].latched for name in ("KG10", "R028", "R035"))


def test_given_a_correction_then_the_flag_is_cleared_and_may_rise_again() -> None:
    corrected = release(kyrgyz(), bid("b1", "T1", 500), bid("b2", "T2", 501))
    told = Memory().take(versions(OPENED, corrected, OPENED))
    assert told == [(Verb.RAISED, "R028"), (Verb.CLEARED, "R028"), (Verb.RAISED, "R028")]


def test_given_the_nineteenth_lot_of_a_buyer_when_the_figures_are_computed_then_the_flag_rises_on_all_of_them() -> None:
    single = release(kyrgyz(), bid("b1", "T1", 5))
    memory = Memory()
    for number in range(18):
        memory.take(versions(single, ocid=f"o-{number}"))
    assert memory.figure() == []
    assert memory.verdicts("o-0")["KG08"].state is State.CLEAR
    assert memory.take(versions(single, ocid="o-18")) == [(Verb.RAISED, "R018")]
    single_bid = memory.verdicts("o-0")["R018"]
    assert memory.figure() == [(Verb.RAISED, "KG08")] * 19
    assert memory.verdicts("o-0")["KG08"].figures == "2"
    assert memory.verdicts("o-0")["R018"].evidence == single_bid.evidence != []
    assert memory.figure() == []


def test_given_figures_when_a_process_comes_in_then_it_is_compared_with_them_at_once() -> None:
    single = release(kyrgyz(), bid("b1", "T1", 5))
    memory = Memory()
    memory.take([one for number in range(19) for one in versions(single, ocid=f"o-{number}")])
    memory.figure()
    assert (Verb.RAISED, "KG08") in memory.take(versions(single, ocid="o-19"))


def test_given_a_cancelled_tender_when_figures_are_computed_then_the_latched_answer_stays() -> None:
    opened = release(kyrgyz(), bid("b1", "T1", 5))
    gone = release(kyrgyz(status="cancelled"), bid("b1", "T1", 5))
    memory = Memory()
    memory.take([one for number in range(20) for one in versions(opened, ocid=f"o-{number}")])
    memory.figure()
    memory.take(versions(opened, gone, ocid="o-0")[1:])
    assert memory.figure() == []
    assert (memory.verdicts("o-0")["KG08"].state, memory.verdicts("o-0")["KG08"].latched) == (State.RAISED, True)


def test_given_a_second_stage_that_loses_its_earlier_process_then_its_flag_stays() -> None:
    tender = kyrgyz(procurementMethodDetails="twostage")
    bids = [bid("b1", "T1", 1), bid("b2", "T2", 9)]
    memory = Memory()
    told = memory.take(versions(release(tender, *bids, relatedProcesses=[{"id": "1"}]), release(tender, *bids)))
    assert told == [(Verb.RAISED, "KG07")]
    assert memory.verdicts("ocds-h7i0z4-1")["KG07"].latched


def test_given_lots_with_equal_prices_when_the_bids_of_one_vanish_then_nothing_is_told() -> None:
    tender = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}])
    first, second = ([bid(f"{lot}{n}", f"T{n}", 5, lot=lot) for n in (1, 2)] for lot in ("L1", "L2"))
    memory = Memory()
    memory.take(versions(release(tender, *first, *second)))
    assert memory.take(versions({}, release(tender, *first))[1:]) == []
    assert memory.verdicts("ocds-h7i0z4-1")["R028"].lots == ["L1", "L2"]


def test_given_the_later_version_first_when_the_earlier_comes_late_then_it_answers_what_is_open() -> None:
    published, opened = versions(PUBLISHED, OPENED)
    memory = Memory()
    memory.take([opened])
    known, before = memory.known[opened.ocid], memory.verdicts(opened.ocid)
    assert memory.take([published]) == [(Verb.RAISED, "KG10")]
    after = memory.verdicts(opened.ocid)
    assert (after["KG10"].latched, after["KG10"].process_version) == (True, 1)
    assert {n: v for n, v in after.items() if n != "KG10"} == {n: v for n, v in before.items() if n != "KG10"}
    assert (memory.known[opened.ocid].version, memory.known[opened.ocid].summary) == (known.version, known.summary)
    assert memory.take([published, opened]) == []


def test_given_a_method_without_competition_by_now_when_the_earlier_version_comes_late_then_it_raises_nothing() -> None:
    direct = release(kyrgyz(procurementMethodDetails="singleSource"))
    unknown = release(kyrgyz(procurementMethodDetails=None))
    first, second, third = versions(OPENED, direct, unknown)
    for order in ([second, first], [third, second, first], [first, second, third, first]):
        memory = Memory()
        memory.take(order)
        assert memory.verdicts(first.ocid)["R028"].state not in {State.RAISED, State.CLEAR}


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


def history(parts: list[tuple[str, Json]]) -> list[Arrival]:
    seen: Counter[str] = Counter()
    made = []
    for ocid, content in parts:
        seen[ocid] += 1
        made.append(arrival(content | {"ocid": ocid}, version=seen[ocid]))
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
        answered = {name for name, one in once.verdicts(ocid).items() if one.state in COMPUTED}
        assert answered <= {name for name, one in shuffled.verdicts(ocid).items() if one.state in COMPUTED}
        assert (late.version, late.summary) == (known.version, known.summary)
    before = shuffled.state()
    assert shuffled.take(mixed) == []
    assert shuffled.state() == before


@given(HISTORIES, st.integers(1, 5))
def test_given_any_history_then_batches_of_any_size_remember_the_same(parts: list[tuple[str, Json]], size: int) -> None:
    events = history(parts)
    at_once, bit_by_bit = Memory(), Memory()
    told = at_once.take(events)
    pieces = [bit_by_bit.take(events[start : start + size]) for start in range(0, len(events), size)]
    assert [one for piece in pieces for one in piece] == told
    assert bit_by_bit.state() == at_once.state()


@given(HISTORIES)
def test_given_any_history_then_counts_are_those_of_what_is_known(parts: list[tuple[str, Json]]) -> None:
    memory = Memory()
    memory.take(history(parts))
    memory.figure() if parts else None
    standing = Counter(rate_key(one.indicator, one.state) for o in memory.known for one in memory.verdicts(o).values())
    assert +memory.rates == standing


@given(HISTORIES)
def test_given_any_history_then_each_flag_goes_up_before_it_goes_down(parts: list[tuple[str, Json]]) -> None:
    raised: set[tuple[str, str]] = set()
    memory = Memory()
    for process in history(parts):
        for verb, indicator in memory.take([process]):
            key = process.ocid, indicator
            assert (verb is Verb.RAISED) == (key not in raised)
            (raised.discard if verb is Verb.CLEARED else raised.add)(key)
    standing = {(o, i) for o in memory.known for i, one in memory.verdicts(o).items() if one.state is State.RAISED}
    assert standing == raised


@given(HISTORIES)
def test_given_any_history_when_figures_are_computed_then_answers_that_do_not_rest_on_them_stay_in_full(
    parts: list[tuple[str, Json]],
) -> None:
    memory = Memory()
    memory.take(history(parts))
    before = {ocid: memory.verdicts(ocid) for ocid in memory.known}
    memory.figure() if parts else None
    for ocid, verdicts in before.items():
        after = memory.verdicts(ocid)
        for one in EIGHT:
            if one.statistic is None:
                assert after[one.id] == verdicts[one.id]


def test_given_a_raised_flag_when_another_is_raised_by_new_figures_then_its_value_and_evidence_stay() -> None:
    single = release(None, bid("b1", "T1", 5))
    memory = Memory()
    memory.take(arrival(single | {"ocid": f"o-{number}"}) for number in range(19))
    before = memory.verdicts("o-0")["R018"]
    assert (Verb.RAISED, "KG08") in memory.figure()
    assert before.value == 1
    assert before.evidence
    assert memory.verdicts("o-0")["R018"] == before


def test_given_a_transition_then_its_fact_carries_subject_trace_and_contract() -> None:
    _, ((_, known, (change,)),), _ = Scorer(ENGINE, SLOTS).take(versions(OPENED), {}, NOW)
    made = fact(change, known.summary, NOW, "00-a-b-01")
    again = fact(change, known.summary, NOW)
    assert made.subject == "risk.v1.raised.R028.kg.KG-INN-1"
    assert (made.type, made.about, made.trace) == ("risk.v1.raised", "ocds-h7i0z4-1", "00-a-b-01")
    assert made.id == again.id
    event = FlagEvent.model_validate_json(made.data)
    assert (event.flag.indicator, event.flag.state, event.previous) == ("R028", "raised", None)
    assert event.process.buyer is not None
    assert event.process.buyer.id == "KG-INN-1"
    assert event.cause is Cause.DATA


def test_given_figures_that_drift_to_and_fro_in_one_version_then_each_transition_is_a_fact_of_its_own() -> None:
    _, ((_, known, (change,)),), _ = Scorer(ENGINE, SLOTS).take(versions(OPENED), {}, NOW)

    def named(figures: str, cause: Cause) -> str:
        moved = Change(change.verb, replace(change.verdict, figures=figures), change.previous)
        return fact(moved, known.summary, NOW, cause=cause).id

    assert len({named("1", Cause.FIGURES), named("2", Cause.FIGURES), named("2", Cause.DATA)}) == 3
