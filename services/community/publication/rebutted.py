"""The rebuttal desk, as far as a published case needs it."""

from typing import Protocol

from shared.contracts.publication import PublicRebuttal


class Rebutted(Protocol):
    """Knows what stands beside a case."""

    async def beside(self, case: str) -> list[PublicRebuttal]:
        """The rebuttals that were published with it, oldest first."""
        ...
