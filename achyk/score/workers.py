"""Who does the work: this process, several on this machine, or those of a Dask cluster."""

import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.errors import AchykError, Refused

ANSWERS_WITHIN = "10s"


class WorkerLost(AchykError):
    """A worker ended before it had answered."""


@contextmanager
def run_folder(given: Path | None) -> Iterator[Path]:
    """A new folder for the parts of one run, gone afterwards; in `given` where other machines have to see it."""
    try:
        holder = tempfile.TemporaryDirectory(prefix="achyk-score-", dir=given)
    except OSError as error:
        raise Refused("not_writable", f"The folder {given} cannot be written to: {error.strerror}.") from error
    with holder as name:
        yield Path(name).resolve()


@contextmanager
def local(count: int) -> Iterator[Executor]:
    """`count` processes on this machine; of one, this process itself."""
    if count == 1:
        with ThreadPoolExecutor(1) as executor:
            yield executor
        return
    # Forking is faster, and safe where nothing else runs in this process.
    alone = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if alone else "spawn")
    try:
        with ProcessPoolExecutor(count, mp_context=context) as executor:
            yield executor
    except BrokenExecutor as error:
        raise WorkerLost("A process ended before its part was done: was there enough memory?") from error


def cores() -> int:
    """How many there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def dask(address: str, folder: Path, files: Sequence[Path]) -> Iterator[Executor]:
    """The workers of the cluster at `address`, all of which must see `folder` and `files`.

    Raises Refused, in a sentence, when Dask is not installed, does not answer, or cannot do this work.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise Refused("not_installed", "--dask needs the extra `batch`: pip install 'achyk[batch]'.") from error
    try:
        client = distributed.Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise Refused("no_dask", f"No Dask scheduler answers at {address}.") from error
    with client:
        _check(client, address, [folder, *files])
        try:
            yield client.get_executor(pure=False)
        except (distributed.scheduler.KilledWorker, distributed.client.FutureCancelledError) as error:
            raise WorkerLost("Dask lost workers again and again over one part: have they enough memory?") from error


def _check(client: Any, address: str, paths: Sequence[Path]) -> None:  # noqa: ANN401 - a class without types
    try:
        unseen: dict[str, list[str]] = client.run(unseen_of, [str(path) for path in paths])
    except Exception as error:
        sentence = (
            f"The workers of {address} cannot run Achyk ({type(error).__name__}): is this version installed there?"
        )
        raise Refused("no_dask", sentence) from error
    if not unseen:
        raise Refused("no_dask", f"The Dask scheduler at {address} has no workers.")
    if missing := sorted({path for paths in unseen.values() for path in paths}):
        sentence = f"Workers of {address} do not see {missing[0]}: files, and the folder of --folder, must be shared."
        raise Refused("not_shared", sentence)


def unseen_of(paths: Sequence[str]) -> list[str]:
    """Those of `paths` that this worker does not see."""
    return [path for path in paths if not Path(path).exists()]
