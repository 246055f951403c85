"""Where answers go: standard output, or a file that appears only when it is whole."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from shared.errors import Refused


def check(out: Path | None) -> None:
    """Refuse, before any work, a file that could not be written afterwards."""
    if out is None:
        return
    if out.is_dir():
        raise Refused("not_writable", f"{out} is a folder; name a file in it.")
    folder = out.absolute().parent
    if not folder.is_dir():
        raise Refused("not_writable", f"There is no folder {folder} to write {out.name} into.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused("not_writable", f"The folder {folder} cannot be written to.")


def write(out: Path | None, work: Callable[[BinaryIO], None]) -> None:
    """Have `work` write to the file, or to standard output."""
    if out is None:
        work(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with _draft(out) as draft, draft.open("wb") as file:
        work(file)


def put(out: Path | None, content: bytes) -> None:
    """Write `content`."""

    def work(target: BinaryIO) -> None:
        target.write(content)

    write(out, work)


def copy(pieces: Iterable[Path], out: Path | None) -> None:
    """Write pieces one after another."""

    def work(target: BinaryIO) -> None:
        for piece in pieces:
            with piece.open("rb") as file:
                shutil.copyfileobj(file, target)

    write(out, work)


@contextmanager
def _draft(out: Path) -> Iterator[Path]:
    draft = out.with_name(f".{out.name}.part")
    try:
        yield draft
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refused("not_writable", f"{out} cannot be written: {error.strerror}.") from error
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    draft.replace(out)
