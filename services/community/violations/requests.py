"""What community answers about types of violations. Thin."""

from services.community.callers import Callers
from services.community.violations.catalogue import chosen
from services.community.violations.store import Edit, ViolationsStore
from shared.contracts import violation as contract
from shared.errors import Refused


class Violations:
    """Request handlers over types of violations."""

    def __init__(self, callers: Callers, store: ViolationsStore) -> None:
        self._callers = callers
        self._store = store

    async def violations(self, ask: contract.AskViolations) -> contract.Violations:
        """The types that are asked for; open to everybody."""
        return contract.Violations(items=chosen(await self._store.all(), ask))

    async def violation(self, ask: contract.AskViolation) -> contract.ViolationPage:
        """One type with its history; open to everybody, also when it is no longer in use."""
        found = await self._store.violation(ask.code)
        if found is None:
            raise Refused("not_found", "There is no such type of violation.")
        return contract.ViolationPage(violation=found, history=await self._store.history(ask.code))

    async def edit_violation(self, ask: contract.AskEditViolation) -> contract.Violation:
        """Write a new version of a type, or a new type."""
        caller = await self._callers("edit_violation", ask.token)
        return await self._store.edit(Edit(ask, caller.id))
