"""R024: the next price is unusually close to the winning one.

Per lot, (next lowest - winning) / winning is at most the lower fence (Q1 - 1.5 IQR) of the lots of the same country and
currency, and at most `ceiling`. As in Cardinal there is no flag unless Q1 and the fence are above zero: where small
gaps are common, none of them is unusual.
"""

import numpy as np

from services.scoring.gaps import NEEDS, WINNING_GAPS, gaps, market
from services.scoring.grouping import or_zero
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_lots
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.part import Part
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.spreads import NOTHING_KNOWN
from services.scoring.statistic import Known
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The gap of each lot, against the lower fence of its market."""
    found, keys, figures = gaps(part), market(part), known or NOTHING_KNOWN
    peers = or_zero(figures.at("n", keys))
    fence = figures.at("lower", keys)
    limit = np.minimum(np.where((figures.at("q1", keys) > 0) & (fence > 0), fence, np.nan), parameters["ceiling"])
    return of_lots(
        raised=found.gap <= limit + 1e-9,
        value=found.gap,
        threshold=limit,
        nothing=found.nothing,
        missing=[*found.missing, (Missing.PEERS, ~np.isnan(found.gap) & (peers < parameters["minimum_peers"]))],
        evidence=lambda lot: found.evidence(part, lot),
        parameters=lambda lot: {"peers": int(peers[lot])},
    )


R024 = Indicator(
    id="R024",
    title=Texts(
        ky="Экинчи баа жеңүүчүнүкүнө өтө жакын",
        ru="Вторая цена очень близка к победившей",
        en="The next price is very close to the winning one",
    ),
    explanation=Texts(
        ky="Жеңүүчүнүн баасы менен кийинки арзан баанын айырмасы башка лотторго караганда өзгөчө кичине. Катышуучулар "
        "бири-биринин баасын алдын ала билген болушу мүмкүн.",
        ru="Разница между ценой победителя и следующей ценой необычно мала по сравнению с другими лотами. Возможно, "
        "участники заранее знали цены друг друга.",
        en="The gap between the winner's price and the next one is unusually small compared with other lots. The "
        "bidders may have known each other's prices beforehand.",
    ),
    innocent=Texts(
        ky="Баасы баарына белгилүү товарларда (күйүүчү май, стандарттык азык-түлүк) же аукциондо баалар өзүнөн өзү "
        "жакын болот.",
        ru="У товаров с общеизвестной ценой (топливо, стандартные продукты) и на аукционах цены близки сами по себе.",
        en="Goods whose price everybody knows (fuel, standard food) and auctions lead to close prices by themselves.",
    ),
    check=Texts(
        ky="Ушул эле катышуучулардын башка тендерлердеги бааларын салыштырыңыз: айырма дайыма ушундай кичинеби, ким "
        "утат?",
        ru="Сравните цены этих же участников в других закупках: всегда ли разница так мала и кто выигрывает?",
        en="Compare the prices of the same bidders in other tenders: is the gap always that small, and who wins?",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R024"),
    version="1.0",
    weight=1,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=NEEDS,
    crosswalk=("OCP R024",),
    bids=True,
    worst=np.min,
    parameters={"ceiling": 0.05, "minimum_peers": 30},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
    statistic=WINNING_GAPS,
)
