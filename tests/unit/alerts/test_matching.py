"""The index finds exactly the searches that a plain reading of their criteria finds."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.alerts.matching import Index, check, entry, size, steps_of
from services.alerts.views import Organisation, Subject, Summary, Value
from shared.contracts.alert import Criteria, Search
from shared.contracts.tender import TenderVerb
from shared.errors import Refused
from shared.folding import fold, fold_query

WORDS = ["мектеп", "мектептерди", "школы", "ремонт", "оңдоо", "laptop", "CEPBEP", "сервер", "для", "дорога"]


def a_search(number: int, criteria: Criteria, verbs: list[TenderVerb] | None = None, member: int = 0) -> Search:
    return Search(
        id=f"s_{number:024x}",
        member=f"m_{member:024x}",
        name=f"search {number}",
        criteria=criteria,
        verbs=verbs or [TenderVerb.OPENED],
        created=datetime(2026, 1, 1, tzinfo=UTC),
    )


def a_subject(
    text: str = "",
    *,
    buyer: str | None = None,
    country: str = "kg",
    amount: Decimal | None = None,
    currency: str = "KGS",
    verb: str = "opened",
    indicator: str | None = None,
) -> Subject:
    summary = Summary(
        ocid="ocds-1",
        version=1,
        country=country,
        buyer=Organisation(buyer) if buyer else None,
        value=Value(amount, currency) if amount is not None else None,
    )
    return Subject(summary, [text], verb, verb, indicator=indicator)


def plainly(search: Search, subject: Subject, text: str) -> bool:
    """The oracle: the words of the contract, one after the other, without any index."""
    wanted, summary = search.criteria, subject.summary
    tokens = set(fold(text))
    asked_for = (
        wanted.any_indicator or subject.indicator in wanted.indicators
        if subject.indicator is not None
        else not wanted.any_indicator and not wanted.indicators and subject.verb in search.verbs
    )
    if not asked_for:
        return False
    if wanted.words and not all(set(word) & tokens for word in fold_query(wanted.words)):
        return False
    if wanted.buyer and (summary.buyer is None or summary.buyer.id != wanted.buyer):
        return False
    if wanted.country and summary.country != wanted.country:
        return False
    if wanted.value_min is not None or wanted.value_max is not None:
        value = summary.value
        if value is None or value.amount is None or value.currency != wanted.currency:
            return False
        if wanted.value_min is not None and value.amount < wanted.value_min:
            return False
        if wanted.value_max is not None and value.amount > wanted.value_max:
            return False
    return True


amounts = st.sampled_from(["0", "0.5", "1", "9.99", "10", "99999.99", "100000", "100000.01", "5000000", "1e17"]).map(
    Decimal
)
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)


@st.composite
def criteria(draw: st.DrawFn) -> Criteria:
    low, high = draw(st.none() | amounts), draw(st.none() | amounts)
    if low is not None and high is not None and low > high:
        low, high = high, low
    made = Criteria(
        words=draw(st.none() | texts.filter(bool)),
        buyer=draw(st.none() | st.sampled_from(["B1", "B2"])),
        country=draw(st.none() | st.sampled_from(["kg", "ua"])),
        value_min=low,
        value_max=high,
        currency=draw(st.sampled_from(["KGS", "USD"])),
        indicators=draw(st.lists(st.sampled_from(["R003", "R018", "KG07"]), max_size=2, unique=True)),
        any_indicator=draw(st.booleans()),
    )
    empty = not (made.words or made.buyer or made.country or made.indicators or low is not None or high is not None)
    return made.model_copy(update={"country": "kg"}) if empty else made


verbs = st.lists(st.sampled_from(list(TenderVerb)[:3]), min_size=1, max_size=3, unique=True)
events = st.fixed_dictionaries(
    {
        "text": texts,
        "buyer": st.none() | st.sampled_from(["B1", "B2"]),
        "country": st.sampled_from(["kg", "ua"]),
        "amount": st.none() | amounts,
        "currency": st.sampled_from(["KGS", "USD"]),
        "verb": st.sampled_from(["opened", "amended", "closed"]),
        "indicator": st.none() | st.sampled_from(["R003", "R018", "KG07"]),
    }
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(criteria(), verbs), max_size=12), st.lists(events, max_size=6), st.sets(st.integers(0, 11)))
def test_the_index_agrees_with_a_plain_reading_while_searches_come_and_go(
    drafts: list[tuple[Criteria, list[TenderVerb]]], seen: list[dict[str, object]], removed: set[int]
) -> None:
    searches = [a_search(number, wanted, on) for number, (wanted, on) in enumerate(drafts)]
    index = Index()
    for search in searches:
        index.put(entry(search))
    for position, event in enumerate(seen):
        if position == len(seen) // 2:
            for number in removed & set(range(len(searches))):
                index.remove(searches[number].id)
            index.rebalance(crowd=0)
        alive = [s for n, s in enumerate(searches) if position < len(seen) // 2 or n not in removed]
        subject = a_subject(**event)  # type: ignore[arg-type]
        expected = [search.id for search in alive if plainly(search, subject, str(event["text"]))]
        assert [match.id for match in index.match(subject)] == expected
        asked = [s for s in alive if s.criteria.any_indicator or subject.indicator in s.criteria.indicators]
        assert index.wants(subject.indicator or "-") == bool(asked)
        assert index.wants_tenders == any(not s.criteria.indicators and not s.criteria.any_indicator for s in alive)


def test_a_range_of_values_is_exact_to_the_smallest_coin() -> None:
    index = Index()
    index.put(entry(a_search(1, Criteria(value_min=Decimal("100000.01"), value_max=Decimal("100000.02")))))
    amounts_found = [a for a in ("100000", "100000.01", "100000.02", "100000.020001") if hit(index, a)]
    assert amounts_found == ["100000.01", "100000.02"]


def hit(index: Index, amount: str, currency: str = "KGS") -> bool:
    return bool(index.match(a_subject(amount=Decimal(amount), currency=currency)))


def test_values_in_another_currency_do_not_match_a_range() -> None:
    index = Index()
    index.put(entry(a_search(1, Criteria(value_min=Decimal(10)))))
    assert hit(index, "1000")
    assert not hit(index, "1000", "USD")


def test_a_search_for_an_indicator_is_not_told_of_tender_events() -> None:
    index = Index()
    index.put(entry(a_search(1, Criteria(country="kg", indicators=["R018"]))))
    assert not index.match(a_subject())
    assert index.match(a_subject(indicator="R018", verb="raised"))
    assert not index.match(a_subject(indicator="R003", verb="raised"))


def test_given_a_search_for_any_indicator_then_every_flag_is_told_and_no_tender_event() -> None:
    index = Index()
    index.put(entry(a_search(1, Criteria(country="kg", any_indicator=True))))
    assert not index.match(a_subject())
    assert index.match(a_subject(indicator="R018", verb="raised"))
    assert not index.match(a_subject(indicator="R018", verb="raised", country="ua"))


def test_replacing_a_search_leaves_nothing_of_the_old_one() -> None:
    index = Index()
    index.put(entry(a_search(1, Criteria(words="мектеп"))))
    index.put(entry(a_search(1, Criteria(words="сервер"))))
    assert not index.match(a_subject("мектеп"))
    assert index.match(a_subject("сервер"))
    index.remove(a_search(1, Criteria(country="kg")).id)
    assert len(index) == 0
    assert not index.match(a_subject("сервер"))


def test_frequent_words_stop_being_anchors_when_they_are_learnt() -> None:
    index = Index()
    for number in range(200):
        index.put(entry(a_search(number, Criteria(words=f"ремонт слово{number}"))))
    for _ in range(16):
        index.match(a_subject("ремонт чего угодно"))
    assert index.rebalance(crowd=8) > 0 or max(map(len, index._postings.values())) <= 8
    assert max(map(len, index._postings.values())) <= 8


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Criteria(), "criteria"),
        (Criteria(currency="USD"), "criteria"),
        (Criteria(any_indicator=True), "criteria"),
        (Criteria(words="—"), "words"),
        (Criteria(value_min=Decimal(2), value_max=Decimal(1)), "value_min"),
    ],
)
def test_a_search_for_nothing_is_refused(wanted: Criteria, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(wanted)
    assert refusal.value.code == "invalid"
    assert refusal.value.detail == {"field": field}


@given(
    st.decimals(0, Decimal(10) ** 19, places=2, allow_nan=False, allow_infinity=False),
    st.decimals(0, Decimal(10) ** 19, places=2, allow_nan=False, allow_infinity=False),
    st.integers(0, 3),
)
def test_size_never_shrinks_when_the_amount_grows(one: Decimal, other: Decimal, precision: int) -> None:
    low, high = sorted((one, other))
    assert size(low, precision) <= size(high, precision)


@given(
    st.decimals(0, Decimal(10) ** 19, places=2, allow_nan=False, allow_infinity=False),
    st.decimals(0, Decimal(10) ** 19, places=2, allow_nan=False, allow_infinity=False),
    st.decimals(0, Decimal(10) ** 19, places=2, allow_nan=False, allow_infinity=False),
)
def test_a_range_is_found_by_exactly_the_amounts_in_it(one: Decimal, other: Decimal, amount: Decimal) -> None:
    low, high = sorted((one, other))
    index = Index()
    index.put(entry(a_search(1, Criteria(value_min=low, value_max=high))))
    assert bool(index.match(a_subject(amount=amount))) == (low <= amount <= high)
    assert index.match(a_subject(amount=low))
    assert index.match(a_subject(amount=high))


@given(st.decimals(min_value=0, allow_nan=False, allow_infinity=False))
def test_given_any_amount_then_one_look_at_it_gives_its_size_at_every_precision(amount: Decimal) -> None:
    assert steps_of(amount) == tuple(f"{precision}:{size(amount, precision)}" for precision in (3, 2, 1, 0))
