"""R058: the winning bid is heavily discounted against the next one.

Per lot, (next lowest - winning) / winning reaches the upper fence (Q3 + 1.5 IQR) of the lots of the same country and
currency, and `floor`. As in Cardinal there is no flag unless the fence is above zero.
"""

import numpy as np

from services.scoring.gaps import NEEDS, WINNING_GAPS, gaps, market
from services.scoring.grouping import or_zero
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_lots, reaches
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.part import Part
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.spreads import NOTHING_KNOWN
from services.scoring.statistic import Known
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The gap of each lot, against the upper fence of its market."""
    found, keys, figures = gaps(part), market(part), known or NOTHING_KNOWN
    peers = or_zero(figures.at("n", keys))
    fence = figures.at("upper", keys)
    limit = np.maximum(np.where(fence > 0, fence, np.nan), parameters["floor"])
    return of_lots(
        raised=reaches(found.gap, limit),
        value=found.gap,
        threshold=limit,
        nothing=found.nothing,
        missing=[*found.missing, (Missing.PEERS, ~np.isnan(found.gap) & (peers < parameters["minimum_peers"]))],
        evidence=lambda lot: found.evidence(part, lot),
        parameters=lambda lot: {"peers": int(peers[lot])},
    )


R058 = Indicator(
    id="R058",
    title=Texts(
        ky="Жеңген баа башкалардан өтө төмөн",
        ru="Победившая цена намного ниже остальных",
        en="The winning price is far below the others",
    ),
    explanation=Texts(
        ky="Жеңүүчүнүн баасы кийинки баадан башка лотторго караганда өзгөчө көп төмөн. Иш аягына чыкпай калышы, сапаты "
        "начар болушу же кийин баасы көтөрүлүшү мүмкүн; башка сунуштар көрүнүш үчүн берилген болушу да ыктымал.",
        ru="Цена победителя необычно сильно ниже следующей по сравнению с другими лотами. Работа может остаться "
        "незаконченной, качество — плохим, а цена — вырасти позже; другие заявки могли быть поданы для вида.",
        en="The winner's price is unusually far below the next one compared with other lots. The work may stay "
        "unfinished, the quality may be poor, or the price may rise later; other offers may have been made for show.",
    ),
    innocent=Texts(
        ky="Жеңүүчүнүн кампасында даяр товары болушу, арзан технология колдонушу же башкалардын баасы ката эсептелиши "
        "мүмкүн.",
        ru="У победителя мог быть товар на складе или более дешёвая технология, а у других — ошибки в расчётах.",
        en="The winner may have had goods in stock or a cheaper technology, and the others may have miscalculated.",
    ),
    check=Texts(
        ky="Келишимдин кийинки өзгөртүүлөрүн жана иштин аткарылганын караңыз. Жеңген бааны болжолдуу баа менен "
        "салыштырыңыз.",
        ru="Посмотрите, менялся ли договор потом и выполнена ли работа. Сравните победившую цену с ожидаемой "
        "стоимостью.",
        en="See whether the contract was changed later and the work was done. Compare the winning price with the "
        "estimate.",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R058"),
    version="1.0",
    weight=1,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=NEEDS,
    crosswalk=("OCP R058",),
    bids=True,
    parameters={"floor": 0.3, "minimum_peers": 30},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
    statistic=WINNING_GAPS,
)
