"""R010: bought without open competition, and no reason is given.

A process by a method without or with restricted competition gives no reason for it, although at least `usual` of at
least `minimum_peers` processes by the same method in the same country do. Where a country has its reasons on record
(`reasons`), one that is not among them on the day of publication is not computable: it may be a new one. Elsewhere any
reason counts: whether it is a good one only a reader can tell. Source: OCP guide R010.
"""

import msgspec
import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Json,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
)
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.practice import habit, method, practice
from services.scoring.reasons import BASES, REASONS, Reason, Reasons
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, among
from shared.contracts.base import Texts

REASON, METHOD_DETAILS = "/tender/procurementMethodRationale", "/tender/procurementMethodDetails"
SHORTEST = 3
"""Characters: "-" or "." is no reason."""
CLOSED = frozenset({Competition.NONE, Competition.RESTRICTED})


def _given(part: Part) -> tuple[Tokens, Bools, Bools]:
    processes = part.processes
    closed = np.isin(processes.competition, [int(one) for one in CLOSED]) & ~processes.cancelled
    return method(part), closed, processes.rationale_length >= SHORTEST


REASONS_GIVEN = practice("reasons_given", "1", _given)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Whether a reason is missing where others give theirs."""
    processes = part.processes
    table: Reasons = parameters["reasons"]
    row = table.of(part)
    silent = processes.rationale_length < SHORTEST
    peers = habit(known, method(part))
    few = peers.asked < parameters["minimum_peers"]
    usual = peers.usual(parameters["usual"], parameters["minimum_peers"])
    on_record = among(processes.country, table.countries or {""})
    return of_processes(
        raised=silent & usual,
        missing=[
            (Missing.PEERS, silent & few),
            (REASON, (silent & ~few & ~usual) | (~silent & on_record & (row < 0))),
        ],
        evidence=lambda process: [
            Evidence(REASON, None),
            Evidence(METHOD_DETAILS, part.text(int(processes.details[process]))),
        ],
        parameters=lambda process: _why(
            table.rows[row[process]] if row[process] >= 0 else None,
            float(peers.asked[process]),
            float(peers.share[process]),
        ),
    )


def _why(reason: Reason | None, asked: float, share: float) -> dict[str, Json]:
    if reason is not None:
        return {"reason": reason.code, "basis": reason.basis}
    return {"peers": int(asked), "share_of_peers_with_reason": None if np.isnan(share) else round(float(share), 4)}


def words(parameters: Parameters) -> dict[str, str]:
    """The share of peers in per cent."""
    return {"share": per_cent(parameters["usual"])}


def prepare(parameters: Parameters) -> Parameters:
    """Read the table of reasons; raises msgspec.ValidationError (a ValueError) when it is malformed."""
    return {**parameters, "reasons": Reasons(msgspec.convert(parameters["reasons"], tuple[Reason, ...]))}


R010 = Indicator(
    id="R010",
    title=Texts(
        ky="Атаандаштыксыз сатып алуунун себеби көрсөтүлгөн эмес",
        ru="Закупка без конкурса — и без объяснения причин",
        en="No competition, and no reason given",
    ),
    explanation=Texts(
        ky="Сатып алуу ачык сынаксыз өткөн, бирок анын себеби жазылган эмес; ушул эле ыкмадагы сатып алуулардын "
        "кеминде {share} пайызында себеп көрсөтүлөт. Сынаксыз алуу үчүн мыйзамдуу себеп керек, ансыз кимге болсо да "
        "берүүгө болот.",
        ru="Закупка прошла без открытого конкурса, но причина не указана, хотя в {share} % закупок тем же методом или "
        "чаще её указывают. Без законной причины договор можно отдать кому угодно.",
        en="The purchase was made without open competition and gives no reason, though {share} per cent or more of the "
        "purchases by the same method do. Without a lawful reason a contract could be given to anybody.",
    ),
    innocent=Texts(
        ky="Себеп башка документте жазылып, порталга киргизилбей калышы мүмкүн; майда сатып алууда ал талап "
        "кылынбаган учурлар бар.",
        ru="Причина может быть записана в другом документе и не внесена на портал; для мелких закупок её иногда не "
        "требуют.",
        en="The reason may stand in another document and not have been entered; for small purchases it is sometimes "
        "not required.",
    ),
    check=Texts(
        ky="Сатып алуунун документтеринен же сатып алуучудан түз келишимдин негизин сураңыз. Мыйзамдагы себептердин "
        "кайсынысы туура келет?",
        ru="Найдите в документах или спросите у заказчика основание прямого договора. Какая из законных причин "
        "подходит?",
        en="Look in the documents, or ask the buyer, for the ground of the direct contract. Which of the lawful "
        "reasons fits?",
    ),
    legal_basis=Texts(
        ky="Түз келишимдин себептери жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон о причинах прямых договоров в каталог не внесён",
        en="No national law on the reasons for direct contracts is on record",
    ),
    national_legal_basis={
        "kg": Texts(
            ky="Кыргыз Республикасынын 2015-жылдын 3-апрелиндеги № 72 мыйзамы: түз келишим мыйзамдагы себептер менен "
            "гана түзүлөт; 2022-жылдын 14-апрелиндеги № 27 мыйзамдын себептери ырастала элек",
            ru="Закон Кыргызской Республики от 3 апреля 2015 года № 72: прямой договор — только по причинам, названным "
            "в законе; причины по Закону от 14 апреля 2022 года № 27 не подтверждены",
            en="Law of the Kyrgyz Republic No. 72 of 3 April 2015: direct contracts only for reasons named by law; "
            "those of Law No. 27 of 14 April 2022 are not confirmed",
        )
    },
    phrases={basis.en: basis for basis in BASES},
    source=ocp_guide("R010"),
    version="1.0",
    weight=3,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(Missing.PEERS, REASON),
    crosswalk=("OCP R010", "MKRAI 2", "MKRAI 3", "MKRAI 15", "MKRAI 18", "CRI procedure type"),
    parameters={"usual": 0.8, "minimum_peers": 30, "reasons": msgspec.to_builtins(REASONS)},
    words=words,
    competitions=CLOSED,
    prepare=prepare,
    evaluate=evaluate,
    statistic=REASONS_GIVEN,
)
