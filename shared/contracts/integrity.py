"""Context `integrity`: the eleven integrity scores of opentender.eu and the Corruption Risk Index of one process.

Averages over what could be computed, always with their number. They are risk indicators, not proof.
"""

from enum import StrEnum

from shared.contracts.base import Contract, Ocid, Texts


class IndexName(StrEnum):
    """Which index."""

    OPENTENDER = "opentender"
    """0 to 100; 100 is nothing that calls for a look."""
    CRI = "cri"
    """0 to 1; 0 is nothing that calls for a look."""


class Component(Contract):
    """One component of an index."""

    id: str
    title: Texts
    explanation: Texts
    value: float | None
    """None: not computable, which is neither good nor bad."""
    measured: float | None = None
    """What was measured, e.g. days; in the words of the explanation."""
    unstated: bool = False
    """True when the value only stands for "not stated"."""
    missing: list[str] = []
    """Why there is no value: JSON pointers, or facts as in flags."""
    version: str


class Index(Contract):
    """One index of one process."""

    name: IndexName
    average: float | None
    """None when too few components are known."""
    available: int
    components: int
    summary: Texts
    """The average in a sentence, with its denominator and its scale."""
    lines: list[Component]


class AskIntegrity(Contract):
    """`ask.scoring.integrity`: the indexes of one process as it stands."""

    ocid: Ocid


class Integrity(Contract):
    """Answer to `AskIntegrity`."""

    ocid: Ocid
    process_version: int
    figures: str
    """Version of the figures of all processes that it was compared with; empty before the first."""
    indexes: list[Index]
