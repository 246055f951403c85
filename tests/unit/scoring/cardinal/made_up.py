"""Small made-up releases for the Cardinal profile, and running it over them."""

import json
from pathlib import Path
from typing import Any

import msgspec

from services.scoring.cardinal.lines import parts
from services.scoring.cardinal.run import fold_parts
from services.scoring.cardinal.settings import read_settings

Json = Any


def bid(tenderer: Json, amount: Json = None, status: Json = "valid", currency: Json = "KGS", **more: Json) -> Json:
    """A bid by one tenderer, or by several in a list."""
    tenderers = tenderer if isinstance(tenderer, list) else [tenderer]
    value = {} if amount is None else {"value": {"amount": amount, "currency": currency}}
    return {"status": status, "tenderers": [{"id": each} for each in tenderers]} | value | more


def award(*suppliers: Json, status: Json = "active", codes: tuple[Json, ...] = ()) -> Json:
    """An award, with items of some classifications."""
    return {
        "status": status,
        "suppliers": [{"id": each} for each in suppliers],
        "items": [{"classification": {"id": code}} for code in codes],
    }


def release(ocid: Json, *bids: Json, awards: Json = None, buyer: Json = None, **tender: Json) -> Json:
    """A compiled release."""
    found = {"ocid": ocid, "tender": tender, "bids": {"details": list(bids)}}
    if awards is not None:
        found["awards"] = awards
    if buyer is not None:
        found["buyer"] = {"id": buyer}
    return found


def write(path: Path, *releases: Json) -> Path:
    """One line each; text and bytes are written as they are."""
    lines = [
        each if isinstance(each, bytes) else each.encode() if isinstance(each, str) else json.dumps(each).encode()
        for each in releases
    ]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def cardinal(path: Path, *releases: Json, settings: Json = None, cut: int = 1, **sections: Json) -> Json:
    """What is printed for some releases, with some sections switched on; read in `cut` parts one after another."""
    file = write(path / "releases.jsonl", *releases)
    return over(file, settings or sections, cut)


def over(file: Path, settings: Json, cut: int = 1) -> Json:
    """What is printed for a file, read in `cut` parts one after another: processes would cost more than they show."""
    chosen = read_settings(json.dumps(settings).encode())
    results = fold_parts(parts(file, cut), chosen, apart=False).results()
    return json.loads(msgspec.json.encode(results))
