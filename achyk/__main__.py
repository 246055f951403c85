"""`achyk`: one command, its subcommands in files of their own."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from achyk.guard import guarded

Click = Any
"""A class of click, of which typer brings its own copy under a private name."""
COMMANDS = {
    "up": "achyk.up:command",
    "ingest": "achyk.ingest:command",
    "score": "achyk.score:command",
    "scoring": "achyk.scoring:app",
    "sample": "achyk.sample:command",
    "doctor": "achyk.doctor:command",
    "version": "achyk.doctor:version",
    "dead": "achyk.dead:app",
    "topology": "achyk.topology:app",
    "admin": "achyk.admin:app",
    "labels": "achyk.labels:app",
    "ledger": "achyk.ledger:app",
}
"""Where each subcommand is. Only the one that is run is imported: all of them together take a second and more."""


class _Commands(TyperGroup):
    """The subcommands, each imported when it is asked for."""

    def list_commands(self, ctx: Click) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Click, cmd_name: str) -> Click:
        return _command(cmd_name) if cmd_name in COMMANDS else None


def _command(name: str) -> Click:
    module, _, attribute = COMMANDS[name].partition(":")
    found: Any = getattr(import_module(module), attribute)
    holder = typer.Typer(add_completion=False)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return get_group(holder).commands[name]


app = typer.Typer(
    name="achyk",
    cls=_Commands,
    help="Watch public procurement together: run the platform, bring data in, look after it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def achyk() -> None:
    """Nothing of its own: without a callback there would be no group."""


def main() -> None:
    """Run the command; an error that a person can act on is one sentence, not a traceback."""
    with guarded():
        app()


if __name__ == "__main__":
    main()
