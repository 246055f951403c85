"""What community answers about remedies. Thin."""

import json
from datetime import UTC, date, datetime

from services.community.calendar.store import CalendarStore
from services.community.callers import Callers
from services.community.remedies.purchase import BISHKEK, Purchase, purchase_of
from services.community.remedies.router import in_force, routes
from services.community.remedies.store import RemediesStore
from services.community.rooms import Ask, Fetch
from shared.contracts import remedy as contract
from shared.contracts.tender import AskProcess, Process
from shared.errors import Refused


class RemedyRequests:
    """Request handlers over rules and routes."""

    def __init__(self, rules: RemediesStore, calendar: CalendarStore, callers: Callers, ask: Ask, fetch: Fetch) -> None:
        self._rules = rules
        self._calendar = calendar
        self._callers = callers
        self._ask = ask
        self._fetch = fetch

    async def remedy_rules(self, ask: contract.AskRemedyRules) -> contract.RemedyRules:
        """The rules as they hold on a day."""
        on = ask.on or today()
        return contract.RemedyRules(on=on, items=await self._rules.rules(on))

    async def remedy_rule(self, ask: contract.AskRemedyRule) -> contract.RuleVersions:
        """Every version of a rule."""
        found = await self._rules.versions(ask.code)
        if not found:
            raise Refused("not_found", "There is no such rule.")
        return contract.RuleVersions(items=found)

    async def edit_remedy_rule(self, ask: contract.AskEditRemedyRule) -> contract.RemedyRule:
        """Add a version of a rule."""
        caller = await self._callers("edit_remedy_rule", ask.token)
        return await self._rules.add(ask.code, ask.draft, ask.seen, caller.id, datetime.now(UTC))

    async def remedy_routes(self, ask: contract.AskRemedyRoutes) -> contract.RemedyRoutes:
        """What is open to this person, and why the rest is not."""
        on = today()
        purchase = await self._purchase(ask.ocid, on) if ask.ocid else None
        step = ask.step or (purchase.step if purchase else None)
        if step is None:
            raise Refused("invalid", "Name a purchase, or say at which step it is.", {"field": "step"})
        dates = {**(purchase.dates if purchase else {}), **ask.dates}
        rules = in_force(await self._rules.versions(), on)
        return contract.RemedyRoutes(
            on=on,
            who=ask.who,
            step=step,
            dates=dates,
            title=purchase.title if purchase else None,
            routes=routes(rules, ask.who, step, dates, await self._calendar.calendar(), on),
            rules=rules,
        )

    async def _purchase(self, ocid: str, on: date) -> Purchase:
        """The purchase as published. Raises `Refused("not_found")` or `Unavailable`."""
        process = await self._ask("ask.ingest.process", AskProcess(ocid=ocid), Process)
        release = process.process
        if release is None and process.reference is not None:
            release = json.loads(await self._fetch(process.reference))
        return purchase_of(release or {}, on)


def today() -> date:
    """The day in Bishkek."""
    return datetime.now(BISHKEK).date()
