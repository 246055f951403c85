"""Static files under names that carry their content's hash, so that browsers may keep them for ever."""

import gzip
import hashlib
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

STATIC: Final = Path(__file__).parent / "static"
MOUNT: Final = "/static"
FOR_EVER: Final = "public, max-age=31536000, immutable"
SERVED: Final = frozenset({".css", ".js", ".svg", ".png", ".ico"})


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent, plain and compressed."""

    name: str
    media_type: str
    plain: bytes
    compressed: bytes


class Assets:
    """All static files, read once at start."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._by_path = {
            path.relative_to(folder).as_posix(): read(path)
            for path in sorted(folder.rglob("*"))
            if path.suffix in SERVED
        }
        self._by_name = {asset.name: asset for asset in self._by_path.values()}

    def url(self, path: str) -> str:
        """Address of a file by its name in the folder; `KeyError` when there is none."""
        return f"{MOUNT}/{self._by_path[path].name}"

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the files below the place this is mounted at."""
        name = scope["path"].rsplit("/", 1)[-1]
        asset = self._by_name.get(name)
        if asset is None:
            raise HTTPException(404)
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        body = asset.plain
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = asset.compressed
        await Response(body, media_type=asset.media_type, headers=headers)(scope, receive, send)


def read(path: Path) -> Asset:
    """One file with its hashed name: `site.1f3c9a0b4d5e.css`."""
    plain = path.read_bytes()
    digest = hashlib.sha256(plain).hexdigest()[:12]
    media_type = guess_type(path.name)[0] or "application/octet-stream"
    return Asset(f"{path.stem}.{digest}{path.suffix}", media_type, plain, gzip.compress(plain, 9, mtime=0))
