"""R003: the submission period is too short.

Whole days between start and end of the tender period, compared (strictly less) with the minimum on record for the
method on the day of publication. Unlike Cardinal: minimums are dated and per method, only competitive methods are
judged, and a period that ends before it starts is an error of the data, not a short period.
"""

import msgspec

from services.scoring.amounts import BISHKEK, instant
from services.scoring.indicator import (
    Answer,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Population,
    State,
    not_computable,
)
from services.scoring.law import BASES, MINIMUM_PERIODS, MinimumPeriod, minimum_period
from services.scoring.methods import Competition
from services.scoring.process import Process
from services.scoring.sources import ocp_guide
from shared.contracts.base import Texts

START, END = "/tender/tenderPeriod/startDate", "/tender/tenderPeriod/endDate"


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """Days tenderers had, against the minimum in force."""
    period = process.tender.tender_period
    start, end = instant(period.start_date), instant(period.end_date)
    if start is None or end is None:
        return not_computable(*(path for path, moment in ((START, start), (END, end)) if moment is None))
    if end <= start:
        return not_computable(Missing.PERIOD_ORDER)
    announced = process.published or start
    minimum = minimum_period(process, announced.astimezone(BISHKEK).date(), parameters["minimum_periods"])
    if minimum is None:
        return not_computable(Missing.LEGAL_MINIMUM)
    days = (end - start).days
    return Answer(
        State.RAISED if days < minimum.days else State.CLEAR,
        value=days,
        threshold=minimum.days,
        evidence=[Evidence(START, period.start_date), Evidence(END, period.end_date)],
        parameters={"minimum_days": minimum.days, "basis": minimum.basis},
    )


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
    parameters={"minimum_periods": msgspec.to_builtins(MINIMUM_PERIODS)},
    competitions=frozenset({Competition.COMPETITIVE}),
    prepare=prepare,
    evaluate=evaluate,
)
