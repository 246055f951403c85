"""What members make of risk indicators: verdicts on raised flags, and which of two tenders deserves a check first.

Requests of community, and the one fact it publishes of them. Who said it and why stays in community.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, IndicatorId, Instant, Ocid
from shared.contracts.community import Token

Reason = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)]
PairId = Annotated[str, StringConstraints(pattern=r"^p_[0-9a-f]{24}$")]


class FlagVerdict(StrEnum):
    """What somebody who checked a flag found."""

    CONFIRMED = "confirmed"
    """What the indicator looks for is there and needs attention."""
    EXPLAINABLE = "explainable"
    """It is there and has an ordinary reason."""
    WRONG_DATA = "wrong_data"
    """The published data are wrong."""


class VerdictCounts(Contract):
    """How many members say what of one flag; each member counts once, with the latest verdict."""

    confirmed: int = 0
    explainable: int = 0
    wrong_data: int = 0


class FlagJudged(Contract):
    """`case.v1.flag_judged.<country>.<indicator>`: a verdict on a flag was given or changed. Says nothing of whom."""

    ocid: Ocid
    indicator: IndicatorId
    country: str
    process_version: int
    """Of the flag: the version of the process that it was raised for."""
    rule_version: str
    verdict: FlagVerdict
    counts: VerdictCounts
    """With this verdict."""
    revision: int
    """Verdicts given on this flag so far, changes too: of two facts about one flag the higher one is the newer."""


# --- questions: verdicts ----------------------------------------------------------------------------------------


class AskJudgeFlag(Contract):
    """`ask.community.judge_flag` -> `FlagVerdicts`. Needs a signed-in member; a second verdict replaces the first.

    Errors: `not_found` (not raised), `flag_changed` (raised anew since it was looked at), `reason_required`,
    `too_many_attempts`.
    """

    token: Token
    ocid: Ocid
    indicator: IndicatorId
    process_version: int
    rule_version: str
    """As the member saw the flag."""
    verdict: FlagVerdict
    reason: Reason = ""
    """Needed unless the flag is confirmed. Private: shown to nobody but the member."""


class FlagVerdicts(Contract):
    """How members judged one flag."""

    indicator: IndicatorId
    process_version: int
    rule_version: str
    counts: VerdictCounts


class AskFlagVerdicts(Contract):
    """`ask.community.flag_verdicts` -> `ProcessVerdicts`: what is said of the flags of one process."""

    ocid: Ocid


class ProcessVerdicts(Contract):
    """The flags of a process that anybody judged, those of earlier versions too; the newest first, at most 500."""

    items: list[FlagVerdicts]


class AskOwnVerdicts(Contract):
    """`ask.community.own_verdicts` -> `OwnVerdicts`. Needs a signed-in member."""

    token: Token
    ocid: Ocid


class OwnVerdict(Contract):
    """What the asking member said of one flag."""

    indicator: IndicatorId
    process_version: int
    rule_version: str
    verdict: FlagVerdict
    reason: Reason = ""
    at: Instant


class OwnVerdicts(Contract):
    """The asking member's latest verdicts on one process, newest first, at most 500."""

    items: list[OwnVerdict]


# --- questions: pairs -------------------------------------------------------------------------------------------


class PairChoice(StrEnum):
    """Which of two tenders deserves a check first."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    """Both, equally."""
    NEITHER = "neither"
    CANNOT_TELL = "cannot_tell"


class AskNextPair(Contract):
    """`ask.community.next_pair` -> `PairToLabel`. Needs a signed-in member; the same pair until it is answered.

    Errors: `no_pair` when no two comparable tenders are known.
    """

    token: Token


class PairToLabel(Contract):
    """Two tenders to compare. The page shows neither their identifiers nor anything that says who is behind them."""

    id: PairId
    first: Ocid
    second: Ocid
    answered: int = Field(ge=0)
    """Pairs that the member has answered so far."""


class AskLabelPair(Contract):
    """`ask.community.label_pair` -> `PairLabelled`. Needs a signed-in member who was given the pair.

    Errors: `not_found` when the pair was not given to the member, or was answered already or too late.
    """

    token: Token
    pair: PairId
    choice: PairChoice


class PairLabelled(Contract):
    """The answer is kept."""

    answered: int
    """Pairs that the member has answered so far."""
