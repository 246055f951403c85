"""The clock of letters, the table of what can be done with them, templates that cannot do harm, sealed signatures."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import CryptoError

from services.community.calendar.working_days import Calendar
from services.community.correspondence import actions
from services.community.correspondence.letter import Letter, content_hash
from services.community.correspondence.merging import EXAMPLE, FIELDS, check, merge
from services.community.correspondence.sealing import Sealer, new_code, new_seed
from services.community.correspondence.seed import seeded
from services.community.correspondence.terms import due_day, end_of, reminders
from services.community.permissions import Relation, roles_of
from shared.contracts.community import Role
from shared.contracts.letter import (
    Addressee,
    AnswerTerm,
    LetterAction,
    LetterKind,
    LetterLanguage,
    LetterStatus,
    SignatoryFields,
    TemplateText,
    TermStart,
    TermUnit,
)
from shared.errors import Refused

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(Calendar, st.frozensets(DAYS, max_size=30), st.frozensets(DAYS, max_size=10))
TERMS = st.builds(
    AnswerTerm,
    days=st.integers(1, 60),
    unit=st.sampled_from(TermUnit),
    start=st.sampled_from(TermStart),
    norm=st.just("Law"),
)
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def letter(**changed: Any) -> Letter:
    whole = Letter(
        id="l_" + "0" * 24,
        case="c_" + "0" * 24,
        kind=LetterKind.APPEAL,
        language=LetterLanguage.RU,
        template_version=1,
        previous=None,
        number=None,
        addressee=Addressee(organisation="Office"),
        title="Title",
        text="Text",
        norms=(),
        attachments=(),
        term=None,
        collective=False,
        status=LetterStatus.DRAFT,
        author="m_" + "a" * 24,
        writers=("m_" + "a" * 24, "m_" + "b" * 24),
        approver=None,
        created=NOW,
        changed=NOW,
        revision=1,
        last_key="",
    )
    return dataclasses.replace(whole, **changed)


def test_given_fourteen_working_days_then_weekends_and_holidays_do_not_count() -> None:
    calendar = Calendar(frozenset({date(2026, 11, 9)}))
    term = AnswerTerm(days=14, norm="Law")
    assert due_day(term, date(2026, 11, 2), None, calendar) == date(2026, 11, 23)


@given(TERMS, DAYS, st.integers(0, 20), CALENDARS)
def test_property_the_answer_is_never_due_before_its_days_have_passed(
    term: AnswerTerm, sent: date, after: int, calendar: Calendar
) -> None:
    registered = sent + timedelta(days=after)
    due = due_day(term, sent, registered, calendar)
    start = registered if term.start is TermStart.REGISTERED else sent
    assert due >= start + timedelta(days=1)
    assert calendar.is_working(due)
    if term.unit is TermUnit.WORKING:
        assert calendar.between(start, due) == term.days
    else:
        assert due >= start + timedelta(days=term.days)


@given(TERMS, DAYS, CALENDARS)
def test_property_a_longer_term_is_never_due_earlier(term: AnswerTerm, sent: date, calendar: Calendar) -> None:
    longer = term.model_copy(update={"days": term.days + 1})
    assert due_day(longer, sent, None, calendar) >= due_day(term, sent, None, calendar)


@given(DAYS, CALENDARS)
def test_property_reminders_stand_around_the_day_and_only_the_last_is_late(due: date, calendar: Calendar) -> None:
    found = list(reminders(due, calendar))
    assert [each.offset for each in found] == [-2, 0, 3]
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert found[1].at < end_of(due) < found[2].at
    assert [each.late for each in found] == [False, False, True]


@given(
    st.sampled_from(LetterAction),
    st.sampled_from(LetterStatus),
    st.sampled_from(["m_" + "a" * 24, "m_" + "b" * 24, "m_" + "c" * 24]),
    st.frozensets(st.sampled_from(Relation)),
    st.sampled_from(Role),
)
def test_property_nobody_passes_their_own_work_nor_acts_with_a_conflict(
    action: LetterAction, status: LetterStatus, member: str, relations: frozenset[Relation], role: Role
) -> None:
    one = letter(status=status)
    roles = roles_of(Role.MEMBER, {role})
    if not actions.allowed(action, one, member, roles, relations):
        return
    assert status in actions.TABLE[action].come_from
    if action in (LetterAction.APPROVE, LetterAction.RATE):
        assert member not in one.writers
    if action not in (LetterAction.SIGN, LetterAction.UNSIGN):
        assert Relation.CONFLICTED not in relations
    actions.require(action, one, member, relations)


def test_given_the_table_then_only_waiting_letters_are_answered_and_closed_ones_stay_closed() -> None:
    assert set(actions.TABLE) == set(LetterAction)
    closed = {action for action, line in actions.TABLE.items() if LetterStatus.CLOSED in line.come_from}
    assert closed == {LetterAction.RATE}
    assert actions.TABLE[LetterAction.SEND].come_from == {LetterStatus.APPROVED}


@pytest.mark.parametrize("language", list(LetterLanguage))
def test_given_the_seed_then_every_kind_has_a_template_that_is_filled_without_rest(language: LetterLanguage) -> None:
    templates = list(seeded(NOW))
    assert {template.kind for template in templates} == set(LetterKind)
    for template in templates:
        text: TemplateText = getattr(template, language.value)
        for facts in (EXAMPLE[language], {}):
            merged = merge(text, facts)
            assert len(merged.text) > 50
            assert "{" not in merged.text


def test_given_the_seed_then_nothing_in_it_accuses() -> None:
    words = ("коррупц", "откат", "украл", "мошен", "завыс", "воров", "уурда", "паракор")
    for template in seeded(NOW):
        for text in (template.ru, template.ky):
            assert not [word for word in words if word in text.body.lower()], template.kind


@pytest.mark.parametrize(
    "body",
    [
        "{{ case_number.__class__ }} and more words to be long",
        "{{ cycler() }} and more words to be long",
        "{{ case_number|attr('x') }} and more words to be long",
        "{% for each in case_number %}{{ each }}{% endfor %} long enough",
        "{% set x = 1 %} and more words to be long",
        "{% include 'paper.html' %} and more words to be long",
        "{{ password }} and more words to be long",
        "{{ case_number and more words to be long",
        "{{ 'a' * 10000000 }} and more words to be long",
    ],
)
def test_given_a_template_that_is_more_than_text_and_names_then_it_is_refused(body: str) -> None:
    with pytest.raises(Refused, match="bad_template"):
        check(TemplateText(title="Title", addressee="", body=body), LetterLanguage.RU)


@given(st.text(max_size=200))
def test_property_what_a_case_says_is_never_read_as_a_template(said: str) -> None:
    text = TemplateText(title="Title", addressee="", body="{{ case_title }} — {{ case_summary }} and so on and on")
    merged = merge(text, dict.fromkeys(FIELDS, "{{ 7 * 7 }}" + said))
    assert "{{ 7 * 7 }}" in merged.text


def test_given_a_signature_then_only_the_same_key_opens_it_and_links_differ_by_key() -> None:
    ours, theirs = Sealer(b"a" * 32), Sealer(b"b" * 32)
    signatory = SignatoryFields(name="Айгүл Ө.", capacity="resident")
    sealed = ours.seal(signatory)
    assert ours.open(sealed) == signatory
    with pytest.raises(CryptoError):
        theirs.open(sealed)
    seed = new_seed()
    assert ours.token(seed) == ours.token(seed) != theirs.token(seed)
    assert len(ours.token(seed)) == 43
    assert len({new_code() for _ in range(50)}) == 50


def test_given_a_letter_then_its_hash_says_what_it_says_and_not_where_it_stands() -> None:
    one = letter()
    assert content_hash(one) == content_hash(letter(status=LetterStatus.SENT, number="A-2026-0001", revision=9))
    assert content_hash(one) != content_hash(letter(text="Another text"))
