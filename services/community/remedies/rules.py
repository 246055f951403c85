"""What makes a rule whole, and how one changes: by a new version. Pure."""

from collections.abc import Collection, Sequence

from shared.contracts.remedy import DeadlineKind, RemedyRule, RuleDraft
from shared.errors import Refused

_WITH_MILESTONE = (DeadlineKind.UNTIL, DeadlineKind.AFTER)
_NAMED = ("instead", "on_refusal", "on_silence")
"""Fields that name other rules."""


def require_whole(draft: RuleDraft, codes: Collection[str]) -> None:
    """Raise `Refused` for a rule that cannot be applied (`invalid`) or leads to one there is not (`unknown_rule`)."""
    deadline = draft.deadline
    if (deadline.kind in _WITH_MILESTONE) != (deadline.milestone is not None and deadline.period is not None):
        raise Refused("invalid", "This kind of deadline needs an event and a period.", {"field": "deadline"})
    if deadline.kind not in _WITH_MILESTONE and (deadline.milestone or deadline.period):
        raise Refused("invalid", "This kind of deadline has no event and no period.", {"field": "deadline"})
    if draft.valid_to and draft.valid_to < draft.valid_from:
        raise Refused("invalid", "The rule ends before it begins.", {"field": "valid_to"})
    for field in ("title", "law"):
        if not all(getattr(draft, field).model_dump().values()):
            raise Refused("invalid", "Write this in all three languages.", {"field": field})
    if not draft.confirmed and not any(draft.to_ask.model_dump().values()):
        raise Refused("invalid", "Say what to ask a lawyer.", {"field": "to_ask"})
    for field in _NAMED:
        if not set(getattr(draft, field)) <= set(codes):
            raise Refused("unknown_rule", "There is no such rule.", {"field": field})


def require_newest(versions: Sequence[RemedyRule], seen: int) -> int:
    """The number of the next version. Raises `Refused`: `not_found`, `conflict` when a newer one was made since."""
    if not versions:
        raise Refused("not_found", "There is no such rule.")
    newest = max(rule.version for rule in versions)
    if newest != seen:
        raise Refused("conflict", "Somebody has changed this rule since; look at it again.", {"version": newest})
    return newest + 1
