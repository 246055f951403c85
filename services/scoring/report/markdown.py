"""A report to be read: a summary in Markdown."""

import pickle
from collections.abc import Sequence
from pathlib import Path

from services.scoring.catalogue import filled
from services.scoring.engine import Engine
from services.scoring.indicator import State
from services.scoring.report import words
from services.scoring.report.rows import Header, Row
from services.scoring.report.summary import Counted, Process, Summary, Tally
from shared.contracts.base import Language, Texts

_ESCAPED = str.maketrans({character: f"\\{character}" for character in "\\`*_[]|#"} | {"<": "&lt;", "&": "&amp;"})
_SHOWN = 3


class MarkdownPiece:
    """Adds the rows of a piece up, for `Markdown.append`."""

    def __init__(self, path: Path, engine: Engine, *, top: int = 20) -> None:
        self._path = path
        self._summary = Summary(engine.indicators, top=top)

    def add(self, row: Row) -> None:
        """One row."""
        self._summary.add(row)

    def append(self, piece: Path) -> None:
        """What another piece says in sum."""
        counted: Counted = pickle.loads(piece.read_bytes())  # noqa: S301 - written by this very run
        self._summary.include(counted)

    def close(self) -> None:
        """Write what was added."""
        self._path.write_bytes(pickle.dumps(self._summary.counted()))


class Markdown:
    """Adds rows up and writes the summary when all are there."""

    def __init__(
        self,
        path: Path,
        header: Header,
        engine: Engine,
        *,
        language: Language = Language.EN,
        top: int = 20,
    ) -> None:
        self._path, self._header, self._language = path, header, language
        self._titles = {
            one.id: filled(one.title, one.words(engine.parameters[one.id])).in_language(language)
            for one in engine.indicators
        }
        self._summary = Summary(engine.indicators, top=top)

    def add(self, row: Row) -> None:
        """One row."""
        self._summary.add(row)

    def append(self, piece: Path) -> None:
        """What a piece says in sum."""
        counted: Counted = pickle.loads(piece.read_bytes())  # noqa: S301 - written by this very run
        self._summary.include(counted)

    def close(self) -> None:
        """Write the summary."""
        top = self._summary.top()
        lines = [*self._head(), *self._indicators(), *self._top(top), *self._not_covered()]
        self._path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _say(self, texts: Texts) -> str:
        return texts.in_language(self._language)

    def _head(self) -> list[str]:
        header = self._header
        facts = [
            (words.WHEN, header.when.isoformat(timespec="seconds")),
            (words.SOURCE, escaped(header.source)),
            (words.CATALOGUE, escaped(header.catalogue_version)),
            (words.PROCESSES, str(header.processes)),
        ]
        listed = [f"- {self._say(name)}: {value}" for name, value in facts]
        return [f"# {self._say(words.TITLE)}", "", f"**{self._say(words.NOT_PROOF)}**", "", *listed, ""]

    def _indicators(self) -> list[str]:
        heads = [words.INDICATOR, *words.STATES.values(), words.BASE_RATE]
        rows = [
            [self._name(name), *(str(tally.states[state]) for state in words.STATES), _percent(tally.rate)]
            for name, tally in self._summary.tallies.items()
        ]
        table = _table([self._say(head) for head in heads], rows)
        return [f"## {self._say(words.INDICATORS)}", "", self._say(words.BASE_RATE_MEANS), "", *table, ""]

    def _top(self, processes: Sequence[Process]) -> list[str]:
        head = [f"## {self._say(words.TOP)}", "", self._say(words.NOT_PROOF), ""]
        if not processes:
            return [*head, self._say(words.TOP_NONE), ""]
        heads = [self._say(each) for each in (words.PROCESS, words.LEVEL, words.WEIGHT, words.REASONS)]
        rows = [
            [
                escaped(process.ocid),
                str(process.level),
                f"{process.raised_weight} / {process.computable_weight}",
                self._reasons(process),
            ]
            for process in processes
        ]
        return [*head, *_table(heads, rows), ""]

    def _reasons(self, process: Process) -> str:
        own = [self._name(name) for name in process.raised]
        linked = [f"{self._name(name)} ({self._say(words.LINKED)})" for name in process.linked]
        return "; ".join([*own, *linked])

    def _not_covered(self) -> list[str]:
        told, seen = self._header.processes, self._summary.processes
        lines = [f"## {self._say(words.NOT_COVERED)}", "", f"- {self._say(words.ONLY_PUBLISHED)}"]
        if told != seen:
            lines.append(f"- {self._say(words.OTHER_COUNT).format(seen=seen, told=told)}")
        tallies = self._summary.tallies
        never = [self._name(name) for name, tally in tallies.items() if not tally.computable]
        if never:
            lines.append(f"- {self._say(words.NEVER)}: {'; '.join(never)}.")
        lost = {name: tally for name, tally in tallies.items() if tally.states[State.NOT_COMPUTABLE]}
        if lost:
            heads = [self._say(each) for each in (words.INDICATOR, words.LOST, words.MOST)]
            rows = [
                [self._name(name), str(tally.states[State.NOT_COMPUTABLE]), self._missing(tally)]
                for name, tally in lost.items()
            ]
            lines += ["", *_table(heads, rows)]
        return lines

    def _missing(self, tally: Tally) -> str:
        most = sorted(tally.missing.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
        return "; ".join(f"{self._fact(name)} ({count})" for name, count in most)

    def _fact(self, name: str) -> str:
        return self._say(words.MISSING[name]) if name in words.MISSING else escaped(name)

    def _name(self, indicator: str) -> str:
        return f"{escaped(indicator)} {self._titles.get(indicator, '')}".strip()


def escaped(text: str) -> str:
    """A text that Markdown and HTML take as nothing but text, on one line."""
    return " ".join(text.split()).translate(_ESCAPED)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]
