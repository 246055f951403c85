"""`--profile cardinal`: what `ocdscardinal indicators` prints for this file."""

import shutil
from pathlib import Path

import msgspec
import typer

from achyk.score import destination
from achyk.score.bar import steps
from achyk.score.choice import Choice
from achyk.score.inputs import files_of, unpacked
from achyk.score.workers import run_folder


def score(choice: Choice, settings: Path | None) -> None:
    """Print Cardinal's answers; of several files as if they were one."""
    from services.scoring.cardinal.run import run
    from services.scoring.cardinal.settings import ALL, read_settings

    chosen = read_settings(settings.read_bytes()) if settings else ALL
    with run_folder(choice.folder) as folder, steps() as tell:
        file = _one(unpacked(files_of(choice.sources, folder), folder), folder)
        answer = run(file, chosen, choice.workers, lambda done, total: tell("reading MB", done >> 20, total >> 20))
    if answer.unreadable:
        typer.echo(f"Lines that are no JSON objects and were passed over: {answer.unreadable}.", err=True)
    destination.put(choice.out, msgspec.json.encode(answer.results) + b"\n")


def _one(files: list[Path], folder: Path) -> Path:
    if len(files) == 1:
        return files[0]
    whole = folder / "all"
    with whole.open("wb") as target:
        for file in files:
            with file.open("rb") as source:
                shutil.copyfileobj(source, target, 1 << 20)
            target.write(b"\n")
    return whole
