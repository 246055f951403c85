"""`achyk`: one command, its subcommands in files of their own, each read only when it is asked for."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from achyk.console import guarded

COMMANDS = {
    "up": "achyk.up:command",
    "ingest": "achyk.ingest:command",
    "score": "achyk.score:command",
    "sample": "achyk.sample:command",
    "dead": "achyk.dead:app",
    "topology": "achyk.topology:app",
    "admin": "achyk.admin:app",
    "doctor": "achyk.doctor:command",
    "version": "achyk.doctor:version",
}
"""Where each command is: a function, or an app of its own."""


class Commands(TyperGroup):
    """Whoever scores a file need not wait for the libraries of the servers."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - the type is not typer's to give
        """In the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """The command, or None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            group = get_group(found)
            group.name = cmd_name
            return group
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(cmd_name)(found)
        return get_command(alone)


app = typer.Typer(
    name="achyk",
    help="Watch public procurement together: run the platform, bring data in, look after it.",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def achyk() -> None:
    """Watch public procurement together: run the platform, bring data in, look after it."""


def main() -> None:
    """Run the command; an error that a person can act on is one sentence, not a traceback."""
    with guarded():
        app()


if __name__ == "__main__":
    main()
