"""R003: the submission period is too short.

Whole days between start and end of the tender period, compared (strictly less) with the minimum on record for the
method on the day of publication. Unlike Cardinal: minimums are dated and per method, only competitive methods are
judged, and a period that ends before it starts is an error of the data, not a short period.
"""

import msgspec
import numpy as np

from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Json,
    Missing,
    Parameters,
    Stage,
    Unit,
    days_between,
    moment_at,
    of_processes,
)
from services.scoring.law import BASES, MINIMUM_PERIODS, MinimumPeriod, minimum_periods
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from shared.contracts.base import Texts

START, END = "/tender/tenderPeriod/startDate", "/tender/tenderPeriod/endDate"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Days tenderers had, against the minimum in force."""
    processes = part.processes
    announced = np.where(np.isnan(processes.published), processes.start, processes.published)
    table: tuple[MinimumPeriod, ...] = parameters["minimum_periods"]
    row = minimum_periods(part, announced, table)
    minimum = np.array([each.days for each in table] + [np.nan])[row]
    days = days_between(processes.start, processes.end)
    return of_processes(
        raised=days < minimum,
        value=days,
        threshold=minimum,
        missing=[
            (START, no_start := np.isnan(processes.start)),
            (END, no_end := np.isnan(processes.end)),
            (Missing.PERIOD_ORDER, processes.end <= processes.start),
            (Missing.LEGAL_MINIMUM, (row < 0) & ~no_start & ~no_end & (processes.end > processes.start)),
        ],
        evidence=lambda process: _period(part, process),
        parameters=lambda process: _minimum(table[row[process]]),
    )


def _period(part: Part, process: int) -> list[Evidence]:
    return [moment_at(START, part.processes.start[process]), moment_at(END, part.processes.end[process])]


def _minimum(row: MinimumPeriod) -> dict[str, Json]:
    return {"minimum_days": row.days, "basis": row.basis}


def prepare(parameters: Parameters) -> Parameters:
    """Read the table of minimum periods; raises msgspec.ValidationError (a ValueError) when it is malformed."""
    return {"minimum_periods": msgspec.convert(parameters["minimum_periods"], tuple[MinimumPeriod, ...])}


R003 = Indicator(
    id="R003",
    title=Texts(
        ky="Сунуш даярдоого аз убакыт берилген",
        ru="Мало времени на подготовку заявки",
        en="Little time to prepare a bid",
    ),
    explanation=Texts(
        ky="Сунуш кабыл алуу башталгандан аяктаганга чейинки толук күндөр эсептелип, ушул ыкма үчүн жарыяланган күнү "
        "колдонулган эң кыска мөөнөт менен салыштырылат. Убакыт аз болсо, алдын ала билгендер гана үлгүрөт.",
        ru="Считаются полные дни от начала до конца приёма заявок и сравниваются с самым коротким сроком, который "
        "действовал для этого метода в день публикации. Если времени мало, успевают те, кто знал о закупке заранее.",
        en="Counts the whole days from the start to the end of the submission period and compares them with the "
        "shortest period for this method on the day of publication. With little time, only those who knew beforehand "
        "are ready.",
    ),
    innocent=Texts(
        ky="Шашылыш муктаждык, кайталанган сатып алуу же жөнөкөй товар кыска мөөнөттү түшүндүрүшү мүмкүн. "
        "Жарыяланган күндө ката кетиши да ыктымал.",
        ru="Срочная потребность, повторная закупка или простой товар могут объяснять короткий срок. Возможна и ошибка "
        "в опубликованных датах.",
        en="An urgent need, a repeated purchase or a simple good may explain a short period. The published dates may "
        "also be wrong.",
    ),
    check=Texts(
        ky="Порталдагы жарыянын күнүн жана акыркы мөөнөттү караңыз. Мөөнөт узартылганбы, шашылыштыктын себеби "
        "жазылганбы — текшериңиз.",
        ru="Посмотрите на портале дату объявления и крайний срок. Проверьте, продлевался ли срок и указана ли причина "
        "срочности.",
        en="Look up the date of the notice and the deadline on the portal. Check whether the deadline was extended and "
        "whether a reason for urgency is given.",
    ),
    legal_basis=Texts(
        ky="Мөөнөттөр жөнүндө улуттук мыйзам каталогго киргизиле элек; эсепте колдонулган мөөнөттүн негизи "
        "көрсөткүчтүн жанында жазылат",
        ru="Национальный закон о сроках в каталог не внесён; основание применённого срока указано рядом с индикатором",
        en="No national law on periods is on record; the basis of the period used is stated with the flag",
    ),
    national_legal_basis={
        "kg": Texts(
            ky="Кыргыз Республикасынын 2015-жылдын 3-апрелиндеги № 72 мыйзамы (2022-жылдын 14-апрелине чейин); "
            "2022-жылдын 14-апрелиндеги № 27 мыйзам боюнча эң кыска мөөнөттөр ырастала элек",
            ru="Закон Кыргызской Республики от 3 апреля 2015 года № 72 (до 14 апреля 2022 года); минимальные сроки по "
            "Закону от 14 апреля 2022 года № 27 не подтверждены",
            en="Law of the Kyrgyz Republic No. 72 of 3 April 2015 (until 14 April 2022); the minimum periods under "
            "Law No. 27 of 14 April 2022 are not confirmed",
        )
    },
    phrases={basis.en: basis for basis in BASES},
    source=ocp_guide("R003"),
    version="1.0",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(START, END, Missing.PERIOD_ORDER, Missing.LEGAL_MINIMUM),
    crosswalk=("OCP R003", "i038"),
    parameters={"minimum_periods": msgspec.to_builtins(MINIMUM_PERIODS)},
    competitions=frozenset({Competition.COMPETITIVE}),
    prepare=prepare,
    evaluate=evaluate,
)
