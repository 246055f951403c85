"""Mutation testing of the indicators: `python -m bench.mutants` (`make mutants`) writes `bench/mutants.json`.

mutmut changes one expression at a time; a change that no unit test notices survives, and shows what the tests do not
pin down. Every module is judged by the tests of its own name, so that a rule is not held up by tests of others. The
whole catalogue takes hours on two cores: `--every` and `--each` choose a sample by a seed, the same for all. mutmut
tries the quickest first: a run cut short by `--minutes` says more about rules with quick tests than about the others.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "var" / "mutants"
"""A copy of what is mutated and of the tests, where mutmut works."""
RESULTS = ROOT / "bench" / "mutants.json"
RULES = ("addresses", "direct_awards", "durations", "gaps", "law", "practice", "price_reference", "proportions")
"""Modules of `services/scoring` that several indicators take their rule from, judged by the tests of those."""
JUDGES = {
    "addresses": ("r043", "r044"),
    "direct_awards": ("r049", "r055"),
    "durations": ("r061", "r062"),
    "gaps": ("r024", "r058"),
    "law": ("r003",),
    "practice": ("practice", "r010", "r020", "r039"),
    "price_reference": ("price_reference", "pr01", "r017"),
    "proportions": ("r023",),
}
OUTCOMES = {0: "survived", 1: "killed", 3: "killed", 33: "no test", 5: "no test"}
"""By mutmut's exit code; any other is a time-out or a crash, which a test run would notice too."""


def modules(every: int, seed: int) -> list[str]:
    """Every so-manieth indicator and rule module, beginning where the seed says."""
    names = sorted(path.stem for path in (ROOT / "services/scoring/indicators").glob("[a-z]*.py"))
    everything = [*names, *RULES]
    return everything[Random(seed).randrange(every) :: every]


def main() -> None:
    """Mutate, test, count and write down."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--every", type=int, default=1, help="take every so-manieth module")
    asked.add_argument("--each", type=int, default=0, help="so many mutants of each; all by default")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--children", type=int, default=2)
    asked.add_argument("--minutes", type=float, default=0, help="stop after so long; what was not tried is not counted")
    options = asked.parse_args()
    chosen = modules(options.every, options.seed)
    prepare(chosen)
    run(["*x_nothing__mutmut_0"], options.children, check=False)  # no such mutant: it only makes them all
    names = [name for module in chosen for name in _sample(_meta(module), options.each, options.seed)]
    run(names, options.children, seconds=options.minutes * 60 or None)
    write(chosen, names, options)


def prepare(chosen: Sequence[str]) -> None:
    """Copy the sources and the tests of the chosen modules, and tell mutmut what to do."""
    shutil.rmtree(PLACE, ignore_errors=True)
    (PLACE / "tests/unit").mkdir(parents=True)
    for name in ("services", "shared"):
        shutil.copytree(ROOT / name, PLACE / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests/unit/scoring", PLACE / "tests/unit/scoring")
    tests = {f"tests/unit/scoring/test_{judge}.py" for name in chosen for judge in JUDGES.get(name, (name,))}
    settings = {
        "source_paths": ["services"],
        "only_mutate": [_source(name) for name in chosen],
        "also_copy": ["shared"],
        "pytest_add_cli_args_test_selection": sorted(tests),
        "pytest_add_cli_args": ["--import-mode=importlib", "-p", "no:cacheprovider", "-o", "asyncio_mode=auto"],
        "use_git_change_detection": ["false"],
        "track_dependencies": ["false"],
    }
    lines = ["[mutmut]", *(f"{name} =\n  " + "\n  ".join(values) for name, values in settings.items())]
    (PLACE / "setup.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(names: Sequence[str], children: int, *, check: bool = True, seconds: float | None = None) -> None:
    """Let mutmut try these mutants. Raises CalledProcessError when it cannot."""
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(children), *names]
    process = subprocess.Popen(command, cwd=PLACE, start_new_session=True)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its workers too
        print("time is up", file=sys.stderr)
        return
    if check and code:
        raise subprocess.CalledProcessError(code, command)


def write(chosen: Sequence[str], names: Iterable[str], options: argparse.Namespace) -> None:
    """Count what became of the chosen mutants, by module."""
    wanted, rows, total = set(names), {}, Counter[str]()
    for module in chosen:
        tried = {name: code for name, code in _meta(module).items() if name in wanted and code is not None}
        counted = Counter(OUTCOMES.get(code, "killed") for code in tried.values())
        total += counted
        survivors = sorted(name.rsplit(".", 1)[1] for name, code in tried.items() if OUTCOMES.get(code) == "survived")
        rows[module] = {"tried": len(tried), **dict(sorted(counted.items())), "survivors": survivors}
    tried_at_all = sum(total.values())
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sample": {"every": options.every, "each": options.each, "seed": options.seed},
        "tried": tried_at_all,
        **dict(sorted(total.items())),
        "share_killed": round(total["killed"] / tried_at_all, 4) if tried_at_all else None,
        "modules": rows,
    }
    RESULTS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"{tried_at_all} mutants of {len(rows)} modules: {dict(total)}")


def _source(module: str) -> str:
    folder = "services/scoring" if module in RULES else "services/scoring/indicators"
    return f"{folder}/{module}.py"


def _meta(module: str) -> dict[str, int | None]:
    """Exit code by mutant; None for one that was not tried."""
    found: dict[str, dict[str, int | None]] = json.loads(
        (PLACE / "mutants" / f"{_source(module)}.meta").read_text(encoding="utf-8")
    )
    return found["exit_code_by_key"]


def _sample(mutants: Iterable[str], each: int, seed: int) -> list[str]:
    names = sorted(name for name in mutants if ".x_words__" not in name)  # figures in texts are tested with the texts
    return names if not each or len(names) <= each else sorted(Random(seed).sample(names, each))


if __name__ == "__main__":
    main()
