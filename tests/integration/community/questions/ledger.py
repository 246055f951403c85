"""The ledger."""

from pydantic import BaseModel

from shared.contracts import ledger


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    return {
        "ledger_page": (ledger.AskLedgerPage(), ledger.LedgerPage),
        "ledger_keys": (ledger.AskLedgerKeys(), ledger.LedgerKeys),
    }
