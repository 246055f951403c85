"""The two renamings from OCDS 1.0 to 1.1 that a reader of this house's data could trip over.

Organisations are the work of `organisations`; the rest of `ocdskit upgrade` (codes, versions) changes no meaning here.
"""

from typing import Any

Json = Any


def upgrade(release: dict[str, Json]) -> None:
    """`amendment` becomes `amendments`, the parts of a transaction get their names of 1.1; in place."""
    tender = release.get("tender")
    for section in (
        *([tender] if isinstance(tender, dict) else ()),
        *_rows(release, "awards"),
        *_rows(release, "contracts"),
    ):
        amendment = section.pop("amendment", None)
        if isinstance(amendment, dict) and amendment and "amendments" not in section:
            section["amendments"] = [amendment]
        elif amendment is not None and not isinstance(amendment, dict):
            section["amendment"] = amendment
    for contract in _rows(release, "contracts"):
        implementation = contract.get("implementation")
        for transaction in _rows(implementation, "transactions") if isinstance(implementation, dict) else ():
            for old, new in (("providerOrganization", "payer"), ("receiverOrganization", "payee"), ("amount", "value")):
                if isinstance(transaction.get(old), dict) and new not in transaction:
                    transaction[new] = transaction.pop(old)


def _rows(holder: dict[str, Json], name: str) -> list[dict[str, Json]]:
    values = holder.get(name)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
