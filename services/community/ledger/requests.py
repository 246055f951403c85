"""What community answers about the ledger. Thin."""

from services.community.ledger.store import LedgerStore
from shared.contracts import ledger as contract


class LedgerRequests:
    """Request handlers over the ledger, open to everybody."""

    def __init__(self, ledger: LedgerStore) -> None:
        self._ledger = ledger

    async def ledger_page(self, ask: contract.AskLedgerPage) -> contract.LedgerPage:
        """Entries of the public ledger from an offset on, or the newest."""
        return await self._ledger.page(ask.first, ask.limit)

    async def ledger_keys(self, ask: contract.AskLedgerKeys) -> contract.LedgerKeys:
        """The public keys that entries of the ledger are signed with."""
        return await self._ledger.keys()
