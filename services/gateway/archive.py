"""Everything that is kept about a member as one ZIP: a JSON file per part, and a word on what they are."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from services.gateway.labels import Labels


def archive(parts: Mapping[str, Sequence[Any]], labels: Labels) -> bytes:
    """The ZIP; parts without rows are in it too, so that it is seen that nothing is kept there."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("README.txt", readme(parts, labels))
        for name, rows in parts.items():
            folder.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return packed.getvalue()


def readme(parts: Mapping[str, Sequence[Any]], labels: Labels) -> str:
    """What is in the archive."""
    lines = [
        labels.gettext("This is everything that the community of Achyk keeps about you."),
        labels.gettext(
            "Each file holds one kind of data as JSON; moments are in UTC. The number says how many entries there are."
        ),
        labels.gettext(
            "Passwords and the secrets of sessions are not in it: we keep only what they cannot be read from."
        ),
        "",
        *(f"{name}.json: {len(rows)}" for name, rows in parts.items()),
    ]
    return "\n".join(lines) + "\n"
