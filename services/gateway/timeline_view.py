"""The versions of a process and what changed from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.gateway import release as read
from services.gateway.format import shorten
from services.gateway.indicator_view import shown
from services.gateway.labels import CHANGE_KINDS, VERBS, Labels
from services.gateway.tender_bounds import MOST_CHANGES, MOST_CHANGES_IN_ALL, MOST_VERSIONS, NAME_LENGTH
from shared.contracts.tender import Change, Version


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One difference between two versions."""

    label: str | None
    path: str
    kind: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One entry of the timeline."""

    number: int
    title: str
    at: str
    changes: tuple[ChangeView, ...]
    more: int


def timeline(history: Sequence[Version], labels: Labels) -> tuple[VersionView, ...]:
    """The newest versions with their changes, as many as a page bears."""
    left = MOST_CHANGES_IN_ALL
    views = []
    for version in history[:MOST_VERSIONS]:
        view = version_view(version, min(MOST_CHANGES, left), labels)
        left -= len(view.changes)
        views.append(view)
    return tuple(views)


def version_view(version: Version, most: int, labels: Labels) -> VersionView:
    """One entry of the timeline; changes that may be about a natural person are not shown."""
    public = [change for change in version.changes if not read.is_personal(change.path)]
    return VersionView(
        number=version.version,
        title=labels.gettext(VERBS[version.verb.value]),
        at=labels.instant(version.at) or "",
        changes=tuple(change_view(change, labels) for change in public[:most]),
        more=max(0, len(public) - most) + version.changes_omitted,
    )


def change_view(change: Change, labels: Labels) -> ChangeView:
    """One difference with the values before and after."""
    return ChangeView(
        label=labels.path(change.path),
        path=shorten(change.path, NAME_LENGTH),
        kind=labels.gettext(CHANGE_KINDS[change.kind]),
        before=shown(change.before, labels) if change.kind != "added" else None,
        after=shown(change.after, labels) if change.kind != "removed" else None,
    )
