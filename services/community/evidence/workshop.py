"""Where safe copies are made: one child process per file, stopped when it takes too long."""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.community.evidence.files import FileType, refused

MAKING: Final = Path(__file__).with_name("making.py")
SECONDS: Final = 30.0
AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class Copy:
    """A safe copy of a file."""

    media_type: str
    data: bytes


class Workshop:
    """Makes safe copies, a few at a time."""

    def __init__(self, seconds: float = SECONDS, program: Path = MAKING) -> None:
        """`seconds` is the longest time for one file."""
        self._seconds = seconds
        self._program = program
        self._places = asyncio.Semaphore(AT_ONCE)

    async def copy(self, kind: FileType, data: bytes) -> Copy | None:
        """The safe copy of a file; None when files of its kind have none. Raises `Refused("file_refused")`."""
        async with self._places:
            answer = await self._made(kind.maker, data)
        head, _, copy = answer.partition(b"\n")
        try:
            told = json.loads(head)
        except ValueError:  # the system stopped it
            raise refused("too_hard") from None
        if "reason" in told:
            raise refused(told["reason"])
        return Copy(told["media_type"], copy) if told["media_type"] else None

    async def _made(self, maker: str, data: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", str(self._program), maker),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        try:
            async with asyncio.timeout(self._seconds):
                out, _ = await process.communicate(data)
        except TimeoutError:
            raise refused("too_hard") from None
        except (BrokenPipeError, ConnectionResetError):
            return b""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return out
