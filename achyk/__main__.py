"""`achyk`: one command, its subcommands in files of their own."""

import typer

from achyk import admin, dead, doctor, ingest, sample, score, topology, up
from achyk.console import guarded

app = typer.Typer(
    name="achyk",
    help="Watch public procurement together: run the platform, bring data in, look after it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.command)
app.command("ingest")(ingest.command)
app.command("score")(score.command)
app.command("sample")(sample.command)
app.add_typer(dead.app, name="dead")
app.add_typer(topology.app, name="topology")
app.add_typer(admin.app, name="admin")
app.command("doctor")(doctor.command)
app.command("version")(doctor.version)


def main() -> None:
    """Run the command; an error that a person can act on is one sentence, not a traceback."""
    with guarded():
        app()


if __name__ == "__main__":
    main()
