"""Versions on disk, so that a history of any size goes through in bounded memory.

All versions of a process lie in one file, in order, and processes follow one another as they first came: so each file
can be judged apart, by any worker, and the answer does not depend on how many there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SHARD_BYTES = 12 << 20
"""Bytes after which new processes go to the next file."""


@dataclass
class Shard:
    """One file of JSON Lines."""

    path: Path
    size: int = 0
    several: bool = False
    """Whether a process is in it in several versions."""


@dataclass
class Spool:
    """The files of one run."""

    folder: Path
    limit: int = SHARD_BYTES
    shards: list[Shard] = field(default_factory=list)
    processes: int = 0
    versions: int = 0

    def take(self, versions: Iterable[tuple[str, bytes]]) -> None:
        """Write all `versions`, each an ocid with a compiled release on one line."""
        place: dict[str, int] = {}
        for ocid, body in versions:
            self.versions += 1
            shard = self._shard_for(ocid, place)
            with shard.path.open("ab") as file:
                file.write(body + b"\n")
            shard.size += len(body) + 1
        self.processes = len(place)

    def _shard_for(self, ocid: str, place: dict[str, int]) -> Shard:
        if ocid in place:
            shard = self.shards[place[ocid]]
            shard.several = True
            return shard
        if not self.shards or self.shards[-1].size >= self.limit:
            self.shards.append(Shard(self.folder / f"versions-{len(self.shards):06d}.jsonl"))
        place[ocid] = len(self.shards) - 1
        return self.shards[-1]
