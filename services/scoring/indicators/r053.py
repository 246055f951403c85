"""R053: two bidders keep meeting, and the same one always wins.

Two firms that bid for a lot of this tender have met in lots of at least `threshold` decided processes; one of them won
every decided lot and the other none; and they met in at least `overlap` of all lots in which either bid, so that a
large firm that wins often does not make suspects of all who ever met it. Source: OCP guide R053; see `network`.
"""

import numpy as np

from services.scoring.grouping import Bools, Grouping
from services.scoring.indicator import Answers, Indicator, Parameters, Stage, Unit, bidders, of_lots
from services.scoring.methods import Competition
from services.scoring.network import CO_BIDDING, MOST, compared, meetings
from services.scoring.part import Part
from services.scoring.peers import Figures
from services.scoring.phrasing import AGREEMENTS_FORBIDDEN, NO_LAW_ON_AGREEMENTS
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import joined
from services.scoring.winners import TENDERERS, unnamed
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How often the pair met that met most often."""
    least, bids = parameters["threshold"], part.bids
    met = meetings(part, compared(part))
    lot, a, b = met.lot[met.first], met.firm[met.first], met.firm[met.second]
    key = joined(part.processes.country[part.lots.process[lot]], a, b)
    figures = Figures(known, key)
    times = figures["decided_processes"]
    flagged = np.zeros(len(key), np.bool_)
    often = (times >= least).nonzero()[0]
    flagged[often] = _one_sided(figures.only(often), parameters["overlap"])
    of = Grouping(lot, len(part.lots))
    raised = of.some(flagged)
    rivals = part.bids_of_lot.distinct(bids.firm, bids.firm != 0)
    most = of.first_highest(times, flagged)

    def pair(lot: int) -> Bools:
        return np.isin(bids.firm, [a[most[lot]], b[most[lot]]])

    return of_lots(
        raised=raised,
        value=np.fmax(of.highest(times, flagged), np.where(raised, np.nan, of.highest(times))),
        threshold=least,
        nothing=(rivals > MOST) | ((rivals < 2) & part.bids_of_lot.every(bids.named)),
        missing=[(TENDERERS, unnamed(part) & ~raised)],
        evidence=lambda lot: [bidders(part, bid) for bid in part.bids_of_lot.rows(lot, pair(lot))],
        parameters=lambda lot: {"lots": figures.one("decided", int(most[lot]))},
    )


def _one_sided(pairs: Figures, overlap: float) -> Bools:
    """Pairs that met in so large a share of their lots, and of whom one always won and the other never."""
    decided, wins_a, wins_b = pairs["decided"], pairs["wins_a"], pairs["wins_b"]
    found: Bools = ((wins_a == decided) & (wins_b == 0)) | ((wins_b == decided) & (wins_a == 0))
    return found & (pairs["overlap"] >= overlap)


R053 = Indicator(
    id="R053",
    title=Texts(
        ky="Эки ишкана көп жолугуп, дайыма бирөө утат",
        ru="Две фирмы часто встречаются, и всегда выигрывает одна",
        en="Two firms keep meeting and the same one always wins",
    ),
    explanation=Texts(
        ky="Бул лоттун эки катышуучусу мурда да жок дегенде {times} тендерде чогуу катышкан, ар дайым бирөө утуп, "
        "экинчиси бир да жолу уткан эмес. Экинчиси атаандаштык бардай көрүнүү үчүн гана катышышы мүмкүн.",
        ru="Два участника этого лота уже встречались не меньше чем в {times} закупках: одна фирма всегда выигрывала, "
        "другая ни разу. Возможно, вторая участвует лишь для вида.",
        en="Two bidders for this lot have met in at least {times} tenders: one of them won every time, the other "
        "never. The second one may bid for show only.",
    ),
    innocent=Texts(
        ky="Чакан рынокто ошол эле ишканалар жолуга берет; бирөө жакын жайгашкандыктан же чоң болгондуктан дайыма "
        "арзан болушу мүмкүн.",
        ru="На небольшом рынке встречаются одни и те же; одна фирма может быть всегда дешевле — она ближе или крупнее.",
        en="In a small market the same firms meet again and again; one may always be cheaper because it is nearer or "
        "larger.",
    ),
    check=Texts(
        ky="Эки ишкананын бааларынын айырмасын ар бир тендерде салыштырыңыз: ал дайыма окшошпу? Дареги, ээлери, "
        "документтери окшошпу?",
        ru="Сравните разницу цен двух фирм в каждой закупке: не одинакова ли она? Похожи ли адреса, владельцы, "
        "документы?",
        en="Compare the gap between the prices of the two in each tender: is it always alike? Are addresses, owners "
        "or papers alike?",
    ),
    legal_basis=NO_LAW_ON_AGREEMENTS,
    national_legal_basis=AGREEMENTS_FORBIDDEN,
    source=ocp_guide("R053"),
    version="1.0",
    weight=3,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(TENDERERS,),
    crosswalk=("OCP R053", "i083"),
    parameters={"threshold": 5, "overlap": 0.2},
    words=lambda parameters: {"times": str(parameters["threshold"])},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    bids=True,
    evaluate=evaluate,
    statistic=CO_BIDDING,
)
