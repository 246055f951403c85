"""What all commands share on the terminal: the console, JSON output and how errors are said."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from shared.errors import AchykError, Refused, Unavailable

out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False)
"""Texts are printed as they are: what publishers and people wrote is no markup."""


def print_json(content: Any) -> None:  # noqa: ANN401 - any JSON
    """Print for a program: JSON on standard output, nothing else."""
    typer.echo(json.dumps(content, ensure_ascii=False, default=str))


def progress(*, by_itself: bool = True) -> Progress:
    """A progress bar on standard error, so that standard output stays clean.

    One that is not drawn `by_itself`, in a thread, is drawn when it is told to refresh.
    """
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        auto_refresh=by_itself,
    )


@contextmanager
def guarded() -> Iterator[None]:
    """Turn known errors into one sentence and exit status 1."""
    try:
        yield
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        _fail(sentence)


def _sentence(error: Exception) -> str | None:
    """What a person can act on; None for an error that nobody foresaw."""
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, Unavailable):
        return f"No answer to {error.subject}. Is the platform running? `achyk doctor` looks."
    if isinstance(error, AchykError):
        return str(error)
    if isinstance(error, ValidationError):
        wrong = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_input=False)
        )
        return f"A setting is wrong: {wrong}"
    if isinstance(error, FileNotFoundError):
        return f"There is no file {error.filename}."
    return _of_servers(error)


def _of_servers(error: Exception) -> str | None:
    # Imported here: a command that met no error need not have loaded both drivers to be able to name theirs.
    from shared.store import CONNECTION_ERRORS
    from shared.topology import BROKER_ERRORS, MISSING_ERRORS

    if isinstance(error, MISSING_ERRORS):
        return "The broker has no such stream or consumer yet. Run `achyk topology apply`; `achyk doctor` looks."
    if isinstance(error, BROKER_ERRORS):
        return f"The broker does not do this: {type(error).__name__}. `achyk doctor` looks."
    if isinstance(error, CONNECTION_ERRORS):
        return "The database does not answer. Is the platform running? `achyk doctor` looks."
    return None


def _fail(sentence: str) -> None:
    err.print(sentence, style="bold red", highlight=False)
    raise SystemExit(1)
