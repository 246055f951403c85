"""What all commands share on the terminal: the console, progress and JSON output."""

import json
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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
