"""What a timeline is made of. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.community.tokens import new_id
from shared.contracts.base import MemberId


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. `public` ones are shown with the published case; `data` holds no person's identity."""

    kind: str
    at: datetime
    by: MemberId | None = None
    data: dict[str, Any] = field(default_factory=dict)
    public: bool = False
    id: str = field(default_factory=lambda: new_id("y"))
    """Made of what happened where it can arrive twice."""
