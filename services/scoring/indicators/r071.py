"""R071: nearly all of the contract may be passed on to others.

For each lot with an active award: the highest share that may be subcontracted is at least `threshold`. What is really
passed on is not published. An award that says nothing of subcontracting is not computable. Where `default` or more of
a country's awards allow for nearly all, that is what the form fills in by itself, and tells nothing. Source: OCP guide
R071.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    number,
    of_lots,
    reaches,
    winners,
)
from services.scoring.part import Part
from services.scoring.practice import habit, practice
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens
from shared.contracts.base import Texts

SHARE = "/awards/subcontracting/maximumPercentage"


NEARLY_ALL = 0.9


def _nearly_all(part: Part) -> tuple[Tokens, Bools, Bools]:
    awards = part.awards
    stated = awards.active & ~np.isnan(awards.subcontracted)
    return part.processes.country[part.award_process], stated, reaches(awards.subcontracted, NEARLY_ALL)


PASSED_ON = practice("subcontracting_nearly_all", "1", _nearly_all)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The largest share that may be passed on."""
    lots, awards, of = part.lots, part.awards, part.awards_of_lot
    found = awards.active & reaches(awards.subcontracted, parameters["threshold"])
    raised = of.some(found)
    peers = habit(known, part.processes.country[lots.process])
    few = peers.asked < parameters["minimum_peers"]
    default = peers.usual(parameters["default"], parameters["minimum_peers"])
    unsaid = of.some(awards.active & np.isnan(awards.subcontracted))
    return of_lots(
        raised=raised,
        value=of.highest(awards.subcontracted, awards.active),
        threshold=parameters["threshold"],
        nothing=lots.decided & ~lots.awarded,
        missing=[
            (Missing.FINAL_AWARDS, ~lots.awarded),
            (SHARE, (unsaid & ~raised) | (raised & default)),
            (Missing.PEERS, raised & few),
        ],
        evidence=lambda lot: [
            piece for row in of.rows(lot, found) for piece in (_share(part, row), winners(part, row))
        ],
    )


def _share(part: Part, row: int) -> Evidence:
    awards = part.awards
    path = f"/awards/{awards.award[row]}/subcontracting/maximumPercentage"
    return Evidence(path, number(float(awards.subcontracted[row])))


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": per_cent(parameters["threshold"])}


R071 = Indicator(
    id="R071",
    title=Texts(
        ky="Ишти дээрлик толугу менен башкаларга берүүгө болот",
        ru="Почти весь договор можно передать другим",
        en="Nearly all may be subcontracted",
    ),
    explanation=Texts(
        ky="Жеңүүчү келишимдин {share} пайызын же андан көбүн субподрядчыларга бере алат. Өзү иштебеген жеңүүчү "
        "ортомчу гана болушу мүмкүн, анын үлүшү бааны көтөрөт.",
        ru="Победитель может передать субподрядчикам {share} % договора или больше. Победитель, который сам не "
        "работает, может быть лишь посредником, и его доля удорожает закупку.",
        en="The winner may pass {share} per cent or more of the contract on to subcontractors. A winner who does not "
        "do the work may be a mere middleman, whose share makes it dearer.",
    ),
    innocent=Texts(
        ky="Ири долбоорлордо башкы подрядчы иштерди уюштурат, тар адистиктеги иштерди башкалар аткарат; үлүш жогорку "
        "чек катары гана жазылышы да мүмкүн.",
        ru="В крупных проектах генподрядчик организует работы, а узкие виды выполняют другие; доля может быть указана "
        "просто как верхний предел.",
        en="In large projects a main contractor organises the work and specialists do it; the share may be stated as "
        "an upper limit only.",
    ),
    check=Texts(
        ky="Субподрядчылардын тизмесин сураңыз: алардын ичинде ушул сынакта утулгандар же жеңүүчүгө байланыштуу "
        "ишканалар барбы?",
        ru="Запросите список субподрядчиков: нет ли среди них проигравших в этой же закупке или фирм, связанных с "
        "победителем?",
        en="Ask for the list of subcontractors: are there losers of the same tender among them, or firms tied to the "
        "winner?",
    ),
    legal_basis=Texts(
        ky="Субподряддын чеги жөнүндө улуттук мыйзам каталогго киргизиле элек; үлүш — каталогдун жумушчу мааниси",
        ru="Национальный закон о пределе субподряда в каталог не внесён; доля — рабочее значение каталога",
        en="No national law on the limit of subcontracting is on record; the share is a working value of this "
        "catalogue",
    ),
    source=ocp_guide("R071"),
    version="1.0",
    weight=1,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, SHARE, Missing.PEERS),
    crosswalk=("OCP R071",),
    parameters={"threshold": NEARLY_ALL, "default": 0.5, "minimum_peers": 30},
    words=words,
    mixed=True,
    evaluate=evaluate,
    statistic=PASSED_ON,
)
