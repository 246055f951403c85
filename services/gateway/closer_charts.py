"""Charts of the pages that look closer: boxes of prices by year, and a map of tiles; geometry only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 400
ROW: Final = 34
FOOT: Final = 26
LEFT: Final = 44
"""For the labels of the rows."""
RIGHT: Final = 96
"""For the numbers beside the boxes."""
BOX: Final = 16
REACH: Final = 2.5
"""The scale ends at most so many times beyond the upper quartile, so that boxes can be told from strokes."""

TILE: Final = 92
GAP: Final = 6
TILES: Final = {
    "KG-T": (0, 0),
    "KG-C": (1, 0),
    "KG-GB": (2, 0),
    "KG-Y": (3, 0),
    "KG-J": (1, 1),
    "KG-N": (2, 1),
    "KG-B": (0, 2),
    "KG-GO": (1, 2),
    "KG-O": (2, 2),
}
"""Column and row of each region of Kyrgyzstan, about where it lies: all tiles are equal, as a map would not be."""
LIGHTEST: Final = 0.06
DARKEST: Final = 0.34
"""Opacity of the tile with the lowest and the highest value: text on either can be read."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What one box shows."""

    label: str
    median: float
    q1: float
    q3: float
    low: float | None
    high: float | None
    text: str
    """The median in words."""


@dataclass(frozen=True, slots=True)
class Box:
    """One row: from `low` to `high` a line, from `q1` to `q3` a box, a stroke at the median."""

    label: str
    text: str
    y: float
    top: float
    low: float | None
    high: float | None
    q1: float
    width: float
    median: float
    end: float
    """Where the text may begin."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """A chart of boxes on one scale that begins at zero."""

    width: int
    height: int
    left: int
    right: int
    baseline: float
    boxes: tuple[Box, ...]
    most: float


def boxes(spreads: Sequence[Spread]) -> Boxes:
    """One row per spread, all on one scale from zero; a line that goes far beyond its box ends at the edge."""
    most = max(min(one.high or one.q3, REACH * one.q3) for one in spreads) or 1.0
    room = WIDTH - LEFT - RIGHT

    def x(value: float) -> float:
        return round(LEFT + room * min(max(value, 0.0), most) / most, 1)

    def box(row: int, one: Spread) -> Box:
        y = ROW * row + ROW / 2
        return Box(
            label=one.label,
            text=one.text,
            y=y,
            top=y - BOX / 2,
            low=None if one.low is None else x(one.low),
            high=None if one.high is None else x(one.high),
            q1=x(one.q1),
            width=round(max(x(one.q3) - x(one.q1), 2.0), 1),
            median=x(one.median),
            end=WIDTH - RIGHT + 8,
        )

    baseline = ROW * len(spreads) + 2
    rows = tuple(box(row, one) for row, one in enumerate(spreads))
    return Boxes(WIDTH, baseline + FOOT, LEFT, WIDTH - RIGHT, baseline, rows, most)


@dataclass(frozen=True, slots=True)
class Tile:
    """One region: its place and its shade."""

    label: str
    text: str
    x: float
    y: float
    middle: float
    opacity: float


@dataclass(frozen=True, slots=True)
class TileMap:
    """The regions as equal tiles."""

    width: int
    height: int
    size: int
    tiles: tuple[Tile, ...]


def tile_map(values: Mapping[str, tuple[str, float | None, str]]) -> TileMap:
    """`values` by region: its name, what shades the tile (None: unknown, the lightest), and the number in words."""
    known = [value for _, value, _ in values.values() if value is not None]
    least, most = (min(known), max(known)) if known else (0.0, 0.0)

    def shade(value: float | None) -> float:
        if value is None or most <= least:
            return LIGHTEST
        return round(LIGHTEST + (DARKEST - LIGHTEST) * (value - least) / (most - least), 2)

    def tile(code: str, name: str, value: float | None, text: str) -> Tile:
        column, row = TILES[code]
        x, y = column * (TILE + GAP) + 1, row * (TILE + GAP) + 1
        return Tile(name, text, x, y, x + TILE / 2, shade(value))

    tiles = tuple(tile(code, *values[code]) for code in TILES if code in values)
    columns, rows = (max(place[axis] for place in TILES.values()) + 1 for axis in (0, 1))
    return TileMap(columns * (TILE + GAP) - GAP + 2, rows * (TILE + GAP) - GAP + 2, TILE, tiles)
