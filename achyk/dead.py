"""`achyk dead`: events that could not be handled; list, show and try them again."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from achyk.connection import connected
from achyk.console import err, out, print_json
from shared.bus import dead
from shared.errors import AchykError

app = typer.Typer(help="Events that could not be handled: list, show, replay.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


def _record(letter: dead.DeadLetter) -> dict[str, object]:
    return {
        "number": letter.number,
        "consumer": letter.consumer,
        "subject": letter.subject,
        "event": letter.event,
        "error": letter.error,
        "attempts": letter.attempts,
        "buried": letter.buried.isoformat(),
    }


@app.command("list")
def list_letters(json: Json = False) -> None:
    """All dead letters, oldest first."""

    async def run() -> list[dead.DeadLetter]:
        async with connected() as bus:
            return [letter async for letter in dead.letters(bus.js)]

    letters = asyncio.run(run())
    if json:
        print_json([_record(letter) for letter in letters])
        return
    if not letters:
        out.print("There are no dead letters.")
        return
    table = Table("number", "consumer", "subject", "attempts", "error")
    for letter in letters:
        table.add_row(str(letter.number), letter.consumer, letter.subject, str(letter.attempts), letter.error)
    out.print(table)


@app.command("show")
def show(number: int, json: Json = False) -> None:
    """One dead letter with its body."""

    async def run() -> dead.DeadLetter:
        async with connected() as bus:
            return await dead.letter(bus.js, number)

    letter = asyncio.run(run())
    record = _record(letter) | {"headers": letter.headers, "body": letter.data.decode("utf-8", "replace")}
    if json:
        print_json(record)
        return
    for key, value in record.items():
        out.print(Text.assemble((key, "bold"), f": {value}"))


@app.command("replay")
def replay(
    number: Annotated[int | None, typer.Argument(help="Number of the letter; without it use --all.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Try all of them again.")] = False,
    json: Json = False,
) -> None:
    """Run dead letters through their consumer again; those that work now are removed."""
    if (number is None) != every:
        raise typer.BadParameter("name one letter, or give --all")

    async def run() -> tuple[list[int], list[dict[str, object]]]:
        handled: list[int] = []
        failing: list[dict[str, object]] = []
        async with connected() as bus:
            letters = (
                [letter async for letter in dead.letters(bus.js)] if every else [await dead.letter(bus.js, number or 0)]
            )
            for letter in letters:
                try:
                    await dead.replay(bus.nc, letter)
                    handled.append(letter.number)
                except AchykError as error:
                    failing.append({"number": letter.number, "error": str(error)})
        return handled, failing

    handled, failing = asyncio.run(run())
    if json:
        print_json({"handled": handled, "failing": failing})
    else:
        for each in failing:
            err.print(f"{each['number']}: {each['error']}", highlight=False)
        out.print(f"{len(handled)} handled now, {len(failing)} still failing.")
    if failing:
        raise SystemExit(1)
