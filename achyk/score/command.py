"""The command line of `achyk score`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from achyk.score import destination
from achyk.score.choice import COVERAGE, Choice, Output, Profile, output_of, parameters_in
from shared.contracts.language import Language
from shared.errors import Refused


def command(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[coverage] FILE|FOLDER|-…",
            help="OCDS releases, records or packages; JSON, JSON Lines, gzip; `-` reads standard input. After the word "
            "`coverage`: which indicators the data can support. (A file of that name: `./coverage`.)",
            show_default=False,
        ),
    ] = None,
    history: Annotated[
        bool,
        typer.Option(
            "--history",
            help="In place of files: all that the running service stored, without reading "
            "any JSON again. The newest version of each process is judged; answers kept from earlier ones are not.",
        ),
    ] = False,
    profile: Annotated[
        Profile,
        typer.Option(
            help="cardinal: the answers of OCP's Cardinal, for JSON Lines of compiled releases. mkrai: the official "
            "Kyrgyz flags with their traps, to compare with."
        ),
    ] = Profile.ACHYK,
    output: Annotated[
        Output | None,
        typer.Option(
            help="table; or a report with one row per process and indicator (json: JSON Lines); or markdown, to be "
            "read. Without it the ending of --out decides. cardinal writes its own JSON.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON line per process, with every indicator's answer and the evidence.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write there; the file appears only when it is whole.", metavar="PATH")
    ] = None,
    compiled: Annotated[
        bool | None,
        typer.Option(
            "--compiled/--no-compiled",
            help="Whether each line is a compiled release, to be judged as it stands: the fast way, and of each "
            "process only the newest, its last line. Else releases are checked, merged and normalised as ingest does, "
            "and the versions of a Kyrgyz process are judged in turn: an answer that a later one no longer gives "
            "stays. By default the first line decides.",
            show_default=False,
        ),
    ] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code to overrule what the data say, e.g. kg.")] = None,
    parameters: Annotated[
        Path | None,
        typer.Option(help='JSON that replaces parameters of indicators: {"KG08": {"threshold": 25}}.', exists=True),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(help="cardinal: JSON with the sections of its settings.ini.", exists=True)
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(
            help="mkrai: the day of computing; its year is the current one of several rules.",
            formats=["%Y-%m-%d"],
            show_default="today",
        ),
    ] = None,
    language: Annotated[Language, typer.Option(help="Of titles and of the report to be read.")] = Language.EN,
    workers: Annotated[
        int | None, typer.Option(help="Processes on this machine.", min=1, show_default="one per core")
    ] = None,
    dask: Annotated[
        str | None, typer.Option(help="Work on the cluster of this scheduler: tcp://HOST:PORT.", metavar="ADDRESS")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where parts lie while it runs; for --dask one that all workers see.",
            metavar="FOLDER",
            file_okay=False,
            exists=True,
        ),
    ] = None,
) -> None:
    """Risk indicators over files, without any server; a table, or files for programs and people.

    A flag is a risk indicator, not proof; *not computable* is not *clear*. Indicators that compare with all processes
    compare with those given: give a history whole.
    """
    coverage, named = _named(sources or [])
    choice = Choice(
        sources=named,
        history=history,
        profile=profile,
        output=output_of(output, out, json=json),
        flags=json,
        out=out,
        country=country,
        compiled=compiled,
        parameters=parameters_in(parameters),
        language=language,
        workers=workers,
        dask=dask,
        folder=folder,
    )
    _check(choice, coverage=coverage)
    _check_profile(choice, output, settings, today)
    destination.check(out)
    _run(choice, coverage=coverage, settings=settings, today=today)


def _named(sources: list[str]) -> tuple[bool, list[str]]:
    return (True, sources[1:]) if sources[:1] == [COVERAGE] else (False, sources)


def _check(choice: Choice, *, coverage: bool) -> None:
    if not choice.sources and not choice.history:
        raise Refused("invalid", "Say what to score: files, folders, `-` for standard input, or --history.")
    if choice.sources and choice.history:
        raise Refused("invalid", "--history takes what the service stored, and no files beside it.")
    if choice.history and (choice.compiled is not None or choice.country):
        raise Refused("invalid", "--compiled and --country belong to files, not to --history.")
    if choice.dask and choice.workers:
        raise Refused("invalid", "--workers are those of this machine; with --dask the cluster decides.")
    if choice.country and not (len(choice.country) == 2 and choice.country.isascii() and choice.country.isalpha()):
        raise Refused("invalid", "--country takes two letters, as ISO 3166-1 has them: kg.")
    if coverage and choice.profile is not Profile.ACHYK:
        raise Refused("invalid", "The coverage is that of Achyk's own catalogue; it takes no --profile.")


def _check_profile(choice: Choice, output: Output | None, settings: Path | None, today: datetime | None) -> None:
    if settings and choice.profile is not Profile.CARDINAL:
        raise Refused("invalid", "--settings belong to --profile cardinal.")
    if today and choice.profile is not Profile.MKRAI:
        raise Refused("invalid", "--today belongs to --profile mkrai.")
    if choice.profile is Profile.ACHYK:
        return
    if choice.parameters or choice.history or choice.dask or choice.country:
        sentence = f"--profile {choice.profile} takes files, and no --history, --dask, --country or --parameters."
        raise Refused("invalid", sentence)
    if choice.profile is Profile.MKRAI and choice.workers:
        raise Refused("invalid", "The official flags are judged load by load, in one process: no --workers.")
    if choice.profile is Profile.CARDINAL and choice.compiled is False:
        raise Refused("invalid", "The cardinal profile reads compiled releases only, one a line.")
    if choice.profile is Profile.CARDINAL and output not in (None, Output.JSON):
        raise Refused("invalid", "The cardinal profile prints Cardinal's own JSON, and nothing else.")


def _run(choice: Choice, *, coverage: bool, settings: Path | None, today: datetime | None) -> None:
    """Only what is asked for is loaded."""
    if coverage:
        from achyk.score.coverage import cover

        cover(choice)
    elif choice.profile is Profile.CARDINAL:
        from achyk.score.cardinal import score as cardinal

        cardinal(choice, settings)
    elif choice.profile is Profile.MKRAI:
        from achyk.score.official import score as official

        official(choice, today.date() if today else None)
    else:
        from achyk.score.catalogue import score

        score(choice)
