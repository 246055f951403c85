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
from shared.store import CONNECTION_ERRORS
from shared.topology import BROKER_ERRORS, MISSING_ERRORS

out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False)
"""Texts are printed as they are: what publishers and people wrote is no markup."""


def print_json(content: Any) -> None:  # noqa: ANN401 - any JSON
    """Print for a program: JSON on standard output, nothing else."""
    typer.echo(json.dumps(content, ensure_ascii=False, default=str))


def progress() -> Progress:
    """A progress bar on standard error, so that standard output stays clean."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )


@contextmanager
def guarded() -> Iterator[None]:
    """Turn known errors into one sentence and exit status 1."""
    try:
        yield
    except Refused as error:
        _fail(error.message)
    except Unavailable as error:
        _fail(f"No answer to {error.subject}. Is the platform running? `achyk doctor` looks.")
    except AchykError as error:
        _fail(str(error))
    except MISSING_ERRORS:
        _fail("The broker has no such stream or consumer yet. Run `achyk topology apply`; `achyk doctor` looks.")
    except BROKER_ERRORS as error:
        _fail(f"The broker does not do this: {type(error).__name__}. `achyk doctor` looks.")
    except CONNECTION_ERRORS:
        _fail("The database does not answer. Is the platform running? `achyk doctor` looks.")
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_input=False)
        )
        _fail(f"A setting is wrong: {wrong}")
    except FileNotFoundError as error:
        _fail(f"There is no file {error.filename}.")


def _fail(sentence: str) -> None:
    err.print(sentence, style="bold red", highlight=False)
    raise SystemExit(1)
