"""The way of ingest: read, check, merge or replace, normalise; out come versions of compiled releases."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from services.ingest.prepare import Taken
    from services.ingest.process import Process


def versions_in(file: Path, country: str | None, refused: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each version of each process of `file`, compiled and normalised; what is refused goes to `refused`, in words.

    Kyrgyz releases are versions already; those of other publishers are steps, merged when all were read.
    """
    return ((ocid, body) for ocid, body in history_in([file], country, refused) if body is not None)


def history_in(
    files: list[Path], country: str | None, refused: list[str], *, losses: bool = False
) -> Iterator[tuple[str, bytes | None]]:
    """The versions of several files taken together, in their order.

    With `losses`, None stands for a Kyrgyz update that was refused since it had lost something, and the version that
    stands is told once more when a later update has it all again.
    """
    from services.ingest.kyrgyz_tables import speaks_kyrgyz
    from services.ingest.merge import Unmergeable
    from services.ingest.process import Process, merged, replaced

    processes: dict[str, Process] = {}
    steps: dict[str, list[Taken]] = {}
    for taken in (taken for file in files for taken in _releases(file, refused, several=len(files) > 1)):
        process = processes.setdefault(taken.ocid, Process(taken.ocid))
        if not speaks_kyrgyz(taken.ocid):
            steps.setdefault(taken.ocid, []).append(taken)
            continue
        had_lost = _has_lost(process)
        versions = replaced(process, taken, country)
        yield from ((taken.ocid, version.body) for version in versions)
        if losses and not versions and had_lost != _has_lost(process):
            yield taken.ocid, None if _has_lost(process) else process.body
    for ocid, releases in steps.items():
        try:
            yield from ((ocid, version.body) for version in merged(processes[ocid], [], releases, country))
        except Unmergeable as error:
            refused.append(f"{ocid}: {error}")


def _has_lost(process: "Process") -> bool:
    return any(reason.startswith("lost_") for reason in process.bad_quality)


def _releases(file: Path, refused: list[str], *, several: bool) -> "Iterator[Taken]":
    from services.ingest.pieces import Broken
    from services.ingest.prepare import prepare
    from services.ingest.read import Reader

    def opened() -> BinaryIO:
        return file.open("rb")

    for piece in Reader(opened):
        for item in prepare(piece):
            if isinstance(item, Broken):
                where = f"{file.name}, {item.position}" if several else item.position
                refused.append(f"{where}: {item.reason}")
            else:
                yield item
