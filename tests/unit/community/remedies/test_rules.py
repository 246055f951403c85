"""Rules are whole, and change by new versions alone."""

import pytest

from services.community.remedies.rules import require_newest, require_whole
from services.community.remedies.seed import RULES
from shared.contracts.base import Texts
from shared.contracts.remedy import Deadline, DeadlineKind, Milestone, Period, PeriodUnit, RuleDraft
from shared.errors import Refused

APPEAL = RULES["appeal"]
NOTHING = Texts(ky="", ru="", en="")
DAY = Period(n=1, unit=PeriodUnit.WORKING)


def changed(**more: object) -> RuleDraft:
    return RuleDraft.model_validate(APPEAL.model_dump() | more)


@pytest.mark.parametrize("code", sorted(RULES))
def test_given_a_rule_of_the_seed_then_it_is_whole_and_says_that_it_is_not_confirmed(code: str) -> None:
    draft = RULES[code]
    require_whole(draft, RULES)
    assert not draft.confirmed
    for text in (draft.title, draft.summary, draft.law, draft.fee, draft.addressee_text, draft.to_ask, *draft.contents):
        assert all(text.model_dump().values()), f"{code} in three languages"
    everybody = len(draft.who) == 6
    assert everybody or draft.why_not.ru, f"{code} says why it is not for others"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (changed(deadline=Deadline(kind=DeadlineKind.AFTER)), "deadline"),
        (changed(deadline=Deadline(kind=DeadlineKind.AFTER, milestone=Milestone.AWARDED)), "deadline"),
        (changed(deadline=Deadline(kind=DeadlineKind.ANY_TIME, milestone=Milestone.AWARDED, period=DAY)), "deadline"),
        (changed(valid_to="2000-01-01"), "valid_to"),
        (changed(title=Texts(ky="", ru="Обращение", en="Appeal")), "title"),
        (changed(to_ask=NOTHING), "to_ask"),
        (changed(on_silence=["no_such_way"]), "on_silence"),
    ],
)
def test_given_a_rule_that_is_not_whole_then_it_is_refused_with_its_field(draft: RuleDraft, field: str) -> None:
    with pytest.raises(Refused) as refused:
        require_whole(draft, RULES)
    assert refused.value.detail == {"field": field}


def test_given_a_rule_that_there_is_not_then_it_has_no_next_version() -> None:
    with pytest.raises(Refused, match="not_found"):
        require_newest([], 0)
