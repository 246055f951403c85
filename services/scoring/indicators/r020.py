"""R020: somebody complained.

At least one complaint about the process is published. "None" is clear only where complaints are published at all: when
at least `seen` processes of the country have one. Source: OCP guide R020.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Evidence, Indicator, Parameters, Stage, Unit, of_processes
from services.scoring.part import Part
from services.scoring.practice import habit, practice
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens
from shared.contracts.base import Texts

COMPLAINTS = "/complaints"


def _complained(part: Part) -> tuple[Tokens, Bools, Bools]:
    processes = part.processes
    return processes.country, np.ones(len(part), np.bool_), processes.complaints > 0


COMPLAINED = practice("complained", "1", _complained)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many complaints there are."""
    count = part.processes.complaints
    published = habit(known, part.processes.country).told >= parameters["seen"]
    return of_processes(
        raised=count > 0,
        value=count.astype(np.float64),
        threshold=1,
        missing=[(COMPLAINTS, (count == 0) & ~published)],
        evidence=lambda process: [Evidence(COMPLAINTS, int(count[process]))],
    )


R020 = Indicator(
    id="R020",
    title=Texts(ky="Даттануу түшкөн", ru="Поступила жалоба", en="Somebody complained"),
    explanation=Texts(
        ky="Сатып алуу боюнча жок дегенде бир даттануу катталган. Катышуучулар эрежелер бузулганын көбүнчө биринчи "
        "болуп байкашат.",
        ru="По закупке зарегистрирована хотя бы одна жалоба. Участники обычно первыми замечают, что правила нарушены.",
        en="At least one complaint about the purchase is on record. Bidders are often the first to notice that rules "
        "were broken.",
    ),
    innocent=Texts(
        ky="Даттануу негизсиз болуп чыгышы же канааттандырылышы мүмкүн; утулган катышуучу жөн эле макул болбой "
        "калганда да даттанат.",
        ru="Жалоба могла оказаться необоснованной или уже удовлетворена; жалуются и просто не согласные с проигрышем.",
        en="The complaint may have been unfounded, or was granted already; some complain merely because they lost.",
    ),
    check=Texts(
        ky="Порталдан даттануунун текстин жана көз карандысыз комиссиянын чечимин окуңуз. Чечим аткарылганбы, "
        "текшериңиз.",
        ru="Прочитайте на портале жалобу и решение комиссии по ней. Проверьте, исполнено ли решение.",
        en="Read the complaint and the review body's decision on the portal. Check whether the decision was carried "
        "out.",
    ),
    legal_basis=Texts(
        ky="Жок: даттануу — катышуучунун укугу",
        ru="Нет: жалоба — право участника",
        en="None: complaining is a bidder's right",
    ),
    source=ocp_guide("R020"),
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(COMPLAINTS,),
    crosswalk=("OCP R020",),
    parameters={"seen": 10},
    evaluate=evaluate,
    statistic=COMPLAINED,
)
