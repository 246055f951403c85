"""The output of `ocdscardinal indicators`: a value per flagged process or organisation, and the fences used."""

import math
from collections.abc import Iterable
from typing import Any, Literal

Group = Literal["OCID", "Buyer", "ProcuringEntity", "Tenderer"]
GROUPS: tuple[Group, ...] = ("OCID", "Buyer", "ProcuringEntity", "Tenderer")
Flags = dict[str, float | None]


class Results:
    """Gathers what the indicators say."""

    def __init__(self) -> None:
        self._values: dict[Group, dict[str, Flags]] = {group: {} for group in GROUPS}
        self._plain: dict[str, Flags] = {}
        """Flags of value 1.0 by ocid. There are many processes and few combinations, so equal ones are one object."""
        self._meta: dict[str, dict[str, float | None]] = {}

    def flag(self, group: Group, key: str, code: str, value: float) -> None:
        """One flag."""
        self._values[group].setdefault(key, {})[code] = value if math.isfinite(value) else None

    def flag_processes(self, code: str, ocids: Iterable[str]) -> None:
        """Many flags of value 1.0."""
        alone = dict[str, float | None]({code: 1.0})
        if not self._plain:
            self._plain = dict.fromkeys(ocids, alone)
            return
        plain = self._plain
        longer: dict[tuple[str, ...], Flags] = {}
        for ocid in dict.fromkeys(ocids):
            before = plain.get(ocid)
            if before is None:
                plain[ocid] = alone
            else:
                codes = tuple(before)
                plain[ocid] = longer.get(codes) or longer.setdefault(codes, before | alone)

    def note(self, code: str, **numbers: float) -> None:
        """Numbers behind the flags of an indicator, to four decimals; null when they could not be computed."""
        self._meta.setdefault(code, {}).update((name, _rounded(number)) for name, number in numbers.items())

    def as_json(self) -> dict[str, Any]:
        """What is printed; equal values may be one object, so none must be changed."""
        processes = self._plain
        for ocid, flags in self._values["OCID"].items():
            processes[ocid] = processes.get(ocid, {}) | flags
        groups = self._values | {"OCID": processes}
        return {group: groups[group] for group in GROUPS if groups[group]} | {"Meta": self._meta}


def _rounded(number: float) -> float | None:
    """To four decimals, halves away from zero; None for what JSON cannot write."""
    scaled = number * 10_000
    if not math.isfinite(scaled):
        return None
    whole = math.trunc(scaled)
    if abs(scaled - whole) >= 0.5:
        whole += 1 if scaled > 0 else -1
    return whole / 10_000
