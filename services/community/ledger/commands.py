"""What an operator does with the ledger from the command line, straight on this service's database."""

from collections.abc import AsyncIterator

from services.community.ledger.store import Keys, LedgerStore
from services.community.settings import Settings
from shared.store import Store


async def lines(settings: Settings | None = None) -> AsyncIterator[str]:
    """Every entry as a line of the export, in order."""
    own = Store((settings or Settings()).mongo_url, "community")
    try:
        async for entry in LedgerStore(own, Keys(own)).all():
            yield entry.line()
    finally:
        own.close()
