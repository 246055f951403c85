"""What was asked for on the command line, checked: what does not go together is refused before any work begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.language import Language
from shared.errors import Refused

COVERAGE = "coverage"
STDIN = "-"


class Profile(StrEnum):
    """By whose rules."""

    ACHYK = "achyk"
    CARDINAL = "cardinal"
    MKRAI = "mkrai"


class Output(StrEnum):
    """What is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"


ENDINGS = {
    ".json": Output.JSON,
    ".jsonl": Output.JSON,
    ".csv": Output.CSV,
    ".parquet": Output.PARQUET,
    ".md": Output.MARKDOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Everything asked for."""

    sources: Sequence[str]
    history: bool = False
    profile: Profile = Profile.ACHYK
    output: Output = Output.TABLE
    flags: bool = False
    """One line of JSON per process with every answer, in place of an `output`."""
    out: Path | None = None
    country: str | None = None
    compiled: bool | None = None
    """Whether each line is a compiled release; None: look."""
    parameters: Mapping[str, Mapping[str, Any]]
    language: Language = Language.EN
    workers: int | None = None
    dask: str | None = None
    folder: Path | None = None

    @property
    def name(self) -> str:
        """What is scored, in a word or two."""
        return "the history that scoring stored" if self.history else ", ".join(map(spoken, self.sources))


def spoken(source: str) -> str:
    """A source as it is told of."""
    return "standard input" if source == STDIN else source


def output_of(output: Output | None, out: Path | None, *, json: bool) -> Output:
    """The output asked for, by name or by the ending of the file."""
    if json and output is not None:
        raise Refused("invalid", "--json and --output are two ways to be answered: choose one.")
    if json:
        chosen = Output.JSON
    elif output is not None:
        chosen = output
    elif out is None:
        chosen = Output.TABLE
    elif out.suffix in ENDINGS:
        chosen = ENDINGS[out.suffix]
    else:
        raise Refused("invalid", f"Say with --output what {out} shall be: {', '.join(Output)}.")
    if chosen is Output.TABLE and out is not None:
        raise Refused("invalid", "A table is for the terminal; --out takes json, csv, parquet or markdown.")
    if chosen is Output.PARQUET and out is None:
        raise Refused("invalid", "Parquet is for a file: name it with --out.")
    return chosen


def parameters_in(file: Path | None) -> dict[str, dict[str, Any]]:
    """Parameters that replace defaults, by indicator. Raises Refused for unknown or senseless ones."""
    if file is None:
        return {}
    from services.scoring.engine import Engine
    from services.scoring.indicators import CATALOGUE

    try:
        found = msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, Any]])
        Engine(CATALOGUE, found)
    except OSError as error:
        raise Refused("unreadable", f"{file} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        sentence = f'{file} does not hold parameters, such as {{"KG08": {{"threshold": 25}}}}: {error}.'
        raise Refused("invalid", sentence) from error
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise Refused("invalid", f"The parameters in {file} cannot be used: {error}.") from error
    return found
