"""Errors that cross an edge: each has a code a program needs and a sentence a person can act on."""

import traceback
from pathlib import Path
from typing import Any


class AchykError(Exception):
    """Base of the errors that are caught once, at an edge."""


class Refused(AchykError):
    """The request was understood and is not carried out.

    `code` is stable and machine-readable (`not_found`, `invalid`, `forbidden`, …); `message` is one sentence
    without personal data; `detail` holds what a program needs, such as the fields that are wrong.
    """

    def __init__(self, code: str, message: str, detail: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.detail = detail or {}


class Unavailable(AchykError):
    """Nobody answered in time: the service asked is down, draining or overloaded. Trying again may help."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"no answer to {subject}")
        self.subject = subject


class StartupError(AchykError):
    """The process cannot start; the message says what to do about it."""


def describe(error: BaseException) -> str:
    """What went wrong and where, fit for a log or a dead letter.

    The message is quoted only of our own errors, which hold no personal data; of others just type and place.
    """
    if isinstance(error, AchykError):
        return f"{type(error).__name__}: {error}"
    frames = traceback.extract_tb(error.__traceback__)[-2:]
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
