"""R026: won by several firms together, in a class where that is unusually frequent.

Of the awards in a class (four digits), the share given to more than one supplier reaches the upper fence (Q3 + 1.5 IQR)
of the classes of the country, and `floor`; and this process has such an award. A process that buys things of several
classes has nothing to judge.
"""

import numpy as np

from services.scoring.classes import CODE, only_class4
from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
    winners,
)
from services.scoring.part import Part
from services.scoring.shares import COUNTED, compared_shares, standing
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import Tokens, joined
from services.scoring.winners import awarded
from shared.contracts.base import Texts

SUPPLIERS = "/awards/suppliers"
LEAST = 20
"""A class with fewer awards is nobody's peer."""


def market(part: Part) -> tuple[Tokens, Bools]:
    """The country and the class of each process, and which processes buy several."""
    code, several = only_class4(part)
    return joined(part.processes.country, code), several


def together(part: Part) -> Bools:
    """Awards that stand, to several firms."""
    return part.awards.active & (part.suppliers_of_award.count() > 1)


def collect(part: Part) -> Columns:
    """Awards that name who won, and those to several firms, by class."""
    awards, of = part.awards, part.award_process
    key = market(part)[0][of]
    kept = awards.active & awards.whole & (awards.winner != 0) & (key != 0) & ~part.processes.cancelled[of]
    found = together(part)[kept].astype(np.float64)
    return {"key": key[kept], "group": part.processes.country[of][kept], "n": np.ones(len(found)), "found": found}


JOINT_AWARDS = Statistic(name="joint_awards", version="1", collect=collect, by=COUNTED, finish=compared_shares(LEAST))


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The share of joint awards in the class."""
    key, several = market(part)
    found = standing(known, key, parameters)
    awards, of, joint = part.awards, part.awards_of_process, together(part)
    some = awarded(part)
    return of_processes(
        raised=found.out & of.some(joint),
        value=found.share,
        threshold=found.limit,
        nothing=several,
        missing=[
            (Missing.FINAL_AWARDS, ~some),
            (SUPPLIERS, of.some(awards.active & (awards.winner == 0))),
            (CODE, key == 0),
            (Missing.PEERS, found.few & (key != 0)),
        ],
        evidence=lambda process: [winners(part, award) for award in of.rows(process, joint)],
        parameters=found.said,
    )


R026 = Indicator(
    id="R026",
    title=Texts(
        ky="Биргелешкен жеңүүчүлөр бул тармакта өтө көп",
        ru="В этой отрасли необычно часто побеждают группами",
        en="Firms unusually often win together in this class",
    ),
    explanation=Texts(
        ky="Келишимди бир нече ишкана чогуу алган, ал эми ушул түрдөгү сатып алууларда мындай жеңиш башкаларга "
        "караганда өзгөчө көп. Атаандаш болушу мүмкүн болгон ишканалар рынокту бөлүшүп жаткан болушу ыктымал.",
        ru="Договор получили несколько фирм вместе, и в закупках этого вида так бывает необычно часто. Возможно, "
        "фирмы, которые могли бы соперничать, делят рынок.",
        en="Several firms won together, and in purchases of this kind that happens unusually often. Firms that could "
        "compete may be sharing the market.",
    ),
    innocent=Texts(
        ky="Чоң курулуш жана татаал системалар үчүн ишканалардын биригиши кадимки көрүнүш; кичине ишканалар да "
        "бирикпесе катыша албайт.",
        ru="Для крупных строек и сложных систем объединение фирм обычно; малые фирмы иначе и не могут участвовать.",
        en="For large works and complex systems it is usual to join forces; small firms could not take part otherwise.",
    ),
    check=Texts(
        ky="Бул ишканалар өз алдынча да катышып, аткара алмакпы? Иштин кайсы бөлүгүн ким аткарганын сураңыз.",
        ru="Могли ли эти фирмы участвовать и выполнить работу по отдельности? Спросите, кто какую часть выполнил.",
        en="Could each of these firms have bid and done the work alone? Ask who did which part.",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R026"),
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, SUPPLIERS, CODE, Missing.PEERS),
    crosswalk=("OCP R026",),
    parameters={"floor": 0.2, "minimum_cases": LEAST, "minimum_peers": 10},
    evaluate=evaluate,
    statistic=JOINT_AWARDS,
)
