"""The catalogue: every file here named like an indicator is one. Adding one: docs/contributing/indicators.md."""

import re
from importlib import import_module
from pkgutil import iter_modules

from services.scoring.indicator import Indicator

_FAMILIES = ("R", "KG", "TX", "PR")
"""In the order shown: the OCP guide, the official Kyrgyz flags, wording, prices."""
_NAMED = re.compile(r"([a-z]+)\d{2,3}")


def _found() -> list[Indicator]:
    names = [module.name for module in iter_modules(__path__) if _NAMED.fullmatch(module.name)]
    return [getattr(import_module(f"{__name__}.{name}"), name.upper()) for name in names]


def _shown(indicator: Indicator) -> tuple[int, str]:
    family = indicator.id.rstrip("0123456789")
    return (_FAMILIES.index(family) if family in _FAMILIES else len(_FAMILIES), indicator.id)


CATALOGUE: tuple[Indicator, ...] = tuple(sorted(_found(), key=_shown))
