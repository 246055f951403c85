"""Each service's image has the packages of its extra and no others."""

import subprocess
import sys
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from achyk.supervisor import SERVICES

START = """
import sys
from importlib.abc import MetaPathFinder
absent = set({absent!r})
class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"the image has no {{name}}", name=name)
sys.meta_path.insert(0, Absent())
import services.{service}.app
"""


@pytest.mark.parametrize("service", SERVICES)
def test_given_only_the_packages_of_its_image_when_a_service_is_started_then_it_finds_all_it_imports(
    service: str,
) -> None:
    there = installed_with("achyk", service)
    absent = {
        name for name, owners in packages_distributions().items() if not {*map(canonicalize_name, owners)} & there
    }
    done = subprocess.run(
        [sys.executable, "-c", START.format(absent=sorted(absent), service=service)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def installed_with(distribution: str, *extras: str) -> set[str]:
    """The distribution and all that it brings along."""
    found: set[str] = set()
    waiting = [(distribution, frozenset(extras))]
    seen = set(waiting)
    while waiting:
        name, wanted = waiting.pop()
        found.add(canonicalize_name(name))
        for line in requires_of(name):
            need = Requirement(line)
            if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in ("", *wanted)):
                continue
            following = (need.name, frozenset(need.extras))
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return found


def requires_of(name: str) -> list[str]:
    try:
        return requires(name) or []
    except ModuleNotFoundError:  # PackageNotFoundError: not for this machine
        return []
