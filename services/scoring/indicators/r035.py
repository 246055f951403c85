"""R035: every bid except the winner's was disqualified.

For one lot with final awards: the tenderers of valid bids are exactly one and are the suppliers of the active awards,
and at least `threshold` other tenderers were disqualified. Unlike Cardinal: judged per lot, and a lot is not computable
when its awards name no supplier or no bid is said to have been admitted.
"""

from services.scoring.indicator import (
    MIXED,
    NO_WINNER,
    Answer,
    Evidence,
    Indicator,
    LotAnswer,
    Missing,
    Parameters,
    Population,
    State,
    over_lots,
    without_bids,
)
from services.scoring.methods import Competition
from services.scoring.process import Lot, Process
from services.scoring.sources import LAWFUL_WHEN_JUSTIFIED, ocp_guide
from shared.contracts.base import Texts


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """How many tenderers were disqualified beside the only one left."""
    least = parameters["threshold"]
    return without_bids(process) or over_lots(
        process, lambda lot: judge(lot, least), nothing=NO_WINNER, threshold=least
    )


def judge(lot: Lot, least: int) -> LotAnswer | None:
    """One lot; None when it ended without a winner."""
    if lot.mixed:
        return MIXED
    if not lot.decided:
        return LotAnswer(State.NOT_COMPUTABLE, missing=[Missing.FINAL_AWARDS])
    if not lot.active_awards:
        return None
    winners = frozenset[str]().union(*(award.suppliers for award in lot.active_awards))
    if not winners:
        return LotAnswer(State.NOT_COMPUTABLE, missing=["/awards/suppliers"])
    admitted = frozenset[str]().union(*(bid.tenderers for bid in lot.bids if bid.valid))
    if not admitted:
        return LotAnswer(State.NOT_COMPUTABLE, missing=["/bids/details/status"])
    disqualified = [bid for bid in lot.bids if bid.disqualified and bid.tenderers - admitted]
    count = len(frozenset[str]().union(*(bid.tenderers for bid in disqualified)) - admitted)
    if len(admitted) != 1 or admitted != winners or count < least:
        return LotAnswer(State.CLEAR, count)
    evidence = [Evidence(f"/bids/details/{bid.index}/status", bid.status) for bid in disqualified]
    return LotAnswer(State.RAISED, count, evidence)


R035 = Indicator(
    id="R035",
    title=Texts(
        ky="Жеңүүчүдөн башкасынын баары четтетилген",
        ru="Отклонены все, кроме победителя",
        en="All but the winner were disqualified",
    ),
    explanation=Texts(
        ky="Лотто бир нече катышуучу болгон, бирок жеңүүчүдөн башкасынын баары четтетилген. Атаандаштык кагаз жүзүндө "
        "гана калган болушу мүмкүн.",
        ru="В лоте было несколько участников, но все, кроме победителя, отклонены. Соревнование могло остаться только "
        "на бумаге.",
        en="Several tenderers bid for a lot, but all except the winner were disqualified. The competition may have "
        "been one on paper only.",
    ),
    innocent=Texts(
        ky="Башка катышуучулардын документтери чын эле толук эмес болушу мүмкүн; тажрыйбасыз ишканалар көп катышкан "
        "рынокто мындай боло берет.",
        ru="Документы остальных могли быть действительно неполными; так бывает на рынках, где много неопытных "
        "участников.",
        en="The others' documents may really have been incomplete; it happens in markets with many inexperienced "
        "bidders.",
    ),
    check=Texts(
        ky="Баалоо протоколунан четтетүүнүн себептерин окуңуз: талаптар баарына бирдей колдонулганбы? Даттануулар "
        "барбы, караңыз.",
        ru="Прочитайте в протоколе оценки причины отклонения: одинаково ли применялись требования ко всем? "
        "Посмотрите, были ли жалобы.",
        en="Read the reasons in the evaluation report: were the requirements applied to all alike? See whether there "
        "were complaints.",
    ),
    legal_basis=LAWFUL_WHEN_JUSTIFIED,
    source=ocp_guide("R035"),
    version="1.1",
    weight=3,
    parameters={"threshold": 1},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    evaluate=evaluate,
)
