"""The pages of `docs/indicators`: one for each indicator, and an index. All are made from the definitions.

`python -m achyk.indicator_pages write` writes them; a test fails when what is committed there is stale.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from achyk.indicators_left_out import LEFT_OUT
from services.gateway.i18n import load
from services.gateway.indicator_view import IndicatorPage, indicator_page
from services.gateway.labels import Labels
from services.scoring.catalogue import entry
from services.scoring.indicators import CATALOGUE
from shared.contracts.base import Language
from shared.contracts.risk import Indicator

FOLDER: Final = Path("docs/indicators")
INDEX: Final = "README.md"
MADE: Final = "<!-- Made by `make indicators` from services/scoring/indicators; changes here are lost. -->\n"
NOT_PROOF: Final = (
    "A risk indicator is a statistical sign that needs checking. It is no evidence of a violation or corruption and "
    "may have a lawful explanation."
)
INTRODUCTION: Final = (
    "{all} indicators; {linked} of them are about organisations and their relations, shown with tenders as linked and "
    "counted in no tender's score. How often each is raised, with its denominator, stands on the pages "
    "`/en/indicators` of a running platform, and in `/api/v1/indicators`. "
    "Adding one: [docs/contributing/indicators.md](../contributing/indicators.md).\n"
)
CATALOGUES: Final = (
    "`OCP R…`: the OCP guide; `MKRAI …`: the official Kyrgyz flags (there is no 11, and 1 was never computed there: "
    "R044 asks it); `i…`: Development Gateway; `CRI` and `opentender`: integrity indices; with hyphens (`24-3-2`, "
    "`ari-1-1`): the risk rules of Prozorro.\n"
)


def pages() -> dict[str, str]:
    """Every page by its name, as the text of the file."""
    labels = Labels(load(Language.EN))
    entries = [received(entry(each, each.parameters)) for each in CATALOGUE]
    made = {f"{each.id}.md": page(each, indicator_page(each, labels)) for each in entries}
    return {INDEX: index(entries, labels), **made}


def received(indicator: Indicator) -> Indicator:
    """An entry of the catalogue as it comes over the wire."""
    return Indicator.model_validate_json(indicator.model_dump_json())


def page(indicator: Indicator, view: IndicatorPage) -> str:
    """The page of one indicator."""
    shown = view.entry
    parts = [
        MADE,
        f"# {indicator.id}: {shown.title}\n",
        f"{shown.explanation}\n",
        f"> {NOT_PROOF}\n",
        f"**Ordinary reasons it may have.** {shown.innocent}\n",
        f"**How to check it.** {shown.check}\n",
        table(("", ""), facts(indicator, view)),
        "## What it needs\nWithout these it is not computable, which is not the same as clear:\n",
        "\n".join(f"- {words} (`{place}`)" for words, place in view.needs) + "\n",
        "## Settings\n",
        settings(indicator, view),
        f"[All indicators]({INDEX})\n",
    ]
    return "\n".join(parts)


def facts(indicator: Indicator, view: IndicatorPage) -> list[tuple[str, str]]:
    """What there is to know of a rule, in short."""
    shown = view.entry
    methods = zip(view.methods, indicator.methods, strict=True)
    code = f"services/scoring/indicators/{indicator.id.lower()}.py"
    return [
        ("About", shown.unit),
        ("Stage", view.stage),
        ("Weight", str(shown.weight)),
        ("Counted in the score of a tender", "no: shown as linked" if shown.linked else "yes"),
        ("Country", shown.country or "any"),
        ("Methods", ", ".join(f"{name} (`{method}`)" for name, method in methods) or "any"),
        ("Kinds of method", ", ".join(view.competitions) or "any"),
        ("Comparison", "with figures of all processes" if shown.compares else "none: each process stands for itself"),
        ("Legal basis", shown.legal_basis),
        *((f"Legal basis: {country}", basis) for country, basis in shown.national_basis),
        ("Source", shown.source),
        ("In other catalogues", ", ".join(view.crosswalk) or "–"),
        ("Version", shown.version),
        ("Code", f"[{code}](../../{code})"),
    ]


def settings(indicator: Indicator, view: IndicatorPage) -> str:
    """The parameters in words and as data."""
    if not view.parameters:
        return "It has none.\n"
    rows = [(setting.label, setting.value, f"`{setting.name}`") for setting in view.parameters]
    data = json.dumps(indicator.parameters, indent=2, ensure_ascii=False, sort_keys=True)
    return "\n".join([table(("Setting", "Set to", "Name"), rows), f"```json\n{data}\n```\n"])


def index(entries: Sequence[Indicator], labels: Labels) -> str:
    """All indicators, the other catalogues' names for them, and what is left out."""
    views = [(each, indicator_page(each, labels)) for each in entries]
    rows = [
        (
            f"[{each.id}]({each.id}.md)",
            view.entry.title,
            view.stage,
            view.entry.unit,
            str(each.weight),
            "all processes" if each.compares else "–",
            view.entry.country or "any",
            ", ".join(each.crosswalk) or "–",
        )
        for each, view in views
    ]
    linked = sum(view.entry.linked for _, view in views)
    heads = ("Id", "Title", "Stage", "About", "Weight", "Compares with", "Country", "In other catalogues")
    parts = [
        MADE,
        "# Risk indicators\n",
        f"> {NOT_PROOF}\n",
        INTRODUCTION.format(all=len(entries), linked=linked),
        table(heads, rows),
        "## Names in other catalogues\n",
        CATALOGUES,
        table(("There", "Here"), crosswalk(entries)),
        "## Indicators of the OCP guide that are not here\n",
        table(("Id", "Name", "Why not", "Asked in part by"), left_out(entries)),
    ]
    return "\n".join(parts)


def crosswalk(entries: Sequence[Indicator]) -> list[tuple[str, str]]:
    """What other catalogues call indicators, with the ids here."""
    found: dict[str, list[str]] = {}
    for each in entries:
        for name in each.crosswalk:
            found.setdefault(name, []).append(each.id)
    return [(name, ", ".join(f"[{id_}]({id_}.md)" for id_ in ids)) for name, ids in sorted(found.items(), key=natural)]


def natural(row: tuple[str, object]) -> list[tuple[int, str]]:
    """A key by which `MKRAI 9` comes before `MKRAI 10`."""
    digits = "".join(character if character.isdigit() else " " for character in row[0]).split()
    return [(0, row[0].split()[0]), *((int(part), "") for part in digits)]


def left_out(entries: Sequence[Indicator]) -> list[tuple[str, ...]]:
    """The guide's indicators that the catalogue lacks."""
    asked = {id_: [each.id for each in entries if f"OCP {id_}" in each.crosswalk] for id_ in LEFT_OUT}
    return [
        (id_, name, reason, ", ".join(f"[{each}]({each}.md)" for each in asked[id_]) or "–")
        for id_, (name, reason) in LEFT_OUT.items()
    ]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; bars in a cell are escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write all pages and delete those that are no longer made."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    for stray in folder.glob("*.md"):
        if stray.name not in made:
            stray.unlink()


if __name__ == "__main__":
    if sys.argv[1:] != ["write"]:
        raise SystemExit("usage: python -m achyk.indicator_pages write")
    write()
