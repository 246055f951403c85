"""Where the room's secret comes from: the settings, else a file beside the data that nobody else may read."""

import os
import secrets
from pathlib import Path
from typing import Final

from services.community.settings import Settings
from services.community.tips.tip import Secret

_BYTES: Final = 32
_FILE: Final = "community-tips.key"


def secret(settings: Settings) -> Secret:
    """The secret of this platform; made on the first call where the settings name none."""
    if settings.tips_secret:
        return Secret(settings.tips_secret.encode())
    path = settings.data_dir / _FILE
    try:
        return Secret(path.read_bytes())
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> Secret:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_bytes(_BYTES)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
    except FileExistsError:  # another replica on this machine was first
        return Secret(path.read_bytes())
    return Secret(key)
