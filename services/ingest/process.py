"""A contracting process over time: what new releases make of it, and which versions are worth telling.

Two ways lead to a new version. Most publishers send steps, which are merged with all earlier ones. The Kyrgyz system
sends the whole process again and again, and the newest replaces, guarded by the loss rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from services.ingest import kyrgyz, loss
from services.ingest.changes import Difference, differences
from services.ingest.content import digest, encoded
from services.ingest.countries import country_of
from services.ingest.issues import Issues
from services.ingest.merge import compiled
from services.ingest.organisations import settle
from services.ingest.prepare import Taken
from services.ingest.quality import bad_quality, contradictions
from services.ingest.stage import verb_of
from services.ingest.values import in_time
from shared.contracts.tender import Reference, TenderVerb

Json = Any
Release = dict[str, Json]


@dataclass(slots=True)
class Process:
    """One contracting process as it is known. A process of version 0 has not been seen yet."""

    ocid: str
    version: int = 0
    body: bytes = b""
    """The compiled release as JSON."""
    content: bytes = b""
    """Digest of the compiled release without its `id` and `date`."""
    date: str | None = None
    """Date of the newest release, UTC ISO 8601."""
    releases: list[bytes] = field(default_factory=list)
    """Digests of the releases that are in it."""
    source: str = ""
    made_up: bool = False
    country: str = "xx"
    bad_quality: list[str] = field(default_factory=list)
    issues: list[dict[str, Json]] = field(default_factory=list)
    release_issues: list[dict[str, Json]] = field(default_factory=list)
    """Those of `issues` that its merged releases brought along, each as it was read."""
    reference: Reference | None = None
    """Where the body lies when it is too large for one message."""
    _compiled: Release | None = None

    @property
    def compiled(self) -> Release | None:
        """The compiled release; None before the first version."""
        if self._compiled is None and self.body:
            self._compiled = msgspec.json.decode(self.body)
        return self._compiled

    def draft(self) -> "Process":
        """A copy to bring up to date: it may turn out that this one has to stay as it is."""
        return Process(
            self.ocid,
            self.version,
            self.body,
            self.content,
            self.date,
            [*self.releases],
            self.source,
            self.made_up,
            self.country,
            self.bad_quality,
            self.issues,
            self.release_issues,
            self.reference,
            self._compiled,
        )


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version that came to be, with what a reader of its event is told."""

    ocid: str
    version: int
    verb: TenderVerb
    at: datetime
    changes: list[Difference]
    omitted: int
    body: bytes
    content: bytes
    buyer: str | None

    @property
    def id(self) -> str:
        """`<ocid>:<version>`, which sorts by version."""
        return version_id(self.ocid, self.version)


def version_id(ocid: str, version: int) -> str:
    """The name of one version of a process."""
    return f"{ocid}:{version:06d}"


def merged(process: Process, earlier: Sequence[Release], fresh: Sequence[Taken], given: str | None) -> list[NewVersion]:
    """Merge `fresh` releases with all `earlier` ones of this ocid; at most one new version. `process` moves on.

    Raises `merge.Unmergeable`, and then `process` is as it was.
    """
    issues = Issues()
    release = compiled([*earlier, *(taken.release for taken in fresh)], issues)
    settle(release, issues)
    _unknown_tenderers(release, issues)
    published = Issues()
    for row in process.release_issues:
        published.add(row["path"], row["code"], row["count"])
    for taken in fresh:
        published.include(taken.issues)
    issues.include(published)
    process.releases.extend(taken.digest for taken in fresh)
    process.release_issues = _rows(published)
    return _moved_on(process, release, issues, given)


def replaced(process: Process, taken: Taken, given: str | None) -> list[NewVersion]:
    """Replace the process by the Kyrgyz release `taken`, unless that is older or has lost something.

    The system keeps one release per process, so one without a date is what it says now: the newest.
    """
    issues = Issues()
    issues.include(taken.issues)
    date = taken.release.get("date")
    if date is None:
        issues.add("/date", "undated_release")
        date = process.date
    elif process.version and in_time(date) < in_time(process.date):
        return []
    release = kyrgyz.adapt({**taken.release, **({"date": date} if date else {})}, issues)
    before = process.compiled
    if before is not None:
        loss.restore_estimates(before, release)
        lost = loss.lost(before, release)
        if lost:
            process.date = date
            process.bad_quality = sorted({*process.bad_quality, *(f"lost_{name}" for name in lost)})
            return []
    for code in contradictions(release):
        issues.add("/", code)
    process.releases = [taken.digest]
    return _moved_on(process, release, issues, given)


def _moved_on(process: Process, release: Release, issues: Issues, given: str | None) -> list[NewVersion]:
    content = encoded({key: value for key, value in release.items() if key not in ("id", "date")})
    mark = digest(content)
    before = process.compiled
    process.date = release.get("date")
    process.bad_quality = bad_quality(release)
    process.issues = _rows(issues)
    process.country = country_of(release, given)
    if mark == process.content:
        return []
    changes, omitted = differences(before, release) if before is not None else ([], 0)
    process.version += 1
    process.content = mark
    process.body = _with_head(release, content)
    version = NewVersion(
        ocid=process.ocid,
        version=process.version,
        verb=verb_of(before, release),
        at=datetime.fromisoformat(process.date) if process.date else datetime.now(UTC),
        changes=changes,
        omitted=omitted,
        body=process.body,
        content=mark,
        buyer=(release.get("buyer") or {}).get("id"),
    )
    process._compiled = release  # noqa: SLF001 - its own class, in this module
    return [version]


def _with_head(release: Release, content: bytes) -> bytes:
    """The JSON of `release` from that of its content, which is much the larger part and encoded already."""
    head = encoded({key: release[key] for key in ("id", "date") if key in release})
    return head[:-1] + b"," + content[1:] if len(content) > 2 else head


def _unknown_tenderers(release: Release, issues: Issues) -> None:
    """No tenderers beside an award means that nobody counted them; a lot's estimate of 0 that none was given."""
    tender = release.get("tender") or {}
    if tender.get("numberOfTenderers") == 0 and release.get("awards"):
        del tender["numberOfTenderers"]
        issues.add("/tender/numberOfTenderers", "zero_beside_award")
    for lot in tender.get("lots") or ():
        value = lot.get("value")
        if isinstance(value, dict) and value.get("amount") == 0:
            del lot["value"]
            issues.add("/tender/lots/value", "no_estimate")


def _rows(issues: Issues) -> list[dict[str, Json]]:
    return [{"path": issue.path, "code": issue.code, "count": issue.count} for issue in issues.listed()]
