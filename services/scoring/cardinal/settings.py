"""Settings of Cardinal's indicators: JSON with the sections of its settings.ini, and `__global__` for what has none.

A section switches its indicator on. Lists may be written as arrays or, as in the ini file, with `|` between. Source:
Cardinal 0.0.8, `ocdscardinal init`.
"""

from typing import Annotated

import msgspec

from shared.errors import Refused

Names = list[str] | str
Count = Annotated[int, msgspec.Meta(ge=0)]


def names(value: Names | None) -> frozenset[str]:
    """The members of a list written in either way."""
    if isinstance(value, str):
        value = value.removesuffix("|").split("|") if value else []
    return frozenset(value or ())


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section without settings, and the base of all others."""


class Global(Section, frozen=True):
    """What stands above the sections."""

    currency: str | None = None
    """Of the amounts that R024, R036 and R058 compare; without it, the first one met."""
    no_price_comparison_procurement_methods: Names | None = None
    price_comparison_procurement_methods: Names | None = None
    """When not empty, only these methods (by details) have comparable prices, and the list above is idle."""


class Exclusions(Section, frozen=True):
    """Processes left out altogether."""

    procurement_method_details: Names | None = None


class RatioThreshold(Section, frozen=True):
    """R024 and R058: a ratio instead of the computed fence."""

    threshold: float | None = None


class R003Settings(Section, frozen=True):
    """Days, for all methods or by their details; the methods looked at, all of them when none is named."""

    threshold: int | None = None
    procurement_methods: Names | None = None
    procurement_method_details: dict[str, int] | None = None


class R018Settings(Section, frozen=True):
    """The methods looked at, all of them when the list is empty."""

    procurement_methods: Names | None = None


class R025Settings(Section, frozen=True):
    """Who bids often, as a percentile of processes per tenderer; a ratio instead of the computed fence."""

    percentile: Count | None = None
    threshold: float | None = None


class R035Settings(Section, frozen=True):
    """Number of tenderers disqualified."""

    threshold: Count | None = None


class R038Settings(Section, frozen=True):
    """A ratio instead of the computed fence; how many bids make a ratio, for tenderers and for buyers."""

    threshold: float | None = None
    minimum_submitted_bids: Count | None = None
    minimum_contracting_processes: Count | None = None


class R048Settings(Section, frozen=True):
    """Length of the compared prefix; a number of prefixes instead of the computed fence; processes of a supplier."""

    digits: Count | None = None
    threshold: Count | None = None
    minimum_contracting_processes: Count | None = None


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All sections; an indicator whose section is None does not run."""

    common: Global = msgspec.field(default=Global(), name="__global__")
    exclusions: Exclusions | None = None
    R003: R003Settings | None = None
    R018: R018Settings | None = None
    R024: RatioThreshold | None = None
    R025: R025Settings | None = None
    R028: Section | None = None
    R030: Section | None = None
    R035: R035Settings | None = None
    R036: Section | None = None
    R038: R038Settings | None = None
    R048: R048Settings | None = None
    R058: RatioThreshold | None = None


ALL = Settings(
    R003=R003Settings(),
    R018=R018Settings(),
    R024=RatioThreshold(),
    R025=R025Settings(),
    R028=Section(),
    R030=Section(),
    R035=R035Settings(),
    R036=Section(),
    R038=R038Settings(),
    R048=R048Settings(),
    R058=RatioThreshold(),
)
"""Every indicator, as Cardinal computes it by default."""


def read_settings(content: bytes) -> Settings:
    """The settings of a JSON text, in which numbers may be quoted; `Refused` says what is wrong with it."""
    try:
        return msgspec.json.decode(content, type=Settings, strict=False)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused("settings", f"These settings cannot be used: {error}") from None
