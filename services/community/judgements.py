"""What community answers about verdicts on flags and comparisons of tenders. Thin."""

from datetime import UTC, datetime

from services.community import limits
from services.community.callers import Callers
from services.community.judged_store import JudgedStore
from services.community.pairs import RatedPair
from services.community.pairs_store import PairsStore
from services.community.rooms import Ask
from services.community.tokens import digest
from services.community.tries_store import TriesStore
from services.community.verdicts import Verdict, raised_flag, require_reason
from shared.contracts import judgement as contract
from shared.contracts.base import MemberId
from shared.contracts.risk import AskFlags, AskPair, Flags, Pair
from shared.errors import Refused

_DRAWS = 12
"""Pairs that are drawn before we say that there are none left for this member."""


class Judgements:
    """Request handlers over verdicts and pairs."""

    def __init__(
        self,
        caller: Callers,
        tries: TriesStore,
        verdicts: JudgedStore,
        pairs: PairsStore,
        ask: Ask,
    ) -> None:
        """`caller` tells who sends a request and whether they may; `tries` counts what members do."""
        self._caller = caller
        self._tries = tries
        self._verdicts = verdicts
        self._pairs = pairs
        self._ask = ask

    # --- verdicts on flags ---------------------------------------------------------------------------------

    async def judge_flag(self, ask: contract.AskJudgeFlag) -> contract.FlagVerdicts:
        """Say of a raised flag what one found; the latest verdict of a member counts."""
        member = await self._member("judge_flag", ask.token)
        require_reason(ask.verdict, ask.reason)
        now = await self._take_turn(limits.VERDICTS, member)
        flags = await self._ask("ask.scoring.flags", AskFlags(ocid=ask.ocid), Flags)
        flag = raised_flag(flags, ask.indicator, ask.process_version, ask.rule_version)
        counts = await self._verdicts.judge(flag, Verdict(member, ask.verdict, ask.reason, now))
        return contract.FlagVerdicts(
            indicator=flag.indicator,
            process_version=flag.process_version,
            rule_version=flag.rule_version,
            counts=counts,
        )

    async def flag_verdicts(self, ask: contract.AskFlagVerdicts) -> contract.ProcessVerdicts:
        """How many members say what of each flag of a process; open to everybody."""
        return contract.ProcessVerdicts(items=await self._verdicts.of_process(ask.ocid))

    async def own_verdicts(self, ask: contract.AskOwnVerdicts) -> contract.OwnVerdicts:
        """What the asking member said of the flags of a process, with the reasons."""
        member = await self._member("own_verdicts", ask.token)
        return contract.OwnVerdicts(items=await self._verdicts.of_member(member, ask.ocid))

    # --- comparisons of tenders ----------------------------------------------------------------------------

    async def next_pair(self, ask: contract.AskNextPair) -> contract.PairToLabel:
        """The pair at hand, else one that lacks its second rater, else a new one."""
        member = await self._member("next_pair", ask.token)
        rater = await self._pairs.rater(member)
        now = datetime.now(UTC)
        found = await self._pairs.at_hand(member, rater.pair) if rater.pair else None
        found = found or await self._pairs.give_open(member, now)
        found = found or await self._draw(member, rater.seed, rater.drawn, now)
        return contract.PairToLabel(
            id=found.id, first=found.pair.first, second=found.pair.second, answered=rater.answered
        )

    async def label_pair(self, ask: contract.AskLabelPair) -> contract.PairLabelled:
        """Keep which of two tenders the member would check first."""
        member = await self._member("label_pair", ask.token)
        now = await self._take_turn(limits.LABELS, member)
        answered = await self._pairs.answer(member, ask.pair, ask.choice, now)
        if answered is None:
            raise Refused("not_found", "This pair does not wait for your answer; take the next one.")
        return contract.PairLabelled(answered=answered)

    async def _draw(self, member: MemberId, seed: str, drawn: int, now: datetime) -> RatedPair:
        for counter in range(drawn, drawn + _DRAWS):
            pair = await self._ask("ask.scoring.pair", AskPair(seed=seed, counter=counter), Pair)
            await self._pairs.count_draw(member)
            found = await self._pairs.give_drawn(member, pair, now)
            if found:
                return found
        raise Refused("no_pair", "You have compared all the pairs there are at the moment; come back later.")

    # --- shared --------------------------------------------------------------------------------------------

    async def _member(self, request: str, token: str) -> MemberId:
        return (await self._caller(request, token)).account.id

    async def _take_turn(self, rate: limits.Rate, member: MemberId) -> datetime:
        """Count what a member does. Raises `Refused("too_many_attempts")`."""
        now = datetime.now(UTC)
        await self._tries.take_turn(rate, digest(member), now)
        return now
