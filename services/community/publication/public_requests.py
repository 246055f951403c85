"""What community tells everybody about published cases, and what operators edit for the gate. Thin."""

import json
from datetime import UTC, datetime

from services.community.callers import Callers
from services.community.cases.case import is_public
from services.community.cases.store import CasesStore
from services.community.publication.rebutted import Rebutted
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from services.community.publication.version import shown
from shared.contracts import publication as contract
from shared.errors import Refused


class PublicRequests:
    """Request handlers over what is public."""

    def __init__(
        self,
        cases: CasesStore,
        publication: PublicationStore,
        rules: RulesStore,
        callers: Callers,
        rebutted: Rebutted,
    ) -> None:
        """`rebutted` knows the rebuttals that stand beside a case."""
        self._cases = cases
        self._publication = publication
        self._rules = rules
        self._callers = callers
        self._rebutted = rebutted

    async def public_case(self, ask: contract.AskPublicCase) -> contract.PublicCase:
        """A version as the gate let it through; while it is hidden its hash and the reason."""
        case = await self._cases.case(ask.id)
        nothing = Refused("not_found", "There is no such case, or it is not open to you.")
        if case is None or not is_public(case, datetime.now(UTC)):
            raise nothing
        version = await self._publication.version(ask.id, ask.version)
        if version is None:
            raise nothing
        versions = [
            contract.VersionLine(version=one.number, hash=one.hash, at=one.at, what=one.what, why=one.why)
            for one in await self._publication.versions(ask.id)
        ]
        hidden = await self._publication.hidden(ask.id)
        if hidden:
            plain = [one.model_copy(update={"what": "", "why": ""}) for one in versions]
            return contract.PublicCase(
                id=case.id, number=case.number, version=version.stated(), hidden=hidden, versions=plain
            )
        answer = shown(version, json.loads(version.document))
        rebuttals = await self._rebutted.beside(ask.id)
        return answer.model_copy(update={"versions": versions, "rebuttals": rebuttals})

    async def corrections(self, ask: contract.AskCorrections) -> contract.Corrections:
        """What was corrected in published cases."""
        try:
            after = datetime.fromisoformat(ask.after) if ask.after else None
        except ValueError:
            sentence = "The list cannot be continued from here; start it again."
            raise Refused("invalid", sentence, {"field": "after"}) from None
        hidden = await self._publication.all_hidden()
        found = await self._publication.corrections(ask.limit + 1, after, hidden)
        following = found[ask.limit - 1].at.isoformat() if len(found) > ask.limit else None
        return contract.Corrections(items=found[: ask.limit], next=following)

    # --- operators -------------------------------------------------------------------------------------------

    async def terms(self, ask: contract.AskTerms) -> contract.Terms:
        """The words that texts are measured by."""
        return contract.Terms(items=await self._rules.terms(), hearing=await self._rules.hearing_days())

    async def save_term(self, ask: contract.AskSaveTerm) -> contract.TermRow:
        """Write a word."""
        caller = await self._callers("save_term", ask.token)
        return await self._rules.save_term(ask, caller.id, datetime.now(UTC))

    async def denylist(self, ask: contract.AskDenylist) -> contract.Denylist:
        """Where no text may lead."""
        await self._callers("denylist", ask.token)
        return contract.Denylist(items=await self._rules.denied())

    async def save_denied(self, ask: contract.AskSaveDenied) -> contract.DeniedLink:
        """Write a link."""
        caller = await self._callers("save_denied", ask.token)
        return await self._rules.save_denied(ask, caller.id, datetime.now(UTC))

    async def set_hearing_days(self, ask: contract.AskHearingDays) -> contract.HearingDays:
        """How long the other side has."""
        caller = await self._callers("set_hearing_days", ask.token)
        return await self._rules.set_hearing_days(ask.days, ask.source, ask.revision, caller.id, datetime.now(UTC))
