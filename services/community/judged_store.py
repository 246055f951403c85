"""Verdicts on flags: how many say what (`judged`), who says what now (`verdicts`), all that was said (`said`)."""

from datetime import datetime

from services.community.tokens import new_id
from services.community.verdicts import JudgedFlag, Verdict, counted, fact
from shared.contracts.base import MemberId
from shared.contracts.judgement import FlagVerdict, FlagVerdicts, OwnVerdict, VerdictCounts
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

MOST = 500
"""Flags of one process that are answered."""
INDEXES = (
    Index("judged", [("ocid", ASCENDING), ("version", DESCENDING)], {"name": "process"}),
    Index("verdicts", [("member", ASCENDING), ("ocid", ASCENDING), ("version", DESCENDING)], {"name": "member"}),
    Index("said", [("member", ASCENDING)], {"name": "member"}),
    Index("said", [("flag", ASCENDING), ("at", ASCENDING)], {"name": "flag"}),
)


class JudgedStore:
    """Collections and queries of verdicts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._judged = store.collection("judged")
        self._verdicts = store.collection("verdicts")
        self._said = store.collection("said")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    async def judge(self, flag: JudgedFlag, verdict: Verdict) -> VerdictCounts:
        """Write a verdict in place of the member's last one and tell the public; how many say what now.

        The same again changes nothing; another reason alone is written and not told.
        """

        async def work(session: Session) -> VerdictCounts:
            row = await self._judged.find_one({"_id": flag.id}, session=session)
            counts, revision = (_counts(row), row["revision"]) if row else (VerdictCounts(), 0)
            key = f"{flag.id}:{verdict.member}"
            last = await self._verdicts.find_one({"_id": key}, session=session)
            before = FlagVerdict(last["verdict"]) if last else None
            if last and (before, last["reason"]) == (verdict.verdict, verdict.reason):
                return counts
            words: Document = {"member": verdict.member, "verdict": verdict.verdict.value, "reason": verdict.reason}
            words["at"] = verdict.at
            await self._verdicts.replace_one({"_id": key}, _row(flag) | words, upsert=True, session=session)
            await self._said.insert_one({"_id": new_id("v"), "flag": flag.id, **words}, session=session)
            if before is verdict.verdict:
                return counts
            after = counted(counts, before, verdict.verdict)
            state = {"counts": after.model_dump(), "revision": revision + 1, "at": verdict.at}
            await self._judged.replace_one({"_id": flag.id}, _row(flag) | state, upsert=True, session=session)
            told = fact(flag, verdict.verdict, after, revision + 1, verdict.at)
            await self._store.record(session, [told])
            return after

        return await self._store.atomically(work)

    async def of_process(self, ocid: str) -> list[FlagVerdicts]:
        """How many say what of each flag of a process."""
        rows = self._judged.find({"ocid": ocid}).sort("version", DESCENDING).limit(MOST)
        return [
            FlagVerdicts(
                indicator=row["indicator"],
                process_version=row["version"],
                rule_version=row["rule"],
                counts=_counts(row),
            )
            for row in await rows.to_list(MOST)
        ]

    async def of_member(self, member: MemberId, ocid: str) -> list[OwnVerdict]:
        """What a member says of each flag of a process."""
        rows = self._verdicts.find({"member": member, "ocid": ocid}).sort("version", DESCENDING).limit(MOST)
        return [_own(row) for row in await rows.to_list(MOST)]


def _own(row: Document) -> OwnVerdict:
    at: datetime = row["at"]
    return OwnVerdict(
        indicator=row["indicator"],
        process_version=row["version"],
        rule_version=row["rule"],
        verdict=FlagVerdict(row["verdict"]),
        reason=row["reason"],
        at=at,
    )


def _row(flag: JudgedFlag) -> Document:
    return {
        "ocid": flag.ocid,
        "indicator": flag.indicator,
        "version": flag.process_version,
        "rule": flag.rule_version,
        "country": flag.country,
    }


def _counts(row: Document) -> VerdictCounts:
    return VerdictCounts(**row["counts"])
